"""Bad input gets one sentence that names the argument, says what was expected, and what came instead."""

import re
from fractions import Fraction

import numpy as np
import pytest

import bpkit

nan, inf = float("nan"), float("inf")

Theta = bpkit.random_theta((2, 3, 1), seed=0)
X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
Y = np.array([[0.0], [1], [1], [0]])
_, a = bpkit.forward_propagate(Theta, X.T)
delta = bpkit.backpropagate_errors(Theta, a, Y.T)
Delta = {l: np.zeros_like(Theta[l]) for l in Theta}


def sentence_of(function, *args, **kwargs):
    with pytest.raises(ValueError) as caught:
        function(*args, **kwargs)
    sentence = str(caught.value)
    assert sentence.endswith(".") and "\n" not in sentence
    assert not re.search(r"\.\s", sentence), "one sentence"
    assert len(sentence) < 200, "short enough to stand beside a control"
    assert caught.value.__suppress_context__ or caught.value.__context__ is None, "no second error above it"
    return sentence


def expect(function, arguments, *fragments):
    sentence = sentence_of(function, **arguments)
    for fragment in fragments:
        assert fragment in sentence
    assert sentence.startswith(fragments[0])


@pytest.mark.parametrize(
    "layer_sizes",
    [(2, 0, 1), (0, 1), (2, -1), (3,), (), 5, None, "231", ("2", 1), (2.0, 1), (2, nan), (2, None), (True, 2)]
    + [np.ones((2, 2), int), (0,) + 40 * (1,)],
)
def test_layer_sizes(layer_sizes):
    expect(bpkit.random_theta, {"layer_sizes": layer_sizes}, "layer_sizes must be two or more whole numbers", ", got ")


def test_layer_sizes_may_be_any_sequence_of_ints():
    for layer_sizes in ([2, 3], np.array([2, 3]), (np.int64(2), 3), range(2, 4)):
        assert bpkit.random_theta(layer_sizes)[1].shape == (3, 3)


@pytest.mark.parametrize("seed", [-1, 1.5, "0", True, -(10**80)])
def test_seed(seed):
    expect(bpkit.random_theta, {"layer_sizes": (2, 1), "seed": seed}, "seed must be a whole number of at least 0, got ")


@pytest.mark.parametrize("lambda_", [-1, -1e-9, nan, inf, "1", None, True, 1j, np.complex128(1), [1], [], 10**400])
@pytest.mark.parametrize(
    "function", [bpkit.backpropagation, bpkit.cost, bpkit.cost_and_gradient, bpkit.numerical_gradient, bpkit.minimize]
)
def test_lambda(function, lambda_):
    arguments = dict(Theta=Theta, X=X, Y=Y, lambda_=lambda_)
    expect(function, arguments, "lambda_ must be a number of at least 0, got ")


@pytest.mark.parametrize("lambda_", [0, 2, np.float32(2), np.int64(2), np.array(2.0), Fraction(2)])
def test_lambda_may_be_any_real_number(lambda_):
    assert bpkit.cost(Theta, X, Y, lambda_) == bpkit.cost(Theta, X, Y, float(lambda_))


REAL = "must be an array of real numbers with rows of equal length, got "
ROWS = "must be a matrix with an example a row, at least one, got shape "


@pytest.mark.parametrize(
    "bad, fragments",
    [
        ([[1, 2], [3]], [REAL + "[[1, 2], [3]]"]),
        (X * 1j, [REAL, "complex128", "(4, 2)"]),
        ([[1, 2j]], [REAL]),
        ([["0", "1"]] * 4, [REAL]),
        ([[0, "one"]] * 4, [REAL]),
        ("xor", [REAL + "'xor'"]),
        (None, [REAL + "None"]),
        ([[0, None]] * 4, [REAL]),
        ([[object(), 1]] * 4, [REAL]),
        ([[10**400, 1]] * 4, [REAL]),
        ([np.zeros(2), np.zeros(3)], [REAL]),
        (np.full((4, 2), "2020-01-01", "datetime64[D]"), [REAL, "datetime64"]),
        (iter([]), [REAL]),
        ({1: X}, [REAL]),
        ([[0, 1], [0, nan]], ["must hold finite numbers only, got nan at index (1, 1)"]),
        ([[-inf, 1], [0, nan]], ["must hold finite numbers only, got -inf at index (0, 0)"]),
        (0.5, [ROWS + "()"]),
        ([0, 1], [ROWS + "(2,)", ".reshape(-1, 1)"]),
        ([], [ROWS + "(0,)"]),
        (np.ones((0, 2)), [ROWS + "(0, 2)"]),
        (np.ones((4, 0)), [ROWS + "(4, 0)"]),
        (np.ones((4, 2, 1)), [ROWS + "(4, 2, 1)"]),
    ],
)
@pytest.mark.parametrize("name", ["X", "Y"])
def test_examples(name, bad, fragments):
    arguments = {"Theta": Theta, "X": X, "Y": Y, name: bad}
    for function in (bpkit.backpropagation, bpkit.cost, bpkit.gradient_check):
        expect(function, arguments, f"{name} {fragments[0]}", *fragments[1:])
    expect(bpkit.DataSet, {"X": X, "Y": Y, name: bad}, f"{name} {fragments[0]}", *fragments[1:])


def test_examples_may_be_lists_booleans_or_fractions():
    J = bpkit.cost(Theta, X, Y)
    for same in (X.tolist(), X.astype(bool), X.astype(int), [[Fraction(int(x)) for x in row] for row in X]):
        assert bpkit.cost(Theta, same, Y.tolist()) == J


@pytest.mark.parametrize(
    "arguments, fragments",
    [
        (dict(X=np.ones((4, 3))), ["X must have 2 columns", "unit of layer 1", "(4, 3)"]),
        (dict(Y=np.ones((4, 2))), ["Y must have 1 column,", "output unit", "(4, 2)"]),
        (dict(Y=Y[:3]), ["Y must have 4 rows, one for each row of X", "got 3"]),
        (dict(X=X[:1]), ["Y must have 1 row, one for each row of X", "got 4"]),
        (dict(Y=Y + 1), ["Y must hold values from 0 to 1", "got 2"]),
        (dict(Y=-0.5 * Y), ["Y must hold values from 0 to 1", "got -0.5"]),
    ],
)
def test_examples_that_do_not_fit(arguments, fragments):
    for function in (bpkit.backpropagation, bpkit.cost, bpkit.cost_and_gradient, bpkit.minimize, bpkit.accuracy):
        expect(function, dict(Theta=Theta, X=X, Y=Y) | arguments, *fragments)


KEYS = "Theta must have the keys 1, 2, … without a gap, got "


@pytest.mark.parametrize(
    "bad, fragments",
    [
        ([Theta[1], Theta[2]], ["Theta must be a dict with a matrix for each layer, keys 1, 2, …", "a list of 2"]),
        (None, ["Theta must be a dict", "got None"]),
        (Theta[1], ["Theta must be a dict", "(3, 3)"]),
        ({}, [KEYS + "[]"]),
        ({1: Theta[1], 3: Theta[2]}, [KEYS + "[1, 3]"]),
        ({0: Theta[1], 1: Theta[2]}, [KEYS + "[0, 1]"]),
        ({"1": Theta[1], "2": Theta[2]}, [KEYS + "['1', '2']"]),
        ({1: Theta[1], 2: Theta[2], "a": 0}, [KEYS + "[1, 2, 'a']"]),
        ({1: Theta[1], 2: Theta[2][:, 1:]}, ["Theta[2] must have 4 columns", "bias", "row of Theta[1]", "(1, 3)"]),
        ({1: Theta[2], 2: Theta[1]}, ["Theta[2] must have 2 columns", "(3, 3)"]),
        ({1: Theta[1][0], 2: Theta[2]}, ["Theta[1] must be a matrix with at least one row", "(3,)"]),
        ({1: Theta[1], 2: np.ones((0, 4))}, ["Theta[2] must be a matrix with at least one row", "(0, 4)"]),
        ({1: [[1, 2], [3]], 2: Theta[2]}, ["Theta[1] must be an array of real numbers", "[[1, 2], [3]]"]),
        ({1: Theta[1], 2: Theta[2] * 1j}, ["Theta[2] must be an array of real numbers", "complex"]),
        ({1: Theta[1], 2: [["a"] * 4]}, ["Theta[2] must be an array of real numbers"]),
        ({1: Theta[1], 2: None}, ["Theta[2] must be an array of real numbers", "None"]),
        ({1: Theta[1] + inf, 2: Theta[2]}, ["Theta[1] must hold finite numbers only", "inf at index (0, 0)"]),
    ],
)
def test_theta(bad, fragments):
    expect(bpkit.forward_propagate, dict(Theta=bad, x=X.T), *fragments)
    for function in (bpkit.backpropagation, bpkit.cost, bpkit.numerical_gradient, bpkit.accuracy):
        expect(function, dict(Theta=bad, X=X, Y=Y), *fragments)


@pytest.mark.parametrize(
    "x, fragments",
    [
        ([1, 2, 3], ["x must have 2 rows", "unit of layer 1", "(3, 1)"]),
        (X, ["x must have 2 rows", "(4, 2)"]),
        ([], ["x must be one example, shape (n,) or (n, 1), or m examples as columns", "(0,)"]),
        (0.5, ["x must be one example", "()"]),
        (np.ones((2, 0)), ["x must be one example", "(2, 0)"]),
        (np.ones((2, 1, 1)), ["x must be one example", "(2, 1, 1)"]),
        ([1, nan], ["x must hold finite numbers only", "nan at index 1"]),
    ],
)
def test_x(x, fragments):
    expect(bpkit.forward_propagate, dict(Theta=Theta, x=x), *fragments)


LINES_3_TO_5 = [
    (bpkit.output_error, dict(a_L=[0.1, 0.2], y=[1, 0, 0]), ["y must have the shape of a_L, (2, 1)", "(3, 1)"]),
    (bpkit.output_error, dict(a_L=[[0.1, 0.2]], y=[1, 0]), ["y must have the shape of a_L, (1, 2)", "(2, 1)"]),
    (bpkit.output_error, dict(a_L=[0.1], y=[2]), ["y must hold values from 0 to 1", "got 2"]),
    (bpkit.output_error, dict(a_L=[nan], y=[1]), ["a_L must hold finite numbers only", "nan at index 0"]),
    (bpkit.backpropagate_errors, dict(Theta=Theta, a=a, y=Y), ["y must have the shape of a[3], (1, 4)", "(4, 1)"]),
    (bpkit.backpropagate_errors, dict(Theta=Theta, a=[*a.values()], y=Y.T), ["a must be a dict", "a list of 3"]),
    (bpkit.backpropagate_errors, dict(Theta=Theta, a={1: a[1], 2: a[2]}, y=Y.T), ["a must have the keys 1 … 3"]),
    (bpkit.backpropagate_errors, dict(Theta=Theta, a={**a, 2: a[2][1:]}, y=Y.T), ["a[2]", "(4, 4), the bias row"]),
    (bpkit.backpropagate_errors, dict(Theta=Theta, a={**a, 3: a[3].T}, y=Y.T), ["a[3] must have shape (1, 4)"]),
    (bpkit.accumulate, dict(Delta=Delta, delta={1: delta[2], 2: delta[3]}, a=a), ["delta must have the keys 2, 3, …"]),
    (bpkit.accumulate, dict(Delta=Delta, delta={2: delta[2]}, a=a), ["delta must have the keys [2, 3], got [2]"]),
    (bpkit.accumulate, dict(Delta=Delta, delta=delta, a={1: a[1]}), ["a must have the keys [1, 2, 3], got [1]"]),
    (bpkit.accumulate, dict(Delta={**Delta, 1: Theta[1].T[:2]}, delta=delta, a=a), ["Delta[1]", "(3, 3)", "(2, 3)"]),
    (bpkit.accumulate, dict(Delta=Delta, delta=delta, a={**a, 2: a[2][1:]}), ["Delta[2] must have shape (1, 3)"]),
    (
        bpkit.accumulate,
        dict(Delta=Delta, delta={2: delta[2][:, :1], 3: delta[3]}, a=a),
        ["delta[2]", "4 columns, one for each column of a[1]"],
    ),
    (bpkit.accumulate, dict(Delta=None, delta=delta, a=a), ["Delta must be a dict", "None"]),
]


@pytest.mark.parametrize("function, arguments, fragments", LINES_3_TO_5)
def test_lines_3_to_5(function, arguments, fragments):
    expect(function, arguments, *fragments)


@pytest.mark.parametrize(
    "arguments, fragments",
    [(dict(m=m), ["m must be a whole number of at least 1, got "]) for m in (0, -1, 1.5, 4.0, None, "4", True)]
    + [
        (dict(Delta={1: Delta[1]}), ["Delta must have the keys of Theta, [1, 2], got [1]"]),
        (dict(Delta={1: Delta[1], 2: Delta[2].T}), ["Delta[2] must have the shape of Theta[2], (1, 4)", "(4, 1)"]),
        (dict(lambda_=-1), ["lambda_ must be a number of at least 0, got -1"]),
    ],
)
def test_after_the_loop(arguments, fragments):
    expect(bpkit.regularized_gradient, dict(Delta=Delta, Theta=Theta, m=4, lambda_=0) | arguments, *fragments)


@pytest.mark.parametrize(
    "function, name, values, fragment",
    [
        (bpkit.minimize, "alpha", [0, -1, nan, inf, None, "1", True], "alpha must be a number above 0, got "),
        (bpkit.minimize, "iterations", [-1, 1.5, 10.0, None, True], "iterations must be a whole number of at least 0"),
        (bpkit.numerical_gradient, "epsilon", [0, -1e-4, nan, None], "epsilon must be a number above 0, got "),
        (bpkit.gradient_check, "D", [3, [Theta[1]], {0: Theta[1], 1: Theta[2]}], "D must "),
    ],
)
def test_the_other_arguments(function, name, values, fragment):
    for value in values:
        expect(function, {"Theta": Theta, "X": X, "Y": Y, name: value}, fragment)
