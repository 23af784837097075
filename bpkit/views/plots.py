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
    curve = CostCurve(ax, **style)
    curve.show(J)
    return curve.line


class CostCurve:
    """J against the number of steps; show moves the line to other numbers."""

    def __init__(self, ax, **style):
        (self.line,) = ax.plot([], [], **style)
        ax.set(xlabel="steps of gradient descent", ylabel="J(Θ)")

    def show(self, J):
        ax = self.line.axes
        self.line.set_data(np.arange(len(J)), J)
        ax.relim()
        ax.autoscale_view(scaley=False)
        ax.set_ylim(0, max(ax.dataLim.y1 * 1.05, 1e-9))


def decision_map(h, X, y, ax, class_names=("y = 0", "y = 1")):
    """What the network answers everywhere in the plane, and the training points on it.

    h : a function from points, shape (p, 2), to answers from 0 to 1, shape (p,). X : shape (m, 2). y : m times 0 or 1.
    Returns the map; the line is where h = 0.5.
    """
    shown = DecisionMap(X, y, ax, class_names)
    shown.show(h)
    return shown.shades


class DecisionMap:
    """The training points in the plane; show puts the answers of an h under them. Arguments as for decision_map."""

    def __init__(self, X, y, ax, class_names=("y = 0", "y = 1")):
        margin, self._ax = 0.4, ax
        (left, bottom), (right, top) = X.min(axis=0) - margin, X.max(axis=0) + margin
        self._plane = np.meshgrid(np.linspace(left, right, 80), np.linspace(bottom, top, 80))
        self._points = np.column_stack([x.ravel() for x in self._plane])
        self._line = None
        empty, extent = np.full(self._plane[0].shape, 0.5), (left, right, bottom, top)
        self.shades = ax.imshow(empty, extent=extent, origin="lower", cmap=SIGNED, vmin=0, vmax=1)
        for value, marker in enumerate(MARKERS):
            points, name = X[np.ravel(y).round() == value], class_names[value]
            ax.scatter(*points.T, marker=marker, s=70, c="white", edgecolors="black", label=name, zorder=3)
        ax.set(xlabel="x₁", ylabel="x₂")

    def show(self, h):
        answers = h(self._points).reshape(self._plane[0].shape)
        self.shades.set_data(answers)
        if self._line:  # matplotlib cannot move a contour
            self._line.remove()
        crossed = answers.min() < 0.5 < answers.max()
        self._line = (
            self._ax.contour(*self._plane, answers, levels=[0.5], colors="black", linewidths=1) if crossed else None
        )


def image_grid(rows, shape, titles=None, columns=10, signed=False):
    """Rows of numbers as images, dark for ink. signed : orange for positive and blue for negative, 0 white.

    rows : shape (count, pixels). shape : of one image. titles : one for each. Returns a Figure.
    """
    rows = np.asarray(rows)
    lines = -(-len(rows) // columns)
    size = 0.95 * columns, (1.25 if titles is not None else 0.95) * lines
    figure = Figure(figsize=size, layout="constrained")
    ImageGrid(figure, len(rows), shape, titles, columns, signed).show(rows)
    return figure


class ImageGrid:
    """Places for images in a figure; show puts rows of numbers there. Arguments as for image_grid."""

    def __init__(self, figure, count, shape, titles=None, columns=10, signed=False):
        self._shape, self._signed, self._images = shape, signed, []
        look = {"cmap": SIGNED} if signed else {"cmap": "Greys", "vmin": 0}
        for k, axes in enumerate(figure.subplots(-(-count // columns), columns, squeeze=False).flat):
            axes.set_axis_off()
            if k < count:
                self._images.append(axes.imshow(np.zeros(shape), **look))
                if titles is not None:
                    axes.set_title(titles[k], fontsize=9)

    def show(self, rows):
        for image, row in zip(self._images, rows):
            limit = np.abs(row).max() or 1
            image.set_data(np.reshape(row, self._shape))
            image.set_clim(-limit if self._signed else 0, limit)
