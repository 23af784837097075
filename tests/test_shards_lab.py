"""The ShardsLab: each Δ against backpropagation of those examples alone, the tree, and what a move reaches."""

from xml.etree import ElementTree

import numpy as np
import pytest
from hands import Hand, by_ref, changed, is_a_sentence, page, said, shown, stage, with_class
from hypothesis import given, settings
from hypothesis import strategies as st

from bpkit import ShardsLab, backpropagation, load, random_theta
from bpkit.notation import Ref

PLANAR, THETA, ROOT = load("planar"), random_theta((2, 4, 1), seed=0), "Delta[1][1, 1]"
GIVEN = {"shards": "shards", "x[1]@17": "x_1", "x[2]@17": "x_2"}


def Delta_of(lab, first, last):
    """m D of these examples, by the algorithm as written."""
    X = PLANAR.X.copy()
    X[16] = lab.x_1, lab.x_2
    rows = slice(first - 1, last)
    D = backpropagation(THETA, X[rows], PLANAR.Y[rows])
    return {l: (last - first + 1) * D[l] for l in D}


def assert_right(lab):
    right = {ref: getattr(lab, name) for ref, name in GIVEN.items()}
    for node in lab._tree:
        Delta = Delta_of(lab, node.first, node.last)
        np.testing.assert_allclose(node.Delta, Delta[1], atol=1e-13)
        right[node.ref] = Delta[1][0, 1]
    for l, Delta in Delta_of(lab, 1, 40).items():
        np.testing.assert_allclose(lab.Delta[l], Delta, atol=1e-13)
    numbers = shown(lab)
    assert {str(Ref.parse(ref)) for ref in numbers} == right.keys()
    for ref, number in numbers.items():
        assert number == pytest.approx(right[ref], abs=max(number.half, 0.00501 if ref[0] == "x" else 1e-9)), ref


@pytest.mark.parametrize("shards", range(1, 9))
def test_each_sum_is_of_its_examples_and_all_examples_are_in_the_tree_once(shards):
    lab = ShardsLab(shards=shards)
    assert_right(lab)
    nodes = {node.ref: node for node in lab._tree}
    leaves = [node for node in lab._tree if not node.of]
    assert len(leaves) == shards and [t for node in leaves for t in range(node.first, node.last + 1)] == [*range(1, 41)]
    used = [ref for node in lab._tree for ref in node.of]
    assert sorted(used) == sorted(nodes.keys() - {ROOT})  # each goes into one sum, all but Δ
    for node in lab._tree:
        if node.of:
            parts = [nodes[ref] for ref in node.of]
            assert len(parts) == (1 if shards == 1 else 2)
            assert (node.first, node.last) == (parts[0].first, parts[-1].last)
            assert node.level == 1 + max(part.level for part in parts)
    assert nodes[ROOT].level == max(1, int(np.ceil(np.log2(shards))))


@pytest.mark.parametrize("shards", [1, 3, 4, 7])
def test_a_move_reaches_its_shard_and_the_sums_that_it_goes_into(shards):
    lab = ShardsLab(shards=shards)
    assert not with_class(stage(lab), "arrow"), "nobody sees it before the move"
    Hand(lab).move("x[1]@17", 0.9)
    path = {node.ref for node in lab._tree if node.first <= 17 <= node.last}
    assert changed(lab) == {"x[1]@17", *path}
    leaf = next(ref for ref in path if ref.startswith("shard"))
    assert said(lab).startswith("You moved x1 of example 17 from −0.8 to 0.9. Changed: Δ.")
    assert said(lab).endswith(f"Only shard {leaf[6]} has to be computed again, and what it goes into.")
    lines = len(with_class(stage(lab), "arrow"))  # the way that the change takes is drawn in the accent
    assert lines == len(path) - 1
    lab.undo()
    assert changed(lab) == set()


def test_another_number_of_shards_leaves_Delta_as_it_is():
    lab = ShardsLab()
    before = lab.Delta
    Hand(lab).move("shards", 7)
    assert said(lab) == "You moved shards from 4 to 7. Δ is the same sum, added in another order."
    assert changed(lab) == set()
    assert all(np.allclose(before[l], lab.Delta[l], rtol=1e-14) for l in before)


@pytest.mark.parametrize(
    "ref, bad, name", [("shards", 9, "shards"), ("shards", 1.5, "shards"), ("x[1]@17", "no", "x1")]
)
def test_a_bad_value_by_hand_is_told_in_the_strip(ref, bad, name):
    lab = ShardsLab()
    Hand(lab).move(ref, bad)
    assert said(lab).startswith(f"{name} must be a ") and is_a_sentence(said(lab))
    assert_right(lab)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(sorted(GIVEN)), st.floats(-3, 9).map(lambda v: round(v, 2))), max_size=5))
def test_whatever_is_moved_the_screen_is_right(moves):
    lab = ShardsLab()
    for ref, value in moves:
        Hand(lab).move(ref, round(value) if ref == "shards" else value)
        assert_right(lab)


def test_each_number_is_explained_and_leads_to_its_parts():
    lab = ShardsLab(shards=3)
    for ref in shown(lab):
        assert lab._tip(ref).startswith("<div>"), ref
    assert 'data-go="shard[1]"' in lab._tip("sum[1]") and "examples 1 to 27" in lab._tip("sum[1]")
    assert 'data-go="sum[1]"' in lab._tip(ROOT) and 'data-go="shard[3]"' in lab._tip(ROOT)
    assert "line 5, for examples 28 to 40" in lab._tip("shard[3]")


@pytest.mark.parametrize("width", [1085, 640])
@pytest.mark.parametrize("shards", [1, 5, 8])
def test_at_each_width_all_stands_inside(width, shards):
    lab = ShardsLab(shards=shards)
    lab._view._receive(None, {"width": width}, [])
    assert float(stage(lab).get("width")) <= width
    assert_right(lab)


def test_python_sets_what_the_hand_sets():
    lab = ShardsLab(shards=2, x_1=0.5)
    lab.x_2 = -1
    assert_right(lab)
    assert repr(lab) == "ShardsLab(shards=2, x_1=0.5, x_2=-1.0)" and repr(eval(repr(lab))) == repr(lab)
    lab.reset()
    assert lab.x_2 == PLANAR.X[16, 1] and by_ref(page(lab))["shards"].get("data-given").startswith("2.0 ")
    with pytest.raises(ValueError, match="shards must be a whole number from 1 to 8, got 0"):
        lab.shards = 0


def test_the_saved_picture_has_the_numbers():
    lab = ShardsLab()
    svg = lab._repr_mimebundle_()["image/svg+xml"]
    assert f"{lab.Delta[1][0, 1]:.4f}" in svg and "var(" not in svg
    ElementTree.fromstring(svg)


def test_delta_is_said_to_change_where_only_its_image_does():
    """With x₁ = 0 the entry that is shown has no part of example 17."""
    lab = ShardsLab(x_1=0)
    before = lab.Delta[1].copy()
    Hand(lab).move("x[2]@17", 0.3)
    assert (lab.Delta[1] != before).any() and lab.Delta[1][0, 1] == before[0, 1]
    assert "Changed: Δ." in said(lab)
