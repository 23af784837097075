"""The UnitLab: its numbers against numpy, its picture, and its weights and inputs moved in it."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hands import Hand, by_ref, changed, flat, is_a_sentence, page, said, shown, stage, with_class
from hypothesis import given, settings
from hypothesis import strategies as st

from bpkit import UnitLab
from bpkit.notation import Ref

STATES = [
    {},
    dict(bias=0, weight_1=0, weight_2=0, x_1=0, x_2=0),
    dict(bias=-3.3, weight_1=-6, weight_2=-5.5, x_1=2, x_2=-2),
    dict(bias=6, weight_1=6, weight_2=6, x_1=2, x_2=2),
    dict(bias=-6, weight_1=6, weight_2=6, x_1=-2, x_2=-2),
]
GIVEN = {f"Theta[1][1, {j}]": name for j, name in enumerate(("bias", "weight_1", "weight_2"))}
GIVEN |= {"x[1]": "x_1", "x[2]": "x_2"}


def assert_right(lab):
    """What the screen and the properties show is numpy's."""
    weights, x = np.array([lab.bias, lab.weight_1, lab.weight_2]), np.array([1, lab.x_1, lab.x_2])
    z = weights @ x
    a = 1 / (1 + np.exp(-z))
    assert lab.z == pytest.approx(z) and lab.a == pytest.approx(a)
    right = {"z[2][1]": z, "a[2][1]": a, "slope[2][1]": a * (1 - a), "x[1]": lab.x_1, "x[2]": lab.x_2}
    right |= {f"Theta[1][1, {j}]": weights[j] for j in range(3)}
    right |= {f"term[1][1, {j}]": weights[j] * x[j] for j in range(3)}
    numbers = shown(lab)
    assert {str(Ref.parse(ref)) for ref in numbers} == right.keys()
    for ref, number in numbers.items():
        least = 0.00501 if ref[0] in "xT" else 1e-9  # where one is given there is little room
        assert number == pytest.approx(right[str(Ref.parse(ref))], abs=max(number.half, least)), ref


def written(lab):
    """All texts of the picture."""
    return {"".join(text.itertext()) for text in stage(lab).iter("text")}


@pytest.mark.parametrize("state", STATES, ids=str)
def test_the_numbers_are_numpys(state):
    assert_right(UnitLab(**state))


@pytest.mark.parametrize(
    "state, most",
    [
        (dict(bias=1, weight_1=2.5, weight_2=-1.5), 8),
        (dict(bias=6, weight_1=6, weight_2=6, x_2=-1.5), 16),  # z = 3, but the arrows go to 12
        (dict(bias=6, weight_1=6, weight_2=6, x_1=2, x_2=2), 32),
        (dict(bias=-6, weight_1=-6, weight_2=0.5, x_1=1.5), 16),
    ],
    ids=str,
)
def test_the_arrows_lie_tip_to_tail_end_at_z_and_all_have_their_length(state, most):
    lab = UnitLab(**state)
    arrows = with_class(page(lab), "vec")
    ends = [[float(n) for n in re.findall(r"M(-?[\d.]+)", path.get("d"))][0] for g in arrows for path in g.iter("path")]
    tails, tips = ends[::2], ends[1::2]
    terms = [lab.bias, lab.weight_1 * lab.x_1, lab.weight_2 * lab.x_2]
    at = [530 + 520 * (v + most) / (2 * most) for v in (0, terms[0], terms[0] + terms[1], sum(terms))]
    assert tails == pytest.approx(at[:3], abs=0.1) and tips == pytest.approx(at[1:], abs=0.1)
    assert [g.get("class").split()[1] for g in arrows] == ["pos" if term > 0 else "neg" for term in terms]
    assert {f"−{most}", str(most)} <= written(lab)
    (dot,) = with_class(page(lab), "dot")  # the point of the curve stands above the last tip
    assert float(dot.get("cx")) == pytest.approx(at[3], abs=0.1)


@pytest.mark.parametrize("width", [1085, 640])
def test_the_tangent_has_the_slope_and_stays_above_the_numbers_of_the_axis(width):
    lab, (w, h, bottom) = UnitLab(x_1=0, x_2=0), (520, 190, 238) if width > 640 else (560, 160, 472)
    lab._view._receive(None, {"width": width}, [])
    for bias in np.arange(-6, 6.1, 0.5):
        lab.bias = bias
        (line,) = with_class(page(lab), "tangent")
        x1, y1, x2, y2 = (float(line.get(end)) for end in ("x1", "y1", "x2", "y2"))
        assert max(y1, y2) <= bottom + 0.1
        assert (y1 - y2) / (x2 - x1) == pytest.approx(lab.a * (1 - lab.a) * h / (w / 16), abs=0.01)


def test_the_axis_does_not_shrink_under_the_hand():
    lab = UnitLab(bias=6)
    hand = Hand(lab)

    def most():
        return max(float(tick) for tick in written(lab) if tick.isdigit())

    assert most() == 8
    hand.move("x[1]", 1.5, 2, done=False)
    assert most() == 16
    hand.move("x[1]", 0, done=False)
    assert most() == 16
    hand.move("x[1]", 0)  # let go
    assert most() == 8
    hand.move("x[1]", 2)
    hand.move("x[1]", 0, key=True)
    assert most() == 8
    lab.undo()
    assert most() == 16


@pytest.mark.parametrize("ref", GIVEN)
def test_what_is_given_is_dragged(ref):
    lab = UnitLab()
    before = getattr(lab, GIVEN[ref])
    Hand(lab).move(ref, 0.3, 0.4, -0.5)
    assert getattr(lab, GIVEN[ref]) == -0.5
    assert_right(lab)
    j = Ref.parse(ref).i if ref[0] == "x" else Ref.parse(ref).j
    assert changed(lab) == {ref, f"term[1][1, {j}]", "z[2][1]", "a[2][1]", "slope[2][1]"}
    name = f"x{j}" if ref[0] == "x" else f"Θ1{j}"
    assert said(lab).startswith(
        f"You moved {name} from {before:g} to −0.5. Changed: one arrow, z, a, g′(z).".replace("-", "−")
    )
    lab.undo()
    assert getattr(lab, GIVEN[ref]) == before and changed(lab) == set()


def test_an_edge_is_given_like_its_weight():
    elements = by_ref(page(UnitLab()))
    assert all(elements[f"edge[1][1, {j}]"].get("data-given") for j in range(3))


def test_a_weight_whose_input_is_0_changes_nothing_else():
    lab = UnitLab(bias=2, x_1=0)
    Hand(lab).move("Theta[1][1, 1]", 5)
    assert said(lab) == "You moved Θ11 from 2 to 5. Nothing else changed." and changed(lab) == {"Theta[1][1, 1]"}


def test_without_lamps_nobody_is_asked():
    lab = UnitLab(predict=True)
    Hand(lab).move("x[1]", 2)
    assert said(lab).startswith("You moved x1 from 1 to 2. Changed:")


def test_a_flat_slope_is_worth_a_word():
    lab = UnitLab()
    Hand(lab).move("Theta[1][1, 0]", 6)
    assert said(lab).endswith("Nearly flat here: a small change of z hardly reaches a.")


def test_as_steep_as_it_can_be_is_said_where_the_slope_shown_is_a_quarter():
    lab = UnitLab(x_1=0, x_2=0)
    for bias, shows in ((0.4, "0.2403"), (0.1, "0.2494"), (0.01, "0.2500"), (0, "0.2500")):
        lab.bias = bias
        assert shows in written(lab) and ("As steep as it can be, ¼." in said(lab)) == (shows == "0.2500")


def test_a_weights_line_keeps_its_width_when_another_weight_moves():
    lab = UnitLab()

    def widths():
        elements = by_ref(page(lab))
        return [elements[f"edge[1][1, {j}]"].find("path").get("stroke-width") for j in range(3)]

    before = widths()
    lab.weight_1 = 6
    assert widths()[::2] == before[::2] and widths()[1] != before[1]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(sorted(GIVEN)), st.floats(-7, 7).map(lambda v: round(v, 2))), max_size=6))
def test_whatever_is_moved_the_screen_is_right(moves):
    lab = UnitLab()
    hand = Hand(lab)
    svg = stage(lab)
    size = svg.get("viewBox")
    for ref, value in moves:
        hand.move(ref, value)
        assert_right(lab)
        svg = stage(lab)
        assert svg.get("viewBox") == size


@pytest.mark.parametrize("ref, bad, name", [("Theta[1][1, 1]", 7, "Θ⁽¹⁾₁₁"), ("x[1]", -3, "x₁"), ("x[2]", "no", "x₂")])
def test_a_bad_value_by_hand_is_told_in_the_strip(ref, bad, name):
    lab = UnitLab()
    Hand(lab).move(ref, bad)
    assert said(lab).startswith(f"{flat(name)} must be a number") and is_a_sentence(said(lab))
    assert_right(lab)


def test_what_is_computed_cannot_be_moved():
    lab = UnitLab()
    Hand(lab).move("z[2][1]", 1)
    assert said(lab) == "z[2][1] is no number that can be moved here." and lab.z == 2


def test_python_and_the_hand_are_two_handles_of_one_state():
    lab = UnitLab(bias=1, weight_1=2)
    lab.weight_1 = -1.25
    assert_right(lab)
    assert said(lab).startswith("You moved Θ11 from 2 to −1.25.")
    lab.reset()
    assert lab.weight_1 == 2
    assert repr(lab) == repr(eval(repr(lab)))
    with pytest.raises(ValueError, match="weight_1 must be a number from -6 to 6, got 7"):
        lab.weight_1 = 7
    with pytest.raises(TypeError, match="colour"):
        UnitLab(colour=1)


def test_each_number_is_explained():
    lab = UnitLab(x_1=-1.5)
    for ref in shown(lab):
        assert lab._tip(str(Ref.parse(ref))).startswith("<div>"), ref
    assert "−3.0000" in lab._tip("z[2][1]")


@pytest.mark.parametrize("width", [1085, 640])
def test_at_each_width_all_stands_inside(width):
    lab = UnitLab()
    lab._view._receive(None, {"width": width}, [])
    svg = stage(lab)
    assert float(svg.get("width")) <= width
    assert_right(lab)


def test_the_saved_picture_has_the_numbers():
    svg = UnitLab()._repr_mimebundle_()["image/svg+xml"]
    assert "0.8808" in svg and "0.1050" in svg and "var(" not in svg
    ElementTree.fromstring(svg)
