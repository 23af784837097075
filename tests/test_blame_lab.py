"""The BlameLab: line 4 against numpy, its picture, and its errors and outputs moved in it."""

import json
from xml.etree import ElementTree

import numpy as np
import pytest
from hands import Hand, by_ref, changed, is_a_sentence, page, said, shown, stage, with_class
from hypothesis import given, settings
from hypothesis import strategies as st

from bpkit import BlameLab
from bpkit.notation import Ref

GIVEN = [f"delta[3][{i}]" for i in (1, 2, 3)] + [f"a[2][{j}]" for j in (1, 2, 3)]
STATES = [dict(unit=j, **more) for j in range(4) for more in ({}, dict(delta_1=-1, delta_2=0.33, a_1=0, a_3=0.95))]


def right(lab):
    """Each number of the page, from the traits and numpy alone."""
    errors, a, j = np.array([lab.delta_1, lab.delta_2, lab.delta_3]), np.array([1, lab.a_1, lab.a_2, lab.a_3]), lab.unit
    back = BlameLab.Theta.T @ errors
    found = {f"Theta[2][{i + 1}, {k}]": weight for (i, k), weight in np.ndenumerate(BlameLab.Theta)}
    found |= {f"delta[3][{i}]": error for i, error in enumerate(errors, start=1)}
    found |= {f"term[2][{i}, {j}]": BlameLab.Theta[i - 1, j] * errors[i - 1] for i in (1, 2, 3)}
    found |= {f"back[2][{j}]": back[j], f"slope[2][{j}]": a[j] * (1 - a[j])}
    found |= {f"delta[2][{k}]": back[k] * a[k] * (1 - a[k]) for k in {1, 2, 3, j}}
    return found | {f"a[2][{k}]": a[k] for k in (1, 2, 3)}


def assert_right(lab):
    expected, numbers = right(lab), shown(lab)
    assert {str(Ref.parse(ref)) for ref in numbers} == expected.keys()
    for ref, number in numbers.items():
        assert number == pytest.approx(expected[str(Ref.parse(ref))], abs=max(number.half, 1e-9)), ref
    assert lab.delta == pytest.approx(expected[f"delta[2][{lab.unit}]"], abs=1e-12)
    pills = [number.text for g in with_class(page(lab), "pill") for number in g.iter("text")]
    assert [float(p.replace("−", "-")) for p in pills] == [
        pytest.approx(expected[f"term[2][{i}, {lab.unit}]"], abs=6e-5) for i in (1, 2, 3)
    ]


def spans(lab):
    """From where to where each arrow of the sum goes, in pixels; a dot where it is nothing."""
    found = []
    for g in with_class(page(lab), "vec")[1:]:  # the first one is the way back
        shaft, head = (path.get("d") for path in g.iter("path"))
        found.append((float(shaft[1:].split()[0]), float(head[1:].split()[0])))
    return found


@pytest.mark.parametrize("state", STATES, ids=str)
def test_the_numbers_are_line_4(state):
    assert_right(BlameLab(**state))


def test_the_arrows_lie_tip_to_tail_and_the_wedge_leads_from_the_sum_to_the_error():
    lab = BlameLab(unit=3, delta_2=-0.7)
    at = [654 + 56 * v for v in (0, -0.75, -2.85, -2.65)]
    expected = [*zip(at, at[1:]), (654, at[-1]), (654, 654 + 56 * -2.65 / 4)]
    np.testing.assert_allclose(spans(lab), expected, atol=0.1)
    (wedge,) = with_class(page(lab), "wedge")
    assert wedge.get("d") == f"M654 394H{654 - 56 * 2.65:.1f}L{654 - 56 * 2.65 / 4:.1f} 458H654z"


@pytest.mark.parametrize("ref", GIVEN)
@pytest.mark.parametrize("unit", range(4))
def test_what_is_given_is_dragged_and_just_what_follows_is_marked(ref, unit):
    lab = BlameLab(unit=unit)
    before = right(lab)
    Hand(lab).move(ref, 0.3, 0.7, 0.85)
    assert_right(lab)
    assert changed(lab) == {name for name, value in right(lab).items() if abs(value - before[name]) > 1e-9}
    assert " to 0.85. " in said(lab)
    lab.undo()
    assert right(lab) == before and changed(lab) == set()
    lab.reset()
    assert right(lab) == before


def test_the_sentence_says_which_share_stays():
    lab = BlameLab()
    hand = Hand(lab)
    hand.move("delta[3][2]", -0.7)
    assert said(lab) == (
        "You moved δ(3)2 from −0.4 to −0.7. Changed: one arrow, the sum, δ. Not: g′(z). δ of hidden unit 1 is 0.4500, "
        "a quarter of the sum."
    )
    hand.move("a[2][1]", 0.9)
    assert said(lab) == (
        "You moved a(2)1 from 0.5 to 0.9. Changed: g′(z), δ. Not: one arrow, the sum. "
        "δ of hidden unit 1 is 0.1620, 0.09 of the sum."
    )
    hand.move("a[2][1]", 0.99)
    assert said(lab).endswith("nearly flat there, so little of the blame stays with it.")
    lab = BlameLab(delta_1=0.3, delta_2=0.8)
    Hand(lab).move("delta[3][3]", 0.4)
    assert said(lab).endswith("δ of hidden unit 1 is 0.0000: its parts cancel.")
    lab = BlameLab(unit=2, delta_1=0, a_2=0.67)
    Hand(lab).move("delta[3][2]", 0)
    assert said(lab).endswith("δ of hidden unit 2 is 0.0000: nothing comes back.")
    Hand(lab).move("delta[3][2]", 0.8)
    assert said(lab).endswith("δ of hidden unit 2 is 0.0884, 0.2211 of the sum.")


def test_an_error_without_a_weight_has_no_part():
    lab = BlameLab(unit=2)
    Hand(lab).move("delta[3][3]", 1)
    assert changed(lab) == {"delta[3][3]", "delta[2][1]", "delta[2][3]"} and lab.delta == BlameLab(unit=2).delta
    assert said(lab).endswith("δ of hidden unit 2 stays 0.0750, a quarter of the sum.")


@pytest.mark.parametrize("ref", ["unit[3]", "delta[2][3]", "Theta[2][2, 3]"])
def test_a_click_chooses_a_hidden_unit_and_sends_the_errors_back_to_it(ref):
    lab = BlameLab()
    element = by_ref(page(lab))[ref]
    assert element.get("data-pick") and not element.get("data-given")
    Hand(lab).pick(ref)
    assert lab.unit == 3 and changed(lab) == set()
    assert said(lab) == "You chose hidden unit 3. δ of hidden unit 3 is −0.4375, a quarter of the sum."
    assert_right(lab)
    (flow,) = [element for element in page(lab).iter() if element.get("data-flow")]
    travels, edges = json.loads(flow.get("data-flow")), by_ref(page(lab))
    assert [(t["from"], t["to"]) for t in travels] == [("0.5", "−0.7500"), ("−0.4", "−1.2000"), ("0.2", "0.2000")]
    assert all(t["back"] and t["edge"] in edges and set(t["hides"]) < edges.keys() for t in travels)
    Hand(lab).move("delta[3][1]", 0.6)
    assert not [element for element in page(lab).iter() if element.get("data-flow")]
    assert by_ref(page(lab))["unit[3]"].get("aria-pressed") == "true"
    lab.undo()
    lab.undo()
    assert lab.unit == 1


def test_the_bias_unit_has_no_error():
    lab = BlameLab(unit=0, unit_a=0.9, delta_1=-1)
    assert str(lab.delta) == "0.0" and lab.unit_a == 1 and lab.a_1 == 0.5
    assert said(lab).endswith("so it has no error. Row 0 is dropped.")
    with pytest.raises(ValueError, match="unit_a is 1 for the bias unit, always."):
        lab.unit_a = 0.5


def test_each_hidden_unit_has_its_own_a():
    lab = BlameLab(unit=3, unit_a=0.8)
    assert (lab.a_1, lab.a_2, lab.a_3, lab.unit_a) == (0.5, 0.5, 0.8, 0.8)
    lab.unit = 2
    lab.unit_a = 0.25
    assert (lab.a_2, lab.a_3) == (0.25, 0.8)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from([*GIVEN, *map(str, range(4))]), st.floats(-1.2, 1.2).map(lambda v: round(v, 2))))
)
def test_whatever_is_done_the_screen_is_right(moves):
    lab = BlameLab()
    hand, size = Hand(lab), stage(lab).get("viewBox")
    for ref, value in moves:
        if ref.isdigit():
            hand.pick(f"unit[{ref}]")
        else:
            hand.move(ref, value)
        assert_right(lab)
        assert stage(lab).get("viewBox") == size


@pytest.mark.parametrize("ref, bad", [("delta[3][1]", 1.5), ("a[2][2]", -0.1), ("delta[3][3]", "x")])
def test_a_bad_value_by_hand_is_told_in_the_strip(ref, bad):
    lab = BlameLab()
    Hand(lab).move(ref, bad)
    assert "must be a number" in said(lab) and is_a_sentence(said(lab))
    assert_right(lab)


@pytest.mark.parametrize("ref", ["delta[2][1]", "term[2][1, 1]", "Theta[2][1, 1]", "back[2][1]"])
def test_what_is_computed_or_fixed_cannot_be_moved(ref):
    lab = BlameLab()
    before = right(lab)
    Hand(lab).move(ref, 0.5)
    assert said(lab) == f"{ref} is no number that can be moved here." and right(lab) == before


@pytest.mark.parametrize(
    "name, value", [("delta_1", 1.5), ("unit", 4), ("unit", 1.5), ("a_2", -0.1), ("delta_3", "x"), ("unit_a", 2)]
)
def test_a_value_that_does_not_fit_is_one_sentence_and_changes_nothing(name, value):
    lab = BlameLab()
    before = repr(lab)
    with pytest.raises(ValueError, match=rf"^{name.replace('unit_a', 'a_1')} must be .*\.$"):
        setattr(lab, name, value)
    assert repr(lab) == before == repr(eval(before))
    with pytest.raises(TypeError, match="weight"):
        BlameLab(weight=1)


@pytest.mark.parametrize("unit", range(4))
def test_each_number_is_explained(unit):
    lab = BlameLab(unit=unit, a_1=0.3)
    for ref in shown(lab):
        assert lab._tip(str(Ref.parse(ref))).startswith("<div>"), ref
    tip = ElementTree.fromstring(f"<div>{lab._tip('delta[2][1]')}</div>".replace("&emsp;", " "))
    assert "".join(tip.itertext()).count("0.3150") == 1  # 1.5 · 0.3 · 0.7


@pytest.mark.parametrize("width", [1085, 1000, 640])
def test_at_each_width_all_stands_inside(width):
    lab = BlameLab(unit=3)
    lab._view._receive(None, {"width": width}, [])
    assert float(stage(lab).get("width")) <= width and float(stage(lab).get("height")) <= (552 if width > 640 else 700)
    assert_right(lab)


def test_the_saved_picture_is_an_svg_without_buttons():
    svg = BlameLab(unit=3)._repr_mimebundle_()["image/svg+xml"]
    assert "−0.4375" in svg and not [word for word in ("var(", "data-pick", "data-flow") if word in svg]
    ElementTree.fromstring(svg)
