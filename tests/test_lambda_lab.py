"""The lab of lines 6 and 7: its numbers against the contract's functions, its lines, its moves, and what it refuses."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hands import Hand, by_ref, changed, contract, is_a_sentence, page, said, shown, text, with_class
from hypothesis import given, settings
from hypothesis import strategies as st

import bpkit
from bpkit.notation import Ref, symbol
from bpkit.views.graph import ticks
from bpkit.widgets.lambda_lab import LambdaLab

XOR = bpkit.load("xor")


def of(lab, quantity):
    """The numbers of that quantity on the screen, by (i, j)."""
    numbers = {ref: value for ref, value in shown(lab).items() if ref.startswith(f"{quantity}[")}
    return {Ref.parse(ref)[2:4]: value for ref, value in numbers.items()}


def lines(lab):
    """Both ends of each entry's line, by (i, j), in pixels."""
    found = {}
    for ref, line in by_ref(page(lab)).items():
        if ref.startswith("eq:D["):
            path = with_class(line, "w")[0].get("d")
            found[Ref.parse(ref)[2:4]] = [float(number) for number in re.findall(r"[\d.]+", path)]
    return found


def axis(lab):
    """(x of λ = 0, x of the right end, y of 0, pixels of 1 upwards), as the numbers at the axes say."""
    beside = [e for e in page(lab).iter("text") if e.get("text-anchor") == "end" and e.get("x") == "36"]
    ticks = {float(text(e).replace("−", "-")): float(e.get("y")) - 5 for e in beside}
    most = max(ticks, key=abs)
    return 44, next(iter(lines(lab).values()))[2], ticks[0], (ticks[0] - ticks[most]) / most


def assert_right(lab):
    """What stands on the screen is what the contract's functions give."""
    arrays, _, J = contract(lab)
    l, (i, j), m = lab.layer, lab.entry, lab.m
    mean, Theta, D = arrays["Delta"][l] / m, arrays["Theta"][l], arrays["D"][l]
    pull = lab.lambda_ / m * Theta
    assert of(lab, "pull").keys() == {(i + 1, j) for i, j in np.ndindex(Theta.shape) if j}
    for quantity, expected in {"mean": mean, "pull": pull, "D": D}.items():
        for (row, column), number in of(lab, quantity).items():
            assert number == pytest.approx(expected[row - 1, column], abs=max(number.half, 1e-9)), (
                quantity,
                row,
                column,
            )
    numbers = shown(lab)
    right = {"J": J, "loss": bpkit.cost(lab.Theta, XOR.X, XOR.Y), "lambda_": lab.lambda_, "seed": lab.seed}
    right |= {f"Delta[{l}][{i}, {j}]": arrays["Delta"][l][i - 1, j], f"eq2:D[{l}][{i}, {j}]": D[i - 1, j]}
    if j:
        right |= {"eq2:lambda_": lab.lambda_, f"Theta[{l}][{i}, {j}]": Theta[i - 1, j]}
    right["penalty"] = J - right["loss"]
    for ref, value in right.items():
        assert numbers[ref] == pytest.approx(value, abs=max(numbers[ref].half, 1e-9)), ref
    left, end, zero, up = axis(lab)
    most = ticks(max(10, lab.lambda_))[-1]
    for (row, column), (x1, y1, x2, y2) in lines(lab).items():
        slope = Theta[row - 1, column] / m if column else 0
        start = mean[row - 1, column]
        assert (x1, x2) == pytest.approx((left, end), abs=0.06)
        assert (zero - y1, zero - y2) == pytest.approx((start * up, (start + most * slope) * up), abs=0.12)
        line = by_ref(page(lab))[f"eq:D[{l}][{row}, {column}]"]
        assert ("pos" if slope > 0 else "neg" if slope < 0 else "nul") in line.get("class").split()
        for dot in line.iter("circle"):
            assert float(dot.get("cx")) == pytest.approx(left + lab.lambda_ / most * (end - left), abs=0.1)
            assert zero - float(dot.get("cy")) == pytest.approx(D[row - 1, column] * up, abs=0.12)


@pytest.mark.parametrize("layer", [1, 2])
@pytest.mark.parametrize("lambda_", [0, 1.5, 30])
def test_the_matrices_the_entry_the_lines_and_J_are_those_of_lines_6_and_7(layer, lambda_):
    assert_right(LambdaLab("xor", layer_sizes=(2, 3, 1), seed=5, lambda_=lambda_, layer=layer))


def test_column_0_of_the_middle_matrix_is_not_there():
    lab = LambdaLab(lambda_=1)
    assert "no λ" in [text(label) for label in page(lab).iter("text")]
    assert not [ref for ref in by_ref(page(lab)) if re.fullmatch(r"pull\[1\]\[\d, 0\]", ref)]
    assert lab._tip("pull[1][1, 0]") == ""


def test_lambda_is_dragged_on_the_lines_and_the_strip_says_what_follows():
    lab = LambdaLab(lambda_=1)
    before = lines(lab)
    hand = Hand(lab)
    hand.move("lambda_", 2, 3.3, 4.4)
    assert lab.lambda_ == 4.4 and lines(lab) == before  # only the dots move
    assert said(lab) == (
        "You moved λ from 1 to 4.4. Changed: D (all but column 0), J. Not: Δ. Outside column 0: Θ/m for each 1 of λ."
    )
    columns = {Ref.parse(ref).j for ref in changed(lab) if ref.startswith(("D[", "pull["))}
    assert columns == {1, 2} and {"J", "penalty", "lambda_"} <= changed(lab)
    assert not [ref for ref in changed(lab) if ref.startswith(("mean", "Delta", "loss"))]
    for place in ("lambda_", "eq:lambda_", "eq2:lambda_"):
        assert by_ref(page(lab))[place].get("data-given").split()[0] == "4.4"
    assert_right(lab)
    lab.undo()
    assert lab.lambda_ == 1 and changed(lab) == set()


def test_a_weight_is_moved_where_it_stands_in_the_entry():
    lab = LambdaLab("xor", lambda_=2, layer=2, entry=(1, 2))
    Hand(lab).move("Theta[2][1, 2]", -1.5)
    assert lab.Theta[2][0, 2] == -1.5 and said(lab).startswith("You moved Θ(2)12 from")
    assert_right(lab)
    lab.reset()
    assert lab.Theta[2][0, 2] != -1.5
    assert_right(lab)


def test_an_entry_is_written_out():
    lab = LambdaLab("xor", layer_sizes=(2, 3, 1), seed=5, lambda_=2, layer=2)
    Hand(lab).pick("D[2][1, 3]")
    assert lab.entry == (1, 3) and not lab._history
    told = ["-0.2002", "2", "0.1497", "0.0248"]
    shown_now = shown(lab)
    refs = ["Delta[2][1, 3]", "eq2:lambda_", "Theta[2][1, 3]", "eq2:D[2][1, 3]"]
    assert [f"{shown_now[ref]:g}" for ref in refs] == told
    Hand(lab).pick("mean[2][1, 0]")
    assert lab.entry == (1, 0)
    assert "eq2:lambda_" not in shown(lab) and "Theta[2][1, 0]" not in shown(lab)
    assert (shown(lab)["Delta[2][1, 0]"], shown(lab)["eq2:D[2][1, 0]"]) == (-0.77, -0.1925)
    Hand(lab).pick("pull[2][1, 2]")
    assert lab.entry == (1, 2)


def test_the_chosen_entry_is_framed_and_its_line_is_thick():
    lab = LambdaLab("xor", entry=(2, 1))
    (frame,) = with_class(page(lab), "ol")
    (cell,) = with_class(by_ref(page(lab))["D[1][2, 1]"], "o")
    assert all(abs(float(frame.get(side)) - float(cell.get(side))) <= 1 for side in ("x", "y", "width", "height"))
    widths = {
        ref: with_class(line, "w")[0].get("stroke-width") for ref, line in by_ref(page(lab)).items() if "eq:D" in ref
    }
    assert {ref for ref, width in widths.items() if width == "3.5"} == {"eq:D[1][2, 1]"}


def test_the_labels_at_the_ends_of_the_lines_keep_apart():
    lab = LambdaLab("xor", layer_sizes=(2, 3, 1), seed=5)
    found = [
        float(label.get("y"))
        for label in page(lab).iter("text")
        if text(label).replace("\xa0", " ").endswith("for each 1 of λ") or text(label).startswith("flat")
    ]
    assert len(found) == 9 and min(np.diff(sorted(found))) >= 18.9


def test_any_layer_is_chosen_by_its_tab():
    lab = LambdaLab("xor", layer_sizes=(2, 3, 1), entry=(3, 2))
    Hand(lab).pick("layer[2]")
    assert (lab.layer, lab.entry) == (2, (1, 2)) and not lab._history
    assert_right(lab)
    pressed = {ref: e.get("aria-pressed") for ref, e in by_ref(page(lab)).items() if ref.startswith("layer[")}
    assert pressed == {"layer[1]": "false", "layer[2]": "true"}
    lab.layer_sizes = (2, 1)
    assert lab.layer == 1


# ---------------------------------------------------------------- predict first


def test_what_will_change_is_asked_and_nothing_computed_is_shown_before():
    lab = LambdaLab("xor", lambda_=1, predict=True)
    before = {ref: value for ref, value in shown(lab).items() if "lambda_" not in ref}
    Hand(lab).move("lambda_", 5)
    assert said(lab).endswith("Which of these will change?")
    assert {ref: value for ref, value in shown(lab).items() if "lambda_" not in ref} == before
    assert changed(lab) == {"lambda_"} and with_class(page(lab), "veil") and not with_class(page(lab), "bead")
    for pick in ("bet[D]", "bet[Delta]", "reveal"):
        Hand(lab).pick(pick)
    assert said(lab).startswith("1 of 3 right. Changed: D (all but column 0), J. Not: Δ.")
    assert_right(lab)


def test_what_will_change_is_asked_of_large_matrices_too():
    lab = LambdaLab("digits", lambda_=1, predict=True)
    images = [e.get("href") for e in page(lab).iter("image")]
    Hand(lab).move("lambda_", 500)
    assert [e.get("href") for e in page(lab).iter("image")] == images and not with_class(page(lab), "chbar")
    Hand(lab).pick("reveal")
    assert [e.get("href") for e in page(lab).iter("image")] != images and with_class(page(lab), "chbar")


# ---------------------------------------------------------------- whatever is moved

moves = st.one_of(
    st.tuples(st.just("lambda_"), st.floats(0, 25).map(lambda v: round(v, 2))),
    st.tuples(st.just("seed"), st.integers(0, 9)),
    st.tuples(st.just("Theta"), st.floats(-4, 4).map(lambda v: round(v, 2))),
    st.tuples(st.just("layer"), st.sampled_from([1, 2])),
    st.tuples(st.just("entry"), st.tuples(st.just(1), st.integers(0, 2))),
)


@settings(deadline=None, max_examples=25)
@given(st.lists(moves, max_size=6))
def test_whatever_is_moved_the_screen_is_right(given_moves):
    lab, sizes = LambdaLab("xor", lambda_=1), set()
    hand = Hand(lab)
    for name, value in given_moves:
        if name == "Theta":
            hand.move(f"Theta[{lab.layer}][{lab.entry[0]}, {lab.entry[1]}]", value)
        elif name in ("layer", "entry"):
            setattr(lab, name, value)
        else:
            hand.move(name, value)
        assert_right(lab)
        sizes.update(svg.get("viewBox") for svg in page(lab).iter("svg") if svg.get("role") == "group")
    assert len(sizes) <= 1


def test_each_number_is_explained():
    lab = LambdaLab("xor", lambda_=2)
    for ref, element in by_ref(page(lab)).items():
        if "cell" in element.get("class", "").split() and ref != "seed":
            assert lab._tip(str(Ref.parse(ref))).startswith("<div>"), ref
    tip = lab._tip("pull[1][1, 2]")
    assert 'data-go="lambda_"' in tip and 'data-go="Theta[1][1, 2]"' in tip
    assert symbol("pull[1][1, 2]") == "λΘ⁽¹⁾₁₂/m" and symbol("mean[2]") == "Δ⁽²⁾/m"


@pytest.mark.parametrize("width", [1085, 1000, 640])
@pytest.mark.parametrize("sizes", [(2, 2, 1), (2, 3, 1), (2, 5, 5, 1), (2, 10, 1)], ids=str)
def test_nothing_stands_beyond_the_picture(sizes, width):
    lab = LambdaLab("xor", layer_sizes=sizes)
    Hand(lab).send(width=width)
    boxes = [rect for rect in with_class(page(lab), "o") if rect.get("x")]
    assert len(boxes) > 10
    assert all(float(box.get("x")) >= 0 and float(box.get("x")) + float(box.get("width")) <= width for box in boxes)
    (svg,) = [svg for svg in page(lab).iter("svg") if svg.get("role") == "group"]
    assert float(svg.get("width")) == width and (float(svg.get("height")) <= 552 or width == 640)


def test_large_matrices_are_images_with_one_row_and_its_lines():
    lab = LambdaLab("digits", lambda_=1)
    Hand(lab).pick("row[1][7]")
    assert lab.entry == (7, 1)
    assert lines(lab).keys() == {(7, j) for j in range(65)}
    Hand(lab).pick("D[1][7, 20]")  # of its line
    assert lab.entry == (7, 20)
    images = [image.get("data-key") for image in page(lab).iter("image")]
    assert [key for key in images if "row" not in key and key.endswith("]")] == ["mean[1]", "pull[1]", "D[1]"]
    arrays, _, _ = contract(lab)
    assert shown(lab)["eq2:D[1][7, 20]"] == pytest.approx(arrays["D"][1][6, 20], abs=0.501e-4)


# ---------------------------------------------------------------- as code, saved, and refused


def test_repr_and_saved_picture():
    lab = LambdaLab("xor", layer_sizes=(2, 3, 1), seed=5, lambda_=2, layer=2, entry=(1, 3))
    again = eval(repr(lab))
    assert again._view.html == lab._view.html
    svg = lab._repr_mimebundle_()["image/svg+xml"]
    ElementTree.fromstring(svg)
    assert "flat for j = 0" in svg and "var(" not in svg and "data-pick" not in svg and "click" not in svg


@pytest.mark.parametrize("value", ["-1", "much", "inf", ""])
def test_a_bad_lambda_by_hand_is_told_in_the_strip(value):
    lab = LambdaLab(lambda_=1)
    Hand(lab).move("lambda_", value)
    assert said(lab).startswith("λ must be") and is_a_sentence(said(lab)) and not lab._history
    assert_right(lab)


@pytest.mark.parametrize(
    "bad", [{"layer": 3}, {"layer": 0}, {"entry": (3, 1)}, {"entry": 1}, {"entry": (1, 5)}, {"lambda_": -1}]
)
def test_bad_values_are_refused_in_one_sentence(bad):
    with pytest.raises(ValueError) as error:
        LambdaLab(**bad)
    assert str(error.value).endswith(".") and ". " not in str(error.value)
    lab = LambdaLab()
    before = lab._view.html, repr(lab)
    for name, value in bad.items():
        with pytest.raises(ValueError):
            setattr(lab, name, value)
    assert (lab._view.html, repr(lab)) == before


def test_lines_that_end_beyond_all_numbers_are_drawn_as_far_as_there_are_some():
    lab = LambdaLab()
    Hand(lab).move("Theta[1][1, 1]", 1e308)  # and at the right end λΘ is more
    assert lab.Theta[1][0, 1] == 1e308 and "inf" not in lab._view.html and "nan" not in lab._view.html
