"""The blame lab: line 4 for one hidden unit, its numbers and its controls."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from bpkit.views.blame import blame
from bpkit.widgets.blame_lab import BlameLab, line_4


def text_of(markup):
    return " ".join("".join(ElementTree.fromstring(f"<div>{markup}</div>").itertext()).split())


@pytest.mark.parametrize("unit, a", [(0, 1.0), (1, 0.5), (2, 0.25), (3, 0.0), (3, 0.95)])
@pytest.mark.parametrize("seed", [0, 1])
def test_the_picture_shows_the_parts_the_sum_the_slope_and_the_error(unit, a, seed):
    rng = np.random.default_rng(seed)
    weights, delta = rng.normal(size=(2 + seed, 4)).round(2), rng.uniform(-1, 1, 2 + seed).round(2)
    picture = blame(line_4(weights, delta, unit, a))
    shown = text_of(picture.body).replace("−", "-")
    total = sum(weights[i, unit] * delta[i] for i in range(len(delta)))
    for value in (*(weights[:, unit] * delta), total, a * (1 - a), total * a * (1 - a)):
        assert f"{value + 0.0:.4f}".replace("-0.0000", "0.0000") in shown
    ElementTree.fromstring(picture.standalone())


def test_lines_are_as_wide_as_their_part_and_dashed_where_negative():
    weights, delta = BlameLab.Theta, np.array([0.5, -1.0, 0.5])
    drawn = blame(line_4(weights, delta, 3, 0.5)).body
    lines = re.findall(r'class="weight (\w+)( pale)?".*?stroke-width="([\d.]+)"', drawn)
    chosen = [(kind, float(width)) for kind, pale, width in lines if not pale]
    assert chosen == [("neg", 3.0), ("neg", 12.0), ("pos", 2.0)]
    assert len(lines) == 12


def test_the_lab_says_what_line_4_says():
    lab = BlameLab(unit=3, unit_a=0.8, delta_1=0.9, delta_2=-0.1, delta_3=-0.4)
    errors, a = np.array([0.9, -0.1, -0.4]), np.array([1.0, 0.5, 0.5, 0.8])
    assert lab.delta == pytest.approx((lab.Theta.T @ errors * a * (1 - a))[3])
    lab.unit = 0
    assert lab.delta == 0 and "It is dropped" in lab._view.html
    lab.unit, before = 2, None
    for value in (-1, 0.3, 1):  # output 3 has no weight from hidden unit 2
        lab.delta_3 = value
        assert before in (None, lab.delta)
        before = lab.delta


def test_parts_that_cancel_leave_zero_without_a_sign():
    html = BlameLab(unit=1, delta_1=0.3, delta_2=0.8, delta_3=0.4)._view.html
    assert "δ₁ = 0.0000 · 0.2500 = 0.0000" in html


def test_a_click_anywhere_in_a_unit_chooses_it():
    root = ElementTree.fromstring(f"<div>{BlameLab()._view.html}</div>")
    boxes = [e.get("data-ref") for e in root.iter() if e.get("class") == "pick"]
    assert boxes == [f"delta[2][{j}]" for j in range(4)]


def test_the_bias_unit_gives_out_1_and_its_a_cannot_be_moved():
    lab = BlameLab(unit=0, unit_a=0.9, delta_1=-1)
    control = lab._controls["unit_a"]
    assert (control.field.value, control.field.disabled, control.slider.disabled) == (1, True, True)
    assert lab.unit_a == 0.9 and str(lab.delta) == "0.0"
    lab.unit = 1
    assert (control.field.value, control.field.disabled, control.slider.disabled) == (0.9, False, False)


def test_traits_and_controls_move_each_other():
    lab = BlameLab()
    assert repr(lab) == "BlameLab(delta_1=0.5, delta_2=-0.4, delta_3=0.2, unit=1, unit_a=0.5)"
    lab._controls["delta_2"].slider.value = 0.3
    lab._controls["unit"].field.value = 3
    assert (lab.delta_2, lab.unit) == (0.3, 3)
    lab.unit_a = 0.9
    assert lab._controls["unit_a"].field.value == 0.9
    lab._pick("Theta[2][3, 2]")
    assert lab.unit == 2
    lab._pick("delta[2][0]")
    assert lab.unit == 0 and lab._controls["unit"].field.value == 0
    assert eval(repr(lab))._view.html == lab._view.html
    assert "the error" in lab._repr_mimebundle_()["image/svg+xml"]


@pytest.mark.parametrize(
    "name, value", [("delta_1", 1.5), ("unit", 4), ("unit", 1.5), ("unit_a", -0.1), ("delta_3", "x")]
)
def test_a_value_that_does_not_fit_is_one_sentence_and_changes_nothing(name, value):
    lab = BlameLab()
    before = repr(lab)
    with pytest.raises(ValueError, match=rf"^{name} must be .*\.$"):
        setattr(lab, name, value)
    assert repr(lab) == before
    with pytest.raises(TypeError, match="weight"):
        BlameLab(weight=1)


def test_the_sentence_stands_beside_the_control():
    lab = BlameLab()
    lab._controls["unit"].field.value = 7
    assert lab.unit == 1 and lab._controls["unit"].error == "unit must be a whole number from 0 to 3, got 7."
