"""The exercises as learners write them: with loops over plain numbers, and with examples as rows.

Neither shares anything with bpkit. Each function has parts that can be replaced, and each known mistake is written
down as the parts that make it, in LOOPS[function][name], and in ROWS where a product of matrices might stop: elsewhere
both styles give the same numbers, and a check sees no more. A key is the name, "one name | and another", or
"name — and how".
"""

import math

import numpy as np

# ---------------------------------------------------------------- loops over i, j and t, with plain numbers


def g(z):
    return 1 / (1 + math.exp(-z))


def all_g(values):
    return [g(v) for v in values]


def lists(matrices):
    return {l: np.asarray(matrix).tolist() for l, matrix in matrices.items()}


def columns(matrix):
    return [list(column) for column in zip(*np.asarray(matrix).tolist())]


def from_columns(vectors):
    return [list(row) for row in zip(*vectors)]


def loops_forward_propagate(
    Theta,
    x,
    *,
    start=lambda x: [1.0, *x],
    hidden=lambda z: [1.0, *all_g(z)],
    last=all_g,
    weight=lambda T, i, j: T[i][j],
    onward=lambda z, a: a,
    kept_z=lambda z: z,
    kept_a=lambda a: a,
):
    Theta = lists(Theta)
    L = len(Theta) + 1
    z_columns, a_columns = {l: [] for l in range(2, L + 1)}, {l: [] for l in range(1, L + 1)}
    for column in columns(x):
        going = a = start(column)
        a_columns[1].append(kept_a(a))
        for l in range(2, L + 1):
            T = Theta[l - 1]
            z = []
            for i in range(len(T)):
                total = 0.0
                for j in range(len(T[0])):
                    total += weight(T, i, j) * going[j]
                z.append(total)
            a = hidden(z) if l < L else last(z)
            going = onward(z, a)
            z_columns[l].append(kept_z(z))
            a_columns[l].append(kept_a(a) if l < L else a)
    return {l: from_columns(z_columns[l]) for l in z_columns}, {l: from_columns(a_columns[l]) for l in a_columns}


def loops_output_error(a_L, y, *, one=lambda a, y, m: [a[k] - y[k] for k in range(len(a))]):
    m = len(columns(y))
    return from_columns([one(a, right, m) for a, right in zip(columns(a_L), columns(y))])


def loops_backpropagate_errors(
    Theta,
    a,
    y,
    *,
    output=lambda a, y: a - y,
    slope=lambda a: a * (1 - a),
    weight=lambda Theta, l, i, j: Theta[l][i][j],
    source=lambda l, L: l + 1,
    units=lambda n: range(1, n),
    lowest=2,
):
    Theta, a, y = lists(Theta), lists(a), np.asarray(y).tolist()
    L, m = len(Theta) + 1, len(y[0])
    delta = {L: [[output(a[L][k][t], y[k][t]) for t in range(m)] for k in range(len(y))]}
    for l in range(L - 1, lowest - 1, -1):
        delta[l] = []
        for j in units(len(a[l])):
            row = []
            for t in range(m):
                error = 0.0
                for i in range(len(delta[source(l, L)])):
                    error += weight(Theta, l, i, j) * delta[source(l, L)][i][t]
                row.append(error * slope(a[l][j][t]))
            delta[l].append(row)
    return delta


def loops_accumulate(
    Delta,
    delta,
    a,
    *,
    start=lambda D: D,
    add=lambda D, d, a, m: D + d * a,
    of_delta=lambda i, j: i,
    of_a=lambda i, j, n: j,
    first=0,
    result=lambda D: D,
):
    Delta, delta, a = lists(Delta), lists(delta), lists(a)
    new = {}
    for l in Delta:
        rows, n, m = len(Delta[l]), len(Delta[l][0]), len(a[l][0])
        new[l] = [[start(D) for D in row] for row in Delta[l]]
        for t in range(m):
            for i in range(rows):
                for j in range(first, n):
                    new[l][i][j] = add(new[l][i][j], delta[l + 1][of_delta(i, j)][t], a[l][of_a(i, j, n)][t], m)
        new[l] = result(new[l])
    return new


def loops_regularized_gradient(
    Delta,
    Theta,
    m,
    lambda_,
    *,
    rest=lambda D, T, m, lam: (D + lam * T) / m,
    bias=lambda D, T, m, lam: D / m,
    is_bias=lambda i, j, n: j == 0,
):
    Delta, Theta = lists(Delta), lists(Theta)
    found = {}
    for l in Theta:
        found[l] = []
        n = len(Theta[l][0])
        for i in range(len(Theta[l])):
            row = []
            for j in range(n):
                formula = bias if is_bias(i, j, n) else rest
                row.append(formula(Delta[l][i][j], Theta[l][i][j], m, lambda_))
            found[l].append(row)
    return found


def right_term(h, y):
    return -(y * np.log(h) + (1 - y) * np.log(1 - h))


def loops_cost(
    Theta,
    X,
    Y,
    lambda_=0.0,
    *,
    term=right_term,
    average=lambda m, K: m,
    factor=lambda lam, m: lam / (2 * m),
    layers=lambda L: range(1, L),
    first=1,
    power=2,
):
    X, Y, L = np.asarray(X), np.asarray(Y), len(Theta) + 1
    _, a = loops_forward_propagate(Theta, X.T)
    m, K = Y.shape
    J = 0.0
    for t in range(m):
        for k in range(K):
            J += term(a[L][k][t], float(Y[t, k]))
    weights = 0.0
    for l in layers(L):
        for row in lists(Theta)[l]:
            for theta in row[first:]:
                weights += theta**power
    return J / average(m, K) + factor(lambda_, m) * weights


def loops_numerical_gradient(
    Theta,
    X,
    Y,
    lambda_=0.0,
    epsilon=1e-4,
    *,
    slope=lambda J, e: (J(e) - J(-e)) / (2 * e),
    used_epsilon=lambda e: e,
    used_lambda=lambda lam: lam,
    first=0,
    put_back=True,
    others_too=False,
):
    weights = lists(Theta)
    found = {l: [[0.0] * len(T[0]) for T in [T] for _ in T] for l, T in weights.items()}
    for l, T in weights.items():
        for i in range(len(T)):
            for j in range(first, len(T[0])):

                def J(nudge, T=T, i=i, j=j):
                    old = [list(row) for row in T]
                    nudged = [(p, q) for p in range(len(T)) for q in range(len(T[0]))] if others_too else [(i, j)]
                    for p, q in nudged:
                        T[p][q] += nudge
                    value = loops_cost(weights, X, Y, used_lambda(lambda_))
                    for p, q in nudged:
                        T[p][q] = old[p][q]
                    return value

                e = used_epsilon(epsilon)
                if put_back:
                    found[l][i][j] = slope(J, e)
                else:
                    found[l][i][j] = (J(e) - J(-e)) / (2 * e)
                    T[i][j] -= e
    return found


# ---------------------------------------------------------------- examples as rows, transposed at the borders


def S(Z):
    return 1 / (1 + np.exp(-Z))


def ones_and(A):
    return np.c_[np.ones(len(A)), A]


def turned(matrices):
    return {l: np.asarray(matrix).T for l, matrix in matrices.items()}


def rows_forward_propagate(
    Theta,
    x,
    *,
    start=ones_and,
    hidden=lambda Z: ones_and(S(Z)),
    last=S,
    product=lambda A, T: A @ T.T,
    onward=lambda Z, A: A,
    kept_z=lambda Z: Z,
    kept_a=lambda A: A,
):
    L = len(Theta) + 1
    A = going = start(x.T)
    zs, activations = {}, {1: kept_a(A)}
    for l in range(2, L + 1):
        Z = product(going, Theta[l - 1])
        A = hidden(Z) if l < L else last(Z)
        going = onward(Z, A)
        zs[l], activations[l] = kept_z(Z), kept_a(A) if l < L else A
    return turned(zs), turned(activations)


def rows_backpropagate_errors(
    Theta,
    a,
    y,
    *,
    output=lambda A, Y: A - Y,
    slope=lambda A: A * (1 - A),
    back=lambda Theta, delta, l: delta[l + 1] @ Theta[l],
    drop=lambda E: E[:, 1:],
    lowest=2,
):
    L = len(Theta) + 1
    delta = {L: output(a[L].T, y.T)}
    for l in range(L - 1, lowest - 1, -1):
        delta[l] = drop(back(Theta, delta, l) * slope(a[l].T))
    return turned(delta)


def rows_accumulate(Delta, delta, a, *, add=lambda W, E, A: W + A.T @ E, result=lambda W: W.T):
    return {l: result(add(Delta[l].T, delta[l + 1].T, a[l].T)) for l in Delta}


# ---------------------------------------------------------------- mistakes, part by part


def softmax_list(z):
    powers = [math.exp(v) for v in z]
    return [p / sum(powers) for p in powers]


def cross_entropy_list(a, y, m):
    return [-(y[k] * math.log(a[k]) + (1 - y[k]) * math.log(1 - a[k])) for k in range(len(a))]


def each(formula):
    """An output mistake in loops from a formula for one unit of one example."""
    return dict(one=lambda a, y, m: [formula(a[k], y[k], m) for k in range(len(a))])


def same(value):
    return value


LOOPS, ROWS = {}, {}

LOOPS["forward_propagate"] = {
    "the bias weights are left out": dict(weight=lambda T, i, j: T[i][j] if j > 0 else 0.0),
    "the bias weights are left out — by a₀ = 0": dict(start=lambda x: [0.0, *x], hidden=lambda z: [0.0, *all_g(z)]),
    "the bias unit comes last": dict(start=lambda x: [*x, 1.0], hidden=lambda z: [*all_g(z), 1.0]),
    "the bias unit goes through g": dict(hidden=lambda z: all_g([1.0, *z])),
    "the output layer has a bias unit": dict(last=lambda z: [1.0, *all_g(z)]),
    "a is handed back without its bias unit": dict(kept_a=lambda a: a[1:]),
    "g is forgotten": dict(hidden=lambda z: [1.0, *z], last=same),
    "g is forgotten at the output": dict(last=same),
    "g is applied to the input": dict(start=lambda x: [1.0, *all_g(x)]),
    "z holds g(z)": dict(kept_z=all_g),
    "z goes on to the next layer in place of a": dict(onward=lambda z, a: [1.0, *z]),
    "the sign in g is wrong": dict(
        hidden=lambda z: [1.0, *(1 / (1 + math.exp(v)) for v in z)], last=lambda z: [1 / (1 + math.exp(v)) for v in z]
    ),
    "ReLU in place of g in the hidden layers": dict(hidden=lambda z: [1.0, *(max(0.0, v) for v in z)]),
    "softmax in place of g at the output": dict(last=softmax_list),
}
ROWS["forward_propagate"] = {
    "the bias weights are left out": dict(product=lambda A, T: A[:, 1:] @ T[:, 1:].T),
    "the bias weights are left out — by a₀ = 0": dict(
        start=lambda A: np.pad(A, ((0, 0), (1, 0))), hidden=lambda Z: np.pad(S(Z), ((0, 0), (1, 0)))
    ),
    "the bias unit comes last": dict(
        start=lambda A: np.c_[A, np.ones(len(A))], hidden=lambda Z: np.c_[S(Z), np.ones(len(Z))]
    ),
    "the bias unit goes through g": dict(hidden=lambda Z: S(ones_and(Z))),
    "the output layer has a bias unit": dict(last=lambda Z: ones_and(S(Z))),
    "a is handed back without its bias unit": dict(kept_a=lambda A: A[:, 1:]),
    "g is forgotten": dict(hidden=ones_and, last=same),
    "g is forgotten at the output": dict(last=same),
    "g is applied to the input": dict(start=lambda A: ones_and(S(A))),
    "z holds g(z)": dict(kept_z=S),
    "z goes on to the next layer in place of a": dict(onward=lambda Z, A: ones_and(Z)),
    "the sign in g is wrong": dict(hidden=lambda Z: ones_and(1 - S(Z)), last=lambda Z: 1 - S(Z)),
    "ReLU in place of g in the hidden layers": dict(hidden=lambda Z: ones_and(Z * (Z > 0))),
    "softmax in place of g at the output": dict(last=lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)),
}

LOOPS["output_error"] = {
    "y − a in place of a − y": each(lambda a, y, m: y - a),
    "g′ at the output": each(lambda a, y, m: (a - y) * a * (1 - a)),
    "g′ at the output | y − a in place of a − y": each(lambda a, y, m: (y - a) * a * (1 - a)),
    "the error is squared": each(lambda a, y, m: (y - a) ** 2),
    "half the squared error": each(lambda a, y, m: 0.5 * (y - a) ** 2),
    "the sign is lost": each(lambda a, y, m: abs(a - y)),
    "the derivative with respect to a in place of z": each(lambda a, y, m: (1 - y) / (1 - a) - y / a),
    "2 times the error": each(lambda a, y, m: 2 * a - 2 * y),
    "the cost in place of its derivative": dict(one=cross_entropy_list),
    "the average over the examples": each(lambda a, y, m: (a - y) / m),
    "the errors are added up over the outputs": dict(one=lambda a, y, m: [sum(a) - sum(y)]),
    "y is forgotten": dict(one=lambda a, y, m: a),
}
LOOPS["backpropagate_errors"] = {
    "g′ is forgotten": dict(slope=lambda a: 1.0),
    "(1 − a) is forgotten": dict(slope=lambda a: a),
    "a is forgotten": dict(slope=lambda a: 1 - a),
    "a (a − 1) in place of a (1 − a)": dict(slope=lambda a: a * (a - 1)),
    "the slope of tanh": dict(slope=lambda a: 1 - a * a),
    "g′ of a in place of g′ of z": dict(slope=lambda a: g(a) * (1 - g(a))),
    "z (1 − z) in place of a (1 − a)": dict(slope=lambda a: -math.log(1 / a - 1) * (1 + math.log(1 / a - 1))),
    "Θ is not transposed": dict(weight=lambda Theta, l, i, j: Theta[l][j - 1][i + 1]),
    "Θ is not transposed | g′ is forgotten": dict(
        weight=lambda Theta, l, i, j: Theta[l][j - 1][i + 1], slope=lambda a: 1.0
    ),
    "Θ is not transposed | (1 − a) is forgotten": dict(
        weight=lambda Theta, l, i, j: Theta[l][j - 1][i + 1], slope=lambda a: a
    ),
    "Θ of the layer before": dict(weight=lambda Theta, l, i, j: Theta[l - 1][i][j]),
    "y − a in place of a − y": dict(output=lambda a, y: y - a),
    "g′ at the output": dict(output=lambda a, y: (a - y) * a * (1 - a)),
    "g′ at the output | g′ is forgotten": dict(output=lambda a, y: (a - y) * a * (1 - a), slope=lambda a: 1.0),
    "the last row is dropped, not the first": dict(units=lambda n: range(n - 1)),
    "it stops before layer 2": dict(lowest=3),
    "δ for the input layer": dict(lowest=1),
    "every layer takes the error from the output": dict(source=lambda l, L: L),
}
ROWS["backpropagate_errors"] = {
    "g′ is forgotten": dict(slope=np.ones_like),
    "(1 − a) is forgotten": dict(slope=lambda A: A),
    "a is forgotten": dict(slope=lambda A: 1 - A),
    "a (a − 1) in place of a (1 − a)": dict(slope=lambda A: A**2 - A),
    "the slope of tanh": dict(slope=lambda A: 1 - A**2),
    "g′ of a in place of g′ of z": dict(slope=lambda A: S(A) - S(A) ** 2),
    "z (1 − z) in place of a (1 − a)": dict(
        slope=lambda A: ones_and(np.log(A[:, 1:] / (1 - A[:, 1:])) * (1 - np.log(A[:, 1:] / (1 - A[:, 1:]))))
    ),
    "Θ is not transposed": dict(back=lambda Theta, delta, l: delta[l + 1] @ Theta[l].T),
    "Θ is not transposed | g′ is forgotten": dict(
        back=lambda Theta, delta, l: delta[l + 1] @ Theta[l].T, slope=np.ones_like
    ),
    "Θ is not transposed | (1 − a) is forgotten": dict(
        back=lambda Theta, delta, l: delta[l + 1] @ Theta[l].T, slope=lambda A: A
    ),
    "Θ of the layer before": dict(back=lambda Theta, delta, l: delta[l + 1] @ Theta[l - 1]),
    "y − a in place of a − y": dict(output=lambda A, Y: Y - A),
    "g′ at the output": dict(output=lambda A, Y: (A - Y) * (A - A**2)),
    "g′ at the output | g′ is forgotten": dict(output=lambda A, Y: (A - Y) * (A - A**2), slope=np.ones_like),
    "the last row is dropped, not the first": dict(drop=lambda E: E[:, :-1]),
    "it stops before layer 2": dict(lowest=3),
    "δ for the input layer": dict(lowest=1),
    "every layer takes the error from the output": dict(back=lambda Theta, delta, l: delta[max(delta)] @ Theta[l]),
}

LOOPS["accumulate"] = {
    "Δ is overwritten": dict(add=lambda D, d, a, m: d * a),  # by each column again
    "nothing is added": dict(add=lambda D, d, a, m: D),
    "subtracted, not added": dict(add=lambda D, d, a, m: D - d * a),
    "the bias column of Δ is left out": dict(first=1),
    "the bias column comes last": dict(of_a=lambda i, j, n: (j + 1) % n),
    "the average over the columns": dict(add=lambda D, d, a, m: D + d * a / m),
    "added twice": dict(add=lambda D, d, a, m: D + d * a + d * a),
    "a is forgotten": dict(add=lambda D, d, a, m: D + d),
    "δ is forgotten": dict(add=lambda D, d, a, m: D + a),
    "the matrices are transposed": dict(result=lambda D: [list(row) for row in zip(*D)]),
}
ROWS["accumulate"] = {
    "Δ is overwritten": dict(add=lambda W, E, A: A.T @ E),
    "nothing is added": dict(add=lambda W, E, A: W.copy()),
    "subtracted, not added": dict(add=lambda W, E, A: W - A.T @ E),
    "the bias column of Δ is left out": dict(add=lambda W, E, A: W + np.pad(A[:, 1:].T @ E, ((1, 0), (0, 0)))),
    "the bias column comes last": dict(add=lambda W, E, A: W + np.c_[A[:, 1:], np.ones(len(A))].T @ E),
    "the average over the columns": dict(add=lambda W, E, A: W + np.einsum("tj,ti->tji", A, E).mean(axis=0)),
    "added twice": dict(add=lambda W, E, A: W + 2 * A.T @ E),
    "a is forgotten": dict(add=lambda W, E, A: W + E.sum(axis=0)),
    "δ is forgotten": dict(add=lambda W, E, A: W + A.sum(axis=0)[:, None]),
    "the matrices are transposed": dict(result=same),
}

LOOPS["regularized_gradient"] = {
    "the bias column is regularized too": dict(bias=lambda D, T, m, lam: D / m + lam / m * T),
    "(1/m)Δ + λΘ": dict(rest=lambda D, T, m, lam: D / m + lam * T),
    "the bias column is regularized too | (1/m)Δ + λΘ": dict(
        rest=lambda D, T, m, lam: D / m + lam * T, bias=lambda D, T, m, lam: D / m + lam * T
    ),
    "1/m is forgotten": dict(rest=lambda D, T, m, lam: D + lam * T, bias=lambda D, T, m, lam: D),
    "1/m is forgotten | the bias column is regularized too": dict(
        rest=lambda D, T, m, lam: lam * T + D, bias=lambda D, T, m, lam: lam * T + D
    ),
    "1/m is forgotten before Δ": dict(rest=lambda D, T, m, lam: D + lam / m * T, bias=lambda D, T, m, lam: D),
    "1/m is forgotten in the bias column": dict(bias=lambda D, T, m, lam: D),
    "divided by m twice": dict(
        rest=lambda D, T, m, lam: (D / m + lam * T / m) / m, bias=lambda D, T, m, lam: D / m / m
    ),
    "multiplied by m": dict(rest=lambda D, T, m, lam: m * D + m * lam * T, bias=lambda D, T, m, lam: m * D),
    "λ is forgotten": dict(rest=lambda D, T, m, lam: D / m),
    "only the bias column is regularized": dict(
        rest=lambda D, T, m, lam: D / m, bias=lambda D, T, m, lam: (D + lam * T) / m
    ),
    "λΘ is subtracted": dict(rest=lambda D, T, m, lam: D / m - lam / m * T),
    "half of λ": dict(rest=lambda D, T, m, lam: D / m + lam / (2 * m) * T),
    "twice λ": dict(rest=lambda D, T, m, lam: D / m + 2 * lam / m * T),
    "Θ is squared": dict(rest=lambda D, T, m, lam: D / m + lam / m * T * T),
    "Θ is forgotten": dict(rest=lambda D, T, m, lam: D / m + lam / m),
    "λ times the sign of Θ": dict(rest=lambda D, T, m, lam: D / m + lam / m * T / abs(T)),
    "the bias column is 0": dict(bias=lambda D, T, m, lam: D * 0),
    "row 0 is spared, not column 0": dict(is_bias=lambda i, j, n: i == 0),
    "the last column is spared, not the first": dict(is_bias=lambda i, j, n: j == n - 1),
}
LOOPS["cost"] = {
    "the leading minus is missing": dict(term=lambda h, y: y * np.log(h) + (1 - y) * np.log(1 - h)),
    "the bias column is regularized too": dict(first=0),
    "λ/m in place of λ/2m": dict(factor=lambda lam, m: lam / m),
    "the bias column is regularized too | λ/m in place of λ/2m": dict(factor=lambda lam, m: lam / m, first=0),
    "the penalty is not divided by m": dict(factor=lambda lam, m: lam / 2),
    "1/m is forgotten before the sum": dict(average=lambda m, K: 1),
    "the penalty is forgotten": dict(factor=lambda lam, m: 0),
    "the penalty is subtracted": dict(factor=lambda lam, m: -lam / (2 * m)),
    "the weights are not squared": dict(power=1),
    "only the first layer is regularized": dict(layers=lambda L: [1]),
    "only the last layer is regularized": dict(layers=lambda L: [L - 1]),
    "(1 − y) log(1 − h) is missing": dict(term=lambda h, y: -y * np.log(h)),
    "h and y are swapped": dict(term=lambda h, y: -h * np.log(y) - (1 - h) * np.log(1 - y)),
    "divided by the number of entries of Y before the sum": dict(average=lambda m, K: m * K),
    "the squared error": dict(term=lambda h, y: 0.5 * (y - h) ** 2),
    "the squared error — whole": dict(term=lambda h, y: (y - h) ** 2),
    "log to another base": dict(term=lambda h, y: -(y * np.log2(h) + (1 - y) * np.log2(1 - h))),
}


LOOPS["numerical_gradient"] = {
    "one-sided": dict(slope=lambda J, e: (J(e) - J(0)) / e),
    "one-sided, backward": dict(slope=lambda J, e: (J(0) - J(-e)) / e),
    "divided by ε, not by 2ε": dict(slope=lambda J, e: (J(e) - J(-e)) / e),
    "not divided": dict(slope=lambda J, e: J(e) - J(-e)),
    "the sign is turned round": dict(slope=lambda J, e: (J(-e) - J(e)) / (2 * e)),
    "divided by 2, then multiplied by ε": dict(slope=lambda J, e: (J(e) - J(-e)) / 2 * e),
    "half the step": dict(slope=lambda J, e: (J(e / 2) - J(-e / 2)) / e),
    "ε is not used": dict(used_epsilon=lambda e: 1e-4),
    "λ is forgotten": dict(used_lambda=lambda lam: 0.0),
    "the weights are not put back": dict(put_back=False),
    "one-sided, and divided by 2ε": dict(slope=lambda J, e: (J(e) - J(0)) / (2 * e)),
    "the bias column is left out": dict(first=1),
    "all weights at once": dict(others_too=True),
}


# ---------------------------------------------------------------- more mistakes of lines 1 and 2


def with_parts(function, parts):
    """The function with its parts replaced. instead : another function altogether; after : changes what it gives."""
    parts = dict(parts)
    function, after = parts.pop("instead", function), parts.pop("after", None)

    def submission(*arguments):
        found = function(*arguments, **parts)
        return after(found, *arguments) if after else found

    return submission


def both(function, name, loops, rows=None):
    LOOPS[function][name] = loops
    ROWS[function][name] = rows or loops


def after(change):
    return dict(after=change)


def on_top(matrix):
    return np.vstack([np.ones(np.shape(matrix)[1]), matrix])


def not_last(found, change):
    return {l: change(found[l]) if l < max(found) else found[l] for l in found}


def units(of_z):
    """All units apply another function, in both styles."""
    return (
        dict(hidden=lambda z: [1.0, *map(of_z, z)], last=lambda z: [of_z(v) for v in z]),
        dict(hidden=lambda Z: ones_and(of_z(Z)), last=of_z),
    )


both(
    "forward_propagate",
    "the bias weights are left out in the hidden layers",
    dict(hidden=all_g, onward=lambda z, a: [0.0, *a]),
    dict(hidden=S, onward=lambda Z, A: np.c_[np.zeros(len(A)), A]),
)
both(
    "forward_propagate",
    "brackets are missing in g",
    units(lambda z: 1 + float(np.exp(-z)))[0],
    units(lambda Z: np.exp(-Z) + 1)[1],
)
both("forward_propagate", "g′ in place of g", units(lambda z: g(z) * g(-z))[0], units(lambda Z: S(Z) - S(Z) ** 2)[1])
both(
    "forward_propagate",
    "a is rounded at the output",
    dict(last=lambda z: [int(v >= 0) for v in z]),
    dict(last=lambda Z: np.round(S(Z))),
)
both(
    "forward_propagate",
    "the bias unit is −1",
    dict(start=lambda x: [-1.0, *x], hidden=lambda z: [-1.0, *all_g(z)]),
    dict(start=lambda A: np.c_[-np.ones(len(A)), A], hidden=lambda Z: np.c_[-np.ones(len(Z)), S(Z)]),
)
both("forward_propagate", "z has a bias unit too", after(lambda found, *given: (not_last(found[0], on_top), found[1])))
both(
    "forward_propagate",
    "a[1] is handed back without its bias unit",
    after(lambda found, *given: (found[0], {**found[1], 1: np.asarray(found[1][1])[1:]})),
)
both("forward_propagate", "z and a have changed places", after(lambda found, *given: (found[1], found[0])))
both(
    "forward_propagate",
    "it stops before the output layer",
    after(lambda found, *given: [{l: part[l] for l in part if l < max(part)} for part in found]),
)
both("forward_propagate", "an example is a row", after(lambda found, *given: [turned(part) for part in found]))
both("forward_propagate", "only a is handed back", after(lambda found, *given: found[1]))


def right(style, function):
    """The right function in that style: "loops" or "rows"."""
    return globals()[f"{style}_{function}"]


def wrong(style, function, name):
    """The mistake of that name as a learner writes it in that style: "loops" or "rows"."""
    return with_parts(right(style, function), {"loops": LOOPS, "rows": ROWS}[style][function][name])


# ---------------------------------------------------------------- one program, in which a piece may be another

RIGHT = {
    "given": "x", "one": "1.0", "W": "T", "g": "g(z)", "out": "g(z)", "error": "a_L - y", "back": "T[:, 1:].T @ d",
    "slope": "a * (1 - a)", "meet": "p * s", "left": "d", "right": "full", "sum": "D + part", "zero": "0 * T",
    "examples": "range(m)", "count": "m", "mean": "S / n", "penalty": "r / m * T",
    "spared": "np.r_[0, np.ones(T.shape[1] - 1)]",
}  # fmt: skip
PROGRAM = """
def backpropagation(Theta, X, Y, r=0.0):
    m, L = len(X), len(Theta) + 1
    Delta, out = {{l: {zero} for l, T in Theta.items()}}, {{}}
    for t in {examples}:
        x, y, fulls, hs, zs = X[t], Y[t], {{}}, {{}}, {{1: None}}
        h = {given}
        for l in range(1, L):
            T = Theta[l]
            hs[l], fulls[l] = h, np.r_[{one}, h]
            z = zs[l + 1] = ({W}) @ fulls[l]
            h = {g} if l + 1 < L else {out}
        a_L = hs[L] = h
        ds = {{L: {error}}}
        for l in range(L - 1, 1, -1):
            T, a, z, d = Theta[l], hs[l], zs[l], ds[l + 1]
            p, s = {back}, {slope}
            ds[l] = {meet}
        for l in range(1, L):
            d, full, z, D = ds[l + 1], fulls[l], zs[l], Delta[l]
            part = np.outer({left}, {right})
            Delta[l] = {sum}
    n = {count}
    for l in Theta:
        T, S = Theta[l], Delta[l]
        out[l] = ({mean}) + ({penalty}) * ({spared})
    return out
"""


def written(*slips):
    """The program with these slips: (line, which piece, what stands there) each."""
    names = {"np": np, "g": S}
    exec(PROGRAM.format(**RIGHT | {piece: code for _, piece, code in slips}), names)
    return names["backpropagation"]


def blamed(report):
    return {line for line, right in report.lines.items() if right is False}


def names(report):
    return [mistake.name for mistake in report.mistakes]
