"""The UnitLab: its numbers against numpy, its picture, its traits and controls."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from bpkit import UnitLab
from bpkit.algorithm import sigmoid
from bpkit.views.curve import INSIDE, Curve, curves_with_tangents
from bpkit.views.unit import sigmoid_plot

STATES = [
    {},
    dict(bias=0, weight_1=0, weight_2=0, x_1=0, x_2=0),
    dict(bias=-3.3, weight_1=-6, weight_2=-5.5, x_1=2, x_2=-2),
    dict(bias=6, weight_1=6, weight_2=6, x_1=2, x_2=2),
    dict(bias=-6, weight_1=6, weight_2=6, x_1=-2, x_2=-2),
]


def texts(html):
    """The text of each text element, as plain as Unicode has it."""
    found = [
        "".join(t.itertext()).replace("\N{NO-BREAK SPACE}", " ") for t in ElementTree.fromstring(html).iter("text")
    ]
    return [content for content in found if content]


def number_of(content):
    return float(content.replace("−", "-"))


@pytest.mark.parametrize("state", STATES, ids=str)
def test_the_numbers_are_numpys(state):
    lab = UnitLab(**state)
    weights, inputs = [lab.bias, lab.weight_1, lab.weight_2], [1, lab.x_1, lab.x_2]
    z = np.dot(weights, inputs)
    a = 1 / (1 + np.exp(-z))
    assert lab.z == pytest.approx(z) and lab.a == pytest.approx(a)
    shown = texts(lab._view.html)
    for name, value in (("z", z), ("a", a), ("a = g(z)", a), ("slope = a (1 − a)", a * (1 - a))):
        assert number_of(shown[shown.index(name) + 1]) == pytest.approx(value, abs=0.501e-4)
    terms = [number_of(shown[shown.index(mark) + 2]) for mark in ("=",)]
    assert terms == [pytest.approx(lab.bias)]


def test_the_picture_does_not_jump():
    sizes = {tuple((p.width, p.height) for p in UnitLab(**state)._pictures()) for state in STATES}
    assert len(sizes) == 1


def test_a_negative_input_stands_in_brackets():
    shown = texts(UnitLab(weight_1=-2, x_1=-1.5)._view.html)
    assert "−2.00 · (−1.50)" in shown


def test_a_weights_line_keeps_its_width_when_another_weight_moves():
    def widths(lab):
        return re.findall(r'class="weight \w+"[^>]*stroke-width="([\d.]+)"', lab._view.html)

    lab = UnitLab(bias=1, weight_1=2)
    before = widths(lab)
    lab.weight_1 = 6
    after = widths(lab)
    assert before[0] == after[0] and before[2] == after[2] and float(after[1]) > float(before[1])


def test_controls_and_traits_are_two_handles_of_one_state():
    lab = UnitLab()
    lab._controls["bias"].field.value = -1
    assert lab.bias == -1 and lab.z == 0 and lab.a == 0.5
    lab.x_2 = -0.5
    assert lab._controls["x_2"].field.value == lab._controls["x_2"].slider.value == -0.5
    assert repr(lab) == repr(eval(repr(lab)))


def test_a_bad_value_is_refused_in_one_sentence():
    lab = UnitLab()
    lab._controls["bias"].field.value = 7
    assert lab._controls["bias"].error.startswith("bias must be") and lab.bias == 1
    with pytest.raises(ValueError, match="weight_1"):
        lab.weight_1 = float("nan")
    with pytest.raises(TypeError, match="colour"):
        UnitLab(colour=1)


# ---------------------------------------------------------------- the curve with its tangent


def drawn(picture):
    """The tangents as (x1, y1, x2, y2, class), and the markers, of a Picture."""
    tree = ElementTree.fromstring(f"<g>{picture.body}</g>")
    tangents = [
        (*(float(line.get(k)) for k in ("x1", "y1", "x2", "y2")), line.get("class"))
        for line in tree.iter("line")
        if line.get("class")
    ]
    return tangents, list(tree.iter("circle")), list(tree.iter("path"))


@pytest.mark.parametrize("z", [-8, -2.5, 0, 1, 8])
def test_the_tangent_has_the_slope_of_g(z):
    a = float(sigmoid(z))
    tangents, dots, arrows = drawn(sigmoid_plot(sigmoid, z, a, a * (1 - a)))
    ((x1, y1, x2, y2, kind),) = tangents
    # Drawn to a tenth of a pixel.
    per_z, per_a = INSIDE[0] / 16, INSIDE[1]
    assert -(y2 - y1) / per_a / ((x2 - x1) / per_z) == pytest.approx(a * (1 - a), abs=1e-3)
    assert kind == "pos" and len(dots) == 1 and not arrows


@pytest.mark.parametrize("z, to_the_right", [(30, True), (-30, False)])
def test_a_point_beyond_the_axes_is_an_arrow_at_the_edge(z, to_the_right):
    tangents, dots, (arrow,) = drawn(sigmoid_plot(sigmoid, z, float(sigmoid(z)), 0.0))
    assert not tangents and not dots
    assert ("l-10" in arrow.get("d")) == to_the_right


def test_a_falling_tangent_is_told_by_its_class_and_in_the_label():
    falling = Curve("cost", np.array([0, 1.0]), np.array([1.0, 0]), (0.5, 0.5), -1.0)
    picture = curves_with_tangents([falling], x_ticks=(0, 1), y_ticks=(0, 1), names=("z", "cost"))
    assert drawn(picture)[0][0][-1] == "neg"
    assert picture.label == "cost against z: 0.5000 at 0.5000, slope −1.0000"
