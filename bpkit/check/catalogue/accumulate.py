"""Line 5: mistakes of accumulate."""

import numpy as np

from bpkit.check.catalogue.entries import mistake


def _sum_mistake(name, sentence, question, pointer, one):
    @mistake("accumulate", name, sentence, question, pointer)
    def _(Delta, delta, a):
        return {l: one(Delta[l], delta, a, l) for l in Delta}


for _kept in (slice(None), slice(-1, None)):  # by the sum over the columns, or by each column again
    _sum_mistake(
        "Δ is overwritten",
        "This is δaᵀ alone: what Δ held before is lost.",
        "What is in Δ after the second example?",
        "Line 5 has Δ on both sides.",
        lambda Delta, delta, a, l, kept=_kept: delta[l + 1][:, kept] @ a[l][:, kept].T,
    )
_sum_mistake(
    "nothing is added",
    "Δ comes back as it was.",
    "What does this example add?",
    "Add δaᵀ, and hand the result back.",
    lambda Delta, delta, a, l: Delta + 0.0,
)
_sum_mistake(
    "subtracted, not added",
    "This is Δ − δaᵀ.",
    "Is Δ a sum, or is it a step downhill?",
    "Line 5 adds; the minus sign belongs to gradient descent.",
    lambda Delta, delta, a, l: Delta - delta[l + 1] @ a[l].T,
)
_sum_mistake(
    "the bias column is left out",
    "Column 0 of Δ gets nothing, but the derivative by a bias weight is δ itself.",
    "a₀ is 1. What is δ times 1?",
    "Use a[l] with its bias row.",
    lambda Delta, delta, a, l: Delta + np.hstack([np.zeros((len(Delta), 1)), delta[l + 1] @ a[l][1:].T]),
)
_sum_mistake(
    "the bias column comes last",
    "The columns are in the wrong order: the one of the bias unit is last.",
    "Which column of Δ belongs to the bias unit?",
    "Column 0, as in Theta.",
    lambda Delta, delta, a, l: Delta + delta[l + 1] @ np.vstack([a[l][1:], a[l][:1]]).T,
)
_sum_mistake(
    "the average over the columns",
    "This adds δaᵀ / m.",
    "In which line does 1/m stand?",
    "Δ is a sum; 1/m comes after the loop.",
    lambda Delta, delta, a, l: Delta + delta[l + 1] @ a[l].T / a[l].shape[1],
)
_sum_mistake(
    "added twice",
    "This adds δaᵀ two times.",
    "How often does line 5 run for an example?",
    "Once for each layer.",
    lambda Delta, delta, a, l: Delta + 2 * delta[l + 1] @ a[l].T,
)
_sum_mistake(
    "a is forgotten",
    "This adds δ to every column, without a.",
    "If a unit gave out 0, did its weight have a part in the error?",
    "Multiply: entry ij is δ_i times a_j.",
    lambda Delta, delta, a, l: Delta + delta[l + 1].sum(axis=1, keepdims=True),
)
_sum_mistake(
    "δ is forgotten",
    "This adds a to every row, without δ.",
    "What tells row i of Δ about the error of unit i?",
    "Multiply: entry ij is δ_i times a_j.",
    lambda Delta, delta, a, l: Delta + a[l].sum(axis=1),
)
_sum_mistake(
    "the product is transposed",
    "This is a δᵀ in place of δ aᵀ, which fits by chance only.",
    "Which index of Δ_ij is the unit that the weight leads to?",
    "Rows belong to δ, columns to a.",
    lambda Delta, delta, a, l: sum(np.stack([Delta, a[l] @ delta[l + 1].T])),  # stack does not stretch a row
)
_sum_mistake(
    "Δ is handed back transposed",
    "These are the right numbers, but transposed: a δᵀ.",
    "Which shape has Δ⁽ˡ⁾?",
    "The shape of Theta[l]: a row for each unit of layer l + 1.",
    lambda Delta, delta, a, l: Delta.T + a[l] @ delta[l + 1].T,
)

for _name, _sentence, _question, _pointer, _one in (
    (
        "a of the next layer",
        "This is δ⁽ˡ⁺¹⁾ with a⁽ˡ⁺¹⁾, which fits by chance only.",
        "From which layer does the weight Θ_ij⁽ˡ⁾ come?",
        "δ of layer l + 1 with a of layer l.",
        lambda D, d, a, l: D + d[l + 1] @ a[l + 1].T,
    ),
    (
        "δ of the same layer",
        "This takes delta[l] for Δ⁽ˡ⁾, and there is no delta[1].",
        "To which layer does the weight Θ_ij⁽ˡ⁾ lead?",
        "δ of layer l + 1 with a of layer l.",
        lambda D, d, a, l: D + d[l] @ a[l].T,
    ),
    (
        "the bias column is 0",
        "Column 0 of Δ is set to 0, but the derivative by a bias weight is δ itself.",
        "a₀ is 1. What is δ times 1?",
        "Column 0 is summed like the others.",
        lambda D, d, a, l: (D + d[l + 1] @ a[l].T) * (np.arange(D.shape[1]) > 0),
    ),
    (
        "all of Δ is divided by m",
        "This is (Δ + δaᵀ) / m.",
        "In which line does 1/m stand?",
        "Δ is a sum; 1/m comes after the loop.",
        lambda D, d, a, l: (D + d[l + 1] @ a[l].T) / a[l].shape[1],
    ),
    (
        "the sums are multiplied",
        "δ and a were summed over the examples first, and multiplied then.",
        "Is a sum of products the product of the sums?",
        "δaᵀ for each example, then the sum: the matrix product does both.",
        lambda D, d, a, l: D + np.outer(d[l + 1].sum(axis=1), a[l].sum(axis=1)),
    ),
    (
        "only the first example is added",
        "Of the columns only the first is added.",
        "How many examples are columns here?",
        "Add δaᵀ of every column.",
        lambda D, d, a, l: D + np.outer(d[l + 1][:, 0], a[l][:, 0]),
    ),
    (
        "only the last example is added",
        "Of the columns only the last is added to Δ.",
        "What is left of the column before?",
        "In a loop over the columns, each adds to what the one before has left.",
        lambda D, d, a, l: D + np.outer(d[l + 1][:, -1], a[l][:, -1]),
    ),
    (
        "Δ itself is added once more",
        "This is 2Δ + δaᵀ.",
        "What does += do with Delta on its right side?",
        "Δ stands once on the right.",
        lambda D, d, a, l: 2 * D + d[l + 1] @ a[l].T,
    ),
    (
        "a (1 − a) in place of a",
        "This is δ with a (1 − a): g′ does not belong in line 5.",
        "Which line has a (1 − a)?",
        "δ has g′ in it already.",
        lambda D, d, a, l: D + d[l + 1] @ (a[l] * (1 - a[l])).T,
    ),
    (
        "reshaped, not transposed",
        "This is a δᵀ, filled row by row into the shape of Δ: the numbers stand in wrong places.",
        "Does reshape swap rows and columns?",
        ".T transposes; or compute δaᵀ, which has the shape.",
        lambda D, d, a, l: D + (a[l] @ d[l + 1].T).reshape(D.shape),
    ),
    (
        "g′ once more",
        "This is δ with a .* a (1 − a): δ has its g′ already.",
        "Which line has a (1 − a)?",
        "Line 5 is δaᵀ, and no more.",
        lambda D, d, a, l: D + d[l + 1] @ (a[l] * a[l] * (1 - a[l])).T,
    ),
    (
        "element by element, not the matrix product",
        "This is δ .* a, element by element, which fits by chance only.",
        "Which shape has Δ⁽ˡ⁾?",
        "A column times a row: delta[l + 1] @ a[l].T.",
        lambda D, d, a, l: D + d[l + 1] * a[l],
    ),
    (
        "only the last layer is done",
        "Only the last Δ has grown.",
        "For which l does line 5 stand?",
        "For all of them.",
        lambda D, d, a, l: D + d[l + 1] @ a[l].T * (l == max(d) - 1),
    ),
    (
        "the last layer is left out",
        "The last Δ has not grown.",
        "What is the last l of your loop?",
        "range(1, L) ends with L − 1.",
        lambda D, d, a, l: D + d[l + 1] @ a[l].T * (l < max(d) - 1),
    ),
    (
        "only the first layer is done",
        "Only Δ⁽¹⁾ has grown, as when the return stands inside the loop.",
        "When does a function end?",
        "return after the loop.",
        lambda D, d, a, l: D + d[l + 1] @ a[l].T * (l == 1),
    ),
    (
        "Δ is overwritten by the average",
        "This is δaᵀ / m alone: what Δ held before is lost.",
        "What is in Δ after the second example?",
        "Δ on both sides, and no 1/m here.",
        lambda D, d, a, l: d[l + 1] @ a[l].T / a[l].shape[1],
    ),
    (
        "subtracted, and the average over the columns",
        "This is Δ − δaᵀ / m: a step of gradient descent, not a sum.",
        "Is Δ a sum, or is it a step downhill?",
        "Line 5 adds, and has no 1/m.",
        lambda D, d, a, l: D - d[l + 1] @ a[l].T / a[l].shape[1],
    ),
    *(
        (
            "multiplied, not added",
            "This is Δ .* δaᵀ.",
            "What is 0 times anything, in the first example?",
            "Line 5 adds.",
            one,
        )
        for one in (  # at once, or column by column
            lambda D, d, a, l: D * (d[l + 1] @ a[l].T),
            lambda D, d, a, l: D * np.prod(d[l + 1][:, None] * a[l], axis=2),
        )
    ),
    *(
        (
            "1 is added in the bias column",
            "Column 0 grows by 1, without δ.",
            "a₀ is 1. What is δ times 1?",
            "Column 0 is δ times a₀, like the others.",
            one,
        )
        for one in (
            lambda D, d, a, l: np.hstack([D[:, :1] + 1, (D + d[l + 1] @ a[l].T)[:, 1:]]),
            lambda D, d, a, l: np.hstack([D[:, :1] + a[l].shape[1], (D + d[l + 1] @ a[l].T)[:, 1:]]),
        )
    ),
    (
        "z in place of a",
        "This is δ with z: what goes into the units, not what comes out.",
        "A weight multiplies what comes out of a unit. Is that z or a?",
        "a[l], with its row of ones.",
        lambda D, d, a, l: (
            D + d[l + 1] @ (np.vstack([a[l][:1], np.log(a[l][1:] / (1 - a[l][1:]))]) if l > 1 else a[l]).T
        ),
    ),
):
    _sum_mistake(_name, _sentence, _question, _pointer, _one)


@mistake(
    "accumulate",
    "the layers are counted too high",
    "The numbers are right, but each stands one layer too high.",
    "Which number has the Δ of the weights between layers 1 and 2?",
    "Δ⁽ˡ⁾ belongs to Θ⁽ˡ⁾: its key is l, not l + 1.",
)
def _(Delta, delta, a):
    return {l + 1: Delta[l] + delta[l + 1] @ a[l].T for l in Delta}


@mistake(
    "accumulate",
    "the product is transposed",
    "This is a δᵀ in place of δ aᵀ, which fits by chance only.",
    "Which index of Δ_ij is the unit that the weight leads to?",
    "Rows belong to δ, columns to a.",
    told_by="misfit",
)
def _(Delta, delta, a):
    return {l: Delta[l] + a[l] @ delta[l + 1].T for l in Delta}
