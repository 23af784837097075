"""Why backpropagation: J against one weight, against all of them, and the slope as a sum over paths that δ collects."""

from functools import lru_cache
from itertools import product

import numpy as np
from traitlets import observe

from bpkit import _arguments
from bpkit.algorithm import backpropagate_errors, cost, cost_and_gradient, forward_propagate
from bpkit.notation import EDGE, Ref, html, number
from bpkit.numbers import Values
from bpkit.views.paths import (
    ALL,
    DELTA,
    LAYERS,
    LEFT,
    ONE,
    PATHS,
    RIGHT,
    SIZES,
    UNITS,
    WEIGHT,
    L,
    PathsScene,
    Way,
    paths_stage,
)
from bpkit.views.strip import button, tabs
from bpkit.widgets.live import Checked, alone, going
from bpkit.widgets.network_widget import frozen, sizes_of
from bpkit.widgets.touch import Given, Told, TouchWidget

X, Y = np.array([[1.0, 0.5]]), np.array([[1.0, 0.0]])
START = {
    1: np.array([[0, 1, 0.6], [0, -1.8, 0.9]]),
    2: np.array([[0, 3.4, -4.5], [0, -6.2, 3.1]]),
    3: np.array([[0, -3, 4], [0, -6.6, 6.8]]),
}
FIRST = "Theta[1][1, 1]"  # the weight of part ONE
ENTRIES = [(l, i, j) for l in range(1, L) for i in (1, 2) for j in (1, 2)]
FINE, COARSE = np.linspace(LEFT, RIGHT, 121), np.linspace(WEIGHT.least, WEIGHT.most, 37)
# The ball: a force of so much for each 1 of slope, friction, steps a second and a picture, and after how many it rests.
FORCE, FRICTION, STEPS, FRAME, LONGEST = 24, 4.4, 240, 0.04, 200
LEAST_SLOPE = 0.35  # that it feels high up, where nobody wants to wait
NAMES = {ONE: "one weight", ALL: "all weights", PATHS: "all paths", DELTA: html("δ")}


QUESTION = "<b>How would you know which way, for every weight at once?</b>"


class PathsLab(TouchWidget):
    """J against one weight, then against all; all the paths from one weight to J; and how δ collects them.

    part : what is shown, from 1 to 4. Theta : the weights of the network 2-2-2-2, from −9 to 9. It has no bias units,
    for no path leads through one: column 0 is 0. The example is x = (1, 0.5), y = (1, 0).
    weight : (l, i, j), whose paths are shown. drawn : how many of them, in part 3. folds : how often those that end
    alike have become one, in part 4. layers, units : of the larger network whose paths are counted.
    rolling : in part 1 the ball rolls down until it rests. It is a ball, and no gradient descent.
    """

    part = Checked(ONE, lambda _: _arguments.whole_number(ONE, DELTA), state=False)
    Theta = Checked(None, lambda self: self._check_Theta)
    weight = Checked((1, 1, 1), lambda _: _check_weight, state=False)
    drawn = Checked(0, lambda _: _arguments.whole_number(0, 4), state=False)
    folds = Checked(0, lambda _: _arguments.whole_number(0, 2), state=False)
    layers = Given("layers", LAYERS, 10)
    units = Given("units", UNITS, 25)
    rolling = Checked(False, going, state=False)

    LAMPS = False
    _stage = staticmethod(paths_stage)
    _path = None  # which one is brought out
    _seen = (RIGHT, LEFT)  # from where to where the learner has been in part ONE

    def __init__(self, *args, **traits):
        super().__init__(*args, **traits)
        self._first = {**self._first, **{name: getattr(self, name) for name in ("part", "weight", "drawn", "folds")}}

    @property
    def J(self):
        """The cost of the example."""
        return self._numbers["J"]

    @property
    def D(self):
        """∂J/∂Θ, a dict shaped as Theta. There are no bias weights: column 0 is 0."""
        return {l: np.pad(self._numbers.array("D", l).reshape(2, 2), ((0, 0), (1, 0))) for l in self.Theta}

    def _check_Theta(self, name, value):
        value = START if value is None else value
        Theta = _arguments.theta(name, value)
        if sizes_of(Theta) != SIZES:
            raise ValueError(f"{name} must have the layers 2-2-2-2, got {'-'.join(map(str, sizes_of(Theta)))}.")
        if any(matrix[:, 0].any() or np.abs(matrix).max() > WEIGHT.most for matrix in Theta.values()):
            raise ValueError(f"{name} must hold numbers from -9 to 9, and 0 in column 0, for there are no bias units.")
        return frozen(value, Theta)

    def _compute(self, changed):
        Theta = self.Theta
        _, a = forward_propagate(Theta, X[0])
        delta, (J, D) = backpropagate_errors(Theta, a, Y[0]), cost_and_gradient(Theta, X, Y)
        numbers = {"J": J, "layers": self.layers, "units": self.units}
        for l, i, j in ENTRIES:
            numbers[f"Theta[{l}][{i}, {j}]"], numbers[f"D[{l}][{i}, {j}]"] = Theta[l][i - 1, j], D[l][i - 1, j]
        for l in range(1, L + 1):
            for k in (1, 2):
                numbers[f"a[{l}][{k}]"] = a[l][-2:][k - 1, 0]
                if l > 1:
                    numbers[f"delta[{l}][{k}]"] = delta[l][k - 1, 0]
        self._numbers = Values({ref: float(value) for ref, value in numbers.items()})
        low, high, first = *self._seen, float(np.clip(Theta[1][0, 1], LEFT, RIGHT))
        self._seen = min(low, max(LEFT, first - 0.3)), max(high, min(RIGHT, first + 0.3))

    @observe("part", "weight", "drawn", "folds")
    def _looked(self, change):
        """Another view of the same numbers: nothing was moved."""
        if self._busy:
            return
        self._told, self._path, self._gesture = Told(), None, None
        self.rolling = False
        if change.name == "weight":
            self.drawn = 0
        self._look()

    # ------------------------------------------------------------ moves

    @alone
    def reset(self):
        """Back to what it was made with, and nothing has been seen. Undo takes it back."""
        self._seen = (RIGHT, LEFT)
        super().reset()

    def _is_given(self, ref):
        if self.part in (ONE, ALL):
            return ref.quantity in ("Theta", EDGE) and (self.part == ALL or (ref.l, ref.i, ref.j) == (1, 1, 1))
        return self.part == DELTA and super()._is_given(ref)

    def _given(self, ref):
        if ref.quantity not in ("Theta", EDGE):
            return super()._given(ref)
        try:
            return self._numbers.value(ref._replace(quantity="Theta"))
        except LookupError:
            raise ValueError(f"{ref} is not a weight of this network.") from None

    def _give(self, ref, value):
        if not self._is_given(ref):
            raise ValueError(f"{ref} is no number that can be moved here.")
        if ref.quantity not in ("Theta", EDGE):
            return super()._give(ref, value)
        value = _arguments.number("from -9 to 9", lambda v: abs(v) <= WEIGHT.most)(str(ref), value)
        Theta = {l: matrix.copy() for l, matrix in self.Theta.items()}
        Theta[ref.l][ref.i - 1, ref.j] = value
        self.Theta = Theta

    def _do(self, content):
        if not content.keys() & {"tip", "width", "gone"}:
            self.rolling = False
        super()._do(content)

    def _move(self, move, value, done, key):
        super()._move(move, value, done, key)
        if self.part == ONE and done and not key and not self._error and self._event_loop():
            self.rolling = True  # it was let go
        elif done:
            self._draw()  # it is no longer held

    def _in_words(self, change):
        if self.rolling:
            return f"You let go at {_weight(self._origin)}, and it rolled to {_weight(self._given(Ref.parse(FIRST)))}"
        if change.name == "Theta" and self._gesture is None:
            return self._words or f"You set {html('Θ')}"
        return super()._in_words(change)

    _words = ""

    @observe("rolling")
    def _rolling_turned(self, _change):
        self._gesture = None  # a roll is a move of its own
        self._turn("rolling", self._roll)

    def _roll(self):
        """The ball, picture by picture, as one move."""
        ref, speed = Ref.parse(FIRST), 0.0
        J = self._hill(FIRST, FINE)
        slopes, high = np.gradient(J, FINE), (J.min() + J.max()) / 2
        for _ in range(LONGEST):
            at = self._given(ref)
            for _ in range(round(STEPS * FRAME)):
                slope = np.interp(at, FINE, slopes)
                if abs(slope) < LEAST_SLOPE and np.interp(at, FINE, J) > high:
                    slope = np.copysign(LEAST_SLOPE, slope)
                speed -= (FORCE * slope + FRICTION * speed) / STEPS
                at = float(np.clip(at + speed / STEPS, LEFT, RIGHT))
            rests = abs(speed) < 0.06 and abs(slope) < 0.05 or at in (LEFT, RIGHT)
            at = round(at, 2 if rests else 4)
            self._move_to(FIRST, False, lambda at=at: self._give(ref, at))
            if rests:
                return
            yield FRAME

    def _pick_part(self, part):
        self.part = part

    def _pick_go(self):
        """The one button of each part."""
        if self.part == ONE:
            self.rolling = True
        elif self.part == ALL:
            self._step_down()
        elif self.part == DELTA:
            self.folds = 0 if self._end == self.weight[0] + 1 else self.folds + 1
        else:
            self._draw_more()

    def _step_down(self):
        """All weights a little against their slopes, so far that J falls."""
        D, step = self.D, 1.0
        length = np.sqrt(sum((D[l] ** 2).sum() for l in D))
        while True:
            step /= 2
            Theta = {l: np.clip(self.Theta[l] - step * D[l] / max(length, 0.1), -9, 9) for l in D}
            if step < 1e-3 or cost(Theta, X, Y) < self.J - 0.25 * step * length:
                break
        self._words = "You moved all twelve weights a little downhill"
        try:
            self.Theta = Theta
        finally:
            self._words = ""

    def _draw_more(self):
        """The first path alone, then all the others; and from the beginning."""
        count = len(self._ways())
        first = self.drawn in (0, count)
        self.drawn = 1 if first else count
        self._path, self._flows = (1, True) if first else (None, False)
        self._draw()

    _flows = False

    def _pick_path(self, n):
        self._path, self._flows = (None, False) if n == self._path else (n, True)
        self._draw()

    def _pick_Theta(self, l, i, j):
        """A line was chosen: the weight whose paths are shown."""
        self.weight = l, i, j

    # ------------------------------------------------------------ what is shown

    def _hill(self, ref, weights):
        """J at each of these weights, the others as they are."""
        at, others = Ref.parse(ref), {l: self.Theta[l].copy() for l in self.Theta}
        others[at.l][at.i - 1, at.j] = 0
        return hill(at[1:4], tuple(matrix.tobytes() for matrix in others.values()), weights is FINE)

    @property
    def _end(self):
        """The layer whose δ stand for the rest of the paths."""
        return max(self.weight[0] + 1, L - (self.folds if self.part == DELTA else 0))

    def _ways(self):
        """The paths from the weight to layer _end, with their factors."""
        (l, i, j), end, value = self.weight, self._end, self._numbers.value
        found = []
        for rest in product((1, 2), repeat=end - l - 1):
            units = (i, *rest)
            factors = [(f"{'x' if l == 1 else 'a'}_{{{j}}}", "a", value(f"a[{l}][{j}]"))]
            for k, (here, there) in enumerate(zip(units, rest), start=l + 1):
                a = value(f"a[{k}][{here}]")
                factors.append((f"g′_{{{here}}}", "slope", a * (1 - a)))
                factors.append((f"Θ_{{{there}{here}}}", "Theta", value(f"Theta[{k}][{there}, {here}]")))
            k = units[-1]
            name = f"a_{{{k}}} − y_{{{k}}}" if end == L else f"δ_{{{k}}}"
            factors.append((name, "delta", value(f"delta[{end}][{k}]")))
            found.append(Way(units, tuple(factors), tuple(np.cumprod([factor for *_, factor in factors]))))
        return tuple(found)

    def _scene(self):
        hills, ways = {}, self._ways()
        if self.part == ONE:
            low, high = self._seen
            weights = np.union1d(FINE[(FINE > low) & (FINE < high)], [low, high])
            hills = {FIRST: (weights, np.interp(weights, FINE, self._hill(FIRST, FINE)))}
        elif self.part == ALL:
            refs = [f"Theta[{l}][{i}, {j}]" for l, i, j in ENTRIES]
            hills = {ref: (COARSE, self._hill(ref, COARSE)) for ref in refs}
        drawn = len(ways) if self.part == DELTA else min(self.drawn, len(ways))
        chosen = self._path if self._path and self._path <= drawn else None
        paths = 2 * self.units ** (self.layers - 1)
        lines = 4 * self.units + (self.layers - 1) * self.units**2
        strip = self._strip(tools=self._tools(len(ways)))._replace(start=self._said(len(ways)), quiet=self.rolling)
        return PathsScene(
            self._changes, strip, self.part, Y[0], hills, self.weight, ways, self._end, drawn, chosen,
            self._flows and chosen is not None and self.part == PATHS, (paths, lines),
        )  # fmt: skip

    def _tools(self, count):
        act = {ONE: "Let go", ALL: "All downhill"}.get(self.part)
        if self.part == PATHS:
            act = "Draw a path" if not self.drawn else "Once more" if self.drawn >= count else "The others"
        elif self.part == DELTA:
            act = "Unfold" if self._end == self.weight[0] + 1 else "Fold again" if self.folds else "Fold"
        shown = tabs("part", NAMES, self.part, "what is shown")
        return shown + button("go", act, "go on", kind="main slot", off=self.rolling)

    def _strip(self, **more):
        J, so = html("J"), ""
        if self._told.moved and self.part == ONE:
            held = self._gesture and not self.rolling
            so = f"{J} = {number(self.J)}. "
            so += "Let go, and it rolls." if held else "<b>A ball feels the slope under it. How could a network?</b>"
        elif self._told.moved and self.part == ALL:
            so = QUESTION
        return super()._strip(so=so, **more)

    def _said(self, count):
        """What the strip says where nothing was moved. count : of the paths."""
        name, slope, J, delta = (html(source) for source in (self._source, self._slope, "J", "δ"))
        if self.part == ONE:
            weight = '<span class="u">underlined</span> weight'
            return f"Drag the ball, or the {weight}: {J}, how wrong the network is, follows. <b>Then let go.</b>"
        if self.part == ALL:
            return f"Twelve hills: drag a ball. {QUESTION}"
        if self.part == PATHS and not self.drawn:
            return f"Move {name} a little, and what it leads to moves. <b>Along how many paths does that reach {J}?</b>"
        if self.part == PATHS and self.drawn < count:
            met = f"what comes in, {html('g′')} in a hidden unit, {html('Θ')} on a line, {html('a − y')}"
            return f"<b>Multiply what you meet:</b> {met}. That is this path’s part of the slope."
        if self.part == PATHS:
            return f"<b>The slope is the sum of the products:</b> {slope}. Choose a path to walk it, or another line."
        if count == 1:
            return f"<b>One product is left, {delta} times what comes in.</b> Choose any line. That is backpropagation."
        if not self.folds:
            return "Paths that end alike go there twice. <b>Why? Fold them:</b> what they share is computed once."
        told = f"What lies from a unit of layer {self._end} on is computed once and kept there, as its {delta}."
        return f"{told} <b>{_arguments.count(count, 'path').capitalize()} left.</b>"

    @property
    def _source(self):
        return Ref("Theta", *self.weight).source

    @property
    def _slope(self):
        return f"∂J/∂{self._source} = {number(self._numbers.value(Ref('D', *self.weight)))}"

    # ------------------------------------------------------------ where numbers came from

    def _explanation(self, ref):
        if ref.quantity in ("Theta", EDGE) and self.part == DELTA:
            ref = ref._replace(quantity="D")
        return super()._explanation(ref)

    def _rule(self, ref):
        l, i, j = ref.l, ref.i, ref.j
        if ref.quantity == "a" and l == 1:
            return "", (), "given: the example"
        if ref.quantity == "a":
            rule = f"g(Θ_{{{i}1}} a_{{1}} + Θ_{{{i}2}} a_{{2}})"
            terms = [(" + ", f"Theta[{l - 1}][{i}, {k}]", "·", f"a[{l - 1}][{k}]") for k in (1, 2)]
            return rule, ("g(", *sum(terms, ())[1:], ")"), "what the unit gives out"
        if ref.quantity == "delta" and l == L:
            return f"a_{{{i}}} − y_{{{i}}}", (f"a[{l}][{i}]", f" − {Y[0][i - 1]:g}"), "how wrong the output is"
        if ref.quantity == "delta":
            terms = [(" + ", f"Theta[{l}][{k}, {i}]", "·", f"delta[{l + 1}][{k}]") for k in (1, 2)]
            parts = "(", *sum(terms, ())[1:], ")·", f"a[{l}][{i}]", "·(1 − ", f"a[{l}][{i}]", ")"
            return f"(Θ_{{1{i}}} δ_{{1}} + Θ_{{2{i}}} δ_{{2}}) g′_{{{i}}}", parts, "all the paths from here to J"
        if ref.quantity == "D":
            parts = f"delta[{l + 1}][{i}]", "·", f"a[{l}][{j}]"
            return f"δ^{{({l + 1})}}_{{{i}}} a^{{({l})}}_{{{j}}}", parts, "the slope of J for this weight"
        if ref.quantity == "J":
            return "−log a_{1} − log(1 − a_{2})", ("−log ", "a[4][1]", " − log(1 − ", "a[4][2]", ")"), "the cost"
        return None

    def _repr_arguments(self):
        arguments = {name: getattr(self, name) for name in ("part", "weight", "drawn", "folds", "layers", "units")}
        arguments = {name: value for name, value in arguments.items() if value != self.traits()[name].default_value}
        if any((self.Theta[l] != START[l]).any() for l in START):
            arguments["Theta"] = {l: matrix.tolist() for l, matrix in self.Theta.items()}
        return arguments


@lru_cache(maxsize=100)
def hill(at, others, is_fine):
    """J at each of FINE or COARSE for one weight. at : its l, i, j. others : the weights with 0 there, as bytes."""
    l, i, j = at
    Theta = {k: np.frombuffer(matrix).reshape(2, 3).copy() for k, matrix in enumerate(others, start=1)}
    found = []
    for weight in FINE if is_fine else COARSE:
        Theta[l][i - 1, j] = weight
        found.append(cost(Theta, X, Y))
    return np.array(found)


def _check_weight(name, value):
    try:
        l, i, j = _arguments.in_order(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be (l, i, j), got {_arguments.brief(value)}.") from None
    limits = {"l": (l, L - 1), "i": (i, 2), "j": (j, 2)}
    return tuple(_arguments.whole_number(1, most)(letter, index) for letter, (index, most) in limits.items())


def _weight(value):
    return number(value, 2)
