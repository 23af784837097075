"""Lines 6 and 7: mistakes of regularized_gradient."""

import numpy as np

from bpkit.check.catalogue.entries import mistake


def _gradient_mistake(name, sentence, question, pointer, rest, bias=None):
    """rest : D from Delta, Theta, m, λ for all columns; bias : for column 0, the right one unless told."""

    @mistake("regularized_gradient", name, sentence, question, pointer)
    def _(Delta, Theta, m, lambda_):
        D = {}
        for l in Theta:
            D[l] = rest(Delta[l], Theta[l], m, lambda_)
            D[l][:, 0] = (bias or (lambda Delta, Theta, m, lambda_: Delta / m))(Delta[l], Theta[l], m, lambda_)[:, 0]
        return D


def _right(Delta, Theta, m, lambda_):
    return (Delta + lambda_ * Theta) / m


def _slide(Delta, Theta, m, lambda_):
    return Delta / m + lambda_ * Theta


def _no_m(Delta, Theta, m, lambda_):
    return Delta + lambda_ * Theta


def _sum_alone(Delta, Theta, m, lambda_):
    return Delta + 0.0


_gradient_mistake(
    "the bias column is regularized too",
    "This is what you get when the bias column is regularized too.",
    "Which weights does the penalty in J leave out?",
    "Column j = 0 has a line of its own, without λ.",
    _right,
    _right,
)
_gradient_mistake(
    "(1/m)Δ + λΘ",
    "This is (1/m)Δ + λΘ, as on a well-known slide, or with λΘ added in each turn of the loop: once is enough, "
    "and for the λ/2m in J it needs the 1/m too.",
    "What is the derivative of (λ/2m) Θ²?",
    "1/m stands before the whole sum.",
    _slide,
)
_gradient_mistake(
    "(1/m)Δ + λΘ, and the bias column is regularized too",
    "Two things: λΘ lacks its 1/m, and the bias column is regularized.",
    "What is the derivative of (λ/2m) Θ², and for which j does it stand in J?",
    "1/m before the whole sum; column 0 without λ.",
    _slide,
    _slide,
)
_gradient_mistake(
    "1/m is forgotten",
    "This is Δ + λΘ: 1/m is missing.",
    "J is an average over the examples. And its derivative?",
    "Divide by m.",
    _no_m,
    _sum_alone,
)
_gradient_mistake(
    "1/m is forgotten, and the bias column is regularized too",
    "Two things: 1/m is missing, and the bias column is regularized.",
    "J is an average over the examples. And which weights does its penalty leave out?",
    "Divide by m; column 0 without λ.",
    _no_m,
    _no_m,
)
_gradient_mistake(
    "1/m on λΘ only",
    "This is Δ + (λ/m)Θ: Δ lacks its 1/m.",
    "Which of the two parts of J is divided by m?",
    "Both: 1/m stands before the whole sum.",
    lambda Delta, Theta, m, lambda_: Delta + lambda_ * Theta / m,
    _sum_alone,
)
_gradient_mistake(
    "1/m on λΘ only",
    "For j ≠ 0 this is Δ + (λ/m)Θ: Δ lacks its 1/m, as where brackets are missing.",
    "Which of the two parts of J is divided by m?",
    "Both: 1/m stands before the whole sum.",
    lambda Delta, Theta, m, lambda_: Delta + lambda_ * Theta / m,
)
_gradient_mistake(
    "1/m is missing in the bias column",
    "Column 0 is Δ itself: it lacks its 1/m.",
    "Does 1/m have anything to do with λ?",
    "Line 7 divides by m as well.",
    _right,
    _sum_alone,
)
_gradient_mistake(
    "divided by m twice",
    "This is divided by m two times.",
    "How often does 1/m stand in line 6?",
    "Once.",
    lambda *given: _right(*given) / given[2],
    lambda Delta, Theta, m, lambda_: Delta / m**2,
)
_gradient_mistake(
    "multiplied by m",
    "This is multiplied by m, not divided.",
    "Does the average of m numbers grow with m?",
    "1/m, not m.",
    lambda Delta, Theta, m, lambda_: (Delta + lambda_ * Theta) * m,
    lambda Delta, Theta, m, lambda_: Delta * m,
)
_gradient_mistake(
    "λ is forgotten",
    "This is (1/m)Δ in every column: λ is missing.",
    "Where did the penalty of J go?",
    "Line 6 has λΘ in it, for j ≠ 0.",
    lambda Delta, Theta, m, lambda_: Delta / m,
)
_gradient_mistake(
    "only the bias column is regularized",
    "The two lines are mixed up: λ is in column 0 and nowhere else.",
    "For which j does line 6 stand?",
    "j ≠ 0 gets λΘ, j = 0 does not.",
    lambda Delta, Theta, m, lambda_: Delta / m,
    _right,
)
_gradient_mistake(
    "λΘ is subtracted",
    "This is (1/m)(Δ − λΘ).",
    "Does a large weight make J larger or smaller?",
    "The penalty adds to J, so its derivative adds to D.",
    lambda Delta, Theta, m, lambda_: (Delta - lambda_ * Theta) / m,
)
_gradient_mistake(
    "half of λ",
    "This is (1/m)Δ + (λ/2m)Θ: the 2 should have gone.",
    "What is the derivative of Θ²?",
    "The 2 of the derivative cancels the 2 of λ/2m.",
    lambda Delta, Theta, m, lambda_: (Delta + lambda_ * Theta / 2) / m,
)
_gradient_mistake(
    "twice λ",
    "This is (1/m)(Δ + 2λΘ).",
    "J has λ/2m. What becomes of its 2?",
    "The 2 of the derivative cancels the 2 of λ/2m.",
    lambda Delta, Theta, m, lambda_: (Delta + 2 * lambda_ * Theta) / m,
)
_gradient_mistake(
    "Θ is squared",
    "This has λΘ²: the penalty itself, not its derivative.",
    "What is the derivative of Θ²?",
    "Θ to the first power.",
    lambda Delta, Theta, m, lambda_: (Delta + lambda_ * Theta**2) / m,
)
_gradient_mistake(
    "Θ is forgotten",
    "This adds λ itself, without Θ.",
    "Should a small weight be pushed as hard as a large one?",
    "λ times Θ_ij.",
    lambda Delta, Theta, m, lambda_: (Delta + lambda_) / m,
)
_gradient_mistake(
    "λ times the sign of Θ",
    "This pushes every weight by λ toward 0, whatever its size: the derivative of |Θ|, not of Θ².",
    "Is the penalty in J a square or an absolute value?",
    "λ times Θ_ij, with its size.",
    lambda Delta, Theta, m, lambda_: (Delta + lambda_ * np.sign(Theta)) / m,
)
_gradient_mistake(
    "the bias column is 0",
    "Column 0 of D is 0: not regularizing is not the same as not learning.",
    "Must the bias weights learn?",
    "Line 7 is (1/m)Δ.",
    _right,
    lambda Delta, Theta, m, lambda_: 0 * Delta,
)


@mistake(
    "regularized_gradient",
    "row 0 is spared, not column 0",
    "The row of unit 1 is not regularized, and the bias column is.",
    "Is j the row or the column of Θ_ij?",
    "The bias weights are a column: [:, 0].",
)
def _(Delta, Theta, m, lambda_):
    D = {l: _right(Delta[l], Theta[l], m, lambda_) for l in Theta}
    for l in D:
        D[l][0] = Delta[l][0] / m
    return D


@mistake(
    "regularized_gradient",
    "the last column is spared, not the first",
    "The last column is not regularized, and the bias column is.",
    "Which column holds the bias weights?",
    "Column 0, because a₀ = 1 is row 0 of a.",
)
def _(Delta, Theta, m, lambda_):
    D = {l: _right(Delta[l], Theta[l], m, lambda_) for l in Theta}
    for l in D:
        D[l][:, -1] = Delta[l][:, -1] / m
    return D


for _name, _sentence, _question, _pointer, _where in (
    (
        "only one entry is spared, not column 0",
        "Line 7 was used for the entry in row 0 and column 0 alone.",
        "How many bias weights has a layer?",
        "The whole column: [:, 0], not [0, 0].",
        lambda l, mask: np.where(np.arange(mask.size).reshape(mask.shape) > 0, 1.0, 0.0),
    ),
    (
        "only column 1 is regularized",
        "λ is in column 1 and nowhere else.",
        "For which j does line 6 stand?",
        "All the columns from 1 on: [:, 1:], not [:, 1].",
        lambda l, mask: mask * (np.arange(mask.shape[1]) == 1),
    ),
    (
        "the first layer is spared, not column 0",
        "Layer 1 is not regularized, and the bias columns of the others are.",
        "Is j a layer or a column?",
        "j = 0 is column 0 of every layer.",
        lambda l, mask: mask * (l > 1),
    ),
    (
        "row 0 and column 0 are spared",
        "Neither the bias column nor the row of unit 1 is regularized.",
        "Is j the row or the column of Θ_ij?",
        "Only the column: [:, 0].",
        lambda l, mask: mask * (np.arange(len(mask)) > 0)[:, None] * (np.arange(mask.shape[1]) > 0),
    ),
):

    @mistake("regularized_gradient", _name, _sentence, _question, _pointer)
    def _(Delta, Theta, m, lambda_, where=_where):
        return {l: (Delta[l] + lambda_ * where(l, np.ones(Theta[l].shape)) * Theta[l]) / m for l in Theta}


def _half(Delta, Theta, m, lambda_):
    return (Delta + lambda_ * Theta / 2) / m


def _penalty_itself(Delta, Theta, m, lambda_):
    return Delta / m + lambda_ / (2 * m) * Theta**2


def _only_theta_over_m(Delta, Theta, m, lambda_):
    return Delta + lambda_ * Theta / m


def _delta_over_m_twice(Delta, Theta, m, lambda_):
    return Delta / m**2 + lambda_ / m * Theta


def _sum_of_weights(Delta, Theta, m, lambda_):
    return Delta / m + lambda_ / m * Theta[:, 1:].sum()


def _sum_of_squares(Delta, Theta, m, lambda_):
    return Delta / m + lambda_ / (2 * m) * (Theta[:, 1:] ** 2).sum()


for _name, _sentence, _question, _pointer, *_parts in (
    (
        "the penalty itself",
        "This adds (λ/2m) Θ²: a part of J, not of its derivative.",
        "What is the derivative of Θ²?",
        "(λ/m) Θ.",
        _penalty_itself,
    ),
    (
        "Δ is divided by m twice",
        "This is (1/m²)Δ + (λ/m)Θ: Δ had its 1/m already.",
        "How often does 1/m stand before Δ?",
        "Once: in the loop or after it, not in both.",
        _delta_over_m_twice,
        lambda Delta, Theta, m, lambda_: Delta / m**2,
    ),
    (
        "Δ is divided by m twice, but in the bias column",
        "For j ≠ 0 this is (1/m²)Δ + (λ/m)Θ.",
        "How often does 1/m stand before Δ in line 6?",
        "Once.",
        _delta_over_m_twice,
    ),
    (
        "λ itself in the bias column",
        "Column 0 gets λ/m: the bias weights were replaced by ones, where zeros are meant.",
        "What does line 7 add to column 0?",
        "Nothing: replace the bias weights by zeros.",
        _right,
        lambda Delta, Theta, m, lambda_: (Delta + lambda_) / m,
    ),
    (
        "the weights are summed up",
        "Every entry gets λ/m times the sum of all the weights.",
        "Which weight has a part in the derivative by Θ_ij?",
        "λΘ_ij, entry by entry.",
        _sum_of_weights,
        _sum_of_weights,
    ),
    *(
        (
            "the number that J adds",
            "Every entry gets the penalty of J, one number.",
            "What is the derivative of (λ/2m) ΣΘ² by one Θ_ij?",
            "(λ/m) Θ_ij, entry by entry.",
            _sum_of_squares,
            *bias,
        )
        for bias in ([], [_sum_of_squares])
    ),
    (
        "1/m on λΘ only, and the bias column is regularized too",
        "This is Δ + (λ/m)Θ in every column.",
        "Before what does 1/m stand, and which j has no λ?",
        "1/m before the whole sum; column 0 without λ.",
        _only_theta_over_m,
        _only_theta_over_m,
    ),
    (
        "half of λ, and the bias column is regularized too",
        "Two things: λ/2m in place of λ/m, and column 0 is regularized.",
        "What is the derivative of Θ², and for which j does it stand in J?",
        "λ/m; column 0 without λ.",
        _half,
        _half,
    ),
    (
        "1/2m in place of 1/m",
        "All is half as large as it should be: 1/2m in place of 1/m.",
        "Which 2 of J is left in the derivative?",
        "None: 1/m.",
        lambda *given: _right(*given) / 2,
        lambda Delta, Theta, m, lambda_: Delta / (2 * m),
    ),
    (
        "λΘ is subtracted, and the bias column is regularized too",
        "Two things: λΘ has the wrong sign, and column 0 is regularized.",
        "Does a large weight make J larger or smaller, and for which j?",
        "Plus λΘ; column 0 without λ.",
        *[lambda Delta, Theta, m, lambda_: (Delta - lambda_ * Theta) / m] * 2,
    ),
    (
        "Δ is forgotten",
        "This is (λ/m)Θ: the derivative of the penalty alone.",
        "Which part of J compares the outputs with y?",
        "Both parts: (1/m)(Δ + λΘ).",
        lambda Delta, Theta, m, lambda_: lambda_ * Theta / m,
    ),
    (
        "Δ is forgotten",
        "This is (λ/m)Θ: the derivative of the penalty alone.",
        "Which part of J compares the outputs with y?",
        "Both parts: (1/m)(Δ + λΘ).",
        lambda Delta, Theta, m, lambda_: lambda_ * Theta / m,
        lambda Delta, Theta, m, lambda_: 0 * Delta,
    ),
    *(
        (
            "λΔ in place of λΘ",
            "λ multiplies Δ, not the weights.",
            "Of what does the penalty in J depend?",
            "λ times Θ_ij.",
            lambda Delta, Theta, m, lambda_: (Delta + lambda_ * Delta) / m,
            *bias,
        )
        for bias in ([], [lambda Delta, Theta, m, lambda_: (Delta + lambda_ * Delta) / m])
    ),
    (
        "λΘ is divided by m twice",
        "This is (1/m)Δ + (λ/m²)Θ.",
        "How often does 1/m stand before λΘ?",
        "Once: before the whole sum.",
        lambda Delta, Theta, m, lambda_: (Delta + lambda_ * Theta / m) / m,
    ),
    (
        "Δ is forgotten in the bias column",
        "Column 0 is (λ/m)Θ: there λΘ should be left out, not Δ.",
        "Which of the two parts does line 7 leave out?",
        "Line 7 is (1/m)Δ.",
        _right,
        lambda Delta, Theta, m, lambda_: lambda_ * Theta / m,
    ),
    *(
        (
            f"divided by m {sign} 1",
            f"This is divided by m {sign} 1, not by m.",
            "How many examples are there?",
            "1/m: J is an average over m examples.",
            lambda Delta, Theta, m, lambda_, by=by: (Delta + lambda_ * Theta) * by(m),
            lambda Delta, Theta, m, lambda_, by=by: Delta * by(m),
        )
        for sign, by in (
            ("+", lambda m: 1 / (m + 1)),
            ("−", lambda m: 1 / (m - 1)),
            ("−", lambda m: 1 / np.float64(m - 1)),
        )
    ),
):
    _gradient_mistake(_name, _sentence, _question, _pointer, *_parts)

for _name, _which in (("only the first layer is regularized", min), ("only the last layer is regularized", max)):

    @mistake(
        "regularized_gradient",
        _name,
        "λΘ is missing in the other layers.",
        "Over which l does the penalty sum?",
        "Lines 6 and 7 stand for every l.",
    )
    def _(Delta, Theta, m, lambda_, which=_which):
        D, k = {l: Delta[l] / m for l in Theta}, which(Theta)
        D[k][:, 1:] += lambda_ / m * Theta[k][:, 1:]
        return D


@mistake(
    "regularized_gradient",
    "the bias column is cut off",
    "D has a column less than Theta.",
    "Must the bias weights learn?",
    "Line 7 gives column 0.",
)
def _(Delta, Theta, m, lambda_):
    return {l: (Delta[l] + lambda_ * Theta[l])[:, 1:] / m for l in Theta}
