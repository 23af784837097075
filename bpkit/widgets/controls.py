"""The controls that widgets share. Each knows how to show a state, and calls back with what the learner chose.

A control never decides whether a value is good. It hands the value on; if that raises a ValueError, its
sentence is shown beside the control, and the widget keeps its last good state. Any other error is a bug of
ours: it is shown there too, and logged. In Jupyter an exception in a plain callback would just be invisible.
"""

import logging
import re
from contextlib import contextmanager

import ipywidgets as w

from bpkit import _arguments
from bpkit.views.picture import escape

log = logging.getLogger("bpkit")


class Control(w.HBox):
    """A row of controls with a place for the sentence that says what was wrong."""

    def __init__(self, *parts, kind=None):
        self._sentence = w.HTML()
        self._sentence.add_class("bpkit-error")
        self._error = ""
        self._showing = False
        super().__init__([*parts, self._sentence])
        self.add_class("bpkit-control")
        if kind:
            self.add_class(kind)

    @property
    def error(self):
        """The sentence beside the control, or an empty string."""
        return self._error

    @error.setter
    def error(self, sentence):
        self._error = sentence
        self._sentence.value = escape(sentence)  # it may quote what was typed

    @contextmanager
    def guarded(self):
        """What is raised in here is shown beside the control."""
        try:
            yield
        except ValueError as error:
            self.error = str(error)
        except Exception as error:
            log.exception("in a control")
            self.error = f"This is a mistake in bpkit, not yours: {type(error).__name__}: {error}"
        else:
            self.error = ""

    @contextmanager
    def showing(self):
        """While a state is shown, changes are not the learner's, and what was wrong is forgotten."""
        self._showing = True
        try:
            yield
        finally:
            self._showing = False
        self.error = ""

    def listen(self, control, apply):
        """Call apply with the control's new value whenever the learner changes it."""

        def changed(change):
            if not self._showing:
                with self.guarded():
                    apply(change.new)

        control.observe(changed, "value")

    def on_click(self, button, apply):
        def clicked(_button):
            with self.guarded():
                apply()

        button.on_click(clicked)


class Choice(Control):
    """One of several names, as buttons in a row."""

    def __init__(self, label, options, apply, kind=None):
        self._buttons = w.ToggleButtons(options=options, style={"button_width": "auto"})
        super().__init__(_label(label), self._buttons, kind=kind)
        self.listen(self._buttons, apply)

    def show(self, value, options=None):
        with self.showing():
            if options is not None and tuple(options) != self._buttons.options:
                self._buttons.options = tuple(options)
            self._buttons.value = value


class Number(Control):
    """A number field, and a slider beside it where there is a range."""

    def __init__(self, label, apply, *, whole=False, slider=None, step=1, between=(), kind=None):
        field_class, slider_class = (w.IntText, w.IntSlider) if whole else (w.FloatText, w.FloatSlider)
        self.field = _field(field_class, label, step=step)
        self.slider = None
        if slider:
            least, most = slider
            layout = {"width": "180px"}
            self.slider = slider_class(min=least, max=most, step=step, readout=False, layout=layout, tooltip=label)
        self._after = _label("")
        self._apply = apply
        super().__init__(self.field, self._after, *between, *([self.slider] if slider else []), kind=kind)
        self.listen(self.field, apply)
        if slider:
            self.listen(self.slider, self._slid)

    def show(self, value, most=None, after=""):
        with self.showing():
            if most is not None:
                self.slider.max = most
            if self.slider is not None:
                self._on_slider = self._nearest(min(value, self.slider.max))
                # Not for a rounding error: to send it back would take the handle from the next key press.
                if abs(self.slider.value - self._on_slider) > 1e-9:
                    self.slider.value = self._on_slider
            self.field.value = value
            self._after.value = after

    def _nearest(self, value):
        """The place on the slider's steps: in the browser it goes to one of them, and would take the value along."""
        least, step = self.slider.min, self.slider.step
        return type(least)(round(least + round((value - least) / step) * step, 9))

    def _slid(self, value):
        value = round(value, 9)  # it counts in steps from its end: −0.9999999999999996 is its way to say −1
        if value != self._on_slider:
            self._apply(value)


class LayerSizes(Control):
    """The sizes of the layers: all of them as text, and buttons for the hidden ones."""

    def __init__(self, apply):
        self._apply = apply
        self._sizes = ()
        self._counts = {}
        self._hidden = w.HBox()
        self._hidden.add_class("bpkit-hidden-layers")
        add = _button("+ layer", "add a hidden layer before the output", wide=True)
        self._remove = _button("− layer", "remove the last hidden layer", wide=True)
        self._text = _field(w.Text, "Layers", width=112)
        super().__init__(self._text, self._hidden, add, self._remove, kind="bpkit-layer-sizes")
        self.on_click(add, lambda: apply((*self._sizes[:-1], 2, self._sizes[-1])))
        self.on_click(self._remove, lambda: apply((*self._sizes[:-2], self._sizes[-1])))
        self.listen(self._text, lambda typed: apply(sizes_from_text(typed)))

    def show(self, sizes):
        with self.showing():
            self._text.value = "-".join(map(str, sizes))
            if len(sizes) != len(self._sizes):
                self._build(len(sizes))
            self._sizes = sizes
            for l, count in self._counts.items():
                count.value = str(sizes[l - 1])
            self._remove.disabled = len(sizes) == 2

    def _build(self, L):
        """Buttons for each hidden layer. The ones that are there stay, and with them the keyboard's place."""
        for l in range(len(self._counts) + 2, L):
            self._counts[l] = _label("", "bpkit-count")
            fewer = _button("−", f"one unit fewer in layer {l}")
            more = _button("+", f"one unit more in layer {l}")
            self.on_click(fewer, lambda l=l: self._resize(l, -1))
            self.on_click(more, lambda l=l: self._resize(l, +1))
            self._hidden.children += (w.HBox([fewer, self._counts[l], more]),)
        for l in range(L, len(self._counts) + 2):
            del self._counts[l]
        _keep(self._hidden, self._hidden.children[: L - 2])

    def _resize(self, l, by):
        sizes = list(self._sizes)
        sizes[l - 1] += by
        self._apply(tuple(sizes))


def sizes_from_text(typed):
    """(2, 3, 1) from "2-3-1", "2, 3, 1", "(2, 3, 1)" or "2 3 1". Raises ValueError for anything else."""
    words = re.split(r"\s*[-–−,]\s*|\s+", typed.strip().strip("()[]").strip())  # one mark between two: -3 is no size
    if not all(re.fullmatch(r"\d{1,9}", word) for word in words):
        raise ValueError(f"layer_sizes must be whole numbers, for example 2-3-1, got {_arguments.brief(typed)}.")
    return tuple(map(int, words))


def row(parts):
    """Controls in a row, as many as fit."""
    box = w.HBox(list(parts))
    box.add_class("bpkit-controls")
    return box


def _keep(box, children):
    """Give the box these of its children, and close the others."""
    gone = [child for child in box.children if child not in children]
    box.children = children
    for child in gone:
        _close(child)


def _close(widget):
    """Close a widget with its parts, layout and style: ipywidgets keeps each of them until it is closed itself."""
    for part in getattr(widget, "children", ()):
        _close(part)
    for name in {"layout", "style"} & set(widget.keys):
        getattr(widget, name).close()
    widget.close()


def _field(field_class, label, width=72, **traits):
    """A field with its label, width pixels wide without it."""
    layout = {"width": "auto"}
    field = field_class(
        description=label, style={"description_width": "auto"}, layout=layout, continuous_update=False, **traits
    )
    field.add_class("bpkit-field")
    field.add_class(f"bpkit-field-{width}")
    return field


def _label(content, kind="bpkit-label"):
    label = w.Label(content)
    label.add_class(kind)
    return label


def _button(content, tooltip, wide=False):
    button = w.Button(description=content, tooltip=tooltip, layout={"width": "auto" if wide else "28px"})
    if not wide:
        button.add_class("bpkit-small")
    return button
