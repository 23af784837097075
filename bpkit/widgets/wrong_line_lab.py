"""Which line is wrong? Bet on a line of a listing; then it is run, and its numbers say what is so."""

import random
from functools import lru_cache
from typing import NamedTuple

import ipywidgets as w
import numpy as np

from bpkit import _arguments
from bpkit.algorithm import random_theta
from bpkit.gradient_check import gradient_check
from bpkit.notation import plain, raised
from bpkit.numbers import Values
from bpkit.trace import trace
from bpkit.views.cells import given_html
from bpkit.views.picture import escape
from bpkit.views.strip import button
from bpkit.views.wrong_line import (
    NUMBERS,
    WrongLineScene,
    check_sentence,
    difference,
    name,
    verdict,
    wrong_line,
    wrong_line_stage,
)
from bpkit.widgets.live import Checked
from bpkit.widgets.stepper import Stepper
from bpkit.widgets.touch import TouchWidget
from bpkit.widgets.wrong_lines import ALL_RIGHT, CASES, NETWORKS, RESULT, RIGHT_ROWS, SEED, side_by_side

SETTINGS = [(m, lambda_) for m in (1, 4) for lambda_ in (0, 1)]
BETS = (*RIGHT_ROWS, ALL_RIGHT)
CHECK_BET = _arguments.one_of((None, *BETS))
AGREES = 1e-7  # an entry of D that is so near to its slope is right


class Check(NamedTuple):
    """What a gradient check of a listing found: as GradientCheck, with the two numbers of the worst entry.

    apart : {l: how far D[l] is from the slopes at most}.
    """

    relative_difference: float
    worst: tuple
    ok: bool
    D: float
    slope: float
    apart: dict


class WrongLineLab(TouchWidget):
    """Listings of the algorithm, most of them with a wrong line. Bet on it, say why, and see what the numbers say.

    case : which listing, from 1. seed : of their order; 0 for that of the table. bet : None, or the line that is bet
    on: 1 … 7, "Δ := 0", "for", "∂J", "J", or "all right". why : None, or which of three reasons is chosen, from 1.
    A bet tells which line is wrong, and the reason tells the rest; another case takes both away. On the page a bet
    that fails is followed by a second one, with hints. Nothing is counted or kept.
    """

    seed = Checked(0, lambda _: _arguments.whole_number(0), ref="seed")
    case = Checked(1, lambda _: _arguments.whole_number(1, len(CASES)), ref="case")
    bet = Checked(None, lambda _: CHECK_BET)
    why = Checked(None, lambda _: _arguments.one_of((None, 1, 2, 3)))

    LAMPS = False
    _numbers = Values()
    _stage = staticmethod(wrong_line_stage)
    _html = staticmethod(wrong_line)

    def __init__(self, case=1, bet=None, **traits):
        self._begin()
        self._stepper_box = w.VBox()
        super().__init__(case=case, bet=bet, **traits)

    # ------------------------------------------------------------ the state

    @property
    def _number(self):
        """Which case it is in the table, from 1."""
        return order(self.seed)[self.case - 1]

    @property
    def _case(self):
        return CASES[self._number - 1]

    @property
    def _is_told(self):
        """Whether there is nothing left to find out."""
        return self.bet is not None and (self.why is not None or not self._case.lines)

    def _begin(self):
        """Nothing is bet on yet."""
        self._chosen = self._tried = None  # the line to bet on next; the first bet, if it failed
        self._hints, self._aside, self._opened = 0, NUMBERS, False  # shown hints; what stands aside; the Stepper

    def _compute(self, changed):
        if changed & {"case", "seed"} and "bet" not in changed:
            self.bet = None
        if self.bet is None or not self._case.lines:
            self.why = None
        if self.bet is None or changed & {"case", "seed"}:
            self._begin()
        self._show_stepper(self._opened and self._is_told)

    def _pick_bet(self, line):
        """A line was chosen, not yet bet on."""
        self._chosen = line if CHECK_BET("bet", line) != self._tried else None
        self._draw()

    def _pick_commit(self):
        chosen, wrong = self._chosen, self._case.lines or (ALL_RIGHT,)
        if chosen in wrong or self._tried is not None:
            self.bet, self._chosen = chosen, None
        elif chosen is not None:
            self._tried, self._chosen = chosen, None
            self._draw()

    def _pick_hint(self):
        self._hints += 1
        self._draw()

    def _pick_why(self, k):
        self.why = k

    def _pick_aside(self, k):
        self._aside = k
        self._draw()

    def _pick_reset(self):
        self.bet = None
        self._begin()
        self._draw()

    def _pick_previous(self):
        self.case = (self.case - 2) % len(CASES) + 1

    def _pick_next(self):
        self.case = self.case % len(CASES) + 1

    # ------------------------------------------------------------ what the numbers say

    def check(self, layer_sizes=None, m=4, lambda_=1.0):
        """The gradient check of this listing, a Check; None where its matrices do not fit.

        layer_sizes : (2, 2, 2), (2, 3, 4) or (2, 3, 2); the case's own unless told. m : the last m examples of 4.
        """
        sizes = self._case.layer_sizes if layer_sizes is None else _arguments.layer_sizes("layer_sizes", layer_sizes)
        _arguments.one_of(NETWORKS)("layer_sizes", sizes)
        m, lambda_ = _arguments.whole_number(1, 4)("m", m), _arguments.at_least_0("lambda_", lambda_)
        return check(self._number, sizes, m, lambda_)

    def stepper(self):
        """A Stepper with the right algorithm on this case's network, at the step to look at."""
        case = self._case
        position = trace(case.weights, case.data.X, case.data.Y, 1.0).index(*case.look)
        return Stepper(case.data, case.layer_sizes, 1.0, seed=SEED, position=position)

    def _seen(self):
        """Whether the check sees it, on several networks, in words."""
        told, passed = {}, "not seen" if self._case.lines else "passes"
        for sizes in NETWORKS:
            checks = [self.check(sizes, m, lambda_) for m, lambda_ in SETTINGS]
            told["-".join(map(str, sizes))] = [
                "does not fit" if c is None else passed if c.ok else f"seen, {difference(c)}" for c in checks
            ]
        return told

    # ------------------------------------------------------------ what is shown

    def _inside(self, line):
        """Where a line stands that is as it ought to be, but in another place."""
        here, right = self._case.rows[line], RIGHT_ROWS[line]
        if here.strip() != right.strip():
            return ""
        return ", inside the loop" if right.startswith(" ") else ", before the loop"

    def _make_view(self):
        return [*super()._make_view(), self._stepper_box]

    def _scene(self):
        case, rows = self._case, self._case.rows
        scene = WrongLineScene(
            rows, (*rows, ALL_RIGHT), self._strip(), self.seed, self._chosen, self._tried, self.bet, self._network,
        )  # fmt: skip
        if self.bet is None:
            hints = self._all_hints() if self._tried is not None else ()
            return scene._replace(hints=hints[: self._hints], more=self._hints < len(hints))
        answer = {line: RIGHT_ROWS[line] + self._inside(line) for line in case.other}
        scene = scene._replace(wrong=case.lines, right_rows=answer, opened=self._opened)
        if not self._is_told:
            return scene._replace(reasons=tuple(one.sentence for one in reasons(self._number)))
        compared = "Δ" if RESULT in case.lines else "D"
        told = ("Gradient check", check_sentence(self.check(), compared)), ("Think on", case.question)
        return scene._replace(
            told=case.sentence, aside=self._aside, numbers=numbers(self._number), checked=told, seen=self._seen(),
            heads=[f"m = {m}, λ = {lambda_}" for m, lambda_ in SETTINGS],
        )  # fmt: skip

    def _all_hints(self):
        """What helps with the second bet: which part of D is right, a question, and where the numbers part."""
        seen = [
            f"The gradient for Θ{raised(l)} {'agrees with' if far < AGREES else f'is up to {far:.4f} away from'} the "
            "slopes of J."
            for l, far in reversed(self.check().apart.items())
        ]
        first = next((number for number in numbers(self._number) if number.differs), None)
        if not first:
            return " ".join(seen), self._case.question, "No number goes wrong."
        when = {1: " of", 2: " of", 3: " of", 4: " of", 5: " after"}.get(first.line)  # the other lines come once
        last = f"The first number that goes wrong is {plain(first.source)}{f'{when} example 4' if when else ''}."
        return " ".join(seen), self._case.question, last

    @property
    def _network(self):
        case = self._case
        return f"layers {'-'.join(map(str, case.layer_sizes))}, m = 4 examples ({case.data.name}), λ = 1"

    def _strip(self):
        return super()._strip()._replace(moved="", start=self._said(), can_undo=None, tools=self._tools())

    def _said(self):
        case = self._case
        if self.bet is None and self._tried is None:
            return "<b>Which line is wrong?</b> Choose it, then bet."
        if self.bet is None:
            told = "Something is wrong" if self._tried == ALL_RIGHT else f"No, {name(self._tried)} is right"
            return f"<b>{told}.</b> One more try, and there are hints."
        if self._opened:
            line, t, l = case.look
            return f"<b>The right listing at work:</b> line {line}, {f'example {t}, ' if t else ''}layer {l}."
        told = verdict(None if self.bet == ALL_RIGHT else self.bet, case.lines)
        if not self._is_told:
            return f"<b>{told}</b> And why do the numbers go wrong?"
        if self.why is None:
            return f"<b>{told}</b>"
        chosen, right = reasons(self._number)[self.why - 1].name, f"“{escape(case.name)}”"
        if chosen == case.name:
            return f"<b>Yes: {right}.</b> {told}"
        return f"<b>No, that would be “{escape(chosen)}”. Here it is {right}.</b>"

    def _tools(self):
        told = f'<span class="n">case {given_html("case", self.case)} of {len(CASES)}</span>'
        cases = f"{button('previous', '‹', 'previous case')}{told}{button('next', '›', 'next case')}"
        if self.bet is not None:
            content = "Back to the listing" if self._opened else "Open the Stepper"
            act = button("stepper", content, "the right line at work", kind="main wide", off=not self._is_told)
        else:
            content = "I bet" if self._tried is None else "Second try"
            act = button("commit", content, "bet on the chosen line", kind="main wide", off=self._chosen is None)
        return f'<span class="tabs">{cases}</span>{act}'

    def _pick_stepper(self):
        """Show the Stepper in the place of the listing, or the listing again."""
        self._opened = not self._opened
        self._show_stepper(self._opened)
        self._draw()

    def _show_stepper(self, on):
        """Made once, then sent to the place."""
        case = self._case
        if on and not self._stepper_box.children:
            self._stepper_box.children = [self.stepper()]
        for stepper in self._stepper_box.children if on else ():
            stepper.data, stepper.layer_sizes = case.data, case.layer_sizes
            stepper.position = stepper.trace.index(*case.look)
        self._stepper_box.layout.display = None if on else "none"

    def _repr_arguments(self):
        told = {name: getattr(self, name) for name in ("seed", "bet", "why") if getattr(self, name)}
        return {"case": self.case, **told}


@lru_cache(maxsize=100)
def order(seed):
    """The numbers of the cases in the order of that seed."""
    numbers = list(range(1, len(CASES) + 1))
    if seed:
        random.Random(seed).shuffle(numbers)
    return numbers


@lru_cache
def reasons(number):
    """Three mistakes to choose from, the one of that case and two of the same line, each with name and sentence."""
    three = [CASES[number - 1], *CASES[number - 1].near]
    random.Random(number).shuffle(three)
    return three


@lru_cache
def numbers(number):
    return side_by_side(CASES[number - 1])


@lru_cache(maxsize=500)
def check(number, sizes, m, lambda_):
    """The check of case number on that network with the last m examples, or None where matrices do not fit."""
    case, X, Y, Theta = CASES[number - 1], NETWORKS[sizes].X[-m:], NETWORKS[sizes].Y[-m:], random_theta(sizes, SEED)
    try:
        found = gradient_check(Theta, X, Y, lambda_, case.D(Theta, X, Y, lambda_), case.J)
    except ValueError:
        return None
    D, numerical = found.D, found.numerical
    l, i, j = found.worst
    apart = {k: float(np.abs(D[k] - numerical[k]).max()) for k in Theta}
    return Check(found.relative_difference, found.worst, found.ok, D[l][i - 1, j], numerical[l][i - 1, j], apart)
