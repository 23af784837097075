"""Slips that may happen in any function, made from its right result: what is left out, what it is divided by, how it is
handed back.
"""

import numpy as np

from bpkit.check.catalogue.entries import LESSONS, RIGHT, Mistake, remembered, right_function


def slips(function):
    """The slips of that function, as entries of the catalogue."""
    return [*_left_out(function), *_divided(function), *_changed(function)]


_SLOW = {name: remembered(right_function(name)) for name in ("backpropagation", "numerical_gradient")}


def _right(function, given):
    """The right result, as new arrays."""
    if function not in _SLOW:
        return right_function(function)(*given)
    return {l: array.copy() for l, array in _SLOW[function](*given).items()}


def _entry(function, name, sentence, question, pointer, variant):
    hints = (question, pointer, f"The line is: {RIGHT[function]}")
    return Mistake(function, name, sentence, hints, LESSONS[function], variant)


def _left_out(function):
    """A layer, a row or a column that a loop never reaches: it stays as it was."""
    if function == "output_error":
        for name, place in (("the first output is left out", 0), ("the last output is left out", -1)):

            def variant(a_L, y, place=place):
                found = a_L - y
                found[place] = 0
                return found

            yield _entry(function, name, "Everything else is right; there the result is 0.", *_LOOPS, variant)
    if function not in ("accumulate", "regularized_gradient", "backpropagation", "numerical_gradient"):
        return
    rows, columns = np.s_[-1], np.s_[:, -1]
    for name, places in (  # where nothing is put, for layer l of L
        ("the first layer is left out", lambda l, L: [np.s_[:]] * (l == 1)),
        ("the last layer is left out", lambda l, L: [np.s_[:]] * (l == L - 1)),
        ("the first row is left out", lambda l, L: [np.s_[0]]),
        ("the last row is left out", lambda l, L: [rows]),
        ("the last column is left out", lambda l, L: [columns]),
        ("the last row and column are left out", lambda l, L: [rows, columns]),
    ):

        def variant(*given, places=places):
            found = _right(function, given)
            for l in found:
                for place in places(l, len(found) + 1):
                    found[l][place] = given[0][l][place] if function == "accumulate" else 0
            return found

        yield _entry(
            function, name, "Everything else is right; there the result is left as it began.", *_LOOPS, variant
        )
    for there in (lambda l, L: l > 1, lambda l, L: l < L - 1, lambda l, L: l == 1):  # or it ends after the first

        def variant(*given, there=there):
            found = _right(function, given)
            return {l: found[l] for l in found if there(l, len(found) + 1)}

        sentence = "What is there is right, but not all the layers are: a loop ends, or returns, too early."
        yield _entry(function, "a layer is not handed back", sentence, *_LOOPS, variant)


_LOOPS = (
    "What are the first and the last value of your loop?",
    "range(n) ends with n − 1, and range(1, L) with L − 1.",
)


def _divided(function):
    """Divided or multiplied by a number of things."""
    if function == "forward_propagate":
        return
    for what, by in (
        ("the number of examples", lambda m, n, K: m),
        ("the number of outputs", lambda m, n, K: K),
        ("the number of inputs", lambda m, n, K: n),
        ("the number of examples times that of outputs", lambda m, n, K: m * K),
        ("twice the number of examples", lambda m, n, K: 2 * m),
    ):
        for word, power in (("divided", -1), ("multiplied", 1)):

            def variant(*given, by=by, power=power):
                found, factor = _right(function, given), float(by(*_sizes(function, *given))) ** power
                if function == "accumulate":
                    return {l: given[0][l] + factor * (found[l] - given[0][l]) for l in found}
                return {l: factor * found[l] for l in found} if isinstance(found, dict) else factor * found

            name, once_more = f"{word} by {what}", " once more" if what == "the number of examples" else ""
            sentence = f"This is right but for one thing: it is {word} by {what}{once_more}."
            pointer = "Compare the factor before the whole with that of the line."
            yield _entry(function, name, sentence, "By which number does the line divide, and where?", pointer, variant)


def _sizes(function, *given):
    """m, n and K of a network, from a function's arguments."""
    if function == "output_error":
        return given[1].shape[1], len(given[1]), len(given[1])
    if function == "backpropagate_errors":
        return given[2].shape[1], len(given[1][1]) - 1, len(given[2])
    if function == "accumulate":
        return given[2][1].shape[1], len(given[2][1]) - 1, len(given[1][max(given[1])])
    if function == "regularized_gradient":
        return given[2], given[1][1].shape[1] - 1, len(given[1][max(given[1])])
    return len(given[1]), given[1].shape[1], given[2].shape[1]


def _changed(function):
    """Computed rightly, and spoiled when it is handed back."""
    for name, sentence, question, pointer, change in _CHANGES:

        def variant(*given, change=change):
            return change(_right(function, given))

        yield _entry(function, name, sentence, question, pointer, variant)


def _by_array(change):
    """change, of every array of a result."""

    def changed(found):
        if isinstance(found, tuple):
            return tuple(changed(each) for each in found)
        return {l: change(value) for l, value in found.items()} if isinstance(found, dict) else change(found)

    return changed


def _by_keys(change):
    """change, of the keys of each dict of a result."""

    def changed(found):
        if isinstance(found, tuple):
            return tuple(changed(each) for each in found)
        return dict(zip(change(list(found)), found.values())) if isinstance(found, dict) else found

    return changed


_KEYS = ("Under which key must each layer stand?", "Write down the keys for a network of three layers, and compare.")
_RIGHT_NUMBERS = "The numbers are right, but "
_CHANGES = (
    (
        "every matrix is transposed",
        _RIGHT_NUMBERS + "each matrix lies on its side.",
        "Which shape must each matrix have?",
        "Write down the shapes for a network of three layers, and compare.",
        _by_array(np.transpose),
    ),
    (
        "the layers are in reverse order",
        _RIGHT_NUMBERS + "the first layer's stand last.",
        *_KEYS,
        _by_keys(lambda keys: keys[::-1]),
    ),
    (
        "the layers are counted too high",
        _RIGHT_NUMBERS + "each stands one layer too high.",
        *_KEYS,
        _by_keys(lambda keys: [l + 1 for l in keys]),
    ),
    (
        "the layers are counted too low",
        _RIGHT_NUMBERS + "each stands one layer too low.",
        *_KEYS,
        _by_keys(lambda keys: [l - 1 for l in keys]),
    ),
    (
        "cut to whole numbers",
        "What stands behind the point is lost: an array of whole numbers was filled.",
        "Of which dtype is the array that you fill?",
        "np.zeros makes floats; dtype=int, or an array made of whole numbers, cuts.",
        _by_array(np.trunc),
    ),
    *(
        (
            "the result is rounded",
            _RIGHT_NUMBERS + "rounded.",
            "How many digits has your result?",
            "Hand back the numbers as they are.",
            _by_array(lambda value, k=k: np.round(value, k)),
        )
        for k in range(5)
    ),
    (
        "the sign is lost",
        _RIGHT_NUMBERS + "without their signs.",
        "May the result be negative?",
        "Leave out the absolute value.",
        _by_array(np.abs),
    ),
    (
        "the result is squared",
        "These are the squares of the right numbers.",
        "Is there a square in the line?",
        "Leave out the square.",
        _by_array(np.square),
    ),
)
