"""What the listings of the WrongLineLab compute, read as they are written: an example at a time, in plain NumPy.

A line that is otherwise than in the right listing is found by what is written in it; nothing is taken from bpkit.
"""

import numpy as np
from networks import complex_step

# fmt: off
LINE_3 = {  # a of the output, y, and the class, counted from 0
    "= a⁽ᴸ⁾ − y⁽ᵗ⁾": lambda a, y, c: a - y,
    "y⁽ᵗ⁾ − a⁽ᴸ⁾": lambda a, y, c: y - a,
    "(a⁽ᴸ⁾ − y⁽ᵗ⁾) .* a": lambda a, y, c: (a - y) * a * (1 - a),
    "(a⁽ᴸ⁾ − y⁽ᵗ⁾) ./ (a": lambda a, y, c: (a - y) / (a * (1 - a)),
    "a⁽ᴸ⁾ − class of x⁽ᵗ⁾": lambda a, y, c: a - c,
}
LINE_4 = {  # Θ⁽¹⁾, Θ⁽²⁾, δ⁽³⁾, and a and z of layer 2 with their bias unit
    "(Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾ .* a⁽ˡ⁾ .* (1 − a⁽ˡ⁾), row 0": lambda S, T, d, a, z: (T.T @ d * a * (1 - a))[1:],
    "(Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾, row 0": lambda S, T, d, a, z: (T.T @ d)[1:],
    ".* g′([1; z⁽ˡ⁾])": lambda S, T, d, a, z: (T.T @ d * g(z) * (1 - g(z)))[1:],
    "(Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾ .* a⁽ˡ⁾, row 0": lambda S, T, d, a, z: (T.T @ d * a)[1:],
    "= Θ⁽ˡ⁾δ⁽ˡ⁺¹⁾": lambda S, T, d, a, z: T[:, 1:] @ d * a[1:] * (1 - a[1:]),
    ".* [1; z⁽ˡ⁾] .* (1 − [1; z⁽ˡ⁾])": lambda S, T, d, a, z: (T.T @ d * z * (1 - z))[1:],
    "last row dropped": lambda S, T, d, a, z: (T.T @ d * a * (1 - a))[:-1],
    ".* g(a⁽ˡ⁾) .* (1 − g(a⁽ˡ⁾))": lambda S, T, d, a, z: (T.T @ d * g(a) * (1 - g(a)))[1:],
    "(Θ⁽ˡ⁻¹⁾)ᵀδ⁽ˡ⁺¹⁾": lambda S, T, d, a, z: (S.T @ d * a * (1 - a))[1:],
    "(Θ⁽ˡ⁾ − αδ⁽ˡ⁺¹⁾(a⁽ˡ⁾)ᵀ)ᵀδ": lambda S, T, d, a, z: ((T - 0.5 * np.outer(d, a)).T @ d * a * (1 - a))[1:],
}
LINE_6 = {  # Δ, Θ, m, λ
    "= (Δ⁽ˡ⁾ᵢⱼ + λΘ⁽ˡ⁾ᵢⱼ)/m": lambda Delta, T, m, lam: (Delta + lam * T) / m,
    "= (1/m)Δ⁽ˡ⁾ᵢⱼ + (λ/m)Θ": lambda Delta, T, m, lam: Delta / m + lam / m * T,
    "= Δ⁽ˡ⁾ᵢⱼ + λΘ": lambda Delta, T, m, lam: Delta + lam * T,
    "= Δ⁽ˡ⁾ᵢⱼ/m + λΘ": lambda Delta, T, m, lam: Delta / m + lam * T,
}
LINE_7 = {
    "= Δ⁽ˡ⁾ᵢ₀/m": lambda Delta, T, m, lam: Delta / m,
    "= Δ⁽ˡ⁾ᵢ₀": lambda Delta, T, m, lam: Delta,
    "= (Δ⁽ˡ⁾ᵢ₀ + λΘ⁽ˡ⁾ᵢ₀)/m": lambda Delta, T, m, lam: (Delta + lam * T) / m,
}
# fmt: on


def g(z):
    return 1 / (1 + np.exp(-z))


def read(line, ways):
    """What a line does: the way that says most of what is written in it."""
    return ways[max((written for written in ways if written in line), key=len)]


def run(rows, Theta, X, Y, lambda_):
    """All that the listing makes: {"y": …, "a": {l: …}, …} of the last example, Delta, D before line 7 (half) and after
    it, what it calls the gradient (result), J, and its slopes. ValueError where shapes do not fit.
    """
    m, S, T = len(X), Theta[1], Theta[2]
    one_off, turned = "class of x⁽ᵗ⁾, else" in rows[1], "ⱼᵢ" in rows[2]
    nothing = {l: np.zeros(Theta[l].shape) for l in Theta}
    Delta, times = nothing, 2 if "once more" in rows["for"] or "second" in rows["Δ := 0"] else 1
    for t in [*range(m)] * times:
        Delta = nothing if rows["Δ := 0"].startswith(" ") else Delta
        c, y = int(np.argmax(Y[t])), Y[t]
        if one_off:
            y = np.zeros(len(y))
            y[c - 1] = 1  # of class 0 it is the last one
        z, a = {}, {1: np.array([1, *X[t]])}
        for l in (2, 3):
            z[l] = (Theta[l - 1].T if turned else Theta[l - 1]) @ a[l - 1]
            if turned and len(z[l]) != len(Theta[l - 1]):
                raise ValueError("Θᵀ does not fit")
            a[l] = g(z[l]) if l == 3 else np.array([1, *g(z[l])])
        delta = {3: read(rows[3], LINE_3)(a[3], y, c)}
        delta[2] = read(rows[4], LINE_4)(S, T, delta[3], a[2], np.array([1, *z[2]]))
        part = {l: np.outer(delta[l + 1], a[l]) for l in Theta}
        if "j ≠ 0" in rows[5]:
            part = {l: part[l] * (np.arange(part[l].shape[1]) > 0) for l in Theta}
        elif "a⁽ˡ⁾(δ" in rows[5]:
            part = {l: part[l].T for l in Theta}
        elif "D⁽ˡ⁾ :=" in rows[5]:  # a line below it overwrites that
            part = nothing
        if any(part[l].shape != Theta[l].shape for l in Theta):
            raise ValueError("the part does not fit Δ")
        Delta = {l: Delta[l] + part[l] for l in Theta}
    half = {l: read(rows[6], LINE_6)(Delta[l], Theta[l], m, lambda_) for l in Theta}
    D = {l: half[l].copy() for l in Theta}
    for l in Theta:
        D[l][:, 0] = read(rows[7], LINE_7)(Delta[l], Theta[l], m, lambda_)[:, 0]
        D[l] /= m if "then D⁽ˡ⁾ := D⁽ˡ⁾/m" in rows[7] else 1
    found = {"y": y, "a": a, "delta": delta, "Delta": Delta, "half": half, "D": D}
    return found | {"result": Delta if "= Δ" in rows["∂J"] else D} | costs(rows["J"], Theta, X, Y, lambda_)


def costs(row, Theta, X, Y, lambda_):
    """J as it is written, and its slopes by the complex step: of the right J, with what is otherwise put in."""
    sign, whole = 1 if "−(1/m)" in row else -1, "all j" in row
    a = X.T
    for l in (1, 2):
        a = g(Theta[l] @ np.vstack([np.ones(len(X)), a]))
    loss = -np.sum(Y.T * np.log(a) + (1 - Y.T) * np.log(1 - a)) / len(X)
    slopes = complex_step(Theta, X, Y, 0.0)
    weights = {l: Theta[l] * ((np.arange(Theta[l].shape[1]) > 0) | whole) for l in Theta}
    J = sign * loss + lambda_ / (2 * len(X)) * sum(np.sum(weights[l] ** 2) for l in Theta)
    return {"J": J, "slopes": {l: sign * slopes[l] + lambda_ / len(X) * weights[l] for l in Theta}}


def difference(one, other):
    """‖one − other‖ / ‖one + other‖."""
    one, other = (np.concatenate([np.ravel(each[l]) for l in each]) for each in (one, other))
    return np.linalg.norm(one - other) / np.linalg.norm(one + other)
