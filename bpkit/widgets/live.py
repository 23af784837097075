"""What every widget of bpkit has in common: its state in traits that carry their check.

A widget's state is set from Python, by hand and by a test through one door: the traits. Each is checked when it
is set; one observer then computes and draws, or puts the last good state back.

JupyterLab handles messages in other threads than cells. Whoever changes a widget holds LOCK: a trait that is set, a
message from the page, a round of what goes on by itself. It is one for all widgets, as traits of two may be linked.
"""

import asyncio
from contextlib import contextmanager
from functools import wraps
from threading import RLock, current_thread, main_thread

import ipywidgets as w
from threadpoolctl import ThreadpoolController
from traitlets import TraitType, dlink

from bpkit import _arguments
from bpkit.progress import unbroken

# Each change is small. A second thread of the matrix library gains nothing there, but spins for a tenth of a second
# after each product, on the processor that the browser paints with.
BLAS = ThreadpoolController()
LOCK = RLock()


def alone(method):
    """The method, which has all widgets to itself, whatever thread calls it."""

    @wraps(method)
    def locked(*args, **kwargs):
        with LOCK:
            return method(*args, **kwargs)

    return locked


class Checked(TraitType):
    """A trait with its check.

    check : from the widget to a check as in _arguments, which takes (name, value) and gives the value, or raises a
    ValueError of one sentence. state : whether the picture is made of it; else it says only how the widget behaves.
    ref : of the number that sets it in the picture.
    """

    def __init__(self, default, check, state=True, ref=None):
        super().__init__(default)
        self.check, self.state, self.ref = check, state, ref

    def validate(self, obj, value):
        return self.check(obj)(self.name, value)

    @alone
    def set(self, obj, value):
        super().set(obj, value)


def switch(_widget):
    """The check of a trait that is on or off."""
    return _arguments.switch


def going(widget):
    """The check of a trait that is on while something goes on by itself."""

    def check(name, value):
        value = switch(widget)(name, value)
        if value and widget._event_loop() is None:
            raise ValueError(f"{name} needs an event loop, as Jupyter has one.")
        return value

    return check


class LiveWidget(w.VBox):
    """State in Checked traits, and a view. A subclass says what is computed and what is seen.

    scale : how much larger than usual it is shown, from 1 to 2, for a projector.
    """

    scale = Checked(1.0, lambda _: _arguments.number("from 1 to 2", lambda scale: 1 <= scale <= 2), state=False)

    _good = {}  # the state that was computed and drawn last
    _home = None  # the event loop of cells
    _going = _rounds = _task = None  # what goes on by itself: its trait, its generator, and who runs it
    _stands_alone = False  # it was shown by itself, and not only in a box of somebody's

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        declared = [(name, trait) for base in reversed(cls.__mro__) for name, trait in vars(base).items()]
        cls.CHECKED = tuple(dict.fromkeys(name for name, trait in declared if isinstance(trait, Checked)))
        cls.STATE = tuple(name for name in cls.CHECKED if getattr(cls, name).state)
        cls.BY_REF = {getattr(cls, name).ref: name for name in cls.CHECKED if getattr(cls, name).ref}

    def __init__(self, **values):
        self._busy = True  # nothing is drawn until all is there
        if current_thread() is main_thread():
            LiveWidget._home = running_loop()
        for name in values:
            if not self.has_trait(name):
                raise TypeError(f"{type(self).__name__}() got an unexpected keyword argument {name!r}")
        for name in self.CHECKED:  # one by one, for each is checked against the ones before it
            setattr(self, name, values.pop(name, self.traits()[name].default_value))
        super().__init__(**values)
        with LOCK, BLAS.limit(limits=1):  # as later: sums of two threads differ in the last digit
            self._compute(set(self.STATE))
        self._remember()
        self.children = self._make_view()
        self.add_class("bpkit")
        self._draw()
        self._busy = False
        self.observe(self._changed, names=list(self.STATE))
        dlink((self, "scale"), (self._view, "scale"))

    # ------------------------------------------------------------ when it changes

    @contextmanager
    def hold_trait_notifications(self):
        """As of any widget: what is set inside is one change."""
        with LOCK, super().hold_trait_notifications():
            yield

    def _changed(self, _change):
        """A trait was set. Of several that are set together the first report stands for all."""
        if changed := self._news():
            self._change_at_once(lambda: self._compute(changed))

    def _news(self):
        """The names of the traits that are no longer what they were when all was computed last."""
        return {name for name in self.STATE if _differ(getattr(self, name), self._good[name])}

    def _change_at_once(self, compute):
        """Compute and draw, in one round whatever compute sets. After a mistake the last good state is back."""
        if self._busy:
            return
        self._busy = True
        try:
            with BLAS.limit(limits=1):
                compute()
                self._draw()
            self._remember()
        except BaseException:  # also where it took too long, and was interrupted
            with unbroken():
                self._restore()
            raise
        finally:
            self._busy = False

    def _look(self, compute=lambda: None):
        """What is looked at was set, and no number. With one that was set too, all is computed and drawn anyway."""
        if not (self._busy or self._news()):
            self._change_at_once(compute)

    def _remember(self):
        self._good = {name: getattr(self, name) for name in self.STATE}

    def _restore(self):
        """Back to the last good state, which is still on the screen."""
        for name, value in self._good.items():
            setattr(self, name, value)
        self._compute(set(self.STATE))

    def _compute(self, changed):
        """The numbers that depend on the traits in changed."""

    # ------------------------------------------------------------ what goes on by itself

    def _event_loop(self):
        """That of cells, as long as there is one: JupyterLab ends the threads that handle messages with the page."""
        return self._home if self._home and not self._home.is_closed() else running_loop()

    def _turn(self, name, rounds):
        """The trait of that name was turned on, or off. On, it goes on by itself: round by round, until rounds ends.

        rounds : gives a generator of the seconds to wait until its next round.
        """
        if self._task:
            self._task.cancel()
        self._going = self._rounds = self._task = None
        if getattr(self, name):
            self._going, self._rounds = name, rounds()
            self._task = asyncio.run_coroutine_threadsafe(self._go_on(self._rounds), self._event_loop())
        self._look()

    async def _go_on(self, rounds):
        seconds = 0
        while seconds is not None:
            await asyncio.sleep(seconds)
            with LOCK:
                if self._rounds is not rounds:  # it was turned off, while this was about to wake up
                    return
                seconds = None
                try:
                    with self._telling():
                        seconds = next(rounds, None)
                finally:
                    if seconds is None:
                        self._stop()

    def _stop(self):
        if self._going:
            setattr(self, self._going, False)

    def _telling(self):
        """A context that says to the learner what is raised in it."""
        raise NotImplementedError

    def close(self):
        """Stop what goes on by itself, and take it out of the page. Displayed once more, it is there again."""
        if self.comm is None:
            return
        with LOCK:
            self._stop()
            for part in _parts(self):
                super(LiveWidget, part).close() if part is self else part.close()
            del self._repr_mimebundle_  # ipywidgets put None in its place

    def _gone(self):
        """The page no longer shows it: its output was cleared, or its cell has run again."""
        self.close() if self._stands_alone else self._stop()

    # ------------------------------------------------------------ what it looks like

    def _make_view(self):
        """The widgets that it consists of. The first one is _view, which shows the picture."""
        raise NotImplementedError

    def _draw(self):
        """Put the state into what _make_view made."""
        raise NotImplementedError

    def _picture(self):
        """The state as one Picture, for a saved notebook."""
        raise NotImplementedError

    def save(self, path, scale=2):
        """Save what is shown as an .svg, .png or .pdf file. scale : how many points of a .png one pixel becomes.

        Raises ValueError for any other name, and ImportError where what draws a .png or .pdf is not installed.
        """
        self._picture().save(path, scale)

    def _repr_arguments(self):
        """The arguments that recreate the widget, as a dict."""
        return {name: getattr(self, name) for name in self.STATE}

    def __repr__(self):
        arguments = ", ".join(f"{name}={value!r}" for name, value in self._repr_arguments().items())
        return f"{type(self).__name__}({arguments})"

    def _repr_mimebundle_(self, **kwargs):
        """The widget, and beside it the picture that a reader without a kernel sees."""
        for part in _parts(self):  # it may have been closed
            part.open()
        self._stands_alone = True
        bundle = super()._repr_mimebundle_(**kwargs)
        bundle["text/plain"] = repr(self)
        bundle["image/svg+xml"] = self._picture().standalone()
        return bundle


def _parts(widget):
    """A widget and all that is its own, in the order in which the page has to know it."""
    inside = [part for child in getattr(widget, "children", ()) for part in _parts(child)]
    return [*inside, widget.layout, widget]


def running_loop():
    """The event loop of this thread, or None."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _differ(one, other):
    """Whether two values of a trait are not the same, as traitlets has it."""
    try:
        return bool(one != other)
    except ValueError:  # of arrays
        return one is not other
