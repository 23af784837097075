"""Two mistakes at once, made from single parts. They are tried only if no single mistake does the same.

A pair whose name is that of a single mistake is left out: the single one is more exact about it.
"""

from functools import cache

import numpy as np

from bpkit.check.catalogue.back import _back, _not_transposed, _not_transposed_with_bias, _slope_of_a, _slope_of_z
from bpkit.check.catalogue.cost import _average_entropy, _entropy, _right_penalty, _squares, _sum_of
from bpkit.check.catalogue.entries import MISTAKES
from bpkit.check.catalogue.whole import _whole


@cache
def pairs(function):
    """The pairs of mistakes of that function."""
    make = {"backpropagate_errors": _back_pairs, "cost": _cost_pairs, "backpropagation": _whole_pairs}.get(function)
    return [] if make is None else list(make())


def _pair(function, one, two, variant):
    """The entry of two mistakes, with the hints of both."""
    joined = [" ".join(dict.fromkeys(hints)) for hints in zip(one.hints[:2], two.hints[:2])]
    names = dict.fromkeys((one.name, two.name))
    sentence = "Two things. " + " ".join(dict.fromkeys((one.sentence, two.sentence)))
    return one._replace(
        function=function,
        name=", and ".join(names),
        sentence=sentence,
        hints=(*joined, _line(function)),
        variant=variant,
    )


def _line(function):
    return next(entry.hints[2] for entry in MISTAKES if entry.function == function)


def _single(function, name):
    return next(entry for entry in MISTAKES if (entry.function, entry.name) == (function, name))


_OUTPUTS = {
    "y − a at the output": lambda a_L, y: y - a_L,
    "g′ at the output too": lambda a_L, y: (a_L - y) * a_L * (1 - a_L),
    "y − a, and g′ at the output": lambda a_L, y: (y - a_L) * a_L * (1 - a_L),
    "the error is squared": lambda a_L, y: (a_L - y) ** 2,
    "half the squared error": lambda a_L, y: (a_L - y) ** 2 / 2,
}
_SLOPES = {
    "g′ is forgotten": lambda a: 1.0,
    "(1 − a) is forgotten": lambda a: a,
    "a is forgotten": lambda a: 1 - a,
    "a (a − 1) in place of a (1 − a)": lambda a: a * (a - 1),
    "the slope of tanh": lambda a: 1 - a**2,
    "g′ of a in place of g′ of z": _slope_of_a,
    "z (1 − z) in place of a (1 − a)": _slope_of_z,
    "g′ twice": lambda a: (a * (1 - a)) ** 2,
}
_THROUGHS = {"Θ is not transposed": (_not_transposed, _not_transposed_with_bias)}


def _parts():
    """(kind, name, part) of all that can be wrong in lines 3 and 4."""
    yield from (("output", name, part) for name, part in _OUTPUTS.items())
    yield from (("through", name, part) for name, ways in _THROUGHS.items() for part in ways)
    yield from (("slope", name, part) for name, part in _SLOPES.items())


def _back_pairs():
    parts = list(_parts())
    for k, (kind, name, part) in enumerate(parts):
        for other_kind, other_name, other in parts[k + 1 :]:
            if kind != other_kind:

                def variant(Theta, a, y, wrong=((kind, part), (other_kind, other))):
                    built = {key: value(Theta) if key == "through" else value for key, value in wrong}
                    return _back(Theta, a, y, **built)

                one, two = (_single("backpropagate_errors", each) for each in (name, other_name))
                yield _pair("backpropagate_errors", one, two, variant)


_ENTROPIES = (
    ("the leading minus is missing", lambda h, y, m: -_entropy(h, y) / m),
    ("the cross-entropy is not divided by m", lambda h, y, m: _entropy(h, y)),
    ("(1 − y) log(1 − h) is missing", lambda h, y, m: -np.sum(y * np.log(h)) / m),
    ("the average over the outputs too", lambda h, y, m: _entropy(h, y) / h.size),
    ("1/2m before the whole", lambda h, y, m: _entropy(h, y) / (2 * m)),
    ("the squared error", lambda h, y, m: np.sum((h - y) ** 2) / (2 * m)),
    ("the squared error", lambda h, y, m: np.sum((h - y) ** 2) / 2),
    ("the mean squared error", lambda h, y, m: np.sum((h - y) ** 2) / m),
    ("the mean squared error", lambda h, y, m: np.mean((h - y) ** 2)),
)
_PENALTIES = (
    ("the penalty is forgotten", lambda T, m, k: 0.0),
    ("the bias weights are punished too", lambda T, m, k: k / (2 * m) * _squares(T, 0)),
    ("λ/m in place of λ/2m", lambda T, m, k: k / m * _squares(T)),
    ("the penalty is not divided by m", lambda T, m, k: k / 2 * _squares(T)),
    ("the penalty is subtracted", lambda T, m, k: -_right_penalty(T, m, k)),
    ("the weights are not squared", lambda T, m, k: k / (2 * m) * sum(T[l][:, 1:].sum() for l in T)),
)


def _cost_pairs():
    for name, entropy in _ENTROPIES:
        for other_name, penalty in _PENALTIES:
            yield _pair("cost", _single("cost", name), _single("cost", other_name), _sum_of(entropy, penalty))
    one, two = _single("cost", "the penalty is not divided by m"), _single("cost", "the bias weights are punished too")
    yield _pair("cost", one, two, _sum_of(_average_entropy, lambda T, m, k: k / 2 * _squares(T, 0)))


_IN_BACK = """g′ is forgotten|(1 − a) is forgotten|y − a at the output|g′ at the output too|Θ is not transposed
g′ of a in place of g′ of z|y − a, and g′ is forgotten|no g′ in the hidden layers, but at the output"""
_IN_GRADIENT = """the bias column is regularized too|(1/m)Δ + λΘ|1/m is forgotten|λ is forgotten|λΘ is subtracted"""


def _named(function, names):
    names = names.replace("\n", "|").split("|")
    return [entry for entry in MISTAKES if entry.function == function and entry.name in names]


def _whole_pairs():
    for one in _named("backpropagate_errors", _IN_BACK):
        for two in _named("regularized_gradient", _IN_GRADIENT):
            variant = _whole(back=one.variant, gradient=two.variant)
            yield _pair("backpropagation", one, two, variant)
        left = _single("backpropagation", "Δ is handed back in place of D")
        yield _pair("backpropagation", one, left, _whole(back=one.variant, gradient=lambda Delta, *_: Delta))
