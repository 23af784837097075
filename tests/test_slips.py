"""Slips in a learner's own text, one, two or three at once: their lines are marked wrong, and no others."""

import random

import numpy as np
import pytest
from learners import blamed, names, written

from bpkit import check, cost

SLIPS = {  # known ones: of each line, what may stand in which place of learners.PROGRAM, and its name
    "1–2": {
        "one": {
            "0.0 if l == 1 else 1.0": "the bias weights are left out in layer 1",
            "1.0 if l == 1 else 0.0": "the bias weights are left out in the hidden layers",
        },
        "g": {
            "np.tanh(z)": "tanh in place of g in the hidden layers",
            "np.maximum(z, 0)": "ReLU in place of g in the hidden layers",
        },
        "W": {"-T": "the sign in g is wrong"},
        "out": {"np.tanh(z)": "tanh in place of g at the output"},
    },
    "3": {
        "error": {
            "y - a_L": "y − a in place of a − y",
            "(a_L - y) * a_L * (1 - a_L)": "g′ at the output",
            "2 * (a_L - y) * a_L * (1 - a_L)": "g′ at the output | 2 (a − y), or every example twice",
            "(a_L - y) ** 2": "the error is squared",
            "z - y": "z in place of a",
            "a_L - np.argmax(y)": "the number of the class in place of y",
            "a_L - Y[t - 1]": "the answers are one example off",
        },
    },
    "4": {
        "meet": {
            "p": "g′ is forgotten",
            "p * a": "(1 − a) is forgotten",
            "p * a * 1 - a": "brackets are missing round 1 − a",
            "(T.T @ d * fulls[l] * (1 - fulls[l]))[:-1]": "the last row is dropped, not the first",
        },
        "slope": {
            "1 - a": "a is forgotten",
            "g(a) * (1 - g(a))": "g′ of a in place of g′ of z",
            "1 - a**2": "the slope of tanh",
            "z * (1 - z)": "z (1 − z) in place of a (1 − a)",
        },
        "back": {
            "T[:, :-1].T @ d": "the last column of Θ is dropped, not the first",
            "T[:, 1:].T @ (d * hs[l + 1] * (1 - hs[l + 1]))": "g′ of the next layer is in what goes down",
            "np.ones(len(a)) * d.sum()": "the weights are left out",
        },
    },
    "5": {
        "sum": {
            "part": "Δ is set to 0 inside the loop",
            "D + np.c_[np.full(len(d), d.sum()), part[:, 1:]]": "one bias gradient for the whole layer",
        },
        "right": {
            "np.r_[0, full[1:]]": "the bias column of Δ is left out",
            "np.r_[full[1:], 1]": "the bias column of Δ comes last",
        },
        "examples": {
            "range(m - 1)": "the last example is left out",
            "range(1, m)": "the first example is left out",
        },
        "zero": {"1 + 0 * T": "Δ begins with 1"},
    },
    "1/m": {"mean": {"S": "1/m is forgotten before Δ", "S / (2 * n)": "1/2m in place of 1/m before Δ"}},
    "λ": {
        "penalty": {
            "r * T": "(1/m)Δ + λΘ",
            "-r / m * T": "λΘ is subtracted",
            "r / (2 * m) * T": "half of λ",
            "r / m * T**2": "Θ is squared",
            "0 * T": "λ is forgotten",
            "r / m * T[:, 1:].sum()": "the weights are summed up",
        },
        "spared": {
            "np.ones(len(T[0]))": "the bias column is regularized too",
            "np.r_[0, 0, np.ones(len(T[0]) - 2)]": "columns 0 and 1 are spared",
            "(np.arange(len(T)) > 0)[:, None]": "row 0 is spared, not column 0",
        },
    },
}
ALL = [(line, piece, code) for line, pieces in SLIPS.items() for piece, codes in pieces.items() for code in codes]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sets_of(how_many, size, seed):
    """Slips in as many lines, chosen at random."""
    rng, found = random.Random(seed), []
    while len(found) < how_many:
        slips = rng.sample(ALL, size)
        if len({line for line, *_ in slips}) == size:
            found.append(slips)
    return found


@pytest.mark.parametrize("slip", ALL, ids=lambda slip: slip[2])
def test_one_slip_is_named_in_its_line(slip):
    report, (line, piece, code) = check.backpropagation(written(slip)), slip
    assert not report and report.certain and blamed(report) == {line}, str(report)
    assert names(report) == SLIPS[line][piece][code].split(" | ")


@pytest.mark.parametrize("size, at_least", [(2, 95), (3, 90)])
def test_of_several_slips_each_is_found_in_its_line(size, at_least):
    """But for those that undo one another, such as 2 (a − y) and 1/2m."""
    reports = [
        ({line for line, *_ in slips}, check.backpropagation(written(*slips))) for slips in sets_of(100, size, size)
    ]
    assert sum(lines <= blamed(report) for lines, report in reports) >= at_least
    assert sum(not blamed(report) <= lines for lines, report in reports) <= 1
    assert sum(report.certain for _, report in reports) >= at_least


# ---------------------------------------------------------------- whole functions as real ones are written


def with_ones(A):
    return np.c_[np.ones(len(A)), A]


def forward(Theta, X):
    """a of each layer, an example a row, with its bias unit but at the output."""
    a = {1: with_ones(X)}
    for l in range(1, len(Theta) + 1):
        a[l + 1] = sigmoid(a[l] @ Theta[l].T)
        if l < len(Theta):
            a[l + 1] = with_ones(a[l + 1])
    return a


def of_three_layers(Theta, X, Y, lambda_):
    m, T1, T2 = len(X), Theta[1], Theta[2]
    A1 = with_ones(X)
    A2 = with_ones(sigmoid(A1 @ T1.T))
    E3 = Y - sigmoid(A2 @ T2.T)
    E2 = (E3 @ T2)[:, 1:] * A2[:, 1:] * (1 - A2[:, 1:])
    return {1: (E2.T @ A1 + lambda_ * T1) / m, 2: (E3.T @ A2 + lambda_ * T2) / m}


def one_bias_gradient(Theta, X, Y, lambda_):
    a, D = forward(Theta, X), {}
    d = a[len(a)] - Y
    for l in range(len(Theta), 0, -1):
        D[l] = d.T @ a[l] / len(X)
        D[l][:, 0] = d.mean()
        D[l] += lambda_ / len(X) * np.sum(Theta[l] ** 2) / 2
        d = (d @ Theta[l])[:, 1:] * a[l][:, 1:] * (1 - a[l][:, 1:])
    return D


def bare_errors_go_down(Theta, X, Y, lambda_):
    a, D = forward(Theta, X), {}
    error = a[len(a)] - Y
    for l in range(len(Theta), 0, -1):
        out = a[l + 1][:, -error.shape[1] :]
        D[l] = (error * out * (1 - out)).T @ a[l] / len(X)
        D[l][:, 1:] += lambda_ / len(X) * Theta[l][:, 1:]
        error = (error @ Theta[l])[:, 1:]
    return D


def bias_apart(Theta, X, Y, lambda_):
    a, D = {1: X}, {}
    for l in Theta:
        a[l + 1] = sigmoid(a[l] @ Theta[l][:, 1:].T + Theta[l][:, 0])
    d = a[len(a)] - Y
    for l in range(len(Theta), 0, -1):
        D[l] = np.c_[np.zeros(len(Theta[l])), d.T @ a[l] / len(X) + lambda_ * Theta[l][:, 1:]]
        d = (d @ Theta[l][:, 1:]) * a[l]
    return D


def step_in_the_loop(Theta, X, Y, lambda_):
    moved = {l: Theta[l].copy() for l in Theta}
    D = {l: lambda_ * with_ones(Theta[l][:, 1:]) - lambda_ * (np.arange(Theta[l].shape[1]) == 0) for l in Theta}
    for t in range(len(X)):
        a = forward(moved, X[t : t + 1])
        d = a[len(a)] - Y[t]
        for l in range(len(Theta), 0, -1):
            part = d.T @ a[l]
            d = (d @ moved[l])[:, 1:] * (a[l] * (1 - a[l]))[:, 1:]
            D[l] += part
            moved[l] -= 0.1 * part
    return {l: D[l] / len(X) for l in D}


def mean_of_all(Theta, X, Y, lambda_):
    h = forward(Theta, X)[len(Theta) + 1]
    J = np.mean(Y * np.log(h) + (1 - Y) * np.log(1 - h))
    return J + lambda_ / len(X) * sum((T**2).sum() for T in Theta.values())


def turned(Theta, X, Y, lambda_):
    h = forward(Theta, X)[len(Theta) + 1].T  # an example in each column, as in notebook 02
    J = -np.sum(Y * np.log(h) + (1 - Y) * np.log(1 - h)) / len(X)
    return J + lambda_ / (2 * len(X)) * sum((T[:, 1:] ** 2).sum() for T in Theta.values())


def half_a_slope(Theta, X, Y, lambda_, epsilon):
    found = {}
    for l in Theta:
        found[l] = 0 * Theta[l]
        for i, j in np.ndindex(*Theta[l].shape):
            up = {k: Theta[k].copy() for k in Theta}
            up[l][i, j] += epsilon
            found[l][i, j] = (cost(up, X, Y) - cost(Theta, X, Y)) / 2 * epsilon
    return found


REAL = [
    (
        of_three_layers,
        ["y − a in place of a − y", "the bias column is regularized too", "written for three layers only"],
    ),
    (one_bias_gradient, ["one bias gradient for the whole layer", "the number that J adds"]),
    (bare_errors_go_down, ["g′ at the output", "the error goes down without its g′"]),
    (bias_apart, ["(1 − a) is forgotten", "the bias column of Δ is left out", "(1/m)Δ + λΘ"]),
    (step_in_the_loop, ["Θ moves after each example"]),
    (
        mean_of_all,
        [
            "the leading minus is missing",
            "divided by the number of entries of Y",
            "the bias column is regularized too",
            "λ/m in place of λ/2m",
        ],
    ),
    (turned, ["every example with every other"]),
    (half_a_slope, ["λ is forgotten", "one-sided", "divided by 2, then multiplied by ε"]),
]


@pytest.mark.parametrize("f, names", REAL, ids=lambda each: getattr(each, "__name__", ""))
def test_all_the_mistakes_of_a_real_function_are_named(f, names):
    of = {mean_of_all: check.cost, turned: check.cost, half_a_slope: check.numerical_gradient}
    report = of.get(f, check.backpropagation)(f)
    assert report.certain and [mistake.name for mistake in report.mistakes] == names, str(report)


def test_where_each_example_alone_is_right_neither_the_sum_nor_1_m_is_blamed():
    def half_turned(Theta, X, Y, lambda_):
        h = forward(Theta, X)[len(Theta) + 1].T
        J = -np.sum(Y.T * np.log(h) + (1 - Y) * np.log(1 - h)) / len(X)
        return J + lambda_ / (2 * len(X)) * sum((T[:, 1:] ** 2).sum() for T in Theta.values())

    assert check.cost(half_turned).lines == {"the sum": None, "1/m": None, "λ": True}


def test_a_loop_over_the_examples_of_J_is_not_told_of_Delta():
    def last_alone(Theta, X, Y, lambda_):
        for t in range(len(X)):
            J = cost(Theta, X[[t]], Y[[t]])
        return J / len(X) + lambda_ / (2 * len(X)) * sum((T[:, 1:] ** 2).sum() for T in Theta.values())

    report = check.cost(last_alone)
    assert report.certain and report.mistake.name == "J is set to 0 inside the loop" and "Δ" not in str(report)


def test_a_name_that_holds_something_else_is_not_asked_for_its_shape():
    def penalty(Theta, m, lambda_):
        return lambda_ / (2 * m)

    report = check.cost(lambda Theta, X, Y, lambda_: cost(Theta, X, Y) + penalty)
    assert "unsupported operand" in report.message and report.hint(1) == "What does each name hold there?"
