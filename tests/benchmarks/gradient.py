"""How long J and all of D take, beside other ways to compute them: ratios to the best numpy that we could write, or to
the usual one where that is quicker still.

    python tests/benchmarks/gradient.py --chart .github/speed.png

Of scikit-learn, PyTorch and JAX it takes those that are installed; matplotlib draws the chart. All run by turns in one
process, in float64, on the same numbers, and must agree to 1e-12. What counts is the least time of each: with one
thread that of the processor, so that a busy machine matters little; with two that of the clock. The process has freed
a large block of memory before, as any training soon has: a new process is slower at first.
"""

import argparse
import json
import os
import subprocess
import sys
import time

SHAPES = {  # how many examples, and the units in each layer
    "XOR: 4 × 2-2-1": (4, (2, 2, 1)),
    "150 × 4-5-3": (150, (4, 5, 3)),
    "32 × 784-128-10": (32, (784, 128, 10)),
    "5000 × 400-25-10": (5000, (400, 25, 10)),
    "10000 × 256-128-128-64-10": (10000, (256, 128, 128, 64, 10)),
    "60000 × 784-128-10": (60000, (784, 128, 10)),
}
LAMBDA = 1.0
if __name__ == "__main__":  # before numpy and JAX are loaded
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, help="only this number of threads, as JSON; by default 1 and 2")
    parser.add_argument("--seconds", type=float, default=10.0, help="for each shape at least")
    parser.add_argument("--chart", help="the file that the chart is drawn to")
    chosen = parser.parse_args()
    threads = str(chosen.threads or 1)
    os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), threads)
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false" if threads == "1" else ""

import numpy as np  # noqa: E402

from bpkit import cost_and_gradient, random_theta  # noqa: E402

# ---------------------------------------------------------------- the rivals: each makes a call without arguments


def bpkit(Theta, X, Y):
    return lambda: cost_and_gradient(Theta, X, Y, LAMBDA)


def usual_numpy(Theta, X, Y):
    """As in most notebooks: examples as rows, the bias column added, all at once, J by its logarithms."""
    m, layers = len(X), list(Theta)

    def call():
        a = {1: np.hstack([np.ones((m, 1)), X])}
        for l in layers:
            h = 1 / (1 + np.exp(-(a[l] @ Theta[l].T)))
            a[l + 1] = np.hstack([np.ones((m, 1)), h])
        J = -np.sum(Y * np.log(h) + (1 - Y) * np.log(1 - h)) / m
        J += LAMBDA / (2 * m) * sum(np.sum(Theta[l][:, 1:] ** 2) for l in layers)
        delta, D = h - Y, {}
        for l in reversed(layers):
            D[l] = delta.T @ a[l] / m
            D[l][:, 1:] += LAMBDA / m * Theta[l][:, 1:]
            if l > 1:
                delta = (delta @ Theta[l][:, 1:]) * a[l][:, 1:] * (1 - a[l][:, 1:])
        return J, D

    return call


def best_numpy(Theta, X, Y, block=1024):
    """No copy for the bias, blocks, and every array made once and written into, what it gives too."""
    m, layers, L = len(X), list(Theta), len(Theta) + 1
    W, b = {l: Theta[l][:, 1:] for l in layers}, {l: Theta[l][:, :1] for l in layers}
    D, product = {l: np.empty_like(Theta[l]) for l in layers}, {l: np.empty(W[l].shape) for l in layers}
    sizes = {min(block, m), m % block or min(block, m)}
    kept = {c: {(q, l): np.empty((len(W[l - 1]), c)) for q in "zade" for l in range(2, L + 1)} for c in sizes}

    def call():
        J = 0.0
        with np.errstate(over="ignore"):
            for t in range(0, m, block):
                x, y = X[t : t + block].T, Y[t : t + block].T
                made = kept[x.shape[1]]
                a = {1: x, **{l: made["a", l] for l in range(2, L + 1)}}
                for l in layers:
                    z, h = np.matmul(W[l], a[l], out=made["z", l + 1]), a[l + 1]
                    np.negative(np.add(z, b[l], out=z), out=h)
                    np.reciprocal(np.add(np.exp(h, out=h), 1, out=h), out=h)
                e = np.maximum(z, 0, out=made["e", L])
                J += e.sum() - np.vdot(y, z)
                J += np.log1p(np.exp(np.negative(np.abs(z, out=e), out=e), out=e), out=e).sum()
                delta = np.subtract(a[L], y, out=made["d", L])
                for l in reversed(layers):
                    if t == 0:
                        np.matmul(delta, a[l].T, out=D[l][:, 1:])
                        delta.sum(axis=1, out=D[l][:, 0])
                    else:
                        D[l][:, 1:] += np.matmul(delta, a[l].T, out=product[l])
                        D[l][:, 0] += delta.sum(axis=1)
                    if l > 1:
                        delta = np.matmul(W[l].T, delta, out=made["d", l])
                        delta *= a[l]
                        delta *= np.subtract(1, a[l], out=made["z", l])
        J = J / m + LAMBDA / (2 * m) * sum(np.einsum("ij,ij->", W[l], W[l]) for l in layers)
        for l in layers:
            D[l] /= m
            D[l][:, 1:] += np.multiply(W[l], LAMBDA / m, out=product[l])
        return float(J), D

    return call


def scikit_learn(Theta, X, Y):
    """_backprop is private, and all of its gradient. Its alpha is our λ."""
    from sklearn.neural_network import MLPClassifier

    sizes = [X.shape[1], *(len(Theta[l]) for l in Theta)]
    network = MLPClassifier(sizes[1:-1], activation="logistic", alpha=LAMBDA)
    network.n_layers_, network.n_outputs_, network.out_activation_ = len(sizes), sizes[-1], "logistic"
    network.coefs_ = [np.ascontiguousarray(Theta[l][:, 1:].T) for l in Theta]
    network.intercepts_ = [Theta[l][:, 0].copy() for l in Theta]
    weights, biases = ([np.empty_like(w) for w in of] for of in (network.coefs_, network.intercepts_))

    def call():
        arrays = [X, *[None] * len(Theta)], [None] * len(Theta)
        J, dW, db = network._backprop(X, Y, None, *arrays, weights, biases)
        return J, lambda: {l: np.column_stack([db[l - 1], dW[l - 1].T]) for l in Theta}

    return call


def pytorch(Theta, X, Y):
    import torch

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    W = [torch.tensor(Theta[l][:, 1:].copy(), requires_grad=True) for l in Theta]
    b = [torch.tensor(Theta[l][:, 0].copy(), requires_grad=True) for l in Theta]
    X, Y, m = torch.from_numpy(X), torch.from_numpy(Y), len(X)

    def call():
        a = X
        for k in range(len(W)):
            z = torch.nn.functional.linear(a, W[k], b[k])
            a = torch.sigmoid(z) if k + 1 < len(W) else None
        J = torch.nn.functional.binary_cross_entropy_with_logits(z, Y, reduction="sum") / m
        J = J + LAMBDA / (2 * m) * sum((w * w).sum() for w in W)
        D = torch.autograd.grad(J, W + b)
        return J.item(), lambda: {l: np.column_stack([D[len(W) + l - 1], D[l - 1]]) for l in Theta}

    return call


def jax(Theta, X, Y):
    import jax
    from jax import numpy as jnp

    jax.config.update("jax_enable_x64", True)
    m, X, Y = len(X), jnp.asarray(X), jnp.asarray(Y)

    def J(Theta):
        a = X
        for l in Theta:
            z = a @ Theta[l][:, 1:].T + Theta[l][:, 0]
            a = jax.nn.sigmoid(z)
        penalty = sum(jnp.sum(Theta[l][:, 1:] ** 2) for l in Theta)
        return jnp.sum(jax.nn.softplus(z) - Y * z) / m + LAMBDA / (2 * m) * penalty

    compiled, Theta = jax.jit(jax.value_and_grad(J)), {l: jnp.asarray(Theta[l]) for l in Theta}

    def call():
        J, D = jax.block_until_ready(compiled(Theta))
        return float(J), lambda: {l: np.asarray(D[l]) for l in D}

    return call


def bare_products(Theta, X, Y):
    """The matrix products alone, in blocks, without a bias: what no way can do without. It gives nothing."""
    W = {l: Theta[l][:, 1:] for l in Theta}

    def call():
        for t in range(0, len(X), 1024):
            a = {1: X[t : t + 1024].T}
            for l in W:
                a[l + 1] = W[l] @ a[l]
            delta = a[len(W) + 1]
            for l in reversed(W):
                delta @ a[l].T
                delta = W[l].T @ delta if l > 1 else None

    return call


RIVALS = {
    "best numpy": best_numpy,
    "bpkit": bpkit,
    "usual numpy": usual_numpy,
    "scikit-learn": scikit_learn,
    "PyTorch": pytorch,
    "JAX": jax,
    "bare products": bare_products,
}

# ---------------------------------------------------------------- measuring


def measure(m, sizes, seconds, clock):
    """The least seconds that each rival takes on that shape, {name: seconds}."""
    rng = np.random.default_rng(0)
    X, Y = rng.random((m, sizes[0])), np.eye(max(sizes[-1], 2))[rng.integers(0, max(sizes[-1], 2), m)][:, : sizes[-1]]
    Y, Theta, calls = np.ascontiguousarray(Y), random_theta(sizes, seed=1), {}
    for name, make in RIVALS.items():
        try:
            calls[name] = make(Theta, X, Y)
        except ImportError:
            continue
    expected_J, expected_D = calls["usual numpy"]()
    for name, call in calls.items():
        if result := call():
            J, D = result
            D = D() if callable(D) else D
            apart = max(np.abs(D[l] - expected_D[l]).max() for l in Theta)
            assert abs(J - expected_J) < 1e-12 * J and apart < 1e-12, f"{name} disagrees"
    least, end = dict.fromkeys(calls, np.inf), time.monotonic() + seconds
    for turn in range(1_000_000):
        for name, call in calls.items():
            often = max(1, int(5e-4 / least[name]))
            start = clock()
            for _ in range(often):
                call()
            least[name] = min(least[name], (clock() - start) / often)
        if turn >= 4 and time.monotonic() > end:
            return least


def draw(ratios, path):
    """ratios : {threads: {shape: {rival: ratio}}}. Bars for one thread; the best numpy is the line at 1."""
    from matplotlib.figure import Figure

    shapes = {shape: of for shape, of in ratios[1].items() if not shape.startswith("XOR")}
    names = [
        name for name in RIVALS if name in next(iter(shapes.values())) and name not in ("best numpy", "bare products")
    ]
    figure = Figure(figsize=(9.6, 3.6), layout="constrained")
    ax = figure.add_subplot()
    for k, name in enumerate(names):
        color = {"bpkit": "#b45309"}.get(name, str(0.35 + 0.13 * k))
        places = [at + (k - len(names) / 2 + 0.5) * 0.16 for at in range(len(shapes))]
        bars = ax.bar(places, [shapes[shape][name] for shape in shapes], 0.15, label=name, color=color)
        ax.bar_label(bars, fmt="%.1f", fontsize=7, padding=1)
    ax.axhline(1, color="black", linewidth=1)
    ax.set(xticks=range(len(shapes)), ylabel="time, where the best numpy takes 1")
    ax.set_xticklabels([shape.replace(" × ", " ×\n") for shape in shapes], fontsize=8)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(frameon=False, ncols=len(names), loc="upper right", fontsize=8)
    figure.savefig(path, dpi=150)


def child(count, seconds):
    """The ratios with so many threads, from a process of their own."""
    command = [sys.executable, __file__, "--threads", str(count), "--seconds", str(seconds)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def table(ratios):
    names = next(iter(ratios.values()))
    print(f"{'ratios to the best numpy':27}", *(f"{name:>13}" for name in names))
    for shape, of in ratios.items():
        print(f"{shape:27}", *(f"{of[name]:13.2f}" for name in names))


if __name__ == "__main__":
    if chosen.threads:
        np.empty(31 * 2**17).fill(0)  # once freed, memory of up to its 31 MiB stays with the process
        clock = time.process_time if chosen.threads == 1 else time.perf_counter
        found = {}
        for shape, (m, sizes) in SHAPES.items():
            least = measure(m, sizes, chosen.seconds, clock)
            best = min(least["best numpy"], least["usual numpy"])
            found[shape] = {name: seconds / best for name, seconds in least.items()}
            print(f"{shape}: {1000 * best:.3g} ms is 1", file=sys.stderr)
        json.dump(found, sys.stdout)
    else:
        ratios = {}
        for count in (1, 2):
            ratios[count] = child(count, chosen.seconds)
            print(f"\n{count} thread{'s' * (count > 1)}")
            table(ratios[count])
        if chosen.chart:
            draw(ratios, chosen.chart)
