"""Run a learner's function on the probes, whatever it does, and bring what it gives into one form.

It may raise, print, loop for ever, change its arguments, or give back anything at all. Nothing of that
reaches the learner as a traceback of ours: each becomes one sentence.
"""

import contextlib
import ctypes
import dis
import inspect
import io
import signal
import sys
import threading
import time
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from bpkit import _arguments, algorithm
from bpkit.check import results
from bpkit.check.probes import arguments
from bpkit.check.stops import message_of, row_of, where_of, without_address
from bpkit.gradient_check import numerical_gradient

SECONDS = 2.0  # for one call; the right function takes less than a hundredth of that


class Trouble(Exception):
    """What went wrong. sentence : for the learner. row : the mistake that it is, if it is known. code : the learner's
    own line, and what met there.
    """

    def __init__(self, sentence, row=None, code=""):
        super().__init__(sentence)
        self.sentence, self.row, self.code = sentence, row, code


class NotWritten(Exception):
    """The function is still a stub."""


class Run(NamedTuple):
    """What a function did on one probe: its result in one form, or its Trouble. notes : remarks."""

    result: dict = None
    trouble: Trouble = None
    notes: tuple = ()
    loose: bool = False  # computed in float32


def right_function(name):
    if name == "step":
        return lambda Theta, D, alpha: {l: Theta[l] - alpha * D[l] for l in Theta}
    return numerical_gradient if name == "numerical_gradient" else getattr(algorithm, name)


def run(name, function, probe):
    """Call function as the named line on a probe. Raises NotWritten for a stub."""
    given = arguments(name, probe)
    handed = arguments(name, probe)  # fresh arrays of its own, to see whether it changes them
    notes, modules = [], len(sys.modules)
    printed = io.StringIO()
    try:
        with time_limit(SECONDS), contextlib.redirect_stdout(printed), np.errstate(all="ignore"):
            value = call(function, handed.values())
    except (KeyboardInterrupt, NotWritten):  # the learner has pressed stop
        raise
    except NotImplementedError:
        raise NotWritten from None
    except TimeLimit:
        if len(sys.modules) > modules:  # it was an import that took so long
            return run(name, function, probe)
        told = f"It did not end within {SECONDS:g} seconds: there may be a loop that never stops."
        return Run(trouble=Trouble(told, results.ENDLESS))
    except RecursionError:
        return Run(trouble=Trouble("It calls itself without end."))
    except BaseException as error:  # SystemExit too: exit() in a learner's function must not end the kernel
        if isinstance(error, TypeError) and not _takes(function, given):
            told = f"It must take {_arguments.count(len(given), 'argument')}: {', '.join(given)}."
            return Run(trouble=Trouble(told))
        place = where_of(error)
        told = f"It stopped with {type(error).__name__}{message_of(error)}."
        return Run(trouble=Trouble(told, row_of(error, place, given), place.code if place else ""))
    changed = _changed(given, handed)
    if value is None and (printed.getvalue() or changed or _does_something(function)):
        done = "prints its result" if printed.getvalue() else f"changes {changed}" if changed else "computes something"
        return Run(trouble=Trouble(f"It {done}, but hands back None: a return is missing.", results.NO_RETURN))
    if _is_stub(value):
        raise NotWritten
    if printed.getvalue():
        notes.append("It prints; what it printed is left out here.")
    done = _formed(name, value, given, notes)
    if changed:
        first = _is_right_for(name, handed, done) and not _is_right_for(name, given, done)
        row = results.CHANGED_FIRST if first else results.CHANGED
        return Run(trouble=Trouble(f"It changes its argument {changed}: work on a copy.", row))
    return done


def _is_right_for(name, given, done):
    """Whether what was done is right for these arguments."""
    try:
        right = one_form(name, right_function(name)(*given.values()), given, [])[0]
    except ValueError:  # they are no arguments any more
        return False
    mine = done.result or {}
    return mine.keys() == right.keys() and all(
        mine[key].shape == right[key].shape and np.allclose(mine[key], right[key]) for key in right
    )


def _formed(name, value, given, notes):
    """What was handed back, in one form."""
    try:
        result, loose = one_form(name, value, given, notes)
    except Trouble as trouble:
        return Run(trouble=trouble, notes=tuple(notes))
    except Exception:  # an object with ways of its own
        told = Trouble(f"It hands back something strange: a {type(value).__name__}.")
        return Run(trouble=told, notes=tuple(notes))
    return Run(result, None, tuple(notes), loose)


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


def one_form(name, value, given, notes):
    """The result as {"delta[2]": matrix, …}, and whether it was computed in low precision. Raises Trouble."""
    loose = [False]

    def array(label, item, rows=None, columns=None):
        return matrix(label, item, rows, columns, loose)

    if name == "cost":
        if isinstance(value, tuple) and len(value) > 1:
            raise Trouble(f"J must be one number, but these are {len(value)} things.", results.TWO_THINGS)
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
    label = {"accumulate": "Delta", "step": "Theta"}.get(name, "D")
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
        row = None if label != "J" else results.LOG_OF_NEGATIVE if nan else results.LOG_OF_0
        raise Trouble(f"{label} has {'nan' if nan else 'infinity'} in it.", row)
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
            results.NO_LAYERS,
        )
    if len(layers) == 1:
        return {layers[0]: value}
    raise Trouble(
        f"{label} must be a dict with the keys {layers[0]} … {layers[-1]}, but it is {_brief(value)}.",
        results.NO_LAYERS,
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
                    return f"{name}[{l}]"
        elif isinstance(value, np.ndarray) and not _same(value, after[name]):
            return name
    return None


def _same(a, b):
    """A weight that was nudged and put back, as for a numerical gradient, is as good as it was."""
    return isinstance(b, np.ndarray) and a.shape == b.shape and np.allclose(a, b, rtol=1e-9, atol=1e-12)


def _brief(value):
    return without_address(_arguments.brief(value))


# ---------------------------------------------------------------- the time limit


class TimeLimit(BaseException):
    """Not an Exception, so that a learner's own except does not swallow it."""


@contextlib.contextmanager
def time_limit(seconds):
    """Interrupt what runs in here, in this thread, after so many seconds.

    From Python 3.12 on it looks at the clock at each jump and each call, anywhere; before, by an alarm, or, where there
    is none, as in a thread and on Windows, from another thread.
    """
    if hasattr(sys, "monitoring"):
        watch = _watched(seconds)
    elif hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        watch = _alarmed(seconds)
    else:
        watch = _called_off(seconds)
    with watch:
        yield


def _is_inside(frame):
    """Whether a frame belongs to the learner's call, and is not one of an import, which may take its time."""
    while frame and frame.f_code is not call.__code__:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return False
        frame = frame.f_back
    return frame is not None


@contextlib.contextmanager
def _watched(seconds):
    watching, me = sys.monitoring, threading.get_ident()
    ends = time.monotonic() + seconds
    tool = next(each for each in range(5, -1, -1) if watching.get_tool(each) is None)

    def look(*_event):
        if time.monotonic() > ends and threading.get_ident() == me and _is_inside(sys._getframe(1)):
            raise TimeLimit

    watching.use_tool_id(tool, "bpkit")
    for event in (watching.events.JUMP, watching.events.PY_START):
        watching.register_callback(tool, event, look)
    watching.set_events(tool, watching.events.JUMP | watching.events.PY_START)
    try:
        yield
    finally:
        watching.set_events(tool, 0)
        watching.free_tool_id(tool)


@contextlib.contextmanager
def _alarmed(seconds):
    def ring(_signal, frame):
        if _is_inside(frame):
            raise TimeLimit

    before = signal.signal(signal.SIGALRM, ring)
    # A bare except swallows it. So it rings very often, until it meets a moment outside of every try.
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.00005)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class _Thrown(TimeLimit):
    """From another thread it can come inside a try only. If that has a bare except, it is raised again there."""

    def __init__(self):
        def again(*_event):
            raise TimeLimit

        frame = sys._getframe(1)
        if _is_inside(frame):
            while frame.f_code is not call.__code__:
                frame.f_trace, frame = again, frame.f_back
            sys.settrace(lambda *_event: None)  # which lets the frames have their own


@contextlib.contextmanager
def _called_off(seconds):
    me, over, traced = threading.get_ident(), threading.Event(), sys.gettrace()

    def throw(what):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(me), what)

    def watch():
        wait = seconds
        while not over.wait(wait):
            wait = 0.001
            if _is_inside(sys._current_frames().get(me)):
                throw(ctypes.py_object(_Thrown))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        throw(None)  # one that would come too late
        sys.settrace(traced)
