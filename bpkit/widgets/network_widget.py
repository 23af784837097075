"""A network, a training set and λ, as one object with traits.

Explorer and its relatives inherit from it. Python, the picture and the tests use the same door: the
traits. A trait is checked when it is set; one observer then computes and draws.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from bpkit import _arguments
from bpkit.algorithm import random_theta
from bpkit.data import LOADED, MAKERS, DataSet, load
from bpkit.numbers import compute
from bpkit.views.panel import MOST_LAYERS, MOST_UNITS
from bpkit.widgets.live import Checked, LiveWidget


class NetworkWidget(LiveWidget):
    """The state that all of bpkit's network widgets share. A subclass says what to draw.

    data : the name of a data set, or a DataSet. layer_sizes : units in layers 1 … L; None takes the ones that
    fit the data. lambda_ : λ ≥ 0. example : which example, from 1 to m. seed : of the random weights.
    edits : examples of your own, {t: (x, y)}, in place of the data's. Theta : weights of your own in place of the
    seed's; its shapes decide layer_sizes. Set a new dict to change edits or Theta: the arrays are read-only.

    All of them are read and set from Python too; a value that does not fit raises a ValueError of one sentence.
    z, a and delta are those of the example; Delta, D and J are those of all m examples.
    """

    data = Checked("xor", lambda self: self._check_data)
    layer_sizes = Checked(None, lambda self: self._check_layer_sizes)
    lambda_ = Checked(0.0, lambda _: _arguments.at_least_0, ref="lambda_")
    example = Checked(1, lambda self: _arguments.whole_number(1, self.m), ref="example")
    seed = Checked(0, lambda _: _arguments.whole_number(0), ref="seed")
    edits = Checked(None, lambda self: self._check_edits)
    Theta = Checked(None, lambda self: self._check_Theta)

    _own = ()  # one's own DataSet as a choice
    _numbers = None

    def __init__(self, data="xor", layer_sizes=None, lambda_=0.0, example=1, seed=0, **traits):
        given = dict(data=data, layer_sizes=layer_sizes, lambda_=lambda_, example=example, seed=seed)
        super().__init__(**given, **traits)
        if layer_sizes is not None and self.layer_sizes != tuple(layer_sizes):
            raise ValueError(
                f"Theta must have the layers {'-'.join(map(str, layer_sizes))} of layer_sizes, "
                f"got {'-'.join(map(str, self.layer_sizes))}."
            )

    # ------------------------------------------------------------ the state

    @property
    def data_set(self):
        """The DataSet that data stands for, as it is without edits."""
        return load(self.data) if isinstance(self.data, str) else self.data

    @property
    def m(self):
        """How many examples there are."""
        return len(self.data_set.X)

    z, a, delta, Delta, D, J = (
        property(lambda self, of=name: getattr(self._numbers, of)) for name in ("z", "a", "delta", "Delta", "D", "J")
    )

    def _check_data(self, _name, data):
        if isinstance(data, DataSet):
            return data.name if LOADED.get(data.name) is data else data
        if not isinstance(data, str) or data not in MAKERS:
            raise ValueError(
                f"data must be a DataSet or one of {', '.join(map(repr, MAKERS))}, got {_arguments.brief(data)}."
            )
        return str(data)  # not numpy's

    def _check_layer_sizes(self, name, value):
        return self.data_set.layer_sizes if value is None else self._fitting(name, _arguments.layer_sizes(name, value))

    def _fitting(self, name, sizes):
        """sizes, if they fit the data and can be drawn."""
        n, K = self.data_set.X.shape[1], self.data_set.Y.shape[1]
        if (sizes[0], sizes[-1]) != (n, K):
            raise ValueError(
                f"{name} must begin with {n} and end with {K}, as {self.data_set.name} has x and y, got {sizes}."
            )
        too_large = len(sizes) > MOST_LAYERS or max(sizes[1:-1], default=0) > MOST_UNITS
        if too_large and sizes != self.data_set.layer_sizes:
            raise ValueError(
                f"{name} must have at most {MOST_LAYERS - 2} hidden layers of at most {MOST_UNITS} units here, "
                f"got {sizes}."
            )
        return sizes

    def _check_edits(self, _name, value):
        try:
            if not isinstance(value, Mapping | None):
                raise TypeError
            given = [(t, x, y) for t, pair in (value or {}).items() for x, y in [_arguments.in_order(pair)]]
        except (TypeError, ValueError):
            given = _arguments.brief(value)
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

    def _check_Theta(self, name, value):
        if value is None:  # those of the seed
            return None
        Theta = _arguments.theta(name, value)
        self._fitting(name, sizes_of(Theta))
        return frozen(value, Theta)

    def _indices(self, letters, l=None):
        """The check of a trait that names a place in Θ: "li" a row, "ij" an entry of layer l, "lij" an entry."""

        def check(name, value):
            try:
                given = dict(zip(letters, _arguments.in_order(value), strict=True))
            except (TypeError, ValueError):
                expected = ", ".join(letters)
                raise ValueError(f"{name} must be ({expected}), got {_arguments.brief(value)}.") from None
            at = _arguments.whole_number(1, len(self.layer_sizes) - 1)("l", given["l"]) if "l" in given else l
            limits = {"l": (1, at), "i": (1, self.layer_sizes[at]), "j": (0, self.layer_sizes[at - 1])}
            return tuple(_arguments.whole_number(*limits[letter])(letter, given[letter]) for letter in letters)

        return check

    # ------------------------------------------------------------ when it changes

    def _remember(self):
        super()._remember()
        self._good["_has_chosen_layers"] = self._has_chosen_layers

    def _fit_to_data(self, changed):
        """Keep what fits the new data. Layers that nobody chose are those of the data, but for the same inputs."""
        old = self._good["data"]
        old = load(old) if isinstance(old, str) else old
        new, sizes = self.data_set, self.layer_sizes
        n, K = new.X.shape[1], new.Y.shape[1]
        # What was set together with the data was held against those of before.
        for name in changed & {"layer_sizes", "edits", "Theta"}:
            setattr(self, name, getattr(self, name))
        chosen = self._has_chosen_layers or self._has_own_weights or np.array_equal(old.X, new.X)
        decided = "layer_sizes" in changed or "Theta" in changed and self.Theta is not None
        if not decided and not (chosen and (sizes[0], sizes[-1]) == (n, K)):
            self.layer_sizes = (n, *sizes[1:-1], K) if self._has_chosen_layers else new.layer_sizes
            self.Theta = None
        if "edits" not in changed:
            self.edits = None
        self.example = min(self.example, self.m)

    def _compute(self, changed):
        """The numbers that depend on what has changed."""
        everything = changed == set(self.STATE)
        if "data" in changed and not everything:
            self._fit_to_data(changed)
        if changed & {"data", "edits"}:
            self._X, self._Y = self.data_set.X, self.data_set.Y
            if self.edits:
                self._X, self._Y = self._X.copy(), self._Y.copy()
                for t, (x, y) in self.edits.items():
                    self._X[t - 1], self._Y[t - 1] = x, y
        self._agree_on_weights(changed)
        chosen = changed & {"layer_sizes", "Theta"} and not everything
        if not self._good or (chosen and self.layer_sizes != self._good["layer_sizes"]):
            self._has_chosen_layers = self.layer_sizes != self.data_set.layer_sizes
        self._find_numbers()

    def _agree_on_weights(self, changed):
        """Theta and layer_sizes agree: those that were set decide."""
        if changed & {"layer_sizes", "seed"} and "Theta" not in changed:
            self.Theta = None
        if self.Theta is not None:
            self.layer_sizes = sizes_of(self.Theta)
        key = self.layer_sizes, self.seed
        if getattr(self, "_seeded", (None,))[0] != key:
            self._seeded = key, frozen(None, random_theta(*key))
        if self.Theta is None:
            self.Theta = self._seeded[1]

    @property
    def _given_weights(self):
        """The weights as they were set, by seed or as Theta."""
        return self.Theta

    @property
    def _has_own_weights(self):
        """Whether they are not the seed's."""
        own, seeded = self._given_weights, self._seeded[1]
        return own is not None and any((own[l] != seeded[l]).any() for l in seeded)

    def _find_numbers(self):
        with np.errstate(over="ignore", invalid="ignore"):
            numbers = compute(self.Theta, self._X, self._Y, self.lambda_, self.example, self._numbers)
        _arguments.numbers("J", numbers.J)  # a λ or x of 1e308 may be too much
        _arguments.layers(1)("D", numbers.D)
        self._numbers = numbers

    # ------------------------------------------------------------ as code

    def _data_options(self):
        if isinstance(self.data, DataSet):
            name = self.data.name + " (yours)" * (self.data.name in MAKERS)
            self._own = ((name, self.data),)  # its button stays when another set is chosen
        return (*((name, name) for name in MAKERS), *self._own)

    def _data_names(self):
        """What the training sets are called, and what the chosen one is."""
        options = self._data_options()
        return tuple(name for name, _ in options), next(name for name, data in options if data == self.data)

    def _repr_arguments(self):
        names = ["data", "layer_sizes", "lambda_", "example", "seed"]
        arguments = {name: getattr(self, name) for name in names + ["edits"] * bool(self.edits)}
        if self._has_own_weights:
            arguments["Theta"] = {l: Theta_l.tolist() for l, Theta_l in self._given_weights.items()}
        return arguments


def sizes_of(Theta):
    """Units in layers 1 … L of the network that Theta makes."""
    return (Theta[1].shape[1] - 1, *(len(Theta[l]) for l in Theta))


def frozen(value, Theta):
    """Theta, which was made of value, as read-only copies, as a number changed in place would change nothing else on
    the screen. What is one already stays the same object."""
    if isinstance(value, MappingProxyType) and not any(Theta_l.flags.writeable for Theta_l in Theta.values()):
        return value
    Theta = {l: Theta_l.copy() for l, Theta_l in Theta.items()}
    for Theta_l in Theta.values():
        Theta_l.flags.writeable = False
    return MappingProxyType(Theta)
