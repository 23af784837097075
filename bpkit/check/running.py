"""Run a learner's function on the probes, whatever it does, and bring what it gives into one form.

It may raise, print, loop for ever, change its arguments, or give back anything at all. Nothing of that
reaches the learner as a traceback of ours: each becomes one sentence.
"""

import contextlib
import ctypes
import dis
import inspect
import io
import re
import sys
import threading
import time
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from bpkit import _arguments, algorithm
from bpkit.check import results
from bpkit.check.forms import FORMS, Seen, Trouble
from bpkit.check.probes import arguments
from bpkit.check.stops import message_of, row_of, where_of
from bpkit.gradient_check import numerical_gradient

SECONDS = 2.0  # that one call may compute; the right function takes less than a hundredth of that


class NotWritten(Exception):
    """The function is still a stub."""


class Run(NamedTuple):
    """What a function did on one probe: its result in one form, or its Trouble. notes : remarks. rows : what is wrong
    with the form alone. raw : the matrices as they came. made : the dicts and arrays that it handed back, themselves.
    """

    result: dict = None
    trouble: Trouble = None
    notes: tuple = ()
    loose: bool = False  # computed in float32
    rows: tuple = ()
    raw: dict = None
    made: tuple = ()


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
        with time_limit() as limit, contextlib.redirect_stdout(printed), np.errstate(all="ignore"):
            value = limit.call(function, *handed.values())
    except (KeyboardInterrupt, NotWritten):  # the learner has pressed stop
        raise
    except NotImplementedError:
        raise NotWritten from None
    except TimeLimit:
        if len(sys.modules) > modules:  # it was an import that took so long
            return run(name, function, probe)
        return Run(trouble=Trouble(limit.told, results.ENDLESS))
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
    done = formed(name, value, given, notes)
    if changed:
        first = _is_right_for(name, handed, done) and not _is_right_for(name, given, done)
        row = results.CHANGED_FIRST if first else replace(results.CHANGED, key=_line_of(changed, given, handed))
        return Run(trouble=Trouble(f"It changes its argument {changed}: work on a copy.", row))
    parts = value if isinstance(value, tuple) else (value,)
    return done._replace(made=tuple(part for part in parts if isinstance(part, (dict, list, np.ndarray))))


def close(mine, other, loose):
    """Whether two arrays are the same. loose : one is in low precision."""
    if mine.shape != other.shape or not mine.size:
        return mine.shape == other.shape
    # Of the largest entry: log(h + 1e-8) is right, and so is a sum in float32.
    with np.errstate(over="ignore"):
        return bool(np.all(np.abs(mine - other) <= (1e-3 if loose else 1e-5) * max(1e-3, np.abs(other).max())))


def same(mine, other, loose):
    """Whether two results are the same."""
    return mine.keys() == other.keys() and all(close(mine[key], other[key], loose) for key in other)


def right_result(name, given):
    return formed(name, right_function(name)(*given.values()), given).result


def _is_right_for(name, given, done):
    """Whether what was done is right for these arguments."""
    try:
        return not done.trouble and same(done.result, right_result(name, given), done.loose)
    except ValueError:  # they are no arguments any more
        return False


def formed(name, value, given, notes=()):
    """What was handed back, in one form."""
    seen, (form, label) = Seen(), FORMS[name]
    try:
        found = {label.format(key): matrix for key, matrix in form(seen, value, *given.values()).items()}
        if seen.trouble:
            raise seen.trouble
    except Trouble as trouble:
        return Run(trouble=trouble, notes=tuple(notes))
    except Exception:  # an object with ways of its own
        told = Trouble(f"It hands back something strange: a {type(value).__name__}.")
        return Run(trouble=told, notes=tuple(notes))
    raw = {key: seen.raw.get(key, matrix) for key, matrix in found.items()}
    return Run(found, None, tuple(dict.fromkeys([*notes, *seen.notes])), seen.loose, tuple(seen.rows), raw)


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


def _changed(before, after):
    """The name of an argument that is not what it was, or None."""
    for name, value in before.items():
        if isinstance(value, dict):
            if value.keys() != after[name].keys():
                return name
            for l in value:
                if not _untouched(value[l], after[name][l]):
                    return f"{name}[{l}]"
        elif isinstance(value, np.ndarray) and not _untouched(value, after[name]):
            return name
    return None


def _line_of(changed, before, after):
    """The line in which an argument of that name is used, and so is changed; or "" where there are several."""
    name, _, l = changed.partition("[")
    if name == "Theta" and l and np.ndim(after[name].get(int(l[:-1]))) == 2:
        column_0 = [T[:, 1:] for T in (before[name][int(l[:-1])], after[name][int(l[:-1])])]
        return "λ" if _untouched(*column_0) else ""
    return {"X": "1–2", "x": "1–2", "Y": "3", "y": "3", "a_L": "3"}.get(name, "")


def _untouched(a, b):
    """A weight that was nudged and put back, as for a numerical gradient, is as good as it was."""
    return isinstance(b, np.ndarray) and a.shape == b.shape and np.allclose(a, b, rtol=1e-9, atol=1e-12)


# ---------------------------------------------------------------- the time limit


class TimeLimit(BaseException):
    """Not an Exception, so that a learner's own except does not swallow it."""


class Limit:
    """How long calls may take: each may compute for SECONDS, and all together last three times as long by the clock, so
    that a busy computer does not count, nor what passes between them. told : a sentence, once it is over.
    """

    def __init__(self):
        self.seconds, self.together = SECONDS, 3 * SECONDS
        self.calls, self.used, self.began, self.told, self.lock = 0, 0.0, None, "", threading.Lock()

    def call(self, function, *values):
        """Only what runs inside this frame is ever interrupted. Raises TimeLimit, and from then on always."""
        if self.told:
            raise TimeLimit
        self.calls += 1
        self.began = time.monotonic(), time.process_time()
        try:
            return function(*values)
        finally:
            with self.lock:  # what another thread throws, it throws before this, and so it comes in here
                began, self.began = self.began, None
                self.used += time.monotonic() - began[0]

    def left(self, frame):
        """So many seconds from now it cannot be over yet; 0 or less if it is. frame : in which the thread is now."""
        if not (began := self.began):
            return self.seconds
        if not self.holds(frame):
            self.used -= 0.02
            return 0.02
        lasted, computed = time.monotonic() - began[0], time.process_time() - began[1]
        alone, together = self.seconds - min(lasted, computed), self.together - self.used - lasted
        if alone <= 0:
            self.told = f"It did not end within {self.seconds:g} seconds: there may be a loop that never stops."
        elif together <= 0 and self.calls > 1:
            self.told = f"{self.calls} calls of it took more than {self.together:g} seconds."
        elif together <= 0:
            self.told = (
                f"It did not end within {self.together:g} seconds, and computed in less than {self.seconds:g} of them: "
                "it waits for something, or the computer is busy."
            )
        return min(alone, together)

    @staticmethod
    def holds(frame):
        """Whether a frame belongs to the call, and is not one of an import or a debugger, which may take their time."""
        while frame and frame.f_code is not Limit.call.__code__:
            if re.search(r"^<frozen importlib|pydevd|\bbdb\.py$", frame.f_code.co_filename):
                return False
            frame = frame.f_back
        return frame is not None


@contextlib.contextmanager
def _watched():
    """By a look at the clock at each jump and each call."""
    watching, me, limit = sys.monitoring, threading.get_ident(), Limit()
    tool = next(each for each in range(5, -1, -1) if watching.get_tool(each) is None)
    next_look = time.monotonic()

    def look(*_event):
        nonlocal next_look
        if (now := time.monotonic()) > next_look and threading.get_ident() == me:
            limit.used -= max(0, now - next_look - 1)  # nothing ran in that time: a breakpoint counts for a second
            left = limit.left(sys._getframe(1))
            next_look = now + min(left, 0.1)
            if left <= 0:
                raise TimeLimit

    watching.use_tool_id(tool, "bpkit")
    for event in (watching.events.JUMP, watching.events.PY_START):
        watching.register_callback(tool, event, look)
    watching.set_events(tool, watching.events.JUMP | watching.events.PY_START)
    try:
        yield limit
    finally:
        watching.set_events(tool, 0)
        watching.free_tool_id(tool)


class _Thrown(TimeLimit):
    """Where the one before has come inside a try with a bare except, this one is raised again behind that."""

    def __init__(self):
        def again(_frame, event, _arg):
            if event == "line":
                raise TimeLimit
            return again

        frame = sys._getframe(1)
        if Limit.holds(frame):
            while frame.f_code is not Limit.call.__code__:
                frame.f_trace, frame = again, frame.f_back
            sys.settrace(_ignore)  # which lets the frames have their own


def _ignore(*_event):
    pass


@contextlib.contextmanager
def _called_off():
    """By another thread, on Python 3.11."""
    me, limit, ended, traced = threading.get_ident(), Limit(), threading.Event(), sys.gettrace()

    def watch():
        left, what = limit.seconds, TimeLimit
        while not ended.wait(max(left, 0.01)):
            with limit.lock:
                if (left := limit.left(sys._current_frames().get(me))) <= 0:
                    # Never None: taking one back leaves Python 3.11 asking for it forever, if it is traced or profiled.
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(me), ctypes.py_object(what))
                    what = _Thrown

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield limit
    finally:
        ended.set()
        thread.join()
        if sys.gettrace() is not traced and sys.gettrace() in (None, _ignore):
            sys.settrace(traced)


# Interrupts what limit.call runs in it, in this thread: with time_limit() as limit.
time_limit = _watched if hasattr(sys, "monitoring") else _called_off
