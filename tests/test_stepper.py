"""The Stepper without a browser or a kernel: what each step shows, and every way to go from one to another."""

import asyncio
import logging
import re
from collections import Counter
from math import isqrt
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ipywidgets.widgets.widget import _instances
from networks import random_network

import bpkit
from bpkit import DataSet, Explorer, Stepper, load
from bpkit.explanation import Explanation, Factor, explain, refs
from bpkit.trace import trace
from bpkit.views import stepper as views
from bpkit.views.picture import text_width
from bpkit.widgets.stepper import HOW_TO, is_right

THREE = DataSet(X=[[0.5, -1, 2], [1, 0, 0], [-3, 2, 1]], Y=[[1, 0], [0, 1], [0.25, 0.75]], name="three")
ONE = DataSet(X=[[1.0, 1.0]], Y=[[1.0]], name="one")
SIZES = [(2, 1), (2, 3, 1), (1, 2, 1, 3)]


@pytest.fixture
def s():
    return Stepper()


@pytest.fixture(scope="module")
def digits():
    data = load("digits")
    return trace(bpkit.random_theta(data.layer_sizes, seed=0), data.X[:20], data.Y[:20], 1.0)


def random_trace(sizes, m=2):
    return trace(*random_network(np.random.default_rng(sum(sizes)), sizes, m), 0.5)


def at(steps, line):
    """The last execution of that line."""
    return next(step for step in reversed(steps) if step.line == line)


def parsed(markup):
    return ElementTree.fromstring(f"<div>{markup}</div>")


def with_class(tree, name):
    return [element for element in tree.iter() if name in (element.get("class") or "").split()]


def content(tree):
    return " ".join("".join(tree.itertext()).split())


def numbers(tree):
    """The numbers that stand in a tree, as (data-ref, text)."""
    found = [(element.get("data-ref"), element.text) for element in tree.iter()]
    return [(ref, text.split()[-1]) for ref, text in found if ref and text and not ref.startswith("line")]


def written(value):
    return f"{value + 0.0:.4f}".replace("-", "\N{MINUS SIGN}")


def by_numpy(step):
    """Every number of that moment and of its example by ref, with numpy alone."""
    X, Y, Theta, m, L = step.trace.X, step.trace.Y, step.trace.Theta, step.trace.m, step.trace.L
    after = {l: np.zeros_like(Theta[l]) for l in Theta}
    found = {f"Theta[{l}]": Theta[l] for l in Theta}
    for t in range(1, (step.t or (m if step.line else 0)) + 1):
        z, a = {}, {1: np.array([1, *X[t - 1]])}
        for l in range(2, L + 1):
            z[l] = Theta[l - 1] @ a[l - 1]
            a[l] = np.array([1, *1 / (1 + np.exp(-z[l]))])
        delta = {L: a[L][1:] - Y[t - 1]}
        for l in range(L - 1, 1, -1):
            delta[l] = Theta[l][:, 1:].T @ delta[l + 1] * a[l][1:] * (1 - a[l][1:])
        product = {l: np.outer(delta[l + 1], a[l]) for l in Theta}
        before, after = after, {l: after[l] + product[l] for l in Theta}
        values = {"z": z, "a": a, "delta": delta, "product": product, "before": before}
        found |= {f"{name}[{l}]": array for name, arrays in values.items() for l, array in arrays.items()}
        found |= {"x": X[t - 1], "y": Y[t - 1]}
    for l in Theta:
        penalty = step.trace.lambda_ * Theta[l] * (np.arange(Theta[l].shape[1]) > 0)
        found |= {f"Delta[{l}]": after[l], f"D[{l}]": (after[l] + penalty) / m}
    by_ref = {}
    for name, array in found.items():
        for place, value in np.ndenumerate(array):
            has_bias = name.startswith("a[")
            i = place[0] + (not has_bias)
            by_ref[f"{name}[{i}, {place[1]}]" if len(place) == 2 else f"{name}[{i}]"] = value
    by_ref.pop(f"a[{L}][0]", None)  # no bias unit in the output
    return by_ref


def entries(by_ref, *names):
    return {ref: value for ref, value in by_ref.items() if ref.rpartition("[")[0] in names}


def pictures(step):
    return [parsed(part.svg()) for part in views.equation(step) if not isinstance(part, str)]


def signs(step):
    return [part for part in views.equation(step) if isinstance(part, str)]


# ---------------------------------------------------------------- the listing


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_the_listing_lights_the_current_line_and_no_other(sizes):
    steps = random_trace(sizes)
    for step in steps:
        tree = parsed(views.listing(step).svg())
        rows = [g for g in tree.iter() if g.get("role") == "listitem"]
        assert [g.get("data-ref") for g in rows] == ["line[0]", None, *(f"line[{k}]" for k in range(1, 8))]
        current = [g for g in rows if g.get("aria-current") == "step"]
        assert [g.get("data-ref") for g in current] == [f"line[{step.line}]"]
        assert with_class(current[0], "current") and len(with_class(tree, "current")) == 1
        assert f"t = {step.t} of 2" in content(tree) if step.t else "t = " not in content(tree).replace("t = 1 …", "")
        assert "←" in content(current[0])
        if step.line in (2, 4, 5, 6, 7):
            assert f"← l = {step.l}" in content(current[0])


# ---------------------------------------------------------------- the network


def units(tree):
    """(l, i) of each unit that is drawn, with its element; i is 0 for the bias unit."""
    for element in tree.iter():
        label = element.get("aria-label") or ""
        if found := re.fullmatch(r"(?:unit (\d+)|bias unit) of layer (\d+)", label):
            yield (int(found[2]), int(found[1] or 0)), element


def marked(tree, kind):
    return {place for place, unit in units(tree) if with_class(unit, kind)}


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_the_network_marks_what_the_step_reads_and_writes(sizes):
    steps = random_trace(sizes)
    L = steps.L

    def layer(l, bias=True):
        return {(l, i) for i in range(0 if bias and l < L else 1, sizes[l - 1] + 1)}

    for step in steps:
        tree = parsed(views.step_network(step, DataSet(steps.X, steps.Y)).svg())
        l = step.l
        writes = {1: (1, True), 2: (l, True), 3: (l, False), 4: (l, False)}.get(step.line)
        assert marked(tree, "written") == (layer(*writes) if writes else set())
        reads = {2: [(l and l - 1, True)], 4: [(l and l + 1, False)], 5: [(l, True), (l and l + 1, False)]}
        expected = set().union(*(layer(*read) for read in reads.get(step.line, [])))
        if step.line == 4:
            expected.add((l, 0))  # a of that layer is read, and its bias unit gets no δ
        assert marked(tree, "read") == expected

        lit = [line for line in with_class(tree, "weight") if "pale" not in line.get("class")]
        read = next((int(name[6:-1]) for name in step.reads if name.startswith("Theta")), None)
        assert len(lit) == (steps.Theta[read].size if read else 0)


@pytest.mark.parametrize("line, sign", [(2, 1), (4, -1)])
def test_the_arrow_goes_forward_in_line_2_and_back_in_line_4(line, sign):
    steps = random_trace((2, 3, 2, 1))
    for step in steps:
        tree = parsed(views.step_network(step, DataSet(steps.X, steps.Y)).svg())
        arrows = with_class(tree, "flow")
        if step.line not in (2, 4):
            assert not arrows
        if step.line == line:
            tail, tip = (float(arrows[0][0].get(x)) for x in ("x1", "x2"))
            assert np.sign(tip - tail) == sign
            left = {place[0]: float(unit[0].get("x")) for place, unit in units(tree)}
            from_, to = sorted((step.l, step.l - sign))
            assert left[from_] < min(tail, tip) < max(tail, tip) < left[to]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_the_network_shows_what_is_known_and_nothing_else(sizes):
    steps = random_trace(sizes)
    for step in steps:
        expected = by_numpy(step)
        shown = numbers(parsed(views.step_network(step, DataSet(steps.X, steps.Y)).svg()))
        known = {ref for ref in refs(step) if ref[0] in "zad"}
        known |= {f"a[{l}][0]" for l in range(1, steps.L)}  # a bias unit is always +1
        known |= {f"y[{k}]" for k in range(1, sizes[-1] + 1)} if step.line else set()
        assert Counter(ref for ref, _ in shown) == Counter(known)
        for ref, text in shown:
            assert text == ("+1" if re.fullmatch(r"a\[\d+\]\[0\]", ref) else written(expected[ref])), (step, ref)


# ---------------------------------------------------------------- the equation of each line


def shown_in(step):
    """The quantities that the equation of the step shows."""
    l, L = step.l, step.trace.L
    return {
        0: lambda: [f"Delta[{k}]" for k in step.trace.Theta],
        1: lambda: ["x", "a[1]"],
        2: lambda: [f"Theta[{l - 1}]", f"a[{l - 1}]", f"z[{l}]", f"a[{l}]"],
        3: lambda: [f"a[{L}]", "y", f"delta[{L}]"],
        4: lambda: [f"Theta[{l}]", f"delta[{l + 1}]", f"a[{l}]", f"delta[{l}]"],
        5: lambda: [f"before[{l}]", f"product[{l}]", f"Delta[{l}]"],
        6: lambda: [f"Delta[{l}]", f"Theta[{l}]", f"D[{l}]"],
        7: lambda: [f"Delta[{l}]", f"D[{l}]"],
    }[step.line]()


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_the_equation_of_each_line_has_numpys_numbers(sizes):
    for step in random_trace(sizes):
        expected = entries(by_numpy(step), *shown_in(step))
        if step.line == 2 and step.l < step.trace.L:
            expected.pop(f"a[{step.l}][0]")  # it is added after g
        if step.line == 6:  # not known yet, and left open
            expected = {ref: v for ref, v in expected.items() if not re.match(r"D\[.*, 0\]$", ref)}
        trees = pictures(step)
        if step.line == 4:  # 1 − a has the refs of a
            complement = trees.pop(3)
            assert content(complement).startswith("1 − a")
            a = entries(by_numpy(step), f"a[{step.l}]")
            assert dict(numbers(complement)) == {ref: written(1 - value) for ref, value in a.items()}
        shown = [pair for tree in trees for pair in numbers(tree)]
        assert len(dict(shown)) == len(shown), "each number once"
        shown = dict(shown)
        if step.line == 2:
            shown.pop(f"a[{step.l}][0]", None)
        assert shown == {ref: written(value) for ref, value in expected.items()}, step
        assert "nan" not in content(parsed(views.stepper(step, DataSet(step.trace.X, step.trace.Y))))


def framed(tree):
    """The refs of the entries that have the frame of what was just written."""
    found = set()
    for row in tree.iter():
        cells = list(row)
        for frame, cell in zip(cells, cells[1:]):
            if frame.get("class") == "written-cell":
                found.add(cell.get("data-ref"))
    assert len(found) == len(with_class(tree, "written-cell"))
    return found


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_what_was_just_written_is_framed(sizes):
    for step in random_trace(sizes):
        written_now = set(entries(by_numpy(step), *step.writes))
        if step.line in (6, 7):  # D's column j = 0 is line 7's, the others are line 6's
            written_now = {ref for ref in written_now if ref.endswith(", 0]") == (step.line == 7)}
        assert set().union(*map(framed, pictures(step))) == written_now


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_line_5_is_before_plus_product_is_after(sizes):
    for step in random_trace(sizes, m=3):
        if step.line == 5:
            assert signs(step) == ["+", "="]
            values = [
                [float(text.replace("\N{MINUS SIGN}", "-")) for _, text in numbers(tree)] for tree in pictures(step)
            ]
            before, product, after = np.array(values)
            np.testing.assert_allclose(before + product, after, atol=1.51e-4)
            if step.t > 1:
                assert before.any()


def test_lines_6_and_7_say_which_columns_they_make():
    steps = random_trace((2, 3, 1))
    assert " ".join(signs(at(steps, 6))) == "j ≠ 0:   1/2 · ( + 0.5 · ) ="
    assert " ".join(signs(at(steps, 7))) == "j = 0:   1/2 · ="


# ---------------------------------------------------------------- large layers


def test_large_matrices_are_images_and_long_vectors_are_cut(digits):
    data = load("digits")
    for line in range(8):
        step = at(digits, line) if line != 2 else digits[digits.index(2, 3, 2)]
        tree = parsed(views.stepper(step, data, row=2))
        images = [element for element in tree.iter() if element.tag == "image"]
        assert len(images) == {0: 2, 2: 1, 4: 1, 5: 3, 6: 3, 7: 2}.get(line, 0)
        expected = by_numpy(step)
        for ref, text in numbers(tree):
            known = expected[ref] if not re.fullmatch(r"a\[\d\]\[0\]", ref) else 1
            assert text in (written(known), "+1", written(1 - known))
    forward = content(parsed(views.stepper(digits[2], data)))
    assert "x, 8 × 8 pixels" in forward and "⋮ 57 more" in forward and "⋮ 58 more" in forward


@pytest.mark.parametrize(
    "line, names",
    [
        (0, ["Delta[1]"]),
        (1, None),
        (2, ["Theta[1]"]),
        (3, None),
        (4, ["Theta[2]"]),
        (5, ["before[1]", "product[1]", "Delta[1]"]),
        (6, ["Delta[1]", "Theta[1]", "D[1]"]),
        (7, ["Delta[1]", "D[1]"]),
    ],
)
def test_a_row_of_a_large_matrix_is_readable(digits, line, names):
    step = next(step for step in digits if step.line == line and step.l in (None, 1, 2, 3)) if line < 6 else None
    step = step or digits[digits.index(line, None, 1)]
    reader = views.step_row(step, 3)
    if names is None:
        assert reader is None
        return
    expected = {ref: v for ref, v in entries(by_numpy(step), *names).items() if "[3, " in ref}
    shown = dict(numbers(parsed(reader.svg())))
    if line == 6:
        assert "D[1][3, 0]" not in shown
        expected.pop("D[1][3, 0]")
    assert shown == {ref: written(value) for ref, value in expected.items()}


def test_what_stands_at_the_end_of_a_line_leaves_its_formula_free():
    for step in random_trace((2, 3, 3, 1)):
        for row in (g for g in parsed(views.listing(step).svg()).iter() if g.get("role") == "listitem"):
            _, formula, mark = (e for e in row if e.tag.endswith("text"))
            begins = float(mark.get("x")) - text_width(content(mark))
            assert float(formula.get("x")) + text_width(content(formula)) + 5 < begins


def test_the_row_that_is_read_is_framed_in_each_image():
    for step in trace_of_digits():
        tree = parsed(views.stepper(step, load("digits"), row=99))
        frames, rows = with_class(tree, "chosen"), [e for e in tree.iter() if "row[" in (e.get("data-ref") or "")]
        images = len([e for e in tree.iter() if e.tag.endswith("image") and e.get("width") != e.get("height")])
        assert len(frames) == (1 if step.line == 0 else images), "of line 0 it is Δ⁽¹⁾"
        side = "x" if step.line == 4 else "y"  # of the transpose it is a column
        last = (
            max(float(row.get(side)) for row in rows if step.line or "row[1]" in row.get("data-ref")) if rows else None
        )
        assert all(float(frame.get(side)) == last - 1 for frame in frames)


def test_the_row_that_is_read_exists():
    for i in (1, 10, 25, 99):
        shown = numbers(parsed(views.step_row(at(trace_of_digits(), 5), i).svg()))
        assert all(f"[{min(i, 10)}, " in ref for ref, _ in shown) and len(shown) == 3 * 26


def trace_of_digits():
    data = load("digits")
    return trace(bpkit.random_theta(data.layer_sizes, seed=0), data.X[:2], data.Y[:2], 1.0)


def test_a_transpose_as_an_image_is_labeled_and_picked_by_its_columns(digits):
    step = at(digits, 4)
    image = pictures(step)[0]
    assert "(Θ⁽²⁾)ᵀ 26 × 10" in content(image)
    assert "i = 1" in content(image) and "i = 10" in content(image) and "j = " not in content(image)
    (rule,) = with_class(image, "rule")
    assert rule.get("y1") == rule.get("y2"), "between the row j = 0 and the others"
    picks = with_class(image, "pick")
    assert [pick.get("data-ref") for pick in picks] == [f"row[2][{i}]" for i in range(1, 11)]
    assert len({pick.get("x") for pick in picks}) == 10 and len({pick.get("y") for pick in picks}) == 1


def test_a_matrix_that_is_large_as_a_transpose_only_can_be_read():
    steps = random_trace((2, 2, 8, 1))
    step = steps[steps.index(4, 1, 2)]
    assert any(element.tag == "image" for element in pictures(step)[0].iter())
    assert dict(numbers(parsed(views.step_row(step, 5).svg()))) == {
        ref: written(value) for ref, value in by_numpy(step).items() if ref.startswith("Theta[2][5, ")
    }
    wide = random_trace((2, 7, 2))  # 2 × 8 is an image, its transpose a table
    assert views.step_row(at(wide, 4), 1) is None and views.step_row(at(wide, 5), 1) is not None


# ---------------------------------------------------------------- sentences, for a learner


def by_hand():
    """A network whose numbers can be checked with a pencil: z = 0 gives a = 0.5."""
    Theta = {1: np.array([[0.0, 1.0, -1.0]]), 2: np.array([[-2.0, 4.0]])}
    return trace(Theta, [[0.0, 0.0], [1.0, 1.0]], [[0.0], [1.0]], 2.0)


@pytest.mark.parametrize(
    "index, told",
    [
        (
            0,
            "Step 1 of 19, line 0, start. Begin with zeros: no example has said anything yet. "
            "Δ⁽¹⁾₁₀ = 0: line 0 set it to 0, and nothing was added yet.",
        ),
        (1, "Step 2 of 19, line 1, example 1 of 2. Put example 1 into layer 1. a⁽¹⁾₁ = x₁ = 0.0000: line 1."),
        (
            10,
            "Step 11 of 19, line 2, example 2 of 2. Go forward from layer 2 to layer 3: multiply, add up, then g. "
            "z⁽³⁾₁ = Σⱼ Θ⁽²⁾₁ⱼ a⁽²⁾ⱼ = −2.0000·1.0000 + 4.0000·0.5000 = 0.0000: line 2.",
        ),
        (
            11,
            "Step 12 of 19, line 3, example 2 of 2. Compare the answer with the right one. "
            "δ⁽³⁾₁ = a⁽³⁾₁ − y₁ = 0.5000 − 1.0000 = −0.5000: line 3.",
        ),
        (
            12,
            "Step 13 of 19, line 4, example 2 of 2. "
            "Take the error back from layer 3 to layer 2. The bias unit's row is dropped. "
            "δ⁽²⁾₁ = (Σᵢ Θ⁽²⁾ᵢ₁ δ⁽³⁾ᵢ) · a⁽²⁾₁ · (1 − a⁽²⁾₁) = "
            "(4.0000·(−0.5000))·0.5000·(1 − 0.5000) = −0.5000: line 4.",
        ),
        (
            13,
            "Step 14 of 19, line 5, example 2 of 2. Add this example's part to Δ of layer 1. "
            "Δ⁽¹⁾₁₀ = 0.5000 + (−0.5000)·1.0000 = 0.0000: what was there, and δ⁽²⁾₁ a⁽¹⁾₀.",
        ),
        (
            15,
            "Step 16 of 19, line 6, after the last example. "
            "Add λ's part and divide by m, in every column of layer 1 but the first. "
            "D⁽¹⁾₁₁ = (Δ⁽¹⁾₁₁ + λ Θ⁽¹⁾₁₁) / m = (−0.5000 + 2·1.0000)/2 = 0.7500: line 6.",
        ),
        (
            18,
            "Step 19 of 19, line 7, after the last example. The first column of layer 2: divide by m, without λ. "
            "D⁽²⁾₁₀ = Δ⁽²⁾₁₀ / m = 0.0000/2 = 0.0000: line 7, no λ for a bias weight.",
        ),
    ],
)
def test_the_sentence_of_each_line(index, told):
    assert views.sentence(by_hand()[index]) == told


def test_a_bias_unit_is_1_by_the_line_that_added_it():
    last = by_hand()[-1]
    assert str(explain(last, "a[1][0]")) == "a⁽¹⁾₀ = 1: line 1, the bias unit."
    assert str(explain(last, "a[2][0]")) == "a⁽²⁾₀ = 1: line 2, the bias unit."


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_the_sentence_names_a_number_that_the_step_writes(sizes):
    for step in random_trace(sizes):
        ref = views.first_written(step)
        assert ref.rpartition("[")[0] in step.writes
        assert views.sentence(step).count(written(by_numpy(step)[ref])) >= (step.line > 0)


def test_a_part_of_a_sum_is_not_called_the_sum():
    step = random_trace((2, 3, 1), m=12)[-1]
    rest = explain(step, "Delta[1][1, 0]").factors[-1]
    assert rest.ref == "Delta[1][1, 0]>5"
    assert str(explain(step, rest.ref)).startswith("part of the sum for Δ⁽¹⁾₁₀ = the terms from number 5 on = ")


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_an_explanation_as_html_has_its_factors_as_buttons_that_lead_on(sizes):
    step = random_trace(sizes, m=9)[-1]
    for ref in refs(step):
        explanation = explain(step, ref)
        tree = parsed(views.explanation_html(explanation))
        buttons = [element for element in tree.iter() if element.tag == "button"]
        assert {button.get("data-ref") for button in buttons} == {factor.ref for factor in explanation.factors}
        for button in buttons:
            value = explain(step, button.get("data-ref")).value
            assert button.text.strip("()") in (written(value), f"{value:g}")
            assert button.get("aria-label").startswith(f"{button.text}, ")
        assert content(tree).replace(" ", "") == str(explanation).replace(" ", "")


def test_links_say_of_which_example_and_which_part():
    step = random_trace((2, 3, 1), m=12)[-1]
    tree = parsed(views.explanation_html(explain(step, "Delta[1][2, 1]"), ["D[1][2, 1]", "delta[2][1]@3"]))
    labels = {button.get("data-ref"): button.get("aria-label") for button in tree.iter() if button.tag == "button"}
    assert labels["D[1][2, 1]"] == "D⁽¹⁾₂₁"
    assert labels["delta[2][1]@3"] == "δ⁽²⁾₁ of example 3"
    assert labels["delta[2][2]@2"].endswith(", δ⁽²⁾₂ of example 2")
    assert labels["Delta[1][2, 1]>5"].endswith(", part of the sum for Δ⁽¹⁾₂₁")
    assert content(tree).startswith("D⁽¹⁾₂₁ ← δ⁽²⁾₁ of example 3 ← Δ⁽¹⁾₂₁ = ")


def test_an_explanation_as_html_is_escaped():
    made = Explanation("<a>", 1.0, "<b>", "<c>", ("<d> ", Factor("x[1]>2", 1.0)), "<f>")
    tree = parsed(views.explanation_html(made))
    assert content(tree) == "<b> = <c>= <d> 1.0000 = 1.0000: <f>."
    assert [button.get("data-ref") for button in tree.iter() if button.tag == "button"] == ["x[1]>2"]


# ---------------------------------------------------------------- all of it


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_every_step_is_well_formed_on_the_screen_and_saved(sizes):
    steps = random_trace(sizes)
    for step in steps:
        data = DataSet(steps.X, steps.Y)
        screen = parsed(views.stepper(step, data))
        saved = ElementTree.fromstring(views.stepper_picture(step, data).standalone())
        assert Counter(numbers(screen)) == Counter(numbers(saved))
        assert views.sentence(step) in content(saved)


# ---------------------------------------------------------------- the widget: moving


def control(s, name):
    return s._controls[name]


def buttons(s):
    """|‹, ‹ Back, Play, Next › and ›|."""
    return s._playback.children[:5]


def pick(s, ref):
    s._view._handle_custom_msg({"ref": ref}, [])


def follow(s, ref):
    s._told._handle_custom_msg({"ref": ref}, [])


def error(s):
    return s._playback.error


def is_a_sentence(text):
    return text.endswith(".") and ". " not in text and "\n" not in text and len(text) < 200


def explained(s):
    return content(parsed(s._told.html))


def assert_right(s):
    """The traits, the step and all that is on the screen say the same, and it is what numpy says."""
    step = s.step
    assert 0 <= s.position < len(s.trace) and step.index == s.position
    assert s.example == (step.t or (s.m if step.line else 1)), "the example is the one that is shown"
    X, Y = s.data_set.X.copy(), s.data_set.Y.copy()
    for t, (x, y) in s.edits.items():
        X[t - 1], Y[t - 1] = x, y
    assert (s.trace.X == X).all() and (s.trace.Y == Y).all() and s.trace.lambda_ == s.lambda_
    Theta = bpkit.random_theta(s.layer_sizes, s.seed)
    assert all((s.trace.Theta[l] == Theta[l]).all() for l in Theta) and len(s.trace.Theta) == len(Theta)

    tree, expected = parsed(s._view.html), by_numpy(step)
    one_minus_a = {f"a[{l}]" for l in s.trace.Theta}
    for ref, text in numbers(tree):
        if ref.rpartition("[")[0] in one_minus_a:
            value = expected.get(ref, 1)
            assert text in (written(value), written(1 - value), "+1")
        else:
            assert text == written(expected[ref]), (step, ref)
    (current,) = [g for g in tree.iter() if g.get("aria-current")]
    assert current.get("data-ref") == f"line[{step.line}]"
    assert content(parsed(s._sentence.html)) == views.sentence(step)
    assert (s._playback._slider.value, s._playback._slider.max) == (s.position, len(s.trace) - 1)
    assert s._playback._place.value == f"step {s.position + 1} of {len(s.trace)}"
    assert control(s, "example").field.value == s.example


def test_a_new_stepper_is_at_the_start(s):
    assert repr(s) == "Stepper(data='xor', layer_sizes=(2, 2, 1), lambda_=0.0, example=1, seed=0, position=0)"
    assert s.step.line == 0 and len(s.trace) == 1 + 4 * 7 + 4
    assert_right(s)


def test_every_position_can_be_set(s):
    for k in (*range(len(s.trace)), 5, np.int64(17)):
        s.position = k
        assert s.position == k
        assert_right(s)


def test_buttons_and_timeline_move(s):
    start, back, _, on, end = buttons(s)
    for button, expected in [(back, 0), (on, 1), (on, 2), (back, 1), (end, 32), (on, 32), (back, 31), (start, 0)]:
        button.click()
        assert s.position == expected
        assert_right(s)
    s._playback._slider.value = 20
    assert s.position == 20
    assert_right(s)


def test_the_example_is_that_of_the_step(s):
    s.position = s.trace.index(4, 3, 2)
    assert s.example == 3 and control(s, "example").field.value == 3
    np.testing.assert_array_equal(s.delta[2], s.step.after.delta[2])
    s.run_to(6)
    assert s.example == 4
    s.move(None)
    assert s.example == 1
    assert_right(s)


def test_one_step_is_drawn_once(s):
    drawn = []
    s._view.observe(drawn.append, "html")
    for count in range(1, 33):
        s.move(+1)
        assert len(drawn) == count
    s.lambda_, s.example = 2, 2
    assert len(drawn) == 34


def test_run_to_the_next_execution_of_a_line(s):
    found = []
    for line in (4, 4, 1, 5, 5, 3, 7, 6, 7):
        s.run_to(line)
        found.append((s.step.line, s.step.t, s.step.l))
        assert_right(s)
    assert found == [
        *[(4, 1, 2), (4, 2, 2), (1, 3, 1), (5, 3, 1), (5, 3, 2), (3, 4, 3)],
        *[(7, None, 1), (6, None, 2), (7, None, 2)],
    ]
    with pytest.raises(ValueError, match=r"^line 7 is not executed again after this step\.$"):
        s.run_to(7)
    with pytest.raises(ValueError, match="line must be a whole number from 0 to 7, got 8"):
        s.run_to(8)
    assert s.position == 32


def test_run_to_by_its_control_and_by_a_click_on_the_listing(s):
    run, line, _ = s._run_to.children
    line.value = 3
    assert s.position == 0, "to choose a line is not to run"
    run.click()
    assert (s.step.line, s.step.t) == (3, 1)
    pick(s, "line[3]")
    assert (s.step.line, s.step.t) == (3, 2)
    line.value = 0
    run.click()
    assert s._run_to.error == "line 0 is not executed again after this step."
    buttons(s)[3].click()
    assert s._run_to.error == "", "it is forgotten when something good happens elsewhere"
    pick(s, "line[0]")
    assert error(s) == "line 0 is not executed again after this step."
    assert_right(s)


def test_the_example_control_jumps_to_the_same_line(s):
    s.run_to(4)
    control(s, "example").field.value = 3
    assert (s.step.line, s.step.t, s.step.l) == (4, 3, 2)
    control(s, "example").slider.value = 2
    assert (s.step.line, s.step.t, s.step.l) == (4, 2, 2)
    assert_right(s)
    s.move("end")
    s.example = 2
    assert (s.step.line, s.step.t) == (1, 2), "after the loop there is no such line of an example"
    s.move(None)
    s.example = 3
    assert (s.step.line, s.step.t) == (1, 3)
    assert_right(s)


def test_lambda_keeps_the_step_and_the_sums(s):
    s.run_to(6)
    sums, before = s.trace._sums, s.position
    control(s, "lambda_").slider.value = 4
    assert s.position == before and s.trace._sums is sums
    assert_right(s)
    assert s.step.after.D[1][0, 1] == pytest.approx((s.Delta[1][0, 1] + 4 * s.Theta[1][0, 1]) / 4)


def place(s):
    return s.step.line, s.step.t, s.step.l


@pytest.mark.parametrize(
    "before, change, after",
    [
        ((4, 3, 2), {"seed": 5}, (4, 3, 2)),
        ((4, 3, 2), {"layer_sizes": (2, 5, 1)}, (4, 3, 2)),
        ((4, 3, 2), {"layer_sizes": (2, 1)}, (3, 3, 2)),
        ((2, 3, 3), {"layer_sizes": (2, 1)}, (2, 3, 2)),
        ((3, 3, 3), {"layer_sizes": (2, 2, 2, 1)}, (3, 3, 4)),
        ((5, 4, 2), {"layer_sizes": (2, 1)}, (5, 4, 1)),
        ((7, None, 2), {"layer_sizes": (2, 1)}, (7, None, 1)),
        ((5, 4, 2), {"data": "planar"}, (5, 4, 2)),
        ((5, 4, 2), {"data": THREE}, (5, 3, 2)),
        ((7, None, 2), {"data": THREE}, (7, None, 2)),
        ((1, 2, 1), {"edits": {2: ((3, 3), (1,))}}, (1, 2, 1)),
        ((0, None, None), {"data": "planar"}, (0, None, None)),
        ((0, None, None), {"lambda_": 3}, (0, None, None)),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_change_keeps_the_place_where_it_can(s, before, change, after):
    s.position = s.trace.index(*before)
    ((name, value),) = change.items()
    setattr(s, name, value)
    assert place(s) == after
    assert_right(s)


@pytest.mark.parametrize("seed", range(6))
def test_any_mixture_of_changes_is_right(seed):
    rng = np.random.default_rng(seed)
    s = Stepper()

    def any_sizes():
        return (s.layer_sizes[0], *rng.integers(1, 9, size=rng.integers(0, 4)).tolist(), s.layer_sizes[-1])

    def own():
        return {int(rng.integers(s.m)) + 1: (rng.normal(size=s.layer_sizes[0]), rng.random(s.layer_sizes[-1]))}

    changes = {
        "data": lambda: ["and", "xor", "planar", THREE, ONE][rng.integers(5)],
        "layer_sizes": any_sizes,
        "lambda_": lambda: float(rng.integers(5)),
        "seed": lambda: int(rng.integers(100)),
        "edits": lambda: own() if rng.integers(2) else None,
        "example": lambda: int(rng.integers(s.m)) + 1,
        "position": lambda: int(rng.integers(len(s.trace))),
    }
    for name in rng.choice(list(changes), size=30):
        line, t, l = place(s)
        value = changes[name]()
        before = repr(s)
        setattr(s, name, value)
        assert_right(s)
        if name not in ("position", "example") and s.step.line != line:
            assert (line, s.step.line, len(s.layer_sizes)) == (4, 3, 2), f"{before} with {name} = {value}"
        if name not in ("position", "example", "data"):
            assert s.step.t == t


@pytest.mark.parametrize("bad", [-1, 33, 1.5, "3", None, True, np.nan, [1]])
def test_a_position_that_is_not_there_is_told(s, bad):
    s.position = 5
    html = s._view.html
    with pytest.raises(ValueError, match="position must be a whole number from 0 to 32, got ") as told:
        s.position = bad
    assert is_a_sentence(str(told.value))
    assert s.position == 5 and s._view.html == html
    with pytest.raises(ValueError, match="position must be"):
        Stepper(position=bad)


@pytest.mark.parametrize(
    "name, bad", [("speed", 0), ("speed", 51), ("speed", "1"), ("playing", "yes"), ("predict", "x"), ("predict", None)]
)
def test_other_bad_values_are_told(s, name, bad):
    before = getattr(s, name)
    with pytest.raises(ValueError, match=f"^{name} must be .*, got .*\\.$"):
        setattr(s, name, bad)
    assert getattr(s, name) == before


def test_several_traits_at_once(s):
    s.position = 5
    with s.hold_trait_notifications():
        s.data = "planar"
        s.layer_sizes = (2, 4, 3, 1)
        s.position = 222
        s.lambda_ = 2
    assert (s.position, s.lambda_, s.layer_sizes) == (222, 2, (2, 4, 3, 1))
    assert_right(s)


# ---------------------------------------------------------------- code and pictures of a state


def recreated(s):
    return eval(repr(s), {"Stepper": Stepper, "DataSet": DataSet, "load": load})


def assert_same(one, other):
    assert repr(one) == repr(other)
    assert one._view.html == other._view.html and one._sentence.html == other._sentence.html


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_repr_is_the_code_that_recreates_the_step(data):
    s = Stepper(data.draw(st.sampled_from(["and", "xor", "planar", THREE, ONE])))
    n, K = s.layer_sizes[0], s.layer_sizes[-1]
    s.layer_sizes = (n, *data.draw(st.lists(st.integers(1, 9), max_size=3)), K)
    s.lambda_ = data.draw(st.floats(0, 1e6))
    s.seed = data.draw(st.integers(0, 2**70))
    s.example = data.draw(st.integers(1, s.m))
    s.edits = data.draw(st.sampled_from([{}, {1: ((0.5,) * n, (0.25,) * K)}]))
    if data.draw(st.booleans()):
        s.position = data.draw(st.integers(0, len(s.trace) - 1))
    assert_same(recreated(s), s)
    assert_right(s)


@pytest.mark.parametrize("move", [None, "end"])
def test_repr_recreates_the_start_and_the_end_wherever_one_came_from(s, move):
    s.example = 3
    s.move(move)
    assert_same(recreated(s), s)


def test_position_and_example_of_a_new_stepper():
    assert place(Stepper(example=3)) == (1, 3, 1)
    assert Stepper(position=20).example == 3
    assert Stepper(position=20, example=1).example == 3


def test_a_saved_notebook_holds_the_widget_its_picture_and_its_code(s):
    s.position = 13
    bundle = s._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == s.model_id
    assert bundle["text/plain"] == repr(s)
    svg = ElementTree.fromstring(bundle["image/svg+xml"])
    assert Counter(numbers(svg)) == Counter(numbers(parsed(s._view.html)))
    assert svg.get("aria-label") == views.sentence(s.step)


# ---------------------------------------------------------------- play


def tiny(**traits):
    """7 steps, as fast as it goes."""
    return Stepper(ONE, (2, 1), speed=50, **traits)


def others():
    return asyncio.all_tasks() - {asyncio.current_task()}


def playing_of(s):
    return s.playing, s._playback._play.description


async def until_played(s):
    async with asyncio.timeout(5):
        while s.playing:
            await asyncio.sleep(0.005)


def test_play_goes_to_the_end_and_leaves_no_task():
    async def play():
        s = tiny()
        seen = []
        s.observe(lambda change: seen.append(change.new), "position")
        buttons(s)[2].click()
        assert playing_of(s) == (True, "⏸ Pause")
        await until_played(s)
        assert seen == [1, 2, 3, 4, 5, 6] and playing_of(s) == (False, "▶ Play")
        assert_right(s)
        await asyncio.sleep(0)
        assert not others()

        buttons(s)[2].click()  # at the end it starts anew
        await until_played(s)
        assert seen[6:] == [0, 1, 2, 3, 4, 5, 6]

    asyncio.run(play())


def test_play_pauses_at_once_and_goes_on_from_there():
    async def play():
        s = tiny()
        s.playing = True
        while s.position < 2:
            await asyncio.sleep(0.005)
        buttons(s)[2].click()
        assert playing_of(s) == (False, "▶ Play")
        await asyncio.sleep(0.06)
        assert s.position == 2 and not others()
        s.playing = True
        await until_played(s)
        assert s.position == 6

    asyncio.run(play())


def test_to_play_twice_does_not_make_two_players():
    async def play():
        s = tiny()
        for playing in (True, True, False, True, False, True):
            s.playing = playing
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert len(others()) == 1
        seen = []
        s.observe(lambda change: seen.append(asyncio.current_task()), "position")
        await until_played(s)
        assert len(set(seen)) == 1 and len(seen) == 6

    asyncio.run(play())


def test_the_speed_is_steps_a_second():
    async def play():
        s = tiny()
        start = asyncio.get_running_loop().time()
        s.playing = True
        await until_played(s)
        assert asyncio.get_running_loop().time() - start >= 6 * 0.02
        s.position, s._speed.field.value = 0, 0.1
        assert s.speed == 0.1
        s.playing = True
        await asyncio.sleep(0.05)
        s.playing = False
        assert s.position == 0

    asyncio.run(play())


def test_the_network_may_change_while_it_plays():
    async def play():
        s = tiny()
        s.playing = True
        for name, value in [("layer_sizes", (2, 2, 1)), ("lambda_", 1), ("seed", 3), ("data", "xor"), ("data", ONE)]:
            await asyncio.sleep(0.03)
            setattr(s, name, value)
            assert_right(s)
        await until_played(s)
        assert s.position == len(s.trace) - 1 and error(s) == ""
        assert_right(s)

    asyncio.run(play())


def test_an_error_while_it_plays_is_shown_and_logged_and_it_stops(monkeypatch, caplog):
    async def play():
        s = tiny()
        s.position = 1
        monkeypatch.setattr("bpkit.widgets.stepper.stepper", lambda *_: 1 / 0)
        s.playing = True
        await until_played(s)
        assert "mistake in bpkit" in error(s) and "ZeroDivisionError" in caplog.text
        assert s.position == 1 and playing_of(s) == (False, "▶ Play")

    asyncio.run(play())


def test_without_an_event_loop_it_says_that_it_cannot_play(s):
    with pytest.raises(ValueError, match=r"^playing needs .*\.$"):
        s.playing = True
    assert playing_of(s) == (False, "▶ Play")


# ---------------------------------------------------------------- predictions


@pytest.mark.parametrize(
    "answer, value, right",
    [
        ("0.5", 0.5, True),
        ("0.5", 0.549, True),
        ("0.5", 0.5501, False),
        ("0.50", 0.549, False),
        ("0.5488", 0.54882, True),
        ("1", 0.5, True),
        ("1", 0.49, False),
        ("-0.07", -0.0653, True),
        ("−0.07", -0.0653, True),
        ("0.07", -0.0653, False),
        (" -.07 ", -0.0653, True),
        ("-0,07", -0.0653, True),
        ("1e-2", 0.0123, True),
        ("1.2e-2", 0.0129, False),
        ("+", 0.1, True),
        ("+", -0.1, False),
        ("+", 0.0, False),
        ("−", -1e-9, True),
        ("-", -0.1, True),
        ("-", 0.1, False),
        ("0", 0.0, True),
        ("0", -0.00004, True),
        ("0", 0.4, False),
        ("0.0", 0.04, True),
        ("0.15", 0.145, True),
        ("1e300", 1.0, False),
    ],
)
def test_an_answer_is_compared_to_the_digits_that_were_typed(answer, value, right):
    assert is_right(answer, value) is right


@pytest.mark.parametrize(
    "nonsense",
    ["", " ", "a", "nan", "inf", "-inf", "1/2", "1,000.5", "++", "0x1", "1_0", "1e99999999", "<b>", "9" * 5000 + "x"],
)
def test_nonsense_is_no_answer(nonsense):
    with pytest.raises(ValueError, match="^your value must be a number, for example -0.07, got ") as told:
        is_right(nonsense, 0.5)
    assert is_a_sentence(str(told.value))


@pytest.fixture
def p():
    """At line 3 of example 2, with line 4 to be predicted: δ⁽²⁾₁ is −0.0653 or so."""
    s = Stepper(predict=True)
    s.position = s.trace.index(3, 2, 3)
    return s


def verdict(s):
    return s._prediction._verdict.value


def answered(s, answer):
    s._prediction._typed.value = answer


def test_predict_asks_for_the_number_that_the_next_step_writes(p):
    assert p._prediction._asked.layout.display is None
    assert p._prediction._question.value == "Next is line 4, l = 2. δ⁽²⁾₁ will be"
    p.move(None)
    assert p._prediction._question.value == "Next is line 1, l = 1. a⁽¹⁾₁ will be"
    p.move("end")
    assert p._prediction._asked.layout.display == "none", "nothing comes next"
    p._prediction._on.value = False
    p.move(None)
    assert p.predict is False and p._prediction._asked.layout.display == "none"


@pytest.mark.parametrize("digits", [1, 2, 4])
def test_a_right_value_a_wrong_one_and_then_the_step_is_shown(p, digits):
    before, value = p.position, p.trace[p.position + 1].after.delta[2][0, 0]
    answered(p, f"{value:.{digits}f}")
    assert verdict(p) == f"Right: you said {value:.{digits}f}; δ⁽²⁾₁ is {written(value)}."
    assert p.position == before + 1 and p._prediction._typed.value == "" and p._prediction.error == ""
    assert_right(p)
    p.position = before
    answered(p, "0.9")
    assert verdict(p) == f"No: you said 0.9; δ⁽²⁾₁ is {written(value)}." and p.position == before + 1


@pytest.mark.parametrize("by, told", [(0, "positive"), (1, "negative"), (2, "0"), ("+", "positive"), ("-", "negative")])
def test_a_sign_is_an_answer_by_button_or_typed(p, by, told):
    value = p.trace[p.position + 1].after.delta[2][0, 0]
    if isinstance(by, int):
        p._prediction._asked.children[2 + by].click()
    else:
        answered(p, by)
    right = {"positive": value > 0, "negative": value < 0, "0": False}[told]
    assert verdict(p) == f"{'Right' if right else 'No'}: you said {told}; δ⁽²⁾₁ is {written(value)}."


def test_nonsense_gives_a_sentence_and_reveals_nothing(p):
    before, html = p.position, p._view.html
    answered(p, "<b>about a half</b>")
    assert p._prediction.error.startswith("your value must be a number") and "<" not in p._prediction._sentence.value
    assert (p.position, p._view.html, verdict(p)) == (before, html, "")
    answered(p, "0.5")
    assert p._prediction.error == "" and p.position == before + 1


def test_an_answer_that_comes_after_the_last_step_is_told(p):
    p.move("end")
    p._prediction._asked.children[2].click()
    assert is_a_sentence(p._prediction.error) and "mistake" not in p._prediction.error


def test_a_zero_is_right_where_zero_is_written():
    s = Stepper(predict=True)
    answered(s, "0")
    assert verdict(s) == "Right: you said 0; a⁽¹⁾₁ is 0.0000."


# ---------------------------------------------------------------- where numbers came from


def test_a_number_is_picked_and_its_factors_are_followed_and_back(s):
    assert explained(s) == HOW_TO
    s.position = s.trace.index(4, 2, 2)
    pick(s, "delta[2][1]")
    assert explained(s).replace(" ", "") == str(explain(s.step, "delta[2][1]")).replace(" ", "")
    follow(s, "delta[3][1]")
    follow(s, "a[3][1]")
    follow(s, "z[3][1]")
    assert explained(s).startswith("δ⁽²⁾₁ ← δ⁽³⁾₁ ← a⁽³⁾₁ ← z⁽³⁾₁ = ")
    follow(s, "delta[3][1]")
    assert explained(s).startswith("δ⁽²⁾₁ ← δ⁽³⁾₁ = ")
    pick(s, "y[1]")
    assert explained(s) == "y₁ = 1.0000: given: the right answer."
    assert s.position == s.trace.index(4, 2, 2) and error(s) == ""


def test_explain_from_python(s):
    s.position = 15
    assert s.explain("a[1][1]") == explain(s.step, "a[1][1]")
    assert "a⁽¹⁾₁" in explained(s)


def test_an_explanation_goes_along_while_its_number_is_known(s):
    s.run_to(3)
    s.explain("delta[3][1]")
    told = explained(s)
    s.move(+1)
    assert explained(s) == told
    s.example = 2
    assert explained(s) != told and explained(s).startswith("δ⁽³⁾₁ = ")
    s.move(None)
    assert explained(s) == HOW_TO, "nothing is known there"


def test_line_5s_matrix_before_is_explained_as_it_was():
    s = Stepper("planar")
    s.position = s.trace.index(5, 11, 1)
    before = s.step.before.Delta[1][1, 0]
    found = s.explain("before[1][2, 0]")
    assert (found.ref, found.value, found.symbol) == ("before[1][2, 0]", before, "Δ⁽¹⁾₂₀ before")
    assert found.why == "line 5, for t = 1 … 10"
    rest = found.factors[-1]
    follow(s, rest.ref)
    assert explained(s).startswith("Δ⁽¹⁾₂₀ before ← part of the sum for Δ⁽¹⁾₂₀ before = the terms from number 5 on")
    assert f"= {written(rest.value)}: line 5, for t = 1 … 10." in explained(s)
    for factor in found.factors:
        assert s.explain(factor.ref).value == factor.value
    s.position = 0
    assert explained(s) == HOW_TO


NOT_THERE = [
    *["delta[9][1]", "delta[2][0]", "delta[2][1]", "z[2][1]", "D[1][1, 0]", "a[2][99]", "Theta[1][1, 9]"],
    *["before[1]", "before[1][9, 0]", "before", "beforehand[1][1, 0]", "x[1][2]", "m[3]", "lambda_[1]", "a[1][1, 0]"],
    *["x[1]>3", "a[1][1]>3", "D[1][1, 0]>3", "Delta[1][1, 0]>999", "delta[3][1]@1>2", "Theta[1][1, 0]>2"],
    *["x[1]@3", "Theta[1][1, 0]@1", "Delta[1][1, 0]@1", "m@1", "", "nonsense", "row[1]", "line[9]", "<b>", "__class__"],
    "delta[2][" + "9" * 5000 + "]",
]


@pytest.fixture(scope="module")
def one():
    return Stepper()


@pytest.mark.parametrize("ref", NOT_THERE, ids=lambda ref: ref[:30])
def test_what_does_not_exist_gives_a_sentence(one, ref):
    s = one
    s.position = s.trace.index(1, 2, 1)
    s.explain("a[1][1]")
    told = explained(s)
    for go in (pick, follow):
        go(s, ref)
        assert is_a_sentence(error(s)) and "mistake" not in error(s), error(s)
        assert explained(s) == told, "what is there stays"
    with pytest.raises(ValueError):
        s.explain(ref)
    pick(s, "a[1][2]")
    assert error(s) == "" and explained(s).startswith("a⁽¹⁾₂ = ")


@pytest.mark.parametrize("ref", [None, 5, ("delta", 2, 1)])
def test_what_is_no_ref_gives_a_sentence_too(one, ref):
    with pytest.raises(ValueError, match="ref must be like"):
        one.explain(ref)


def test_before_the_first_step_there_was_nothing(s):
    s.move(None)
    with pytest.raises(ValueError, match="not known"):
        s.explain("before[1][1, 0]")


@pytest.mark.parametrize("data", ["xor", "planar", THREE])
def test_every_number_on_the_screen_can_be_picked(data):
    s = Stepper(data)
    for k in np.linspace(1, len(s.trace) - 1, 12).astype(int):
        s.position = int(k)
        for ref, text in numbers(parsed(s._view.html)):
            if text == "+1" and ref.rpartition("[")[0] not in {f"a[{l}]" for l in s.step.after.a}:
                continue  # a bias unit that no line has added yet
            pick(s, ref)
            assert error(s) == "", (s.step, ref)
            value = s._explanation(ref).value
            assert text in (written(value), "+1", written(1 - value))


def test_rows_of_large_matrices_are_picked_and_chosen():
    s = Stepper("digits", position=2)
    assert s._row_number.layout.display is None
    pick(s, "row[1][7]")
    assert s._row_number.field.value == 7
    assert "Theta[1][7, 64]" in dict(numbers(parsed(s._view.html)))
    s._row_number.field.value = 26
    assert s._row_number.error == "i must be a whole number from 1 to 25, got 26."
    s._row_number.field.value = 25
    assert s._row_number.error == "" and "Theta[1][25, 0]" in dict(numbers(parsed(s._view.html)))
    s.run_to(4)
    assert "Theta[2][10, 0]" in dict(numbers(parsed(s._view.html)))
    s.data = "xor"
    assert s._row_number.layout.display == "none"
    assert_right(s)


# ---------------------------------------------------------------- what goes wrong


def test_a_bad_value_in_a_control_keeps_the_step(s):
    s.position = 20
    html, before = s._view.html, repr(s)
    for name, part, bad in [("lambda_", "field", -1), ("layer_sizes", "_text", "2-0-1"), ("example", "field", 9)]:
        getattr(control(s, name), part).value = bad
        assert is_a_sentence(control(s, name).error)
        assert (repr(s), s._view.html) == (before, html)
    s._speed.field.value = -2
    assert s._speed.error == "speed must be a number from 0.1 to 50, got -2.0." and s.speed == 2
    s.move(+1)
    assert s._speed.error == "" and s._speed.field.value == 2
    assert_right(s)


@pytest.mark.filterwarnings("ignore:overflow")
def test_numbers_that_overflow_keep_the_step():
    s = Stepper(layer_sizes=(2, 5, 5, 1), seed=3)
    s.position = s.trace.index(4, 3, 2)
    before, html = repr(s), s._view.html
    with pytest.raises(ValueError, match="finite"):
        s.lambda_ = 1.7e308
    assert (repr(s), s._view.html) == (before, html)
    assert_right(s)


def broken(*_):
    raise KeyError("a bug")


def changed_by_hand(s):
    """Ways to change what is shown, and the control beside which an error stands."""
    return [
        (lambda: buttons(s)[3].click(), s._playback),
        (lambda: setattr(s._playback._slider, "value", 31), s._playback),
        (lambda: s._run_to.children[0].click(), s._run_to),
        (lambda: pick(s, "line[5]"), s._playback),
        (lambda: setattr(control(s, "layer_sizes")._text, "value", "2-1"), control(s, "layer_sizes")),
        (lambda: setattr(control(s, "data")._buttons, "value", "planar"), control(s, "data")),
        (lambda: setattr(control(s, "example").field, "value", 1), control(s, "example")),
        (lambda: setattr(control(s, "lambda_").field, "value", 3), control(s, "lambda_")),
    ]


@pytest.mark.parametrize("k", range(8))
@pytest.mark.parametrize("where", ["stepper", "sentence"])
def test_a_mistake_of_ours_is_shown_and_logged_and_the_last_good_state_stays(s, k, where, monkeypatch, caplog):
    s.position = s.trace.index(3, 2, 3)
    before = repr(s), s._view.html, s._sentence.html
    change, beside = changed_by_hand(s)[k]
    with monkeypatch.context() as patched:
        patched.setattr(f"bpkit.widgets.stepper.{where}", broken)
        with caplog.at_level(logging.ERROR, "bpkit"):
            change()
    assert beside.error == "This is a mistake in bpkit, not yours: KeyError: 'a bug'"
    assert "a bug" in caplog.text and "Traceback" in caplog.text
    assert (repr(s), s._view.html, s._sentence.html) == before
    assert_right(s)
    s.move(+1)
    s.layer_sizes = (2, 3, 3, 1)
    assert_right(s)


# ---------------------------------------------------------------- nothing is left behind


def test_steps_and_changes_of_layers_leave_no_widgets_behind(s):
    def change():
        for _ in range(6):
            s.move(+1)
        s.explain("a[1][1]")
        s.layer_sizes = (2, 3, 3, 3, 1)
        s.layer_sizes = (2, 1)
        s.move(None)

    change()
    before = len(_instances)
    for _ in range(50):
        change()
    assert len(_instances) == before


def test_to_step_through_the_digits_keeps_few_sums():
    s = Stepper("digits")
    for k in range(0, len(s.trace), 499):
        s.position = k
    s.move("end")
    for lambda_ in range(3):
        s.lambda_ = lambda_
        s.move(-1)
    assert isqrt(s.m) - 2 <= len(s.trace._sums) <= isqrt(s.m) + 2
    assert s.trace.columns.cache_info().currsize <= 2
    assert_right(s)


def test_the_controls_are_the_explorers(s):
    assert list(s._controls) == list(Explorer()._controls)
    assert all(type(s._controls[name]) is type(Explorer()._controls[name]) for name in s._controls)


def test_the_sentence_and_the_explanation_are_read_out(s):
    assert s._sentence.live and s._told.live and not s._view.live
