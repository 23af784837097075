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
from bpkit.notation import lowered
from bpkit.views.picture import escape

log = logging.getLogger("bpkit")
FEW_FIELDS = 8  # this many numbers of an example fit in a row


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


class Example(Number):
    """Which training example: by number, one back or forth, and by slider."""

    def __init__(self, apply, step):
        back = _button("‹", "previous example")
        forth = _button("›", "next example")
        super().__init__("Example", apply, whole=True, slider=(1, 2), between=(back, forth), kind="bpkit-example")
        self.on_click(back, lambda: step(-1))
        self.on_click(forth, lambda: step(+1))


class Playback(Control):
    """Where in the trace: to the start, one back, play or pause, one on, to the end; and a timeline to drag."""

    def __init__(self, move, play, go_to):
        self._play = _button("▶ Play", "play or pause", wide=True)
        buttons = []
        for content, hint, by in (("|‹", "start", None), ("‹ Back", "previous step", -1)):
            buttons.append((_button(content, hint, wide=True), by))
        self._next = _button("Next ›", "next step", wide=True)
        after = [(self._next, 1), (_button("›|", "end", wide=True), "end")]
        self._slider = w.IntSlider(min=0, max=1, readout=False, layout={"width": "150px"}, tooltip="timeline")
        self._place = _label("")
        parts = [*(b for b, _ in buttons), self._play, *(b for b, _ in after), self._slider, self._place]
        super().__init__(*parts, kind="bpkit-playback")
        for button, by in buttons + after:
            self.on_click(button, lambda by=by: move(by))
        self.on_click(self._play, play)
        self.listen(self._slider, go_to)

    def show(self, position, steps, playing):
        with self.showing():
            self._slider.max = steps - 1
            self._slider.value = position
            self._place.value = f"step {position + 1} of {steps}"
            self._play.description = "⏸ Pause" if playing else "▶ Play"


class RunTo(Control):
    """A line of the algorithm as a breakpoint, and a button that runs to it."""

    def __init__(self, run_to):
        lines = [(f"line {line}" if line else "Δ := 0", line) for line in range(8)]
        self.line = w.Dropdown(options=lines, value=4, layout={"width": "84px"}, tooltip="breakpoint")
        run = _button("Run to", "run to the next execution of this line", wide=True)
        super().__init__(run, self.line, kind="bpkit-run-to")
        self.on_click(run, lambda: run_to(self.line.value))


class Prediction(Control):
    """What will the next step write? A value, to as many digits as you like, or only its sign."""

    def __init__(self, turn, answer):
        self._on = w.ToggleButton(description="Predict", tooltip="ask before each step", layout={"width": "auto"})
        self._question = _label("")
        self._typed = _field(w.Text, "your value")
        signs = [_button(sign, hint) for sign, hint in (("+", "positive"), ("−", "negative"), ("0", "zero"))]
        self._asked = w.HBox([self._question, self._typed, *signs])
        self._verdict = w.HTML()
        self._verdict.add_class("bpkit-verdict")
        super().__init__(self._on, self._asked, self._verdict, kind="bpkit-prediction")
        self.listen(self._on, turn)
        self.listen(self._typed, lambda typed: typed and answer(typed))
        for button in signs:
            self.on_click(button, lambda sign=button.description: answer(sign))

    def show(self, on, question):
        with self.showing():
            self._on.value = on
            self._asked.layout.display = None if on and question else "none"
            self._verdict.layout.display = None if on else "none"
            self._question.value = question
            self._typed.value = ""

    def tell(self, verdict):
        """Show how the last prediction did."""
        self._verdict.value = escape(verdict)


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


class OwnExample(Control):
    """The numbers x and y of the example, in fields to change them: one's own example."""

    def __init__(self, apply, restore):
        self._apply = apply
        self._shape = None  # (n, K, image shape) that the fields are made for
        self._shown = None
        self._fields = ()
        self._box = w.HBox(layout={"flex_flow": "row wrap", "align_items": "flex-start"})
        self._open = w.ToggleButton(description="Edit x and y", layout={"width": "auto", "display": "none"})
        self._restore = w.Button(
            description="Restore", tooltip="the example as the data has it", layout={"width": "auto"}
        )
        super().__init__(self._open, self._box, self._restore, kind="bpkit-own-example")
        self.on_click(self._restore, restore)
        self.listen(self._open, self._toggle)

    def show(self, x, y, image_shape, edited):
        """x, y : the example, 1-D. image_shape : where x is an image. edited : whether it is one's own already."""
        with self.showing():
            self._shown = x, y
            if (len(x), len(y), image_shape) != self._shape:
                self._shape = len(x), len(y), image_shape
                self._fields = ()
                _keep(self._box, ())
                self._open.value = False
                self._open.layout.display = "none" if self._few() else None
            self._restore.layout.display = None if edited else "none"
            self._show_fields()

    def _toggle(self, _opened):
        with self.showing():
            self._show_fields()

    def _few(self):
        return self._shape[0] + self._shape[1] <= FEW_FIELDS

    def _show_fields(self):
        opened = self._few() or self._open.value
        self._box.layout.display = None if opened else "none"
        if not opened:
            return
        x, y = self._shown
        if not self._fields:  # made when they are first wanted: 74 fields for a digit take a moment
            self._build()
        for field, value in zip(self._fields, (*x, *y)):
            field.value = value

    def _build(self):
        n, K, image_shape = self._shape
        named = [f"x{lowered(j)}" for j in range(1, n + 1)] + [f"y{lowered(k)}" for k in range(1, K + 1)]
        if self._few():
            self._fields = [_field(w.FloatText, name, step=0.1) for name in named]
            self._box.children = self._fields
        else:
            self._fields = [w.FloatText(layout={"width": "68px"}, tooltip=name, step=0.1) for name in named]
            columns = image_shape[1] if image_shape else 8
            grids = [({"grid_template_columns": f"repeat({k}, 72px)"}) for k in (columns, 2)]
            self._box.children = [
                w.VBox([_label("x"), w.GridBox(self._fields[:n], layout=grids[0])]),
                w.VBox([_label("y"), w.GridBox(self._fields[n:], layout=grids[1])]),
            ]
        for field in self._fields:
            self.listen(field, lambda _: self._apply(*self._typed()))

    def _typed(self):
        n = self._shape[0]
        values = tuple(field.value for field in self._fields)
        return values[:n], values[n:]


def sizes_from_text(typed):
    """(2, 3, 1) from "2-3-1", "2, 3, 1", "(2, 3, 1)" or "2 3 1". Raises ValueError for anything else."""
    words = re.split(r"\s*[-–−,]\s*|\s+", typed.strip().strip("()[]").strip())  # one mark between two: -3 is no size
    if not all(re.fullmatch(r"\d{1,9}", word) for word in words):
        raise ValueError(f"layer_sizes must be whole numbers, for example 2-3-1, got {_arguments.brief(typed)}.")
    return tuple(map(int, words))


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
