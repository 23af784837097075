"""The catalogue of mistakes, as data: each is a small wrong variant of a line, so it can be run.

A Mistake says what it is, asks a question, points at the place, and gives the right line. It is recognized by
what it computes, never by how it is written.
"""

from typing import NamedTuple

import numpy as np

from bpkit import algorithm
from bpkit.algorithm import sigmoid, with_bias
from bpkit.gradient_check import numerical_gradient as right_numerical_gradient

START, TRAIN = "00_start_here", "07_minimizing_J"


class Mistake(NamedTuple):
    """One entry: what it is called and what it is, for which function, and how to help.

    hints : a question, a pointer, the right line. notebook : which one teaches it. variant : the wrong function.
    """

    function: str
    name: str
    sentence: str
    hints: tuple
    notebook: str
    variant: object


MISTAKES = []  # where two entries have one name, they are two ways to make that mistake


def mistake(function, name, sentence, question, pointer):
    """Enter the decorated variant into the catalogue."""

    def enter(variant):
        hints = (question, pointer, f"The line is: {RIGHT[function]}")
        MISTAKES.append(Mistake(function, name, sentence, hints, NOTEBOOKS.get(function, START), variant))
        return variant

    return enter


RIGHT = {
    "forward_propagate": "z[l + 1] = Theta[l] @ a[l], a[l + 1] = sigmoid(z[l + 1]), and a₀ = 1 on top for l + 1 < L.",
    "output_error": "a_L - y",
    "backpropagate_errors": "delta[l] = (Theta[l].T @ delta[l + 1] * a[l] * (1 - a[l]))[1:] for l = L − 1 … 2.",
    "accumulate": "Delta[l] + delta[l + 1] @ a[l].T for each l.",
    "regularized_gradient": "D[l] = (Delta[l] + lambda_ * Theta[l]) / m, then D[l][:, 0] = Delta[l][:, 0] / m.",
    "cost": "-(1/m) Σ [y log h + (1 − y) log(1 − h)] + λ/(2m) Σ Θ[l][:, 1:]².",
    "backpropagation": "set Δ to 0, do lines 1 to 5 for each example, then lines 6 and 7 once.",
    "numerical_gradient": "(J(Θ + ε) − J(Θ − ε)) / (2ε), for each weight alone.",
}
NOTEBOOKS = {"cost": TRAIN}


# ---------------------------------------------------------------- lines 1 and 2


def _forward(Theta, x, *, first=with_bias, unit=sigmoid, product=None, between=None, last=None, keep_z=lambda z: z):
    """Forward propagation with some of its parts replaced by wrong ones."""
    product = product or (lambda Theta_l, a_l: Theta_l @ a_l)
    between = between or (lambda z: with_bias(unit(z)))
    last = last or unit
    L = len(Theta) + 1
    z, a = {}, {1: first(np.asarray(x, dtype=float))}
    for l in range(1, L):
        z[l + 1] = product(Theta[l], a[l])
        a[l + 1] = between(z[l + 1]) if l + 1 < L else last(z[l + 1])
        z[l + 1] = keep_z(z[l + 1])
    return z, a


def _with(bias):
    return lambda a: np.vstack([np.full(a.shape[1], float(bias)), a])


@mistake(
    "forward_propagate",
    "the bias weights are left out",
    "This is what you get when z is computed without the bias unit.",
    "What does column 0 of Theta[l] multiply?",
    "a[l] needs a 1 on top before Theta[l] @ a[l]; look at what you do with column 0.",
)
def _(Theta, x):
    return _forward(Theta, x, product=lambda T, a: T[:, 1:] @ a[1:])


@mistake(
    "forward_propagate",
    "the bias unit is 0",
    "This is what you get when a₀ is 0 in place of 1.",
    "What does a bias unit give out?",
    "Look at the row that you put on top of a.",
)
def _(Theta, x):
    return _forward(Theta, x, first=_with(0), between=lambda z: _with(0)(sigmoid(z)))


@mistake(
    "forward_propagate",
    "the bias unit comes last",
    "This is what you get when the 1 is put below a, not on top.",
    "Which column of Theta[l] holds the bias weights, the first or the last?",
    "Column 0 of Theta[l] must meet the 1, so the 1 is row 0 of a[l].",
)
def _(Theta, x):
    def below(a):
        return np.vstack([a, np.ones(a.shape[1])])

    return _forward(Theta, x, first=below, between=lambda z: below(sigmoid(z)))


@mistake(
    "forward_propagate",
    "the bias unit goes through g",
    "This is what you get when the 1 is added before g, so that a₀ = g(1) = 0.7311.",
    "What should a₀ of a hidden layer be, exactly?",
    "First a = g(z), then the 1 on top.",
)
def _(Theta, x):
    return _forward(Theta, x, between=lambda z: sigmoid(with_bias(z)))


@mistake(
    "forward_propagate",
    "the output layer has a bias unit",
    "This is right, except that the output layer got a bias unit too.",
    "Which weights would lead on from a bias unit in the last layer?",
    "Add the 1 for l + 1 < L only.",
)
def _(Theta, x):
    return _forward(Theta, x, last=lambda z: with_bias(sigmoid(z)))


@mistake(
    "forward_propagate",
    "a is handed back without its bias unit",
    "z is right, but a[l] lacks its row of ones.",
    "How many rows has a[1] for an input of two numbers?",
    "a[l] for l < L has the 1 as row 0: line 5 needs it.",
)
def _(Theta, x):
    z, a = _forward(Theta, x)
    return z, {l: a_l[1:] if l < max(a) else a_l for l, a_l in a.items()}


@mistake(
    "forward_propagate",
    "g is forgotten",
    "This is what you get when a = z: no unit applies g.",
    "What turns z into a number between 0 and 1?",
    "a[l + 1] is the sigmoid of z[l + 1].",
)
def _(Theta, x):
    return _forward(Theta, x, unit=lambda z: z)


@mistake(
    "forward_propagate",
    "g is forgotten at the output",
    "This is what you get when the output is z⁽ᴸ⁾ itself.",
    "Between which numbers must h lie?",
    "The last layer applies g like all the others.",
)
def _(Theta, x):
    return _forward(Theta, x, last=lambda z: z)


@mistake(
    "forward_propagate",
    "g is applied to the input",
    "This is what you get when a⁽¹⁾ = g(x).",
    "Which layer computes x?",
    "Line 1 is a⁽¹⁾ := x: nothing is done to it but adding the 1.",
)
def _(Theta, x):
    return _forward(Theta, x, first=lambda x: with_bias(sigmoid(x)))


def _twice(z):
    return sigmoid(sigmoid(z))


for _hidden, _last, _shown in ((_twice, sigmoid, _twice), (_twice, sigmoid, sigmoid), (_twice, _twice, _twice)):

    @mistake(
        "forward_propagate",
        "g is applied twice",
        "This is what you get when g is applied to a layer and then once more.",
        "How often does line 2 apply g for each layer?",
        "One g for each layer: z, then a = g(z), and a goes into the next product as it is.",
    )
    def _(Theta, x, hidden=_hidden, last=_last, shown=_shown):
        z, a = _forward(Theta, x, between=lambda z: with_bias(hidden(z)), last=last)
        return z, {l: with_bias(shown(z[l])) if 1 < l < max(a) else a[l] for l in a}


@mistake(
    "forward_propagate",
    "z holds g(z)",
    "a is right, but the z that you hand back has gone through g already.",
    "What is the difference between z[2] and a[2]?",
    "z is the weighted sum, before g.",
)
def _(Theta, x):
    return _forward(Theta, x, keep_z=sigmoid)


@mistake(
    "forward_propagate",
    "z goes on to the next layer in place of a",
    "This is what you get when the next layer is computed from z, not from a = g(z).",
    "What comes out of a hidden unit: z or a?",
    "z[l + 1] = Theta[l] @ a[l], with a[l] after g.",
)
def _(Theta, x):
    z, a = _forward(Theta, x, between=with_bias)
    L = max(a)
    return z, {l: with_bias(sigmoid(z[l])) if 1 < l < L else a[l] for l in a}


@mistake(
    "forward_propagate",
    "the sign in g is wrong",
    "This is what you get with 1 / (1 + e^z): the minus sign of e^(−z) is missing.",
    "Does g(z) grow or fall when z grows?",
    "g(z) = 1 / (1 + e^(−z)).",
)
def _(Theta, x):
    return _forward(Theta, x, unit=lambda z: sigmoid(-z))


for _last in (np.tanh, sigmoid):  # in all layers, or in the hidden ones only

    @mistake(
        "forward_propagate",
        "tanh in place of g",
        "This is what you get when the units apply tanh.",
        "Between which numbers does tanh lie, and between which g?",
        "Here g(z) = 1 / (1 + e^(−z)).",
    )
    def _(Theta, x, last=_last):
        return _forward(Theta, x, unit=np.tanh, last=last)


@mistake(
    "forward_propagate",
    "ReLU in the hidden layers",
    "This is what you get when the hidden units apply max(0, z).",
    "Which function do the units of this course apply?",
    "Every unit, hidden or output, applies the sigmoid.",
)
def _(Theta, x):
    return _forward(Theta, x, between=lambda z: with_bias(np.maximum(z, 0)))


@mistake(
    "forward_propagate",
    "softmax at the output",
    "This is what you get when the outputs are divided by their sum after e^z: softmax.",
    "Must the outputs of this network add up to 1?",
    "Each output unit applies the sigmoid on its own.",
)
def _(Theta, x):
    def softmax(z):
        e = np.exp(z - z.max(axis=0))
        return e / e.sum(axis=0)

    return _forward(Theta, x, last=softmax)


def _transposed(T, a):
    return T.T @ a


def _transposed_without_bias(T, a):
    return T[:, 1:].T @ a[1:] + T[:, :1]


for _product in (_transposed, _transposed_without_bias):

    @mistake(
        "forward_propagate",
        "Θ is transposed",
        "This is what you get with Θᵀ in place of Θ, which fits by chance only.",
        "Which index of Θ_ij is the unit that the weight leads to?",
        "Row i of Theta[l] belongs to unit i of layer l + 1: going forward needs no transposition.",
    )
    def _(Theta, x, product=_product):
        return _forward(Theta, x, product=product)


# ---------------------------------------------------------------- line 3


def _output_mistake(name, sentence, question, pointer, formula):
    mistake("output_error", name, sentence, question, pointer)(formula)


_output_mistake(
    "y − a in place of a − y",
    "This is what you get with the sign turned round: y − a.",
    "If the output is too large, should δ be positive or negative?",
    "δ is a derivative: raising z raises the cost when a is above y.",
    lambda a_L, y: y - a_L,
)
_output_mistake(
    "g′ at the output",
    "This is (a − y) .* a .* (1 − a): right for the squared error, not for this cost.",
    "Which cost is it whose derivative you take?",
    "The derivative of the cross-entropy has a(1 − a) below the line, and it cancels g′.",
    lambda a_L, y: (a_L - y) * a_L * (1 - a_L),
)
_output_mistake(
    "y − a, and g′ at the output",
    "This is (y − a) .* a .* (1 − a): the sign is turned round, and g′ does not belong here.",
    "Which cost is it whose derivative you take, and by which sign does it change?",
    "For the cross-entropy nothing is left but a difference; which way round?",
    lambda a_L, y: (y - a_L) * a_L * (1 - a_L),
)
_output_mistake(
    "the error is squared",
    "This is (a − y)²: a cost, not its derivative.",
    "Can δ be negative? Can yours?",
    "Line 3 has no square.",
    lambda a_L, y: (a_L - y) ** 2,
)
_output_mistake(
    "half the squared error",
    "This is ½ (a − y)²: a cost, not its derivative.",
    "Can δ be negative? Can yours?",
    "Line 3 has no square.",
    lambda a_L, y: (a_L - y) ** 2 / 2,
)
_output_mistake(
    "the sign is lost",
    "This is |a − y|: the size of the error without its sign.",
    "How would a weight know which way to move?",
    "Leave out the absolute value.",
    lambda a_L, y: np.abs(a_L - y),
)
_output_mistake(
    "the derivative by a in place of z",
    "This is (a − y) / (a (1 − a)): the derivative by a⁽ᴸ⁾, not by z⁽ᴸ⁾.",
    "δ is the derivative of the cost by which quantity?",
    "Go on through g: multiply by g′(z) = a (1 − a), and see what cancels.",
    lambda a_L, y: (a_L - y) / (a_L * (1 - a_L)),
)
_output_mistake(
    "twice the difference",
    "This is 2 (a − y).",
    "Where would the 2 come from?",
    "The 2 comes from a square, and this cost has none.",
    lambda a_L, y: 2 * (a_L - y),
)
_output_mistake(
    "the cost in place of its derivative",
    "This is the cross-entropy of each output, not δ.",
    "What does line 3 ask for: how large the cost is, or how it changes?",
    "Take the derivative by z⁽ᴸ⁾: only a difference is left.",
    lambda a_L, y: -(y * np.log(a_L) + (1 - y) * np.log(1 - a_L)),
)
_output_mistake(
    "the average over the examples",
    "This is (a − y) / m.",
    "In which line of the algorithm does 1/m stand?",
    "δ belongs to one example; 1/m comes after the loop.",
    lambda a_L, y: (a_L - y) / np.shape(a_L)[1],
)
_output_mistake(
    "the errors are added up over the outputs",
    "This is one number for each example: the sum over the output units.",
    "How many rows has δ⁽ᴸ⁾?",
    "Each output unit keeps its own δ.",
    lambda a_L, y: np.sum(a_L - y, axis=0, keepdims=True),
)
_output_mistake(
    "y is forgotten",
    "This is a⁽ᴸ⁾ itself.",
    "What would δ be for a right answer?",
    "Compare a⁽ᴸ⁾ with y.",
    lambda a_L, y: a_L + 0.0,
)


# ---------------------------------------------------------------- line 4


def _back(Theta, a, y, *, output=None, through=None, slope=None, drop=None, lowest=2):
    """Lines 3 and 4 with some of their parts replaced by wrong ones."""
    output = output or (lambda a_L, y: a_L - y)
    through = through or (lambda l, delta: Theta[l].T @ delta[l + 1])
    slope = slope or (lambda a_l: a_l * (1 - a_l))
    drop = drop or (lambda error: error[1:])
    L = len(Theta) + 1
    delta = {L: output(a[L], y)}
    for l in range(L - 1, lowest - 1, -1):
        delta[l] = drop(through(l, delta) * slope(a[l]))
    return delta


def _logit(a):
    return np.log(a / (1 - a))


def _hidden_mistake(name, sentence, question, pointer, **parts):
    @mistake("backpropagate_errors", name, sentence, question, pointer)
    def _(Theta, a, y):
        return _back(Theta, a, y, **{key: part(Theta) if key == "through" else part for key, part in parts.items()})


def _not_transposed(Theta):
    return lambda l, delta: np.vstack([np.zeros(delta[l + 1].shape[1]), Theta[l][:, 1:] @ delta[l + 1]])


def _not_transposed_with_bias(Theta):
    return lambda l, delta: Theta[l] @ delta[l + 1]


def _slope_of_a(a):
    return sigmoid(a) * (1 - sigmoid(a))


def _slope_of_z(a):
    z = np.vstack([np.ones(a.shape[1]), _logit(a[1:])])
    return z * (1 - z)


_hidden_mistake(
    "g′ is forgotten",
    "This is Θᵀδ alone: .* a .* (1 − a) is missing.",
    "δ is the derivative by z, not by a. What lies between z and a?",
    "Multiply by the slope of g, element by element.",
    slope=lambda a: 1.0,
)
_hidden_mistake(
    "(1 − a) is forgotten",
    "This is (Θᵀδ) .* a: the factor (1 − a) is missing.",
    "What is the slope of g, written with a?",
    "g′(z) = a (1 − a) has two factors.",
    slope=lambda a: a,
)
_hidden_mistake(
    "a is forgotten",
    "This is (Θᵀδ) .* (1 − a): the factor a is missing.",
    "What is the slope of g, written with a?",
    "g′(z) = a (1 − a) has two factors.",
    slope=lambda a: 1 - a,
)
_hidden_mistake(
    "a (a − 1) in place of a (1 − a)",
    "This has the sign of g′ turned round: a (a − 1).",
    "Is the slope of g ever negative?",
    "It is 1 − a, not a − 1.",
    slope=lambda a: a * (a - 1),
)
_hidden_mistake(
    "the slope of tanh",
    "This is (Θᵀδ) .* (1 − a²): the slope of tanh, not of g.",
    "Which function do the units apply?",
    "For g it is a (1 − a).",
    slope=lambda a: 1 - a**2,
)
_hidden_mistake(
    "g′ of a in place of g′ of z",
    "This is g′ taken of a: g has been applied twice.",
    "a is g(z) already. What is g′(z), written with a?",
    "Use a (1 − a); do not put a into a function that applies g once more.",
    slope=_slope_of_a,
)
_hidden_mistake(
    "z (1 − z) in place of a (1 − a)",
    "This is what you get with z in place of a in a .* (1 − a).",
    "The slope of g is written with what comes out of the unit. Which letter is that?",
    "a (1 − a), with a after g.",
    slope=_slope_of_z,
)
for _through in (_not_transposed, _not_transposed_with_bias):  # written with the bias column, or without
    _hidden_mistake(
        "Θ is not transposed",
        "This is what you get with Θ in place of Θᵀ, which fits by chance only.",
        "δ⁽ˡ⁺¹⁾ has a number for each row of Θ⁽ˡ⁾. Which product sums over the rows?",
        "Going back, the weights are read the other way: transpose Theta[l].",
        through=_through,
    )
    _hidden_mistake(
        "Θ is not transposed, and g′ is forgotten",
        "This is Θδ: not transposed, and .* a .* (1 − a) is missing.",
        "δ⁽ˡ⁺¹⁾ has a number for each row of Θ⁽ˡ⁾. And what lies between z and a?",
        "Transpose Theta[l], then multiply by the slope of g.",
        through=_through,
        slope=lambda a: 1.0,
    )
    _hidden_mistake(
        "Θ is not transposed, and (1 − a) is forgotten",
        "This is (Θδ) .* a: not transposed, and (1 − a) is missing.",
        "δ⁽ˡ⁺¹⁾ has a number for each row of Θ⁽ˡ⁾. And what is the slope of g?",
        "Transpose Theta[l], then multiply by a and by 1 − a.",
        through=_through,
        slope=lambda a: a,
    )
_hidden_mistake(
    "Θ of the layer before",
    "This is what you get with Θ⁽ˡ⁻¹⁾ in place of Θ⁽ˡ⁾, which fits by chance only.",
    "Which weights lead from layer l to layer l + 1?",
    "The error of layer l + 1 comes back through Theta[l].",
    through=lambda Theta: lambda l, delta: Theta[l - 1].T @ delta[l + 1],
)
_hidden_mistake(
    "y − a at the output",
    "The sign of δ⁽ᴸ⁾ is turned round, and with it every δ.",
    "If the output is too large, should δ be positive or negative?",
    "Line 3 is a − y.",
    output=lambda a_L, y: y - a_L,
)
_hidden_mistake(
    "g′ at the output too",
    "Line 3 has no a (1 − a): this is right for the squared error, not for this cost.",
    "Which cost is it whose derivative you take?",
    "Line 3 is a − y, and no more.",
    output=lambda a_L, y: (a_L - y) * a_L * (1 - a_L),
)
_hidden_mistake(
    "no g′ in the hidden layers, but at the output",
    "g′ stands where it does not belong, at the output, and is missing in the hidden layers.",
    "In which of lines 3 and 4 does a (1 − a) stand?",
    "Move a (1 − a) from line 3 to line 4.",
    output=lambda a_L, y: (a_L - y) * a_L * (1 - a_L),
    slope=lambda a: 1.0,
)
_hidden_mistake(
    "the last row is dropped, not the first",
    "This drops the last unit in place of the bias unit.",
    "Which row of δ belongs to the bias unit?",
    "Row 0: [1:], not [:-1].",
    drop=lambda error: error[:-1],
)
_hidden_mistake(
    "it stops before layer 2",
    "The errors go back to layer 3 only: δ⁽²⁾ is missing.",
    "Which is the first layer that computes something?",
    "Line 4 goes on to l = 2.",
    lowest=3,
)


@mistake(
    "backpropagate_errors",
    "δ for the input layer",
    "This goes one layer too far: there is no δ⁽¹⁾.",
    "Which layer computes x?",
    "Line 4 ends with l = 2.",
)
def _(Theta, a, y):
    return _back(Theta, a, y, lowest=1)


@mistake(
    "backpropagate_errors",
    "every layer takes the error from the output",
    "Each hidden layer was given δ⁽ᴸ⁾ in place of the error of the layer after it.",
    "From which layer does δ⁽ˡ⁾ come?",
    "δ⁽ˡ⁾ is made from δ⁽ˡ⁺¹⁾, which you have just computed.",
)
def _(Theta, a, y):
    L = len(Theta) + 1
    return _back(Theta, a, y, through=lambda l, delta: Theta[l].T @ delta[L])


_hidden_mistake(  # last, because it has no wrong numbers: it is told by where the shapes do not fit
    "the bias row of δ is kept",
    "A hidden δ still has the row of its bias unit when line 4 goes on back from it, and then the shapes do not fit.",
    "Do any weights lead to a bias unit?",
    "Drop row 0 of each hidden δ: [1:].",
    drop=lambda error: error,
)


# ---------------------------------------------------------------- line 5


def _sum_mistake(name, sentence, question, pointer, one):
    @mistake("accumulate", name, sentence, question, pointer)
    def _(Delta, delta, a):
        return {l: one(Delta[l], delta, a, l) for l in Delta}


for _kept in (slice(None), slice(-1, None)):  # by the sum over the columns, or by each column again
    _sum_mistake(
        "Δ is overwritten",
        "This is δaᵀ alone: what Δ held before is lost.",
        "What is in Δ after the second example?",
        "Line 5 has Δ on both sides.",
        lambda Delta, delta, a, l, kept=_kept: delta[l + 1][:, kept] @ a[l][:, kept].T,
    )
_sum_mistake(
    "nothing is added",
    "Δ comes back as it was.",
    "What does this example add?",
    "Add δaᵀ, and hand the result back.",
    lambda Delta, delta, a, l: Delta + 0.0,
)
_sum_mistake(
    "subtracted, not added",
    "This is Δ − δaᵀ.",
    "Is Δ a sum, or is it a step downhill?",
    "Line 5 adds; the minus sign belongs to gradient descent.",
    lambda Delta, delta, a, l: Delta - delta[l + 1] @ a[l].T,
)
_sum_mistake(
    "the bias column is left out",
    "Column 0 of Δ gets nothing, but the derivative by a bias weight is δ itself.",
    "a₀ is 1. What is δ times 1?",
    "Use a[l] with its bias row.",
    lambda Delta, delta, a, l: Delta + np.hstack([np.zeros((len(Delta), 1)), delta[l + 1] @ a[l][1:].T]),
)
_sum_mistake(
    "the bias column comes last",
    "The columns are in the wrong order: the one of the bias unit is last.",
    "Which column of Δ belongs to the bias unit?",
    "Column 0, as in Theta.",
    lambda Delta, delta, a, l: Delta + delta[l + 1] @ np.vstack([a[l][1:], a[l][:1]]).T,
)
_sum_mistake(
    "the average over the columns",
    "This adds δaᵀ / m.",
    "In which line does 1/m stand?",
    "Δ is a sum; 1/m comes after the loop.",
    lambda Delta, delta, a, l: Delta + delta[l + 1] @ a[l].T / a[l].shape[1],
)
_sum_mistake(
    "added twice",
    "This adds δaᵀ two times.",
    "How often does line 5 run for an example?",
    "Once for each layer.",
    lambda Delta, delta, a, l: Delta + 2 * delta[l + 1] @ a[l].T,
)
_sum_mistake(
    "a is forgotten",
    "This adds δ to every column, without a.",
    "If a unit gave out 0, did its weight have a part in the error?",
    "Multiply: entry ij is δ_i times a_j.",
    lambda Delta, delta, a, l: Delta + delta[l + 1].sum(axis=1, keepdims=True),
)
_sum_mistake(
    "δ is forgotten",
    "This adds a to every row, without δ.",
    "What tells row i of Δ about the error of unit i?",
    "Multiply: entry ij is δ_i times a_j.",
    lambda Delta, delta, a, l: Delta + a[l].sum(axis=1),
)
_sum_mistake(
    "the product is transposed",
    "This is a δᵀ in place of δ aᵀ, which fits by chance only.",
    "Which index of Δ_ij is the unit that the weight leads to?",
    "Rows belong to δ, columns to a.",
    lambda Delta, delta, a, l: sum(np.stack([Delta, a[l] @ delta[l + 1].T])),  # stack does not stretch a row
)
_sum_mistake(
    "Δ is handed back transposed",
    "These are the right numbers, but transposed: a δᵀ.",
    "Which shape has Δ⁽ˡ⁾?",
    "The shape of Theta[l]: a row for each unit of layer l + 1.",
    lambda Delta, delta, a, l: Delta.T + a[l] @ delta[l + 1].T,
)


# ---------------------------------------------------------------- lines 6 and 7


def _gradient_mistake(name, sentence, question, pointer, rest, bias=None):
    """rest : D from Delta, Theta, m, λ for all columns; bias : for column 0, the right one unless told."""

    @mistake("regularized_gradient", name, sentence, question, pointer)
    def _(Delta, Theta, m, lambda_):
        D = {}
        for l in Theta:
            D[l] = rest(Delta[l], Theta[l], m, lambda_)
            D[l][:, 0] = (bias or (lambda Delta, Theta, m, lambda_: Delta / m))(Delta[l], Theta[l], m, lambda_)[:, 0]
        return D


def _right(Delta, Theta, m, lambda_):
    return (Delta + lambda_ * Theta) / m


def _slide(Delta, Theta, m, lambda_):
    return Delta / m + lambda_ * Theta


def _no_m(Delta, Theta, m, lambda_):
    return Delta + lambda_ * Theta


def _sum_alone(Delta, Theta, m, lambda_):
    return Delta + 0.0


_gradient_mistake(
    "the bias column is regularized too",
    "This is what you get when the bias column is regularized too.",
    "Which weights does the penalty in J leave out?",
    "Column j = 0 has a line of its own, without λ.",
    _right,
    _right,
)
_gradient_mistake(
    "(1/m)Δ + λΘ",
    "This is (1/m)Δ + λΘ, as on a well-known slide: for the λ/2m in J, λΘ needs the 1/m too.",
    "What is the derivative of (λ/2m) Θ²?",
    "1/m stands before the whole sum.",
    _slide,
)
_gradient_mistake(
    "(1/m)Δ + λΘ, and the bias column is regularized too",
    "Two things: λΘ lacks its 1/m, and the bias column is regularized.",
    "What is the derivative of (λ/2m) Θ², and for which j does it stand in J?",
    "1/m before the whole sum; column 0 without λ.",
    _slide,
    _slide,
)
_gradient_mistake(
    "1/m is forgotten",
    "This is Δ + λΘ: 1/m is missing.",
    "J is an average over the examples. And its derivative?",
    "Divide by m.",
    _no_m,
    _sum_alone,
)
_gradient_mistake(
    "1/m is forgotten, and the bias column is regularized too",
    "Two things: 1/m is missing, and the bias column is regularized.",
    "J is an average over the examples. And which weights does its penalty leave out?",
    "Divide by m; column 0 without λ.",
    _no_m,
    _no_m,
)
_gradient_mistake(
    "1/m on λΘ only",
    "This is Δ + (λ/m)Θ: Δ lacks its 1/m.",
    "Which of the two parts of J is divided by m?",
    "Both: 1/m stands before the whole sum.",
    lambda Delta, Theta, m, lambda_: Delta + lambda_ * Theta / m,
    _sum_alone,
)
_gradient_mistake(
    "1/m is missing in the bias column",
    "Column 0 is Δ itself: it lacks its 1/m.",
    "Does 1/m have anything to do with λ?",
    "Line 7 divides by m as well.",
    _right,
    _sum_alone,
)
_gradient_mistake(
    "divided by m twice",
    "This is divided by m two times.",
    "How often does 1/m stand in line 6?",
    "Once.",
    lambda *given: _right(*given) / given[2],
    lambda Delta, Theta, m, lambda_: Delta / m**2,
)
_gradient_mistake(
    "multiplied by m",
    "This is multiplied by m, not divided.",
    "Does the average of m numbers grow with m?",
    "1/m, not m.",
    lambda Delta, Theta, m, lambda_: (Delta + lambda_ * Theta) * m,
    lambda Delta, Theta, m, lambda_: Delta * m,
)
_gradient_mistake(
    "λ is forgotten",
    "This is (1/m)Δ in every column: λ is missing.",
    "Where did the penalty of J go?",
    "Line 6 has λΘ in it, for j ≠ 0.",
    lambda Delta, Theta, m, lambda_: Delta / m,
)
_gradient_mistake(
    "only the bias column is regularized",
    "The two lines are mixed up: λ is in column 0 and nowhere else.",
    "For which j does line 6 stand?",
    "j ≠ 0 gets λΘ, j = 0 does not.",
    lambda Delta, Theta, m, lambda_: Delta / m,
    _right,
)
_gradient_mistake(
    "λΘ is subtracted",
    "This is (1/m)(Δ − λΘ).",
    "Does a large weight make J larger or smaller?",
    "The penalty adds to J, so its derivative adds to D.",
    lambda Delta, Theta, m, lambda_: (Delta - lambda_ * Theta) / m,
)
_gradient_mistake(
    "half of λ",
    "This is (1/m)Δ + (λ/2m)Θ: the 2 should have gone.",
    "What is the derivative of Θ²?",
    "The 2 of the derivative cancels the 2 of λ/2m.",
    lambda Delta, Theta, m, lambda_: (Delta + lambda_ * Theta / 2) / m,
)
_gradient_mistake(
    "twice λ",
    "This is (1/m)(Δ + 2λΘ).",
    "J has λ/2m. What becomes of its 2?",
    "The 2 of the derivative cancels the 2 of λ/2m.",
    lambda Delta, Theta, m, lambda_: (Delta + 2 * lambda_ * Theta) / m,
)
_gradient_mistake(
    "Θ is squared",
    "This has λΘ²: the penalty itself, not its derivative.",
    "What is the derivative of Θ²?",
    "Θ to the first power.",
    lambda Delta, Theta, m, lambda_: (Delta + lambda_ * Theta**2) / m,
)
_gradient_mistake(
    "Θ is forgotten",
    "This adds λ itself, without Θ.",
    "Should a small weight be pushed as hard as a large one?",
    "λ times Θ_ij.",
    lambda Delta, Theta, m, lambda_: (Delta + lambda_) / m,
)
_gradient_mistake(
    "λ times the sign of Θ",
    "This pushes every weight by λ toward 0, whatever its size: the derivative of |Θ|, not of Θ².",
    "Is the penalty in J a square or an absolute value?",
    "λ times Θ_ij, with its size.",
    lambda Delta, Theta, m, lambda_: (Delta + lambda_ * np.sign(Theta)) / m,
)
_gradient_mistake(
    "the bias column is 0",
    "Column 0 of D is 0: not regularizing is not the same as not learning.",
    "Must the bias weights learn?",
    "Line 7 is (1/m)Δ.",
    _right,
    lambda Delta, Theta, m, lambda_: 0 * Delta,
)


@mistake(
    "regularized_gradient",
    "row 0 is spared, not column 0",
    "The row of unit 1 is not regularized, and the bias column is.",
    "Is j the row or the column of Θ_ij?",
    "The bias weights are a column: [:, 0].",
)
def _(Delta, Theta, m, lambda_):
    D = {l: _right(Delta[l], Theta[l], m, lambda_) for l in Theta}
    for l in D:
        D[l][0] = Delta[l][0] / m
    return D


@mistake(
    "regularized_gradient",
    "the last column is spared, not the first",
    "The last column is not regularized, and the bias column is.",
    "Which column holds the bias weights?",
    "Column 0, because a₀ = 1 is row 0 of a.",
)
def _(Delta, Theta, m, lambda_):
    D = {l: _right(Delta[l], Theta[l], m, lambda_) for l in Theta}
    for l in D:
        D[l][:, -1] = Delta[l][:, -1] / m
    return D


# ---------------------------------------------------------------- J


def _h(Theta, X):
    return algorithm.forward_propagate(Theta, X.T)[1][len(Theta) + 1]


def _entropy(h, y):
    return -np.sum(y * np.log(h) + (1 - y) * np.log(1 - h))


def _squares(Theta, first=1):
    return sum(np.sum(Theta[l][:, first:] ** 2) for l in Theta)


def _cost_mistake(name, sentence, question, pointer, J):
    """J : from h, y (a column for each example), Theta, m and λ."""

    @mistake("cost", name, sentence, question, pointer)
    def _(Theta, X, Y, lambda_=0.0):
        return J(_h(Theta, X), Y.T, Theta, len(X), lambda_)


_cost_mistake(
    "the leading minus is missing",
    "The cross-entropy has the wrong sign: the minus before the sum is missing.",
    "Logarithms of numbers below 1 are negative. Should J be?",
    "−(1/m) Σ …",
    lambda h, y, Theta, m, lambda_: -_entropy(h, y) / m + lambda_ / (2 * m) * _squares(Theta),
)
_cost_mistake(
    "the bias weights are punished too",
    "The penalty has the bias weights in it.",
    "From which j on does the penalty sum?",
    "Theta[l][:, 1:].",
    lambda h, y, Theta, m, lambda_: _entropy(h, y) / m + lambda_ / (2 * m) * _squares(Theta, 0),
)
_cost_mistake(
    "λ/m in place of λ/2m",
    "The penalty is twice too large: λ/m in place of λ/2m.",
    "What stands before the squares in J?",
    "λ/(2m): then the 2 of the derivative cancels.",
    lambda h, y, Theta, m, lambda_: _entropy(h, y) / m + lambda_ / m * _squares(Theta),
)
_cost_mistake(
    "λ/m, and the bias weights are punished too",
    "Two things: λ/m in place of λ/2m, and the bias weights are in the penalty.",
    "What stands before the squares in J, and from which j on does it sum?",
    "λ/(2m), and Theta[l][:, 1:].",
    lambda h, y, Theta, m, lambda_: _entropy(h, y) / m + lambda_ / m * _squares(Theta, 0),
)
_cost_mistake(
    "the penalty is not divided by m",
    "The penalty is λ/2 times the squares: 1/m is missing there.",
    "Which of the two parts of J is divided by m?",
    "Both.",
    lambda h, y, Theta, m, lambda_: _entropy(h, y) / m + lambda_ / 2 * _squares(Theta),
)
_cost_mistake(
    "the cross-entropy is not divided by m",
    "The cross-entropy is summed over the examples: 1/m is missing.",
    "Should J double when you show every example twice?",
    "Divide by m.",
    lambda h, y, Theta, m, lambda_: _entropy(h, y) + lambda_ / (2 * m) * _squares(Theta),
)
_cost_mistake(
    "the penalty is forgotten",
    "This is J for λ = 0.",
    "Where is λ?",
    "Add λ/(2m) times the squares of the weights, j ≠ 0.",
    lambda h, y, Theta, m, lambda_: _entropy(h, y) / m,
)
_cost_mistake(
    "the penalty is subtracted",
    "The penalty has the wrong sign.",
    "Should large weights make J larger or smaller?",
    "Plus.",
    lambda h, y, Theta, m, lambda_: _entropy(h, y) / m - lambda_ / (2 * m) * _squares(Theta),
)
_cost_mistake(
    "the weights are not squared",
    "The penalty sums the weights, not their squares.",
    "Should a weight of −3 make J smaller?",
    "Square them.",
    lambda h, y, Theta, m, lambda_: (
        _entropy(h, y) / m + lambda_ / (2 * m) * sum(np.sum(Theta[l][:, 1:]) for l in Theta)
    ),
)
_cost_mistake(
    "only the first layer is punished",
    "The penalty has the weights of Θ⁽¹⁾ only.",
    "Over which l does the penalty sum?",
    "Over all of them.",
    lambda h, y, Theta, m, lambda_: _entropy(h, y) / m + lambda_ / (2 * m) * _squares({1: Theta[1]}),
)
_cost_mistake(
    "only the last layer is punished",
    "The penalty has the weights of the last Θ only.",
    "Over which l does the penalty sum?",
    "Over all of them.",
    lambda h, y, Theta, m, lambda_: _entropy(h, y) / m + lambda_ / (2 * m) * _squares({1: Theta[len(Theta)]}),
)
_cost_mistake(
    "(1 − y) log(1 − h) is missing",
    "Only the part y log h is there.",
    "What does an output cost when y = 0?",
    "Add (1 − y) log(1 − h) inside the bracket.",
    lambda h, y, Theta, m, lambda_: -np.sum(y * np.log(h)) / m + lambda_ / (2 * m) * _squares(Theta),
)
_cost_mistake(
    "h and y are swapped",
    "h and y have changed places: h log y in place of y log h.",
    "Of which of the two is the logarithm taken?",
    "The logarithm is of what the network says, h.",
    lambda h, y, Theta, m, lambda_: _entropy(y, h) / m + lambda_ / (2 * m) * _squares(Theta),
)
_cost_mistake(
    "the average over the outputs too",
    "This is divided by K as well as by m.",
    "Does J average over the outputs, or sum?",
    "Sum over k; divide by m only.",
    lambda h, y, Theta, m, lambda_: _entropy(h, y) / h.size + lambda_ / (2 * m) * _squares(Theta),
)
_cost_mistake(
    "the squared error",
    "This is half the squared error, not the cross-entropy.",
    "Which cost makes δ⁽ᴸ⁾ = a − y, without g′?",
    "Use y log h + (1 − y) log(1 − h).",
    lambda h, y, Theta, m, lambda_: np.sum((h - y) ** 2) / (2 * m) + lambda_ / (2 * m) * _squares(Theta),
)
_cost_mistake(
    "the mean squared error",
    "This is the squared error divided by m, not the cross-entropy.",
    "Which cost makes δ⁽ᴸ⁾ = a − y, without g′?",
    "Use y log h + (1 − y) log(1 − h).",
    lambda h, y, Theta, m, lambda_: np.sum((h - y) ** 2) / m + lambda_ / (2 * m) * _squares(Theta),
)
for _base in (2, 10):
    _cost_mistake(
        "log to another base",
        f"This has the logarithm to base {_base} in place of the natural one.",
        "What does one output cost at h = 0.5? Is it 0.6931?",
        f"np.log, not np.log{_base}.",
        lambda h, y, Theta, m, lambda_, base=_base: (
            _entropy(h, y) / np.log(base) / m + lambda_ / (2 * m) * _squares(Theta)
        ),
    )


# ---------------------------------------------------------------- the whole algorithm


def _whole(forward=None, back=None, add=None, gradient=None, examples=None):
    """backpropagation with one of its parts replaced by a wrong one."""
    forward = forward or algorithm.forward_propagate
    back = back or _back
    add = add or (lambda Delta, delta, a: {l: Delta[l] + delta[l + 1] @ a[l].T for l in Delta})
    gradient = gradient or algorithm.regularized_gradient

    def backpropagation(Theta, X, Y, lambda_=0.0):
        Delta = {l: np.zeros_like(Theta[l]) for l in Theta}
        for t in examples(len(X)) if examples else range(len(X)):
            _, a = forward(Theta, X[t : t + 1].T)
            Delta = add(Delta, back(Theta, a, Y[t : t + 1].T), a)
        return gradient(Delta, Theta, len(X), lambda_)

    return backpropagation


def _whole_mistake(name, sentence, question, pointer, **parts):
    mistake("backpropagation", name, sentence, question, pointer)(_whole(**parts))


_whole_mistake(
    "Δ is set to 0 inside the loop",
    "Only the last example is in Δ: it is set to 0, or overwritten, for each example.",
    "What is in Δ after the second example?",
    "Set Δ to 0 once, before the loop, and add to it inside.",
    add=lambda Delta, delta, a: {l: delta[l + 1] @ a[l].T for l in Delta},
)
_whole_mistake(
    "the last example is left out",
    "The last example is missing in Δ.",
    "How many examples does your loop see?",
    "range(m), not range(m - 1).",
    examples=lambda m: range(m - 1),
)
_whole_mistake(
    "the first example is left out",
    "The first example is missing in Δ.",
    "Which is the index of the first example?",
    "In Python it is 0.",
    examples=lambda m: range(1, m),
)
_whole_mistake(
    "every example counts twice",
    "Δ is twice too large: each example was added two times, or the pass was made twice.",
    "How often does line 5 run for an example?",
    "Once for each layer.",
    add=lambda Delta, delta, a: {l: Delta[l] + 2 * delta[l + 1] @ a[l].T for l in Delta},
)
_whole_mistake(
    "Δ is handed back in place of D",
    "This is Δ: lines 6 and 7 are missing.",
    "Does Δ depend on λ? Should the result?",
    "After the loop, make D of Δ.",
    gradient=lambda Delta, Theta, m, lambda_: Delta,
)
_whole_mistake(
    "the bias column of Δ is left out",
    "Column 0 of D is 0: the bias units were left out of line 5.",
    "a₀ is 1. What is δ times 1?",
    "Use a[l] with its bias row in line 5.",
    gradient=lambda Delta, Theta, m, lambda_: {
        l: D * (np.arange(D.shape[1]) > 0) for l, D in algorithm.regularized_gradient(Delta, Theta, m, lambda_).items()
    },
)


def _remembering():
    kept = {}

    def backpropagation(Theta, X, Y, lambda_=0.0):
        Delta, _ = algorithm.sum_over_examples(Theta, X, Y)
        shapes = tuple(Theta[l].shape for l in Theta)
        kept[shapes] = {l: Delta[l] + kept.get(shapes, Delta)[l] * (shapes in kept) for l in Theta}
        return algorithm.regularized_gradient(kept[shapes], Theta, len(X), lambda_)

    return backpropagation


REMEMBERS = "Δ is not set to 0 before the loop"  # seen by calling twice, not by comparing
mistake(
    "backpropagation",
    REMEMBERS,
    "Called again on the same network, it gives something else: Δ still holds what the call before left in it.",
    "What is in Δ when the loop begins, the second time you call it?",
    "Make a new Δ of zeros inside the function, before the loop.",
)(_remembering())


def _line_mistakes_in_the_whole():
    """The mistakes of single lines that are as likely where the whole algorithm is written."""
    inside = {
        "backpropagate_errors": (
            "back",
            (
                "g′ is forgotten",
                "(1 − a) is forgotten",
                "a is forgotten",
                "y − a at the output",
                "g′ at the output too",
                "Θ is not transposed",
                "Θ is not transposed, and g′ is forgotten",
                "g′ of a in place of g′ of z",
                "z (1 − z) in place of a (1 − a)",
                "no g′ in the hidden layers, but at the output",
                "the last row is dropped, not the first",
                "every layer takes the error from the output",
            ),
        ),
        "regularized_gradient": (
            "gradient",
            (
                "the bias column is regularized too",
                "(1/m)Δ + λΘ",
                "(1/m)Δ + λΘ, and the bias column is regularized too",
                "1/m is forgotten",
                "1/m is forgotten, and the bias column is regularized too",
                "divided by m twice",
                "λ is forgotten",
                "only the bias column is regularized",
                "λΘ is subtracted",
                "half of λ",
                "twice λ",
                "1/m is missing in the bias column",
            ),
        ),
    }
    for entry in list(MISTAKES):
        part, names = inside.get(entry.function, (None, ()))
        if entry.name in names:
            MISTAKES.append(entry._replace(function="backpropagation", variant=_whole(**{part: entry.variant})))


_line_mistakes_in_the_whole()


# ---------------------------------------------------------------- the numerical gradient


def _slope_mistake(name, sentence, question, pointer, slope):
    """slope : from a function J of one weight's nudge, and ε."""

    @mistake("numerical_gradient", name, sentence, question, pointer)
    def _(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
        found = {l: np.zeros_like(Theta[l]) for l in Theta}
        for l in Theta:
            for entry in np.ndindex(Theta[l].shape):

                def J(nudge, l=l, entry=entry):
                    nudged = {k: Theta[k].copy() for k in Theta}
                    nudged[l][entry] += nudge
                    return algorithm.cost(nudged, X, Y, lambda_)

                found[l][entry] = slope(J, epsilon)
        return found


_slope_mistake(
    "one-sided",
    "This is (J(Θ + ε) − J(Θ)) / ε: one-sided, and its error is of the size of ε, not of ε².",
    "Which two points make the better slope at Θ: Θ and Θ + ε, or Θ − ε and Θ + ε?",
    "Take both sides, and divide by 2ε.",
    lambda J, epsilon: (J(epsilon) - J(0)) / epsilon,
)
_slope_mistake(
    "one-sided, backward",
    "This is (J(Θ) − J(Θ − ε)) / ε: one-sided, and its error is of the size of ε, not of ε².",
    "Which two points make the better slope at Θ: Θ − ε and Θ, or Θ − ε and Θ + ε?",
    "Take both sides, and divide by 2ε.",
    lambda J, epsilon: (J(0) - J(-epsilon)) / epsilon,
)
_slope_mistake(
    "divided by ε, not by 2ε",
    "This is twice too large: divided by ε in place of 2ε.",
    "How far apart are Θ + ε and Θ − ε?",
    "Divide by 2ε.",
    lambda J, epsilon: (J(epsilon) - J(-epsilon)) / epsilon,
)
_slope_mistake(
    "not divided",
    "This is J(Θ + ε) − J(Θ − ε): the difference, not yet the slope.",
    "A slope is a rise divided by what?",
    "Divide by 2ε.",
    lambda J, epsilon: J(epsilon) - J(-epsilon),
)
_slope_mistake(
    "the sign is turned round",
    "This is (J(Θ − ε) − J(Θ + ε)) / 2ε: minus the slope.",
    "Which of the two costs comes first?",
    "J(Θ + ε) − J(Θ − ε).",
    lambda J, epsilon: (J(-epsilon) - J(epsilon)) / (2 * epsilon),
)
_slope_mistake(
    "divided by 2, then multiplied by ε",
    "This is (J(Θ + ε) − J(Θ − ε)) / 2 · ε: brackets are missing round 2ε.",
    "In which order does Python compute d / 2 * epsilon?",
    "d / (2 * epsilon).",
    lambda J, epsilon: (J(epsilon) - J(-epsilon)) / 2 * epsilon,
)
_slope_mistake(
    "half the step",
    "This nudges by ε/2 and divides by ε: a fine slope, but not the one for this ε.",
    "By how much is each weight to be nudged?",
    "By ε, up and down.",
    lambda J, epsilon: (J(epsilon / 2) - J(-epsilon / 2)) / epsilon,
)


@mistake(
    "numerical_gradient",
    "ε is not used",
    "This nudges by 10⁻⁴ whatever epsilon says.",
    "What happens when you call it with epsilon=0.1?",
    "Use the argument epsilon.",
)
def _(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
    return right_numerical_gradient(Theta, X, Y, lambda_, 1e-4)


@mistake(
    "numerical_gradient",
    "λ is forgotten",
    "This is the slope of J for λ = 0.",
    "Which J do you call?",
    "Hand lambda_ on to cost.",
)
def _(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
    return right_numerical_gradient(Theta, X, Y, 0.0, epsilon)


@mistake(
    "numerical_gradient",
    "the weights are not put back",
    "Each weight stays nudged while the next ones are tried.",
    "What is Theta after the first weight?",
    "Put the weight back before you go on.",
)
def _(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
    Theta = {l: Theta[l].copy() for l in Theta}
    found = {l: np.zeros_like(Theta[l]) for l in Theta}
    for l in Theta:
        for entry in np.ndindex(Theta[l].shape):
            J = []
            for nudge in (epsilon, -2 * epsilon):  # up, then down: and there it stays
                Theta[l][entry] += nudge
                J.append(algorithm.cost(Theta, X, Y, lambda_))
            found[l][entry] = (J[0] - J[1]) / (2 * epsilon)
    return found


_slope_mistake(
    "the lower side is the middle",
    "After J(Θ + ε) the weight is lowered by ε: that brings it back, not below.",
    "Where is the weight after + ε and then − ε?",
    "From the upper side to the lower side it is 2ε.",
    lambda J, epsilon: (J(epsilon) - J(0)) / (2 * epsilon),
)


@mistake(
    "numerical_gradient",
    "the bias column is left out",
    "Column 0 is 0: the bias weights were not tried.",
    "Does J depend on the bias weights?",
    "Go through all the columns, j = 0 too.",
)
def _(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
    found = right_numerical_gradient(Theta, X, Y, lambda_, epsilon)
    return {l: found[l] * (np.arange(found[l].shape[1]) > 0) for l in found}


@mistake(
    "numerical_gradient",
    "all weights at once",
    "All the weights of a layer were nudged together.",
    "How can you tell which of them changed J?",
    "One weight at a time, the others as they were.",
)
def _(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
    found = {}
    for l in Theta:
        J = [algorithm.cost({**Theta, l: Theta[l] + nudge}, X, Y, lambda_) for nudge in (epsilon, -epsilon)]
        found[l] = np.full_like(Theta[l], (J[0] - J[1]) / (2 * epsilon))
    return found
