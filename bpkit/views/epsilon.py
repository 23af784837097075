"""How far the slope of J over 2ε is from D: its error against ε, and the numbers of which it is made."""

from typing import NamedTuple

import numpy as np

from bpkit.notation import Ref, number, plain, svg
from bpkit.views.matrices import matrix
from bpkit.views.picture import FORMULA, SMALL, Picture, above, beside, escape, line_of_text, text

LEFT, TOP, RIGHT, BOTTOM = 62, 34, 14, 46
INSIDE = 420, 260  # width and height of what the axes enclose
LEAST_X, MOST_X = -12, 0  # powers of ten at the ends of the axes
LEAST_Y, MOST_Y = -13, 1
TWO_SIDED = "stroke: var(--bpkit-pos); stroke-width: 2; fill: none"
ONE_SIDED = "stroke: var(--bpkit-neg); stroke-width: 2; fill: none; stroke-dasharray: 6 4"
LIMIT = -8  # gradient_check's
DECIMALS = 16  # as many as a number of Python has, near 1
LEGEND = (
    "In J, what J(Θ + ε) and J(Θ − ε) have in common is pale: the slope is made of the bold digits alone. In a slope, "
    "the bold digits agree with D. For another weight, click a number of D, or reach it with Tab and the arrow keys "
    "and press Enter."
)


class Sweep(NamedTuple):
    """The relative difference of all weights for each power of ten, and the numbers of one weight at one of them.

    exponents : log₁₀ of each ε. two_sided, one_sided : the relative difference there.
    exponent : log₁₀ of the ε that is looked at. errors : (two-sided, one-sided) there.
    weight : (l, i, j). J, J_plus, J_minus : at Θ, with this weight larger by ε, smaller by ε. difference : of the last
    two. slopes : (two-sided, one-sided) of this weight. D : a dict.
    planted : the name of the mistake that D has, or None.
    """

    exponents: np.ndarray
    two_sided: np.ndarray
    one_sided: np.ndarray
    exponent: float
    errors: tuple
    weight: tuple
    J: float
    J_plus: float
    J_minus: float
    difference: float
    slopes: tuple
    D: dict
    planted: str

    @property
    def epsilon(self):
        return 10.0**self.exponent


def epsilon_sweep(sweep):
    """All of it as HTML, side by side where there is room."""
    matrices = "".join(picture.svg() for picture in _matrices(sweep))
    return (
        f'<div class="bpkit-beside">{error_plot(sweep).svg()}<div>{nudged(sweep).svg()}'
        f'<div class="bpkit-parts">{matrices}</div></div></div>'
        f'<p class="bpkit-cost">{escape(verdict(sweep))}</p><p class="bpkit-legend">{LEGEND}</p>'
    )


def epsilon_picture(sweep):
    """All of it as one Picture, for the saved notebook."""
    right = above([nudged(sweep), beside(_matrices(sweep), gap=28)], gap=20)
    picture = above([beside([error_plot(sweep), right], gap=28), line_of_text(verdict(sweep))], gap=14)
    return picture._replace(label=f"The error of the numerical gradient against ε. {verdict(sweep)}")


def verdict(sweep):
    """What the check says at this ε, over all weights."""
    count = sum(values.size for values in sweep.D.values())
    two, one = map(scientific, sweep.errors)
    of = f", with a mistake in D ({sweep.planted})" if sweep.planted else ""
    return f"Relative difference of all {count} weights{of}: two-sided {two}, one-sided {one}."


def scientific(value):
    """A number as 4.2 · 10⁻¹¹, or 0."""
    if value == 0:
        return "0"
    digits, power = f"{value:.1e}".split("e")
    return f"{digits} · {ten_to(int(power))}".replace("-", "−")


def ten_to(power):
    """10⁻⁴ for −4, 10^−4.5 for −4.5."""
    if power == int(power):
        return "10" + str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10^{power:g}".replace("-", "−")


def error_plot(sweep):
    """The relative difference against ε, both in powers of ten, two-sided and one-sided."""
    width, height = INSIDE
    parts = []

    def right(exponent):
        return (np.clip(exponent, LEAST_X, MOST_X) - LEAST_X) / (MOST_X - LEAST_X) * width

    def down(power):
        return height - (np.clip(power, LEAST_Y, MOST_Y) - LEAST_Y) / (MOST_Y - LEAST_Y) * height

    muted = {"kind": "muted", "size": SMALL}
    for power in range(LEAST_X, MOST_X + 1, 2):
        x = right(power)
        parts.append(_grid(x, 0, x, height))
        parts.append(svg(_power_of_ten(power), x, height + 22, SMALL + 2, "middle", "muted"))
    for power in range(LEAST_Y + 1, MOST_Y + 1, 2):
        y = down(power)
        parts.append(_grid(0, y, width, y))
        parts.append(svg(_power_of_ten(power), -8, y + 5, SMALL + 2, "end", "muted"))
    y = down(LIMIT)
    parts.append(f'<line class="rule" x1="0" y1="{y:.1f}" x2="{width}" y2="{y:.1f}" stroke-dasharray="2 3"/>')
    parts.append(text(width - 4, y - 5, "below: good", anchor="end", **muted))
    x = right(sweep.exponent)
    parts.append(f'<line class="rule" x1="{x:.1f}" y1="0" x2="{x:.1f}" y2="{height}" stroke-width="1.5"/>')
    for errors, here, style, square in (
        (sweep.one_sided, sweep.errors[1], ONE_SIDED, True),
        (sweep.two_sided, sweep.errors[0], TWO_SIDED, False),
    ):
        powers = down(_log10(errors))
        points = " ".join(f"{right(e):.1f},{y:.1f}" for e, y in zip(sweep.exponents, powers))
        y = down(_log10(here))
        parts.append(f'<polyline style="{style}" points="{points}"/>')
        filled = style.split(";")[0].replace("stroke", "fill")
        if square:
            parts.append(f'<rect style="{filled}" x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12"/>')
        else:
            parts.append(f'<circle style="{filled}" cx="{x:.1f}" cy="{y:.1f}" r="4.5" stroke="var(--bpkit-ground)"/>')
    for k, (name, style) in enumerate((("● two-sided", TWO_SIDED), ("■ one-sided", ONE_SIDED))):
        y = height - 34 + 20 * k
        parts.append(f'<line style="{style}" x1="10" y1="{y - 4}" x2="44" y2="{y - 4}"/>' + text(50, y, name))
    parts.append(f'<rect class="frame" x="0" y="0" width="{width}" height="{height}"/>')
    parts.append(svg("ε", width / 2, height + 42, FORMULA, "middle"))
    parts.append(text(-LEFT, -14, "Relative difference of D and the numerical gradient", kind="title"))
    body = f'<g transform="translate({LEFT} {TOP})">{"".join(parts)}</g>'
    return Picture(LEFT + width + RIGHT, TOP + height + BOTTOM, body, verdict(sweep))


def nudged(sweep):
    """One weight made larger and smaller by ε: J, what is left of it, the slopes, and D."""
    l, i, j = sweep.weight
    name, of = (Ref(quantity, l, i, j).source for quantity in ("Theta", "D"))
    D = sweep.D[l][i - 1, j]
    two, one = sweep.slopes
    middle, plus, minus, left = map(_digits, (sweep.J, sweep.J_plus, sweep.J_minus, sweep.difference))
    right, alike = _digits(D), _in_common(plus, minus)
    rows = [
        ("J(Θ + ε)", plus, slice(alike, None)),
        ("J(Θ)", middle, slice(alike, None)),
        ("J(Θ − ε)", minus, slice(alike, None)),
        None,
        ("J(Θ + ε) − J(Θ − ε)", left, slice(len(left) - len(left.lstrip(" −0.")), None)),
        None,
        ('"two-sided slope, "÷ 2ε', _digits(two), slice(_in_common(_digits(two), right))),
        ('"one-sided slope"', _digits(one), slice(_in_common(_digits(one), right))),
        (of + '", with the mistake"' * bool(sweep.planted), right, None),
    ]
    size = scientific(sweep.epsilon) if sweep.exponent != int(sweep.exponent) else ten_to(sweep.exponent)
    parts, y = (
        [svg(f'"One weight alone: "{name}", larger and smaller by "ε = {size}', 0, 14, FORMULA, kind="title")],
        40,
    )
    for row in rows:
        if row is None:
            y += 8
            continue
        label, digits, bold = row
        parts.append(svg(label, 0, y, FORMULA, kind="muted"))
        parts.append(_partly_bold(200, y, digits, bold or slice(0, 0)))
        y += 22
    told = f"{plain(name)} with ε = {size}: two-sided slope {number(two)}, one-sided {number(one)}, D {number(D)}"
    return Picture(400, y - 6, "".join(parts), told)


def _matrices(sweep):
    """D of each layer; the entry that is looked at is bold and underlined."""
    marks = {"D[{}][{}, {}]".format(*sweep.weight): "bold"}
    return [matrix(values, Ref("D", l).source, f"D[{l}]", marks=marks) for l, values in sweep.D.items()]


def _log10(values):
    return np.log10(np.maximum(values, 10.0**LEAST_Y))


def _digits(value):
    """To 16 decimals, with room for a minus sign, so that digits stand under digits."""
    return number(value, DECIMALS).rjust(DECIMALS + 4)


def _in_common(one, other):
    """How many characters the two have in common from the left."""
    return next((k for k, (a, b) in enumerate(zip(one, other)) if a != b), len(one))


def _partly_bold(x, y, digits, bold):
    """A line of digits with some of them bold and the others pale; none, where none is bold."""
    pale = 0.6 if digits[bold] else 1
    start, end, _ = bold.indices(len(digits))
    pieces = ((digits[:start], False), (digits[start:end], True), (digits[end:], False))
    spans = "".join(
        f'<tspan {"font-weight" if strong else "fill-opacity"}="{"bold" if strong else pale}">{piece}</tspan>'
        for piece, strong in pieces
        if piece
    )
    return f'<text class="digits" x="{x}" y="{y}" font-size="{SMALL}">{spans}</text>'


def _power_of_ten(power):
    return f"10^{{{number(power, 0)}}}"


def _grid(x1, y1, x2, y2):
    at = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line style="stroke: var(--bpkit-line); stroke-opacity: .5" {at}/>'
