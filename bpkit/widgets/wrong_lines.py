"""The cases of the lab "which line is wrong?", as data: listings of the algorithm, most of them with a wrong line.

What a wrong listing computes is not written here: it is a variant of the catalogue of mistakes, put into the whole
algorithm. Only what the catalogue does not have stands at the end.
"""

from typing import NamedTuple

import numpy as np

from bpkit import algorithm
from bpkit.algorithm import sigmoid
from bpkit.check.catalogue import MISTAKES, algorithm_with, back_with
from bpkit.data import DataSet
from bpkit.lines import LINES

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
    D, J : what it computes, as backpropagation and cost. sentence, question : what it is, and what to think on.
    look : (line, t, l), the step to look at.
    """

    layer_sizes: tuple
    lines: tuple
    rows: dict
    other: tuple
    D: object
    J: object
    sentence: str
    question: str
    look: tuple

    @property
    def data(self):
        return NETWORKS[self.layer_sizes]


CASES = []

# Which part of the whole algorithm a variant of that function is.
PUT_IN = {
    "forward_propagate": lambda variant: algorithm_with(forward=variant),
    "output_error": lambda variant: algorithm_with(back=lambda Theta, a, y: back_with(Theta, a, y, output=variant)),
    "backpropagate_errors": lambda variant: algorithm_with(back=variant),
    "accumulate": lambda variant: algorithm_with(add=variant),
    "regularized_gradient": lambda variant: algorithm_with(gradient=variant),
    "backpropagation": lambda variant: variant,
}


def case(network, wrong, look, entry=None, *, D=None, told=None, asked=None, rows=None):
    """Enter a case. wrong : {line: content}, of the lines that are otherwise than in the right listing.

    entry : (function, name) of the catalogue's mistake; without it, D, told and asked are given.
    rows : the whole listing where its lines stand in another order.
    """
    J = algorithm.cost
    if entry:
        mistake = next(m for m in MISTAKES if (m.function, m.name) == entry)
        if mistake.function == "cost":
            D, J = algorithm.backpropagation, mistake.variant
        else:
            D = PUT_IN[mistake.function](mistake.variant)
        told, asked = told or mistake.sentence, asked or mistake.hints[0]
    sizes = tuple(map(int, network.split("-")))
    CASES.append(Case(sizes, tuple(wrong), rows or {**RIGHT_ROWS, **wrong}, tuple(wrong), D, J, told, asked, look))


def right_case(network, other, look, D, told, asked):
    """Enter a case where nothing is wrong. other : {line: content}, written otherwise."""
    sizes = tuple(map(int, network.split("-")))
    CASES.append(Case(sizes, (), {**RIGHT_ROWS, **other}, tuple(other), D, algorithm.cost, told, asked, look))


# ---------------------------------------------------------------- what the catalogue does not have


def _slope_with_bias(a):
    """g′([1; z]): right for the units, and for the bias unit a number that nobody needs."""
    slope = a * (1 - a)
    slope[0] = sigmoid(1) * (1 - sigmoid(1))
    return slope


def _two_fractions(Delta, Theta, m, lambda_):
    """(1/m)Δ + (λ/m)Θ, and column 0 without λ."""
    return {l: Delta[l] / m + lambda_ / m * Theta[l] * (np.arange(Theta[l].shape[1]) > 0) for l in Theta}


def _one_row_too_high(a_L, y):
    """The 1 of y in row class, not in row class + 1; class 0 has no row, and lands in the last one."""
    return a_L - np.roll(y, -1, axis=0)


def _minus_the_class(a_L, y):
    return a_L - y.argmax(axis=0)


def _new_weights(Theta, a, y):
    """Line 4 with weights that have moved already, by a step with α = 0.5."""
    return back_with(Theta, a, y, through=lambda l, delta: (Theta[l] - 0.5 * delta[l + 1] @ a[l].T).T @ delta[l + 1])


# ---------------------------------------------------------------- the cases

case("2-3-2", {3: "  δ⁽ᴸ⁾ = y⁽ᵗ⁾ − a⁽ᴸ⁾"}, (3, 4, 3), ("backpropagation", "y − a at the output"))
case("2-2-2", {4: "  δ⁽ˡ⁾ = (Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾, row 0 dropped"}, (4, 4, 2), ("backpropagation", "g′ is forgotten"))
case(
    "2-3-4",
    {6: "D⁽ˡ⁾ᵢⱼ = Δ⁽ˡ⁾ᵢⱼ + λΘ⁽ˡ⁾ᵢⱼ   for j ≠ 0", 7: "D⁽ˡ⁾ᵢ₀ = Δ⁽ˡ⁾ᵢ₀"},
    (6, None, 1),
    ("backpropagation", "1/m is forgotten"),
)
case(
    "2-3-2",
    {7: "D⁽ˡ⁾ᵢ₀ = (Δ⁽ˡ⁾ᵢ₀ + λΘ⁽ˡ⁾ᵢ₀)/m"},
    (7, None, 1),
    ("backpropagation", "the bias column is regularized too"),
)
right_case(
    "2-3-4",
    {4: "  δ⁽ˡ⁾ = (Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾ .* g′([1; z⁽ˡ⁾]), row 0 dropped"},
    (4, 4, 2),
    algorithm_with(back=lambda Theta, a, y: back_with(Theta, a, y, slope=_slope_with_bias)),
    "Line 4 is written with g′ of z, and that is a .* (1 − a). With [1; z] row 0 gets a number that means nothing; "
    "with a₀ = 1 it gets 0. Either way it is dropped.",
    "Why may row 0 be anything at all?",
)
_inside = {ZEROS: "  Δ⁽ˡ⁾ := 0 for all l"}
case(
    "2-2-2",
    _inside,
    (5, 2, 1),
    ("backpropagation", "Δ is set to 0 inside the loop"),
    rows={LOOP: RIGHT_ROWS[LOOP], **_inside, **{line: row for line, row in RIGHT_ROWS.items() if line != ZEROS}},
)
case("2-3-2", {6: "D⁽ˡ⁾ᵢⱼ = Δ⁽ˡ⁾ᵢⱼ/m + λΘ⁽ˡ⁾ᵢⱼ   for j ≠ 0"}, (6, None, 1), ("backpropagation", "(1/m)Δ + λΘ"))
case(
    "2-3-4",
    {3: "  δ⁽ᴸ⁾ = (a⁽ᴸ⁾ − y⁽ᵗ⁾) .* a⁽ᴸ⁾ .* (1 − a⁽ᴸ⁾)"},
    (3, 4, 3),
    ("backpropagation", "g′ at the output too"),
)
case(
    "2-3-2",
    {5: "  Δ⁽ˡ⁾ᵢⱼ := Δ⁽ˡ⁾ᵢⱼ + δ⁽ˡ⁺¹⁾ᵢ a⁽ˡ⁾ⱼ   for j ≠ 0"},
    (5, 4, 1),
    ("backpropagation", "the bias column of Δ is left out"),
)
case(
    "2-2-2",
    {RESULT: "∂J/∂Θ⁽ˡ⁾ = Δ⁽ˡ⁾"},
    (6, None, 1),
    ("backpropagation", "Δ is handed back in place of D"),
    told="Here Δ is compared with the slopes of J. But the derivative is D, which lines 6 and 7 make of Δ.",
)
case(
    "2-3-4",
    {4: "  δ⁽ˡ⁾ = (Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾ .* a⁽ˡ⁾, row 0 dropped"},
    (4, 4, 2),
    ("backpropagation", "(1 − a) is forgotten"),
)
case(
    "2-3-2",
    {COST: "J = (1/m) ΣΣ [y log h + (1 − y) log(1 − h)] + (λ/2m) ΣΣΣ Θ²ᵢⱼ, j ≠ 0"},
    (3, 4, 3),
    ("cost", "the leading minus is missing"),
)
case(
    "2-3-4",
    {1: "  a⁽¹⁾ := x⁽ᵗ⁾, a₀ = 1 added;  y⁽ᵗ⁾ₖ = 1 for k = class of x⁽ᵗ⁾, else 0"},
    (3, 4, 3),
    D=PUT_IN["output_error"](_one_row_too_high),
    told="The classes are 0 … K − 1, the units 1 … K: the 1 stands one row too high, that of class 0 in the last row.",
    asked="If J had its y from the same line, what would the check say?",
)
case(
    "2-2-2",
    {4: "  δ⁽ˡ⁾ = Θ⁽ˡ⁾δ⁽ˡ⁺¹⁾ .* a⁽ˡ⁾ .* (1 − a⁽ˡ⁾), column 0 and a₀ dropped"},
    (4, 4, 2),
    ("backpropagation", "Θ is not transposed"),
    told="Θ stands in place of Θᵀ. Without its column 0 it fits by chance, where the layers are equally large.",
)
case(
    "2-3-2",
    {LOOP: "for t = 1 … m, and then once more for t = 1 … m:"},
    (5, 4, 1),
    ("backpropagation", "every example counts twice"),
)
case(
    "2-3-4",
    {3: "  δ⁽ᴸ⁾ = (a⁽ᴸ⁾ − y⁽ᵗ⁾) ./ (a⁽ᴸ⁾ .* (1 − a⁽ᴸ⁾))"},
    (3, 4, 3),
    ("output_error", "the derivative by a in place of z"),
)
case(
    "2-3-2",
    {4: "  δ⁽ˡ⁾ = (Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾ .* [1; z⁽ˡ⁾] .* (1 − [1; z⁽ˡ⁾]), row 0 dropped"},
    (4, 4, 2),
    ("backpropagation", "z (1 − z) in place of a (1 − a)"),
)
case(
    "2-2-2",
    {5: "  D⁽ˡ⁾ := D⁽ˡ⁾ + δ⁽ˡ⁺¹⁾(a⁽ˡ⁾)ᵀ"},
    (5, 4, 1),
    ("accumulate", "nothing is added"),
    told="The course's text calls the accumulator “the capital-delta matrix D”. But Δ accumulates; here it stays 0, "
    "and line 6 makes D of nothing but λΘ.",
    asked="Which of the two is made once, after the loop?",
)
right_case(
    "2-3-2",
    {6: "D⁽ˡ⁾ᵢⱼ = (1/m)Δ⁽ˡ⁾ᵢⱼ + (λ/m)Θ⁽ˡ⁾ᵢⱼ   for j ≠ 0"},
    (6, None, 1),
    algorithm_with(gradient=_two_fractions),
    "Line 6 is the same sum, with 1/m on each of its two parts.",
    "What is the difference between this line and (1/m)Δ + λΘ, which is on a slide?",
)
case(
    "2-3-4",
    {4: "  δ⁽ˡ⁾ = (Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾ .* a⁽ˡ⁾ .* (1 − a⁽ˡ⁾), last row dropped"},
    (4, 4, 2),
    ("backpropagation", "the last row is dropped, not the first"),
    told="δ₀ of the bias unit is kept, and the last unit's δ is dropped: every δ stands one row too low.",
)
case(
    "2-3-2",
    {7: "D⁽ˡ⁾ᵢ₀ = Δ⁽ˡ⁾ᵢ₀/m;  then D⁽ˡ⁾ := D⁽ˡ⁾/m for all l"},
    (7, None, 1),
    ("backpropagation", "divided by m twice"),
)
case(
    "2-2-2",
    {4: "  δ⁽ˡ⁾ = (Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾ .* g(a⁽ˡ⁾) .* (1 − g(a⁽ˡ⁾)), row 0 dropped"},
    (4, 4, 2),
    ("backpropagation", "g′ of a in place of g′ of z"),
)
case(
    "2-3-4",
    {COST: "J = −(1/m) ΣΣ [y log h + (1 − y) log(1 − h)] + (λ/2m) ΣΣΣ Θ²ᵢⱼ, all j"},
    (7, None, 1),
    ("cost", "the bias weights are punished too"),
)
case("2-3-4", {5: "  Δ⁽ˡ⁾ := Δ⁽ˡ⁾ + a⁽ˡ⁾(δ⁽ˡ⁺¹⁾)ᵀ"}, (5, 4, 1), ("accumulate", "the product is transposed"))
case(
    "2-2-2",
    {4: "  δ⁽ˡ⁾ = (Θ⁽ˡ⁻¹⁾)ᵀδ⁽ˡ⁺¹⁾ .* a⁽ˡ⁾ .* (1 − a⁽ˡ⁾), row 0 dropped"},
    (4, 4, 2),
    ("backpropagate_errors", "Θ of the layer before"),
)
case(
    "2-3-2",
    {3: "  δ⁽ᴸ⁾ = a⁽ᴸ⁾ − class of x⁽ᵗ⁾"},
    (3, 4, 3),
    D=PUT_IN["output_error"](_minus_the_class),
    told="y is meant as a column with one 1; here one number, the class, is taken from every output.",
    asked="Where must output unit 1 go for class 1: to 0 or to 1?",
)
case(
    "2-3-4",
    {2: "  z⁽ˡ⁾ᵢ = Σⱼ Θ⁽ˡ⁻¹⁾ⱼᵢ a⁽ˡ⁻¹⁾ⱼ, a⁽ˡ⁾ = g(z⁽ˡ⁾), a₀ = 1 added"},
    (2, 4, 2),
    ("forward_propagate", "Θ is transposed"),
    told="i and j have changed places: that is Θᵀ. It fits by chance, because each Θ of this network is square.",
)
case(
    "2-3-2",
    {4: "  δ⁽ˡ⁾ = (Θ⁽ˡ⁾ − αδ⁽ˡ⁺¹⁾(a⁽ˡ⁾)ᵀ)ᵀδ⁽ˡ⁺¹⁾ .* a⁽ˡ⁾ .* (1 − a⁽ˡ⁾), row 0 dropped"},
    (4, 4, 2),
    D=algorithm_with(back=_new_weights),
    told="Θ was updated on the way back, with α = 0.5, and δ of the hidden layer is made with the new weights.",
    asked="D is the derivative of J at which Θ: the one that went forward, or the next one?",
)
case(
    "2-2-2",
    {ZEROS: "Δ⁽ˡ⁾ := 0 for all l, but only in the first run; this is the second"},
    (5, 1, 1),
    ("backpropagation", "every example counts twice"),
    told="Δ still holds what the first run left in it. The same weights and examples add as much again.",
    asked="What does line 5 find in Δ when example 1 comes the second time?",
)
