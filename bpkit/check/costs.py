"""The mistakes of the cost J and of the numerical gradient: a table for each place."""

from functools import partial

import numpy as np

from bpkit.check import places as at
from bpkit.check import rows
from bpkit.check.whole import Whole
from bpkit.training import roll_up, unroll

Place = partial(rows.Place, globals())
COST = "-(1/m) Σ [y log h + (1 − y) log(1 − h)] + λ/(2m) Σ Θ[l][:, 1:]²."
SMALL = (2, 2, 2)  # the network whose slopes are measured
SLOPES = "(J(Θ + ε) − J(Θ − ε)) / (2ε), for each weight alone."


def entropy(h, y):
    return -(y * np.log(h) + (1 - y) * np.log(1 - h)).sum()


def squares(Theta, spared=at.SPARED.right.filler):
    return sum((T**2 * at.there(spared, T.shape, l, len(Theta) + 1)).sum() for l, T in Theta.items())


def output(Theta, X, bias=at.BIAS.right, unit=at.UNIT.right, out=at.UNIT.right):
    return Whole(first=bias, bias=bias, unit=unit, out=out).forward(Theta, X.T)[1][len(Theta) + 1]


# fmt: off
# ---------------------------------------------------------------- J

WHICH_COST = "Which cost does this algorithm minimize?"
# h and y of one example, as columns -> its cost
LOSS = Place("the sum", COST, "h, y: entropy(h, y)", "What is the cost of one output, for y = 1 and for y = 0?",
    "−y log h − (1 − y) log(1 − h), added up.")
LOSS("(1 − y) log(1 − h) is missing", "Only the part y log h is there.", "-(y * np.log(h)).sum()",
    "What does an output cost where y is 0?")
LOSS("y log h is missing", "Only the part (1 − y) log(1 − h) is there.", "-((1 - y) * np.log(1 - h)).sum()",
    "What does an output cost where y is 1?")
LOSS("the minus is for the first part only", "The part (1 − y) log(1 − h) has the wrong sign.",
    "-(y * np.log(h) - (1 - y) * np.log(1 - h)).sum()", "How far does the minus before the sum reach?",
    "Brackets round the whole sum.")
LOSS("h and y are swapped", "h and y have changed places: h log y in place of y log h.",
    "-(h * np.log(y) + (1 - h) * np.log(1 - y)).sum()", "Of which of the two is the logarithm taken?",
    "y log h: y may be 0, h never.")
LOSS("the squared error", "This is the squared error, or half of it, not the cross-entropy.",
    ["((h - y) ** 2).sum()", "((h - y) ** 2).sum() / 2"], WHICH_COST)
LOSS("the absolute error", "This is |h − y|, which is not the cross-entropy.", "np.abs(h - y).sum()", WHICH_COST)
LOSS("the errors are not squared", "This adds up h − y: errors of both signs cancel.", "(h - y).sum()", WHICH_COST)
LOSS("the length of the error", "This is the root of the squared error.", "np.sqrt(((h - y) ** 2).sum())", WHICH_COST)
LOSS("every output with every other",
    "Here y of each output also meets h of the others: only the diagonal of the product is meant.",
    "-(y.sum(0) * np.log(h).sum(0) + (1 - y).sum(0) * np.log(1 - h).sum(0)).sum()", "Which y belongs to output k?",
    "Multiply element by element, then sum.")
LOSS("log h in both parts", "This is −log h whatever y is.", "-np.log(h).sum()",
    "What does an output cost where y is 0?")
LOSS("h and 1 − h have changed places", "This has y log(1 − h) + (1 − y) log h.",
    "-(y * np.log(1 - h) + (1 - y) * np.log(h)).sum()", "What should an h near 1 cost, for y = 1?")
LOSS("1 − log h in place of log(1 − h)", "A bracket is in the wrong place.",
    "-(y * np.log(h) + (1 - y) * (1 - np.log(h))).sum()", "Of what is the second logarithm taken?", "log(1 − h).")
LOSS("brackets are missing round 1 − y", "This has 1 − y log(1 − h): brackets are missing.",
    "-(y * np.log(h) + 1 - y * np.log(1 - h)).sum()", "In which order does Python compute 1 - y * log?",
    "(1 − y) log(1 − h).")
LOSS("only the output of the true class counts", "This is −log h of the class with the largest y.",
    "-np.log(h[y.argmax(0), np.arange(h.shape[1])]).sum()", "What do the outputs cost that should be 0?")
LOSS("only the first output counts", "Of the sum over the outputs one part is left.", "entropy(h[:1], y[:1])",
    "Over what does J sum?", "Over all outputs, and all examples.")
LOSS("only the last output counts", "Of the sum over the outputs one part is left.", "entropy(h[-1:], y[-1:])",
    "Over what does J sum?", "Over all outputs, and all examples.")
LOSS("the outputs alone", "This adds up h: y is not in it.", "h.sum()", "Where does y come in?")
LOSS("the logarithm is forgotten", "This has h where log h is meant.", "-(y * h + (1 - y) * (1 - h)).sum()",
    "Where are the logarithms?")
LOSS("the share of wrong answers", "This counts wrong decisions: a step that has no useful slope.",
    ["1.0 * (h.argmax(0) != y.argmax(0)).sum()", "1.0 * (np.round(h) != np.round(y)).sum()"],
    "What happens to J when a weight moves a little?")
# what stands before the sum
BEFORE = Place("the sum", COST, 1.0, "Is log h positive or negative?",
    "−(1/m) before the sum, and the natural logarithm in it.")
NO_MINUS = BEFORE("the leading minus is missing",
    "The cross-entropy has the wrong sign: the minus before the sum is missing.", -1.0)
BEFORE("log to another base", "This has the logarithm to base 2, or to base 10, in place of the natural one.",
    [1 / np.log(2), 1 / np.log(10)], "Which logarithm is np.log?", "np.log is the natural one.")
TWICE_SUM = BEFORE("twice the sum", "The cross-entropy is twice too large.", 2.0, "Where would a 2 come from?")
TIMES_SUM = BEFORE.apart("{} times the sum", "The sum is right but for a number before it: {}.",
    "Where would the number come from?")
SHAPED = Place("the sum", COST, None, "How many numbers is J?", "Sum over the outputs and over the examples.")
FOR_EXAMPLES = SHAPED.apart("one number for each example", "J is one number, but this is one for each example.")
FOR_OUTPUTS = SHAPED.apart("one number for each output", "J is one number, but this is one for each output.")
FOR_ENTRIES = SHAPED.apart("one number for each entry",
    "J is one number, but this is one for each output of each example.")
CROSSWISE = Place("the sum", COST, "X, Y: (X, Y)", "Which row of Y belongs to column t of h?",
    "h has an example in each column: transpose Y, and multiply element by element.")
CROSSWISE("every example with every other",
    "Here y of each example also meets h of the others: only the diagonal of the product is meant.",
    "(np.repeat(X, len(Y), axis=0), np.tile(Y, (len(X), 1)))")
CROSSWISE.like(at.PAIR)
COUNTED = Place("the sum", COST, at.WHO.right.filler, "Over which examples does J sum?", "Over all of them: range(m).")
COUNTED.like(at.WHO)
COUNTED.rows = [row.of_J() for row in COUNTED.rows]
AVERAGE = Place("1/m", COST, at.MEAN.right.filler, "Is J a sum over the examples, or an average?",
    "1/m before the sum.")
AVERAGE.like(at.MEAN)
# Θ -> what λ multiplies; λ, m -> what stands before that
SQUARES = Place("λ", COST, "Theta: squares(Theta)", "Which weights does the penalty add up, and how?",
    "The squares of all weights but those of column 0.")
SQUARES.like(at.SPARED, lambda spared: lambda Theta: squares(Theta, spared))
BIAS_TOO = SQUARES.rows[at.SPARED.rows.index(at.BIAS_TOO)]
SQUARES("the weights are not squared", "The penalty sums the weights, not their squares.",
    ["sum(T[:, 1:].sum() for T in Theta.values())", "sum(T.sum() for T in Theta.values())"],
    "What does a weight of −3 add?")
SQUARES("absolute values in the penalty", "The penalty sums |Θ|, not Θ².",
    ["sum(np.abs(T[:, 1:]).sum() for T in Theta.values())", "sum(np.abs(T).sum() for T in Theta.values())"])
SQUARES("the sum is squared, not the weights", "The penalty is (ΣΘ)², of all or of each layer, not ΣΘ².",
    ["sum(T[:, 1:].sum() for T in Theta.values()) ** 2", "sum(T[:, 1:].sum() ** 2 for T in Theta.values())"],
    "Which comes first: the square, or the sum?")
SQUARES("the square root of the squares in the penalty", "The penalty sums the length of each matrix, √ΣΘ², not ΣΘ².",
    ["sum((T[:, 1:] ** 2).sum() ** 0.5 for T in Theta.values())", "squares(Theta) ** 0.5"])
SQUARES("Θ is forgotten in the penalty", "λ stands alone: it is not multiplied by the squares.", "1.0")
RATE = Place("λ", COST, "r, m, s: r / (2 * m)", "By what is λ divided?", "λ/2m, once, after the sum over the examples.")
TWICE_RATE = RATE("λ/m in place of λ/2m", "The penalty is twice too large: λ/m in place of λ/2m.", "r / m")
RATE_NO_MEAN = RATE("the penalty is not divided by m",
    "The penalty is λ/2 times the squares: 1/m is missing there, or it is added in each turn of the loop.", "r / 2")
RATE("λ alone before the penalty", "The penalty is λ times the squares: 1/(2m) is missing.", "r")
RATE("brackets are missing round 2m", "This is λ/2 times m: brackets are missing.", "r / 2 * m")
RATE("the penalty is divided by m twice",
    "The penalty is λ/(2m²) times the squares: 1/m stands before it, and before the whole once more.", "r / (2 * m**2)")
RATE("the penalty is multiplied by m", "The penalty is λm times the squares.", "r * m")
RATE("λ/4m in place of λ/2m", "The penalty is half as large as it should be.", "r / (4 * m)")
RATE("λ/m² before the penalty", "The penalty is λ/m² times the squares.", "r / m**2")
RATE("λ² before the squares", "The penalty is λ²/2m times the squares.", "r**2 / (2 * m)")
RATE("the penalty is inside the sum",
    "The penalty was added to the cost of each output of each example before they were summed.",
    ["r * s[-1] / 2", "r * s[-1] / (2 * m)"], "How often does the penalty come in?", "Once, after the sum.")
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
PARTS += [lambda h, Y, Theta, at=at: entropy(h[:, at], Y[at].T) for at in (slice(1), slice(-1, None))]
PARTS += [lambda h, Y, Theta, row=row: row.filler(Theta) for row in SQUARES.rows]
CE, OUTPUT, ERROR, FIRST, LAST, PEN = range(6)
HEIGHT = Place("J", SLOPES, "r, m: {CE: 1 / m, PEN: r / 2 / m}", "The slope of which function is it?",
    "J with all its parts, as cost gives it.")
HEIGHT("λ is forgotten", "This is the slope of J for λ = 0.", "{CE: 1 / m}",
    "Does your result depend on λ?", "Hand λ on to cost.")
HEIGHT("the slope of m J", "This is m times too large: comparable with Δ, not with D.", "{CE: 1, PEN: r / 2}",
    "Is J a sum, or an average?", "1/m, once.")
HEIGHT("the cross-entropy is not divided by m", "1/m is missing before the cross-entropy.", "{CE: 1, PEN: r / 2 / m}",
    "Is J a sum, or an average?", "1/m before the sum.")
HEIGHT("1/m and λ are forgotten", "This is the slope of the sum over the examples alone.", "{CE: 1}",
    "Is J a sum, or an average?", "1/m before the sum, and the penalty.")
HEIGHT("the slope of the penalty alone", "The cross-entropy is not in it.", "{PEN: r / 2 / m}")
HEIGHT("the slope of the output, not of J", "h was nudged, not the cost.", "{OUTPUT: 1}")
HEIGHT("J of one example alone", "The cost is asked of the first example, or the last, not of all.",
    ["{FIRST: 1, PEN: r / 2}", "{FIRST: 1}", "{FIRST: 1 / m, PEN: r / 2 / m}", "{LAST: 1, PEN: r / 2}", "{LAST: 1}",
    "{LAST: 1 / m, PEN: r / 2 / m}"], "Over which examples does J add?", "All of X and Y go to cost.")
HEIGHT("the slope of the squared error", "This is not the slope of the cross-entropy.",
    ["{ERROR: 1 / m, PEN: r / 2 / m}", "{ERROR: 1 / 2 / m, PEN: r / 2 / m}", "{ERROR: 1 / m}", "{ERROR: 1 / 2 / m}"])
HEIGHT("the leading minus of J is missing", "The cross-entropy has the wrong sign.", "{CE: -1 / m, PEN: r / 2 / m}")
HEIGHT("the penalty is subtracted", "The penalty has the wrong sign.", "{CE: 1 / m, PEN: -r / 2 / m}")
for i, row in enumerate(SQUARES.rows[1:], 1):
    HEIGHT.again(row, lambda r, m, i=i: {CE: 1 / m, PEN + i: r / 2 / m})
for row in RATE.rows[1:]:
    HEIGHT.again(row, lambda r, m, row=row: {CE: 1 / m, PEN: row.filler(r, m, SMALL)})
# ε -> what the difference is multiplied by
DIVISOR = Place("the slope", SLOPES, "e: 1 / (2 * e)", "How far apart are the two weights?",
    "2ε, in brackets below the line.")
BY_EPSILON = DIVISOR("divided by ε, not by 2ε", "This is twice too large: divided by ε in place of 2ε.", "1 / e")
DIVISOR("divided by 2, then multiplied by ε", "This is (J(Θ + ε) − J(Θ − ε)) / 2 · ε: brackets are missing round 2ε.",
    "e / 2", "In which order does Python compute / 2 * epsilon?")
DIVISOR("not divided", "This is J(Θ + ε) − J(Θ − ε): the difference, not yet the slope.", "1.0")
DIVISOR("halved, not divided by 2ε", "This is half of J(Θ + ε) − J(Θ − ε): ε is missing below the line.", "0.5")
DIVISOR("multiplied by ε", "This is the difference times ε.", "e")
DIVISOR("divided by a square", "This is divided by the square of a step.", ["1 / e**2", "1 / (4 * e**2)"])
DIVISOR("divided by 2ε²", "This is divided by 2ε², not by 2ε.", "1 / (2 * e**2)")
DIVISOR("multiplied by 2ε, not divided", "This is (J(Θ + ε) − J(Θ − ε)) · 2ε.", "2 * e")
DIVISOR("divided by 4ε", "This is half of the slope.", "1 / (4 * e)")
DIVISOR("divided by √ε", "This is divided by the root of ε.", "e**-0.5")
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
    moved="self", stays=lambda up, down: 0, made=lambda high, low, here, e: high - low, there="True", onto=np.add
):
    """(Θ, J, the two steps) -> the difference of J for each weight, a row each.

    moved : what is nudged with a weight: a key of WITH. stays : by how much those before it are off. made : of the two
    J, J itself and ε. there : as in at.SPARED, 0 where it is not tried. onto : (weight, step) -> the nudged weight.
    """

    def way(Theta, J, up, down):
        w = unroll(Theta)
        where = np.array([(l, i, j) for l, T in Theta.items() for i, j in np.ndindex(*T.shape)])
        tried = unroll({l: at.there(at.SPARED.made(there), T.shape, l, len(Theta) + 1) for l, T in Theta.items()})
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


ALL_LAYERS = "For which l is it wanted?", "For all of them."
# Θ, J, the two steps -> the differences, for each weight
NUDGE = Place("the slope", SLOPES, differences(), "Which weights differ between your two J?",
    "One weight alone, and the others as they were.")
NUDGE("all weights at once", "All the weights of a layer, or all there are, were nudged together.",
    [differences("layer"), differences("all")])
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
    [differences(stays=lambda up, down: down), differences(stays=lambda up, down: up), differences("all before")], "",
    "Put it back: Theta[l][i, j] += epsilon.")
LOOP = "What are the first and the last value of your loop?", "range(n) goes from 0 to n − 1."
NUDGE("the bias column is left out", "Column 0 is 0: the bias weights were not tried.",
    differences(there="j > 0"), "Has J a slope along a bias weight?", "range(Theta[l].shape[1]).")
NUDGE("the last column is left out", "The last column is 0.", differences(there="j < s[1] - 1"), *LOOP)
NUDGE("the first row is left out", "The first row is 0.", differences(there="i > 0"), *LOOP)
NUDGE("the last row is left out", "The last row is 0.", differences(there="i < s[0] - 1"), *LOOP)
NUDGE("only the first layer is tried", "The other layers are 0.", differences(there="l == 1"), *ALL_LAYERS)
NUDGE("only the last layer is tried", "The other layers are 0.", differences(there="l == L - 1"), *ALL_LAYERS)
# fmt: on
