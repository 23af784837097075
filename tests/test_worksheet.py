"""Worksheets: the key, the pencil, the slips, and the page."""

import itertools
import re
import subprocess
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

import numpy as np
import pytest

from bpkit import __main__ as console
from bpkit import check
from bpkit.check.worksheet import BLANKS, COMMONEST, sheet
from bpkit.notation import html
from bpkit.views.worksheet import worksheet_page

VARIANTS = range(1, 201)
REFS = [ref for refs in BLANKS.values() for ref in refs]


def g(z):
    return 1 / (1 + np.exp(-z))


def with_one(a):
    return np.vstack([np.ones((1, a.shape[1])), a])


def key(sheet):
    """All that a sheet asks for, by the algorithm in plain NumPy."""
    Theta, X, Y = (getattr(sheet.variant, name) for name in ("Theta", "X", "Y"))
    a1 = with_one(X.T)
    z2 = Theta[1] @ a1
    a2 = with_one(g(z2))
    z3 = Theta[2] @ a2
    a3 = g(z3)
    d3 = a3 - Y.T
    d2 = (Theta[2].T @ d3 * a2 * (1 - a2))[1:]
    Delta = {1: d2 @ a1.T, 2: d3 @ a2.T}
    D = {l: (Delta[l] + sheet.variant.lambda_ * Theta[l] * [0, 1, 1]) / len(X) for l in Delta}
    found = {}
    for name, columns, first in (
        ("a[1]", a1, 0), ("z[2]", z2, 1), ("a[2]", a2, 0), ("z[3]", z3, 1), ("a[3]", a3, 1), ("delta[3]", d3, 1),
        ("delta[2]", d2, 1),
    ):  # fmt: skip
        found |= {f"{name}[{k}]": value for k, value in enumerate(columns[:, -1], start=first)}
    for name, matrices in (("Delta", Delta), ("D", D)):
        for l, matrix in matrices.items():
            found |= {f"{name}[{l}][{i + 1}, {j}]": matrix[i, j] for i, j in np.ndindex(matrix.shape)}
    return found


@pytest.mark.parametrize("k", VARIANTS)
def test_the_key_is_what_the_algorithm_gives(k):
    one = sheet(k)
    expected = key(one)
    assert one.variant.written == {ref: pytest.approx(expected[ref], abs=0.0005 + 1e-9) for ref in REFS}
    assert {ref: one.variant.numbers[ref] for ref in REFS} == pytest.approx({ref: expected[ref] for ref in REFS})
    assert all(abs(value) > 0.03 - 1e-9 for value in one.variant.written.values())


# ---------------------------------------------------------------- the pencil


def digits(value):
    """A number as it is printed."""
    return Decimal(f"{value:.3f}")


def rounded(value, way):
    return value.quantize(Decimal("0.001"), way)


def by_pencil(sheet, way, each):
    """All numbers, worked out from those that are printed and those just written, with decimals.

    way : of rounding what lies halfway. each : whether the result of every operation is rounded, or each number once.
    """
    r = (lambda value: rounded(value, way)) if each else lambda value: value
    end = lambda value: rounded(value, way)  # noqa: E731
    table = {f"{k / 10:.1f}": digits(g(k / 10)) for k in range(30)}
    Theta = {l: [[Decimal(f"{w:.1f}") for w in row] for row in T] for l, T in sheet.variant.Theta.items()}
    before = {l: [[digits(v) for v in row] for row in D] for l, D in sheet.variant.before.items()}
    x, y = ([Decimal(f"{v:.1f}") for v in each[-1]] for each in (sheet.variant.X, sheet.variant.Y))
    a, n = {1: [Decimal(1), *x]}, {}
    for l in (2, 3):
        a[l] = [Decimal(1)]
        for i in (1, 2):
            z = end(sum(r(w * b) for w, b in zip(Theta[l - 1][i - 1], a[l - 1])))
            at = table[f"{abs(z):.1f}"]
            assert abs(abs(z) - Decimal(f"{abs(z):.1f}")) == 0, "z stands in the table"
            a[l].append(at if z > 0 else 1 - at)
            n |= {f"z[{l}][{i}]": z, f"a[{l}][{i}]": a[l][-1]}
    d = {3: [a[3][i] - y[i - 1] for i in (1, 2)], 2: []}
    for j in (1, 2):
        back = r(sum(r(Theta[2][i][j] * d[3][i]) for i in (0, 1)))
        ways = {end(r(back * a[2][j]) * (1 - a[2][j])), end(back * r(a[2][j] * (1 - a[2][j])))}
        assert len(ways) == 1, "in both orders"
        d[2] += ways
    n |= {f"delta[{l}][{i}]": d[l][i - 1] for l in d for i in (1, 2)}
    for l, i in ((1, 1), (2, 2)):
        for j in (0, 1, 2):
            Delta = n[f"Delta[{l}][{i}, {j}]"] = end(before[l][i - 1][j] + r(d[l + 1][i - 1] * a[l][j]))
            pull = r(Decimal(f"{sheet.variant.lambda_:.1f}") * Theta[l][i - 1][j]) if j else 0
            n[f"D[{l}][{i}, {j}]"] = end((Delta + pull) / len(sheet.variant.X))
    return n | {f"a[1][{j}]": value for j, value in enumerate(a[1])}


@pytest.mark.parametrize("k", VARIANTS)
def test_three_decimals_suffice_however_one_rounds(k):
    one = sheet(k)
    for way, each in itertools.product((ROUND_HALF_UP, ROUND_HALF_DOWN), (True, False)):
        assert by_pencil(one, way, each) == {ref: digits(one.variant.numbers[ref]) for ref in REFS}


def test_neighbors_have_other_numbers():
    written = {k: sheet(k).variant.written for k in VARIANTS}
    for one, other in itertools.combinations(VARIANTS, 2):
        same = [ref for ref in REFS if written[one][ref] == written[other][ref]]
        assert len(same) < (7 if other - one > 1 else 6), (one, other, same)


def test_a_variant_is_the_same_each_time():
    first = sheet(7).variant
    for k in range(30, 40):
        sheet(k).variant  # noqa: B018: so that it is found anew
    again = sheet(7).variant
    assert again is not first and again.numbers == first.numbers
    assert first.written["delta[2][1]"] == 0.178  # as on the sheets that are in a folder somewhere
