"""Exercise checks that name the mistake.

A learner writes one line of the algorithm as a function; ``check.output_error(f)`` runs it on small networks and
says: right; or which known mistake computes the same numbers; or where it first differs. It looks at what the
function gives, never at how it is written.
"""

import re
from functools import cache
from typing import NamedTuple

import numpy as np

from bpkit.check.catalogue import MISTAKES, REMEMBERS
from bpkit.check.probes import PROBES, arguments
from bpkit.check.report import Report, Table
from bpkit.check.running import NotWritten, right_result, run
from bpkit.notation import number, symbol

FUNCTIONS = (
    "forward_propagate",
    "output_error",
    "backpropagate_errors",
    "accumulate",
    "regularized_gradient",
    "cost",
    "backpropagation",
    "numerical_gradient",
)
_done = {}  # what progress() tells, in this session only


class Place(NamedTuple):
    """Where a number is made: the probe, and the step's line, t and l."""

    probe: object
    line: int
    t: int
    l: int


def forward_propagate(f):
    """Check f(Theta, x), which gives (z, a): lines 1 and 2. Returns a Report."""
    return _check("forward_propagate", f)


def output_error(f):
    """Check f(a_L, y), which gives δ⁽ᴸ⁾: line 3. Returns a Report."""
    return _check("output_error", f)


def backpropagate_errors(f):
    """Check f(Theta, a, y), which gives delta: lines 3 and 4. Returns a Report."""
    return _check("backpropagate_errors", f)


def accumulate(f):
    """Check f(Delta, delta, a), which gives the new Delta: line 5. Returns a Report."""
    return _check("accumulate", f)


def regularized_gradient(f):
    """Check f(Delta, Theta, m, lambda_), which gives D: lines 6 and 7. Returns a Report."""
    return _check("regularized_gradient", f)


def cost(f):
    """Check f(Theta, X, Y, lambda_), which gives J. Returns a Report."""
    return _check("cost", f)


def backpropagation(f):
    """Check f(Theta, X, Y, lambda_), which gives D: the whole algorithm. Returns a Report."""
    return _check("backpropagation", f)


def numerical_gradient(f):
    """Check f(Theta, X, Y, lambda_, epsilon), which gives the numerical gradient. Returns a Report."""
    return _check("numerical_gradient", f)


def progress():
    """What is done in this session, a line for each function. Nothing is stored anywhere."""
    lines = [f"{name:22}{_done.get(name, 'not written yet')}" for name in FUNCTIONS]
    return Table((("Done so far", lines),))


def explain_mistakes():
    """The catalogue of mistakes, for teachers: by function, each with its name and what it is."""
    return Table(
        tuple(
            (name, list(dict.fromkeys(f"{m.name}: {m.sentence}" for m in MISTAKES if m.function == name)))
            for name in FUNCTIONS
        )
    )


# ---------------------------------------------------------------- how a check goes


def _check(name, f):
    if not callable(f):
        report = Report(name, False, message=f"hand over the function itself, not what it gives: check.{name}(f).")
    else:
        report = _report(name, f)
    _done[name] = "right" if report.ok else "not written yet" if not report.written else "not right yet"
    return report


def _report(name, f):
    try:
        runs = _runs(name, f)
    except NotWritten:
        return Report(name, False, written=False, message="not written yet.")
    notes = tuple(dict.fromkeys(note for each in runs for note in each.notes))
    rights = _right(name)
    wrong = [k for k, each in enumerate(runs) if each.trouble or not _same(each.result, rights[k], name, each.loose)]
    if not wrong:
        return _right_so_far(name, f, runs, notes)
    if found := _recognize(name, runs):
        return Report(name, False, mistake=found, message=f"{found.name}. {found.sentence}", notes=notes)
    k = wrong[0]
    probe = PROBES[k]
    where = f"(network {probe.network}, m = {probe.m}, λ = {probe.lambda_:g})"
    if runs[k].trouble:
        return Report(name, False, message=f"{runs[k].trouble} {where}", notes=notes)
    message, ref = _difference(runs[k].result, rights[k], name, runs[k].loose)
    return Report(
        name,
        False,
        message=f"{message} {where}",
        notes=notes,
        network=_written_out(name, probe),
        place=_place(name, probe, ref),
    )


def _runs(name, f):
    """f on all probes; after one that never ends, on no more."""
    runs = []
    for probe in PROBES:
        runs.append(run(name, f, probe))
        if "did not end" in runs[-1].trouble:
            return runs + [runs[-1]] * (len(PROBES) - len(runs))
    return runs


def _right_so_far(name, f, runs, notes):
    """All is right, if it is right when it is called again."""
    again = run(name, f, PROBES[0])
    if again.trouble or not _same(again.result, runs[0].result, name, runs[0].loose):
        entry = next((m for m in MISTAKES if (m.function, m.name) == (name, REMEMBERS)), None)
        told = (
            f"{entry.name}. {entry.sentence}" if entry else "called again on the same network, it gives something else."
        )
        return Report(name, False, mistake=entry, message=told, notes=notes)
    return Report(name, True, message=f"right, on {len(PROBES)} networks.", notes=notes)


@cache
def _right(name):
    return [right_result(name, probe) for probe in PROBES]


@cache
def _variants(name):
    """What each known mistake of this function gives on each probe."""
    entries = [entry for entry in MISTAKES if entry.function == name and entry.name != REMEMBERS]
    return [(entry, [run(name, entry.variant, probe) for probe in PROBES]) for entry in entries]


def _recognize(name, runs):
    """The known mistake that computes the same on every probe, or None."""
    for entry, theirs in _variants(name):
        if _matches(name, runs, theirs):
            return entry
    return None


def _matches(name, runs, theirs):
    """Whether two functions do the same: the same results, and trouble on the same networks.

    Where the variant fails by shape, another way of writing the same mistake may not.
    """
    telling = 0
    for mine, their, right in zip(runs, theirs, _right(name)):
        if their.trouble:
            if not mine.trouble and _same(mine.result, right, name, mine.loose):
                return False
            continue
        if mine.trouble or not _same(mine.result, their.result, name, mine.loose):
            return False
        telling += not _same(their.result, right, name, mine.loose)
    return telling > 0


# ---------------------------------------------------------------- comparing


def _same(mine, other, name, loose):
    return mine.keys() == other.keys() and all(_close(mine[key], other[key], name, loose) for key in other)


def _close(mine, other, name, loose):
    if mine.shape != other.shape:
        return False
    # A numerical gradient is computed from differences of J, which cost it half of its digits.
    tolerance = 1e-3 if loose else 1e-6 if name == "numerical_gradient" else 1e-7
    return bool(np.all(np.abs(mine - other) <= tolerance * max(1e-3, np.abs(other).max())))


def _difference(mine, right, name, loose):
    """A sentence on the first difference, and the ref of the number if it is one."""
    for key in right:
        shown = symbol(key) if "[L]" not in key else "δ⁽ᴸ⁾"
        if key not in mine:
            return f"{shown} is missing.", None
        found, expected = mine[key], right[key]
        if found.shape != expected.shape:
            if _close(found.T, expected, name, loose):
                return f"{shown} has the right numbers, but is transposed: {found.shape}, not {expected.shape}.", None
            return f"{shown} has the shape {found.shape}, but it must be {expected.shape}.", None
        if not _close(found, expected, name, loose):
            i, j = np.unravel_index(np.abs(found - expected).argmax(), found.shape)
            here, there = found[i, j], expected[i, j]
            told = f"row {i + 1}, column {j}" if key[0] in "DT" else f"row {i + 1}, example {j + 1}"
            where = f", most of all at {told}" if found.size > 1 else ""
            numbers = f"yours {number(here)}, right {number(there)}"
            return f"{shown} is the first that differs{where}: {numbers}.", (key, int(i), int(j))
    extra = sorted(set(mine) - set(right))
    return f"{', '.join(extra)} should not be there.", None


def _written_out(name, probe):
    """The arguments on that probe, to work with by hand."""
    lines = ["The smallest network on which it fails:"]
    for label, value in arguments(name, probe).items():
        items = value.items() if isinstance(value, dict) else [(None, value)]
        for l, item in items:
            head = f"{label}[{l}] = " if l else f"{label} = "
            text = np.array2string(np.round(item, 4), separator=", ", prefix=head) if np.ndim(item) else f"{item:g}"
            lines.append(head + text)
    return "\n".join(lines)


def _place(name, probe, ref):
    if ref is None or ref[0] == "J":
        return None
    key, i, j = ref
    quantity, layer = re.match(r"(\w+)\[(\w)\]", key).groups()
    L = len(probe.layer_sizes)
    l = L if layer == "L" else int(layer)
    if quantity in ("z", "a"):
        return Place(probe, 2 if l > 1 else 1, j + 1, l)
    if quantity == "delta":
        return Place(probe, 3 if l == L else 4, j + 1, l)
    if quantity == "Delta":
        return Place(probe, 5, probe.m, l)
    return Place(probe, 6 if j else 7, None, l)
