"""Bad input gets one sentence that names the argument, says what was expected, and what came instead."""

import re
from fractions import Fraction

import numpy as np
import pandas
import pytest
import scipy.sparse

import bpkit
from bpkit._arguments import one_of, spelled, switch, typed_number

nan, inf = float("nan"), float("inf")
EXAMPLE_FUNCTIONS = """backpropagation cost cost_and_gradient numerical_gradient gradient_check minimize accuracy
    trace""".split()

Theta = bpkit.random_theta((2, 3, 1), seed=0)
X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
Y = np.array([[0.0], [1], [1], [0]])
_, a = bpkit.forward_propagate(Theta, X.T)
delta = bpkit.backpropagate_errors(Theta, a, Y.T)
Delta = {l: np.zeros_like(Theta[l]) for l in Theta}


def sentence_of(function, *args, **kwargs):
    with pytest.raises(ValueError) as caught:
        function(*args, **kwargs)
    sentence = str(caught.value)
    assert sentence.endswith(".") and "\n" not in sentence
    assert not re.search(r"\.\s", sentence), "one sentence"
    assert len(sentence) < 200, "short enough to stand beside a control"
    assert caught.value.__suppress_context__ or caught.value.__context__ is None, "no second error above it"
    return sentence


def expect(function, arguments, *fragments):
    sentence = sentence_of(function, **arguments)
    for fragment in fragments:
        assert fragment in sentence
    assert sentence.startswith(fragments[0])


@pytest.mark.parametrize(
    "layer_sizes",
    [(2, 0, 1), (0, 1), (2, -1), (3,), (), 5, None, "231", ("2", 1), (2.0, 1), (2, nan), (2, None), (True, 2)]
    + [{2, 3, 1}, frozenset((2, 1)), {2: 1, 1: 2}, b"\2\1", (np.ma.array(2, mask=True), 1)]
    + [np.ones((2, 2), int), (0,) + 40 * (1,)],
)
def test_layer_sizes(layer_sizes):
    expect(bpkit.random_theta, {"layer_sizes": layer_sizes}, "layer_sizes must be two or more whole numbers", ", got ")


def test_layer_sizes_may_be_any_sequence_of_ints():
    for layer_sizes in ([2, 3], np.array([2, 3]), (np.int64(2), 3), range(2, 4)):
        assert bpkit.random_theta(layer_sizes)[1].shape == (3, 3)


@pytest.mark.parametrize("seed", [-1, 1.5, "0", True, -(10**80), np.ma.array(5, mask=True), b"1"])
def test_seed(seed):
    expect(bpkit.random_theta, {"layer_sizes": (2, 1), "seed": seed}, "seed must be a whole number of at least 0, got ")


@pytest.mark.filterwarnings("ignore:Warning. converting a masked element")
@pytest.mark.parametrize(
    "lambda_",
    [-1, -1e-9, nan, inf, "1", None, True, 1j, np.complex128(1), [1], [], 10**400, np.array(True), np.ma.masked]
    + [b"1", bytearray(b"1"), memoryview(b"1"), np.str_("1"), np.bytes_(b"1")]
    + [np.array("0.5"), np.array(b"1"), np.array("1", object), np.array(1j)],
)
@pytest.mark.parametrize(
    "function", [bpkit.backpropagation, bpkit.cost, bpkit.cost_and_gradient, bpkit.numerical_gradient, bpkit.minimize]
)
def test_lambda(function, lambda_):
    arguments = dict(Theta=Theta, X=X, Y=Y, lambda_=lambda_)
    expect(function, arguments, "lambda_ must be a number of at least 0, got ")


def test_a_seed_that_no_float_holds():
    for seed, got in ((10**400, "1000"), (10**5000, "something of type int.")):
        arguments = {"layer_sizes": (2, 1), "seed": seed}
        expect(bpkit.random_theta, arguments, "seed must be a number within ±1.8e308, got ", got)
    assert bpkit.random_theta((2, 1), 10**300)


@pytest.mark.parametrize("lambda_", [0, 2, np.float32(2), np.int64(2), np.array(2.0), np.array(2, object), Fraction(2)])
def test_lambda_may_be_any_real_number(lambda_):
    assert bpkit.cost(Theta, X, Y, lambda_) == bpkit.cost(Theta, X, Y, float(lambda_))


REAL = "must be an array of real numbers with rows of equal length, got "
ROWS = "must be a matrix with an example a row, at least one, got shape "


@pytest.mark.parametrize(
    "bad, fragments",
    [
        ([[1, 2], [3]], [REAL + "[[1, 2], [3]]"]),
        (X * 1j, [REAL, "complex128", "(4, 2)"]),
        ([[1, 2j]], [REAL]),
        ([["0", "1"]] * 4, [REAL]),
        ([[0, "one"]] * 4, [REAL]),
        ("xor", [REAL + "'xor'"]),
        (None, [REAL + "None"]),
        ([[0, None]] * 4, [REAL]),
        ([[object(), 1]] * 4, [REAL]),
        ([[10**400, 1]] * 4, [REAL]),
        ([np.zeros(2), np.zeros(3)], [REAL]),
        (np.full((4, 2), "2020-01-01", "datetime64[D]"), [REAL, "datetime64"]),
        (iter([]), [REAL]),
        ({1: X}, [REAL]),
        ([[0, 1], [0, nan]], ["must hold finite numbers only, got nan at index (1, 1)"]),
        ([[-inf, 1], [0, nan]], ["must hold finite numbers only, got -inf at index (0, 0)"]),
        (0.5, [ROWS + "()"]),
        ([0, 1], [ROWS + "(2,)", "(1, -1)) makes it 1 example", "(-1, 1)) 2 examples."]),
        ([0.5], [ROWS + "(1,)", "(1, -1)) makes it 1 example", "(-1, 1)) 1 example."]),
        ([], [ROWS + "(0,)"]),
        (np.ones((0, 2)), [ROWS + "(0, 2)"]),
        (np.ones((4, 0)), [ROWS + "(4, 0)"]),
        (np.ones((4, 2, 1)), [ROWS + "(4, 2, 1)"]),
    ],
)
@pytest.mark.parametrize("name", ["X", "Y"])
def test_examples(name, bad, fragments):
    arguments = {"Theta": Theta, "X": X, "Y": Y, name: bad}
    for function in (bpkit.backpropagation, bpkit.cost, bpkit.gradient_check):
        expect(function, arguments, f"{name} {fragments[0]}", *fragments[1:])
    expect(bpkit.DataSet, {"X": X, "Y": Y, name: bad}, f"{name} {fragments[0]}", *fragments[1:])


class Gives:
    """An object of someone else's package, that numpy asks for an array."""

    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        if isinstance(self.array, Exception):
            raise self.array
        return self.array


def masked(array, at=None):
    mask = np.zeros(np.shape(array), bool)
    if at is not None:
        mask[at] = True
    return np.ma.masked_array(array, mask)


# Where an array is expected, in each public function: the function, the other arguments, and the array's name.
EXAMPLES = dict(Theta=Theta, X=X, Y=Y)
LINES = dict(Theta=Theta, a=a, y=Y.T)
TAKE_EXAMPLES = [getattr(bpkit, name) for name in bpkit.__all__ if name in EXAMPLE_FUNCTIONS]
SLOTS = [
    *[(function, EXAMPLES, name) for function in TAKE_EXAMPLES for name in ("X", "Y", "Theta[1]", "Theta[2]")],
    *[(bpkit.DataSet, dict(X=X, Y=Y), name) for name in "XY"],
    *[(bpkit.forward_propagate, dict(Theta=Theta, x=X.T), name) for name in ("Theta[1]", "x")],
    *[(bpkit.output_error, dict(a_L=a[3], y=Y.T), name) for name in ("a_L", "y")],
    *[(bpkit.backpropagate_errors, LINES, name) for name in ("Theta[2]", "a[1]", "a[3]", "y")],
    *[(bpkit.accumulate, dict(Delta=Delta, delta=delta, a=a), name) for name in ("Delta[1]", "delta[3]", "a[2]")],
    *[
        (bpkit.regularized_gradient, dict(Delta=Delta, Theta=Theta, m=4, lambda_=1), name)
        for name in ("Delta[2]", "Theta[1]")
    ],
    (bpkit.gradient_check, EXAMPLES | dict(D=bpkit.backpropagation(Theta, X, Y)), "D[2]"),
]


def put(arguments, name, change):
    """The arguments with the array of that name, X or Theta[1], changed."""
    whole, _, l = name.rstrip("]").partition("[")
    changed = {**arguments[whole], int(l): change(arguments[whole][int(l)])} if l else change(arguments[whole])
    return arguments | {whole: changed}


def ids(slot):
    return f"{slot[0].__name__}-{slot[2]}"


BAD_ARRAYS = {
    "masked": (lambda A: masked(A, (0, 0)), "must have no masked entry, got one at index (0, 0)."),
    "masked row": (lambda A: [masked(row, 0) for row in A], "must have no masked entry, got one at index 0 of a row."),
    "sparse matrix": (scipy.sparse.csr_matrix, "must be an array, not a sparse one; {}.toarray() makes it one."),
    "sparse array": (scipy.sparse.coo_array, "must be an array, not a sparse one; {}.toarray() makes it one."),
    "frame of text": (lambda A: pandas.DataFrame(A).astype(str), REAL + "a DataFrame of shape"),
    "frame with a gap": (lambda A: pandas.DataFrame(A).mask(A == A[0, 0]), "must hold finite numbers only, got nan at"),
    "text": (lambda A: A.astype(str), REAL + "an array of shape"),
    "dates": (lambda A: A.astype("datetime64[s]"), REAL),
    "structured": (lambda A: np.zeros(3, [("a", float)]), REAL),
    "complex": (lambda A: A + 0j, REAL),
    "nan": (lambda A: A * nan, "must hold finite numbers only, got nan at index (0, 0)."),
    "1e400": (lambda A: A.astype(np.longdouble) + np.longdouble("1e400"), "must hold finite numbers only, got inf at"),
    "integer of 400 digits": (lambda A: [[10**400] * A.shape[1]] * len(A), REAL),
    "asked in vain": (lambda A: Gives(RuntimeError("call detach() first")), "gives none: RuntimeError('call detach()"),
    "asked for text": (lambda A: Gives(A.astype(str)), REAL),
    "four dimensions": (lambda A: A[None, None], "got shape (1, 1, "),
    "nothing": (lambda A: None, REAL + "None."),
}


@pytest.mark.parametrize("kind", BAD_ARRAYS)
@pytest.mark.parametrize("slot", SLOTS, ids=ids)
def test_what_is_no_array_of_numbers(slot, kind):
    function, arguments, name = slot
    change, fragment = BAD_ARRAYS[kind]
    if name == "Y" and kind in ("text", "frame of text"):
        fragment = "must hold values from 0 to 1, got labels such as '"
    expect(function, put(arguments, name, change), f"{name} must ", fragment.format(name))


SAME_ARRAYS = {
    "lists": np.ndarray.tolist,
    "rows": list,
    "a matrix": np.matrix,
    "a mask of nothing": masked,
    "an object with an array": Gives,
    "a frame": pandas.DataFrame,
    "a frame of objects": lambda A: pandas.DataFrame(A).astype(object),
    "Fortran's order": np.asfortranarray,
    "read only": lambda A: np.broadcast_to(A, A.shape),
    "fractions": lambda A: [[Fraction(float(x)) for x in row] for row in A],
    "numpy's scalars": lambda A: [[np.float64(x) for x in row] for row in A],
    "longer floats": lambda A: A.astype(np.longdouble),
}


def same(one, other):
    """Whether two results are the same, but for the order in which a product adds its terms."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, bpkit.DataSet):
        return same((one.X, one.Y), (other.X, other.Y))
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other if isinstance(one, str | None) else np.allclose(one, other, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("kind", sorted(BAD_ARRAYS.keys() - {"nan", "frame with a gap", "1e400", "four dimensions"}))
def test_sigmoid_takes_numbers_of_any_shape_and_nothing_else(kind):
    change, fragment = BAD_ARRAYS[kind]
    expect(bpkit.sigmoid, {"z": change(X)}, "z must ", fragment.format("z"))


@pytest.mark.filterwarnings("ignore:the matrix subclass")
@pytest.mark.parametrize("kind", SAME_ARRAYS)
@pytest.mark.parametrize("slot", SLOTS, ids=ids)
def test_what_is_an_array_of_numbers_too(slot, kind):
    function, arguments, name = slot
    quiet = {"progress": False, "iterations": 2} if function is bpkit.minimize else {}
    expected = function(**arguments, **quiet)
    found = function(**put(arguments, name, SAME_ARRAYS[kind]), **quiet)
    if function is bpkit.trace:
        expected, found = ({**steps[-1].after.D} for steps in (expected, found))
    assert same(found, expected)


def test_examples_may_be_booleans_or_whole_numbers():
    for same in (X.astype(bool), X.astype(np.int8), X.astype(np.float16)):
        assert bpkit.cost(Theta, same, Y.tolist()) == bpkit.cost(Theta, X, Y)


def test_keys_may_be_numpys():
    J, D = bpkit.cost_and_gradient({np.int64(l): Theta[l] for l in Theta}, X, Y)
    assert J == bpkit.cost(Theta, X, Y) and all(type(l) is int for l in D)


@pytest.mark.parametrize(
    "arguments, fragments",
    [
        (dict(X=np.ones((4, 3))), ["X must have 2 columns", "unit of layer 1", "(4, 3)"]),
        (dict(Y=np.ones((4, 2))), ["Y must have 1 column,", "output unit", "(4, 2)"]),
        (dict(Y=Y[:3]), ["Y must have 4 rows, one for each row of X", "got 3"]),
        (dict(X=X[:1]), ["Y must have 1 row, one for each row of X", "got 4"]),
        (
            dict(Y=Y + 1),
            ["Y must hold values from 0 to 1", "got labels such as 2; DataSet.from_labels(X, Y) makes rows of them."],
        ),
        (dict(Y=Y + 0.5), ["Y must hold values from 0 to 1", "got 1.5"]),
        (dict(Y=-0.5 * Y), ["Y must hold values from 0 to 1", "got -0.5"]),
    ],
)
def test_examples_that_do_not_fit(arguments, fragments):
    for function in (bpkit.backpropagation, bpkit.cost, bpkit.cost_and_gradient, bpkit.minimize, bpkit.accuracy):
        expect(function, dict(Theta=Theta, X=X, Y=Y) | arguments, *fragments)


KEYS = "Theta must have the keys 1, 2, … without a gap, got "


@pytest.mark.parametrize(
    "bad, fragments",
    [
        ([Theta[1], Theta[2]], ["Theta must be a dict with a matrix for each layer, keys 1, 2, …", "a list of 2"]),
        (None, ["Theta must be a dict", "got None"]),
        (Theta[1], ["Theta must be a dict", "(3, 3)"]),
        ({}, [KEYS + "[]"]),
        ({1: Theta[1], 3: Theta[2]}, [KEYS + "[1, 3]"]),
        ({0: Theta[1], 1: Theta[2]}, [KEYS + "[0, 1]"]),
        ({"1": Theta[1], "2": Theta[2]}, [KEYS + "['1', '2']"]),
        ({1: Theta[1], 2: Theta[2], "a": 0}, [KEYS + "[1, 2, 'a']"]),
        ({"__header__": b"MATLAB", "__globals__": [], "Theta1": 0, "Theta2": 0}, [KEYS + "['Theta1', 'Theta2']."]),
        ({f"weights of layer {l}": 0 for l in range(4)}, [KEYS + "['weights of layer 0', ", "'weights of layer 3']"]),
        ({f"weights of layer {l}": 0 for l in range(9)}, [KEYS + "a list of 9"]),
        ({1: Theta[1], 2: Theta[2][:, 1:]}, ["Theta[2] must have 4 columns", "bias", "row of Theta[1]", "(1, 3)"]),
        ({1: Theta[2], 2: Theta[1]}, ["Theta[2] must have 2 columns", "(3, 3)"]),
        ({1: Theta[1][0], 2: Theta[2]}, ["Theta[1] must be a matrix with at least one row", "(3,)"]),
        ({1: Theta[1], 2: np.ones((0, 4))}, ["Theta[2] must be a matrix with at least one row", "(0, 4)"]),
        ({1: [[1, 2], [3]], 2: Theta[2]}, ["Theta[1] must be an array of real numbers", "[[1, 2], [3]]"]),
        ({1: Theta[1], 2: Theta[2] * 1j}, ["Theta[2] must be an array of real numbers", "complex"]),
        ({1: Theta[1], 2: [["a"] * 4]}, ["Theta[2] must be an array of real numbers"]),
        ({1: Theta[1], 2: None}, ["Theta[2] must be an array of real numbers", "None"]),
        ({1: Theta[1] + inf, 2: Theta[2]}, ["Theta[1] must hold finite numbers only", "inf at index (0, 0)"]),
    ],
)
def test_theta(bad, fragments):
    expect(bpkit.forward_propagate, dict(Theta=bad, x=X.T), *fragments)
    for function in (bpkit.backpropagation, bpkit.cost, bpkit.numerical_gradient, bpkit.accuracy):
        expect(function, dict(Theta=bad, X=X, Y=Y), *fragments)


@pytest.mark.parametrize(
    "x, fragments",
    [
        ([1, 2, 3], ["x must have 2 rows", "unit of layer 1", "(3, 1)"]),
        (X, ["x must have 2 rows", "(4, 2)"]),
        ([], ["x must be one example, shape (n,) or (n, 1), or m examples as columns", "(0,)"]),
        (0.5, ["x must be one example", "()"]),
        (np.ones((2, 0)), ["x must be one example", "(2, 0)"]),
        (np.ones((2, 1, 1)), ["x must be one example", "(2, 1, 1)"]),
        ([1, nan], ["x must hold finite numbers only", "nan at index 1"]),
    ],
)
def test_x(x, fragments):
    expect(bpkit.forward_propagate, dict(Theta=Theta, x=x), *fragments)


LINES_3_TO_5 = [
    (bpkit.output_error, dict(a_L=[0.1, 0.2], y=[1, 0, 0]), ["y must have the shape of a_L, (2, 1)", "(3, 1)"]),
    (bpkit.output_error, dict(a_L=[[0.1, 0.2]], y=[1, 0]), ["y must have the shape of a_L, (1, 2)", "(2, 1)"]),
    (bpkit.output_error, dict(a_L=[0.1], y=[2]), ["y must hold values from 0 to 1", "got 2"]),
    (bpkit.output_error, dict(a_L=[nan], y=[1]), ["a_L must hold finite numbers only", "nan at index 0"]),
    (bpkit.backpropagate_errors, dict(Theta=Theta, a=a, y=Y), ["y must have the shape of a[3], (1, 4)", "(4, 1)"]),
    (bpkit.backpropagate_errors, dict(Theta=Theta, a=[*a.values()], y=Y.T), ["a must be a dict", "a list of 3"]),
    (bpkit.backpropagate_errors, dict(Theta=Theta, a={1: a[1], 2: a[2]}, y=Y.T), ["a must have the keys 1 … 3"]),
    (bpkit.backpropagate_errors, dict(Theta=Theta, a={**a, 2: a[2][1:]}, y=Y.T), ["a[2]", "(4, 4), the bias row"]),
    (bpkit.backpropagate_errors, dict(Theta=Theta, a={**a, 3: a[3].T}, y=Y.T), ["a[3] must have shape (1, 4)"]),
    (bpkit.accumulate, dict(Delta=Delta, delta={1: delta[2], 2: delta[3]}, a=a), ["delta must have the keys 2, 3, …"]),
    (bpkit.accumulate, dict(Delta=Delta, delta={2: delta[2]}, a=a), ["delta must have the keys [2, 3], got [2]"]),
    (bpkit.accumulate, dict(Delta=Delta, delta=delta, a={1: a[1]}), ["a must have the keys [1, 2, 3], got [1]"]),
    (bpkit.accumulate, dict(Delta={**Delta, 1: Theta[1].T[:2]}, delta=delta, a=a), ["Delta[1]", "(3, 3)", "(2, 3)"]),
    (bpkit.accumulate, dict(Delta=Delta, delta=delta, a={**a, 2: a[2][1:]}), ["Delta[2] must have shape (1, 3)"]),
    (
        bpkit.accumulate,
        dict(Delta=Delta, delta={2: delta[2][:, :1], 3: delta[3]}, a=a),
        ["delta[2]", "4 columns, one for each column of a[1]"],
    ),
    (bpkit.accumulate, dict(Delta=None, delta=delta, a=a), ["Delta must be a dict", "None"]),
]


@pytest.mark.parametrize("function, arguments, fragments", LINES_3_TO_5)
def test_lines_3_to_5(function, arguments, fragments):
    expect(function, arguments, *fragments)


@pytest.mark.parametrize(
    "arguments, fragments",
    [(dict(m=m), ["m must be a whole number of at least 1, got "]) for m in (0, -1, 1.5, 4.0, None, "4", True)]
    + [
        (dict(Delta={1: Delta[1]}), ["Delta must have the keys of Theta, [1, 2], got [1]"]),
        (dict(Delta={1: Delta[1], 2: Delta[2].T}), ["Delta[2] must have the shape of Theta[2], (1, 4)", "(4, 1)"]),
        (dict(lambda_=-1), ["lambda_ must be a number of at least 0, got -1"]),
    ],
)
def test_after_the_loop(arguments, fragments):
    expect(bpkit.regularized_gradient, dict(Delta=Delta, Theta=Theta, m=4, lambda_=0) | arguments, *fragments)


@pytest.mark.parametrize(
    "function, name, values, fragment",
    [
        (bpkit.minimize, "alpha", [0, -1, nan, inf, None, "1", True], "alpha must be a number above 0, got "),
        (bpkit.minimize, "iterations", [-1, 1.5, 10.0, None, True], "iterations must be a whole number of at least 0"),
        (bpkit.numerical_gradient, "epsilon", [0, -1e-4, nan, None], "epsilon must be a number above 0, got "),
        (bpkit.minimize, "progress", ["no", 1, None, np.int64(1), [True]], "progress must be True or False, got "),
        (bpkit.gradient_check, "D", [3, [Theta[1]], {0: Theta[1], 1: Theta[2]}], "D must "),
    ],
)
def test_the_other_arguments(function, name, values, fragment):
    for value in values:
        expect(function, {"Theta": Theta, "X": X, "Y": Y, name: value}, fragment)


def test_what_is_not_of_a_trace_is_not_explained():
    expect(bpkit.explain, dict(step=3, ref="J"), "step must be a Step of a trace, as trace(…)[5] is, got 3.")
    expect(bpkit.explain, dict(step=bpkit.trace(Theta, X, Y)[1], ref=5), "ref must be like ", "got 5.")


HUGE = {"Theta": {l: 1e308 * np.sign(Theta[l]) for l in Theta}, "X": 1e308 * X, "lambda_": 1e308}


@pytest.mark.parametrize(
    "huge", [("Theta",), ("X",), ("lambda_",), ("Theta", "X"), ("Theta", "X", "lambda_")], ids=" ".join
)
def test_numbers_that_are_too_large_give_no_nan(huge):
    """A function gives finite numbers, or says in one sentence that it cannot."""
    arguments = EXAMPLES | {name: HUGE[name] for name in huge}
    for function in (bpkit.numerical_gradient, bpkit.gradient_check):
        try:
            found = function(**arguments)
        except ValueError as error:
            assert str(error).endswith(".") and ". " not in str(error)
        else:
            D = found if isinstance(found, dict) else found.D
            assert all(np.isfinite(D[l]).all() for l in D) and "nan" not in str(found)


def test_a_gradient_of_1e307_is_checked_and_written_short():
    check = bpkit.gradient_check(Theta, X, Y, 1e308)
    assert check and check.relative_difference < 1e-8 and len(str(check)) < 200
    assert not bpkit.gradient_check(Theta, X, Y, 1e308, {l: 1.001 * check.D[l] for l in check.D})


# ---------------------------------------------------------------- single values


def test_one_of_several_is_taken_from_numpy_too():
    check = one_of((None, 1, 2, "all right"))
    assert [check("bet", value) for value in (None, 1, "all right")] == [None, 1, "all right"]
    for value, taken in ((np.int64(2), 2), (np.str_("all right"), "all right")):
        assert check("bet", value) == taken and type(check("bet", value)) is type(taken)
    for value in (3, 1.0, True, np.True_, np.array([1]), np.array([1, 2]), [1], {}, "", nan):
        expect(check, dict(name="bet", value=value), "bet must be one of None, 1, 2, 'all right', got ")


def test_a_switch_is_on_or_off():
    assert [switch("on", value) for value in (True, np.False_)] == [True, False]
    assert type(switch("on", np.True_)) is bool


# ---------------------------------------------------------------- what people type


@pytest.mark.parametrize(
    "typed, number",
    [
        ("0.5", 0.5), ("0,5", 0.5), ("-,5", -0.5), ("5.", 5), (" 2\n", 2), ("+3", 3),
        ("0,125", 0.125), ("12.345", 12.345),
        ("−1,5", -1.5), ("–1", -1), ("－1", -1), ("- 4", -4), ("1e-3", 0.001), ("1E−3", 0.001), ("1,5e3", 1500),
        ("12 000", 12000), ("12\u2009000,5", 12000.5), ("1\u202f234\u202f567", 1234567), ("-\u00a01", -1),
        ("１２．５", 12.5), ("０，５", 0.5), ("٣٫١٤", 3.14), ("१२", 12), ("-0", 0), ("1e-400", 0), ("1e308", 1e308),
        (0.1, 0.1), (3, 3), (1e-7, 1e-7), (1e22, 1e22), (np.float64(0.5), 0.5),
    ],
)  # fmt: skip
def test_a_typed_number_is_read_as_it_is_meant(typed, number):
    found = typed_number("λ", typed)
    assert found == number and type(found) is float and str(found) != "-0.0"
    assert float(spelled("λ", typed)) == number


@pytest.mark.parametrize("typed, number", [("9007199254740993", 2**53 + 1), ("−9 007 199 254 740 993", -(2**53) - 1)])
def test_a_typed_whole_number_is_exact(typed, number):
    assert typed_number("seed", typed) == number


@pytest.mark.parametrize(
    "typed, fragment",
    [
        ("", "for example -0.07, got nothing."),
        (" \u2009 ", "for example -0.07, got nothing."),
        ("1,234", "and 1,234 may be 1.234 or 1234."),
        ("-12,000", "and -12,000 may be -12.000 or -12000."),
        ("1e400", "within ±1.8e308, got '1e400'."),
        *[
            (typed, f"for example -0.07, got {typed!r}.")
            for typed in (
                "much",
                "1.2.3",
                "1,2,3",
                "1, 2",
                "1 2",
                "12 00",
                "1.000,5",
                "1,000.5",
                "1_000",
                "[1]",
                "0x1",
                "nan",
            )
            + (
                "inf",
                "-Infinity",
                "10²",
                "10⁻²",
                "½",
                "1/2",
                "50%",
                "-",
                ".",
                "e5",
                "1e",
                "--1",
                "1e99999",
                "5;",
                "１²",
            )
        ],
        (None, "got None."),
        (True, "got True."),
        ([1], "got [1]."),
        (nan, "got nan."),
    ],
)
def test_what_may_mean_another_number_is_not_read(typed, fragment):
    expect(typed_number, dict(name="λ", typed=typed), "λ must be a number", fragment)


@pytest.mark.parametrize("gives", [None, ..., "1", nan, inf, 1j, np.ones(3), [1.0]])
def test_what_a_cost_gives(gives):
    for function in (bpkit.numerical_gradient, bpkit.gradient_check):
        arguments = {"Theta": Theta, "X": X, "Y": Y, "cost": lambda *_: gives}
        arguments |= {"D": Theta} if function is bpkit.gradient_check else {}
        expect(function, arguments, "cost(Theta, X, Y, lambda_) must be a number that is finite", ", got ")


def test_a_cost_of_ones_own():
    expect(bpkit.numerical_gradient, {"Theta": Theta, "X": X, "Y": Y, "cost": 5}, "cost must be a function, got 5")
    expect(bpkit.gradient_check, {"Theta": Theta, "X": X, "Y": Y, "cost": bpkit.cost}, "D must be given with a cost")
    arguments = {"Theta": Theta, "X": X, "Y": Y[:2], "D": Theta, "cost": bpkit.cost}
    expect(bpkit.gradient_check, arguments, "Y must have 4 rows")
    # What the cost calls is checked again, as if it were called from outside.
    arguments["Y"], arguments["cost"] = Y, lambda Theta, X, Y, lambda_: bpkit.cost(Theta, X, -Y, lambda_)
    expect(bpkit.gradient_check, arguments, "Y must hold values from 0 to 1, got -1")
