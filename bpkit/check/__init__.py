"""Exercise checks that name the mistake.

A learner writes one line of the algorithm as a function; ``check.output_error(f)`` runs it on small networks and
says: right; or which known mistake computes the same numbers; or where it first differs. It looks at what the
function gives, never at how it is written.
"""

import time
from contextlib import redirect_stdout, suppress
from dataclasses import replace
from functools import cache
from io import StringIO
from typing import NamedTuple

import numpy as np

from bpkit import _arguments
from bpkit.check import alone, costs, kept, marking, measuring, results, running, stops
from bpkit.check import places as at
from bpkit.check.catalogue import ROWS
from bpkit.check.experiments import Marks
from bpkit.check.forms import Trouble
from bpkit.check.probes import PROBES, arguments
from bpkit.check.report import Report, Table, named
from bpkit.check.running import Run, run
from bpkit.check.worksheet import answer  # noqa: F401
from bpkit.lines import LINES, line_of
from bpkit.notation import Ref, number, symbol
from bpkit.progress import telling

# Of each function, how it is marked, and by part the place whose hints help where no mistake is known.
MARKED = {
    "forward_propagate": (alone.forward_propagate, {"1–2": at.WEIGHTS}),
    "output_error": (alone.output_error, {"3": at.ERROR}),
    "backpropagate_errors": (alone.backpropagate_errors, {"3": at.ERROR, "4": at.SLOPE}),
    "accumulate": (alone.accumulate, {"5": at.PART}),
    "regularized_gradient": (alone.regularized_gradient, {"1/m": at.MEAN, "λ": at.SHARE}),
    "cost": (measuring.cost, {"the sum": costs.LOSS, "1/m": costs.AVERAGE, "λ": costs.RATE}),
    "backpropagation": (
        marking.backpropagation,
        {"1–2": at.UNIT, "3": at.ERROR, "4": at.SLOPE, "5": at.OUTER, "1/m": at.MEAN, "λ": at.SHARE},
    ),
    "numerical_gradient": (measuring.numerical_gradient, {"J": costs.HEIGHT, "the slope": costs.DIVISOR}),
    "step": (alone.step, {"the step": at.STEP}),
}
FUNCTIONS = tuple(MARKED)
WRITTEN = {name: next(iter(parts.values())).written for name, (_, parts) in MARKED.items()}
WRITTEN |= {"backpropagate_errors": at.BACK_LINE, "backpropagation": at.LOOP}
NOTHING_HERE = Trouble("It hands back nothing here, but something elsewhere: a return is missing.", results.NO_RETURN)
AGAIN = Trouble("Called again on the same network, it gives something else.", results.AGAIN)
UNSTEADY = Trouble(AGAIN.sentence, results.UNSTEADY)
SHARED = Trouble(results.SHARED.sentence, results.SHARED)
HOPELESS = results.AGAIN, results.UNSTEADY, results.SHARED, results.ENDLESS, results.CHANGED_FIRST  # nothing to mark


class Place(NamedTuple):
    """Where a number is made: the probe, the step's line, t and l, and the number's ref as bpkit.explain knows it."""

    probe: object
    line: int
    t: int
    l: int
    ref: str


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


def step(f):
    """Check f(Theta, D, alpha), which gives the weights after a step of gradient descent. Returns a Report."""
    return _check("step", f)


def progress(keep=None):
    """What is done, a line for each function: the best result so far, and when.

    In a notebook it is kept in the file bpkit_progress.json beside the notebooks, which may be deleted at any time.
    keep : False takes the file's results away and keeps no more, True begins again. As text: str(check.progress()).
    """
    return Table((("Done so far", kept.lines(FUNCTIONS, keep)),))


def explain_mistakes():
    """The mistakes that the checks know, for teachers: by line, each with its name and what it is."""
    groups = {}
    for row in ROWS:
        groups.setdefault(named(row.line) or "any function", {})[f"{row.name}: {row.sentence}"] = None
    return Table(tuple((line, list(said)) for line, said in groups.items()))


# ---------------------------------------------------------------- how a check goes


def _check(name, f):
    if not callable(f):
        report = Report(name, False, message=f"hand over the function itself, not what it gives: check.{name}(f).")
    else:
        report = _report(name, f)
    kept.enter(name, "right" if report.ok else "not written yet" if not report.written else "not right yet")
    return report


def _report(name, f):
    began = time.monotonic()
    try:
        runs = _runs(name, f)
    except running.NotWritten:
        return Report(name, False, written=False, message="not written yet.")
    since = began - 9 * (time.monotonic() - began)  # marking asks ten times as often, or more: who is slow waits long
    notes = tuple(dict.fromkeys(note for each in runs for note in each.notes))
    wrong = [k for k, each in enumerate(runs) if not is_right(name, k, each)]
    mark, parts = MARKED[name]
    if not wrong:
        lines = dict.fromkeys(parts, True)
        return Report(name, True, message=f"right, on {len(PROBES)} networks.", notes=notes, lines=lines, certain=True)
    notes = (*notes, *stops.from_outside(f))
    k = wrong[0]
    probe, trouble = PROBES[k], runs[k].trouble
    hopeless = trouble and trouble.row in HOPELESS
    marks, late = (Marks(*parts), "") if hopeless else _marks(mark, f, since)
    notes += (late,) if late else ()
    if trouble and trouble.row and trouble.row.name == results.CHANGED.name and not marks.certain:
        marks = Marks(*parts)  # every line met what had been changed
    if trouble and trouble.row is results.BIAS_IN_ONE and marks.rows == [at.BIAS_ERROR]:
        marks = Marks(*parts)  # it is seen only where a layer of one unit is stretched
    if len(parts) == 1:
        marks.lines = dict.fromkeys(parts, False)
    explained = bool(marks.certain and marks.rows) and (not trouble or trouble.row in results.EXPLAINED)
    row, message = None, _summary(marks) if explained else ""
    if not explained:
        row = _recognized(name, f, runs, since)
        if not row and has_right_numbers(name, k, runs[k]):
            (row,) = runs[k].rows[:1]
        message = f"{row.name}. {row.sentence}" if row else ""
    if trouble and not explained and not row:
        row = at.REMEMBERS if trouble is AGAIN and name == "backpropagation" else trouble.row
        message = _on(probe, trouble.sentence)
        if trouble.row == results.ENDLESS and k:
            message += f" It was right on the {_arguments.count(k, 'network')} before."
    found = [*([row] if row else []), *(each for each in marks.rows if each != row)]
    if row and row.line in marks.lines:
        marks.lines[row.line] = False
    mistakes = tuple(each if each.place.written else replace(each, written=WRITTEN[name]) for each in found)
    told = dict(notes=notes, lines=marks.lines or dict.fromkeys(parts), mistakes=mistakes, certain=explained)
    if message:
        help = *results.UNKNOWN, f"The line is: {WRITTEN[name]}"
        return Report(name, False, message=message, code=trouble.code if trouble else "", help=help, **told)
    message, ref = _difference(runs[k].raw, right_results(name)[k], runs[k].loose)
    first = [line for line in parts if marks.lines.get(line) is False] or [line for line in parts if line in marks.left]
    place = parts[(first or list(parts))[0]]
    hints = (place.question, place.pointer) if first or len(parts) == 1 else results.ANYWHERE
    return Report(
        name,
        False,
        message=_on(probe, message),
        network=_written_out(name, probe),
        place=_place(name, probe, ref),
        help=(*(hints if ref else results.FORM), f"The line is: {place.written}"),
        **told,
    )


def _recognized(name, f, runs, since):
    """The mistake of the function as a whole: that right arguments are taken otherwise, or the right result changed."""
    if not any(each.trouble for each in runs):
        for row in results.CHANGES.rows[1:]:
            changed = map(row.filler, right_results(name))
            if all(running.same(each.raw, right, each.loose) for each, right in zip(runs, changed)):
                return row
    elif name in ("cost", "backpropagation", "numerical_gradient"):
        with telling(results.TAKEN.rows[1:], "the arguments", since) as rows:
            for row in rows:
                for k, probe in enumerate(PROBES[:4]):
                    one = run(name, lambda *given: f(*row.filler(*given)), probe)  # noqa: B023
                    if one.trouble and one.trouble.row == results.ENDLESS:  # so it is with all of them
                        return None
                    if not is_right(name, k, one):
                        break
                else:
                    return row
    return None


def _marks(mark, f, since):
    """What marking finds, and a remark if the function takes too long for it."""
    marks = Marks()
    with telling([mark], "the wrong line", since) as once:
        for mark in once:
            with suppress(running.TimeLimit), redirect_stdout(StringIO()), np.errstate(all="ignore"):
                with running.time_limit() as limit:
                    marks = mark(lambda *given: limit.call(f, *given))
    return marks, limit.told and f"{limit.told} What had not been asked by then is not judged."


def _summary(marks):
    """What is said first: of a single line the mistakes themselves, of several where to begin."""
    first = next((line for line, right in marks.lines.items() if right is False), "")
    if len(marks.lines) < 2 or not first:
        return " And ".join(f"{row.name}. {row.sentence}" for row in marks.rows)
    n, whole = sum(map(bool, marks.lines.values())), len(marks.lines)
    return f"{n} of {whole} parts are right. Begin with {named(first)}."


def _runs(name, f):
    """f on all probes, and first of all on the first once more; after a running.call that never ends, no more."""
    runs = []
    with telling((0, *range(len(PROBES))), "networks") as networks:
        for k in networks:
            try:
                one = run(name, f, PROBES[k])
            except running.NotWritten:
                if not runs:
                    raise
                one = Run(trouble=NOTHING_HERE)
            told = one.trouble and one.trouble.row
            if told == results.NO_RETURN and runs and not runs[0].trouble:
                one = Run(trouble=NOTHING_HERE)
            runs.append(one)
            if told == results.ENDLESS:
                done = runs[1:] or runs
                return done + [one] * (len(PROBES) - len(done))
            if len(runs) == 2 and (trouble := _between(name, *runs)):
                return [Run(trouble=trouble)] * len(PROBES)
    return runs[1:]


def _between(name, one, other):
    """What is wrong with two calls on the same network, seen together."""
    steady = one.trouble or not other.trouble and running.same(one.raw, other.raw, one.loose)
    if not steady and is_right(name, 0, one):  # so it is not random
        return AGAIN
    if any(first is second for first, second in zip(one.made, other.made)):
        return SHARED
    return None if steady else UNSTEADY


def is_right(name, k, done):
    """Whether what a function has done on probe k is right. done : its Run."""
    return not done.rows and has_right_numbers(name, k, done)


def has_right_numbers(name, k, done):
    """The same, whatever their form."""
    return not done.trouble and running.same(done.result, right_results(name)[k], done.loose)


@cache
def right_results(name):
    """What the right function gives on each probe."""
    return [running.right_result(name, arguments(name, probe)) for probe in PROBES]


# ---------------------------------------------------------------- where it first differs


def _difference(mine, right, loose):
    """A sentence on the first difference, and (its ref, its column) if it is a number."""
    for key in right:
        shown = symbol(key)
        if key not in mine:
            return f"{shown} is missing.", None
        found, expected = mine[key], right[key]
        if found.shape != expected.shape:
            return f"{shown} has the shape {found.shape}, but it must be {expected.shape}.", None
        if not running.close(found, expected, loose):
            with np.errstate(over="ignore"):
                i, j = map(int, np.unravel_index(np.abs(found - expected).argmax(), found.shape))
            ref = _ref(key, i, j, right)
            example = f" of example {j + 1}" if key[0] in "zad" and found.shape[1] > 1 else ""
            where = f", most of all in {symbol(ref)}{example}" if found.size > 1 else ""
            here, there = _apart(found[i, j], expected[i, j])
            return f"{shown} is the first that differs{where}: yours {here}, right {there}.", (ref, j)
    extra = sorted(set(mine) - set(right))
    return f"{', '.join(map(_symbol_or_key, extra))} should not be there.", None


def _ref(key, i, j, right):
    """The Ref of an entry, as bpkit.explain knows it: delta[2][1], a[2][0] of the bias unit, Delta[1][2, 0]."""
    ref = Ref.parse(key)
    if ref.quantity == "J":
        return ref
    if ref.quantity in ("Theta", "Delta", "D"):
        return ref._replace(i=i + 1, j=j)
    has_bias = ref.quantity == "a" and f"a[{ref.l + 1}]" in right
    return ref._replace(i=i if has_bias else i + 1)


def _symbol_or_key(key):
    """A learner's dict may have a layer −1, which is no Ref."""
    try:
        return symbol(key)
    except ValueError:
        return key


def _apart(here, there):
    """Two numbers, with so many digits that they are not the same."""
    for decimals in range(4, 16):
        if number(here, decimals) != number(there, decimals):
            break
    return [
        number(value, decimals) if abs(value) < 1e6 else f"{value:.4g}".replace("-", "−") for value in (here, there)
    ]


def _on(probe, sentence):
    """The sentence, with the network of which it is true."""
    return f"{sentence[:-1]} (network {probe.network}, m = {probe.m}, λ = {probe.lambda_:g})."


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


def _place(name, probe, found):
    """Where the Stepper shows that number being made. It makes neither J, nor the numerical gradient, nor a new Θ."""
    if found is None or name in ("cost", "numerical_gradient", "step"):
        return None
    ref, column = found
    L = len(probe.layer_sizes)
    ref = ref._replace(l=L if ref.l == "L" else ref.l)
    line = line_of(ref, L)
    if not LINES[line].loop:
        return Place(probe, line, None, ref.l, str(ref))
    t = probe.m if ref.quantity == "Delta" else column + 1  # Δ is not known before the last example
    return Place(probe, line, t, ref.l, str(ref))
