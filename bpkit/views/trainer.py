"""What the Trainer shows: J against the steps, what the network answers or looks for, and a sentence."""

from matplotlib.figure import Figure

from bpkit.notation import number
from bpkit.views.picture import figure_picture
from bpkit.views.plots import CostCurve, DecisionMap, ImageGrid

MOST_IMAGES, IMAGES_IN_A_ROW = 27, 9
SHORTEST = 10  # steps that the axis has room for at first, so that its numbers are whole
MARGINS = {"left": 0.14, "right": 0.97, "bottom": 0.17, "top": 0.96}  # fixed, so that nothing jumps when numbers grow


class CostPlot:
    """The curve of J, made once; picture draws it anew."""

    def __init__(self):
        self._figure = Figure(figsize=(4.8, 3.1))
        self._figure.subplots_adjust(**MARGINS)
        self._axes = self._figure.subplots()
        self._curve = CostCurve(self._axes)
        (self._now,) = self._axes.plot([], [], "o", color="C0", markersize=5)
        self._axes.grid(alpha=0.3)

    def picture(self, J):
        """J : before the first step and after each. Returns a Picture."""
        self._curve.show(J)
        self._now.set_data([len(J) - 1], J[-1:])
        longest = max(len(J) - 1, SHORTEST)
        self._axes.set_xlim(-0.04 * longest, 1.04 * longest)
        return figure_picture(self._figure, f"J after {len(J) - 1} steps: from {number(J[0])} to {number(J[-1])}")


class MapPlot:
    """The plane of two inputs with the training points, and what the network answers there."""

    def __init__(self, X, y, output=""):
        self._figure = Figure(figsize=(3.7, 3.1))
        self._figure.subplots_adjust(**{**MARGINS, "left": 0.2, "top": 0.91})
        axes = self._figure.subplots()
        self._map = DecisionMap(X, y, axes)
        axes.set_aspect("auto")
        axes.locator_params(nbins=5)
        axes.set_title(f"{output}circles: y = 0, triangles: y = 1", fontsize=9)

    def picture(self, h):
        """h : a function from points to answers, as for decision_map. Returns a Picture."""
        self._map.show(h)
        label = "The answer at each point of the plane: orange above 0.5, blue below; circles and triangles as trained"
        return figure_picture(self._figure, label)


class UnitsPlot:
    """The weights from the pixels to the units of layer 2, a small image each."""

    def __init__(self, units, shape):
        self.count = min(units, MOST_IMAGES)
        columns = min(self.count, IMAGES_IN_A_ROW)
        lines = -(-self.count // columns)
        self._figure = Figure(figsize=(max(0.6 * columns, 1.2), 0.8 * lines + 0.06))
        self._figure.subplots_adjust(
            left=0.005, right=0.995, bottom=0.01, top=1 - 0.2 / (0.8 * lines), wspace=0.08, hspace=0.4
        )
        self._grid = ImageGrid(self._figure, self.count, shape, range(1, self.count + 1), columns, signed=True)

    def picture(self, Theta_1):
        """Theta_1 : Θ⁽¹⁾, whose column 0 is left out. Returns a Picture."""
        self._grid.show(Theta_1[: self.count, 1:])
        label = f"The weights from the pixels to units 1 to {self.count} of layer 2, orange positive, blue negative"
        return figure_picture(self._figure, label)


def progress_sentence(steps, J, train, test):
    """How far it is. train, test : shares of right answers, test None where nothing is held out."""
    held_out = "" if test is None else f", on the held-out ones {test:.0%}"
    return f"After {steps} steps J = {number(J)}. Right answers on the training examples: {train:.0%}{held_out}."


def stopped_sentence(steps, alpha):
    """What to say when the next step leads nowhere."""
    return (
        f"Stopped after {steps} steps: the next one makes J, or a weight, too large to be a finite number. "
        f"α = {alpha:g} is too large here. Reset, and take a smaller one."
    )
