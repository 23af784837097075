"""Which line is wrong? Bet on a line of a listing; then it is run, and the gradient check says what it thinks."""

from functools import lru_cache
from typing import NamedTuple

import ipywidgets as w
import numpy as np

from bpkit import _arguments
from bpkit.algorithm import cost, random_theta
from bpkit.gradient_check import gradient_check, slopes
from bpkit.notation import raised
from bpkit.numbers import Values
from bpkit.trace import trace
from bpkit.views.cells import given_html
from bpkit.views.strip import button
from bpkit.views.wrong_line import WrongLineScene, check_sentence, difference, name, verdict, wrong_line_stage
from bpkit.widgets.live import Checked
from bpkit.widgets.stepper import Stepper
from bpkit.widgets.touch import TouchWidget
from bpkit.widgets.wrong_lines import ALL_RIGHT, CASES, NETWORKS, RIGHT_ROWS

SETTINGS = [(m, lambda_) for m in (1, 4) for lambda_ in (0, 1)]
SEED = 0
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
    """Listings of the algorithm, most of them with a wrong line. Bet on it, and see what the numbers say.

    case : which listing, from 1. bet : None, or the line that is bet on: 1 … 7, "Δ := 0", "for", "∂J", "J", or
    "all right". A bet brings the answer; another case takes it away. On the page a bet that fails is followed by a
    hint and a second one. Nothing is counted or kept.
    """

    case = Checked(1, lambda _: _arguments.whole_number(1, len(CASES)), ref="case")
    bet = Checked(None, lambda _: CHECK_BET)

    LAMPS = False
    _numbers = Values()
    _stage = staticmethod(wrong_line_stage)

    def __init__(self, case=1, bet=None, **traits):
        self._chosen = self._tried = None  # the line to bet on next; the first bet, if it failed
        self._stepper_box = w.VBox()
        super().__init__(case=case, bet=bet, **traits)

    # ------------------------------------------------------------ the state

    @property
    def _case(self):
        return CASES[self.case - 1]

    def _compute(self, changed):
        if changed == {"case"}:
            self.bet = None
        if "case" in changed or self.bet is None:
            self._tried = None
        self._chosen = None
        self._stepper_box.layout.display = "none"

    def _pick_bet(self, line):
        """A line was chosen, not yet bet on."""
        self._chosen = line if CHECK_BET("bet", line) != self._tried else None
        self._draw()

    def _pick_commit(self):
        chosen, wrong = self._chosen, self._case.lines or (ALL_RIGHT,)
        if chosen in wrong or self._tried is not None:
            self.bet = chosen
        elif chosen is not None:
            self._tried, self._chosen = chosen, None
            self._draw()

    def _pick_reset(self):
        self._tried = self._chosen = self.bet = None
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
        return check(self.case, sizes, m, lambda_)

    def stepper(self):
        """A Stepper with the right algorithm on this case's network, at the step to look at."""
        case = self._case
        Theta = random_theta(case.layer_sizes, SEED)
        position = trace(Theta, case.data.X, case.data.Y, 1.0).index(*case.look)
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
        case = self._case
        scene = WrongLineScene(case.rows, BETS, self._strip(), self._chosen, self._tried)
        if self.bet is None:
            return scene._replace(told=self._hints() if self._tried is not None else ())
        told = (
            ("", case.sentence),
            ("Gradient check", check_sentence(self.check())),
            ("Think on", case.question),
        )
        answer = {line: RIGHT_ROWS[line] + self._inside(line) for line in case.other}
        return scene._replace(
            bet=self.bet, wrong=case.lines, right_rows=answer, told=told, seen=self._seen(),
            heads=[f"m = {m}, λ = {lambda_}" for m, lambda_ in SETTINGS],
        )  # fmt: skip

    def _hints(self):
        """What helps with the second bet: which part of D is right, and a question."""
        apart = self.check().apart
        seen = [
            f"D{raised(l)} {'agrees with' if far < AGREES else f'is up to {far:.4f} away from'} the slopes of J."
            for l, far in reversed(apart.items())
        ]
        return ("What the check sees", " ".join(seen)), ("A hint", self._case.question)

    def _strip(self):
        case = self._case
        sizes = "-".join(map(str, case.layer_sizes))
        network = f"Run on layers {sizes}, m = 4 examples ({case.data.name}), λ = 1."
        if self.bet is not None:
            said = f"<b>{verdict(None if self.bet == ALL_RIGHT else self.bet, case.lines)}</b> {network}"
        elif self._tried is None:
            said = f"<b>Which line is wrong?</b> Choose it, then bet. {network}"
        elif self._tried == ALL_RIGHT:
            said = "<b>Something is wrong.</b> One more try, with a hint."
        else:
            said = f"<b>No, {name(self._tried)} is right.</b> One more try, with a hint."
        return super()._strip()._replace(moved="", start=said, can_undo=None, tools=self._tools())

    def _tools(self):
        told = f'<span class="n">case {given_html("case", self.case)} of {len(CASES)}</span>'
        cases = f"{button('previous', '‹', 'previous case')}{told}{button('next', '›', 'next case')}"
        if self.bet is not None:
            act = button("stepper", "Open the Stepper", "the right line at work", kind="main wide")
        else:
            content = "I bet" if self._tried is None else "Second try"
            act = button("commit", content, "bet on the chosen line", kind="main wide", off=self._chosen is None)
        return f'<span class="tabs">{cases}</span>{act}'

    def _pick_stepper(self):
        """Show the Stepper: made once, then sent to the place."""
        case = self._case
        if not self._stepper_box.children:
            self._stepper_box.children = [self.stepper()]
        (stepper,) = self._stepper_box.children
        stepper.data, stepper.layer_sizes = case.data, case.layer_sizes
        stepper.position = stepper.trace.index(*case.look)
        self._stepper_box.layout.display = None

    def _repr_arguments(self):
        return {"case": self.case, **({"bet": self.bet} if self.bet is not None else {})}


@lru_cache(maxsize=500)
def check(number, sizes, m, lambda_):
    """The check of case number on that network with the last m examples, or None where matrices do not fit."""
    case, X, Y, Theta = CASES[number - 1], NETWORKS[sizes].X[-m:], NETWORKS[sizes].Y[-m:], random_theta(sizes, SEED)
    try:
        D = case.D(Theta, X, Y, lambda_)
        if case.J is cost:
            found = gradient_check(Theta, X, Y, lambda_, D=D)
            numerical = found.numerical
        else:  # J is the wrong line, and D is right: gradient_check gets the slopes of this J in the place of D
            numerical = slopes(lambda Theta: case.J(Theta, X, Y, lambda_), Theta, 1e-4)
            found = gradient_check(Theta, X, Y, lambda_, D=numerical)
    except ValueError:
        return None
    l, i, j = found.worst
    apart = {k: float(np.abs(D[k] - numerical[k]).max()) for k in Theta}
    return Check(found.relative_difference, found.worst, found.ok, D[l][i - 1, j], numerical[l][i - 1, j], apart)
