"""The exercises as learners write them: with loops over plain numbers, and with examples as rows.

Neither shares anything with bpkit. Each function has parts that can be replaced, and each known mistake is written
down as the parts that make it, once in each style: LOOPS[function][name] and ROWS[function][name].
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


def loops_backpropagation(
    Theta,
    X,
    Y,
    lambda_=0.0,
    *,
    examples=range,
    back=None,
    add=None,
    gradient=None,
    before=lambda Delta: Delta,
    each_turn=lambda Delta, Theta, m, lam: Delta,
    result=lambda Delta, D: D,
    zeros=lambda Theta: {l: [[0.0 for _ in row] for row in T] for l, T in lists(Theta).items()},
):
    X, Y = np.asarray(X), np.asarray(Y)
    Delta = zeros(Theta)
    for t in examples(len(X)):
        Delta = before(Delta)
        _, a = loops_forward_propagate(Theta, X[t].reshape(-1, 1))
        delta = with_parts(loops_backpropagate_errors, back or {})(Theta, a, Y[t].reshape(-1, 1))
        Delta.update(loops_accumulate(Delta, delta, a, **(add or {})))
        Delta = each_turn(Delta, Theta, len(X), lambda_)
    return result(Delta, with_parts(loops_regularized_gradient, gradient or {})(Delta, Theta, len(X), lambda_))


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


def rows_output_error(a_L, y, *, one=lambda A, Y: A - Y):
    return one(a_L.T, y.T).T


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


def rows_regularized_gradient(
    Delta,
    Theta,
    m,
    lambda_,
    *,
    rest=lambda D, T, m, lam: (D + lam * T) / m,
    bias=lambda D, T, m, lam: D / m,
    is_bias=np.s_[0, :],  # a row for each source unit: the bias unit is row 0
):
    found = {}
    for l in Theta:
        D, W = Delta[l].T, Theta[l].T
        G = rest(D, W, m, lambda_)
        G[is_bias] = bias(D, W, m, lambda_)[is_bias]
        found[l] = G.T
    return found


def rows_cost(
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
    _, a = rows_forward_propagate(Theta, X.T)
    L, (m, K) = len(Theta) + 1, Y.shape
    weights = np.concatenate([[], *(Theta[l][:, first:].ravel() for l in layers(L))])
    return term(a[L].T, Y).sum() / average(m, K) + factor(lambda_, m) * (weights**power).sum()


def rows_backpropagation(
    Theta,
    X,
    Y,
    lambda_=0.0,
    *,
    examples=np.s_[:],
    back=None,
    add=None,
    gradient=None,
    result=lambda Delta, D: D,
    zeros=lambda Theta: {l: np.zeros(Theta[l].shape) for l in Theta},
):
    """All examples at once."""
    Delta = zeros(Theta)
    A, B = X[examples], Y[examples]
    if len(A):
        _, a = rows_forward_propagate(Theta, A.T)
        delta = with_parts(rows_backpropagate_errors, back or {})(Theta, a, B.T)
        Delta.update(rows_accumulate(Delta, delta, a, **(add or {})))
    return result(Delta, with_parts(rows_regularized_gradient, gradient or {})(Delta, Theta, len(X), lambda_))


def rows_numerical_gradient(
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
    """All weights as one long vector, which is nudged along one axis after the other."""
    sizes = [Theta[l].size for l in sorted(Theta)]
    flat = np.concatenate([Theta[l].ravel() for l in sorted(Theta)])
    column = np.concatenate([np.tile(np.arange(Theta[l].shape[1]), len(Theta[l])) for l in sorted(Theta)])
    layer = np.repeat(sorted(Theta), sizes)

    def matrices(vector):
        pieces = np.split(vector, np.cumsum(sizes)[:-1])
        return {l: piece.reshape(Theta[l].shape) for l, piece in zip(sorted(Theta), pieces)}

    found, e = np.zeros_like(flat), used_epsilon(epsilon)
    for k in range(len(flat)):
        axis = (layer == layer[k]) * 1.0 if others_too else np.eye(len(flat))[k]
        here = flat

        def J(nudge, here=here, axis=axis):
            return rows_cost(matrices(here + nudge * axis), X, Y, used_lambda(lambda_))

        if column[k] >= first:
            found[k] = slope(J, e)
            flat = flat if put_back else flat - e * axis
    return matrices(found)


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
    "the bias unit is 0": dict(start=lambda x: [0.0, *x], hidden=lambda z: [0.0, *all_g(z)]),
    "the bias unit comes last": dict(start=lambda x: [*x, 1.0], hidden=lambda z: [*all_g(z), 1.0]),
    "the bias unit goes through g": dict(hidden=lambda z: all_g([1.0, *z])),
    "the output layer has a bias unit": dict(last=lambda z: [1.0, *all_g(z)]),
    "a is handed back without its bias unit": dict(kept_a=lambda a: a[1:]),
    "g is forgotten": dict(hidden=lambda z: [1.0, *z], last=same),
    "g is forgotten at the output": dict(last=same),
    "g is applied to the input": dict(start=lambda x: [1.0, *all_g(x)]),
    "g is applied twice": dict(hidden=lambda z: [1.0, *all_g(all_g(z))]),
    "z holds g(z)": dict(kept_z=all_g),
    "z goes on to the next layer in place of a": dict(onward=lambda z, a: [1.0, *z]),
    "the sign in g is wrong": dict(
        hidden=lambda z: [1.0, *(1 / (1 + math.exp(v)) for v in z)], last=lambda z: [1 / (1 + math.exp(v)) for v in z]
    ),
    "tanh in place of g": dict(hidden=lambda z: [1.0, *map(math.tanh, z)], last=lambda z: [math.tanh(v) for v in z]),
    "ReLU in the hidden layers": dict(hidden=lambda z: [1.0, *(max(0.0, v) for v in z)]),
    "softmax at the output": dict(last=softmax_list),
    "Θ is transposed": dict(weight=lambda T, i, j: T[j][i]),
}
ROWS["forward_propagate"] = {
    "the bias weights are left out": dict(product=lambda A, T: A[:, 1:] @ T[:, 1:].T),
    "the bias unit is 0": dict(
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
    "g is applied twice": dict(onward=lambda Z, A: ones_and(S(A[:, 1:]))),  # handed back once, used twice
    "z holds g(z)": dict(kept_z=S),
    "z goes on to the next layer in place of a": dict(onward=lambda Z, A: ones_and(Z)),
    "the sign in g is wrong": dict(hidden=lambda Z: ones_and(1 - S(Z)), last=lambda Z: 1 - S(Z)),
    "tanh in place of g": dict(hidden=lambda Z: ones_and(np.tanh(Z))),  # in the hidden layers only
    "ReLU in the hidden layers": dict(hidden=lambda Z: ones_and(Z * (Z > 0))),
    "softmax at the output": dict(last=lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)),
    "Θ is transposed": dict(product=lambda A, T: A @ T),
}

LOOPS["output_error"] = {
    "y − a in place of a − y": each(lambda a, y, m: y - a),
    "g′ at the output": each(lambda a, y, m: (a - y) * a * (1 - a)),
    "y − a, and g′ at the output": each(lambda a, y, m: (y - a) * a * (1 - a)),
    "the error is squared": each(lambda a, y, m: (y - a) ** 2),
    "half the squared error": each(lambda a, y, m: 0.5 * (y - a) ** 2),
    "the sign is lost": each(lambda a, y, m: abs(a - y)),
    "the derivative by a in place of z": each(lambda a, y, m: (1 - y) / (1 - a) - y / a),
    "twice the difference": each(lambda a, y, m: 2 * a - 2 * y),
    "the cost in place of its derivative": dict(one=cross_entropy_list),
    "the average over the examples": each(lambda a, y, m: (a - y) / m),
    "the errors are added up over the outputs": dict(one=lambda a, y, m: [sum(a) - sum(y)]),
    "y is forgotten": dict(one=lambda a, y, m: a),
}
ROWS["output_error"] = {
    "y − a in place of a − y": dict(one=lambda A, Y: Y - A),
    "g′ at the output": dict(one=lambda A, Y: (A - Y) * (A - A**2)),
    "y − a, and g′ at the output": dict(one=lambda A, Y: (Y - A) * (A - A**2)),
    "the error is squared": dict(one=lambda A, Y: np.square(A - Y)),
    "half the squared error": dict(one=lambda A, Y: np.square(A - Y) / 2),
    "the sign is lost": dict(one=lambda A, Y: np.maximum(A, Y) - np.minimum(A, Y)),
    "the derivative by a in place of z": dict(one=lambda A, Y: -(Y / A) + (1 - Y) / (1 - A)),
    "twice the difference": dict(one=lambda A, Y: 2 * (A - Y)),
    "the cost in place of its derivative": dict(one=lambda A, Y: -np.log(A) * Y - np.log(1 - A) * (1 - Y)),
    "the average over the examples": dict(one=lambda A, Y: (A - Y) / len(Y)),
    "the errors are added up over the outputs": dict(one=lambda A, Y: (A - Y) @ np.ones((Y.shape[1], 1))),
    "y is forgotten": dict(one=lambda A, Y: A * 1.0),
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
    "Θ is not transposed, and g′ is forgotten": dict(
        weight=lambda Theta, l, i, j: Theta[l][j - 1][i + 1], slope=lambda a: 1.0
    ),
    "Θ is not transposed, and (1 − a) is forgotten": dict(
        weight=lambda Theta, l, i, j: Theta[l][j - 1][i + 1], slope=lambda a: a
    ),
    "Θ of the layer before": dict(weight=lambda Theta, l, i, j: Theta[l - 1][i][j]),
    "y − a at the output": dict(output=lambda a, y: y - a),
    "g′ at the output too": dict(output=lambda a, y: (a - y) * a * (1 - a)),
    "no g′ in the hidden layers, but at the output": dict(
        output=lambda a, y: (a - y) * a * (1 - a), slope=lambda a: 1.0
    ),
    "the last row is dropped, not the first": dict(units=lambda n: range(n - 1)),
    "the bias row of δ is kept": dict(units=range),
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
    "Θ is not transposed, and g′ is forgotten": dict(
        back=lambda Theta, delta, l: delta[l + 1] @ Theta[l].T, slope=np.ones_like
    ),
    "Θ is not transposed, and (1 − a) is forgotten": dict(
        back=lambda Theta, delta, l: delta[l + 1] @ Theta[l].T, slope=lambda A: A
    ),
    "Θ of the layer before": dict(back=lambda Theta, delta, l: delta[l + 1] @ Theta[l - 1]),
    "y − a at the output": dict(output=lambda A, Y: Y - A),
    "g′ at the output too": dict(output=lambda A, Y: (A - Y) * (A - A**2)),
    "no g′ in the hidden layers, but at the output": dict(output=lambda A, Y: (A - Y) * (A - A**2), slope=np.ones_like),
    "the last row is dropped, not the first": dict(drop=lambda E: E[:, :-1]),
    "the bias row of δ is kept": dict(drop=same),
    "it stops before layer 2": dict(lowest=3),
    "δ for the input layer": dict(lowest=1),
    "every layer takes the error from the output": dict(back=lambda Theta, delta, l: delta[max(delta)] @ Theta[l]),
}

LOOPS["accumulate"] = {
    "Δ is overwritten": dict(add=lambda D, d, a, m: d * a),  # by each column again
    "nothing is added": dict(add=lambda D, d, a, m: D),
    "subtracted, not added": dict(add=lambda D, d, a, m: D - d * a),
    "the bias column is left out": dict(first=1),
    "the bias column comes last": dict(of_a=lambda i, j, n: (j + 1) % n),
    "the average over the columns": dict(add=lambda D, d, a, m: D + d * a / m),
    "added twice": dict(add=lambda D, d, a, m: D + d * a + d * a),
    "a is forgotten": dict(add=lambda D, d, a, m: D + d),
    "δ is forgotten": dict(add=lambda D, d, a, m: D + a),
    "the product is transposed": dict(of_delta=lambda i, j: j, of_a=lambda i, j, n: i),
    "Δ is handed back transposed": dict(result=lambda D: [list(row) for row in zip(*D)]),
}
ROWS["accumulate"] = {
    "Δ is overwritten": dict(add=lambda W, E, A: A.T @ E),
    "nothing is added": dict(add=lambda W, E, A: W.copy()),
    "subtracted, not added": dict(add=lambda W, E, A: W - A.T @ E),
    "the bias column is left out": dict(add=lambda W, E, A: W + np.pad(A[:, 1:].T @ E, ((1, 0), (0, 0)))),
    "the bias column comes last": dict(add=lambda W, E, A: W + np.c_[A[:, 1:], np.ones(len(A))].T @ E),
    "the average over the columns": dict(add=lambda W, E, A: W + np.einsum("tj,ti->tji", A, E).mean(axis=0)),
    "added twice": dict(add=lambda W, E, A: W + 2 * A.T @ E),
    "a is forgotten": dict(add=lambda W, E, A: W + E.sum(axis=0)),
    "δ is forgotten": dict(add=lambda W, E, A: W + A.sum(axis=0)[:, None]),
    "the product is transposed": dict(add=lambda W, E, A: W + E.T @ A),
    "Δ is handed back transposed": dict(result=same),
}

# What stands in one formula for one weight reads the same for a number and for a whole matrix.
GRADIENT = {
    "the bias column is regularized too": dict(bias=lambda D, T, m, lam: D / m + lam / m * T),
    "(1/m)Δ + λΘ": dict(rest=lambda D, T, m, lam: D / m + lam * T),
    "(1/m)Δ + λΘ, and the bias column is regularized too": dict(
        rest=lambda D, T, m, lam: D / m + lam * T, bias=lambda D, T, m, lam: D / m + lam * T
    ),
    "1/m is forgotten": dict(rest=lambda D, T, m, lam: D + lam * T, bias=lambda D, T, m, lam: D),
    "1/m is forgotten, and the bias column is regularized too": dict(
        rest=lambda D, T, m, lam: lam * T + D, bias=lambda D, T, m, lam: lam * T + D
    ),
    "1/m on λΘ only": dict(rest=lambda D, T, m, lam: D + lam / m * T, bias=lambda D, T, m, lam: D),
    "1/m is missing in the bias column": dict(bias=lambda D, T, m, lam: D),
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
}
LOOPS["regularized_gradient"] = {
    **GRADIENT,
    "row 0 is spared, not column 0": dict(is_bias=lambda i, j, n: i == 0),
    "the last column is spared, not the first": dict(is_bias=lambda i, j, n: j == n - 1),
}
ROWS["regularized_gradient"] = {
    **GRADIENT,
    "row 0 is spared, not column 0": dict(is_bias=np.s_[:, 0]),
    "the last column is spared, not the first": dict(is_bias=np.s_[-1, :]),
}

LOOPS["cost"] = {
    "the leading minus is missing": dict(term=lambda h, y: y * np.log(h) + (1 - y) * np.log(1 - h)),
    "the bias weights are punished too": dict(first=0),
    "λ/m in place of λ/2m": dict(factor=lambda lam, m: lam / m),
    "λ/m, and the bias weights are punished too": dict(factor=lambda lam, m: lam / m, first=0),
    "the penalty is not divided by m": dict(factor=lambda lam, m: lam / 2),
    "the cross-entropy is not divided by m": dict(average=lambda m, K: 1),
    "the penalty is forgotten": dict(factor=lambda lam, m: 0),
    "the penalty is subtracted": dict(factor=lambda lam, m: -lam / (2 * m)),
    "the weights are not squared": dict(power=1),
    "only the first layer is punished": dict(layers=lambda L: [1]),
    "only the last layer is punished": dict(layers=lambda L: [L - 1]),
    "(1 − y) log(1 − h) is missing": dict(term=lambda h, y: -y * np.log(h)),
    "h and y are swapped": dict(term=lambda h, y: -h * np.log(y) - (1 - h) * np.log(1 - y)),
    "the average over the outputs too": dict(average=lambda m, K: m * K),
    "the squared error": dict(term=lambda h, y: 0.5 * (y - h) ** 2),
    "the mean squared error": dict(term=lambda h, y: (y - h) ** 2),
    "log to another base": dict(term=lambda h, y: -(y * np.log2(h) + (1 - y) * np.log2(1 - h))),
}
ROWS["cost"] = dict(LOOPS["cost"])


def forgetful(zeros):
    """Zeros once for each network, kept between the calls: the loop before left its sums there."""
    kept = {}

    def first_time_only(Theta):
        return kept.setdefault(str([np.shape(Theta[l]) for l in Theta]), zeros(Theta))

    return dict(zeros=first_time_only)


def lists_of_zeros(Theta):
    return {l: [[0.0] * T.shape[1] for _ in T] for l, T in Theta.items()}


# The mistakes of lines 4, 6 and 7 where the whole algorithm is written.
IN_BACK = """g′ is forgotten|(1 − a) is forgotten|a is forgotten|y − a at the output|g′ at the output too
Θ is not transposed|Θ is not transposed, and g′ is forgotten|g′ of a in place of g′ of z|z (1 − z) in place of a (1 − a)
no g′ in the hidden layers, but at the output|the last row is dropped, not the first
every layer takes the error from the output""".replace("\n", "|").split("|")
IN_GRADIENT = """the bias column is regularized too|(1/m)Δ + λΘ|(1/m)Δ + λΘ, and the bias column is regularized too
1/m is forgotten|1/m is forgotten, and the bias column is regularized too|divided by m twice|λ is forgotten
only the bias column is regularized|λΘ is subtracted|half of λ|twice λ
1/m is missing in the bias column""".replace("\n", "|").split("|")
for _style in (LOOPS, ROWS):
    _style["backpropagation"] = {
        **{name: dict(back=_style["backpropagate_errors"][name]) for name in IN_BACK},
        **{name: dict(gradient=_style["regularized_gradient"][name]) for name in IN_GRADIENT},
        "Δ is handed back in place of D": dict(result=lambda Delta, D: Delta),
        "every example counts twice": dict(add=_style["accumulate"]["added twice"]),
        "the bias column of Δ is left out": dict(add=_style["accumulate"]["the bias column is left out"]),
    }
LOOPS["backpropagation"] |= {
    "Δ is set to 0 inside the loop": dict(
        before=lambda Delta: {l: [[0.0] * len(D[0])] * len(D) for l, D in Delta.items()}
    ),
    "the last example is left out": dict(examples=lambda m: range(m - 1)),
    "the first example is left out": dict(examples=lambda m: range(1, m)),
    "Δ is not set to 0 before the loop": forgetful(lists_of_zeros),
}
ROWS["backpropagation"] |= {
    "Δ is set to 0 inside the loop": dict(examples=np.s_[-1:]),
    "the last example is left out": dict(examples=np.s_[:-1]),
    "the first example is left out": dict(examples=np.s_[1:]),
    "Δ is not set to 0 before the loop": forgetful(lambda Theta: {l: 0 * Theta[l] for l in Theta}),
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
    "the lower side is the middle": dict(slope=lambda J, e: (J(e) - J(0)) / (2 * e)),
    "the bias column is left out": dict(first=1),
    "all weights at once": dict(others_too=True),
}
ROWS["numerical_gradient"] = dict(LOOPS["numerical_gradient"])


# ---------------------------------------------------------------- more mistakes


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


def each_array(change):
    """Applied to each matrix of a dict, after all else."""
    return after(lambda found, *given: {l: change(np.asarray(found[l])) for l in found})


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
    "the hidden layers have no bias unit",
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
    "the output is rounded",
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
    "the layers are counted from 0",
    after(lambda found, *given: [{l - 1: part[l] for l in part} for part in found]),
)
both(
    "forward_propagate",
    "it stops before the output layer",
    after(lambda found, *given: [{l: part[l] for l in part if l < max(part)} for part in found]),
)
both("forward_propagate", "an example is a row", after(lambda found, *given: [turned(part) for part in found]))
both("forward_propagate", "only a is handed back", after(lambda found, *given: found[1]))
both(
    "forward_propagate",
    "only the output is handed back",
    after(lambda found, *_: np.array(found[1][max(found[1])])),
)


def layer_by_layer(product):
    """product : from Theta, a and l."""

    def submission(Theta, x):
        z, a = {}, {1: on_top(x)}
        for l in Theta:
            z[l + 1] = product(Theta, a, l)
            a[l + 1] = S(z[l + 1]) if l == len(Theta) else on_top(S(z[l + 1]))
        return z, a

    return dict(instead=submission)


def lists_to_multiply(Theta, x):
    a = x
    zs, activations = {}, {}
    for l in range(1, len(Theta) + 1):
        activations[l] = a = np.insert(a, 0, 1.0, axis=0)
        zs[l + 1] = np.array([row * a_row for row, a_row in zip(*np.broadcast_arrays(Theta[l], a))])
        a = S(zs[l + 1])
    return zs, {**activations, len(Theta) + 1: a}


both(
    "forward_propagate",
    "element by element, not the matrix product",
    dict(instead=lists_to_multiply),
    layer_by_layer(lambda Theta, a, l: np.multiply(Theta[l], a[l])),
)
both(
    "forward_propagate",
    "g is forgotten in the hidden layers",
    dict(hidden=lambda z: [1.0, *z]),
    dict(hidden=ones_and),
)
both(
    "forward_propagate",
    "z is counted from 1",
    after(lambda found, *given: ({l - 1: found[0][l] for l in found[0]}, found[1])),
)
both(
    "forward_propagate",
    "a[1] is not handed back",
    after(lambda found, *given: (found[0], {l: found[1][l] for l in found[0]})),
)
both(
    "forward_propagate",
    "a of the hidden layers is handed back without its bias unit",
    after(lambda found, *given: (found[0], {**not_last(found[1], lambda A: A[1:]), 1: found[1][1]})),
)
both(
    "forward_propagate",
    "the bias weights are added once more",
    dict(weight=lambda T, i, j: T[i][j] + T[i][j] * (j == 0)),
    dict(product=lambda A, T: T[:, 0] + A @ T.T),
)
both(
    "forward_propagate",
    "the last column of Θ is taken for the bias weights",
    dict(weight=lambda T, i, j: T[i][j - 1]),
    dict(product=lambda A, T: A[:, 1:] @ T[:, :-1].T + T[:, -1]),
)
both(
    "forward_propagate",
    "a step in place of g",
    units(lambda z: 1.0 if z > 0 else 0.0)[0],
    units(lambda Z: (np.sign(Z) + 1) / 2)[1],
)


def no_1_at_the_input(Theta, x):
    zs, activations = {l + 1: [] for l in Theta}, {l: [] for l in range(1, len(Theta) + 2)}
    for a in x.T:
        activations[1].append(a)
        for l in Theta:
            z = np.array([np.dot(row, a) for row in Theta[l]])
            a = S(z) if l == len(Theta) else np.append(1.0, S(z))
            zs[l + 1].append(z)
            activations[l + 1].append(a)
    return turned(zs), turned(activations)


both("forward_propagate", "the input has no bias unit", dict(instead=no_1_at_the_input), dict(start=same))


def first_two_only(found_by):
    return dict(instead=lambda first, *more: found_by({1: first[1], 2: first[2]}, *more))


def add_1_to_an_argument(function):
    def change(found, *given):
        array = {"accumulate": lambda: given[2][1], "backpropagate_errors": lambda: given[0][1]}.get(
            function, lambda: given[0][1] if isinstance(given[0], dict) else given[0]
        )()
        array[0, 0] += 1
        return found

    return after(change)


for _function in LOOPS:
    both(_function, "an argument is changed", add_1_to_an_argument(_function))
    both(_function, "a return is missing", dict(instead=None))
    for _style in ("loops", "rows"):
        _written = {"loops": LOOPS, "rows": ROWS}[_style][_function]
        _right = globals()[f"{_style}_{_function}"]

        def without_return(*given, right=_right):
            found = right(*given)  # noqa: F841

        _written["a return is missing"] = dict(instead=without_return)
        if _function != "output_error":
            _written["written for three layers only"] = first_two_only(_right)


def as_vectors(Theta, x):
    zs, activations, a = {}, {}, np.append(1, x)
    for l in range(1, len(Theta) + 1):
        activations[l] = a
        zs[l + 1] = np.dot(Theta[l], a)
        a = np.append(1, S(zs[l + 1]))
    return zs, {**activations, len(Theta) + 1: a[1:]}


def as_plain_lists(Theta, x):
    Theta, a = lists(Theta), [1.0, *x.ravel().tolist()]
    zs, activations = {}, {}
    for l in Theta:
        if len(a) != len(Theta[l][0]):
            raise ValueError("the lengths differ")
        activations[l] = a
        zs[l + 1] = [sum(w * v for w, v in zip(row, a)) for row in Theta[l]]
        a = [1.0, *all_g(zs[l + 1])]
    return zs, {**activations, len(Theta) + 1: a[1:]}


both("forward_propagate", "written for one example only", dict(instead=as_plain_lists), dict(instead=as_vectors))
both(
    "accumulate",
    "written for one example only",
    dict(instead=lambda D, d, a: {l: D[l] + np.array([[p * q for q in a[l].flat] for p in d[l + 1].flat]) for l in D}),
    dict(instead=lambda D, d, a: {l: (D[l].T + np.outer(a[l].ravel(), d[l + 1].ravel())).T for l in D}),
)


def no_ones(Theta, x):
    zs, outs = {}, {1: x}
    for l in Theta:
        zs[l + 1] = Theta[l].dot(outs[l])
        outs[l + 1] = S(zs[l + 1])
    return zs, outs


def no_ones_in_rows(Theta, x):
    A, zs, outs = x.T, {}, {1: x}
    for l in Theta:
        zs[l + 1] = (A @ Theta[l].T).T
        A = S(zs[l + 1].T)
        outs[l + 1] = A.T
    return zs, outs


both("forward_propagate", "the bias unit is missing", dict(instead=no_ones), dict(instead=no_ones_in_rows))


def of_rows(forward):
    """Takes a row for an example, and hands rows back."""

    def submission(Theta, x):
        z, a = forward(Theta, x.T)
        return turned(z), turned(a)

    return dict(instead=submission)


both(
    "forward_propagate",
    "an example is taken for a row",
    of_rows(loops_forward_propagate),
    of_rows(rows_forward_propagate),
)


def from_0(forward):
    def submission(Theta, x):
        z, a = forward({l: Theta[l - 1] for l in range(1, len(Theta) + 1)}, x)
        return {l - 1: z[l] for l in z}, {l - 1: a[l] for l in a}

    return dict(instead=submission)


both("forward_propagate", "Theta is counted from 0", from_0(loops_forward_propagate), from_0(rows_forward_propagate))
both(
    "accumulate",
    "a is not transposed",
    dict(instead=lambda D, d, a: {l: D[l] + np.dot(d[l + 1], a[l]) for l in D}),
    dict(instead=lambda D, d, a: {l: (D[l].T + a[l].T.dot(d[l + 1].T)).T for l in D}),
)
both(
    "accumulate",
    "a without its bias row",
    dict(instead=lambda D, d, a: {l: D[l] + sum(map(np.outer, d[l + 1].T, a[l][1:].T)) for l in D}),
    dict(add=lambda W, E, A: W + A[:, 1:].T @ E),
)
for _function, _loops, _rows in (
    ("cost", loops_cost, rows_cost),
    ("backpropagation", loops_backpropagation, rows_backpropagation),
):
    both(
        _function,
        "an example is taken for a column",
        dict(instead=lambda T, X, Y, lam, f=_loops: f(T, np.asarray(X).T, np.asarray(Y).T, lam)),
        dict(instead=lambda T, X, Y, lam, f=_rows: f(T, X.T, Y.T, lam)),
    )

# ---- output_error

both("output_error", "the examples are added up", after(lambda found, *given: np.sum(found, axis=1)))
both("output_error", "the mean over the examples", after(lambda found, *given: np.mean(found, axis=1)))
both("output_error", "one number for everything", after(lambda found, *given: float(np.mean(found))))
both(
    "output_error",
    "a is rounded first",
    each(lambda a, y, m: (1 if a > 0.5 else 0) - y),
    dict(one=lambda A, Y: np.round(A) - Y),
)
both(
    "output_error",
    "the number of the class in place of y",
    dict(one=lambda a, y, m: [v - y.index(max(y)) for v in a]),
    dict(one=lambda A, Y: A - Y.argmax(axis=1)[:, None]),
)
both(
    "output_error",
    "y is transposed",
    dict(instead=lambda a, y: np.asarray(a) - np.array(columns(y))),
    dict(instead=lambda a, y: np.subtract(a, np.transpose(y))),
)
both(
    "output_error",
    "a row for a bias unit is added",
    dict(one=lambda a, y, m: [0.0, *(a[k] - y[k] for k in range(len(a)))]),
    dict(one=lambda A, Y: np.pad(A - Y, ((0, 0), (1, 0)))),
)
both(
    "output_error",
    "the largest y is taken for 1",
    dict(one=lambda a, y, m: [a[k] - (k == y.index(max(y))) for k in range(len(a))]),
    dict(one=lambda A, Y: A - (np.arange(Y.shape[1]) == Y.argmax(axis=1)[:, None])),
)
both(
    "output_error",
    "the first output is taken for a bias unit",
    after(lambda found, *given: np.array(found)[1:]),
    dict(one=lambda A, Y: (A - Y)[:, 1:]),
)
for _name, _formula in {
    "g′ in place of the difference": lambda a, y: a - a * a,
    "g is applied once more": lambda a, y: 1 / (1 + np.exp(-a)) - y,
    "brackets are missing round a − y": lambda a, y: a - y * a * (1 - a),
    "g′ of a at the output": lambda a, y: (a - y) * S(a) * S(-a),
    "a + y in place of a − y": lambda a, y: y + a,
    "the part of y = 0 is missing": lambda a, y: -(y / a),
    "z in place of a": lambda a, y: -np.log(1 / a - 1) - y,
    "times y": lambda a, y: y * a - y**2,
    "the difference from 1": lambda a, y: -(1 - a),
    "a times y": lambda a, y: y * a,
}.items():
    both(
        "output_error",
        _name,
        each(lambda a, y, m, formula=_formula: float(formula(a, y))),
        dict(one=_formula),
    )
both(
    "output_error",
    "half of g′ at the output",
    each(lambda a, y, m: a * (a - y)),
    dict(one=lambda A, Y: (A - Y) * (1 - A)),
)
both(
    "output_error",
    "softmax of the outputs",
    dict(one=lambda a, y, m: [p - right for p, right in zip(softmax_list(a), y)]),
    dict(one=lambda A, Y: np.exp(A) / np.exp(A).sum(axis=1)[:, None] - Y),
)
both("output_error", "an example is a row", after(lambda found, *given: np.array(found).T))
both("backpropagate_errors", "an example is a row", each_array(np.transpose))

# ---- backpropagate_errors


def by_column(step):
    def submission(Theta, a, y):
        L, found, Theta, a = len(Theta) + 1, [], arrays(Theta), arrays(a)
        for t in range(y.shape[1]):
            a_t = {l: a[l][:, t] for l in a}
            delta = {L: a_t[L] - y[:, t]}
            for l in range(L - 1, 1, -1):
                delta[l] = step(Theta[l], a_t, delta[l + 1], l)
            found.append(delta)
        return {l: np.column_stack([delta[l] for delta in found]) for l in range(2, L + 1)}

    return dict(instead=submission)


def by_rows(step):
    def submission(Theta, a, y):
        A, L = turned(a), len(Theta) + 1
        delta = {L: A[L] - y.T}
        for l in range(L - 1, 1, -1):
            delta[l] = step(Theta[l], A, delta[l + 1], l)
        return turned(delta)

    return dict(instead=submission)


def bare(A, l):
    """a[l] without its bias unit, if it has one; units are the last axis."""
    return A[l] if l == max(A) else A[l][..., 1:]


def slope_of(A):
    return A * (1 - A)


def with_1(a):
    z = np.log(a[..., 1:] / (1 - a[..., 1:]))
    return np.concatenate([np.ones((*z.shape[:-1], 1)), z], axis=-1)


def without_bias_error(delta, A, l):
    return delta if l + 1 == max(A) else delta[..., 1:]


for _name, _parts in {
    "y − a, and g′ at the output": dict(output=lambda a, y: (y - a) * a * (1 - a)),
    "y − a, and g′ is forgotten": dict(output=lambda a, y: y - a, slope=lambda a: a * 0 + 1),
    "y − a, and (1 − a) is forgotten": dict(output=lambda a, y: y - a, slope=lambda a: a),
    "the error is squared": dict(output=lambda a, y: (y - a) ** 2),
    "half the squared error": dict(output=lambda a, y: 0.5 * (y - a) ** 2),
    "the sign is lost": dict(output=lambda a, y: abs(y - a)),
    "twice the difference": dict(output=lambda a, y: a + a - 2 * y),
    "y is forgotten": dict(output=lambda a, y: a),
    "g′ twice": dict(slope=lambda a: (a - a * a) ** 2),
    "a (1 + a) in place of a (1 − a)": dict(slope=lambda a: a + a * a),
}.items():
    both("backpropagate_errors", _name, _parts)
both(
    "backpropagate_errors",
    "y − a, and Θ is not transposed",
    dict(output=lambda a, y: y - a, weight=lambda Theta, l, i, j: Theta[l][j - 1][i + 1]),
    dict(output=lambda A, Y: Y - A, back=lambda Theta, delta, l: delta[l + 1] @ Theta[l].T),
)
both(
    "backpropagate_errors",
    "brackets are missing round 1 − a",
    by_column(lambda T, a, d, l: (d @ T * a[l] - a[l])[1:]),
    by_rows(lambda T, A, D, l: (D @ T * A[l] * 1 - A[l])[:, 1:]),
)
both(
    "backpropagate_errors",
    "g′ of the next layer",
    by_column(lambda T, a, d, l: T[:, 1:].T @ (d * slope_of(bare(a, l + 1)))),
    by_rows(lambda T, A, D, l: D * slope_of(bare(A, l + 1)) @ T[:, 1:]),
)
both(
    "backpropagate_errors",
    "g′ of the layer before",
    by_column(lambda T, a, d, l: T[:, 1:].T @ d * slope_of(bare(a, l - 1))),
    by_rows(lambda T, A, D, l: D @ T[:, 1:] * slope_of(bare(A, l - 1))),
)
both(
    "backpropagate_errors",
    "brackets are missing before [1:]",
    by_column(lambda T, a, d, l: d @ T * a[l] * (1 - a[l])[1:]),
    by_rows(lambda T, A, D, l: D @ T * A[l] * (1 - A[l])[:, 1:]),
)
both(
    "backpropagate_errors",
    "g′ is added, not multiplied",
    by_column(lambda T, a, d, l: (d @ T + slope_of(a[l]))[1:]),
    by_rows(lambda T, A, D, l: D @ T[:, 1:] + slope_of(A[l][:, 1:])),
)
both(
    "backpropagate_errors",
    "Θᵀδ is forgotten",
    by_column(lambda T, a, d, l: slope_of(a[l])[1:]),
    by_rows(lambda T, A, D, l: A[l][:, 1:] - A[l][:, 1:] ** 2),
)
both(
    "backpropagate_errors",
    "divided by m in the hidden layers",
    after(lambda found, T, a, y: {l: np.asarray(found[l]) / y.shape[1] ** (max(found) - l) for l in found}),
    by_rows(lambda T, A, D, l: (D @ T * slope_of(A[l]))[:, 1:] / len(D)),
)


def moved_first(Theta, a, y):
    a = arrays(a)
    delta = {len(a): a[len(a)] - y}
    for l in range(len(a) - 1, 1, -1):
        T = Theta[l].copy()
        for d_t, a_t in zip(delta[l + 1].T, a[l].T):
            for i in range(len(T)):
                T[i] -= 0.5 * d_t[i] * a_t
        delta[l] = sum(np.outer(T[i], delta[l + 1][i]) for i in range(len(T)))[1:] * slope_of(a[l][1:])
    return delta


both(
    "backpropagate_errors",
    "Θ is moved before the error goes back",
    dict(instead=moved_first),
    by_rows(lambda T, A, D, l: (D @ (T - 0.1 * D.T @ A[l]) * slope_of(A[l]))[:, 1:]),
)
both(
    "backpropagate_errors",
    "the bias unit has an error",
    by_column(lambda T, a, d, l: without_bias_error(d, a, l) @ T * slope_of(S(with_1(a[l])))),
    by_rows(lambda T, A, D, l: without_bias_error(D, A, l) @ T * slope_of(S(with_1(A[l])))),
)


def summed_product(Theta, a, y):
    delta = {len(a): a[len(a)] - y}
    for l in range(len(a) - 1, 1, -1):
        error = Theta[l][:, 1:].T @ delta[l + 1]
        delta[l] = np.dot(error, (a[l][1:] - a[l][1:] ** 2).T)
    return delta


both(
    "backpropagate_errors",
    "a matrix product in place of .*",
    dict(instead=summed_product),
    by_rows(lambda T, A, D, l: slope_of(A[l][:, 1:]).T @ (D @ T[:, 1:])),
)
both(
    "backpropagate_errors",
    "the last column of Θ is dropped, not the first",
    dict(weight=lambda Theta, l, i, j: Theta[l][i][j - 1]),
    dict(back=lambda Theta, delta, l: delta[l + 1] @ np.roll(Theta[l], 1, axis=1)),
)
both(
    "backpropagate_errors",
    "the last row of a is dropped, not the first",
    dict(units=lambda n: range(n - 1), weight=lambda Theta, l, i, j: Theta[l][i][j + 1]),
    dict(slope=lambda A: np.roll(A - A**2, 1, axis=1)),
)
both(
    "backpropagate_errors",
    "the error is shared out by the weights",
    dict(weight=lambda Theta, l, i, j: Theta[l][i][j] / sum(Theta[l][i][1:]), slope=lambda a: 1.0),
    dict(
        back=lambda Theta, delta, l: delta[l + 1] @ (Theta[l] / Theta[l][:, 1:].sum(axis=1)[:, None]),
        slope=np.ones_like,
    ),
)
both(
    "backpropagate_errors",
    "Θ of the layer after",
    dict(weight=lambda Theta, l, i, j: Theta[l + 1][i][j]),
    dict(back=lambda Theta, delta, l: delta[l + 1] @ Theta[l + 1]),
)
both(
    "backpropagate_errors",
    "divided by m",
    after(lambda found, T, a, y: {l: np.asarray(found[l]) / y.shape[1] for l in found}),
)
both("backpropagate_errors", "the examples are added up", each_array(lambda d: d.sum(axis=1)[:, None]))
both(
    "backpropagate_errors",
    "the layers are counted too low",
    after(lambda found, *given: {l - 1: found[l] for l in found}),
)
both(
    "backpropagate_errors",
    "δ⁽ᴸ⁾ is not handed back",
    after(lambda found, *given: found.pop(max(found)) is None or found),
)
both("backpropagate_errors", "only δ⁽ᴸ⁾ is handed back", after(lambda found, *given: np.asarray(found[max(found)])))


# ---- accumulate, line by line: what is added, from the right sum


def arrays(found):
    return {l: np.asarray(found[l], dtype=float) for l in found}


def old_and_added(formula):
    """formula : from the old Δ, what should be added, m, l and the last l."""

    def change(found, Delta, delta, a):
        new = arrays(found)
        return {l: formula(Delta[l], new[l] - Delta[l], a[l].shape[1], l, max(new)) for l in new}

    return after(change)


for _name, _formula in {
    "all of Δ is divided by m": lambda D, added, m, l, last: (D + added) / m,
    "Δ itself is added once more": lambda D, added, m, l, last: D + D + added,
    "only the last layer is done": lambda D, added, m, l, last: D + added if l == last else D,
    "the last layer is left out": lambda D, added, m, l, last: D if l == last else D + added,
    "only the first layer is done": lambda D, added, m, l, last: D if l > 1 else D + added,
    "Δ is overwritten by the average": lambda D, added, m, l, last: added / m,
    "subtracted, and the average over the columns": lambda D, added, m, l, last: D - added / m,
    "the bias column is 0": lambda D, added, m, l, last: np.c_[0 * D[:, 0], (D + added)[:, 1:]],
}.items():
    both("accumulate", _name, old_and_added(_formula))
both("accumulate", "the layers are counted too high", after(lambda found, *given: {l + 1: found[l] for l in found}))


def instead_by_layer(one):
    return dict(instead=lambda Delta, delta, a: {l: one(Delta[l], delta, a, l) for l in Delta})


def outer_sum(d, a):
    return sum(np.outer(p, q) for p, q in zip(d.T, a.T))


both(
    "accumulate",
    "a of the next layer",
    instead_by_layer(lambda D, d, a, l: np.add(D, d[l + 1].dot(a[l + 1].T))),
    instead_by_layer(lambda D, d, a, l: (D.T + a[l + 1] @ d[l + 1].T).T),
)
both(
    "accumulate",
    "δ of the same layer",
    instead_by_layer(lambda D, d, a, l: D + outer_sum(d[l], a[l])),
    instead_by_layer(lambda D, d, a, l: (D.T + a[l] @ d[l].T).T),
)
both(
    "accumulate",
    "the sums are multiplied",
    instead_by_layer(lambda D, d, a, l: D + sum(d[l + 1].T)[:, None] * sum(a[l].T)),
    dict(add=lambda W, E, A: W + np.outer(A.sum(axis=0), E.sum(axis=0))),
)
for _name, _t in (("only the first example is added", 0), ("only the last example is added", -1)):
    both(
        "accumulate",
        _name,
        instead_by_layer(lambda D, d, a, l, t=_t: D + d[l + 1][:, t][:, None] * a[l][:, t]),
        dict(add=lambda W, E, A, t=_t: W + np.outer(A[t], E[t])),
    )
both(
    "accumulate",
    "a (1 − a) in place of a",
    dict(add=lambda D, d, a, m: D + d * a * (1 - a)),
    dict(add=lambda W, E, A: W + (A - A**2).T @ E),
)
both(
    "accumulate",
    "element by element, not the matrix product",
    instead_by_layer(lambda D, d, a, l: np.multiply(a[l], d[l + 1]) + D),
    dict(add=lambda W, E, A: (W.T + (E * A).T).T if E.shape[1] in (1, A.shape[1]) else W.T + E.T * A.T),
)
both(
    "accumulate",
    "multiplied, not added",
    dict(add=lambda D, d, a, m: D * d * a),
    dict(add=lambda W, E, A: W * (A.T @ E)),
)
both(
    "accumulate",
    "g′ once more",
    dict(add=lambda D, d, a, m: D + d * a * a * (1 - a)),
    dict(add=lambda W, E, A: W + (A**2 - A**3).T @ E),
)
both(
    "accumulate",
    "1 is added in the bias column",
    old_and_added(lambda D, added, m, l, last: np.c_[D[:, 0] + m, (D + added)[:, 1:]]),  # by each column again
    dict(add=lambda W, E, A: W + np.r_[np.ones((1, E.shape[1])), A[:, 1:].T @ E]),
)
both(
    "accumulate",
    "z in place of a",
    instead_by_layer(lambda D, d, a, l: D + outer_sum(d[l + 1], with_1(a[l].T).T if l > 1 else a[l])),
    instead_by_layer(lambda D, d, a, l: (D.T + (with_1(a[l].T) if l > 1 else a[l].T).T @ d[l + 1].T).T),
)
both(
    "accumulate",
    "multiplied by a number",
    dict(add=lambda D, d, a, m: D - 0.1 * d * a),
    dict(add=lambda W, E, A: W + A.T @ E / 4),
)

# ---- lines 6 and 7

for _name, _parts in {
    "the penalty itself": dict(rest=lambda D, T, m, lam: D / m + lam / (2 * m) * T * T),
    "Δ is divided by m twice": dict(
        rest=lambda D, T, m, lam: (D / m + lam * T) / m, bias=lambda D, T, m, lam: D / (m * m)
    ),
    "Δ is divided by m twice, but in the bias column": dict(rest=lambda D, T, m, lam: (D / m + lam * T) / m),
    "λ itself in the bias column": dict(bias=lambda D, T, m, lam: D / m + lam / m),
    "1/m on λΘ only, and the bias column is regularized too": dict(
        rest=lambda D, T, m, lam: D + lam / m * T, bias=lambda D, T, m, lam: D + lam / m * T
    ),
    "half of λ, and the bias column is regularized too": dict(
        rest=lambda D, T, m, lam: D / m + lam / (2 * m) * T, bias=lambda D, T, m, lam: D / m + lam / (2 * m) * T
    ),
    "1/2m in place of 1/m": dict(
        rest=lambda D, T, m, lam: D / (2 * m) + lam * T / (2 * m), bias=lambda D, T, m, lam: D / 2 / m
    ),
    "λΘ is subtracted, and the bias column is regularized too": dict(
        rest=lambda D, T, m, lam: D / m - lam / m * T, bias=lambda D, T, m, lam: D / m - lam / m * T
    ),
    "Δ is forgotten": dict(rest=lambda D, T, m, lam: lam / m * T),
    "λΔ in place of λΘ": dict(rest=lambda D, T, m, lam: D / m + lam / m * D),
    "λΘ is divided by m twice": dict(rest=lambda D, T, m, lam: D / m + lam * T / m**2),
    "Δ is forgotten in the bias column": dict(bias=lambda D, T, m, lam: lam / m * T),
    "divided by m + 1": dict(rest=lambda D, T, m, lam: (D + lam * T) / (m + 1), bias=lambda D, T, m, lam: D / (m + 1)),
    "divided by m − 1": dict(rest=lambda D, T, m, lam: (D + lam * T) / (m - 1), bias=lambda D, T, m, lam: D / (m - 1)),
    "Θ after a step in place of D": dict(
        rest=lambda D, T, m, lam: T - 0.1 / m * (D + lam * T), bias=lambda D, T, m, lam: T - 0.1 / m * D
    ),
}.items():
    both("regularized_gradient", _name, _parts)


def with_number(value):
    """The same number is added to every entry of (1/m)Δ."""
    return after(lambda found, D, T, m, lam: {l: D[l] / m + value(T[l][:, 1:], m, lam) for l in D})


both("regularized_gradient", "the weights are summed up", with_number(lambda T, m, lam: np.sum(T) * lam / m))
both("regularized_gradient", "the number that J adds", with_number(lambda T, m, lam: np.vdot(T, T) * lam / 2 / m))
for _name, _which in (("only the first layer is regularized", min), ("only the last layer is regularized", max)):
    both(
        "regularized_gradient",
        _name,
        after(
            lambda found, D, T, m, _, which=_which: {l: found[l] if l == which(D) else np.array(D[l]) / m for l in D}
        ),
    )
both("regularized_gradient", "the bias column is cut off", each_array(lambda D: D[:, 1:]))

# ---- J


def squares(h, y):
    return (h - y) ** 2


for _name, _parts in {
    "λ alone before the penalty": dict(factor=lambda lam, m: lam),
    "brackets are missing round 2m": dict(factor=lambda lam, m: lam / 2 * m),
    "1/m is forgotten": dict(factor=lambda lam, m: lam / 2, average=lambda m, K: 1),
    "1/2m before the whole": dict(average=lambda m, K: 2 * m),
    "the minus is for the first part only": dict(term=lambda h, y: -y * np.log(h) + (1 - y) * np.log(1 - h)),
    "log h in both parts": dict(term=lambda h, y: -np.log(h)),
    "h and 1 − h have changed places": dict(term=lambda h, y: right_term(1 - h, y)),
    "1 − log h in place of log(1 − h)": dict(term=lambda h, y: -(y * np.log(h) + (1 - y) * (1 - np.log(h)))),
    "brackets are missing round 1 − y": dict(term=lambda h, y: -(y * np.log(h) + 1 - y * np.log(1 - h))),
    "y log h is missing": dict(term=lambda h, y: -np.log(1 - h) * (1 - y)),
    "the penalty is divided by m twice": dict(factor=lambda lam, m: lam / (2 * m * m)),
    "the absolute error": dict(term=lambda h, y: abs(y - h)),
    "the logarithm of 0": dict(term=lambda h, y: right_term(np.round(h), y)),
    "the last layer is left out of the penalty": dict(layers=lambda L: range(1, L - 1)),
    "the first layer is left out of the penalty": dict(layers=lambda L: range(2, L)),
}.items():
    both("cost", _name, _parts)


def other_penalty(sum_of):
    """sum_of : a number for each Theta[l]."""
    return dict(
        factor=lambda lam, m: 0,
        after=lambda J, Theta, X, Y, lam: J + lam / 2 / len(X) * sum(map(sum_of, Theta.values())),
    )


both("cost", "absolute values in the penalty", other_penalty(lambda T: abs(T[:, 1:]).sum()))
both("cost", "the sum is squared, not the weights", other_penalty(lambda T: np.square(T[:, 1:].sum())))
both("cost", "row 0 is left out of the penalty, not column 0", other_penalty(lambda T: np.square(T[1:]).sum()))
both(
    "cost", "the square root of the squares in the penalty", other_penalty(lambda T: np.vdot(T[:, 1:], T[:, 1:]) ** 0.5)
)
both("cost", "divided by the number of features", after(lambda J, T, X, Y, lam: J * len(X) / len(X[0])))
both("cost", "divided by the number of outputs", after(lambda J, T, X, Y, lam: J * len(X) / len(Y[0])))
both(
    "cost",
    "the share of wrong answers",
    dict(term=lambda h, y: int((h > 0.5) != (y > 0.5)), average=lambda m, K: m * K),
    dict(term=lambda h, y: np.round(h) != np.round(y), average=lambda m, K: m * K),
)
both("cost", "the gradient is handed back too", after(lambda J, T, X, Y, lam: (J, T)))


def from_h(entropy, **parts):
    """The penalty as it is, and another cross-entropy, from h and y, an example in each row."""

    def J(Theta, X, Y, lam, forward):
        penalty = rows_cost(Theta, X, Y, lam, term=lambda h, y: 0 * h)
        return entropy(np.asarray(forward(Theta, X.T, **parts)[1][len(Theta) + 1]).T, Y) + penalty

    return J


for _name, _entropy in {
    "every output with every other": lambda h, y: -(np.log(h).T @ y + np.log(1 - h).T @ (1 - y)).sum() / len(y),
    "every example with every other": lambda h, y: -(np.log(h) @ y.T + np.log(1 - h) @ (1 - y).T).sum() / len(y),
    "one number for each example": lambda h, y: right_term(h, y).sum(axis=1),
    "one number for each output": lambda h, y: right_term(h, y).mean(axis=0),
    "only the first example counts": lambda h, y: right_term(h[0], y[0]).sum() / len(y),
    "only the last example counts": lambda h, y: right_term(h[-1], y[-1]).sum() / len(y),
    "only the first output counts": lambda h, y: right_term(h[:, 0], y[:, 0]).mean(),
    "only the last output counts": lambda h, y: right_term(h[:, -1], y[:, -1]).mean(),
    "only the output of the true class counts": lambda h, y: (
        -np.mean([math.log(h_t[list(y_t).index(max(y_t))]) for h_t, y_t in zip(h, y)])
    ),
    "h and Y lie differently": lambda h, y: right_term(h.T, y).sum() / len(y),
    "the root of the mean squared error": lambda h, y: np.square(h - y).mean() ** 0.5,
}.items():
    _J = from_h(_entropy)
    both(
        "cost",
        _name,
        dict(instead=lambda *given, J=_J: J(*given, loops_forward_propagate)),
        dict(instead=lambda *given, J=_J: J(*given, rows_forward_propagate)),
    )
for _name, _forward in (
    ("the bias weights are left out going forward", "the bias weights are left out"),
    ("the logarithm of a negative number", "g is forgotten"),
):
    for _written, _right in ((LOOPS, loops_forward_propagate), (ROWS, rows_forward_propagate)):
        _J = from_h(lambda h, y: right_term(h, y).sum() / len(y), **_written["forward_propagate"][_forward])
        _written["cost"][_name] = dict(instead=lambda *given, J=_J, forward=_right: J(*given, forward))

# ---- the whole algorithm

for _name in """y − a, and g′ at the output|y − a, and g′ is forgotten|y − a, and (1 − a) is forgotten
the last column of Θ is dropped, not the first|g′ of the next layer|the error is squared|half the squared error
brackets are missing round 1 − a|the slope of tanh|a (a − 1) in place of a (1 − a)
Θ is not transposed, and (1 − a) is forgotten""".replace("\n", "|").split("|"):
    both(
        "backpropagation",
        _name,
        dict(back=LOOPS["backpropagate_errors"][_name]),
        dict(back=ROWS["backpropagate_errors"][_name]),
    )
for _name in """1/m on λΘ only|Δ is divided by m twice|λ itself in the bias column|1/2m in place of 1/m
row 0 is spared, not column 0|the last column is spared, not the first|only the first layer is regularized
only the last layer is regularized|Θ is squared|the penalty itself|half of λ, and the bias column is regularized too
1/m on λΘ only, and the bias column is regularized too|multiplied by m
the bias column is cut off""".replace("\n", "|").split("|"):
    both(
        "backpropagation",
        _name,
        dict(gradient=LOOPS["regularized_gradient"][_name]),
        dict(gradient=ROWS["regularized_gradient"][_name]),
    )


def whole_instead(change):
    """change : from the right function in that style and the arguments."""
    both(
        "backpropagation",
        _name,
        dict(instead=lambda *given: change(loops_backpropagation, *given)),
        dict(instead=lambda *given: change(rows_backpropagation, *given)),
    )


_name = "divided by the number of features"
whole_instead(lambda f, T, X, Y, lam: {l: D * len(X) / len(X[0]) for l, D in arrays(f(T, X, Y, lam)).items()})
_name = "the number of the class in place of y"
whole_instead(lambda f, T, X, Y, lam: f(T, X, np.array([[float(np.argmax(y))] * len(y) for y in Y]), lam))
_name = "the answers are one example off"
whole_instead(lambda f, T, X, Y, lam: f(T, X, np.array([Y[t - 1] for t in range(len(Y))]), lam))
_name = "the labels are one class off"
whole_instead(lambda f, T, X, Y, lam: f(T, X, np.array([[*y[1:], y[0]] for y in Y]), lam))
for _what, _count in {
    "outputs": lambda X, Y: len(Y[0]),
    "entries of Y": lambda X, Y: len(Y) * len(Y[0]),
    "entries of X": lambda X, Y: len(X) * len(X[0]),
}.items():
    both(
        "backpropagation",
        f"divided by the number of {_what}",
        after(lambda D, T, X, Y, lam, count=_count: {l: arrays(D)[l] * len(X) / count(X, Y) for l in D}),
    )
both("backpropagation", "only the first example counts", dict(examples=lambda m: [0]), dict(examples=np.s_[:1]))
both(
    "backpropagation",
    "Δ begins with 1",
    dict(zeros=lambda Theta: {l: [[1.0] * len(T[0]) for _ in T] for l, T in Theta.items()}),
    dict(zeros=lambda Theta: {l: np.ones(Theta[l].shape) for l in Theta}),
)


both("backpropagation", "Δ begins with Θ", dict(zeros=lists), dict(zeros=lambda Theta: {l: +Theta[l] for l in Theta}))
both(
    "backpropagation",
    "the same example every time",
    dict(examples=lambda m: [m - 1] * m),
    dict(instead=lambda T, X, Y, lam: rows_backpropagation(T, X[[0] * len(X)], Y[[0] * len(X)], lam)),
)
both(
    "backpropagation",
    "the same answer every time",
    dict(instead=lambda T, X, Y, lam: loops_backpropagation(T, X, [Y[-1]] * len(X), lam)),
    dict(instead=lambda T, X, Y, lam: rows_backpropagation(T, X, 0 * Y + Y[0], lam)),
)
both(
    "backpropagation",
    "δ of the same layer",
    dict(back=dict(lowest=1, after=lambda found, *given: {l + 1: found[l] for l in found})),
)


def all_over_m(Delta, Theta, m, lam):
    return {l: [[entry / m for entry in row] for row in D] for l, D in Delta.items()}


def over_m_so_often(W, E, A):
    """What the loop does to each example's part: the last is divided by m once, the first m times."""
    m = len(E)
    return W + A.T @ (E / float(m) ** np.arange(m, 0, -1)[:, None])


_alone = dict(gradient=LOOPS["regularized_gradient"]["1/m on λΘ only"])
both(
    "backpropagation",
    "1/m is inside the loop",
    dict(each_turn=all_over_m, **_alone),
    dict(add=dict(add=over_m_so_often), **_alone),
)
both(
    "backpropagation",
    "1/m is inside the loop, and after it",
    dict(each_turn=all_over_m),
    dict(add=dict(add=over_m_so_often)),
)
both(
    "backpropagation",
    "lines 6 and 7 are inside the loop",
    dict(each_turn=loops_regularized_gradient, result=lambda Delta, D: Delta),
    dict(
        add=dict(add=over_m_so_often),
        gradient=dict(
            rest=lambda D, T, m, lam: D + lam * T * sum(1 / m**k for k in range(1, m + 1)),
            bias=lambda D, T, m, lam: D,
        ),
    ),
)


def stepping(forward, back, add, gradient, alpha=0.1):
    """Gradient descent, example by example, in the midst of it. alpha = 0 : no step, so Theta stays as it is."""

    def submission(Theta, X, Y, lam):
        Delta = {l: 0 * Theta[l] for l in Theta}
        for t in range(len(X)):
            _, a = forward(Theta, X[t : t + 1].T)
            step = arrays(add({l: 0 * Theta[l] for l in Theta}, back(Theta, a, Y[t : t + 1].T), arrays(a)))
            Delta, Theta = {l: Delta[l] + step[l] for l in step}, {l: Theta[l] - alpha * step[l] for l in step}
        return gradient(Delta, Theta, len(X), lam)

    return dict(instead=submission)


both(
    "backpropagation",
    "Θ moves after each example",
    stepping(loops_forward_propagate, loops_backpropagate_errors, loops_accumulate, loops_regularized_gradient),
    stepping(rows_forward_propagate, rows_backpropagate_errors, rows_accumulate, rows_regularized_gradient),
)
both(
    "backpropagation",
    "Θ moves on the way back",
    dict(back=LOOPS["backpropagate_errors"]["Θ is moved before the error goes back"]),
    stepping(
        rows_forward_propagate,
        with_parts(rows_backpropagate_errors, ROWS["backpropagate_errors"]["Θ is moved before the error goes back"]),
        rows_accumulate,
        rows_regularized_gradient,
    ),
)
unit_by_unit = layer_by_layer(lambda Theta, a, l: np.array([np.dot(row, a[l]) for row in Theta[l]]))["instead"]
both(
    "backpropagation",
    "an example goes in as a row",
    *(
        stepping(lambda Theta, x, forward=forward: forward(Theta, x.T), *more, alpha=0)
        for forward, *more in (
            (unit_by_unit, loops_backpropagate_errors, loops_accumulate, loops_regularized_gradient),
            (rows_forward_propagate, rows_backpropagate_errors, rows_accumulate, rows_regularized_gradient),
        )
    ),
)
both("backpropagation", "D is transposed", each_array(np.transpose))
both("backpropagation", "the sign of D is turned round", each_array(np.negative))
both("backpropagation", "J is handed back too", after(lambda D, *given: (rows_cost(*given), arrays(D))))
both("backpropagation", "Θ after a step in place of D", after(lambda D, T, *_: {l: T[l] - arrays(D)[l] for l in D}))
for _function in ("backpropagation", "numerical_gradient"):
    both(
        _function, "D is one long vector", after(lambda D, *given: np.concatenate([np.ravel(D[l]) for l in sorted(D)]))
    )


def bias_0(forward, z_to_a):
    def submission(Theta, X, Y, lam):
        A, L = {1: np.c_[np.zeros(len(X)), X]}, len(Theta) + 1
        for l in Theta:
            A[l + 1] = np.c_[np.zeros(len(X)), S(A[l] @ Theta[l].T)]
        A[L] = A[L][:, 1:]
        delta = rows_backpropagate_errors(Theta, turned(A), Y.T)
        Delta = forward({l: np.zeros(Theta[l].shape) for l in Theta}, delta, turned(A))
        return z_to_a(Delta, Theta, len(X), lam)

    return dict(instead=submission)


both(
    "backpropagation",
    "a₀ is 0",
    bias_0(loops_accumulate, loops_regularized_gradient),
    bias_0(rows_accumulate, rows_regularized_gradient),
)

# ---- the numerical gradient

for _name, _slope in {
    "halved, not divided by 2ε": lambda J, e: (J(e) - J(-e)) / 2,
    "added, not subtracted": lambda J, e: (J(-e) + J(e)) / (2 * e),
    "the second derivative": lambda J, e: ((J(e) - J(0)) - (J(0) - J(-e))) / e / e,
    "the sign is lost": lambda J, e: abs((J(-e) - J(e)) / (2 * e)),
    "divided by 2ε²": lambda J, e: (J(e) - J(-e)) / 2 / e / e,
    "half the step, but divided by 2ε": lambda J, e: (J(e / 2) - J(-e / 2)) / 2 / e,
    "twice the step, but divided by 2ε": lambda J, e: (J(e + e) - J(-e - e)) / (2 * e),
    "both sides are the same": lambda J, e: 0 * J(e),
    "divided by a square": lambda J, e: (J(e) - J(-e)) / e**2,
    "multiplied by 2ε, not divided": lambda J, e: 2 * e * (J(e) - J(-e)),
    "one-sided, and divided by 2ε": lambda J, e: (J(0) - J(-e)) / 2 / e,
    "brackets are missing round the difference": lambda J, e: J(e) - J(-e) / (2 * e),
}.items():
    both("numerical_gradient", _name, dict(slope=_slope))
both(
    "numerical_gradient",
    "the slope of m J",
    after(lambda D, T, X, Y, lam, e: {l: np.asarray(D[l]) * len(Y) for l in D}),
)
for _name, _which in (("only the first layer is tried", min), ("only the last layer is tried", max)):
    both(
        "numerical_gradient",
        _name,
        after(lambda D, *given, which=_which: {l: np.asarray(D[l]) * (l == which(D)) for l in D}),
    )


def nudging(change, keep=False):
    """change : the weights of one layer, i, j, the nudge. keep : the nudges before are there as well."""

    def with_cost(cost):
        def submission(Theta, X, Y, lam, e):
            found, before = {l: np.zeros(Theta[l].shape) for l in Theta}, {l: 0 * Theta[l] for l in Theta}
            for l in Theta:
                for i, j in np.ndindex(*Theta[l].shape):
                    sides = []
                    for sign in (1, -1):
                        W = {k: Theta[k] + sign * before[k] for k in Theta}
                        change(W[l], i, j, sign * e)
                        sides.append(cost(W, X, Y, lam))
                    found[l][i, j] = (sides[0] - sides[1]) / (2 * e)
                    before[l][i, j] = e * keep
            return found

        return dict(instead=submission)

    return with_cost(loops_cost), with_cost(rows_cost)


def nudge_one(W, i, j, e):
    W[i, j] += e


def nudge_row(W, i, j, e):
    W[i] = [w + e for w in W[i]]


def stretch(W, i, j, e):
    W[i, j] += e * W[i, j]


def put_in(W, i, j, e):
    W[i, j] = e


both("numerical_gradient", "a whole row at once", *nudging(nudge_row))
both("numerical_gradient", "nudged in proportion", *nudging(stretch))
both("numerical_gradient", "the weight is replaced by ε", *nudging(put_in))
both("numerical_gradient", "the nudge is not taken back", *nudging(nudge_one, keep=True))
both(
    "numerical_gradient",
    "the bias weights are punished too",
    after(
        lambda D, T, X, Y, lam, e: {
            l: np.c_[np.asarray(D[l])[:, 0] + lam / len(X) * T[l][:, 0], np.asarray(D[l])[:, 1:]] for l in D
        }
    ),
)
both(
    "numerical_gradient",
    "Θ after a step in place of D",
    after(lambda D, T, *_: {l: T[l] - 0.5 * np.asarray(D[l]) for l in D}),
)

# ---- a number that stands in no line

for _function, _parts in {
    "output_error": [each(lambda a, y, m: 0.1 * (a - y)), dict(one=lambda A, Y: 3 * A - 3 * Y)],
    "backpropagate_errors": [dict(output=lambda a, y: 0.1 * (a - y))],
    "accumulate": [old_and_added(lambda D, added, *_: 0.1 * (D + added)), dict(result=lambda W: 4 * W.T)],
    "regularized_gradient": [
        dict(rest=lambda D, T, m, lam: 0.1 * (D + lam * T) / m, bias=lambda D, T, m, lam: 0.1 * D / m)
    ],
    "cost": [dict(average=lambda m, K: 4 * m, factor=lambda lam, m: lam / (8 * m))],
    "backpropagation": [each_array(lambda D: D / 10)],
    "numerical_gradient": [dict(slope=lambda J, e: (J(e) - J(-e)) / (3 * e))],
}.items():
    both(_function, "a number too much", *_parts)

# ---- what stops, or is no dict


def on_layers(function, layers):
    """Takes those layers of its first argument, from L, before it begins."""

    def submission(f):
        return dict(instead=lambda first, *more: f({l: first[l] for l in layers(len(first) + 1)}, *more))

    return submission(globals()[f"loops_{function}"]), submission(globals()[f"rows_{function}"])


def nudge_beyond(W, i, j, e):
    W[i + 1, j] += e


def with_whole_a(Theta, X, Y, lam):
    _, h = rows_forward_propagate(Theta, X.T)
    return right_term(h, Y.T).sum() / len(X)


for _name, _forms in {
    "an index goes too far": {
        "forward_propagate": (
            dict(weight=lambda T, i, j: T[i + 1][j]),
            dict(product=lambda A, T: np.column_stack([A @ T[i] for i in range(1, len(T) + 1)])),
        ),
        "output_error": (
            dict(one=lambda a, y, m: [a[k] - y[k] for k in range(len(a) + 1)]),
            dict(one=lambda A, Y: np.column_stack([A[:, k] - Y[:, k] for k in range(1, Y.shape[1] + 1)])),
        ),
        "backpropagate_errors": (
            dict(weight=lambda Theta, l, i, j: Theta[l][i][j + 1]),
            by_rows(
                lambda T, A, D, l: (sum(np.outer(D[:, i], T[i]) for i in range(len(T) + 1)) * slope_of(A[l]))[:, 1:]
            ),
        ),
        "accumulate": (
            dict(of_delta=lambda i, j: i + 1),
            dict(add=lambda W, E, A: W + sum(np.outer(A[t], E[t]) for t in range(1, len(A) + 1))),
        ),
        "regularized_gradient": (
            dict(
                instead=lambda D, T, m, lam: {
                    l: [[(d[j] + lam * t[j]) / m for j in range(len(d) + 1)] for d, t in zip(D[l], T[l])] for l in T
                }
            ),
            dict(
                instead=lambda D, T, m, lam: {
                    l: np.array([(D[l][i] + lam * T[l][i]) / m for i in range(1, len(T[l]) + 1)]) for l in T
                }
            ),
        ),
        "cost": tuple(
            dict(instead=lambda *given, J=J, forward=forward: J(*given, forward))
            for J, forward in (
                (
                    from_h(lambda h, y: sum(right_term(h[t], y[t]).sum() for t in range(len(y) + 1))),
                    loops_forward_propagate,
                ),
                (
                    from_h(lambda h, y: sum(right_term(h[:, k + 1], y[:, k + 1]) for k in range(y.shape[1])).mean()),
                    rows_forward_propagate,
                ),
            )
        ),
        "numerical_gradient": nudging(nudge_beyond),
    },
    "the layers are counted from 0": {
        "backpropagate_errors": [dict(lowest=0)],
        "accumulate": on_layers("accumulate", lambda L: range(L - 1)),
        "regularized_gradient": on_layers("regularized_gradient", lambda L: range(L - 1)),
        "cost": [dict(layers=lambda L: range(L - 1))],
        "backpropagation": (
            dict(back=dict(lowest=0)),
            dict(zeros=lambda Theta: {l: np.zeros(Theta[l].shape) for l in range(len(Theta))}),
        ),
        "numerical_gradient": on_layers("numerical_gradient", lambda L: range(L - 1)),
    },
    "a layer is not there, or not yet": {
        "forward_propagate": (
            on_layers("forward_propagate", lambda L: range(1, L + 1))[0],
            layer_by_layer(lambda Theta, a, l: Theta[l] @ a[l + 1]),
        ),
        "backpropagate_errors": (
            dict(source=lambda l, L: l - 1),
            dict(back=lambda Theta, delta, l: delta[l] @ Theta[l]),
        ),
        "accumulate": (
            on_layers("accumulate", lambda L: range(1, L + 1))[0],
            instead_by_layer(lambda D, d, a, l: (D.T + a[l] @ d[l + 2].T).T),
        ),
        "regularized_gradient": on_layers("regularized_gradient", lambda L: range(1, L + 1)),
        "cost": [dict(layers=lambda L: range(1, L + 1))],
        "backpropagation": (
            dict(back=dict(source=lambda l, L: l - 1)),
            dict(zeros=lambda Theta: {l: np.zeros(Theta[l].shape) for l in range(1, len(Theta) + 2)}),
        ),
        "numerical_gradient": on_layers("numerical_gradient", lambda L: range(1, L + 1)),
    },
    "a dict as a whole, not one layer of it": {
        "forward_propagate": (
            layer_by_layer(lambda Theta, a, l: [sum(w * a for w in row) for row in Theta[l]]),
            layer_by_layer(lambda Theta, a, l: Theta @ a[l]),
        ),
        "backpropagate_errors": (
            dict(weight=lambda Theta, l, i, j: Theta),
            by_rows(lambda T, A, D, l: (D @ T * A[l] * (1 - A))[:, 1:]),
        ),
        "accumulate": (
            instead_by_layer(lambda D, d, a, l: D + d[l + 1] * a),
            instead_by_layer(lambda D, d, a, l: (D.T + a[l] @ d).T),
        ),
        "regularized_gradient": (
            dict(instead=lambda D, T, m, lam: {l: (D[l] + lam * T) / m for l in D}),
            dict(instead=lambda D, T, m, lam: {l: D / m + lam / m * T[l] for l in T}),
        ),
        "cost": (
            after(lambda J, T, X, Y, lam: J + lam / 2 / len(X) * np.sum(T**2)),
            dict(instead=with_whole_a),
        ),
        "backpropagation": (
            dict(back=dict(weight=lambda Theta, l, i, j: Theta)),
            dict(gradient=dict(instead=lambda D, T, m, lam: {l: D / m + lam / m * T[l] for l in T})),
        ),
        "numerical_gradient": (
            dict(
                instead=lambda T, X, Y, lam, e: (loops_cost(T + e, X, Y, lam) - loops_cost(T - e, X, Y, lam)) / (2 * e)
            ),
            dict(instead=lambda T, X, Y, lam, e: rows_cost(np.ravel(T) + e, X, Y, lam) / (2 * e)),
        ),
    },
}.items():
    for _function, _parts in _forms.items():
        both(_function, _name, *_parts)
both(
    "backpropagation",
    "an index goes too far",
    dict(back=LOOPS["backpropagate_errors"]["an index goes too far"]),
    dict(add=ROWS["accumulate"]["an index goes too far"]),
)
for _function in (
    "backpropagate_errors",
    "accumulate",
    "regularized_gradient",
    "backpropagation",
    "numerical_gradient",
):
    both(
        _function,
        "no dict by layers is handed back",
        after(lambda found, *given: found[max(found)][-1][-1]),
        after(lambda found, *given: found[min(found)]),
    )


def right(style, function):
    return globals()[f"{style}_{function}"]


def one_name_for_both(forward):
    def submission(Theta, x):
        _, a = forward(Theta, x)
        return a, a

    return dict(instead=submission)


both(
    "forward_propagate",
    "z and a are one dict",
    one_name_for_both(loops_forward_propagate),
    one_name_for_both(rows_forward_propagate),
)
both(
    "forward_propagate",
    "1 is added to every number",
    dict(start=lambda x: [1.0, *(v + 1 for v in x)], hidden=lambda z: [1.0, *(g(v) + 1 for v in z)]),
    dict(start=lambda X: ones_and(X + 1), hidden=lambda Z: ones_and(1 + S(Z))),
)
both(
    "forward_propagate",
    "it ends after the first layer",
    after(lambda found, *given: ({2: found[0][2]}, {1: found[1][1], 2: found[1][2]})),
)
both(
    "output_error",
    "half of the cost is forgotten",
    each(lambda a, y, m: -y * (1 - a)),
    dict(one=lambda A, Y: A - A * Y),
)


def minus_y(Theta, a, y):
    layers = range(2, len(Theta) + 2)
    return {l: np.column_stack([a[l][l < len(a) :, t] - y[:, t] for t in range(y.shape[1])]) for l in layers}


def minus_y_in_rows(Theta, a, y):
    A = turned(a)
    return turned({l: bare(A, l) - y.T for l in A if l > 1})


both(
    "backpropagate_errors",
    "line 3 in every layer",
    dict(instead=lambda Theta, a, y: minus_y(Theta, arrays(a), np.asarray(y))),
    dict(instead=minus_y_in_rows),
)
both(
    "accumulate",
    "reshaped, not transposed",
    instead_by_layer(lambda D, d, a, l: D + np.reshape([[sum(r * s) for s in d[l + 1]] for r in a[l]], D.shape)),
    instead_by_layer(lambda D, d, a, l: D + np.einsum("jt,it->ji", a[l], d[l + 1]).ravel().reshape(D.shape)),
)
for _name, _spared in {
    "only one entry is spared, not column 0": lambda i, j, l: (i, j) == (0, 0),
    "only column 1 is regularized": lambda i, j, l: j != 1,
    "the first layer is spared, not column 0": lambda i, j, l: l == 1,
    "row 0 and column 0 are spared": lambda i, j, l: i == 0 or j == 0,
}.items():

    def by_entries(Delta, Theta, m, lam, spared=_spared):
        return {
            l: [
                [(D + (0 if spared(i, j, l) else lam * w)) / m for j, (D, w) in enumerate(zip(*rows))]
                for i, rows in enumerate(zip(Delta[l], Theta[l]))
            ]
            for l in Theta
        }

    def by_a_mask(Delta, Theta, m, lam, spared=_spared):
        mask = {
            l: np.array([[not spared(i, j, l) for j in range(T.shape[1])] for i in range(len(T))])
            for l, T in Theta.items()
        }
        return {l: Delta[l] / m + lam / m * np.where(mask[l], Theta[l], 0) for l in Theta}

    both("regularized_gradient", _name, dict(instead=by_entries), dict(instead=by_a_mask))


def cost_of(h_and_y, times=lambda Y: 1):
    """J where h and y, examples as columns, come from h and Y; the penalty counts several times."""

    def submission(Theta, X, Y, lam=0.0):
        h, y = h_and_y(rows_forward_propagate(Theta, X.T)[1][len(Theta) + 1], Y)
        penalty = lam / (2 * len(X)) * sum(np.sum(Theta[l][:, 1:] ** 2) for l in Theta)
        return np.sum(right_term(h, y)) / len(X) + times(Y) * penalty

    return dict(instead=submission)


def loops_of(h_and_y, times=lambda Y: 1):
    def submission(Theta, X, Y, lam=0.0):
        h, y = h_and_y(np.array(loops_forward_propagate(Theta, X.T)[1][len(Theta) + 1]), Y)
        J = sum(right_term(a, b) for a, b in zip(np.ravel(h), np.ravel(y))) / len(X)
        for _ in range(times(Y)):
            J += sum(w * w for T in Theta.values() for row in T for w in row[1:]) * lam / 2 / len(X)
        return J

    return dict(instead=submission)


both(
    "cost",
    "Y is reshaped, not transposed",
    loops_of(lambda h, Y: (h, Y.reshape(h.shape))),
    cost_of(lambda h, Y: (h, np.ravel(Y).reshape(h.shape))),
)
both(
    "cost",
    "the penalty is inside the sum",
    loops_of(lambda h, Y: (h, Y.T), np.size),
    cost_of(lambda h, Y: (h, Y.T), lambda Y: Y.shape[0] * Y.shape[1]),
)


def over_the_weights(cost):
    def submission(Theta, X, Y, lam, e):
        T = {l: np.array(Theta[l]) for l in Theta}
        for l in T:
            for i in range(T[l].shape[0]):
                for j in range(T[l].shape[1]):
                    w = T[l][i, j]
                    T[l][i, j] = w + e
                    up = cost(T, X, Y, lam)
                    T[l][i, j] = w - e
                    T[l][i, j] = (up - cost(T, X, Y, lam)) / (2 * e)
        return T

    return dict(instead=submission)


both(
    "numerical_gradient",
    "the slopes are written over the weights",
    over_the_weights(loops_cost),
    over_the_weights(rows_cost),
)


def no_turning(Theta, X, Y, lam, dot):
    """J with products of matrices."""
    a = X
    for l in Theta:
        a = S(dot(np.c_[np.ones(len(a)), a], Theta[l].T))
    return np.sum(right_term(a, Y)) / len(X)


def of_columns(cost):
    def submission(Theta, X, Y, lam, e):
        return {l: np.array([[cost(Theta, X.T, Y.T, lam) for _ in row] for row in Theta[l]]) for l in Theta}

    return dict(instead=submission)


both(
    "numerical_gradient",
    "an example is taken for a column",
    of_columns(lambda T, X, Y, lam: no_turning(T, X, Y, lam, np.dot)),
    of_columns(rows_cost),
)


def wrong(style, function, name):
    """The mistake of that name as a learner writes it in that style: "loops" or "rows"."""
    return with_parts(right(style, function), {"loops": LOOPS, "rows": ROWS}[style][function][name])


def g_then_bias(Theta, x):
    zs, outs = {}, {1: [[1.0, *column] for column in columns(x)]}
    for l, T in lists(Theta).items():
        zs[l + 1] = [[sum(T[i][j] * a[j] for j in range(1, len(a))) for i in range(len(T))] for a in outs[l]]
        first = [1.0] if l < len(Theta) else []
        outs[l + 1] = [first + [g(z[i]) + T[i][0] for i in range(len(T))] for z in zs[l + 1]]
    return {l: from_columns(zs[l]) for l in zs}, {l: from_columns(outs[l]) for l in outs}


def g_then_bias_in_rows(Theta, x):
    A, zs, outs = x.T, {}, {1: on_top(x)}
    for l in Theta:
        zs[l + 1] = (A @ Theta[l][:, 1:].T).T
        A = S(zs[l + 1].T) + Theta[l][:, 0]
        outs[l + 1] = A.T if l == len(Theta) else on_top(A.T)
    return zs, outs


both(
    "forward_propagate",
    "the bias weights are added after g",
    dict(instead=g_then_bias),
    dict(instead=g_then_bias_in_rows),
)
both(
    "numerical_gradient",
    "ε is much too small",
    dict(used_epsilon=lambda e: 1e-12),
    dict(used_epsilon=lambda e: 2e-12),
)

# What is an array, asked for its layers.
for _function, _loops, _rows in (
    (
        "forward_propagate",
        lambda Theta, x: [x[l] for l in x.keys()],
        lambda Theta, x: {l: x[l].T for l, _ in x.items()},
    ),
    ("output_error", lambda a_L, y: a_L[max(a_L.keys())] - y, lambda a_L, y: list(a_L.values())[-1] - y),
    (
        "backpropagate_errors",
        lambda Theta, a, y: {l: a[l] - y.get(l) for l in a},
        lambda Theta, a, y: {l: a[l] - value for l, value in y.items()},
    ),
    (
        "accumulate",
        lambda Delta, delta, a: {l: [Delta[l] + d for d in delta[l + 1].values()] for l in Delta},
        lambda Delta, delta, a: {l: Delta[l] + a[l].get(l) for l in Delta},
    ),
    (
        "regularized_gradient",
        lambda Delta, Theta, m, lam: {l: [(D + lam) / m for D in Delta[l].values()] for l in Theta},
        lambda Delta, Theta, m, lam: {l: Delta[l] / m + lam * Theta[l].get(l) for l in Theta},
    ),
    (
        "cost",
        lambda Theta, X, Y, lam: sum(X[t] - Y[t] for t in X.keys()),
        lambda Theta, X, Y, lam: np.sum(list(Y.values())),
    ),
    (
        "backpropagation",
        lambda Theta, X, Y, lam: {l: X[t] for l in Theta for t in X.keys()},
        lambda Theta, X, Y, lam: {l: Y.get(l) for l in Theta},
    ),
    (
        "numerical_gradient",
        lambda Theta, X, Y, lam, e: {l: [w + e for w in Theta[l].values()] for l in Theta},
        lambda Theta, X, Y, lam, e: {l: Theta[l].get(0) + e for l in Theta},
    ),
):
    both(_function, "an array is taken for a dict of layers", dict(instead=_loops), dict(instead=_rows))
