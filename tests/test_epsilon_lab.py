"""The lab of ε: its errors against a gradient of its own, the digits on the screen, and what it refuses."""

import re
from xml.etree import ElementTree

import networks
import numpy as np
import pytest

import bpkit
from bpkit.views.epsilon import scientific, ten_to
from bpkit.widgets.epsilon_lab import EXPONENTS, PLANTED, EpsilonLab

XOR = bpkit.load("xor")


@pytest.fixture(scope="module")
def lab():
    return EpsilonLab("xor", lambda_=2, weight=(2, 1, 1))


def test_the_curves_are_relative_differences_to_D(lab):
    sweep = lab._sweep()
    exact = networks.complex_step(lab.Theta, XOR.X, XOR.Y, 2)
    for k in range(len(EXPONENTS)):
        numerical = bpkit.numerical_gradient(lab.Theta, XOR.X, XOR.Y, 2, epsilon=10.0 ** EXPONENTS[k])
        expected = networks.relative_difference(exact, numerical)
        assert sweep.two_sided[k] == pytest.approx(expected, rel=1e-3, abs=1e-14)


def test_smaller_is_not_better(lab):
    """What lesson 06 says of this network."""
    sweep = lab._sweep()
    error = dict(zip(EXPONENTS.tolist(), sweep.two_sided))
    assert [round(np.log10(error[power])) for power in (-2, -4, -10)] == [-7, -11, -6]
    assert -5 <= EXPONENTS[sweep.two_sided.argmin()] <= -4
    assert -8.5 <= EXPONENTS[sweep.one_sided.argmin()] <= -7
    assert 1000 * sweep.two_sided.min() < sweep.one_sided.min()


def test_the_numbers_of_one_weight(lab):
    lab.exponent = -2
    sweep = lab._sweep()
    nudged = {l: lab.Theta[l].copy() for l in lab.Theta}
    nudged[2][0, 1] += 0.01
    assert sweep.J_plus == bpkit.cost(nudged, XOR.X, XOR.Y, 2)
    pale, bold = re.findall(r'<text class="digits".*?</text>', lab._view.html)[0].split("</tspan>")[:2]
    assert f"{sweep.J_plus:.16f}" == "".join(part.rpartition(">")[2] for part in (pale, bold)).strip()
    assert 'font-weight="bold"' in bold and "bold" not in pale
    assert (sweep.J_plus - sweep.J_minus) / 0.02 == pytest.approx(sweep.D[2][0, 1], rel=1e-6)
    lab.exponent = -4


@pytest.mark.parametrize("planted", ["g′ is forgotten", "(1/m)Δ + λΘ", "the bias column is regularized too"])
def test_where_D_is_wrong_the_curve_does_not_fall(planted):
    lab = EpsilonLab("xor", lambda_=2, planted=planted)
    sweep = lab._sweep()
    assert sweep.two_sided.min() > 0.5 * sweep.two_sided.max() and sweep.two_sided.min() > 1e-3
    assert planted in lab._view.html
    lab.planted = None
    assert lab._sweep().two_sided.min() < 1e-10


def test_every_planted_mistake_can_be_chosen_or_is_refused_in_one_sentence():
    lab = EpsilonLab("xor", layer_sizes=(2, 2, 1), lambda_=1)
    for name in PLANTED:
        try:
            lab.planted = name
        except ValueError as error:
            assert "with the shapes of Theta" in str(error) and lab.planted != name
        else:
            assert lab._controls["planted"]._buttons.value == name


def test_controls_and_traits_move_each_other():
    lab = EpsilonLab()
    lab._controls["exponent"].slider.value = -7.5
    assert lab.exponent == -7.5
    lab._controls["exponent"].field.value = -3.3
    assert lab.exponent == -3.3 and "5.0 · 10⁻⁴" in lab._view.html
    lab._controls["planted"]._buttons.value = "g′ is forgotten"
    assert lab.planted == "g′ is forgotten"
    lab._controls["planted"]._buttons.value = ""
    assert lab.planted is None
    lab._pick("D[2][1, 0]")
    assert lab.weight == (2, 1, 0) and "Θ⁽²⁾₁₀ with ε" in lab._view.html
    lab._controls["exponent"].field.value = 2
    assert lab.exponent == -3.3 and "from -12 to 0" in lab._controls["exponent"].error


def test_the_weight_stays_inside_the_network():
    lab = EpsilonLab(layer_sizes=(2, 3, 1), weight=(1, 3, 2))
    lab.layer_sizes = (2, 1)
    assert lab.weight == (1, 1, 2)


def test_repr_and_saved_picture():
    lab = EpsilonLab(lambda_=2, exponent=-8, weight=(2, 1, 1), planted="λ is forgotten")
    again = eval(repr(lab))
    assert repr(again) == repr(lab) and again._view.html == lab._view.html
    ElementTree.fromstring(lab._repr_mimebundle_()["image/svg+xml"])


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
    assert scientific(value) == written
    assert (ten_to(-4), ten_to(-4.5)) == ("10⁻⁴", "10^−4.5")
