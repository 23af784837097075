"""The backpropagation algorithm, line by line.

Read this file beside the notebooks. Each function is one line of the algorithm (or two), and each
statement carries the rule that it is. The network is fully connected, with a sigmoid in every unit;
layers are numbered 1 … L, and so are the keys of the dictionaries: ``Theta[1]``, ``a[3]``, ``delta[2]``.

One example is one column. m examples are m columns, and the very same lines serve both. The algorithm
as written goes from column to column; the fast way takes 384 columns at once. Nothing else differs.

It is written to be read. It knows numpy and nothing of data sets, pictures or widgets. What arguments may
be, and the sentence that a wrong one gets, is in ``_arguments.py``. float32 in gives float32 out.
"""

import numpy as np

from bpkit._arguments import checked


@checked
def random_theta(layer_sizes, seed=None):
    """Small random weights, different in each unit, to start from.

    Each weight of Theta[l] is uniform in ±√6 / √(s_l + s_{l+1}) (Glorot and Bengio, 2010). Equal weights
    would stay equal for ever: all the hidden units of a layer would learn the same thing.

    layer_sizes : units in layers 1 … L, bias units not counted, for example (2, 3, 1).
    seed : an int gives the same weights each time. Theta[l] depends on the seed, on l and on its own
        shape only, so changing one layer leaves the other matrices as they were.

    Returns Theta, a dict: Theta[l] has shape (s_{l+1}, s_l + 1); column 0 holds the bias weights.
    Raises ValueError if layer_sizes is not two or more whole numbers of at least 1.
    """
    seeds = np.random.SeedSequence(seed).spawn(len(layer_sizes) - 1)
    Theta = {}
    for l, (s, s_next) in enumerate(zip(layer_sizes, layer_sizes[1:]), start=1):
        limit = np.sqrt(6) / np.sqrt(s + s_next)
        Theta[l] = np.random.default_rng(seeds[l - 1]).uniform(-limit, limit, (s_next, s + 1))
    return Theta


@checked
def sigmoid(z):
    """g(z) = 1 / (1 + e⁻ᶻ), element by element, right for every z. Its slope is g(z) (1 − g(z)).

    z : a number or an array of any shape, and so is the result. Raises ValueError if it holds anything but numbers.
    """
    with np.errstate(over="ignore"):  # e⁸⁰⁰ is inf, and 1 / (1 + inf) is the 0 that we want
        return 1 / (1 + np.exp(-z))


def with_bias(a):
    """a with the bias unit a₀ = 1 added as row 0. Shape (s, m) in, (s + 1, m) out, and as quick to read as a was."""
    return np.concatenate([np.ones((1, a.shape[1]), a.dtype), a])


# ---------------------------------------------------------------- the five lines


@checked
def forward_propagate(Theta, x):
    """Lines 1 and 2: from the input x to the output a⁽ᴸ⁾ = h_Θ(x).

    x : one example, shape (n,) or (n, 1), or m examples as columns, shape (n, m).

    Returns z, a. z[l], l = 2 … L, has shape (s_l, m). a[l] has shape (s_l + 1, m) with row 0 all ones
    for l < L, and a[L] has shape (s_L, m). Raises ValueError if the shapes do not chain.
    """
    L = len(Theta) + 1
    z, a = {}, {}
    a[1] = with_bias(x)                     # 1    a⁽¹⁾ := x, a₀ = 1 added
    for l in range(1, L):
        z[l + 1] = Theta[l] @ a[l]          # 2    z⁽ˡ⁺¹⁾ = Θ⁽ˡ⁾ a⁽ˡ⁾
        a[l + 1] = sigmoid(z[l + 1])        # 2    a⁽ˡ⁺¹⁾ = g(z⁽ˡ⁺¹⁾)
        if l + 1 < L:
            a[l + 1] = with_bias(a[l + 1])  # 2    a₀ = 1 added
    return z, a


@checked
def output_error(a_L, y):
    """Line 3: δ⁽ᴸ⁾ = a⁽ᴸ⁾ − y, the derivative of the cross-entropy with respect to z⁽ᴸ⁾.

    There is no g′(z⁽ᴸ⁾): its derivative with respect to a⁽ᴸ⁾ has a⁽ᴸ⁾(1 − a⁽ᴸ⁾) below the line, which cancels it.

    a_L, y : shape (K,), (K, 1), or (K, m) for m examples as columns. Returns shape (K, m).
    """
    return a_L - y  # 3    δ⁽ᴸ⁾ = a⁽ᴸ⁾ − y


@checked
def backpropagate_errors(Theta, a, y):
    """Lines 3 and 4: the errors δ⁽ˡ⁾ = ∂cost/∂z⁽ˡ⁾ from the output back to layer 2.

    a : the activations that forward_propagate gave. y : the right answers, shape (K,), (K, 1) or (K, m).

    Returns delta, a dict: delta[l], l = L … 2, has shape (s_l, m). There is no delta[1]: x is not computed.
    """
    L = len(Theta) + 1
    delta = {L: output_error(a[L], y)}                         # 3    δ⁽ᴸ⁾ = a⁽ᴸ⁾ − y
    for l in range(L - 1, 1, -1):
        error = Theta[l].T @ delta[l + 1] * a[l] * (1 - a[l])  # 4    δ⁽ˡ⁾ = (Θ⁽ˡ⁾)ᵀ δ⁽ˡ⁺¹⁾ .* a⁽ˡ⁾ .* (1 − a⁽ˡ⁾)
        delta[l] = error[1:]                                   # 4    row 0, the bias unit's, is 0: a₀(1 − a₀) = 0
    return delta


@checked
def accumulate(Delta, delta, a):
    """Line 5: Δ⁽ˡ⁾ with the example's part δ⁽ˡ⁺¹⁾ (a⁽ˡ⁾)ᵀ added; with m columns, with all m parts added.

    Returns the new Delta, a dict shaped as Theta. The one handed in is not changed.
    """
    return {l: Delta[l] + delta[l + 1] @ a[l].T for l in Delta}  # 5    Δ⁽ˡ⁾ := Δ⁽ˡ⁾ + δ⁽ˡ⁺¹⁾ (a⁽ˡ⁾)ᵀ


@checked
def regularized_gradient(Delta, Theta, m, lambda_):
    """After the loop: D⁽ˡ⁾ = ∂J/∂Θ⁽ˡ⁾ from Δ⁽ˡ⁾, summed over m examples. Lines 6 and 7 of our listing.

    Returns D, a dict shaped as Theta.
    """
    D = {}
    for l in Theta:
        D[l] = 1 / m * (Delta[l] + lambda_ * Theta[l])  # 6    D_ij = (1/m)(Δ_ij + λ Θ_ij)   for j ≠ 0
        D[l][:, 0] = 1 / m * Delta[l][:, 0]             # 7    D_i0 = (1/m) Δ_i0   the bias column is not regularized
    return D


# ---------------------------------------------------------------- the whole algorithm

BLOCK = 384  # columns at once: enough for quick products, and few enough for the processor's cache


def columns(X, Y, block_size=BLOCK):
    """The examples x, y in their order, so many at once, as columns: shapes (n, block_size), (K, block_size)."""
    for t in range(0, len(X), block_size):
        yield X[t : t + block_size].T, Y[t : t + block_size].T


@checked
def sum_over_examples(Theta, X, Y, block_size=BLOCK):
    """The loop: lines 1 to 5 for t = 1 … m. Returns Delta and the cross-entropy, both summed over X, Y.

    X : shape (m, n); Y : shape (m, K); an example a row. block_size : how many examples, as columns,
    go through the lines together; with 1, this is the algorithm as written.
    """
    Delta = {l: 0.0 for l in Theta}                #      Δ⁽ˡ⁾ := 0 for all l
    loss = 0.0
    for x, y in columns(X, Y, block_size):         #      for t = 1 … m
        z, a = forward_propagate(Theta, x)         # 1, 2
        delta = backpropagate_errors(Theta, a, y)  # 3, 4
        Delta = accumulate(Delta, delta, a)        # 5
        loss += cross_entropy(z[len(Theta) + 1], y)
    return Delta, loss


@checked
def backpropagation(Theta, X, Y, lambda_=0.0):
    """D = ∂J/∂Θ by the algorithm as written, example by example.

    X : shape (m, n); Y : shape (m, K) with values from 0 to 1; an example a row. lambda_ : λ ≥ 0.

    Returns D, a dict shaped as Theta. Raises ValueError if an argument does not fit.
    """
    Delta, _ = sum_over_examples(Theta, X, Y, block_size=1)     # 1 … 5
    return regularized_gradient(Delta, Theta, len(X), lambda_)  # 6, 7


@checked
def cost_and_gradient(Theta, X, Y, lambda_=0.0):
    """J and D = ∂J/∂Θ in one pass, 384 examples at once. Arguments as for backpropagation."""
    m = len(X)
    Delta, loss = sum_over_examples(Theta, X, Y)         # 1 … 5
    D = regularized_gradient(Delta, Theta, m, lambda_)   # 6, 7
    return loss / m + penalty(Theta, m, lambda_), D


# ---------------------------------------------------------------- the cost


@checked
def cost(Theta, X, Y, lambda_=0.0):
    """J(Θ) = −(1/m) Σ_t Σ_k [y log h + (1 − y) log(1 − h)] + (λ/2m) Σ Θ_ij² over all j ≠ 0. A float.

    Arguments as for backpropagation.
    """
    m, L = len(X), len(Theta) + 1
    loss = sum(cross_entropy(forward_propagate(Theta, x)[0][L], y) for x, y in columns(X, Y))
    return loss / m + penalty(Theta, m, lambda_)


def cross_entropy(z_L, y):
    """−Σ [y log h + (1 − y) log(1 − h)] with h = g(z⁽ᴸ⁾), over all outputs and columns. A float.

    Written with z⁽ᴸ⁾ in place of h, it is max(z, 0) − y z + log(1 + e^−|z|), which stays exact and finite
    where h rounds to 0 or 1 and its logarithm would be lost.
    """
    return float((np.maximum(z_L, 0) - y * z_L + np.log1p(np.exp(-np.abs(z_L)))).sum())


def penalty(Theta, m, lambda_):
    """(λ/2m) Σ Θ_ij² over all layers, i, and j ≠ 0: the bias weights are left out. A float."""
    if lambda_ == 0:  # also where a square is too large for a float: 0 times inf would be nan
        return 0.0
    return float(lambda_ / (2 * m) * sum(np.dot(w, w) for w in (Theta[l][:, 1:].ravel() for l in Theta)))
