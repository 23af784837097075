"""The catalogue of mistakes, as data: each is a small wrong variant of a line, so it can be run.

A Mistake says what it is, asks a question, points at the place, and gives the right line. It is recognized by
what it computes, never by how it is written.
"""

from typing import NamedTuple

import numpy as np

from bpkit import algorithm, gradient_check


class Mistake(NamedTuple):
    """One entry: what it is called and what it is, for which function, and how to help.

    hints : a question, a pointer, the right line. notebook : which one teaches it. variant : the wrong function.
    told_by : "numbers", it gives what the variant gives; or "again", "trouble", "form", "arguments", "factor",
    "misfit" or "near", for what shows otherwise; clue says where. See bpkit.check and forms.py.
    """

    function: str
    name: str
    sentence: str
    hints: tuple
    notebook: str
    variant: object
    told_by: str = "numbers"
    clue: object = None
    line: str = ""


# Mistakes that show as trouble: the check gives that trouble their name.
CHANGED, NO_RETURN = "an argument is changed", "a return is missing"
LOG_OF_0, LOG_OF_NEGATIVE = "the logarithm of 0", "the logarithm of a negative number"
TWO_THINGS, NO_LAYERS = "the gradient is handed back too", "no dict by layers is handed back"
FROM_0, NO_LAYER = "the layers are counted from 0", "a layer is not there, or not yet"
TOO_FAR, WHOLE_DICT = "an index goes too far", "a dict as a whole, not one layer of it"
NO_DICT = "an array is taken for a dict of layers"
MISTAKES = []  # where two entries have one name, they are two ways to make that mistake


def mistake(function, name, sentence, question, pointer, **told):
    """Enter the decorated variant into the catalogue."""

    def enter(variant):
        hints = (question, pointer, f"The line is: {RIGHT[function]}")
        MISTAKES.append(Mistake(function, name, sentence, hints, LESSONS[function], variant, **told))
        return variant

    return enter


def remembered(function):
    """function(Theta, X, …), computed once for some thousand mistakes that are run on the same few networks."""
    known = {}

    def recall(Theta, *more):
        key = [Theta[l].tobytes() for l in Theta]
        key += [(each.tobytes(), each.shape) if isinstance(each, np.ndarray) else each for each in more]
        if (key := tuple(key)) not in known:
            if len(known) > 1000:
                known.clear()
            known[key] = function(Theta, *more)
        return known[key]

    return recall


def right_function(name):
    return getattr(gradient_check if name == "numerical_gradient" else algorithm, name)


RIGHT = {
    "forward_propagate": "z[l + 1] = Theta[l] @ a[l], a[l + 1] = sigmoid(z[l + 1]), and a₀ = 1 on top for l + 1 < L.",
    "output_error": "a_L - y",
    "backpropagate_errors": "delta[l] = (Theta[l].T @ delta[l + 1] * a[l] * (1 - a[l]))[1:] for l = L − 1 … 2.",
    "accumulate": "Delta[l] + delta[l + 1] @ a[l].T for each l.",
    "regularized_gradient": "D[l] = (Delta[l] + lambda_ * Theta[l]) / m, then D[l][:, 0] = Delta[l][:, 0] / m.",
    "cost": "-(1/m) Σ [y log h + (1 − y) log(1 − h)] + λ/(2m) Σ Θ[l][:, 1:]².",
    "backpropagation": "set Δ to 0, do lines 1 to 5 for each example, then lines 6 and 7 once.",
    "numerical_gradient": "(J(Θ + ε) − J(Θ − ε)) / (2ε), for each weight alone.",
}
LESSONS = {  # the notebook in which the learner writes that function
    "forward_propagate": "01_forward_propagation",
    "output_error": "02_output_error",
    "cost": "02_output_error",
    "backpropagate_errors": "03_hidden_errors",
    "accumulate": "04_accumulating_Delta",
    "regularized_gradient": "05_regularized_gradient",
    "numerical_gradient": "06_checking_the_gradient",
    "backpropagation": "08_which_line_is_wrong",
}
