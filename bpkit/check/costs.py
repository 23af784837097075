"""The cost J and the numerical gradient: their tables, and the experiments that tell which part is wrong."""

from dataclasses import replace
from functools import cache

import numpy as np

from bpkit.check import places as at
from bpkit.check import results
from bpkit.check.experiments import Box, Marks, Stopped, by_layer, data, fit, flat, theta
from bpkit.check.marking import settle
from bpkit.check.rows import Place
from bpkit.check.whole import sizes_of
from bpkit.training import roll_up, unroll

COST = "-(1/m) Σ [y log h + (1 − y) log(1 − h)] + λ/(2m) Σ Θ[l][:, 1:]²."
SLOPES = "(J(Θ + ε) − J(Θ − ε)) / (2ε), for each weight alone."


def entropy(h, y):
    return -(y * np.log(h) + (1 - y) * np.log(1 - h)).sum()


def squares(Theta, there=at.SPARED.right.filler):
    return sum((T**2 * there(T.shape, l, len(Theta) + 1)).sum() for l, T in Theta.items())


# fmt: off
# ---------------------------------------------------------------- J

# h and y of one example, as columns -> its cost
LOSS = Place("the sum", COST, entropy, "What is the cost of one output, for y = 1 and for y = 0?",
    "−y log h − (1 − y) log(1 − h), added up.")
LOSS("(1 − y) log(1 − h) is missing", "Only the part y log h is there.", lambda h, y: -(y * np.log(h)).sum(),
    "What does an output cost where y is 0?")
LOSS("y log h is missing", "Only the part (1 − y) log(1 − h) is there.", lambda h, y: -((1 - y) * np.log(1 - h)).sum(),
    "What does an output cost where y is 1?")
LOSS("the minus is for the first part only", "The part (1 − y) log(1 − h) has the wrong sign.",
    lambda h, y: -(y * np.log(h) - (1 - y) * np.log(1 - h)).sum(), "How far does the minus before the sum reach?",
    "Brackets round the whole sum.")
LOSS("h and y are swapped", "h and y have changed places: h log y in place of y log h.",
    lambda h, y: -(h * np.log(y) + (1 - h) * np.log(1 - y)).sum(), "Of which of the two is the logarithm taken?",
    "y log h: y may be 0, h never.")
LOSS("the squared error", "This is the squared error, or half of it, not the cross-entropy.",
    lambda h, y: ((h - y) ** 2).sum(), "Which cost does this algorithm minimize?")
LOSS.again(LOSS.rows[-1], lambda h, y: ((h - y) ** 2).sum() / 2)
LOSS("the absolute error", "This is |h − y|, which is not the cross-entropy.", lambda h, y: np.abs(h - y).sum(),
    "Which cost does this algorithm minimize?")
LOSS("the errors are not squared", "This adds up h − y: errors of both signs cancel.", lambda h, y: (h - y).sum(),
    "Which cost does this algorithm minimize?")
LOSS("the length of the error", "This is the root of the squared error.", lambda h, y: np.sqrt(((h - y) ** 2).sum()),
    "Which cost does this algorithm minimize?")
LOSS("every output with every other",
    "Here y of each output also meets h of the others: only the diagonal of the product is meant.",
    lambda h, y: -(y.sum(0) * np.log(h).sum(0) + (1 - y).sum(0) * np.log(1 - h).sum(0)).sum(),
    "Which y belongs to output k?", "Multiply element by element, then sum.")
LOSS("log h in both parts", "This is −log h whatever y is.", lambda h, y: -np.log(h).sum(),
    "What does an output cost where y is 0?")
LOSS("h and 1 − h have changed places", "This has y log(1 − h) + (1 − y) log h.",
    lambda h, y: -(y * np.log(1 - h) + (1 - y) * np.log(h)).sum(), "What should an h near 1 cost, for y = 1?")
LOSS("1 − log h in place of log(1 − h)", "A bracket is in the wrong place.",
    lambda h, y: -(y * np.log(h) + (1 - y) * (1 - np.log(h))).sum(), "Of what is the second logarithm taken?",
    "log(1 − h).")
LOSS("brackets are missing round 1 − y", "This has 1 − y log(1 − h): brackets are missing.",
    lambda h, y: -(y * np.log(h) + 1 - y * np.log(1 - h)).sum(), "In which order does Python compute 1 - y * log?",
    "(1 − y) log(1 − h).")
LOSS("only the output of the true class counts", "This is −log h of the class with the largest y.",
    lambda h, y: -np.log(h[y.argmax(0), np.arange(h.shape[1])]).sum(), "What do the outputs cost that should be 0?")
LOSS("only the first output counts", "Of the sum over the outputs one part is left.",
    lambda h, y: entropy(h[:1], y[:1]), "Over what does J sum?", "Over all outputs, and all examples.")
LOSS("only the last output counts", "Of the sum over the outputs one part is left.",
    lambda h, y: entropy(h[-1:], y[-1:]), "Over what does J sum?", "Over all outputs, and all examples.")
LOSS("the outputs alone", "This adds up h: y is not in it.", lambda h, y: h.sum(), "Where does y come in?")
LOSS("the logarithm is forgotten", "This has h where log h is meant.", lambda h, y: -(y * h + (1 - y) * (1 - h)).sum(),
    "Where are the logarithms?")
LOSS("the share of wrong answers", "This counts wrong decisions: a step that has no useful slope.",
    lambda h, y: 1.0 * (h.argmax(0) != y.argmax(0)).sum(), "What happens to J when a weight moves a little?")
LOSS.again(LOSS.rows[-1], lambda h, y: 1.0 * (np.round(h) != np.round(y)).sum())
# what stands before the sum
BEFORE = Place("the sum", COST, 1.0, "Is log h positive or negative?",
    "−(1/m) before the sum, and the natural logarithm in it.")
NO_MINUS = BEFORE("the leading minus is missing",
    "The cross-entropy has the wrong sign: the minus before the sum is missing.", -1.0)
BASE = BEFORE("log to another base", "This has the logarithm to base 2, or to base 10, in place of the natural one.",
    1 / np.log(2), "Which logarithm is np.log?", "np.log is the natural one.")
BEFORE.again(BASE, 1 / np.log(10))
TWICE_SUM = BEFORE("twice the sum", "The cross-entropy is twice too large.", 2.0, "Where would a 2 come from?")
TIMES_SUM = BEFORE.apart("{} times the sum", "The sum is right but for a number before it: {}.",
    "Where would the number come from?")
SHAPED = Place("the sum", COST, None, "How many numbers is J?", "Sum over the outputs and over the examples.")
FOR_EXAMPLES = SHAPED.apart("one number for each example", "J is one number, but this is one for each example.")
FOR_OUTPUTS = SHAPED.apart("one number for each output", "J is one number, but this is one for each output.")
FOR_ENTRIES = SHAPED.apart("one number for each entry",
    "J is one number, but this is one for each output of each example.")
CROSSWISE = Place("the sum", COST, at.PAIR.right.filler, "Which row of Y belongs to column t of h?",
    "h has an example in each column: transpose Y, and multiply element by element.")
CROSSWISE("every example with every other",
    "Here y of each example also meets h of the others: only the diagonal of the product is meant.",
    lambda X, Y: (np.repeat(X, len(Y), axis=0), np.tile(Y, (len(X), 1))))
CROSSWISE.like(at.PAIR)
COUNTED = Place("the sum", COST, at.WHO.right.filler, "Over which examples does J sum?", "Over all of them: range(m).")
COUNTED.like(at.WHO)
AVERAGE = Place("1/m", COST, at.MEAN.right.filler, "Is J a sum over the examples, or an average?",
    "1/m before the sum.")
AVERAGE.like(at.MEAN)
# Θ -> what λ multiplies; λ, m -> what stands before that
SQUARES = Place("λ", COST, squares, "Which weights does the penalty add up, and how?",
    "The squares of all weights but those of column 0.")
SQUARES.like(at.SPARED, lambda there: lambda Theta: squares(Theta, there))
BIAS_TOO = SQUARES.rows[at.SPARED.rows.index(at.BIAS_TOO)]
SQUARES("the weights are not squared", "The penalty sums the weights, not their squares.",
    lambda Theta: sum(T[:, 1:].sum() for T in Theta.values()), "What does a weight of −3 add?")
SQUARES.again(SQUARES.rows[-1], lambda Theta: sum(T.sum() for T in Theta.values()))
SQUARES("absolute values in the penalty", "The penalty sums |Θ|, not Θ².",
    lambda Theta: sum(np.abs(T[:, 1:]).sum() for T in Theta.values()))
SQUARES.again(SQUARES.rows[-1], lambda Theta: sum(np.abs(T).sum() for T in Theta.values()))
SQUARES("the sum is squared, not the weights", "The penalty is (ΣΘ)², of all or of each layer, not ΣΘ².",
    lambda Theta: sum(T[:, 1:].sum() for T in Theta.values()) ** 2, "Which comes first: the square, or the sum?")
SQUARES.again(SQUARES.rows[-1], lambda Theta: sum(T[:, 1:].sum() ** 2 for T in Theta.values()))
SQUARES("the last layer is left out of the penalty", "The penalty lacks the weights of the last Θ.",
    lambda Theta: squares({l: Theta[l] for l in Theta if l < max(Theta)}), "Over which l does the penalty sum?",
    "Over all of them.")
SQUARES("the first layer is left out of the penalty", "The penalty lacks the weights of the first Θ.",
    lambda Theta: squares({1: 0 * Theta[1], **{l: Theta[l] for l in Theta if l > 1}}),
    "Over which l does the penalty sum?", "Over all of them.")
SQUARES("the square root of the squares in the penalty", "The penalty sums the length of each matrix, √ΣΘ², not ΣΘ².",
    lambda Theta: sum((T[:, 1:] ** 2).sum() ** 0.5 for T in Theta.values()))
SQUARES.again(SQUARES.rows[-1], lambda Theta: squares(Theta) ** 0.5)
SQUARES("Θ is forgotten in the penalty", "λ stands alone: it is not multiplied by the squares.", lambda Theta: 1.0)
RATE = Place("λ", COST, lambda r, m, s: r / (2 * m), "By what is λ divided?",
    "λ/2m, once, after the sum over the examples.")
TWICE_RATE = RATE("λ/m in place of λ/2m", "The penalty is twice too large: λ/m in place of λ/2m.",
    lambda r, m, s: r / m)
RATE_NO_MEAN = RATE("the penalty is not divided by m",
    "The penalty is λ/2 times the squares: 1/m is missing there, or it is added in each turn of the loop.",
    lambda r, m, s: r / 2)
RATE("λ alone before the penalty", "The penalty is λ times the squares: 1/(2m) is missing.", lambda r, m, s: r)
RATE("brackets are missing round 2m", "This is λ/2 times m: brackets are missing.", lambda r, m, s: r / 2 * m)
RATE("the penalty is divided by m twice",
    "The penalty is λ/(2m²) times the squares: 1/m stands before it, and before the whole once more.",
    lambda r, m, s: r / (2 * m**2))
RATE("the penalty is multiplied by m", "The penalty is λm times the squares.", lambda r, m, s: r * m)
RATE("λ/4m in place of λ/2m", "The penalty is half as large as it should be.", lambda r, m, s: r / (4 * m))
RATE("λ/m² before the penalty", "The penalty is λ/m² times the squares.", lambda r, m, s: r / m**2)
RATE("λ² before the squares", "The penalty is λ²/2m times the squares.", lambda r, m, s: r**2 / (2 * m))
RATE("the penalty is inside the sum",
    "The penalty was added to the cost of each output of each example before they were summed.",
    lambda r, m, s: r * s[-1] / 2, "How often does the penalty come in?", "Once, after the sum.")
RATE.again(RATE.rows[-1], lambda r, m, s: r * s[-1] / (2 * m))
for row in at.MEAN.rows[5:]:
    RATE.again(row.only("before the penalty"), lambda r, m, s, row=row: r / 2 * row.filler(m, s))
NO_PENALTY = RATE.apart("the penalty is forgotten", "This is J for λ = 0.", "Does your J depend on λ?",
    "Add λ/(2m) times the squares.")
MINUS_PENALTY = RATE.apart("the penalty is subtracted", "The penalty has the wrong sign.",
    "Should large weights raise J?", "Plus.")
TIMES_PENALTY = RATE.apart("{} times the penalty", "The penalty is right but for a number before it: {}.")
ALWAYS = RATE.apart("λ is added to the squares",
    "The squares are there for λ = 0 too: λ is added to them, it does not multiply them.")
TIMES_J = RATE.apart("a number too much", "J is right but for a number before it: {}.",
    "Which number stands before your formula that is not in J?")

# ---------------------------------------------------------------- the numerical gradient

# λ, m -> the share of each of PARTS in the J whose slope it is
PARTS = [lambda h, Y, Theta: entropy(h, Y.T), lambda h, Y, Theta: h.sum(), lambda h, Y, Theta: ((h - Y.T) ** 2).sum()]
PARTS += [lambda h, Y, Theta, row=row: row.filler(Theta) for row in SQUARES.rows]
CE, OUTPUT, ERROR, PEN = range(4)
HEIGHT = Place("J", SLOPES, lambda r, m: {CE: 1 / m, PEN: r / 2 / m}, "The slope of which function is it?",
    "J with all its parts, as cost gives it.")
NO_LAMBDA = HEIGHT("λ is forgotten", "This is the slope of J for λ = 0.", lambda r, m: {CE: 1 / m},
    "Does your result depend on λ?", "Hand λ on to cost.")
HEIGHT("the slope of m J", "This is m times too large: comparable with Δ, not with D.",
    lambda r, m: {CE: 1, PEN: r / 2}, "Is J a sum, or an average?", "1/m, once.")
HEIGHT("the cross-entropy is not divided by m", "1/m is missing before the cross-entropy.",
    lambda r, m: {CE: 1, PEN: r / 2 / m}, "Is J a sum, or an average?", "1/m before the sum.")
HEIGHT("1/m and λ are forgotten", "This is the slope of the sum over the examples alone.", lambda r, m: {CE: 1},
    "Is J a sum, or an average?", "1/m before the sum, and the penalty.")
HEIGHT("the slope of the penalty alone", "The cross-entropy is not in it.", lambda r, m: {PEN: r / 2 / m})
HEIGHT("the slope of the output, not of J", "h was nudged, not the cost.", lambda r, m: {OUTPUT: 1})
HEIGHT("the slope of the squared error", "This is not the slope of the cross-entropy.",
    lambda r, m: {ERROR: 1 / m, PEN: r / 2 / m})
HEIGHT.again(HEIGHT.rows[7], lambda r, m: {ERROR: 1 / 2 / m, PEN: r / 2 / m})
HEIGHT.again(HEIGHT.rows[7], lambda r, m: {ERROR: 1 / m})
HEIGHT.again(HEIGHT.rows[7], lambda r, m: {ERROR: 1 / 2 / m})
HEIGHT("the leading minus of J is missing", "The cross-entropy has the wrong sign.",
    lambda r, m: {CE: -1 / m, PEN: r / 2 / m})
HEIGHT("the penalty is subtracted", "The penalty has the wrong sign.", lambda r, m: {CE: 1 / m, PEN: -r / 2 / m})
for i, row in enumerate(SQUARES.rows[1:], 1):
    HEIGHT.again(row, lambda r, m, i=i: {CE: 1 / m, PEN + i: r / 2 / m})
for row in RATE.rows[1:]:
    HEIGHT.again(row, lambda r, m, row=row: {CE: 1 / m, PEN: row.filler(r, m, SMALL)})
# ε -> what the difference is multiplied by
DIVISOR = Place("the slope", SLOPES, lambda e: 1 / (2 * e), "How far apart are the two weights?",
    "2ε, in brackets below the line.")
BY_EPSILON = DIVISOR("divided by ε, not by 2ε", "This is twice too large: divided by ε in place of 2ε.",
    lambda e: 1 / e)
DIVISOR("divided by 2, then multiplied by ε", "This is (J(Θ + ε) − J(Θ − ε)) / 2 · ε: brackets are missing round 2ε.",
    lambda e: e / 2, "In which order does Python compute / 2 * epsilon?")
DIVISOR("not divided", "This is J(Θ + ε) − J(Θ − ε): the difference, not yet the slope.", lambda e: 1.0)
DIVISOR("halved, not divided by 2ε", "This is half of J(Θ + ε) − J(Θ − ε): ε is missing below the line.", lambda e: 0.5)
DIVISOR("multiplied by ε", "This is the difference times ε.", lambda e: e)
DIVISOR("divided by a square", "This is divided by the square of a step.", lambda e: 1 / e**2)
DIVISOR.again(DIVISOR.rows[-1], lambda e: 1 / (4 * e**2))
DIVISOR("divided by 2ε²", "This is divided by 2ε², not by 2ε.", lambda e: 1 / (2 * e**2))
DIVISOR("multiplied by 2ε, not divided", "This is (J(Θ + ε) − J(Θ − ε)) · 2ε.", lambda e: 2 * e)
DIVISOR("divided by 4ε", "This is half of the slope.", lambda e: 1 / (4 * e))
DIVISOR("divided by √ε", "This is divided by the root of ε.", lambda e: e**-0.5)
# the two weights, in steps of ε, and the sign between the two J
SIDES = Place("the slope", SLOPES, (1, -1), "Where are the two weights whose J you compare?",
    "One ε above, and one ε below.")
ONE_SIDED = SIDES("one-sided",
    "This is (J(Θ + ε) − J(Θ)) / ε: one-sided, and its error is of the size of ε, not of ε².", (1, 0))
BACKWARD = SIDES("one-sided, backward",
    "This is (J(Θ) − J(Θ − ε)) / ε: one-sided, and its error is of the size of ε, not of ε².", (0, -1))
SIDES("the sign is turned round", "This is (J(Θ − ε) − J(Θ + ε)) / 2ε: minus the slope.", (-1, 1),
    "Which J comes first?", "That of the larger weight.")
SIDES("the second step is twice as wide", "The weight goes up by ε, and down by 2ε from where it was.", (1, -2))
SIDES("the first step is twice as wide", "The weight goes up by 2ε, and down by ε from where it was.", (2, -1))
HALF_STEP = SIDES("half the step", "This nudges by ε/2 to each side.", (0.5, -0.5), "",
    "One ε to each side, and 2ε below the line.")
SIDES("twice the step", "This nudges by 2ε to each side.", (2, -2), "", "One ε to each side, and 2ε below the line.")
SIDES("both weights are below", "The two J are those of Θ − ε and Θ − 2ε.", (-1, -2))
HALVED_WAY = SIDES.apart("one-sided, and divided by 2ε",
    "Only half of the way was gone, but it is divided by all of it.")
NOT_USED = SIDES.apart("ε is not used",
    "This is the same whatever epsilon says: the slope at a fixed ε, or backpropagation's own D.",
    "What happens to your result when epsilon is ten times as large?", "Nudge by epsilon.")
SAME_SIDES = SIDES.apart("both sides are the same",
    "This is 0 everywhere: both J were computed with the same weights. dict.copy() shares its arrays.",
    "Are your two Θ two?", "Copy the arrays: {l: Theta[l].copy() for l in Theta}.")


def differences(
    moved="self", stays=lambda up, down: 0, made=lambda high, low, here, e: high - low, there=None, onto=np.add
):
    """(Θ, J, the two steps) -> the difference of J for each weight, a row each.

    moved : what is nudged with a weight: a key of WITH. stays : by how much those before it are off. made : of the two
    J, J itself and ε. there : as in at.SPARED, 0 where it is not tried. onto : (weight, step) -> the nudged weight.
    """

    def way(Theta, J, up, down):
        w = unroll(Theta)
        where = np.array([(l, i, j) for l, T in Theta.items() for i, j in np.ndindex(*T.shape)])
        tried = unroll({l: there(T.shape, l, len(Theta) + 1) if there else 0 * T + 1 for l, T in Theta.items()})
        out, here = [], J(Theta)
        for k, kept in enumerate(tried):
            before = np.arange(w.size) < k
            base, with_it = w + stays(up, down) * before, WITH[moved](where, k)
            high, low = (J(roll_up(np.where(with_it, onto(base, by), base), Theta)) for by in (up, down))
            out.append(kept * made(high, low, here, (up - down) / 2))
        return np.array(out)

    return way


WITH = {
    "self": lambda where, k: np.arange(len(where)) == k,
    "row": lambda where, k: (where[:, :2] == where[k, :2]).all(1),
    "layer": lambda where, k: where[:, 0] == where[k, 0],
    "all": lambda where, k: where[:, 0] > 0,
    "all before": lambda where, k: np.arange(len(where)) <= k,
}


# Θ, J, the two steps -> the differences, for each weight
NUDGE = Place("the slope", SLOPES, differences(), "Which weights differ between your two J?",
    "One weight alone, and the others as they were.")
NUDGE("all weights at once", "All the weights of a layer, or all there are, were nudged together.",
    differences("layer"))
NUDGE.again(NUDGE.rows[-1], differences("all"))
NUDGE("added, not subtracted", "This is (J(Θ + ε) + J(Θ − ε)) / 2ε.",
    differences(made=lambda high, low, here, e: high + low), "", "One minus the other.")
NUDGE("the second derivative", "This is (J(Θ + ε) − 2J(Θ) + J(Θ − ε)) / ε²: how the slope changes, not the slope.",
    differences(made=lambda high, low, here, e: (high - 2 * here + low) * 2 / e), "How often is J(Θ) itself needed?",
    "Not at all.")
NUDGE("brackets are missing round the difference", "This is J(Θ + ε) − J(Θ − ε) / 2ε: only the second cost is divided.",
    differences(made=lambda high, low, here, e: 2 * e * high - low), "In which order does Python compute a - b / c?",
    "Brackets round the difference.")
NUDGE("nudged in proportion", "The weight was multiplied by 1 + ε, not raised by ε.",
    differences(onto=lambda w, by: w * (1 + by)), "By how much does a weight of 0.01 move?", "Add epsilon.")
NUDGE("the weight is replaced by ε", "The weight was set to ε: this is the slope at 0, not at Θ.",
    differences(onto=lambda w, by: 0 * w + by), "What is the weight plus epsilon?", "+=, not =.")
NUDGE("a whole row at once", "All the weights of a row were nudged together.", differences("row"))
NUDGE("the weights are not put back", "Each weight stays nudged while the next ones are tried.",
    differences(stays=lambda up, down: down), "", "Put it back: Theta[l][i, j] += epsilon.")
NUDGE.again(NUDGE.rows[-1], differences(stays=lambda up, down: up))
NUDGE.again(NUDGE.rows[-1], differences(stays=lambda up, down: up + down))
NUDGE.again(NUDGE.rows[-1], differences("all before"))
LOOP = "What are the first and the last value of your loop?", "range(n) goes from 0 to n − 1."
NUDGE("the bias column is left out", "Column 0 is 0: the bias weights were not tried.",
    differences(there=at.SPARED.right.filler), "Has J a slope by a bias weight?", "range(Theta[l].shape[1]).")
NUDGE("the last column is left out", "The last column is 0.",
    differences(there=lambda s, l, L: at.there(np.arange(s[1]) < s[1] - 1, s)), *LOOP)
NUDGE("the first row is left out", "The first row is 0.",
    differences(there=lambda s, l, L: at.there(np.arange(s[0])[:, None] > 0, s)), *LOOP)
NUDGE("the last row is left out", "The last row is 0.",
    differences(there=lambda s, l, L: at.there(np.arange(s[0])[:, None] < s[0] - 1, s)), *LOOP)
NUDGE("only the first layer is tried", "The other layers are 0.",
    differences(there=lambda s, l, L: at.there(l == 1, s)), "For which l is it wanted?", "For all of them.")
NUDGE("only the last layer is tried", "The other layers are 0.",
    differences(there=lambda s, l, L: at.there(l == L - 1, s)), "For which l is it wanted?", "For all of them.")
# fmt: on


# ---------------------------------------------------------------- what J does

NETS = ((6, 5, 4), (4, 2), (5, 4, 6, 3), (5, 4, 1), (3, 3, 3))
COUNTS = (3, 2, 4)


def _cost_form(box, value, given):
    if (
        isinstance(value, (tuple, list))
        and len(value) > 1
        and np.ndim(value[0]) == 0
        and np.ndim(value[-1] if not isinstance(value[-1], dict) else [0]) > 0
    ):
        box.note(results.TWO_THINGS)
        value = value[0]
    found = box.matrix("J", value)
    if found.size != 1:
        m, K = given[2].shape
        if m != K and min(m, K) > 1:
            box.note({m: FOR_EXAMPLES, K: FOR_OUTPUTS}.get(found.size, FOR_ENTRIES))
        box.count, found = found.size, found.sum()
    return {"J": np.reshape(found, (1, 1))}


def output(Theta, X, bias=at.BIAS.right, unit=at.UNIT.right, out=at.UNIT.right):
    h = X.T
    for l in sorted(Theta):
        h = (unit if l < max(Theta) else out).filler(Theta[l] @ bias.filler(h))
    return h


def cost(f):
    """Mark f(Theta, X, Y, lambda_), which gives J. Gives Marks."""
    marks, box = Marks("the sum", "1/m", "λ"), Box(f, _cost_form)
    box.count = 1  # how many numbers J was

    def J(Theta, X, Y, r):
        return box(Theta, X, Y, r)["J"].item()

    nets = [
        sizes
        for sizes in NETS
        if box.runs(theta(sizes), *data(sizes, 3), 1.5) and box.runs(theta(sizes), *data(sizes, 1), 0.0)
    ]
    if not nets:
        return marks
    if nets == [NETS[0]]:
        marks.say(at.THREE_LAYERS)
    try:
        always = _always(J, marks, nets[0])
        penalty = _penalty(box, J, marks, nets)
        loss = _loss(box, J, marks, nets[0], always)
        if penalty and loss:
            marks.certain = all(
                box.same(J(Theta, X, Y, r), loss(Theta, X, Y) + always(Theta) + box.count * penalty(Theta, r, m), 10)
                for net in nets
                for seed, m, r in ((1, 1, 0.0), (2, 3, 0.7), (3, 2, 2.0))
                for Theta, (X, Y) in [(theta(net, seed), data(net, m, seed))]
            )
    except (Stopped, ValueError):
        pass
    for row in AVERAGE.rows[1:]:
        before = replace(row.only("before the penalty"), place=RATE)
        if not marks.join((row, before), row) and not marks.join(
            (row, RATE_NO_MEAN if row.filler is at.NO_MEAN.filler else before), row
        ):
            if marks.lines["λ"]:
                marks.join((row,), row.only("before the sum"))
    marks.join((TWICE_SUM, TWICE_RATE), TIMES_J.times(2))
    for row in [row for row in marks.rows if row.number]:
        marks.join((TIMES_SUM.times(row.number), TIMES_PENALTY.times(row.number)), TIMES_J.times(row.number))
    settle(box, marks)
    return marks


def _penalty(box, J, marks, nets):
    """J(λ) − J(0), for several weights, λ and m; on four layers too, where the first and the last are not all."""
    keys = [(net, s, r, m) for net in nets[:3] for s in (0, 1) for r, m in ((1.5, 3), (0.6, 3), (1.5, 2), (0.6, 4))]
    values = []
    for net, seed, r, m in keys:
        Theta, (X, Y) = theta(net, seed), data(net, m, seed)
        values.append((J(Theta, X, Y, r) - J(Theta, X, Y, 0.0)) / box.count)
    if np.abs(values).max() < 1e-9:
        marks.say(NO_PENALTY)
        return lambda Theta, r, m: 0.0

    def added(rows):
        return np.array([rows[1].filler(r, m, net) * rows[0].filler(theta(net, seed)) for net, seed, r, m in keys])

    found = fit(box, [(np.array(values),)], added, SQUARES, RATE, scaled=True, slack=10)
    if not found:
        marks.wrong("λ")
        return None
    (of, rate), (k,) = found
    marks.say(
        of, rate, *([MINUS_PENALTY] if k < 0 else []), *([] if box.same(abs(k), 1, 10) else [TIMES_PENALTY.times(k)])
    )
    return lambda Theta, r, m: k * rate.filler(r, m, sizes_of(Theta)) * of.filler(Theta)


def _always(J, marks, sizes):
    """What of the squares is there for λ = 0 too: J of a network whose output does not depend on a weight."""
    Theta, (X, Y) = {l: T.copy() for l, T in theta(sizes).items()}, data(sizes, 2)
    if len(Theta) > 1:
        Theta[2][:, 1] = 0  # hidden unit 1 is cut off: its own weights change nothing but the penalty
        other = {**Theta, 1: Theta[1].copy()}
        other[1][0] += 0.7
        apart = J(other, X, Y, 0.0) - J(Theta, X, Y, 0.0)
        for row in SQUARES.rows if abs(apart) > 1e-9 else ():
            part = row.filler(other) - row.filler(Theta)
            k = apart / part if part else 0
            if any(abs(k - c) < 1e-4 for c in (1, 0.5, 0.25)):
                marks.say(ALWAYS)
                return lambda Theta: k * row.filler(Theta)
    return lambda Theta: 0.0


def _loss(box, J, marks, sizes, always):
    """What one example gives, made of the learner's h and y; and which examples count; or None."""
    Theta, (X, Y) = theta(sizes), data(sizes, 6)
    rest = always(Theta)
    known = {}

    def one(x, y):
        key = x.tobytes() + y.tobytes()
        if key not in known:
            known[key] = J(Theta, x[None], y[None], 0.0) - rest
        return known[key]

    alone = np.array([one(x, y) for x, y in zip(X, Y)])
    if box.same(alone, np.full(6, alone[0])):  # neither X nor Y is in it
        marks.wrong("the sum")
        return None

    @cache
    def h_of(bias, unit, out):
        return output(Theta, X, bias, unit, out)

    def losses(rows):
        loss, bias, unit, out = rows
        h = h_of(bias, unit, out)
        return np.array([loss.filler(h[:, [t]], Y[[t]].T) for t in range(6)], float)

    found = fit(box, [(alone,)], losses, LOSS, at.BIAS, at.UNIT, at.UNIT, scaled=True, slack=10)

    def sets(m):
        return [[(s + k * (1 + s // 3)) % 6 for k in range(m)] for s in range(6)]

    def added(pair, who, X, Y, one):
        xs, ys = pair.filler(X, Y)
        weights = who.filler(len(X)) if not pair else np.ones(len(xs))
        return sum(w * one(x, y) for w, x, y in zip(weights, xs, ys))

    def summed(rows, m):
        return np.array([added(*rows, X[t], Y[t], one) for t in sets(m)])

    many = [(np.array([J(Theta, X[t], Y[t], 0.0) - rest for t in sets(m)]), m) for m in COUNTS]
    counted = fit(box, many, summed, CROSSWISE, COUNTED, scaled=True, slack=10)
    if not counted:
        marks.say(*(found[0] if found else ()))
        marks.wrong("1/m" if found and not any(found[0]) else "the sum")
        return None
    (pair, who), c = counted
    if not found:
        marks.say(pair, who)
        marks.wrong("the sum")
        return None
    rows, (k,) = found

    def fits(k):
        return next(
            (
                row
                for row in AVERAGE.rows
                if all(box.same(k * c_m, row.filler(m, sizes), 10) for c_m, m in zip(c, COUNTS))
                and box.same(k, row.filler(1, sizes), 10)
            ),
            None,
        )

    numbers = [(row, row.filler) for row in BEFORE.rows] + [(NO_MINUS, -row.filler) for row in BEFORE.rows[2:]]
    numbers += [(TIMES_SUM.times(k), k)]
    before, number, average = next(
        ((row, s, fits(k / s)) for row, s in numbers if fits(k / s) is not None), (None, 0, None)
    )
    if average is None:
        marks.say(pair, who, *rows)
        marks.wrong("1/m")
        return None
    loss, bias, unit, out = rows
    inner = (unit, out) if unit is out else (unit.only("in the hidden layers"), out.only("at the output"))
    forward = [_in_sum(row) for row in (bias, *inner)]
    marks.say(loss, pair, who, before, average, *forward)

    def explained(Theta, X, Y):
        h = output(Theta, X, bias, unit, out).T
        each = added(pair, who, h, Y, lambda h, y: loss.filler(h[:, None], y[:, None]))
        return number * average.filler(len(X), sizes_of(Theta)) * each

    return explained


def _in_sum(row):
    """A mistake of going forward, where it shows in the sum."""
    return replace(row, place=LOSS) if row else LOSS.right


# ---------------------------------------------------------------- what the numerical gradient does

SMALL = (2, 2, 2)
TRIES = [(1.5, 0.3), (0.0, 0.3), (1.5, 0.17)]  # λ, ε


def numerical_gradient(f):
    """Mark f(Theta, X, Y, lambda_, epsilon). Gives Marks."""
    marks, box = Marks("J", "the slope"), Box(f, by_layer("D", lambda given: given[0]))
    sizes = SMALL
    Theta, (X, Y) = theta(sizes), data(sizes, 3)
    try:
        mine = {key: flat(box(Theta, X, Y, *key)) for key in TRIES}
    except Stopped:
        return marks
    if not any(map(np.any, mine.values())):
        marks.say(SAME_SIDES)
        marks.certain = True
        return marks
    unused = box.same(mine[TRIES[0]], mine[TRIES[2]], 1e-3)
    for step in (1e-3, 1e-4, 1e-5, 1e-2, 0.1, 1.0, 1e-6) if unused else (None,):
        for nudge in NUDGE.rows:
            if found := _explain_slopes(box, mine, SIDES.rows[: None if nudge is NUDGE.right else 1], nudge, step):
                _say_slopes(marks, *found, nudge, unused)
                marks.certain = True
                if not box.runs(theta((3, 2)), *data((3, 2), 2), 1.0, 0.3):
                    marks.say(at.THREE_LAYERS)
                settle(box, marks)
                return marks
            if unused:
                break
    right = {key: _differences(SIDES.right, NUDGE.right, key[1]) for key in TRIES}
    cases = [(mine[key], right[key], *key) for key in TRIES]

    def J(_, made, r, e):
        return DIVISOR.right.filler(e) * sum(c * made[:, i] for i, c in HEIGHT.right.filler(r, 3).items())

    found = fit(box, cases, J, SIDES.rows[:1], scaled=True, slack=100)
    if found and all(box.same(k, found[1][0], 100) for k in found[1]):
        marks.say(at.TIMES_D.times(found[1][0]))
        marks.certain = True
        return marks
    marks.wrong("the slope")
    return marks


def _say_slopes(marks, side, height, divisor, nudge, unused):
    if side in (ONE_SIDED, BACKWARD):
        divisor = {BY_EPSILON: DIVISOR.right, DIVISOR.right: HALVED_WAY}.get(divisor, divisor)
        side = SIDES.right if divisor is HALVED_WAY else side
    if side is HALF_STEP and divisor is BY_EPSILON:
        divisor = DIVISOR.right
    marks.say(nudge, side, divisor, *([NOT_USED] if unused else []))
    marks.say(height if height.line == "J" else replace(height, place=HEIGHT))


@cache
def _differences(side, nudge, step):
    """Of each part of J by itself, for a step."""
    sizes = SMALL
    Theta, (X, Y) = theta(sizes), data(sizes, 3)

    def J(T):
        h = output(T, X)
        return np.array([part(h, Y, T) for part in (PARTS if nudge is NUDGE.right else PARTS[: PEN + 1])])

    return nudge.filler(Theta, J, side.filler[0] * step, side.filler[1] * step)


def _explain_slopes(box, mine, sides, nudge, step):
    """(the rows of the sides, of J and of the divisor) with which these nudges give the learner's numbers, or None."""
    cases = [(mine[r, e], r, step or e) for r, e in TRIES]

    def make(rows, r, e):
        side, height, divisor = rows
        made = _differences(side, nudge, e)
        return divisor.filler(e) * sum(c * made[:, i] for i, c in height.filler(r, 3).items())

    most, heights = 3, HEIGHT.rows
    if nudge is not NUDGE.right:  # with the penalty of J as it is
        most, heights = 1, [row for row in heights if max(row.filler(1.0, 1)) <= PEN]
    found = fit(box, cases, make, sides, heights, DIVISOR, slack=3e3 if step else 30, most=most)
    return found and found[0]
