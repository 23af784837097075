"""Mistakes that show otherwise than in numbers: by what fails, and where.

told_by "trouble": the sentence of trouble is this mistake. "form": right on just the networks that the clue says, and
elsewhere it fails by "keys" or by "shapes". "arguments": called with the arguments that it seems to expect, it is
right; the clue is (that call, what it should give then). "factor": it is c times the right result, with one number c on
all networks, or an argument plus c times what there is to add; the clue is that argument's index. "misfit": its shapes
do not fit, just where the variant's do not. "near": it gives nearly what the variant gives; the clue says how nearly.
"""

import numpy as np

from bpkit import algorithm
from bpkit.algorithm import sigmoid, with_bias
from bpkit.check.catalogue.entries import (
    CHANGED,
    FROM_0,
    LOG_OF_0,
    LOG_OF_NEGATIVE,
    NO_DICT,
    NO_LAYER,
    NO_LAYERS,
    NO_RETURN,
    RIGHT,
    TOO_FAR,
    TWO_THINGS,
    WHOLE_DICT,
    mistake,
    right_function,
)
from bpkit.check.catalogue.forward import forward_with
from bpkit.check.catalogue.whole import algorithm_with


def _change_last(function):
    def variant(*given):
        last = [value for value in given if isinstance(value, (dict, np.ndarray))][-1]
        found = right_function(function)(*given)
        array = last[max(last)] if isinstance(last, dict) else last
        array += 1.0
        return found

    return variant


def _hand_back_nothing(function):
    def variant(*given):
        found = right_function(function)(*given)  # noqa: F841

    return variant


def _for_three_layers(function):
    return lambda first, *more: right_function(function)({1: first[1], 2: first[2]}, *more)


for _name, _sentence, _question, _pointer, _variant, _not_for in (
    (
        CHANGED,
        "The function changes what it was given, and the caller's own array with it.",
        "Does your function only read its arguments?",
        "Where a line says x[…] = … or x += …, take a copy before: x = x.copy().",
        _change_last,
        (),
    ),
    (
        NO_RETURN,
        "The function computes something, but hands nothing back.",
        "What does a function give that has no return?",
        "Its last line begins with return.",
        _hand_back_nothing,
        (),
    ),
    (
        TOO_FAR,
        "A loop goes one too far, or an array is smaller than it should be, as without its bias unit.",
        "Which is the last index of an axis with n entries?",
        "Print the shape before the loop; in Python n entries have the indices 0 … n − 1.",
        lambda _function: lambda *given: [][0],
        (),
    ),
    (
        FROM_0,
        "This looks for layer 0, which there is not.",
        "Which number has the first layer, and the first matrix of Theta?",
        "Layers are counted from 1, and so are the keys: Theta[1], a[1], delta[2], Delta[1].",
        lambda _function: lambda *given: {}[0],
        ("output_error",),
    ),
    (
        NO_LAYER,
        "This looks for a layer that does not exist, or that has not been computed yet.",
        "Which keys are there when this line runs?",
        "z and delta have the layers 2 … L, a has 1 … L, Theta, Delta and D have 1 … L − 1.",
        lambda _function: lambda *given: {}[9],
        ("output_error",),
    ),
    (
        WHOLE_DICT,
        "A dict of all layers, or a mere number, stands where the matrix of one layer is meant.",
        "Which layer does this line speak of?",
        "Theta[l], a[l], delta[l]: name the layer.",
        lambda _function: lambda *given: {} - 1,
        ("output_error",),
    ),
    (
        NO_DICT,
        "What is handed in is one array, and this looks for layers in it.",
        "Which arguments are dicts by layers, and which are arrays?",
        "Theta, a, delta, Delta and D are dicts; x, y, X, Y and a_L are arrays.",
        lambda _function: lambda *given: np.zeros(1).keys(),
        (),
    ),
    (
        NO_LAYERS,
        "One matrix or number comes back, where there should be a matrix for each layer.",
        "For how many layers is the result wanted?",
        "Hand back a dict with a matrix for each l.",
        lambda _function: lambda *given: 1.0,
        ("output_error", "cost", "forward_propagate"),
    ),
):
    for _function in RIGHT:
        if _function not in _not_for:
            mistake(_function, _name, _sentence, _question, _pointer, told_by="trouble")(_variant(_function))

for _function in RIGHT:
    if _function != "output_error":
        mistake(
            _function,
            "written for three layers only",
            "Right for L = 3, and for no other number of layers.",
            "How many matrices are in Theta?",
            "A loop over l, with L = len(Theta) + 1.",
            told_by="form",
            clue=(lambda probe: len(probe.layer_sizes) == 3, "keys"),
        )(_for_three_layers(_function))


for _name, _sentence, _question, _pointer, _variant in (
    (
        TWO_THINGS,
        "This hands back two things: J, and something more.",
        "What does cost give?",
        "One number, J.",
        algorithm.cost_and_gradient,
    ),
    (
        LOG_OF_NEGATIVE,
        "A logarithm met a negative number: what should be h is not between 0 and 1, as z is not.",
        "Between which numbers must h lie?",
        "The last layer applies g like all the others: h = a[L].",
        lambda Theta, X, Y, lambda_=0.0: np.log(-1.0),
    ),
    (
        LOG_OF_0,
        "A logarithm met 0: it was taken of y, or of an h that was rounded.",
        "Which of h and y is never exactly 0?",
        "The logarithm is of h, as it comes out of g.",
        lambda Theta, X, Y, lambda_=0.0: np.log(0.0),
    ),
):
    mistake("cost", _name, _sentence, _question, _pointer, told_by="trouble")(_variant)


@mistake(
    "forward_propagate",
    "written for one example only",
    "Right for m = 1, but several examples, as columns, do not get through.",
    "What do np.append and np.insert do with a matrix, if no axis is told?",
    "np.vstack puts a row of ones on top, whatever m is.",
    told_by="form",
    clue=(lambda probe: probe.m == 1, "shapes"),
)
def _(Theta, x):
    z, a = {}, {1: np.insert(x, 0, 1)}
    for l in Theta:
        z[l + 1] = Theta[l] @ a[l]
        a[l + 1] = sigmoid(z[l + 1])
        if l < len(Theta):
            a[l + 1] = np.insert(a[l + 1], 0, 1)
    return z, a


@mistake(
    "accumulate",
    "written for one example only",
    "Right for one column, but several do not get through: np.outer takes a matrix for one long vector, and * does not "
    "sum.",
    "Which shape has your product for two columns?",
    "delta[l + 1] @ a[l].T sums over the columns.",
    told_by="form",
    clue=(lambda probe: probe.m - probe.m // 2 == 1, "shapes"),
)
def _(Delta, delta, a):
    return {l: Delta[l] + np.outer(delta[l + 1], a[l]) for l in Delta}


# ---------------------------------------------------------------- called with the arguments that it seems to expect


def _turned(matrices):
    return {l: matrices[l].T for l in matrices}


def _without_column_0(matrices):
    return {l: matrices[l][:, 1:] for l in matrices}


def _from_0(matrices):
    return {l - 1: matrices[l] for l in matrices}


def _call_without_bias(f, Theta, x):
    z, a = f(_without_column_0(Theta), x)
    return z, {l: with_bias(np.asarray(a[l])) if l <= len(Theta) else a[l] for l in a}


def _with_bias_weights_0(Theta, x):
    return algorithm.forward_propagate({l: Theta[l] * (np.arange(Theta[l].shape[1]) > 0) for l in Theta}, x)


def _call_with_rows(f, Theta, x):
    z, a = f(Theta, x.T)
    return _turned(z), _turned(a)


def _call_from_0(f, Theta, x):
    L = len(Theta) + 1
    return tuple({l + L - max(part): part[l] for l in part} for part in f(_from_0(Theta), x))


def _forward_of_rows(Theta, x):
    z, a = {}, {1: np.c_[np.ones(len(x)), x]}
    for l in Theta:
        z[l + 1] = a[l] @ Theta[l].T
        a[l + 1] = sigmoid(z[l + 1])
        if l < len(Theta):
            a[l + 1] = np.c_[np.ones(len(x)), a[l + 1]]
    return z, a


def _forward_without_bias(Theta, x):
    z, a = {}, {1: x}
    for l in Theta:
        z[l + 1] = Theta[l] @ a[l]
        a[l + 1] = sigmoid(z[l + 1])
    return z, a


def _forward_from_0(Theta, x):
    z, a = {}, {0: with_bias(x)}
    for l in range(len(Theta)):
        z[l + 1] = Theta[l] @ a[l]
        a[l + 1] = sigmoid(z[l + 1])
        if l + 1 < len(Theta):
            a[l + 1] = with_bias(a[l + 1])
    return z, a


def _cost_of_columns(turn):
    def J(Theta, X, Y, lambda_=0.0):
        h, y = forward_with(Theta, X)[1][len(Theta) + 1], turn(Y.T)
        return -np.sum(y * np.log(h) + (1 - y) * np.log(1 - h)) / X.shape[1] + algorithm.penalty(
            Theta, X.shape[1], lambda_
        )

    return J


def _whole_of_columns(turn):
    return lambda Theta, X, Y, lambda_=0.0: algorithm_with(forward=forward_with)(Theta, X.T, turn(Y), lambda_)


for _function, _name, _sentence, _question, _pointer, _call, _expected, _variant in (
    (
        "forward_propagate",
        "the bias unit is missing",
        "Theta[l] has a column more than your a[l] has rows: the 1 on top of a is missing.",
        "What does column 0 of Theta[l] multiply?",
        "Put a row of ones on top of a[l], for l < L.",
        _call_without_bias,
        _with_bias_weights_0,
        _forward_without_bias,
    ),
    (
        "forward_propagate",
        "an example is taken for a row",
        "x has an example in each column, but this takes the rows for examples.",
        "Which shape has x?",
        "Columns: a row of ones on top, and Theta[l] @ a[l].",
        _call_with_rows,
        algorithm.forward_propagate,
        _forward_of_rows,
    ),
    (
        "forward_propagate",
        "Θ is transposed",
        "This is what you get with Θᵀ in place of Θ, which fits by chance only.",
        "Which index of Θ_ij is the unit that the weight leads to?",
        "Row i of Theta[l] belongs to unit i of layer l + 1: going forward needs no transposition.",
        lambda f, Theta, x: f(_turned(Theta), x),
        algorithm.forward_propagate,
        lambda Theta, x: algorithm.forward_propagate(_turned(Theta), x),
    ),
    (
        "forward_propagate",
        "Theta is counted from 0",
        "This looks for Theta[0], which there is not.",
        "Which number has the first matrix of Theta?",
        "Theta[1] leads from layer 1 to layer 2.",
        _call_from_0,
        algorithm.forward_propagate,
        _forward_from_0,
    ),
    (
        "accumulate",
        "a is not transposed",
        "This is δa in place of δaᵀ: the shapes do not fit, or by chance only.",
        "A column times what gives a matrix?",
        "Times a row: delta[l + 1] @ a[l].T.",
        lambda f, Delta, delta, a: f(Delta, delta, _turned(a)),
        algorithm.accumulate,
        lambda Delta, delta, a: {l: Delta[l] + delta[l + 1] @ a[l] for l in Delta},
    ),
    (
        "accumulate",
        "a without its bias row",
        "The product lacks the column of the bias unit, so it does not fit to Δ.",
        "How many columns has Δ⁽ˡ⁾?",
        "Use a[l] with its row of ones.",
        lambda f, Delta, delta, a: f(_without_column_0(Delta), delta, a),
        lambda Delta, delta, a: _without_column_0(algorithm.accumulate(Delta, delta, a)),
        lambda Delta, delta, a: {l: Delta[l] + delta[l + 1] @ a[l][1:].T for l in Delta},
    ),
    *(
        (
            function,
            "an example is taken for a column",
            "X has an example in each row, but this takes the columns for examples.",
            "Which shape has X?",
            "Row t of X is example t.",
            call,
            getattr(algorithm, function),
            variant(turn),
        )
        for function, variant in (("cost", _cost_of_columns), ("backpropagation", _whole_of_columns))
        for turn, call in (
            (lambda Y: Y.T, lambda f, Theta, X, Y, lambda_: f(Theta, X.T, Y.T, lambda_)),
            (lambda Y: Y, lambda f, Theta, X, Y, lambda_: f(Theta, X.T, Y, lambda_)),
        )
    ),
):
    mistake(_function, _name, _sentence, _question, _pointer, told_by="arguments", clue=(_call, _expected))(_variant)


@mistake(
    "backpropagation",
    "an example goes in as a row",
    "x⁽ᵗ⁾ is a row of X, but forward_propagate takes an example as a column.",
    "Which shape has X[t : t + 1], and which has x?",
    "X[t], or X[t : t + 1].T.",
    told_by="misfit",
)
def _(Theta, X, Y, lambda_=0.0):
    return algorithm_with(forward=lambda Theta, x: forward_with(Theta, x.T))(Theta, X, Y, lambda_)


def _slope_of_columns(cost):
    return lambda Theta, X, Y, lambda_=0.0, epsilon=1e-4: {
        l: cost(Theta, X.T, Y.T, lambda_) + 0 * Theta[l] for l in Theta
    }


for _cost in (algorithm.cost, algorithm.cost.__wrapped__):  # with its own sentence on shapes, or with numpy's
    mistake(
        "numerical_gradient",
        "an example is taken for a column",
        "X has an example in each row, but this hands on columns.",
        "Which shape has X, and which does cost take?",
        "cost takes X and Y as they are.",
        told_by="misfit",
    )(_slope_of_columns(_cost))


@mistake(
    "backpropagation",
    "an example is taken for a column",
    "X has an example in each row, but this takes the columns for examples.",
    "Which shape has X?",
    "Row t of X is example t.",
    told_by="misfit",
)
def _(Theta, X, Y, lambda_=0.0):
    _, a = algorithm.forward_propagate(Theta, X)
    delta = algorithm.backpropagate_errors(Theta, a, Y)
    Delta = algorithm.accumulate({l: 0 * Theta[l] for l in Theta}, delta, a)
    return algorithm.regularized_gradient(Delta, Theta, len(X), lambda_)


# ---------------------------------------------------------------- right but for a number, whichever it is


for _function, _name, _sentence, _question, _pointer, _where in (
    *(
        (
            function,
            "a number too much",
            "Everything is the right result times one number, the same on every network.",
            "Which number stands before your formula that is not in the algorithm?",
            "No learning rate, no ½ and no 2: see the line.",
            None,
        )
        for function in RIGHT
        if function != "forward_propagate"
    ),
    (
        "accumulate",
        "multiplied by a number",
        "What is added is δaᵀ times a number, as a learning rate would be.",
        "Is Δ a sum, or is it a step downhill?",
        "Line 5 adds δaᵀ itself; the learning rate belongs to gradient descent.",
        0,
    ),
    *(
        (
            function,
            "Θ after a step in place of D",
            "This is Θ − αD: a step of gradient descent.",
            "Does this line move the weights?",
            "Hand back D; the step comes later.",
            where,
        )
        for function, where in (("regularized_gradient", 1), ("backpropagation", 0), ("numerical_gradient", 0))
    ),
):

    def _times(*given, function=_function, where=_where):
        found = right_function(function)(*given)
        if where is None:
            return {l: 0.3 * found[l] for l in found} if isinstance(found, dict) else 0.3 * found
        if function == "accumulate":
            return {l: given[0][l] + 0.3 * (found[l] - given[0][l]) for l in found}
        return {l: given[where][l] - 0.3 * found[l] for l in found}

    mistake(_function, _name, _sentence, _question, _pointer, told_by="factor", clue=_where)(_times)
