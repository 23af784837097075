"""All numbers that a widget shows, from what is given: written out once more in plain NumPy, without bpkit.

Each function takes the state of a widget, a dict, and gives {data-ref: number}.
"""

import numpy as np

from bpkit import load, random_theta


def g(z):
    return 1 / (1 + np.exp(-np.clip(z, -700, 700)))  # e¹⁰⁰⁰ is no float


def with_one(a):
    return np.vstack([np.ones(a.shape[1]), a])


def forward(Theta, X):
    """z and a of all examples, a column each."""
    L = len(Theta) + 1
    z, a = {}, {1: with_one(X.T)}
    for l in range(2, L + 1):
        z[l] = Theta[l - 1] @ a[l - 1]
        a[l] = g(z[l]) if l == L else with_one(g(z[l]))
    return z, a


def backward(Theta, a, Y, slope=True):
    """delta of all examples, a column each. slope : with a(1 − a)."""
    L = len(Theta) + 1
    delta = {L: a[L] - Y.T}
    for l in range(L - 1, 1, -1):
        delta[l] = (Theta[l].T @ delta[l + 1] * (a[l] * (1 - a[l]) if slope else 1))[1:]
    return delta


def costs(Theta, X, Y, lambda_):
    """The mean cross-entropy, and the penalty."""
    z = forward(Theta, X)[0][len(Theta) + 1]
    loss = np.sum(Y.T * np.logaddexp(0, -z) + (1 - Y.T) * np.logaddexp(0, z)) / len(X)
    return loss, lambda_ / (2 * len(X)) * sum(np.sum(Theta[l][:, 1:] ** 2) for l in Theta)


def without_bias(Theta):
    return {l: np.hstack([np.zeros((len(Theta[l]), 1)), Theta[l][:, 1:]]) for l in Theta}


def entries(name, arrays):
    """Of matrices by layer."""
    return {f"{name}[{l}][{i + 1}, {j}]": v for l, array in arrays.items() for (i, j), v in np.ndenumerate(array)}


def units(name, columns, first=None):
    """Of columns by layer. first : the index of the first unit, by layer; else 1."""
    return {
        f"{name}[{l}][{k}]": v
        for l, column in columns.items()
        for k, v in enumerate(column, start=(first or {}).get(l, 1))
    }


def network(state):
    Theta = {int(l): np.array(Theta_l) for l, Theta_l in state["Theta"].items()}
    X, Y, lambda_, t = np.array(state["X"], float), np.array(state["Y"], float), state["lambda_"], state["example"]
    m, L = len(X), len(Theta) + 1
    z, a = forward(Theta, X)
    delta = backward(Theta, a, Y)
    product = {l: np.einsum("it,jt->tij", delta[l + 1], a[l]) for l in Theta}
    Delta, penalized = {l: product[l].sum(axis=0) for l in Theta}, without_bias(Theta)
    D = {l: Delta[l] / m + lambda_ / m * penalized[l] for l in Theta}
    found = {}

    kind = state["kind"]
    if kind == "Stepper":  # line 5 has been executed for some examples and layers, one after the other
        inside = ["1", *["2"] * (L - 1), "3", *["4"] * (L - 2), *Theta]
        done = ([None] + inside * m)[: state["position"] + 1]
        found |= entries("before", {l: product[l][: (done[:-1]).count(l)].sum(axis=0) for l in Theta})
        Delta = {l: product[l][: done.count(l)].sum(axis=0) for l in Theta}
    elif kind == "AccumulateLab":
        Delta = {l: product[l][: state["added"]].sum(axis=0) for l in Theta}
    elif kind == "Trainer":
        found["batch"] = min(state["batch_size"] or m, m)
    elif kind == "EpsilonLab":
        D = planted(state["planted"], Theta, a, Y, D, Delta, m, lambda_)
        found |= nudges(state, Theta, X, Y, lambda_)

    for name, arrays in (("Theta", Theta), ("edge", Theta), ("Delta", Delta), ("D", D)):
        found |= entries(name, arrays)
    found |= entries("mean", {l: Delta[l] / m for l in Theta})
    found |= entries("pull", {l: lambda_ / m * penalized[l] for l in Theta})
    bias = {l: 0 for l in Theta}
    for s in range(1, m + 1) if m < 100 else [t]:  # of the digits no others are shown
        columns = {l: a[l][:, s - 1] for l in a}
        deltas = {l: delta[l][:, s - 1] for l in delta}
        of_s = units("a", columns, bias) | units("delta", deltas)
        of_s |= entries("product", {l: product[l][s - 1] for l in Theta})
        for name, values in (("x", X[s - 1]), ("y", Y[s - 1]), ("h", a[L][:, s - 1])):
            of_s |= {f"{name}[{k}]": v for k, v in enumerate(values, start=1)}
        found |= {f"{ref}@{s}": v for ref, v in of_s.items()}
        if s == t:
            found |= of_s | units("z", {l: z[l][:, s - 1] for l in z})
            found |= units("one", {l: 1 - columns[l] for l in a}, bias)
    loss, penalty = costs(Theta, X, Y, lambda_)
    return found | {"J": loss + penalty, "loss": loss, "penalty": penalty}


def planted(mistake, Theta, a, Y, D, Delta, m, lambda_):
    """D with one of the mistakes of the EpsilonLab."""
    if mistake is None:
        return D
    if mistake.startswith("g′"):
        delta = backward(Theta, a, Y, slope=False)
        return {l: (delta[l + 1] @ a[l].T + lambda_ * without_bias(Theta)[l]) / m for l in Theta}
    if mistake.startswith("Δ"):
        return Delta
    if mistake.startswith("(1/m)Δ"):
        return {l: Delta[l] / m + lambda_ * without_bias(Theta)[l] for l in Theta}
    assert mistake == "the bias column is regularized too"
    return {l: (Delta[l] + lambda_ * Theta[l]) / m for l in Theta}


def nudges(state, Theta, X, Y, lambda_):
    """J with one weight a little larger and smaller, and the slopes from that."""
    (l, i, j), epsilon = state["weight"], 10.0 ** state["exponent"]

    def J(by):
        moved = {k: Theta[k].copy() for k in Theta}
        moved[l][i - 1, j] += by
        return sum(costs(moved, X, Y, lambda_))

    plus, here, minus = map(J, (epsilon, 0, -epsilon))
    slopes = {"two_sided": (plus - minus) / (2 * epsilon), "one_sided": (plus - here) / epsilon}
    return {"J_plus": plus, "J_minus": minus, "J_gap": plus - minus, **slopes}


def unit(state):
    weights = [state["bias"], state["weight_1"], state["weight_2"]]
    inputs = [1, state["x_1"], state["x_2"]]
    terms = np.multiply(weights, inputs)
    z, a = terms.sum(), g(terms.sum())
    found = {f"x[{j}]": inputs[j] for j in (1, 2)} | {"z[2][1]": z, "a[2][1]": a, "slope[2][1]": a * (1 - a)}
    for name, values in (("Theta", weights), ("edge", weights), ("term", terms)):
        found |= entries(name, {1: np.array([values])})
    return found


def output(state):
    z, y = state["z"], state["y"]
    a = g(z)
    slope, delta = a * (1 - a), a - y
    found = {"z": z, "y": y, "a": a, "slope": slope, "delta": delta, "error": delta}
    return found | {"steep": delta / slope, "squared": delta * slope}


def blame(state):
    Theta = np.array([[0.5, 2.0, 1.0, -1.5], [-0.5, -1.0, 0.5, 3.0], [1.0, 0.5, 0.0, 1.0]])
    errors = np.array([state[f"delta_{i}"] for i in (1, 2, 3)])
    a = np.array([1, *(state[f"a_{j}"] for j in (1, 2, 3))])
    back, slope = Theta.T @ errors, a * (1 - a)
    found = entries("Theta", {2: Theta}) | entries("term", {2: Theta * errors[:, None]})
    for name, columns in (("a", {2: a}), ("back", {2: back}), ("slope", {2: slope}), ("delta", {2: back * slope})):
        found |= units(name, columns, {2: 0})
    return found | units("delta", {3: errors})


def paths(state):
    """The network of the PathsLab, which has no bias units; a path is a product of all that it meets."""
    Theta = {int(l): np.array(matrix) for l, matrix in state["Theta"].items()}
    X, Y = np.array([[1, 0.5]]), np.array([[1, 0]])
    a = forward(Theta, X)[1]
    delta = backward(Theta, a, Y)
    found = {"J": costs(Theta, X, Y, 0)[0]} | units("delta", {l: d[:, 0] for l, d in delta.items()})
    found |= units("a", {l: column[-2:, 0] for l, column in a.items()})
    for name in ("Theta", "edge"):
        found |= entries(name, Theta)
    found |= entries("D", {l: delta[l + 1] @ a[l].T for l in Theta})
    l, i, j = state["weight"]
    end = max(l + 1, 4 - (state["folds"] if state["part"] == 4 else 0))
    ways = [((i,), a[l][-2:][j - 1, 0])]
    for k in range(l + 1, end):
        out = a[k][-2:, 0]
        ways = [
            ((*units, to), value * out[units[-1] - 1] * (1 - out[units[-1] - 1]) * Theta[k][to - 1, units[-1]])
            for units, value in ways
            for to in (1, 2)
        ]
    return found | {f"path[{n}]": v * delta[end][u[-1] - 1, 0] for n, (u, v) in enumerate(ways, start=1)}


def shards(state):
    """Of what is given bpkit says the start: the examples and the weights."""
    X, Y, Theta = load("planar").X.copy(), load("planar").Y, random_theta((2, 4, 1), seed=0)
    X[16] = state["x_1"], state["x_2"]
    _, a = forward(Theta, X)
    terms = backward(Theta, a, Y)[2][0] * a[1][1]  # of each example, of the entry 1, 1
    level = [(part.sum(), f"shard[{k}]") for k, part in enumerate(np.array_split(terms, state["shards"]), start=1)]
    found = {name: value for value, name in level}
    while len(level) > 1:
        for k in range(len(level) // 2):
            (one, _), (other, _) = level[k : k + 2]
            level[k : k + 2] = [(one + other, f"sum[{1 + sum(name.startswith('sum') for name in found)}]")]
            found[level[k][1]] = level[k][0]
    return found | {"Delta[1][1, 1]": terms.sum()}


ALONE = {
    "PathsLab": paths, "UnitLab": unit, "OutputErrorLab": output, "BlameLab": blame, "ShardsLab": shards,
    "WrongLineLab": lambda _: {}, "Predict": lambda _: {},
}  # fmt: skip


def numbers(state):
    """What the widget of this state has to show, with all that is given."""
    if state["kind"] == "BeforeAfter":
        return {}  # its numbers are asked, and held to plain formulas in tests/test_before_after.py
    given = {ref: state[name] for ref, name in state["given"].items() if isinstance(state[name], int | float)}
    return given | ALONE.get(state["kind"], network)(state)
