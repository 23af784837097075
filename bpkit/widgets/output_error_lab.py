"""One output unit and two costs: where z is large and wrong, the squared error's δ nearly vanishes."""

import numpy as np

from bpkit.algorithm import cross_entropy, output_error, sigmoid
from bpkit.views.output_error import two_costs
from bpkit.widgets.live import Slider, SliderLab

Z_ALL = np.linspace(-8, 8, 161)


class OutputErrorLab(SliderLab):
    """The cross-entropy and the squared error of one output against its z. Move z and y, and watch both δ.

    z : the weighted sum of the output unit. y : the right answer, from 0 to 1.
    """

    z = Slider("z", -8, 8, 0.0)
    y = Slider("y", 0, 1, 1.0)

    @property
    def a(self):
        """The output, g(z)."""
        return float(sigmoid(self.z))

    @property
    def delta(self):
        """Line 3, a − y: the derivative of the cross-entropy by z."""
        return float(output_error([self.a], [self.y])[0, 0])

    @property
    def squared_error_delta(self):
        """(a − y) a (1 − a): the derivative of ½ (a − y)² by z."""
        return (self.a - self.y) * self.a * (1 - self.a)

    def _pictures(self):
        entropy = [cross_entropy(z, self.y) for z in Z_ALL], cross_entropy(self.z, self.y), self.delta
        squared = (sigmoid(Z_ALL) - self.y) ** 2 / 2, (self.a - self.y) ** 2 / 2, self.squared_error_delta
        return two_costs(self.z, self.a, Z_ALL, entropy, squared)
