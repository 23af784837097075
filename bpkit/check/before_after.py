"""A test before the lessons and after them: ten questions in two forms, and what each wrong answer tells.

The right answers are what bpkit's own functions give. A wrong one is what a mistake of the tables gives in their place:
its row computes it from the same numbers.
"""

import random
from functools import cache
from typing import NamedTuple

import numpy as np

from bpkit import algorithm
from bpkit.check import costs
from bpkit.check import places as at
from bpkit.check.rows import Place
from bpkit.notation import NO_BREAK
from bpkit.training import minimize

LETTERS = "abcd"
OPEN = "-"  # in place of the letter, where a question is not answered
NOTEBOOKS = {  # about the mistakes of a line
    "1–2": "01", "3": "02", "the sum": "02", "4": "03", "5": "04", "1/m": "05", "λ": "05", "J": "06", "the slope": "06",
    "the step": "07", "": "07",
}  # fmt: skip


# fmt: off
# Mistakes in what is thought: no filler makes them.
MEANING = Place({}, "4", at.BACK_LINE, None, "δ is the derivative of which quantity, with respect to which?", "")
AN_ERROR = MEANING.apart("δ is the error of a", "δ is no amount of error: it says how fast the cost changes with z.")
BY_A = MEANING.apart("δ is multiplied by g′ once more",
    "This is δ · a (1 − a) · 0.01: right only if δ were the derivative with respect to a.")
DOWN = MEANING.apart("δ with the sign turned round", "δ is positive here, so the cost grows with z.",
    "Which way does the cost go when z grows, if its derivative is positive?")
START = Place({}, "the step", at.STEP.written, None, "What could make one of the two units differ from the other?", "")
EQUAL = START.apart("all Θ equal",
    "Units that begin with equal weights get equal δ and equal D, and stay equal in every step.")
# fmt: on


class Choice(NamedTuple):
    """An answer as it is shown, and the mistake that gives it: a Row; None of the right answer."""

    told: str
    mistake: object = None


class Item(NamedTuple):
    """A question, with mathematics between backquotes, and its choices."""

    question: str
    choices: tuple

    def chosen(self, letter):
        """The Choice of a letter; None where it is OPEN."""
        return None if letter == OPEN else self.choices[LETTERS.index(letter)]


def told(value):
    """A number with three digits, a last 5 rounded up as by pencil, or several in brackets; words as they are."""
    if isinstance(value, str):
        return value
    if np.ndim(value):
        return f"({f',{NO_BREAK}'.join(map(told, value))})"
    return f"{value * (1 + 1e-12):.3g}".replace("-", "−")


def _item(question, right, wrong):
    """wrong : {mistake: value}."""
    choices = [Choice(told(right)), *(Choice(told(value), mistake) for mistake, value in wrong.items())]
    random.Random(question.title()).shuffle(choices)  # a seed by which no letter is right too often
    return Item(question, tuple(choices))


def _row(place, name, k=0):
    """A row by its name. k : which of those with that name, from 0."""
    return [row for row in place.rows if row.name == name][k]


def _rows_of(Theta, l):
    return f"`Θ^{{({l})}}` has the rows {told(Theta[0])} and {told(Theta[1])}"


# ---------------------------------------------------------------- the questions


def _weighted_sum(Theta, x):
    z, a = algorithm.forward_propagate({1: Theta}, np.array(x))
    rows = _row(at.WEIGHTS, at.CROSSED.name, 1), _row(at.WEIGHTS, at.A0_IS_0.name)
    rows += (_row(at.WEIGHTS, "the last column of Θ is taken for the bias weights"),)
    wrong = {row: row.filler(np.array(Theta), a[1], None)[1, 0] for row in rows}
    asked = f"{_rows_of(Theta, 1)}, and the input is `x` = {told(x)}. What is `z^{{(2)}}_{{2}}`?"
    return _item(asked, z[2][1, 0], wrong)


def _output_error(a, y):
    right = algorithm.output_error([a], [y])[0, 0]
    wrong = {at.Y_MINUS_A: at.Y_MINUS_A.filler * right}
    wrong |= {row: row.filler(a, y, None) for row in (at.SLOPE_AT_OUTPUT, at.BY_A)}
    asked = f"An output unit gives `a` = {a}, and `y` = {y}. The cost is the cross-entropy. What is its `δ`?"
    return _item(asked, right, wrong)


def _meaning(a, delta, step):
    right = delta * step
    wrong = {BY_A: right * at.slope(a), DOWN: -right, AN_ERROR: delta}
    asked = (
        f"A hidden unit gives `a` = {a}, and its `δ` is {delta}. Now its `z` grows by {step}, and no weight of the "
        "next layers is touched. By how much, nearly, does the cost of this example change?"
    )
    return _item(asked, right, wrong)


def _hidden_error(Theta, delta, a):
    T, d, h = np.array(Theta), np.array(delta)[:, None], np.full((2, 1), a)
    layers = {1: T, 2: T}, {1: np.ones((3, 1)), 2: np.vstack([1, h]), 3: 0.5 + 0 * d}
    right = algorithm.backpropagate_errors(*layers, 0.5 - d)[2][0, 0]
    wrong = {row: (at.BACK.right.filler(T) @ d * row.filler(h, None))[0, 0] for row in (at.NO_SLOPE, at.ONLY_A)}
    wrong |= {at.NOT_TRANSPOSED: (at.NOT_TRANSPOSED.filler(T) @ d * at.SLOPE.right.filler(h, None))[0, 0]}
    asked = (
        f"{_rows_of(Theta, 2)}, and `δ^{{(3)}}` = {told(delta)}. Hidden unit 1 gives `a^{{(2)}}_{{1}}` = {a}. "
        "What is `δ^{(2)}_{1}`?"
    )
    return _item(asked, right, wrong)


def _bias_gradient(delta, b, lambda_):
    m, d = len(delta), np.array([delta])
    Delta = algorithm.accumulate({1: [[0, 0]]}, {2: d}, {1: np.ones((2, m)), 2: 0 * d})
    right = algorithm.regularized_gradient(Delta, {1: [[b, 0]]}, m, lambda_)[1][0, 0]
    too = at.BIAS_TOO.filler(0, 0, (1, 2), 1, 2)
    wrong = {at.BIAS_TOO: (Delta[1][0, 0] + lambda_ * too * b) / m}
    for row in (at.NO_COLUMN, _row(at.COLUMN, "the bias gradient is δ times the bias weight")):
        wrong[row] = row.filler(d, None, b, 1).mean()
    asked = (
        f"There are {m} examples, `λ` = {lambda_}, and the bias weight `Θ^{{(2)}}_{{10}}` is {b}. The output unit’s "
        f"`δ^{{(3)}}_{{1}}` is {delta[0]} in example 1 and {delta[1]} in example 2. What is `D^{{(2)}}_{{10}}`?"
    )
    return _item(asked, right, wrong)


def _accumulated(delta, a):
    d, h, m = np.array([delta]), np.array([a]), len(delta)
    right = algorithm.accumulate({1: [[0, 0]]}, {2: d}, {1: np.vstack([np.ones(m), h]), 2: 0 * d})[1][0, 1]
    one = _row(at.EXAMPLES, "the sums are multiplied")
    sums = one.filler(d, h)
    wrong = {at.LAST_ONLY: (at.LAST_ONLY.filler(m) * d * h).sum(), at.AVERAGE: at.AVERAGE.filler(m) * right}
    wrong[one] = (sums[0] @ sums[1].T)[0, 0]
    asked = (
        f"In examples 1, 2 and 3 `δ^{{(3)}}_{{1}}` is {', '.join(map(told, delta))}, and `a^{{(2)}}_{{2}}` is "
        f"{', '.join(map(told, a))}. What is `Δ^{{(2)}}_{{12}}` after the three examples?"
    )
    return _item(asked, right, wrong)


def _equal(weight, data, X, Y):
    start = {1: np.full((2, 3), weight), 2: np.full((1, 3), weight)}
    end = minimize(start, X, Y, alpha=1.0, iterations=200, progress=False).Theta
    (one, other), (first, _) = (algorithm.forward_propagate(Theta, [1, 0])[1][2][1:, 0] for Theta in (end, start))
    asked = (
        f"All weights of a 2-2-1 network are {weight}. Gradient descent takes 200 steps on {data}. For `x` = (1, 0) "
        f"hidden unit 1 now gives `a^{{(2)}}_{{1}}` = {told(one)}. What does hidden unit 2 give?"
    )
    item = _item(asked, other, {_row(at.STEP, "Θ does not move"): first, EQUAL: 1 - one})
    return item._replace(choices=(*item.choices, Choice("can’t be told", EQUAL)))


def _gradient(Delta, Theta, m, lambda_):
    right = algorithm.regularized_gradient({1: [[0, Delta]]}, {1: [[0, Theta]]}, m, lambda_)[1][0, 1]
    wrong = {row: (Delta + lambda_ * Theta) * row.filler(m, None) for row in (at.NO_MEAN, at.MEAN_SQUARED)}
    wrong[at.NAKED] = Delta / m + at.NAKED.filler(lambda_, m, None) * Theta
    asked = (
        f"After {m} examples `Δ^{{(1)}}_{{12}}` is {Delta}. The weight `Θ^{{(1)}}_{{12}}` is {Theta}, and `λ` = "
        f"{lambda_}. What is `D^{{(1)}}_{{12}}`?"
    )
    return _item(asked, right, wrong)


def _slope(Y, epsilon):
    """Of one unit with a bias weight alone, at 0."""
    m, X = len(Y), np.zeros((len(Y), 1))
    above, below = (algorithm.cost({1: [[e, 0]]}, X, Y) for e in (epsilon, -epsilon))
    D = algorithm.backpropagation({1: [[0, 0]]}, X, Y)[1][0, 0]
    rows = costs.BY_EPSILON, _row(costs.DIVISOR, "not divided")
    wrong = {row: (above - below) * row.filler(epsilon) for row in rows} | {at.DELTA_BACK: m * D}
    asked = (
        f"There are {m} examples, and `λ` = 0. `J` is {above:.4f} where one weight is larger by {epsilon}, and "
        f"{below:.4f} where it is smaller by {epsilon}. What must `D` of this weight be, nearly?"
    )
    return _item(asked, D, wrong)


def _after(Theta, D, alpha):
    rows = _row(at.STEP, "a step uphill"), _row(at.STEP, "α is forgotten")
    wrong = {row: row.filler(Theta, D, alpha) for row in rows} | {at.STEPPED: at.STEP.right.filler(Theta, D, alpha)}
    asked = (
        f"A weight is {Theta}, and `α` = {alpha}. Backpropagation runs once, over all examples, and gives `D` = {D} "
        "for it. What is the weight when backpropagation has ended?"
    )
    return _item(asked, Theta, wrong)


CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]]
ASKED = {  # and the numbers in form A, and in form B
    _weighted_sum: (([[0.5, 1, 3], [-1, 2, 4]], [2, 0.5]), ([[1, 2, 5], [-2, 3, 1]], [0.5, 2])),
    _output_error: ((0.8, 1), (0.7, 1)),
    _meaning: ((0.8, 0.2, 0.01), (0.6, 0.3, 0.01)),
    _hidden_error: (
        ([[0.1, 2, 3], [0.2, 1, -1]], [0.5, -0.2], 0.8),
        ([[0.3, 3, 2], [0.1, 1, -2]], [0.3, -0.2], 0.6),
    ),
    _accumulated: (([0.5, -0.2, 0.4], [0.6, 0.5, 0.5]), ([0.5, -0.4, 0.5], [0.8, 0.5, 0.6])),
    _bias_gradient: (([0.4, 0.2], 0.5, 1), ([0.3, 0.5], 0.2, 2)),
    _gradient: ((2, 0.5, 4, 2), (3, 0.5, 4, 4)),
    _slope: (([[0], [0], [0], [1]], 0.01), ([[0], [0], [0], [0], [1]], 0.01)),
    _after: ((0.5, 0.2, 0.1), (0.8, 0.3, 0.1)),
    _equal: ((0.2, "OR", CORNERS, [[0], [1], [1], [1]]), (0.5, "AND", CORNERS, [[0], [0], [0], [1]])),
}
FORMS = "A", "B"  # before the lessons, and after them
COUNT = len(ASKED)


@cache
def items(form):
    """The ten questions of form "A" or "B"."""
    return [make(*numbers[FORMS.index(form)]) for make, numbers in ASKED.items()]


def wrong(form, answers):
    """{question, from 1: the Choice}, of the wrong ones among ten answers, a text of ten letters."""
    chosen = {k: item.chosen(letter) for k, (item, letter) in enumerate(zip(items(form), answers), 1)}
    return {k: one for k, one in chosen.items() if one and one.mistake}


def notebook(mistake):
    """The number of the notebook about it."""
    return NOTEBOOKS[mistake.line]
