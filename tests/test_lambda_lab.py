"""The lab of lines 6 and 7: its numbers against numpy, its controls, and what it refuses."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

import bpkit
from bpkit.notation import html, plain
from bpkit.views.regularized import scale, sentence
from bpkit.widgets.lambda_lab import LambdaLab

MINUS = str.maketrans("−", "-")


def numbers(html, name):
    """The numbers on the screen whose data-ref begins with that name, by (i, j)."""
    elements = ElementTree.fromstring(f"<div>{html}</div>").iter()
    found = {}
    for element in elements:
        ref = element.get("data-ref", "")
        if ref.startswith(f"{name}[") and element.text:
            _, i, j = map(int, re.findall(r"\d+", ref))
            found[i, j] = float(element.text.translate(MINUS))
    return found


def lines(html):
    """The x and y of both ends of each entry's line, row by row."""
    elements = ElementTree.fromstring(f"<div>{html}</div>").iter()
    ends = [
        [float(e.get(name)) for name in ("x1", "y1", "x2", "y2")] for e in elements if "weight" in e.get("class", "")
    ]
    return np.array(ends)


@pytest.mark.parametrize("layer", [1, 2])
@pytest.mark.parametrize("lambda_", [0, 1.5, 30])
def test_the_three_matrices_are_those_of_lines_6_and_7(layer, lambda_):
    lab = LambdaLab("xor", layer_sizes=(2, 3, 1), seed=5, lambda_=lambda_, layer=layer)
    xor = bpkit.load("xor")
    Theta = bpkit.random_theta((2, 3, 1), 5)[layer]
    mean = bpkit.backpropagation(bpkit.random_theta((2, 3, 1), 5), xor.X, xor.Y)[layer]
    D = bpkit.backpropagation(bpkit.random_theta((2, 3, 1), 5), xor.X, xor.Y, lambda_)[layer]
    for name, expected in {"mean": mean, "pull": lambda_ / 4 * Theta, "D": D}.items():
        shown = numbers(lab._view.html, name)
        assert len(shown) == Theta.size
        for (i, j), value in shown.items():
            assert value == pytest.approx(expected[i - 1, j], abs=0.51e-4)


def test_column_0_is_crossed_out_and_nothing_else():
    html = LambdaLab(lambda_=1)._view.html
    struck = re.findall(r'text-decoration="line-through"[^>]*data-ref="(\w+)\[1\]\[\d, (\d)\]"', html)
    assert struck == [("pull", "0")] * 2


def test_the_lines_are_flat_for_j_0_and_rise_with_the_weight():
    lab = LambdaLab("xor", layer_sizes=(2, 3, 1), seed=5, lambda_=1)
    ends = lines(lab._view.html).reshape(3, 3, 4)
    falls = ends[..., 3] - ends[..., 1]  # downwards on the screen
    assert (falls[:, 0] == 0).all()
    slopes = lab.Theta[1][:, 1:]
    assert (np.sign(falls[:, 1:]) == -np.sign(slopes)).all()
    np.testing.assert_allclose(falls[:, 1:] / slopes, (falls[:, 1:] / slopes)[0, 0], atol=1)  # one scale for all
    lab.lambda_ = 7
    assert (lines(lab._view.html).reshape(3, 3, 4) == ends).all()  # only the dot moves


def test_fewer_entries_have_larger_boxes():
    def box(lab):
        found = re.search(r'class="pick" data-ref="D[^>]* width="(\d+)" height="(\d+)"', lab._view.html)
        return int(found[1]), int(found[2])

    one_row = box(LambdaLab("xor", layer_sizes=(2, 3, 1), layer=2))
    three_rows = box(LambdaLab("xor", layer_sizes=(2, 3, 1), layer=1))
    digits = box(LambdaLab("digits"))
    assert one_row[0] == three_rows[0] > digits[0]
    assert one_row[1] > three_rows[1] > digits[1]


def test_J_is_told_with_its_two_parts():
    lab = LambdaLab("xor", layer_sizes=(2, 3, 1), seed=5, lambda_=2)
    xor = bpkit.load("xor")
    J, loss = (bpkit.cost(lab.Theta, xor.X, xor.Y, lambda_) for lambda_ in (2, 0))
    assert f"J(Θ) = {J:.4f} = {loss:.4f} (cross-entropy, □) + {J - loss:.4f}" in lab._view.html


def told(lab):
    """The sentence on the screen, as plain text."""
    source = sentence(lab._regularized())
    assert html(source) in lab._view.html
    return plain(source)


def test_an_entry_is_written_out():
    lab = LambdaLab("xor", layer_sizes=(2, 3, 1), seed=5, lambda_=2, layer=2)
    lab._pick("D[2][1, 3]")
    assert lab.entry == (1, 3)
    assert told(lab) == "Line 6: D⁽²⁾₁₃ = (1/m) (Δ⁽²⁾₁₃ + λ Θ⁽²⁾₁₃) = (1/4) (−0.2002 + 2 · 0.1497) = 0.0248."
    lab._pick("pull[2][1, 0]")
    assert told(lab) == "Line 7: D⁽²⁾₁₀ = (1/m) Δ⁽²⁾₁₀ = (1/4) · (−0.7700) = −0.1925, whatever λ is."
    lab._pick("mean[2][1, 2]")
    assert lab.entry == (1, 2)


def test_controls_and_traits_move_each_other():
    lab = LambdaLab()
    lab._controls["lambda_"].slider.value = 3
    assert lab.lambda_ == 3
    lab._controls["layer"]._buttons.value = 2
    assert lab.layer == 2 and numbers(lab._view.html, "D").keys() == {(1, 0), (1, 1), (1, 2)}
    lab.layer = 1
    assert lab._controls["layer"]._buttons.value == 1
    lab.lambda_ = 25
    assert "λ from 0 to 25" in plain(scale(lab._regularized()))


def test_the_place_stays_inside_the_network():
    lab = LambdaLab(layer_sizes=(2, 3, 1), layer=1, entry=(3, 2))
    lab.layer = 2
    assert lab.entry == (1, 2)
    lab.layer_sizes = (2, 1)
    assert lab.layer == 1 and list(lab._controls["layer"]._buttons.options) == [("Θ⁽¹⁾", 1)]


def test_repr_and_saved_picture():
    lab = LambdaLab("xor", layer_sizes=(2, 3, 1), seed=5, lambda_=2, layer=2, entry=(1, 3))
    again = eval(repr(lab))
    assert again._view.html == lab._view.html
    svg = lab._repr_mimebundle_()["image/svg+xml"]
    ElementTree.fromstring(svg)
    assert "flat for j = 0" in svg


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


def test_large_matrices_are_images_and_some_of_their_entries_are_lines():
    lab = LambdaLab("digits", lambda_=1)
    assert "the first 4 rows and 6 columns" in lab._view.html.replace("\N{NO-BREAK SPACE}", " ")
    lab._pick("row[1][7]")
    assert lab.entry == (7, 1)
