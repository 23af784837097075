"""The exercise checks: known mistakes are named, right functions are never refused, and nothing breaks a check."""

import contextlib
import functools
import itertools
import json
import linecache
import re
import signal
import subprocess
import sys
import threading
import time
from html.parser import HTMLParser
from pathlib import Path

import learners
import numpy as np
import pytest
from hands import interruptible  # noqa: F401
from learners import blamed, names

import bpkit
from bpkit import Stepper, check, explain, trace
from bpkit.check import FUNCTIONS, costs, results, running
from bpkit.check import places as at
from bpkit.check.before_after import NOTEBOOKS
from bpkit.check.catalogue import ROWS, TABLES, made_of, whole
from bpkit.check.experiments import data, flat, theta
from bpkit.check.probes import PROBES, arguments
from bpkit.check.running import SECONDS
from bpkit.widgets.wrong_lines import CASES

PARTS = [row for place in TABLES for row in place.rows[1:] if whole(row)]  # what may stand in the whole algorithm


def checked(function, submission):
    return getattr(check, function)(submission)


def right(function):
    return running.right_function(function) if function == "step" else getattr(bpkit, function)


def changed(function, change):
    """The right function, with what it gives changed."""
    return lambda *given: change(right(function)(*given))


# ---------------------------------------------------------------- the tables


def test_a_derivative_is_with_respect_to_something():
    told = [text for row in ROWS for text in (row.name, row.sentence, row.question, row.pointer)]
    assert [text for text in told if re.search(r"(derivatives?|slope)\b[^.:?]*\bby (?!element)", text)] == []


NETS = ((5, 4, 3), (3, 3, 3), (5, 4, 6, 3))


def differ(one, other):
    """Whether two wrong whole algorithms give other numbers on a network where both can be computed."""
    for sizes in NETS:
        for m, lambda_ in ((1, 0.0), (3, 0.7), (4, 2.0)):
            Theta, (X, Y) = theta(sizes), data(sizes, m)
            Y = np.round(Y) if m == 4 else Y
            found = []
            for f in (one, other):
                try:
                    found.append(flat(f(Theta, X, Y, lambda_)))
                except ValueError:  # a transposition does not fit on every network
                    found.append(None)
            if (found[0] is None) != (found[1] is None):
                return True
            if found[0] is not None and not np.allclose(*found, rtol=1e-6, atol=1e-9, equal_nan=True):
                return True
    return False


@pytest.mark.parametrize("place", TABLES, ids=lambda place: place.rows[-1].name)
def test_every_two_fillers_of_a_table_differ(place):
    made = [(row.name, f) for row in place.rows if (f := whole(row))]
    for (name, one), (other_name, other) in itertools.combinations(made, 2):
        assert name == other_name or differ(one, other), f"{name} | {other_name}"


def values_of(place, row):
    """What a filler of the tables of J gives."""
    h, y = np.random.default_rng(1).uniform(0.05, 0.95, (2, 3, 4))
    if place is costs.LOSS:
        return [row.filler(h, y), row.filler(h[:, :1], y[:, :1])]
    if place is costs.SQUARES:
        return [row.filler(theta(sizes)) for sizes in NETS]
    if place is costs.RATE:
        return [row.filler(r, m, (5, 4, 8, 7)) for r in (0.6, 1.5) for m in (2, 3, 4)]
    if place is costs.AVERAGE:
        return [row.filler(m, (5, 4, 8, 7)) for m in (2, 3, 4)]
    if place is costs.DIVISOR:
        return [row.filler(e) for e in (0.3, 0.17)]
    return row.filler


@pytest.mark.parametrize(
    "place", [costs.LOSS, costs.SQUARES, costs.RATE, costs.AVERAGE, costs.DIVISOR, costs.BEFORE, costs.SIDES]
)
def test_every_two_fillers_of_a_table_of_the_cost_differ(place):
    for one, other in itertools.combinations(place.rows, 2):
        assert one.name == other.name or not np.allclose(values_of(place, one), values_of(place, other))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_is_written_with_care(row):
    question, pointer, line = row.hints
    assert row.name and not row.name.endswith(".")
    assert question.endswith("?") and row.sentence.endswith(".") and pointer and "  " not in row.sentence
    assert line.startswith("The line is: ") and row.place.line in (*NUMBERED, "")
    told = " ".join([row.name, row.sentence, *row.hints])
    assert not re.search(r"(?i)(?:regular|recogn|minim|normal|initial)is|(?:col|behavi|neighb)our|centre|\bgrey", told)


NUMBERED = {line for _, parts in check.MARKED.values() for line in parts}


def test_rows_of_one_name_say_the_same_of_one_line():
    told = {}
    for row in ROWS:
        assert told.setdefault((row.line, row.name), row.sentence) == row.sentence


# ---------------------------------------------------------------- a mistake in the whole algorithm


def expected_of(rows):
    """The names that are said of these mistakes together."""
    return {row.only("before Δ").name if row.place is at.MEAN and made_of(row) == (row,) else row.name for row in rows}


def as_lists(f):
    """The same, as a learner with lists writes it, an example after the other."""
    return lambda Theta, X, Y, lambda_: [D.tolist() for D in f(dict(Theta), X, Y, lambda_).values()]


@pytest.mark.parametrize("style", [lambda f: f, as_lists], ids=["arrays", "lists"])
@pytest.mark.parametrize("row", PARTS, ids=lambda row: row.name)
def test_a_mistake_alone_in_the_whole_is_named(row, style):
    report = check.backpropagation(style(whole(row)))
    assert not report and set(names(report)) == expected_of([row]), str(report)
    assert report.lines[row.line] is False


def pairs(how_many, seed):
    rng, found = np.random.default_rng(seed), []
    while len(found) < how_many:
        one, other = (PARTS[k] for k in rng.choice(len(PARTS), 2, replace=False))
        if one.place is not other.place and (both := whole(one, other)):
            found.append((one, other, both))
    return found


def test_of_two_mistakes_at_once_both_lines_are_marked():
    """Of 300 pairs: nearly always by both names, and where not, no line is blamed that is right."""
    named = 0
    innocent = []
    for one, other, f in pairs(300, seed=7):
        report = check.backpropagation(f)
        assert not report, (one.name, other.name)
        named += set(names(report)) == expected_of([one, other])
        to_blame = {part.line for row in (one, other) for part in (row, *made_of(row))}
        if not blamed(report) <= to_blame:
            innocent.append((one.name, other.name))
    assert named >= 265 and len(innocent) <= 6, (named, innocent)


def scaled_by(function, change):
    """The right function times change(m). In regularized_gradient m is an argument, in the others the rows of X."""
    f = getattr(bpkit, function)

    def submission(*given):
        m, found = given[2] if function == "regularized_gradient" else len(given[1]), f(*given)
        return {l: D * change(m) for l, D in found.items()} if isinstance(found, dict) else found * change(m)

    return submission


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6, 9, 100])  # among them the sizes of the networks that are tried
@pytest.mark.parametrize("function", ["backpropagation", "regularized_gradient", "cost"])
def test_a_fixed_number_in_place_of_m_is_named_and_no_other_line_is_blamed(function, n):
    report = checked(function, scaled_by(function, lambda m: m / n))
    assert names(report) == [f"divided by {n} in place of m"] and report.certain, str(report)
    assert blamed(report) == {"1/m"} and set(report.lines.values()) == {True, False}


@pytest.mark.parametrize("n", [2, 3, 4, 6])
def test_a_fixed_number_is_named_where_three_layers_are_all_that_runs(n):
    def three_alone(Theta, X, Y, lambda_):
        T1, T2 = Theta.values()
        return {l: D * len(X) / n for l, D in bpkit.backpropagation({1: T1, 2: T2}, X, Y, lambda_).items()}

    assert names(check.backpropagation(three_alone)) == [f"divided by {n} in place of m", at.THREE_LAYERS.name]


@pytest.mark.parametrize(
    "before_Delta, before_Theta, expected",
    [
        (lambda m: 1 / 4, lambda m: 1 / m, ["divided by 4 in place of m before Δ"]),
        (lambda m: 1 / m, lambda m: 1 / 4, ["divided by 4 in place of m before λΘ"]),
        (lambda m: 1 / 4, lambda m: 1, ["divided by 4 in place of m", at.NAKED.name]),
        (lambda m: 1 / 4, lambda m: 0, ["divided by 4 in place of m", at.FORGOTTEN.name]),
        (lambda m: 1 / 2, lambda m: 1 / 2, ["divided by 2 in place of m"]),
        (lambda m: 1 / m, lambda m: 1 / 2, [at.HALF_NAKED.name]),
        (lambda m: 1, lambda m: 1, [at.NO_MEAN.name]),
        (lambda m: 0.3 / m, lambda m: 1 / m, ["Δ times 0.3"]),
    ],
)
def test_a_fixed_number_is_named_where_it_stands(before_Delta, before_Theta, expected):
    def submission(Delta, Theta, m, lambda_):
        D = {l: before_Delta(m) * Delta[l] for l in Delta}
        return {l: D[l] + before_Theta(m) * lambda_ * Theta[l] * (np.arange(Theta[l].shape[1]) > 0) for l in D}

    report = check.regularized_gradient(submission)
    assert names(report) == expected and report.certain, str(report)


@pytest.mark.parametrize(
    "J, part",
    [
        (lambda sum, penalty, m: sum * m / 4 + penalty, "the sum"),
        (lambda sum, penalty, m: sum + penalty * m / 4, "the penalty"),
    ],
)
def test_a_fixed_number_is_named_in_a_part_of_J(J, part):
    def submission(Theta, X, Y, lambda_):
        alone = bpkit.cost(Theta, X, Y, 0.0)
        return J(alone, bpkit.cost(Theta, X, Y, lambda_) - alone, len(X))

    report = check.cost(submission)
    assert names(report) == [f"divided by 4 in place of m before {part}"] and report.certain


def test_what_rests_on_a_line_that_is_not_explained_is_not_judged():
    def odd(Theta, X, Y, lambda_):
        D = bpkit.backpropagation(Theta, X, Y, lambda_)
        return {l: D[l] + 0.1 * X.sum() for l in D}

    report = check.backpropagation(odd)
    assert report.lines["5"] is False and report.lines["4"] is None and report.lines["λ"] is True
    assert not report.mistakes and not report.certain and report.hint(3).startswith("The line is: ")


def by_example(Theta, X, Y):
    """D of each example alone, λ = 0."""
    return [bpkit.backpropagation(Theta, X[[t]], Y[[t]]) for t in range(len(X))]


def penalized(D, Theta, m, lambda_):
    return {l: D[l] + lambda_ / m * np.c_[np.zeros(len(T)), T[:, 1:]] for l, T in Theta.items()}


def median(Theta, X, Y, lambda_):
    parts = by_example(Theta, X, Y)
    return penalized({l: np.median([D[l] for D in parts], axis=0) for l in Theta}, Theta, len(X), lambda_)


def one_slope_for_all(Theta, X, Y, lambda_):
    """The slope of the first example, in each hidden layer, for all of them."""
    _, a = bpkit.forward_propagate(Theta, X.T)
    d, D = a[len(a)] - Y.T, {}
    for l in range(len(Theta), 0, -1):
        D[l] = d @ a[l].T / len(X)
        d = (Theta[l].T @ d * (a[l] * (1 - a[l]))[:, :1])[1:]
    return penalized(D, Theta, len(X), lambda_)


@pytest.mark.parametrize("f, wrong", [(median, set()), (one_slope_for_all, {"4"})])
def test_no_line_is_blamed_for_another(f, wrong):
    report = check.backpropagation(f)
    assert not report and blamed(report) == wrong, str(report)


def test_the_hint_is_of_the_line_that_could_not_be_judged():
    assert check.backpropagation(median).hint(3) == f"The line is: {at.ADD_LINE}"


def test_the_lines_after_a_wrong_one_are_judged_on_what_it_gave_them():
    report = check.backpropagation(whole(at.Y_MINUS_A, at.BIAS_TOO))
    assert report.lines == {"1–2": True, "3": False, "4": True, "5": True, "1/m": True, "λ": False}
    assert report.mistake.name == at.Y_MINUS_A.name and report.certain
    assert str(report).splitlines()[:2] == [
        "backpropagation: 4 of 6 parts are right. Begin with line 3.",
        "  lines 1 and 2 ✓   line 3 ✗   line 4 ✓   line 5 ✓   1/m ✓   λ ✗",
    ]
    assert "Lines 4 and 5 are right for the δ that your line 3 gives them." in str(report)


# ---------------------------------------------------------------- a mistake in another style


STYLES = {"loops": learners.LOOPS, "rows": learners.ROWS}


@pytest.mark.parametrize(
    "style, function, name", [(style, f, name) for style in STYLES for f in STYLES[style] for name in STYLES[style][f]]
)
def test_a_mistake_is_named_in_another_style(style, function, name):
    report = checked(function, learners.wrong(style, function, name))
    assert not report and names(report) == name.partition(" — ")[0].split(" | "), str(report)


def test_every_mistake_of_the_other_styles_is_written_in_both():
    assert all(learners.LOOPS[f].keys() == learners.ROWS[f].keys() for f in learners.ROWS)


@pytest.mark.parametrize("row", at.STEP.rows[1:], ids=lambda row: row.name)
def test_a_wrong_step_is_named(row):
    def step(Theta, D, alpha):
        return {l: row.filler(T, D[l], alpha) for l, T in Theta.items()}

    assert names(check.step(step)) == [row.name]


def test_a_step_by_half_and_one_of_the_last_layer_are_named():
    half = check.step(lambda Theta, D, alpha: {l: Theta[l] - alpha * D[l] / 2 for l in Theta})
    assert names(half) == ["0.5 times the step"]
    last = check.step(lambda Theta, D, alpha: {l: Theta[l] - alpha * D[l] * (l == len(Theta)) for l in Theta})
    assert names(last) == ["only the last layer is done"]


def test_a_number_in_place_of_alpha_is_named():
    report = check.step(lambda Theta, D, alpha: {l: Theta[l] - 0.1 * D[l] for l in Theta})
    assert names(report) == ["0.1 in place of α"] and report.certain
    assert not check.step(lambda Theta, D, alpha: {l: Theta[l] + 0.1 * D[l] for l in Theta}).certain


@pytest.mark.parametrize(
    "f",
    [
        lambda Theta, x: Theta @ x,
        lambda Theta, x: Theta[:, 1:],
        lambda Theta, x: Theta.T,
        lambda Theta, x: np.exp(Theta),
        lambda Theta, x: 1 - Theta,
    ],
)
def test_a_dict_as_a_whole_is_named_however_python_says_it(f):
    assert check.forward_propagate(f).mistake.name == results.WHOLE_DICT.name


def test_a_mistake_is_named_in_low_precision():
    def y_minus_a(a_L, y):
        return np.float32(y) - np.float32(a_L)

    assert check.output_error(y_minus_a).mistake.name == "y − a in place of a − y"


def test_a_mistake_of_two_columns_is_named_though_one_example_hides_it():
    def average(a_L, y):
        return (a_L - y) / a_L.shape[1]  # right for m = 1

    assert check.output_error(average).mistake.name == "the average over the examples"


def test_theta_not_transposed_is_named_or_not_called_right_where_loops_do_not_fail():
    """Loops over the smaller of two sizes never fail by shape; then each network gives some wrong number."""

    def submission(Theta, a, y):
        delta = {len(Theta) + 1: a[len(Theta) + 1] - y}
        for l in range(len(Theta), 1, -1):
            rows, columns = Theta[l].shape
            error = np.zeros((columns, y.shape[1]))
            for j in range(min(rows, columns)):
                for i in range(min(rows, columns)):
                    error[j] += Theta[l][j, i] * delta[l + 1][i]
            delta[l] = (error * a[l] * (1 - a[l]))[1:]
        return delta

    report = check.backpropagate_errors(submission)
    assert not report and (report.mistake is None or report.mistake.name == "Θ is not transposed")


# ---------------------------------------------------------------- right functions in many styles


def logistic(z):
    return 0.5 * (1 + np.tanh(z / 2))


def forward_with_insert(Theta, x):
    activations, zs = [np.insert(x, 0, 1, axis=0)], []
    for l in sorted(Theta):
        zs.append(Theta[l].dot(activations[-1]))
        activations.append(np.insert(logistic(zs[-1]), 0, 1, axis=0))
    activations[-1] = activations[-1][1:]
    return zs, activations


def forward_bias_apart(Theta, x):
    ones = np.ones((1, x.shape[1]))
    z, a, L = {1: None}, {1: x}, len(Theta) + 1
    for l in range(1, L):
        z[l + 1] = np.einsum("ij,jt->it", Theta[l][:, 1:], a[l]) + Theta[l][:, [0]]
        a[l + 1] = 1 / (1 + np.exp(-z[l + 1]))
    return [z, {l: a[l] if l == L else np.concatenate((ones, a[l])) for l in a}]


def forward_by_index(Theta, x):
    """Lists in which entry l is layer l; what stands before is not used."""
    z, a = [None, None], [None, np.vstack((np.ones_like(x[:1]), x))]
    for l in range(1, len(Theta) + 1):
        z.append(Theta[l] @ a[l])
        a.append(logistic(z[-1]))
        if l < len(Theta):
            a[-1] = np.vstack((np.ones_like(x[:1]), a[-1]))
    return z, a


def forward_float32(Theta, x):
    z, a = right("forward_propagate")({l: np.float32(Theta[l]) for l in Theta}, np.float32(x))
    return {l: np.float32(z[l]) for l in z}, {l: np.float32(a[l]) for l in a}


def flat_for_one_example(Theta, x):
    z, a = right("forward_propagate")(Theta, x)
    if x.shape[1] == 1:
        return {l: z[l].ravel() for l in z}, {l: a[l].ravel() for l in a}
    return z, a


class Subtract:
    def __call__(self, a_L, y):
        return np.subtract(a_L, y)


def back_as_list(Theta, a, y):
    delta = [a[max(a)] - y]
    for l in range(len(Theta), 1, -1):
        delta.insert(0, (Theta[l].T @ delta[0] * a[l] * (1 - a[l]))[1:])
    return delta


def back_with_bias_rows(Theta, a, y):
    L = len(Theta) + 1
    delta = {L: a[L] - y}
    for l in range(L - 1, 1, -1):
        after = delta[l + 1] if l + 1 == L else delta[l + 1][1:]
        delta[l] = (Theta[l].T @ after) * a[l] * (1 - a[l])
    return delta


def back_float32_in_float64(Theta, a, y):
    """Computed in float32, kept in arrays of float64: the precision is lost where nobody sees it."""
    found = right("backpropagate_errors")(Theta, {l: np.float32(a[l]) for l in a}, np.float32(y))
    return {l: np.float32(found[l]).astype(float) for l in found}


def accumulate_in_place(Delta, delta, a):
    for l in Delta:
        Delta[l] += delta[l + 1] @ a[l].T
    return Delta


def gradient_with_mask(Delta, Theta, m, lambda_):
    masks = [np.arange(Theta[l].shape[1]) > 0 for l in sorted(Theta)]
    return [Delta[l] / m + lambda_ / m * Theta[l] * mask for l, mask in zip(sorted(Theta), masks)]


def h_of(Theta, X):
    return right("forward_propagate")(Theta, X.T)[1][len(Theta) + 1].T


def cost_clipped(Theta, X, Y, lambda_=0):
    h = np.clip(h_of(Theta, X), 1e-12, 1 - 1e-12)
    J = -np.mean(np.sum(Y * np.log(h) + (1 - Y) * np.log(1 - h), axis=1))
    return J + lambda_ / 2 / len(X) * sum((T[:, 1:] ** 2).sum() for T in Theta.values())


def cost_with_a_small_number(Theta, X, Y, lambda_=0):
    h = h_of(Theta, X)
    loss = -(Y * np.log(h + 1e-8) + (1 - Y) * np.log(1 - h + 1e-8)).sum()
    return np.array([[(loss + lambda_ / 2 * sum(np.linalg.norm(Theta[l][:, 1:]) ** 2 for l in Theta)) / len(X)]])


def cost_logaddexp(Theta, X, Y, lambda_=0):
    z = right("forward_propagate")(Theta, X.T)[0][len(Theta) + 1].T
    J = (np.logaddexp(0, z) - Y * z).sum() / len(X)
    return np.float32(J + lambda_ / (2 * len(X)) * sum(np.vdot(Theta[l][:, 1:], Theta[l][:, 1:]) for l in Theta))


def gradient_of_lists(Theta, X, Y, lambda_=0.0):
    return tuple(D.tolist() for D in right("backpropagation")(Theta, X, Y, lambda_).values())


def nudged_in_place(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
    """Each weight is put back, up to rounding."""
    found = {l: np.empty_like(Theta[l]) for l in Theta}
    for l in Theta:
        for i, j in np.ndindex(*Theta[l].shape):
            Theta[l][i, j] += epsilon
            up = cost_clipped(Theta, X, Y, lambda_)
            Theta[l][i, j] -= 2 * epsilon
            down = cost_clipped(Theta, X, Y, lambda_)
            Theta[l][i, j] += epsilon
            found[l][i, j] = (up - down) / (2 * epsilon)
    return found


RIGHT_STYLES = [
    *((function, learners.right(style, function)) for style in STYLES for function in STYLES[style]),
    ("step", lambda Theta, D, alpha: [T - np.multiply(alpha, D[l]) for l, T in Theta.items()]),
    *((function, right(function)) for function in FUNCTIONS),
    ("forward_propagate", forward_with_insert),
    ("forward_propagate", forward_bias_apart),
    ("forward_propagate", forward_by_index),
    ("forward_propagate", forward_float32),
    ("forward_propagate", flat_for_one_example),
    ("output_error", Subtract()),
    ("output_error", lambda prediction, answer: prediction + -1 * answer),
    ("output_error", lambda a_L, y: [[p - q for p, q in zip(*rows)] for rows in zip(a_L, y)]),
    ("output_error", lambda a_L, y: (a_L - y).ravel() if a_L.shape[1] == 1 else a_L - y),
    ("output_error", lambda a_L, y: (np.float32(a_L) - np.float32(y)).squeeze()),
    ("backpropagate_errors", back_as_list),
    ("backpropagate_errors", back_with_bias_rows),
    ("backpropagate_errors", back_float32_in_float64),
    ("accumulate", lambda Delta, delta, a: [Delta[l] + np.einsum("it,jt->ij", delta[l + 1], a[l]) for l in Delta]),
    ("accumulate", lambda Delta, delta, a: {np.int64(l): Delta[l] + np.inner(delta[l + 1], a[l]) for l in Delta}),
    ("regularized_gradient", gradient_with_mask),
    ("cost", cost_clipped),
    ("cost", cost_with_a_small_number),
    ("cost", cost_logaddexp),
    ("backpropagation", gradient_of_lists),
    ("numerical_gradient", nudged_in_place),
]


@pytest.mark.parametrize("function, submission", RIGHT_STYLES)
def test_a_right_function_is_right_in_any_style(function, submission):
    report = checked(function, submission)
    assert report.ok and bool(report) and report.written and report.mistake is None, str(report)
    assert str(report).startswith(f"{function}: right, on {len(PROBES)} networks.")


def test_a_kept_zero_bias_row_is_right_with_a_note():
    assert "δ still has its bias row, which is 0; line 4 drops it." in str(
        check.backpropagate_errors(back_with_bias_rows)
    )


@pytest.mark.parametrize("slope, row", [(lambda a: a * (1 - a), at.BIAS_KEPT), (lambda a: 1, at.BIAS_ERROR)])
def test_a_kept_bias_row_that_goes_on_to_the_next_product_is_said_to_be_0_only_where_it_is(slope, row):
    def keeps(Theta, a, y):
        delta = {len(a): a[len(a)] - y}
        for l in range(len(Theta), 1, -1):
            delta[l] = (Theta[l].T @ delta[l + 1]) * slope(a[l])
        return delta

    report = check.backpropagate_errors(keeps)
    assert {at.BIAS_KEPT.name, at.BIAS_ERROR.name} & {*names(report)} == {row.name}
    assert blamed(report) == {"4"} and ("which is 0" in str(report)) == (row is at.BIAS_KEPT)
    assert "right, and" not in str(report)


def test_printing_is_right_with_a_note(capsys):
    report = check.output_error(lambda a_L, y: print("δ", a_L - y) or a_L - y)
    assert report and report.notes == ("It prints; what it printed is left out here.",)
    assert capsys.readouterr() == ("", "")


def test_a_function_that_changes_its_argument_is_refused_and_its_lines_are_not_blamed():
    report = check.accumulate(accumulate_in_place)
    assert names(report) == [results.CHANGED.name] and "It changes its argument Delta[1]" in report.message

    def no_bias(Theta, X, Y, lambda_):
        for l in Theta:
            Theta[l][:, 0] = 0
        return bpkit.backpropagation(Theta, X, Y, lambda_)

    report = check.backpropagation(no_bias)
    assert names(report) == [results.CHANGED_FIRST.name] and set(report.lines.values()) == {None}


def one_by_one(
    Theta, X, Y, lambda_=0.0, *, column=lambda y: y.reshape(-1, 1), of=lambda a: a, first=1, lasts=True, share=1
):
    """The whole, an example at a time. lasts : line 5 in a loop of its own, not in that of line 4."""
    m, L = len(X), len(Theta) + 1
    Delta = {l: np.zeros_like(Theta[l]) for l in Theta}
    for x, y in zip(X, Y):
        _, a = bpkit.forward_propagate(Theta, x)
        delta = {L: a[L] - column(y)}
        for l in range(L - 1, 1, -1):
            delta[l] = (Theta[l].T @ delta[l + 1] * of(a[l]) * (1 - of(a[l])))[first:]
            if not lasts:
                Delta[l] += delta[l + 1] @ a[l].T
        for l in Delta if lasts else ():
            Delta[l] += delta[l + 1] @ a[l].T
    return {l: Delta[l] / m + share * lambda_ / m * Theta[l] * (np.arange(Theta[l].shape[1]) > 0) for l in Delta}


def not_turned(Theta, a, y):
    delta = {len(Theta) + 1: a[len(Theta) + 1] - y}
    for l in range(len(Theta), 1, -1):
        delta[l] = (Theta[l] @ delta[l + 1] * a[l] * (1 - a[l]))[1:]
    return delta


@pytest.mark.parametrize(
    "function, f, row",
    [
        ("backpropagation", functools.partial(one_by_one, first=0), at.BIAS_KEPT),
        ("backpropagate_errors", not_turned, at.NOT_TRANSPOSED),
        ("forward_propagate", lambda Theta, x: ({2: Theta[1] @ x}, {1: x}), at.NO_ONES),
        ("accumulate", lambda Delta, delta, a: {l: Delta[l] + a[l] @ delta[l + 1].T for l in Delta}, at.OUTER_TURNED),
        (
            "regularized_gradient",
            lambda Delta, Theta, m, lambda_: {l: Delta[l] / m + lambda_ / m * Theta[l][:, 1:] for l in Theta},
            at.COLUMN_CUT,
        ),
    ],
)
def test_what_only_raises_is_named_where_the_sizes_leave_no_doubt(function, f, row):
    report = checked(function, f)
    assert names(report)[0] == row.name and report.lines[row.line] is False


def test_where_a_function_is_one_line_and_stops_it_is_that_line():
    assert check.output_error(lambda a_L, y: a_L @ y).lines == {"3": False}


def test_a_layer_that_is_not_handed_back_is_no_mistake_of_line_4():
    def first_only(*given):
        return dict([*bpkit.backpropagation(*given).items()][:1])

    report = check.backpropagation(first_only)
    assert names(report) == ["a layer is not handed back"] and False not in report.lines.values()


# ---------------------------------------------------------------- what is not written yet


def not_implemented(*given):
    raise NotImplementedError("your turn")


def elided(*given): ...


STUBS = [
    lambda *given: None,
    lambda *given: ...,
    lambda *given: (..., ...),
    lambda *given: {1: ..., 2: ...},
    lambda *given: NotImplemented,
    not_implemented,
    elided,
]


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("stub", STUBS)
def test_a_stub_is_not_written_yet(function, stub):
    report = checked(function, stub)
    assert not report and not report.written and report.mistake is None
    assert str(report) == f"{function}: not written yet."


# ---------------------------------------------------------------- trouble


def raises(error):
    def submission(*given):
        raise error

    return submission


def mutates(name, *path):
    def submission(*given):
        function, names = {
            "Theta": ("backpropagate_errors", ["Theta", "a", "y"]),
            "a": ("backpropagate_errors", ["Theta", "a", "y"]),
            "y": ("backpropagate_errors", ["Theta", "a", "y"]),
            "delta": ("accumulate", ["Delta", "delta", "a"]),
            "X": ("backpropagation", ["Theta", "X", "Y", "lambda_"]),
        }[name]
        found = right(function)(*given)
        value = given[names.index(name)]
        for key in path:
            value = value[key]
        value *= 2
        return found

    return submission


def prints_only(a_L, y):
    print(a_L - y)


def forgets_return(a_L, y):
    delta = a_L - y  # noqa: F841


def fills_Delta_only(Delta, delta, a):
    for l in Delta:
        Delta[l] += delta[l + 1] @ a[l].T


def recursive(a_L, y):
    return recursive(a_L, y)


def generator(Theta, X, Y, lambda_):
    yield 1.0


class Strange:
    def __array__(self, *args, **kwargs):
        raise RuntimeError("no array today")

    def __repr__(self):
        raise RuntimeError("no text today")


def once_only():
    calls = []

    def submission(a_L, y):
        calls.append(1)
        return a_L - y if len(calls) == 1 else None

    return submission


def of_the_first_network_only(a_L, y):
    return a_L - y if a_L.shape == (1, 1) else None


left_over = {}


def of_another_cell(Theta, a, y):
    left_over.update(bpkit.backpropagate_errors(Theta, a, y))
    return left_over


def ragged(Theta, a, y):
    return {l: [[1.0], [1.0, 2.0]] for l in range(2, len(Theta) + 2)}


TROUBLE = [  # function, submission, what the sentence has in it
    *(
        ("output_error", raises(error), f"It stopped with {said}")
        for error, said in [
            (ValueError("no\nsecond line."), "ValueError: no (network"),
            (KeyError(3), "KeyError: 3 ("),
            (ZeroDivisionError(), "ZeroDivisionError (network"),
            (SystemExit("bye"), "SystemExit: bye ("),
            (GeneratorExit(), "GeneratorExit ("),
            (MemoryError(), "MemoryError ("),
            (BaseException("base"), "BaseException: base ("),
            (Exception(f"at {object()}"), "Exception: at <object object> ("),
            (StopIteration("end"), "StopIteration: end"),
            (AssertionError("λ < 0 & so on"), "AssertionError: λ < 0 & so on"),
        ]
    ),
    ("output_error", recursive, "It calls itself without end"),
    ("output_error", prints_only, "It prints its result, but hands back None: a return is missing"),
    ("output_error", forgets_return, "It computes something, but hands back None: a return is missing"),
    ("accumulate", fills_Delta_only, "It changes Delta[1], but hands back None: a return is missing"),
    ("output_error", once_only(), "Called again on the same network, it gives something else"),
    ("output_error", of_the_first_network_only, "It hands back nothing here, but something elsewhere"),
    ("backpropagate_errors", of_another_cell, "Each call hands back the same dict or array"),
    ("output_error", lambda a_L: a_L, "It must take 2 arguments: a_L, y"),
    ("backpropagation", lambda Theta, X, Y: X, "It must take 4 arguments: Theta, X, Y, lambda_"),
    ("output_error", lambda a_L, y: a_L - "y", "It stopped with "),  # its own error, not that of the call
    ("output_error", lambda a_L, y: np.full_like(a_L, np.nan), "δ⁽ᴸ⁾ has nan in it"),
    ("output_error", lambda a_L, y: np.log(0 * a_L), "δ⁽ᴸ⁾ has infinity in it"),
    ("output_error", lambda a_L, y: "a_L - y", "must be an array of real numbers, but it is 'a_L - y'"),
    ("output_error", lambda a_L, y: b"a - y", "must be an array of real numbers"),
    (
        "output_error",
        lambda a_L, y: a_L - y + 0j,
        "must be an array of real numbers, but it is an array of shape (1, 1)",
    ),
    ("output_error", lambda a_L, y: (a_L - y).astype(object), "must be an array of real numbers"),
    ("output_error", lambda a_L, y: {3: a_L - y}, "δ⁽ᴸ⁾ must be an array of real numbers, but it is {3: "),
    ("output_error", lambda a_L, y: Strange(), "It hands back something strange: a Strange"),
    ("output_error", lambda a_L, y: lambda: 1, "must be an array of real numbers, but it is <function "),
    (
        "output_error",
        lambda a_L, y: np.zeros((2, 2, 2)),
        "must be a matrix or a column, but it has the shape (2, 2, 2)",
    ),
    ("output_error", lambda a_L, y: np.zeros((5000, 400)), "δ⁽ᴸ⁾ has the shape (5000, 400), but it must be (1, 1)"),
    ("output_error", lambda a_L, y: [0.0] * 10**6, "δ⁽ᴸ⁾ has the shape (1000000, 1), but it must be (1, 1)"),
    ("output_error", lambda a_L, y: [], "δ⁽ᴸ⁾ has the shape (0, 1), but it must be (1, 1)"),
    ("output_error", lambda a_L, y: (a_L - y) * 1e300, "yours 1.653e+299, right 0.1653"),
    ("output_error", lambda a_L, y: a_L - y + 1e-5, "yours 0.16526, right 0.16525"),
    ("output_error", lambda a_L, y: np.full_like(a_L, 1.7e308), "yours 1.7e+308"),
    ("output_error", lambda a_L, y: -np.full_like(a_L, 1.7e308), "yours −1.7e+308"),
    ("forward_propagate", lambda Theta, x: x, "It must hand back two things, z and a, but it gave an array of shape"),
    (
        "forward_propagate",
        lambda Theta, x: (x, x, x),
        "It must hand back two things, z and a, but it gave a tuple of 3",
    ),
    ("forward_propagate", lambda Theta, x: (None, {}), "z must be a dict with the keys 2 … 3, but it is None"),
    (
        "forward_propagate",
        lambda Theta, x: ([x] * 7, [x] * 3),
        "z must have a matrix for each of layers 2 … 3, but it has 7",
    ),
    ("forward_propagate", lambda Theta, x: ({}, {}), "a⁽¹⁾ is missing"),
    (
        "backpropagate_errors",
        lambda Theta, a, y: {"delta2": y},
        "The keys of delta must be layers, 2 … 3, but one is 'delta2'",
    ),
    ("backpropagate_errors", ragged, "delta[3] must be an array of real numbers"),
    ("backpropagate_errors", mutates("Theta", 1), "It changes its argument Theta[1]: work on a copy"),
    ("backpropagate_errors", mutates("a", 2), "It changes its argument a[2]: work on a copy"),
    ("backpropagate_errors", mutates("y"), "It changes its argument y: work on a copy"),
    ("backpropagate_errors", lambda Theta, a, y: a.clear() or y, "It changes its argument a: work on a copy"),
    ("accumulate", mutates("delta", 2), "It changes its argument delta[2]: work on a copy"),
    ("backpropagation", mutates("X"), "It changes its argument X: work on a copy"),
    ("backpropagation", lambda Theta, X, Y, lambda_: 3, "D must be a dict with the keys 1 … 2, but it is 3"),
    ("cost", generator, "J must be one number, but it is <generator object generator>"),
    ("cost", lambda Theta, X, Y, lambda_: (0.5, Theta), "J must be one number, but these are 2 things"),
    ("cost", lambda Theta, X, Y, lambda_: [1.0, 2.0], "J must be one number, but there are 2"),
    ("cost", lambda Theta, X, Y, lambda_: {"J": 1}, "J must be one number, but it is {'J': 1}"),
    ("cost", lambda Theta, X, Y, lambda_: "0.5", "J must be one number, but it is '0.5'"),
    ("output_error", lambda a_L, y: (a_L - y).repeat(2, axis=1), "δ⁽ᴸ⁾ has the shape (1, 2), but it must be (1, 1)"),
]


@pytest.mark.parametrize("function, submission, told", TROUBLE)
def test_trouble_is_one_clear_sentence(function, submission, told, recwarn):
    report = checked(function, submission)
    assert not report.ok and report.written
    named = {
        "It changes its argument": results.CHANGED,
        "a return is missing": results.NO_RETURN,
        "hands back nothing here": results.NO_RETURN,
        "2 things": results.TWO_THINGS,
        "must be a dict with the keys": results.NO_LAYERS,
        "KeyError": results.NO_LAYER,
        "gives something else": results.AGAIN,
        "the same dict": results.SHARED,
    }
    row = next((row for words, row in named.items() if words in told), None)
    assert row is None or names(report)[0] == row.name
    assert told in report.message
    assert report.message.endswith(".") and "\n" not in report.message and len(report.message) < 250
    assert "Traceback" not in str(report) and "0x" not in str(report)
    assert not list(recwarn)


def drops_out(Theta, a, y, chance=np.random.default_rng(0)):  # noqa: B008
    delta = bpkit.backpropagate_errors(Theta, a, y)
    return {l: delta[l] * chance.uniform(size=delta[l].shape) for l in delta}


def wrong_and_kept():
    kept = {}

    def submission(Delta, delta, a):
        for l in Delta:
            kept[l, Delta[l].shape] = kept.get((l, Delta[l].shape), 0) - delta[l + 1] @ a[l].T
        return {l: kept[l, Delta[l].shape] for l in Delta}

    return submission


@pytest.mark.parametrize(
    "function, submission",
    [
        ("output_error", lambda a_L, y: a_L - y + np.random.normal(size=y.shape) * 0.1),
        ("backpropagate_errors", drops_out),
        ("accumulate", wrong_and_kept()),
        ("cost", lambda Theta, X, Y, lambda_: np.random.uniform()),
    ],
)
def test_what_gives_something_else_each_time_is_told_so_though_the_first_time_was_wrong(function, submission):
    report = checked(function, submission)
    assert "Called again on the same network, it gives something else" in report.message
    assert names(report) == [results.UNSTEADY.name] and not report.certain


def test_nothing_in_several_forms_is_a_missing_return():
    called = []

    def forgets(a_L, y):
        called.append(a_L - y)
        return ... if len(called) > 4 else None

    assert check.output_error(forgets).mistake.name == results.NO_RETURN.name


@pytest.mark.parametrize("value", [3, None, "output_error", [1.0], np.zeros((1, 1)), ...])
def test_what_is_no_function_is_told_so(value):
    report = check.output_error(value)
    assert not report
    assert str(report) == "output_error: hand over the function itself, not what it gives: check.output_error(f)."


def test_stop_in_the_notebook_stops_a_check():
    with pytest.raises(KeyboardInterrupt):
        check.output_error(raises(KeyboardInterrupt()))


def endless(a_L, y):
    while True:
        pass


def swallows(a_L, y):
    while True:
        with contextlib.suppress(Exception):
            time.sleep(0.01)


def swallows_everything(a_L, y):
    while True:
        try:
            time.sleep(0.01)
        except:  # noqa: E722
            pass


def endless_later(a_L, y):
    while a_L.shape[1] > 2:
        pass
    return a_L - y


@pytest.mark.parametrize("submission", [endless, swallows, swallows_everything, endless_later])
def test_an_endless_loop_is_stopped(submission, monkeypatch):
    monkeypatch.setattr("bpkit.check.running.SECONDS", 0.3)
    begin = time.monotonic()
    report = check.output_error(submission)
    assert time.monotonic() - begin < 5  # the limit, and some patience for a busy machine
    where, more = "2-2-1, m = 1, λ = 0", ""
    if submission is endless_later:
        where, more = "2-1, m = 3, λ = 0.5", " It was right on the 2 networks before."
    told = "It did not end within 0.9 seconds, and computed in less than 0.3 of them: it waits for something, or "
    told = [f"{told}the computer is busy"]  # so it may be here
    if submission in (endless, endless_later):
        told.append("It did not end within 0.3 seconds: there may be a loop that never stops")
    assert not report and report.message in [f"{each} (network {where}).{more}" for each in told]


@pytest.mark.parametrize("name", ["cost", "backpropagation", "numerical_gradient", "accumulate"])
def test_an_endless_loop_is_not_tried_in_all_ways(name, monkeypatch):
    monkeypatch.setattr("bpkit.check.running.SECONDS", 0.1)
    called = []

    def endless(*given):
        called.append(given)
        while True:
            pass

    assert names(getattr(check, name)(endless)) == [results.ENDLESS.name]
    assert len(called) * SECONDS <= 10


@pytest.mark.usefixtures("interruptible")
def test_what_takes_long_tells_how_far_it_is_and_stops_when_it_is_told_to(monkeypatch, capsys):
    monkeypatch.setattr("bpkit.progress.PATIENCE", 0.0)
    assert check.output_error(lambda a_L, y: a_L - y)
    assert "networks" in (told := capsys.readouterr()).out and "9/9" in told.out and told.err == ""
    called = []

    def stopped(a_L, y):
        called.append(y)
        if len(called) == 4:
            signal.raise_signal(signal.SIGINT)
        return a_L - y

    with pytest.raises(KeyboardInterrupt):
        check.output_error(stopped)
    assert len(called) == 4 and capsys.readouterr().out.endswith("\n")
    assert check.output_error(stopped), "the next check is as any other"


@pytest.mark.parametrize("bar", ["networks", "the wrong line", "the arguments"])
@pytest.mark.usefixtures("interruptible")
def test_of_a_slow_wrong_function_too_it_tells_all_the_time_and_stops(bar, monkeypatch, capsys):
    monkeypatch.setattr("bpkit.check.running.SECONDS", 0.3)
    shown, stopping = "", False

    def slow(Theta, X, Y, lambda_):
        nonlocal shown
        time.sleep(0.03)  # nine times that are not long yet, but much more is asked
        shown += capsys.readouterr().out
        if stopping and shown.rpartition("\r")[2].startswith(bar):
            signal.raise_signal(signal.SIGINT)
        if len(X) == 3:
            raise ValueError("three are too many")
        return {l: np.sin(7 * T) for l, T in bpkit.backpropagation(Theta, X, Y, lambda_).items()}

    monkeypatch.setattr("bpkit.progress.PATIENCE", 1.0)
    assert not check.backpropagation(slow)
    shown += capsys.readouterr().out
    assert "networks" not in shown and "the wrong line: 100%" in shown and "the arguments: 100%" in shown
    monkeypatch.setattr("bpkit.progress.PATIENCE", 0.0)
    shown, stopping = "", True
    with pytest.raises(KeyboardInterrupt):
        check.backpropagation(slow)
    assert (shown + capsys.readouterr().out).endswith("\n"), "a closed bar ends its line"


def test_the_limit_is_a_few_seconds_and_a_slow_right_function_is_right():
    assert 1 <= SECONDS <= 5

    def slow(a_L, y):
        time.sleep(0.02)
        return a_L - y

    assert check.output_error(slow)


def test_a_check_works_in_a_thread():
    reports = []
    thread = threading.Thread(target=lambda: reports.append(check.output_error(Subtract())))
    thread.start()
    thread.join()
    assert reports[0]


@pytest.mark.parametrize("submission", [endless, swallows, swallows_everything, endless_later])
def test_an_endless_loop_is_stopped_in_a_thread_too(submission, monkeypatch):
    monkeypatch.setattr("bpkit.check.running.SECONDS", 0.3)
    reports = []
    traced = sys.gettrace()

    def run():
        for before in (endless, swallows):  # what was stopped leaves nothing behind
            check.output_error(before)
        reports.append(check.output_error(submission))
        reports.append(sys.gettrace())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(timeout=60)
    assert names(reports[0]) == [results.ENDLESS.name] and reports[1] is traced


GIVEN = endless, swallows_everything, Subtract(), lambda a_L, y: y - a_L, lambda a_L, y: a_L - y + 0.1


def judged(submission):
    report = check.output_error(submission)
    return f"{report.ok} {report.lines} {names(report)}"


WATCHED = """
import cProfile, sys, threading
from test_check import GIVEN, judged, running

def trace(*given):
    return trace

def answer():
    print(*map(judged, GIVEN), flush=True)

def in_a_thread():
    thread = threading.Thread(target=answer)
    thread.start()
    thread.join()

running.SECONDS = 0.4
answer()
if sys.argv[1] == "a profiler":
    cProfile.Profile().enable()
else:
    sys.settrace(trace)
    threading.settrace(trace)
answer()
in_a_thread()
"""


@pytest.mark.parametrize("watcher", ["a profiler", "a debugger"])
def test_a_check_ends_with_the_same_answer_under(watcher, monkeypatch):
    monkeypatch.setattr("bpkit.check.running.SECONDS", 0.4)
    answer = " ".join(map(judged, GIVEN)) + "\n"
    given = dict(capture_output=True, encoding="utf-8", timeout=120, cwd=Path(__file__).parent)
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", WATCHED, watcher], **given)
    assert done.stderr == "" and done.stdout == 3 * answer and answer.count(results.ENDLESS.name) == 2


def test_a_busy_computer_does_not_count(monkeypatch):
    monkeypatch.setattr("bpkit.check.running.SECONDS", 0.2)

    def kept_waiting(a_L, y):
        time.sleep(0.25)
        return a_L - y

    assert check.output_error(kept_waiting)


def test_a_breakpoint_does_not_count(monkeypatch):
    monkeypatch.setattr("bpkit.check.running.SECONDS", 0.5)
    names = {"sleep": time.sleep, "pauses": [1.7]}
    exec(compile("def wait():\n    while pauses: sleep(pauses.pop())", "pydevd.py", "exec"), names)

    def stopped(a_L, y):
        names["wait"]()
        for _ in range(100):
            pass
        return a_L - y

    assert check.output_error(stopped)


def test_the_time_of_the_experiments_does_not_count(monkeypatch):
    asked = check.backpropagate_errors(strange := changed("backpropagate_errors", lambda d: {l: d[l] + 0.1 for l in d}))
    monkeypatch.setattr("bpkit.check.running.SECONDS", 0.1)
    assert str(check.backpropagate_errors(strange)) == str(asked) and "not judged" not in str(asked)


def test_what_was_found_before_the_limit_is_kept(monkeypatch):
    monkeypatch.setattr("bpkit.check.running.SECONDS", 1.5)
    mistaken, called = whole(at.Y_MINUS_A, at.BIAS_TOO), []

    def tires(*given):
        called.append(given)
        while len(called) > 45:
            pass
        return mistaken(*given)

    report = check.backpropagation(tires)
    assert names(report) == [at.BIAS_TOO.name] and report.lines["λ"] is False and report.lines["3"] is None
    assert report.notes[-1].endswith("a loop that never stops. What had not been asked by then is not judged.")


@pytest.mark.parametrize(
    "function, mistake",
    [
        ("backpropagation", learners.written(("1/m", "mean", "S"), ("λ", "penalty", "r * T"))),
        ("backpropagation", learners.written(("4", "back", "T[:len(ds[L]), 1:].T @ ds[L]"))),
        ("backpropagate_errors", "g′ is forgotten"),
        ("regularized_gradient", "divided by m twice"),
        ("cost", lambda Theta, X, Y, lambda_: len(X) * bpkit.cost(Theta, X, Y, lambda_)),
    ],
)
def test_what_is_judged_at_the_limit_would_be_judged_so_without_one(function, mistake):
    submission, called = mistake if callable(mistake) else learners.wrong("loops", function, mistake), []

    def tires(*given):
        called.append(given)
        if len(called) > calls:
            raise running.TimeLimit
        return submission(*given)

    judged, calls = set(), np.inf
    whole = checked(function, tires).lines.items()
    for calls in range(len(PROBES) + 2, len(called), 3):
        called.clear()
        judged |= (
            lines := {(line, right) for line, right in checked(function, tires).lines.items() if right is not None}
        )
        assert lines <= whole, calls
    assert judged


def test_an_import_of_the_learner_is_not_counted(monkeypatch, tmp_path):
    monkeypatch.setattr("bpkit.check.running.SECONDS", 0.3)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "slow_to_import.py").write_text("import time\ntime.sleep(0.5)\n")

    def imports(a_L, y):
        import slow_to_import  # noqa: F401

        return a_L - y

    assert check.output_error(imports)


def test_a_check_leaves_everything_as_it_was(capsys):
    stdout, settings = sys.stdout, np.geterr()
    check.output_error(raises(ValueError("no")))
    check.output_error(prints_only)
    assert sys.stdout is stdout and np.geterr() == settings and capsys.readouterr() == ("", "")


# ---------------------------------------------------------------- mistakes that are not known


def spoiled(function, key, i, j):
    """The right function, with one number changed where the network has it, by some odd amount."""

    def change(found):
        arrays = {"forward_propagate": lambda: found[1], "output_error": lambda: {key: found}}.get(
            function, lambda: found
        )
        array = arrays().get(key, np.empty((0, 0)))
        if i < array.shape[0] and j < array.shape[1]:
            array[i, j] += 0.12345
        return found

    return lambda *given: change(right(function)(*given))


UNKNOWN = [  # function, a number that is spoiled, and where the Stepper makes it: line, t, l, ref
    ("forward_propagate", (2, 0, 0), (2, 1, 2, "a[2][0]")),  # the bias unit
    ("forward_propagate", (2, 2, 0), (2, 1, 2, "a[2][2]")),
    ("forward_propagate", (1, 1, 0), (1, 1, 1, "a[1][1]")),
    ("output_error", (None, 0, 0), (3, 1, 3, "delta[3][1]")),
    ("backpropagate_errors", (3, 0, 0), (3, 1, 3, "delta[3][1]")),
    ("backpropagate_errors", (2, 1, 0), (4, 1, 2, "delta[2][2]")),
    ("backpropagate_errors", (2, 2, 1), (4, 2, 2, "delta[2][3]")),  # the smallest networks have no such number
    ("accumulate", (1, 1, 2), (5, 1, 1, "Delta[1][2, 2]")),
    ("accumulate", (2, 0, 0), (5, 1, 2, "Delta[2][1, 0]")),
    ("accumulate", (2, 1, 3), (5, 2, 2, "Delta[2][2, 3]")),
    ("regularized_gradient", (1, 1, 2), (6, None, 1, "D[1][2, 2]")),
    ("regularized_gradient", (1, 1, 0), (7, None, 1, "D[1][2, 0]")),
    ("regularized_gradient", (2, 1, 3), (6, None, 2, "D[2][2, 3]")),
    ("backpropagation", (2, 0, 1), (6, None, 2, "D[2][1, 1]")),
    ("backpropagation", (2, 0, 0), (7, None, 2, "D[2][1, 0]")),
]


@pytest.mark.parametrize("function, where, expected", UNKNOWN)
def test_an_unknown_mistake_is_placed_where_the_stepper_makes_that_number(function, where, expected):
    report = checked(function, spoiled(function, *where))
    probe, *place = report.place
    assert not report and report.mistake is None and tuple(place) == expected

    steps = trace(probe.Theta, probe.X, probe.Y, probe.lambda_)
    step = steps[steps.index(*expected[:3])]
    value = explain(step, report.place.ref).value
    assert any(ref.startswith(f"{report.place.ref.partition('[')[0]}[{step.l}]") for ref in step.writes)
    number = bpkit.notation.number
    assert f"yours {number(value + 0.12345)}, right {number(value)}" in report.message
    assert f"(network {probe.network}, m = {probe.m}, λ = {probe.lambda_:g})." in report.message
    assert "Stepper.at(report) shows the step that makes this number." in str(report)
    shown = Stepper.at(report).step
    assert (shown.line, shown.t, shown.l) == expected[:3] and explain(shown, report.place.ref).value == value


@pytest.mark.parametrize("submission", [Subtract(), STUBS[0], raises(KeyError(1)), lambda a_L, y: y - a_L])
def test_the_stepper_says_in_a_sentence_that_there_is_no_such_step(submission):
    report = check.output_error(submission)
    assert report.place is None
    with pytest.raises(ValueError, match=r"^[^\n]+\.$"):
        Stepper.at(report)


def test_the_first_quantity_that_differs_is_the_first_that_is_computed():
    def other_slope(Theta, x):  # a⁽²⁾ is wrong, and all that comes after it
        z, a = right("forward_propagate")(Theta, x)
        return learners.rows_forward_propagate(Theta, x, hidden=lambda Z: learners.ones_and(np.sin(Z)))

    assert "a⁽²⁾ is the first that differs" in str(check.forward_propagate(other_slope))

    def other_output(Theta, a, y):  # δ⁽ᴸ⁾ is wrong, and all that comes from it
        return learners.rows_backpropagate_errors(Theta, a, y, output=lambda A, Y: A - Y / 3)

    assert "δ⁽³⁾ is the first that differs: yours" in str(check.backpropagate_errors(other_output))


def test_the_smallest_network_is_printed_to_work_with_by_hand():
    report = check.output_error(lambda a_L, y: a_L - y / 3)
    assert str(report).splitlines() == [
        "output_error: δ⁽ᴸ⁾ is the first that differs: yours 0.2319, right 0.1653 (network 2-2-1, m = 1, λ = 0).",
        "Hint: Which cost is it whose derivative you take? (More: .hint(2), .hint(3))",
        "The smallest network on which it fails:",
        "a_L = [[0.2653]]",
        "y = [[0.1]]",
        "Stepper.at(report) shows the step that makes this number.",
    ]
    written = check.cost(lambda Theta, X, Y, lambda_: 1.0).network
    assert all(f"\n{name} = " in written for name in ("X", "Y", "lambda_", "Theta[1]", "Theta[2]"))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_is_printed_of_the_network_is_what_the_function_gets(function):
    """Each right result follows from the printed numbers, to the digits that are printed."""

    report = checked(function, changed(function, spoil_all))
    head, *lines = report.network.splitlines()
    assert head == "The smallest network on which it fails:"
    given = {}
    for name, _, text in re.findall(r"^([\w]+)(\[\d\])? = (.+?)(?=^\w|\Z)", "\n".join(lines), re.M | re.S):
        given.setdefault(name, []).append(np.array(eval(text)))
    expected = arguments(function, next(p for p in PROBES if f"network {p.network}, m = {p.m}," in report.message))
    assert list(given) == list(expected)
    for name, arrays in given.items():
        values = expected[name].values() if isinstance(expected[name], dict) else [expected[name]]
        assert all(np.allclose(array, value, atol=5e-5) for array, value in zip(arrays, values))


def test_a_result_that_lies_on_its_side_is_told():
    report = check.regularized_gradient(changed("regularized_gradient", lambda found: {**found, 1: found[1].T}))
    assert names(report) == [at.TRANSPOSED.name]


def test_neither_the_cost_nor_the_numerical_gradient_nor_a_step_of_descent_is_a_line_of_the_stepper():
    for function in ("cost", "numerical_gradient", "step"):
        found = checked(function, changed(function, spoil_all))
        assert found.network and found.place is None and "Stepper" not in str(found)


# ---------------------------------------------------------------- the report


class WellFormed(HTMLParser):
    """Every tag that is opened is closed, in order."""

    def __init__(self, html):
        super().__init__()
        self.open, self.text, self.tags = [], "", []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


REPORTS = [
    ("output_error", Subtract()),
    ("output_error", STUBS[0]),
    ("output_error", lambda a_L, y: y - a_L),
    ("output_error", lambda a_L, y: a_L - y / 3),
    ("output_error", raises(ValueError("<script>alert('a & b')</script>"))),
    ("output_error", lambda a_L, y: object()),
    ("cost", generator),
    ("numerical_gradient", learners.wrong("loops", "numerical_gradient", "one-sided")),
]


@pytest.mark.parametrize("function, submission", REPORTS)
def test_a_report_says_the_same_as_text_and_as_html_and_says_it_twice(function, submission):
    report, again = checked(function, submission), checked(function, submission)
    assert str(report) == repr(report) == str(again) == repr(again)
    html = WellFormed(report._repr_html_())
    assert report._repr_html_() == again._repr_html_()
    assert html.text.startswith({True: "✓", False: "✗" if report.written else "…"}[report.ok])
    assert report.message in html.text and report.function in html.text and "script" not in html.tags
    assert all(note in html.text for note in report.notes)
    if report.mistake:
        assert all(hint in html.text for hint in report.mistake.hints) and html.tags.count("details") >= 3
        assert f"Hint: {report.hint(1)}" in str(report) and report.hint(3) not in str(report)
    if report.network:
        assert report.network in html.text
    assert not re.search(r"0x[0-9a-f]+|\d+\.\d+ (?:ms|seconds)", str(report))


def test_the_hints_grow_from_a_question_to_the_line():
    report = check.output_error(lambda a_L, y: y - a_L)
    assert report.hint() == report.hint(1) == "If the output is too large, should δ be positive or negative?"
    assert report.hint(3) == "The line is: a_L - y"
    assert check.output_error(Subtract()).hint(2) == ""
    for wrong in (0, 4, "1"):
        with pytest.raises(ValueError, match="number must be a whole number from 1 to 3, got "):
            report.hint(wrong)


def test_a_report_cannot_be_changed():
    with pytest.raises(AttributeError):
        check.output_error(Subtract()).ok = False


# ---------------------------------------------------------------- progress, and the catalogue for teachers


@pytest.fixture
def no_session(monkeypatch):
    monkeypatch.setattr(check.kept, "session", {})


def test_progress_has_a_line_for_each_function(no_session):
    check.output_error(Subtract())
    check.cost(STUBS[0])
    check.accumulate(lambda Delta, delta, a: Delta)
    check.forward_propagate(3)
    lines = str(check.progress()).splitlines()
    assert lines[0] == "Done so far" and [line.split()[0] for line in lines[1:]] == list(FUNCTIONS)
    when = time.strftime("%Y-%m-%d")
    assert re.fullmatch(rf"  output_error          right  {when} \d\d:\d\d", lines[2])
    assert lines[1].startswith("  forward_propagate     not right yet  ") and lines[6].endswith(" not written yet")
    assert repr(check.progress()) == str(check.progress())
    assert WellFormed(check.progress()._repr_html_()).tags.count("li") == len(FUNCTIONS)


def test_the_best_result_is_kept(no_session):
    check.output_error(lambda a_L, y: y - a_L)
    assert "not right yet" in str(check.progress()).splitlines()[2]
    check.output_error(Subtract())
    check.output_error(lambda a_L, y: y - a_L)
    assert "  right  " in str(check.progress()).splitlines()[2]


def test_progress_is_kept_in_a_file_beside_the_notebooks_until_it_is_switched_off(no_session, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    check.output_error(Subtract())
    assert not list(tmp_path.iterdir())  # outside of a notebook nothing is kept

    monkeypatch.setattr(check.kept, "session", {})
    monkeypatch.setattr(check.kept, "in_a_notebook", lambda: True)
    check.output_error(Subtract())
    check.cost(STUBS[0])
    (file,) = tmp_path.iterdir()
    assert file.name == "bpkit_progress.json" and "output_error" in file.read_text("utf-8")
    monkeypatch.setattr(check.kept, "session", {})  # the next notebook
    assert "  right  " in str(check.progress()).splitlines()[2]
    file.unlink()
    assert "not written yet" in str(check.progress()).splitlines()[2]

    check.progress(keep=False)
    check.output_error(Subtract())
    assert "output_error" not in file.read_text("utf-8")
    check.progress(keep=True)
    assert "output_error" in file.read_text("utf-8")
    file.write_text("spoiled", encoding="utf-8")
    assert len(str(check.progress()).splitlines()) == 1 + len(FUNCTIONS)


def test_the_mistakes_are_listed_for_teachers():
    listed = check.explain_mistakes()
    html = WellFormed(listed._repr_html_())
    lines = str(listed).splitlines()
    for row in ROWS:
        assert f"  {row.name}: {row.sentence}" in lines
        assert f"{row.name}: {row.sentence}" in html.text
    assert html.tags.count("li") == len({(row.line, row.name, row.sentence) for row in ROWS}) >= 250


def test_the_guide_has_the_mistakes_of_the_tables_that_are_cases_of_08():
    by_name = {row.name: row for row in reversed(ROWS)}
    cases = [(by_name.get(case.name), case.J is not bpkit.cost, n) for n, case in enumerate(CASES, 1)]
    table = [
        f"| {row.name}{', in J' * of_J} | {NOTEBOOKS[row.line]} | {number} |"
        for line in ("3", "the sum", "4", "5", "1/m", "λ", "J")
        for row, of_J, number in cases
        if row and row.line == line
    ]
    guide = json.loads((Path(__file__).parents[1] / "notebooks" / "teaching_guide.ipynb").read_text("utf-8"))
    sections = ["".join(cell["source"]) for cell in guide["cells"]]
    (section,) = [one for one in sections if one.startswith("## Where each well-known mistake is met")]
    part = section.split("\n\n")[2]
    assert part.splitlines()[2:] == table, "\n".join(table)


# ---------------------------------------------------------------- what stops


def starts_empty(Delta, delta, a):
    new = {}
    for l in Delta:
        new[l] += delta[l + 1] @ a[l].T
    return new


def star_5(Delta, delta, a):
    return {l: Delta[l] + delta[l + 1] * a[l].T for l in Delta}


def outer_of_all(Delta, delta, a):
    return {l: Delta[l] + np.outer(delta[l + 1], a[l]) for l in Delta}


def star_4(Theta, a, y):
    L = len(Theta) + 1
    delta = {L: a[L] - y}
    for l in range(L - 1, 1, -1):
        delta[l] = (Theta[l].T * delta[l + 1] * a[l] * (1 - a[l]))[1:]
    return delta


def cuts_one_factor(Theta, a, y):
    L = len(Theta) + 1
    delta = {L: a[L] - y}
    for l in range(L - 1, 1, -1):
        delta[l] = Theta[l].T @ delta[l + 1] * a[l] * (1 - a[l])[1:]
    return delta


def zeros_like_a_dict(Delta, Theta, m, lambda_):
    D = np.zeros_like(Delta)
    D[1] = Delta[1] / m
    return D


def fills_a_part_with_all(Delta, Theta, m, lambda_):
    D = {l: Delta[l] / m for l in Delta}
    D[1][:, 1:] = (Delta[1] + lambda_ * Theta[1]) / m
    return D


def misspelled(a_L, y):
    return a_L - yy  # noqa: F821


def hidden_name(Theta, x):
    sigmoid = 1.0
    return sigmoid(x), x


def too_early(a_L, y):
    delta = delta - y  # noqa: F821
    return delta


a = {1: np.eye(2)}  # as an earlier cell of a notebook leaves it


def other_cell(a_L, y):
    return a - y


def plain_product(Theta, a, y):
    delta = a[len(Theta) + 1] - y
    return {2: Theta[2] @ delta}


def no_star(a_L, y):
    return (a_L - y) * a_L(1 - a_L)


def no_star_between(a_L, y):
    return (a_L - y)(1 - a_L)


def caret(a_L, y):
    return (a_L - y) ^ 2


def caret_of_number(Theta, X, Y, lambda_):
    return bpkit.cost(Theta, X, Y) + lambda_ / 2 * Theta[1][0, 1] ^ 2


def one_index_too_many(a_L, y):
    return a_L[:, :, 0] - y


def stub(z): ...


def calls_a_stub(a_L, y):
    return stub(a_L) - y


def stub_of_dots(z):
    return ...


def calls_dots(a_L, y):
    return stub_of_dots(a_L) - y


@pytest.mark.parametrize(
    "function, f, row, code",
    [
        ("output_error", no_star, results.NO_STAR, "return (a_L - y) * a_L(1 - a_L)"),
        ("output_error", no_star_between, results.NO_STAR, "return (a_L - y)(1 - a_L)"),
        ("output_error", caret, results.CARET, "return (a_L - y) ^ 2"),
        ("cost", caret_of_number, results.CARET, "return bpkit.cost(Theta, X, Y) + lambda_ / 2 * Theta[1][0, 1] ^ 2"),
        ("output_error", calls_a_stub, results.STUB, "return stub(a_L) - y"),
        ("output_error", calls_dots, results.STUB, "return stub_of_dots(a_L) - y"),
        ("accumulate", starts_empty, results.EMPTY, "new[l] += delta[l + 1] @ a[l].T"),
        (
            "accumulate",
            outer_of_all,
            results.OUTER,
            "return {l: Delta[l] + np.outer(delta[l + 1], a[l]) for l in Delta}",
        ),
        ("accumulate", star_5, results.STAR, "return {l: Delta[l] + delta[l + 1] * a[l].T for l in Delta}"),
        (
            "backpropagate_errors",
            star_4,
            results.STAR,
            "delta[l] = (Theta[l].T * delta[l + 1] * a[l] * (1 - a[l]))[1:]",
        ),
        (
            "backpropagate_errors",
            cuts_one_factor,
            results.BIAS_IN_ONE,
            "delta[l] = Theta[l].T @ delta[l + 1] * a[l] * (1 - a[l])[1:]",
        ),
        ("regularized_gradient", zeros_like_a_dict, results.WHOLE_DICT, "D[1] = Delta[1] / m"),
        (
            "regularized_gradient",
            fills_a_part_with_all,
            results.BIAS_IN_ONE,
            "D[1][:, 1:] = (Delta[1] + lambda_ * Theta[1]) / m",
        ),
        ("output_error", misspelled, results.NOT_DEFINED, "return a_L - yy"),
        ("forward_propagate", hidden_name, results.SHADOWED, "return sigmoid(x), x"),
        ("output_error", other_cell, results.OUTSIDE, "return a - y"),
        ("output_error", too_early, results.SHADOWED, "delta = delta - y"),
    ],
)
def test_a_stop_is_named_and_shows_the_own_line(function, f, row, code):
    report = checked(function, f)
    assert names(report)[0] == row.name and re.match(rf"Your line \d+: {re.escape(code)}", report.code.strip())
    assert code in str(report) and code in WellFormed(report._repr_html_()).text


def test_an_index_too_many_is_not_said_to_go_too_far():
    report = check.output_error(one_index_too_many)
    assert not names(report) and "too many indices" in report.message and report.hint(1) == results.UNKNOWN[0]


y = np.array([[0.3]])  # as an earlier cell leaves it


def reads_another_cell(Theta, X, Y, lambda_):
    m, h = len(X), bpkit.forward_propagate(Theta, X.T)[1][len(Theta) + 1]
    return -np.sum(y * np.log(h) + (1 - y) * np.log(1 - h)) / m


def test_a_name_from_another_cell_is_told_where_nothing_stops():
    report = check.cost(reads_another_cell)
    assert report.notes == ("y is no argument, and is not made in the function: another cell left it there.",)
    assert not check.cost(lambda Theta, X, Y, lambda_: bpkit.cost(Theta, X, Y)).notes


def test_a_1_on_top_of_several_columns_is_named_in_plain_words():
    report = check.forward_propagate(lambda Theta, x: bpkit.forward_propagate(Theta, np.vstack([1, x])[1:]))
    assert names(report) == [results.SINGLE.name] and "one has 1 column, the other 3 columns" in report.message


def test_a_y_that_was_made_no_column_is_named_where_its_square_stops_line_5():
    assert check.backpropagation(one_by_one)
    report = check.backpropagation(lambda *given: one_by_one(*given, column=lambda y: y))
    assert names(report) == [at.Y_TURNED.name] and report.lines["3"] is False
    assert "1" in report.hint(2) and "reshape" in report.hint(2)


@pytest.mark.parametrize("first, line_4", [(0, False), (1, None)])  # 1: it is right where the layer has one unit
def test_where_a_hidden_layer_stops_it_that_stands_before_what_is_wrong_besides(first, line_4):
    report = check.backpropagation(lambda *given: one_by_one(*given, of=lambda a: a[1:], first=first, share=0))
    assert report.message.startswith("It stopped with ValueError") and not report.certain
    assert names(report) == [results.BIAS_IN_ONE.name, at.FORGOTTEN.name]  # and no missing bias unit
    assert report.lines["4"] is line_4 and report.hint(1) == results.BIAS_IN_ONE.question
    assert not {"1–2", "3"} & blamed(report)


@pytest.mark.parametrize(
    "right, wrong, names_of, unsure",
    [
        ("len(X), len(Theta) + 1", "len(Theta), len(Theta) + 1", ["divided by the number of layers"], ""),
        ("for l in Delta:", "for l in range(1, L - 1):", ["the last layer is left out"], ""),
        ("for l in Delta:", "for l in range(2, L):", [at.NO_FIRST.name], ""),
        ("@ a[l].T", "@ a[l + 1].T", [], "1–2 3 4 5 1/m"),  # with one output it does not stop
        ("* a[l] * (1 - a[l])", "* z[l] * (1 - z[l])", [at.OF_Z.name], ""),
        ("range(L - 1, 1, -1)", "range(2, L)", [results.NO_LAYER.name], "4"),  # right with one hidden layer
        ("np.zeros_like(Theta[l])", "np.zeros(len(Theta[l]))", [results.MISFIT.name], "3 4 5"),
        ("len(Theta) + 1", "len(Theta)", [results.FEW_LAYERS.name], "1–2 3 4 5 1/m λ"),
    ],
)
def test_one_change_in_the_whole_is_blamed_on_no_innocent_line(right, wrong, names_of, unsure):
    text = """
def whole(Theta, X, Y, lambda_=0.0):
    m, L = len(X), len(Theta) + 1
    Delta = {l: np.zeros_like(Theta[l]) for l in Theta}
    for x, y in zip(X, Y):
        z, a = forward_propagate(Theta, x)
        delta = {L: a[L] - y.reshape(-1, 1)}
        for l in range(L - 1, 1, -1):
            delta[l] = (Theta[l].T @ delta[l + 1] * a[l] * (1 - a[l]))[1:]
        for l in Delta:
            Delta[l] = Delta[l] + delta[l + 1] @ a[l].T
    D = {l: (Delta[l] + lambda_ * Theta[l]) / m for l in Theta}
    for l in D:
        D[l][:, 0] = Delta[l][:, 0] / m
    return D
"""
    names_there = {"np": np, "forward_propagate": bpkit.forward_propagate}
    exec(text, names_there)
    assert check.backpropagation(names_there["whole"]) and right in text
    report = check.backpropagation(typed(text.replace(right, wrong, 1), names_there))
    assert names(report) == names_of and [line for line in report.lines if report.lines[line] is None] == unsure.split()
    assert report.hint(1).endswith("?") and report.hint(2)


def typed(text, names_there):
    """The function whole of a text that can be read again, as that of a cell can."""
    file = f"<cell {hash(text)}>"
    linecache.cache[file] = len(text), None, text.splitlines(True), file
    exec(compile(text, file, "exec"), names_there)
    return names_there["whole"]


def test_line_5_is_blamed_where_it_stands_in_the_loop_of_line_4_which_ends_a_layer_too_soon():
    report = check.backpropagation(lambda *given: one_by_one(*given, lasts=False))
    assert names(report) == [at.NO_FIRST.name] and report.certain
    assert report.lines == {"1–2": True, "3": True, "4": True, "5": False, "1/m": True, "λ": True}

    def no_way_back(Theta, X, Y, lambda_):  # δ⁽²⁾ is 0: with no hidden layer all is right
        D = one_by_one(Theta, X, Y, lambda_)
        zeros = one_by_one(Theta, X, Y, lambda_, lasts=False)
        return D if len(Theta) == 1 else D | {1: zeros[1]}

    report = check.backpropagation(no_way_back)
    assert at.NO_FIRST.name not in names(report) and report.lines["4"] is False


def test_a_wrong_shape_gets_no_hint_on_the_slope():
    def one_column(Theta, a, y):
        return {l: d[:, :1] for l, d in bpkit.backpropagate_errors(Theta, a, y).items()}

    report = check.backpropagate_errors(one_column)
    assert "has the shape" in report.message and report.hint(1) == results.FORM[0]


def test_an_a_that_fits_by_chance_is_named():
    report = check.accumulate(lambda Delta, delta, a: {l: Delta[l] + delta[l + 1] @ a[l + 1].T for l in Delta})
    assert names(report) == ["a of the next layer"] and report.certain


def test_where_two_sizes_met_both_arrays_are_named():
    report = check.backpropagate_errors(plain_product)
    assert "There Theta[2] has the shape (1, 3), and delta (1, 1)." in report.code


def test_a_hint_is_never_empty_where_the_line_can_be_given():
    for function in FUNCTIONS:
        report = checked(function, changed(function, spoil_all))
        assert report.hint(1).endswith("?") and report.hint(2) and report.hint(3).startswith("The line is: ")

    assert check.output_error(raises(ValueError("no"))).hint(3) == "The line is: a_L - y"


def test_the_line_of_a_mistake_is_that_of_its_place():
    report = check.backpropagation(whole(at.Y_MINUS_A, at.BIAS_TOO))
    assert [m.hints[2] for m in report.mistakes] == ["The line is: a_L - y", f"The line is: {at.LAST_LINES}"]


def spoil_all(found):
    if isinstance(found, tuple):
        return found[0], {l: found[1][l] + 0.2345 for l in found[1]}
    return {l: found[l] + 0.2345 for l in found} if isinstance(found, dict) else found + 0.2345


def test_import_bpkit_loads_none_of_it():
    code = "import sys, bpkit; assert not [m for m in sys.modules if m.startswith('bpkit.check')]; bpkit.check.cost"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(bpkit.__file__).parents[1])


def test_a_layer_that_no_network_has_is_named_as_it_is():
    def with_layer(k):
        return lambda *given: {**bpkit.regularized_gradient(*given), k: given[1][1]}

    assert "D[-1] should not be there" in str(check.regularized_gradient(with_layer(-1)))
    assert "D⁽⁹⁾ should not be there" in str(check.regularized_gradient(with_layer(9)))
