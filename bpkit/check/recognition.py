"""Which known mistake a learner's function makes, from what it did on the probes.

A variant of the catalogue is run on the same probes, most of them only on the first on which the learner's result is
wrong. It is the mistake if it does the same on all of them.
"""

import re
from functools import cache

import numpy as np

from bpkit.check.catalogue import MISTAKES
from bpkit.check.catalogue.generated import generated
from bpkit.check.probes import PROBES, shared_arguments
from bpkit.check.running import right_result, run, run_known

AGAIN = "Called again on the same network, it gives something else."
MISFITS = ("It stopped with ValueError", "It stopped with IndexError")
KEYS = ("It stopped with KeyError", "It stopped with IndexError")


def recognize(name, f, runs):
    """The known mistake that does the same on every probe, or None."""
    known = [entry for entry in MISTAKES if entry.function == name]
    if runs[0].trouble == AGAIN:
        return next((entry for entry in known if entry.told_by == "again"), None)
    wrong = [k for k, each in enumerate(runs) if not is_right(name, k, each)]
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
        mine, theirs = runs[k], run_variant(entry, k)
        if theirs.trouble:
            if k not in wrong:
                return False
            if is_plain(theirs.trouble):
                if mine.trouble != theirs.trouble:
                    return False
                telling += 1
            if not by_shape and not mine.trouble:  # two mistakes, or one inside another line, are too many to guess
                return False
            telling += by_shape and mine.trouble.startswith(MISFITS) and theirs.trouble.startswith(MISFITS)
        elif mine.trouble or not same(mine.result, theirs.result, mine.loose, entry.clue):
            return False
        else:
            telling += k in wrong
    return telling > 0


def is_plain(trouble):
    """Whether it is a sentence of ours on the result, or a key that is missing."""
    return not trouble.startswith("It stopped") or trouble.startswith("It stopped with KeyError")


def _fails_where(entry, runs, wrong):
    """Whether the shapes do not fit in just the places where the variant's do not. What else is wrong comes later."""
    for k, mine in enumerate(runs):
        theirs = run_variant(entry, k)
        if (mine.trouble or theirs.trouble) and not (_misfit(mine.trouble) == _misfit(theirs.trouble) is not None):
            return False
        if not theirs.trouble and (k in wrong) == is_right(entry.function, k, theirs):
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
    right = right_results(entry.function)
    if any(done.trouble or done.result.keys() != expected.keys() for done, expected in zip(runs, right)):
        return False
    if any(done.result[key].shape != expected[key].shape for done, expected in zip(runs, right) for key in expected):
        return False
    each = [(done.result, *_base_and_part(entry, k)) for k, done in enumerate(runs)]
    mine, base, part = (np.concatenate([side[key].ravel() for side in sides for key in side]) for sides in zip(*each))
    with np.errstate(over="ignore", invalid="ignore"):
        c = (mine - base) @ part / (part @ part)
    if not (1e-4 < abs(c) < 1e4 and abs(c - 1) > 1e-3):
        return False
    found = [{key: base[key] + c * part[key] for key in base} for _, base, part in each]
    return all(same(mine.result, other, mine.loose) for mine, other in zip(runs, found))


def _base_and_part(entry, k):
    """What a number times which is added to what: the right result to nothing, or to an argument."""
    right = right_results(entry.function)[k]
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


def _form(name, k, done):
    """How a wrong result fails: by "keys" or layers, by "shapes", or by "numbers" alone."""
    if done.trouble:
        return "keys" if done.trouble.startswith(KEYS) else "shapes" if done.trouble.startswith(MISFITS) else "trouble"
    right = right_results(name)[k]
    if done.result.keys() != right.keys():
        return "keys"
    return "numbers" if all(done.result[key].shape == right[key].shape for key in right) else "shapes"


def _expects_other_arguments(entry, f, runs):
    """Whether a function that stopped is right with its arguments changed, as the clue does, on every network."""
    if not any(each.trouble.startswith(MISFITS + KEYS) for each in runs):
        return False
    call, expected = entry.clue
    for probe in PROBES:
        mine = run(entry.function, lambda *given: call(f, *given), probe)
        theirs = run(entry.function, expected, probe)
        if mine.trouble or not same(mine.result, theirs.result, mine.loose):
            return False
    return True


# ---------------------------------------------------------------- comparing


def is_right(name, k, done):
    """Whether what a function has done on probe k is right. done : its Run."""
    return not done.trouble and same(done.result, right_results(name)[k], done.loose)


@cache
def right_results(name):
    """What the right function gives on each probe."""
    return [right_result(name, probe) for probe in PROBES]


@cache
def run_variant(entry, k):
    """What a known mistake gives on a probe. Most are told from the learner's on the first."""
    return run_known(entry.function, entry.variant, PROBES[k])


def same(mine, other, loose, exact=None):
    """Whether two results are the same. loose : one is in low precision. exact : another tolerance than the usual."""
    return mine.keys() == other.keys() and all(close(mine[key], other[key], loose, exact) for key in other)


def close(mine, other, loose, exact=None):
    if mine.shape != other.shape:
        return False
    if not mine.size:
        return True
    # Of the largest entry: log(h + 1e-8) is right, and so is a sum in float32.
    tolerance = 1e-3 if loose else exact or 1e-5
    with np.errstate(over="ignore"):
        return bool(np.all(np.abs(mine - other) <= tolerance * max(1e-3, np.abs(other).max())))
