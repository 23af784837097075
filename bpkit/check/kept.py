"""What a learner has done, kept in a small file beside the notebooks."""

import contextlib
import json
import sys
import time
from pathlib import Path

FILE = Path("bpkit_progress.json")  # in the folder of the notebook
BEST = ("right", "not right yet", "not written yet")
session = {}  # {function: (its best result, when)}


def in_a_notebook():
    """Whether a kernel runs this; elsewhere nothing is kept longer than the session."""
    shell = sys.modules.get("IPython")
    return shell is not None and hasattr(shell.get_ipython(), "kernel")


def _read():
    """{function: [result, when]}; {"keep": False} where keeping is switched off."""
    try:
        found = json.loads(FILE.read_text(encoding="utf-8")) if in_a_notebook() else {}
    except (OSError, ValueError):  # there is none yet, or it was written by something else
        found = {}
    return found if isinstance(found, dict) else {}


def _write(found):
    if in_a_notebook():
        with contextlib.suppress(OSError):  # a folder that may not be written to: then for this session only
            FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def enter(name, result):
    """The result of a check. The best is kept, with the day and the minute."""
    kept = _read()
    known = session.get(name) or kept.get(name)
    if result == BEST[-1] or known and BEST.index(known[0]) <= BEST.index(result):
        return
    session[name] = [result, time.strftime("%Y-%m-%d %H:%M")]
    if "keep" not in kept:
        _write({**kept, name: session[name]})


def lines(functions, keep=None):
    """A line for each function. keep : as in bpkit.check.progress."""
    if keep is not None:
        if not keep:
            session.clear()
        _write(session if keep else {"keep": False})
    done = {**_read(), **session}
    return [f"{name:22}{'  '.join(done.get(name) or BEST[-1:])}" for name in functions]
