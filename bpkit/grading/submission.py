"""Run one submission in a process of its own, and write down what bpkit.check finds in its functions.

A script: submission.py FILE RESULTS SECONDS. The cells run one after the other, without Jupyter; one that raises or
takes longer than SECONDS does not stop those after it. RESULTS gets a line of JSON for each thing found, at once, for
a submission may end the process at any moment.
"""

import _thread
import functools
import json
import linecache
import os
import signal
import sys
import threading
import traceback
import types
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager

from bpkit import check
from bpkit.check.report import named

MEMORY = 4 << 30  # bytes
OWN = "__main__"  # the module of what a submission defines


class Shell:
    """Where the cells run, and what get_ipython() gives. %time runs its code; other magics and commands do nothing."""

    def __init__(self):
        self.module = sys.modules[OWN] = types.ModuleType(OWN)
        self.names = vars(self.module)
        self.names["get_ipython"] = lambda: self

    def run(self, name, source):
        if not name.endswith(".py"):
            source = TransformerManager().transform_cell(source)
            linecache.cache[name] = len(source), None, source.splitlines(True), name  # a report quotes its lines
        exec(compile(source, name, "exec"), self.names)

    def run_line_magic(self, name, line, *_):
        self.run_cell_magic(name, "", line)

    def run_cell_magic(self, name, _line, cell):
        if name in ("time", "capture"):
            self.run(f"<{name}>", cell)

    def __getattr__(self, name):
        return lambda *_arguments, **_named: None


def cells(path):
    """The code of a submission, [(name, source)]. Raises ValueError for what is no notebook."""
    if path.suffix == ".py":
        return [(str(path), path.read_bytes())]
    try:
        found = [cell for cell in json.loads(path.read_bytes())["cells"] if cell["cell_type"] == "code"]
        return [(f"<cell {k}>", "".join(cell["source"])) for k, cell in enumerate(found, 1)]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ValueError("it is no notebook") from None


def stop_of(shell, name, source, seconds):
    """Run a cell. Gives how it stopped, or ""."""
    main = threading.main_thread().ident  # a signal to it ends a sleep too, but Windows has none
    ring = getattr(signal, "pthread_kill", lambda *_: _thread.interrupt_main())
    timer = threading.Timer(seconds, ring, (main, signal.SIGINT))
    try:
        timer.start()
        shell.run(name, source)
    except KeyboardInterrupt:
        return f"did not end within {seconds:g} seconds"
    except SystemExit:  # as at the end of many a script
        return ""
    except BaseException as error:
        return f"stopped with {traceback.format_exception_only(error)[-1].strip()[:200]}"
    finally:
        timer.cancel()
    return ""


def listen(name):
    """Let a check remember what is handed to it. Gives the check itself, and the list."""
    real, handed = getattr(check, name), []

    @functools.wraps(real)
    def heard(f):
        handed.append(f)
        return real(f)

    setattr(check, name, heard)
    return real, handed


def is_own(value):
    return callable(value) and getattr(value, "__module__", None) == OWN


def chosen(name, names, handed):
    """The function that is graded, or None: called name or my_name, else the last that was handed to its check."""
    called = [names.get(name), names.get(f"my_{name}"), *reversed(handed)]
    return next((f for f in called if is_own(f) and getattr(f, "__name__", "") != "<lambda>"), None)


def borrows(name, f, names):
    """Whether f calls bpkit's function of that name, or one that does as much."""
    used = {each: names.get(each) for each in getattr(getattr(f, "__code__", None), "co_names", ())}
    homes = {each: str(getattr(value, "__module__", getattr(value, "__name__", ""))) for each, value in used.items()}
    from_bpkit = {each for each in used if homes[each].startswith("bpkit")}
    same = {name} | ({"cost_and_gradient", "numerical_gradient"} if name == "backpropagation" else set())
    own = {each for each, value in used.items() if is_own(value) and value is not f}
    return bool(from_bpkit & same or from_bpkit and (same & set(used)) - own)


def as_dict(report):
    """What is kept of a Report. What is wrong in a way that the checks do not know is a mistake of its own."""
    kept = {each: getattr(report, each) for each in ("function", "ok", "written", "lines")}
    told = [(named(m.line), m.name, m.sentence, m.hints[0]) for m in report.mistakes]
    if not told and report.written and not report.ok:
        wrong = ", ".join(named(line) for line, right in report.lines.items() if right is False)
        told = [(wrong, f"{report.function} in a way of its own", report.message, report.hint(1))]
    right = 1.0 if report.ok else sum(map(bool, report.lines.values())) / max(1, len(report.lines))
    return {**kept, "score": round(right, 3), "mistakes": told, "text": str(report)}


def main(path, results, seconds):
    signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it would be ignored
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with open(results, "a", encoding="utf-8") as file:

        def tell(**found):
            print(json.dumps(found), file=file, flush=True)

        try:
            found = cells(Path(path))
        except ValueError as error:
            return tell(remark=str(error), end=True)
        sys.path.append(os.getcwd())  # for modules beside it; last, so that none hides one of Python's
        shell, checks = Shell(), {name: listen(name) for name in check.FUNCTIONS}
        stops = [(name, stop) for name, source in found if (stop := stop_of(shell, name, source, seconds))]
        for name, stop in stops[:1]:
            more = f", and {len(stops) - 1} more" if len(stops) > 1 else ""
            tell(remark=f"{Path(name).name.strip('<>')} {stop}{more}")
        for name, (real, handed) in checks.items():
            if f := chosen(name, shell.names, handed):
                tell(begins=name)
                tell(report=as_dict(real(f)))
                if borrows(name, f, shell.names):
                    tell(remark=f"its {name} calls bpkit's own")
        tell(end=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
    finally:
        os._exit(0)  # whatever threads it has left behind
