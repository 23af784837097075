"""What a function hands back, as {key: matrix}. What is wrong with its form alone is noted, and put right."""

import re
from collections.abc import Mapping
from functools import partial

import numpy as np

from bpkit import _arguments
from bpkit.check import costs, results
from bpkit.check import places as at


class Trouble(Exception):
    """What went wrong. sentence : for the learner. row : the mistake that it is, if it is known. code : the learner's
    own line, and what met there.
    """

    def __init__(self, sentence, row=None, code=""):
        super().__init__(sentence)
        self.sentence, self.row, self.code = sentence, row, code


class Seen:
    """What shows while results are brought into one form.

    rows : mistakes of the form. notes : remarks that change nothing. loose : it is in low precision. fits : whether the
    last one has all layers, in their sizes; raw : its matrices as they came. trouble : what else is wrong with it.
    count : how many numbers J is.
    """

    def __init__(self):
        self.rows, self.notes, self.raw = [], [], {}
        self.loose, self.fits, self.trouble, self.count = False, True, None, 1

    def note(self, row):
        if row not in self.rows:
            self.rows.append(row)

    def matrix(self, label, item, rows=None, columns=None):
        """A matrix or a column, where these many rows and columns are expected. Raises Trouble."""
        try:
            found = np.asarray(item)
            if found.dtype.kind not in "biuf":  # strings, complex numbers, objects
                raise ValueError
            self.loose |= found.dtype in (np.float32, np.float16)
            found = found.astype(float)
        except (TypeError, ValueError):
            expected = "one number" if label == "J" else "an array of real numbers"
            raise Trouble(f"{label} must be {expected}, but it is {brief(item)}.") from None
        if not np.isfinite(found).all():
            nan = np.isnan(found).any()
            row = None if label != "J" else results.LOG_OF_NEGATIVE if nan else results.LOG_OF_0
            raise Trouble(f"{label} has {'nan' if nan else 'infinity'} in it.", row)
        if found.ndim == 1 and (columns in (None, 1) or rows == 1):
            found = found.reshape(-1, 1) if columns in (None, 1) else found.reshape(1, -1)
        elif found.ndim < 2:
            found = np.atleast_2d(found)
        if found.ndim != 2:
            raise Trouble(f"{label} must be a matrix or a column, but it has the shape {found.shape}.")
        self.raw[label] = found
        return found


def layers_of(label, value, layers):
    """A dict by layer, from a dict or from a list or tuple whose meaning is plain. Raises Trouble."""
    if isinstance(value, Mapping):
        strange = [key for key in value if not isinstance(key, (int, np.integer))]
        if strange:
            raise Trouble(f"The keys of {label} must be layers, {layers[0]} … {layers[-1]}, but one is {strange[0]!r}.")
        return {int(l): value[l] for l in value if value[l] is not None}
    if isinstance(value, (list, tuple)):
        if len(value) == len(layers):
            return dict(zip(layers, value))
        if len(value) == layers[-1] + 1:  # value[l] is layer l, what stands before is not used
            return {l: value[l] for l in layers}
        if len(value) == layers[-1] == len(layers) + 1 and (value[0] is None or label == "z"):
            # value[l - 1] is layer l; layer 1 has no z, or it has x there
            return {l: value[l - 1] for l in range(1, layers[-1] + 1) if value[l - 1] is not None}
        raise Trouble(
            f"{label} must have a matrix for each of layers {layers[0]} … {layers[-1]}, but it has {len(value)}.",
            results.NO_LAYERS,
        )
    if len(layers) == 1:
        return {layers[0]: value}
    raise Trouble(
        f"{label} must be a dict with the keys {layers[0]} … {layers[-1]}, but it is {brief(value)}.",
        results.NO_LAYERS,
    )


def brief(value):
    """A value in a few words, without its address."""
    return without_address(_arguments.brief(value))


def without_address(text):
    """Where an object stands in memory helps nobody, and is another place each time."""
    return re.sub(r" at 0x[0-9a-fA-F]+", "", text)


# ---------------------------------------------------------------- a matrix for each layer


def by_layer(seen, value, like, *_more, label="D"):
    """{l: matrix}. like : the dict whose layers and sizes it must have."""
    sizes = {l: T.shape for l, T in like.items()}
    if isinstance(value, tuple) and len(value) == 2:
        J_first = np.ndim(value[0]) == 0 and not isinstance(value[0], dict)
        if J_first or len(like) != 2 and isinstance(value[0], (dict, list)):
            seen.note(at.J_TOO)
            value = value[J_first]
    total = sum(r * c for r, c in sizes.values())
    if isinstance(value, np.ndarray) and value.size == total and (value.ndim == 1 or len(sizes) > 1):
        seen.note(at.VECTOR)
        ends = np.cumsum([r * c for r, c in sizes.values()])
        pieces = np.split(value.ravel(), ends[:-1])
        value = {l: piece.reshape(sizes[l]) for l, piece in zip(sizes, pieces)}
    layers, found = layers_of(label, value, range(1, len(like) + 1)), {}
    seen.fits &= layers.keys() == like.keys()
    for l in layers:
        r, c = sizes.get(l, (None, None))
        matrix = seen.matrix(f"{label}[{l}]", layers[l], r, c)
        if l in sizes and matrix.shape == (r, c - 1):
            seen.note(at.CUT_OFF)
            matrix = np.hstack([np.zeros((r, 1)), matrix])
        elif matrix.shape == (c, r) != (r, c):
            seen.note(at.TRANSPOSED)
            matrix = matrix.T
        seen.fits &= matrix.shape == (r, c)
        found[l] = matrix
    return found


# ---------------------------------------------------------------- lines 1 and 2


def z_and_a(seen, value, Theta, x):
    """{("a", 1): matrix, ("z", 2): matrix, ("a", 2): matrix, …}"""
    L, m = len(Theta) + 1, x.shape[1]
    units = {1: len(x), **{l + 1: len(T) for l, T in Theta.items()}}
    if isinstance(value, dict):
        seen.note(at.ONLY_A_BACK)
        value = {}, value
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise Trouble(f"It must hand back two things, z and a, but it gave {brief(value)}.")
    z, a = value
    if isinstance(z, dict) and isinstance(a, dict):
        if 1 in z and 1 not in a and min(a, default=0) == 2:
            seen.note(at.SWAPPED)
            z, a = a, z
        if 0 in a:
            seen.note(at.FROM_0_BACK)
            z, a = ({l + 1: part[l] for l in part} for part in (z, a))
    if isinstance(z, dict) and set(z) == set(range(1, L)) and np.shape(z[1])[:1] == (units[2],):
        seen.note(at.Z_FROM_1)
        z = {l + 1: z[l] for l in z}
    z, a, found = layers_of("z", z, range(2, L + 1)), layers_of("a", a, range(1, L + 1)), {}
    if 1 in z and L in z and _is_input(z[1], x):
        del z[1]  # x kept as the z of layer 1: nobody reads it
    if 1 not in a:
        seen.note(at.NO_A1)
    if L not in a:
        seen.note(at.TOO_SOON)
    for l, letter in sorted([(l, "z") for l in z] + [(l, "a") for l in a], key=lambda each: (each[0], each[1] == "a")):
        d, with_bias = seen.matrix(f"{letter}[{l}]", (z if letter == "z" else a)[l], None, m), letter == "a" and l < L
        n = units.get(l, 0)
        if d.shape[1] != m and d.shape[0] == m:
            seen.note(at.ROWS)
            d = d.T
        if d.shape == (n + 1, m) and not with_bias:
            seen.note(at.BIAS_IN_Z if letter == "z" else at.BIAS_OUT)
            d = d[1:]
        elif d.shape == (n, m) and with_bias:
            seen.note(at.BARE_INPUT if l == 1 else at.BARE_HIDDEN)
        else:
            seen.fits &= d.shape == (n + with_bias, m)
        found[letter, l] = d
    seen.fits &= bool(found)
    return found


def _is_input(item, x):
    try:
        found = np.asarray(item, dtype=float).reshape(-1, x.shape[1])
    except (TypeError, ValueError):
        return False
    return found[-len(x) :].shape == x.shape and np.allclose(found[-len(x) :], x)  # with the 1 on top, or without


# ---------------------------------------------------------------- lines 3 and 4


def _delta(seen, label, item, units, m, right=None):
    """δ of a layer, (units, m). right : a − y, at the output."""
    d = seen.matrix(label, item, None if right is None else units, m)
    if d.shape == (m, units) != (units, m):
        seen.note(at.ROWS)
        d = d.T
    if d.shape == (1, units) != (1, m):
        d = d.T
    if d.shape == (units + 1, m) and right is None:
        if np.abs(d[0]).max() > 1e-12:
            seen.note(at.BIAS_ERROR)
        else:
            seen.notes.append("δ still has its bias row, which is 0; line 4 drops it.")
        d = d[1:]
    if right is not None:
        if m == 1 < units and d.shape == (units, units) and (d != d[:, :1]).any():
            seen.note(at.Y_TURNED)
            d = np.diag(d)[:, None]
        if d.shape == (units + 1, m) and not d[0].any():
            seen.note(at.ROW_ADDED)
            d = d[1:]
        if d.shape == (units - 1, m) and max(units - 1, m) > 1:
            seen.note(at.FIRST_DROPPED)
            d = np.vstack([right[:1], d])
    seen.fits &= d.shape == (units, m) or d.shape in ((1, m), (units, 1), (1, 1))  # added up: over examples, or units
    return d


def error(seen, value, a_L, y):
    """{0: δ⁽ᴸ⁾}"""
    return {0: _delta(seen, "δ⁽ᴸ⁾", value, *y.shape, right=a_L - y)}


def errors(seen, value, Theta, a, y):
    """{l: δ⁽ˡ⁾}, from L down."""
    L, m = len(Theta) + 1, y.shape[1]
    units, right = {l + 1: len(T) for l, T in Theta.items()}, {L: a[L] - y}
    if isinstance(value, dict) and set(value) == set(range(1, L)) and np.shape(value[L - 1])[:1] == (units[L],):
        seen.note(at.TOO_LOW)
        value = {l + 1: value[l] for l in value}
    if isinstance(value, np.ndarray) and value.shape == (units[L], m):
        value = {L: value}
    layers = layers_of("delta", value, range(2, L + 1))
    if 1 in layers:
        seen.note(at.INPUT_DELTA)
    if L not in layers:
        seen.note(at.NO_LAST)
    if L > 2 and set(layers) == {L}:
        seen.note(at.ONLY_LAST)
    elif L > 3 and 2 not in layers:
        seen.note(at.TOO_EARLY)
    downward = sorted(layers.keys() & units.keys(), reverse=True)
    return {l: _delta(seen, f"delta[{l}]", layers[l], units[l], m, right.get(l)) for l in downward}


# ---------------------------------------------------------------- J


def one_number(seen, value, Theta, X, Y, *_more):
    """{"J": matrix of one number}"""
    if isinstance(value, (tuple, list)) and len(value) > 1 and np.ndim(value[0]) == 0:
        if isinstance(value, tuple):
            seen.trouble = Trouble(f"J must be one number, but these are {len(value)} things.", results.TWO_THINGS)
        if isinstance(value[-1], dict) or np.ndim(value[-1]):
            seen.note(results.TWO_THINGS)
            value = value[0]
    found = seen.matrix("J", value)
    seen.count = found.size
    if found.size != 1:
        seen.trouble = seen.trouble or Trouble(f"J must be one number, but there are {found.size}.")
        m, K = Y.shape
        if m != K and min(m, K) > 1:
            seen.note({m: costs.FOR_EXAMPLES, K: costs.FOR_OUTPUTS}.get(found.size, costs.FOR_ENTRIES))
    return {"J": np.reshape(found.sum(), (1, 1))}


# How the result of a function is brought into one form, and what its numbers are called.
FORMS = {
    "forward_propagate": (z_and_a, "{0[0]}[{0[1]}]"),
    "output_error": (error, "delta[L]"),
    "backpropagate_errors": (errors, "delta[{}]"),
    "accumulate": (partial(by_layer, label="Delta"), "Delta[{}]"),
    "regularized_gradient": (by_layer, "D[{}]"),
    "cost": (one_number, "J"),
    "backpropagation": (by_layer, "D[{}]"),
    "numerical_gradient": (by_layer, "D[{}]"),
    "step": (partial(by_layer, label="Theta"), "Theta[{}]"),
}
