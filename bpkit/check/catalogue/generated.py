"""Mistakes that are made, not written one by one: slips that any function may have; a line's mistake inside a function
that has that line; and two at once.

They are tried only if no entry of the catalogue does the same. One that has the name of an entry is left out: the
entry is more exact about it.
"""

from functools import cache
from itertools import combinations

import numpy as np

from bpkit import algorithm
from bpkit.algorithm import sigmoid, with_bias
from bpkit.check.catalogue.back import back_with, not_transposed, not_transposed_with_bias, slope_of_a, slope_of_z
from bpkit.check.catalogue.cost import (
    SHARES,
    average_entropy,
    cross_entropy,
    of_true_class,
    right_penalty,
    squares,
    sum_of,
)
from bpkit.check.catalogue.entries import MISTAKES, RIGHT
from bpkit.check.catalogue.forward import below, bias_unit, forward_with
from bpkit.check.catalogue.slips import slips
from bpkit.check.catalogue.whole import algorithm_with


@cache
def generated(function):
    """The mistakes of that function that are made: one at a time first, then two."""
    names = {entry.name for entry in MISTAKES if entry.function == function}
    made = [*slips(function), *_INSIDE.get(function, list)(), *_PAIRS[function]()]
    return [entry for entry in made if entry.name not in names]


def _of(function, ways=("numbers",)):
    return [entry for entry in MISTAKES if entry.function == function and entry.told_by in ways]


def _of_going_forward():
    """Inside another function the examples are its own to turn, so that two of the mistakes are left out."""
    entries = _of("forward_propagate", ("numbers", "misfit", "arguments"))
    return [entry for entry in entries if entry.name not in ("an example is taken for a row", "an example is a row")]


def _single(function, name):
    return next(entry for entry in MISTAKES if (entry.function, entry.name) == (function, name))


# ---------------------------------------------------------------- one line's mistake inside another function


def _inside(function, entry, line, variant):
    told_by = "misfit" if entry.told_by == "arguments" else entry.told_by
    return entry._replace(
        function=function, sentence=f"{line}: {entry.sentence}", variant=variant, told_by=told_by, clue=None
    )


def _inside_back():
    for entry in _of("output_error"):
        variant = _with_output(entry.variant)
        yield _inside("backpropagate_errors", entry, "Line 3", variant)


def _with_output(output):
    return lambda Theta, a, y: back_with(Theta, a, y, output=output)


def _inside_whole():
    for block_size in (1, 100):  # example by example, or all the columns at once: some mistakes show in one way only
        for entries, line, part in (
            (_of_going_forward(), "Lines 1 and 2", lambda variant: dict(forward=variant)),
            (_of("output_error"), "Line 3", lambda variant: dict(back=_with_output(variant))),
            (_of("backpropagate_errors", ("numbers", "misfit")), "Line 4", lambda variant: dict(back=variant)),
            (_of("accumulate", ("numbers", "arguments", "misfit")), "Line 5", lambda variant: dict(add=variant)),
            (_of("regularized_gradient"), "Lines 6 and 7", lambda variant: dict(gradient=variant)),
        ):
            for entry in entries:
                variant = algorithm_with(**part(entry.variant), block_size=block_size)
                yield _inside("backpropagation", entry, line, variant)


def _cost_of(forward):
    def J(Theta, X, Y, lambda_=0.0):
        h = forward(Theta, X.T)[1][len(Theta) + 1]
        return average_entropy(h, Y.T, len(X)) + right_penalty(Theta, len(X), lambda_)

    return J


def _inside_cost():
    for entry in _of_going_forward():
        yield _inside("cost", entry, "Going forward", _cost_of(entry.variant))


def _slope_of(J, slope):
    def numerical_gradient(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
        found = {l: np.zeros_like(Theta[l]) for l in Theta}
        for l in Theta:
            for entry in np.ndindex(Theta[l].shape):

                def nudged(e, l=l, entry=entry):
                    weights = {**Theta, l: Theta[l].copy()}
                    weights[l][entry] += e
                    return J(weights, X, Y, lambda_)

                found[l][entry] = slope(nudged, epsilon)
        return found

    return numerical_gradient


def _central(J, epsilon):
    return (J(epsilon) - J(-epsilon)) / (2 * epsilon)


def _inside_numerical():
    without_penalty = [entry for entry in _pairs_of("cost") if entry.name.endswith("the penalty is forgotten")]
    for entry in (*_of("cost"), *without_penalty):
        yield _inside("numerical_gradient", entry, "In J", _slope_of(entry.variant, _central))


_INSIDE = {
    "backpropagate_errors": _inside_back,
    "backpropagation": _inside_whole,
    "cost": _inside_cost,
    "numerical_gradient": _inside_numerical,
}


# ---------------------------------------------------------------- two mistakes at once, from single parts


def _pair(function, one, two, variant):
    """The entry of two mistakes, with the hints of both."""
    joined = [" ".join(dict.fromkeys(hints)) for hints in zip(one.hints[:2], two.hints[:2])]
    names = dict.fromkeys((one.name, two.name))
    sentence = "Two things. " + " ".join(dict.fromkeys((one.sentence, two.sentence)))
    return one._replace(
        function=function,
        name=", and ".join(names),
        sentence=sentence,
        hints=(*joined, f"The line is: {RIGHT[function]}"),
        variant=variant,
    )


def _grid(function, slots, build):
    """Every two wrong parts of different slots.

    slots : {slot: {name of the entry: its part, or a list of ways}}. build : makes the function from {slot: part}.
    """
    for (slot, parts), (other_slot, other_parts) in combinations(slots.items(), 2):
        for name, ways in parts.items():
            for other_name, other_ways in other_parts.items():
                for way in ways if isinstance(ways, list) else [ways]:
                    for other in other_ways if isinstance(other_ways, list) else [other_ways]:
                        one, two = _single(function, name), _single(function, other_name)
                        yield _pair(function, one, two, build({slot: way, other_slot: other}))


def _forward_pairs():
    slots = {
        "bias": {
            "the bias unit is 0": bias_unit(0),
            "the bias unit comes last": below,
            "the bias unit is −1": bias_unit(-1),
        },
        "input": {"g is applied to the input": sigmoid},
        "product": {
            "Θ is transposed": lambda T, a: T.T @ a,
            "the bias weights are left out": _without_bias_weights,
            "the last column of Θ is taken for the bias weights": lambda T, a: T[:, :-1] @ a[1:] + T[:, -1:],
        },
        "unit": {
            "the sign in g is wrong": lambda z: sigmoid(-z),
            "tanh in place of g": np.tanh,
            "g is forgotten": lambda z: z,
            "g′ in place of g": lambda z: sigmoid(z) * (1 - sigmoid(z)),
            "a step in place of g": lambda z: (z >= 0) * 1.0,
        },
        "hidden": {"ReLU in the hidden layers": lambda z: np.maximum(z, 0)},
        "last": {
            "g is forgotten at the output": lambda z: z,
            "softmax at the output": _softmax,
            "the output is rounded": lambda z: (sigmoid(z) >= 0.5) * 1.0,
        },
        "result": {
            "a is handed back without its bias unit": lambda z, a: (z, {l: a[l][l < max(a) :] for l in a}),
            "a[1] is handed back without its bias unit": lambda z, a: (z, {l: a[l][l == 1 :] for l in a}),
            "z and a have changed places": lambda z, a: (a, z),
            "z holds g(z)": lambda z, a: ({l: sigmoid(z[l]) for l in z}, a),
            "the layers are counted from 0": lambda z, a: tuple({l - 1: p[l] for l in p} for p in (z, a)),
            "only a is handed back": lambda z, a: a,
            "only the output is handed back": lambda z, a: a[max(a)],
            "the output layer has a bias unit": lambda z, a: (z, {**a, max(a): with_bias(a[max(a)])}),
        },
    }

    def build(parts):
        bias, unit = parts.get("bias", with_bias), parts.get("unit", sigmoid)
        hidden, last = parts.get("hidden", unit), parts.get("last", unit)
        result = parts.get("result", lambda z, a: (z, a))

        def variant(Theta, x):
            found = forward_with(
                Theta,
                x,
                first=lambda x: bias(parts.get("input", lambda x: x)(x)),
                between=lambda z: bias(hidden(z)),
                last=last,
                product=parts.get("product"),
            )
            return result(*found)

        return variant

    return _grid("forward_propagate", slots, build)


def _without_bias_weights(T, a):
    return T[:, 1:] @ a[1:]


def _softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def _output_pairs():
    slots = {
        "base": {
            "y − a in place of a − y": lambda a, y: y - a,
            "the error is squared": lambda a, y: (a - y) ** 2,
            "the sign is lost": lambda a, y: np.abs(a - y),
            "the cost in place of its derivative": lambda a, y: -(y * np.log(a) + (1 - y) * np.log(1 - a)),
            "a is rounded first": lambda a, y: (a >= 0.5) - y,
            "a + y in place of a − y": lambda a, y: a + y,
            "y − a, and g′ at the output": lambda a, y: (y - a) * a * (1 - a),
        },
        "factor": {
            "g′ at the output": lambda a: a * (1 - a),
            "twice the difference": lambda a: 2.0,
            "the derivative by a in place of z": lambda a: 1 / (a * (1 - a)),
            "half of g′ at the output": [lambda a: a, lambda a: 1 - a],
            "g′ of a at the output": slope_of_a,
            "the average over the examples": lambda a: 1 / a.shape[1],
        },
        "sum": {
            "the errors are added up over the outputs": lambda d: d.sum(axis=0, keepdims=True),
            "the examples are added up": [lambda d: d.sum(axis=1), lambda d: d.sum(axis=1, keepdims=True)],
            "the mean over the examples": [lambda d: d.mean(axis=1), lambda d: d.mean(axis=1, keepdims=True)],
            "one number for everything": [np.sum, np.mean],
            "an example is a row": lambda d: d.T,
            "the first output is taken for a bias unit": lambda d: d[1:],
        },
    }

    def build(parts):
        base = parts.get("base", lambda a, y: a - y)
        factor, total = parts.get("factor", lambda a: 1.0), parts.get("sum", lambda d: d)
        return lambda a_L, y: total(base(a_L, y) * factor(a_L))

    return _grid("output_error", slots, build)


def _back_pairs():
    slots = {
        "output": {
            "y − a at the output": lambda a_L, y: y - a_L,
            "g′ at the output too": lambda a_L, y: (a_L - y) * a_L * (1 - a_L),
            "y − a, and g′ at the output": lambda a_L, y: (y - a_L) * a_L * (1 - a_L),
            "the error is squared": lambda a_L, y: (a_L - y) ** 2,
            "half the squared error": lambda a_L, y: (a_L - y) ** 2 / 2,
            "twice the difference": lambda a_L, y: 2 * (a_L - y),
            "the sign is lost": lambda a_L, y: np.abs(a_L - y),
        },
        "through": {
            "Θ is not transposed": [not_transposed, not_transposed_with_bias],
            "Θ of the layer before": lambda Theta: lambda l, delta: Theta[l - 1].T @ delta[l + 1],
            "every layer takes the error from the output": lambda Theta: lambda l, d: Theta[l].T @ d[len(Theta) + 1],
        },
        "slope": {
            "g′ is forgotten": lambda a: 1.0,
            "(1 − a) is forgotten": lambda a: a,
            "a is forgotten": lambda a: 1 - a,
            "a (a − 1) in place of a (1 − a)": lambda a: a * (a - 1),
            "the slope of tanh": lambda a: 1 - a**2,
            "g′ of a in place of g′ of z": slope_of_a,
            "z (1 − z) in place of a (1 − a)": slope_of_z,
            "g′ twice": lambda a: (a * (1 - a)) ** 2,
        },
        "drop": {
            "the last row is dropped, not the first": lambda error: error[:-1],
            "divided by m in the hidden layers": lambda error: error[1:] / error.shape[1],
            "the bias row of δ is kept": lambda error: error,
        },
        "lowest": {"δ for the input layer": 1, "it stops before layer 2": 3},
        "change": {
            "divided by m": lambda delta: {l: d / d.shape[1] for l, d in delta.items()},
            "the layers are counted too low": lambda delta: {l - 1: d for l, d in delta.items()},
            "δ⁽ᴸ⁾ is not handed back": lambda delta: {l: d for l, d in delta.items() if l < max(delta)},
            "an example is a row": lambda delta: {l: d.T for l, d in delta.items()},
        },
    }

    def build(parts):
        def variant(Theta, a, y):
            used = {slot: part(Theta) if slot == "through" else part for slot, part in parts.items()}
            change = used.pop("change", lambda delta: delta)
            return change(back_with(Theta, a, y, **used))

        return variant

    return _grid("backpropagate_errors", slots, build)


def _accumulate_pairs():
    slots = {
        "kept": {"Δ is overwritten": 0.0, "Δ itself is added once more": 2.0},
        "product": {
            "a (1 − a) in place of a": lambda d, a, l: d[l + 1] @ (a[l] * (1 - a[l])).T,
            "a is forgotten": lambda d, a, l: d[l + 1].sum(axis=1, keepdims=True) + 0 * a[l].sum(axis=1),
            "δ is forgotten": lambda d, a, l: a[l].sum(axis=1) + 0 * d[l + 1].sum(axis=1, keepdims=True),
            "a of the next layer": lambda d, a, l: d[l + 1] @ a[l + 1].T,
            "the sums are multiplied": lambda d, a, l: np.outer(d[l + 1].sum(axis=1), a[l].sum(axis=1)),
            "only the first example is added": lambda d, a, l: np.outer(d[l + 1][:, 0], a[l][:, 0]),
            "only the last example is added": lambda d, a, l: np.outer(d[l + 1][:, -1], a[l][:, -1]),
            "the product is transposed": lambda d, a, l: a[l] @ d[l + 1].T,
            "element by element, not the matrix product": lambda d, a, l: d[l + 1] * a[l],
            "a without its bias row": lambda d, a, l: d[l + 1] @ a[l][1:].T,
        },
        "factor": {
            "subtracted, not added": lambda m: -1.0,
            "the average over the columns": lambda m: 1 / m,
            "added twice": lambda m: 2.0,
        },
        "bias": {
            "the bias column is left out": lambda P: P * (np.arange(P.shape[1]) > 0),
            "the bias column comes last": lambda P: np.roll(P, -1, axis=1),
        },
        "result": {
            "all of Δ is divided by m": lambda new, a: {l: D / a[1].shape[1] for l, D in new.items()},
            "Δ is handed back transposed": lambda new, a: {l: D.T for l, D in new.items()},
            "the bias column is 0": lambda new, a: {l: D * (np.arange(D.shape[1]) > 0) for l, D in new.items()},
            "the layers are counted too high": lambda new, a: {l + 1: D for l, D in new.items()},
            "only the first layer is done": lambda new, a: {1: new[1]},
            "only the last layer is done": lambda new, a: {max(new): new[max(new)]},
        },
    }

    def build(parts):
        product = parts.get("product", lambda d, a, l: d[l + 1] @ a[l].T)
        factor, bias = parts.get("factor", lambda m: 1.0), parts.get("bias", lambda P: P)
        result = parts.get("result", lambda new, a: new)

        def variant(Delta, delta, a):
            m = a[1].shape[1]
            new = {l: factor(m) * bias(product(delta, a, l)) for l in Delta}
            if (kept := parts.get("kept", 1.0)) > 0:
                new = {l: kept * Delta[l] + new[l] for l in Delta}
            return result(new, a)

        return variant

    return _grid("accumulate", slots, build)


def _gradient_pairs():
    slots = {
        "sum": {
            "1/m on λΘ only": lambda D, m: D + 0.0,
            "Δ is divided by m twice": lambda D, m: D / m**2,
            "Δ is forgotten": lambda D, m: 0 * D,
        },
        "decay": {
            "(1/m)Δ + λΘ": lambda T, D, m, k: k * T,
            "half of λ": lambda T, D, m, k: k * T / (2 * m),
            "twice λ": lambda T, D, m, k: 2 * k * T / m,
            "λΘ is subtracted": lambda T, D, m, k: -k * T / m,
            "λ is forgotten": lambda T, D, m, k: 0 * T,
            "Θ is forgotten": lambda T, D, m, k: k / m + 0 * T,
            "Θ is squared": lambda T, D, m, k: k / m * T**2,
            "the penalty itself": lambda T, D, m, k: k / (2 * m) * T**2,
            "λ times the sign of Θ": lambda T, D, m, k: k / m * np.sign(T),
            "λΔ in place of λΘ": lambda T, D, m, k: k / m * D,
            "λΘ is divided by m twice": lambda T, D, m, k: k / m**2 * T,
        },
        "bias": {
            "the bias column is regularized too": lambda D, T: np.ones(T.shape),
            "the bias column is 0": None,
            "row 0 is spared, not column 0": lambda D, T: (np.arange(len(T)) > 0)[:, None] * np.ones(T.shape),
            "the last column is spared, not the first": lambda D, T: (np.arange(T.shape[1]) < T.shape[1] - 1) * 1.0,
            "only the bias column is regularized": lambda D, T: (np.arange(T.shape[1]) == 0) * 1.0,
        },
        "whole": {
            "1/m is forgotten": lambda D, m: D * m,
            "divided by m twice": lambda D, m: D / m,
            "multiplied by m": lambda D, m: D * m**2,
            "1/2m in place of 1/m": lambda D, m: D / 2,
            "the bias column is cut off": lambda D, m: D[:, 1:],
        },
    }

    def build(parts):
        total, decay = parts.get("sum", lambda D, m: D / m), parts.get("decay", lambda T, D, m, k: k / m * T)
        where, whole = parts.get("bias", _not_the_bias), parts.get("whole", lambda D, m: D)

        def variant(Delta, Theta, m, lambda_):
            found = {}
            for l in Theta:
                mask = (where or _not_the_bias)(Delta[l], Theta[l])
                found[l] = total(Delta[l], m) + mask * decay(Theta[l], Delta[l], m, lambda_)
                if where is None:
                    found[l][:, 0] = 0
                found[l] = whole(found[l], m)
            return found

        return variant

    return _grid("regularized_gradient", slots, build)


def _not_the_bias(D, T):
    return (np.arange(T.shape[1]) > 0) * 1.0


def _cost_pairs():
    slots = {
        "entropy": {
            "the leading minus is missing": lambda h, y, m: -cross_entropy(h, y) / m,
            "(1 − y) log(1 − h) is missing": lambda h, y, m: -np.sum(y * np.log(h)) / m,
            "the squared error": [
                lambda h, y, m: np.sum((h - y) ** 2) / (2 * m),
                lambda h, y, m: np.sum((h - y) ** 2) / 2,
                lambda h, y, m: np.sum((h - y) ** 2),
            ],
            "the mean squared error": [
                lambda h, y, m: np.sum((h - y) ** 2) / m,
                lambda h, y, m: np.mean((h - y) ** 2),
            ],
            "the minus is for the first part only": lambda h, y, m: (
                np.sum(-y * np.log(h) + (1 - y) * np.log(1 - h)) / m
            ),
            "only the last example counts": lambda h, y, m: cross_entropy(h[:, -1], y[:, -1]) / m,
            "only the first example counts": lambda h, y, m: cross_entropy(h[:, 0], y[:, 0]) / m,
            "only the output of the true class counts": of_true_class,
            "the absolute error": [
                lambda h, y, m: np.sum(np.abs(h - y)) / m,
                lambda h, y, m: np.mean(np.abs(h - y)),
            ],
            "the share of wrong answers": list(SHARES),
            "h and 1 − h have changed places": lambda h, y, m: cross_entropy(1 - h, y) / m,
            "log to another base": [lambda h, y, m: cross_entropy(h, y) / np.log(10) / m],
            "log h in both parts": lambda h, y, m: -np.sum(np.log(h)) / m,
            "y log h is missing": lambda h, y, m: -np.sum((1 - y) * np.log(1 - h)) / m,
        },
        "scale": {
            "the cross-entropy is not divided by m": lambda h, m: m,
            "the average over the outputs too": lambda h, m: m / h.size,
            "1/2m before the whole": lambda h, m: 0.5,
        },
        "penalty": {
            "the penalty is forgotten": lambda T, m, k: 0.0,
            "the bias weights are punished too": lambda T, m, k: k / (2 * m) * squares(T, 0),
            "λ/m in place of λ/2m": lambda T, m, k: k / m * squares(T),
            "the penalty is not divided by m": lambda T, m, k: k / 2 * squares(T),
            "λ alone before the penalty": lambda T, m, k: k * squares(T),
            "the penalty is subtracted": lambda T, m, k: -right_penalty(T, m, k),
            "the weights are not squared": lambda T, m, k: k / (2 * m) * sum(T[l][:, 1:].sum() for l in T),
            "brackets are missing round 2m": lambda T, m, k: k / 2 * m * squares(T),
            "only the first layer is punished": lambda T, m, k: k / (2 * m) * squares({1: T[1]}),
            "only the last layer is punished": lambda T, m, k: k / (2 * m) * squares({1: T[len(T)]}),
        },
    }

    def build(parts):
        first, scale = parts.get("entropy", average_entropy), parts.get("scale", lambda h, m: 1.0)
        return sum_of(lambda h, y, m: first(h, y, m) * scale(h, m), parts.get("penalty", right_penalty))

    yield from _grid("cost", slots, build)
    of_bias = _single("cost", "the bias weights are punished too")
    for name, factor in (
        ("the penalty is not divided by m", lambda m, k: k / 2),
        ("λ alone before the penalty", lambda m, k: k),
        ("the penalty is subtracted", lambda m, k: -k / (2 * m)),
        ("brackets are missing round 2m", lambda m, k: k / 2 * m),
    ):
        penalty = _all_squares(factor)
        yield _pair("cost", _single("cost", name), of_bias, sum_of(average_entropy, penalty))
    everything = _single("cost", "1/m is forgotten")
    yield _pair(
        "cost", everything, of_bias, sum_of(lambda h, y, m: cross_entropy(h, y), _all_squares(lambda m, k: k / 2))
    )


def _all_squares(factor):
    return lambda T, m, k: factor(m, k) * squares(T, 0)


_IN_BACK = """g′ is forgotten|(1 − a) is forgotten|y − a at the output|g′ at the output too|Θ is not transposed
g′ of a in place of g′ of z|y − a, and g′ is forgotten|no g′ in the hidden layers, but at the output"""


def _named(function, names):
    names = names.replace("\n", "|").split("|")
    return [entry for entry in MISTAKES if entry.function == function and entry.name in names]


def _whole_pairs():
    for one in _named("backpropagate_errors", _IN_BACK):
        for two in _of("regularized_gradient"):
            variant = algorithm_with(back=one.variant, gradient=two.variant)
            yield _pair("backpropagation", one, two, variant)
        left = _single("backpropagation", "Δ is handed back in place of D")
        yield _pair("backpropagation", one, left, algorithm_with(back=one.variant, gradient=lambda Delta, *_: Delta))
    for name, parts in _LOOP.items():
        for two in _of("regularized_gradient"):
            variant = algorithm_with(**parts, gradient=two.variant)
            yield _pair("backpropagation", _single("backpropagation", name), two, variant)
    for two in _pairs_of("regularized_gradient"):
        yield two._replace(function="backpropagation", variant=algorithm_with(gradient=two.variant))


_LOOP = {  # what may be wrong with the loop over the examples
    "Δ is set to 0 inside the loop": dict(examples=lambda m: [m - 1]),
    "the first example is left out": dict(examples=lambda m: range(1, m)),
    "the last example is left out": dict(examples=lambda m: range(m - 1)),
    "only the first example counts": dict(examples=lambda m: [0]),
    "a₀ is 0": dict(
        forward=lambda Theta, x: forward_with(Theta, x, first=bias_unit(0), between=lambda z: bias_unit(0)(sigmoid(z)))
    ),
}


def _pairs_of(function):
    return [entry for entry in generated(function) if entry.sentence.startswith("Two things.")]


def _numerical_pairs():
    left_out = _single("numerical_gradient", "the bias column is left out")
    for J in (None, *_named("cost", _IN_J)):
        for scheme in (None, *_named("numerical_gradient", "|".join(_SCHEMES))):
            wrong = [entry for entry in (J, scheme) if entry]
            slope = _slope_of(J.variant if J else algorithm.cost, _SCHEMES[scheme.name] if scheme else _central)
            if len(wrong) == 2:
                yield _pair("numerical_gradient", *wrong, slope)
            elif wrong:

                def variant(*given, slope=slope):
                    return {l: found * (np.arange(found.shape[1]) > 0) for l, found in slope(*given).items()}

                yield _pair("numerical_gradient", *wrong, left_out, variant)


_IN_J = """the penalty is forgotten|the bias weights are punished too|λ/m in place of λ/2m|1/m is forgotten"""
_SCHEMES = {
    "one-sided": lambda J, e: (J(e) - J(0)) / e,
    "divided by ε, not by 2ε": lambda J, e: (J(e) - J(-e)) / e,
    "the lower side is the middle": lambda J, e: (J(e) - J(0)) / (2 * e),
    "not divided": lambda J, e: J(e) - J(-e),
    "the sign is turned round": lambda J, e: (J(-e) - J(e)) / (2 * e),
    "divided by 2, then multiplied by ε": lambda J, e: (J(e) - J(-e)) / 2 * e,
    "ε is not used": lambda J, e: _central(J, 1e-4),
}
_PAIRS = {
    "forward_propagate": _forward_pairs,
    "output_error": _output_pairs,
    "backpropagate_errors": _back_pairs,
    "accumulate": _accumulate_pairs,
    "regularized_gradient": _gradient_pairs,
    "cost": _cost_pairs,
    "backpropagation": _whole_pairs,
    "numerical_gradient": _numerical_pairs,
}
