"""The OutputErrorLab: both δ against nudges of z, its picture, and z and y moved in it."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hands import Hand, by_ref, changed, is_a_sentence, page, said, shown, stage, with_class
from hypothesis import given, settings
from hypothesis import strategies as st

from bpkit.notation import Ref
from bpkit.widgets.output_error_lab import OutputErrorLab

STATES = [dict(z=0, y=1), dict(z=-6, y=1), dict(z=8, y=0), dict(z=-8, y=1), dict(z=8, y=1), dict(z=1.5, y=0.3)]


def cross_entropy(z, y):
    a = 1 / (1 + np.exp(-z))
    return -(y * np.log(a) + (1 - y) * np.log(1 - a))


def squared_error(z, y):
    return (1 / (1 + np.exp(-z)) - y) ** 2 / 2


def nudged(cost, z, y, epsilon=1e-4):
    return (cost(z + epsilon, y) - cost(z - epsilon, y)) / (2 * epsilon)


def assert_right(lab):
    """What the screen shows is what z and y make."""
    a = 1 / (1 + np.exp(-lab.z))
    right = {"z": lab.z, "y": lab.y, "a": a, "error": a - lab.y, "slope": a * (1 - a)}
    right |= {"steep": (a - lab.y) / (a * (1 - a)), "delta": a - lab.y, "squared": (a - lab.y) * a * (1 - a)}
    numbers = shown(lab)
    assert {str(Ref.parse(ref)) for ref in numbers} == right.keys()
    for ref, number in numbers.items():
        assert number == pytest.approx(right[str(Ref.parse(ref))], abs=max(number.half, 1e-9)), ref


@pytest.mark.parametrize("state", STATES, ids=str)
def test_each_delta_is_the_slope_of_its_cost(state):
    lab = OutputErrorLab(**state)
    assert lab.delta == pytest.approx(nudged(cross_entropy, **state), abs=1e-7)
    assert lab.squared_error_delta == pytest.approx(nudged(squared_error, **state), abs=1e-7)
    assert_right(lab)


@pytest.mark.parametrize("state", STATES, ids=str)
def test_a_ball_lies_on_its_hill_over_z(state):
    lab = OutputErrorLab(**state)
    for ref, cost, most, left in (("eq:z", cross_entropy, 8, 36), ("eq2:z", squared_error, 0.5, 578.5)):
        _, circle = by_ref(page(lab))[ref].iter("circle")
        x, y = float(circle.get("cx")), float(circle.get("cy"))
        assert x == pytest.approx(left + (lab.z + 8) / 16 * 466.5, abs=0.1)
        zs = np.linspace(lab.z - 1, lab.z + 1, 401)
        hill = left + (zs + 8) / 16 * 466.5, 50 + 184 * (1 - cost(zs, lab.y) / most)
        assert y < hill[1][200] and np.hypot(hill[0] - x, hill[1] - y).min() == pytest.approx(9, abs=1)


def test_the_squared_error_is_also_drawn_to_the_scale_of_the_cross_entropy():
    lab = OutputErrorLab(y=0.2)
    (line,) = with_class(page(lab), "dashed")
    x, y = np.array([point.split() for point in line.get("d")[1:].split("L")], float).T
    np.testing.assert_allclose(y, 50 + 184 * (1 - squared_error((x - 36) / 466.5 * 16 - 8, 0.2) / 8), atol=0.1)
    assert "drawn 16 times as steep" in lab._view.html


def test_where_z_is_large_and_wrong_the_squared_errors_delta_nearly_vanishes():
    wrong = OutputErrorLab(z=-8, y=1)
    assert wrong.delta < -0.999 and -0.001 < wrong.squared_error_delta < 0


def test_a_drag_of_a_ball_moves_z_and_says_what_follows():
    lab = OutputErrorLab()
    Hand(lab).move("z", -2, -4, -5.91)
    assert lab.z == -5.91
    assert said(lab).startswith("You moved z from 0 to −5.91. Changed: a, g′(z), δ")
    assert said(lab).endswith("of the squared error. Wrong, yet the squared error’s slope is −0.0027.")
    assert {"z", "a", "slope", "delta", "squared"} <= changed(lab) and "y" not in changed(lab)
    lab.undo()
    assert lab.z == 0 and changed(lab) == set()


@pytest.mark.parametrize("y", [0, 1])
def test_what_is_said_of_a_wrong_answer_is_what_the_screen_shows(y):
    lab, told = OutputErrorLab(y=y), 0
    for z in np.arange(0, 8.1, 0.25) * (1 - 2 * y):
        lab.z = z
        if "Wrong" in said(lab):
            numbers = re.findall(r"−?\d\.\d{4}", said(lab))
            right = {ref: f"{float(number):.4f}".replace("-", "−") for ref, number in shown(lab).items()}
            assert numbers == [right["squared"]]
            assert abs(lab.squared_error_delta) < 0.05 < 0.9 < abs(lab.delta)
            told += 1
    assert told == 21  # from 3 on


def test_y_leaves_a_alone():
    lab = OutputErrorLab(z=1)
    lab.y = 0.5
    assert changed(lab) == {"y", "error", "steep", "delta", "squared"}
    assert said(lab).startswith("You moved y from 1 to 0.5.") and "Not: a, g′(z)." in said(lab)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from("zy"), st.floats(-9, 9).map(lambda v: round(v, 2))), max_size=6))
def test_whatever_is_moved_the_screen_is_right(moves):
    lab, size = OutputErrorLab(), None
    hand = Hand(lab)
    for ref, value in moves:
        hand.move(ref, value)
        assert_right(lab)
        svg = stage(lab)
        assert size in (None, svg.get("viewBox"))
        size = svg.get("viewBox")


@pytest.mark.parametrize("ref, bad", [("y", 2), ("y", "-1"), ("z", 9), ("z", "two"), ("z", "")])
def test_a_bad_value_by_hand_is_told_in_the_strip(ref, bad):
    lab = OutputErrorLab(z=1, y=0)
    Hand(lab).move(ref, bad)
    assert said(lab).startswith(f"{ref} must be a number") and is_a_sentence(said(lab))
    assert (lab.z, lab.y) == (1, 0)
    assert_right(lab)


def test_a_bad_value_from_python_is_refused_in_one_sentence():
    lab = OutputErrorLab()
    with pytest.raises(ValueError, match="z must be a number from -8 to 8"):
        lab.z = 9
    assert repr(lab) == repr(eval(repr(lab)))


def test_each_number_is_explained():
    lab = OutputErrorLab(z=1.5, y=0.3)
    for ref in shown(lab):
        tip = lab._tip(str(Ref.parse(ref)))
        assert tip.startswith("<div>"), ref
    assert "0.8176" in lab._tip("delta") and "0.3000" in lab._tip("delta")


def test_the_saved_picture_is_an_svg_with_both_deltas():
    svg = OutputErrorLab(z=-6, y=1)._repr_mimebundle_()["image/svg+xml"]
    assert svg.startswith("<svg") and "−0.9975" in svg and "−0.0025" in svg and "var(" not in svg
    ElementTree.fromstring(svg)
