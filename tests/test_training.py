import threading
import warnings

import numpy as np
import pytest
from networks import J, complex_step, random_network

import bpkit
from bpkit import training


@pytest.fixture
def xor():
    data = bpkit.load("xor")
    return bpkit.random_theta((2, 2, 1), seed=0), data.X, data.Y


def test_J_falls_on_xor(xor):
    result = bpkit.minimize(*xor, alpha=1, iterations=200, progress=False)
    assert result.J.shape == (201,)
    assert (np.diff(result.J) < 0).all()
    assert result.J[0] == bpkit.cost(*xor)
    assert result.J[-1] == bpkit.cost(result.Theta, *xor[1:])
    assert result.stopped == "iterations"


def test_xor_is_learned(xor):
    Theta, X, Y = xor
    result = bpkit.minimize(Theta, X, Y, alpha=3, iterations=2000, progress=False)
    assert result.J[-1] < 0.02
    assert bpkit.accuracy(result.Theta, X, Y) == 1


def test_one_step_moves_all_weights_from_the_old_ones():
    Theta, X, Y = random_network(np.random.default_rng(1), (3, 4, 2, 2), m=5)
    before = {l: Theta[l].copy() for l in Theta}
    result = bpkit.minimize(Theta, X, Y, 0.5, alpha=0.3, iterations=1, progress=False)
    D = complex_step(Theta, X, Y, 0.5)  # a hidden δ made with new weights would give another matrix
    for l in Theta:
        np.testing.assert_allclose(result.Theta[l], before[l] - 0.3 * D[l], rtol=1e-13, atol=1e-15)
        assert (Theta[l] == before[l]).all()
    assert result.J == pytest.approx([J(Theta, X, Y, 0.5), J(result.Theta, X, Y, 0.5)], rel=1e-12)


def test_no_iterations_change_nothing(xor):
    result = bpkit.minimize(*xor, iterations=0, progress=False)
    assert result.J.tolist() == [bpkit.cost(*xor)]
    assert all((result.Theta[l] == xor[0][l]).all() for l in result.Theta)
    assert result.stopped == "iterations"
    assert repr(result).startswith("0 steps, J from ")


@pytest.mark.parametrize("call", [2, 3, 40])
def test_an_interrupt_ends_it_with_what_it_has(xor, monkeypatch, call):
    calls = 0

    def interrupted(*args):
        nonlocal calls
        calls += 1
        if calls == call:
            raise KeyboardInterrupt
        return bpkit.cost_and_gradient(*args)

    monkeypatch.setattr(training, "cost_and_gradient", interrupted)
    result = bpkit.minimize(*xor, iterations=100, progress=False)
    assert result.stopped == "interrupted"
    assert len(result.J) == call - 1
    assert result.J[-1] == bpkit.cost(result.Theta, *xor[1:])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("alpha, lambda_", [(1e10, 1), (1e200, 1), (1e308, 1), (1e308, 0)])
def test_too_large_an_alpha_diverges_quietly(xor, alpha, lambda_):
    result = bpkit.minimize(*xor, lambda_, alpha=alpha, iterations=200, progress=False)
    assert result.stopped == "diverged"
    assert np.isfinite(result.J).all() and len(result.J) <= 200
    assert all(np.isfinite(result.Theta[l]).all() for l in result.Theta)
    assert result.J[-1] == bpkit.cost(result.Theta, *xor[1:], lambda_)
    assert len(repr(result)) < 80


@pytest.mark.filterwarnings("error")
def test_numbers_that_overflow_inside_a_network_diverge_too():
    # The weights stay finite, but z becomes inf − inf.
    rng, stopped = np.random.default_rng(2), set()
    for _ in range(60):
        Theta, X, Y = random_network(rng, (3, 4, 2), m=4)
        result = bpkit.minimize(Theta, 100 * X, Y, alpha=1e306, iterations=20, progress=False)
        stopped.add(result.stopped)
        assert np.isfinite(result.J).all() and all(np.isfinite(result.Theta[l]).all() for l in result.Theta)
    assert stopped == {"diverged"}


def test_the_bar_goes_to_stdout(xor, capsys):
    bpkit.minimize(*xor, iterations=3)
    out, err = capsys.readouterr()
    assert "minimize J" in out and "3/3" in out and "J = 0." in out
    assert err == ""


def test_the_bar_can_be_silenced(xor, capsys):
    bpkit.minimize(*xor, iterations=3, progress=False)
    assert capsys.readouterr() == ("", "")


def test_the_real_digits_are_learned():
    digits = bpkit.load("digits")
    Theta = bpkit.random_theta(digits.layer_sizes, seed=0)
    result = bpkit.minimize(Theta, *digits.train, lambda_=1, alpha=2, iterations=100, progress=False)
    assert bpkit.accuracy(Theta, *digits.test) < 0.3
    assert bpkit.accuracy(result.Theta, *digits.test) >= 0.93


def test_accuracy_of_one_output_counts_the_right_sides_of_a_half():
    Theta = {1: np.array([[0.0, 1]])}  # h = g(x): at least 0.5 from x = 0 on
    assert bpkit.accuracy(Theta, [[-2], [-1], [0], [3]], [[0], [1], [1], [1]]) == 0.75
    assert bpkit.accuracy(Theta, [[-2], [-1]], [[1], [1]]) == 0


def test_accuracy_of_several_outputs_counts_the_largest():
    Theta = {1: np.array([[-5.0, 0], [-6, 1], [-7, 0]])}  # all outputs below 0.5; the second is largest from x = 1 on
    Y = np.eye(3)[[0, 1, 1, 2]]
    assert bpkit.accuracy(Theta, [[0], [2], [0], [2]], Y) == 0.5
    assert isinstance(bpkit.accuracy(Theta, [[0]], [[1, 0, 0]]), float)


def test_the_bar_starts_no_thread(monkeypatch, capsys):
    def start(_):
        raise RuntimeError("can't start new thread")  # as in a browser's Python

    monkeypatch.setattr(threading.Thread, "start", start)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bpkit.minimize(bpkit.random_theta((2, 2, 1), seed=0), *bpkit.load("xor").train, iterations=3)
    out, err = capsys.readouterr()
    assert "3/3" in out and err == ""
