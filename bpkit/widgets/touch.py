"""A NetworkWidget whose numbers are moved where they stand in the picture; each move says what it changed.

The browser reports what was touched (see view.js); here it becomes a trait that is set. What a move changed is found
by comparing all numbers with those before it. A drag is one move, from the first touch to the release.
"""

import logging
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

from bpkit import _arguments, notation
from bpkit.algorithm import random_theta
from bpkit.explanation import OF_AN_EXAMPLE, explain
from bpkit.notation import EDGE, Ref
from bpkit.numbers import QUANTITIES, Changes, Numbers
from bpkit.trace import finished
from bpkit.views.cells import short
from bpkit.views.scene import NARROW, WIDE
from bpkit.views.strip import START, Strip
from bpkit.views.tip import tip_html
from bpkit.widgets.live import Checked, switch
from bpkit.widgets.network_widget import NetworkWidget
from bpkit.widgets.view import View

log = logging.getLogger("bpkit")
LONGEST_HISTORY = 200
SINGLE = ("lambda_", "seed", "example", "speed")  # traits that can be moved
GIVEN = ("x", "y", "Theta", "edge", "lambda_")
HINT = "<small> · drag it left or right, press ↑ ↓, or double-click to type</small>"
PAINT = "paint"  # the gesture of a stroke on an image


class Told(NamedTuple):
    """What the last move was. before : the Numbers before it, None at the start. moved : it in words, as HTML.

    asking : whether the learner is asked what it will change, bet : what was said so far, revealed : the answer that
    was given, or None.
    """

    before: Numbers = None
    moved: str = ""
    asking: bool = False
    bet: frozenset = frozenset()
    revealed: frozenset = None


class TouchWidget(NetworkWidget):
    """NetworkWidget's state, moved in the picture. A subclass says in _scene and _html what is seen.

    predict : whether you are asked after each move what it will change, before you see it.
    """

    predict = Checked(False, switch, state=False)

    ORDER = QUANTITIES  # what has a lamp
    ASKS_WHAT_CHANGES = True  # with predict on
    START = START

    def __init__(self, *args, **traits):
        self._told, self._history = Told(), []  # the state before each move, and the move in words
        self._told_before = Told()  # this move
        self._words = ""  # for a move that is more than its trait
        self._gesture = self._origin = None  # the ref that is being moved by hand, and where it came from
        self._begun = self._by_hand = self._by_keys = False  # it has moved something; that is now; by key presses
        self._width, self._seq, self._error = WIDE, 0, ""
        super().__init__(*args, **traits)
        self._first = self._good  # what Reset goes back to
        self.observe(self._predict_turned, names="predict")

    # ------------------------------------------------------------ moves

    def _changed(self, change):
        """A trait was set, by hand or from Python."""
        changed = self._news()

        def compute():
            if not self._by_hand:
                self._gesture = None
            if self._gesture is None or not self._begun:
                self._keep_for_undo()
                self._told = Told(self._visible, asking=self.predict and self.ASKS_WHAT_CHANGES)
            self._compute(changed)
            asking = self._told.asking and not self._changes.reshaped
            moved = self._in_words(change) if len(changed) == 1 else f"You set {' and '.join(sorted(changed))}"
            self._told = self._told._replace(moved=moved, asking=asking)
            self._history = [*self._history[:-1], (self._history[-1][0], moved)]
            self._begun, self._error = True, ""

        if changed:
            self._change_at_once(compute)

    def _compute(self, changed):
        super()._compute(changed)
        self._visible = self._numbers

    def _keep_for_undo(self):
        self._history, self._told_before = [*self._history[-LONGEST_HISTORY:], (self._good, "")], self._told

    def _remember(self):
        super()._remember()
        self._good_told = self._told, self._history

    def _restore(self):
        self._told, self._history = self._good_told
        super()._restore()

    def _back_to(self, state, told):
        """Another state, with all that was told of it."""

        def compute():
            for name, value in state.items():
                setattr(self, name, value)
            self._compute(set(self.STATE))
            self._told, self._gesture, self._error = told, None, ""

        self._change_at_once(compute)

    def undo(self):
        """Take the last move back."""
        if self._history:
            *self._history, (state, words) = self._history
            self._back_to(state, Told(None, f"Undone: {words or 'Reset'}"))

    def reset(self):
        """Back to what the widget was made with. Undo takes it back."""
        self._keep_for_undo()
        self._back_to(self._first, Told())

    def _in_words(self, change):
        """The move, as HTML."""
        if self._words:
            return self._words
        if self._gesture == PAINT:
            return f"You painted on example {self.example}"
        if self._gesture is not None:
            ref = Ref.parse(self._gesture)
            if ref.quantity == "example":
                return f"You chose example {self.example}"
            return f"You moved {self._label(ref)} from {short(self._origin)} to {short(self._given(ref))}"
        if change.name == "lambda_":
            return f"You moved {notation.html('λ')} from {short(change.old)} to {short(change.new)}"
        if change.name == "edits":
            touched = [t for t in {**change.old, **change.new} if change.old.get(t) != change.new.get(t)]
            return f"You set example {touched[0]}" if len(touched) == 1 else "You set some examples"
        return {
            "example": f"You chose example {self.example}",
            "data": f"You chose “{notation.escape(self.data_set.name)}”",
            "layer_sizes": f"You made the layers {'-'.join(map(str, self.layer_sizes))}",
            "seed": f"You took the weights of seed {self.seed}",
            "Theta": f"You set {notation.html('Θ')}",
        }[change.name]

    def _label(self, ref):
        """A given number as a sentence calls it."""
        if ref.quantity == "seed":
            return "the seed"
        of = f" of example {ref.example}" if ref.example not in (None, self.example) else ""
        return notation.html(ref.source) + of

    def _given(self, ref):
        """The value of a number that can be moved."""
        if ref.quantity in SINGLE:
            return getattr(self, ref.quantity)
        try:
            return self._numbers.value(ref)
        except (LookupError, AttributeError):
            raise ValueError(f"{ref} is not a number of this network.") from None

    def _give(self, ref, value):
        """Set a number that can be moved."""
        if ref.quantity in SINGLE:
            whole = ref.quantity in ("seed", "example") and value == int(value)
            setattr(self, ref.quantity, int(value) if whole else value)
        elif ref.quantity in ("Theta", "edge"):
            Theta = dict(self.Theta)
            Theta[ref.l] = Theta[ref.l].copy()
            Theta[ref.l][ref.i - 1, ref.j] = value
            self.Theta = Theta
        elif ref.quantity in ("x", "y"):
            self._edit({(ref.quantity, ref.i): value}, ref.example or self.example)
        else:
            raise ValueError(f"{ref} is computed: only x, y, Θ, λ and the seed can be moved.")

    def _edit(self, values, t):
        """Put numbers into example t. values : from ("x", 1) to the number."""
        example = {"x": self._X[t - 1].copy(), "y": self._Y[t - 1].copy()}
        for (quantity, k), value in values.items():
            if not 1 <= k <= len(example[quantity]):
                raise ValueError(f"{quantity}[{k}] is not there, for {quantity} has {len(example[quantity])} numbers.")
            example[quantity][k - 1] = value
        self.edits = {**self.edits, t: (example["x"], example["y"])}

    # ------------------------------------------------------------ what the browser reports

    def _heard(self, content):
        """One message of the view. An error is said in the strip; the view is answered in any case."""
        with self._lock:
            self._seq = content.get("seq", self._seq)
            try:
                with self._telling():
                    self._do(content)
            finally:
                if self._view.seq != self._seq:
                    self._view.show(self._view.html, self._seq, self._view.tip)

    @contextmanager
    def _telling(self):
        """What is raised in here is said in the strip; a mistake of ours is logged too: Jupyter would swallow it."""
        try:
            yield
        except ValueError as error:
            self._complain(str(error))
        except Exception as error:
            log.exception("in %s", type(self).__name__)
            self._complain(f"This is a mistake in bpkit, not yours: {type(error).__name__}: {error}")

    def _do(self, content):
        if "move" in content:
            self._move(**{name: content.get(name) for name in ("move", "value", "done", "key")})
        elif "paint" in content:
            ink = {("x", k): value for k, value in content["paint"]}
            self._move_to(PAINT, content["done"], lambda: self._edit(ink, self.example))
        elif "pick" in content:
            self._pick(content["pick"])
        elif "undo" in content:
            self.undo()
        elif "tip" in content:
            self._view.answer(content["tip"], self._tip(content["tip"]))
        elif content.get("width") in (WIDE, 1000, NARROW) and content["width"] != self._width:
            self._width = content["width"]
            self._draw()

    def _move(self, move, value, done, key):
        if move == "data":
            names = {name: data for name, data in self._data_options()}
            self.data = names.get(value, value)
            return
        ref = Ref.parse(move)
        value = _arguments.typed_number(notation.symbol(ref), value)
        self._move_to(str(ref), done and not key, lambda: self._give(ref, value), key)

    def _move_to(self, ref, done, give, key=False):
        """Go on with the gesture of that ref, or begin it. done : it is the last of it. key : by key presses."""
        if self._gesture != ref or self._by_keys != key:
            if self._told.asking:  # to be answered first
                return
            self._gesture, self._by_keys, self._begun = ref, key, False
            self._origin = None if ref == PAINT else self._given(Ref.parse(ref))
        self._by_hand = True
        try:
            give()
            if done and self._begun and ref != PAINT and self._given(Ref.parse(ref)) == self._origin:
                self._history, self._told = self._history[:-1], self._told_before  # it came back: that is no move
                self._draw()
        finally:
            self._by_hand = False
            if done:
                self._gesture = None

    def _pick(self, ref):
        """Something was clicked that is no number."""
        name, _, place = ref.partition("[")
        act = getattr(self, f"_pick_{name.replace('-', '_minus').replace('+', '_plus')}", None)
        if act is None:
            raise ValueError(f"{ref} is nothing that can be chosen here.")
        self._gesture = None
        act(*(int(k) if k.isdigit() else k for k in place.replace("]", "").split("[") if k))

    def _pick_undo(self):
        self.undo()

    def _pick_reset(self):
        self.reset()

    def _pick_predict(self):
        self.predict = not self.predict

    def _pick_reveal(self):
        self._told = self._told._replace(asking=False, revealed=self._told.bet)
        self._draw()

    def _pick_bet(self, quantity):
        self._told = self._told._replace(bet=self._told.bet ^ {quantity})
        self._draw()

    def _pick_example(self, t):
        if not self._told.asking:
            self.example = t

    _pick_point = _pick_example  # in the plane

    def _pick_previous(self):
        self._pick_example((self.example - 2) % self.m + 1)

    def _pick_next(self):
        self._pick_example(self.example % self.m + 1)

    def _pick_unit_plus(self, l):
        self._resize(l, +1)

    def _pick_unit_minus(self, l):
        self._resize(l, -1)

    def _resize(self, l, by):
        sizes = list(self.layer_sizes)
        sizes[l - 1] += by
        if sizes[l - 1]:
            self._rebuild(
                sizes, {k: k for k in self.Theta}, f"You {'added' if by > 0 else 'took out'} a unit of layer {l}"
            )
        else:
            del sizes[l - 1]
            kept = {k: k if k < l else k + 1 for k in range(1, len(sizes)) if k != l - 1}
            self._rebuild(sizes, kept, f"You took layer {l} out")

    def _pick_layer_plus(self, l):
        sizes = [*self.layer_sizes[:l], 2, *self.layer_sizes[l:]]
        kept = {k: k if k < l else k - 1 for k in range(1, len(sizes)) if k not in (l, l + 1)}
        self._rebuild(sizes, kept, f"You put a layer between layers {l} and {l + 1}")

    def _rebuild(self, sizes, kept, words):
        """Another network, in which the weights stay that it has in common with this one. kept : {new l: old l}."""
        Theta = random_theta(sizes, self.seed)
        for l, old in kept.items():
            rows, columns = np.minimum(Theta[l].shape, self.Theta[old].shape)
            Theta[l][:rows, :columns] = self.Theta[old][:rows, :columns]
        self._words = words
        try:
            self.Theta = Theta
        finally:
            self._words = ""

    def _predict_turned(self, _change):
        self._told = self._told._replace(asking=False, revealed=None)
        self._draw()

    def _complain(self, sentence):
        self._error = sentence
        self._draw()

    # ------------------------------------------------------------ where numbers came from

    def _tip(self, ref):
        """Where a number came from, as HTML; nothing while it is veiled, or where it is not known."""
        try:
            ref = Ref.parse(ref)
            if self._told.asking and ref.quantity not in GIVEN:
                return ""
            if self._gesture == str(ref):  # it is in the hand: the rest would cover what it changes
                value = f"{ref.source} = {short(self._given(ref))}"
                return f"{notation.html(value)}<small> · was {short(self._origin)}</small>"
            explanation = self._explanation(ref)
        except ValueError:
            return ""
        hint = HINT if ref.quantity in GIVEN and not self._history else ""  # who has moved one knows how
        return tip_html(explanation._replace(ref=str(ref)), self._changes) + hint

    def _explanation(self, ref):
        if ref.quantity == EDGE:
            ref = ref._replace(quantity="Theta")
        if ref.quantity in OF_AN_EXAMPLE and ref.example is None:
            ref = ref._replace(example=self.example)
        if self._finished[0] is not self._numbers:
            self._finished = self._numbers, finished(self._numbers)
        return explain(self._finished[1], ref)

    _finished = (None, None)

    # ------------------------------------------------------------ what is shown

    @property
    def _changes(self):
        return Changes(self._told.before, self._visible)

    def _strip(self):
        told = self._told
        return Strip(
            self._changes, told.moved, self.START, self.ORDER, self.predict, told.asking, told.bet, told.revealed,
            bool(self._history), self._error,
        )  # fmt: skip

    def _make_view(self):
        self._view = View(on=self._heard)
        return [self._view]

    def _draw(self):
        held = self._gesture or ""
        self._view.show(self._html(self._scene(), self._width), self._seq, (held, self._tip(held)))
