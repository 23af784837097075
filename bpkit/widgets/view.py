"""The screen of a widget: shows the string that a view made, and reports what the learner does to it."""

import logging
import math
import time
from pathlib import Path

import anywidget
import traitlets

from bpkit.views.picture import STYLE
from bpkit.views.scene import MIDDLE, NARROW, WIDE
from bpkit.widgets.live import alone, running_loop

WIDTHS = (WIDE, MIDDLE, NARROW)  # what the browser has room for: one of three layouts
BURST, RATE = 10, 25  # so many states go down at once, then so many a second: a server drops what is too much for it
_log = logging.getLogger("bpkit")


class View(anywidget.AnyWidget):
    """Shows html. on is called with each message from the browser, a dict with one of these keys:

    move : the data-ref of a number; with value (a number, the text that was typed, or the two numbers of a point),
        done and key.
    paint : pixels and their values, as [[data-ref, value], ...]; with done. Like a move it has a seq: see show.
    pick, tip : a data-ref, clicked, or to be explained with answer(ref, html). width : one of WIDTHS. undo : True.
    dropped : True, when what was typed and refused is given up.
    gone : True, when no page shows it any longer. A page says missed first, which goes to all; who shows it says here.
    heard is for nobody: see outbox in view.js.

    saved : gives the SVG that the copy button takes along.
    pinned : the data-ref of the number whose tip stays, or "". The browser sets it too: a click on a number pins it,
    and it is "" once its tip has closed. scale : how much larger than usual all is shown.
    """

    _esm = Path(__file__).with_name("view.js").read_text(encoding="utf-8")
    _css = STYLE
    html = traitlets.Unicode().tag(sync=True)
    seq = traitlets.Int(0).tag(sync=True)
    pinned = traitlets.Unicode().tag(sync=True)
    scale = traitlets.Float(1.0).tag(sync=True)
    tip = traitlets.Tuple(traitlets.Unicode(), traitlets.Unicode(), default_value=("", "")).tag(sync=True)

    def __init__(self, on=None, saved=None, **traits):
        super().__init__(**traits)
        self._on, self._saved = on, saved
        self.on_msg(self._receive)

    _unsent, _room, _since, _timer, _is_missed = frozenset(), BURST, 0.0, None, False
    _handle_msg = alone(anywidget.AnyWidget._handle_msg)

    def show(self, html, seq=None, tip=("", "")):
        """Show html, which answers the move number seq and all before it: in one message.

        tip : (ref, html), the explanation of the number in the hand, which need not be asked for then.
        """
        with self.hold_sync():
            self.html, self.tip = html, tip
            if seq is not None:
                self.seq = seq

    def send_state(self, key=None):
        """As of any widget, but of a burst only the first states and the last go down. A move is answered at once."""
        self._unsent |= {key} if isinstance(key, str) else set(self.keys if key is None else key)
        now, loop = time.monotonic(), running_loop()
        self._room, self._since = min(BURST, self._room + RATE * (now - self._since)), now
        if self._room >= 1 or "seq" in self._unsent or loop is None:
            self._send_rest()
        elif not self._timer:
            self._timer = loop.call_later(1 / RATE, self._send_at_last)

    def _send_rest(self):
        if self._unsent:
            keys, self._unsent, self._room = self._unsent, frozenset(), max(self._room - 1, 0)
            super().send_state(keys)

    @alone
    def _send_at_last(self):
        self._timer = None
        self._send_rest()

    def answer(self, ref, html):
        """Explain the number ref, as the browser asked with a tip; an empty html is no explanation."""
        self.send({"tip": ref, "html": html})

    def _receive(self, _widget, content, _buffers):
        was_missed, self._is_missed = self._is_missed, content == {"missed": True}
        # An exception would go to ipykernel, which shows it nowhere.
        try:
            if self._is_missed:
                self.send(content)
            elif content == {"copy": True} and self._saved:
                self.send({"svg": self._saved()})
            elif self._on and well_formed(content) and (was_missed or content != {"gone": True}):
                self._on(content)
        except Exception:
            _log.exception("A message from the browser could not be handled: %.200r", content)


def well_formed(content):
    """Whether content is a message as View promises it to its handler."""
    if not isinstance(content, dict):
        return False
    if "move" in content or "paint" in content:
        if not (isinstance(content.get("done"), bool) and isinstance(content.get("seq"), int)):
            return False
        if "paint" in content:
            return isinstance(content["paint"], list) and all(map(_is_pixel, content["paint"]))
        value, key = content.get("value"), content.get("key", False)
        is_point = isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))
        is_value = isinstance(value, str) or _is_number(value) or is_point
        return isinstance(content["move"], str) and isinstance(key, bool) and is_value
    if "pick" in content or "tip" in content:
        return isinstance(content.get("pick", content.get("tip")), str)
    if "width" in content:
        return content["width"] in WIDTHS
    return any(content.get(word) is True for word in ("undo", "dropped", "gone"))


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_pixel(pair):
    return isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) and _is_number(pair[1])
