"""Mistakes that show otherwise than in numbers: by what fails, and where.

told_by "trouble": the sentence of trouble is this mistake. "form": right on just the networks that the clue says, and
elsewhere it fails by "keys" or by "shapes". "arguments": called with the arguments that it seems to expect, it is
right; the clue is (that call, what it should give then).
"""

import numpy as np

from bpkit import algorithm, gradient_check
from bpkit.algorithm import sigmoid, with_bias
from bpkit.check.catalogue.entries import CHANGED, NO_RETURN, RIGHT, mistake


def _right(function):
    return getattr(gradient_check if function == "numerical_gradient" else algorithm, function)


def _change_last(function):
    def variant(*given):
        last = [value for value in given if isinstance(value, (dict, np.ndarray))][-1]
        found = _right(function)(*given)
        array = last[max(last)] if isinstance(last, dict) else last
        array += 1.0
        return found

    return variant


def _hand_back_nothing(function):
    def variant(*given):
        found = _right(function)(*given)  # noqa: F841

    return variant


def _for_three_layers(function):
    return lambda first, *more: _right(function)({1: first[1], 2: first[2]}, *more)


for _function in RIGHT:
    mistake(
        _function,
        CHANGED,
        "The function changes what it was given, and the caller's own array with it.",
        "Does your function only read its arguments?",
        "Where a line says x[…] = … or x += …, take a copy before: x = x.copy().",
        told_by="trouble",
    )(_change_last(_function))
    mistake(
        _function,
        NO_RETURN,
        "The function computes something, but hands nothing back.",
        "What does a function give that has no return?",
        "Its last line begins with return.",
        told_by="trouble",
    )(_hand_back_nothing(_function))
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
    "Right for one column, but several do not get through: np.outer takes a matrix for one long vector.",
    "Which shape has np.outer of two matrices?",
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
            lambda Theta, X, Y, lambda_=0.0, function=function, turn=turn: getattr(algorithm, function)(
                Theta, X.T, turn(Y), lambda_
            ),
        )
        for function in ("cost", "backpropagation")
        for turn, call in (
            (lambda Y: Y.T, lambda f, Theta, X, Y, lambda_: f(Theta, X.T, Y.T, lambda_)),
            (lambda Y: Y, lambda f, Theta, X, Y, lambda_: f(Theta, X.T, Y, lambda_)),
        )
    ),
):
    mistake(_function, _name, _sentence, _question, _pointer, told_by="arguments", clue=(_call, _expected))(_variant)
