"""The cases of the lab "which line is wrong?", as data: listings of the algorithm, most of them with a wrong line.

What a wrong listing computes is not written here: it is a row of the tables of mistakes, put into the whole algorithm.
Only what fits by chance alone, on one network, is made here.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from bpkit import algorithm
from bpkit.algorithm import random_theta
from bpkit.check import catalogue, costs
from bpkit.check import places as at
from bpkit.check.catalogue import whole
from bpkit.data import DataSet
from bpkit.lines import LINES
from bpkit.notation import Ref
from bpkit.numbers import NOTICEABLE, compute

SEED = 0  # of the weights
ZEROS, LOOP, RESULT, COST = "Δ := 0", "for", "∂J", "J"  # what is no numbered line
ALL_RIGHT = "all right"

RIGHT_ROWS = {
    **{{0: ZEROS, None: LOOP}.get(line, line): LINES[line].plain for line in LINES},
    1: "  a⁽¹⁾ := x⁽ᵗ⁾, a₀ = 1 added;  y⁽ᵗ⁾ₖ = 1 for k = class of x⁽ᵗ⁾ + 1, else 0",
    4: "  δ⁽ˡ⁾ = (Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾ .* a⁽ˡ⁾ .* (1 − a⁽ˡ⁾), row 0 dropped",
    RESULT: "∂J/∂Θ⁽ˡ⁾ = D⁽ˡ⁾",
    COST: "J = −(1/m) ΣΣ [y log h + (1 − y) log(1 − h)] + (λ/2m) ΣΣΣ Θ²ᵢⱼ, j ≠ 0",
}

CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]]
# The classes are 0 … K − 1, the output units 1 … K.
TWO = DataSet(CORNERS, np.eye(2)[[0, 1, 1, 0]], name="xor, two classes", class_names=("equal", "different"))
FOUR = DataSet(CORNERS, np.eye(4), name="which corner")
NETWORKS = {(2, 2, 2): TWO, (2, 3, 4): FOUR, (2, 3, 2): TWO}  # with equal layers, with square Θ, with neither


class Case(NamedTuple):
    """One listing.

    layer_sizes : of the network on which it is run. lines : the wrong one, both where the same slip stands in two,
    or none. rows : the whole listing, {line: content}. other : the lines that are not written as in RIGHT_ROWS.
    D, J : what it computes, as backpropagation and cost. name, sentence, question : of the mistake, and what to think
    on. near : two other mistakes of that line, a Row each. look : (line, t, l), the step to look at.
    """

    layer_sizes: tuple
    lines: tuple
    rows: dict
    other: tuple
    D: object
    J: object
    name: str
    sentence: str
    question: str
    near: tuple
    look: tuple

    @property
    def data(self):
        return NETWORKS[self.layer_sizes]

    @property
    def weights(self):
        return random_theta(self.layer_sizes, SEED)


CASES = []


def case(network, wrong, look, row, *, D=None, J=algorithm.cost, told=None, asked=None, rows=None, near=None):
    """Enter a case. wrong : {line: content}, of the lines that are otherwise than in the right listing.

    row : the mistake in the tables of the checks. told, asked : in place of its sentence and question. D, J : what is
    computed, where that is not what the row does in the whole algorithm. rows : the whole listing, where its lines
    stand otherwise. near : other mistakes to choose from, if not those that follow on it in the tables.
    """
    told, asked, near = told or row.sentence, asked or row.question, near or following(row)
    sizes, rows = tuple(map(int, network.split("-"))), rows or {**RIGHT_ROWS, **wrong}
    D = D or whole(row)
    CASES.append(Case(sizes, tuple(wrong), rows, tuple(wrong), D, J, row.name, told, asked, near, look))


def right_case(network, other, look, told, asked):
    """Enter a case where nothing is wrong. other : {line: content}, written otherwise."""
    sizes, rows = tuple(map(int, network.split("-"))), {**RIGHT_ROWS, **other}
    does = algorithm.backpropagation, algorithm.cost
    CASES.append(Case(sizes, (), rows, tuple(other), *does, "nothing is wrong", told, asked, (), look))


def following(row):
    """The next two mistakes of the same line, first those of the same place."""
    ours, others = [row.place], [place for place in catalogue.TABLES if place.line == row.line]
    rows = [one for place in ours + others for one in (*place.rows[1:], *place.more) if "{}" not in one.sentence]
    rows = list({one.sentence: one for one in rows}.values())
    k = [one.sentence for one in rows].index(row.sentence)
    return tuple((rows + rows)[k + 1 : k + 3])


# ---------------------------------------------------------------- what fits by chance alone


def _turned(Theta, X, Y, lambda_=0.0):
    """Line 5 with aδᵀ in place of δaᵀ, where Θ is square."""
    Delta = {l: len(X) * D.T for l, D in algorithm.backpropagation(Theta, X, Y).items()}
    return algorithm.regularized_gradient(Delta, Theta, len(X), lambda_)


def _penalty_alone(Theta, X, Y, lambda_=0.0):
    return algorithm.regularized_gradient({l: 0 * Theta[l] for l in Theta}, Theta, len(X), lambda_)


def _divided_again(Theta, X, Y, lambda_=0.0):
    return {l: D / len(X) for l, D in algorithm.backpropagation(Theta, X, Y, lambda_).items()}


# ---------------------------------------------------------------- the cases

case("2-3-2", {3: "  δ⁽ᴸ⁾ = y⁽ᵗ⁾ − a⁽ᴸ⁾"}, (3, 4, 3), at.Y_MINUS_A)
case("2-2-2", {4: "  δ⁽ˡ⁾ = (Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾, row 0 dropped"}, (4, 4, 2), at.NO_SLOPE)
case(
    "2-3-4",
    {6: "D⁽ˡ⁾ᵢⱼ = Δ⁽ˡ⁾ᵢⱼ + λΘ⁽ˡ⁾ᵢⱼ   for j ≠ 0", 7: "D⁽ˡ⁾ᵢ₀ = Δ⁽ˡ⁾ᵢ₀"},
    (6, None, 1),
    at.NO_MEAN,
)
case(
    "2-3-2",
    {7: "D⁽ˡ⁾ᵢ₀ = (Δ⁽ˡ⁾ᵢ₀ + λΘ⁽ˡ⁾ᵢ₀)/m"},
    (7, None, 1),
    at.BIAS_TOO,
)
right_case(
    "2-3-4",
    {4: "  δ⁽ˡ⁾ = (Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾ .* g′([1; z⁽ˡ⁾]), row 0 dropped"},
    (4, 4, 2),
    "Line 4 is written with g′ of z, and that is a .* (1 − a). With [1; z] row 0 gets a number that means nothing; "
    "with a₀ = 1 it gets 0. Either way it is dropped.",
    "Why may row 0 be anything at all?",
)
_inside = {ZEROS: "  Δ⁽ˡ⁾ := 0 for all l"}
case(
    "2-2-2",
    _inside,
    (5, 2, 1),
    at.LAST_ONLY,
    rows={LOOP: RIGHT_ROWS[LOOP], **_inside, **{line: row for line, row in RIGHT_ROWS.items() if line != ZEROS}},
)
case(
    "2-3-2",
    {6: "D⁽ˡ⁾ᵢⱼ = Δ⁽ˡ⁾ᵢⱼ/m + λΘ⁽ˡ⁾ᵢⱼ   for j ≠ 0"},
    (6, None, 1),
    at.NAKED,
    told="This is (1/m)Δ + λΘ. For the λ/2m in J, λΘ needs the 1/m too.",
)
case(
    "2-3-4",
    {3: "  δ⁽ᴸ⁾ = (a⁽ᴸ⁾ − y⁽ᵗ⁾) .* a⁽ᴸ⁾ .* (1 − a⁽ᴸ⁾)"},
    (3, 4, 3),
    at.SLOPE_AT_OUTPUT,
)
case(
    "2-3-2",
    {5: "  Δ⁽ˡ⁾ᵢⱼ := Δ⁽ˡ⁾ᵢⱼ + δ⁽ˡ⁺¹⁾ᵢ a⁽ˡ⁾ⱼ   for j ≠ 0"},
    (5, 4, 1),
    at.NO_COLUMN,
)
case(
    "2-2-2",
    {RESULT: "∂J/∂Θ⁽ˡ⁾ = Δ⁽ˡ⁾"},
    (6, None, 1),
    at.DELTA_BACK,
    near=(at.MEAN_SQUARED, at.BIAS_TOO),
    told="Here Δ is compared with the slopes of J. But the derivative is D, which lines 6 and 7 make of Δ.",
)
case(
    "2-3-4",
    {4: "  δ⁽ˡ⁾ = (Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾ .* a⁽ˡ⁾, row 0 dropped"},
    (4, 4, 2),
    at.ONLY_A,
)
case(
    "2-3-2",
    {COST: "J = (1/m) ΣΣ [y log h + (1 − y) log(1 − h)] + (λ/2m) ΣΣΣ Θ²ᵢⱼ, j ≠ 0"},
    (3, 4, 3),
    costs.NO_MINUS,
    D=algorithm.backpropagation,
    J=catalogue.cost(before=costs.NO_MINUS),
)
case(
    "2-3-4",
    {1: "  a⁽¹⁾ := x⁽ᵗ⁾, a₀ = 1 added;  y⁽ᵗ⁾ₖ = 1 for k = class of x⁽ᵗ⁾, else 0"},
    (3, 4, 3),
    at.SHIFTED,
    D=whole(replace(at.SHIFTED, filler=lambda a, y, z: a - np.roll(y, -1, axis=0))),
    told="The classes are 0 … K − 1, the units 1 … K: the 1 stands one row too high, that of class 0 in the last row.",
    asked="If J had its y from the same line, what would the check say?",
)
case(
    "2-2-2",
    {4: "  δ⁽ˡ⁾ = Θ⁽ˡ⁾δ⁽ˡ⁺¹⁾ .* a⁽ˡ⁾ .* (1 − a⁽ˡ⁾), column 0 and a₀ dropped"},
    (4, 4, 2),
    at.NOT_TRANSPOSED,
    near=(at.LAST_COLUMN, at.NO_WEIGHTS),
    D=whole(replace(at.NOT_TRANSPOSED, filler=lambda T: T[:, 1:])),
    told="Θ stands in place of Θᵀ. Without its column 0 it fits by chance, where the layers are equally large.",
)
case(
    "2-3-2",
    {LOOP: "for t = 1 … m, and then once more for t = 1 … m:"},
    (5, 4, 1),
    at.TWICE,
    told="Each example is added two times, and D is twice too large.",
    near=(at.LAST_ONLY, at.DIVIDED_EACH),
)
case(
    "2-3-4",
    {3: "  δ⁽ᴸ⁾ = (a⁽ᴸ⁾ − y⁽ᵗ⁾) ./ (a⁽ᴸ⁾ .* (1 − a⁽ᴸ⁾))"},
    (3, 4, 3),
    at.BY_A,
)
case(
    "2-3-2",
    {4: "  δ⁽ˡ⁾ = (Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾ .* [1; z⁽ˡ⁾] .* (1 − [1; z⁽ˡ⁾]), row 0 dropped"},
    (4, 4, 2),
    at.OF_Z,
)
case(
    "2-2-2",
    {5: "  D⁽ˡ⁾ := D⁽ˡ⁾ + δ⁽ˡ⁺¹⁾(a⁽ˡ⁾)ᵀ"},
    (5, 4, 1),
    at.NOTHING,
    D=_penalty_alone,
    told="Δ accumulates, whatever it is called. Here it stays 0, and line 6 makes D of nothing but λΘ.",
    asked="Which of the two is made once, after the loop?",
)
right_case(
    "2-3-2",
    {6: "D⁽ˡ⁾ᵢⱼ = (1/m)Δ⁽ˡ⁾ᵢⱼ + (λ/m)Θ⁽ˡ⁾ᵢⱼ   for j ≠ 0"},
    (6, None, 1),
    "Line 6 is the same sum, with 1/m on each of its two parts.",
    "What is the difference between this line and (1/m)Δ + λΘ, which is on a slide?",
)
case(
    "2-3-4",
    {4: "  δ⁽ˡ⁾ = (Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾ .* a⁽ˡ⁾ .* (1 − a⁽ˡ⁾), last row dropped"},
    (4, 4, 2),
    at.DROPPED,
    near=(at.NOT_TRANSPOSED, at.NO_SLOPE),
    told="δ₀ of the bias unit is kept, and the last unit's δ is dropped: every δ stands one row too low.",
)
case(
    "2-3-2",
    {7: "D⁽ˡ⁾ᵢ₀ = Δ⁽ˡ⁾ᵢ₀/m;  then D⁽ˡ⁾ := D⁽ˡ⁾/m for all l"},
    (7, None, 1),
    at.MEAN_SQUARED,
    D=_divided_again,
)
case(
    "2-2-2",
    {4: "  δ⁽ˡ⁾ = (Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾ .* g(a⁽ˡ⁾) .* (1 − g(a⁽ˡ⁾)), row 0 dropped"},
    (4, 4, 2),
    at.G_OF_A,
)
case(
    "2-3-4",
    {COST: "J = −(1/m) ΣΣ [y log h + (1 − y) log(1 − h)] + (λ/2m) ΣΣΣ Θ²ᵢⱼ, all j"},
    (7, None, 1),
    costs.BIAS_TOO,
    D=algorithm.backpropagation,
    J=catalogue.cost(squares=costs.BIAS_TOO),
)
case(
    "2-3-4",
    {5: "  Δ⁽ˡ⁾ := Δ⁽ˡ⁾ + a⁽ˡ⁾(δ⁽ˡ⁺¹⁾)ᵀ"},
    (5, 4, 1),
    at.TRANSPOSED,
    near=(at.NOTHING, at.SUBTRACTED),
    D=_turned,
    told="This is aδᵀ in place of δaᵀ, which fits by chance only.",
    asked="Which shape has Δ, and which index is the row?",
)
case(
    "2-2-2",
    {4: "  δ⁽ˡ⁾ = (Θ⁽ˡ⁻¹⁾)ᵀδ⁽ˡ⁺¹⁾ .* a⁽ˡ⁾ .* (1 − a⁽ˡ⁾), row 0 dropped"},
    (4, 4, 2),
    at.BEFORE,
    near=(at.NOT_TRANSPOSED, at.NO_WEIGHTS),
)
case(
    "2-3-2",
    {3: "  δ⁽ᴸ⁾ = a⁽ᴸ⁾ − class of x⁽ᵗ⁾"},
    (3, 4, 3),
    at.CLASS,
    told="y is meant as a column with one 1; here one number, the class, is taken from every output.",
    asked="Where must output unit 1 go for class 1: to 0 or to 1?",
)
case(
    "2-3-4",
    {2: "  z⁽ˡ⁾ᵢ = Σⱼ Θ⁽ˡ⁻¹⁾ⱼᵢ a⁽ˡ⁻¹⁾ⱼ, a⁽ˡ⁾ = g(z⁽ˡ⁾), a₀ = 1 added"},
    (2, 4, 2),
    at.CROSSED,
    told="i and j have changed places: that is Θᵀ. It fits by chance, because each Θ of this network is square.",
)
case(
    "2-3-2",
    {4: "  δ⁽ˡ⁾ = (Θ⁽ˡ⁾ − αδ⁽ˡ⁺¹⁾(a⁽ˡ⁾)ᵀ)ᵀδ⁽ˡ⁺¹⁾ .* a⁽ˡ⁾ .* (1 − a⁽ˡ⁾), row 0 dropped"},
    (4, 4, 2),
    at.MOVED,
    near=(at.NOT_TRANSPOSED, at.BEFORE),
    told="Θ was updated on the way back, with α = 0.5, and δ of the hidden layer is made with the new weights.",
    asked="D is the derivative of J at which Θ: the one that went forward, or the next one?",
)
case(
    "2-2-2",
    {ZEROS: "Δ⁽ˡ⁾ := 0 for all l, but only in the first run; this is the second"},
    (5, 1, 1),
    at.REMEMBERS,
    near=(at.LAST_ONLY, at.FIRST_ONLY),
    D=whole(at.TWICE),
    told="Δ still holds what the first run left in it. The same weights and examples add as much again.",
    asked="What does line 5 find in Δ when example 1 comes the second time?",
)


# ---------------------------------------------------------------- side by side


class Number(NamedTuple):
    """A number of both listings: the line that makes it, its Ref, and what it is here and in the right one."""

    line: object
    ref: Ref
    here: float
    right: float

    @property
    def source(self):
        return f"∂J/∂{self.ref._replace(quantity='Theta').source}" if self.line == RESULT else self.ref.source

    @property
    def differs(self):
        return abs(self.here - self.right) > NOTICEABLE


def side_by_side(case):
    """A Number of each line for each layer, in order, of the last example with λ = 1: where both are farthest apart.

    What a listing computes is made in one piece, so it is asked from outside. With one example and λ = 0 its D is
    δaᵀ: column 0 is δ, and the others are a times as large; a of the output is y + δ. With all examples it is Δ/m.
    """
    Theta, (X, Y), line = case.weights, (case.data.X, case.data.Y), (*case.lines, None)[0]
    m, L = len(X), len(Theta) + 1
    numbers = compute(Theta, X, Y, 1.0, m)
    y, a, delta, Delta = numbers.Y[-1:].T, numbers.a, numbers.delta, numbers.Delta
    result = D = case.D(Theta, X, Y, 1.0)
    part = case.D(Theta, X[-1:], Y[-1:], 0.0)
    if line in (1, 2, 3, 4):
        delta = {l + 1: part[l][:, :1] for l in part}
    if line == 1:
        y = a[L] - delta[L]
    if line == 2:
        a = {l: (part[l] / part[l][:, :1])[:1].T for l in part} | {L: y + delta[L]}
    if line in (1, 2, 3, 4, 5, ZEROS, LOOP):
        Delta = {l: m * D_l for l, D_l in case.D(Theta, X, Y, 0.0).items()}
    if line == RESULT:
        D = numbers.D
    D_6, columns = (numbers.D, slice(None)) if line == 7 else (D, slice(1))  # what line 7 may spoil, it makes
    units, weights = range(2, L + 1), range(1, L)
    return [
        _farthest(1, Ref("y"), y, numbers.Y[-1:].T),
        *(_farthest(2, Ref("a", l), a[l], numbers.a[l], l < L) for l in units),
        *(_farthest(3 if l == L else 4, Ref("delta", l), delta[l], numbers.delta[l]) for l in reversed(units)),
        *(_farthest(5, Ref("Delta", l), Delta[l], numbers.Delta[l]) for l in weights),
        *(_farthest(6, Ref("D", l), D_6[l], numbers.D[l], first=1) for l in weights),
        *(_farthest(7, Ref("D", l), D[l][:, columns], numbers.D[l][:, columns]) for l in weights),
        *(_farthest(RESULT, Ref("D", l), result[l], numbers.D[l]) for l in weights if line == RESULT),
        Number(COST, Ref("J"), float(case.J(Theta, X, Y, 1.0)), numbers.J),
    ]


def _farthest(line, ref, here, right, bias=False, first=0):
    """The entry that differs most, or the first. bias : row 0 is no unit's. first : the first column that counts."""
    here, right = here[int(bias) :, first:], right[int(bias) :, first:]
    i, j = np.unravel_index(np.argmax(np.round(np.abs(here - right), 9)), here.shape)
    ref = ref._replace(i=int(i) + 1, j=int(j) + first if ref.quantity in ("Delta", "D") else None)
    return Number(line, ref, float(here[i, j]), float(right[i, j]))
