"""The Trainer: gradient descent, live. J falls, and what the network answers changes before your eyes."""

import asyncio
import time

import ipywidgets as w
import numpy as np
from traitlets import observe

from bpkit import _arguments, training
from bpkit.algorithm import cost_and_gradient, forward_propagate
from bpkit.views.picture import above, beside, escape, line_of_text
from bpkit.views.trainer import CostPlot, MapPlot, UnitsPlot, progress_sentence, stopped_sentence
from bpkit.widgets import controls
from bpkit.widgets.live import Checked, switch
from bpkit.widgets.network_widget import NetworkWidget
from bpkit.widgets.view import View

FRAME = 0.25  # seconds from picture to picture while it runs
SHARE = 0.5  # of that for steps at most; the rest is for drawing, and for what the learner does
REST = 5000  # steps at one go; then it pauses by itself, for a widget that was scrolled away would run for ever


class Trainer(NetworkWidget):
    """Gradient descent on the training examples, with start, pause, one step and reset.

    Trainer(data="xor", layer_sizes=None, lambda_=0.0, seed=0, alpha=1.0, speed=100.0); see NetworkWidget for the
    first four. alpha : the learning rate α. speed : steps a second, as far as the machine can. running : on or off.
    α, λ and speed act while it runs; new data, layers or seed begin anew from random weights.

    Theta, D and J are those of now, J_history is J at first and after each step, all of the training examples.
    """

    alpha = Checked(
        1.0,
        lambda _: _arguments.above_0,
        lambda apply: controls.Number("α", apply, slider=(0.1, 20), step=0.1, kind="bpkit-alpha"),
        state=False,
    )
    speed = Checked(
        100.0,
        lambda _: _arguments.number("from 1 to 1000", lambda speed: 1 <= speed <= 1000),
        lambda apply: controls.Number("Steps/s", apply, step=10),
        state=False,
    )
    running = Checked(False, lambda self: self._check_running, state=False)

    ROWS = (("data", "seed", "layer_sizes", "lambda_", "alpha"), ("speed",))

    D = None  # not of the Numbers, which are of one example and all of X

    def __init__(self, *args, **kwargs):
        self._weights = self._trained_on = None  # where it stands, and the data
        self._runner = None  # the task that runs
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

    def _check_running(self, name, value):
        if switch(self)(name, value):
            try:
                asyncio.get_running_loop()
            except RuntimeError:
                raise ValueError("running needs an event loop, as Jupyter has one; step(100) does without.") from None
        return value

    def _check_edits(self, _name, value):
        if value:
            raise ValueError("edits must be empty here; to train on other examples, hand over a DataSet as data.")
        return {}

    # ------------------------------------------------------------ training

    def step(self, count=1):
        """So many steps of gradient descent, and the picture after them. Fewer, if J is no longer finite."""
        count = _arguments.whole_number(1)("count", count)
        self._stopped_by = ""
        for _ in range(count):
            if not self._descend():
                break
        self._draw()

    def reset(self):
        """Back to the random weights of the seed."""
        self._begin()
        self._draw()

    def _descend(self):
        """One step. Returns whether there is one; else says why not."""
        stepped = training.step(self._weights, self.D, *self.data_set.train, self.lambda_, self.alpha)
        if stepped is None:
            self._stopped_by = stopped_sentence(self.steps, self.alpha)
            return False
        self._weights, J, self.D = stepped
        self._J.append(J)
        return True

    @observe("running")
    def _running_turned(self, _change):
        if self._runner:  # else it would wake up in the middle of the next run
            self._runner.cancel()
        self._runner = asyncio.get_running_loop().create_task(self._run()) if self.running else None
        if not self._busy:
            self._run_buttons.show(self.running)

    async def _run(self):
        """Steps and pictures in turn, until it is canceled, or stops by itself."""
        with self._run_buttons.guarded():
            try:
                self._stopped_by, self._left, owed = "", REST, 0.0
                before = time.monotonic()
                while self._left and not self._stopped_by:
                    await asyncio.sleep(max(FRAME - (time.monotonic() - before), 0.05))
                    now = time.monotonic()
                    owed += (now - before) * self.speed
                    before = now
                    owed = self._frame(owed, now + SHARE * FRAME)
                    self._draw()
                if not self._left:
                    self._stopped_by = f"Paused after {REST} steps at one go. Start goes on."
                    self._draw()
            finally:
                if self._runner is asyncio.current_task():  # not where it was turned off
                    self._runner = None
                    self.running = False

    def _frame(self, owed, until):
        """The steps of one frame, no longer than until. Returns the part of a step that is left to do."""
        while owed >= 1 and self._left and self._descend():
            owed, self._left = owed - 1, self._left - 1
            if time.monotonic() >= until:
                return 0.0  # slower than asked for: do not try to catch up
        return owed % 1

    def close(self):
        if self._runner:
            self._runner.cancel()
        super().close()

    # ------------------------------------------------------------ when the network changes

    def _find_numbers(self):
        """Other weights or data begin anew; else J and D follow λ."""
        data = self.data_set
        if self._trained_on is not None and data is not self._trained_on and self.Theta is self._published:
            self.Theta = self._seeded[1]
        if self.Theta is self._published and data is self._trained_on:
            self._at_this_lambda()
            return
        self._trained_on, self._first = data, self.Theta
        self._make_plots()
        self._begin()

    def _begin(self):
        self._weights, self._J, self._stopped_by = self._first, [np.nan], ""
        self._at_this_lambda()
        self._publish()

    def _publish(self):
        """Theta is the weights of now: set once a picture, not once a step."""
        if self._weights is not self._published:
            busy, self._busy = self._busy, True
            self.Theta = self._weights
            self._weights = self._published = self.Theta  # read-only from now on
            self._busy = busy
            if not busy:  # else it is remembered when all is done
                self._remember()

    _published = None

    def _at_this_lambda(self):
        """J and D of the weights as they are: a new λ gives them new ones."""
        with np.errstate(over="ignore"):
            J, D = cost_and_gradient(self._weights, *self.data_set.train, self.lambda_)
        self._J[-1], self.D = _arguments.at_least_0("J", J), D

    @observe("alpha", "speed")
    def _rate_changed(self, _change):
        if not self._busy:
            self._show_in_controls()

    # ------------------------------------------------------------ what is shown

    def _rows(self):
        self._run_buttons = RunButtons(self._turn, self.step, self.reset)
        self._run_buttons.show(self.running)
        first, second = super()._rows()
        second.children = (self._run_buttons, *second.children)
        return [first, second]

    def _make_plots(self):
        data, (X, Y) = self.data_set, self.data_set.train
        self._cost_plot, self._other_plot, self._drawn = CostPlot(), None, (None, None)
        if data.image_shape:
            self._other_plot = UnitsPlot(self.layer_sizes[1], data.image_shape)
        elif X.shape[1] == 2:
            self._other_plot = MapPlot(X, Y[:, 0], "output 1; " if Y.shape[1] > 1 else "")

    def _make_view(self):
        self._sentence, self._cost_view, self._other_view = View(), View(), View()
        self._stopped = View(live=True)  # read out by itself, which the numbers of every frame are not
        plots = w.HBox([self._cost_view, self._other_view])
        plots.layout.flex_flow = "row wrap"
        return [self._sentence, self._stopped, plots]

    def _turn(self):
        self.running = not self.running

    def _draw(self):
        self._publish()
        self._sentence.html = f'<p class="bpkit-cost">{escape(self._says())}</p>'
        self._stopped.html = f'<p style="min-height: 1.5em">{escape(self._stopped_by)}</p>'
        costs, weights = (len(self._J), self.J), self.Theta
        if costs != self._drawn[0]:  # a PNG goes out only when it shows something new
            self._cost_view.html = self._cost_plot.picture(self.J_history).svg()
        if weights is not self._drawn[1]:
            other = self._other_picture()
            self._other_view.html = other.svg() if other else ""
        self._drawn = costs, weights

    def _says(self):
        data = self.data_set
        shares = [part and training.accuracy(self.Theta, *part) for part in (data.train, data.test)]
        return progress_sentence(self.steps, self.J, *shares)

    def _other_picture(self):
        """The map, or the images, or None, as a Picture."""
        if isinstance(self._other_plot, MapPlot):
            Theta, L = self.Theta, len(self.layer_sizes)
            return self._other_plot.picture(lambda points: forward_propagate(Theta, points.T)[1][L][0])
        return self._other_plot and self._other_plot.picture(self.Theta[1])

    def _picture(self):
        pictures = [self._cost_plot.picture(self.J_history), self._other_picture()]
        says = f"{self._says()} {self._stopped_by}"
        return above([line_of_text(says), beside([picture for picture in pictures if picture], gap=12)])

    @property
    def _given_weights(self):
        return self._first

    def _repr_arguments(self):
        arguments = {name: value for name, value in super()._repr_arguments().items() if name != "example"}
        return {**arguments, "alpha": self.alpha}


class RunButtons(controls.Control):
    """Start or pause, one step, reset."""

    def __init__(self, turn, one_step, reset):
        self._turn = _button("Start", "start or pause gradient descent", width="72px")
        one = _button("One step", "one step of gradient descent")
        again = _button("Reset", "back to the random weights")
        super().__init__(self._turn, one, again, kind="bpkit-run")
        self.on_click(self._turn, turn)
        self.on_click(one, one_step)
        self.on_click(again, reset)

    def show(self, running):
        with self.showing():
            self._turn.description = "Pause" if running else "Start"


def _button(content, tooltip, width="auto"):
    return w.Button(description=content, tooltip=tooltip, layout={"width": width})
