"""What every widget of bpkit has in common: it shows itself without a kernel too, and its repr is code.

And the small ones for the lessons: a few numbers that the learner moves, and one picture that follows.
"""

import ipywidgets as w
from traitlets import TraitType

from bpkit import _arguments
from bpkit.views.picture import beside
from bpkit.widgets import controls
from bpkit.widgets.view import View


class LiveWidget(w.VBox):
    """State in traits, controls, and a view. A subclass says what is seen, and which arguments recreate it."""

    def _picture(self):
        """The state as one Picture, for a saved notebook."""
        raise NotImplementedError

    def _repr_arguments(self):
        """The arguments that recreate the widget, as a dict."""
        raise NotImplementedError

    def __repr__(self):
        arguments = ", ".join(f"{name}={value!r}" for name, value in self._repr_arguments().items())
        return f"{type(self).__name__}({arguments})"

    def _repr_mimebundle_(self, **kwargs):
        """The widget, and beside it the picture that a reader without a kernel sees."""
        bundle = super()._repr_mimebundle_(**kwargs)
        bundle["text/plain"] = repr(self)
        bundle["image/svg+xml"] = self._picture().standalone()
        return bundle


class Slider(TraitType):
    """A number that the learner moves: a trait, its range, and the label of its slider. whole : only whole numbers."""

    def __init__(self, label, least, most, value, step=0.1, whole=False):
        super().__init__(value)
        self.label, self.least, self.most, self.step, self.whole = label, least, most, step, whole

    def validate(self, obj, value):
        """The value, if it is in the range; else a ValueError of one sentence."""
        if self.whole:
            return _arguments.whole_number(self.least, self.most)(self.name, value)
        expected = f"from {self.least:g} to {self.most:g}"
        return _arguments.number(expected, lambda v: self.least <= v <= self.most)(self.name, value)


class SliderLab(LiveWidget):
    """Some Sliders and one picture. A subclass declares the Sliders as traits, and says in _pictures what is seen.

    The Sliders are arguments of the constructor, and are read and set from Python too.
    """

    def __init__(self, **values):
        super().__init__()
        # In the order of declaration; traits() has them by the alphabet.
        declared = [name for cls in reversed(type(self).__mro__) for name in vars(cls)]
        sliders = {name: self.traits()[name] for name in declared if isinstance(self.traits().get(name), Slider)}
        for name, value in values.items():
            if name not in sliders:
                raise TypeError(f"{type(self).__name__}() got an unexpected keyword argument {name!r}")
            setattr(self, name, value)
        self._controls = {name: self._control(name, slider) for name, slider in sliders.items()}
        row = w.HBox(list(self._controls.values()))
        row.add_class("bpkit-controls")
        self._view = View()
        self.children = [row, self._view]
        self.add_class("bpkit")
        self._draw()
        self.observe(self._draw, names=list(sliders))

    def _control(self, name, slider):
        reach = (slider.least, slider.most)
        return controls.Number(
            slider.label, lambda value: setattr(self, name, value), whole=slider.whole, slider=reach, step=slider.step
        )

    def _draw(self, _change=None):
        for name, control in self._controls.items():
            control.show(getattr(self, name))
        self._view.html = self._html()

    def _pictures(self):
        """What is seen: Pictures, side by side where there is room."""
        raise NotImplementedError

    def _html(self):
        return f'<div class="bpkit-beside">{"".join(picture.svg() for picture in self._pictures())}</div>'

    def _picture(self):
        return beside(self._pictures(), gap=28)

    def _repr_arguments(self):
        return {name: getattr(self, name) for name in self._controls}
