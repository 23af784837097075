"""The OutputErrorLab: both δ against nudges of z, its picture, its traits and controls."""

from xml.etree import ElementTree

import numpy as np
import pytest

from bpkit.widgets.output_error_lab import OutputErrorLab

STATES = [dict(z=0, y=1), dict(z=-6, y=1), dict(z=8, y=0), dict(z=-8, y=1), dict(z=8, y=1), dict(z=1.5, y=0.3)]


def cross_entropy(z, y):
    a = 1 / (1 + np.exp(-z))
    return -(y * np.log(a) + (1 - y) * np.log(1 - a))


def squared_error(z, y):
    return (1 / (1 + np.exp(-z)) - y) ** 2 / 2


def nudged(cost, z, y, epsilon=1e-4):
    return (cost(z + epsilon, y) - cost(z - epsilon, y)) / (2 * epsilon)


def texts(html):
    """The text of each text element, as plain as Unicode has it."""
    found = [
        "".join(t.itertext()).replace("\N{NO-BREAK SPACE}", " ") for t in ElementTree.fromstring(html).iter("text")
    ]
    return [content for content in found if content]


@pytest.mark.parametrize("state", STATES, ids=str)
def test_each_delta_is_the_slope_of_its_cost(state):
    lab = OutputErrorLab(**state)
    assert lab.delta == pytest.approx(nudged(cross_entropy, **state), abs=1e-7)
    assert lab.squared_error_delta == pytest.approx(nudged(squared_error, **state), abs=1e-7)


@pytest.mark.parametrize("state", STATES, ids=str)
def test_the_numbers_are_on_the_screen(state):
    lab = OutputErrorLab(**state)
    shown = texts(lab._view.html)
    expected = {
        "a = g(z)": 1 / (1 + np.exp(-lab.z)),
        "cost = −[y log a + (1 − y) log (1 − a)]": cross_entropy(lab.z, lab.y),
        "δ = a − y": lab.delta,
        "cost = ½ (a − y)2": squared_error(lab.z, lab.y),
        "δ = (a − y) · a (1 − a)": lab.squared_error_delta,
    }
    for name, value in expected.items():
        found = float(shown[shown.index(name) + 1].replace("−", "-"))
        assert found == pytest.approx(value, abs=0.501e-4)


def test_where_z_is_large_and_wrong_the_squared_errors_delta_nearly_vanishes():
    wrong = OutputErrorLab(z=-8, y=1)
    assert wrong.delta < -0.999 and -0.001 < wrong.squared_error_delta < 0


def test_the_picture_does_not_jump():
    sizes = {tuple((p.width, p.height) for p in OutputErrorLab(**state)._pictures()) for state in STATES}
    assert len(sizes) == 1


@pytest.mark.parametrize("y", [0, 0.5, 1])
@pytest.mark.parametrize("z", [-8, 8])
def test_the_costs_stay_inside_the_axes(z, y):
    for picture in OutputErrorLab(z=z, y=y)._pictures():
        assert "<path" not in picture.body  # no arrow: no point is beyond the axes


def test_controls_and_traits_are_two_handles_of_one_state():
    lab = OutputErrorLab()
    lab._controls["z"].slider.value = -6
    lab._controls["y"].field.value = 0
    assert (lab.z, lab.y) == (-6, 0)
    lab.y = 0.5
    assert lab._controls["y"].field.value == 0.5
    assert repr(lab) == repr(eval(repr(lab)))


def test_a_bad_value_is_refused_in_one_sentence():
    lab = OutputErrorLab()
    lab._controls["y"].field.value = 2
    assert lab._controls["y"].error.startswith("y must be") and lab._controls["y"].error.endswith(".") and lab.y == 1
    with pytest.raises(ValueError, match="z must be"):
        lab.z = 9


def test_the_saved_picture_is_an_svg_with_both_deltas():
    svg = OutputErrorLab(z=-6, y=1)._repr_mimebundle_()["image/svg+xml"]
    assert svg.startswith("<svg") and "−0.9975" in svg and "−0.0025" in svg
    ElementTree.fromstring(svg)
