"""The training sets: truth tables, points in a plane, and real handwritten digits.

A DataSet says what its numbers mean (feature and class names, image shape) and which layer sizes fit it.
It knows numpy, and nothing of networks.
"""

import operator
from dataclasses import dataclass, fields
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from bpkit import _arguments
from bpkit.notation import lowered


class Examples(NamedTuple):
    """Examples as rows: X, shape (m, n), and their right answers Y, shape (m, K)."""

    X: np.ndarray
    Y: np.ndarray


@dataclass(frozen=True, eq=False, repr=False)
class DataSet:
    """A training set, one of bpkit's or your own: ``DataSet(X, Y)`` is accepted wherever a name is.

    X : shape (m, n), an example a row. Y : shape (m, K), values from 0 to 1; one-hot where K classes are meant.
    name : what to call it. feature_names, class_names : n and K names (two for K = 1: of y = 0 and of y = 1).
    image_shape : (rows, columns) where an example is an image. layer_sizes : sizes of a network that fits.
    train_rows : which rows are for training, as numbers or as a mask; the others are held out. None: all.

    A DataFrame names its features, and its classes where it has a column for each.
    Raises ValueError if the parts do not fit together. The arrays are copies that cannot be written to.
    """

    X: np.ndarray
    Y: np.ndarray
    name: str = "my data"
    feature_names: tuple = None
    class_names: tuple = None
    image_shape: tuple = None
    layer_sizes: tuple = None
    train_rows: np.ndarray = None

    def __post_init__(self):
        X = _frozen(_arguments.rows("X", self.X))
        Y = _frozen(_arguments.answers("Y", self.Y))
        (m, n), K = X.shape, Y.shape[1]
        if len(Y) != m:
            raise ValueError(f"Y must have {_arguments.count(m, 'row')}, one for each row of X, got {len(Y)}.")
        features = _columns(self.X) or [f"x{lowered(j)}" for j in range(1, n + 1)]
        classes = _columns(self.Y) * (K > 1) or [str(k) for k in range(max(2, K))]
        values = dict(
            X=X,
            Y=Y,
            name=_arguments.text("name", self.name),
            feature_names=_names("feature_names", self.feature_names, features),
            class_names=_names("class_names", self.class_names, classes),
            image_shape=_image_shape(self.image_shape, n),
            layer_sizes=_fitting_sizes(self.layer_sizes, n, K),
            train_rows=_rows_of(self.train_rows, m),
        )
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def m(self):
        """How many examples there are in all."""
        return len(self.X)

    @property
    def train(self):
        """The examples to train with; all of them where nothing is held out."""
        rows = slice(None) if self.train_rows is None else self.train_rows
        return Examples(self.X[rows], self.Y[rows])

    @property
    def test(self):
        """The examples held out, or None."""
        if self.train_rows is None:
            return None
        held_out = np.setdiff1d(np.arange(len(self.X)), self.train_rows)
        return Examples(self.X[held_out], self.Y[held_out])

    def __repr__(self):
        if LOADED.get(self.name) is self:
            return f"load({self.name!r})"
        if self.X.size + self.Y.size > 100:
            return f"<DataSet {self.name!r}: X {self.X.shape}, Y {self.Y.shape}>"
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        given = {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in values.items()}
        return f"DataSet({', '.join(f'{name}={value!r}' for name, value in given.items() if value is not None)})"


def load(name):
    """The data set of that name: "and", "or", "xor", "xnor", "planar" or "digits".

    Truth tables have m = 4. "planar" is 40 points in two interleaved arcs. "digits" is the 1797 real 8 × 8
    handwritten digits of the UCI optical-recognition set, ink from 0 to 1, one-hot labels 0 … 9, 1198 for
    training and 599 held out (see bpkit/digits/README.md).

    Raises ValueError for a name that does not exist.
    """
    if not isinstance(name, str) or name not in MAKERS:
        raise ValueError(f"name must be one of {', '.join(map(repr, MAKERS))}, got {name!r}.")
    if name not in LOADED:
        LOADED[name] = MAKERS[name](name)
    return LOADED[name]


def _truth_table(y, layer_sizes):
    return lambda name: DataSet(
        X=[[0, 0], [0, 1], [1, 0], [1, 1]],
        Y=[[value] for value in y],
        name=name,
        class_names=("false", "true"),
        layer_sizes=layer_sizes,
    )


def _planar(name, examples_per_class=20, noise=0.08, seed=0):
    """Two half circles, one opening down and one up, each reaching into the other, with a little noise."""
    rng = np.random.default_rng(seed)
    angle = np.linspace(0, np.pi, examples_per_class)
    down = np.column_stack([np.cos(angle) - 0.5, np.sin(angle) - 0.2])
    X = np.vstack([down, -down]) + rng.normal(0, noise, (2 * examples_per_class, 2))
    order = rng.permutation(len(X))
    y = np.repeat([0, 1], examples_per_class)
    return DataSet(
        X=X[order].round(2),
        Y=y[order, np.newaxis],
        name=name,
        class_names=("upper arc", "lower arc"),
        layer_sizes=(2, 4, 1),
    )


def _digits(name):
    with (files("bpkit") / "digits" / "digits.npz").open("rb") as file:
        stored = np.load(file)
        ink, labels, train = stored["ink"], stored["labels"], stored["train"]
    return DataSet(
        X=ink / 16,  # the set counts ink from 0 to 16
        Y=np.eye(10)[labels],  # one-hot: output unit k + 1 stands for the digit k
        name=name,
        feature_names=[f"pixel {row},{column}" for row in range(1, 9) for column in range(1, 9)],
        class_names=[str(digit) for digit in range(10)],
        image_shape=(8, 8),
        layer_sizes=(64, 25, 10),
        train_rows=train,
    )


MAKERS = {
    "and": _truth_table([0, 0, 0, 1], (2, 1)),
    "or": _truth_table([0, 1, 1, 1], (2, 1)),
    "xor": _truth_table([0, 1, 1, 0], (2, 2, 1)),
    "xnor": _truth_table([1, 0, 0, 1], (2, 2, 1)),
    "planar": _planar,
    "digits": _digits,
}
LOADED = {}  # each is made once


def _frozen(array):
    array = array.copy()
    array.flags.writeable = False
    return array


def _columns(frame):
    """The names of a DataFrame's columns; none where they are its own 0, 1, 2 … or where it is another thing."""
    names = list(getattr(frame, "columns", ()))
    return names if names != list(range(len(names))) else []


def _names(argument, given, default):
    try:
        names = tuple(map(str, default if given is None else given))
    except TypeError:
        names = ()
    if isinstance(given, str) or len(names) != len(default):
        number = _arguments.count(len(default), "name")
        raise ValueError(f"{argument} must be {number}, got {_arguments.brief(given)}.")
    return names


def _image_shape(given, n):
    if given is None:
        return None
    pixels = _arguments.count(n, "pixel")
    sentence = f"image_shape must be (rows, columns) with {pixels}, one for each column of X, got {given!r}."
    try:
        rows, columns = map(operator.index, given)
    except (TypeError, ValueError):  # not whole numbers, or not two
        raise ValueError(sentence) from None
    if rows < 1 or rows * columns != n:
        raise ValueError(sentence)
    return rows, columns


def _fitting_sizes(given, n, K):
    if given is None:
        return (n, max(2, min(25, (n + K + 1) // 2)), K)
    sizes = _arguments.layer_sizes("layer_sizes", given)
    if (sizes[0], sizes[-1]) != (n, K):
        raise ValueError(f"layer_sizes must begin with {n} and end with {K} for this data, got {sizes}.")
    return sizes


def _rows_of(given, m):
    if given is None:
        return None
    try:
        rows = np.asarray(given)
    except ValueError:  # rows of unequal length
        rows = np.empty(0)
    if rows.dtype == bool and rows.shape == (m,):
        rows = np.flatnonzero(rows)
    whole = rows.ndim == 1 and np.issubdtype(rows.dtype, np.integer)
    if not whole or rows.size == 0 or rows.min() < 0 or rows.max() >= m or len(np.unique(rows)) != len(rows):
        raise ValueError(f"train_rows must be different row numbers from 0 to {m - 1}, or a mask of {m} booleans.")
    if len(rows) == m:
        raise ValueError("train_rows must leave some rows to hold out; leave it out to train on all of them.")
    return _frozen(rows)
