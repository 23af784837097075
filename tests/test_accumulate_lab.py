"""The accumulate lab: the stack of outer products, and their running sum."""

from xml.etree import ElementTree

import numpy as np
import pytest

import bpkit
from bpkit import DataSet
from bpkit.notation import html, plain
from bpkit.views.accumulate import LINE, drawn_examples, room_for
from bpkit.widgets.accumulate_lab import AccumulateLab

SVG = "{http://www.w3.org/2000/svg}"


def on_screen(lab):
    """The numbers of the screen by their data-ref."""
    elements = ElementTree.fromstring(f"<div>{lab._view.html}</div>").iter()
    found = [(e.get("data-ref"), float(e.text.replace("−", "-"))) for e in elements if e.get("data-ref") and e.text]
    assert len(found) == len(dict(found))
    return dict(found)


@pytest.mark.parametrize("data, layers, layer", [("xor", (2, 2, 1), 1), ("xor", (2, 3, 2, 1), 2), ("planar", None, 2)])
@pytest.mark.parametrize("added", [0, 1, 3, 4])
def test_the_screen_shows_the_products_and_the_sum_of_those_added(data, layers, layer, added):
    lab = AccumulateLab(data, layers, added=added, layer=layer)
    expected, products = 0, {}
    for t in range(1, lab.m + 1):
        x, y = lab.data_set.X[t - 1], lab.data_set.Y[t - 1]
        _, a = bpkit.forward_propagate(lab.Theta, x)
        delta = bpkit.backpropagate_errors(lab.Theta, a, y)
        products[t] = delta[layer + 1] @ a[layer].T
        expected = expected + products[t] * (t <= added)
    np.testing.assert_allclose(lab.running, expected, atol=1e-15)

    screen = on_screen(lab)
    for (i, j), value in np.ndenumerate(expected):
        assert screen.pop(f"Delta[{layer}][{i + 1}, {j}]") == pytest.approx(value, abs=0.501e-4)
    drawn = [t for t in drawn_examples(lab.m, added, room_for(expected.shape)) if t]
    for t in drawn:
        for (i, j), value in np.ndenumerate(products[t]):
            assert screen.pop(f"product[{layer}][{i + 1}, {j}]@{t}") == pytest.approx(value, abs=0.501e-4)
    assert not screen
    assert lab._view.html.count("✓ added") == sum(t <= added for t in drawn)
    assert lab._view.html.count("not yet added<") == sum(t > added for t in drawn)


def test_all_added_is_the_Delta_of_the_algorithm():
    lab = AccumulateLab("planar", added=40, layer=1)
    np.testing.assert_allclose(lab.running, lab.Delta[1], rtol=1e-12)


def test_of_many_examples_the_first_and_the_last_added_are_drawn():
    assert drawn_examples(4, 2, 3) == [1, 2, 3, 4]
    assert drawn_examples(40, 0, 3) == drawn_examples(40, 3, 3) == [1, 2, 3, None]
    assert drawn_examples(40, 4, 3) == [1, 2, None, 4, None]
    assert drawn_examples(40, 40, 3) == [1, 2, None, 40]


@pytest.mark.parametrize("data, layers", [("xor", None), ("and", (2, 1)), ("planar", None), ("digits", None)])
def test_the_products_fit_into_one_line_of_a_projector_and_the_sum_into_it_or_below(data, layers):
    lab = AccumulateLab(data, layers)
    for l in lab.Theta:
        for added in (0, 1, lab.m // 2, lab.m):
            lab.layer, lab.added = l, added
            pictures = lab._pictures()
            *products, total = pictures
            assert sum(picture.width + 6 for picture in products) < LINE and total.width < LINE
            assert sum("more" in picture.label for picture in pictures) <= 2


def test_those_left_out_are_counted():
    lab = AccumulateLab("planar", added=10)
    labels = [picture.label for picture in lab._pictures()]
    assert labels[2] == "and 7 more" and labels[4] == "and 30 more"
    lab.added = 40
    assert lab._pictures()[-1].label == "Δ⁽¹⁾ after 40 of 40"


def test_the_chosen_entry_is_written_out_as_a_sum():
    lab = AccumulateLab(added=4, entry=(1, 2))
    terms = np.array([0.0, 0.0496, 0.0, -0.0669])  # the δ of examples 2 and 4, where x₂ = 1
    assert lab.running[0, 2] == pytest.approx(terms.sum(), abs=1e-4)
    assert plain(lab._sum()).startswith("Δ⁽¹⁾₁₂ = 0 + 0.0000 + 0.0496 + 0.0000 + (−0.0669) = −0.0173;")
    assert html(lab._sum()) in lab._view.html
    assert lab._view.html.count("written-cell") == 5
    lab.added = 0
    assert "set to zero once" in lab._view.html
    lab._pick("product[1][2, 0]@3")
    assert lab.entry == (2, 0)
    lab.layer = 2  # which has one row only
    assert lab.entry == (1, 0)


def test_digits_are_images_and_a_row_can_be_chosen():
    lab = AccumulateLab("digits", added=2, layer=2)
    tree = ElementTree.fromstring(f"<div>{lab._view.html}</div>")
    assert sum(e.tag.endswith("image") for e in tree.iter()) == 3
    # The rows of Δ, once each: not those of the products beside it.
    rows = [e.get("data-ref") for e in tree.iter() if e.get("class") == "pick"]
    assert rows == [f"row[2][{i}]" for i in range(1, 11)]
    lab.layer = 1
    assert lab._view.html.count('class="pick"') == 25
    lab.layer = 2
    lab._pick("row[2][4]")
    assert lab.entry == (4, 0) and plain(lab._sum()).startswith("Δ⁽²⁾₄₀ = 0 +")
    lab.data = "xor"
    assert (lab.added, lab.layer, lab.entry) == (2, 2, (1, 0))
    lab.added, lab.data = 4, DataSet(X=[[1.0], [2.0]], Y=[[0], [1]])
    assert (lab.added, lab.layer) == (2, 2)


def test_traits_and_controls_move_each_other():
    lab = AccumulateLab()
    expected = "AccumulateLab(data='xor', layer_sizes=(2, 2, 1), seed=0, layer=1, entry=(1, 0), added=1)"
    assert repr(lab) == expected
    lab._controls["added"].slider.value = 3
    lab._controls["layer"].field.value = 2
    assert (lab.added, lab.layer) == (3, 2)
    lab.added = 2
    assert lab._controls["added"].field.value == lab._controls["added"].slider.value == 2
    assert eval(repr(lab))._view.html == lab._view.html
    lab.layer_sizes = (2, 1)
    assert lab.layer == 1
    assert "Δ⁽¹⁾ after 2 of 4" in lab._repr_mimebundle_()["image/svg+xml"]


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


def test_the_sentence_stands_beside_the_control():
    lab = AccumulateLab()
    lab._controls["added"].field.value = 9
    assert lab.added == 1 and lab._controls["added"].error == "added must be a whole number from 0 to 4, got 9."


def test_numbers_of_your_own_data_fit_their_cells():
    lab = AccumulateLab(DataSet(X=[[1000.0], [-2000.0]], Y=[[0], [1]], layer_sizes=(1, 1)), added=2)
    assert on_screen(lab) and "2000.0000" in lab._view.html
