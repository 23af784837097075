"""The Stepper: the algorithm as a debugger. Go from line to line, and ask any number where it came from."""

import asyncio
import re
import time
from decimal import Decimal

import ipywidgets as w
from traitlets import TraitType, observe, validate

from bpkit import _arguments
from bpkit.data import DataSet
from bpkit.explanation import Factor, explain, named
from bpkit.lines import LINES, executions
from bpkit.notation import BEFORE, Ref, number, symbol
from bpkit.trace import trace
from bpkit.views.stepper import explanation_html, first_written, sentence, step_row, stepper, stepper_picture
from bpkit.widgets import controls
from bpkit.widgets.network_widget import NetworkWidget
from bpkit.widgets.view import View

HOW_TO = "Click a number, or reach it with Tab and the arrow keys and press Enter, to see where it came from."


class Stepper(NetworkWidget):
    """Every execution of a line of the algorithm, forwards and back, with all the numbers of that moment.

    Stepper(data="xor", layer_sizes=None, lambda_=0.0, example=1, seed=0, position=0); see NetworkWidget for the
    first five. position : which step, from 0. speed : steps a second when it plays. playing, predict : on or off.

    step is the Step that is shown, trace the whole Trace.
    """

    position = TraitType(0)
    speed = TraitType(2.0)
    playing = TraitType(False)
    predict = TraitType(False)

    STATE = (*NetworkWidget.STATE, "position")

    def __init__(self, *args, **kwargs):
        self._player = None  # the task that plays
        self._explained = []  # the refs on the way to the number that is explained, the last one shown
        self._row = 1
        super().__init__(*args, **kwargs)

    @classmethod
    def at(cls, report):
        """The Stepper at the step that makes the first number that a check found wrong; see bpkit.check."""
        place = getattr(report, "place", None)
        if place is None:
            raise ValueError("report must be of a check that found a wrong number in a step, and this one names none.")
        probe = place.probe
        data = DataSet(probe.X, probe.Y, name="the check's")
        position = trace(probe.Theta, probe.X, probe.Y, probe.lambda_).index(place.line, place.t, place.l)
        stepper = cls(data, probe.layer_sizes, probe.lambda_, seed=probe.seed, position=position)
        stepper.explain(place.ref)
        return stepper

    @property
    def step(self):
        """The Step at position."""
        return self.trace[self.position]

    @validate("position")
    def _check_position(self, proposal):
        inside, after = executions(len(self.layer_sizes))
        steps = 1 + self.m * len(inside) + len(after)
        return _arguments.whole_number(0, steps - 1)("position", proposal.value)

    @validate("speed")
    def _check_speed(self, proposal):
        return _arguments.number("from 0.1 to 50", lambda speed: 0.1 <= speed <= 50)("speed", proposal.value)

    @validate("playing", "predict")
    def _check_switch(self, proposal):
        name, value = proposal.trait.name, proposal.value
        if not isinstance(value, bool):
            raise ValueError(f"{name} must be True or False, got {_arguments.brief(value)}.")
        if name == "playing" and value:
            try:
                asyncio.get_running_loop()
            except RuntimeError:
                raise ValueError("playing needs an event loop, as Jupyter has one.") from None
        return value

    # ------------------------------------------------------------ moving

    def move(self, by):
        """On or back by so many steps; None goes to the start, "end" to the end. Stops at both ends."""
        last = len(self.trace) - 1
        self.position = 0 if by is None else last if by == "end" else min(max(self.position + by, 0), last)

    def run_to(self, line):
        """To the next execution of that line. Raises ValueError if there is none."""
        line = _arguments.whole_number(0, 7)("line", line)
        for k in range(self.position + 1, len(self.trace)):
            if self.trace.place(k)[0] == line:
                self.position = k
                return
        raise ValueError(f"line {line} is not executed again after this step.")

    def explain(self, ref):
        """Show where a number of this step came from, and return the Explanation; see bpkit.explain."""
        explanation = self._explanation(ref)
        self._explained = [explanation.ref]
        self._tell()
        return explanation

    @observe("position")
    def _moved(self, change):
        self._changed(change)

    @observe("predict")
    def _predict_turned(self, _change):
        if not self._busy:
            self._prediction.tell("")
            self._draw()

    @observe("playing")
    def _play_turned(self, _change):
        if self._player:  # else it would wake up in the middle of the next play, and two would be stepping
            self._player.cancel()
        self._player = asyncio.get_running_loop().create_task(self._play()) if self.playing else None
        if not self._busy:
            self._show_playback()

    async def _play(self):
        """Step on until the end. It is canceled when playing is turned off."""
        with self._playback.guarded():
            try:
                if self.position == len(self.trace) - 1:
                    self.move(None)
                due = time.monotonic()
                while self.position < len(self.trace) - 1:
                    due = max(due + 1 / self.speed, time.monotonic())  # drawing takes part of the time
                    await asyncio.sleep(due - time.monotonic())
                    self.move(+1)
            finally:
                if self._player is asyncio.current_task():  # not where playing was turned off
                    self._player = None
                    self.playing = False

    # ------------------------------------------------------------ when the network changes

    def _compute(self, changed):
        # A position that is new decides, also where it was set together with others; else the place is kept.
        moved = "position" in changed or self.position != self._good["position"]
        place = None if moved else self.trace.place(self.position)
        if changed != {"position"}:
            super()._compute(changed)
            if changed == {"lambda_"}:
                self.trace = self.trace.with_lambda(self.lambda_)
            elif changed != {"example"}:
                self.trace = trace(self.Theta, self._X, self._Y, self.lambda_)
        if place and changed != {"lambda_"}:
            self.position = self._same_place(*place, jump=changed == {"example"})
        elif "example" in changed and self.position == 0 and self.example > 1:  # of a new Stepper: example decides
            self.position = self.trace.index(1, self.example, 1)
        self._show_example()

    def _show_example(self):
        """example is the one whose numbers the step shows: after the loop the last one."""
        line, t, _ = self.trace.place(self.position)
        shown = t or (self.m if line else 1)
        if shown != self.example:
            self.example = shown
            self._compute_example()

    def _restore(self):
        super()._restore()
        self._show_playback()

    def _same_place(self, line, t, l, jump):
        """The step of the new trace at the same line, as far as it has it. jump : to the chosen example."""
        if jump and not t:
            line, l = 1, 1
        if line == 0:
            return 0
        # Line 4 is not executed where there is no hidden layer.
        line, layers = next((k, layers) for k in (line, 3) if (layers := LINES[k].layers(self.trace.L)))
        l = min(max(l, min(layers)), max(layers))
        return self.trace.index(line, self.example if LINES[line].loop else None, l)

    # ------------------------------------------------------------ what is shown

    def _make_view(self):
        self._playback = controls.Playback(self.move, self._turn_play, lambda k: setattr(self, "position", k))
        self._run_to = controls.RunTo(self.run_to)
        self._speed = controls.Number("Steps/s", lambda v: setattr(self, "speed", v), step=0.5)
        self._prediction = controls.Prediction(lambda on: setattr(self, "predict", on), self._answer)
        self._row_number = controls.Number("Read row i =", self._choose_row, whole=True)
        bar = w.HBox([self._playback, self._run_to, self._speed, self._prediction])
        bar.add_class("bpkit-controls")
        self._sentence = View(live=True)
        self._view = View(on_pick=self._pick)
        self._told = View(on_pick=self._follow, live=True)
        return [bar, self._sentence, self._view, self._row_number, self._told]

    def _draw(self):
        step = self.step
        told = f'<p class="bpkit-sentence">{controls.escape(sentence(step))}</p>'
        shown = stepper(step, self.data_set, self._row)
        self._sentence.html, self._view.html = told, shown  # both or, after a mistake, none
        large = step_row(step, self._row) is not None
        self._row_number.layout.display = None if large else "none"
        self._row_number.show(self._row)
        self._show_playback()
        self._tell()

    def _show_playback(self):
        self._playback.show(self.position, len(self.trace), self.playing)
        self._speed.show(self.speed)
        self._run_to.error = ""
        self._prediction.show(self.predict, self._question() if self.predict else "")

    def _turn_play(self):
        self.playing = not self.playing

    def _choose_row(self, i):
        self._row = _arguments.whole_number(1, max(self.layer_sizes[1:]))("i", i)
        self._draw()

    # ------------------------------------------------------------ where numbers came from

    def _pick(self, ref):
        with self._playback.guarded():
            parsed = Ref.parse(ref)
            if parsed.quantity == "line":
                self.run_to(parsed.i)
            elif parsed.quantity == "row":
                self._choose_row(parsed.i)
            else:
                self.explain(ref)

    def _follow(self, ref):
        """A factor of the explanation, or an earlier number on the way to it."""
        with self._playback.guarded():
            ref = self._explanation(ref).ref  # raises if it is not known any more
            known = self._explained.index(ref) if ref in self._explained else len(self._explained)
            self._explained[known:] = [ref]
            self._tell()

    def _explanation(self, ref):
        ref = Ref.parse(ref)
        if ref.quantity != BEFORE:
            return explain(self.step, ref)
        # Δ as line 5 found it: that of the step before. The rest of its sum is one of before, too.
        if self.position == 0:
            raise ValueError(f"{ref} is not known, for this is the first step.")
        was = explain(self.trace[self.position - 1], ref._replace(quantity="Delta"))
        parts = [_of_before(part) if isinstance(part, Factor) else part for part in was.parts]
        return was._replace(ref=str(ref), symbol=named(ref), parts=tuple(parts))

    def _tell(self):
        try:
            explanation = self._explanation(self._explained[-1]) if self._explained else None
        except ValueError:  # not known at this step
            self._explained, explanation = [], None
        told = explanation_html(explanation, self._explained[:-1]) if explanation else f"<p>{HOW_TO}</p>"
        self._told.html = f'<div class="bpkit-told">{told}</div>'

    # ------------------------------------------------------------ predictions

    def _question(self):
        if self.position == len(self.trace) - 1:
            return ""
        line, _, l = self.trace.place(self.position + 1)
        of = f", l = {l}" if l else ""
        return f"Next is line {line}{of}. {symbol(self._asked())} will be"

    def _asked(self):
        if self.position == len(self.trace) - 1:
            raise ValueError("there is nothing to predict, for this is the last step.")
        return first_written(self.trace[self.position + 1])

    def _answer(self, answer):
        """Compare a value, to the digits typed, or a sign, with what the next step writes; then show that step."""
        ref = self._asked()
        value = explain(self.trace[self.position + 1], ref).value
        right = is_right(answer, value)
        self.move(+1)
        told = {"+": "positive", "−": "negative", "-": "negative"}.get(answer, answer)
        self._prediction.tell(f"{'Right' if right else 'No'}: you said {told}; {symbol(ref)} is {number(value)}.")

    # ------------------------------------------------------------ as a picture, as code

    def _picture(self):
        return stepper_picture(self.step, self.data_set)

    def _repr_arguments(self):
        return {**super()._repr_arguments(), "position": self.position}


def _of_before(factor):
    ref = Ref.parse(factor.ref) if factor.ref else None
    return factor._replace(ref=str(ref._replace(quantity=BEFORE))) if ref and ref.quantity == "Delta" else factor


def is_right(answer, value):
    """Whether an answer fits a value: "+", "−" or "0" for its sign, else a number to the digits that it has.

    Raises ValueError if the answer is none of these.
    """
    if answer in ("+", "−", "-"):
        return value > 0 if answer == "+" else value < 0
    typed = answer.strip().replace("−", "-").replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?", typed, re.IGNORECASE):
        raise ValueError(f"your value must be a number, for example -0.07, got {_arguments.brief(answer)}.")
    if typed == "0":
        return abs(value) < 0.00005  # it stands as 0.0000 on the screen
    typed = Decimal(typed)
    half = Decimal(5).scaleb(typed.as_tuple().exponent - 1)
    return abs(Decimal(value) - typed) <= half * (1 + Decimal("1e-9"))
