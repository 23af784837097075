"""The Stepper's picture: every number of every step in its place, each once, and all of it on one screen."""

import json
import re
from collections import Counter
from xml.etree import ElementTree

import numpy as np
import pytest
from networks import by_numpy, random_network

import bpkit
from bpkit import DataSet, load
from bpkit.explanation import Explanation, Factor, explain, refs
from bpkit.lines import LINES
from bpkit.notation import width
from bpkit.numbers import Changes, of_step
from bpkit.trace import trace
from bpkit.views.stepper import StepScene, first_written, sentence, stepper, stepper_picture
from bpkit.views.strip import Strip
from bpkit.views.tip import tip_html

SIZES = [(2, 2, 1), (2, 3, 1)]
SHAPES = [(2, 1), (3, 2, 3), (2, 3, 2, 1), (1, 2, 2, 2, 2, 2), (4, 12, 3), (12, 4, 2), (3, 11, 13, 2)]
MINUS = "\N{MINUS SIGN}"


def scene(step, data="xor", was=None, **fields):
    data = load(data) if isinstance(data, str) else data
    changes = Changes(was, of_step(step))
    return StepScene(step, changes, Strip(changes), data, (data.name, "and"), **fields)


def of_xor(sizes, lambda_=1.0):
    data = load("xor")
    return trace(bpkit.random_theta(sizes, seed=0), data.X, data.Y, lambda_)


def random_trace(sizes, m=2):
    return trace(*random_network(np.random.default_rng(sum(sizes)), sizes, m), 0.5)


def random_scene(sizes, line, m=3):
    Theta, X, Y = random_network(np.random.default_rng(sum(sizes)), sizes, m)
    steps = trace(Theta, X, Y, 0.5)
    step = next((step for step in reversed(steps) if step.line == line), steps[0])
    return scene(step, DataSet(X, Y, name="own"))


@pytest.fixture(scope="module")
def digits():
    data = load("digits")
    return trace(bpkit.random_theta(data.layer_sizes, seed=0), data.X, data.Y, 1.0), data


def tree(markup):
    return ElementTree.fromstring(f"<div>{markup}</div>".replace("&emsp;", " "))


def pictures(root):
    """Its svgs, without the signs of buttons."""
    return iter([svg for svg in root.iter("svg") if svg.get("class") != "icon"])


def by_ref(root):
    """What stands at each data-ref, which must be there once."""
    found = [element for element in root.iter() if element.get("data-ref")]
    most = Counter(element.get("data-ref") for element in found).most_common(1)
    assert most[0][1] == 1, most
    return {element.get("data-ref"): element for element in found}


def number_of(ref):
    """Which number it is: some stand twice."""
    return ref.removeprefix("eq:").replace("edge", "Theta")


def written(element):
    return next((text.text for text in element.iter() if "v" in (text.get("class") or "").split()), None)


def check_numbers(step, root):
    """Every number of the picture is numpy's, what is known is written, and what is not is left open."""
    right, lambda_ = by_numpy(step), step.trace.lambda_
    numbers = {ref: e for ref, e in by_ref(root).items() if "cell" in (e.get("class") or "").split()}
    there = set(refs(step))
    for ref, element in numbers.items():
        text, number = written(element), number_of(ref)
        if ref in ("speed", "example"):
            continue
        if text:
            value = lambda_ if number == "lambda_" else right[number]
            decimals = len(text.partition(".")[2])
            assert abs(float(text.replace(MINUS, "-")) - value) <= 0.5000001 * 10**-decimals, ref
        if number[0] in "zadD" and not number.startswith("a[1][0]"):
            bias = re.fullmatch(r"a\[(\d+)\]\[0\]", number)
            is_known = number in there or (bias and f"a[{bias[1]}][1]" in there)
            assert not text or is_known, f"{ref} is not known after {step}"
    return numbers


def check_inside(root, wide):
    """No box and no text reaches over the sides of its svg; the height of all of it."""
    tall = 0
    for svg in pictures(root):
        w, h = float(svg.get("width")), float(svg.get("height"))
        assert w <= wide
        tall += h
        for element in svg.iter():
            if element.tag in ("rect", "text", "image") and "transform" not in element.attrib:
                x, y = float(element.get("x", 0)), float(element.get("y", 0))
                right = x + float(element.get("width", 0))
                assert -4 <= x and right <= w + 4, ElementTree.tostring(element)
                assert -4 <= y and y + float(element.get("height", 0)) <= h + 4, ElementTree.tostring(element)
    return tall


@pytest.mark.parametrize("width", [1085, 1000, 640])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_every_step_of_xor_shows_its_numbers_and_fits(sizes, width):
    for step in of_xor(sizes):
        root = tree(stepper(scene(step, flow=True), width))
        numbers = check_numbers(step, root)
        tall = check_inside(root, width)
        if width >= 1000:
            assert 44 + 42 + tall <= 600, step
        for name in step.writes:
            kind, l = re.findall(r"\w+", name)
            shown = [ref for ref in numbers if ref.removeprefix("eq:").startswith(name)]
            assert shown, f"{name} of {step}"
            framed = [ref for ref in shown if "w" in numbers[ref].get("class").split()]
            columns = {6: slice(1, None), 7: slice(1)}.get(step.line, slice(None))
            array = getattr(step.after, kind)[int(l)]
            assert len(framed) == (array[:, columns].size if kind in ("Delta", "D") else len(array))
        just = {number_of(ref) for ref, e in numbers.items() if "w" in e.get("class").split()}
        expected = {ref for ref in by_numpy(step) if ref.rpartition("[")[0] in step.writes}
        if step.line in (6, 7):  # D's column j = 0 is line 7's, the others are line 6's
            expected = {ref for ref in expected if ref.endswith(", 0]") == (step.line == 7)}
        assert just == expected, "what was just written is framed, and nothing else"


def test_the_equation_says_what_the_line_computes():
    for step in of_xor((2, 3, 1)):
        svg = list(pictures(tree(stepper(scene(step), 1085))))[-1]
        cells = [e for e in svg.iter("g") if e.get("data-ref")]
        assert [e.get("data-ref") for e in cells if e.get("data-given")] == [
            e.get("data-ref") for e in cells if re.match(r"Theta|x\[|eq:y|eq:lambda_", e.get("data-ref"))
        ]
        told = "".join(svg.itertext())
        if step.line == 4:
            struck = [line for line in svg.iter("line") if line.get("class") == "strike"]
            assert len(struck) == 1 and f"eq:delta[{step.l}][0]" not in [e.get("data-ref") for e in cells]
        if step.line > 5:
            assert "/\N{NO-BREAK SPACE}4" in told


def test_the_current_line_and_step_are_lit_and_can_be_reached():
    steps = of_xor((2, 2, 1))
    for step in steps:
        found = by_ref(tree(stepper(scene(step), 1085)))
        lit = [ref for ref, e in found.items() if "on" in (e.get("class") or "").split()]
        assert lit == [f"step[{step.index}]", f"line[{step.line}]"]
        assert found[f"line[{step.line}]"].get("aria-current") == "step"
        assert all(f"line[{n}]" in found for n in range(8)) and all(f"step[{k}]" in found for k in range(33))
        for ref in ("first", "back", "play", "next", "last", "predict", "undo", "reset", "data", "speed", "lambda_"):
            assert ref in found
        dead = {ref for ref, e in found.items() if e.get("aria-disabled")}
        assert ("back" in dead) == (step.index == 0) and ("next" in dead) == (step.index == 32)


def test_edges_that_are_not_read_are_pale():
    for step in of_xor((2, 2, 1)):
        found = by_ref(tree(stepper(scene(step), 1085)))
        bright = {ref for ref, e in found.items() if ref.startswith("edge") and "act" in e.get("class").split()}
        read = {int(name[6:-1]) for name in step.reads if name.startswith("Theta")}
        expected = {
            ref
            for ref in found
            if ref.startswith("edge") and int(ref[5]) in read and not (step.line in (4, 6) and ref.endswith(" 0]"))
        }
        assert bright == expected


def test_numbers_travel_along_the_edges_of_lines_2_and_4():
    for step in of_xor((2, 2, 1)):
        root = tree(stepper(scene(step, flow=True), 1085))
        svg = next(pictures(root))
        flow, found = json.loads(svg.get("data-flow")), by_ref(root)
        assert svg.get("data-flow-key") == str(step.index) and bool(flow) == (step.line in (2, 4))
        sums = Counter()
        for move in flow:
            assert move["edge"] in found and set(move["hides"]) <= set(found) and move["back"] == (step.line == 4)
            assert 0 <= move["turn"] < move["of"]
            sums[move["turn"]] += float(move["to"].replace(MINUS, "-"))
        if step.line == 2:
            z = step.after.z[step.l][:, 0]
            assert [sums[k] for k in range(len(z))] == pytest.approx(z.tolist(), abs=2e-4)
        assert next(pictures(tree(stepper(scene(step), 1085)))).get("data-flow") is None


@pytest.mark.parametrize("width", [1085, 640])
@pytest.mark.parametrize("line", range(8))
@pytest.mark.parametrize("sizes", SHAPES, ids=str)
def test_networks_of_every_shape_are_drawn(sizes, line, width):
    shown = random_scene(sizes, line)
    root = tree(stepper(shown, width))
    check_numbers(shown.step, root)


@pytest.mark.parametrize("width", [1085, 1000, 640])
def test_digits_are_drawn_as_images_on_one_screen(digits, width):
    steps, data = digits
    last = len(steps)
    for k in (0, *range(36, 43), *range(last - 4, last)):
        root = tree(stepper(scene(steps[k], data, flow=True), width))
        check_numbers(steps[k], root)
        tall = check_inside(root, width)
        assert width < 1000 or 44 + 42 + tall <= 600
        found = by_ref(root)
        t = steps[k].t or (len(data.X) if k else 1)
        assert found["example"].get("data-given").split()[0] == f"{t}.0"
        ticks = [ref for ref in found if ref.startswith("step")]
        assert len(ticks) == 1 + 7 + 4 and f"step[{k}]" in ticks
        assert next(pictures(root)).get("data-flow") is None


def test_what_a_move_changed_is_marked():
    before, now = of_xor((2, 2, 1), 0.0)[30], of_xor((2, 2, 1), 1.0)[30]
    found = by_ref(tree(stepper(scene(now, was=of_step(before)), 1085)))
    changed = {ref for ref, e in found.items() if "changed" in (e.get("class") or "").split()}
    assert changed == {f"D[1][{i}, {j}]" for i in (1, 2) for j in (1, 2)}


def test_the_question_and_an_error_stand_in_the_sentences_place():
    steps = of_xor((2, 2, 1))
    asked = stepper(scene(steps[4], asked=steps[5]), 1085)
    found = by_ref(tree(asked))
    assert found["answer"].tag == "input" and {"answer[+]", f"answer[{MINUS}]", "answer[0]"} <= set(found)
    assert "Next is" in asked and "Compare the answer" not in asked.partition("unseen")[0].partition("told")[2]
    wrong = scene(steps[4], asked=steps[5])
    wrong = stepper(wrong._replace(strip=wrong.strip._replace(error="t < 5")), 1085)
    assert '<span class="bad" role="alert">t &lt; 5</span>' in wrong
    assert "answer" in by_ref(tree(wrong))  # it is asked still


@pytest.mark.parametrize("width", [1085, 640])
def test_a_question_can_be_answered_from_the_equation_and_is_not_answered_by_it(digits, width):
    own = random_scene((2, 3, 2, 1), 0)
    for steps, data in ((own.step.trace, own.data), digits):
        for k in (*range(1, 12), *range(len(steps) - 4, len(steps))):
            step, right = steps[k], by_numpy(steps[k])
            shown = tree(stepper(scene(steps[k - 1], data, asked=step), width))
            equation = list(pictures(shown))[-1]
            cells = {e.get("data-ref"): e for e in equation.iter("g") if "cell" in (e.get("class") or "").split()}
            assert cells or data.image_shape
            for ref, cell in cells.items():
                is_written = number_of(ref).rpartition("[")[0] in step.writes
                is_known = not is_written or (step.line == 7 and not ref.endswith(" 0]"))
                assert bool(written(cell)) == is_known, ref
                assert is_known != cell.get("aria-label").endswith(", not computed yet")
            told = " ".join("".join(text.itertext()) for text in equation.iter("text")).replace("\xa0", " ")
            assert f"= {right[str(first_written(step))]:.4f}".replace("-", MINUS) not in told
            assert ("= ?" in told) == (bool(data.image_shape) and step.line not in (1, 3))


def test_the_sentence_says_the_step_and_its_first_number():
    step = of_xor((2, 2, 1))[5]
    told = sentence(step)
    assert told.startswith("Step 6 of 33, line 4, example 1 of 4. Take the error back from layer 3 to layer 2.")
    assert str(explain(step, "delta[2][1]")) in told
    for step in of_xor((2, 2, 1)):
        assert sentence(step).startswith(f"Step {step.index + 1} of 33, ")


def test_the_saved_picture_shows_the_same_numbers(digits):
    for step in of_xor((2, 2, 1)):
        picture = stepper_picture(scene(step))
        check_numbers(step, tree(picture.body))
        assert picture.label == sentence(step)
        assert "var(" not in picture.standalone() and 'class="u"' not in picture.body
    steps, data = digits
    ElementTree.fromstring(stepper_picture(scene(steps[41], data)).standalone())


def test_a_tip_for_every_number_leads_on_to_others():
    steps = of_xor((2, 2, 1))
    for step in steps:
        for ref in [*refs(step), *([f"one[2][{i}]" for i in (0, 1, 2)] if 2 in step.after.a else [])]:
            explanation = explain(step, ref)
            root = tree(tip_html(explanation))
            leads = {button.get("data-go") for button in root.iter("button")}
            assert leads == {factor.ref for factor in explanation.factors}
            for lead in leads:
                explain(step, lead)
            assert str(explanation).count("=") >= 1 and "{" not in str(explanation)


def test_a_tip_says_what_the_number_was():
    before, now = of_xor((2, 2, 1), 0.0)[30], of_xor((2, 2, 1), 1.0)[30]
    changes = Changes(of_step(before), of_step(now))
    assert "<small>line 6 · was " in tip_html(explain(now, "D[1][1, 1]"), changes)
    assert "was" not in tip_html(explain(now, "D[1][1, 0]"), changes)


def test_a_power_is_raised_as_mathematics_is_set():
    step = of_xor((2, 2, 1))[2]
    told = tip_html(explain(step, "a[2][2]"))
    z = f"{abs(by_numpy(step)['z[2][2]']):.4f}"  # it is negative
    assert re.sub("</?button[^>]*>", "", told).count(f"1/(1 + <i>e</i><sup>−(−{z})</sup>)") == 1
    assert f"e^(−(−{z}))" in str(explain(step, "a[2][2]"))


@pytest.mark.parametrize("sizes", [(2, 1), *SIZES, (1, 2, 1, 3)], ids=str)
def test_the_network_shows_what_is_known_and_nothing_else(sizes):
    steps = random_trace(sizes)
    for step in steps:
        data = DataSet(steps.X, steps.Y)
        root = tree(stepper(scene(step, data), 1085))
        numbers = check_numbers(step, root)
        units = {ref for ref in numbers if re.match(r"(z|a|delta)\[", ref) and written(numbers[ref])}
        expected = {ref for ref in refs(step) if re.match(r"(z|a|delta)\[", ref)}
        bias = {f"a[{l}][0]" for l in range(1, steps.L)}
        assert units - bias == expected - bias
        assert {ref for ref in numbers if re.match(r"y\[", ref)} == (
            {f"y[{k}]" for k in range(1, sizes[-1] + 1)} if step.line else set()
        )
        assert "nan" not in stepper(scene(step, data), 640)


@pytest.mark.parametrize("sizes", [(2, 1), *SIZES, (1, 2, 1, 3)], ids=str)
def test_the_network_brings_out_what_the_step_reads_and_writes(sizes):
    steps, last = random_trace(sizes), len(sizes)

    def layer(l, bias=True):
        return {f"unit{l}.{i}" for i in range(0 if bias and l < last else 1, sizes[l - 1] + 1)}

    def marked(root, kind):
        units = [e for e in root.iter() if (e.get("data-key") or "").startswith("unit")]
        return {e.get("data-key") for e in units if kind in e.get("class").split()}

    for step in steps:
        root, l = tree(stepper(scene(step, DataSet(steps.X, steps.Y)), 1085)), step.l
        writes = {1: (1, True), 2: (l, True), 3: (l, False), 4: (l, False)}.get(step.line)
        assert marked(root, "flowing") == (layer(*writes) if writes else set())
        reads = {2: [(l and l - 1, True)], 4: [(l and l + 1, False)], 5: [(l, True), (l and l + 1, False)]}
        assert marked(root, "read") == set().union(*(layer(*read) for read in reads.get(step.line, [])))


@pytest.mark.parametrize("width", [1085, 640])
@pytest.mark.parametrize("sizes", [(2, 1), (2, 3, 1), (1, 2, 1, 3)], ids=str)
def test_the_listing_says_where_the_loops_stand(sizes, width):
    for step in random_trace(sizes):
        root = tree(stepper(scene(step, DataSet(step.trace.X, step.trace.Y)), width))
        rows = [g for g in root.iter("g") if (g.get("class") or "").startswith("code")]
        assert [g.get("data-ref") for g in rows] == ["line[0]", None, *(f"line[{k}]" for k in range(1, 8))]
        (current,) = [g for g in rows if g.get("aria-current") == "step"]
        assert current.get("data-ref") == f"line[{step.line}]"
        told = ["".join(row.itertext()).replace("\xa0", " ") for row in rows]
        assert told[1].endswith(f"t = {step.t}" if step.t else "m:")
        ends = [k for k, row in enumerate(told) if re.search(r"l = \d$", row)]
        assert ends == ([rows.index(current)] if step.line in (2, 4, 5, 6, 7) else [])
        assert not ends or told[ends[0]].endswith(f"l = {step.l}")


def test_what_stands_at_the_end_of_a_line_leaves_its_formula_free():
    for step in random_trace((2, 3, 3, 1)):
        for wide, height in ((1085, 31), (1000, 31), (640, 24)):
            root = tree(stepper(scene(step, DataSet(step.trace.X, step.trace.Y)), wide))
            rows = [g for g in root.iter("g") if (g.get("class") or "").startswith("code")]
            for row, line in zip(rows, LINES.values(), strict=True):
                ground, (formula, *mark) = row.find("rect"), row.findall("text[@class='m']")
                assert float(ground.get("height")) == height
                end = float(formula.get("x")) + width(line.text, float(formula.get("font-size")))
                right = float(ground.get("width"))
                assert end + 5 < (float(mark[0].get("x")) if mark else right)
                assert not mark or float(mark[0].get("x")) + width("l = 2", float(mark[0].get("font-size"))) <= right


# what the equation of each line shows
SHOWN = {
    0: lambda step: [f"Delta[{k}]" for k in step.trace.Theta],
    1: lambda step: ["x", "a[1]"],
    2: lambda step: [f"Theta[{step.l - 1}]", f"a[{step.l - 1}]", f"z[{step.l}]", f"a[{step.l}]"],
    3: lambda step: [f"a[{step.l}]", "y", f"delta[{step.l}]"],
    4: lambda step: [f"Theta[{step.l}]", f"delta[{step.l + 1}]", f"a[{step.l}]", f"one[{step.l}]", f"delta[{step.l}]"],
    5: lambda step: [f"before[{step.l}]", f"product[{step.l}]", f"Delta[{step.l}]"],
    6: lambda step: [f"Delta[{step.l}]", f"Theta[{step.l}]", f"D[{step.l}]"],
    7: lambda step: [f"Delta[{step.l}]", f"D[{step.l}]"],
}
SIGNS = {1: "→", 2: ["·", "=", "g →"], 3: "−=", 4: ["·", ".*", "="], 5: ["+", ":="], 6: "(+λ·)/=", 7: ["/ 2", "="]}


def equation_of(step, width=1085):
    """(its numbers by what they are, the text of it without them)."""
    root = list(pictures(tree(stepper(scene(step, DataSet(step.trace.X, step.trace.Y)), width))))[-1]
    cells = {number_of(g.get("data-ref")): g for g in root.iter("g") if g.get("data-ref")}
    return {ref: written(g) for ref, g in cells.items()}, "".join(root.itertext()).replace("\xa0", " ")


@pytest.mark.parametrize("width", [1085, 640])
@pytest.mark.parametrize("sizes", [(2, 1), (2, 3, 1), (1, 2, 1, 3)], ids=str)
def test_the_equation_of_each_line_has_numpys_numbers(sizes, width):
    for step in random_trace(sizes):
        right = by_numpy(step)
        expected = {ref for ref in right if ref.rpartition("[")[0] in SHOWN[step.line](step)}
        found, told = equation_of(step, width)
        open_ = {ref for ref in expected if step.line == 6 and re.match(r"D\[.*, 0\]$", ref)}  # line 7's
        found.pop("lambda_", None)
        assert found.keys() == expected, step
        assert {ref for ref, text in found.items() if not text} == open_
        assert [sign for sign in SIGNS.get(step.line, []) if sign not in told] == []


def test_line_5_is_before_plus_product_is_after():
    for step in random_trace((2, 3, 1), m=3):
        if step.line == 5:
            found, _ = equation_of(step)
            value = {ref: float(text.replace(MINUS, "-")) for ref, text in found.items()}
            for ref in (ref for ref in value if ref.startswith("Delta")):
                before, product = (value[ref.replace("Delta", name)] for name in ("before", "product"))
                assert before + product == pytest.approx(value[ref], abs=1.51e-4)
            assert step.t == 1 or any(value[ref] for ref in value if ref.startswith("before"))


def test_the_three_matrices_of_line_5_have_tints_of_one_scale():
    data = DataSet([[1.0], [4.0]], [[0], [1]])
    step = [step for step in trace({1: np.array([[0.3, -0.2]])}, data.X, data.Y) if step.line == 5][-1]
    root = list(pictures(tree(stepper(scene(step, data), 1085))))[-1]
    tints = {
        g.get("data-ref"): float(rect.get("fill-opacity"))
        for g in root.iter("g")
        for rect in g.findall("rect[@class='t']")
        if g.get("data-ref")
    }
    right = by_numpy(step)
    assert len(tints) == 6
    assert tints == pytest.approx({ref: 0.45 * abs(right[ref]) / (abs(right[ref]) + 0.12) for ref in tints}, abs=0.001)


# ---------------------------------------------------------------- large layers


@pytest.mark.parametrize(
    "line, names",
    [(2, ["Theta[1]"]), (5, ["before[1]", "product[1]", "Delta[1]"]), (6, ["Delta[1]", "Theta[1]", "D[1]"])],
)
@pytest.mark.parametrize("i", [3, 25])
def test_a_row_of_a_large_matrix_is_read(digits, line, names, i):
    steps, data = digits
    step = steps[steps.index(line, 1 if line < 6 else None, 2 if line == 2 else 1)]
    found = {number_of(ref) for ref in by_ref(tree(stepper(scene(step, data, rows={1: i, 2: 9}), 1085)))}
    for name in names:
        assert {ref for ref in found if ref.startswith(f"{name}[")} == {f"{name}[{i}, {j}]" for j in range(65)}
    assert {f"row[1][{k}]" for k in range(1, 26)} <= found


def test_a_row_of_the_transpose_is_read_for_a_unit_of_line_4(digits):
    steps, data = digits
    step, right = steps[steps.index(4, 1, 2)], by_numpy(steps[steps.index(4, 1, 2)])
    root = tree(stepper(scene(step, data, rows={1: 3, 2: 9}), 1085))
    found = {number_of(ref) for ref in by_ref(root)}
    assert {ref for ref in found if ref.startswith("Theta[2]")} == {f"Theta[2][{k}, 3]" for k in range(1, 11)}
    terms = [right[f"Theta[2][{k}, 3]"] * right[f"delta[3][{k}]"] for k in range(1, 11)]
    told = "".join(root.itertext()).replace("\xa0", " ")
    for part in (sum(terms), right["a[2][3]"], right["one[2][3]"], right["delta[2][3]"]):
        assert f"{part:.4f}".replace("-", MINUS) in told


def test_column_0_of_a_large_D_is_one_mean_of_each_row(digits):
    steps, data = digits
    step = steps[steps.index(7, None, 1)]
    right = by_numpy(step)
    for i in (3, 25):
        told = "".join(tree(stepper(scene(step, data, rows={1: i}), 1085)).itertext()).replace("\xa0", " ")
        assert f"= {right[f'Delta[1][{i}, 0]']:.4f}/1797 = ".replace("-", MINUS) in told


# ---------------------------------------------------------------- sentences


def by_hand():
    """A network whose numbers can be checked with a pencil: z = 0 gives a = 0.5."""
    Theta = {1: np.array([[0.0, 1.0, -1.0]]), 2: np.array([[-2.0, 4.0]])}
    return trace(Theta, [[0.0, 0.0], [1.0, 1.0]], [[0.0], [1.0]], 2.0)


@pytest.mark.parametrize(
    "index, told",
    [
        (
            0,
            "Step 1 of 19, before the loop. Begin with zeros: no example has said anything yet. "
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
            "Δ⁽¹⁾₁₀ = 0.5000 + (−0.5000) · 1.0000 = 0.0000: what was there, and δ⁽²⁾₁ a⁽¹⁾₀.",
        ),
        (
            15,
            "Step 16 of 19, line 6. "
            "Add λ's part and divide by m, in every column of layer 1 but the first. "
            "D⁽¹⁾₁₁ = (Δ⁽¹⁾₁₁ + λ Θ⁽¹⁾₁₁) / m = (−0.5000 + 2·1.0000)/2 = 0.7500: line 6.",
        ),
        (
            18,
            "Step 19 of 19, line 7. The first column of layer 2: divide by m, without λ. "
            "D⁽²⁾₁₀ = Δ⁽²⁾₁₀ / m = 0.0000/2 = 0.0000: line 7, no λ for a bias weight.",
        ),
    ],
)
def test_the_sentence_of_each_line(index, told):
    assert sentence(by_hand()[index]) == told


def test_a_bias_unit_is_1_by_the_line_that_added_it():
    last = by_hand()[-1]
    assert str(explain(last, "a[1][0]")) == "a⁽¹⁾₀ = 1: line 1, the bias unit."
    assert str(explain(last, "a[2][0]")) == "a⁽²⁾₀ = 1: line 2, the bias unit."


@pytest.mark.parametrize("sizes", [(2, 1), (2, 3, 1), (1, 2, 1, 3)], ids=str)
def test_the_sentence_names_a_number_that_the_step_writes(sizes):
    for step in random_trace(sizes):
        ref = str(first_written(step))
        assert ref.rpartition("[")[0] in step.writes
        assert sentence(step).count(f"{by_numpy(step)[ref] + 0.0:.4f}".replace("-", MINUS)) >= (step.line > 0)


def test_a_part_of_a_sum_is_not_called_the_sum():
    step = random_trace((2, 3, 1), m=12)[-1]
    rest = explain(step, "Delta[1][1, 0]").factors[-1]
    assert rest.ref == "Delta[1][1, 0]>5"
    assert str(explain(step, rest.ref)).startswith("part of the sum for Δ⁽¹⁾₁₀ = the terms from number 5 on = ")


@pytest.mark.parametrize("sizes", [(2, 1), (2, 3, 1), (1, 2, 1, 3)], ids=str)
def test_a_tip_has_its_factors_as_buttons_that_lead_on(sizes):
    step = random_trace(sizes, m=9)[-1]
    for ref in refs(step):
        explanation = explain(step, ref)
        buttons = list(tree(tip_html(explanation)).iter("button"))
        assert {button.get("data-go") for button in buttons} == {factor.ref for factor in explanation.factors}
        for button in buttons:
            value = explain(step, button.get("data-go")).value
            assert button.text.strip("()") in (f"{value + 0.0:.4f}".replace("-", MINUS), f"{value:g}")
            assert button.get("aria-label")


def test_what_leads_on_says_of_which_example_and_which_part():
    step = random_trace((2, 3, 1), m=12)[-1]
    root = tree(tip_html(explain(step, "Delta[1][2, 1]")))
    labels = {button.get("data-go"): button.get("aria-label") for button in root.iter("button")}
    assert " of example 2, " in labels["delta[2][2]@2"]
    assert labels["Delta[1][2, 1]>5"].startswith("part of the sum for ")
    on = tree(tip_html(explain(step, "delta[2][2]@2")))
    assert "".join(on.itertext()).startswith("δ(2)2 of example 2 = ")


def test_a_tip_is_escaped():
    made = Explanation("x[1]", 1.0, "<b>", '"<c>"', ("<d> ", Factor("x[1]>2", 1.0)), "<f>")
    root = tree(tip_html(made))
    told = " ".join("".join(root.itertext()).split())
    assert "<c>" in told and "<d> 1.0000" in told and "<f>" in told
    assert [button.get("data-go") for button in root.iter("button")] == ["x[1]>2"]


@pytest.mark.parametrize("sizes", [(2, 1), (2, 3, 1), (1, 2, 1, 3)], ids=str)
def test_every_step_is_well_formed_on_the_screen_and_saved(sizes):
    steps = random_trace(sizes)
    data = DataSet(steps.X, steps.Y)
    for step in steps:
        screen, saved = tree(stepper(scene(step, data), 1085)), stepper_picture(scene(step, data))
        root = ElementTree.fromstring(saved.standalone())
        assert root.get("aria-label") == sentence(step)
        found = {ref: written(e) for ref, e in by_ref(root).items() if "cell" in (e.get("class") or "").split()}
        shown = {ref: written(e) for ref, e in by_ref(screen).items() if "cell" in (e.get("class") or "").split()}
        assert {ref: text for ref, text in shown.items() if ref not in ("lambda_", "speed")} == found


@pytest.mark.parametrize("width", [1085, 1000, 640])
def test_inputs_with_names_have_them_in_the_same_picture(width):
    Theta, X, Y = random_network(np.random.default_rng(5), (3, 4, 2), 2)
    step = trace(Theta, X, Y)[1]
    plain, named = (
        tree(stepper(scene(step, DataSet(X, Y, feature_names=names)), width))
        for names in (None, ["wide", "a name that is longer than a unit", "x₃"])
    )
    sizes = [[(svg.get("width"), svg.get("height")) for svg in root.iter("svg")] for root in (plain, named)]
    assert sizes[0] == sizes[1]
    told = {e.get("data-ref"): e.get("aria-label") for e in named.iter() if e.get("data-ref")}
    assert told["a[1][1]"].startswith("a 1 of layer 1, wide, ")
    assert told["a[1][2]"].startswith("a 2 of layer 1, a name that is longer than a unit, ")
    assert "a name that is longer than a unit" in [title.text for title in named.iter("title")]
