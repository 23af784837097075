"""The Stepper: the algorithm as a debugger. Go from line to line, and ask any number where it came from."""

import time
from decimal import Decimal
from functools import partial, partialmethod

from traitlets import observe

from bpkit import _arguments
from bpkit.data import DataSet
from bpkit.explanation import Factor, explain
from bpkit.lines import LINES, executions
from bpkit.notation import BEFORE, Ref, symbol
from bpkit.numbers import of_step
from bpkit.trace import trace
from bpkit.views.stepper import StepScene, answered, first_written, stepper, stepper_picture
from bpkit.widgets.live import Checked, alone, going
from bpkit.widgets.touch import Told
from bpkit.widgets.touch_network import TouchNetwork

LONG = 2000  # examples, from which on a way may be long


class Stepper(TouchNetwork):
    """Every execution of a line of the algorithm, forwards and back, with all the numbers of that moment.

    Stepper(data="xor", layer_sizes=None, lambda_=0.0, example=1, seed=0, position=0); see NetworkWidget for the
    first five. position : which step, from 0. speed : steps a second when it plays. playing, predict : on or off.

    step is the Step that is shown, trace the whole Trace.
    """

    position = Checked(0, lambda self: self._check_position)
    speed = Checked(
        2.0, lambda _: _arguments.number("from 0.1 to 50", lambda v: 0.1 <= v <= 50), state=False, ref="speed"
    )
    playing = Checked(False, going, state=False)

    ASKS_WHAT_CHANGES = False  # Predict asks for the number that comes next
    START = ""
    _visible = _aim = None  # _aim: the step that somebody is on a long way to
    _html = staticmethod(stepper)

    def __init__(self, *args, **kwargs):
        self._rows_read, self._flows = {}, False
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

    def _check_position(self, name, value):
        inside, after = executions(len(self.layer_sizes))
        steps = 1 + self.m * len(inside) + len(after)
        return _arguments.whole_number(0, steps - 1)(name, value)

    # ------------------------------------------------------------ moving

    @alone
    def move(self, by):
        """On or back by so many steps; None goes to the start, "end" to the end. Stops at both ends."""
        last = len(self.trace) - 1
        self.position = 0 if by is None else last if by == "end" else min(max(self.position + by, 0), last)

    @alone
    def run_to(self, line):
        """To the next execution of that line. Raises ValueError if there is none."""
        self.position = self._next(line)

    def _next(self, line):
        line = _arguments.whole_number(0, 7)("line", line)
        for k in range(self.position + 1, len(self.trace)):
            if self.trace.place(k)[0] == line:
                return k
        raise ValueError(f"line {line} is not executed again after this step.")

    @alone
    def explain(self, ref):
        """Show where a number of this step came from, and return the Explanation; see bpkit.explain."""
        ref = Ref.parse(ref)
        explanation = self._explanation(ref)
        self._view.pinned = str(ref)
        return explanation

    def _changed(self, change):
        if self._news() != {"position"}:
            super()._changed(change)
            return

        def compute():
            before = self._visible if abs(change.new - change.old) == 1 else None
            self._compute({"position"})
            self._told, self._gesture, self._error = Told(before), None, ""
            self._flows = change.new == change.old + 1

        self._change_at_once(compute)

    @observe("playing")
    def _play_turned(self, _change):
        self._turn("playing", self._play if self._aim is None else partial(self._walk, self._aim))
        self._aim = None

    @observe("speed")
    def _speed_turned(self, _change):
        self._look()

    def _play(self):
        """Step on until the end."""
        if self.position == len(self.trace) - 1:
            self.move(None)
        due = time.monotonic()
        while self.position < len(self.trace) - 1:
            due = max(due + 1 / self.speed, time.monotonic())  # drawing takes part of the time
            yield due - time.monotonic()
            self.move(+1)

    def _walk(self, aim):
        """Go to that step, unless something else is changed on the way."""
        way = self.trace
        while self.trace is way and (count := way.prepare(aim)):
            self._told = Told(moved=f"Adding up: {count} of {self.m} examples")
            self._draw()
            yield 0.01  # for whoever else wants something
        if self.trace is way:
            self.position = aim

    _pick_first, _pick_back = partialmethod(move, None), partialmethod(move, -1)

    def _go(self, k):
        """To step k by hand. A long way is gone bit by bit: it tells how far it is, and can be paused."""
        if self.m > LONG and self._event_loop() and self.trace.prepare(k):
            self.playing = False
            self._aim, self.playing = k, True
        else:
            self.position = k

    _pick_step = _go

    def _pick_last(self):
        self._go(len(self.trace) - 1)

    def _pick_line(self, line):
        self._go(self._next(line))

    def _pick_play(self):
        self.playing = not self.playing

    def _pick_previous_example(self):
        self._pick_example(self.example - 1)

    def _pick_next_example(self):
        self._pick_example(self.example + 1)

    def _pick_row(self, l, i):
        self._rows_read[l] = i
        self._draw()

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
        shown = of_step(self.step)  # after the loop the numbers of the last example
        if shown.t != self.example:
            self.example = shown.t
            self._find_numbers()
        self._visible, self._flows = shown, False

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

    def _scene(self):
        names, chosen = self._data_names()
        return StepScene(
            self.step,
            self._changes,
            self._strip(),
            self.data_set,
            names,
            playing=self.playing,
            speed=self.speed,
            rows=self._rows_read,
            asked=self._asked() if self._asks else None,
            flow=self._flows and not (self.playing and self.speed > 0.5),
            chosen=chosen,
        )

    def _picture(self):
        return stepper_picture(self._scene())

    def _repr_arguments(self):
        return {**super()._repr_arguments(), "position": self.position}

    # ------------------------------------------------------------ where numbers came from

    def _explanation(self, ref):
        if ref.quantity != BEFORE:
            return explain(self.step, ref)
        # Δ as line 5 found it: that of the step before. The rest of its sum is one of before, too.
        before = self.position if self._asks else self.position - 1  # asked for is the next step's sum
        if before < 0:
            raise ValueError(f"{ref} is not known, for this is the first step.")
        was = explain(self.trace[before], ref._replace(quantity="Delta"))
        parts = tuple(
            part._replace(ref=part.ref and part.ref.replace("Delta", BEFORE)) if isinstance(part, Factor) else part
            for part in was.parts
        )
        return was._replace(ref=str(ref), symbol=symbol(ref), parts=parts)

    # ------------------------------------------------------------ predictions

    @property
    def _asks(self):
        """Whether a question is open: not while the answer to the last one is shown."""
        return self.predict and self._told.revealed is None and self.position < len(self.trace) - 1

    def _asked(self):
        """The step that comes next, whose first number is asked for."""
        if self.position == len(self.trace) - 1:
            raise ValueError("there is nothing to predict, for this is the last step.")
        return self.trace[self.position + 1]

    def _move(self, move, value, done, key):
        if move != "answer":
            super()._move(move, value, done, key)
        elif str(value).strip():
            self._answer(str(value))

    def _pick_answer(self, sign):
        if sign == "next":
            self._pick_next()
        else:
            self._answer(str(sign))

    def _pick_next(self):
        if self._told.revealed is not None and self.position < len(self.trace) - 1:  # the next question comes first
            self._told = self._told._replace(moved="", revealed=None)
            self._draw()
        else:
            self.move(+1)

    def _answer(self, answer):
        """Compare a value, to the digits typed, or a sign, with what the next step writes; then show that step."""
        step = self._asked()
        right = is_right(answer, explain(step, first_written(step)).value)
        self.move(+1)
        said = {"+": "positive", "−": "negative", "-": "negative"}.get(answer, answer)
        self._told = self._told._replace(moved=answered(step, said, right), revealed=frozenset(answer))
        self._draw()


def is_right(answer, value):
    """Whether an answer fits a value: "+", "−" or "0" for its sign, else a number to the digits that it has.

    Raises ValueError if the answer is none of these.
    """
    if answer in ("+", "−", "-"):
        return value > 0 if answer == "+" else value < 0
    typed = _arguments.spelled("your value", answer)
    if typed == "0":
        return abs(value) < 0.00005  # it stands as 0.0000 on the screen
    typed = Decimal(typed)
    half = Decimal(5).scaleb(typed.as_tuple().exponent - 1)
    return abs(Decimal(value) - typed) <= half * (1 + Decimal("1e-9"))
