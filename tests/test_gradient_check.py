import numpy as np
import pytest
from networks import complex_step, random_network, relative_difference

import bpkit
from bpkit.gradient_check import slopes, sweep


@pytest.mark.parametrize("lambda_", [0, 0.3, 5])
def test_the_numerical_gradient_is_near_that_of_the_complex_step(lambda_):
    rng = np.random.default_rng(1)
    for _ in range(20):
        Theta, X, Y = random_network(rng)
        numerical = bpkit.numerical_gradient(Theta, X, Y, lambda_)
        assert relative_difference(numerical, complex_step(Theta, X, Y, lambda_)) < 1e-8


def test_a_smaller_epsilon_is_not_a_better_one():
    Theta, X, Y = random_network(np.random.default_rng(2), (3, 4, 2), m=5)
    exact = complex_step(Theta, X, Y)
    error = {
        epsilon: relative_difference(bpkit.numerical_gradient(Theta, X, Y, epsilon=epsilon), exact)
        for epsilon in (1e-2, 1e-4, 1e-12)
    }
    assert error[1e-4] < error[1e-2] < error[1e-12]


def test_epsilon_is_the_step_to_each_side():
    # J = log(1 + e^−Θ₀) for one weight that counts, so the quotient can be written down.
    J = lambda theta: np.log1p(np.exp(-theta))  # noqa: E731
    numerical = bpkit.numerical_gradient({1: np.array([[2.0, 3]])}, [[0]], [[1]], epsilon=0.5)
    assert numerical[1] == pytest.approx(np.array([[J(2.5) - J(1.5), 0]]))


def test_slopes_are_those_of_any_J():
    Theta = {1: np.array([[1.0, -2.0]]), 2: np.array([[3.0]])}
    J = lambda Theta: float(Theta[1][0, 0] ** 2 + Theta[1][0, 1] * Theta[2][0, 0])  # noqa: E731
    found = slopes(J, Theta, 0.5)
    assert [found[1].tolist(), found[2].tolist()] == [[[2, 3]], [[-2]]]  # exact, for J is a parabola
    assert Theta[1].tolist() == [[1, -2]]


@pytest.mark.parametrize("m", [5, 1000])  # in one block of columns and in several
@pytest.mark.parametrize("sizes", [(3, 2), (2, 2, 1), (3, 4, 3, 2)])
def test_a_sweep_asks_J_itself_at_each_epsilon(sizes, m):
    Theta, X, Y = random_network(np.random.default_rng(3), sizes, m=m)
    given, epsilons = {l: Theta[l].copy() for l in Theta}, [1e-6, 1e-3, 0.5]
    for epsilon, (two_sided, one_sided) in zip(epsilons, sweep(Theta, X, Y, 0.7, epsilons)):
        rounding = 1e-15 / epsilon
        for l in Theta:
            for entry in np.ndindex(Theta[l].shape):
                J = {}
                for by in (epsilon, 0, -epsilon):
                    there = {k: Theta[k].copy() for k in Theta}
                    there[l][entry] += by
                    J[by] = bpkit.cost(there, X, Y, 0.7)
                expected = (J[epsilon] - J[-epsilon]) / (2 * epsilon), (J[epsilon] - J[0]) / epsilon
                assert (two_sided[l][entry], one_sided[l][entry]) == pytest.approx(expected, abs=rounding, rel=1e-12)
    ((alone, _),) = sweep(Theta, X, Y, 0.7, [1e-9])
    np.testing.assert_equal(alone, bpkit.numerical_gradient(Theta, X, Y, 0.7, epsilon=1e-9))
    np.testing.assert_equal(Theta, given)


def tanh_and_squares(Theta, X, Y, lambda_):
    """Another network: tanh within, sums at the output, half the squared error. Theta may be complex."""
    a = X
    for l in Theta:
        z = a @ Theta[l][:, 1:].T + Theta[l][:, 0]
        a = np.tanh(z)
    weights = sum(np.sum(Theta[l][:, 1:] ** 2) for l in Theta)
    return (np.sum((z - Y) ** 2) + lambda_ * weights) / (2 * len(X))


@pytest.mark.parametrize("lambda_", [0, 0.3])
def test_any_cost_is_asked_and_its_answers_may_be_any_numbers(lambda_):
    rng = np.random.default_rng(9)
    for _ in range(10):
        Theta, X, Y = random_network(rng)
        given = Theta, X, 20 * Y - 10, lambda_
        exact = complex_step(*given, J=tanh_and_squares)
        assert relative_difference(bpkit.numerical_gradient(*given, cost=tanh_and_squares), exact) < 1e-8
        assert bpkit.gradient_check(*given, exact, tanh_and_squares)
        assert not bpkit.gradient_check(*given, {l: 1.001 * exact[l] for l in exact}, tanh_and_squares)
        assert not bpkit.gradient_check(Theta, X, Y, lambda_, exact)  # of bpkit's own cost


def test_a_cost_worked_by_hand():
    # J = (Θ₁₀ + 2Θ₁₁ − 7)² for x = 2, so ∂J/∂Θ₁₀ = 2 · (1 + 6 − 7 + 0.5) = 1, and twice that for Θ₁₁.
    J = lambda Theta, X, Y, lambda_: np.sum((Theta[1] @ [[1], [2]] - Y) ** 2)  # noqa: E731
    check = bpkit.gradient_check({1: [[1.5, 3]]}, [[2]], [[7]], D={1: [[1, 2]]}, cost=J)
    assert check and check.numerical[1] == pytest.approx(np.array([[1, 2]]))
    assert "D is the gradient of J" in str(check)


def test_in_a_corner_it_says_the_mean_of_both_sides():
    J = lambda Theta, X, Y, lambda_: max(0.0, Theta[1][0, 0])  # noqa: E731
    for weight, slope in ((0, 0.5), (0.5e-4, 0.75), (-2e-4, 0), (2e-4, 1)):
        found = bpkit.numerical_gradient({1: [[weight, 0]]}, [[0]], [[0]], cost=J)[1]
        assert found == pytest.approx(np.array([[slope, 0]]), abs=1e-9)


@pytest.mark.parametrize("lambda_", [0, 0.3, 5])
def test_backpropagation_passes(lambda_):
    rng = np.random.default_rng(3)
    for _ in range(20):
        Theta, X, Y = random_network(rng)
        check = bpkit.gradient_check(Theta, X, Y, lambda_)
        assert check and check.ok
        assert check.relative_difference < 1e-8
        assert str(check).startswith("D is the gradient of J: relative difference ")


@pytest.mark.parametrize("name", ["and", "or", "xor", "xnor", "planar"])
def test_the_data_sets_pass_with_their_own_networks(name):
    data = bpkit.load(name)
    assert bpkit.gradient_check(bpkit.random_theta(data.layer_sizes, seed=0), data.X, data.Y, 1)


def test_all_weights_0_pass_on_xor():
    # D is 0 throughout, and the numerical gradient is rounding alone: a relative difference would be near 1.
    data = bpkit.load("xor")
    Theta = {l: 0 * matrix for l, matrix in bpkit.random_theta((2, 2, 1), seed=0).items()}
    assert bpkit.gradient_check(Theta, data.X, data.Y)
    assert bpkit.gradient_check(Theta, data.X, data.Y, 1)
    assert not bpkit.gradient_check(Theta, data.X, data.Y, D={1: np.zeros((2, 3)), 2: np.full((1, 3), 1e-6)})


def test_a_minimum_passes():
    # There too D is next to 0, and the error of the numerical gradient, in ε², is larger.
    data = bpkit.load("and")
    Theta = bpkit.minimize(bpkit.random_theta((2, 1), 0), data.X, data.Y, 1, iterations=1000, progress=False).Theta
    check = bpkit.gradient_check(Theta, data.X, data.Y, 1)
    assert check and check.relative_difference > 0.01
    assert "the numerical gradient is no more exact than that here" in str(check)
    assert not bpkit.gradient_check(Theta, data.X, data.Y, 1, D={1: check.D[1] + 1e-6})


def test_numbers_that_are_not_scaled_give_no_false_alarm():
    # With large x, J bends so much within ε that the numerical gradient is off by far more than 10⁻⁸.
    rng = np.random.default_rng(8)
    for _ in range(20):
        Theta, X, Y = random_network(rng)
        assert bpkit.gradient_check(Theta, 30 * X, Y, 0.1)
        assert not bpkit.gradient_check(Theta, 30 * X, Y, 0.1, bpkit.backpropagation(Theta, 30 * X, Y, 0.101))


@pytest.mark.parametrize("l, i, j", [(1, 1, 0), (1, 4, 3), (2, 1, 2), (3, 2, 0)])
def test_a_planted_error_is_found(l, i, j):
    Theta, X, Y = random_network(np.random.default_rng(4), (3, 4, 3, 2), m=5)
    D = bpkit.backpropagation(Theta, X, Y, 0.3)
    right = D[l][i - 1, j]
    D[l][i - 1, j] += 1e-5
    check = bpkit.gradient_check(Theta, X, Y, 0.3, D)
    assert not check and not check.ok
    assert check.worst == (l, i, j)
    assert check.D[l][i - 1, j] == right + 1e-5
    assert check.numerical[l][i - 1, j] == pytest.approx(right, abs=1e-8)
    assert str(check).startswith("D is not the gradient of J")
    assert f"l = {l}, i = {i}, j = {j}: D = {right + 1e-5:.6f}, numerical {right:.6f}" in str(check)


def test_the_relative_difference_is_that_of_the_norms_over_all_weights():
    Theta, X, Y = random_network(np.random.default_rng(5), (3, 4, 2), m=5)
    D = {l: np.ones_like(Theta[l]) for l in Theta}
    check = bpkit.gradient_check(Theta, X, Y, D=D)
    expected = relative_difference(D, complex_step(Theta, X, Y))
    assert check.relative_difference == pytest.approx(expected, rel=1e-7)


def test_D_from_another_lambda_fails():
    Theta, X, Y = random_network(np.random.default_rng(6), (3, 4, 2), m=5)
    assert not bpkit.gradient_check(Theta, X, Y, 1, bpkit.backpropagation(Theta, X, Y, 1.001))


def test_D_must_be_shaped_as_theta():
    Theta, X, Y = random_network(np.random.default_rng(7), (3, 4, 2), m=5)
    D = bpkit.backpropagation(Theta, X, Y)
    with pytest.raises(ValueError, match=r"D\[2\] must have the shape of Theta\[2\], \(2, 5\), got \(5, 2\)"):
        bpkit.gradient_check(Theta, X, Y, D={1: D[1], 2: D[2].T})
    with pytest.raises(ValueError, match=r"D must have the keys of Theta, \[1, 2\], got \[1\]"):
        bpkit.gradient_check(Theta, X, Y, D={1: D[1]})
    with pytest.raises(ValueError, match="D must hold finite numbers|D\\[1\\] must hold finite numbers"):
        bpkit.gradient_check(Theta, X, Y, D={1: D[1] * np.nan, 2: D[2]})
