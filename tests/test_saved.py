"""widget.save: a file of each kind, and a sentence for what cannot be saved. And what a plot is in a notebook."""

import sys
from base64 import b64decode
from io import BytesIO
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure
from PIL import Image

from bpkit import Explorer, UnitLab
from bpkit.views.cells import label
from bpkit.views.picture import Picture, figure_picture


@pytest.mark.parametrize("make", [UnitLab, Explorer])
def test_it_saves_what_is_shown_in_each_kind_of_file(make, tmp_path):
    widget = make()
    for name, start in (("net.svg", b"<svg"), ("net.png", b"\x89PNG\r\n"), ("net.pdf", b"%PDF-")):
        widget.save(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)
    svg = (tmp_path / "net.svg").read_text(encoding="utf-8")
    assert svg == widget._repr_mimebundle_()["image/svg+xml"]
    ElementTree.fromstring(svg)


def test_a_png_is_as_large_as_scale_says(tmp_path):
    lab = UnitLab()
    sizes = []
    for scale in (1, 3):
        lab.save(str(tmp_path / "unit.png"), scale=scale)
        content = (tmp_path / "unit.png").read_bytes()
        sizes.append(int.from_bytes(content[16:20], "big"))
    assert sizes[1] == 3 * sizes[0]


def test_small_words_are_as_small_in_a_program_that_knows_few_selectors(tmp_path):
    drawn = []
    for small in (label(0, 14, "the weights", "mu s"), label(0, 14, "the weights", "mu", size=14)):
        Picture(90, 20, small, "").save(tmp_path / "words.png")
        drawn.append((tmp_path / "words.png").read_bytes())
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("name", ["net.gif", "net", "net.PNG.txt"])
def test_another_kind_of_file_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match=r"^path must end with \.svg, \.png or \.pdf, got "):
        UnitLab().save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name, package", [("net.png", "resvg_py"), ("net.pdf", "cairosvg")])
def test_what_is_not_installed_is_named(tmp_path, monkeypatch, name, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=r"is needed: pip install (resvg-py|cairosvg) "):
        UnitLab().save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_scale_is_a_trait_from_1_to_2():
    lab = UnitLab(scale=1.6)
    assert lab._view.scale == 1.6
    lab.scale = 2
    assert lab._view.scale == 2
    with pytest.raises(ValueError, match="scale must be a number from 1 to 2, got 3"):
        lab.scale = 3
    assert lab._view.scale == 2


def test_a_plot_shows_itself_as_the_image_that_it_is():
    data, metadata = figure_picture(Figure(figsize=(2, 1)), "nothing")._repr_mimebundle_()
    assert Image.open(BytesIO(b64decode(data["image/png"]))).size == (300, 150)
    assert data["text/plain"] == "nothing" and metadata == {"image/png": {"width": 192, "alt": "nothing"}}
