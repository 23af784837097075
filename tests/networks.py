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


def complex_step(Theta, X, Y, lambda_=0.0, step=1e-30):
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
