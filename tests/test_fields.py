"""Every field of every widget: what may be typed into it, and what Python may set it to."""

import re
from types import MappingProxyType

import numpy as np
import pytest
from hands import Hand, by_ref, flat, is_a_sentence, page, with_class

import bpkit
from bpkit.notation import Ref

MAKE = {name: getattr(bpkit, name) for name in bpkit._WIDGETS}


def fields(widget):
    """One ref for each quantity that can be moved, with the value that the picture says it has."""
    found = {}
    for ref, element in by_ref(page(widget)).items():
        values = (element.get("data-given") or "").split()[:-1]
        if len(values) == 1 and Ref.parse(ref).quantity not in found:
            found[Ref.parse(ref).quantity] = ref
    return found.values()


def typed_into(hand, ref, text):
    """As view.js sends it: an edge is its weight, and eq: marks a number's second place."""
    hand.move(re.sub(r"^edge(?=\[)", "Theta", re.sub(r"^eq\d?:", "", ref)), text)


def in_picture(widget, ref):
    return float(by_ref(page(widget))[ref].get("data-given").split()[0])


FIELDS = [(name, ref) for name, make in MAKE.items() for ref in fields(make())]


def test_every_widget_has_a_field():
    without = {"Predict", "BeforeAfter"}  # which are answered, not moved
    assert {name for name, _ in FIELDS} == set(MAKE) - without and len(FIELDS) > 30


TYPED = {
    **{"２": 2, "+1": 1, "٢": 2, "\u20091\u202f": 1, "2,0": 2, "1e0": 1},
    "9007199254740993": 2**53 + 1,
    **{"0,5": 0.5, "．25": 0.25, "1,25e-1": 0.125, "−0,5": -0.5, "- 1": -1, "12 000": 12000},
}


@pytest.mark.parametrize("name, ref", FIELDS)
def test_what_is_typed_is_what_the_picture_shows(name, ref):
    widget = MAKE[name]()
    hand, element = Hand(widget), by_ref(page(widget))[ref]
    least, most = (float(element.get(f"aria-value{end}") or np.inf * sign) for end, sign in (("min", -1), ("max", 1)))
    if ref == "case":
        most = 29
    for text, value in TYPED.items():
        if "exponent" in ref and value > 0:  # ε itself
            value = np.log10(value)
        was, allowed = in_picture(widget, ref), least <= value <= most
        if "data-whole" in element.attrib:
            allowed = allowed and value == int(value)
        typed_into(hand, ref, text)
        assert (widget._error == "") == allowed and (allowed or is_a_sentence(widget._error)), (text, widget._error)
        assert in_picture(widget, ref) == pytest.approx(value if allowed else was)
        assert ('class="bad"' in widget._view.html) == (not allowed)


BAD = ["", "  ", "much", "1e400", "-1e400", "nan", "inf", "1.2.3", "1,2,3", "1 2", "[1, 2]", "1,234", "10²", "1/2", "½"]


@pytest.mark.parametrize("name, ref", FIELDS)
def test_what_cannot_be_read_is_said_and_changes_nothing(name, ref):
    widget = MAKE[name]()
    hand, before = Hand(widget), repr(widget)
    shown = in_picture(widget, ref)
    for text in [*BAD, None, True, {}, float("nan")]:
        typed_into(hand, ref, text)
        assert is_a_sentence(widget._error), (text, widget._error)
        errors = ["".join(element.itertext()) for element in with_class(page(widget), "bad")]
        assert flat(widget._error) in map(flat, errors)
        assert not re.search(r"lambda_|alpha\b|unit_|weight_|Theta\[", widget._error), "in the letters of the screen"
        assert repr(widget) == before and in_picture(widget, ref) == shown
        assert not widget._history


SENTENCES = [
    ("UnitLab", "Theta[1][1, 1]", "-1000", "Θ⁽¹⁾₁₁ must be a number from −6 to 6, got −1000."),
    ("UnitLab", "x[1]", "2,5", "x₁ must be a number from −2 to 2, got 2.5."),
    ("UnitLab", "x[1]", "-0.07-", "x₁ must be a number, for example 1, got '-0.07-'."),
    ("OutputErrorLab", "y", "much", "y must be a number, for example 1, got 'much'."),
    ("OutputErrorLab", "z", "−9", "z must be a number from −8 to 8, got −9."),
    ("BlameLab", "delta[3][2]", "", "δ⁽³⁾₂ must be a number, for example −0.4, got nothing."),
    ("Explorer", "lambda_", "−3", "λ must be a number of at least 0, got −3."),
    ("Explorer", "lambda_", "1e400", "λ must be a number within ±1.8e308, got '1e400'."),
    ("Explorer", "y[1]@2", "no", "y₁ must be a number, for example 1, got 'no'."),
    ("Explorer", "y[1]@2", "-0.5", "y must hold values from 0 to 1, got −0.5."),
    ("Explorer", "seed", "no", "seed must be a number, for example 0, got 'no'."),
    ("Explorer", "seed", "-1", "seed must be a whole number of at least 0, got −1."),
    ("Explorer", "seed", "1.5", "seed must be a whole number of at least 0, got 1.5."),
    ("Stepper", "speed", "1000", "speed must be a number from 0.1 to 50, got 1000."),
    ("Trainer", "alpha", "-1e-3", "α must be a number above 0, got −0.001."),
    ("AccumulateLab", "added", "9", "added must be a whole number from 0 to 4, got 9."),
    ("EpsilonLab", "exponent", "-13", "log₁₀ ε must be a number from −12 to 0, got −13."),
    ("EpsilonLab", "exponent", "9", "ε must be a number from 1e-12 to 1, got 9."),
    ("WrongLineLab", "case", "30", "case must be a whole number from 1 to 29, got 30."),
]


@pytest.mark.parametrize("name, ref, typed, sentence", SENTENCES)
def test_what_was_wrong_is_said_in_the_signs_of_the_screen(name, ref, typed, sentence):
    widget = MAKE[name]()
    Hand(widget).move(ref, typed)
    assert widget._error == sentence


def test_a_typed_seed_keeps_all_its_digits():
    widget = bpkit.Explorer()
    Hand(widget).move("seed", "9007199254740993")
    assert widget.seed == 2**53 + 1 and widget._error == ""


@pytest.mark.parametrize("name", [name for name in MAKE if "seed" in MAKE[name].CHECKED])
def test_a_seed_of_400_digits_is_refused_in_a_sentence(name):
    widget = MAKE[name]()
    with pytest.raises(ValueError, match=r"^seed must be a number within ±1\.8e308, got 1000"):
        widget.seed = 10**400
    widget.seed = 10**300
    assert widget.seed == 10**300


NUMPYS = {
    bool: [np.bool_],
    int: [np.int64, np.uint8, np.array],
    float: [np.float64, np.array],
    str: [np.str_],
    tuple: [np.array, list, lambda value: tuple(map(np.int64, value))],
    MappingProxyType: [lambda Theta: {np.int64(l): Theta[l].tolist() for l in Theta}],
    dict: [lambda edits: {np.int64(1): (np.array([0.0, 0]), np.array([1]))}],
}


@pytest.mark.parametrize("name", MAKE)
def test_numpys_values_are_taken_as_pythons(name):
    for trait in set(MAKE[name].CHECKED) - ({"edits"} if name == "Trainer" else set()):
        for numpys in NUMPYS.get(type(getattr(MAKE[name](), trait)), []):
            widget = MAKE[name]()
            value = getattr(widget, trait)
            setattr(widget, trait, numpys(value))
            found = getattr(widget, trait)
            assert type(found) is type(value)
            assert "np." not in repr(widget) and "array" not in repr(widget)
            assert repr(eval(repr(widget), {name: getattr(bpkit, name) for name in bpkit.__all__})) == repr(widget)


def test_numpys_values_are_taken_where_there_is_none_yet():
    lab = bpkit.WrongLineLab(case=np.int64(2), bet=np.int64(2))
    assert repr(lab) == "WrongLineLab(case=2, bet=2)"
    assert lab.check(np.array([2, 3, 4]), np.int64(4), np.float64(1)) == lab.check([2, 3, 4], 4, 1)
    planted = bpkit.EpsilonLab(planted=np.str_("g′ is forgotten"))
    assert "planted='g′ is forgotten'" in repr(planted)
    for bad in (np.array([2]), [2], 2.0, True, "2", np.array(["a", "b"])):
        with pytest.raises(ValueError, match=r"^bet must be one of None, 'Δ := 0', 'for', 1, .* got "):
            lab.bet = bad
        assert lab.bet == 2


@pytest.mark.parametrize("name", [name for name in MAKE if hasattr(MAKE[name], "lambda_")])
@pytest.mark.parametrize("lambda_", [1e200, 1e308])
def test_a_lambda_that_is_too_large_is_said_or_shown_in_few_digits(name, lambda_):
    widget = MAKE[name]()
    try:
        widget.lambda_ = lambda_
    except ValueError as error:
        assert is_a_sentence(str(error)) and widget.lambda_ == 0
    texts = [text for element in page(widget).iter() for text in (element.text, element.tail) if text]
    assert not [text for text in texts if "nan" in text.split() or "inf" in text.split()]
    assert not re.search(r"\d{20}", " ".join(texts))
