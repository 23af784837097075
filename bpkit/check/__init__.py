"""Exercise checks that name the mistake.

A learner writes one line of the algorithm as a function; ``check.output_error(f)`` runs it on small networks and
says: right; or which known mistake computes the same numbers; or where it first differs. It looks at what the
function gives, never at how it is written.
"""

import re
from functools import cache
from typing import NamedTuple

import numpy as np

from bpkit.check.catalogue import MISTAKES
from bpkit.check.catalogue.entries import NO_RETURN
from bpkit.check.catalogue.generated import generated
from bpkit.check.probes import PROBES, arguments, shared_arguments
from bpkit.check.report import Report, Table
from bpkit.check.running import NotWritten, Run, right_result, run, run_known
from bpkit.notation import lowered, number, symbol

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
AGAIN = "Called again on the same network, it gives something else."
NOTHING_HERE = Run(trouble="It hands back nothing here, though it did before: a return is missing.", sign=NO_RETURN)
MISFITS = ("It stopped with ValueError", "It stopped with IndexError")
KEYS = ("It stopped with KeyError", "It stopped with IndexError")
_done = {}  # what progress() tells, in this session only


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
    wrong = [k for k, each in enumerate(runs) if not _is_right(name, k, each)]
    if not wrong:
        return Report(name, True, message=f"right, on {len(PROBES)} networks.", notes=notes)
    if found := _recognize(name, f, runs):
        return Report(name, False, mistake=found, message=f"{found.name}. {found.sentence}", notes=notes)
    k = wrong[0]
    probe = PROBES[k]
    if runs[k].trouble:
        known = (e for e in MISTAKES if e.function == name and e.told_by == "trouble" and e.name == runs[k].sign)
        return Report(name, False, mistake=next(known, None), message=_on(probe, runs[k].trouble), notes=notes)
    message, ref = _difference(runs[k].result, _right(name)[k], runs[k].loose)
    return Report(
        name,
        False,
        message=_on(probe, message),
        notes=notes,
        network=_written_out(name, probe),
        place=_place(name, probe, ref),
    )


def _runs(name, f):
    """f on all probes, and first of all on the first once more; after a call that never ends, no more."""
    runs = []
    for k in (0, *range(len(PROBES))):
        try:
            one = run(name, f, PROBES[k])
        except NotWritten:
            if not runs:
                raise
            one = NOTHING_HERE
        runs.append(NOTHING_HERE if one.sign == NO_RETURN and runs and runs[0].sign != NO_RETURN else one)
        if "did not end" in runs[-1].trouble:
            done = runs[1:] or runs
            return done + [runs[-1]] * (len(PROBES) - len(done))
        if len(runs) == 2 and _is_right(name, 0, runs[0]) and not _is_right(name, 0, runs[1]):
            return [Run(trouble=AGAIN)] * len(PROBES)
    return runs[1:]


def _is_right(name, k, run):
    return not run.trouble and _same(run.result, _right(name)[k], run.loose)


@cache
def _right(name):
    return [right_result(name, probe) for probe in PROBES]


@cache
def _run_variant(entry, k):
    """What a known mistake gives on a probe. Most are told from the learner's on the first."""
    return run_known(entry.function, entry.variant, PROBES[k])


def _recognize(name, f, runs):
    """The known mistake that does the same on every probe, or None."""
    known = [entry for entry in MISTAKES if entry.function == name]
    if runs[0].trouble == AGAIN:
        return next((entry for entry in known if entry.told_by == "again"), None)
    wrong = [k for k, each in enumerate(runs) if not _is_right(name, k, each)]
    numbers = any(not runs[k].trouble for k in wrong)
    misfits = sum(bool(_misfit(each.trouble)) for each in runs) > len(runs) // 2

    def told_by(*ways):
        return (entry for entry in known if entry.told_by in ways)

    ways = (
        (told_by("numbers"), lambda entry: _matches(entry, runs, wrong)),
        (generated(name) if numbers else (), lambda entry: _matches(entry, runs, wrong, by_shape=False)),
        (told_by("factor"), lambda entry: _is_by_a_number(entry, runs)),
        (told_by("form"), lambda entry: _fails_by_form(entry, runs, wrong)),
        (told_by("arguments"), lambda entry: _expects_other_arguments(entry, f, runs)),
        (
            (*told_by("numbers", "misfit", "arguments"), *generated(name)) if misfits else (),
            lambda entry: _fails_where(entry, runs, wrong),
        ),
        (told_by("near"), lambda entry: _matches(entry, runs, wrong)),
    )
    return next((entry for entries, matches in ways for entry in entries if matches(entry)), None)


def _matches(entry, runs, wrong, by_shape=True):
    """Whether a function did as that mistake does: the same results, and trouble on the same networks.

    Where the variant fails by shape, another way of writing the same mistake may not. If both do, that tells too.
    A layer that is not there, or a result that is no result, is the same trouble however it is written.
    """
    telling = 0
    for k in sorted(range(len(runs)), key=lambda k: k not in wrong):  # what is wrong tells most mistakes apart at once
        mine, theirs = runs[k], _run_variant(entry, k)
        if theirs.trouble:
            if k not in wrong:
                return False
            if _is_plain(theirs.trouble):
                if mine.trouble != theirs.trouble:
                    return False
                telling += 1
            if not by_shape and not mine.trouble:  # two mistakes, or one inside another line, are too many to guess
                return False
            telling += by_shape and mine.trouble.startswith(MISFITS) and theirs.trouble.startswith(MISFITS)
        elif mine.trouble or not _same(mine.result, theirs.result, mine.loose, entry.clue):
            return False
        else:
            telling += k in wrong
    return telling > 0


def _is_plain(trouble):
    """Whether it is a sentence of ours on the result, or a key that is missing."""
    return not trouble.startswith("It stopped") or trouble.startswith("It stopped with KeyError")


def _fails_where(entry, runs, wrong):
    """Whether the shapes do not fit in just the places where the variant's do not. What else is wrong comes later."""
    for k, mine in enumerate(runs):
        theirs = _run_variant(entry, k)
        if (mine.trouble or theirs.trouble) and not (_misfit(mine.trouble) == _misfit(theirs.trouble) is not None):
            return False
        if not theirs.trouble and (k in wrong) == _is_right(entry.function, k, theirs):
            return False
    return True


def _misfit(trouble):
    """The two sizes that do not fit, and whether in a product, or the sentence of a function of ours that says so.

    None for any other trouble.
    """
    if met := re.search(r"left factor has (\d+) columns?, but the right one (\d+) rows?", trouble):
        return "@", *sorted(map(int, met.groups()))
    if met := re.search(r"shapes \((?:\d+, )?(\d+),?\) and \((\d+),?(?: \d+)?\) do not fit in a product", trouble):
        return "@", *sorted(map(int, met.groups()))
    if met := re.search(r"x must have (\d+) rows?, .* got shape \((\d+)", trouble):  # said by our own forward_propagate
        return "@", *sorted(int(size) + 1 for size in met.groups())
    if met := re.search(r"shapes \(([\d, ]+)\) and \(([\d, ]+)\) do not fit element by element", trouble):
        shapes = (reversed(re.findall(r"\d+", sizes)) for sizes in met.groups())
        return "*", *sorted(size for pair in zip(*shapes) for size in pair if len(set(pair)) > 1)
    return trouble if trouble.startswith("It stopped with ValueError") and " must have " in trouble else None


def _is_by_a_number(entry, runs):
    """Whether every result is base + c · part, with one number c on all networks."""
    right = _right(entry.function)
    if any(run.trouble or run.result.keys() != expected.keys() for run, expected in zip(runs, right)):
        return False
    if any(run.result[key].shape != expected[key].shape for run, expected in zip(runs, right) for key in expected):
        return False
    each = [(run.result, *_base_and_part(entry, k)) for k, run in enumerate(runs)]
    mine, base, part = (np.concatenate([side[key].ravel() for side in sides for key in side]) for sides in zip(*each))
    with np.errstate(over="ignore", invalid="ignore"):
        c = (mine - base) @ part / (part @ part)
    if not (1e-4 < abs(c) < 1e4 and abs(c - 1) > 1e-3):
        return False
    found = [{key: base[key] + c * part[key] for key in base} for _, base, part in each]
    return all(_same(mine.result, other, mine.loose) for mine, other in zip(runs, found))


def _base_and_part(entry, k):
    """What a number times which is added to what: the right result to nothing, or to an argument."""
    right = _right(entry.function)[k]
    if entry.clue is None:
        return {key: 0 * value for key, value in right.items()}, right
    matrices = list(shared_arguments(entry.function, PROBES[k]).values())[entry.clue]
    base = dict(zip(right, (matrices[l] for l in sorted(matrices))))
    return base, {key: right[key] - base[key] for key in right} if entry.function == "accumulate" else right


def _fails_by_form(entry, runs, wrong):
    """Right on just the networks that the clue says, and on the first other one it fails by keys, or by shapes."""
    where, form = entry.clue
    if wrong != [k for k, probe in enumerate(PROBES) if not where(probe)]:
        return False
    forms = [_form(entry.function, k, runs[k]) for k in wrong]
    return forms[0] == form and (form == "keys" or set(forms) == {form})


def _form(name, k, run):
    """How a wrong result fails: by "keys" or layers, by "shapes", or by "numbers" alone."""
    if run.trouble:
        return "keys" if run.trouble.startswith(KEYS) else "shapes" if run.trouble.startswith(MISFITS) else "trouble"
    right = _right(name)[k]
    if run.result.keys() != right.keys():
        return "keys"
    return "numbers" if all(run.result[key].shape == right[key].shape for key in right) else "shapes"


def _expects_other_arguments(entry, f, runs):
    """Whether a function that stopped is right with its arguments changed, as the clue does, on every network."""
    if not any(each.trouble.startswith(MISFITS + KEYS) for each in runs):
        return False
    call, expected = entry.clue
    for probe in PROBES:
        mine = run(entry.function, lambda *given: call(f, *given), probe)
        theirs = run(entry.function, expected, probe)
        if mine.trouble or not _same(mine.result, theirs.result, mine.loose):
            return False
    return True


# ---------------------------------------------------------------- comparing


def _same(mine, other, loose, exact=None):
    return mine.keys() == other.keys() and all(_close(mine[key], other[key], loose, exact) for key in other)


def _close(mine, other, loose, exact=None):
    if mine.shape != other.shape:
        return False
    if not mine.size:
        return True
    tolerance = (
        1e-3 if loose else exact or 1e-5
    )  # of the largest entry: log(h + 1e-8) is right, and so is a sum in float32
    with np.errstate(over="ignore"):
        return bool(np.all(np.abs(mine - other) <= tolerance * max(1e-3, np.abs(other).max())))


def _difference(mine, right, loose):
    """A sentence on the first difference, and (its ref, its column) if it is a number."""
    for key in right:
        shown = _shown(key)
        if key not in mine:
            return f"{shown} is missing.", None
        found, expected = mine[key], right[key]
        if found.shape != expected.shape:
            if _close(found.T, expected, loose):
                return f"{shown} has the right numbers, but is transposed: {found.shape}, not {expected.shape}.", None
            return f"{shown} has the shape {found.shape}, but it must be {expected.shape}.", None
        if not _close(found, expected, loose):
            with np.errstate(over="ignore"):
                i, j = map(int, np.unravel_index(np.abs(found - expected).argmax(), found.shape))
            ref = _ref(key, i, j, right)
            example = f" of example {j + 1}" if key[0] in "zad" and found.shape[1] > 1 else ""
            where = f", most of all in {_shown(ref)}{example}" if found.size > 1 else ""
            here, there = _apart(found[i, j], expected[i, j])
            return f"{shown} is the first that differs{where}: yours {here}, right {there}.", (ref, j)
    extra = sorted(set(mine) - set(right))
    return f"{', '.join(map(_shown, extra))} should not be there.", None


def _ref(key, i, j, right):
    """The ref of an entry, as bpkit.explain knows it: "delta[2][1]", "a[2][0]" of the bias unit, "Delta[1][2, 0]"."""
    if key == "J":
        return key
    if key[0] in "DT":
        return f"{key}[{i + 1}, {j}]"
    last = max(other for other in right if other[0] == key[0])
    return f"{key}[{i if key[0] == 'a' and key != last else i + 1}]"


def _shown(ref):
    """A ref in the letters of mathematics; δ⁽ᴸ⁾ for "delta[L]"."""
    if ref.startswith("delta[L]"):
        return "δ⁽ᴸ⁾" + "".join(lowered(int(i)) for i in re.findall(r"\d+", ref))
    return symbol(ref)


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
    """Where the Stepper shows that number being made. It makes neither J nor the numerical gradient."""
    if found is None or name in ("cost", "numerical_gradient"):
        return None
    ref, column = found
    L = len(probe.layer_sizes)
    ref = ref.replace("[L]", f"[{L}]")
    quantity, l = re.match(r"(\w+)\[(\d+)\]", ref).groups()
    l = int(l)
    if quantity in ("z", "a"):
        return Place(probe, 2 if l > 1 else 1, column + 1, l, ref)
    if quantity == "delta":
        return Place(probe, 3 if l == L else 4, column + 1, l, ref)
    if quantity == "Delta":
        return Place(probe, 5, probe.m, l, ref)
    return Place(probe, 6 if column else 7, None, l, ref)
