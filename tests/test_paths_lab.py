"""The PathsLab: its numbers against numpy, its paths against the slopes of J, and its ball."""

import asyncio
import json
from itertools import product

import numpy as np
import pytest
from hands import Hand, by_ref, is_a_sentence, page, said, shown, stage, until, with_class
from hypothesis import given, settings
from hypothesis import strategies as st

from bpkit import PathsLab, random_theta
from bpkit.notation import Ref

X, Y = np.array([1, 0.5]), np.array([1, 0])
ENTRIES = [(l, i, j) for l in (1, 2, 3) for i in (1, 2) for j in (1, 2)]
FIRST = "Theta[1][1, 1]"


def g(z):
    return 1 / (1 + np.exp(-z))


def weights(lab):
    return [np.array(lab.Theta[l])[:, 1:] for l in (1, 2, 3)]


def forward(W):
    a = [X]
    for matrix in W:
        a.append(g(matrix @ a[-1]))
    return a


def J_of(W):
    z = W[2] @ forward(W)[2]
    return (np.logaddexp(0, z) - Y * z).sum()


def slope(W, l, i, j):
    """Of J for one weight, by nudging it."""
    J = []
    for nudge in (1e-6, -1e-6):
        moved = [matrix.copy() for matrix in W]
        moved[l - 1][i - 1, j - 1] += nudge
        J.append(J_of(moved))
    return (J[0] - J[1]) / 2e-6


def paths(W, l, i, j):
    """The product of each path from a weight to J, with the sums of z done by hand."""
    a, found = forward(W), []
    for rest in product((0, 1), repeat=3 - l):
        units, value = (i - 1, *rest), a[l - 1][j - 1]
        for layer, (here, there) in enumerate(zip(units, rest), start=l):
            value *= a[layer][here] * (1 - a[layer][here]) * W[layer][there, here]
        found.append(value * (a[3] - Y)[units[-1]])
    return found


def assert_right(lab):
    """What the screen and the properties show is numpy's; the slopes are those of J, by nudging."""
    W = weights(lab)
    a, l = forward(W), lab.weight[0]
    D = {entry: slope(W, *entry) for entry in ENTRIES}
    assert lab.J == pytest.approx(J_of(W))
    right = {"J": J_of(W), "layers": lab.layers, "units": lab.units}
    for k, i, j in ENTRIES:
        assert lab.D[k][i - 1, j] == pytest.approx(D[k, i, j], abs=1e-6)
        right |= {f"D[{k}][{i}, {j}]": D[k, i, j], f"Theta[{k}][{i}, {j}]": W[k - 1][i - 1, j - 1]}
        right[f"delta[{k + 1}][{i}]"] = D[k, i, 1] / a[k - 1][0]
        right[f"a[{k}][{j}]"], right[f"a[{k + 1}][{i}]"] = a[k - 1][j - 1], a[k][i - 1]
    products, folded = paths(W, *lab.weight), lab.folds if lab.part == 4 else 0
    end = max(l + 1, 4 - folded)
    sums = np.reshape(products, (2 ** (end - l - 1), -1)).sum(axis=1)
    right |= {f"path[{n}]": value for n, value in enumerate(sums, start=1)}
    numbers, elements = shown(lab), by_ref(page(lab))
    for ref, number in numbers.items():
        half = 0.00501 if elements[ref].get("data-plain") else number.half  # a weight has little room
        assert number == pytest.approx(right[str(Ref.parse(ref))], abs=half + 1e-6), ref
    drawn = len(sums) if lab.part == 4 else min(lab.drawn, len(sums)) if lab.part == 3 else 0
    assert sum(ref.startswith("path") for ref in numbers) == drawn
    assert ("D" in "".join(ref[0] for ref in numbers)) == (drawn == len(sums))
    deltas = {ref for ref in numbers if ref.startswith("delta")}
    assert deltas == {f"delta[{k}][{i}]" for k in range(end, 5) for i in (1, 2) if lab.part == 4}


Thetas = st.builds(
    lambda values: {l: np.insert(np.reshape(values[4 * l - 4 : 4 * l], (2, 2)), 0, 0, axis=1) for l in (1, 2, 3)},
    st.lists(st.floats(-6, 6), min_size=12, max_size=12),
)


@given(Thetas, st.sampled_from(ENTRIES), st.integers(1, 4), st.integers(0, 4), st.integers(0, 2))
@settings(max_examples=30, deadline=None)
def test_the_sum_over_the_paths_is_the_slope_of_J_folded_or_not(Theta, weight, part, drawn, folds):
    lab = PathsLab(part=part, Theta=Theta, weight=weight, drawn=drawn, folds=folds)
    assert_right(lab)
    lab.close()


@pytest.mark.parametrize("width", [640, 1000, 1085])
def test_it_is_folded_from_four_paths_to_one_product(width):
    lab = PathsLab(part=4)
    hand, rows = Hand(lab), []
    hand.send(width=width)
    for _ in range(4):
        assert_right(lab)
        rows.append(len([ref for ref in by_ref(page(lab)) if ref.startswith("path")]))
        hand.pick("go")
    assert rows == [4, 2, 1, 4]


def test_a_path_is_walked_line_by_line_then_the_others_are_drawn():
    lab = PathsLab(part=3)
    hand = Hand(lab)
    hand.pick("go")
    assert "what comes in, g′ in a hidden unit, Θ on a line, a − y." in said(lab)
    (flow,) = [element for element in stage(lab).iter() if element.get("data-flow")]
    assert [step["edge"] for step in json.loads(flow.get("data-flow"))] == [f"edge[{k}][1, 1]" for k in (1, 2, 3)]
    assert len(with_class(stage(lab), "act")) == 3
    hand.pick("go")
    assert lab.drawn == 4 and len(with_class(stage(lab), "act")) == 7
    hand.pick("path[4]")
    assert {e.get("data-ref") for e in with_class(stage(lab), "act")} == {
        "edge[1][1, 1]",
        "edge[2][2, 1]",
        "edge[3][2, 2]",
    }
    hand.pick("edge[2][1, 2]".replace("edge", "Theta"))
    assert lab.weight == (2, 1, 2) and lab.drawn == 0
    assert_right(lab)


@pytest.mark.parametrize(
    "layers, units, paths", [(2, 2, "4"), (10, 25, "7\xa0629\xa0394\xa0531\xa0250"), (40, 100, "2.0 · 10⁷⁸")]
)
def test_paths_and_lines_are_counted(layers, units, paths):
    lab, sizes = PathsLab(part=4, layers=layers, units=units), (2, *[units] * layers, 2)
    lines = f"{sum(a * b for a, b in zip(sizes, sizes[1:])):,}".replace(",", "\xa0")
    told = ["".join(element.itertext()) for element in with_class(stage(lab), "n")]
    assert {f"{paths} paths from one weight", f"{lines} lines, each gone over once"} <= set(told)


def test_only_what_is_underlined_moves():
    lab = PathsLab()
    hand = Hand(lab)
    for part, free in ((1, {FIRST}), (2, {f"Theta[{l}][{i}, {j}]" for l, i, j in ENTRIES}), (3, set())):
        lab.part = part
        given = {ref for ref, e in by_ref(page(lab)).items() if e.get("data-given")}
        assert {str(Ref.parse(ref)).replace("edge", "Theta") for ref in given} == free
        before = lab.Theta
        hand.move("Theta[3][2, 1]", 1)
        assert (lab.Theta is not before) == (part == 2)
        if part != 2:
            assert is_a_sentence(lab._error)


def test_all_weights_go_downhill_as_one_move_until_J_is_small():
    lab = PathsLab(part=2)
    J = [lab.J]
    for _ in range(12):
        Hand(lab).pick("go")
        J.append(lab.J)
        assert_right(lab)
    assert J == sorted(J, reverse=True) and J[-1] < 0.5 * J[0]
    for before in reversed(J[:-1]):
        lab.undo()
        assert lab.J == pytest.approx(before)


def test_let_go_the_ball_rolls_into_the_valley_and_undo_brings_it_back():
    async def roll():
        lab = PathsLab()
        Hand(lab).move(FIRST, 3, 4)
        assert lab.rolling
        await until(lambda: not lab.rolling)
        assert lab.Theta[1][0, 1] == pytest.approx(-1.5, abs=0.1)
        assert abs(slope(weights(lab), 1, 1, 1)) < 0.1
        assert "You let go at 4.00, and it rolled to −1." in said(lab)
        assert_right(lab)
        lab.undo()
        assert lab.Theta[1][0, 1] == 4
        lab.undo()
        assert lab.Theta[1][0, 1] == 1
        Hand(lab).pick("go")
        await asyncio.sleep(0.2)
        Hand(lab).move(FIRST, 2, done=False)  # caught
        await asyncio.sleep(0.2)
        assert not lab.rolling and lab.Theta[1][0, 1] == 2
        lab.rolling = True
        lab.close()
        assert not lab.rolling

    asyncio.run(roll())


def test_the_curve_is_drawn_only_where_the_learner_has_been():
    lab = PathsLab()

    def ends():
        weights, _ = lab._scene().hills[FIRST]
        return round(float(weights[0]), 6), round(float(weights[-1]), 6)

    assert ends() == (0.7, 1.3)
    Hand(lab).move(FIRST, 3, -2)
    assert ends() == (-2.3, 3.3)
    lab.undo()
    assert ends() == (-2.3, 3.3)
    lab.reset()
    assert ends() == (0.7, 1.3)


@pytest.mark.parametrize(
    "name, value",
    [
        ("part", 5),
        ("weight", (1, 3, 1)),
        ("weight", "first"),
        ("weight", (1, 1, 0)),
        ("drawn", 5),
        ("folds", -1),
        ("layers", 0),
        ("Theta", random_theta((2, 2, 2, 2), 0)),
        ("Theta", random_theta((2, 3, 2), 0)),
        ("Theta", {1: [[0, 10, 0]] * 2, 2: [[0, 1, 1]] * 2, 3: [[0, 1, 1]] * 2}),
        ("rolling", True),
    ],
    ids=str,
)
def test_what_does_not_fit_is_said_and_changes_nothing(name, value):
    lab = PathsLab()
    before = repr(lab)
    with pytest.raises(ValueError) as found:
        setattr(lab, name, value)
    assert is_a_sentence(str(found.value)) and repr(lab) == before


def test_its_repr_makes_it_again():
    Theta = {1: [[0, 1, 2]] * 2, 2: [[0, 3, 4]] * 2, 3: [[0, 1, 1]] * 2}
    lab = PathsLab(part=4, weight=(2, 1, 2), folds=1, layers=3, Theta=Theta)
    assert eval(repr(lab))._view.html == lab._view.html
    assert repr(PathsLab()) == "PathsLab()"


@pytest.mark.parametrize("ref", ["a[3][1]", "delta[2][1]", "delta[4][2]", "Theta[1][2, 1]", "D[1][1, 1]"])
def test_a_number_says_where_it_came_from(ref):
    explanation = PathsLab(part=4, folds=2)._explanation(Ref.parse(ref))
    formula = explanation.numbers(lambda factor: f"({factor.value!r})").replace("·", "*").replace("−", "-")
    assert eval(formula) == pytest.approx(explanation.value)


def test_what_is_given_and_J_say_what_they_are():
    lab = PathsLab(part=4)
    assert "log" in lab._tip("J") and "given" in lab._tip("a[1][1]") and lab._tip("path[1]") == ""
