"""Small networks for the tests, and the derivative of J by a way that shares nothing with bpkit."""

import numpy as np


def random_network(rng, sizes=None, m=None):
    """Theta, X and Y drawn from rng; in every second network the answers are fractions, not 0 and 1."""
    sizes = sizes or rng.integers(1, 7, size=rng.integers(2, 6))
    m = m or rng.integers(1, 6)
    Theta = {l: rng.normal(size=(s_next, s + 1)) for l, (s, s_next) in enumerate(zip(sizes, sizes[1:]), start=1)}
    Y = rng.random((m, sizes[-1]))
    return Theta, rng.normal(size=(m, sizes[0])), Y if rng.integers(2) else Y.round()


def J(Theta, X, Y, lambda_=0.0):
    """The cost straight from its definition, example by example; Theta may be complex.

    With h = g(z), −log h is log(1 + e⁻ᶻ) and −log(1 − h) is log(1 + eᶻ): right while eᶻ does not overflow.
    """
    total = 0
    for x, y in zip(X, Y):
        a = x
        for l in sorted(Theta):
            z = Theta[l][:, 0] + Theta[l][:, 1:] @ a
            a = 1 / (1 + np.exp(-z))
        total = total + np.sum(y * np.log(1 + np.exp(-z)) + (1 - y) * np.log(1 + np.exp(z)))
    weights = sum(np.sum(Theta[l][:, 1:] ** 2) for l in Theta)
    return total / len(X) + lambda_ / (2 * len(X)) * weights


def complex_step(Theta, X, Y, lambda_=0.0, step=1e-30, J=J):
    """∂J/∂Θ_ij = Im J(Θ_ij + ih) / h. Nothing is subtracted, so it is right to rounding (Squire and Trapp, 1998)."""
    Theta = {l: Theta[l].astype(complex) for l in Theta}
    gradient = {l: np.empty(Theta[l].shape) for l in Theta}
    for l in Theta:
        for entry in np.ndindex(Theta[l].shape):
            Theta[l][entry] += 1j * step
            gradient[l][entry] = J(Theta, X, Y, lambda_).imag / step
            Theta[l][entry] = Theta[l][entry].real
    return gradient


def flat(matrices):
    return np.concatenate([np.ravel(matrices[l]) for l in sorted(matrices)])


def relative_difference(A, B):
    a, b = flat(A), flat(B)
    return np.linalg.norm(a - b) / np.linalg.norm(a + b)


def by_numpy(step):
    """Every number of that moment and of its example by ref, with numpy alone: D with both lines, all Δ of its sums."""
    X, Y, Theta, m, L = step.trace.X, step.trace.Y, step.trace.Theta, step.trace.m, step.trace.L
    after = {l: np.zeros_like(Theta[l]) for l in Theta}
    found = {f"Theta[{l}]": Theta[l] for l in Theta}
    for t in range(1, (step.t or (m if step.line else 0)) + 1):
        z, a = {}, {1: np.array([1, *X[t - 1]])}
        for l in range(2, L + 1):
            z[l] = Theta[l - 1] @ a[l - 1]
            a[l] = np.array([1, *1 / (1 + np.exp(-z[l]))])
        delta = {L: a[L][1:] - Y[t - 1]}
        for l in range(L - 1, 1, -1):
            delta[l] = Theta[l][:, 1:].T @ delta[l + 1] * a[l][1:] * (1 - a[l][1:])
        product = {l: np.outer(delta[l + 1], a[l]) for l in Theta}
        before, after = after, {l: after[l] + product[l] for l in Theta}
        values = {"z": z, "a": a, "delta": delta, "product": product, "before": before}
        found |= {f"{name}[{l}]": array for name, arrays in values.items() for l, array in arrays.items()}
        found |= {"x": X[t - 1], "y": Y[t - 1]}
    for l in Theta:
        penalty = step.trace.lambda_ * Theta[l] * (np.arange(Theta[l].shape[1]) > 0)
        found |= {f"Delta[{l}]": after[l], f"D[{l}]": (after[l] + penalty) / m}
    by_ref = {}
    for name, array in found.items():
        for place, value in np.ndenumerate(array):
            has_bias = name.startswith("a[")
            i = place[0] + (not has_bias)
            by_ref[f"{name}[{i}, {place[1]}]" if len(place) == 2 else f"{name}[{i}]"] = value
    by_ref.pop(f"a[{L}][0]", None)  # no bias unit in the output
    by_ref |= {ref.replace("a", "one", 1): 1 - value for ref, value in by_ref.items() if ref.startswith("a[")}
    return by_ref
