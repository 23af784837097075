"""The widgets without a browser or a kernel: traits and controls are two handles of the same state."""

import logging
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ipywidgets.widgets.widget import _instances

import bpkit
from bpkit import DataSet, Explorer, ForwardPass, load
from bpkit.widgets import network_widget
from bpkit.widgets.controls import sizes_from_text

THREE = DataSet(X=[[0.5, -1, 2], [1, 0, 0], [-3, 2, 1]], Y=[[1, 0], [0, 1], [0.25, 0.75]], name="three")


@pytest.fixture
def e():
    return Explorer()


@pytest.fixture(scope="module")
def digits():
    return Explorer("digits")


def control(widget, name):
    return widget._controls[name]


def on_screen(widget):
    """The numbers of the screen by their data-ref."""
    read = isinstance(widget, Explorer) and widget._reader.layout.display is None
    html = widget._view.html + (widget._row_view.html if read else "")
    elements = ElementTree.fromstring(f"<div>{html}</div>").iter()
    return {element.get("data-ref"): element.text for element in elements if element.get("data-ref") and element.text}


def assert_right(e):
    """Every number of the widget is what bpkit's functions give for its traits, and the screen shows them."""
    data = load(e.data) if isinstance(e.data, str) else e.data
    X, Y = data.X.copy(), data.Y.copy()
    for t, (x, y) in e.edits.items():
        X[t - 1], Y[t - 1] = x, y
    Theta = bpkit.random_theta(e.layer_sizes, e.seed)
    z, a = bpkit.forward_propagate(Theta, X[e.example - 1])
    delta = bpkit.backpropagate_errors(Theta, a, Y[e.example - 1])
    J, D = bpkit.cost_and_gradient(Theta, X, Y, e.lambda_)
    all_a = bpkit.forward_propagate(Theta, X.T)[1]
    nothing = {l: np.zeros_like(Theta[l]) for l in Theta}
    Delta = bpkit.accumulate(nothing, bpkit.backpropagate_errors(Theta, all_a, Y.T), all_a)
    for name, expected in {"Theta": Theta, "z": z, "a": a, "delta": delta, "Delta": Delta, "D": D}.items():
        values = getattr(e, name)
        assert values.keys() == expected.keys()
        for l in expected:
            np.testing.assert_allclose(values[l], expected[l], rtol=1e-11, atol=1e-13, err_msg=f"{name}[{l}]")
    assert e.J == pytest.approx(J, rel=1e-12)

    def written(value):
        return pytest.approx(value, abs=0.501e-4)

    screen = {ref: float(text.split()[-1].replace("−", "-")) for ref, text in on_screen(e).items()}
    L = len(Theta) + 1
    assert screen["a[1][1]"] == written(X[e.example - 1][0]) and screen["y[1]"] == written(Y[e.example - 1][0])
    assert screen[f"a[{L}][1]"] == written(a[L][0, 0])
    if isinstance(e, Explorer):
        assert screen["J"] == written(e.J) and screen[f"delta[{L}][1]"] == written(delta[L][0, 0])
        for name, matrices in {"Theta": Theta, "Delta": Delta, "D": D}.items():
            for ref in (ref for ref in screen if ref.startswith(f"{name}[")):
                l, i, j = map(int, re.findall(r"\d+", ref))
                assert screen[ref] == written(matrices[l][i - 1, j])


def is_a_sentence(text):
    return text.endswith(".") and ". " not in text and "\n" not in text and len(text) < 200


# ---------------------------------------------------------------- traits and controls


def test_a_new_explorer_shows_xor(e):
    assert repr(e) == "Explorer(data='xor', layer_sizes=(2, 2, 1), lambda_=0.0, example=1, seed=0)"
    assert (e.data, e.layer_sizes, e.lambda_, e.example, e.seed, e.edits) == ("xor", (2, 2, 1), 0, 1, 0, {})
    assert_right(e)


@pytest.mark.parametrize(
    "state",
    [
        {"data": "and", "layer_sizes": (2, 1)},
        {"data": "planar", "layer_sizes": (2, 9, 1), "example": 40, "lambda_": 2.5},
        {"layer_sizes": (2, 1), "seed": 7},
        {"layer_sizes": np.array([2, 5, 3, 1]), "lambda_": np.float64(0.3), "example": np.int64(4)},
        {"data": "digits", "example": 1797, "lambda_": 1},
        {"data": THREE, "layer_sizes": (3, 4, 2), "example": 3, "edits": {3: ((1, 2, 3), (0, 1))}},
    ],
    ids=str,
)
def test_what_python_sets_is_computed_and_shown(state):
    made = Explorer(**state)
    assert_right(made)
    changed = Explorer()
    for name, value in state.items():
        setattr(changed, name, value)
    assert_right(changed)
    assert repr(changed) == repr(made)
    assert changed._view.html == made._view.html


CONTROLS = [
    # control and part of it, value there, trait, value of the trait
    ("data", "_buttons", "planar", "data", "planar"),
    ("seed", "field", 3, "seed", 3),
    ("layer_sizes", "_text", "2-4-1", "layer_sizes", (2, 4, 1)),
    ("lambda_", "field", 0.25, "lambda_", 0.25),
    ("lambda_", "slider", 0.5, "lambda_", 0.5),
    ("example", "field", 3, "example", 3),
    ("example", "slider", 4, "example", 4),
]


@pytest.mark.parametrize("name, part, value, trait, expected", CONTROLS)
def test_a_control_and_its_trait_move_each_other(e, name, part, value, trait, expected):
    getattr(control(e, name), part).value = value
    assert getattr(e, trait) == expected
    assert control(e, name).error == ""
    assert_right(e)

    other = Explorer()
    setattr(other, trait, expected)
    assert getattr(control(other, name), part).value == value
    assert repr(other) == repr(e)


def test_slider_and_field_agree(e):
    control(e, "lambda_").slider.value = 3
    assert control(e, "lambda_").field.value == 3
    control(e, "example").field.value = 2
    assert control(e, "example").slider.value == 2


def test_lambda_may_be_larger_than_the_slider(e):
    control(e, "lambda_").field.value = 25
    assert e.lambda_ == 25 and control(e, "lambda_").field.value == 25
    assert control(e, "lambda_").slider.value == control(e, "lambda_").slider.max == 10
    e.example = 2
    assert e.lambda_ == 25
    control(e, "lambda_").slider.value = 9
    assert e.lambda_ == 9
    assert_right(e)


def test_the_buttons_of_the_example_go_round(e):
    _, _, back, forth, *_ = control(e, "example").children
    back.click()
    assert e.example == 4
    forth.click()
    forth.click()
    assert e.example == 2
    assert_right(e)


def test_one_change_is_drawn_once(e):
    drawn = []
    e._view.observe(drawn.append, "html")
    for name, part, value, *_ in CONTROLS:
        getattr(control(e, name), part).value = value
    e.data = "digits"
    assert len(drawn) == len(CONTROLS) + 1


def test_several_traits_at_once(e):
    with e.hold_trait_notifications():
        e.data = "digits"
        e.layer_sizes = (64, 3, 10)
        e.lambda_ = 2
    assert repr(e) == "Explorer(data='digits', layer_sizes=(64, 3, 10), lambda_=2.0, example=1, seed=0)"
    assert_right(e)


# ---------------------------------------------------------------- layers


@pytest.fixture
def layers(e):
    return control(e, "layer_sizes")


def buttons(layers):
    """[fewer, more] for each hidden layer, then add and remove."""
    _, hidden, add, remove, _ = layers.children
    return [(box.children[0], box.children[2]) for box in hidden.children], add, remove


def test_layers_are_added_resized_and_removed_by_buttons(e, layers):
    _, add, remove = buttons(layers)
    add.click()
    assert e.layer_sizes == (2, 2, 2, 1)
    [_, (fewer, more)], *_ = buttons(layers)
    more.click()
    more.click()
    assert e.layer_sizes == (2, 2, 4, 1) and layers._text.value == "2-2-4-1"
    fewer.click()
    assert e.layer_sizes == (2, 2, 3, 1)
    assert_right(e)
    remove.click()
    remove.click()
    assert e.layer_sizes == (2, 1) and remove.disabled and buttons(layers)[0] == []
    assert_right(e)
    add.click()
    assert e.layer_sizes == (2, 2, 1) and not remove.disabled


def test_buttons_that_are_there_stay(e, layers):
    # Else the keyboard would lose its place.
    before = buttons(layers)[0]
    for sizes in ((2, 3, 4, 1), (2, 9, 1), (2, 2, 2, 2, 1)):
        e.layer_sizes = sizes
        assert buttons(layers)[0][:1] == before
        assert [box.children[1].value for box in layers._hidden.children] == [str(s) for s in sizes[1:-1]]


@pytest.mark.parametrize(
    "typed", ["2-3-1", "2, 3, 1", "(2, 3, 1)", "[2,3,1]", " 2 3 1 ", "2 - 3 - 1", "2–3–1", "2−3−1"]
)
def test_sizes_may_be_typed_in_many_ways(e, layers, typed):
    layers._text.value = typed
    assert e.layer_sizes == (2, 3, 1) and layers.error == ""
    assert layers._text.value == "2-3-1"


@pytest.mark.parametrize(
    "typed", ["", "-", "a", "2-3.5-1", "2,,1", "2-", "-2-3-1", "2, -3, 1", "2--3-1", "2-3²-1", "9" * 5000]
)
def test_what_is_no_list_of_sizes_is_told(typed):
    with pytest.raises(ValueError, match="layer_sizes must be whole numbers, for example 2-3-1, got ") as told:
        sizes_from_text(typed)
    assert is_a_sentence(str(told.value))


def test_weights_stay_where_sizes_are_unchanged(e):
    e.layer_sizes = (2, 3, 4, 1)
    before = e.Theta
    e.layer_sizes = (2, 3, 5, 1)
    assert (e.Theta[1] == before[1]).all() and e.Theta[2].shape == (5, 4)
    e.lambda_, e.example, e.data = 3, 2, "and"
    assert (e.Theta[1] == before[1]).all()
    e.layer_sizes = (2, 3, 4, 1)
    assert all((e.Theta[l] == before[l]).all() for l in before)


# ---------------------------------------------------------------- data


def test_choosing_data_keeps_everything_that_fits(e):
    e.lambda_, e.seed, e.example, e.layer_sizes = 0.7, 5, 3, (2, 4, 3, 1)
    Theta = e.Theta
    control(e, "data")._buttons.value = "planar"
    assert repr(e) == "Explorer(data='planar', layer_sizes=(2, 4, 3, 1), lambda_=0.7, example=3, seed=5)"
    assert all((e.Theta[l] == Theta[l]).all() for l in Theta)
    control(e, "data")._buttons.value = "digits"
    assert repr(e) == "Explorer(data='digits', layer_sizes=(64, 4, 3, 10), lambda_=0.7, example=3, seed=5)"
    assert (e.Theta[2] == Theta[2]).all()
    assert_right(e)


def test_hidden_layers_that_nobody_chose_are_those_of_the_data(e):
    e.data = "digits"
    assert e.layer_sizes == (64, 25, 10)
    e.data = "xor"
    assert e.layer_sizes == (2, 2, 1)


def test_the_example_is_one_that_the_new_data_has():
    e = Explorer("digits", example=1000)
    e.data = "planar"
    assert e.example == 40 and control(e, "example").slider.max == 40
    e.data = THREE
    assert e.example == 3 and control(e, "example").field.value == 3
    e.data = DataSet([[1, 2]], [[1]])
    assert e.example == 1
    assert_right(e)


def test_a_data_set_of_ones_own_is_a_choice_that_stays(e):
    e.data = THREE
    choice = control(e, "data")._buttons
    assert choice.value is THREE and choice.options[-1] == ("three", THREE)
    choice.value = "xor"
    assert e.data == "xor"
    choice.value = THREE
    assert e.data is THREE
    assert_right(e)


def test_a_data_set_may_have_the_name_of_one_of_ours():
    own = DataSet([[0, 1.5]], [[1]], name="xor")
    e = Explorer(own)
    assert e.data is own and control(e, "data")._buttons.value is own
    control(e, "data")._buttons.value = "xor"
    assert e.m == 4


def test_a_data_set_with_default_names(e):
    e.data = DataSet(THREE.X, THREE.Y)
    assert "x₃" in e._view.html and "“1”" in e._view.html
    assert_right(e)


def test_our_own_data_sets_are_called_by_their_names():
    assert Explorer(load("and")).data == "and"


def test_the_sizes_that_a_data_set_brings_are_always_good(e):
    wide = DataSet(THREE.X, THREE.Y, layer_sizes=(3, 300, 2))
    e.data = wide
    assert e.layer_sizes == Explorer(wide).layer_sizes == Explorer(wide, (3, 300, 2)).layer_sizes == (3, 300, 2)
    assert_right(e)


# ---------------------------------------------------------------- bad values


BAD_IN_A_CONTROL = [
    ("lambda_", "field", -1, 2),
    ("lambda_", "field", np.nan, 2),
    ("lambda_", "field", np.inf, 0),  # 0 is the value it has: good again without a change
    ("lambda_", "field", 1.7e308, 2),
    ("seed", "field", -1, 1),
    ("example", "field", 0, 2),
    ("example", "field", 5, 1),
    ("layer_sizes", "_text", "2-x-1", "2-4-1"),
    ("layer_sizes", "_text", "2-0-1", "2-4-1"),
    ("layer_sizes", "_text", "2", "2-2-1"),
    ("layer_sizes", "_text", "3-2-1", "2 5 5 1"),
    ("layer_sizes", "_text", "2-201-1", "2-9-1"),
    ("layer_sizes", "_text", "2-1-1-1-1-1-1-1-1", "2-1"),
]


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize("name, part, bad, good", BAD_IN_A_CONTROL)
def test_a_bad_value_in_a_control_is_told_beside_it(name, part, bad, good):
    e = Explorer(seed=3, layer_sizes=(2, 5, 5, 1))
    e.seed, e.layer_sizes = 0, (2, 5, 5, 1)
    state, html, J = repr(e), e._view.html, e.J
    field = getattr(control(e, name), part)
    field.value = bad
    assert is_a_sentence(control(e, name).error)
    assert (repr(e), e._view.html, e.J) == (state, html, J)
    assert all(other.error == "" for key, other in e._controls.items() if key != name)
    field.value = good
    assert control(e, name).error == ""
    assert_right(e)


def test_what_was_wrong_is_forgotten_when_something_good_happens_elsewhere(e):
    control(e, "lambda_").field.value = -3
    assert control(e, "lambda_").error == "lambda_ must be a number of at least 0, got -3.0."
    control(e, "example").field.value = 2
    assert control(e, "lambda_").error == "" and control(e, "lambda_").field.value == 0
    control(e, "lambda_").field.value = -3
    e.seed = 4
    assert control(e, "lambda_").error == ""


def test_buttons_stop_at_the_ends_with_a_sentence(e, layers):
    [(fewer, more)], add, _ = buttons(layers)
    fewer.click()
    fewer.click()
    assert e.layer_sizes == (2, 1, 1) and is_a_sentence(layers.error) and "(2, 0, 1)" in layers.error
    e.layer_sizes = (2, 200, 1)
    more.click()
    assert e.layer_sizes == (2, 200, 1) and "at most 200 units" in layers.error
    for _ in range(8):
        add.click()
    assert len(e.layer_sizes) == 8 and "at most 6 hidden layers" in layers.error
    fewer.click()
    assert layers.error == ""


def test_a_sentence_that_quotes_what_was_typed_is_text(e, layers):
    layers._text.value = "<img src=x onerror=alert(1)>"
    assert "<img" in layers.error
    assert "<" not in layers._sentence.value and "&lt;img" in layers._sentence.value


BAD_IN_PYTHON = [
    ("data", "cats", "data must be a DataSet or one of 'and', .* got 'cats'"),
    ("data", 5, "data must be .* got 5"),
    ("data", ["xor"], "data must be .* got "),
    ("data", np.zeros((99, 99)), r"data must be .* got an array of shape \(99, 99\)"),
    ("layer_sizes", (2, 0, 1), r"layer_sizes must be .* got \(2, 0, 1\)"),
    ("layer_sizes", (3, 2, 1), "layer_sizes must begin with 2 and end with 1"),
    ("layer_sizes", (2, 300, 1), "at most 6 hidden layers of at most 200 units"),
    ("layer_sizes", "2-2-1", "layer_sizes must be"),
    ("layer_sizes", 3, "layer_sizes must be"),
    ("lambda_", -0.1, "lambda_ must be a number of at least 0, got -0.1"),
    ("lambda_", np.nan, "lambda_ must be"),
    ("lambda_", "1", "lambda_ must be"),
    ("lambda_", None, "lambda_ must be"),
    ("lambda_", 1.7e308, "J must hold finite numbers only"),
    ("example", 0, "example must be a whole number from 1 to 4, got 0"),
    ("example", 5, "example must be a whole number from 1 to 4, got 5"),
    ("example", 1.5, "example must be"),
    ("seed", -1, "seed must be"),
    ("seed", None, "seed must be"),
    ("edits", 5, r"edits must be a dict of examples, \{t: \(x, y\)\}, got 5"),
    ("edits", {1: 5}, "edits must be a dict"),
    ("edits", {1: ((0, 0),)}, "edits must be a dict"),
    ("edits", {5: ((0, 0), (1,))}, "example must be a whole number from 1 to 4, got 5"),
    ("edits", {1: ((0, 0, 0), (1,))}, r"x must hold 2 numbers, got shape \(3,\)"),
    ("edits", {1: ((0, 0), 1)}, "y must hold 1 number"),
    ("edits", {1: ((0, 0), (1.5,))}, "y must hold values from 0 to 1, got 1.5"),
    ("edits", {1: ((0, np.nan), (1,))}, "x must hold finite numbers only"),
    ("edits", {1: (("a", 0), (1,))}, "x must be an array of real numbers"),
    ("row", 5, r"row must be \(l, i\), got 5"),
    ("row", (1, 2, 3), r"row must be \(l, i\)"),
    ("row", (0, 1), "l must be a whole number from 1 to 3, got 0"),
    ("row", (1, 6), "i must be a whole number from 1 to 5, got 6"),
]


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize("name, bad, sentence", BAD_IN_PYTHON)
def test_a_bad_value_in_python_raises_and_changes_nothing(name, bad, sentence):
    good = {"layer_sizes": (2, 5, 5, 1), "lambda_": 0.5, "seed": 3}
    e = Explorer(**good)
    before = repr(e), e._view.html, e.J, e.D
    with pytest.raises(ValueError, match=sentence) as told:
        setattr(e, name, bad)
    assert is_a_sentence(str(told.value))
    assert (repr(e), e._view.html, e.J) == before[:3]
    assert all((e.D[l] == before[3][l]).all() for l in e.D)
    with pytest.raises(ValueError, match=sentence):
        Explorer(**{**good, name: bad})
    e.example = 2
    assert_right(e)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_numbers_that_overflow_inside_the_network_are_bad_too():
    e = Explorer("digits")
    before = repr(e), e._view.html
    with pytest.raises(ValueError, match="finite"):
        e.edits = {1: ((1.7e308,) * 64, (1,) * 10)}
    assert (repr(e), e._view.html) == before
    assert_right(e)


def test_a_name_that_does_not_exist_is_told():
    with pytest.raises(TypeError, match="unexpected keyword argument 'lamda_'"):
        Explorer(lamda_=1)


def test_what_every_widget_has_may_be_given_too():
    assert Explorer(layout={"width": "50%"}).layout.width == "50%"


def test_a_mistake_of_ours_is_shown_and_logged(e, monkeypatch, caplog):
    def broken(*_):
        raise KeyError("a bug")

    before = repr(e)
    with monkeypatch.context() as patched:
        patched.setattr(network_widget, "random_theta", broken)
        with caplog.at_level(logging.ERROR, "bpkit"):
            control(e, "seed").field.value = 2
        assert control(e, "seed").error == "This is a mistake in bpkit, not yours: KeyError: 'a bug'"
        assert "a bug" in caplog.text and "Traceback" in caplog.text
        assert repr(e) == before
        with pytest.raises(KeyError):
            e.seed = 2
    control(e, "seed").field.value = 3
    assert control(e, "seed").error == "" and e.seed == 3
    assert_right(e)


def test_a_mistake_in_a_button_or_a_drawing_is_shown_too(e, layers, monkeypatch, caplog):
    before = repr(e), e._view.html
    with monkeypatch.context() as patched:
        patched.setattr("bpkit.widgets.explorer.explorer", lambda *_: 1 / 0)
        buttons(layers)[1].click()
    assert "mistake in bpkit" in layers.error and "ZeroDivisionError" in caplog.text
    assert (repr(e), e._view.html) == before and layers._text.value == "2-2-1"
    buttons(layers)[1].click()
    assert layers.error == ""
    assert_right(e)


# ---------------------------------------------------------------- an example of one's own


@pytest.fixture
def own(e):
    return control(e, "edits")


def test_an_example_is_edited_in_fields(e, own):
    e.example = 2
    assert [field.description for field in own._fields] == ["x₁", "x₂", "y₁"]
    assert [field.value for field in own._fields] == [0, 1, 1]
    own._fields[0].value = 0.5
    own._fields[2].value = 0.25
    assert e.edits == {2: ((0.5, 1.0), (0.25,))}
    assert_right(e)
    assert load("xor").X[1].tolist() == [0, 1]
    e.example = 3
    assert [field.value for field in own._fields] == [1, 0, 1]
    own._fields[1].value = -4
    assert e.edits == {2: ((0.5, 1.0), (0.25,)), 3: ((1.0, -4.0), (1.0,))}
    assert_right(e)


def test_an_edited_example_is_restored(e, own):
    assert own._restore.layout.display == "none"
    e.edits = {1: ((3, 3), (0.5,)), 2: ((0, 2), (0,))}
    assert own._restore.layout.display is None
    assert [field.value for field in own._fields] == [3, 3, 0.5]
    own._restore.click()
    assert e.edits == {2: ((0.0, 2.0), (0.0,))}
    assert [field.value for field in own._fields] == [0, 0, 0]
    assert own._restore.layout.display == "none"
    assert_right(e)


def test_an_edit_that_is_no_edit_is_none(e, own):
    own._fields[0].value = 2
    own._fields[0].value = 0
    assert e.edits == {}
    e.edits = {1: ([0, 0], np.array([0]))}
    assert e.edits == {}


@pytest.mark.parametrize("field, bad", [(2, 1.5), (2, -0.1), (2, np.nan), (0, np.nan), (1, np.inf)])
def test_a_number_that_no_example_can_have_is_told(e, own, field, bad):
    own._fields[0].value = 0.5
    before = repr(e), e._view.html
    own._fields[field].value = bad
    assert is_a_sentence(own.error) and own.error[0] == "xxy"[field]
    assert (repr(e), e._view.html) == before
    own._fields[field].value = 0.75
    assert own.error == ""
    assert_right(e)


def test_other_data_has_no_edits(e, own):
    own._fields[0].value = 0.5
    e.data = "and"
    assert e.edits == {} and own._fields[0].value == 0
    assert_right(e)


def test_the_fields_of_a_digit_are_made_when_they_are_wanted(digits):
    own = control(digits, "edits")
    assert own._fields == () and own._open.layout.display is None
    edits, before = [], digits._view.html
    digits.observe(edits.append, "edits")
    own._open.value = True
    assert len(own._fields) == 74 and own._box.layout.display is None
    assert [field.value for field in own._fields] == [*load("digits").X[0], *load("digits").Y[0]]
    assert edits == [] and digits._view.html == before  # to open the fields is no edit
    own._fields[0].value = 1
    assert digits.edits.keys() == {1} and digits.edits[1][0][0] == 1 and len(edits) == 1
    own._open.value = False
    assert own._box.layout.display == "none"
    digits.example = 2
    own._open.value = True
    assert [field.value for field in own._fields[:64]] == load("digits").X[1].tolist()
    assert_right(digits)
    digits.edits, digits.example = None, 1
    own._open.value = False


# ---------------------------------------------------------------- large layers


def test_a_row_of_a_large_matrix_is_chosen_and_read(digits):
    digits.row = (1, 7)
    read = [ref for ref in on_screen(digits) if ref.startswith("D[1][7, ")]
    assert len(read) == 65
    assert (digits._row_layer.field.value, digits._row_unit.field.value) == (1, 7)
    assert repr(digits).endswith("row=(1, 7))")
    assert_right(digits)
    digits._row_layer.field.value = 2
    assert digits.row == (2, 1)
    digits._row_unit.field.value = 11
    assert digits._row_unit.error == "i must be a whole number from 1 to 10, got 11." and digits.row == (2, 1)
    digits._row_unit.field.value = 10
    assert digits.row == (2, 10) and digits._row_unit.error == ""
    digits._row_layer.field.value = 3
    assert digits._row_layer.error == "l must be a whole number from 1 to 2, got 3."
    digits.row = (1, 1)
    assert digits._row_layer.error == "" and digits._row_layer.field.value == 1


def test_a_row_is_picked_with_the_mouse(digits):
    digits._view._handle_custom_msg({"ref": "row[1][9]"}, [])
    assert digits.row == (1, 9)
    digits._view._handle_custom_msg({"ref": "D[1][2, 0]"}, [])
    assert digits.row == (1, 9)
    digits._pick("row[1][26]")  # a click that was on its way when the layer became smaller
    assert digits.row == (1, 9) and is_a_sentence(digits._row_unit.error)
    digits.row = (1, 1)


def test_a_row_that_is_gone_is_not_shown():
    e = Explorer("digits", row=(1, 25))
    e.layer_sizes = (64, 24, 10)
    assert e.row == (1, 1)
    e.row = (2, 10)
    e.layer_sizes = (64, 10)
    assert e.row == (1, 1)
    assert_right(e)


def test_small_matrices_need_no_reader(e, digits):
    assert e._reader.layout.display == "none" and digits._reader.layout.display is None


# ---------------------------------------------------------------- code and pictures of a state


def recreated(widget):
    return eval(repr(widget), {"Explorer": Explorer, "ForwardPass": ForwardPass, "DataSet": DataSet, "load": load})


def assert_same(one, other):
    assert repr(one) == repr(other)
    assert one._view.html == other._view.html
    assert one.J == other.J and all((one.D[l] == other.D[l]).all() for l in one.D)


finite = st.floats(-1e6, 1e6)
small_data = st.sampled_from(
    ["and", "or", "xor", "xnor", "planar", THREE, DataSet(THREE.X, THREE.Y, name="it's \"\\ my")]
)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_repr_is_the_code_that_recreates_the_screen(data):
    e = Explorer(data.draw(small_data))
    hidden = data.draw(st.lists(st.integers(1, 12), max_size=3))
    n, K = e.layer_sizes[0], e.layer_sizes[-1]
    e.layer_sizes = (n, *hidden, K)
    e.lambda_ = data.draw(st.floats(0, 1e6))
    e.seed = data.draw(st.integers(0, 2**70))
    e.example = data.draw(st.integers(1, e.m))
    x, y = st.tuples(*[finite] * n), st.tuples(*[st.floats(0, 1)] * K)
    e.edits = data.draw(st.dictionaries(st.integers(1, e.m), st.tuples(x, y), max_size=2))
    l = data.draw(st.integers(1, len(hidden) + 1))
    e.row = l, data.draw(st.integers(1, e.layer_sizes[l]))
    assert_same(recreated(e), e)
    assert_right(e)


def test_repr_recreates_a_digit_of_ones_own(digits):
    digits.edits = {5: (np.linspace(0, 1, 64), np.eye(10)[3])}
    digits.example, digits.row = 5, (2, 3)
    assert_same(recreated(digits), digits)
    digits.edits, digits.example, digits.row = None, 1, (1, 1)


SAVED = [
    Explorer(lambda_=2, edits={t: ((0.5, 0), (1,)) for t in (1, 2, 3)}),
    ForwardPass(seed=1),
    Explorer("digits", row=(2, 3)),
]


@pytest.mark.parametrize("widget", SAVED, ids=repr)
def test_a_saved_notebook_holds_the_widget_its_picture_and_its_code(widget):
    bundle = widget._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == widget.model_id
    assert bundle["text/plain"] == repr(widget)
    svg = ElementTree.fromstring(bundle["image/svg+xml"])
    saved = {el.get("data-ref"): el.text for el in svg.iter() if el.get("data-ref") and el.text}
    screen = on_screen(widget)
    screen.pop("J", None)
    assert saved.items() <= screen.items() and len(saved) > 10


def test_forward_pass_has_the_same_handles():
    f = ForwardPass("planar", lambda_=2)
    assert "lambda_" not in f._controls and f.lambda_ == 2
    control(f, "example").slider.value = 9
    control(f, "layer_sizes")._text.value = "2 3 2 1"
    control(f, "edits")._fields[0].value = 0.5
    assert repr(f).startswith(
        "ForwardPass(data='planar', layer_sizes=(2, 3, 2, 1), lambda_=2.0, example=9, seed=0, edits="
    )
    assert_right(f)
    assert on_screen(f)["z[2][1]"].replace("−", "-") == f"{f.z[2][0, 0]:.4f}"
    control(f, "layer_sizes")._text.value = "2-0-1"
    assert is_a_sentence(control(f, "layer_sizes").error)
    assert_same(recreated(f), f)
    f.data = "digits"
    assert "8 × 8 pixels" in f._view.html
    assert_right(f)


# ---------------------------------------------------------------- nothing is left behind


def test_200_changes_of_layers_leave_no_widgets_behind(e, layers):
    def change():
        e.layer_sizes = (2, 3, 3, 3, 1)
        e.layer_sizes = (2, 1)

    change()
    before = len(_instances)
    for _ in range(100):
        change()
    assert len(_instances) == before
    assert len(layers.children) == 5 and layers._hidden.children == ()
    assert len(e.children) == 3


def test_changes_of_data_leave_no_fields_behind(e, own):
    def change():
        e.data = "digits"
        own._open.value = True
        e.data = "xor"

    change()
    before = len(_instances)
    change()
    assert len(_instances) == before
    assert len(own._fields) == 3 and len(own._box.children) == 3
    e.data = "digits"
    assert own._fields == () and not own._open.value


def test_a_rounding_error_of_the_slider_is_not_sent_back_to_it():
    """The browser counts 0.30000000000000004; an answer of 0.3 would undo the key presses that came meanwhile."""
    e = Explorer("xor")
    slider = e._controls["lambda_"].slider
    slider.value = 3 * 0.1
    assert e.lambda_ == 0.3 and slider.value == 3 * 0.1 != 0.3


def test_a_typed_number_between_two_steps_of_the_slider_is_kept():
    explorer = Explorer()
    number = explorer._controls["lambda_"]
    number.field.value = 0.123
    assert number.slider.value == 0.1, "the browser would move the slider there, and report it"
    number.slider.value = 0.10000000000000009  # which is how the browser says 0.1
    assert explorer.lambda_ == 0.123
    number.slider.value = 0.2
    assert explorer.lambda_ == 0.2
