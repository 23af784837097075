"""Run a learner's function on the probes, whatever it does, and bring what it gives into one form.

It may raise, print, loop for ever, change its arguments, or give back anything at all. Nothing of that
reaches the learner as a traceback of ours: each becomes one sentence.
"""

import contextlib
import io
import signal
import threading
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from bpkit import _arguments, algorithm, gradient_check
from bpkit.check.probes import arguments

SECONDS = 2.0  # for all probes together; the right function takes less than a tenth of that


class Trouble(Exception):
    """What went wrong, as one sentence for the learner."""


class NotWritten(Exception):
    """The function is still a stub."""


class Run(NamedTuple):
    """What a function did on one probe: its result in one form, or a sentence of trouble. notes : remarks."""

    result: dict = None
    trouble: str = ""
    notes: tuple = ()
    loose: bool = False  # computed in float32


def run(name, function, probe):
    """Call function as the named line on a probe. Raises NotWritten for a stub."""
    given = arguments(name, probe)
    handed = arguments(name, probe)  # fresh arrays of its own, to see whether it changes them
    notes = []
    printed = io.StringIO()
    try:
        with time_limit(SECONDS), contextlib.redirect_stdout(printed), np.errstate(all="ignore"):
            value = function(*handed.values())
    except NotImplementedError:
        raise NotWritten from None
    except TimeLimit:
        return Run(trouble=f"It did not end within {SECONDS:g} seconds: is there a loop that never stops?")
    except RecursionError:
        return Run(trouble="It calls itself without end.")
    except Exception as error:
        return Run(trouble=f"It stopped with {type(error).__name__}: {_one_line(error)}.")
    if value is None or value is Ellipsis or value is NotImplemented:
        if printed.getvalue() and value is None:
            return Run(trouble="It prints its result, but hands back None: use return.")
        raise NotWritten
    if printed.getvalue():
        notes.append("It prints; what it printed is left out here.")
    changed = _changed(given, handed)
    if changed == "Delta" and name == "accumulate":
        notes.append("It changes the Delta that it was given; a caller may not expect that.")
    elif changed:
        return Run(trouble=f"It changes its argument {changed}: work on a copy.")
    try:
        result, loose = one_form(name, value, given, notes)
    except Trouble as trouble:
        return Run(trouble=str(trouble), notes=tuple(notes))
    return Run(result, "", tuple(notes), loose)


def right_result(name, probe):
    """What the right function gives, in the same form."""
    function = getattr(gradient_check if name == "numerical_gradient" else algorithm, name)
    given = arguments(name, probe)
    return one_form(name, function(*given.values()), given, [])[0]


def one_form(name, value, given, notes):
    """The result as {"delta[2]": matrix, …}, and whether it was computed in low precision. Raises Trouble."""
    loose = [False]

    def array(label, item, rows=None, columns=None):
        return _matrix(label, item, rows, columns, loose)

    if name == "cost":
        found = array("J", value)
        if found.size != 1:
            raise Trouble(f"J must be one number, but it has the shape {np.shape(value)}.")
        return {"J": found.reshape(1, 1)}, loose[0]
    if name == "output_error":
        K, m = given["a_L"].shape
        return {"delta[L]": array("δ⁽ᴸ⁾", value, K, m)}, loose[0]
    if name == "forward_propagate":
        if not isinstance(value, (tuple, list)) or len(value) != 2:
            raise Trouble(f"It must hand back two things, z and a, but it gave {_arguments.brief(value)}.")
        L, m = len(given["Theta"]) + 1, given["x"].shape[1]
        z, a = _by_layer("z", value[0], range(2, L + 1)), _by_layer("a", value[1], range(1, L + 1))
        found = {f"z[{l}]": array(f"z[{l}]", z[l], None, m) for l in z}
        return {**found, **{f"a[{l}]": array(f"a[{l}]", a[l], None, m) for l in a}}, loose[0]
    if name == "backpropagate_errors":
        L, m = len(given["Theta"]) + 1, given["y"].shape[1]
        delta = _by_layer("delta", value, range(2, L + 1))
        found = {f"delta[{l}]": array(f"delta[{l}]", delta[l], None, m) for l in sorted(delta)}
        return _without_bias_rows(found, given, notes), loose[0]
    label = {"accumulate": "Delta"}.get(name, "D")
    Theta = given.get("Theta") or given["Delta"]
    layers = _by_layer(label, value, range(1, len(Theta) + 1))
    return {f"{label}[{l}]": array(f"{label}[{l}]", layers[l], *Theta[l].shape) for l in layers}, loose[0]


def _matrix(label, item, rows, columns, loose):
    try:
        found = np.asarray(item)
        if found.dtype == object or found.dtype.kind in "USO":
            raise ValueError
        if found.dtype in (np.float32, np.float16):
            loose[0] = True
        found = found.astype(float)
    except (TypeError, ValueError):
        raise Trouble(f"{label} must be an array of numbers, but it is {_arguments.brief(item)}.") from None
    if not np.isfinite(found).all():
        raise Trouble(f"{label} has {'nan' if np.isnan(found).any() else 'infinity'} in it.")
    if found.ndim == 1 and (columns in (None, 1) or rows == 1):
        found = found.reshape(-1, 1) if columns in (None, 1) else found.reshape(1, -1)
    elif found.ndim == 2 and columns == 1 and found.shape[0] == 1 and rows not in (None, 1) and found.shape[1] == rows:
        found = found.T  # one example, laid down as a row
    elif found.ndim < 2:
        found = np.atleast_2d(found)
    if found.ndim != 2:
        raise Trouble(f"{label} must be a matrix or a column, but it has the shape {found.shape}.")
    return found


def _by_layer(label, value, layers):
    """A dict by layer, from a dict or from a list or tuple whose meaning is plain."""
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
        raise Trouble(
            f"{label} must have a matrix for each of layers {layers[0]} … {layers[-1]}, but it has {len(value)}."
        )
    if len(layers) == 1:
        return {layers[0]: value}
    raise Trouble(
        f"{label} must be a dict with the keys {layers[0]} … {layers[-1]}, but it is {_arguments.brief(value)}."
    )


def _without_bias_rows(delta, given, notes):
    """δ whose zero bias row was kept is right; line 4 only drops it."""
    Theta, found = given["Theta"], {}
    for key, value in delta.items():
        l = int(key[6:-1])
        units = Theta[l - 1].shape[0] if l > 1 else 0
        if l <= len(Theta) and value.shape[0] == units + 1 and not value[0].any():
            value = value[1:]
            note = "δ still has its bias row, which is 0: right, and line 4 drops it."
            notes[:] = [*(n for n in notes if n != note), note]
        found[key] = value
    return found


def _changed(before, after):
    """The name of an argument that is not what it was, or None."""
    for name, value in before.items():
        if isinstance(value, dict):
            if value.keys() != after[name].keys():
                return name
            for l in value:
                if not _same(value[l], after[name][l]):
                    return name if name == "Delta" else f"{name}[{l}]"
        elif isinstance(value, np.ndarray) and not _same(value, after[name]):
            return name
    return None


def _same(a, b):
    return isinstance(b, np.ndarray) and a.shape == b.shape and np.array_equal(a, b, equal_nan=True)


def _one_line(error):
    return (str(error).strip().splitlines() or ["no message"])[0].rstrip(".")


# ---------------------------------------------------------------- the time limit


class TimeLimit(BaseException):
    """Not an Exception, so that a learner's own except does not swallow it."""


@contextlib.contextmanager
def time_limit(seconds):
    """Interrupt what runs in here after so many seconds, where the platform can: not on Windows, not in a thread."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_signal, _frame):
        raise TimeLimit

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.2)  # again and again, should it be caught
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
