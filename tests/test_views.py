"""The views are functions: what goes in as numbers must stand in the string, at the right place and nowhere else."""

import re
import sys
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure

import bpkit
from bpkit.notation import number
from bpkit.views import cells, plots, prose
from bpkit.views.picture import STYLE, Picture

SVG = "{http://www.w3.org/2000/svg}"


def parsed(markup):
    return ElementTree.fromstring(f"<div>{markup}</div>")


def with_class(tree, name):
    return [element for element in tree.iter() if name in (element.get("class") or "").split()]


def content(tree):
    return " ".join("".join(tree.itertext()).split())


def test_numbers_are_written_with_4_decimals_and_a_true_minus():
    assert [number(v) for v in (0.5, -0.25, 1e6, -1e6)] == ["0.5000", "−0.2500", "1000000.0000", "−1000000.0000"]
    assert number(-1e-9) == "−0.0000"  # it is below zero, and drawn so
    assert number(-0.0) == "0.0000"  # this one is not


# ---------------------------------------------------------------- pictures


def test_a_picture_alone_is_a_whole_document():
    picture = bpkit.Explorer()._picture()
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
    for picture in (Picture(1, 1, stroke, "line"), bpkit.Explorer()._picture()):
        saved = picture.standalone()
        assert "var(" not in saved and "--bpkit" not in saved
        style = ElementTree.fromstring(saved).find(f"{SVG}style").text
        assert not re.findall(r":hover|:focus|@|animation|transition|cursor|flex|/\*", style)
        assert all(rule.startswith(".bpkit-saved ") for rule in style.split("}\n"))
        assert not re.findall(r"\.code\b|\.tick\b", style)  # what this picture does not have
    assert ".code" in STYLE and ".tick" in STYLE
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


@pytest.mark.parametrize("value", [0, 2, 10, -0.25, 0.5, 100.5, 1e11, 1e12, 1.5e20, -1e300, 1e308])
@pytest.mark.parametrize("room", [None, 110, 40])
def test_a_short_number_loses_no_zeros_but_those_behind_the_point(value, room):
    told = cells.short(value, room=room)
    assert float(told.replace("−", "-")) == pytest.approx(value, rel=0.5 if room == 40 else 1e-4)
    assert "." not in told or not told.partition("e")[0].endswith("0")


def test_a_sentence_sets_all_letters_of_a_product_alike():
    """None is a letter of the words around it beside one that is mathematics."""
    told = "This is aδᵀ in place of δaᵀ, Θᵀδ, λΘ, g′(z₁) or `J`: a word, J."
    found = [part for part, math in prose._parts(told) if math]
    assert found == ['aδ^{"T"}', 'δa^{"T"}', 'Θ^{"T"}δ', "λΘ", "g′", "z_{1}", "J"]
