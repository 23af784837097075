"""The lab of ε: its errors against a gradient of its own, the digits on the screen, its moves, and what it refuses."""

import re
import sys
from xml.etree import ElementTree

import networks
import numpy as np
import pytest
from hands import Hand, by_ref, changed, is_a_sentence, page, said, shown, text, with_class
from hypothesis import given, settings
from hypothesis import strategies as st

import bpkit
from bpkit.notation import Ref, plain
from bpkit.views.epsilon import AXES, epsilon_source, scientific
from bpkit.widgets.epsilon_lab import EXPONENTS, OFFERED, PLANTED, EpsilonLab

XOR = bpkit.load("xor")
MISTAKES = [name for name in OFFERED if name]


def digits(lab):
    """What is written of one weight: {ref: (the number as text, what of it is pale)}."""
    found = {}
    for ref, element in by_ref(page(lab)).items():
        for line in with_class(element, "digits"):
            pale = "".join(part.text for part in line.iter() if part.get("fill-opacity"))
            found[ref] = "".join(line.itertext()).strip().replace("−", "-"), pale.strip().replace("−", "-")
    return found


def spoken(lab, ref):
    """The relative difference that stands below the curves, as a number."""
    found = re.search(r"(\d\.\d) · 10(−?\d+)", text(by_ref(page(lab))[ref]).replace("\xa0", " "))
    return float(found[1]) * 10.0 ** int(found[2].replace("−", "-"))


def nudged(lab, l, i, j, by):
    Theta = {k: lab.Theta[k].copy() for k in lab.Theta}
    Theta[l][i - 1, j] += by
    return bpkit.cost(Theta, XOR.X, XOR.Y, lab.lambda_)


def assert_right(lab):
    """The screen shows the numbers that the traits make, D with its mistake."""
    epsilon, (l, i, j) = 10.0**lab.exponent, lab.weight
    D = bpkit.backpropagation(lab.Theta, XOR.X, XOR.Y, lab.lambda_)
    if lab.planted:
        D = PLANTED[lab.planted]({k: lab.Theta[k].copy() for k in lab.Theta}, XOR.X, XOR.Y, lab.lambda_)
    plus, minus, J = (nudged(lab, l, i, j, by) for by in (epsilon, -epsilon, 0))
    right = {"J_plus": plus, "J_minus": minus, "J": J, "J_gap": plus - minus, f"eq:{Ref('D', l, i, j)}": D[l][i - 1, j]}
    right |= {"two_sided": (plus - minus) / (2 * epsilon), "one_sided": (plus - J) / epsilon}
    written = {ref: number for ref, (number, _) in digits(lab).items()}
    assert written.keys() == right.keys()
    for ref, value in right.items():  # D is summed in another order here
        assert float(written[ref]) == pytest.approx(value, abs=1e-14 if "D" in ref else 1e-16), ref
        assert re.fullmatch(r"-?\d+\.\d{16}", written[ref])
    numbers = shown(lab)
    for k, values in D.items():
        for (row, column), value in np.ndenumerate(values):
            assert numbers[f"D[{k}][{row + 1}, {column}]"] == pytest.approx(value, abs=0.501e-4)
    assert numbers[f"Theta[{l}][{i}, {j}]"] == pytest.approx(lab.Theta[l][i - 1, j], abs=0.501e-4)
    assert numbers["lambda_"] == pytest.approx(lab.lambda_) and numbers["seed"] == lab.seed
    (frame,) = with_class(page(lab), "ol")
    (cell,) = with_class(by_ref(page(lab))[str(Ref("D", l, i, j))], "o")
    assert all(abs(float(frame.get(side)) - float(cell.get(side))) <= 1 for side in ("x", "y", "width", "height"))
    for place in ("exponent", "eq:exponent"):
        assert float(by_ref(page(lab))[place].get("data-given").split()[0]) == lab.exponent


# ---------------------------------------------------------------- the curves


def test_the_curves_are_relative_differences_to_D():
    lab = EpsilonLab("xor", lambda_=2)
    exact = networks.complex_step(lab.Theta, XOR.X, XOR.Y, 2)
    for k, exponent in enumerate(EXPONENTS):
        numerical = bpkit.numerical_gradient(lab.Theta, XOR.X, XOR.Y, 2, epsilon=10.0**exponent)
        expected = networks.relative_difference(exact, numerical)
        rounding = 1e-15 / 10.0**exponent / np.sqrt(sum(np.sum((2 * D) ** 2) for D in exact.values()))
        assert lab._curves[0][k] == pytest.approx(expected, rel=1e-3, abs=rounding)
        assert expected > 3 * rounding or exponent <= -4  # there a curve is its rounding


def test_a_curve_is_drawn_where_its_errors_are():
    lab = EpsilonLab("xor", lambda_=2)
    for curve, kind in zip(lab._curves, ("main", "dashed")):
        path = with_class(page(lab), kind)[0].get("d")
        points = np.array([pair.split() for pair in path[1:].split("L")], float)
        np.testing.assert_allclose(points[:, 0], 62 + (EXPONENTS + 12) * 40, atol=0.06)
        np.testing.assert_allclose(points[:, 1], 38 + (0.5 - np.log10(curve)) * 400 / 13.5, atol=0.06)


def test_smaller_is_not_better():
    """What lesson 06 says of this network."""
    two_sided, one_sided = map(np.array, EpsilonLab("xor", lambda_=2)._curves)
    error = dict(zip(EXPONENTS.tolist(), two_sided))
    assert [round(np.log10(error[power])) for power in (-2, -4, -10)] == [-7, -11, -6]
    assert -5 <= EXPONENTS[two_sided.argmin()] <= -4
    assert -8.5 <= EXPONENTS[one_sided.argmin()] <= -7
    assert 1000 * two_sided.min() < one_sided.min()


@pytest.mark.parametrize("exponent", [-2, -4, -9.3])
def test_both_differences_at_this_epsilon_are_told(exponent):
    lab = EpsilonLab("xor", lambda_=2, exponent=exponent)
    exact = networks.complex_step(lab.Theta, XOR.X, XOR.Y, 2)
    numerical = bpkit.numerical_gradient(lab.Theta, XOR.X, XOR.Y, 2, epsilon=10.0**exponent)
    assert spoken(lab, "two_error") == pytest.approx(networks.relative_difference(exact, numerical), rel=0.06)
    assert spoken(lab, "one_error") > spoken(lab, "two_error")


def test_nothing_is_asked_twice_and_the_curves_are_asked_in_columns(monkeypatch):
    asked = []
    for module in ("bpkit.gradient_check", "bpkit.widgets.epsilon_lab"):
        monkeypatch.setattr(sys.modules[module], "cost", lambda *args: asked.append(1) or bpkit.cost(*args))
    lab = EpsilonLab("xor", exponent=-4)
    assert len(asked) == 1 + (2 * 9 + 1) + 2  # J(Θ) of the curves; J of each weight at this ε; of the one weight
    asked.clear()
    lab.planted = "g′ is forgotten"
    lab.weight = 2, 1, 0
    assert len(asked) == 4  # J(Θ ± ε) of the one weight


# ---------------------------------------------------------------- one weight


def test_what_both_J_share_is_pale_and_what_agrees_with_D_is_dark():
    lab = EpsilonLab("xor", lambda_=2, weight=(2, 1, 1), exponent=-2)
    written = digits(lab)
    (plus, pale_plus), (minus, pale_minus) = written["J_plus"], written["J_minus"]
    assert pale_plus == pale_minus and plus.startswith(pale_plus) and minus.startswith(pale_plus)
    assert plus[len(pale_plus)] != minus[len(pale_plus)]
    gap, pale = written["J_gap"]
    assert set(pale) <= set("-0.") and gap[len(pale)] in "123456789"
    D = written["eq:D[2][1, 1]"]
    for slope in ("two_sided", "one_sided"):
        number, pale = written[slope]
        agreed = number[: len(number) - len(pale)]
        assert number.endswith(pale) and D[0].startswith(agreed) and D[0][len(agreed)] != pale[0]
    assert D[1] == ""


def test_a_click_on_D_chooses_its_weight_which_is_no_move():
    lab = EpsilonLab("xor", lambda_=2)
    cell = by_ref(page(lab))["D[2][1, 2]"]
    assert cell.get("data-pick")
    Hand(lab).pick("D[2][1, 2]")
    assert lab.weight == (2, 1, 2) and not lab._history
    assert_right(lab)


def test_the_weight_stays_inside_the_network():
    lab = EpsilonLab(layer_sizes=(2, 3, 1), weight=(1, 3, 2))
    lab.layer_sizes = (2, 1)
    assert lab.weight == (1, 1, 2)


# ---------------------------------------------------------------- a wrong D


@pytest.mark.parametrize("planted", MISTAKES)
def test_where_D_is_wrong_the_curve_does_not_fall(planted):
    lab = EpsilonLab("xor", lambda_=2)
    Hand(lab).pick(f"planted[{list(OFFERED).index(planted)}]")
    assert lab.planted == planted and min(lab._curves[0]) > 1e-3
    assert said(lab).startswith(f"D is now that of “{planted}”. D is wrong, and no ε hides it:")
    marked = changed(lab)
    assert marked and all(ref.startswith("D[") for ref in marked)
    assert_right(lab)
    assert planted in lab._tip("D[1][1, 1]")
    Hand(lab).pick("planted[0]")
    assert lab.planted is None and min(lab._curves[0]) < 1e-10 and said(lab).startswith("D is now right.")


def test_a_mistake_about_lambda_does_not_show_without_it():
    lab = EpsilonLab("xor", lambda_=0, planted="(1/m)Δ + λΘ")
    assert "With these numbers the mistake does not show" in said(lab)
    Hand(lab).move("lambda_", 1)
    assert "no ε hides it" in said(lab)
    assert_right(lab)


def test_every_planted_mistake_can_be_chosen_or_is_refused_in_one_sentence():
    lab = EpsilonLab("xor", layer_sizes=(2, 2, 1), lambda_=1)
    for name in PLANTED:
        try:
            lab.planted = name
        except ValueError as error:
            assert "with the shapes of Theta" in str(error) and lab.planted != name
        else:
            (tab,) = [e for e in page(lab).iter("button") if e.get("aria-pressed") == "true"]
            assert (text(tab) == name) or name in OFFERED


# ---------------------------------------------------------------- moves


def test_epsilon_is_dragged_and_the_strip_says_what_it_is_and_what_follows():
    lab = EpsilonLab("xor", lambda_=2)
    assert said(lab).startswith("Drag ε, the line or the number. Between the two: a good ε.")
    hand = Hand(lab)
    hand.move("exponent", -3, -2.5, -2)
    assert lab.exponent == -2
    assert said(lab).startswith("You moved ε from 10−4 to 10−2. ε is large: the cost bends on the way.")
    assert changed(lab) == set()
    assert_right(lab)
    hand.move("exponent", -9.3)
    assert said(lab).startswith("You moved ε from 10−2 to 5.0 · 10−10. ε is small: nearly all digits cancel.")
    lab.undo()
    lab.undo()
    assert lab.exponent == -4 and not lab._history
    lab.exponent = -6.5
    assert said(lab).startswith("You moved ε from 10−4 to 3.2 · 10−7.")
    lab.reset()
    assert lab.exponent == -4


@pytest.mark.parametrize("typed, exponent", [("1e-7", -7), ("0,01", -2), ("-3.5", -3.5), ("1", 0)])
def test_epsilon_can_be_typed_as_a_power_or_as_it_is(typed, exponent):
    lab = EpsilonLab()
    Hand(lab).move("exponent", typed)
    assert lab.exponent == exponent


@pytest.mark.parametrize("typed", ["5", "-13", "small", ""])
def test_a_bad_epsilon_by_hand_is_told_in_the_strip(typed):
    lab = EpsilonLab("xor", lambda_=2)
    Hand(lab).move("exponent", typed)
    assert is_a_sentence(said(lab)) and lab.exponent == -4 and not lab._history
    assert_right(lab)


WEIGHTS = [
    (l, i, j) for l, shape in ((1, (2, 3)), (2, (1, 3))) for i in range(1, shape[0] + 1) for j in range(shape[1])
]
moves = st.one_of(
    st.tuples(st.just("exponent"), st.floats(-12, 0).map(lambda v: round(v, 2))),
    st.tuples(st.just("lambda_"), st.floats(0, 9).map(lambda v: round(v, 2))),
    st.tuples(st.just("seed"), st.integers(0, 9)),
    st.tuples(st.just("planted"), st.sampled_from([None, *MISTAKES])),
    st.tuples(st.just("weight"), st.sampled_from(WEIGHTS)),
    st.tuples(st.just("Theta"), st.floats(-3, 3).map(lambda v: round(v, 2))),
)


@settings(deadline=None, max_examples=25)
@given(st.lists(moves, max_size=5))
def test_whatever_is_moved_the_screen_is_right(given_moves):
    lab, sizes = EpsilonLab("xor", lambda_=1), set()
    hand = Hand(lab)
    for name, value in given_moves:
        if name == "Theta":
            hand.move(f"Theta[{lab.weight[0]}][{lab.weight[1]}, {lab.weight[2]}]", value)
        elif name in ("planted", "weight"):
            setattr(lab, name, value)
        else:
            hand.move(name, value)
        assert_right(lab)
        sizes.add(next(svg.get("viewBox") for svg in page(lab).iter("svg") if svg.get("role") == "group"))
    assert len(sizes) <= 1


def test_each_number_is_explained():
    lab = EpsilonLab("xor", lambda_=2, exponent=-2.5)
    for ref, element in by_ref(page(lab)).items():
        if "cell" in element.get("class", "").split() and ref != "seed":
            assert lab._tip(str(Ref.parse(ref))).startswith("<div>"), ref
    assert "3.2 · 10⁻³" in lab._tip("exponent") and "/ 2ε" in lab._tip("two_sided")


@pytest.mark.parametrize("width", [1085, 1000, 640])
@pytest.mark.parametrize("sizes", [(2, 2, 1), (2, 1), (2, 14, 1), (2, 1, 1, 1, 1, 1, 1, 1), (2, 5, 5, 1)], ids=str)
def test_nothing_stands_beyond_the_picture(sizes, width):
    lab = EpsilonLab("xor", layer_sizes=sizes)
    Hand(lab).send(width=width)
    tree = page(lab)
    left = 6 if width == 640 else 576
    boxes = [rect for ref, cell in by_ref(tree).items() if ref.startswith("D[") for rect in with_class(cell, "o")]
    assert len(boxes) == sum(Theta.size for Theta in lab.Theta.values())
    assert all(left + float(box.get("x")) + float(box.get("width")) <= width for box in boxes)
    assert all(float(box.get("y")) + float(box.get("height")) < 490 for box in boxes)


# ---------------------------------------------------------------- as code, saved, and refused


def test_repr_and_saved_picture():
    lab = EpsilonLab(lambda_=2, exponent=-8, weight=(2, 1, 1), planted="λ is forgotten")
    again = eval(repr(lab))
    assert repr(again) == repr(lab) and again._view.html == lab._view.html
    svg = lab._repr_mimebundle_()["image/svg+xml"]
    ElementTree.fromstring(svg)
    assert "var(" not in svg and "data-pick" not in svg and "λ is forgotten" in svg and "Click" not in svg


@pytest.mark.parametrize(
    "bad",
    [
        {"exponent": 1},
        {"exponent": "small"},
        {"weight": (3, 1, 1)},
        {"weight": 4},
        {"planted": "nothing known"},
        {"planted": ["a list"]},
        {"data": "digits"},
        {"layer_sizes": (2, 30, 1)},
    ],
    ids=str,
)
def test_bad_values_are_refused_in_one_sentence(bad):
    with pytest.raises(ValueError) as error:
        EpsilonLab(**bad)
    assert str(error.value).endswith(".") and ". " not in str(error.value)
    lab = EpsilonLab()
    before = lab._view.html, repr(lab)
    for name, value in bad.items():
        with pytest.raises(ValueError):
            setattr(lab, name, value)
    assert (lab._view.html, repr(lab)) == before


@pytest.mark.parametrize(
    "value, written", [(0, "0"), (4.2e-11, "4.2 · 10⁻¹¹"), (1.0, "1.0 · 10⁰"), (0.56, "5.6 · 10⁻¹")]
)
def test_numbers_in_powers_of_ten(value, written):
    assert plain(scientific(value)) == written
    assert plain(epsilon_source(-4)) == "10⁻⁴" and plain(epsilon_source(-4.5)) == "3.2 · 10⁻⁵"
    assert float(AXES.across(-12)) == 62 and float(AXES.across(0)) == 542
