"""Worksheets: a small network, some of whose numbers are worked out by pencil, and which slip gives a wrong one.

A variant is a network with five examples and λ, found by a search: whoever rounds to three decimals, after each
operation or once for each number, writes the right number, rounded.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from itertools import product
from math import ceil, floor, isfinite
from random import Random

import numpy as np

from bpkit import _arguments
from bpkit.check import places as at
from bpkit.check.catalogue import PENALTIES, whole
from bpkit.check.report import Report
from bpkit.check.whole import Whole, a_0, right_penalty, sizes_of
from bpkit.lines import LINES, executions
from bpkit.notation import Ref, number, symbol

L, M = 3, 5  # layers and examples: a fifth of three decimals never lies halfway between two numbers of three
BLANKS = {  # by line, what is asked for; of Δ and D a row of each layer
    1: ("a[1][0]", "a[1][1]", "a[1][2]"),
    2: tuple(f"{letter}[{l}][{i}]" for l in (2, 3) for letter in "za" for i in (1, 2)),
    3: ("delta[3][1]", "delta[3][2]"),
    4: ("delta[2][1]", "delta[2][2]"),
    5: ("Delta[1][1, 0]", "Delta[1][1, 1]", "Delta[1][1, 2]", "Delta[2][2, 0]", "Delta[2][2, 1]", "Delta[2][2, 2]"),
    6: ("D[1][1, 1]", "D[1][1, 2]", "D[2][2, 1]", "D[2][2, 2]"),
    7: ("D[1][1, 0]", "D[2][2, 0]"),
}
LINE_OF = {ref: line for line, refs in BLANKS.items() for ref in refs}
# x times a weight of the first layer has one decimal, and x times three decimals is never halfway either. 1 is no x.
INPUTS = tuple(k / 5 for k in range(-10, 11, 2) if k)
HALVES = (-2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2)
TENTHS = tuple(k / 10 for k in range(-20, 21) if abs(k) > 2)
ANSWERS = ((0, 0), (0, 1), (1, 0), (1, 1))
LAMBDAS = (0.5, 1.5, 2, 2.5)
SMALLEST = 0.03  # of what is asked for
TRIES = 600
OFF = 0.0015  # less than that is an answer off that is right: what is rounded on the way may show in the last digit
APART_BY = 4  # so many variants, one behind the other, have no z, a and δ of the output in common
APART = 0.0025  # at least so far are the commonest slips from the right number, and from one another
# A change here, as in all that the search asks for, changes the variants: the sheets of yesterday lose their key.
COMMONEST = (
    at.A0_IS_0, at.G_OF_1, at.Z_GOES_ON, at.Y_MINUS_A, at.SLOPE_AT_OUTPUT, at.SQUARED, at.NOT_TRANSPOSED, at.NO_SLOPE,
    at.ONLY_A, at.G_OF_A, at.OVERWRITTEN, at.NO_COLUMN, at.NO_MEAN, at.BIAS_TOO, at.NAKED, at.FORGOTTEN,
)  # fmt: skip
SAID = {row.name for row in COMMONEST}  # by name, for some stand in two places
PLACES = (
    at.WEIGHTS, at.BIAS, at.UNIT, at.ERROR, at.FLIPPED, at.BACK, at.SLOPE, at.MEET, at.HANDED, at.OUTER, at.COLUMN,
    at.OLD, at.AMOUNT, at.PART, at.MEAN, *PENALTIES,
)  # fmt: skip
FIRST_LINE = {"1–2": 2, "3": 3, "4": 4, "5": 5, "1/m": 6, "λ": 6}  # in which a row's mistake is made


@dataclass(frozen=True)
class Variant:
    """A network of 2, 2 and 2 units, and five examples, of which the last is worked out. Theta, X, Y as everywhere."""

    Theta: dict
    X: np.ndarray
    Y: np.ndarray
    lambda_: float

    @cached_property
    def before(self):
        """Δ as line 5 finds it: the first four examples are in it."""
        return {l: D.sum(axis=2) for l, D in Whole().go(self.Theta, self.X[:-1].T, self.Y[:-1].T)[-1].items()}

    @cached_property
    def Delta(self):
        """Δ of all five."""
        return {l: D.sum(axis=2) for l, D in Whole().go(self.Theta, self.X.T, self.Y.T)[-1].items()}

    @cached_property
    def numbers(self):
        """{ref: number} of all blanks, as exact as floats are."""
        return self.with_slip()

    @cached_property
    def written(self):
        """The same, as they are to be written."""
        return {ref: round(value, 3) for ref, value in self.numbers.items()}

    def with_slip(self, made=None, old=at.OLD.right, amount=1.0, part=None, write=np.asarray):
        """The numbers with a slip: those of a Whole, or in line 5 with a row of at.OLD or PART, or so much of it added.

        write : how a number goes on. Raises ValueError where the slip does not fit the sizes.
        """
        made = made or Whole()
        z, a, delta, product = made.go(self.Theta, self.X[-1:].T, self.Y[-1:].T, write)
        found = {f"a[1][{j}]": value for j, value in enumerate((*a_0(made.first, a[1]), *a[1][:, 0]))}
        Delta, penalty = {}, made.penalty or right_penalty
        for l in self.Theta:
            given = delta[l + 1], np.vstack([[[1.0]], a[l]])
            added = part.filler(*given) if part else product[l][:, :, 0]
            if added is None:
                raise ValueError(f"δ and a do not fit Theta[{l}] so.")
            Delta[l] = write(old.filler(write(self.before[l]), *given) + amount * added)
        added = penalty(self.Theta, Delta, self.lambda_, M)
        D = {l: made.who[0][2](M, sizes_of(self.Theta)) * Delta[l] + added[l] for l in Delta}
        for l in (2, 3):
            for letter, column in (("z", z[l]), ("a", a[l]), ("delta", delta[l])):
                found |= {f"{letter}[{l}][{i + 1}]": value for i, value in enumerate(column[:, 0])}
            for letter, matrix in (("Delta", Delta[l - 1]), ("D", D[l - 1])):
                found |= {f"{letter}[{l - 1}][{l - 1}, {j}]": value for j, value in enumerate(matrix[l - 2])}
        return {ref: float(value) for ref, value in found.items()}

    @cached_property
    def slips(self):
        """[(row, numbers)] for each mistake that the checks know and that may be made here, as a pencil finds them."""
        rows, found = (row for place in PLACES for row in [*place.rows[1:], *place.more]), []
        for row, slip in ((row, slip) for row in rows if (slip := _slip(row))):
            with np.errstate(all="ignore"), suppress(ValueError):  # it does not fit these sizes
                found.append((row, self.with_slip(**slip, write=_three_decimals)))
                if row.line == "1–2":
                    found.append((row, self.written | self._at_output(slip["made"])))
        return found

    def _at_output(self, made):
        """z and a of the output, with the slip there alone."""
        a = np.array([[self.written["a[2][1]"]], [self.written["a[2][2]"]]])
        z, a, *_ = made.go({1: self.Theta[2]}, a, self.Y[-1:].T, _three_decimals)
        return {
            f"{name}[3][{i}]": float(column[i - 1, 0]) for name, column in (("z", z[2]), ("a", a[2])) for i in (1, 2)
        }


def _three_decimals(numbers):
    return np.round(numbers, 3)


def _slip(row):
    """What with_slip takes to make that mistake; {} where it cannot be made here."""
    if row.place in (at.OLD, at.AMOUNT, at.PART):
        if not row.filler:
            return {}
        if row.place is at.OLD:
            return {"old": row, "amount": 0.0 if row.name == at.MULTIPLIED.name else 1.0}
        return {"part": row} if row.place is at.PART else {"amount": row.filler(M)}
    if row == at.MOVED:
        return {}  # a sheet has no α
    # z on its way in place of a, or with a minus, is another g for who sees the end only; here it is seen
    made = Whole(weights=row) if row in (at.Z_FLIPPED, at.Z_GOES_ON) else whole(row)
    return {"made": made} if made else {}


# ---------------------------------------------------------------- the search


@lru_cache(maxsize=8)
def variant(k):
    """The Variant of that number, the same on every computer: random() is what Python promises never to change."""
    pick = Random(k).random
    while True:
        found = _forward(lambda options: options[int(pick() * len(options))], k % APART_BY)
        if found:
            return found


def _forward(one_of, rest):
    """A Variant, or None where the first weights lead to none. one_of : a choice by chance. rest : see _in_table."""
    x = [one_of(INPUTS), one_of(INPUTS)]
    Theta = {1: np.array([[one_of(TENTHS), one_of(HALVES), one_of(HALVES)] for _ in range(2)])}
    z = Theta[1] @ [1, *x]
    if abs(x[0]) == abs(x[1]) or not _in_table(z, rest):
        return None
    a, weights = at.g(z), _leading_to_table(at.g(z), rest)
    for _ in range(40 if len(weights) else 0):
        Theta[2] = np.array([one_of(weights), one_of(weights)])
        y, z = one_of(ANSWERS[1:3]), Theta[2] @ [1, *a]
        back, error = Theta[2][:, 1:].T, at.g(z) - y
        likely = back @ np.round(error, 3) * at.slope(np.round(a, 3))
        if _in_table(z, rest) and _same(back @ error * at.slope(a), likely):
            found = Variant(dict(Theta), np.array([x] * M), np.array([y] * M), 1.0)  # its last example is what counts
            if _is_good(found, (2, 3, 4)):
                return _with_examples(one_of, found)
    return None


def _same(exact, likely):
    """Whether numbers are not small, and rounded they are what a pencil most likely gives: quicker than _is_good."""
    return (np.abs(exact).min(axis=-1) > SMALLEST) & (np.round(exact, 3) == np.round(likely, 3)).all(axis=-1)


def _in_table(z, rest):
    """Whether g is asked for where it is neither flat nor ½, not twice in one place, and nowhere a neighbor asks.

    rest : of the tenths of |z|, divided by APART_BY.
    """
    tenths = [round(10 * abs(each)) for each in z]
    return tenths[0] != tenths[1] and all(3 <= k <= 22 and k % APART_BY == rest for k in tenths)


@cache
def _all_weights():
    return np.stack(np.meshgrid(TENTHS, TENTHS, TENTHS), axis=-1).reshape(-1, 3)


def _leading_to_table(a, rest):
    """Weights of a unit for which z, with three decimals, is one of the table's: a row for each. rest : as there."""
    z = _all_weights() @ [1, *a]
    near = (np.abs(z - np.round(z, 1)) < 0.00045) & (np.round(10 * np.abs(z)) % APART_BY == rest)
    weights, z = _all_weights()[near], np.round(z[near], 1)
    by_pencil = weights[:, 0] + np.round(weights[:, 1:] * np.round(a, 3), 3).sum(axis=1)
    return weights[np.abs(by_pencil - z) < 0.00045]


def _with_examples(one_of, last):
    """The Variant of these weights and this last example, with four others before it; or None."""
    Theta, own = last.Theta, [*last.X[-1], *last.Y[-1]]
    every = np.array([[*x, *y] for x in product(INPUTS, repeat=2) if [*x] != own[:2] for y in ANSWERS] + [own])
    D = Whole().go(Theta, every[:, :2].T, every[:, 2:].T)[-1]
    *rows, added = np.concatenate([D[1][0], D[2][1]]).T  # those that are asked for
    weights = np.concatenate([Theta[1][0], Theta[2][1]]) * [0, 1, 1, 0, 1, 1]
    chosen = np.array([[one_of(range(len(rows))) for _ in range(M - 1)] for _ in range(TRIES)])
    lambdas = np.array([one_of(LAMBDAS) for _ in range(TRIES)])
    before, pull = np.array(rows)[chosen].sum(axis=1), lambdas[:, None] * weights
    n = last.written
    factors = (n["delta[2][1]"], own[:2]), (n["delta[3][2]"], (n["a[2][1]"], n["a[2][2]"]))
    by_pencil = np.concatenate([np.round(np.multiply(delta, [1, *a]), 3) for delta, a in factors])
    Delta, written = before + added, np.round(before, 3) + by_pencil
    for k in np.flatnonzero(_same(Delta, written) & _same((Delta + pull) / M, (written + pull) / M)):
        examples = np.array([*every[chosen[k]], own])
        found = Variant(Theta, examples[:, :2], examples[:, 2:], float(lambdas[k]))
        if len({*map(tuple, found.X.tolist())}) == M and _is_good(found, (5, 6, 7)):
            return found
    return None


def _is_good(found, lines):
    """Whether the numbers of these lines are sure, none twice in a line, and the commonest slips show and differ."""
    if not all(_is_sure(found, ref) for line in lines for ref in BLANKS[line]):
        return False
    for line in lines:
        refs = BLANKS[line] + (BLANKS[7] if line == 6 else ())  # a slip in one of these two is one in both
        slips = [found.with_slip(**_slip(row)) for row in COMMONEST if FIRST_LINE[row.line] == line]
        for ref in refs:
            right = found.numbers[ref]
            values = sorted([right, *(slip[ref] for slip in slips if slip[ref] != right)])
            if any(b - a < APART for a, b in zip(values, values[1:])):
                return False
        hidden = any(all(slip[ref] == found.numbers[ref] for ref in refs) for slip in slips)
        if hidden or len({found.written[ref] for ref in refs}) < len(refs):
            return False
    return True


# ---------------------------------------------------------------- the pencil


def _up(value):
    return floor(1000 * value + 0.5 + 1e-6) / 1000


def _down(value):
    return ceil(1000 * value - 0.5 - 1e-6) / 1000


def _is_sure(found, ref):
    """Whether a number is not small, and whoever works it out writes it, however he rounds on the way."""
    right = found.written[ref]
    return abs(right) >= SMALLEST and all(
        end(work(inner)) == right for work in _ways(found, ref) for inner in (_up, _down, float) for end in (_up, _down)
    )


def _ways(found, ref):
    """The ways to work a number out from those that are written; each takes what rounds on the way."""
    quantity, l, i, j, *_ = Ref.parse(ref)
    n, Theta, x, y = found.written, found.Theta, found.X[-1], found.Y[-1]
    row = Theta[l - (quantity in "za")][i - 1] if quantity != "delta" else None
    a = lambda l: [1.0, *(x if l == 1 else (n[f"a[{l}][1]"], n[f"a[{l}][2]"]))]  # noqa: E731
    if quantity == "z":
        return [lambda r: row[0] + r(row[1] * a(l - 1)[1]) + r(row[2] * a(l - 1)[2])]
    if quantity == "a":
        return [lambda r: at.g(n[f"z[{l}][{i}]"])]
    if quantity == "delta" and l == L:
        return [lambda r: n[f"a[{l}][{i}]"] - y[i - 1]]
    if quantity == "delta":
        back = lambda r: r(r(Theta[2][0, i] * n["delta[3][1]"]) + r(Theta[2][1, i] * n["delta[3][2]"]))  # noqa: E731
        return [lambda r: r(back(r) * a(l)[i]) * (1 - a(l)[i]), lambda r: back(r) * r(a(l)[i] * (1 - a(l)[i]))]
    if quantity == "Delta":
        return [lambda r: round(found.before[l][i - 1, j], 3) + r(n[f"delta[{l + 1}][{i}]"] * a(l)[j])]
    return [lambda r: r(n[f"Delta[{l}][{i}, {j}]"] + (j > 0) * r(found.lambda_ * row[j])) / M]


# ---------------------------------------------------------------- a sheet, and an answer to it


@dataclass(frozen=True)
class Sheet:
    """What is asked for on a page. number : of the variant. lines : of the algorithm, in order."""

    number: int
    lines: tuple

    @cached_property
    def variant(self):
        return variant(self.number)

    @property
    def blanks(self):
        """{line: refs}."""
        return {line: BLANKS[line] for line in self.lines}

    @property
    def given(self):
        """The names of what these lines read and do not write themselves: "Theta[2]", "before[1]", "lambda_"."""
        found, made = {}, set()
        for line, l in (place for part in executions(L) for place in part if place[0] in self.lines):
            for name in LINES[line].reads_of(l):
                if name not in made:
                    found[name.replace("Delta", "before") if line == 5 else name] = None
            made |= {*LINES[line].writes_of(l, L)}
        return tuple(found)

    @property
    def is_full(self):
        """Whether it asks for all lines."""
        return len(self.lines) == len(BLANKS)

    @property
    def table(self):
        """g(z) for z = 0.0 … 2.9, a row for each whole number; where line 2 asks for it."""
        return at.g(np.arange(30) / 10).reshape(3, 10) if 2 in self.lines else ()

    @property
    def matrices(self):
        """{name: matrix} of those that are given: Θ first, then Δ."""
        of = {f"{name}[{l}]": getattr(self.variant, name)[l] for name in ("Theta", "before", "Delta") for l in (1, 2)}
        return {name: matrix for name, matrix in of.items() if name in self.given}

    def commonest(self, ref):
        """Those of slips(ref) that are the commonest, in its own line."""
        own = min(LINE_OF[ref], 6)
        return [(row, value) for row, value in self.slips(ref) if row.name in SAID and FIRST_LINE[row.line] == own]

    def slips(self, ref):
        """[(row, number)] of the slips in these lines that change the number ref: the commonest first."""
        last, right, found = min(LINE_OF[ref], 6), self.variant.written[ref], {}
        asked = {*self.lines, *({6} if 7 in self.lines else ())}
        for row, numbers in self.variant.slips:
            reached = asked.issuperset(range(FIRST_LINE[row.line], last + 1))
            value = round(numbers[ref], 3)
            if reached and isfinite(value) and value != right:
                found.setdefault((row.name, value), (row, value))
        return sorted(found.values(), key=lambda slip: (slip[0].name not in SAID, -FIRST_LINE[slip[0].line]))


def sheet(k, lines=None):
    """The Sheet of variant k with these lines: "3,4,5", or numbers, or None for all. ValueError for all else."""
    k = _arguments.whole_number(1)("variant", k)
    parts = lines.split(",") if isinstance(lines, str) else BLANKS if lines is None else lines
    try:
        asked = {int(part) if isinstance(part, str) else _arguments.whole_number(1)("lines", part) for part in parts}
    except (TypeError, ValueError):
        asked = set()
    if not asked or not asked <= BLANKS.keys():
        got = _arguments.brief(lines)
        raise ValueError(f'lines must be lines of the algorithm from 1 to 7, for example "3,4,5", got {got}.')
    return Sheet(k, tuple(sorted(asked)))


def answer(variant, ref, value, lines=None):
    """Check a number of a worksheet: right, or which slip gives it. Returns a Report.

    variant : the sheet's. ref : which number, as the sheet writes it, "delta[2][1]". value : the answer, a number or
    a text such as "−0,172". lines : those of the sheet, "3,4,5": a slip can be made in them only; None for all.
    Raises ValueError for what is none of these.
    """
    asked = sheet(variant, lines)
    ref = str(Ref.parse(ref))
    if LINE_OF.get(ref) not in asked.lines:
        first = asked.blanks[asked.lines[0]][0]
        raise ValueError(f"ref must be the name of a number that these lines ask for, such as {first}, got {ref}.")
    typed = _arguments.typed_number if isinstance(value, str) else _arguments.number("such as 0.25", np.isfinite)
    return _told(asked, ref, typed("value", value))


def _told(asked, ref, value):
    right, line, l = asked.variant.written[ref], LINE_OF[ref], Ref.parse(ref).l
    name, shown = symbol(ref), number(value, 3)
    near = [(abs(slip - value) > 0.0005, row) for row, slip in asked.slips(ref) if abs(slip - value) < OFF]
    slips = list({row.name: row for _, row in sorted(near, key=lambda each: each[0])}.values())
    if abs(value - right) < OFF:
        notes = [] if round(value, 3) == right else [f"With three decimals it is {number(right, 3)}."]
        if notes and slips:
            notes.append(f"But {shown} is also what this gives, or nearly: {'; '.join(row.name for row in slips)}.")
        return Report(name, True, message="right.", notes=tuple(notes))
    if slips:
        slips = tuple(replace(row, written=_plain(FIRST_LINE[row.line])) for row in slips)
        first, *others = slips
        nearly = "nearly " if all(off for off, _ in near) else ""
        where = "" if FIRST_LINE[first.line] == min(line, 6) else f" in line {FIRST_LINE[first.line]}"
        message = f"{shown} is {nearly}what a slip{where} gives: {first.name}. {first.sentence}"
        notes = (f"The same number, or almost, comes from: {'; '.join(row.name for row in others)}.",) if others else ()
        return Report(name, False, message=message, mistakes=slips, notes=notes)
    reads = [f"z[{l}]"] if ref.startswith("a") and l > 1 else LINES[line].reads_of(l)
    made_of = " and ".join([", ".join(map(symbol, reads[:-1])), symbol(reads[-1])] if reads[1:] else map(symbol, reads))
    help = f"Have you the right numbers and signs of {made_of}?", LINES[line].say(M, l), f"The line is: {_plain(line)}"
    others = [other for other in BLANKS[line] if asked.variant.written[other] == round(value, 3)]
    message = f"no slip that is known gives {shown}. Work it out again, from {made_of}."
    if others:
        message = f"{shown} is {symbol(others[0])}."
    elif round(value, 3) == -right:
        message = "the sign is the wrong way round."
    elif value in (round(right, 1), round(right, 2)):
        message = "right as far as it goes, but three decimals are wanted."
    return Report(name, False, message=message, help=help)


def _plain(line):
    return LINES[line].plain.strip()
