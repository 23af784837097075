"""The whole algorithm: mistakes of backpropagation, and those of single lines that are as likely there."""

import numpy as np

from bpkit import algorithm
from bpkit.algorithm import sigmoid
from bpkit.check.catalogue.back import _back
from bpkit.check.catalogue.entries import MISTAKES, mistake
from bpkit.check.catalogue.forward import _forward, _with


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
    told_by="again",
)(_remembering())


def _divided(Theta, X, Y, lambda_, m):
    Delta, _ = algorithm.sum_over_examples(Theta, X, Y)
    return algorithm.regularized_gradient(Delta, Theta, m, lambda_)


def _changed_afterward(change):
    return lambda Theta, X, Y, lambda_=0.0: change(algorithm.backpropagation(Theta, X, Y, lambda_))


for _name, _sentence, _question, _pointer, _variant in (
    (
        "a₀ is 0",
        "The bias units give out 0 in place of 1.",
        "What does a bias unit give out?",
        "Put a row of ones on top of a.",
        _whole(forward=lambda Theta, x: _forward(Theta, x, first=_with(0), between=lambda z: _with(0)(sigmoid(z)))),
    ),
    (
        "divided by the number of features",
        "This divides by X.shape[1], the number of inputs.",
        "Is an example a row or a column of X?",
        "m is X.shape[0].",
        lambda Theta, X, Y, lambda_=0.0: _divided(Theta, X, Y, lambda_, X.shape[1]),
    ),
    (
        "the number of the class in place of y",
        "This compares each output with the index of the class, not with y.",
        "Which y belongs to output k?",
        "Subtract y row by row: it has a row for each output.",
        lambda Theta, X, Y, lambda_=0.0: _whole()(Theta, X, 0 * Y + np.argmax(Y, axis=1)[:, None], lambda_),
    ),
    (
        "D is transposed",
        "These are the right numbers, but transposed.",
        "Which shape has Theta[l]?",
        "D[l] has the shape of Theta[l]: δaᵀ, not aδᵀ.",
        _changed_afterward(lambda D: {l: D[l].T for l in D}),
    ),
    (
        "the sign of D is turned round",
        "This is −D.",
        "Is D the gradient, or the direction downhill?",
        "D is the gradient; the minus sign belongs to the step.",
        _changed_afterward(lambda D: {l: -D[l] for l in D}),
    ),
    (
        "J is handed back too",
        "This hands back (J, D).",
        "What does backpropagation give?",
        "D alone.",
        algorithm.cost_and_gradient,
    ),
    (
        "D is one long vector",
        "D is unrolled to one long vector.",
        "Which shape has Theta[l]?",
        "D is a dict, and D[l] has the shape of Theta[l].",
        _changed_afterward(lambda D: np.concatenate([D[l].ravel() for l in D])),
    ),
    *(
        (
            "Θ after a step in place of D",
            "This is Θ − αD: a step of gradient descent.",
            "Does backpropagation move the weights?",
            "Hand back D; the step comes later.",
            lambda Theta, X, Y, lambda_=0.0, alpha=alpha: {
                l: Theta[l] - alpha * D for l, D in algorithm.backpropagation(Theta, X, Y, lambda_).items()
            },
        )
        for alpha in (1.0, 0.5, 0.1, 0.01)
    ),
):
    mistake("backpropagation", _name, _sentence, _question, _pointer)(_variant)


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
                "y − a, and g′ at the output",
                "y − a, and g′ is forgotten",
                "y − a, and (1 − a) is forgotten",
                "the last column of Θ is dropped, not the first",
                "g′ of the next layer",
                "the error is squared",
                "half the squared error",
                "brackets are missing round 1 − a",
                "the slope of tanh",
                "a (a − 1) in place of a (1 − a)",
                "Θ is not transposed, and (1 − a) is forgotten",
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
                "1/m on λΘ only",
                "Δ is divided by m twice",
                "λ itself in the bias column",
                "1/2m in place of 1/m",
                "row 0 is spared, not column 0",
                "the last column is spared, not the first",
                "only the first layer is regularized",
                "only the last layer is regularized",
                "Θ is squared",
                "the penalty itself",
                "half of λ, and the bias column is regularized too",
                "1/m on λΘ only, and the bias column is regularized too",
                "multiplied by m",
                "the bias column is cut off",
            ),
        ),
    }
    for entry in list(MISTAKES):
        part, names = inside.get(entry.function, (None, ()))
        if entry.name in names:
            MISTAKES.append(entry._replace(function="backpropagation", variant=_whole(**{part: entry.variant})))


_line_mistakes_in_the_whole()
