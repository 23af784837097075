"""How far something long has come, and nothing of what is done at once; and what an interrupt may not cut in two.

It is said where one looks: in a cell by a bar on standard output; a widget that is touched says it itself.
"""

import signal
import sys
import time
from contextlib import contextmanager
from contextvars import ContextVar
from threading import current_thread, main_thread

PATIENCE = 2.0  # seconds
_teller = ContextVar("teller", default=None)


@contextmanager
def told_to(tell):
    """In here, tell("Δ: 430 of 1797") is called in place of a bar."""
    before = _teller.set(tell)
    try:
        yield
    finally:
        _teller.reset(before)


class _Line:
    """As much of a bar as telling needs, handed to a teller, a few times a second."""

    def __init__(self, total, what, done, tell):
        self.total, self.what, self.done, self.tell, self.told = total, what, done, tell, 0.0

    def update(self):
        self.done += 1
        if time.monotonic() - self.told > 0.2:
            self.told = time.monotonic()
            self.tell(f"{self.what}: {self.done} of {self.total}")

    def close(self):
        pass


def bar(total, what, shown=True, done=0):
    """tqdm's bar of so many steps, of which some may be done, to update and to close."""
    from tqdm import tqdm

    class Bar(tqdm):
        monitor_interval = 0  # no thread of its own: a browser's Python has none

    # On stdout: Jupyter paints stderr red, and this is no error.
    return Bar(total=total, initial=done, desc=what, disable=not shown, file=sys.stdout, mininterval=0.2)


@contextmanager
def telling(items, what, since=None):
    """The items of a sequence, one by one. An interrupt ends the bar too. since : when the wait began, if not now."""
    began, bars = time.monotonic() if since is None else since, []

    def one_by_one():
        for done, item in enumerate(items):
            if bars:
                bars[0].update()
            elif time.monotonic() - began > PATIENCE:
                tell = _teller.get()
                bars.append(_Line(len(items), what, done, tell) if tell else bar(len(items), what, done=done))
            yield item
        for shown in bars:
            shown.update()

    try:
        yield one_by_one()
    finally:
        with unbroken():
            for shown in bars:
                shown.close()


@contextmanager
def unbroken():
    """What is done in here is done whole: an interrupt waits for its end, and while another is answered it is none."""
    before, rung = signal.getsignal(signal.SIGINT), []
    if not callable(before) or current_thread() is not main_thread():  # there none comes
        yield
        return
    signal.signal(signal.SIGINT, lambda *at: rung.append(at))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if rung and not isinstance(sys.exc_info()[1], KeyboardInterrupt):
        before(*rung[0])
