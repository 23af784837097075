"""The Explorer's and the ForwardPass's pictures: each number once, right, marked where it changed, and inside."""

import base64
import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bpkit import Explorer
from bpkit.algorithm import random_theta
from bpkit.data import DataSet, load
from bpkit.notation import number
from bpkit.numbers import Changes, compute
from bpkit.views import explorer, forward, table
from bpkit.views.cells import extent, short, written
from bpkit.views.scene import MIDDLE, NARROW, WIDE, Scene
from bpkit.views.stage import with_menu
from bpkit.views.strip import Strip

WIDTHS = (WIDE, MIDDLE, NARROW)
FLOWERS = DataSet(
    [
        [5.1, 3.5, 1.4],
        [4.9, 3, 1.4],
        [6.2, 2.9, 4.3],
        [5.7, 2.8, 4.1],
        [0.25, -0.5, 1],
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
    ],
    [[1, 0], [1, 0], [0, 1], [0, 1], [1, 0], [0.5, 1], [1, 1], [0, 0]],
    name="flowers",
)
THINGS = DataSet(
    [[0.2, 0.7, 0.1], [0.9, 0.3, 0.5]],
    [[1, 0, 0, 0], [0, 0, 1, 0]],
    name="things",
    feature_names=("long", "wide", "heavy"),
    class_names=("person", "car", "bicycle", "truck"),
)
LARGE = {(1, 0): -123.4567, (1, 1): 1e6}  # weights
CASES = {
    "2-2-1": ("xor", (2, 2, 1)),
    "2-1": ("and", (2, 1)),
    "2-3-2-1": ("xor", (2, 3, 2, 1)),
    "2-3-3-2-1": ("xor", (2, 3, 3, 2, 1)),
    "2-9-1": ("xor", (2, 9, 1)),
    "2-40-1": ("xor", (2, 40, 1)),
    "2-3-3-3-3-3-3-1": ("xor", (2, 3, 3, 3, 3, 3, 3, 1)),
    "3-4-2": (FLOWERS, (3, 4, 2)),
    "3-5-5-4": (THINGS, (3, 5, 5, 4)),
}


def html(view, scene, width=WIDE):
    return with_menu(scene, view.stage(scene, width), width)


def saved_picture(view, scene):
    return view.stage(scene, live=False)


def scene(data="xor", sizes=(2, 2, 1), *, t=1, lambda_=0.0, Theta=None, was=None, **more):
    data = load(data) if isinstance(data, str) else data
    Theta = random_theta(sizes, 0) if Theta is None else Theta
    numbers = compute(Theta, data.X, data.Y, lambda_, t)
    changes = Changes(was, numbers)
    strip = Strip(changes, "You moved it" if was else "", order=("a", "delta", "product", "Delta", "D", "J"))
    return Scene(numbers, changes, strip, data, ("xor", data.name), 0, **more)


def elements(picture):
    """Every element with a data-ref, by it."""
    root = ElementTree.fromstring(f"<svg>{picture.body}</svg>")
    found = [element for element in root.iter() if element.get("data-ref")]
    refs = [element.get("data-ref") for element in found]
    assert len(set(refs)) == len(refs), [ref for ref in refs if refs.count(ref) > 1]
    return dict(zip(refs, found))


def content(element):
    """The number that is written in an element; "" where its tint stands for it."""
    return "".join(text.text or "" for text in element.iter("text") if "v" in text.get("class", "").split())


def wanted(numbers, quantities):
    """The refs of all numbers of an array, as the picture names them."""
    for quantity in quantities:
        for l, values in numbers.array(quantity).items():
            for (i, j), _ in np.ndenumerate(values):
                if quantity in ("a", "z", "delta"):
                    yield f"{quantity}[{l}][{i + (quantity != 'a' or l == numbers.L)}]"
                else:
                    yield f"{quantity}[{l}][{i + 1}, {j}]"


# ---------------------------------------------------------------- what is there


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("sizes", [(2, 1), (2, 2, 1), (2, 3, 1)], ids=str)
def test_every_number_is_there_once(sizes, width):
    shown = scene(sizes=sizes)
    refs = elements(explorer.stage(shown, width))
    assert {*wanted(shown.numbers, ("a", "delta", "Theta", "edge", "product", "Delta", "D"))} <= refs.keys()
    assert {"J", "loss", "penalty", "lambda_", "seed", "y[1]"} <= refs.keys()
    assert {f"{name}@{t}" for name in ("x[1]", "x[2]", "y[1]", "h[1]") for t in (1, 2, 3, 4)} <= refs.keys()
    assert {f"example[{t}]" for t in (1, 2, 3, 4)} <= refs.keys()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("case", CASES)
def test_numbers_are_right_and_the_given_ones_say_so(case, width):
    shown = scene(*CASES[case], lambda_=1.0)
    for ref, element in elements(explorer.stage(shown, width)).items():
        if element.get("data-pick") or element.get("aria-disabled") or ref in ("seed", "example"):
            continue
        try:
            value = shown.numbers.value(ref)
        except LookupError:
            pytest.fail(f"{ref} is no number")
        if not element.get("class"):
            continue  # a pixel of an image
        is_given = re.match("Theta|edge|x|y|lambda_", ref) is not None
        assert (element.get("data-given") is not None) == is_given, ref
        if is_given:
            assert float(element.get("data-given").split()[0]) == value
        if told := content(element):
            decimals = len(told.partition(".")[2])
            assert float(told.replace("−", "-")) == pytest.approx(value, abs=0.51 * 10.0**-decimals), ref


def test_numbers_have_4_decimals_where_there_is_room():
    shown = scene(lambda_=1.0)
    for width in WIDTHS:
        refs = elements(explorer.stage(shown, width))
        for ref in wanted(shown.numbers, ("delta", "Theta", "product", "Delta", "D")):
            assert content(refs[ref]) == number(round(shown.numbers.value(ref), 4)), ref


def test_one_gap_at_a_time_in_a_narrow_window():
    for gap in (1, 2, 3):
        refs = elements(explorer.stage(scene(sizes=(2, 3, 2, 1), gap=gap), NARROW))
        assert {int(ref[6]) for ref in refs if ref.startswith("Delta[")} == {gap}
        assert {"gap[1]", "gap[2]", "gap[3]"} <= refs.keys()
        assert refs[f"gap[{gap}]"].get("aria-selected") == "true"


def test_of_many_examples_the_chosen_one_and_its_neighbors():
    for t, rows in ((1, [1, 2, 3, 4, 5]), (5, [3, 4, 5, 6, 7]), (8, [4, 5, 6, 7, 8])):
        refs = elements(explorer.stage(scene(FLOWERS, (3, 4, 2), t=t)))
        assert sorted(int(found[1]) for ref in refs if (found := re.fullmatch(r"example\[(\d+)\]", ref))) == rows
        assert content(refs["example"]) == str(t)
        assert refs["example"].get("data-most") == "8"


def test_buttons_change_the_network_within_its_limits():
    def buttons(sizes):
        return elements(explorer.stage(scene(sizes=sizes)))

    assert {"layer+[1]", "layer+[2]", "unit+[2]", "unit-[2]"} <= buttons((2, 2, 1)).keys()
    assert buttons((2, 1))["layer+[1]"].get("data-pick")
    assert "".join(buttons((2, 1, 1))["unit-[2]"].itertext()) == "take layer 2 out"
    assert "unit-[2]" not in buttons((2, 1))
    assert not buttons((2, 200, 1))["unit+[2]"].get("data-pick")
    assert not buttons((2, 1, 1, 1, 1, 1, 1, 1))["layer+[3]"].get("data-pick")


def test_the_page_has_the_menu_of_training_sets():
    told = html(explorer, scene(FLOWERS, (3, 4, 2)))
    assert '<option selected="selected">flowers</option>' in told
    assert told.startswith('<div class="bp" data-example="1">')
    assert 'class="stage veil"' in html(explorer, scene(veiled=True))


def test_weights_of_ones_own_are_told():
    assert ", changed" in explorer.stage(scene(own=True)).body
    assert ", changed" not in explorer.stage(scene()).body


def test_the_saved_picture_has_nothing_to_click():
    for picture in (saved_picture(explorer, scene()), saved_picture(forward, scene())):
        assert "data-pick" not in picture.body
        assert "XOR" in picture.body
        assert picture.label.startswith("Network 2-2-1 on xor, example 1 of 4")
        ElementTree.fromstring(picture.standalone())


@pytest.mark.parametrize("scale", [0, 1e-9, 1e6])
@pytest.mark.parametrize("width", WIDTHS)
def test_all_zeros_tiny_and_large_numbers(scale, width):
    Theta = {l: scale * Theta_l for l, Theta_l in random_theta((2, 3, 1), 0).items()}
    shown = scene(sizes=(2, 3, 1), Theta=Theta, lambda_=0.5)
    told = html(explorer, shown, width)
    assert "nan" not in told and "inf" not in told.replace("infer", "")
    for ref, element in elements(explorer.stage(shown, width)).items():
        told = content(element)
        if told and re.match("Theta|Delta|D|delta|product|J", ref):
            digits, _, power = told.replace("−", "-").partition("e")
            half = 0.51 * 10.0 ** (int(power or 0) - len(digits.partition(".")[2]))
            assert float(told.replace("−", "-")) == pytest.approx(shown.numbers.value(ref), abs=half), ref


def test_J_is_written_as_the_sum_of_its_two_parts():
    for lambda_ in (0.7, 0):
        refs = elements(explorer.stage(scene(lambda_=lambda_)))
        J, loss, penalty = (float(content(refs[ref])) for ref in ("J", "loss", "penalty"))
        assert J == pytest.approx(loss + penalty, abs=1.01e-4)
        assert [J, loss, penalty] == pytest.approx(
            [getattr(scene(lambda_=lambda_).numbers, name) for name in ("J", "loss", "penalty")], abs=0.51e-4
        )
        assert lambda_ or content(refs["penalty"]) == "0.0000"


def test_the_text_alternative_says_what_is_shown():
    shown = scene(FLOWERS, (3, 4, 2), t=2, lambda_=0.5)
    label = explorer.stage(shown).label
    assert "3-4-2 on flowers, example 2 of 8, λ = 0.5" in label and number(shown.numbers.J) in label
    assert saved_picture(explorer, shown).label == label


@pytest.mark.parametrize("data, sizes", [("xor", (2, 2, 1)), (FLOWERS, (3, 12, 2)), ("digits", (64, 25, 10))], ids=str)
def test_no_view_changes_its_arguments(data, sizes):
    shown = scene(data, sizes, lambda_=0.5)
    arrays = [array for field in shown.numbers for array in (field.values() if isinstance(field, dict) else [field])]
    arrays = [array for array in arrays if isinstance(array, np.ndarray)]
    before = [array.copy() for array in arrays]
    for array in arrays:
        array.flags.writeable = False
    for view in (explorer, forward):
        assert html(view, shown) == html(view, shown)
        assert saved_picture(view, shown) == saved_picture(view, shown)
    assert all((array == copy).all() for array, copy in zip(arrays, before))


HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "&amp; ]]> {}",
    "\x00\x0b\ud800",
    "long " * 99,
]


@pytest.mark.parametrize("view", [explorer, forward])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", HOSTILE, ids=["script", "quotes", "entities", "not XML", "long"])
def test_names_are_text_whatever_they_hold(name, width, view):
    def tree_of(name):
        names = {"name": name, "feature_names": [name] * 2, "class_names": [name] * 3}
        data = DataSet([[0, 1], [1, 0.5]], [[1, 0, 0], [0, 0, 1]], **names)
        return scene(data, (2, 3, 3)), ElementTree.fromstring(html(view, scene(data, (2, 3, 3)), width))

    (_, plain), (shown, root) = tree_of("plain"), tree_of(name)
    assert [element.tag for element in root.iter()] == [element.tag for element in plain.iter()]
    assert [e.get("data-ref") for e in root.iter()] == [e.get("data-ref") for e in plain.iter()]
    picture = saved_picture(explorer, shown)
    drawn = ElementTree.fromstring(picture.standalone())
    assert picture.width == WIDE  # long ones are cut
    if name.isprintable():
        assert name in drawn.find("{http://www.w3.org/2000/svg}title").text
        assert name[:3] in "".join(root.itertext())


# ---------------------------------------------------------------- the network


@pytest.mark.parametrize("case", ["2-1", "2-2-1", "2-3-3-2-1", "3-5-5-4"])
def test_every_weight_is_a_line_and_its_class_says_its_sign(case):
    shown = scene(*CASES[case])
    root = ElementTree.fromstring(f"<svg>{explorer.stage(shown).body}</svg>")
    lines = {e.get("data-ref"): e for e in root.iter() if (e.get("data-ref") or "").startswith("edge")}
    expected = {}
    for l, weights in shown.numbers.Theta.items():
        for (i, j), weight in np.ndenumerate(weights):
            expected[f"edge[{l}][{i + 1}, {j}]"] = "pos" if weight > 0 else "neg"
    assert lines.keys() == expected.keys()
    assert {ref: next(k for k in ("pos", "neg") if k in lines[ref].get("class").split()) for ref in lines} == expected
    drawn = saved_picture(explorer, shown).standalone()
    assert "stroke-dasharray" in drawn, "the sign does not hang on the color alone"


def test_a_weight_is_as_wide_as_it_is_large():
    Theta = {1: np.array([[0.0, 1, 0.5], [2, -3, 8]])}
    data = DataSet([[0, 1]], [[1, 0]])
    refs = elements(explorer.stage(scene(data, (2, 2), Theta=Theta)))
    width = {
        abs(Theta[1][i - 1, j]): float(refs[f"edge[1][{i}, {j}]"].find("path[@class='w']").get("stroke-width"))
        for i in (1, 2)
        for j in (0, 1, 2)
    }
    assert sorted(width, key=width.get)[:5] == [0, 0.5, 1, 2, 3] and width[8] == width[3]


@pytest.mark.parametrize("sizes", [(2, 1), (2, 2, 1), (2, 3, 2, 1)], ids=str)
def test_every_layer_but_the_last_has_a_bias_unit(sizes):
    root = ElementTree.fromstring(f"<svg>{explorer.stage(scene(sizes=sizes)).body}</svg>")
    units = [e for e in root.iter("g") if "unit" in (e.get("class") or "").split()]
    bias = [e.get("data-key") for e in units if "bias" in e.get("class").split()]
    assert bias == [f"unit{l}.0" for l in range(1, len(sizes))]
    assert len(units) == sum(sizes) + len(bias)
    refs = elements(explorer.stage(scene(sizes=sizes)))
    assert {content(refs[f"a[{l}][0]"]) for l in range(1, len(sizes))} == {"1"}


def test_a_large_layer_shows_its_first_and_last_units_and_counts_the_others():
    for size, hidden in [(10, []), (11, ["4"]), (40, ["33"])]:
        picture = explorer.stage(scene(sizes=(2, size, 1)))
        refs = elements(picture)
        assert re.findall(r"⋮ (\d+) more", re.sub("<[^>]*>", "", picture.body)) == hidden
        units = [1, 2, 3, 4, size - 2, size - 1, size] if hidden else list(range(1, size + 1))
        assert [int(found[1]) for ref in refs if (found := re.fullmatch(r"delta\[2\]\[(\d+)\]", ref))] == units


def test_names_and_answers_stand_beside_the_units():
    told = re.sub("(<[^>]*>)+", " ", explorer.stage(scene(THINGS, (3, 5, 4))).body)
    for word in ("person", "car", "bicycle", "truck", "Layer 1 input", "Layer 3 output", "long", "wide", "heavy"):
        assert word in told


@pytest.mark.parametrize("view", [explorer, forward])
@pytest.mark.parametrize("width", WIDTHS)
def test_an_input_has_its_name_below_read_with_its_number_and_whole_where_it_is_cut(view, width):
    told = "the length of a leaf from its stem to its tip"
    plain, named = (
        view.stage(scene(DataSet(THINGS.X, THINGS.Y, feature_names=names), (3, 5, 4)), width)
        for names in (None, ["wide", told, "x₃"])
    )
    assert (named.width, named.height) == (plain.width, plain.height)
    read, usual = ({ref: e.get("aria-label") for ref, e in elements(one).items()} for one in (named, plain))
    assert read["a[1][1]"].startswith("a 1 of layer 1, wide, ")
    assert read["a[1][2]"] == usual["a[1][2]"].replace(",", f", {told},", 1)
    assert read["a[2][1]"] == usual["a[2][1]"]
    root = ElementTree.fromstring(f"<svg>{named.body}</svg>")
    pairs = [(group.find("title"), group.find("text")) for group in root.iter("g")]
    titles = {title.text: written.text for title, written in pairs if None not in (title, written)}
    assert titles["wide"] == "wide" and titles[told].endswith("…") and told.startswith(titles[told][:-1])


def test_an_image_at_the_input_has_its_ink():
    digit = load("digits").X[0].reshape(8, 8)
    root = ElementTree.fromstring(f"<svg>{explorer.stage(scene('digits', (64, 25, 10))).body}</svg>")
    inks = [e for e in root.iter("image") if "ink" in e.get("class", "").split()]
    (element,) = [e for e in inks if e.get("data-key") == "x"]
    points = np.asarray(Image.open(io.BytesIO(base64.b64decode(element.get("href").split(",")[1]))).convert("RGBA"))
    np.testing.assert_allclose(points[..., 3] / 255, digit, atol=0.035)
    refs = elements(explorer.stage(scene("digits", (64, 25, 10))))
    assert [float(refs[f"x[{j}]"].get("data-given").split()[0]) for j in range(1, 65)] == digit.ravel().tolist()


# ---------------------------------------------------------------- what changed


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([(2, 1), (2, 2, 1), (2, 3, 2, 1), (2, 5, 1)]),
    st.sampled_from(["lambda_", "t", "Theta", "seed", "nothing"]),
    st.integers(0, 2**16),
    st.sampled_from(WIDTHS),
)
def test_what_changed_is_marked_and_nothing_else(sizes, move, seed, width):
    data, Theta = load("xor"), random_theta(sizes, seed)
    was = compute(Theta, data.X, data.Y, 0.0, 1)
    if move == "Theta":
        rng = np.random.default_rng(seed)
        l = int(rng.integers(1, len(sizes)))
        Theta = {**Theta, l: Theta[l].copy()}
        Theta[l][rng.integers(len(Theta[l])), rng.integers(Theta[l].shape[1])] += 0.25
    elif move == "seed":
        Theta = random_theta(sizes, seed + 1)
    shown = scene(sizes=sizes, Theta=Theta, was=was, t=3 if move == "t" else 1, lambda_=float(move == "lambda_"))
    for ref, element in elements(explorer.stage(shown, width)).items():
        if element.get("data-pick") or element.get("aria-disabled") or ref in ("seed", "example") or ref[:4] == "edge":
            continue
        changed = shown.changes.was_value(ref) is not None
        if re.fullmatch(r"y\[\d\]", ref):  # another example's y is no change of it, but another y
            changed = bool(shown.changes.signs("y")[shown.numbers.t - 1, 0])
        assert ("changed" in element.get("class").split()) == changed, ref
        assert (element.find("path[@class='chg']") is not None) == changed, ref


def test_J_tells_what_it_was():
    shown = scene(lambda_=1.0, was=scene().numbers)
    assert "was 0.6914" in explorer.stage(shown).body
    assert "was" not in explorer.stage(scene()).body


# ---------------------------------------------------------------- where it stands


def boxes(picture):
    """(what, left, top, right, bottom) of each rectangle and each text, texts as wide as Arial would set them."""

    def walk(element, dx, dy, scale):
        if found := re.fullmatch(r"translate\(([^ )]+) ([^ )]+)\)(?:scale\((.+)\))?", element.get("transform", "")):
            dx, dy, scale = dx + scale * float(found[1]), dy + scale * float(found[2]), scale * float(found[3] or 1)
        if element.tag == "rect":
            x, y, w, h = (float(element.get(name)) for name in ("x", "y", "width", "height"))
            yield "rect", dx + scale * x, dy + scale * y, dx + scale * (x + w), dy + scale * (y + h)
        elif element.tag == "text":
            kind = element.get("class", "").split()
            size = float(element.get("font-size", 18 if "m" in kind else 14 if "s" in kind else 15))
            wide = sum(
                extent(part.replace("\u00a0", " "), float(piece.get("font-size", size)) * (0.85 if "m" in kind else 1))
                for piece in element.iter()
                for part in [piece.text or ""]
            )
            x, y = float(element.get("x")), float(element.get("y"))
            x -= {"middle": wide / 2, "end": wide}.get(element.get("text-anchor"), 0)
            yield "".join(element.itertext()), dx + x, dy + y - 0.7 * size, dx + x + wide, dy + y
        for child in element:
            yield from walk(child, dx, dy, scale)

    yield from walk(ElementTree.fromstring(f"<svg>{picture.body}</svg>"), 0, 0, 1)


def large(sizes):
    Theta = random_theta(sizes, 0)
    for at, value in LARGE.items():
        Theta[1][at[0] % len(Theta[1]), at[1]] = value
    return Theta


@pytest.mark.parametrize("view", [explorer, forward])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("case", CASES)
def test_all_is_inside_and_no_two_texts_meet(case, width, view):
    data, sizes = CASES[case]
    was = scene(data, sizes).numbers
    for shown in (scene(data, sizes), scene(data, sizes, Theta=large(sizes), lambda_=123.45, was=was, own=True)):
        picture = view.stage(shown, width)
        texts = []
        for what, left, top, right, bottom in boxes(picture):
            assert -0.6 <= left <= right <= width + 1.5, what
            assert -0.6 <= top <= bottom <= picture.height + 0.6, what
            if what not in ("rect", ""):
                texts.append((what, left, top, right, bottom))
        for k, (one, l1, t1, r1, b1) in enumerate(texts):
            for other, l2, t2, r2, b2 in texts[k + 1 :]:
                apart = min(r1, r2) - max(l1, l2) < 1.5 or min(b1, b2) - max(t1, t2) < 2.5
                assert apart, f"{one} and {other} meet at ({l2:.0f}, {t2:.0f})"


@pytest.mark.parametrize("width", (WIDE, MIDDLE))
def test_what_is_met_first_fits_a_screen(width):
    strip = 48
    for picture in (
        explorer.stage(scene(), width),
        explorer.stage(scene("and", (2, 1)), width),
        forward.stage(scene(), width),
    ):
        assert strip + picture.height <= 600


@pytest.mark.parametrize("view", [explorer, forward])
@pytest.mark.parametrize("sizes, width", [((2, 3, 3, 3, 3, 3, 1), MIDDLE), ((2, 5, 5, 5, 1), MIDDLE)])
def test_where_not_all_matrices_can_be_read_one_gap_at_a_time_is_shown(sizes, width, view):
    for gap in range(1, len(sizes)):
        shown = elements(view.stage(scene(sizes=sizes, gap=gap), width))
        weights = {ref: element for ref, element in shown.items() if ref.startswith("Theta")}
        if f"gap[{gap}]" not in shown:  # ForwardPass has more room
            assert view is forward and len(weights) > sizes[gap] * (sizes[gap - 1] + 1)
            continue
        assert set(weights) == {f"Theta[{gap}][{i + 1}, {j}]" for i, j in np.ndindex(sizes[gap], sizes[gap - 1] + 1)}
        assert all(element.find("text") is not None for element in weights.values())
        assert [ref for ref, e in shown.items() if e.get("aria-selected") == "true"] == [f"gap[{gap}]"]
    saved = elements(view.stage(scene(sizes=sizes), width, live=False))
    assert {ref[6] for ref in saved if ref.startswith("Theta")} == {str(l) for l in range(1, len(sizes))}


def test_a_picture_is_the_same_each_time():
    assert html(explorer, scene()) == html(explorer, scene())


# ---------------------------------------------------------------- how numbers are written


@given(st.floats(-1e12, 1e12), st.floats(41, 80))
def test_a_number_fits_its_room(value, room):
    assert extent(written(value, 4, room), 14.5) <= room + 0.1


def test_numbers_are_written_short():
    assert [short(value) for value in (0, 0.5, -0.25, 100, 1e-9)] == ["0", "0.5", "−0.25", "100", "0"]
    assert [written(value, 3) for value in (-0.7531, 0.0004, -0.0001, 1.0, 12.34)] == [
        "−.753",
        ".000",
        ".000",
        "1.00",
        "12.3",
    ]
    assert written(1e6, 4, 40) == "1e6"
    assert written(float("nan")) == ""


# ---------------------------------------------------------------- ForwardPass


def test_forward_shows_z_and_a_and_their_equations():
    shown = scene(THINGS, (3, 5, 5, 4))
    picture = forward.stage(shown, WIDE)
    refs = elements(picture)
    assert {*wanted(shown.numbers, ("z", "a", "Theta"))} <= refs.keys()
    assert not [ref for ref in refs if re.match("delta|Delta|D|J|lambda_|product", ref)]
    told = re.sub("<[^>]*>", "", picture.body)
    for name in ("long", "wide", "heavy", "person", "car", "bicycle", "truck"):
        assert name in told
    assert forward.equations(1, 3) == ("a^{(1)} = x", '"add "a^{(1)}_{0} = 1')
    assert forward.equations(3, 3) == ("z^{(3)} = Θ^{(2)}a^{(2)}", "a^{(3)} = h_{Θ}(x) = g(z^{(3)})")


def test_forward_shows_an_image_in_place_of_the_table():
    picture = forward.stage(scene("digits", (64, 25, 10)), WIDE)
    refs = elements(picture)
    assert {f"x[{j}]" for j in range(1, 65)} <= refs.keys()
    assert "x[1]@1" not in refs


def test_of_hundreds_of_columns_only_those_that_may_fit_are_measured(monkeypatch):
    rng = np.random.default_rng(0)
    data, asked = DataSet(rng.random((300, 500)), rng.random((300, 1)).round(), name="wide"), []
    e = Explorer(data, (500, 2, 1))
    signs = Changes.signs
    monkeypatch.setattr(Changes, "signs", lambda self, *at: asked.append(at) or signs(self, *at))
    monkeypatch.setattr(table, "extent", lambda *at: asked.append(at) or extent(*at))
    e.lambda_ = 1
    assert len(asked) < 4000 and asked.count(("x",)) <= 2
    assert 'data-ref="x[1]@1"' in e._view.html and 'data-ref="x[12]@1"' not in e._view.html
