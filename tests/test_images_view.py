"""Numbers as images, the Explorer of images, and the plane: signs, levels, and the row that is read."""

import base64
import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from bpkit.algorithm import forward_propagate, random_theta
from bpkit.data import DataSet, load
from bpkit.numbers import Changes, compute
from bpkit.views import forward, images, plane
from bpkit.views.digits import digits
from bpkit.views.explorer import stage
from bpkit.views.scene import MIDDLE, NARROW, WIDE, Scene
from bpkit.views.strip import Strip

DIGITS, PLANAR = load("digits"), load("planar")
FEW = DataSet(DIGITS.X[:30], DIGITS.Y[:30], name="few", image_shape=(8, 8))
SMALL = DataSet(
    np.linspace(0, 1, 60).reshape(4, 15),
    [[1], [0], [1], [0]],
    name="small",
    image_shape=(3, 5),
    class_names=("no", "yes & <no>"),
)
SIZES = [(64, 25, 10), (64, 16, 10), (64, 9, 9, 10), (64, 25, 10, 10), (64, 200, 10), (64, 10), (64, 1, 10)]


def scene(data=DIGITS, sizes=None, *, t=6, lambda_=0.0, Theta=None, was=None, **more):
    Theta = random_theta(sizes or data.layer_sizes, 0) if Theta is None else Theta
    numbers = compute(Theta, data.X, data.Y, lambda_, t, was)
    changes = Changes(was, numbers)
    if plane.are_points(data.X):
        more["plane"] = plane_of(data.X, lambda points: forward_propagate(Theta, points.T)[0][len(Theta) + 1][0])
    return Scene(numbers, changes, Strip(changes, "You moved it" if was else ""), data, ("digits",), 0, **more)


def plane_of(X, answer):
    square = plane.square(X, X)
    return plane.Plane(square, answer(plane.points(square)))


def pixels(href):
    """The points of a PNG data URI: red, green, blue and opacity, from 0 to 255."""
    kind, data = href.split(",")
    assert kind == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA")).astype(int)


def root_of(picture):
    return ElementTree.fromstring(f"<svg>{picture.body}</svg>")


def image_of(root, key):
    (image,) = [element for element in root.iter("image") if element.get("data-key") == key]
    return pixels(image.get("href"))


def refs_of(root):
    refs = [element.get("data-ref") for element in root.iter() if element.get("data-ref")]
    assert len(set(refs)) == len(refs), [ref for ref in refs if refs.count(ref) > 1]
    return dict.fromkeys(refs)


def assert_shows(points, values, k):
    """That an image shows these numbers: orange if positive, blue if negative, as strong as |v| / (|v| + k)."""
    strength = np.abs(values) / (np.abs(values) + k)
    assert np.abs(points[..., 3] - 255 * strength).max() <= 255 / images.LEVELS / 2 + 1
    seen = points[..., 3] > 0
    red, blue = points[..., 0], points[..., 2]
    assert (np.sign(red - blue)[seen] == np.sign(values)[seen]).all()


# ---------------------------------------------------------------- images


@settings(max_examples=60, deadline=None)
@given(
    arrays(float, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.floats(-1e6, 1e6)),
    st.sampled_from([0.12, 1, 1 / 1797]),
)
def test_an_image_shows_sign_and_size_of_each_number(values, k):
    points = pixels(images.png(values, k))
    assert points.shape[:2] == values.shape
    assert_shows(points, values, k)


def test_what_is_0_is_clear_and_large_numbers_are_solid():
    points = pixels(images.png([[0.0, -0.0, 1e9, -1e9]], 1))
    assert points[0, :, 3].tolist() == [0, 0, 255, 255]


def test_ink_is_as_dark_as_it_is_much():
    values = np.array([[0, 0.25, 0.5, 1, 7, -1]])
    points = pixels(images.png(values, 0))
    assert np.abs(points[..., 3] - 255 * values.clip(0, 1)).max() < 9
    assert set(points[0, 1:5, 0]) == {33}


def test_an_image_of_the_same_numbers_is_the_same_and_not_made_again():
    values = np.arange(6.0).reshape(2, 3) - 2
    images.png(values, 1)
    before = images._png.cache_info().hits
    assert images.png(values.copy(), 1) == images.png(np.asfortranarray(values), 1)
    assert images._png.cache_info().hits == before + 2


@pytest.mark.parametrize("w", [1, 3, 7, 14])
def test_column_0_stands_apart(w):
    values, place = np.array([[-1.0, 2, 3], [4, -5, 6]]), images.Place(10, 20, 2, 2, w, 5)
    root = ElementTree.fromstring(f"<svg>{images.matrix_image('D[1]', values, 1, place)}</svg>")
    (image,) = root.iter("image")
    points, scale = pixels(image.get("href")), place.right - place.x
    at = lambda x: points[:, int((x - place.x) / scale * points.shape[1])]  # noqa: E731
    assert_shows(at(place.x + 0.5 * place.first), values[:, 0], 1)
    assert at((place.x + place.first + place.x1) / 2)[:, 3].tolist() == [0, 0]
    for j in (1, 2):
        assert_shows(at(place.x1 + (j - 0.5) * w), values[:, j], 1)


def test_changed_rows_and_columns_are_marked():
    values, place = np.ones((4, 5)), images.Place(10, 20, 4, 4, 3, 5)
    signs = np.zeros((4, 5), int)
    draw = lambda: images.matrix_image("D[1]", values, 1, place, signs=signs)  # noqa: E731
    assert "chbar" not in draw()
    signs[1:3, 2] = 1, -1
    path = re.search(r'class="chbar".* d="([^"]+)"', draw())[1]
    assert path == f"M6 25v10M{place.x1:g} 17h12"  # rows 2 and 3, and not column 0
    signs[0, 0] = 1
    assert f"M10 17h{place.first:g}" in draw()


def test_a_row_is_folded_line_by_line():
    assert images.folded(range(1, 7), (2, 3)).tolist() == [[1, 2, 3], [4, 5, 6]]
    assert images.folded([1, 2, 3], (2, 2)).tolist() == [[1, 2], [3, 0]]
    assert [images.grid(n) for n in (1, 2, 5, 9, 10, 25, 200)] == [
        (1, 1),
        (1, 2),
        (2, 3),
        (3, 3),
        (3, 4),
        (5, 5),
        (14, 15),
    ]


@pytest.mark.parametrize("count", [1, 7, 25, 60, 200])
@pytest.mark.parametrize("box", [(210, 180), (84, 98)])
def test_tiles_stay_in_their_box_and_apart(count, box):
    at = images.Tiles.fit(5, 6, *box, count, (8, 8))
    places = [at.box(i) for i in range(1, count + 1)]
    assert len({(place.x, place.y) for place in places}) == count
    for place in places:
        assert (
            5 <= place.x
            and place.right <= 5 + box[0] + 0.01
            and 6 <= place.y
            and place.y + place.h <= 6 + box[1] + 0.01
        )


# ---------------------------------------------------------------- the Explorer of images


def trained(lambda_=0.0, was=None, **more):
    Theta = {l: 3 * values for l, values in random_theta((64, 25, 10), 3).items()} if was is None else was.Theta
    return scene(Theta=Theta, lambda_=lambda_, was=was, **more)


def test_the_row_that_is_read_is_right():
    shown = trained(rows={1: 16, 2: 4})
    numbers, root = shown.numbers, root_of(digits(shown, WIDE))
    for l, i, shape in ((1, 16, (8, 8)), (2, 4, (5, 5))):
        for quantity in ("Theta", "product", "Delta", "D"):
            row, k = numbers.array(quantity, l)[i - 1], images.half(quantity, numbers.m)
            assert_shows(image_of(root, f"{quantity}[{l}]:row"), row[1:].reshape(shape), k)
            hits = [e for e in root.iter("path") if (e.get("data-ref") or "").startswith(f"{quantity}[{l}]")]
            assert [e.get("data-ref") for e in hits] == [f"{quantity}[{l}][{i}, {j}]" for j in range(len(row))]
            if quantity == "Theta":
                told = [float(e.get("data-given").split()[0]) for e in hits]
                assert np.abs(told - row).max() <= 5.1e-5
            else:
                assert all(e.get("data-given") is None for e in hits)
            # a number's place in its row is its place in the picture
            for j, e in enumerate(hits[1:]):
                x, y = map(int, re.match(r"M(\d+) (\d+)h", e.get("d")).groups())
                assert y * shape[1] + x == j


def test_every_number_is_there_once():
    shown = trained(rows={1: 16, 2: 4})
    refs = refs_of(root_of(digits(shown, WIDE)))
    wanted = {f"{q}[3][{k}]" for q in ("a", "delta") for k in range(1, 11)} | {f"y[{k}]" for k in range(1, 11)}
    wanted |= {"a[1][0]", "a[2][0]", "a[2][16]", "delta[2][16]", "J", "loss", "penalty", "lambda_", "seed", "example"}
    wanted |= {f"x[{j}]" for j in range(1, 65)} | {f"example[{t}]" for t in range(1, 21)}
    wanted |= {f"{twin}row[1][{i}]" for i in range(1, 26) for twin in ("", "eq:")}
    wanted |= {f"{twin}row[2][{i}]" for i in range(1, 11) for twin in ("", "eq:")}
    wanted |= {"previous", "next", "unit-[2]", "unit+[2]", "layer+[1]", "layer+[2]"}
    assert wanted <= refs.keys()
    assert not refs.keys() - wanted - {r for r in refs if re.match(r"(Theta|product|Delta|D)\[", r)}


def test_numbers_are_written_with_4_decimals():
    shown = trained(rows={1: 16})
    root = root_of(digits(shown, WIDE))
    for element in root.iter("g"):
        if re.match(r"(a|delta)\[[23]\]\[[1-9]", ref := element.get("data-ref") or ""):
            (told,) = [e.text for e in element.iter("text") if "v" in e.get("class").split()]
            assert re.fullmatch(r"−?\d\.\d{4}", told)
            assert float(told.replace("−", "-")) == pytest.approx(shown.numbers.value(ref), abs=5.1e-5)


def test_tiles_show_their_weights_and_thumbnails_their_ink():
    shown = trained()
    root = root_of(digits(shown, WIDE))
    tiles, thumbnails = image_of(root, "tiles1"), image_of(root, "examples")
    for i in (1, 7, 25):
        y, x = (i - 1) // 5 * 12, (i - 1) % 5 * 14
        assert_shows(tiles[y : y + 8, x : x + 8], shown.numbers.Theta[1][i - 1, 1:].reshape(8, 8), 1)
    ink = DIGITS.X[6].reshape(8, 8)  # example 7 is the second of the second line
    assert np.abs(thumbnails[12:20, 14:22, 3] - 255 * ink).max() < 1
    assert np.abs(image_of(root, "x")[..., 3] - 255 * DIGITS.X[5].reshape(8, 8)).max() < 1


def test_wrong_answers_are_told():
    shown = trained()
    root, h = root_of(digits(shown, WIDE)), shown.numbers.h
    for element in root.iter("g"):
        if found := re.fullmatch(r"example\[(\d+)\]", element.get("data-ref") or ""):
            t, (told,) = int(found[1]), element.iter("text")
            assert told.text == str(h[t - 1].argmax())
            assert ("bad" in told.get("class")) == (h[t - 1].argmax() != DIGITS.Y[t - 1].argmax())


def test_of_lambda_only_the_images_of_D_are_new():
    before = trained()
    after = trained(300.0, was=before.numbers)
    first, second = (
        {e.get("data-key"): e.get("href") for e in root_of(digits(shown, WIDE)).iter("image")}
        for shown in (before, after)
    )
    assert {key for key in first if first[key] != second[key]} == {"D[1]", "D[1]:row", "D[2]", "D[2]:row"}
    body = digits(after, WIDE).body
    assert re.findall(r'data-key="([^"]+):changed"', body) == ["D[1]", "D[2]"]


def test_row_1_is_read_at_first_and_in_place_of_a_row_that_is_gone_the_last_one():
    Theta = random_theta((64, 5, 10), 0)
    body = digits(scene(Theta=Theta, rows={1: 20}), WIDE).body
    assert 'data-ref="D[1][5, 0]"' in body
    assert 'data-ref="D[2][1, 0]"' in body


@pytest.mark.parametrize("width", [WIDE, MIDDLE, NARROW])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_everything_is_inside(sizes, width):
    picture = digits(scene(FEW, sizes), width)
    assert picture.width == width
    root = root_of(picture)
    refs_of(root)
    assert picture.height <= (552 if width > NARROW else 920)
    moved = {id(e) for g in root.iter("g") if g.get("transform") for e in g.iter()}
    for e in root.iter():
        if id(e) in moved:
            continue
        if e.tag in ("rect", "image"):
            x, y, w, h = (float(e.get(name)) for name in ("x", "y", "width", "height"))
            assert -1 <= x and x + w <= width + 1 and -1 <= y and y + h <= picture.height + 1, ElementTree.tostring(e)
        if e.tag == "text":
            assert 0 <= float(e.get("x")) <= width and 0 <= float(e.get("y")) <= picture.height
        if e.tag == "circle":
            assert 10 <= float(e.get("cx")) <= width - 8 and 0 <= float(e.get("cy")) - 8


@pytest.mark.parametrize("width", [WIDE, MIDDLE, NARROW])
def test_any_image_will_do(width):
    shown = scene(SMALL, (15, 3, 1), t=4)
    root = root_of(stage(shown, width))
    refs_of(root)
    assert image_of(root, "x").shape[:2] == (3, 5)
    assert "yes &amp; &lt;no&gt;" in digits(shown, width).body


def test_a_saved_picture_has_nothing_to_click():
    body = f"<g>{stage(trained(rows={1: 3}), live=False).body}</g>"
    ElementTree.fromstring(body)
    assert "data-pick" not in body and "data-paint" not in body and 'class="pm' not in body


def test_strings_are_small():
    assert len(stage(trained()).body.encode()) < 96_000
    assert len(stage(scene(PLANAR, (2, 4, 1))).body.encode()) < 66_000


# ---------------------------------------------------------------- the plane


def test_the_grid_holds_all_points_line_by_line():
    grid = plane.points(plane.square(PLANAR.X, PLANAR.X), 5)
    assert grid.shape == (25, 2)
    assert (grid.min(axis=0) < PLANAR.X.min(axis=0)).all() and (grid.max(axis=0) > PLANAR.X.max(axis=0)).all()
    assert grid[0, 1] == grid[4, 1] > grid[5, 1]  # the first line is the highest
    assert grid[0, 0] < grid[1, 0] and grid[0, 0] == grid[5, 0]


def test_the_plane_is_tinted_by_sign_and_divided_where_z_is_0():
    shown = plane_of(PLANAR.X, lambda points: points[:, 1] - 0.3 * points[:, 0])
    body = plane.plane(scene(PLANAR, (2, 4, 1))._replace(plane=shown), 10, 20, 200)
    root = ElementTree.fromstring(f"<svg>{body}</svg>")
    points = image_of(root, "plane")
    assert points.shape[:2] == (25, 25)
    assert points[0, 0, 0] > points[0, 0, 2] and points[-1, -1, 0] < points[-1, -1, 2]
    (line,) = [e for e in root.iter("path") if "half" in (e.get("class") or "")]
    ends = np.array(re.findall(r"([\d.]+) ([\d.]+)", line.get("d")), float)
    left, low, wide = shown.square
    x1, x2 = left + (ends[:, 0] - 10) / 200 * wide, low + (220 - ends[:, 1]) / 200 * wide
    assert np.abs(x2 - 0.3 * x1).max() < 0.01
    assert ends[:, 0].min() == 10 and ends[:, 0].max() == 210


def test_points_are_where_their_numbers_say_and_can_be_chosen():
    shown = scene(PLANAR, (2, 4, 1), t=7)
    root = ElementTree.fromstring(f"<svg>{plane.plane(shown, 0, 0, 100)}</svg>")
    refs = refs_of(root)
    assert {f"point[{t}]" for t in range(1, 41)} | {
        "x[1]@7",
        "x[2]@7",
        "y[1]@7",
        "h[1]@7",
        "example",
        "previous",
        "next",
    } == refs.keys()
    left, low, wide = shown.plane.square
    for group in root.iter("g"):
        if found := re.fullmatch(r"point\[(\d+)\]", group.get("data-ref") or ""):
            t = int(found[1])
            x, y = map(float, re.findall(r"[-\d.]+", group.get("transform")))  # from the lower left corner
            assert [left + x / 100 * wide, low - y / 100 * wide] == pytest.approx(PLANAR.X[t - 1], abs=0.01 * wide)
            assert ("on" in group.get("class").split()) == (t == 7)
            assert any(e.get("class") == f"dot{PLANAR.Y[t - 1, 0]:.0f}" for e in group.iter("circle"))


def test_many_points_are_dots():
    data = DataSet(np.random.default_rng(0).normal(size=(500, 2)), np.arange(500)[:, np.newaxis] % 2, name="many")
    refs = refs_of(root_of(stage(scene(data, (2, 2, 1), t=9))))
    assert [ref for ref in refs if ref.startswith("point")] == ["point[9]"]


def test_the_plane_stands_still_while_no_point_leaves_it():
    X = PLANAR.X.copy()
    drawn = plane.square(X, X)
    X[3], X[4] = (drawn.left, drawn.low), (drawn.left + drawn.wide, drawn.low + drawn.wide)  # its corners
    assert plane.square(PLANAR.X, X) == drawn
    X[3, 0] = -9
    left, low, wide = plane.square(PLANAR.X, X)
    assert (left <= X[:, 0]).all() and (X[:, 0] <= left + wide).all()
    assert (low <= X[:, 1]).all() and (X[:, 1] <= low + wide).all()


@pytest.mark.parametrize("width", (WIDE, MIDDLE))
def test_the_plane_and_its_network_fit_a_screen(width):
    for view in (stage, forward.stage):
        assert 48 + view(scene(PLANAR), width).height <= 600
