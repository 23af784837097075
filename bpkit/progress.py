"""How far something long has come: a bar on standard output, and none for what is done at once."""

import sys
import time
from contextlib import contextmanager

PATIENCE = 2.0  # seconds


def bar(total, what, shown=True, done=0):
    """tqdm's bar of so many steps, of which some may be done, to update and to close."""
    from tqdm import tqdm

    class Bar(tqdm):
        monitor_interval = 0  # no thread of its own: a browser's Python has none

    # On stdout: Jupyter paints stderr red, and this is no error.
    return Bar(total=total, initial=done, desc=what, disable=not shown, file=sys.stdout, mininterval=0.2)


@contextmanager
def telling(items, what):
    """The items of a sequence, one by one. An interrupt ends the bar too."""
    began, bars = time.monotonic(), []

    def one_by_one():
        for done, item in enumerate(items):
            if bars:
                bars[0].update()
            elif time.monotonic() - began > PATIENCE:
                bars.append(bar(len(items), what, done=done))
            yield item
        for shown in bars:
            shown.update()

    try:
        yield one_by_one()
    finally:
        for shown in bars:
            shown.close()
