"""The network widgets without a browser or a kernel: traits from Python, moves by hand."""

import logging
from xml.etree import ElementTree

import numpy as np
import pytest
from hands import THREE, Hand, assert_right, by_ref, flat, forget, is_a_sentence, page, said, shown, text
from hypothesis import given, settings
from hypothesis import strategies as st
from ipywidgets.widgets.widget import _instances

from bpkit import AccumulateLab, DataSet, Explorer, ForwardPass, Stepper, load
from bpkit.notation import Ref
from bpkit.widgets import network_widget


@pytest.fixture
def e():
    return Explorer()


@pytest.fixture
def hand(e):
    return Hand(e)


@pytest.fixture(scope="module")
def explorer_of_digits():
    return Explorer("digits")


@pytest.fixture
def digits(explorer_of_digits):
    e = explorer_of_digits
    e.edits, e.example, e.row, e._rows_read = None, 1, (1, 1), {}
    forget(e)
    return e


def menu(widget):
    """The names in the menu of training sets, and the one that is chosen."""
    options = [option for option in page(widget).iter("option")]
    return [option.text for option in options], next(o.text for o in options if o.get("selected"))


def are_few(widget):
    """Whether every number is written on the screen."""
    return max(widget.layer_sizes) <= 4 and len(widget.layer_sizes) <= 4 and widget.m <= 4


# ---------------------------------------------------------------- traits and moves


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
    assert_right(made, are_few(made))
    changed = Explorer()
    for name, value in state.items():
        setattr(changed, name, value)
    assert_right(changed, are_few(changed))
    assert repr(changed) == repr(made)
    forget(changed)
    assert changed._view.html == made._view.html


MOVES = [
    # ref, value there, trait, value of the trait
    ("data", "planar", "data", "planar"),
    ("seed", 3, "seed", 3),
    ("seed", "3", "seed", 3),
    ("lambda_", 0.25, "lambda_", 0.25),
    ("lambda_", "25", "lambda_", 25),
    ("example", 3, "example", 3),
    ("x[2]", 0.5, "edits", {1: ((0, 0.5), (0,))}),
    ("y[1]@2", 0.25, "edits", {2: ((0, 1), (0.25,))}),
]


@pytest.mark.parametrize("kind", [Explorer, ForwardPass, Stepper])
@pytest.mark.parametrize("ref, value, trait, expected", MOVES)
def test_a_number_that_is_moved_and_its_trait_are_the_same_state(kind, ref, value, trait, expected):
    moved, other = kind(), kind()
    Hand(moved).move(ref, value)
    assert getattr(moved, trait) == expected
    setattr(other, trait, expected)
    assert repr(other) == repr(moved)
    for widget in (moved, other):
        forget(widget)
    assert other._view.html == moved._view.html
    if kind is not Stepper:
        assert_right(moved, are_few(moved))


def test_the_buttons_of_the_example_go_round(e, hand):
    hand.pick("previous")
    assert e.example == 4
    hand.pick("next")
    hand.pick("next")
    assert e.example == 2
    assert_right(e)


def test_one_change_is_drawn_once(e, hand):
    drawn = []
    e._view.observe(drawn.append, "html")
    for ref, value, *_ in MOVES:
        hand.move(ref, value)
    assert len(drawn) == len(MOVES) - 1  # the seed was 3 already
    e.data = "digits"
    with e.hold_trait_notifications():
        e.layer_sizes, e.lambda_, e.seed = (64, 3, 10), 2, 4
    assert len(drawn) == len(MOVES) + 1


def test_several_traits_at_once(e):
    with e.hold_trait_notifications():
        e.data = "digits"
        e.layer_sizes = (64, 3, 10)
        e.lambda_ = 2
    assert repr(e) == "Explorer(data='digits', layer_sizes=(64, 3, 10), lambda_=2.0, example=1, seed=0)"
    assert said(e).startswith("You set data and lambda_ and layer_sizes.")
    assert_right(e, whole=False)
    e.undo()
    assert repr(e) == repr(Explorer())
    with e.hold_trait_notifications():
        e.data, e.example, e.edits = "planar", 20, {20: ((1, 1), (1,))}
    assert (e.example, e.edits, e.layer_sizes) == (20, {20: ((1, 1), (1,))}, (2, 4, 1))
    Theta = {1: np.ones((1, 3))}
    with e.hold_trait_notifications():
        e.data, e.Theta, e.seed = "and", Theta, 7
    assert (e.layer_sizes, e.seed) == ((2, 1), 7) and (e.Theta[1] == 1).all()
    assert_right(e)


def test_what_is_set_before_the_data_is_held_against_the_new_data(e):
    for name, value, says in [
        ("edits", {1: ((1, 1), (1,))}, "x must hold 64 numbers"),
        ("Theta", {1: np.ones((1, 3))}, "Theta must begin with 64"),
        ("layer_sizes", (2, 3, 1), "layer_sizes must begin with 64"),
    ]:
        with pytest.raises(ValueError, match=f"^{says}"), e.hold_trait_notifications():
            setattr(e, name, value)
            e.data = "digits"
        assert repr(e) == repr(Explorer())
    with e.hold_trait_notifications():
        e.Theta, e.data = None, "planar"
    assert e.layer_sizes == (2, 4, 1)
    assert_right(e)


# ---------------------------------------------------------------- layers


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


def test_choosing_data_keeps_everything_that_fits(e, hand):
    e.lambda_, e.seed, e.example, e.layer_sizes = 0.7, 5, 3, (2, 4, 3, 1)
    Theta = e.Theta
    hand.move("data", "planar")
    assert repr(e) == "Explorer(data='planar', layer_sizes=(2, 4, 3, 1), lambda_=0.7, example=3, seed=5)"
    assert all((e.Theta[l] == Theta[l]).all() for l in Theta)
    hand.move("data", "digits")
    assert repr(e) == "Explorer(data='digits', layer_sizes=(64, 4, 3, 10), lambda_=0.7, example=3, seed=5)"
    assert (e.Theta[2] == Theta[2]).all()
    assert_right(e, whole=False)


def test_hidden_layers_that_nobody_chose_are_those_of_the_data(e):
    for data, sizes in [
        *[("digits", (64, 25, 10)), ("xor", (2, 2, 1)), ("planar", (2, 4, 1)), ("xor", (2, 2, 1))],
        *[("or", (2, 2, 1)), ("digits", (64, 25, 10)), ("planar", (2, 4, 1)), ("xor", (2, 2, 1))],
    ]:
        before = e.Theta
        e.data = data
        assert e.layer_sizes == sizes
        if data == "or":  # the same inputs: it is the same network that is asked something else
            assert e.Theta is before


def test_layers_and_weights_that_somebody_chose_stay(e, hand):
    hand.pick("unit+[2]")
    for data, sizes in [("planar", (2, 3, 1)), ("xor", (2, 3, 1)), ("digits", (64, 3, 10)), ("xor", (2, 3, 1))]:
        e.data = data
        assert e.layer_sizes == sizes
    e.layer_sizes = (2, 2, 1)  # as the data has them: no choice
    e.data = "planar"
    assert e.layer_sizes == (2, 4, 1)
    hand.move("Theta[1][4, 2]", 7)
    e.data = "xor"
    assert e.layer_sizes == (2, 4, 1) and e.Theta[1][3, 2] == 7
    e.data = "digits"
    assert e.layer_sizes == (64, 25, 10) and "Theta=" not in repr(e)
    assert_right(e, whole=False)


def test_the_example_is_one_that_the_new_data_has():
    e = Explorer("digits", example=1000)
    e.data = "planar"
    assert e.example == 40 and by_ref(page(e))["example"].get("data-most") == "40"
    e.data = THREE
    assert e.example == 3 and by_ref(page(e))["example[3]"].get("aria-pressed") == "true"
    e.data = DataSet([[1, 2]], [[1]])
    assert e.example == 1
    assert_right(e)


def test_a_data_set_of_ones_own_is_a_choice_that_stays(e, hand):
    e.data = THREE
    assert menu(e) == (["and", "or", "xor", "xnor", "planar", "digits", "three"], "three")
    hand.move("data", "xor")
    assert e.data == "xor" and menu(e)[0][-1] == "three"
    hand.move("data", "three")
    assert e.data is THREE
    assert_right(e)
    lab = AccumulateLab(THREE)
    Hand(lab).move("data", "xor")
    assert lab.data == "xor" and menu(lab)[0][-1] == "three"
    Hand(lab).move("data", "three")
    assert lab.data is THREE


@pytest.mark.parametrize("kind", [Explorer, Stepper])
def test_a_data_set_may_have_the_name_of_one_of_ours(kind):
    own = DataSet([[0, 1.5]], [[1]], name="xor")
    widget = kind(own)
    assert widget.data is own and menu(widget)[1] == "xor (yours)"
    Hand(widget).move("data", "xor")
    assert widget.m == 4 and menu(widget)[1] == "xor"
    Hand(widget).move("data", "xor (yours)")
    assert widget.data is own


def test_a_data_set_with_default_names(e):
    e.data = DataSet(THREE.X, THREE.Y)
    assert "x3" in text(page(e)) and menu(e)[1] == "my data"
    assert_right(e)


def test_our_own_data_sets_are_called_by_their_names():
    assert Explorer(load("and")).data == "and"


def test_the_sizes_that_a_data_set_brings_are_always_good(e):
    wide = DataSet(THREE.X, THREE.Y, layer_sizes=(3, 300, 2))
    e.data = wide
    assert e.layer_sizes == Explorer(wide).layer_sizes == Explorer(wide, (3, 300, 2)).layer_sizes == (3, 300, 2)
    assert_right(e, whole=False)


# ---------------------------------------------------------------- bad values


BAD_BY_HAND = [
    ("lambda_", "-1", "λ must be a number of at least 0, got −1."),
    ("lambda_", "1.7e308", "J must hold finite numbers only"),
    ("lambda_", "", "λ must be a number"),
    ("seed", "-1", "seed must be a whole number of at least 0, got −1."),
    ("example", "0", "example must be a whole number from 1 to 4, got 0."),
    ("example", "5", "example must be a whole number from 1 to 4, got 5."),
    ("y[1]", "-0.1", "y must hold values from 0 to 1, got −0.1."),
    ("y[1]@3", "1.5", "y must hold values from 0 to 1, got 1.5."),
    ("x[1]", "nan", "x₁ must be a number"),
    ("data", "cats", "data must be a DataSet or one of 'and'"),
    ("data", "<b>", "data must be a DataSet or one of 'and'"),
]


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize("kind", [Explorer, ForwardPass])
@pytest.mark.parametrize("ref, bad, sentence", BAD_BY_HAND)
def test_a_bad_value_by_hand_is_told_in_the_strip(kind, ref, bad, sentence):
    e = kind(seed=3, layer_sizes=(2, 5, 5, 1), lambda_=0.5)
    hand, state, J = Hand(e), repr(e), e.J
    numbers = shown(e)
    hand.move(ref, bad)
    assert said(e).startswith(flat(sentence)) and is_a_sentence(said(e))
    assert (repr(e), e.J, shown(e)) == (state, J, numbers)
    hand.move("lambda_", 2)
    assert said(e).startswith("You moved λ from 0.5 to 2.")
    assert_right(e, whole=False)


def test_plus_and_minus_stop_at_the_ends(e, hand):
    hand.pick("unit-[2]")
    hand.pick("unit-[2]")
    assert e.layer_sizes == (2, 1) and "unit-[2]" not in by_ref(page(e))
    e.layer_sizes = (2, 200, 1)
    hand.pick("unit+[2]")
    assert e.layer_sizes == (2, 200, 1) and "at most 6 hidden layers of at most 200 units" in said(e)
    for _ in range(8):
        hand.pick("layer+[1]")
    assert len(e.layer_sizes) == 8 and "at most 6 hidden layers" in said(e)
    for pick in ("unit-[9]", "unit+[0]", "layer+[99]", "unit+", "unit-[x]", "nothing", "", "__class__", "row[1]"):
        before = repr(e)
        hand.pick(pick)
        assert repr(e) == before, pick


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
    ("lambda_", b"1", "lambda_ must be"),
    ("lambda_", np.array("0.5"), "lambda_ must be"),
    ("lambda_", None, "lambda_ must be"),
    ("lambda_", 1.7e308, "J must hold finite numbers only"),
    ("example", 0, "example must be a whole number from 1 to 4, got 0"),
    ("example", 5, "example must be a whole number from 1 to 4, got 5"),
    ("example", 1.5, "example must be"),
    ("seed", -1, "seed must be"),
    ("seed", None, "seed must be"),
    ("edits", 5, r"edits must be a dict of examples, \{t: \(x, y\)\}, got 5"),
    *[
        ("edits", bad, "edits must be a dict")
        for bad in ("", 0, False, (), [], np.ma.masked, np.ones((2, 2)), np.array([]), {1: {0, 1}})
    ],
    ("edits", {1: 5}, "edits must be a dict"),
    ("edits", {1: ((0, 0),)}, "edits must be a dict"),
    ("edits", {5: ((0, 0), (1,))}, "example must be a whole number from 1 to 4, got 5"),
    ("edits", {1: ((0, 0, 0), (1,))}, r"x must hold 2 numbers, got shape \(3,\)"),
    ("edits", {1: ((0, 0), 1)}, "y must hold 1 number"),
    ("edits", {1: ((0, 0), (1.5,))}, "y must hold values from 0 to 1, got 1.5"),
    ("edits", {1: ((0, np.nan), (1,))}, "x must hold finite numbers only"),
    ("edits", {1: (("a", 0), (1,))}, "x must be an array of real numbers"),
    ("Theta", 5, "Theta must"),
    ("Theta", {1: [[1, 2]]}, "Theta must begin with 2 and end with 1"),
    ("Theta", {1: [[1, 2, np.inf]]}, r"Theta\[1\] must hold finite numbers only"),
    ("Theta", {1: np.ones((300, 3)), 2: np.ones((1, 301))}, "Theta must have at most 6 hidden layers"),
    ("predict", 1, "predict must be True or False, got 1"),
    ("row", 5, r"row must be \(l, i\), got 5"),
    ("row", (1, 2, 3), r"row must be \(l, i\)"),
    ("row", {2, 1}, r"row must be \(l, i\), got \{1, 2\}"),
    ("row", {2: 1, 1: 2}, r"row must be \(l, i\)"),
    ("layer_sizes", {2, 3, 1}, "layer_sizes must be"),
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
    assert_right(e, whole=False)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_numbers_that_overflow_inside_the_network_are_bad_too():
    e = Explorer("digits")
    before = repr(e), e._view.html
    with pytest.raises(ValueError, match="finite"):
        e.edits = {1: ((1.7e308,) * 64, (1,) * 10)}
    assert (repr(e), e._view.html) == before
    assert_right(e, whole=False)


def test_a_name_that_does_not_exist_is_told():
    with pytest.raises(TypeError, match="unexpected keyword argument 'lamda_'"):
        Explorer(lamda_=1)


def test_what_every_widget_has_may_be_given_too():
    assert Explorer(layout={"width": "50%"}).layout.width == "50%"


def broken(*_):
    raise KeyError("a bug")


OURS = "This is a mistake in bpkit, not yours: KeyError: 'a bug'"


def test_a_mistake_of_ours_is_shown_and_logged(e, hand, monkeypatch, caplog):
    before, numbers = repr(e), shown(e)
    with monkeypatch.context() as patched:
        patched.setattr(network_widget, "random_theta", broken)
        with caplog.at_level(logging.ERROR, "bpkit"):
            hand.move("seed", 2)
        assert said(e) == OURS
        assert "a bug" in caplog.text and "Traceback" in caplog.text
        assert (repr(e), shown(e)) == (before, numbers)
        with pytest.raises(KeyError):
            e.seed = 2
    hand.move("seed", 3)
    assert said(e).startswith("You moved the seed from 0 to 3.") and e.seed == 3
    assert_right(e)


def test_a_mistake_of_ours_in_a_drawing_is_shown_too(e, hand, monkeypatch, caplog):
    before, numbers = repr(e), shown(e)
    draw, fails = e._html, [True, False]  # of the new state, but not of the one that is put back
    monkeypatch.setattr(e, "_html", lambda *scene: broken() if fails.pop(0) else draw(*scene))
    hand.pick("unit+[2]")
    assert said(e) == OURS and "a bug" in caplog.text
    assert (repr(e), shown(e)) == (before, numbers)


def test_where_nothing_can_be_drawn_the_state_stays_and_the_browser_is_answered(e, hand, monkeypatch, caplog):
    before = repr(e), e._view.html
    with monkeypatch.context() as patched:
        patched.setattr(e, "_html", broken)
        hand.move("lambda_", 1)
    assert (repr(e), e._view.html) == before and e._view.seq == hand.seq and "a bug" in caplog.text
    hand.move("lambda_", 2)
    assert said(e).startswith("You moved λ from 0 to 2.")
    assert_right(e)


def test_what_was_wrong_is_forgotten_when_something_good_happens(e, hand):
    for good in (lambda: setattr(e, "seed", 4), lambda: hand.pick("example[2]"), e.undo, e.reset):
        hand.move("lambda_", -3)
        assert said(e) == "λ must be a number of at least 0, got −3."
        good()
        assert "must be" not in said(e)


def test_a_sentence_that_quotes_what_was_typed_is_text(e, hand):
    hand.move("lambda_", "<i>1</i>")
    assert said(e) == "λ must be a number, for example 0, got '<i>1</i>'."


# ---------------------------------------------------------------- an example of one's own


def test_an_example_is_edited_where_it_stands(e, hand):
    e.example = 2
    hand.move("x[1]@2", 0.5)
    hand.move("y[1]", 0.25)
    assert e.edits == {2: ((0.5, 1.0), (0.25,))}
    assert_right(e)
    assert load("xor").X[1].tolist() == [0, 1]
    e.example = 3
    hand.move("x[2]@3", -4)
    assert e.edits == {2: ((0.5, 1.0), (0.25,)), 3: ((1.0, -4.0), (1.0,))}
    assert_right(e)


def test_edited_examples_are_taken_back_one_by_one_or_all_at_once(e, hand):
    e.edits = {1: ((3, 3), (0.5,)), 2: ((0, 2), (0,))}
    hand.move("x[1]@1", 7)
    hand.pick("undo")
    assert e.edits == {1: ((3, 3), (0.5,)), 2: ((0, 2), (0,))}
    hand.pick("undo")
    assert e.edits == {}
    e.edits = {2: ((0, 2), (0,))}
    hand.pick("reset")
    assert e.edits == {}
    assert_right(e)


def test_an_edit_that_is_no_edit_is_none(e, hand):
    hand.move("x[1]@1", 2)
    hand.move("x[1]@1", 0)
    assert e.edits == {}
    e.edits = {1: ([0, 0], np.array([0]))}
    assert e.edits == {}


def test_other_data_has_no_edits(e, hand):
    hand.move("x[1]@1", 0.5)
    e.data = "and"
    assert e.edits == {}
    assert_right(e)


def test_a_digit_is_painted_and_its_pixels_are_set():
    digits = Explorer("digits", example=3)
    hand, was = Hand(digits), load("digits").X[2]
    hand.paint((1, 1.0), (2, 0.5), done=False)
    hand.paint((2, 1.0), (64, 0.25))
    ink = np.array(digits.edits[3][0])
    assert ink[[0, 1, 63]].tolist() == [1, 1, 0.25] and (ink[2:63] == was[2:63]).all()
    assert said(digits).startswith("You painted on example 3.")
    assert_right(digits, whole=False)
    hand.move("x[1]", 0.5)
    assert digits.edits[3][0][0] == 0.5
    hand.pick("undo")
    assert digits.edits[3][0][0] == 1
    hand.pick("undo")  # a stroke is one move
    assert digits.edits == {}
    hand.paint((65, 1.0))
    assert digits.edits == {} and "mistake" not in said(digits)
    hand.paint((0, 1.0))
    assert digits.edits == {} and "mistake" not in said(digits)


# ---------------------------------------------------------------- large layers


def refs(widget):
    """The Refs on the screen, without those of buttons."""
    for ref in by_ref(page(widget)):
        try:
            yield Ref.parse(ref)
        except ValueError:
            continue


def rows_read(widget):
    """The rows of large matrices that are written out, {(quantity, l): i}."""
    found = {}
    for ref in refs(widget):
        if ref.quantity in ("Theta", "product", "Delta", "D"):
            assert found.setdefault((ref.quantity, ref.l), ref.i) == ref.i
    return found


def test_a_row_of_a_large_matrix_is_chosen_and_read(digits):
    digits.row = (1, 7)
    assert len([ref for ref in by_ref(page(digits)) if ref.startswith("D[1][7, ")]) == 65
    assert {i for (_, l), i in rows_read(digits).items() if l == 1} == {7}
    assert repr(digits).endswith("row=(1, 7))")
    assert_right(digits, whole=False)
    digits.row = (2, 10)
    assert {(l, i) for (_, l), i in rows_read(digits).items()} == {(1, 7), (2, 10)}
    for bad, sentence in [((2, 11), "i must be a whole number from 1 to 10"), ((3, 1), "l must be .* from 1 to 2")]:
        with pytest.raises(ValueError, match=sentence):
            digits.row = bad
    assert digits.row == (2, 10)


def test_a_row_is_picked_with_the_mouse(digits):
    hand = Hand(digits)
    hand.pick("row[1][9]")
    assert digits.row == (1, 9)
    assert {i for (_, l), i in rows_read(digits).items() if l == 1} == {9}
    hand.pick("D[1][2, 0]")
    assert digits.row == (1, 9)
    hand.pick("row[1][26]")  # a click that was on its way when the layer became smaller
    assert digits.row == (1, 9) and is_a_sentence(said(digits))
    assert not digits._history, "to read is no move"


def test_a_row_that_is_gone_is_not_shown():
    e = Explorer("digits", row=(1, 25))
    e.layer_sizes = (64, 24, 10)
    assert e.row == (1, 24)
    e.row = (2, 10)
    e.layer_sizes = (64, 10)
    assert e.row == (1, 10)
    assert_right(e, whole=False)
    assert_same(recreated(e), e)


def test_small_matrices_have_no_rows_to_pick(e, digits):
    def rows(widget):
        return [(ref.l, ref.i) for ref in refs(widget) if ref.quantity == "row"]

    assert rows(e) == []
    assert sorted({*rows(digits)}) == [(1, i) for i in range(1, 26)] + [(2, i) for i in range(1, 11)]


# ---------------------------------------------------------------- code and pictures of a state


def recreated(widget):
    return eval(repr(widget), {"Explorer": Explorer, "ForwardPass": ForwardPass, "DataSet": DataSet, "load": load})


def assert_same(one, other):
    assert repr(one) == repr(other)
    for widget in (one, other):
        forget(widget)
    assert one._view.html == other._view.html
    np.testing.assert_allclose(one.J, other.J, rtol=1e-13)
    for l in one.D:  # products of one thread and of two may differ in the last digit
        np.testing.assert_allclose(one.D[l], other.D[l], rtol=1e-10, atol=1e-15)


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
    if data.draw(st.booleans()):
        l = data.draw(st.integers(1, len(hidden) + 1))
        e.Theta = {**e.Theta, l: e.Theta[l] + data.draw(st.floats(-3, 3))}
    l = data.draw(st.integers(1, len(hidden) + 1))
    e.row = l, data.draw(st.integers(1, e.layer_sizes[l]))
    assert_right(e, whole=False)
    assert_same(recreated(e), e)


def test_repr_recreates_a_digit_of_ones_own(digits):
    digits.edits = {5: (np.linspace(0, 1, 64), np.eye(10)[3])}
    digits.example, digits.row = 5, (2, 3)
    assert_same(recreated(digits), digits)


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
    saved, screen = shown(widget, svg), shown(widget)
    assert saved.items() <= screen.items() and len(saved) > 10
    assert set(screen) - set(saved) <= {"data", "seed", "lambda_", "example"}
    assert not [element for element in svg.iter() if element.get("data-pick")]


def test_forward_pass_has_the_same_handles():
    f = ForwardPass("planar", lambda_=2)
    hand = Hand(f)
    assert "lambda_" not in by_ref(page(f)) and f.lambda_ == 2
    hand.move("example", 9)
    f.layer_sizes = (2, 3, 2, 1)
    hand.move("x[1]", 0.5)
    assert repr(f).startswith(
        "ForwardPass(data='planar', layer_sizes=(2, 3, 2, 1), lambda_=2.0, example=9, seed=0, edits="
    )
    assert_right(f)
    assert said(f) == "You moved x1 from −0.2 to 0.5. Everything changed: z and a."
    assert_same(recreated(f), f)
    f.data = "digits"
    assert_right(f, whole=False)
    assert f.layer_sizes == (64, 3, 2, 10) and "x[64]" in by_ref(page(f))


# ---------------------------------------------------------------- nothing is left behind


def test_changes_of_data_leave_no_widgets_behind(e):
    lab = AccumulateLab()

    def change():
        for widget in (lab, e):
            widget.data = "digits"
            widget.data = THREE
            widget.data = "xor"

    change()
    before = len(_instances)
    change()
    assert len(_instances) == before
