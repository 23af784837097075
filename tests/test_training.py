import sys

import numpy as np
import pytest
from networks import J, complex_step, flat, random_network
from threadpoolctl import threadpool_info, threadpool_limits

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


def test_what_diverged_says_what_to_change(xor):
    result = bpkit.minimize(*xor, 1, alpha=1e10, progress=False)
    assert "Try a third of that alpha" in str(result) and str(result).startswith(repr(result))


# ---------------------------------------------------------------- momentum and mini-batches


def by_hand(Theta, X, Y, lambda_, alpha, batches, momentum):
    """One step for each batch, from the definition: the D of its J, in which λ has the batch's share."""
    velocity = {l: 0 * Theta[l] for l in Theta}
    for batch in batches:
        D = complex_step(Theta, X[batch], Y[batch], lambda_ * len(batch) / len(X))
        velocity = {l: momentum * velocity[l] - alpha * D[l] for l in Theta}
        Theta = {l: Theta[l] + velocity[l] for l in Theta}
    return Theta


@pytest.mark.parametrize("momentum", [0, 0.9])
def test_momentum_adds_a_part_of_the_last_step(momentum):
    Theta, X, Y = random_network(np.random.default_rng(8), (3, 4, 2), m=5)
    result = bpkit.minimize(Theta, X, Y, 0.5, alpha=0.3, momentum=momentum, iterations=3, progress=False)
    expected = by_hand(Theta, X, Y, 0.5, 0.3, [np.arange(5)] * 3, momentum)
    np.testing.assert_allclose(flat(result.Theta), flat(expected), rtol=1e-12)


def test_a_pass_takes_each_example_once_in_the_order_of_the_seed():
    Theta, X, Y = random_network(np.random.default_rng(9), (3, 4, 2), m=7)
    result = bpkit.minimize(Theta, X, Y, 0.5, 0.3, 2, False, batch_size=3, momentum=0.5, seed=4)
    order = np.random.default_rng(4)
    passes = [order.permutation(7) for _ in range(2)]
    batches = [part for order in passes for part in (order[:3], order[3:6], order[6:])]
    expected = by_hand(Theta, X, Y, 0.5, 0.3, batches, 0.5)
    np.testing.assert_allclose(flat(result.Theta), flat(expected), rtol=1e-12)
    assert result.J.shape == (3,) and result.J[-1] == bpkit.cost(result.Theta, X, Y, 0.5)


def test_a_seed_is_repeatable(xor):
    ends = [flat(bpkit.minimize(*xor, iterations=5, progress=False, batch_size=1, seed=s).Theta) for s in (0, 0, 1)]
    assert (ends[0] == ends[1]).all() and (ends[0] != ends[2]).any()


# ---------------------------------------------------------------- when it ends


def test_with_validation_it_ends_when_the_held_out_cost_rises_and_gives_its_lowest():
    digits = bpkit.load("digits")
    few, Theta = (digits.train.X[::24], digits.train.Y[::24]), bpkit.random_theta(digits.layer_sizes, seed=0)
    settings = {"alpha": 2, "momentum": 0.9, "iterations": 2000, "progress": False}
    result = bpkit.minimize(Theta, *few, **settings, validation=digits.test, patience=20)
    assert result.stopped == "validation" and "held-out" in str(result)
    assert len(result.held_out) == len(result.J) < 2000
    assert result.held_out.argmin() == len(result.held_out) - 1 - 20
    assert bpkit.cost(result.Theta, *digits.test) == result.held_out.min()


def test_with_a_tolerance_it_ends_where_J_rests(xor):
    result = bpkit.minimize(*xor, 1, iterations=5000, progress=False, tolerance=1e-6, patience=7)
    assert result.stopped == "tolerance" and len(result.J) < 5000
    assert result.J[-8] - result.J[-1] <= 1e-6 < result.J[-9] - result.J[-2]


def test_a_callback_is_told_and_may_end_it(xor):
    told = []
    result = bpkit.minimize(*xor, iterations=9, progress=False, callback=lambda *now: told.append(now) or now[0] == 4)
    assert result.stopped == "callback"
    assert [made for made, _, _ in told] == [1, 2, 3, 4]
    assert [J for _, _, J in told] == result.J[1:].tolist()
    assert all(bpkit.cost(Theta, *xor[1:]) == J for _, Theta, J in told)


@pytest.mark.parametrize("said, stopped", [(np.True_, "callback"), (np.False_, "iterations"), (1, "iterations")])
def test_a_callback_may_end_it_with_numpys_true(xor, said, stopped):
    assert bpkit.minimize(*xor, iterations=2, progress=False, callback=lambda *_: said).stopped == stopped


def test_what_a_callback_calls_is_checked(xor):
    with pytest.raises(ValueError, match="Y must have 4 rows, one for each row of X, got 1"):
        bpkit.minimize(*xor, progress=False, callback=lambda _, Theta, __: bpkit.cost(Theta, xor[1], [[1]]))
    with pytest.raises(ValueError, match="Y must have 4 rows"):  # and so is what comes after the mistake
        bpkit.cost(xor[0], xor[1], [[1]])


@pytest.mark.parametrize(("hidden", "threads"), [(5, {1}), (400, {2})])
def test_a_small_network_is_trained_by_one_thread(hidden, threads):
    Theta, X, Y = random_network(np.random.default_rng(14), (64, hidden, 2), m=3)
    seen = set()

    def look(*_):
        seen.update(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")

    with threadpool_limits(2):
        bpkit.minimize(Theta, X, Y, iterations=1, progress=False, callback=look)
        assert seen == threads
        look()
    assert seen == threads | {2}


# ---------------------------------------------------------------- SciPy


@pytest.mark.parametrize("method", ["CG", "BFGS", "L-BFGS-B", "Newton-CG", "TNC", "SLSQP", "trust-constr"])
def test_every_method_finds_the_minimum(method):
    pytest.importorskip("scipy")
    Theta, X, Y = random_network(np.random.default_rng(10), (3, 2), m=6)  # without hidden units J has one minimum
    result = bpkit.minimize(Theta, X, Y, 0.5, iterations=200, progress=False, method=method)
    assert np.linalg.norm(flat(complex_step(result.Theta, X, Y, 0.5))) < 1e-3
    assert result.stopped == "converged" and len(result.J) > 3
    assert result.J[0] == bpkit.cost(Theta, X, Y, 0.5)
    assert result.J[-1] == result.J.min() == bpkit.cost(result.Theta, X, Y, 0.5)


def test_a_method_keeps_to_the_iterations_and_to_what_ends_them(xor):
    pytest.importorskip("scipy")
    settings = {"progress": False, "method": "L-BFGS-B"}
    short = bpkit.minimize(*xor, iterations=3, **settings)
    assert short.stopped == "iterations" and len(short.J) == 4
    assert bpkit.minimize(*xor, iterations=0, **settings).J.tolist() == [bpkit.cost(*xor)]
    assert bpkit.minimize(*xor, **settings, callback=lambda made, *_: made == 2).stopped == "callback"
    assert bpkit.minimize(*xor, **settings, validation=xor[1:], tolerance=0.1, patience=1).stopped == "tolerance"


def test_without_scipy_a_method_says_what_it_needs(xor, monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(ImportError, match="method L-BFGS-B needs SciPy"):
        bpkit.minimize(*xor, progress=False, method="L-BFGS-B")


def test_unrolled_weights_roll_up_again():
    Theta = {1: np.array([[1.0, 2, 3], [4, 5, 6]]), 2: np.array([[7, 8, 9]], dtype=np.float32)}
    vector = training.unroll(Theta)
    assert vector.tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    again = training.roll_up(vector, Theta)
    vector[:] = 0  # SciPy changes its vector in place
    assert list(again) == [1, 2]
    for l in Theta:
        assert (again[l] == Theta[l]).all() and again[l].dtype == Theta[l].dtype


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        ({"batch_size": 0}, "batch_size must be a whole number of at least 1, got 0."),
        ({"momentum": 1}, "momentum must be a number from 0 to below 1, got 1."),
        ({"tolerance": -1}, "tolerance must be a number of at least 0, got -1."),
        ({"patience": 0}, "patience must be a whole number of at least 1, got 0."),
        ({"callback": 3}, "callback must be a function, got 3."),
        ({"validation": 3}, "validation must be a pair of held-out examples, (X, Y), got 3."),
        ({"validation": {1: 2, 3: 4}}, "validation must be a pair of held-out examples, (X, Y), got {1: 2, 3: 4}."),
        ({"validation": ([[0, 1]], [[2]])}, "validation[1] must hold values from 0 to 1, got 2."),
        (
            {"validation": ([[0]], [[1]])},
            "validation does not fit: X must have 2 columns, one for each unit of layer 1",
        ),
        (
            {"method": "Adam"},
            "method must be one of 'CG', 'BFGS', 'L-BFGS-B', 'Newton-CG', 'TNC', 'SLSQP', 'trust-constr', got 'Adam'",
        ),
        ({"method": "CG", "momentum": 0.9}, "batch_size and momentum must be left out with a method, and CG was asked"),
    ],
    ids=str,
)
def test_what_does_not_fit_gets_a_sentence(xor, argument, sentence):
    with pytest.raises(ValueError) as said:
        bpkit.minimize(*xor, progress=False, **argument)
    assert str(said.value).startswith(sentence)


# ---------------------------------------------------------------- what one sees of it


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
