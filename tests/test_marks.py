"""Slips that stand in no table, alone and several at once: the lines that have them are blamed, and no others."""

import numpy as np
import pytest
from learners import blamed, names, written

import bpkit
from bpkit import check
from bpkit.check import places as at
from bpkit.check import results

SLIPS = {  # of each line, what may stand in which place
    "1–2": {
        "given": ["np.clip(x, -1, 1)", "x**2", "x / 10", "x[::-1]", "np.trunc(x)", "X[0]"],
        "one": ["0.1", "len(h)", "h.mean()"],
        "W": ["np.abs(T)", "T / len(T)", "T - T.mean()"],
        "g": ["1 / (1 + np.exp(-3 * z))", "z / (1 + np.abs(z))", "np.log1p(np.exp(z))"],
    },
    "3": {"error": ["a_L - y.max()", "a_L**2 - y**2", "a_L - y.mean()", "a_L - y / 3", "0 * y + (a_L - y).mean()"]},
    "4": {
        "back": ["T[::-1, 1:].T @ d", "(T[:, 1:] ** 3).T @ d", "T[:, 1:].max(0) * d.sum()"],
        "slope": ["np.sqrt(a * (1 - a))", "a * (1 - a) ** 3", "a * (1 - a.max())"],
        "meet": ["np.maximum(p * s, 0)", "p * s - p.mean()"],
    },
    "5": {
        "left": ["np.abs(d)", "d**2", "np.maximum(d, 0)"],
        "right": ["np.r_[2, full[1:]]", "1 - full", "full if z is None else np.r_[1, z]"],
        "sum": [
            "(D + part) / 2",
            "0.9 * D + 0.1 * part",
            "np.maximum(D, part)",
            "D + part * (t < 2)",
            "D + np.outer(full, d).reshape(D.shape)",
            "D + np.cumsum(part, axis=1)",
            "D + np.roll(part, 1, axis=1)",
        ],
    },
    "1/m": {
        "mean": ["np.r_[S[:1], S[1:] / n]", "np.c_[S[:, :2], S[:, 2:] / n]", "np.c_[S[:, :1] / len(S), S[:, 1:] / n]"],
        "count": ["m + 2"],
    },
    "λ": {
        "penalty": ["r / (m + 1) * T", "np.sqrt(r) / m * T", "r / m * T**3"],
        "spared": ["np.r_[0, 2, np.ones(T.shape[1] - 2)]"],
    },
}
ALL = [(line, place, code) for line, places in SLIPS.items() for place, codes in places.items() for code in codes]
HIDING = [  # after which the other lines do not show
    ("5", "sum", "D + 0 * part + part.sum(0)"),
    ("5", "sum", "D + part if l + 1 == L else part"),
    ("1/m", "mean", "S // n"),
]


def test_the_program_without_a_slip_is_right():
    assert check.backpropagation(written())


@pytest.mark.parametrize("slip", [*ALL, *HIDING], ids=lambda slip: f"{slip[0]}: {slip[2]}")
def test_a_slip_that_no_table_has_is_blamed_on_its_line_alone(slip):
    assert blamed(check.backpropagation(written(slip))) == {slip[0]}


@pytest.mark.parametrize("how_many, least", [(2, 0.85), (3, 0.75)])
def test_of_several_that_no_table_has_nearly_all_lines_are_blamed_and_hardly_another(how_many, least):
    rng, found, others = np.random.default_rng(how_many), 0, 0
    for _ in range(40):
        lines = rng.choice([*SLIPS], how_many, replace=False)
        slips = [ALL[rng.choice([k for k, slip in enumerate(ALL) if slip[0] == line])] for line in lines]
        report = check.backpropagation(written(*slips))
        assert not report
        found += len(blamed(report) & {*lines})
        others += len(blamed(report) - {*lines})
    assert found >= least * 40 * how_many and others <= 5, (found, others)


@pytest.mark.parametrize(
    "slips, expected",
    [
        ([("5", "left", "np.abs(d)")], ["δ has lost its sign"]),
        ([("5", "right", "full if z is None else np.r_[1, z]")], ["z in place of a"]),
        (
            [("5", "right", "full if z is None else np.r_[1, z]"), ("1–2", "g", "np.tanh(z)")],
            ["tanh in place of g in the hidden layers", "z in place of a"],
        ),
        ([("5", "sum", "(D + part) / 2")], ["Δ is taken 0.5 times in each turn"]),
        ([("1/m", "count", "Y.shape[1]"), ("λ", "penalty", "r / n * T")], ["divided by the number of outputs"]),
        ([("1/m", "count", "1 // m"), ("1/m", "mean", "n * S")], ["1 // m in place of 1/m"]),
        ([("1/m", "mean", "np.r_[S[:1], S[1:] / n]")], ["not all of Δ is divided alike"]),
        ([("1–2", "given", "x**2")], ["the input is changed"]),
        ([("4", "back", "T[:, 1:] @ d")], ["Θ is not transposed"]),
        ([("4", "back", "T[:, 1:] @ d"), ("4", "meet", "p")], ["Θ is not transposed", "g′ is forgotten"]),
        ([("4", "back", "T[:len(ds[L]), 1:].T @ ds[L]")], ["every layer takes the error from the output"]),
        ([("5", "sum", "D + 2 * part")], ["2 (a − y), or every example twice"]),
        ([("1/m", "mean", "S"), ("λ", "penalty", "r * T")], ["1/m is forgotten"]),
        ([("1/m", "mean", "S"), ("λ", "penalty", "0 * T")], ["Δ is handed back in place of D"]),
    ],
)
def test_the_explanation_with_the_fewest_slips_is_given(slips, expected):
    report = check.backpropagation(written(*slips))
    assert names(report) == expected, str(report)


def test_a_bias_gradient_that_stays_0_in_the_hidden_layers_blames_line_5_alone():
    def hidden_0(Theta, X, Y, lambda_):
        D = bpkit.backpropagation(Theta, X, Y, lambda_)
        return {l: D[l] if l == len(D) else np.c_[0 * D[l][:, :1], D[l][:, 1:]] for l in D}

    assert blamed(check.backpropagation(hidden_0)) == {"5"}


@pytest.mark.parametrize(
    "product, line",
    [
        (lambda d, a: d.sum(1, keepdims=True) @ a.sum(1, keepdims=True).T, "5"),
        (lambda d, a: np.roll(d, 1, axis=1) @ a.T, "5"),
        (lambda d, a: d @ np.tile(a[:, :1], a.shape[1]).T, "5"),
    ],
)
def test_where_the_examples_are_mixed_is_found(product, line):
    def mixed(Theta, X, Y, lambda_):
        _, a = bpkit.forward_propagate(Theta, X.T)
        delta = bpkit.backpropagate_errors(Theta, a, Y.T)
        Delta = {l: product(delta[l + 1], a[l]) for l in Theta}
        return bpkit.regularized_gradient(Delta, Theta, len(X), lambda_)

    report = check.backpropagation(mixed)
    assert blamed(report) == {line} and report.mistake.line == line


def test_a_mean_of_the_errors_is_line_3_and_a_mean_on_the_way_back_line_4():
    def averaged(layer):
        def f(Theta, X, Y, lambda_):
            _, a = bpkit.forward_propagate(Theta, X.T)
            delta = {len(a): a[len(a)] - Y.T}
            for l in range(len(a), 1, -1):
                if l == layer(len(a)):
                    delta[l] = 0 * delta[l] + delta[l].mean(1, keepdims=True)
                if l > 2:
                    delta[l - 1] = (Theta[l - 1].T @ delta[l] * a[l - 1] * (1 - a[l - 1]))[1:]
            Delta = bpkit.accumulate({l: 0 * Theta[l] for l in Theta}, delta, a)
            return bpkit.regularized_gradient(Delta, Theta, len(X), lambda_)

        return f

    assert blamed(check.backpropagation(averaged(lambda L: L))) == {"3"}
    assert blamed(check.backpropagation(averaged(lambda L: L - 1))) == {"4"}


def test_an_argument_that_is_changed_is_blamed_on_the_line_that_uses_it():
    def theta_spoiled(Theta, X, Y, lambda_):
        D = bpkit.backpropagation(Theta, X, Y, lambda_)
        for T in Theta.values():
            T[:, 0] = 0
        return D

    def y_spoiled(Theta, X, Y, lambda_):
        D = bpkit.backpropagation(Theta, X, Y, lambda_)
        Y -= 1
        return D

    for f, line in ((theta_spoiled, "λ"), (y_spoiled, "3")):
        report = check.backpropagation(f)
        assert names(report) == [results.CHANGED.name] and blamed(report) == {line}


def test_where_only_a_hidden_layer_stops_it_is_line_4_or_the_row_of_ones():
    kept = written(("4", "meet", "np.r_[0, p * s]"))
    assert blamed(check.backpropagation(kept)) == {"4"}
    bare = written(("1–2", "one", "[1.0] if l == 1 else []"))
    report = check.backpropagation(bare)
    assert blamed(report) == {"1–2"} and at.NO_ONES.name in names(report)
    none = written(("1–2", "one", "[]"))
    assert blamed(check.backpropagation(none)) == {"1–2"}


def test_a_Delta_that_is_kept_from_call_to_call_is_named():
    kept = {}

    def keeps(Theta, X, Y, lambda_):
        _, a = bpkit.forward_propagate(Theta, X.T)
        Delta = kept.setdefault(str([T.shape for T in Theta.values()]), {l: 0 * T for l, T in Theta.items()})
        Delta |= bpkit.accumulate(Delta, bpkit.backpropagate_errors(Theta, a, Y.T), a)
        return bpkit.regularized_gradient(Delta, Theta, len(X), lambda_)

    assert names(check.backpropagation(keeps)) == [at.REMEMBERS.name]


def test_a_product_that_was_reshaped_hides_nothing():
    """Entry by entry, what is in D is a δᵀ in the wrong order: put right, it shows the other lines."""
    slips = (
        ("1–2", "g", "1 / (1 + np.exp(z))"),
        ("5", "sum", "D + np.outer(full, d).reshape(D.shape)"),
        ("λ", "penalty", "r * T"),
    )
    report = check.backpropagation(written(*slips))
    assert blamed(report) == {"1–2", "5", "λ"} and report.lines["3"] and "reshaped, not transposed" in names(report)


@pytest.mark.parametrize("slip", [("1–2", "g", "1 / (1 + np.exp(z))"), ("3", "error", "(a_L - y) * a_L * (1 - a_L)")])
def test_where_line_5_is_not_explained_the_lines_before_it_are_read_off_how_y_enters(slip):
    report = check.backpropagation(written(slip, ("5", "sum", "D + np.cumsum(part, axis=1)")))
    assert blamed(report) == {slip[0], "5"}


def test_an_x_that_enters_wrongly_is_of_line_1_and_a_y_of_line_3():
    for piece, code, line in [("given", "X[0]", "1–2"), ("error", "a_L - Y[0]", "3")]:
        report = check.backpropagation(written((line, piece, code)))
        assert blamed(report) == {line} and report.certain


def test_a_line_that_fits_one_output_unit_alone_is_not_called_right():
    starred = written(("4", "back", "(T[:, 1:].T * d).ravel()"))  # * in place of @
    assert starred({1: np.ones((2, 3)), 2: np.ones((1, 3))}, np.ones((2, 2)), np.ones((2, 1))).keys() == {1, 2}
    report = check.backpropagation(starred)
    assert not report.ok and report.lines["4"] is None and not any(report.lines[line] for line in "345")


@pytest.mark.parametrize("part", [slice(1), slice(-1, None)])
def test_a_numerical_gradient_of_one_example_is_named(part):
    def one(Theta, X, Y, lambda_, epsilon):
        return bpkit.numerical_gradient(Theta, X[part], Y[part], lambda_, epsilon)

    assert names(check.numerical_gradient(one)) == ["J of one example alone"]
