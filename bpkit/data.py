"""The training sets: truth tables, points in a plane, and real handwritten digits.

A DataSet says what its numbers mean (feature and class names, image shape) and which layer sizes fit it.
It knows numpy, and nothing of networks.
"""

import csv
import io
import operator
import re
from dataclasses import dataclass, field, fields
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bpkit import _arguments
from bpkit.notation import lowered


class Examples(NamedTuple):
    """Examples as rows: X, shape (m, n), and their right answers Y, shape (m, K)."""

    X: np.ndarray
    Y: np.ndarray


class Scaling(NamedTuple):
    """What was done to the columns of X: (measured − shift) / width. A call does it to other measured rows.

    to : what that makes of a column, in words. shift, width : shape (n,).
    """

    to: str
    shift: np.ndarray
    width: np.ndarray

    def __call__(self, measured):
        measured, n = _arguments.rows("measured", measured), len(self.shift)
        if measured.shape[1] != n:
            columns = _arguments.count(n, "column")
            raise ValueError(f"measured must have {columns}, as X has, got shape {measured.shape}.")
        return (measured - self.shift) / self.width


STANDARD, RANGE = "standard", "0 to 1"  # what the columns may be scaled to
MOST_CLASSES = 50  # more different labels are no classes
WHOLE = re.compile(r"-?(0|[1-9][0-9]*)(\.0*)?")  # as a number that is a label is written
SAVED = re.compile(r"-?\d\.\d+[eE][+-]\d+")  # as numpy.savetxt writes any number
NO_LABEL = ("", "None", "nan", "NaN", "NaT", "NA", "N/A", "<NA>")  # as numpy, pandas and R write a gap


@dataclass(frozen=True, eq=False, repr=False)
class DataSet:
    """A training set, one of bpkit's or your own: ``DataSet(X, Y)`` is accepted wherever a name is.

    ``DataSet.from_csv("iris.csv", target="species")`` makes one of a file, ``DataSet.from_labels(X, labels)`` of rows
    with a label each.

    X : shape (m, n), an example a row. Y : shape (m, K), values from 0 to 1; one-hot where K classes are meant.
    name : what to call it. feature_names, class_names : n and K names (two for K = 1: of y = 0 and of y = 1).
    image_shape : (rows, columns) where an example is an image. layer_sizes : sizes of a network that fits.
    train_rows : which rows are for training, as numbers or as a mask; the others are held out. None: all.

    A DataFrame names its features, and its classes where it has a column for each. data.scaling is the Scaling that
    made X of what was measured, or None.
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
    scaling: Scaling = field(default=None, init=False)

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

    @classmethod
    def from_labels(cls, X, labels, *, scale=STANDARD, held_out=0.0, seed=0, **described):
        """A training set of rows with a label each, of any kind: text, 1 … K, 0 … K − 1, True and False.

        X : shape (m, n), numbers as they were measured. labels : m of them. Their classes stand in order, each with an
        output unit; two classes share one, as y = 0 and y = 1. The labels name them: 1.0 is 1, but 007 is not 7. Of
        pandas' categories the order is that of the categories.
        scale : "standard" brings each column to mean 0 and standard deviation 1, "0 to 1" its smallest number to 0 and
        its largest to 1, both as seen in the rows for training. None leaves X as it is.
        held_out : the share of each class, from 0 to below 1, that is not for training; seed says which rows.
        described : name, feature_names, class_names, image_shape and layer_sizes, as of a DataSet.

        Raises ValueError if a label is missing, if they name no two classes, if a column is too large or too small to
        be scaled, or if the parts do not fit together.
        """
        described.setdefault("feature_names", _columns(X) or None)
        X = _arguments.rows("X", X)
        names, of_row = _classes(labels, len(X))
        rows = _stratified(of_row, held_out, seed)
        scaling = _scaling(X if rows is None else X[rows], scale)
        if scaling:
            X = _scaled(X, rows, scaling)
        described.setdefault("class_names", names)
        Y = of_row[:, np.newaxis] if len(names) == 2 else np.eye(len(names))[of_row]
        data = cls(X=X, Y=Y, train_rows=rows, **described)
        object.__setattr__(data, "scaling", scaling)
        return data

    @classmethod
    def from_csv(cls, path, target, *, features=None, **settings):
        """A training set of a CSV file: a line of names, and below it an example a line.

        target : the column of the labels. features : the columns of X; by default all others that have a name, for
        pandas writes its row numbers into one that has none. Between the columns is a comma, a semicolon or a tab, and
        a number may have a decimal comma. settings : as for from_labels.

        Raises ValueError for what can't be read, with the line and the column, OSError where there is no such file.
        """
        file, lines = Path(path).name, _read_csv(Path(path))
        _, header = lines.pop(0)
        columns = {column: k for k, column in enumerate(header) if column}
        known = f"the columns of {file}, {', '.join(map(repr, columns))}"
        _those_of(f"target must be of {known}", [target], columns)
        if features is None:
            features = [column for column in columns if column != target]
        else:
            features = _those_of(f"features must be a list of {known}", features, columns)
        X = [_numbers(file, column, [(line, row[columns[column]]) for line, row in lines]) for column in features]
        settings = {"name": Path(path).stem, "feature_names": features} | settings
        return cls.from_labels(np.transpose(X), [row[columns[target]] for _, row in lines], **settings)

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
        if self.X.size + self.Y.size > 100 or self.scaling:
            told = [f"X {self.X.shape}, Y {self.Y.shape}"]
            if self.scaling:
                told.append(f"each column scaled to {self.scaling.to}")
            if self.train_rows is not None:
                told.append(f"{_arguments.count(self.m - len(self.train_rows), 'row')} held out")
            return f"<DataSet {self.name!r}: {', '.join(told)}>"
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
        raise ValueError(f"name must be one of {', '.join(map(repr, MAKERS))}, got {_arguments.brief(name)}.")
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


# ---------------------------------------------------------------- labels, and a file


def _classes(labels, m):
    """The names of the classes in order, and of each row the index of its class, shape (m,)."""
    _arguments.nothing_hidden("labels", labels)
    found = np.ravel(np.asarray(labels, dtype=object))
    if len(found) != m:
        raise ValueError(f"labels must be {m}, one for each row of X, got {len(found)}.")
    names = list(map(_label_name, found))
    for t, name in enumerate(names):
        if name in NO_LABEL:
            raise ValueError(f"labels must have no gap, got {_arguments.brief(found[t])} for row {t} of X.")
    if all(map(WHOLE.fullmatch, names)):  # 10 comes after 9, and 1.0 is 1
        names = [str(int(name.partition(".")[0])) for name in names]
        known = sorted(set(names), key=int)
    else:  # 007 or 1e5 is the name of something
        known = _in_order(names)
    ordered = [_label_name(category) for category in getattr(getattr(labels, "cat", labels), "categories", ())]
    if set(known) <= set(ordered):
        known = [name for name in ordered if name in known]
    if not 2 <= len(known) <= MOST_CLASSES:
        got = f"only {known[0]!r}" if len(known) == 1 else f"{len(known)} different ones"
        raise ValueError(f"labels must be of 2 to {MOST_CLASSES} classes, got {got}.")
    index = {name: k for k, name in enumerate(known)}
    return known, np.array([index[name] for name in names])


def _label_name(label):
    """A label as text; a whole number has no decimals."""
    if isinstance(label, str) and SAVED.fullmatch(label.strip()):
        label = float(label)
    is_whole = isinstance(label, (float, np.floating)) and label.is_integer()
    return str(int(label) if is_whole else label).strip()


def _in_order(names):
    """Each name once, in order: of numbers where all are, and of those none may have a fraction."""
    try:
        numbers = {name: float(name) for name in names}
    except ValueError:
        return sorted(set(names))
    for number in numbers.values():
        if number % 1:  # of infinity too
            raise ValueError(f"labels must be classes, got {number:g}, which is measured.")
    return sorted(numbers, key=lambda name: (numbers[name], name))


def _stratified(of_row, held_out, seed):
    """The rows for training, as numbers, where that share of each class is held out; None where it is 0."""
    share = _arguments.number("from 0 to below 1", lambda value: 0 <= value < 1)("held_out", held_out)
    rng = np.random.default_rng(_arguments.whole_number(0)("seed", seed))
    kept = []
    for k in range(of_row.max() + 1):
        rows = rng.permutation(np.flatnonzero(of_row == k))
        kept.extend(rows[min(round(share * len(rows)), len(rows) - 1) :])  # one of each class is trained with
    if share and len(kept) == len(of_row):
        raise ValueError(f"held_out must be larger: {share:g} of each class is less than one row.")
    return np.sort(kept) if share else None


def _scaling(X, scale):
    """The Scaling that these rows ask for, or None."""
    if _arguments.one_of((STANDARD, RANGE, None))("scale", scale) is None:
        return None
    with np.errstate(all="ignore"):  # see _scaled
        low, range_ = X.min(axis=0), np.ptp(X, axis=0)
        shift, width = (X.mean(axis=0), X.std(axis=0)) if scale == STANDARD else (low, range_)
    to = "mean 0 and standard deviation 1" if scale == STANDARD else RANGE
    return Scaling(to, np.where(range_, shift, low), np.where(range_, width, 1.0))  # a column of one number becomes 0


def _scaled(X, rows, scaling):
    """X scaled. Of a column of 1e200, or of 1e-200, the squares are no floats any more: then it says so."""
    rows = slice(None) if rows is None else rows
    with np.errstate(all="ignore"):
        scaled = scaling(X)
        is_lost = np.ptp(X[rows], axis=0).astype(bool) & (np.ptp(scaled[rows], axis=0) == 0)  # all have become the same
    for j in np.flatnonzero(is_lost | ~np.isfinite(scaled).all(axis=0))[:1]:
        got = f"numbers from {X[:, j].min():g} to {X[:, j].max():g} in column {j}; scale=None leaves it as it is"
        raise ValueError(f"X must have columns that can be scaled to {scaling.to}, got {got}.")
    return scaled


def _read_csv(path):
    """The lines of a file that are not empty, [(number, entries)], the first with the names of the columns."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path.name} must be text in UTF-8; save it as “CSV UTF-8”.") from None
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
    lines = [(reader.line_num, [entry.strip() for entry in row]) for row in reader if any(row)]
    if len(lines) < 2:
        raise ValueError(f"{path.name} must have a line with the names of the columns, and examples below it.")
    header = lines[0][1]
    for number, row in lines:
        if len(row) != len(header):
            columns = _arguments.count(len(header), "column")
            raise ValueError(f"{path.name} must have {columns} as in its first line, got {len(row)} in line {number}.")
    if twice := [column for column in header if column and header.count(column) > 1]:
        raise ValueError(f"{path.name} must have a name of its own for each column, got {twice[0]!r} twice.")
    return lines


def _those_of(expected, asked, columns):
    """What is asked for as a list, each of it one of the columns of a file. expected : the sentence, if it is not."""
    try:
        found = _arguments.in_order(asked)
    except TypeError:
        found = []
    wrong = [column for column in found if not isinstance(column, str) or column not in columns]
    if wrong or not found:
        raise ValueError(f"{expected}, got {_arguments.brief(wrong[0] if wrong else asked)}.")
    return found


def _numbers(file, column, entries):
    """A column of the file as an array. entries : [(line, text)]."""
    texts = [text for _, text in entries]
    try:
        found = np.array(texts, dtype=float)
        if np.isfinite(found).all() and "_" not in "".join(texts):  # 1_000 is a number to Python alone
            return found
    except ValueError:  # a decimal comma, or no number
        pass
    try:
        return [_arguments.typed_number(f"{column} in line {line} of {file}", text) for line, text in entries]
    except ValueError as error:
        raise ValueError(f"{error} Leave that line out, or the column: features=[…].") from None


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
        names = tuple(map(str, default if given is None else _arguments.in_order(given)))
    except TypeError:
        names = ()
    if len(names) != len(default):
        number = _arguments.count(len(default), "name")
        raise ValueError(f"{argument} must be {number}, got {_arguments.brief(given)}.")
    return names


def _image_shape(given, n):
    if given is None:
        return None
    pixels = _arguments.count(n, "pixel")
    got = _arguments.brief(given)
    sentence = f"image_shape must be (rows, columns) with {pixels}, one for each column of X, got {got}."
    try:
        rows, columns = map(operator.index, _arguments.in_order(given))
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
    _arguments.nothing_hidden("train_rows", given)
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
