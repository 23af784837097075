"""Line 3: mistakes of output_error."""

import numpy as np

from bpkit.check.catalogue.entries import mistake


def _output_mistake(name, sentence, question, pointer, formula):
    mistake("output_error", name, sentence, question, pointer)(formula)


_output_mistake(
    "y − a in place of a − y",
    "This is what you get with the sign turned round: y − a.",
    "If the output is too large, should δ be positive or negative?",
    "δ is a derivative: raising z raises the cost when a is above y.",
    lambda a_L, y: y - a_L,
)
_output_mistake(
    "g′ at the output",
    "This is (a − y) .* a .* (1 − a): right for the squared error, not for this cost.",
    "Which cost is it whose derivative you take?",
    "The derivative of the cross-entropy has a(1 − a) below the line, and it cancels g′.",
    lambda a_L, y: (a_L - y) * a_L * (1 - a_L),
)
_output_mistake(
    "y − a, and g′ at the output",
    "This is (y − a) .* a .* (1 − a): the sign is turned round, and g′ does not belong here.",
    "Which cost is it whose derivative you take, and by which sign does it change?",
    "For the cross-entropy nothing is left but a difference; which way round?",
    lambda a_L, y: (y - a_L) * a_L * (1 - a_L),
)
_output_mistake(
    "the error is squared",
    "This is (a − y)²: a cost, not its derivative.",
    "Can δ be negative? Can yours?",
    "Line 3 has no square.",
    lambda a_L, y: (a_L - y) ** 2,
)
_output_mistake(
    "half the squared error",
    "This is ½ (a − y)²: a cost, not its derivative.",
    "Can δ be negative? Can yours?",
    "Line 3 has no square.",
    lambda a_L, y: (a_L - y) ** 2 / 2,
)
_output_mistake(
    "the sign is lost",
    "This is |a − y|: the size of the error without its sign.",
    "How would a weight know which way to move?",
    "Leave out the absolute value.",
    lambda a_L, y: np.abs(a_L - y),
)
_output_mistake(
    "the derivative by a in place of z",
    "This is (a − y) / (a (1 − a)): the derivative by a⁽ᴸ⁾, not by z⁽ᴸ⁾.",
    "δ is the derivative of the cost by which quantity?",
    "Go on through g: multiply by g′(z) = a (1 − a), and see what cancels.",
    lambda a_L, y: (a_L - y) / (a_L * (1 - a_L)),
)
_output_mistake(
    "twice the difference",
    "This is 2 (a − y).",
    "Where would the 2 come from?",
    "The 2 comes from a square, and this cost has none.",
    lambda a_L, y: 2 * (a_L - y),
)
_output_mistake(
    "the cost in place of its derivative",
    "This is the cross-entropy of each output, not δ.",
    "What does line 3 ask for: how large the cost is, or how it changes?",
    "Take the derivative by z⁽ᴸ⁾: only a difference is left.",
    lambda a_L, y: -(y * np.log(a_L) + (1 - y) * np.log(1 - a_L)),
)
_output_mistake(
    "the average over the examples",
    "This is (a − y) / m.",
    "In which line of the algorithm does 1/m stand?",
    "δ belongs to one example; 1/m comes after the loop.",
    lambda a_L, y: (a_L - y) / np.shape(a_L)[1],
)
_output_mistake(
    "the errors are added up over the outputs",
    "This is one number for each example: the sum over the output units.",
    "How many rows has δ⁽ᴸ⁾?",
    "Each output unit keeps its own δ.",
    lambda a_L, y: np.sum(a_L - y, axis=0, keepdims=True),
)
_output_mistake(
    "y is forgotten",
    "This is a⁽ᴸ⁾ itself.",
    "What would δ be for a right answer?",
    "Compare a⁽ᴸ⁾ with y.",
    lambda a_L, y: a_L + 0.0,
)

for _name, _sentence, _question, _pointer, _formula in (
    *(
        (
            "the examples are added up",
            "This sums a − y over the examples.",
            "How many columns has δ⁽ᴸ⁾?",
            "Each example keeps its own column; line 5 sums.",
            formula,
        )
        for formula in (lambda a_L, y: (a_L - y).sum(axis=1), lambda a_L, y: (a_L - y).sum(axis=1, keepdims=True))
    ),
    *(
        (
            "the mean over the examples",
            "This averages a − y over the examples.",
            "How many columns has δ⁽ᴸ⁾?",
            "Each example keeps its own column.",
            formula,
        )
        for formula in (lambda a_L, y: (a_L - y).mean(axis=1), lambda a_L, y: (a_L - y).mean(axis=1, keepdims=True))
    ),
    *(
        (
            "one number for everything",
            "This is one number for all outputs and examples together.",
            "How many rows has δ⁽ᴸ⁾?",
            "Neither sum nor mean: each output of each example keeps its own δ.",
            formula,
        )
        for formula in (
            lambda a_L, y: np.mean(a_L - y),
            lambda a_L, y: np.sum(a_L - y),
            lambda a_L, y: np.mean((a_L - y) ** 2),
        )
    ),
    (
        "a is rounded first",
        "This is the decision, 0 or 1, minus y.",
        "Is an output of 0.6 as good as one of 0.9?",
        "Use a⁽ᴸ⁾ as it is.",
        lambda a_L, y: (a_L >= 0.5) - y,
    ),
    (
        "the number of the class in place of y",
        "This subtracts the index of the largest y, not y.",
        "Which y belongs to output k?",
        "Subtract y row by row: it has a row for each output.",
        lambda a_L, y: a_L - np.argmax(y, axis=0),
    ),
    (
        "y is transposed",
        "This is a − yᵀ, which numpy stretches to a square.",
        "Which shapes have a_L and y?",
        "Both are (K, m): subtract them as they are.",
        lambda a_L, y: a_L - y.T,
    ),
    *(
        (
            "the first output is taken for a bias unit",
            "Row 0 of a⁽ᴸ⁾ is dropped, but the output layer has no bias unit.",
            "Which layers have a bias unit?",
            "All rows of a⁽ᴸ⁾ are outputs.",
            formula,
        )
        for formula in (lambda a_L, y: a_L[1:] - y, lambda a_L, y: a_L[1:] - y[1:])
    ),
    (
        "g′ in place of the difference",
        "This is a (1 − a): y is not in it.",
        "What would δ be for a right answer?",
        "Line 3 is a − y.",
        lambda a_L, y: a_L * (1 - a_L),
    ),
    (
        "g is applied once more",
        "This is g(a) − y.",
        "What has been applied to z to give a?",
        "a_L has gone through g already.",
        lambda a_L, y: 1 / (1 + np.exp(-a_L)) - y,
    ),
    (
        "g′ of a at the output",
        "This is (a − y) .* g(a) .* (1 − g(a)): no g′ belongs here, and a has gone through g already.",
        "Which cost is it whose derivative you take?",
        "Line 3 is a − y.",
        lambda a_L, y: (a_L - y) * np.exp(-a_L) / (1 + np.exp(-a_L)) ** 2,
    ),
    (
        "an example is a row",
        "These are the right numbers, but transposed.",
        "Is an example a row or a column of a_L?",
        "Hand back the shape of a_L.",
        lambda a_L, y: (a_L - y).T,
    ),
    (
        "a + y in place of a − y",
        "This is a + y: a sum, not a difference.",
        "What would δ be for a right answer?",
        "Line 3 is a difference.",
        lambda a_L, y: a_L + y,
    ),
    (
        "the part of y = 0 is missing",
        "This is −y/a: the derivative of −y log a by a, without the other part, and not yet by z.",
        "Which part of the cost counts for y = 0? And δ is the derivative by which quantity?",
        "Take both parts, and go on through g: only a difference is left.",
        lambda a_L, y: -y / a_L,
    ),
    *(
        (
            "half of the cost is forgotten",
            sentence,
            "Which part of the cost counts for y = 0, and which for y = 1?",
            "The derivatives of both parts by z together are a − y.",
            formula,
        )
        for sentence, formula in (
            ("This is y (a − 1), the derivative of −y log a alone.", lambda a_L, y: y * (a_L - 1)),
            ("This is (1 − y) a, the derivative of −(1 − y) log(1 − a) alone.", lambda a_L, y: (1 - y) * a_L),
        )
    ),
    (
        "z in place of a",
        "This is z − y.",
        "What has to be compared with y: z, or the output g(z)?",
        "Line 3 has a⁽ᴸ⁾.",
        lambda a_L, y: np.log(a_L / (1 - a_L)) - y,
    ),
    (
        "half of g′ at the output",
        "This is (a − y) .* a.",
        "Which cost is it whose derivative you take?",
        "Line 3 is a − y, and no more.",
        lambda a_L, y: (a_L - y) * a_L,
    ),
    (
        "half of g′ at the output",
        "This is (a − y) .* (1 − a).",
        "Which cost is it whose derivative you take?",
        "Line 3 is a − y, and no more.",
        lambda a_L, y: (a_L - y) * (1 - a_L),
    ),
    (
        "times y",
        "This is (a − y) .* y: outputs that should be 0 have no error.",
        "What is δ where y = 0 and the output is 0.9?",
        "Line 3 is a − y, and no more.",
        lambda a_L, y: (a_L - y) * y,
    ),
    (
        "brackets are missing round a − y",
        "This is a − y a (1 − a): the product comes before the difference. And no g′ belongs here.",
        "In which order does Python compute a - y * a * (1 - a)?",
        "Line 3 is a − y, and no more.",
        lambda a_L, y: a_L - y * a_L * (1 - a_L),
    ),
    (
        "a row for a bias unit is added",
        "δ⁽ᴸ⁾ has a row of zeros on top, but the output layer has no bias unit.",
        "How many rows has a⁽ᴸ⁾?",
        "One row for each output: a − y, and no more.",
        lambda a_L, y: np.vstack([np.zeros(a_L.shape[1]), a_L - y]),
    ),
    (
        "the largest y is taken for 1",
        "1 is subtracted where y is largest, and 0 elsewhere: right for one-hot y only.",
        "What if y is 0 in every row, or 0.5?",
        "Subtract y itself.",
        lambda a_L, y: a_L - np.eye(len(y))[:, y.argmax(axis=0)],
    ),
    (
        "the difference from 1",
        "This is a − 1, whatever y is.",
        "What would δ be for y = 0 and an output of 0?",
        "Compare with y, not with 1.",
        lambda a_L, y: a_L - 1,
    ),
    (
        "a times y",
        "This is a product, not a difference.",
        "What would δ be for a right answer?",
        "Line 3 is a − y.",
        lambda a_L, y: a_L * y,
    ),
    (
        "softmax of the outputs",
        "This puts a⁽ᴸ⁾ through softmax before y is subtracted.",
        "Must the outputs of this network add up to 1?",
        "Use a⁽ᴸ⁾ as it is.",
        lambda a_L, y: np.exp(a_L) / np.exp(a_L).sum(axis=0) - y,
    ),
):
    _output_mistake(_name, _sentence, _question, _pointer, _formula)
