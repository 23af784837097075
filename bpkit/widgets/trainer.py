"""The Trainer: gradient descent, live. J falls, and what the network answers changes before your eyes."""

import math
import time
from copy import deepcopy
from typing import NamedTuple

import numpy as np
from traitlets import observe

from bpkit import _arguments, training
from bpkit.algorithm import cost, cost_and_gradient, forward_propagate
from bpkit.data import DataSet
from bpkit.explanation import Explanation, explain
from bpkit.notation import Ref, symbol
from bpkit.numbers import Values, compute
from bpkit.progress import telling, unbroken
from bpkit.trace import finished
from bpkit.views import plane, trainer
from bpkit.views.picture import escape
from bpkit.widgets.live import BLAS, Checked, alone, going
from bpkit.widgets.touch import Told
from bpkit.widgets.touch_network import TouchNetwork

FRAME = 0.05  # seconds at most from rest to rest while it runs; in a rest it hears what the learner does
REST = 0.004  # seconds that others have in between
SHARE = 1 / 8  # of the time for pictures at most: one that is slow to draw is drawn less often
MOST = 5000  # steps at one go; then it pauses by itself, for a widget that was scrolled away would run for ever
SOON = 4  # steps from one held-out cost to the next, after the first few
WHY = {
    "alpha": "given: how far a step goes, Θ := Θ − αD",
    "seed": "given: which random weights it begins with",
    "speed": "given: steps a second, as far as the machine can",
    "momentum": "given: how much of the last step goes into the next one",
    "batch": "given: how many examples each step asks",
}


class Course(NamedTuple):
    """How gradient descent went so far. start : the weights that it began with. Theta : those it has come to.

    J : at first and after each step. velocity : the last step. order : draws the batches. train, test : the data's.
    held_out : {step: cost} of the held-out examples, now and then. unit : what a number of J is of, "step" or "pass".
    The same J is the same course, further on.
    """

    start: dict
    data: DataSet
    Theta: dict
    J: list
    velocity: dict
    order: np.random.Generator
    train: tuple
    test: tuple
    held_out: dict
    unit: str = "step"

    @staticmethod
    def begin(Theta, data, seed):
        still = {l: np.zeros_like(Theta[l]) for l in Theta}
        return Course(
            Theta, data, Theta, [np.nan], still, np.random.default_rng(seed), data.train, data.test, {}
        )._measured(0)

    def _measured(self, step):
        """With the held-out cost after so many steps, if it is due: after ever more, so that they stay few."""
        if self.test and step - max(self.held_out, default=-1) >= max(1, min(step // 4, max(SOON, step // 32))):
            self.held_out[step] = cost(self.Theta, *self.test)
        return self


class Trainer(TouchNetwork):
    """Gradient descent on the training examples, with run, pause, one step and reset.

    Trainer(data="xor", layer_sizes=None, lambda_=0.0, seed=0, alpha=1.0, speed=100.0, momentum=0.0, batch_size=None);
    see NetworkWidget for the first four. alpha : the learning rate α. speed : steps a second, as far as the machine
    can. momentum, batch_size : as for minimize; with batches, a step here is a pass through all examples.
    running : on or off. All but the first two and the seed act while it runs; those begin anew from random weights.

    Theta, D and J are those of now, J_history is J at first and after each step, all of the training examples.
    """

    alpha = Checked(1.0, lambda _: _arguments.above_0, ref="alpha")
    speed = Checked(
        100.0,
        lambda _: _arguments.number("from 1 to 1000", lambda speed: 1 <= speed <= 1000),
        ref="speed",
    )
    momentum = Checked(
        0.0,
        lambda _: _arguments.number("from 0 to 0.99", lambda momentum: 0 <= momentum <= 0.99),
        ref="momentum",
    )
    batch_size = Checked(
        None,
        lambda _: lambda name, value: None if value is None else _arguments.whole_number(1)(name, value),
        ref="batch",
    )
    running = Checked(False, going, state=False)

    ORDER, LAMPS, ASKS_WHAT_CHANGES = ("J",), False, False
    D = None  # not of the Numbers, which are of one example and all of X
    _course = _pass = None  # _pass: of a course, after so many steps, the order and what is left of a pass
    _html, _stage = staticmethod(trainer.trainer), staticmethod(trainer.trainer_stage)

    def __init__(self, *args, **kwargs):
        self._stopped_by = ""  # why it stopped by itself
        super().__init__(*args, **kwargs)

    # ------------------------------------------------------------ the state

    @property
    def m(self):
        """How many examples it trains on."""
        return len(self.data_set.train.X)

    @property
    def J(self):
        """The cost of the training examples, with its penalty."""
        return self._course.J[-1]

    @property
    def J_history(self):
        """J at first and after each step, shape (steps + 1,), each with the λ of its time."""
        return np.array(self._course.J)

    @property
    def steps(self):
        """How many steps were made since the weights were random."""
        return len(self._course.J) - 1

    def _check_edits(self, _name, value):
        if value is None or (isinstance(value, dict) and not value):  # an array has no truth value
            return {}
        raise ValueError("edits must be empty here; to train on other examples, hand over a DataSet as data.")

    # ------------------------------------------------------------ training

    @alone
    def step(self, count=1):
        """So many steps of gradient descent, and the picture after them. Fewer, if J is no longer finite."""
        count = _arguments.whole_number(1)("count", count)
        self._error = self._stopped_by = ""
        with BLAS.limit(limits=1), telling(range(count), "steps") as steps:
            try:
                for _ in steps:
                    if not self._descend():
                        break
            finally:  # where it is interrupted, the steps that were made stay
                with unbroken():
                    self._arrive()
                    self._draw()

    @alone
    def reset(self):
        """Back to the weights that it began with; what is given stays. Undo takes it back."""
        self._keep_for_undo()
        start = self._course.start
        self._back_to({**self._good, "Theta": start, "_course": Course.begin(start, self.data_set, self.seed)}, Told())

    def _back_to(self, state, told):
        """Another state; but a number that acts while it trains comes back without the steps made since."""
        if state["_course"].J is self._course.J:
            state = {**state, "Theta": self.Theta, "_course": self._course}
        super()._back_to(state, told)

    def _descend(self, until=math.inf):
        """One step, or one pass through the batches: as much of it as there is time for, the rest the next time.

        Returns whether it is made. If it cannot be, it says why not.
        """
        course, (X, Y), begun = self._course, self._course.train, self._pass
        if begun is None or begun[0] is not course.J or begun[1] != self.steps:
            order = deepcopy(course.order) if self.batch_size else course.order  # that of a pass that is given up stays
            how = self.alpha, course.velocity, self.momentum, self.batch_size, order
            begun = course.J, self.steps, order, training.passing(course.Theta, self.D, X, Y, self.lambda_, *how)
        *_, order, moves = begun
        self._pass = None
        with np.errstate(over="ignore", invalid="ignore"):
            while not (last := next(moves))[2]:
                if time.monotonic() >= until:
                    self._pass = begun
                    return False
            Theta, velocity, _ = last
            J, D = cost_and_gradient(Theta, X, Y, self.lambda_) if training.finite(Theta) else (np.inf, self.D)
        if not (J < training.LARGEST and training.finite(D)):
            self._stopped_by = trainer.stopped(self.steps, self._unit, self.alpha)
            return False
        made = {"Theta": Theta, "velocity": velocity, "order": order, "unit": self._unit}
        self.D, self._course = D, course._replace(**made)._measured(len(course.J))
        course.J.append(J)  # next to those two: no interrupt comes in between
        return True

    def _arrive(self):
        """Theta is the weights of now: once for many steps, whether they are drawn or not."""
        if self._course.Theta is not self.Theta:
            self._busy = True
            try:
                self.Theta = self._course.Theta
            finally:
                self._busy = False
            self._course = self._course._replace(Theta=self.Theta)  # read-only from now on
            # What a move changed is another matter now; while it runs, it is still said what was moved.
            self._told, self._told_before = Told(moved=self._told.moved if self.running else ""), Told()
            self._remember()
        self._numbers = self._values()

    @observe("running")
    def _running_turned(self, _change):
        self._turn("running", self._run)

    def _run(self):
        """Steps and pictures in turn, until it stops by itself."""
        self._error = self._stopped_by = ""
        self._told, self._left, owed = Told(), MOST, 0.0
        before = due = time.monotonic()
        while self._left and not self._stopped_by:
            # Behind with its steps, it only takes breath; else it waits for the next one.
            yield REST if owed >= 1 else max(REST, min(FRAME, (1 - owed) / self.speed))
            now = time.monotonic()
            owed = self._frame(min(owed + (now - before) * self.speed, self.speed), now + FRAME)
            before = now
            self._arrive()
            begun = time.monotonic()
            if begun >= due:
                self._draw()
                took = time.monotonic() - begun
                due = begun + max(2 * FRAME, took / SHARE)
        self._stopped_by = (
            self._stopped_by or f"Paused after {trainer.counted(MOST, self._unit)} at one go. Run goes on."
        )

    def _frame(self, owed, until):
        """The steps of one frame, no longer than until. Returns how many are left to do."""
        with BLAS.limit(limits=1):
            while owed >= 1 and self._left and time.monotonic() < until and self._descend(until):
                owed, self._left = owed - 1, self._left - 1
        return owed

    def _pick_run(self):
        self._error = ""
        self.running = not self.running

    def _pick_step(self):
        self.step()

    # ------------------------------------------------------------ when the network changes

    def _given(self, ref):
        return min(self.batch_size or self.m, self.m) if str(ref) == "batch" else super()._given(ref)

    def _give(self, ref, value):
        if str(ref) == "batch":
            size = _arguments.whole_number(1, self.m)("batch", int(value) if value == int(value) else value)
            self.batch_size = None if size == self.m else size
        else:
            super()._give(ref, value)

    def _in_words(self, change):
        if change.name == "momentum":
            return f"You set the momentum to {self.momentum:g}"
        if change.name == "batch_size":
            size = self.batch_size
            return f"Each step asks {'all examples' if size is None else _arguments.count(size, 'example')} now"
        return super()._in_words(change)

    def _remember(self):
        super()._remember()
        self._good["_course"] = self._course  # so that Undo finds it as it was before the move

    def _rebuild(self, sizes, kept, words):
        self._words = words
        try:
            self.layer_sizes = sizes
        finally:
            self._words = ""

    def _find_numbers(self):
        """Other weights or data begin anew; else J and D follow λ."""
        course, data = self._course, self.data_set
        if course and data is not course.data and self.Theta is course.Theta:
            self.Theta = self._seeded[1]
        if course is None or data is not course.data or self.Theta is not course.Theta:
            course = Course.begin(self.Theta, data, self.seed)
        with np.errstate(over="ignore"):
            J, D = cost_and_gradient(course.Theta, *course.train, self.lambda_)
        course.J[-1], self.D = _arguments.at_least_0("J", J), D
        self._course, self._since, self._stopped_by = course, len(course.J) - 1, ""
        self._numbers = self._values()

    def _values(self):
        """The numbers that are shown."""
        numbers = Values({"J": self.J, **{ref: self._given(Ref.parse(ref)) for ref in self.BY_REF}})
        X = self._course.train.X
        if len(X) <= trainer.FEW and not self.data_set.image_shape:
            numbers |= {f"h[1]@{t}": float(h) for t, h in enumerate(self._outputs(X)[1][0], start=1)}
        numbers.sizes = self.layer_sizes
        return numbers

    def _outputs(self, X):
        """z and a of the last layer for each row of X, shape (K, m)."""
        z, a = forward_propagate(self.Theta, X.T)
        return z[len(z) + 1], a[len(a)]

    # ------------------------------------------------------------ what is shown

    def _scene(self):
        (options, chosen), course = self._data_names(), self._course
        shares = [part and training.accuracy(self.Theta, *part) for part in (course.train, course.test)]
        done = trainer.progress(self.steps, self._unit, self.m, *shares) if self.steps else ""
        so = [done] if self._told.moved else []
        if self._stopped_by:
            so.append(f"<b>{escape(self._stopped_by)}</b>")
        elif not self.steps or self._told.before is None:  # the curve is not of what was moved just now
            so.append(trainer.comment(course.J, self._since, self.momentum))
        strip = self._strip(so=" ".join(so), tools=trainer.tools(self.running, self._unit), quiet=self.running)
        strip = strip._replace(start=done or ("" if self._stopped_by else trainer.START))
        told = self._changes, strip, self.data_set, options, chosen, self.layer_sizes, self.J_history
        plane = self._plane()
        h = None if plane and self.m > trainer.FEW else self._outputs(course.train.X)[1].T
        held_out = course.test and {**course.held_out, self.steps: cost(self.Theta, *course.test)}
        return trainer.TrainerScene(*told, self.Theta[1], h, plane, held_out, self._unit, own=self._has_own_weights)

    @property
    def _unit(self):
        return "pass" if self.batch_size else self._course.unit

    def _plane(self):
        """How it answers in the plane of two inputs; None where there is no such plane."""
        data = self.data_set
        if data.X.shape[1] != 2 or data.image_shape:
            return None
        square = plane.square(data.X, data.X)
        return plane.Plane(square, self._outputs(plane.points(square, trainer.SIDE))[0][0])

    def _explanation(self, ref):
        if str(ref) in WHY:
            return Explanation(str(ref), self._given(ref), symbol(ref), "", (), WHY[str(ref)])
        return explain(finished(compute(self.Theta, *self.data_set.train, self.lambda_, ref.example or 1)), ref)

    @property
    def _given_weights(self):
        return self._course.start if self._course else self.Theta

    def _repr_arguments(self):
        arguments = {name: value for name, value in super()._repr_arguments().items() if name != "example"}
        more = {name: getattr(self, name) for name in ("momentum", "batch_size") if getattr(self, name)}
        return {**arguments, "alpha": self.alpha, **more}
