"""The screen of a widget: shows the string that a view made, and reports which number was picked."""

from pathlib import Path

import anywidget
import traitlets

from bpkit.views.picture import STYLE


class View(anywidget.AnyWidget):
    """Shows html. on_pick is called with the data-ref of an element that is clicked, or chosen with Enter.

    live : whether a screen reader reads a new html out by itself.
    """

    _esm = Path(__file__).with_name("view.js").read_text(encoding="utf-8")
    _css = STYLE
    html = traitlets.Unicode().tag(sync=True)
    live = traitlets.Bool(False).tag(sync=True)

    def __init__(self, on_pick=None, **traits):
        super().__init__(**traits)
        if on_pick:
            self.on_msg(lambda _widget, content, _buffers: on_pick(content["ref"]))
