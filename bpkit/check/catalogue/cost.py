"""J: mistakes of cost."""

import numpy as np

from bpkit import algorithm
from bpkit.check.catalogue.entries import mistake, remembered


@remembered
def _h(Theta, X):
    return algorithm.forward_propagate(Theta, X.T)[1][len(Theta) + 1]


def cross_entropy(h, y):
    return -np.sum(y * np.log(h) + (1 - y) * np.log(1 - h))


def squares(Theta, first=1):
    return sum(np.sum(Theta[l][:, first:] ** 2) for l in Theta)


def _cost_mistake(name, sentence, question, pointer, J):
    """J : from h, y (a column for each example), Theta, m and λ."""

    @mistake("cost", name, sentence, question, pointer)
    def _(Theta, X, Y, lambda_=0.0):
        return J(_h(Theta, X), Y.T, Theta, len(X), lambda_)


_cost_mistake(
    "the leading minus is missing",
    "The cross-entropy has the wrong sign: the minus before the sum is missing.",
    "Logarithms of numbers below 1 are negative. Should J be?",
    "−(1/m) Σ …",
    lambda h, y, Theta, m, lambda_: -cross_entropy(h, y) / m + lambda_ / (2 * m) * squares(Theta),
)
_cost_mistake(
    "the bias weights are punished too",
    "The penalty has the bias weights in it.",
    "From which j on does the penalty sum?",
    "Theta[l][:, 1:].",
    lambda h, y, Theta, m, lambda_: cross_entropy(h, y) / m + lambda_ / (2 * m) * squares(Theta, 0),
)
_cost_mistake(
    "λ/m in place of λ/2m",
    "The penalty is twice too large: λ/m in place of λ/2m.",
    "What stands before the squares in J?",
    "λ/(2m): then the 2 of the derivative cancels.",
    lambda h, y, Theta, m, lambda_: cross_entropy(h, y) / m + lambda_ / m * squares(Theta),
)
_cost_mistake(
    "λ/m, and the bias weights are punished too",
    "Two things: λ/m in place of λ/2m, and the bias weights are in the penalty.",
    "What stands before the squares in J, and from which j on does it sum?",
    "λ/(2m), and Theta[l][:, 1:].",
    lambda h, y, Theta, m, lambda_: cross_entropy(h, y) / m + lambda_ / m * squares(Theta, 0),
)
_cost_mistake(
    "the penalty is not divided by m",
    "The penalty is λ/2 times the squares: 1/m is missing there, or it is added in each turn of the loop.",
    "Which of the two parts of J is divided by m?",
    "Both.",
    lambda h, y, Theta, m, lambda_: cross_entropy(h, y) / m + lambda_ / 2 * squares(Theta),
)
_cost_mistake(
    "the cross-entropy is not divided by m",
    "The cross-entropy is summed over the examples: 1/m is missing.",
    "Should J double when you show every example twice?",
    "Divide by m.",
    lambda h, y, Theta, m, lambda_: cross_entropy(h, y) + lambda_ / (2 * m) * squares(Theta),
)
_cost_mistake(
    "the penalty is forgotten",
    "This is J for λ = 0.",
    "Where is λ?",
    "Add λ/(2m) times the squares of the weights, j ≠ 0.",
    lambda h, y, Theta, m, lambda_: cross_entropy(h, y) / m,
)
_cost_mistake(
    "the penalty is subtracted",
    "The penalty has the wrong sign.",
    "Should large weights make J larger or smaller?",
    "Plus.",
    lambda h, y, Theta, m, lambda_: cross_entropy(h, y) / m - lambda_ / (2 * m) * squares(Theta),
)
_cost_mistake(
    "the weights are not squared",
    "The penalty sums the weights, not their squares.",
    "Should a weight of −3 make J smaller?",
    "Square them.",
    lambda h, y, Theta, m, lambda_: (
        cross_entropy(h, y) / m + lambda_ / (2 * m) * sum(np.sum(Theta[l][:, 1:]) for l in Theta)
    ),
)
_cost_mistake(
    "only the first layer is punished",
    "The penalty has the weights of Θ⁽¹⁾ only.",
    "Over which l does the penalty sum?",
    "Over all of them.",
    lambda h, y, Theta, m, lambda_: cross_entropy(h, y) / m + lambda_ / (2 * m) * squares({1: Theta[1]}),
)
_cost_mistake(
    "only the last layer is punished",
    "The penalty has the weights of the last Θ only.",
    "Over which l does the penalty sum?",
    "Over all of them.",
    lambda h, y, Theta, m, lambda_: cross_entropy(h, y) / m + lambda_ / (2 * m) * squares({1: Theta[len(Theta)]}),
)
_cost_mistake(
    "(1 − y) log(1 − h) is missing",
    "Only the part y log h is there.",
    "What does an output cost when y = 0?",
    "Add (1 − y) log(1 − h) inside the bracket.",
    lambda h, y, Theta, m, lambda_: -np.sum(y * np.log(h)) / m + lambda_ / (2 * m) * squares(Theta),
)
_cost_mistake(
    "h and y are swapped",
    "h and y have changed places: h log y in place of y log h.",
    "Of which of the two is the logarithm taken?",
    "The logarithm is of what the network says, h.",
    lambda h, y, Theta, m, lambda_: cross_entropy(y, h) / m + lambda_ / (2 * m) * squares(Theta),
)
_cost_mistake(
    "the average over the outputs too",
    "This is divided by K as well as by m.",
    "Does J average over the outputs, or sum?",
    "Sum over k; divide by m only.",
    lambda h, y, Theta, m, lambda_: cross_entropy(h, y) / h.size + lambda_ / (2 * m) * squares(Theta),
)
_cost_mistake(
    "the squared error",
    "This is half the squared error, not the cross-entropy.",
    "Which cost makes δ⁽ᴸ⁾ = a − y, without g′?",
    "Use y log h + (1 − y) log(1 − h).",
    lambda h, y, Theta, m, lambda_: np.sum((h - y) ** 2) / (2 * m) + lambda_ / (2 * m) * squares(Theta),
)
_cost_mistake(
    "the mean squared error",
    "This is the squared error divided by m, not the cross-entropy.",
    "Which cost makes δ⁽ᴸ⁾ = a − y, without g′?",
    "Use y log h + (1 − y) log(1 − h).",
    lambda h, y, Theta, m, lambda_: np.sum((h - y) ** 2) / m + lambda_ / (2 * m) * squares(Theta),
)
for _base in (2, 10):
    _cost_mistake(
        "log to another base",
        f"This has the logarithm to base {_base} in place of the natural one.",
        "What does one output cost at h = 0.5? Is it 0.6931?",
        f"np.log, not np.log{_base}.",
        lambda h, y, Theta, m, lambda_, base=_base: (
            cross_entropy(h, y) / np.log(base) / m + lambda_ / (2 * m) * squares(Theta)
        ),
    )


def average_entropy(h, y, m):
    return cross_entropy(h, y) / m


def right_penalty(Theta, m, lambda_):
    return lambda_ / (2 * m) * squares(Theta)


def sum_of(entropy=average_entropy, penalty=right_penalty):
    """J from its two parts, one of which is wrong. entropy : from h, y, m. penalty : from Theta, m, λ."""

    def J(Theta, X, Y, lambda_=0.0):
        return entropy(_h(Theta, X), Y.T, len(X)) + penalty(Theta, len(X), lambda_)

    return J


def _every_with_every(h, y, m):
    return -np.sum(y @ np.log(h).T + (1 - y) @ np.log(1 - h).T) / m


def of_true_class(h, y, m):
    return -np.sum(np.log(h[y.argmax(axis=0), np.arange(y.shape[1])])) / m


SHARES = (
    lambda h, y, m: np.mean((h >= 0.5) != (y >= 0.5)),
    lambda h, y, m: np.mean((h >= 0.5) != (y > 0.5)),
    lambda h, y, m: np.mean((h >= 0.5) != y),
)


def _bias_left_out(Theta, X, Y, lambda_=0.0):
    a = X.T
    for l in Theta:
        a = 1 / (1 + np.exp(-Theta[l][:, 1:] @ a))
    return cross_entropy(a, Y.T) / len(X) + right_penalty(Theta, len(X), lambda_)


def _for_each_example(penalty):
    def J(Theta, X, Y, lambda_=0.0):
        h, y = _h(Theta, X), Y.T
        return -(y * np.log(h) + (1 - y) * np.log(1 - h)).sum(axis=0) + penalty(Theta, len(X), lambda_)

    return J


def _for_each_output(penalty):
    def J(Theta, X, Y, lambda_=0.0):
        h, y = _h(Theta, X), Y.T
        return -(y * np.log(h) + (1 - y) * np.log(1 - h)).sum(axis=1) / len(X) + penalty(Theta, len(X), lambda_)

    return J


_BEFORE = "What stands before the squares in J?"
for _name, _sentence, _question, _pointer, _variant in (
    (
        "λ alone before the penalty",
        "The penalty is λ times the squares: 1/(2m) is missing.",
        _BEFORE,
        "λ/(2m).",
        sum_of(penalty=lambda Theta, m, lambda_: lambda_ * squares(Theta)),
    ),
    (
        "brackets are missing round 2m",
        "The penalty is λ/2 times m: brackets are missing.",
        "In which order does Python compute lambda_ / 2 * m?",
        "lambda_ / (2 * m).",
        sum_of(penalty=lambda Theta, m, lambda_: lambda_ / 2 * m * squares(Theta)),
    ),
    (
        "1/m is forgotten",
        "Neither part of J is divided by m.",
        "Should J double when you show every example twice?",
        "Divide both parts by m.",
        sum_of(lambda h, y, m: cross_entropy(h, y), lambda Theta, m, k: k / 2 * squares(Theta)),
    ),
    (
        "1/2m before the whole",
        "The cross-entropy is divided by 2m.",
        "Does the 2 belong to the penalty, or to both parts?",
        "1/m before the cross-entropy, and λ/2m before the squares.",
        sum_of(lambda h, y, m: cross_entropy(h, y) / (2 * m)),
    ),
    *(
        (
            name,
            "This is a squared error, not the cross-entropy.",
            "Which cost makes δ⁽ᴸ⁾ = a − y, without g′?",
            "Use y log h + (1 − y) log(1 − h).",
            sum_of(error),
        )
        for name, error in (
            ("the squared error", lambda h, y, m: np.sum((h - y) ** 2) / 2),
            ("the squared error", lambda h, y, m: np.sum((h - y) ** 2)),
            ("the mean squared error", lambda h, y, m: np.mean((h - y) ** 2)),
            ("the mean squared error", lambda h, y, m: np.mean((h - y) ** 2) / 2),
        )
    ),
    (
        "every output with every other",
        "Here y of each output also meets h of the others: only the diagonal of the product is meant.",
        "Which y belongs to h_k?",
        "Multiply element by element, then sum: np.sum(Y * np.log(H)).",
        sum_of(_every_with_every),
    ),
    (
        "every example with every other",
        "Here y of each example also meets h of the others: only the diagonal of the product is meant.",
        "Which y belongs to h of example t?",
        "Multiply element by element, then sum: np.sum(Y * np.log(H)).",
        sum_of(lambda h, y, m: _every_with_every(h.T, y.T, m)),
    ),
    (
        "absolute values in the penalty",
        "The penalty sums |Θ|, not Θ².",
        "Is the penalty in J a sum of squares?",
        "Square the weights.",
        sum_of(penalty=lambda T, m, lambda_: lambda_ / (2 * m) * sum(np.abs(T[l][:, 1:]).sum() for l in T)),
    ),
    (
        "the sum is squared, not the weights",
        "The penalty is (ΣΘ)² for each layer, not ΣΘ².",
        "What comes first, the square or the sum?",
        "np.sum(Theta[l][:, 1:] ** 2).",
        sum_of(penalty=lambda T, m, lambda_: lambda_ / (2 * m) * sum(T[l][:, 1:].sum() ** 2 for l in T)),
    ),
    (
        "row 0 is left out of the penalty, not column 0",
        "The weights of unit 1 are not punished, and the bias weights are.",
        "Is j the row or the column of Θ_ij?",
        "Theta[l][:, 1:].",
        sum_of(penalty=lambda T, m, lambda_: lambda_ / (2 * m) * sum((T[l][1:] ** 2).sum() for l in T)),
    ),
    (
        "the minus is for the first part only",
        "The part (1 − y) log(1 − h) has the wrong sign.",
        "Before which parts does the leading minus stand?",
        "Before both: −[y log h + (1 − y) log(1 − h)].",
        sum_of(lambda h, y, m: np.sum(-y * np.log(h) + (1 - y) * np.log(1 - h)) / m),
    ),
    (
        "log h in both parts",
        "This is −log h whatever y is.",
        "What does an output cost when y = 0?",
        "The second part has log(1 − h).",
        sum_of(lambda h, y, m: -np.sum(np.log(h)) / m),
    ),
    (
        "divided by the number of features",
        "This divides by X.shape[1], the number of inputs.",
        "Is an example a row or a column of X?",
        "m is X.shape[0].",
        lambda Theta, X, Y, lambda_=0.0: (cross_entropy(_h(Theta, X), Y.T) + lambda_ / 2 * squares(Theta)) / X.shape[1],
    ),
    (
        "the bias weights are left out going forward",
        "h is computed without the bias units.",
        "What does column 0 of Theta[l] multiply?",
        "a[l] needs a 1 on top before Theta[l] @ a[l].",
        _bias_left_out,
    ),
    *(
        (
            "one number for each example",
            "J is one number, but this is one for each example.",
            "Over what does J sum?",
            "Sum over the examples too, and divide by m.",
            _for_each_example(penalty),
        )
        for penalty in (right_penalty, lambda Theta, m, lambda_: 0.0)
    ),
    (
        "h and 1 − h have changed places",
        "This has y log(1 − h) + (1 − y) log h.",
        "What should an output cost when y = 1 and h is near 1?",
        "y stands with log h, and 1 − y with log(1 − h).",
        sum_of(lambda h, y, m: cross_entropy(1 - h, y) / m),
    ),
    (
        "the square root of the squares in the penalty",
        "The penalty sums the length of each matrix, √ΣΘ², not ΣΘ².",
        "What does np.linalg.norm give: the squares, or their root?",
        "np.sum(Theta[l][:, 1:] ** 2).",
        sum_of(penalty=lambda T, m, lambda_: lambda_ / (2 * m) * sum(np.linalg.norm(T[l][:, 1:]) for l in T)),
    ),
    *(
        (
            "one number for each output",
            "J is one number, but this is one for each output.",
            "Over what does J sum?",
            "Sum over the outputs k too.",
            _for_each_output(penalty),
        )
        for penalty in (right_penalty, lambda Theta, m, lambda_: 0.0)
    ),
    *(
        (
            f"only the {word} example counts",
            "Of the sum over the examples one part is left, divided by m.",
            "What is in J after the second turn of the loop?",
            "J += …, and return after the loop.",
            sum_of(lambda h, y, m, k=k: cross_entropy(h[:, k], y[:, k]) / m),
        )
        for word, k in (("first", 0), ("last", -1))
    ),
    *(
        (
            f"only the {word} output counts",
            "Of the sum over the outputs one part is left.",
            "Over which k does J sum?",
            "Every output k of every example has its part.",
            sum_of(lambda h, y, m, k=k: cross_entropy(h[k], y[k]) / m),
        )
        for word, k in (("first", 0), ("last", -1))
    ),
    (
        "only the output of the true class counts",
        "This is −log h of the class with the largest y.",
        "What does the cost say of the outputs that should be 0?",
        "Sum over all outputs: y log h + (1 − y) log(1 − h).",
        sum_of(of_true_class),
    ),
    (
        "1 − log h in place of log(1 − h)",
        "A bracket is in the wrong place.",
        "Of what is the second logarithm taken?",
        "np.log(1 - h).",
        sum_of(lambda h, y, m: -np.sum(y * np.log(h) + (1 - y) * (1 - np.log(h))) / m),
    ),
    (
        "brackets are missing round 1 − y",
        "This has 1 − y log(1 − h): brackets are missing.",
        "In which order does Python compute 1 - y * np.log(1 - h)?",
        "(1 - y) * np.log(1 - h).",
        sum_of(lambda h, y, m: -np.sum(y * np.log(h) + 1 - y * np.log(1 - h)) / m),
    ),
    (
        "y log h is missing",
        "Only the part (1 − y) log(1 − h) is there.",
        "What does an output cost when y = 1?",
        "Add y log h inside the bracket.",
        sum_of(lambda h, y, m: -np.sum((1 - y) * np.log(1 - h)) / m),
    ),
    *(
        (
            "the absolute error",
            "This averages |h − y|, which is not the cross-entropy.",
            "Which cost makes δ⁽ᴸ⁾ = a − y, without g′?",
            "Use y log h + (1 − y) log(1 − h).",
            sum_of(error),
        )
        for error in (lambda h, y, m: np.sum(np.abs(h - y)) / m, lambda h, y, m: np.mean(np.abs(h - y)))
    ),
    (
        "the root of the mean squared error",
        "This is the root of a mean square, not the cross-entropy.",
        "Which cost makes δ⁽ᴸ⁾ = a − y, without g′?",
        "Use y log h + (1 − y) log(1 − h).",
        sum_of(lambda h, y, m: np.sqrt(np.mean((h - y) ** 2))),
    ),
    (
        "divided by the number of outputs",
        "This divides by Y.shape[1], the number of outputs.",
        "Is an example a row or a column of Y?",
        "m is Y.shape[0].",
        lambda Theta, X, Y, lambda_=0.0: (cross_entropy(_h(Theta, X), Y.T) + lambda_ / 2 * squares(Theta)) / Y.shape[1],
    ),
    *(
        (
            f"the {word} layer is left out of the penalty",
            f"The penalty lacks the weights of the {word} Θ.",
            "Over which l does the penalty sum?",
            "l = 1 … L − 1: range(1, L), or for l in Theta.",
            sum_of(
                penalty=lambda Theta, m, lambda_, which=which: right_penalty(
                    {l: Theta[l] for l in Theta if l != which(Theta)}, m, lambda_
                )
            ),
        )
        for word, which in (("last", max), ("first", min))
    ),
    (
        "h and Y lie differently",
        "h has an example in each column and Y in each row, so other numbers meet than those that belong together.",
        "Which shapes have h and Y?",
        "Turn one of them: Y.T has an example in each column.",
        lambda Theta, X, Y, lambda_=0.0: (
            cross_entropy(_h(Theta, X), Y) / len(X) + right_penalty(Theta, len(X), lambda_)
        ),
    ),
    (
        "Y is reshaped, not transposed",
        "Y was filled row by row into the shape of h, so that other numbers meet than those that belong together.",
        "Does reshape swap rows and columns?",
        "Y.T has an example in each column.",
        lambda Theta, X, Y, lambda_=0.0: (
            cross_entropy(_h(Theta, X), Y.reshape(-1, len(Y))) / len(X) + right_penalty(Theta, len(X), lambda_)
        ),
    ),
    (
        "the penalty is inside the sum",
        "The penalty was added to the cost of each output of each example before they were summed.",
        "How often does the penalty stand in J?",
        "Once, after the sum.",
        lambda Theta, X, Y, lambda_=0.0: (
            cross_entropy(_h(Theta, X), Y.T) / len(X) + Y.size * right_penalty(Theta, len(X), lambda_)
        ),
    ),
    (
        "the penalty is divided by m twice",
        "The penalty is λ/(2m²) times the squares: 1/m stands before it, and before the whole once more.",
        "How often does 1/m stand before the penalty?",
        "Once: λ/(2m).",
        sum_of(penalty=lambda Theta, m, lambda_: right_penalty(Theta, m, lambda_) / m),
    ),
    *(
        (
            "the share of wrong answers",
            "This counts wrong decisions: a step that has no useful slope.",
            "Does this number move when a weight moves a little?",
            "Use y log h + (1 − y) log(1 − h).",
            sum_of(share),
        )
        for share in SHARES
    ),
):
    mistake("cost", _name, _sentence, _question, _pointer)(_variant)
