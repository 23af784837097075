"""The views are functions: what goes in as numbers must stand in the string, at the right place and nowhere else."""

import base64
import io
import re
import sys
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure
from networks import random_network
from PIL import Image

import bpkit
from bpkit.algorithm import penalty, sum_over_examples
from bpkit.notation import number
from bpkit.views import explorer as views
from bpkit.views import plots
from bpkit.views.matrices import matrix, read_row
from bpkit.views.network import forward_picture, network
from bpkit.views.picture import STYLE, Picture, above, beside
from bpkit.views.stepper import stepper

SIZES = [(2, 1), (1, 1, 1), (2, 3, 1), (3, 4, 2, 2), (6, 10)]
SVG = "{http://www.w3.org/2000/svg}"


def parsed(markup):
    return ElementTree.fromstring(f"<div>{markup}</div>")


def numbers(tree):
    """The text of each element that has a data-ref, by that reference; no reference may occur twice."""
    found = [(e.get("data-ref"), e.text) for e in tree.iter() if e.get("data-ref") and e.text]
    assert len(dict(found)) == len(found)
    return dict(found)


def written(value):
    return f"{value or 0:.4f}".replace("-", "\N{MINUS SIGN}")  # −0.0 is written as 0


def below(index):
    return str(index).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def with_class(tree, name):
    return [element for element in tree.iter() if name in (element.get("class") or "").split()]


def content(tree):
    return " ".join("".join(tree.itertext()).split())


def shown(sizes=(2, 3, 1), *, m=4, lambda_=0.5, t=2, scale=1, **names):
    """What the Explorer hands to its views, for a random network."""
    Theta, X, Y = random_network(np.random.default_rng(sum(sizes)), sizes, m)
    Theta = {l: scale * Theta[l] for l in Theta}
    x, y = X[t - 1], Y[t - 1]
    a = bpkit.forward_propagate(Theta, x)[1]
    Delta, loss = sum_over_examples(Theta, X, Y)
    return views.Shown(
        Theta=Theta,
        a=a,
        delta=bpkit.backpropagate_errors(Theta, a, y),
        Delta=Delta,
        D=bpkit.regularized_gradient(Delta, Theta, m, lambda_),
        J=bpkit.cost(Theta, X, Y, lambda_),
        loss=loss / m,
        penalty=penalty(Theta, m, lambda_),
        lambda_=lambda_,
        data=bpkit.DataSet(X, Y, **names),
        t=t,
        m=m,
        x=x,
        y=y,
    )


def expected_numbers(state):
    """Every number that stands on the Explorer's screen, by its reference."""
    L = len(state.Theta) + 1
    expected = {"J": written(state.J)}
    for l in state.a:
        units = state.a[l].ravel()[l < L :]
        expected |= {f"a[{l}][{j}]": written(value) for j, value in enumerate(units, start=1)}
        if l < L:
            expected[f"a[{l}][0]"] = "+1"
    for l in state.delta:
        expected |= {f"delta[{l}][{i}]": written(value) for i, value in enumerate(state.delta[l].ravel(), start=1)}
    expected |= {f"y[{k}]": f"y{below(k)} {written(value)}" for k, value in enumerate(state.y, start=1)}
    product = {l: np.outer(state.delta[l + 1], state.a[l]) for l in state.Theta}
    for name, matrices in {"Theta": state.Theta, "product": product, "Delta": state.Delta, "D": state.D}.items():
        for l in matrices:
            for (i, j), value in np.ndenumerate(matrices[l]):
                expected[f"{name}[{l}][{i + 1}, {j}]"] = written(value)
    return expected


# ---------------------------------------------------------------- the Explorer's picture


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_every_number_stands_at_its_place(sizes):
    state = shown(sizes)
    expected = expected_numbers(state)
    assert numbers(parsed(views.explorer(state))) == expected
    del expected["J"]  # it is part of a sentence there
    saved = ElementTree.fromstring(views.explorer_picture(state).standalone())
    assert numbers(saved) == expected
    assert written(state.J) in content(saved)


@pytest.mark.parametrize("scale", [0, 1e-9, 1e6])
def test_all_zeros_tiny_and_large_numbers(scale):
    state = shown((2, 3, 1), scale=scale)
    tree = parsed(views.explorer(state))
    assert numbers(tree) == expected_numbers(state)
    assert "nan" not in ElementTree.tostring(tree, encoding="unicode")


def test_numbers_are_written_with_4_decimals_and_a_true_minus():
    assert [number(v) for v in (0.5, -0.25, 1e6, -1e6)] == ["0.5000", "−0.2500", "1000000.0000", "−1000000.0000"]
    assert number(-1e-9) == "−0.0000"  # it is below zero, and drawn so
    assert number(-0.0) == "0.0000"  # this one is not


def test_J_is_written_as_the_sum_of_its_two_parts():
    state = shown(lambda_=0.7)
    (sentence,) = with_class(parsed(views.explorer(state)), "bpkit-cost")
    J, loss, regularization = (float(n) for n in re.findall(r"\d+\.\d{4}", content(sentence)))
    assert [J, loss, regularization] == pytest.approx([state.J, state.loss, state.penalty], abs=0.51e-4)
    assert "m = 4" in content(sentence)


def test_without_lambda_the_penalty_is_zero():
    assert "0.0000 (λ/2m" in content(parsed(views.explorer(shown(lambda_=0))))


def test_the_text_alternative_says_what_is_shown():
    state = shown((3, 4, 2), name="my points")
    label = views.description(state)
    assert "3-4-2 on my points, example 2 of 4, λ = 0.5" in label and written(state.J) in label
    assert views.explorer_picture(state).label == label


@pytest.mark.parametrize("row", [None, (1, 2)])
def test_no_view_changes_its_arguments(row):
    state = shown((12, 15, 2))
    arrays = [array for field in state for array in (field.values() if isinstance(field, dict) else [field])]
    arrays = [array for array in arrays if isinstance(array, np.ndarray)]
    before = [array.copy() for array in arrays]
    for array in arrays:
        array.flags.writeable = False
    first = views.explorer(state, row), views.explorer_picture(state, row), views.chosen_row(state, (1, 2))
    assert first == (views.explorer(state, row), views.explorer_picture(state, row), views.chosen_row(state, (1, 2)))
    assert all((array == copy).all() for array, copy in zip(arrays, before))


HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "&amp; ]]> {}",
    "\x00\x0b\ud800",
    "long " * 99,
]


@pytest.mark.parametrize("name", HOSTILE, ids=["script", "quotes", "entities", "not XML", "long"])
def test_names_are_text_whatever_they_hold(name):
    names = {"name": name, "feature_names": [name] * 2, "class_names": [name] * 2}
    plain = shown((2, 3, 2))
    state = shown((2, 3, 2), **names)
    tags = [element.tag for element in parsed(views.explorer(plain)).iter()]
    tree = parsed(views.explorer(state))
    assert [element.tag for element in tree.iter()] == tags
    assert numbers(tree) == numbers(parsed(views.explorer(plain)))
    saved = ElementTree.fromstring(views.explorer_picture(state).standalone())
    if name.isprintable():
        assert name in saved.find(f"{SVG}title").text
        assert name[:5] in content(tree)
    assert views.explorer_picture(state).width < views.explorer_picture(plain).width + 300  # long ones are cut


# ---------------------------------------------------------------- the network


def drawn(state, **options):
    return parsed(network(state.Theta, {"a": state.a, "δ": state.delta}, **options).svg())


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_every_weight_is_a_line_and_a_negative_one_is_dashed(sizes):
    state = shown(sizes)
    lines = with_class(drawn(state), "weight")
    names = {f"Θ{'⁽¹⁾ ⁽²⁾ ⁽³⁾'.split()[l - 1]}": state.Theta[l] for l in state.Theta}
    expected = {}
    for name, weights in names.items():
        for (i, j), weight in np.ndenumerate(weights):
            comma = "," if max(i + 1, j) > 9 else ""
            expected[f"{name}{below(i + 1)}{comma}{below(j)} = {written(weight)}"] = "pos" if weight > 0 else "neg"
    assert {line.find("title").text: line.get("class").split()[1] for line in lines} == expected
    assert len(lines) == len(expected)
    assert "line.weight.neg { stroke-dasharray" in views.explorer_picture(state).standalone()


def test_a_weight_is_as_wide_as_it_is_large():
    state = shown((1, 3))
    state.Theta[1][:] = [[0, 1], [2, -4], [8, 0.5]]
    lines = with_class(drawn(state), "weight")
    width = {
        abs(float(line.find("title").text.split()[-1].replace("−", "-"))): line.get("stroke-width") for line in lines
    }
    assert sorted(width, key=lambda w: float(width[w])) == [0, 0.5, 1, 2, 4, 8]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_every_layer_but_the_last_has_a_bias_unit(sizes):
    tree = drawn(shown(sizes))
    groups = [group for group in tree.iter("g") if with_class(group, "bias-unit")]
    assert [group.get("aria-label") for group in groups] == [f"bias unit of layer {l}" for l in range(1, len(sizes))]
    assert all("+1" in content(group) for group in groups)
    assert len(with_class(tree, "unit")) == sum(sizes)


def test_a_large_layer_shows_its_first_and_last_units_and_counts_the_others():
    state = shown((64, 25, 10), m=2)
    tree = drawn(state)
    assert re.findall(r"⋮ \d+ more", content(tree)) == ["⋮ 57 more", "⋮ 18 more"]
    units = {1: [1, 2, 3, 4, 62, 63, 64], 2: [1, 2, 3, 4, 23, 24, 25], 3: range(1, 11)}
    expected = {f"a[{l}][{j}]": state.a[l][j if l < 3 else j - 1, 0] for l in units for j in units[l]}
    expected |= {f"delta[{l}][{i}]": state.delta[l][i - 1, 0] for l in (2, 3) for i in units[l]}
    bias = {"a[1][0]": "+1", "a[2][0]": "+1"}
    assert numbers(tree) == bias | {ref: written(value) for ref, value in expected.items()}
    assert len(with_class(tree, "weight")) == 8 * 7 + 8 * 10
    assert "64 units + bias" in content(tree)


@pytest.mark.parametrize("size, hidden", [(10, []), (11, ["⋮ 4 more"])])
def test_ten_units_are_the_most_that_are_all_drawn(size, hidden):
    tree = drawn(shown((size, 1)))
    assert re.findall(r"⋮ \d+ more", content(tree)) == hidden
    assert len(with_class(tree, "unit")) == (size if not hidden else 7) + 1


def test_names_and_answers_stand_beside_the_units():
    state = shown((2, 3))
    tree = drawn(state, y=state.y, feature_names=["petal", "sepal"], class_names=["setosa", "versicolor", "virginica"])
    for word in ("petal", "sepal", "“setosa”", "“versicolor”", "“virginica”", "layer 1, input", "layer 2, output"):
        assert word in content(tree)


def test_an_image_at_the_input_has_a_square_for_each_pixel_with_ink():
    digit = bpkit.load("digits").X[0].reshape(8, 8)
    (image,) = [group for group in drawn(shown((4, 2)), image=digit).iter("g") if group.get("role") == "img"]
    ink = with_class(image, "ink")
    assert len(ink) == np.count_nonzero(digit)
    assert "8 × 8 pixels" in content(image)
    x, y = (sorted({float(square.get(side)) for square in ink}) for side in ("x", "y"))
    pixel = float(ink[0].get("width"))
    for square in ink:
        row, column = round((float(square.get("y")) - y[0]) / pixel), round((float(square.get("x")) - x[0]) / pixel)
        row, column = row + np.nonzero(digit)[0].min(), column + np.nonzero(digit)[1].min()
        assert float(square.get("fill-opacity")) == pytest.approx(digit[row, column] / digit.max(), abs=0.006)


def test_forward_propagation_is_written_out_under_the_layers():
    state = shown((2, 3, 1))
    z, a = bpkit.forward_propagate(state.Theta, state.x)
    picture = forward_picture(state.Theta, z, a)
    found = numbers(parsed(picture.svg()))
    expected = {f"z[{l}][{i}]": written(value) for l in z for i, value in enumerate(z[l].ravel(), start=1)}
    assert {ref: text for ref, text in found.items() if ref[0] == "z"} == expected
    equations = content(parsed(picture.svg()))
    for equation in ("a⁽¹⁾ = x", "z⁽²⁾ = Θ⁽¹⁾a⁽¹⁾", "a⁽²⁾ = g(z⁽²⁾)", "add a₀⁽²⁾ = 1", "a⁽³⁾ = h_Θ(x) = g(z⁽³⁾)"):
        assert equation in equations
    assert "add a₀⁽³⁾" not in equations


# ---------------------------------------------------------------- matrices


def test_a_matrix_has_headers_its_shape_and_a_shaded_bias_column():
    values = np.arange(-3.0, 3).reshape(2, 3)
    picture = matrix(values, "Δ⁽¹⁾", "Delta[1]")
    tree = parsed(picture.svg())
    heads = {role: [e.text for e in tree.iter() if e.get("role") == role] for role in ("columnheader", "rowheader")}
    assert heads == {"columnheader": ["j = 0", "1", "2"], "rowheader": ["1", "2"]}
    assert "Δ⁽¹⁾ 2 × 3" in content(tree)
    (bias,) = with_class(tree, "bias")
    at = {e.get("data-ref"): float(e.get("x")) for e in tree.iter() if e.get("data-ref")}
    left, right = float(bias.get("x")), float(bias.get("x")) + float(bias.get("width"))
    assert [ref for ref, x in at.items() if left < x < right] == ["Delta[1][1, 0]", "Delta[1][2, 0]"]
    tinted = [e.get("class").split()[1] for e in with_class(tree, "cell")]
    assert sorted(tinted) == ["neg"] * 3 + ["pos"] * 2  # the zero is clear


@pytest.mark.parametrize("largest", [0, 1, 1e6, -1e6, 1e15])
def test_no_number_touches_its_neighbor(largest):
    tree = parsed(matrix(np.full((2, 4), float(largest)), "D", "D[1]").svg())
    ends = [(float(e.get("x")), len(e.text) * 0.602 * 12) for e in tree.iter() if e.get("role") == "cell"][:4]
    assert all(end - width > before for (before, _), (end, width) in zip([(0, 0), *ends], ends))


@pytest.mark.parametrize("shape, image", [((10, 7), False), ((11, 7), True), ((10, 8), True), ((1, 1), False)])
def test_only_what_is_too_large_for_numbers_becomes_an_image(shape, image):
    tree = parsed(matrix(np.ones(shape), "Θ", "Theta[1]").svg())
    assert (tree.find(".//image") is not None) == image


def decoded(tree):
    (element,) = tree.iter("image")
    head, data = element.get("href").split(",")
    assert head == "data:image/png;base64"
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA"))
    assert pixels.shape == (int(element.get("height")), int(element.get("width")), 4)
    return pixels.astype(int)


@pytest.mark.parametrize("shape", [(12, 9), (25, 65), (200, 201), (200, 2), (1, 201)])
def test_the_image_tells_the_sign_by_color_and_by_form(shape):
    rng = np.random.default_rng(0)
    values = rng.choice([-2.0, -0.5, -1e-3, 0, 1e-3, 0.5, 2], size=shape)
    pixels = decoded(parsed(matrix(values, "Θ⁽¹⁾", "Theta[1]").svg()))
    size = len(pixels) // shape[0]
    entries = pixels.reshape(shape[0], size, shape[1], size, 4).swapaxes(1, 2)  # the square of each entry
    edge, center = entries[:, :, 0, 0], entries[:, :, size // 2, size // 2]
    positive, negative = values > 0.1, values < -0.1
    assert (entries[values == 0][..., 3] == 0).all()
    assert (entries[np.abs(values) == 1e-3][..., 3] < 10).all()  # next to nothing
    assert (edge[positive][:, 0] > edge[positive][:, 2]).all()  # orange
    assert (edge[negative][:, 0] < edge[negative][:, 2]).all()  # blue
    assert (entries[positive] == edge[positive][:, None, None]).all()  # solid
    assert (center[negative][:, 3] < edge[negative][:, 3] / 4).all()  # hollow
    assert np.ptp(edge[np.abs(values) == 2][:, 3]) == np.ptp(edge[np.abs(values) == 0.5][:, 3]) == 0
    # |v| / (|v| + 1), in 20 steps.
    assert edge[np.abs(values) == 2][0, 3] == pytest.approx(255 * 2 / 3, abs=7)
    assert edge[np.abs(values) == 0.5][0, 3] == pytest.approx(255 / 3, abs=7)


def test_the_image_has_a_scale_its_range_in_words_and_a_place_to_pick_each_row():
    values = np.zeros((25, 65))
    values[3, 4], values[20, 0] = -1.25, 0.5
    picture = matrix(values, "D⁽¹⁾", "D[1]", chosen=4)
    tree = parsed(picture.svg())
    assert "■ +, □ −, the largest 1.2500" in content(tree) and "D⁽¹⁾ 25 × 65" in content(tree)
    assert "from −1.2500 to 0.5000" in picture.label
    rows = with_class(tree, "pick")
    assert [row.get("data-ref") for row in rows] == [f"row[1][{i}]" for i in range(1, 26)]
    (frame,) = with_class(tree, "chosen")
    fourth = float(rows[3].get("y")) - float(frame.get("y"))
    assert 0 < fourth < float(rows[3].get("height"))


def test_an_image_of_zeros_is_clear():
    assert (decoded(parsed(matrix(np.zeros((12, 3)), "D", "D[1]").svg()))[..., 3] == 0).all()


def test_a_row_of_a_large_matrix_is_read_with_all_its_numbers():
    state = shown((64, 25, 10), m=2)
    tree = parsed(views.chosen_row(state, (1, 7)))
    all_numbers = expected_numbers(state)
    assert numbers(tree) == {ref: text for ref, text in all_numbers.items() if "[1][7, " in ref}
    assert len(numbers(tree)) == 4 * 65
    assert "Row i = 7 of l = 1" in content(tree)


def test_the_rows_of_small_matrices_keep_their_numbers_beside_large_ones():
    tree = parsed(views.explorer(shown((20, 3, 2), m=2), (1, 1)))
    assert len(list(tree.iter("image"))) == 4
    assert {ref[:8] for ref in numbers(tree) if "Theta" in ref} == {"Theta[2]"}


def tints(tree, name):
    """How strong the tint of each number of a matrix is, by its reference."""
    found, strength = {}, "0"
    for element in tree.iter():
        if element.get("class", "").startswith("cell "):
            strength = element.get("fill-opacity")
        elif element.get("data-ref"):
            found[element.get("data-ref")], strength = float(strength), "0"
    return {ref: strength for ref, strength in found.items() if ref.startswith(name)}


def test_a_tint_is_that_of_its_number_whatever_stands_beside_it():
    few, more = (tints(parsed(matrix(np.array([[0.25, *others]]), "D", "D[1]").svg()), "D") for others in ([], [-9, 1]))
    assert few["D[1][1, 0]"] == more["D[1][1, 0]"] == pytest.approx(0.45 * 0.25 / 0.37, abs=0.001)
    small, large = (views.explorer(shown(lambda_=lambda_)) for lambda_ in (0, 9))
    before, after = tints(parsed(small), "D["), tints(parsed(large), "D[")
    assert {ref: before[ref] for ref in before if ref.endswith(", 0]")}.items() <= after.items()
    assert before["D[1][1, 1]"] < after["D[1][1, 1]"]


def test_the_three_matrices_of_line_5_have_tints_of_one_scale():
    data = bpkit.DataSet([[1.0], [4.0]], [[0], [1]])
    step = [step for step in bpkit.trace({1: np.array([[0.3, -0.2]])}, data.X, data.Y) if step.line == 5][-1]
    tree = parsed(stepper(step, data))
    value = {ref: float(told.split()[-1].replace("−", "-")) for ref, told in numbers(tree).items()}
    found = tints(tree, "before") | tints(tree, "product") | tints(tree, "Delta")
    assert len(found) == 6
    assert found == pytest.approx({ref: 0.45 * abs(value[ref]) / (abs(value[ref]) + 0.12) for ref in found}, abs=0.001)


def test_a_faint_row_stays_faint_beside_a_strong_one():
    tree = parsed(read_row([("Θ", "Theta[1]", np.full((1, 2), 5.0)), ("D", "D[1]", np.full((1, 2), 1e-3))], 1, 1).svg())
    assert [cell.get("fill-opacity") for cell in with_class(tree, "cell")] == ["0.375"] * 2 + ["0.004"] * 2


def test_entries_are_marked_and_rows_need_not_be_picked():
    marks = {"D[1][1, 1]": "bold", "D[1][2, 0]": "struck", "D[1][2, 1]": "written"}
    tree = parsed(matrix(np.ones((2, 2)), "D", "D[1]", marks=marks).svg())
    cells = {e.get("data-ref"): e for e in tree.iter() if e.get("role") == "cell"}
    assert [ref for ref, e in cells.items() if e.get("font-weight")] == ["D[1][1, 1]"]
    assert [ref for ref, e in cells.items() if e.get("text-decoration") == "line-through"] == ["D[1][2, 0]"]
    assert len(with_class(tree, "written-cell")) == 1
    assert not with_class(parsed(matrix(np.ones((12, 2)), "D", "D[1]", pick=False).svg()), "pick")


# ---------------------------------------------------------------- pictures


def test_a_picture_alone_is_a_whole_document():
    picture = views.explorer_picture(shown())
    svg = ElementTree.fromstring(picture.standalone())
    assert svg.tag == f"{SVG}svg"
    assert svg.find(f"{SVG}title").text == picture.label == svg.get("aria-label")
    style = svg.find(f"{SVG}style").text
    assert ".bpkit-saved text" in style and "</" not in style
    assert svg.find(f"{SVG}rect").get("fill") == "#fff"  # a dark page must not swallow the text
    left, top, width, height = map(float, svg.get("viewBox").split())
    assert left + width >= picture.width and top + height >= picture.height


def test_a_saved_picture_needs_neither_variables_nor_what_only_a_page_has():
    """Inkscape, CairoSVG and resvg draw var() black, and a saved picture in a page must not color the live ones."""
    stroke = '<path style="stroke: var(--bpkit-pos); font-family: var(--bpkit-math)" stroke="var(--bpkit-line)"/>'
    for picture in (Picture(1, 1, stroke, "line"), views.explorer_picture(shown())):
        saved = picture.standalone()
        assert "var(" not in saved and "--bpkit" not in saved
        style = ElementTree.fromstring(saved).find(f"{SVG}style").text
        assert not re.findall(r":hover|:focus|@|animation|transition|cursor|flex|/\*", style)
        assert all(rule.startswith(".bpkit-saved ") for rule in style.split("}\n"))
        assert not re.findall(r"\.bp\b|\.flow\b", style)  # what this picture does not have
    assert re.search(
        r"stroke: #\w{6}; font-family: 'Times New Roman', .*serif\" stroke=\"#\w{6}\"",
        Picture(1, 1, stroke, "").standalone(),
    )


def contrast(one, other):
    """As WCAG defines it, of two colors such as #b4500a."""

    def luminance(color):
        parts = [int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        return sum(
            w * (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4)
            for w, c in zip((0.2126, 0.7152, 0.0722), parts)
        )

    lighter, darker = sorted([luminance(one), luminance(other)], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_both_palettes_have_the_same_variables_and_enough_contrast():
    light, dark, forced = (
        dict(re.findall(r"--bpkit-([\w-]+): (?:var\(--jp-[\w-]+, )?(#\w{6}|['\w]+)", block))
        for block in STYLE.split("}")[:3]
    )
    assert light.keys() - {"ui", "math", "mono"} == dark.keys() == forced.keys()
    assert not [color for color in forced.values() if color.startswith("#")]  # the system's own
    for palette in (light, dark):
        for name in ("text", "muted", "pos", "neg", "accent", "error"):
            assert contrast(palette[name], palette["ground"]) > 4.5, name
        for ground in ("soft", "accent-soft"):
            assert contrast(palette["text"], palette[ground]) > 7 and contrast(palette["muted"], palette[ground]) > 4.5
        assert (
            contrast(palette["edge"], palette["ground"]) > 3 and contrast(palette["on-accent"], palette["accent"]) > 4.5
        )
    assert set(re.findall(r"var\(--bpkit-([\w-]+)", STYLE)) == light.keys()  # all are used, and no others


def test_a_picture_shows_itself_in_a_cell():
    picture = Picture(10, 20, "<text>δ</text>", "a delta")
    assert picture._repr_mimebundle_() == {"image/svg+xml": picture.standalone(), "text/plain": "a delta"}


def test_pictures_are_put_together():
    a, b = Picture(10, 20, "<g/>", "a"), Picture(30, 5, "<g/>", "b")
    assert beside([a, b], gap=4)[:2] == (44, 20) and above([a, b], gap=4)[:2] == (30, 29)
    assert beside([a, b]).label == above([a, b]).label == "a; b"
    assert "translate(14 0)" in beside([a, b], gap=4).body and "translate(0 24)" in above([a, b], gap=4).body


# ---------------------------------------------------------------- matplotlib


@pytest.fixture
def axes():
    return Figure().add_subplot()


@pytest.fixture(autouse=True)
def no_figure_of_pyplot():
    yield
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or not pyplot.get_fignums()


def test_a_cost_curve_is_a_line_through_J(axes):
    line = plots.cost_curve([3.0, 2, 1.5], axes, label="λ = 1")
    assert line.axes is axes and line.get_label() == "λ = 1"
    assert line.get_xydata().tolist() == [[0, 3], [1, 2], [2, 1.5]]
    assert axes.get_ylim()[0] == 0 and axes.get_ylabel() == "J(Θ)"


def test_a_decision_map_asks_h_and_shows_every_point(axes):
    data = bpkit.load("planar")
    shades = plots.decision_map(lambda points: 1 / (1 + np.exp(-points[:, 0])), data.X, data.Y, axes)
    answers = shades.get_array()
    assert shades.axes is axes and (np.diff(answers, axis=1) > 0).all() and np.ptp(answers, axis=0).max() == 0
    points = np.vstack([points.get_offsets() for points in axes.collections if len(points.get_offsets()) > 1])
    assert sorted(points.tolist()) == sorted(data.X.tolist())
    left, right, bottom, top = shades.get_extent()
    assert (data.X > [left, bottom]).all() and (data.X < [right, top]).all()


def test_a_decision_map_that_is_one_sided_has_no_line(axes):
    plots.decision_map(lambda points: np.full(len(points), 0.2), np.eye(2), np.array([0, 1]), axes)
    axes.figure.draw_without_rendering()


@pytest.mark.parametrize("count, lines", [(1, 1), (10, 1), (11, 2)])
def test_images_stand_in_a_grid(count, lines):
    digits = bpkit.load("digits")
    figure = plots.image_grid(digits.X[:count], digits.image_shape, titles=[f"{k}" for k in range(count)])
    assert len(figure.axes) == 10 * lines
    drawn = [ax for ax in figure.axes if ax.images]
    assert [ax.get_title() for ax in drawn] == [f"{k}" for k in range(count)]
    assert all((ax.images[0].get_array() == x.reshape(8, 8)).all() for ax, x in zip(drawn, digits.X))


def test_signed_images_have_zero_in_the_middle_of_the_scale():
    figure = plots.image_grid(np.array([[0.0, 1, -4, 2], [0, 0, 0, 0]]), (2, 2), columns=2, signed=True)
    assert [ax.images[0].get_clim() for ax in figure.axes] == [(-4, 4), (-1, 1)]


def test_in_a_narrow_window_a_picture_stays_readable():
    element = ElementTree.fromstring(Picture(500, 100, "", "a label").svg())
    assert element.get("style") == "min-width: 400px"  # 12 px become 9.6, not less; the output scrolls
