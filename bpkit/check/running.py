"""Run a learner's function on the probes, whatever it does, and bring what it gives into one form.

It may raise, print, loop for ever, change its arguments, or give back anything at all. Nothing of that
reaches the learner as a traceback of ours: each becomes one sentence.
"""

import contextlib
import dis
import inspect
import io
import re
import signal
import threading
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from bpkit import _arguments
from bpkit.check.catalogue.entries import (
    CHANGED,
    FROM_0,
    LOG_OF_0,
    LOG_OF_NEGATIVE,
    NO_DICT,
    NO_LAYER,
    NO_LAYERS,
    NO_RETURN,
    TOO_FAR,
    TWO_THINGS,
    WHOLE_DICT,
    right_function,
)
from bpkit.check.probes import arguments, shared_arguments

SECONDS = 2.0  # for one call; the right function takes less than a hundredth of that


class Trouble(Exception):
    """What went wrong, as one sentence for the learner. sign : the name of the mistake that it is, if it is known."""

    def __init__(self, sentence, sign=""):
        super().__init__(sentence)
        self.sign = sign


class NotWritten(Exception):
    """The function is still a stub."""


class Run(NamedTuple):
    """What a function did on one probe: its result in one form, or a sentence of trouble. notes : remarks."""

    result: dict = None
    trouble: str = ""
    notes: tuple = ()
    loose: bool = False  # computed in float32
    sign: str = ""  # the name of the mistake that this trouble is


def run(name, function, probe):
    """Call function as the named line on a probe. Raises NotWritten for a stub."""
    given = arguments(name, probe)
    handed = arguments(name, probe)  # fresh arrays of its own, to see whether it changes them
    notes = []
    printed = io.StringIO()
    try:
        with time_limit(SECONDS), contextlib.redirect_stdout(printed), np.errstate(all="ignore"):
            value = call(function, handed.values())
    except (KeyboardInterrupt, NotWritten):  # the learner has pressed stop
        raise
    except NotImplementedError:
        raise NotWritten from None
    except TimeLimit:
        return Run(trouble=f"It did not end within {SECONDS:g} seconds: there may be a loop that never stops.")
    except RecursionError:
        return Run(trouble="It calls itself without end.")
    except BaseException as error:  # SystemExit too: exit() in a learner's function must not end the kernel
        if isinstance(error, TypeError) and not _takes(function, given):
            return Run(trouble=f"It must take {_arguments.count(len(given), 'argument')}: {', '.join(given)}.")
        return Run(trouble=f"It stopped with {type(error).__name__}{_message(error)}.", sign=_sign(error))
    changed = _changed(given, handed)
    if value is None and (printed.getvalue() or changed or _does_something(function)):
        done = "prints its result" if printed.getvalue() else f"changes {changed}" if changed else "computes something"
        return Run(trouble=f"It {done}, but hands back None: a return is missing.", sign=NO_RETURN)
    if _is_stub(value):
        raise NotWritten
    if printed.getvalue():
        notes.append("It prints; what it printed is left out here.")
    if changed == "Delta" and name == "accumulate":
        notes.append("It changes the Delta that it was given; a caller may not expect that.")
    elif changed:
        return Run(trouble=f"It changes its argument {changed}: work on a copy.", sign=CHANGED)
    return _formed(name, value, given, notes)


def _sign(error):
    """The name of the mistake that an exception is, if it is known."""
    told = str(error)
    if isinstance(error, KeyError) and "slice(" not in told:
        return FROM_0 if error.args == (0,) else NO_LAYER
    if isinstance(error, IndexError):
        return TOO_FAR
    if "'numpy.ndarray' object has no attribute" in told and error.name in ("keys", "values", "items", "get"):
        return NO_DICT
    # What Python and numpy say where a dict is multiplied, indexed like a matrix, or put into @ or np.log.
    of_dict = ("'dict'", "type dict ", "slice", "does not have enough dimensions (has 0")
    return WHOLE_DICT if any(words in told for words in of_dict) else ""


def run_known(name, variant, probe):
    """The same for a known mistake of ours: it ends, prints nothing and changes nothing, so it needs no guard."""
    given = shared_arguments(name, probe)
    try:
        with np.errstate(all="ignore"):
            value = variant(*given.values())
    except Exception as error:
        return Run(trouble=f"It stopped with {type(error).__name__}{_message(error)}.")
    return _formed(name, value, given, [])


def _formed(name, value, given, notes):
    """What was handed back, in one form."""
    try:
        result, loose = one_form(name, value, given, notes)
    except Trouble as trouble:
        return Run(trouble=str(trouble), notes=tuple(notes), sign=trouble.sign)
    except Exception:  # an object with ways of its own
        return Run(trouble=f"It hands back something strange: a {type(value).__name__}.", notes=tuple(notes))
    return Run(result, "", tuple(notes), loose)


def call(function, values):
    """Only what runs inside this frame is ever interrupted by the time limit."""
    return function(*values)


def _takes(function, given):
    """Whether it can be called with so many arguments, as far as that can be known."""
    try:
        inspect.signature(function).bind(*given)
    except TypeError:
        return False
    except ValueError:  # some built-in functions do not tell
        pass
    return True


def _does_something(function):
    """Whether a function that hands back None is more than a stub: more than pass, ..., or a docstring."""
    code = getattr(function, "__code__", None)
    return code is not None and not {each.opname for each in dis.get_instructions(code)} <= IDLE


IDLE = {"RESUME", "NOP", "LOAD_CONST", "POP_TOP", "RETURN_VALUE", "RETURN_CONST", "MAKE_CELL", "COPY_FREE_VARS"}


def _is_stub(value):
    if isinstance(value, (tuple, list, dict)):
        value = list(value.values()) if isinstance(value, dict) else value
        return any(item is Ellipsis for item in value)
    return value is None or value is Ellipsis or value is NotImplemented


def right_result(name, probe):
    """What the right function gives, in the same form."""
    given = arguments(name, probe)
    return one_form(name, right_function(name)(*given.values()), given, [])[0]


def one_form(name, value, given, notes):
    """The result as {"delta[2]": matrix, …}, and whether it was computed in low precision. Raises Trouble."""
    loose = [False]

    def array(label, item, rows=None, columns=None):
        return matrix(label, item, rows, columns, loose)

    if name == "cost":
        if isinstance(value, tuple) and len(value) > 1:
            raise Trouble(f"J must be one number, but these are {len(value)} things.", TWO_THINGS)
        found = array("J", value)
        if found.size != 1:
            raise Trouble(f"J must be one number, but there are {found.size}.")
        return {"J": found.reshape(1, 1)}, loose[0]
    if name == "output_error":
        K, m = given["a_L"].shape
        return {"delta[L]": array("δ⁽ᴸ⁾", value, K, m)}, loose[0]
    if name == "forward_propagate":
        if not isinstance(value, (tuple, list)) or len(value) != 2:
            raise Trouble(f"It must hand back two things, z and a, but it gave {_brief(value)}.")
        L, m = len(given["Theta"]) + 1, given["x"].shape[1]
        z, a = layers_of("z", value[0], range(2, L + 1)), layers_of("a", value[1], range(1, L + 1))
        if 1 in z and L in z and _is_input(z[1], given["x"]):
            del z[1]  # x kept as the z of layer 1: nobody reads it
        layers = [(l, letter, found[l]) for letter, found in (("z", z), ("a", a)) for l in found]
        layers.sort(key=lambda each: each[0])  # as they are computed: a[1], z[2], a[2], …
        return {f"{letter}[{l}]": array(f"{letter}[{l}]", item, None, m) for l, letter, item in layers}, loose[0]
    if name == "backpropagate_errors":
        L, m = len(given["Theta"]) + 1, given["y"].shape[1]
        delta = layers_of("delta", value, range(2, L + 1))
        downward = sorted(delta, reverse=True)  # as they are computed
        found = {f"delta[{l}]": array(f"delta[{l}]", delta[l], None, m) for l in downward}
        return _without_bias_rows(found, given, notes), loose[0]
    label = {"accumulate": "Delta"}.get(name, "D")
    Theta = given.get("Theta") or given["Delta"]
    layers = layers_of(label, value, range(1, len(Theta) + 1))
    shapes = {l: Theta[l].shape if l in Theta else (None, None) for l in layers}
    return {f"{label}[{l}]": array(f"{label}[{l}]", layers[l], *shapes[l]) for l in layers}, loose[0]


def matrix(label, item, rows, columns, loose):
    try:
        found = np.asarray(item)
        if found.dtype.kind not in "biuf":  # strings, complex numbers, objects
            raise ValueError
        if found.dtype in (np.float32, np.float16):
            loose[0] = True
        found = found.astype(float)
    except (TypeError, ValueError):
        expected = "one number" if label == "J" else "an array of real numbers"
        raise Trouble(f"{label} must be {expected}, but it is {_brief(item)}.") from None
    if not np.isfinite(found).all():
        nan = np.isnan(found).any()
        sign = "" if label != "J" else LOG_OF_NEGATIVE if nan else LOG_OF_0
        raise Trouble(f"{label} has {'nan' if nan else 'infinity'} in it.", sign)
    if found.ndim == 1 and (columns in (None, 1) or rows == 1):
        found = found.reshape(-1, 1) if columns in (None, 1) else found.reshape(1, -1)
    elif found.ndim == 2 and columns == 1 and found.shape[0] == 1 and rows not in (None, 1) and found.shape[1] == rows:
        found = found.T  # one example, laid down as a row
    elif found.ndim < 2:
        found = np.atleast_2d(found)
    if found.ndim != 2:
        raise Trouble(f"{label} must be a matrix or a column, but it has the shape {found.shape}.")
    return found


def layers_of(label, value, layers):
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
        if len(value) == layers[-1] == len(layers) + 1 and (value[0] is None or label == "z"):
            # value[l - 1] is layer l; layer 1 has no z, or it has x there
            return {l: value[l - 1] for l in range(1, layers[-1] + 1) if value[l - 1] is not None}
        raise Trouble(
            f"{label} must have a matrix for each of layers {layers[0]} … {layers[-1]}, but it has {len(value)}.",
            NO_LAYERS,
        )
    if len(layers) == 1:
        return {layers[0]: value}
    raise Trouble(
        f"{label} must be a dict with the keys {layers[0]} … {layers[-1]}, but it is {_brief(value)}.", NO_LAYERS
    )


def _is_input(item, x):
    try:
        found = np.asarray(item, dtype=float).reshape(-1, x.shape[1])
    except (TypeError, ValueError):
        return False
    return found[-len(x) :].shape == x.shape and np.allclose(found[-len(x) :], x)  # with the 1 on top, or without


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
    """A weight that was nudged and put back, as for a numerical gradient, is as good as it was."""
    return isinstance(b, np.ndarray) and a.shape == b.shape and np.allclose(a, b, rtol=1e-9, atol=1e-12)


def _message(error):
    """What an exception says, on one line, with a colon before it."""
    lines = _shapes_that_met(str(error)).strip().splitlines()
    return f": {_without_address(lines[0]).rstrip('.')}" if lines else ""


def _shapes_that_met(text):
    """numpy's sentences on sizes, in words a learner has met; any other text as it is."""
    if met := re.search(r"matmul: .*\(size (\d+) is different from (\d+)\)", text):
        rows, columns = (_arguments.count(int(n), word) for n, word in zip(met.groups(), ("row", "column")))
        return f"in a product @ the left factor has {columns}, but the right one {rows}"
    if met := re.search(r"shapes (\(.*?\)) and (\(.*?\)) not aligned", text):
        return "the shapes {} and {} do not fit in a product".format(*map(_spaced, met.groups()))
    if met := re.search(r"operands could not be broadcast together with shapes (\(.*?\)) (\(.*?\))", text) or re.search(
        r"output operand with shape (\(.*?\)) doesn't match the broadcast shape (\(.*?\))", text
    ):
        return "the shapes {} and {} do not fit element by element".format(*map(_spaced, met.groups()))
    return text


def _spaced(shape):
    """A shape as Python prints it: (2, 3), not numpy's (2,3)."""
    return re.sub(r",(?=\d)", ", ", shape)


def _brief(value):
    return _without_address(_arguments.brief(value))


def _without_address(text):
    """Where an object stands in memory helps nobody, and is another place each time."""
    return re.sub(r" at 0x[0-9a-fA-F]+", "", text)


# ---------------------------------------------------------------- the time limit


class TimeLimit(BaseException):
    """Not an Exception, so that a learner's own except does not swallow it."""


@contextlib.contextmanager
def time_limit(seconds):
    """Interrupt what runs in here after so many seconds, where the platform can: not on Windows, not in a thread."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_signal, frame):
        while frame and frame.f_code is not call.__code__:
            frame = frame.f_back
        if frame:
            raise TimeLimit

    before = signal.signal(signal.SIGALRM, ring)
    # A bare except swallows it. So it rings very often, until it meets a moment outside of every try.
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.00005)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
