"""One unit whose weights are moved: z, g(z) and the slope of g answer."""

from bpkit.algorithm import sigmoid
from bpkit.views.unit import sigmoid_plot, unit
from bpkit.widgets.live import Slider, SliderLab


class UnitLab(SliderLab):
    """A unit with a bias and two inputs. Move its weights and its inputs, and watch z, a and the slope of g.

    bias, weight_1, weight_2 : the weights Θ₁₀, Θ₁₁ and Θ₁₂. x_1, x_2 : the inputs.
    """

    bias = Slider("Θ₁₀", -6, 6, 1.0)
    weight_1 = Slider("Θ₁₁", -6, 6, 2.0)
    weight_2 = Slider("Θ₁₂", -6, 6, -1.0)
    x_1 = Slider("x₁", -2, 2, 1.0)
    x_2 = Slider("x₂", -2, 2, 1.0)

    @property
    def z(self):
        """The weighted sum."""
        return self.bias + self.weight_1 * self.x_1 + self.weight_2 * self.x_2

    @property
    def a(self):
        """What the unit gives out, g(z)."""
        return float(sigmoid(self.z))

    def _pictures(self):
        weights, x = (self.bias, self.weight_1, self.weight_2), (self.x_1, self.x_2)
        terms, a = [weight * value for weight, value in zip(weights, (1, *x))], self.a
        slope = a * (1 - a)
        return [unit(weights, x, terms, self.z, a, slope, largest=6), sigmoid_plot(sigmoid, self.z, a, slope)]
