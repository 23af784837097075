import importlib.util
import sys
from importlib.resources import files

import numpy as np
import pandas
import pytest

import bpkit
from bpkit import DataSet, load

NAMES = ["and", "or", "xor", "xnor", "planar", "digits"]


@pytest.mark.parametrize(
    "name, truth",
    [
        ("and", lambda p, q: p and q),
        ("or", lambda p, q: p or q),
        ("xor", lambda p, q: p != q),
        ("xnor", lambda p, q: p == q),
    ],
)
def test_truth_tables(name, truth):
    data = load(name)
    assert sorted(data.X.tolist()) == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert data.Y.tolist() == [[truth(*x)] for x in data.X.tolist()]
    assert data.class_names == ("false", "true")


@pytest.mark.parametrize("name", NAMES)
def test_every_set_is_whole(name):
    data = load(name)
    m, n = data.X.shape
    assert data.name == name and load(name) is data
    assert data.Y.shape == (m, data.layer_sizes[-1]) and data.layer_sizes[0] == n
    assert len(data.feature_names) == n and len(data.class_names) == max(2, data.Y.shape[1])
    for array in (data.X, data.Y, *data.train, *(data.test or ())):
        assert array.dtype == float and np.isfinite(array).all()
    assert bpkit.backpropagation(bpkit.random_theta(data.layer_sizes, 0), data.X[:3], data.Y[:3])
    with pytest.raises(ValueError, match="read-only"):
        data.X[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        data.Y[0, 0] = 1
    with pytest.raises(AttributeError):
        data.X = data.X + 1


def test_a_set_that_is_not_split_trains_on_all():
    data = load("xor")
    assert (data.train.X == data.X).all() and (data.train.Y == data.Y).all()
    assert data.test is None


# ---------------------------------------------------------------- points in the plane


def test_planar_is_balanced_and_seeded():
    data = load("planar")
    assert data.X.shape == (40, 2)
    assert data.Y.sum() == 20 and set(data.Y.ravel()) == {0, 1}
    bpkit.data.LOADED.pop("planar")
    again = load("planar")
    assert again is not data
    assert (again.X == data.X).all() and (again.Y == data.Y).all()


def test_planar_needs_a_hidden_layer_and_is_learned_with_one():
    data = load("planar")
    line = bpkit.minimize(bpkit.random_theta((2, 1), 0), data.X, data.Y, alpha=2, iterations=1000, progress=False)
    assert bpkit.accuracy(line.Theta, data.X, data.Y) < 0.95
    Theta = bpkit.random_theta(data.layer_sizes, 0)
    curve = bpkit.minimize(Theta, data.X, data.Y, alpha=2, iterations=3000, progress=False)
    assert bpkit.accuracy(curve.Theta, data.X, data.Y) == 1


# ---------------------------------------------------------------- the digits


def test_the_digits_are_those_of_scikit_learn():
    datasets = pytest.importorskip("sklearn.datasets")
    ink, labels = datasets.load_digits(return_X_y=True)
    data = load("digits")
    assert (data.X == ink / 16).all()
    assert (data.Y.argmax(axis=1) == labels).all()


def test_the_file_is_what_make_digits_makes():
    pytest.importorskip("sklearn.datasets")
    folder = files("bpkit") / "digits"
    spec = importlib.util.spec_from_file_location("make_digits", folder / "make_digits.py")
    make_digits = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_digits)
    made = make_digits.make()
    with np.load(folder / "digits.npz") as stored:
        assert set(stored) == set(made)
        for name in made:
            assert stored[name].dtype == made[name].dtype
            assert (stored[name] == made[name]).all()


def test_digits_are_scaled_and_one_hot():
    data = load("digits")
    assert data.X.shape == (1797, 64) and data.image_shape == (8, 8)
    assert data.X.min() == 0 and data.X.max() == 1
    assert set(data.Y.ravel()) == {0, 1} and (data.Y.sum(axis=1) == 1).all()
    assert data.class_names == tuple("0123456789")
    assert (data.feature_names[0], data.feature_names[9], data.feature_names[63]) == (
        "pixel 1,1",
        "pixel 2,2",
        "pixel 8,8",
    )


def test_the_split_is_disjoint_and_complete():
    data = load("digits")
    assert len(data.train.X) == len(data.train.Y) == 1198
    assert len(data.test.X) == len(data.test.Y) == 599
    rows = {row.tobytes() for row in data.train.X} | {row.tobytes() for row in data.test.X}
    assert rows == {row.tobytes() for row in data.X}
    assert not {row.tobytes() for row in data.train.X} & {row.tobytes() for row in data.test.X}
    in_all, in_train = data.Y.sum(axis=0), data.train.Y.sum(axis=0)
    assert (data.test.Y.sum(axis=0) == in_all - in_train).all()
    assert (np.abs(in_train / in_all - 2 / 3) < 0.01).all()


# ---------------------------------------------------------------- your own data

X, Y = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 9, 9]], [[0], [1], [1], [0.5]]


def test_a_data_set_of_your_own():
    given = np.array(X, dtype=float)
    data = DataSet(given, Y, name="mine", feature_names=["a", "b", "c"], train_rows=[2, 0])
    given[0, 0] = 99
    assert data.X.tolist() == X and data.Y.tolist() == Y
    assert data.feature_names == ("a", "b", "c")
    assert data.class_names == ("0", "1")
    assert data.train.X.tolist() == [X[2], X[0]] and data.train.Y.tolist() == [[1], [0]]
    assert data.test.X.tolist() == [X[1], X[3]] and data.test.Y.tolist() == [[1], [0.5]]


def test_what_is_not_said_gets_a_fitting_default():
    data = DataSet(X, np.eye(4)[:, :3])
    assert data.name == "my data"
    assert data.feature_names == ("x₁", "x₂", "x₃")
    assert data.class_names == ("0", "1", "2")
    assert data.layer_sizes[0] == data.layer_sizes[-1] == 3
    assert data.test is None
    assert DataSet(np.zeros((2, 12)), [[0], [1]]).feature_names[-1] == "x₁₂"


def test_a_mask_says_the_same_as_row_numbers():
    mask, rows = DataSet(X, Y, train_rows=[True, False, True, False]), DataSet(X, Y, train_rows=[0, 2])
    assert (mask.train.X == rows.train.X).all() and (mask.test.X == rows.test.X).all()


SIZES = "layer_sizes must be two or more whole numbers of at least 1, for example (2, 3, 1)"
ROWS = "train_rows must be different row numbers from 0 to 3, or a mask of 4 booleans."


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (dict(X=X[:3]), "Y must have 3 rows, one for each row of X, got 4."),
        (dict(Y=[[1.5]] * 4), "Y must hold values from 0 to 1, got 1.5."),
        (dict(Y=[[1.0000001]] * 4), "Y must hold values from 0 to 1, got 1.0000001."),
        (dict(name=5), "name must be a text, got 5."),
        (dict(feature_names=["a"]), "feature_names must be 3 names, got ['a']."),
        (dict(feature_names="abc"), "feature_names must be 3 names, got 'abc'."),
        (dict(feature_names=5), "feature_names must be 3 names, got 5."),
        (dict(class_names=["only"]), "class_names must be 2 names, got ['only']."),
        (dict(layer_sizes=(2, 1)), "layer_sizes must begin with 3 and end with 1 for this data, got (2, 1)."),
        (dict(layer_sizes=(3, 2)), "layer_sizes must begin with 3 and end with 1 for this data, got (3, 2)."),
        (dict(layer_sizes=(3, 0, 1)), f"{SIZES}, got (3, 0, 1)."),
        *[
            (
                dict(image_shape=shape),
                f"image_shape must be (rows, columns) with 3 pixels, one for each column of X, got {shape!r}.",
            )
            for shape in ((2, 2), 3, "1x3", (3,), (-1, -3), (1, 3, 1), (1.0, 3), {1, 3}, {1: 0, 3: 0})
        ],
        (
            dict(image_shape=np.eye(3)),
            "image_shape must be (rows, columns) with 3 pixels, one for each column of X, "
            "got an array of shape (3, 3) and type float64.",
        ),
        (dict(feature_names={1, 2, 3}), "feature_names must be 3 names, got {1, 2, 3}."),
        (dict(class_names=frozenset((1, 2))), "class_names must be 2 names, got frozenset({1, 2})."),
        (dict(class_names={"a": 1, "b": 2}), "class_names must be 2 names, got {'a': 1, 'b': 2}."),
        (dict(train_rows={1, 2}), ROWS),
        (
            dict(train_rows=np.ma.array([0, 1], mask=[0, 1])),
            "train_rows must have no masked entry, got one at index 1.",
        ),
        *[(dict(train_rows=rows), ROWS) for rows in ([4], [-1], [0, 0], [], [0.0, 1.0], 2, "0", [[0], [1, 2]])],
        (dict(train_rows=[True, False]), ROWS),
        (dict(train_rows=4 * [False]), ROWS),
        (
            dict(train_rows=[0, 1, 2, 3]),
            "train_rows must leave some rows to hold out; leave it out to train on all of them.",
        ),
    ],
)
def test_parts_that_do_not_fit(arguments, sentence):
    with pytest.raises(ValueError) as caught:
        DataSet(**dict(X=X, Y=Y) | arguments)
    assert str(caught.value) == sentence


def test_an_unknown_name_lists_all_names():
    for name in ("nand", "XOR", None, ["xor"], ""):
        with pytest.raises(ValueError) as caught:
            load(name)
        assert all(repr(known) in str(caught.value) for known in NAMES)
        assert str(caught.value).endswith(f"got {name!r}.")
    with pytest.raises(ValueError, match=r"got an array of shape \(4, 2\) and type float64\.$"):
        load(load("xor").X)


# ---------------------------------------------------------------- labels

DIGITS = pandas.get_dummies([7, 2, 1])
LABELS = "Y must hold values from 0 to 1, got labels such as {}; DataSet.from_labels(X, Y) makes rows of them."


@pytest.mark.parametrize(
    "labels, one, classes",
    [
        ([0, 1, 2], 2, "0 1 2"),
        (np.array([2, 0, 2]), 2, "0 2"),
        (np.array([0.0, 1, 2]), 2, "0 1 2"),  # as np.loadtxt gives them
        (np.array([[3], [1], [2]]), 3, "1 2 3"),
        ([[3.0], [1.0], [2.0]], 3, "1 2 3"),
        (pandas.Series([1, 2, 3]), 3, "1 2 3"),
        (pandas.DataFrame({"class": [10, 9, 9]}), 10, "9 10"),
        ([-1, 1, 2], 2, "-1 1 2"),
        ((1990, 2000, 1990), 2000, "1990 2000"),
        (["cat", "dog", "cat"], "'cat'", "cat dog"),
        (["10", "9", "9"], "'10'", "9 10"),  # as a file gives them
        (np.array([["b"], ["a"], ["b"]]), "'a'", "a b"),
        (pandas.Series(["b", "a", "c"], dtype="category"), "'a'", "a b c"),
        (pandas.Series(pandas.Categorical(["b", "a", "a"], ["z", "b", "a"])), "'a'", "b a"),
        (pandas.Categorical(["b", "a", "a"], ["b", "a"]), None, "b a"),
        ([True, False, True], None, "False True"),
        ([2**53, 2**53 + 1, 5], None, f"5 {2**53} {2**53 + 1}"),
        ([10**400, 1, 2], None, f"1 2 {10**400}"),
        ([1e16, 2.0, 2.0], None, "2 10000000000000000"),
        (["1.0", "10", "9"], "'1.0'", "1 9 10"),  # pandas writes 1.0 where the column has a gap
        (["007", "7", "8"], "'007'", "007 7 8"),
        (["1e5", "2", "3"], "'1e5'", "2 3 1e5"),
        (["1_0", "10", "3"], "'10'", "3 10 1_0"),
        (["+1", "-1", "-1"], None, "-1 +1"),  # y = 1 is the greater one
        (["01", "10", "9"], "'01'", "01 9 10"),
        (["+1", "1", "2"], "'+1'", "+1 1 2"),
        (pandas.Series(pandas.Categorical([2.0, 1, 1], [2.0, 1])), 2, "2 1"),
        (pandas.Series(pandas.Categorical(["2.0", "1", "1"], ["2.0", "1"])), "'1'", "1 2"),
    ],
)
def test_labels_become_rows_that_keep_their_names(labels, one, classes):
    data = DataSet.from_labels(np.eye(3), labels)
    named = [data.class_names[k] for k in (data.Y @ [1] if data.Y.shape[1] == 1 else data.Y.argmax(axis=1)).astype(int)]
    assert named == [str(label).removesuffix(".0").replace("1e+16", "10000000000000000") for label in np.ravel(labels)]
    assert data.class_names == tuple(classes.split()) and data.Y.shape == (3, 3 if len(classes.split()) == 3 else 1)
    assert data.Y.shape[1] == 1 or (data.Y.sum(axis=1) == 1).all()
    if one is not None:
        with pytest.raises(ValueError) as caught:
            DataSet(np.eye(3), labels)
        assert str(caught.value) == LABELS.format(one)


def test_labels_that_numpy_saved_are_whole_numbers_again(tmp_path):
    rows = [[0.5, 10], [1.5, 9], [2.5, 9]]
    for fmt in ("%.18e", "%.6e", "%.2E", "%g", "%#g"):
        np.savetxt(tmp_path / "saved.csv", rows, fmt, delimiter=",", header="x,class", comments="")
        assert DataSet.from_csv(tmp_path / "saved.csv", "class").class_names == ("9", "10")


def test_columns_are_scaled_as_the_rows_for_training_ask_and_that_is_said():
    wine = pytest.importorskip("sklearn.datasets").load_wine(as_frame=True)
    preprocessing = pytest.importorskip("sklearn.preprocessing")
    for scale, scaler, told in (
        ("standard", preprocessing.StandardScaler, "mean 0 and standard deviation 1"),
        ("0 to 1", preprocessing.MinMaxScaler, "0 to 1"),
    ):
        data = DataSet.from_labels(wine.data, wine.target, name="wine", scale=scale, held_out=0.25)
        measured = wine.data.to_numpy()
        right = scaler().fit(measured[data.train_rows]).transform(measured)
        np.testing.assert_allclose(data.X, right, atol=1e-12)
        np.testing.assert_allclose(data.scaling(wine.data[:5]), right[:5], atol=1e-12)
        held_out = [round(0.25 * count) for count in wine.target.value_counts()]
        assert sorted(data.test.Y.sum(axis=0)) == sorted(held_out)
        said = f"X (178, 13), Y (178, 3), each column scaled to {told}, {sum(held_out)} rows held out"
        assert repr(data) == f"<DataSet 'wine': {said}>"
        assert data.feature_names == tuple(wine.data.columns)
    as_it_is = DataSet.from_labels(wine.data, wine.target, scale=None)
    assert (as_it_is.X == wine.data.to_numpy()).all() and as_it_is.scaling is None and as_it_is.test is None
    with pytest.raises(ValueError, match=r"^measured must have 13 columns, as X has, got shape \(1, 2\)\.$"):
        data.scaling([[1, 2]])


def test_a_column_of_one_number_becomes_0_and_the_seed_says_which_rows_are_held_out():
    X, labels = np.column_stack([np.full(20, 0.1), np.arange(20.0)]), ["a", "b"] * 10
    for scale in ("standard", "0 to 1"):
        assert (DataSet.from_labels(X, labels, scale=scale).X[:, 0] == 0).all()
    rows = [DataSet.from_labels(X, labels, held_out=0.5, seed=seed).train_rows.tolist() for seed in (0, 0, 1)]
    assert rows[0] == rows[1] != rows[2] and [len(each) for each in rows] == [10, 10, 10]
    kept = DataSet.from_labels(X[:4], ["a", "b", "b", "b"], held_out=0.9)
    assert kept.train.Y.sum() == 1 and len(kept.train.Y) == 2, "one of each class is trained with"


@pytest.mark.parametrize(
    "labels, settings, sentence",
    [
        ([1, 2], {}, "labels must be 4, one for each row of X, got 2."),
        ("kind", {}, "labels must be 4, one for each row of X, got 1."),
        (np.eye(4), {}, "labels must be 4, one for each row of X, got 16."),
        (["a", "b", None, "b"], {}, "labels must have no gap, got None for row 2 of X."),
        (
            pandas.Series(["a", pandas.NA, "b", "b"], dtype=object),
            {},
            "labels must have no gap, got <NA> for row 1 of X.",
        ),
        ([0, 1, np.nan, 1], {}, "labels must have no gap, got nan for row 2 of X."),
        (["a", "b", " ", "b"], {}, "labels must have no gap, got ' ' for row 2 of X."),
        (np.ma.array([1, 2, 1, 2], mask=[1, 0, 0, 0]), {}, "labels must have no masked entry, got one at index 0."),
        (["5.1", "4.9", "1", "2"], {}, "labels must be classes, got 5.1, which is measured."),
        ([5.1, 4.9, 1, 2], {}, "labels must be classes, got 5.1, which is measured."),
        ([1, 1, 1, 1], {}, "labels must be of 2 to 50 classes, got only '1'."),
        ([0, 1, 1, 1], {"scale": "log"}, "scale must be one of 'standard', '0 to 1', None, got 'log'."),
        ([0, 1, 1, 1], {"held_out": 1}, "held_out must be a number from 0 to below 1, got 1."),
        ([0, 1, 1, 1], {"held_out": 0.1}, "held_out must be larger: 0.1 of each class is less than one row."),
        ([0, 1, 1, 1], {"seed": -1}, "seed must be a whole number of at least 0, got -1."),
        ([0, 1, 1, 1], {"class_names": ["a"]}, "class_names must be 2 names, got ['a']."),
    ],
)
def test_labels_that_are_none(labels, settings, sentence):
    with pytest.raises(ValueError) as caught:
        DataSet.from_labels(X, labels, **settings)
    assert str(caught.value) == sentence


LOST = "X must have columns that can be scaled to {}, got numbers from {} in column 1; scale=None leaves it as it is."


@pytest.mark.parametrize(
    "column, scale, got",
    [
        ([1e200, 0, 1e200, 0], "standard", "0 to 1e+200"),
        ([1e308, -1e308, 1e308, 0], "standard", "-1e+308 to 1e+308"),
        ([1e308, -1e308, 1e308, 0], "0 to 1", "-1e+308 to 1e+308"),
        ([1e-320, 0, 0, 0], "standard", "0 to 9.99989e-321"),
        ([1e-200, 0, 0, 0], "standard", "0 to 1e-200"),
        ([1e200, 0, 1e200, 0], "0 to 1", None),
        ([1e-320, 0, 0, 0], "0 to 1", None),
        ([1e308] * 4, "standard", None),
        ([1e100, 0, 0, -1e100], "standard", None),
    ],
)
@pytest.mark.filterwarnings("error")
def test_a_column_that_is_lost_when_it_is_scaled_is_told(column, scale, got):
    measured = np.column_stack([np.arange(4.0), column])
    if got is None:
        scaled = DataSet.from_labels(measured, list("abab"), scale=scale).X
        assert np.ptp(scaled[:, 1]) >= (np.ptp(column) > 0)
    else:
        with pytest.raises(ValueError) as caught:
            DataSet.from_labels(measured, list("abab"), scale=scale)
        to = "0 to 1" if scale == "0 to 1" else "mean 0 and standard deviation 1"
        assert str(caught.value) == LOST.format(to, got)
    assert (DataSet.from_labels(measured, list("abab"), scale=None).X == measured).all()


def test_more_labels_than_classes_can_have():
    with pytest.raises(ValueError, match="got 51 different ones"):
        DataSet.from_labels(np.arange(51).reshape(-1, 1), range(51))


# ---------------------------------------------------------------- a file

FLOWERS = pandas.DataFrame({"long": [5.1, 4.9, 1234.5], "wide": [0.2, 1e-3, -3], "kind": ["b", "a", "b"]})


@pytest.mark.parametrize("settings", [{}, {"index": False}, {"sep": ";", "decimal": ","}, {"sep": "\t"}])
def test_a_file_as_pandas_writes_it_is_read_without_pandas(settings, tmp_path, monkeypatch):
    FLOWERS.to_csv(tmp_path / "flowers.csv", **settings)
    numbers = FLOWERS[["long", "wide"]].to_numpy().tolist()
    monkeypatch.setitem(sys.modules, "pandas", None)
    data = DataSet.from_csv(tmp_path / "flowers.csv", target="kind", scale=None)
    assert data.X.tolist() == numbers and data.Y.tolist() == [[1], [0], [1]]
    assert (data.name, data.feature_names, data.class_names) == ("flowers", ("long", "wide"), ("a", "b"))
    one = DataSet.from_csv(str(tmp_path / "flowers.csv"), "kind", features=["wide"], name="one", held_out=0.5)
    assert one.X.shape == (3, 1) and one.name == "one" and one.feature_names == ("wide",)
    assert repr(one).endswith("each column scaled to mean 0 and standard deviation 1, 1 row held out>")


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("a,kind\n1,x\n2,y\n,x\n", "a in line 4 of f.csv must be a number, for example -0.07, got nothing. Leave"),
        (
            "a,kind\n1,x\nNA,y\n",
            "a in line 3 of f.csv must be a number, for example -0.07, got 'NA'. Leave",
        ),
        ("a,kind\n1,x\n1_000,y\n", "a in line 3 of f.csv must be a number, for example -0.07, got '1_000'. Leave"),
        ("a,kind\n1,x\n\ninf,y\n", "a in line 4 of f.csv must be a number, for example -0.07, got 'inf'. Leave"),
        ("a,kind\n1,x\n2\n", "f.csv must have 2 columns as in its first line, got 1 in line 3."),
        ("a,a,kind\n1,1,x\n", "f.csv must have a name of its own for each column, got 'a' twice."),
        ("a,kind\n", "f.csv must have a line with the names of the columns, and examples below it."),
        ("", "f.csv must have a line with the names of the columns, and examples below it."),
        ("a,sort\n1,x\n", "target must be of the columns of f.csv, 'a', 'sort', got 'kind'."),
        ("kind\nx\ny\n", "X must be a matrix with an example a row, at least one, got shape (0,)."),
        ("a,kind\n1,x\n2,\n", "labels must have no gap, got '' for row 1 of X."),
        (b"a,kind\n1,\xe4\n", "f.csv must be text in UTF-8; save it as “CSV UTF-8”."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_line(text, sentence, tmp_path):
    (tmp_path / "f.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ValueError) as caught:
        DataSet.from_csv(tmp_path / "f.csv", "kind")
    assert str(caught.value).startswith(sentence)
    with pytest.raises(FileNotFoundError):
        DataSet.from_csv(tmp_path / "g.csv", "kind")


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (dict(target=["kind"]), "target must be of the columns of f.csv, 'a', 'kind', got ['kind']."),
        (dict(target=np.ones(2)), "target must be of the columns of f.csv, 'a', 'kind', got an array of shape (2,)"),
        (dict(target=None), "target must be of the columns of f.csv, 'a', 'kind', got None."),
        *[
            (dict(features=features), f"features must be a list of the columns of f.csv, 'a', 'kind', got {got}.")
            for features, got in ((3, 3), ([], []), ("a", "'a'"), ({"a"}, {"a"}), ([["a"]], ["a"]), (["a", "b"], "'b'"))
        ],
    ],
)
def test_columns_that_a_file_does_not_have(arguments, sentence, tmp_path):
    (tmp_path / "f.csv").write_text("a,kind\n1,x\n2,y\n")
    with pytest.raises(ValueError) as caught:
        DataSet.from_csv(tmp_path / "f.csv", **dict(target="kind") | arguments)
    assert str(caught.value).startswith(sentence)


# ---------------------------------------------------------------- frames


@pytest.mark.parametrize("Y", [[0, 1, 1], np.array([0.25, 1, 0]), pandas.Series([True, False, True])])
def test_a_vector_is_told_both_shapes_that_it_may_have(Y):
    with pytest.raises(ValueError, match="got shape") as caught:
        DataSet(np.eye(3), Y)
    one, several = "np.reshape(Y, (1, -1)) makes it 1 example", "np.reshape(Y, (-1, 1)) 3 examples."
    assert str(caught.value).endswith(f"; {one}, {several}")
    assert DataSet(np.eye(3), np.reshape(Y, (-1, 1))).Y.shape == (3, 1)
    assert DataSet([[1, 2]], np.reshape(Y, (1, -1))).Y.shape == (1, 3)


def test_a_frame_names_its_columns():
    frame = pandas.DataFrame({"height": [1.0, 2, 3], "has fur": [True, False, True]})
    data = DataSet(frame, DIGITS)
    assert data.X.tolist() == [[1, 1], [2, 0], [3, 1]] and data.Y.tolist() == [[0, 0, 1], [0, 1, 0], [1, 0, 0]]
    assert data.feature_names == ("height", "has fur")
    assert data.class_names == ("1", "2", "7")
    assert eval(repr(data)).class_names == ("1", "2", "7")
    named = DataSet(frame, DIGITS, feature_names=["p", "q"], class_names=["one", "two", "seven"])
    assert (named.feature_names, named.class_names) == (("p", "q"), ("one", "two", "seven"))


def test_a_frame_without_names_names_nothing():
    data = DataSet(pandas.DataFrame(np.eye(3)), pandas.DataFrame({"cat": [0, 1, 1]}))
    assert data.feature_names == ("x₁", "x₂", "x₃")
    assert data.class_names == ("0", "1"), "of y = 0 and of y = 1: one column names neither"


# ---------------------------------------------------------------- repr


@pytest.mark.parametrize("name", NAMES)
def test_the_repr_of_a_loaded_set_loads_it(name):
    assert repr(load(name)) == f"load({name!r})"
    assert eval(repr(load(name))) is load(name)


def test_the_repr_of_a_small_set_makes_it_again():
    data = DataSet(X, Y, name="it's mine")
    again = eval(repr(data))
    assert again.name == "it's mine"
    assert (again.X == data.X).all() and (again.Y == data.Y).all()


def test_a_set_of_your_own_is_not_taken_for_one_of_ours():
    data = DataSet(X, Y, name="xor")
    assert (eval(repr(data)).X == data.X).all()


def test_the_repr_of_a_large_set_is_short():
    assert repr(DataSet(np.zeros((60, 2)), np.zeros((60, 1)))) == "<DataSet 'my data': X (60, 2), Y (60, 1)>"
