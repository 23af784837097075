"""The catalogue of mistakes, as data: each is a small wrong variant of a line, so it can be run.

A Mistake says what it is, asks a question, points at the place, and gives the right line. It is recognized by
what it computes, never by how it is written.
"""

from typing import NamedTuple

START, TRAIN = "00_start_here", "07_minimizing_J"


class Mistake(NamedTuple):
    """One entry: what it is called and what it is, for which function, and how to help.

    hints : a question, a pointer, the right line. notebook : which one teaches it. variant : the wrong function.
    told_by : "numbers", it gives what the variant gives; or "again", "trouble", "form" or "arguments", for what shows
    otherwise; clue says where. See bpkit.check.
    """

    function: str
    name: str
    sentence: str
    hints: tuple
    notebook: str
    variant: object
    told_by: str = "numbers"
    clue: object = None


CHANGED, NO_RETURN = "an argument is changed", "a return is missing"
MISTAKES = []  # where two entries have one name, they are two ways to make that mistake


def mistake(function, name, sentence, question, pointer, **told):
    """Enter the decorated variant into the catalogue."""

    def enter(variant):
        hints = (question, pointer, f"The line is: {RIGHT[function]}")
        MISTAKES.append(Mistake(function, name, sentence, hints, NOTEBOOKS.get(function, START), variant, **told))
        return variant

    return enter


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
NOTEBOOKS = {"cost": TRAIN}
