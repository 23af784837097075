"""A widget whose numbers are moved where they stand in the picture; each move says what it changed.

The browser reports what was touched (see view.js); here it becomes a trait that is set. What a move changed is found
by comparing all numbers with those before it. A drag is one move, from the first touch to the release.
"""

import logging
import re
from contextlib import contextmanager
from typing import NamedTuple

from bpkit import _arguments, notation, progress
from bpkit.explanation import Explanation, Factor
from bpkit.notation import Ref
from bpkit.numbers import Changes
from bpkit.views.cells import short
from bpkit.views.page import page
from bpkit.views.scene import WIDE
from bpkit.views.strip import Strip
from bpkit.views.tip import tip_html
from bpkit.widgets.live import Checked, LiveWidget, alone, switch
from bpkit.widgets.view import View

log = logging.getLogger("bpkit")
LONGEST_HISTORY = 200
HINT = "<small> · drag it left or right, press + or −, or double-click to type</small>"


class Told(NamedTuple):
    """What the last move was. before : the numbers before it, None at the start. moved : it in words, as HTML.

    asking : whether the learner is asked what it will change, bet : what was said so far, revealed : the answer that
    was given, or None.
    """

    before: object = None
    moved: str = ""
    asking: bool = False
    bet: frozenset = frozenset()
    revealed: frozenset = None


class Given(Checked):
    """A number that the learner moves in the picture: a trait, the ref of its number, and a cells.Move."""

    def __init__(self, ref, move, value):
        if move.whole:
            check = _arguments.whole_number(move.least, move.most)
        else:
            told = f"from {move.least:g} to {move.most:g}"
            check = _arguments.number(told, lambda number: move.least <= number <= move.most)
        super().__init__(value, lambda _widget: check, ref=ref)


class TouchWidget(LiveWidget):
    """State that is moved in the picture. A trait with a ref is a number that can be moved.

    A subclass computes _numbers, which has value(ref) for each number that is shown (Numbers, or Values), says in
    _scene what a view's _stage(scene, width, live) gets, and in RULES, _rule or _explanation where a number came from.
    The scene's strip is what _strip gives.

    predict : whether you are asked after each move what it will change, before you see it.
    """

    predict = Checked(False, switch, state=False)

    ORDER, LAMPS = (), True  # the quantities that the sentence names; whether each has a lamp
    ASKS_WHAT_CHANGES = True  # with predict on
    START = ""  # what the strip says first
    RULES = {}  # from the ref of a number to what _rule says of it
    _numbers = None

    def __init__(self, *args, **traits):
        self._told, self._history = Told(), []  # the state before each move, and the move in words
        self._told_before = Told()  # this move
        self._gesture = self._origin = None  # the ref that is being moved by hand, and where it came from
        self._begun = self._by_hand = self._by_keys = False  # it has moved something; that is now; by key presses
        self._width, self._seq, self._error = WIDE, 0, ""
        super().__init__(*args, **traits)
        self._first = self._good  # what Reset goes back to
        self.observe(self._predict_turned, names="predict")

    @property
    def _visible(self):
        """The numbers that are on the screen."""
        return self._numbers

    # ------------------------------------------------------------ moves

    def _changed(self, change):
        """A trait was set, by hand or from Python."""
        changed = self._news()

        def answer():
            if not self._by_hand:
                self._gesture = None
            if self._gesture is None or not self._begun:
                self._keep_for_undo()
                self._told = Told(self._compared_with(), asking=self.predict and self.LAMPS and self.ASKS_WHAT_CHANGES)
            self._compute(changed)
            asking = self._told.asking and self._told.before is not None and not self._changes.reshaped
            is_one = len(changed) == 1 or self._gesture
            moved = self._in_words(change) if is_one else f"You set {' and '.join(sorted(changed))}"
            self._told = self._told._replace(moved=moved, asking=asking)
            self._history = [*self._history[:-1], (self._history[-1][0], moved)]
            self._begun, self._error = True, ""

        if changed:
            self._change_at_once(answer)

    def _compared_with(self):
        """The numbers before a move."""
        return self._visible

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

        def go():
            for name, value in state.items():
                setattr(self, name, value)
            self._compute(set(self.STATE))
            self._told, self._gesture, self._error = told, None, ""

        self._change_at_once(go)

    @alone
    def undo(self):
        """Take the last move back."""
        if self._history:
            *self._history, (state, words) = self._history
            self._back_to(state, Told(None, f"Undone: {words or 'Reset'}"))

    @alone
    def reset(self):
        """Back to what the widget was made with. Undo takes it back."""
        self._keep_for_undo()
        self._back_to(self._first, Told())

    def _in_words(self, change):
        """The move, as HTML. change : of the trait that was set."""
        if self._gesture is not None:
            ref = Ref.parse(self._gesture)
            was, now = self._told_as(ref, self._origin), self._told_now(ref)
            return f"You moved {self._label(ref)} {f'back to {now}' if was == now else f'from {was} to {now}'}"
        if ref := self.traits()[change.name].ref:
            ref = Ref.parse(ref)
            return f"You moved {self._label(ref)} from {self._told_as(ref, change.old)} to {self._told_now(ref)}"
        return f"You set {change.name}"

    def _label(self, ref):
        """A number that can be moved, as a sentence calls it."""
        return notation.html(ref.source)

    def _told_as(self, _ref, value):
        """A value of a number that can be moved, as HTML."""
        return _brief(value)

    def _told_now(self, ref):
        return self._told_as(ref, self._given(ref))

    def _is_given(self, ref):
        """Whether a number can be moved."""
        return str(ref) in self.BY_REF

    def _given(self, ref):
        """The value of a number that can be moved."""
        if str(ref) not in self.BY_REF:
            raise ValueError(f"{ref} is no number that can be moved here.")
        return getattr(self, self.BY_REF[str(ref)])

    def _give(self, ref, value):
        """Set a number that can be moved."""
        value = int(value) if isinstance(self._given(ref), int) and value == int(value) else value
        name = self.BY_REF[str(ref)]
        setattr(self, name, self.traits()[name].check(self)(notation.symbol(ref), value))

    # ------------------------------------------------------------ what the browser reports

    def _heard(self, content):
        """One message of the view. An error is said in the strip; the view is answered in any case."""
        self._seq, shown = content.get("seq", self._seq), self._view.html
        try:
            with self._telling(), progress.told_to(lambda how_far: self._view.show(_telling_how_far(shown, how_far))):
                self._do(content)
        except BaseException:  # it was interrupted
            with progress.unbroken():
                self._view.show(shown, self._seq)
            raise
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
        elif "pick" in content:
            self._pick(content["pick"])
        elif "undo" in content:
            self.undo()
        elif "dropped" in content:
            self._complain("")
        elif "tip" in content:
            self._view.answer(content["tip"], self._tip(content["tip"]))
        elif "gone" in content:
            self._gone()
        elif content.get("width") != self._width:
            self._width = content["width"]
            self._draw()

    def _move(self, move, value, done, key):
        ref = Ref.parse(move)
        example = [_brief(self._given(ref))] if self._is_given(ref) else []  # what it is now would do
        value = _arguments.typed_number(notation.symbol(ref), value, *example)
        self._move_to(str(ref), done and not key, lambda: self._give(ref, value), key)

    def _move_to(self, ref, done, give, key=False):
        """Go on with the gesture of that ref, or begin it. done : it is the last of it. key : by key presses."""
        if self._gesture != ref or self._by_keys != key:
            if self._told.asking:  # to be answered first
                return
            self._gesture, self._by_keys, self._begun = ref, key, False
            self._origin = self._place(ref)
        self._by_hand = True
        try:
            give()
            if self._error:  # of what was entered before this, which is as it was
                self._complain("")
            if done and self._begun and self._origin is not None and self._place(ref) == self._origin:
                *self._history, (state, _) = self._history  # it came back: that is no move
                self._back_to(state, self._told_before)
        finally:
            self._by_hand = False
            if done:
                self._gesture = None

    def _place(self, gesture):
        """Where what a gesture moves is; None where that cannot be said."""
        return self._given(Ref.parse(gesture))

    def _pick(self, ref):
        """Something was clicked that is no number."""
        name, _, place = ref.partition("[")
        act = getattr(self, f"_pick_{name.replace('-', '_minus').replace('+', '_plus')}", None)
        if act is None:
            raise ValueError(f"{ref} is nothing that can be chosen here.")
        self._gesture = None
        indices = re.split(r"\]\[|\]@|, ", place.removesuffix("]"))
        act(*(int(k) if k.isdigit() else k for k in indices if k))

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

    def _predict_turned(self, _change):
        self._told = self._told._replace(asking=False, revealed=None)
        self._look()

    def _complain(self, sentence):
        self._error = notation.on_screen(sentence)
        self._draw()

    # ------------------------------------------------------------ where numbers came from

    def _tip(self, ref):
        """Where a number came from, as HTML; nothing while it is veiled, or where it is not known."""
        try:
            ref = Ref.parse(ref)
            if self._told.asking and not self._is_given(ref):
                return ""
            if self._gesture == str(ref):  # it is in the hand: the rest would cover what it changes
                value = f'{self._label(ref)} <span class="m">= {self._told_now(ref)}</span>'
                return f"{value}<small> · was {self._told_as(ref, self._origin)}</small>"
            explanation = self._explanation(ref)
        except ValueError:
            return ""
        hint = self._hint(ref) if self._is_given(ref) and not self._history else ""  # who has moved one knows how
        return tip_html(explanation._replace(ref=str(ref)), self._changes) + hint

    def _hint(self, _ref):
        """How a number that is given is moved."""
        return HINT

    def _explanation(self, ref):
        """The Explanation of a number. Raises ValueError if it is not known."""
        name, found = str(ref), self._rule(ref)
        if found is None:
            return Explanation(name, self._given(ref), notation.symbol(ref), "", (), "given")
        rule, parts, why = found
        parts = tuple(Factor(part, self._numbers[part]) if part in self._numbers else part for part in parts)
        return Explanation(name, self._numbers[name], notation.symbol(ref), rule, parts, why)

    def _rule(self, ref):
        """(rule, parts, what it is) of a computed number, where a part that is a ref stands for its number; or None."""
        return self.RULES.get(str(ref))

    # ------------------------------------------------------------ what is shown

    @property
    def _changes(self):
        return Changes(self._told.before, self._visible)

    def _strip(self, **more):
        """What the strip says. more : fields of Strip that a subclass fills."""
        told = self._told
        return Strip(
            self._changes, told.moved, self.START, self.ORDER, self.predict, told.asking, told.bet, told.revealed,
            bool(self._history), self._error, lamps=self.LAMPS, **more,
        )  # fmt: skip

    def _make_view(self):
        self._view = View(on=self._heard, saved=lambda: self._picture().standalone())
        return [self._view]

    def _draw(self):
        held = self._gesture or ""
        self._view.show(self._html(self._scene(), self._width), self._seq, (held, self._tip(held)))

    def _html(self, scene, width):
        return page(scene.strip, self._stage(scene, width, True))

    def _picture(self):
        return self._stage(self._scene(), WIDE, False)


def _brief(value):
    """A number in a sentence, where 1e308 is not to be written out."""
    return short(value, room=110)


def _telling_how_far(html, how_far):
    """What is shown, while it is still being computed what comes next."""
    return re.sub(r'<div class="says?\b[^>]*><span[^>]*>', rf"\g<0><b>{how_far}</b> · ", html, count=1)
