"""Mistakes of numerical_gradient."""

import numpy as np

from bpkit import algorithm
from bpkit.check.catalogue.entries import mistake, remembered, right_function

_cost = remembered(algorithm.cost)
_right = remembered(right_function("numerical_gradient"))


def _slope_mistake(name, sentence, question, pointer, slope):
    """slope : from a function J of one weight's nudge, and ε."""

    @mistake("numerical_gradient", name, sentence, question, pointer)
    def _(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
        found = {l: np.zeros_like(Theta[l]) for l in Theta}
        for l in Theta:
            for entry in np.ndindex(Theta[l].shape):

                def J(nudge, l=l, entry=entry):
                    nudged = {k: Theta[k].copy() for k in Theta}
                    nudged[l][entry] += nudge
                    return _cost(nudged, X, Y, lambda_)

                found[l][entry] = slope(J, epsilon)
        return found


_slope_mistake(
    "one-sided",
    "This is (J(Θ + ε) − J(Θ)) / ε: one-sided, and its error is of the size of ε, not of ε².",
    "Which two points make the better slope at Θ: Θ and Θ + ε, or Θ − ε and Θ + ε?",
    "Take both sides, and divide by 2ε.",
    lambda J, epsilon: (J(epsilon) - J(0)) / epsilon,
)
_slope_mistake(
    "one-sided, backward",
    "This is (J(Θ) − J(Θ − ε)) / ε: one-sided, and its error is of the size of ε, not of ε².",
    "Which two points make the better slope at Θ: Θ − ε and Θ, or Θ − ε and Θ + ε?",
    "Take both sides, and divide by 2ε.",
    lambda J, epsilon: (J(0) - J(-epsilon)) / epsilon,
)
_slope_mistake(
    "divided by ε, not by 2ε",
    "This is twice too large: divided by ε in place of 2ε.",
    "How far apart are Θ + ε and Θ − ε?",
    "Divide by 2ε.",
    lambda J, epsilon: (J(epsilon) - J(-epsilon)) / epsilon,
)
_slope_mistake(
    "not divided",
    "This is J(Θ + ε) − J(Θ − ε): the difference, not yet the slope.",
    "A slope is a rise divided by what?",
    "Divide by 2ε.",
    lambda J, epsilon: J(epsilon) - J(-epsilon),
)
_slope_mistake(
    "the sign is turned round",
    "This is (J(Θ − ε) − J(Θ + ε)) / 2ε: minus the slope.",
    "Which of the two costs comes first?",
    "J(Θ + ε) − J(Θ − ε).",
    lambda J, epsilon: (J(-epsilon) - J(epsilon)) / (2 * epsilon),
)
_slope_mistake(
    "divided by 2, then multiplied by ε",
    "This is (J(Θ + ε) − J(Θ − ε)) / 2 · ε: brackets are missing round 2ε.",
    "In which order does Python compute d / 2 * epsilon?",
    "d / (2 * epsilon).",
    lambda J, epsilon: (J(epsilon) - J(-epsilon)) / 2 * epsilon,
)
_slope_mistake(
    "half the step",
    "This nudges by ε/2 and divides by ε: a fine slope, but not the one for this ε.",
    "By how much is each weight to be nudged?",
    "By ε, up and down.",
    lambda J, epsilon: (J(epsilon / 2) - J(-epsilon / 2)) / epsilon,
)


for _fixed in (1e-4, 1.0):  # other small ones give the same as 10⁻⁴, up to their rounding

    @mistake(
        "numerical_gradient",
        "ε is not used",
        "This is the same whatever epsilon says: the slope at a fixed ε, or backpropagation's own D.",
        "What happens when you call it with epsilon=0.1?",
        "Use the argument epsilon.",
        clue=1e-4,
    )
    def _(Theta, X, Y, lambda_=0.0, epsilon=1e-4, fixed=_fixed):
        return _right(Theta, X, Y, lambda_, fixed)


@mistake(
    "numerical_gradient",
    "ε is much too small",
    "This is the slope with only a few digits right: ε is so small that the rounding of J takes over.",
    "How many digits do J(Θ + ε) and J(Θ − ε) share, and how many are left for their difference?",
    "Use the argument epsilon; near 10⁻⁴ the slope is most exact.",
    told_by="near",
    clue=0.05,
)
def _(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
    return _right(Theta, X, Y, lambda_, 1e-13)


@mistake(
    "numerical_gradient",
    "λ is forgotten",
    "This is the slope of J for λ = 0.",
    "Which J do you call?",
    "Hand lambda_ on to cost.",
)
def _(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
    return _right(Theta, X, Y, 0.0, epsilon)


@mistake(
    "numerical_gradient",
    "the weights are not put back",
    "Each weight stays nudged while the next ones are tried.",
    "What is Theta after the first weight?",
    "Put the weight back before you go on.",
)
def _(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
    Theta = {l: Theta[l].copy() for l in Theta}
    found = {l: np.zeros_like(Theta[l]) for l in Theta}
    for l in Theta:
        for entry in np.ndindex(Theta[l].shape):
            J = []
            for nudge in (epsilon, -2 * epsilon):  # up, then down: and there it stays
                Theta[l][entry] += nudge
                J.append(_cost(Theta, X, Y, lambda_))
            found[l][entry] = (J[0] - J[1]) / (2 * epsilon)
    return found


_slope_mistake(
    "the lower side is the middle",
    "After J(Θ + ε) the weight is lowered by ε: that brings it back, not below.",
    "Where is the weight after + ε and then − ε?",
    "From the upper side to the lower side it is 2ε.",
    lambda J, epsilon: (J(epsilon) - J(0)) / (2 * epsilon),
)


@mistake(
    "numerical_gradient",
    "the slopes are written over the weights",
    "The gradient's arrays are those of Theta: a slope takes the place of each weight while the next ones are tried.",
    "Are the arrays that you fill new ones?",
    "np.zeros_like(Theta[l]) for each l.",
)
def _(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
    found = {l: Theta[l].copy() for l in Theta}
    for l in Theta:
        for entry in np.ndindex(Theta[l].shape):
            J = []
            for nudge in (epsilon, -epsilon):
                nudged = {**found, l: found[l].copy()}
                nudged[l][entry] += nudge
                J.append(_cost(nudged, X, Y, lambda_))
            found[l][entry] = (J[0] - J[1]) / (2 * epsilon)
    return found


@mistake(
    "numerical_gradient",
    "the bias column is left out",
    "Column 0 is 0: the bias weights were not tried.",
    "Does J depend on the bias weights?",
    "Go through all the columns, j = 0 too.",
)
def _(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
    found = _right(Theta, X, Y, lambda_, epsilon)
    return {l: found[l] * (np.arange(found[l].shape[1]) > 0) for l in found}


@mistake(
    "numerical_gradient",
    "all weights at once",
    "All the weights of a layer were nudged together.",
    "How can you tell which of them changed J?",
    "One weight at a time, the others as they were.",
)
def _(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
    found = {}
    for l in Theta:
        J = [_cost({**Theta, l: Theta[l] + nudge}, X, Y, lambda_) for nudge in (epsilon, -epsilon)]
        found[l] = np.full_like(Theta[l], (J[0] - J[1]) / (2 * epsilon))
    return found


_slope_mistake(
    "halved, not divided by 2ε",
    "This is half of J(Θ + ε) − J(Θ − ε): ε is missing below the line.",
    "A slope is a rise divided by what?",
    "Divide by 2ε.",
    lambda J, epsilon: (J(epsilon) - J(-epsilon)) / 2,
)
_slope_mistake(
    "added, not subtracted",
    "This is (J(Θ + ε) + J(Θ − ε)) / 2ε.",
    "A slope is a rise divided by a way. What is the rise?",
    "J(Θ + ε) − J(Θ − ε).",
    lambda J, epsilon: (J(epsilon) + J(-epsilon)) / (2 * epsilon),
)
_slope_mistake(
    "the second derivative",
    "This is (J(Θ + ε) − 2J(Θ) + J(Θ − ε)) / ε²: how the slope changes, not the slope.",
    "Of which order is the derivative that you need?",
    "(J(Θ + ε) − J(Θ − ε)) / (2ε).",
    lambda J, epsilon: (J(epsilon) - 2 * J(0) + J(-epsilon)) / epsilon**2,
)
_slope_mistake(
    "the sign is lost",
    "This is the size of the slope, without its sign.",
    "Can a slope be negative?",
    "Leave out the absolute value.",
    lambda J, epsilon: abs(J(epsilon) - J(-epsilon)) / (2 * epsilon),
)
_slope_mistake(
    "divided by 2ε²",
    "This is divided by 2ε², not by 2ε.",
    "A slope is a rise divided by what?",
    "Divide by 2ε, once.",
    lambda J, epsilon: (J(epsilon) - J(-epsilon)) / (2 * epsilon**2),
)
for _power in (lambda e: e**2, lambda e: (2 * e) ** 2):
    _slope_mistake(
        "divided by a square",
        "This is divided by the square of a step.",
        "A slope is a rise divided by what?",
        "Divide by 2ε.",
        lambda J, epsilon, power=_power: (J(epsilon) - J(-epsilon)) / power(epsilon),
    )
_slope_mistake(
    "multiplied by 2ε, not divided",
    "This is (J(Θ + ε) − J(Θ − ε)) · 2ε.",
    "A slope is a rise divided by what?",
    "Divide by 2ε.",
    lambda J, epsilon: (J(epsilon) - J(-epsilon)) * 2 * epsilon,
)
_slope_mistake(
    "one-sided, and divided by 2ε",
    "This is (J(Θ) − J(Θ − ε)) / 2ε: only half of the way, but divided by all of it.",
    "From Θ − ε to Θ, how far is it?",
    "Take both sides, and divide by 2ε.",
    lambda J, epsilon: (J(0) - J(-epsilon)) / (2 * epsilon),
)
_slope_mistake(
    "brackets are missing round the difference",
    "This is J(Θ + ε) − J(Θ − ε) / 2ε: only the second cost is divided.",
    "In which order does Python compute J_plus - J_minus / (2 * epsilon)?",
    "(J_plus - J_minus) / (2 * epsilon).",
    lambda J, epsilon: J(epsilon) - J(-epsilon) / (2 * epsilon),
)
_slope_mistake(
    "half the step, but divided by 2ε",
    "This nudges by ε/2 and divides by 2ε, so it is half of the slope.",
    "By how much is each weight to be nudged?",
    "By ε, up and down; then they are 2ε apart.",
    lambda J, epsilon: (J(epsilon / 2) - J(-epsilon / 2)) / (2 * epsilon),
)
_slope_mistake(
    "twice the step, but divided by 2ε",
    "This nudges by 2ε and divides by 2ε, so it is twice the slope.",
    "By how much is each weight to be nudged?",
    "By ε, up and down; then they are 2ε apart.",
    lambda J, epsilon: (J(2 * epsilon) - J(-2 * epsilon)) / (2 * epsilon),
)


def _nudged(nudge, divide=lambda up, down, m, epsilon: (up - down) / (2 * epsilon)):
    """nudge : changes a copy of Theta[l] at entry by ±ε."""

    def variant(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
        found = {l: np.zeros_like(Theta[l]) for l in Theta}
        for l in Theta:
            for entry in np.ndindex(Theta[l].shape):
                J = []
                for e in (epsilon, -epsilon):
                    nudged = {**Theta, l: Theta[l].copy()}
                    nudge(nudged[l], entry, e)
                    J.append(_cost(nudged, X, Y, lambda_))
                found[l][entry] = divide(*J, len(X), epsilon)
        return found

    return variant


def _add(T, entry, e):
    T[entry] += e


def _add_to_row(T, entry, e):
    T[entry[0]] += e


def _multiply(T, entry, e):
    T[entry] *= 1 + e


def _replace(T, entry, e):
    T[entry] = e


def _nothing(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
    return {l: 0 * Theta[l] for l in Theta}


def _never_back(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
    nudge, found = {l: 0 * Theta[l] for l in Theta}, {l: 0 * Theta[l] for l in Theta}
    for l in Theta:
        for entry in np.ndindex(Theta[l].shape):
            nudge[l][entry] = epsilon
            up, down = (_cost({k: Theta[k] + s * nudge[k] for k in Theta}, X, Y, lambda_) for s in (1, -1))
            found[l][entry] = (up - down) / (2 * epsilon)
    return found


def _changed_afterward(change):
    """change : from the right gradient, Theta, m and λ."""

    def variant(Theta, X, Y, lambda_=0.0, epsilon=1e-4):
        return change(_right(Theta, X, Y, lambda_, epsilon), Theta, len(X), lambda_)

    return variant


def _bias_punished(found, Theta, m, lambda_):
    return {l: found[l] + lambda_ / m * Theta[l] * (np.arange(Theta[l].shape[1]) == 0) for l in found}


for _name, _sentence, _question, _pointer, _variant in (
    (
        "a whole row at once",
        "All the weights of a row were nudged together.",
        "How can you tell which of them changed J?",
        "One weight at a time: Theta[l][i, j].",
        _nudged(_add_to_row),
    ),
    (
        "nudged in proportion",
        "The weight was multiplied by 1 + ε, not raised by ε.",
        "By how much is each weight to be nudged?",
        "By ε itself, whatever the weight is.",
        _nudged(_multiply),
    ),
    (
        "the weight is replaced by ε",
        "The weight was set to ε: this is the slope at 0, not at Θ.",
        "At which point is the slope wanted?",
        "Add ε to the weight.",
        _nudged(_replace),
    ),
    (
        "the slope of m J",
        "This is m times too large: comparable with Δ, not with D.",
        "Is J a sum over the examples, or an average?",
        "An average: the cost has its 1/m already.",
        _nudged(_add, lambda up, down, m, epsilon: m * (up - down) / (2 * epsilon)),
    ),
    (
        "both sides are the same",
        "This is 0 everywhere: both J were computed with the same weights. dict.copy() shares its arrays.",
        "Are the arrays in your two dicts really two?",
        "Copy the arrays: {l: Theta[l].copy() for l in Theta}.",
        _nothing,
    ),
    (
        "the nudge is not taken back",
        "The weights before are still nudged, up and down, while the next ones are tried.",
        "What else is nudged when you come to the second weight?",
        "Set the nudge back to 0 before you go on.",
        _never_back,
    ),
    (
        "the bias weights are punished too",
        "The J whose slope this is has the bias weights in its penalty.",
        "From which j on does the penalty of J sum?",
        "Theta[l][:, 1:].",
        _changed_afterward(_bias_punished),
    ),
    *(
        (
            f"only the {word} layer is tried",
            "The other layers are 0.",
            "On which Theta[l] does J depend?",
            "Go through every l.",
            _changed_afterward(
                lambda found, Theta, m, lambda_, which=which: {l: found[l] * (l == which(found)) for l in found}
            ),
        )
        for word, which in (("first", min), ("last", max))
    ),
    (
        "D is one long vector",
        "The gradient is unrolled to one long vector.",
        "Which shape has Theta[l]?",
        "Hand back a dict, each matrix with the shape of Theta[l].",
        _changed_afterward(lambda found, Theta, m, lambda_: np.concatenate([found[l].ravel() for l in found])),
    ),
):
    mistake("numerical_gradient", _name, _sentence, _question, _pointer)(_variant)
