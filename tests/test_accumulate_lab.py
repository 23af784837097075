"""The AccumulateLab: line 5 against the contract's functions, its picture, and what is added, moved and predicted."""

import json
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hands import Hand, by_ref, changed, examples, is_a_sentence, page, said, shown, stage, with_class
from hypothesis import given, settings
from hypothesis import strategies as st

import bpkit
from bpkit import AccumulateLab, DataSet
from bpkit.notation import Ref

SETS = [("xor", None), ("xor", (2, 3, 2, 1)), ("planar", None), ("and", (2, 1)), ("xor", (2, 6, 1))]
WIDTHS = [1085, 1000, 640]


def right(lab):
    """Each number that the lab may show, by its ref, example after example."""
    l, found, total = lab.layer, {"seed": lab.seed, "added": lab.added}, 0
    for t in range(1, lab.m + 1):
        x, y = lab.edits.get(t, (lab.data_set.X[t - 1], lab.data_set.Y[t - 1]))
        _, a = bpkit.forward_propagate(lab.Theta, np.array(x))
        delta = bpkit.backpropagate_errors(lab.Theta, a, np.array(y))
        product = np.outer(delta[l + 1], a[l])
        total = total + product * (t <= lab.added)
        found |= {f"product[{l}][{i + 1}, {j}]@{t}": value for (i, j), value in np.ndenumerate(product)}
        found |= {f"delta[{l + 1}][{i}]@{t}": value for i, value in enumerate(delta[l + 1].ravel(), start=1)}
        found |= {f"a[{l}][{j}]@{t}": value for j, value in enumerate(a[l].ravel())}
        found |= {f"{name}[{k}]@{t}": v for name, row in (("x", x), ("y", y)) for k, v in enumerate(row, start=1)}
    return found | {f"Delta[{l}][{i + 1}, {j}]": value for (i, j), value in np.ndenumerate(total)}


def assert_right(lab):
    """The screen shows these numbers, and of each example that is drawn all of them."""
    expected, numbers, l, (i, j) = right(lab), shown(lab), lab.layer, lab.entry
    for ref, number in numbers.items():
        assert number == pytest.approx(expected[str(Ref.parse(ref))], abs=max(number.half, 1e-9)), ref
    few = lab.m <= 4 and lab.layer_sizes[l] < 6
    drawn = list(range(1, lab.m + 1)) if few else [1, 2, max(3, lab.added)]
    refs = [ref for ref in expected if re.match(r"product|delta", ref) and Ref.parse(ref).example in drawn]
    refs += [ref for ref in expected if ref.startswith("Delta")]
    if lab._width == 640 and lab.layer_sizes[l - 1] > 4:  # an image
        refs = []
    assert set(refs) <= numbers.keys()
    terms = {f"eq:product[{l}][{i}, {j}]@{t}" for t in drawn if t <= lab.added} | {f"eq:Delta[{l}][{i}, {j}]"}
    assert terms == {ref for ref in numbers if ref.startswith("eq:")}
    elements = by_ref(page(lab))
    assert [elements[f"add[{t}]"].get("aria-checked") for t in drawn] == [str(t <= lab.added).lower() for t in drawn]
    np.testing.assert_allclose(
        lab.running.ravel(), [value for ref, value in expected.items() if ref.startswith("Delta")], atol=1e-13
    )


def arrow_ends(lab):
    """(from, to) of each arrow in pixels, and where the tip mark stands."""
    ends = []
    for g in with_class(page(lab), "vec"):
        shaft, head = (float(re.match(r"M(-?[\d.]+)", path.get("d"))[1]) for path in g.iter("path"))
        ends.append((shaft, head))
    (tip,) = with_class(page(lab), "tipmark")
    return ends, float(re.match(r"M(-?[\d.]+)", tip.get("d"))[1])


@pytest.mark.parametrize("data, layers", SETS)
@pytest.mark.parametrize("added", [0, 1, 4])
def test_the_screen_shows_the_products_and_the_sum_of_those_added(data, layers, added):
    lab = AccumulateLab(data, layers, added=added)
    for width in WIDTHS:
        lab._view._receive(None, {"width": width}, [])
        for l in lab.Theta:
            lab.layer = l
            assert_right(lab)
            svg = stage(lab)
            assert float(svg.get("width")) <= width and (float(svg.get("height")) <= 552 or width == 640)


def test_all_added_is_the_Delta_of_the_algorithm():
    lab = AccumulateLab("planar", added=40)
    np.testing.assert_allclose(lab.running, lab.Delta[1], rtol=1e-12)


def test_the_arrows_lie_tip_to_tail_and_end_at_the_sum():
    lab = AccumulateLab(added=4, layer=2, entry=(1, 2))
    ends, tip = arrow_ends(lab)
    terms = [right(lab)[f"product[2][1, 2]@{t}"] for t in (1, 2, 3, 4)]
    assert [a for a, _ in ends[1:]] == pytest.approx([b for _, b in ends[:-1]], abs=0.1)
    scale = (ends[0][1] - ends[0][0]) / terms[0]
    assert [b - a for a, b in ends] == pytest.approx([term * scale for term in terms], abs=0.2)
    assert tip == pytest.approx(ends[0][0] + scale * sum(terms), abs=0.2)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("layer", [1, 2])
def test_an_arrow_lies_in_the_row_of_its_example(width, layer):
    lab = AccumulateLab(added=4, layer=layer, entry=(1, 0))
    lab._view._receive(None, {"width": width}, [])
    tree = page(lab)
    levels = [float(re.search(r"M\S+ (\S+)H", g.find("path").get("d"))[1]) for g in with_class(tree, "vec")]
    rows = [float(by_ref(tree)[f"add[{t}]"].find("rect").get("y")) + 17 for t in (1, 2, 3, 4)]
    assert levels == pytest.approx(rows, abs=16)


def test_of_many_examples_the_first_two_and_the_last_added_are_drawn_and_those_between_counted():
    lab = AccumulateLab("planar", added=10)
    assert [ref for ref in by_ref(page(lab)) if ref.startswith("add[")] == ["add[1]", "add[2]", "add[10]"]
    assert "… examples 3 to 9" in "".join(page(lab).itertext())
    (ends, tip), (i, j) = arrow_ends(lab), lab.entry
    terms = [right(lab)[f"product[1][{i}, {j}]@{t}"] for t in range(1, 11)]
    scale = (ends[1][1] - ends[1][0]) / terms[1]
    assert ends[-1][1] == tip == pytest.approx(ends[0][0] + scale * sum(terms), abs=0.5)
    lab.added = 3
    assert "examples 3 to" not in "".join(page(lab).itertext()) and lab._view.html.count("t = ") == 0


def test_examples_are_added_by_the_button_and_by_their_row():
    lab = AccumulateLab(added=0)
    hand = Hand(lab)
    assert said(lab).endswith("Δ is all zeros: no example has said anything yet.")
    hand.pick("add")
    assert lab.added == 1 and said(lab).startswith("You added example 1. Changed: Δ. Not: a, δ, δaT.")
    hand.pick("add[4]")
    assert lab.added == 4 and said(lab).startswith("You added examples 2 to 4.")
    assert changed(lab) <= {ref for ref in right(lab) if ref.startswith("Delta")}
    assert by_ref(page(lab))["add"].get("aria-disabled") == "true"
    hand.pick("add[4]")
    assert lab.added == 3 and said(lab).startswith("You took example 4 out.")
    assert_right(lab)
    lab.undo()
    lab.undo()
    assert lab.added == 1
    lab.reset()
    assert lab.added == 0


def test_reset_goes_back_to_the_layer_and_the_entry_it_was_made_with_and_undo_leaves_them():
    lab = AccumulateLab(added=2, layer=2, entry=(1, 2))
    hand = Hand(lab)
    hand.pick("add")
    hand.pick("layer[1]")
    hand.pick("Delta[1][2, 1]")
    hand.pick("undo")
    assert (lab.added, lab.layer, lab.entry) == (2, 1, (2, 1))
    hand.pick("reset")
    assert (lab.added, lab.layer, lab.entry) == (2, 2, (1, 2))
    assert_right(lab)
    hand.pick("undo")
    assert (lab.layer, lab.entry) == (2, (1, 2))


def test_an_added_examples_numbers_fall_into_Delta():
    lab = AccumulateLab(added=1)
    Hand(lab).pick("add")
    (flow,) = [element for element in page(lab).iter() if element.get("data-flow")]
    travels, elements = json.loads(flow.get("data-flow")), by_ref(page(lab))
    assert len(travels) == 6 and all(t["edge"] in elements and set(t["hides"]) < elements.keys() for t in travels)
    assert [t["to"] for t in travels][0] == "0.0496"
    lab.seed = 2
    assert not [element for element in page(lab).iter() if element.get("data-flow")]


def test_the_number_of_examples_is_dragged():
    lab = AccumulateLab("planar", added=2)
    Hand(lab).move("added", 3, 12, 31)
    assert lab.added == 31 and said(lab).startswith("You added examples 3 to 31. Changed: Δ.")
    assert_right(lab)
    lab.undo()
    assert lab.added == 2


@pytest.mark.parametrize("added, sums", [(1, False), (3, True)])
def test_y_moves_what_follows_from_it_and_Delta_only_where_it_is_added(added, sums):
    lab = AccumulateLab(added=added)
    before = right(lab)
    Hand(lab).move("y[1]@3", 0.5)
    assert said(lab).startswith("You moved y1 of example 3 from 1 to 0.5. Changed: δ, δaT")
    assert ("Not: a." in said(lab)) == sums and ("Not: a, Δ." in said(lab)) == (not sums)
    after = right(lab)
    moved = {ref for ref in after if abs(after[ref] - before[ref]) > 5e-9}
    assert changed(lab) == moved and any(ref.startswith("Delta") for ref in moved) == sums
    assert_right(lab)


def test_x_of_an_example_is_its_a_of_layer_1():
    lab = AccumulateLab(added=3)
    assert by_ref(page(lab))["x[2]@3"].get("data-given")
    Hand(lab).move("x[2]@3", 0.7)
    assert lab._X[2, 1] == 0.7 and said(lab).startswith("You moved x2 of example 3 from 0 to 0.7.")
    assert_right(lab)
    lab.layer = 2
    assert not [ref for ref in by_ref(page(lab)) if ref.startswith("x[")]
    assert "a" in said(lab) and "a[2][1]@3" in changed(lab)  # the marks are those of the layer that is shown
    assert_right(lab)


@pytest.mark.parametrize("ref", ["Delta[1][2, 0]", "product[1][2, 0]@3"])
def test_a_click_chooses_the_entry_that_is_written_out(ref):
    lab = AccumulateLab(added=4, entry=(1, 2))
    assert lab.running[0, 2] == pytest.approx(0.0496 - 0.0669, abs=1e-4)  # the δ of examples 2 and 4, where x₂ = 1
    assert by_ref(page(lab))[ref].get("data-pick")
    Hand(lab).pick(ref)
    assert lab.entry == (2, 0) and said(lab).startswith("Line 5: each example adds its δaT to Δ.")  # no move
    assert_right(lab)
    assert len(with_class(page(lab), "me")) == 5
    Hand(lab).pick("layer[2]")  # which has one row only
    assert (lab.layer, lab.entry) == (2, (1, 0))
    assert_right(lab)


def test_the_sentence_says_whether_they_agree():
    assert "agree" not in said(AccumulateLab(added=3, entry=(1, 2)))  # examples 1 and 3 add 0
    assert "they agree so far" in said(AccumulateLab("and", added=3, entry=(1, 0)))
    assert "they disagree: 1 positive, 1 negative" in said(AccumulateLab(added=4, entry=(1, 2)))


# ---------------------------------------------------------------- Predict first


@pytest.mark.parametrize(
    "move, changes",
    [
        (lambda hand: hand.pick("add"), {"Delta"}),
        (lambda hand: hand.move("y[1]@1", 0.5), {"delta", "product", "Delta"}),
        (lambda hand: hand.move("y[1]@4", 0.5), {"delta", "product"}),
        (lambda hand: hand.move("x[1]@4", 0.5), {"a", "delta", "product"}),
        (lambda hand: hand.move("seed", 1), {"delta", "product", "Delta"}),
    ],
)
def test_what_changes_is_asked_before_it_is_seen(move, changes):
    lab = AccumulateLab(added=2)
    hand = Hand(lab)
    hand.pick("predict")
    before = {ref: value for ref, value in shown(lab).items() if not re.match("[xy]|seed|added", ref)}
    move(hand)
    assert said(lab).endswith("Which of these will change?")
    assert with_class(page(lab), "veil") and lab._tip("Delta[1][1, 0]") == ""
    veiled = shown(lab)
    assert {ref: veiled[ref] for ref in veiled if ref[0] == "x"} == {  # what is given is seen at once
        f"x[{j}]@{t}": value for t, x in enumerate(examples(lab)[0], 1) for j, value in enumerate(x, 1)
    }
    assert all(veiled[ref] == value for ref, value in before.items())
    state = lab.added, lab.edits
    hand.pick("add")  # to be answered first
    assert (lab.added, lab.edits) == state
    for quantity in changes:
        hand.pick(f"bet[{quantity}]")
    hand.pick("reveal")
    assert said(lab).startswith("4 of 4 right.") and not with_class(page(lab), "veil")
    assert_right(lab)


def test_another_training_set_is_nothing_to_predict():
    lab = AccumulateLab(added=2, predict=True)
    Hand(lab).move("data", "and")
    assert said(lab).startswith("You chose “and”. At") and not with_class(page(lab), "veil")
    assert_right(lab)


# ---------------------------------------------------------------- digits


def test_on_a_digit_is_painted_where_it_stands():
    lab = AccumulateLab("digits", added=12)
    hand, before = Hand(lab), lab.running
    refs = by_ref(page(lab))
    assert "Paint on one." in said(lab) and "Drag an underlined number" in said(AccumulateLab())
    assert {f"x[{j}]@{t}" for j in range(1, 65) for t in (1, 2, 12)} <= refs.keys()
    hand.paint(("x[5]@2", 1.0), ("x[6]@1", 1.0), done=False)
    hand.paint(("x[5]@2", 1.0), ("x[6]@2", 0.25))  # a stroke stays in its image
    assert said(lab).startswith("You painted on example 2.")
    x = bpkit.load("digits").X[1].copy()
    x[4:6] = 1.0, 0.25
    np.testing.assert_array_equal(lab.edits[2][0], x)
    assert list(lab.edits) == [2] and float(by_ref(page(lab))["x[6]@2"].get("data-given").split()[0]) == 0.25
    X, Y = bpkit.load("digits").X[:12].copy(), bpkit.load("digits").Y[:12]
    X[1] = x
    np.testing.assert_allclose(lab.running, 12 * bpkit.backpropagation(lab.Theta, X, Y)[1], rtol=1e-9, atol=1e-12)
    hand.pick("undo")
    np.testing.assert_array_equal(lab.running, before)
    lab.layer = 2
    assert not any(ref.startswith("x[") for ref in by_ref(page(lab)))


@pytest.mark.parametrize("width", WIDTHS)
def test_digits_are_images_in_which_a_row_and_an_entry_are_chosen(width):
    lab = AccumulateLab("digits", added=12)
    lab._view._receive(None, {"width": width}, [])
    hand, elements = Hand(lab), by_ref(page(lab))
    assert sum(e.tag.endswith("image") for e in page(lab).iter()) == 3 * 4 + 2
    assert [ref for ref in elements if ref.startswith("eq:row")] == [f"eq:row[1][{i}]" for i in range(1, 26)]
    hand.pick("row[1][3]")
    assert lab.entry == (3, 0)
    assert by_ref(page(lab))["Delta[1][3, 20]"].get("data-pick")
    hand.pick("Delta[1][3, 20]")
    assert lab.entry == (3, 20)
    expected, numbers = right(lab), shown(lab)
    for ref in ("eq:Delta[1][3, 20]", *(f"eq:product[1][3, 20]@{t}" for t in (1, 2, 12))):
        assert numbers[ref] == pytest.approx(expected[str(Ref.parse(ref))], abs=0.501e-4)
    hand.pick("add")
    assert said(lab).startswith("You added example 13. Changed: Δ. Not: a, δ, δaT.")
    svg = stage(lab)
    assert float(svg.get("width")) <= width and (float(svg.get("height")) <= 552 or width == 640)
    lab.layer = 2
    assert len([ref for ref in by_ref(page(lab)) if ref.startswith("eq:row")]) == 10
    hand.move("data", "xor")
    assert (lab.added, lab.layer, lab.entry) == (4, 2, (1, 20 if lab.Theta[2].shape[1] > 20 else 2))
    assert said(lab).startswith("You chose “xor”. At")


# ---------------------------------------------------------------- the whole

ACTS = ["add", "add[1]", "add[3]", "add[4]", "layer[1]", "layer[2]", "Delta[1][1, 1]", "undo", "reset"]
MOVED = ["x[1]@2", "x[2]@4", "y[1]@1", "y[1]@3", "seed", "added"]


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.sampled_from(ACTS) | st.tuples(st.sampled_from(MOVED), st.sampled_from([0, 1, 0.25, 3, -0.5])), max_size=7
    )
)
def test_whatever_is_done_the_screen_is_right(moves):
    lab = AccumulateLab()
    hand, sizes = Hand(lab), {}
    for move in moves:
        if isinstance(move, str):
            hand.pick(move)
        else:
            hand.move(*move)
        assert_right(lab)
        assert sizes.setdefault(lab.layer, stage(lab).get("viewBox")) == stage(lab).get("viewBox")


@pytest.mark.parametrize("ref, bad", [("added", 9), ("added", 1.5), ("y[1]@2", 2), ("x[1]@1", "no"), ("seed", -1)])
def test_a_bad_value_by_hand_is_told_in_the_strip(ref, bad):
    lab = AccumulateLab()
    Hand(lab).move(ref, bad)
    assert " must " in said(lab) and is_a_sentence(said(lab))
    assert_right(lab)


@pytest.mark.parametrize("ref", ["Delta[1][1, 0]", "product[1][1, 0]@1", "delta[2][1]@1", "a[2][1]@1"])
def test_what_is_computed_cannot_be_moved(ref):
    lab = AccumulateLab()
    before = right(lab)
    Hand(lab).move(ref, 0.5)
    assert is_a_sentence(said(lab)) and right(lab) == before


@pytest.mark.parametrize(
    "name, value",
    [("added", 5), ("added", -1), ("added", 1.5), ("layer", 0), ("layer", 3), ("entry", 1), ("entry", (3, 0))],
)
def test_a_value_that_does_not_fit_is_one_sentence_and_changes_nothing(name, value):
    lab = AccumulateLab()
    before = repr(lab), lab._view.html
    with pytest.raises(ValueError, match=r" must be .*\.$"):
        setattr(lab, name, value)
    assert (repr(lab), lab._view.html) == before


def test_python_and_the_hand_are_two_handles_of_one_state():
    lab = AccumulateLab()
    assert repr(lab) == "AccumulateLab(data='xor', layer_sizes=(2, 2, 1), seed=0, layer=1, entry=(1, 0), added=1)"
    lab.added, lab.layer = 3, 2
    assert said(lab).startswith("You added examples 2 to 3.") and eval(repr(lab)).running == pytest.approx(lab.running)
    lab.layer_sizes = (2, 1)
    assert lab.layer == 1
    lab.added, lab.data = 4, DataSet(X=[[1.0], [2.0]], Y=[[0], [1]])
    assert lab.added == 2
    assert_right(lab)


@pytest.mark.parametrize("data, added, layer", [("xor", 3, 1), ("xor", 0, 2), ("planar", 7, 2)])
def test_each_computed_number_is_explained(data, added, layer):
    lab = AccumulateLab(data, added=added, layer=layer)
    for ref in shown(lab):
        if ref not in ("seed", "added"):
            assert lab._tip(str(Ref.parse(ref))).startswith("<div>"), ref
    tip = ElementTree.fromstring(f"<div>{lab._tip(f'Delta[{layer}][1, 0]')}</div>".replace("&emsp;", " "))
    assert f"after {added} of {lab.m}" in "".join(tip.itertext()) or not added


def test_numbers_of_your_own_data_fit_their_cells():
    lab = AccumulateLab(DataSet(X=[[1000.0], [-2000.0]], Y=[[0], [1]], layer_sizes=(1, 1)), added=2)
    assert_right(lab)
    assert "1000" in lab._view.html


@pytest.mark.parametrize("data", ["xor", "digits"])
def test_the_saved_picture_is_an_svg_without_buttons(data):
    svg = AccumulateLab(data, added=2)._repr_mimebundle_()["image/svg+xml"]
    assert "XOR" in svg or data == "digits"
    assert not [word for word in ("var(", "data-pick", "data-flow", "<select") if word in svg]
    ElementTree.fromstring(svg)
