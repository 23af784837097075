"""The Trainer: gradient descent, live. J falls, and what the network answers changes before your eyes."""

import time
from typing import NamedTuple

import numpy as np
from traitlets import observe

from bpkit import _arguments, training
from bpkit.algorithm import cost_and_gradient, forward_propagate
from bpkit.data import DataSet
from bpkit.explanation import Explanation, explain
from bpkit.notation import symbol
from bpkit.numbers import Values, compute
from bpkit.trace import finished
from bpkit.views import plane, trainer
from bpkit.views.picture import escape
from bpkit.widgets.live import Checked, alone, going
from bpkit.widgets.touch import Told
from bpkit.widgets.touch_network import TouchNetwork

FRAME = 0.1  # seconds from picture to picture while it runs
SHARE = 0.5  # of that for steps at most; the rest is for drawing, and for what the learner does
REST = 5000  # steps at one go; then it pauses by itself, for a widget that was scrolled away would run for ever
WHY = {
    "alpha": "given: how far a step goes, Θ := Θ − αD",
    "seed": "given: which random weights it begins with",
    "speed": "given: steps a second, as far as the machine can",
}


class Course(NamedTuple):
    """How gradient descent went so far. start : the weights that it began with. Theta : those it has come to.

    J : at first and after each step, of which the first count numbers are this course's: a longer one shares them.
    """

    start: dict
    data: DataSet
    Theta: dict
    J: list
    count: int

    @staticmethod
    def begin(Theta, data):
        return Course(Theta, data, Theta, [np.nan], 1)


class Trainer(TouchNetwork):
    """Gradient descent on the training examples, with run, pause, one step and reset.

    Trainer(data="xor", layer_sizes=None, lambda_=0.0, seed=0, alpha=1.0, speed=100.0); see NetworkWidget for the
    first four. alpha : the learning rate α. speed : steps a second, as far as the machine can. running : on or off.
    α, λ and speed act while it runs; new data, layers or seed begin anew from random weights.

    Theta, D and J are those of now, J_history is J at first and after each step, all of the training examples.
    """

    alpha = Checked(1.0, lambda _: _arguments.above_0, ref="alpha")
    speed = Checked(
        100.0,
        lambda _: _arguments.number("from 1 to 1000", lambda speed: 1 <= speed <= 1000),
        state=False,
        ref="speed",
    )
    running = Checked(False, going, state=False)

    ORDER, LAMPS, ASKS_WHAT_CHANGES = ("J",), False, False
    D = None  # not of the Numbers, which are of one example and all of X
    _course = None
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
        return self._J[-1]

    @property
    def J_history(self):
        """J at first and after each step, shape (steps + 1,), each with the λ of its time."""
        return np.array(self._J)

    @property
    def steps(self):
        """How many steps were made since the weights were random."""
        return len(self._J) - 1

    def _check_edits(self, _name, value):
        if value:
            raise ValueError("edits must be empty here; to train on other examples, hand over a DataSet as data.")
        return {}

    # ------------------------------------------------------------ training

    @alone
    def step(self, count=1):
        """So many steps of gradient descent, and the picture after them. Fewer, if J is no longer finite."""
        count = _arguments.whole_number(1)("count", count)
        self._error = self._stopped_by = ""
        for _ in range(count):
            if not self._descend():
                break
        self._arrive()

    @alone
    def reset(self):
        """Back to the weights that it began with; α and λ stay. Undo takes it back."""
        self._keep_for_undo()
        start = self._course.start
        self._back_to({**self._good, "Theta": start, "_course": Course.begin(start, self.data_set)}, Told())

    def _descend(self):
        """One step. Returns whether there is one; else says why not."""
        stepped = training.step(self._weights, self.D, *self.data_set.train, self.lambda_, self.alpha)
        if stepped is None:
            self._stopped_by = trainer.stopped(self.steps, self.alpha)
            return False
        self._weights, J, self.D = stepped
        self._J.append(J)
        return True

    def _arrive(self):
        """Theta is the weights of now, and they are shown: once a picture, not once a step."""
        if self._weights is not self._course.Theta:
            self._busy = True
            try:
                self.Theta = self._weights
            finally:
                self._busy = False
            self._weights = self.Theta  # read-only from now on
            self._course = self._course._replace(Theta=self.Theta, J=self._J, count=len(self._J))
            # What a move changed is another matter now; while it runs, it is still said what was moved.
            self._told, self._told_before = Told(moved=self._told.moved if self.running else ""), Told()
            self._remember()
        self._numbers = self._values()
        self._draw()

    @observe("running")
    def _running_turned(self, _change):
        self._turn("running", self._run)

    def _run(self):
        """Steps and pictures in turn, until it stops by itself."""
        self._error = self._stopped_by = ""
        self._told, self._left, owed = Told(), REST, 0.0
        before = time.monotonic()
        while self._left and not self._stopped_by:
            yield max(FRAME - (time.monotonic() - before), FRAME / 4)
            now = time.monotonic()
            owed += (now - before) * self.speed
            before = now
            owed = self._frame(owed, now + SHARE * FRAME)
            self._arrive()
        self._stopped_by = self._stopped_by or f"Paused after {REST} steps at one go. Run goes on."

    def _frame(self, owed, until):
        """The steps of one frame, no longer than until. Returns the part of a step that is left to do."""
        while owed >= 1 and self._left and self._descend():
            owed, self._left = owed - 1, self._left - 1
            if time.monotonic() >= until:
                return 0.0  # slower than asked for: do not try to catch up
        return owed % 1

    def _pick_run(self):
        self.running = not self.running

    def _pick_step(self):
        self.step()

    # ------------------------------------------------------------ when the network changes

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
            course = Course.begin(self.Theta, data)
        with np.errstate(over="ignore"):
            J, D = cost_and_gradient(course.Theta, *data.train, self.lambda_)
        J, self.D = _arguments.at_least_0("J", J), D
        self._J = course.J if len(course.J) == course.count else course.J[: course.count]
        self._J[-1] = J
        self._course, self._weights, self._stopped_by = course._replace(J=self._J), course.Theta, ""
        self._numbers = self._values()

    def _values(self):
        """The numbers that are shown."""
        numbers = Values({name: getattr(self, name) for name in ("J", "alpha", "lambda_", "seed", "speed")})
        data, X = self.data_set, self.data_set.train.X
        plain, few = not data.image_shape, len(X) <= trainer.FEW
        self._h = self._outputs(X)[1].T if plain and (few or X.shape[1] != 2) else None
        if plain and few:
            numbers |= {f"h[1]@{t}": float(h) for t, h in enumerate(self._h[:, 0], start=1)}
        numbers.sizes = self.layer_sizes
        return numbers

    def _outputs(self, X):
        """z and a of the last layer for each row of X, shape (K, m)."""
        z, a = forward_propagate(self.Theta, X.T)
        return z[len(z) + 1], a[len(a)]

    @observe("speed")
    def _speed_turned(self, _change):
        if not self._busy:
            self._numbers = self._values()
            self._draw()

    # ------------------------------------------------------------ what is shown

    def _scene(self):
        data, (options, chosen) = self.data_set, self._data_names()
        shares = [part and training.accuracy(self.Theta, *part) for part in (data.train, data.test)]
        done = trainer.progress(self.steps, self.m, *shares) if self.steps else ""
        so = [done] if self._told.moved else []
        if self._stopped_by:
            so.append(f"<b>{escape(self._stopped_by)}</b>")
        elif not self.steps or self._told.before is None:  # the curve is not of what was moved just now
            so.append(trainer.comment(self._J))
        strip = self._strip(so=" ".join(so), tools=trainer.tools(self.running), quiet=self.running)
        strip = strip._replace(start=done or ("" if self._stopped_by else trainer.START))
        told = self._changes, strip, data, options, chosen, self.layer_sizes, self.J_history
        return trainer.TrainerScene(*told, self.Theta[1], self._h, self._plane(), own=self._has_own_weights)

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
        return {**arguments, "alpha": self.alpha}
