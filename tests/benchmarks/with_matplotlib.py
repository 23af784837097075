"""The Explorer's picture as everybody draws it: for each λ a new matplotlib figure. One side of painted.py."""

import matplotlib.pyplot as plt
from ipywidgets import FloatSlider, interact

import bpkit


def show(data, layer_sizes, lambda_, t=1):
    """The network with a and δ of example t, and for each layer Θ, that example's δaᵀ, Δ and D, all to 4 decimals."""
    Theta = bpkit.random_theta(layer_sizes, seed=0)
    z, a = bpkit.forward_propagate(Theta, data.X.T)
    delta = bpkit.backpropagate_errors(Theta, a, data.Y.T)
    Delta = bpkit.accumulate({l: 0 * Theta[l] for l in Theta}, delta, a)
    D = bpkit.regularized_gradient(Delta, Theta, len(data.X), lambda_)
    L = len(layer_sizes)

    figure = plt.figure(figsize=(13, 5))
    figure.suptitle(f"J(Θ) = {bpkit.cost(Theta, data.X, data.Y, lambda_):.4f}")
    left, right = figure.subplots(1, 2)
    place = {}  # of unit j of layer l, the bias unit on top
    for l, size in enumerate(layer_sizes, start=1):
        units = range(1, size + 1) if l == L else range(size + 1)
        place |= {(l, j): (l, len(units) / 2 - k) for k, j in enumerate(units)}
    for l in Theta:
        for i, row in enumerate(Theta[l], start=1):
            for j, weight in enumerate(row):
                (x1, y1), (x2, y2) = place[l, j], place[l + 1, i]
                color, style = ("tab:orange", "-") if weight > 0 else ("tab:blue", "--")
                left.plot([x1, x2], [y1, y2], color=color, linestyle=style, linewidth=0.5 + 2 * abs(weight), zorder=1)
    for (l, j), (x, y) in place.items():
        label = "+1" if j == 0 else f"a {a[l][j - (l == L), t - 1]:.4f}"
        if l > 1 and j > 0:
            label += f"\nδ {delta[l][j - 1, t - 1]:.4f}"
        left.text(x, y, label, ha="center", va="center", bbox=dict(boxstyle="round", facecolor="white"))
    left.set(xlim=(0.6, L + 0.4), ylim=(-max(layer_sizes) / 2 - 1, max(layer_sizes) / 2 + 1))

    # A text for each matrix is quicker than matplotlib's table: the comparison is to be kind to this side.
    for l in Theta:
        product = delta[l + 1][:, [t - 1]] @ a[l][:, [t - 1]].T
        for k, (name, matrix) in enumerate({"Θ": Theta[l], "δaᵀ": product, "Δ": Delta[l], "D": D[l]}.items()):
            rows = ["  ".join(f"{value:7.4f}" for value in row) for row in matrix]
            table = "\n".join([f"{name}, l = {l}", *rows])
            right.text(k % 2 * 0.75, 1 - (l - 1) / 2 - k // 2 / 4, table, va="top", family="monospace", fontsize=8)
    left.axis("off")
    right.axis("off")
    plt.show()


def explore(data, layer_sizes):
    slider = FloatSlider(0, min=0, max=10, step=0.1, description="λ")
    interact(lambda lambda_: show(data, layer_sizes, lambda_), lambda_=slider)
