"""Which line is wrong? Bet on a line of a listing; then it is run, and the gradient check says what it thinks."""

from functools import lru_cache
from typing import NamedTuple

import ipywidgets as w

from bpkit import _arguments
from bpkit.algorithm import cost, random_theta
from bpkit.gradient_check import gradient_check, slopes
from bpkit.trace import trace
from bpkit.views.picture import above, line_of_text
from bpkit.views.wrong_line import answer, check_sentence, difference, listing, pair, verdict, verdicts
from bpkit.widgets import controls
from bpkit.widgets.live import Checked, LiveWidget
from bpkit.widgets.stepper import Stepper
from bpkit.widgets.view import View
from bpkit.widgets.wrong_lines import ALL_RIGHT, CASES, NETWORKS, RIGHT_ROWS

SETTINGS = [(m, lambda_) for m in (1, 4) for lambda_ in (0, 1)]
SEED = 0
BETS = (*RIGHT_ROWS, ALL_RIGHT)
WAYS = (("‹", "previous case", -1), ("›", "next case", +1))


class Check(NamedTuple):
    """What a gradient check of a listing found: as GradientCheck, with the two numbers of the worst entry."""

    relative_difference: float
    worst: tuple
    ok: bool
    D: float
    slope: float


class WrongLineLab(LiveWidget):
    """Listings of the algorithm, most of them with a wrong line. Bet on it, and see what the numbers say.

    case : which listing, from 1. bet : None, or the line that is bet on: 1 … 7, "Δ := 0", "for", "∂J", "J", or
    "all right". A bet brings the answer; another case takes it away. Nothing is counted or kept.
    """

    case = Checked(
        1,
        lambda _: _arguments.whole_number(1, len(CASES)),
        lambda apply: CaseChooser(apply),
        lambda self, control: control.show(self.case, after=f"of {len(CASES)}"),
    )
    bet = Checked(
        None,
        lambda self: self._check_bet,
        lambda apply: controls.Choice("I bet on", [(str(line), line) for line in BETS], apply, kind="bpkit-bet"),
    )

    ROWS = (("case",), ("bet",))

    def __init__(self, case=1, bet=None):
        super().__init__(case=case, bet=bet)

    # ------------------------------------------------------------ the state

    @property
    def _case(self):
        return CASES[self.case - 1]

    def _check_bet(self, name, value):
        if isinstance(value, bool) or value not in (None, *BETS):
            named = ", ".join(map(repr, (None, *BETS)))
            raise ValueError(f"{name} must be one of {named}, got {_arguments.brief(value)}.")
        return value

    def _compute(self, changed):
        if changed == {"case"}:
            self.bet = None

    def _pick(self, ref):
        with self._controls["bet"].guarded():
            picked = ref.removeprefix("bet[").removesuffix("]")
            self.bet = int(picked) if picked.isdigit() else picked

    # ------------------------------------------------------------ what the numbers say

    def check(self, layer_sizes=None, m=4, lambda_=1.0):
        """The gradient check of this listing, a Check; None where its matrices do not fit.

        layer_sizes : (2, 2, 2), (2, 3, 4) or (2, 3, 2); the case's own unless told. m : the last m examples of 4.
        """
        sizes = self._case.layer_sizes if layer_sizes is None else layer_sizes
        if sizes not in NETWORKS:
            raise ValueError(f"layer_sizes must be one of {list(NETWORKS)}, got {_arguments.brief(layer_sizes)}.")
        m, lambda_ = _arguments.whole_number(1, 4)("m", m), _arguments.at_least_0("lambda_", lambda_)
        return check(self.case, sizes, m, lambda_)

    def stepper(self):
        """A Stepper with the right algorithm on this case's network, at the step to look at."""
        case = self._case
        Theta = random_theta(case.layer_sizes, SEED)
        position = trace(Theta, case.data.X, case.data.Y, 1.0).index(*case.look)
        return Stepper(case.data, case.layer_sizes, 1.0, seed=SEED, position=position)

    def _seen(self):
        told, passed = {}, "not seen" if self._case.lines else "passes"
        for sizes in NETWORKS:
            checks = [self.check(sizes, m, lambda_) for m, lambda_ in SETTINGS]
            told["-".join(map(str, sizes))] = [
                "does not fit" if c is None else passed if c.ok else f"seen, {difference(c)}" for c in checks
            ]
        return verdicts(told, [f"m = {m}, λ = {lambda_}" for m, lambda_ in SETTINGS])

    # ------------------------------------------------------------ what is shown

    def _rows(self):
        first, self._bets = super()._rows()  # one bets below the listing
        return [first]

    def _make_view(self):
        self._view, self._answer = View(on_pick=self._pick), View(live=True)
        self._open = StepButton(self._open_stepper)
        self._stepper_box = w.VBox()
        return [self._view, self._bets, self._answer, self._open, self._stepper_box]

    def _draw(self):
        answered = self.bet is not None
        self._view.html = self._listing().svg()
        self._answer.html = answer(self._told())
        self._open.layout.display = None if answered else "none"
        if not answered:
            self._stepper_box.layout.display = "none"

    def _listing(self):
        answered = self.bet is not None
        return listing(self._case.rows, self.bet, self._case.lines if answered else ())

    def _network(self):
        case = self._case
        return f"It is run on layers {'-'.join(map(str, case.layer_sizes))}, m = 4 examples ({case.data.name}), λ = 1."

    def _told(self):
        """Strings and Pictures."""
        case = self._case
        if self.bet is None:
            return [f"{self._network()} Nothing is told before you bet."]
        return [
            verdict(None if self.bet == ALL_RIGHT else self.bet, case.lines),
            pair(case.other, case.rows, RIGHT_ROWS),
            case.sentence,
            f"{self._network()} {check_sentence(self.check())}",
            "The same check on other networks, with the last m of the examples:",
            self._seen(),
            f"Think on: {case.question}",
        ]

    def _open_stepper(self):
        """Show the Stepper: made once, then sent to the place."""
        case = self._case
        if not self._stepper_box.children:
            self._stepper_box.children = [self.stepper()]
        (stepper,) = self._stepper_box.children
        stepper.data, stepper.layer_sizes = case.data, case.layer_sizes
        stepper.position = stepper.trace.index(*case.look)
        self._stepper_box.layout.display = None

    def _picture(self):
        parts = [line_of_text(part) if isinstance(part, str) else part for part in self._told()]
        return above([self._listing(), *parts])._replace(label=f"Case {self.case}: a listing of the algorithm")

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
    return Check(found.relative_difference, found.worst, found.ok, D[l][i - 1, j], numerical[l][i - 1, j])


class CaseChooser(controls.Number):
    """Which case: by number, one back or forth, and by slider."""

    def __init__(self, apply):
        between = [w.Button(description=way, tooltip=hint, layout={"width": "28px"}) for way, hint, _ in WAYS]
        super().__init__("Case", apply, whole=True, slider=(1, len(CASES)), between=between, kind="bpkit-case")
        for button, (*_, by) in zip(between, WAYS):
            button.add_class("bpkit-small")
            self.on_click(button, lambda by=by: apply((self.field.value - 1 + by) % len(CASES) + 1))


class StepButton(controls.Control):
    """Opens the Stepper."""

    def __init__(self, open_stepper):
        button = w.Button(
            description="Open the Stepper there", tooltip="the right line at work", layout={"width": "auto"}
        )
        super().__init__(button, kind="bpkit-open-stepper")
        self.on_click(button, open_stepper)
