"""Curves, maps and images by matplotlib: axes in, artists out. Nothing here makes a figure that pyplot knows of."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from bpkit.views.images import NEGATIVE, POSITIVE

MARKERS = ("o", "^")  # a class is told by its marker, not by its color alone

# Blue, white, orange: the colors of the matrices.
SIGNED = LinearSegmentedColormap.from_list(
    "signed", [[k / 255 for k in NEGATIVE], "white", [k / 255 for k in POSITIVE]]
)


def cost_curve(J, ax, **style):
    """J against the number of steps. J : shape (steps + 1,). style : as for ax.plot. Returns the line."""
    (line,) = ax.plot(np.arange(len(J)), J, **style)
    ax.set(xlabel="steps of gradient descent", ylabel="J(Θ)", ylim=(0, max(ax.dataLim.y1 * 1.05, 1e-9)))
    return line


def decision_map(h, X, y, ax, class_names=("y = 0", "y = 1")):
    """What the network answers everywhere in the plane, and the training points on it.

    h : a function from points, shape (p, 2), to answers from 0 to 1, shape (p,). X : shape (m, 2). y : m times 0 or 1.
    Returns the map; the line is where h = 0.5.
    """
    margin = 0.4
    (left, bottom), (right, top) = X.min(axis=0) - margin, X.max(axis=0) + margin
    plane = np.meshgrid(np.linspace(left, right, 80), np.linspace(bottom, top, 80))
    answers = h(np.column_stack([x.ravel() for x in plane])).reshape(plane[0].shape)
    shades = ax.imshow(answers, extent=(left, right, bottom, top), origin="lower", cmap=SIGNED, vmin=0, vmax=1)
    if answers.min() < 0.5 < answers.max():
        ax.contour(*plane, answers, levels=[0.5], colors="black", linewidths=1)
    for value, marker in enumerate(MARKERS):
        points, name = X[np.ravel(y).round() == value], class_names[value]
        ax.scatter(*points.T, marker=marker, s=70, c="white", edgecolors="black", label=name, zorder=3)
    ax.set(xlabel="x₁", ylabel="x₂")
    return shades


def image_grid(rows, shape, titles=None, columns=10, signed=False):
    """Rows of numbers as images, dark for ink. signed : orange for positive and blue for negative, 0 white.

    rows : shape (count, pixels). shape : of one image. titles : one for each. Returns a Figure.
    """
    rows = np.asarray(rows)
    lines = -(-len(rows) // columns)
    size = 0.95 * columns, (1.25 if titles is not None else 0.95) * lines
    figure = Figure(figsize=size, layout="constrained")
    look = {"cmap": SIGNED} if signed else {"cmap": "Greys", "vmin": 0}
    for k, axes in enumerate(figure.subplots(lines, columns, squeeze=False).flat):
        axes.set_axis_off()
        if k < len(rows):
            limit = np.abs(rows[k]).max() or 1
            axes.imshow(np.reshape(rows[k], shape), **{"vmin": -limit, **look}, vmax=limit)
            if titles is not None:
                axes.set_title(titles[k], fontsize=9)
    return figure
