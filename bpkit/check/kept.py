"""What a learner has done, kept in a small file beside the notebooks."""

import json
import sys
import time
from pathlib import Path

FILE = "bpkit_progress.json"  # in the folder of the notebook
BEST = ("right", "not right yet", "not written yet")
session = {}  # {function: (its best result, when)}


def in_a_notebook():
    """Whether a kernel runs this; elsewhere nothing is kept longer than the session."""
    shell = sys.modules.get("IPython")
    return shell is not None and hasattr(shell.get_ipython(), "kernel")


def _file():
    return Path(FILE) if in_a_notebook() else None


def _read():
    """{function: [result, when]}; None where keeping is switched off."""
    file = _file()
    try:
        found = json.loads(file.read_text(encoding="utf-8")) if file else {}
    except (OSError, ValueError):  # there is none yet, or it was written by something else
        found = {}
    if not isinstance(found, dict):
        return {}
    return None if found.get("keep") is False else {name: found[name] for name in found if name != "keep"}


def _write(found):
    file = _file()
    if file:
        try:
            file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        except OSError:  # a folder that may not be written to: then for this session only
            return


def enter(name, result):
    """The result of a check. The best is kept, with the day and the minute."""
    known = session.get(name) or (_read() or {}).get(name)
    if result == BEST[-1] or known and BEST.index(known[0]) <= BEST.index(result):
        return
    session[name] = [result, time.strftime("%Y-%m-%d %H:%M")]
    kept = _read()
    if kept is not None:
        _write({**kept, name: session[name]})


def lines(functions, keep=None):
    """A line for each function. keep : as in bpkit.check.progress."""
    if keep is not None:
        if not keep:
            session.clear()
        _write({"keep": False} if not keep else session)
    done = {**(_read() or {}), **session}
    return [f"{name:22}{'  '.join(done.get(name) or BEST[-1:])}" for name in functions]
