"""A network, a training set and λ, as one object with traits, and the controls that set them.

Explorer and its relatives inherit from it. Python, the controls and the tests use the same door: the traits.
A trait is checked when it is set; one observer then computes and draws.
"""

import ipywidgets as w
from traitlets import TraitType, observe, validate

from bpkit import _arguments
from bpkit.algorithm import (
    backpropagate_errors,
    forward_propagate,
    penalty,
    random_theta,
    regularized_gradient,
    sum_over_examples,
)
from bpkit.data import LOADED, MAKERS, DataSet, load
from bpkit.views.explorer import Shown
from bpkit.widgets import controls
from bpkit.widgets.live import LiveWidget

MOST_HIDDEN_LAYERS, MOST_UNITS = 6, 200


class NetworkWidget(LiveWidget):
    """The state that all of bpkit's network widgets share. A subclass says what to draw.

    data : the name of a data set, or a DataSet. layer_sizes : units in layers 1 … L; None takes the ones that
    fit the data. lambda_ : λ ≥ 0. example : which example, from 1 to m. seed : of the random weights.
    edits : examples of your own, {t: (x, y)}, in place of the data's. Set a new dict to change it.

    All of them are read and set from Python too; a value that does not fit raises a ValueError of one sentence.
    z, a and delta are those of the example; Delta, D and J are those of all m examples.
    """

    data = TraitType("xor")
    layer_sizes = TraitType(None)
    lambda_ = TraitType(0.0)
    example = TraitType(1)
    seed = TraitType(0)
    edits = TraitType(None)

    _own = ()  # one's own DataSet as a choice

    STATE = ("data", "layer_sizes", "lambda_", "example", "seed", "edits")  # each is checked against those before it
    CONTROLS = ("data", "seed", "layer_sizes", "lambda_", "example", "edits")

    def __init__(self, data="xor", layer_sizes=None, lambda_=0.0, example=1, seed=0, *, edits=None, **traits):
        self._busy = True  # nothing is drawn until all is there
        state = dict(data=data, layer_sizes=layer_sizes, lambda_=lambda_, example=example, seed=seed, edits=edits)
        for name, value in {**state, **traits}.items():  # one by one, for each is checked against the ones before it
            if not self.has_trait(name):
                raise TypeError(f"{type(self).__name__}() got an unexpected keyword argument {name!r}")
            setattr(self, name, value)
        super().__init__()
        self._controls = self._make_controls()
        self._compute(set(self.STATE))
        self._remember()
        self._show_in_controls()
        self.children = [*self._rows(), *self._make_view()]
        self.add_class("bpkit")
        self._draw()
        self._busy = False

    # ------------------------------------------------------------ the state

    @property
    def data_set(self):
        """The DataSet that data stands for, as it is without edits."""
        return load(self.data) if isinstance(self.data, str) else self.data

    @property
    def m(self):
        """How many examples there are."""
        return len(self.data_set.X)

    @property
    def J(self):
        """The cost of all m examples, with its penalty."""
        return self._loss / self.m + penalty(self.Theta, self.m, self.lambda_)

    @validate("data")
    def _check_data(self, proposal):
        data = proposal.value
        if isinstance(data, DataSet):
            return data.name if LOADED.get(data.name) is data else data
        if not isinstance(data, str) or data not in MAKERS:
            raise ValueError(
                f"data must be a DataSet or one of {', '.join(map(repr, MAKERS))}, got {_arguments.brief(data)}."
            )
        return data

    @validate("layer_sizes")
    def _check_layer_sizes(self, proposal):
        if proposal.value is None:
            return self.data_set.layer_sizes
        sizes = _arguments.layer_sizes("layer_sizes", proposal.value)
        n, K = self.data_set.X.shape[1], self.data_set.Y.shape[1]
        if (sizes[0], sizes[-1]) != (n, K):
            raise ValueError(
                f"layer_sizes must begin with {n} and end with {K}, as {self.data_set.name} has x and y, got {sizes}."
            )
        too_large = len(sizes) - 2 > MOST_HIDDEN_LAYERS or max(sizes[1:-1], default=0) > MOST_UNITS
        if too_large and sizes != self.data_set.layer_sizes:
            raise ValueError(
                f"layer_sizes must have at most {MOST_HIDDEN_LAYERS} hidden layers of at most {MOST_UNITS} units here, "
                f"got {sizes}."
            )
        return sizes

    @validate("lambda_")
    def _check_lambda(self, proposal):
        return _arguments.at_least_0("lambda_", proposal.value)

    @validate("example")
    def _check_example(self, proposal):
        return _arguments.whole_number(1, self.m)("example", proposal.value)

    @validate("seed")
    def _check_seed(self, proposal):
        return _arguments.whole_number(0)("seed", proposal.value)

    @validate("edits")
    def _check_edits(self, proposal):
        try:
            given = [(t, x, y) for t, (x, y) in dict(proposal.value or {}).items()]
        except (TypeError, ValueError):
            given = _arguments.brief(proposal.value)
            raise ValueError(f"edits must be a dict of examples, {{t: (x, y)}}, got {given}.") from None
        checked = {}
        for t, x, y in given:
            t = _arguments.whole_number(1, self.m)("example", t)
            x, y = _arguments.numbers("x", x), _arguments.within_0_1(_arguments.numbers)("y", y)
            for name, value, data in (("x", x, self.data_set.X), ("y", y, self.data_set.Y)):
                if value.shape != data.shape[1:]:
                    raise ValueError(f"{name} must hold {data.shape[1]} numbers, got shape {value.shape}.")
            if not (x == self.data_set.X[t - 1]).all() or not (y == self.data_set.Y[t - 1]).all():
                checked[t] = tuple(x.tolist()), tuple(y.tolist())
        return checked

    # ------------------------------------------------------------ when it changes

    @observe("data", "layer_sizes", "lambda_", "example", "seed", "edits")
    def _changed(self, change):
        def compute():
            if change.name == "data":
                self._fit_to_data(change.old)
            self._compute({change.name})

        self._change_at_once(compute)

    def _change_at_once(self, compute):
        """Compute and draw, in one round whatever compute sets. After a mistake the last good state is back."""
        if self._busy:
            return
        self._busy = True
        try:
            compute()
            self._show_in_controls()
            self._draw()
            self._remember()
        except Exception:
            self._restore()
            raise
        finally:
            self._busy = False

    def _remember(self):
        self._good = {name: getattr(self, name) for name in self.STATE}

    def _restore(self):
        """Back to the last good state, which is still on the screen."""
        for name, value in self._good.items():
            setattr(self, name, value)
        self._compute(set(self.STATE))
        self._show_in_controls()

    def _fit_to_data(self, old):
        """Keep the layer sizes where they fit the new data, else the hidden layers that the learner chose."""
        old = load(old) if isinstance(old, str) else old
        new, sizes = self.data_set, self.layer_sizes
        n, K = new.X.shape[1], new.Y.shape[1]
        if (sizes[0], sizes[-1]) != (n, K):
            self.layer_sizes = new.layer_sizes if sizes == old.layer_sizes else (n, *sizes[1:-1], K)
        self.edits = None
        self.example = min(self.example, self.m)

    def _compute(self, changed):
        """The numbers that depend on what has changed."""
        if changed & {"data", "edits"}:
            self._X, self._Y = self.data_set.X, self.data_set.Y
            if self.edits:
                self._X, self._Y = self._X.copy(), self._Y.copy()
                for t, (x, y) in self.edits.items():
                    self._X[t - 1], self._Y[t - 1] = x, y
        if changed & {"data", "layer_sizes", "seed"}:
            self.Theta = random_theta(self.layer_sizes, self.seed)
        if changed - {"lambda_", "example"}:
            self.Delta, self._loss = sum_over_examples(self.Theta, self._X, self._Y)
        if changed - {"lambda_"}:
            self._compute_example()
        self.D = regularized_gradient(self.Delta, self.Theta, self.m, self.lambda_)
        _arguments.numbers("J", self.J)  # a λ or x of 1e308 may be too much
        _arguments.layers(1)("D", self.D)

    def _compute_example(self):
        self.z, self.a = forward_propagate(self.Theta, self._X[self.example - 1])
        self.delta = backpropagate_errors(self.Theta, self.a, self._Y[self.example - 1])

    # ------------------------------------------------------------ the controls

    def _make_controls(self):
        def setter(name):
            return lambda value: setattr(self, name, value)

        def set_own(x, y):
            self.edits = {**self.edits, self.example: (x, y)}

        def restore():
            self.edits = {t: own for t, own in self.edits.items() if t != self.example}

        def step(by):
            self.example = (self.example - 1 + by) % self.m + 1

        make = {
            "data": lambda: controls.Choice("Data", self._data_options(), setter("data"), kind="bpkit-data"),
            "seed": lambda: controls.Number("Seed", setter("seed"), whole=True, kind="bpkit-seed"),
            "layer_sizes": lambda: controls.LayerSizes(setter("layer_sizes")),
            "lambda_": lambda: controls.Number("λ", setter("lambda_"), slider=(0, 10), step=0.1, kind="bpkit-lambda"),
            "example": lambda: controls.Example(setter("example"), step),
            "edits": lambda: controls.OwnExample(set_own, restore),
        }
        return {name: make[name]() for name in self.CONTROLS}

    def _data_options(self):
        if isinstance(self.data, DataSet):
            self._own = ((self.data.name, self.data),)  # its button stays when another set is chosen
        return (*((name, name) for name in MAKERS), *self._own)

    def _rows(self):
        """The controls, as many in a row as fit."""
        row = w.HBox(list(self._controls.values()))
        row.add_class("bpkit-controls")
        return [row]

    def _show_in_controls(self):
        show = {
            "data": lambda control: control.show(self.data, self._data_options()),
            "seed": lambda control: control.show(self.seed),
            "layer_sizes": lambda control: control.show(self.layer_sizes),
            "lambda_": lambda control: control.show(self.lambda_),
            "example": lambda control: control.show(self.example, most=max(2, self.m), after=f"of {self.m}"),
            "edits": lambda control: control.show(
                self._X[self.example - 1], self._Y[self.example - 1], self.data_set.image_shape,
                self.example in self.edits,
            ),
        }  # fmt: skip
        for name, control in self._controls.items():
            show[name](control)

    # ------------------------------------------------------------ what it looks like

    def _make_view(self):
        """The widgets that stand under the controls."""
        raise NotImplementedError

    def _draw(self):
        """Put the state into what _make_view made."""
        raise NotImplementedError

    def _shown(self):
        t = self.example
        return Shown(
            Theta=self.Theta,
            a=self.a,
            delta=self.delta,
            Delta=self.Delta,
            D=self.D,
            J=self.J,
            loss=self._loss / self.m,
            penalty=penalty(self.Theta, self.m, self.lambda_),
            lambda_=self.lambda_,
            data=self.data_set,
            t=t,
            m=self.m,
            x=self._X[t - 1],
            y=self._Y[t - 1],
        )

    def _repr_arguments(self):
        names = ["data", "layer_sizes", "lambda_", "example", "seed"]
        return {name: getattr(self, name) for name in names + ["edits"] * bool(self.edits)}
