"""What the functions of bpkit accept, and the one sentence that says what was wrong.

The names of the contract are the same everywhere (Theta, X, a, lambda_ …), so the checks hang on the
names: ``@checked`` looks at each argument by its name, makes it the array that the algorithm works on,
and then looks at whether the shapes fit together. Every complaint is a ValueError of one sentence that
names the argument, what it was and what was expected.
"""

import functools
import inspect
import math
import operator
import re
import sys
import threading
import unicodedata
from collections.abc import Mapping
from numbers import Real

import numpy as np

LARGEST = sys.float_info.max
MOST_OF_KEYS = 110  # letters of a dict's keys in a sentence


class _Door(threading.local):
    passed = False  # whether this thread is inside a checked function


_door = _Door()


def checked(function):
    """The function with its arguments checked and converted first. Nothing handed in is ever changed.

    They are checked once, at the door: what one checked function hands to another is as it should be.
    """
    signature = inspect.signature(function)
    names = list(signature.parameters)

    @functools.wraps(function)
    def call(*args, **kwargs):
        if _door.passed:
            return function(*args, **kwargs)
        if len(args) == len(names) and not kwargs:  # the quick way, for gradient descent
            values = dict(zip(names, args))
        else:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            values = bound.arguments
        by_name = _BY_NAME if values.get("cost") is None else _BY_NAME | {"Y": rows}  # another cost, other answers
        for name in values:
            if name in by_name:
                values[name] = by_name[name](name, values[name])
        _check_fit(values)
        return _with_door(True, function, **values)

    return call


def _with_door(passed, function, *args, **kwargs):
    before = _door.passed
    try:
        _door.passed = passed
        return function(*args, **kwargs)
    finally:
        _door.passed = before


# ---------------------------------------------------------------- one argument


def floats(value):
    """value as an array of floats: float32 is left as it is, all else becomes float64."""
    array = np.asarray(value)
    return array if array.dtype == np.float32 else array.astype(float, copy=False)


def numbers(name, value):
    """value as an array of finite floats."""
    array = value if type(value) is np.ndarray and value.dtype.char in "fd" else _as_floats(name, value)
    flat = array.ravel(order="K")
    # Their squares have a finite sum only if each number is finite; and vdot is quick, needs no memory and never warns.
    if not math.isfinite(np.vdot(flat, flat)) and not np.isfinite(array).all():
        at, where = _first(~np.isfinite(array))
        raise ValueError(f"{name} must hold finite numbers only, got {array[at]}{where}.")
    return array


def _as_floats(name, value):
    """Whatever numpy can make one of real numbers of."""
    nothing_hidden(name, value)
    try:
        array = np.asarray(value)
        objects = array.dtype.kind == "O" and all(isinstance(element, Real) for element in array.flat)
        if array.dtype.kind not in "biuf" and not objects:  # strings, complex numbers, dates, None
            raise TypeError
        with np.errstate(over="ignore"):  # in a float that is longer than ours
            return floats(array)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(
            f"{name} must be an array of real numbers with rows of equal length, got {brief(value)}."
        ) from None
    except Exception as error:  # somebody else's __array__ may raise anything
        kind = type(value).__name__
        raise ValueError(
            f"{name} must be an array of real numbers, and this {kind} gives none: {brief(error, 90)}."
        ) from None


def nothing_hidden(name, value):
    """np.asarray would take what stands below the mask, of an array or of a row in a list."""
    if hasattr(value, "toarray"):  # one of scipy's, of which np.asarray sees no numbers
        raise ValueError(f"{name} must be an array, not a sparse one; {name}.toarray() makes it one.")
    for row in value if isinstance(value, (list, tuple)) else [value]:
        if isinstance(row, np.ma.MaskedArray) and row.mask.any():
            of_row = "" if row is value else " of a row"
            raise ValueError(f"{name} must have no masked entry, got one{_first(np.ma.getmaskarray(row))[1]}{of_row}.")


def _first(chosen):
    """The place of the first entry that is chosen, as an index and in words."""
    at = tuple(int(k) for k in np.argwhere(chosen)[0])
    return at, f" at index {at[0] if len(at) == 1 else at}" if at else ""


def matrix(name, value):
    """value as a matrix of finite floats with at least one row and one column."""
    array = numbers(name, value)
    if array.ndim != 2 or 0 in array.shape:
        raise ValueError(f"{name} must be a matrix with at least one row and one column, got shape {array.shape}.")
    return array


def columns(name, value):
    """One example (n,) or (n, 1), or m examples as columns (n, m): always as (n, m)."""
    array = numbers(name, value)
    if array.ndim == 1:
        array = array[:, np.newaxis]
    if array.ndim != 2 or 0 in array.shape:
        raise ValueError(
            f"{name} must be one example, shape (n,) or (n, 1), or m examples as columns, shape (n, m), "
            f"got shape {np.shape(value)}."
        )
    return array


def rows(name, value):
    """m examples, an example a row."""
    array = numbers(name, value)
    if array.ndim != 2 or 0 in array.shape:
        one, many = (f"np.reshape({name}, {shape})" for shape in ("(1, -1)", "(-1, 1)"))
        several = count(array.size, "example")
        hint = f"; {one} makes it 1 example, {many} {several}" if array.ndim == 1 and array.size else ""
        raise ValueError(f"{name} must be a matrix with an example a row, at least one, got shape {array.shape}{hint}.")
    return array


def within_0_1(check):
    """The check, and that all numbers are from 0 to 1."""

    def call(name, value):
        array = check(name, value)
        if np.minimum.reduce(array, None) < 0 or np.maximum.reduce(array, None) > 1:  # quicker than array.min()
            outside = array[(array < 0) | (array > 1)]
            raise ValueError(f"{name} must hold values from 0 to 1, got {_written(outside[0])}.")
        return array

    return call


def _written(number):
    """2, not 2.0, and 1.0000001 with all its digits."""
    return repr(float(number)).removesuffix(".0")


def answers(name, value):
    """The right answers to m examples, a row each. Who hands over labels is told what makes rows of them."""
    try:
        return within_0_1(rows)(name, value)
    except ValueError:
        if (label := _label(value)) is not None:
            got = f"labels such as {brief(label)}; DataSet.from_labels(X, {name}) makes rows of them"
            raise ValueError(f"{name} must hold values from 0 to 1, got {got}.") from None
        raise


def _label(value):
    """One of the labels, the largest of numbers, the first of text; None where value is no vector or column of them.

    Labels are text, or whole numbers of which one is above 1.
    """
    value = value.to_numpy() if hasattr(value, "to_numpy") else value  # a DataFrame or a Series
    value = value.tolist() if isinstance(value, np.ndarray) else value
    if not isinstance(value, (list, tuple)) or not value:
        return None
    is_column = all(isinstance(row, (list, tuple)) and len(row) == 1 for row in value)
    labels = [row[0] for row in value] if is_column else value
    if all(isinstance(label, str) for label in labels):
        return min(labels)
    if all(isinstance(label, Real) and label % 1 == 0 for label in labels) and 1 < max(labels) < 1e9:
        return int(max(labels))
    return None


def layers(first):
    """A check for a dict with one matrix for each layer, its keys first, first + 1, …"""

    def call(name, value):
        if not isinstance(value, Mapping):
            raise ValueError(
                f"{name} must be a dict with a matrix for each layer, keys {first}, {first + 1}, …, got {brief(value)}."
            )
        wanted = range(first, first + len(value))
        if not value or value.keys() != set(wanted):
            keys = [key for key in value if not str(key).startswith("__")]  # a .mat file's own
            raise ValueError(
                f"{name} must have the keys {first}, {first + 1}, … without a gap, got {brief(keys, MOST_OF_KEYS)}."
            )
        return {l: matrix(f"{name}[{l}]", value[l]) for l in wanted}

    return call


def layer_sizes(name, value):
    """Units in layers 1 … L as a tuple of ints."""
    sentence = f"{name} must be two or more whole numbers of at least 1, for example (2, 3, 1), got {brief(value)}."
    try:
        sizes = tuple(_index(s) for s in in_order(value))
    except TypeError:
        raise ValueError(sentence) from None
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(sentence)
    return sizes


def theta(name, value):
    """Theta as a dict of matrices that chain: Theta[l] has a row for each unit of layer l + 1."""
    Theta = layers(1)(name, value)
    for l in range(2, len(Theta) + 1):
        units = Theta[l - 1].shape[0]
        if Theta[l].shape[1] != units + 1:
            raise ValueError(
                f"{name}[{l}] must have {units + 1} columns, one for the bias and one for each row of "
                f"{name}[{l - 1}], got shape {Theta[l].shape}."
            )
    return Theta


def whole_number(least, most=None):
    """A check for an int from least to most."""
    expected = f"of at least {least}" if most is None else f"from {least} to {most}"

    def call(name, value):
        try:
            number = _index(value)
        except TypeError:
            number = None
        if number is None or number < least or (most is not None and number > most):
            raise ValueError(f"{name} must be a whole number {expected}, got {brief(value)}.")
        if number > LARGEST:  # in a picture it is a float
            raise ValueError(f"{name} must be a number within ±1.8e308, got {brief(value)}.")
        return number

    return call


def number(expected, accept):
    """A check for a finite number that accept says yes to."""

    def call(name, value):
        try:
            if type(value) is not float and not _is_real(value):
                raise TypeError
            result = float(value)
        except (TypeError, ValueError, OverflowError):
            result = np.nan
        if not (math.isfinite(result) and accept(result)):
            got = _written(value) if isinstance(value, (float, np.floating)) else brief(value)
            raise ValueError(f"{name} must be a number {expected}, got {got}.")
        return result

    return call


def _is_real(value):
    """Whether it is meant as a number: float takes text and bytes too, and numpy's True and complex numbers."""
    value = value[()] if isinstance(value, np.ndarray) else value  # what an array of no dimension holds
    other = isinstance(value, (bool, np.bool_, np.character)) or np.iscomplexobj(value)
    return hasattr(value, "__float__") and not other


def switch(name, value):
    """True or False."""
    if not isinstance(value, (bool, np.bool_)):
        raise ValueError(f"{name} must be True or False, got {brief(value)}.")
    return bool(value)


def text(name, value):
    """A str."""
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a text, got {brief(value)}.")
    return str(value)  # not numpy's


def optional(check):
    """The check, or None."""
    return lambda name, value: None if value is None else check(name, value)


def one_of(options):
    """A check for one of several values; numpy's own numbers and texts are taken as Python's."""

    def call(name, value):
        value = value.item() if isinstance(value, np.generic) else value
        if not any(type(value) is type(option) and value == option for option in options):
            raise ValueError(f"{name} must be one of {', '.join(map(repr, options))}, got {brief(value)}.")
        return value

    return call


def examples(name, value):
    """A pair of X and Y."""
    try:
        X, Y = in_order(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a pair of held-out examples, (X, Y), got {brief(value)}.") from None
    return rows(f"{name}[0]", X), within_0_1(rows)(f"{name}[1]", Y)


def from_outside(name, value):
    """A function of the caller's. What it calls comes from outside again, and is checked."""
    if not callable(value):
        raise ValueError(f"{name} must be a function, got {brief(value)}.")
    return lambda *args: _with_door(False, value, *args)


def cost_from_outside(name, value):
    """A cost(Theta, X, Y, lambda_) of the caller's; what it gives must be a finite number."""
    given, finite = from_outside(name, value), number("that is finite", lambda value: True)
    return lambda *args: finite(f"{name}(Theta, X, Y, lambda_)", given(*args))


def in_order(value):
    """What value holds, as a list. A text is meant as one, and a set has no order: they raise a TypeError."""
    if isinstance(value, (str, bytes, bytearray, set, frozenset, Mapping)):
        raise TypeError
    return list(value)


def _index(value):
    """value as an int; True is not meant as 1, nor what stands below a mask."""
    if isinstance(value, bool) or np.any(getattr(value, "mask", False)):
        raise TypeError
    return operator.index(value)


def brief(value, most=60):
    """A value in a sentence, in so many letters at most."""
    shape = getattr(value, "shape", None)
    if shape:
        kind = f" and type {value.dtype}" if hasattr(value, "dtype") else ""
        return f"{'an array' if kind else f'a {type(value).__name__}'} of shape {shape}{kind}"
    try:
        text = " ".join(repr(value).split())
    except Exception:  # an int of 5000 digits has none, and somebody else's may raise anything
        return f"something of type {type(value).__name__}"
    if len(text) <= most:
        return text
    has_length = hasattr(value, "__len__") and shape is None  # an array of no dimension has none
    return f"a {type(value).__name__} of {len(value)}" if has_length else f"{text[:most]}…"


# ---------------------------------------------------------------- what people type

SPACES = "\u00a0\u2009\u202f"  # no-break, thin, and narrow no-break
TYPED = {
    **dict.fromkeys(SPACES, " "),
    **dict.fromkeys("−–－﹣", "-"),
    **dict.fromkeys("，٫", ","),
    "．": ".",
    "＋": "+",
}
GROUPED = r"\d{1,3}(?: \d{3})+"  # 12 000
NUMBER = re.compile(rf"([+-]?) ?({GROUPED}|\d+|(?=[.,]\d))([.,]\d*)?(e[+-]?\d{{1,3}})?", re.IGNORECASE)


def spelled(name, typed, example="-0.07"):
    """A number as people type it, as Python spells it: −0,5 with a true minus is -0.5, and 12 000 is 12000.

    The decimal sign may be a point or a comma, the digits those of any script. Raises ValueError for all else, with
    an example of what would do.
    """
    text = "".join(str(unicodedata.decimal(letter, TYPED.get(letter, letter))) for letter in str(typed).strip())
    found = NUMBER.fullmatch(text)
    if not found:
        raise ValueError(f"{name} must be a number, for example {example}, got {brief(typed) if text else 'nothing'}.")
    sign, whole, part, power = (group or "" for group in found.groups())
    if re.fullmatch(r"[1-9]\d{0,2}", whole) and re.fullmatch(r",\d{3}", part) and not power:
        one, other = (f"{sign}{whole}{point}{part[1:]}" for point in (".", ""))
        raise ValueError(f"{name} must be a number, and {text} may be {one} or {other}.")
    return f"{sign}{whole.replace(' ', '')}{part.replace(',', '.')}{power}"


def typed_number(name, typed, example="-0.07"):
    """A number as people type it, see spelled, as a finite float; a whole number that no float is, as an int."""
    text = spelled(name, typed, example)
    value = float(text)
    if not np.isfinite(value):
        raise ValueError(f"{name} must be a number within ±1.8e308, got {brief(typed)}.")
    whole = int(text) if text.lstrip("+-").isdecimal() else value
    return value + 0.0 if whole == value else whole  # −0 is 0


def count(number, noun):
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


above_0 = number("above 0", lambda value: value > 0)
at_least_0 = number("of at least 0", lambda value: value >= 0)

_BY_NAME = {
    "z": _as_floats,
    "layer_sizes": layer_sizes,
    "Theta": theta,
    "x": columns,
    "y": within_0_1(columns),
    "X": rows,
    "Y": answers,
    "a_L": columns,
    "a": layers(1),
    "delta": layers(2),
    "Delta": layers(1),
    "D": optional(layers(1)),
    "m": whole_number(1),
    "block_size": whole_number(1),
    "iterations": whole_number(0),
    "progress": switch,
    "seed": optional(whole_number(0)),
    "lambda_": at_least_0,
    "alpha": above_0,
    "epsilon": above_0,
    "cost": optional(cost_from_outside),
    "batch_size": optional(whole_number(1)),
    "momentum": number("from 0 to below 1", lambda value: 0 <= value < 1),
    "validation": optional(examples),
    "patience": whole_number(1),
    "tolerance": optional(at_least_0),
    "callback": optional(from_outside),
    "method": optional(one_of(("CG", "BFGS", "L-BFGS-B", "Newton-CG", "TNC", "SLSQP", "trust-constr"))),  # ask for D
}


# ---------------------------------------------------------------- do they fit together?


def _check_fit(given):
    Theta, x, y, X, Y, a, delta, Delta = map(given.get, ("Theta", "x", "y", "X", "Y", "a", "delta", "Delta"))
    if Theta is not None:
        L = len(Theta) + 1
        s = [None, *(Theta[l].shape[1] - 1 for l in Theta), Theta[L - 1].shape[0]]  # s[l] units in layer l
        if x is not None and x.shape[0] != s[1]:
            raise ValueError(f"x must have {count(s[1], 'row')}, one for each unit of layer 1, got shape {x.shape}.")
        if X is not None and X.shape[1] != s[1]:
            raise ValueError(f"X must have {count(s[1], 'column')}, one for each unit of layer 1, got shape {X.shape}.")
        if Y is not None and Y.shape[1] != s[L]:
            raise ValueError(f"Y must have {count(s[L], 'column')}, one for each output unit, got shape {Y.shape}.")
        if a is not None:
            _check_activations(a, s, L)
        for name in ("Delta", "D"):
            if given.get(name) is not None:
                _check_like_theta(name, given[name], Theta)
    if given.get("validation") is not None:
        held_out = dict(zip("XY", given["validation"]))
        try:
            _check_fit({"Theta": Theta, **held_out})
        except ValueError as wrong:
            raise ValueError(f"validation does not fit: {wrong}") from None
    if X is not None and Y is not None and len(X) != len(Y):
        raise ValueError(f"Y must have {count(len(X), 'row')}, one for each row of X, got {len(Y)}.")
    outputs = given.get("a_L") if a is None else a[max(a)]
    if y is not None and outputs is not None and y.shape != outputs.shape:
        name = "a_L" if a is None else f"a[{max(a)}]"
        raise ValueError(f"y must have the shape of {name}, {outputs.shape}, got {y.shape}.")
    if delta is not None and Delta is not None:
        _check_products(Delta, delta, a)


def _check_activations(a, s, L):
    if len(a) != L:
        raise ValueError(f"a must have the keys 1 … {L}, one for each layer, got {list(a)}.")
    m = a[1].shape[1]
    for l in a:
        expected = (s[l] + (l < L), m)
        if a[l].shape != expected:
            bias = ", the bias row included" if l < L else ""
            raise ValueError(f"a[{l}] must have shape {expected}{bias}, got {a[l].shape}.")


def _check_like_theta(name, value, Theta):
    if len(value) != len(Theta):
        raise ValueError(f"{name} must have the keys of Theta, {list(Theta)}, got {list(value)}.")
    for l in Theta:
        if value[l].shape != Theta[l].shape:
            raise ValueError(f"{name}[{l}] must have the shape of Theta[{l}], {Theta[l].shape}, got {value[l].shape}.")


def _check_products(Delta, delta, a):
    L = len(Delta) + 1
    for name, value, keys in (("delta", delta, list(range(2, L + 1))), ("a", a, list(range(1, L + 1)))):
        if list(value) != keys:
            raise ValueError(f"{name} must have the keys {keys}, got {list(value)}.")
    for l in Delta:
        rows, columns = delta[l + 1].shape[0], a[l].shape[0]
        if Delta[l].shape != (rows, columns):
            raise ValueError(
                f"Delta[{l}] must have shape {(rows, columns)}, a row for each unit of delta[{l + 1}] and a column "
                f"for each of a[{l}], got {Delta[l].shape}."
            )
        if delta[l + 1].shape[1] != a[l].shape[1]:
            raise ValueError(
                f"delta[{l + 1}] must have {count(a[l].shape[1], 'column')}, one for each column of a[{l}], "
                f"got shape {delta[l + 1].shape}."
            )
