"""The algorithm against oracles that do not share its code: complex step, scikit-learn, and a pencil."""

import copy
import inspect
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from networks import J, complex_step, flat, random_network, relative_difference

import bpkit
from bpkit import _arguments
from bpkit.algorithm import BLOCK, sum_over_examples

# ---------------------------------------------------------------- D is the derivative of J


@pytest.mark.parametrize("lambda_", [0, 0.3, 5])
def test_the_gradient_is_that_of_the_complex_step(lambda_):
    rng = np.random.default_rng(1)
    for _ in range(100):
        Theta, X, Y = random_network(rng)
        expected = complex_step(Theta, X, Y, lambda_)
        cost, D = bpkit.cost_and_gradient(Theta, X, Y, lambda_)
        assert relative_difference(D, expected) < 1e-12
        assert relative_difference(bpkit.backpropagation(Theta, X, Y, lambda_), expected) < 1e-12
        assert cost == pytest.approx(J(Theta, X, Y, lambda_), rel=1e-12)
        assert bpkit.cost(Theta, X, Y, lambda_) == pytest.approx(cost, rel=1e-14)


@pytest.mark.parametrize("m", [BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 2])
def test_no_example_is_lost_between_blocks(m):
    Theta, X, Y = random_network(np.random.default_rng(2), sizes=(2, 2, 1), m=m)
    cost, D = bpkit.cost_and_gradient(Theta, X, Y, 0.3)
    assert relative_difference(D, complex_step(Theta, X, Y, 0.3)) < 1e-12
    assert cost == pytest.approx(J(Theta, X, Y, 0.3), rel=1e-12)


@pytest.mark.parametrize("sizes", [(3, 1), (3, 4, 2), (5, 6, 4, 3)])
@pytest.mark.parametrize("lambda_", [0, 2.5])
def test_the_gradient_is_that_of_scikit_learn(sizes, lambda_):
    neural_network = pytest.importorskip("sklearn.neural_network")
    Theta, X, Y = random_network(np.random.default_rng(3), sizes, m=7)
    # _backprop needs no fit, only the network. Its alpha is our λ: it too divides by m, and leaves out the biases.
    network = neural_network.MLPClassifier(sizes[1:-1], activation="logistic", alpha=lambda_)
    network.n_layers_, network.n_outputs_, network.out_activation_ = len(sizes), sizes[-1], "logistic"
    network.coefs_ = [Theta[l][:, 1:].T for l in Theta]
    network.intercepts_ = [Theta[l][:, 0] for l in Theta]
    arguments = {
        "X": X,
        "y": Y,
        "sample_weight": None,
        "activations": [X, *[None] * len(Theta)],
        "deltas": [None] * len(Theta),
        "coef_grads": [None] * len(Theta),
        "intercept_grads": [None] * len(Theta),
    }
    # It is private, and older versions have no sample_weight: hand over what this one asks for.
    asked_for = inspect.signature(network._backprop).parameters
    loss, weights, biases = network._backprop(**{name: arguments[name] for name in asked_for})
    expected = {l: np.column_stack([biases[l - 1], weights[l - 1].T]) for l in Theta}

    cost, D = bpkit.cost_and_gradient(Theta, X, Y, lambda_)
    assert relative_difference(D, expected) < 1e-10
    assert cost == pytest.approx(loss, rel=1e-10)


def test_a_network_worked_by_hand():
    ln3 = np.log(3)  # g(ln 3) = 3/4, g(−ln 3) = 1/4, g(0) = 1/2
    Theta = {1: np.array([[0, ln3, 0], [0, 0, -ln3 / 2]]), 2: np.array([[-7.0, 8, 4]])}
    X, Y = np.array([[1.0, 2], [0, -2]]), np.array([[1.0], [0]])

    z, a = bpkit.forward_propagate(Theta, X.T)
    # t = 1: z⁽²⁾ = (1 ln 3, −2 ln 3 / 2)    t = 2: z⁽²⁾ = (0, 2 ln 3 / 2)
    assert z[2] == pytest.approx(np.array([[ln3, 0], [-ln3, ln3]]))
    assert a[2] == pytest.approx(np.array([[1, 1], [3 / 4, 1 / 2], [1 / 4, 3 / 4]]))
    # t = 1: −7 + 8 · 3/4 + 4 · 1/4 = 0      t = 2: −7 + 8 · 1/2 + 4 · 3/4 = 0
    assert z[3] == pytest.approx(np.array([[0, 0]]), abs=1e-14)
    assert a[3] == pytest.approx(np.array([[1 / 2, 1 / 2]]))

    delta = bpkit.backpropagate_errors(Theta, a, Y.T)
    # t = 1: 1/2 − 1                         t = 2: 1/2 − 0
    assert delta[3] == pytest.approx(np.array([[-1 / 2, 1 / 2]]))
    # unit 1: t = 1: 8 · −1/2 · 3/4 · 1/4    t = 2: 8 · 1/2 · 1/2 · 1/2
    # unit 2: t = 1: 4 · −1/2 · 1/4 · 3/4    t = 2: 4 · 1/2 · 3/4 · 1/4
    assert delta[2] == pytest.approx(np.array([[-3 / 4, 1], [-3 / 8, 3 / 8]]))

    Delta = bpkit.accumulate({l: np.zeros_like(Theta[l]) for l in Theta}, delta, a)
    # −1/2 (1, 3/4, 1/4) + 1/2 (1, 1/2, 3/4)
    assert Delta[2] == pytest.approx(np.array([[0, -1 / 8, 1 / 4]]))
    # −3/4 (1, 1, 2) + 1 (1, 0, −2)   and   −3/8 (1, 1, 2) + 3/8 (1, 0, −2)
    assert Delta[1] == pytest.approx(np.array([[1 / 4, -3 / 4, -7 / 2], [0, -3 / 8, -3 / 2]]))

    D = bpkit.regularized_gradient(Delta, Theta, m=2, lambda_=1)
    # half of Δ, and of Θ where j ≠ 0
    assert D[2] == pytest.approx(np.array([[0, (-1 / 8 + 8) / 2, (1 / 4 + 4) / 2]]))
    assert D[1] == pytest.approx(np.array([[1 / 8, (-3 / 4 + ln3) / 2, -7 / 4], [0, -3 / 16, (-3 - ln3) / 4]]))
    for whole in (bpkit.backpropagation(Theta, X, Y, 1), bpkit.cost_and_gradient(Theta, X, Y, 1)[1]):
        assert flat(whole) == pytest.approx(flat(D), abs=1e-15)
    # −log 1/2 for each example, and 1/4 of ln²3 + ln²3 / 4 + 64 + 16
    assert bpkit.cost(Theta, X, Y, 1) == pytest.approx(np.log(2) + 20 + 5 * ln3**2 / 16)


# ---------------------------------------------------------------- where floating point ends


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "z, y, J_exact, delta_exact",
    [(800, 1, 0, 0), (-800, 0, 0, 0), (800, 0, 800, 1), (-800, 1, 800, -1), (800, 0.25, 600, 0.75), (0, 0.5, None, 0)],
)
def test_a_saturated_unit_costs_what_it_should(z, y, J_exact, delta_exact):
    J_exact = np.log(2) if J_exact is None else J_exact
    Theta = {1: np.array([[z / 2, z / 2]])}
    cost, D = bpkit.cost_and_gradient(Theta, [[1]], [[y]])
    assert cost == bpkit.cost(Theta, [[1]], [[y]]) == J_exact
    assert D[1].tolist() == bpkit.backpropagation(Theta, [[1]], [[y]])[1].tolist() == [[delta_exact, delta_exact]]


@pytest.mark.filterwarnings("error")
def test_saturated_hidden_units_pass_nothing_back():
    Theta = {1: np.array([[800.0, 0], [-800, 0]]), 2: np.array([[1.0, 2, 3]])}  # h = g(1 + 2 · 1 + 3 · 0)
    D = bpkit.backpropagation(Theta, [[5]], [[1]])
    assert D[1].tolist() == [[0, 0], [0, 0]]
    error = -1 / (1 + np.exp(3))
    assert D[2] == pytest.approx(np.array([[error, error, 0]]), rel=1e-14)


@pytest.mark.parametrize("sizes", [(2, 1), (3, 4, 2), (1, 1, 1, 5)])
def test_weights_of_0_cost_ln_2_for_each_output(sizes):
    Theta, X, Y = random_network(np.random.default_rng(4), sizes)
    Theta = {l: np.zeros_like(Theta[l]) for l in Theta}
    assert bpkit.cost(Theta, X, Y, 7) == pytest.approx(sizes[-1] * np.log(2), rel=1e-15)


@pytest.mark.filterwarnings("error")
def test_sigmoid():
    z = np.array([[-800, -1, 0], [np.log(3), 1, 800]])
    assert bpkit.sigmoid(z) == pytest.approx(np.array([[0, 1 / (1 + np.e), 0.5], [0.75, np.e / (1 + np.e), 1]]))
    assert bpkit.sigmoid(0) == 0.5
    assert bpkit.sigmoid([-np.inf, np.inf]).tolist() == [0, 1]


# ---------------------------------------------------------------- properties of any network


@st.composite
def networks(draw):
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=5))
    m = draw(st.integers(1, 6))
    weight = st.floats(-4, 4, allow_subnormal=False)
    Theta = {l: draw(arrays(float, (sizes[l], sizes[l - 1] + 1), elements=weight)) for l in range(1, len(sizes))}
    X = draw(arrays(float, (m, sizes[0]), elements=weight))
    Y = draw(arrays(float, (m, sizes[-1]), elements=st.floats(0, 1, allow_subnormal=False)))
    return Theta, X, Y, draw(st.sampled_from([0.0, 0.3, 5.0]))


# The same examples each time, so that a test that passed here passes everywhere.
for_all_networks = settings(max_examples=40, deadline=None, derandomize=True, database=None)


def same(A, B):
    """Equal but for rounding."""
    np.testing.assert_allclose(flat(A), flat(B), rtol=1e-11, atol=1e-13)


def zeros(Theta):
    return {l: np.zeros_like(Theta[l]) for l in Theta}


@for_all_networks
@given(networks())
def test_m_columns_at_once_are_the_m_examples_one_by_one(network):
    Theta, X, Y, lambda_ = network
    z, a = bpkit.forward_propagate(Theta, X.T)
    delta = bpkit.backpropagate_errors(Theta, a, Y.T)
    Delta = zeros(Theta)
    for t in range(len(X)):
        z_t, a_t = bpkit.forward_propagate(Theta, X[t])
        delta_t = bpkit.backpropagate_errors(Theta, a_t, Y[t])
        same(z_t, {l: z[l][:, t] for l in z})
        same(a_t, {l: a[l][:, t] for l in a})
        same(delta_t, {l: delta[l][:, t] for l in delta})
        Delta = bpkit.accumulate(Delta, delta_t, a_t)
    same(Delta, bpkit.accumulate(zeros(Theta), delta, a))
    D = bpkit.regularized_gradient(Delta, Theta, len(X), lambda_)
    same(D, bpkit.backpropagation(Theta, X, Y, lambda_))
    same(D, bpkit.cost_and_gradient(Theta, X, Y, lambda_)[1])


@for_all_networks
@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_the_examples_does_not_matter(network, random):
    Theta, X, Y, lambda_ = network
    order = random.sample(range(len(X)), len(X))
    same(bpkit.backpropagation(Theta, X, Y, lambda_), bpkit.backpropagation(Theta, X[order], Y[order], lambda_))
    assert bpkit.cost(Theta, X, Y, lambda_) == pytest.approx(bpkit.cost(Theta, X[order], Y[order], lambda_))


@for_all_networks
@given(networks(), st.integers(0, 6))
def test_Delta_of_two_parts_adds_up(network, cut):
    Theta, X, Y, _ = network
    Delta, loss = sum_over_examples(Theta, X, Y)
    cut = min(cut, len(X))
    parts = [sum_over_examples(Theta, X[p], Y[p]) for p in (slice(cut), slice(cut, None)) if len(X[p])]
    same(Delta, {l: sum(part[0][l] for part in parts) for l in Theta})
    assert loss == pytest.approx(sum(part[1] for part in parts))


@for_all_networks
@given(networks())
def test_keys_and_shapes_are_those_of_the_contract(network):
    Theta, X, Y, lambda_ = network
    L, m = len(Theta) + 1, len(X)
    s = {1: X.shape[1], **{l + 1: Theta[l].shape[0] for l in Theta}}
    z, a = bpkit.forward_propagate(Theta, X.T)
    delta = bpkit.backpropagate_errors(Theta, a, Y.T)
    D = bpkit.backpropagation(Theta, X, Y, lambda_)
    assert {l: z[l].shape for l in z} == {l: (s[l], m) for l in range(2, L + 1)}
    assert {l: a[l].shape for l in a} == {l: (s[l] + (l < L), m) for l in range(1, L + 1)}
    assert {l: delta[l].shape for l in delta} == {l: (s[l], m) for l in range(2, L + 1)}
    assert {l: D[l].shape for l in D} == {l: Theta[l].shape for l in Theta}
    assert all((a[l][0] == 1).all() for l in range(1, L))  # the bias units
    assert (a[1][1:] == X.T).all()
    with pytest.raises(KeyError):
        delta[1]
    assert type(bpkit.cost(Theta, X, Y, lambda_)) is type(bpkit.cost_and_gradient(Theta, X, Y)[0]) is float


@for_all_networks
@given(networks(), st.floats(0.1, 10))
def test_lambda_moves_all_columns_but_that_of_the_bias(network, lambda_):
    Theta, X, Y, _ = network
    plain, regularized = bpkit.backpropagation(Theta, X, Y), bpkit.backpropagation(Theta, X, Y, lambda_)
    for l in Theta:
        assert (regularized[l][:, 0] == plain[l][:, 0]).all()
        np.testing.assert_allclose(
            regularized[l][:, 1:], plain[l][:, 1:] + lambda_ / len(X) * Theta[l][:, 1:], rtol=1e-11, atol=1e-13
        )


@for_all_networks
@given(networks())
def test_no_argument_is_changed(network):
    Theta, X, Y, lambda_ = network
    _, a = bpkit.forward_propagate(Theta, X.T)
    delta, Delta = bpkit.backpropagate_errors(Theta, a, Y.T), zeros(Theta)
    calls = [
        (bpkit.forward_propagate, Theta, X.T),
        (bpkit.output_error, a[max(a)], Y.T),
        (bpkit.backpropagate_errors, Theta, a, Y.T),
        (bpkit.accumulate, Delta, delta, a),
        (bpkit.regularized_gradient, Delta, Theta, len(X), lambda_),
        (bpkit.backpropagation, Theta, X, Y, lambda_),
        (bpkit.cost, Theta, X, Y, lambda_),
        (bpkit.cost_and_gradient, Theta, X, Y, lambda_),
        (bpkit.numerical_gradient, Theta, X, Y, lambda_),
    ]
    for function, *arguments in calls:
        before = copy.deepcopy(arguments)
        function(*arguments)
        np.testing.assert_equal(arguments, before)


def test_one_example_may_be_flat_or_a_column():
    Theta, X, Y = random_network(np.random.default_rng(5), (3, 4, 2), m=5)
    _, a = bpkit.forward_propagate(Theta, X.T)
    _, flat_a = bpkit.forward_propagate(Theta, X[0])
    _, column_a = bpkit.forward_propagate(Theta, X[:1].T)
    for l in a:
        assert flat_a[l].shape == column_a[l].shape == (a[l].shape[0], 1)
        assert (flat_a[l] == column_a[l]).all()
        np.testing.assert_allclose(flat_a[l], a[l][:, :1], rtol=1e-14)
    flat_delta = bpkit.backpropagate_errors(Theta, flat_a, Y[0])
    column_delta = bpkit.backpropagate_errors(Theta, flat_a, Y[:1].T)
    assert all((flat_delta[l] == column_delta[l]).all() for l in flat_delta)
    assert bpkit.output_error([0.25, 0.5], [1, 0]).tolist() == [[-0.75], [0.5]]


def test_float32_in_float32_out():
    Theta, X, Y = random_network(np.random.default_rng(11), (3, 4, 2), m=5)
    single = {l: Theta[l].astype(np.float32) for l in Theta}, X.astype(np.float32), Y.astype(np.float32)
    z, a = bpkit.forward_propagate(single[0], single[1].T)
    delta = bpkit.backpropagate_errors(single[0], a, single[2].T)
    J, D = bpkit.cost_and_gradient(*single, 0.5)
    Delta = bpkit.accumulate(zeros(single[0]), delta, a)
    for made in (z, a, delta, Delta, D, bpkit.backpropagation(*single, 0.5)):
        assert {made[l].dtype for l in made} == {np.dtype(np.float32)}
    assert relative_difference(D, complex_step(Theta, X, Y, 0.5)) < 1e-6
    assert type(J) is float and J == pytest.approx(bpkit.cost(Theta, X, Y, 0.5), rel=1e-6)
    assert bpkit.gradient_check(*single, 0.5)  # which works in double precision
    assert bpkit.sigmoid(np.float32(0)).dtype == np.float32 and bpkit.sigmoid(0).dtype == float


def test_a_penalty_of_nothing_is_nothing_however_large_the_weight():
    assert bpkit.cost({1: [[0, 1e200]]}, [[0]], [[1]], 0) == pytest.approx(np.log(2), rel=1e-15)
    J, D = bpkit.cost_and_gradient({1: [[0, 1e200]]}, [[0]], [[1]], 0)
    assert J == pytest.approx(np.log(2), rel=1e-15) and D[1].tolist() == [[-0.5, 0]]


def test_memory_does_not_grow_with_the_examples():
    Theta, X, Y = random_network(np.random.default_rng(12), (100, 20, 5), m=8192)

    def extra(function, m):
        tracemalloc.start()
        function(Theta, X[:m], Y[:m], 1)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    for function in (bpkit.cost_and_gradient, bpkit.cost):
        assert extra(function, 8192) < 1.1 * extra(function, 2048) < X[:4096].nbytes


def test_arguments_are_checked_once_at_the_door(monkeypatch):
    Theta, X, Y = random_network(np.random.default_rng(13), (3, 4, 2), m=5)
    checks, real = [], _arguments._check_fit
    monkeypatch.setattr(_arguments, "_check_fit", lambda given: checks.append(given) or real(given))
    for function in (bpkit.cost_and_gradient, bpkit.backpropagation, bpkit.cost, bpkit.gradient_check):
        checks.clear()
        function(Theta, X, Y, 0.5)
        assert len(checks) == 1
    with pytest.raises(ValueError, match="X must hold finite numbers only, got nan at index"):
        bpkit.cost_and_gradient(Theta, X * np.nan, Y)
    with pytest.raises(ValueError, match="X must hold finite numbers only, got inf at index"):
        bpkit.cost_and_gradient(Theta, X + np.inf, Y)
    bpkit.cost_and_gradient({1: [[0, 0, 0]]}, [[1e308, 1e308]], [[1]])  # their sum is not finite, but each of them is


def test_lists_of_ints_will_do():
    Theta = {1: [[0, 1, -1]]}
    D = bpkit.backpropagation(Theta, [[1, 1]], [[1]])
    assert D[1].tolist() == [[-0.5, -0.5, -0.5]]
    assert Theta == {1: [[0, 1, -1]]}


# ---------------------------------------------------------------- random weights


def test_the_same_seed_gives_the_same_weights():
    for seed in (0, 7, 2**70):
        one, two = bpkit.random_theta((3, 4, 2), seed), bpkit.random_theta((3, 4, 2), seed)
        assert all((one[l] == two[l]).all() for l in one)
    assert (bpkit.random_theta((3, 4), 0)[1] != bpkit.random_theta((3, 4), 1)[1]).all()
    assert (bpkit.random_theta((3, 4))[1] != bpkit.random_theta((3, 4))[1]).all()  # no seed: new ones each time


def test_a_matrix_depends_on_the_seed_its_layer_and_its_shape_only():
    one, two = bpkit.random_theta((3, 4, 2, 5), 1), bpkit.random_theta((3, 4, 2, 6, 3, 1), 1)
    assert (one[1] == two[1]).all() and (one[2] == two[2]).all()
    assert (bpkit.random_theta((9, 9, 2, 5), 1)[3] == one[3]).all()
    square = bpkit.random_theta((3, 3, 3), 1)
    assert (square[1] != square[2]).all()


@pytest.mark.parametrize("sizes", [(1, 1), (400, 25, 10), (3, 200, 300)])
def test_random_weights_fill_their_limits_evenly(sizes):
    Theta = bpkit.random_theta(sizes, seed=0)
    assert [Theta[l].shape for l in Theta] == [(s_next, s + 1) for s, s_next in zip(sizes, sizes[1:])]
    for l in Theta:
        limit = (6 / (sizes[l - 1] + sizes[l])) ** 0.5
        assert np.abs(Theta[l]).max() <= limit
        if Theta[l].size > 200:
            assert np.abs(Theta[l]).max() > limit * (1 - 10 / Theta[l].size)  # all but surely, if the limit is right
            counts, _ = np.histogram(Theta[l], bins=4, range=(-limit, limit))
            spread = np.sqrt(3 / 16 * Theta[l].size)  # of a count: a quarter of the weights is expected in each
            assert np.abs(counts - Theta[l].size / 4).max() < 4 * spread


# ---------------------------------------------------------------- the gradient check sees the famous mistakes


def gradient_with(mistake, Theta, X, Y, lambda_):
    """The algorithm, example by example, with one mistake in it; with None, as it should be."""
    L, m = len(Theta) + 1, len(X)
    Delta = zeros(Theta)
    for x, y in zip(X, Y):
        a, z, delta = {1: x}, {}, {}
        for l in Theta:
            z[l + 1] = Theta[l] @ np.append(1, a[l])
            a[l + 1] = 1 / (1 + np.exp(-z[l + 1]))
        slope = {l: a[l] * (1 - a[l]) for l in range(2, L + 1)}
        for l in slope:
            wrong = {"no g′": 1, "no (1 − a)": a[l], "z for a": z[l] * (1 - z[l])}
            slope[l] = wrong.get(mistake, slope[l])
        delta[L] = y - a[L] if mistake == "y − a" else a[L] - y
        delta[L] = delta[L] * slope[L] if mistake == "g′ at the output" else delta[L]
        for l in range(L - 1, 1, -1):
            weights = Theta[l][:, 1:] if mistake == "Θ without T" else Theta[l][:, 1:].T
            delta[l] = weights @ delta[l + 1] * slope[l]
        for l in Theta:
            part = np.outer(delta[l + 1], np.append(1, a[l]))
            Delta[l] = part if mistake == "Δ := 0 in the loop" else Delta[l] + part
    D = {}
    for l in Theta:
        regularization = lambda_ * Theta[l] * (m if mistake == "(1/m)Δ + λΘ" else 1)
        regularization[:, 0] *= mistake == "λ on the bias"
        D[l] = (Delta[l] + regularization * (mistake != "no λ")) / m
        D[l] = D[l] / m if mistake == "1/m twice" else D[l]
    return D


MISTAKES = [
    "y − a",
    "g′ at the output",
    "no g′",
    "no (1 − a)",
    "z for a",
    "Θ without T",
    "Δ := 0 in the loop",
    "1/m twice",
    "(1/m)Δ + λΘ",
    "λ on the bias",
    "no λ",
]


@pytest.mark.parametrize("mistake", [None, *MISTAKES])
def test_the_gradient_check_tells_right_from_wrong(mistake):
    # square layers, where a forgotten transpose has fitting shapes
    Theta, X, Y = random_network(np.random.default_rng(6), (3, 3, 3, 3), m=4)
    D = gradient_with(mistake, Theta, X, Y, 0.7)
    assert bpkit.gradient_check(Theta, X, Y, 0.7, D).ok == (mistake is None)
    if mistake:
        assert relative_difference(bpkit.backpropagation(Theta, X, Y, 0.7), D) > 1e-3


@pytest.mark.parametrize("m", [2, 3, 10])
def test_forgetting_to_divide_by_m(m):
    Theta, X, Y = random_network(np.random.default_rng(7), (3, 4, 2), m=m)
    D = bpkit.backpropagation(Theta, X, Y, 0.5)
    without = {l: m * D[l] for l in D}
    assert relative_difference(without, D) == pytest.approx((m - 1) / (m + 1), rel=1e-14)
    check = bpkit.gradient_check(Theta, X, Y, 0.5, without)
    assert not check.ok
    assert check.relative_difference == pytest.approx((m - 1) / (m + 1), rel=1e-7)
