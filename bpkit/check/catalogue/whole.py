"""The whole algorithm: mistakes of backpropagation, and those of single lines that are as likely there."""

import numpy as np

from bpkit import algorithm
from bpkit.algorithm import sigmoid
from bpkit.check.catalogue.back import back_with
from bpkit.check.catalogue.entries import MISTAKES, mistake, remembered
from bpkit.check.catalogue.forward import bias_unit, forward_with

_forward = remembered(algorithm.forward_propagate)


def algorithm_with(forward=None, back=None, add=None, gradient=None, examples=None, start=0.0, block_size=1):
    """backpropagation with one of its parts replaced by a wrong one. examples : which of range(m) the loop sees."""
    forward = forward or _forward
    back = back or back_with
    add = add or (lambda Delta, delta, a: {l: Delta[l] + delta[l + 1] @ a[l].T for l in Delta})
    gradient = gradient or algorithm.regularized_gradient

    def backpropagation(Theta, X, Y, lambda_=0.0):
        Delta = {l: np.full_like(Theta[l], start) for l in Theta}
        seen = np.arange(len(X)) if examples is None else np.asarray(examples(len(X)), dtype=int)
        for begin in range(0, len(seen), block_size):
            t = seen[begin : begin + block_size]
            _, a = forward(Theta, X[t].T)
            Delta = add(Delta, back(Theta, a, Y[t].T), a)
        return gradient(Delta, Theta, len(X), lambda_)

    return backpropagation


def _whole_mistake(name, sentence, question, pointer, **parts):
    mistake("backpropagation", name, sentence, question, pointer)(algorithm_with(**parts))


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
    "only the first example counts",
    "Only the first example is in Δ, as when the return stands inside the loop.",
    "When does a function end?",
    "return after the loop, where the for stands.",
    examples=lambda m: range(1),
)
_whole_mistake(
    "Δ begins with 1",
    "Δ is set to ones, not to zeros.",
    "What is in Δ before the first example?",
    "np.zeros.",
    start=1.0,
)
_whole_mistake(
    "Δ begins with Θ",
    "Δ is set to the weights, not to zeros.",
    "What is in Δ before the first example?",
    "np.zeros of the shape of Theta[l].",
    gradient=lambda Delta, Theta, m, lambda_: algorithm.regularized_gradient(
        {l: Delta[l] + Theta[l] for l in Theta}, Theta, m, lambda_
    ),
)
for _k in (0, -1):
    _whole_mistake(
        "the same example every time",
        "Each turn of the loop takes the same example.",
        "What does your loop do with t?",
        "Row t of X and row t of Y.",
        examples=lambda m, k=_k: [k] * m,
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


def _at_each_turn(change, at_the_end):
    """change : what happens to Δ in each turn of the loop, after line 5."""

    def backpropagation(Theta, X, Y, lambda_=0.0):
        m = len(X)

        def add(Delta, delta, a):
            return change(algorithm.accumulate(Delta, delta, a), Theta, m, lambda_)

        return algorithm_with(add=add, gradient=at_the_end)(Theta, X, Y, lambda_)

    return backpropagation


def _penalty_only(Delta, Theta, m, lambda_):
    return {l: Delta[l] + lambda_ / m * Theta[l] * (np.arange(Theta[l].shape[1]) > 0) for l in Theta}


def _moving(alpha, going_back, kept, penalty_of_new=True, by_sum=False):
    """Θ takes a step of α down the slope of each example, or down Δ: on the way back, or after it; kept or not."""

    def backpropagation(Theta, X, Y, lambda_=0.0):
        Delta = {l: np.zeros_like(Theta[l]) for l in Theta}
        moved = dict(Theta)
        for t in range(len(X)):
            weights = dict(moved if kept else Theta)
            _, a = algorithm.forward_propagate(weights, X[t : t + 1].T)
            delta = {len(a): a[len(a)] - Y[t : t + 1].T}
            for l in range(len(Theta), 0, -1):
                step = delta[l + 1] @ a[l].T
                Delta[l] = Delta[l] + step
                moved[l] = weights[l] - alpha * (Delta[l] if by_sum else step)
                if l > 1:
                    through = moved[l] if going_back else weights[l]
                    delta[l] = (through.T @ delta[l + 1] * a[l] * (1 - a[l]))[1:]
        return algorithm.regularized_gradient(Delta, moved if kept and penalty_of_new else Theta, len(X), lambda_)

    return backpropagation


for _name, _sentence, _question, _pointer, _variant in (
    (
        "a₀ is 0",
        "The bias units give out 0 in place of 1.",
        "What does a bias unit give out?",
        "Put a row of ones on top of a.",
        algorithm_with(
            forward=lambda Theta, x: forward_with(
                Theta, x, first=bias_unit(0), between=lambda z: bias_unit(0)(sigmoid(z))
            )
        ),
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
        lambda Theta, X, Y, lambda_=0.0: algorithm_with()(Theta, X, 0 * Y + np.argmax(Y, axis=1)[:, None], lambda_),
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
            f"divided by the number of {what}",
            f"This divides by {code}, not by the number of examples.",
            "How many examples are there, and what does your m count?",
            "m is X.shape[0], or len(X).",
            lambda Theta, X, Y, lambda_=0.0, count=count: _divided(Theta, X, Y, lambda_, count(X, Y)),
        )
        for what, code, count in (
            ("outputs", "Y.shape[1]", lambda X, Y: Y.shape[1]),
            ("entries of Y", "Y.size", lambda X, Y: Y.size),
            ("entries of X", "X.size", lambda X, Y: X.size),
        )
    ),
    *(
        (
            "the answers are one example off",
            "Each example is compared with the answer of another: x⁽ᵗ⁾ and y⁽ᵗ⁾ do not belong together.",
            "Which row of Y belongs to row t of X?",
            "Row t: the same index for both.",
            lambda Theta, X, Y, lambda_=0.0, by=by: algorithm.backpropagation(
                Theta, X, np.roll(Y, by, axis=0), lambda_
            ),
        )
        for by in (1, -1)
    ),
    *(
        (
            "the same answer every time",
            "Each example is compared with the answer of one of them.",
            "Which row of Y belongs to row t of X?",
            "Row t: the same index for both.",
            lambda Theta, X, Y, lambda_=0.0, k=k: algorithm.backpropagation(Theta, X, Y[[k] * len(Y)], lambda_),
        )
        for k in (0, -1)
    ),
    (
        "δ of the same layer",
        "Line 4 has moved δ to layer l before line 5 uses it for Δ⁽ˡ⁾.",
        "Which δ belongs to Δ⁽ˡ⁾?",
        "δ of layer l + 1 with a of layer l: first line 5, then line 4.",
        algorithm_with(
            back=lambda Theta, a, y: back_with(Theta, a, y, lowest=1),
            add=lambda Delta, delta, a: {l: Delta[l] + delta[l] @ a[l].T for l in Delta},
        ),
    ),
    *(
        (
            "the labels are one class off",
            "Each answer stands one output too high or too low: classes counted from 1 were taken for indices from 0.",
            "Which row of y is 1 for the first class?",
            "Output k belongs to column k of Y, both counted from 0 in Python.",
            lambda Theta, X, Y, lambda_=0.0, by=by: algorithm.backpropagation(
                Theta, X, np.roll(Y, by, axis=1), lambda_
            ),
        )
        for by in (1, -1)
    ),
    (
        "1/m is inside the loop",
        "Δ is divided by m in each turn of the loop, and what it held is divided again.",
        "Where does 1/m stand: in line 5, or after the loop?",
        "Lines 6 and 7 come once, after the loop.",
        _at_each_turn(lambda Delta, Theta, m, lambda_: {l: Delta[l] / m for l in Delta}, _penalty_only),
    ),
    (
        "1/m is inside the loop, and after it",
        "Δ is divided by m in each turn of the loop, and once more at the end.",
        "How often does 1/m stand in the algorithm, and where?",
        "Lines 6 and 7 come once, after the loop.",
        _at_each_turn(
            lambda Delta, Theta, m, lambda_: {l: Delta[l] / m for l in Delta}, algorithm.regularized_gradient
        ),
    ),
    (
        "lines 6 and 7 are inside the loop",
        "D is made in each turn of the loop, and goes on as Δ.",
        "How often do lines 6 and 7 run?",
        "Once, after the loop: Δ only grows by line 5.",
        _at_each_turn(algorithm.regularized_gradient, lambda Delta, *_: Delta),
    ),
    *(
        (
            name,
            sentence,
            "Which Θ does J belong to, whose derivative you take?",
            "Θ is not touched: the step comes after D.",
            _moving(alpha, going_back, *way),
        )
        for alpha in (1.0, 0.5, 0.1, 0.01)
        for name, sentence, going_back, ways in (
            (
                "Θ moves after each example",
                "Each example is met by other weights, because Θ took a step after the one before.",
                False,
                ((True, True), (True, False), (True, True, True), (True, False, True)),
            ),
            (
                "Θ moves on the way back",
                "A layer's weights take their step before line 4 has used them: δ goes back through the new Θ.",
                True,
                ((True, True), (True, False), (False, False)),
            ),
        )
        for way in ways
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
            MISTAKES.append(entry._replace(function="backpropagation", variant=algorithm_with(**{part: entry.variant})))


_line_mistakes_in_the_whole()
