"""How far the slopes of J over ε are from D: their error against ε, and the digits of which one slope is made."""

from typing import NamedTuple

import numpy as np

from bpkit import notation
from bpkit.notation import Ref, number
from bpkit.numbers import Changes
from bpkit.views import prose
from bpkit.views.cells import APART, MOVES, attributes, column_heads, decimals_in, entry, label, matrix
from bpkit.views.graph import Axes
from bpkit.views.page import page
from bpkit.views.panel import named_seed, slider
from bpkit.views.picture import Picture
from bpkit.views.scene import MIDDLE
from bpkit.views.strip import Strip, tabs

LEAST_X, MOST_X = -12, 0  # powers of ten at the ends of the axes
AXES = Axes(62, 38, 480, 400, LEAST_X, MOST_X, -13, 0.5)
LIMIT = -8  # gradient_check's
DECIMALS = 16  # as many as a number of Python has, near 1
PALE = ' fill-opacity="0.4"'
DIGITS, TABS, MATRICES = 186, 280, 368  # in the part at the right: where the digits begin, and below
LOWER = 38  # so much higher stands what follows, where nothing is told below the digits
DEEP, LOW = 90, 18  # the room of the matrices; a row so low has no numbers
TOLD = (
    "What the two J share is pale: only the other digits make the slope.",
    "Of a slope, the dark digits agree with D.",
)


class Sweep(NamedTuple):
    """changes : of the network, with D as it is checked. exponents : log₁₀ of each ε of the curves. exponent : log₁₀ of
    this ε. curves, errors : (two-sided, one-sided), the relative difference of all weights at each of them, and here.

    weight : (l, i, j). digits : of this weight, by the names of notation.OF_A_NUDGE. offered : what D may be, and its
    tab as HTML. planted : which of these it is, None for right. own, seed : as a Scene has them.
    """

    changes: Changes
    strip: Strip
    exponents: np.ndarray
    exponent: float
    curves: tuple
    errors: tuple
    weight: tuple
    digits: dict
    offered: dict
    planted: str
    seed: int
    own: bool

    @property
    def numbers(self):
        return self.changes.now


class Plan(NamedTuple):
    """Where the part about one weight begins, and how large all is. axes : of the curves. beside : whether what is
    told of the digits stands beside them, not below. cell : the widest of D."""

    axes: Axes
    beside: bool
    cell: float
    x: float
    y: float
    width: float
    height: float


def plan_of(width):
    if width < MIDDLE:
        return Plan(AXES._replace(w=556), True, 92, 6, 540, 640, 1062 - LOWER)
    return Plan(AXES, False, 72, 576, 0, width, 522)


def epsilon_lab(sweep, width):
    """The whole lab as HTML: what D is, to be chosen, is laid over the picture."""
    plan = plan_of(width)
    chosen = tabs(
        "planted", dict(enumerate(sweep.offered.values())), list(sweep.offered).index(sweep.planted), "what D is"
    )
    top = plan.y + TABS - LOWER * plan.beside
    at = f"left: {plan.x + 40:g}px; top: {top:g}px; width: {plan.width - plan.x - 40:g}px"
    return page(sweep.strip, epsilon_stage(sweep, width), over=f'<div class="laid" style="{at}">{chosen}</div>')


def epsilon_stage(sweep, width, live=True):
    """Everything below the strip, as a Picture."""
    plan = plan_of(width)
    below = plan.y - LOWER * plan.beside
    parts = [_errors(sweep, plan.axes), _epsilon(sweep, plan.axes)]
    parts += [f'<g transform="translate({plan.x:g} {plan.y:g})">', _one_weight(sweep, plan.beside)]
    parts += [f'</g><g transform="translate({plan.x:g} {below:g})">']
    parts.append(notation.svg('D" is"', 0, TABS + 19, 18))
    if not live:
        parts.append(label(40, TABS + 19, sweep.planted or "right", "b"))
    parts.append(_matrices(sweep, plan.width - plan.x - 6, plan.cell, live))
    parts.append(slider(sweep, 0, 503) + named_seed(sweep, 230, 508) + "</g>")
    return Picture(plan.width, plan.height, "".join(parts), verdict(sweep))


def verdict(sweep):
    """What the check says at this ε, over all weights."""
    two, one = (notation.plain(scientific(error)) for error in sweep.errors)
    return (
        f"ε = {notation.plain(epsilon_source(sweep.exponent))}: relative difference {two} two-sided, {one} one-sided."
    )


def scientific(value):
    """A number as a source: 4.2 · 10^{−11}, or 0."""
    if value == 0:
        return "0"
    digits, power = f"{value:.1e}".split("e")
    return f"{digits} · 10^{{{int(power)}}}".replace("-", "−")


def epsilon_source(exponent):
    """ε as a source: 10^{−4} where the power is whole."""
    return f"10^{{{number(exponent, 0)}}}" if exponent == int(exponent) else scientific(10.0**exponent)


# ---------------------------------------------------------------- the error against ε


def _errors(sweep, axes):
    """The curves, what they are called, and ε to be dragged."""
    bottom, right = axes.y + axes.h, axes.x + axes.w
    count = sum(values.size for values in sweep.numbers.D.values())
    parts = [label(6, 18, f"Relative difference of D and the slopes of J, all {count} weights", "b")]
    for power in range(0, LEAST_X - 1, -2):
        x, y = axes.across(power), axes.up(power)
        parts.append(f'<path class="hair" opacity=".6" d="M{axes.x:g} {y:.1f}H{right:g}"/>')
        parts.append(notation.svg(epsilon_source(power), axes.x - 8, y + 5, 16, "end", "mu"))
        parts.append(notation.svg(epsilon_source(power), x, bottom + 28, 16, "middle", "mu"))
    y = axes.up(LIMIT)
    parts.append(f'<path class="plumb" d="M{axes.x:g} {y:.1f}H{right:g}"/>')
    two, one = (_log10(curve) for curve in sweep.curves)
    parts.append(axes.curve(sweep.exponents, one, "dashed") + axes.curve(sweep.exponents, two, "curve main"))
    parts.append(axes.handle("eq:exponent", sweep.exponent) + label(axes.x + 6, y + 17, "below: good", "mu s halo"))
    if not sweep.planted:
        parts.append(_names(axes, sweep.exponents, two, one))
    for curve, kind, r in zip(_log10(sweep.errors)[::-1], ("hollow", "dot"), (5, 6)):
        at = f'cx="{axes.across(sweep.exponent):.1f}" cy="{axes.up(curve):.1f}" r="{r}"'
        parts.append(f'<circle class="{kind}" pointer-events="none" {at}/>')
    return "".join(parts)


def _names(axes, exponents, two, one):
    """What stands beside the curves, wherever these run."""
    best = exponents[two.argmin()]
    told = (
        ("two-sided", best - 1.5, two, -6, 16, "s halo", "end"),
        ("one-sided", -1.2, one, -8, -8, "mu s halo", "end"),
        ("J bends", best / 2, two, 14, 8, "mu s halo", "start"),
        ("digits cancel", -9.5, two, 0, 26, "mu s halo", "end"),
    )
    names = "".join(
        label(axes.across(at) + dx, axes.up(np.interp(at, exponents, curve)) + dy, name, kind, anchor)
        for name, at, curve, dx, dy, kind, anchor in told
    )
    return f'<g pointer-events="none">{names}</g>'


def _epsilon(sweep, axes):
    """ε, to be moved, and both differences there."""
    y = axes.y + axes.h + 70
    source = epsilon_source(sweep.exponent)
    w = notation.width(source, 19)
    look = attributes("exponent", sweep.exponent, given=True, move=axes.move)
    parts = [
        notation.svg("ε =", 6, y, 20),
        f'<g {look}><rect class="o" x="38" y="{y - 22}" width="{w + 12:.1f}" height="30" rx="6"/>'
        f'{notation.svg(source, 44, y, 19)}<line class="u" x1="44" x2="{44 + w:.1f}" y1="{y + 6}" y2="{y + 6}"/></g>',
    ]
    signs = ('<path class="curve main" d="M{0} {1}h26"/>', '<path class="dashed" d="M{0} {1}h26"/>')
    dots = ('<circle class="dot" cx="{0}" cy="{1}" r="5"/>', '<circle class="hollow" cx="{0}" cy="{1}" r="5"/>')
    for x, name, error, drawn, dot in zip((160, axes.w - 116), ("two_error", "one_error"), sweep.errors, signs, dots):
        told = f'"{name[:3]}-sided" {scientific(error)}'
        parts.append(drawn.format(x, y - 5) + dot.format(x + 13, y - 5))
        parts.append(
            _told(name, scientific(error), notation.svg(told, x + 34, y, 18), x + 30, y, notation.width(told, 18))
        )
    return "".join(parts)


def _log10(errors):
    """A power that is drawn, also for 0."""
    return np.log10(np.maximum(errors, 10.0**AXES.bottom))


# ---------------------------------------------------------------- one weight


def _one_weight(sweep, beside):
    """One weight made larger and smaller by ε: J, what is left of it, the slopes, and D. beside : as in a Plan."""
    theta, of_D = (Ref(quantity, *sweep.weight) for quantity in ("Theta", "D"))
    name = notation.width(theta.source, 19)
    parts = [
        label(0, 18, "One weight alone:", "b"),
        notation.svg(theta.source + " =", 136, 18, 19),
        entry(sweep.changes, str(theta), 212 + name, 19, 68, move=MOVES["Theta"], size=15),
        label(228 + name, 18, "larger and smaller by ε", "mu"),
        f'<path class="sum" d="M{DIGITS - 12} 111h186"/>',
    ]
    values = {**sweep.digits, "J": sweep.numbers.J, "D": sweep.numbers.value(of_D)}
    texts = {name: notation.number(value, DECIMALS) for name, value in values.items()}
    room = max(map(len, texts.values())) + (0 if any(text[0] == "−" for text in texts.values()) else 1)
    texts = {name: text.rjust(room) for name, text in texts.items()}
    shared = _in_common(texts["J_plus"], texts["J_minus"])
    gap, right = texts["J_gap"], texts["D"]
    lead = len(gap) - len(gap.lstrip(" −0."))
    rows = [(50, "J_plus", shared), (76, "J", shared), (102, "J_minus", shared), (131, "J_gap", lead)]
    for y, name, pale in rows:
        parts.append(
            _row(name, notation.svg(Ref(name).source if name != "J" else "J(Θ)", 0, y, 18), y, texts[name], pale)
        )
    for y, name, told in ((170, "two_sided", '"divided by" 2ε'), (196, "one_sided", '"one-sided, by" ε')):
        parts.append(_row(name, notation.svg(told, 0, y, 18), y, texts[name], _in_common(texts[name], right), True))
    parts.append(_row(f"eq:{of_D}", notation.svg(of_D.source, 0, 222, 18), 222, right, len(right), True))
    for k, told in enumerate(TOLD):
        lines = prose.lines(told, 230, 14) if beside else [told]
        x, y = (DIGITS + 210, (66, 180)[k]) if beside else (0, 248 + 19 * k)
        parts += [label(x, y + 19 * n, line, "mu s") for n, line in enumerate(lines)]
    return "".join(parts)


def _row(ref, name, y, digits, at, dark_first=False):
    """A number with all its digits: pale before place at and dark from there on, or the other way round."""
    dark = ' font-weight="600"'
    first, rest = (dark, PALE) if dark_first else (PALE, dark)
    pieces = "".join(
        f"<tspan{look}>{piece}</tspan>" for look, piece in ((first, digits[:at]), (rest, digits[at:])) if piece
    )
    told = f'{name}<text class="digits" x="{DIGITS - 10}" y="{y}" font-size="16">{pieces}</text>'
    return _told(ref, digits.strip(), told, 0, y, DIGITS + 178)


def _told(ref, content, drawn, x, y, w):
    """A computed number that is not written as in a cell. content : it in words."""
    parsed = Ref.parse(ref)
    words = f"{notation.words(parsed.source)}, {notation.words(content)}"
    return (
        f'<g class="cell comp" data-ref="{ref}" tabindex="-1" role="button" aria-label="{words}">'
        f'<rect class="o" x="{x - 4:g}" y="{y - 19}" width="{w + 8:.1f}" height="26" rx="6"/>{drawn}</g>'
    )


def _in_common(one, other):
    """How many characters the two have in common from the left."""
    return next((k for k, (a, b) in enumerate(zip(one, other)) if a != b), len(one))


def _matrices(sweep, room, widest, live):
    """D of each layer, to choose a weight."""
    D, y = sweep.numbers.D, MATRICES
    columns = sum(values.shape[1] for values in D.values())
    beside = 26 * len(D) + 16 * (len(D) - 1)
    w = min(widest, (room - beside) // columns)
    h = min(27, DEEP // max(map(len, D.values())))
    decimals = decimals_in(w) if h >= LOW else None
    parts, x = [], 0
    for l, values in D.items():
        left, look = x + 18, {"signs": sweep.changes.signs("D", l), "decimals": decimals, "pick": live}
        look["framed"] = sweep.weight[1:] if l == sweep.weight[0] else None
        parts.append(notation.svg(Ref("D", l).source, x, y - 12, 19))
        parts.append(column_heads(values.shape[1], left, y - 6, w) if decimals else "")
        parts.append(matrix(values, f"D[{l}]", left, y, w, h, rows=bool(decimals), **look))
        x = left + values.shape[1] * w + APART + 16
    if live:
        parts.append(
            label(0, y + h * max(map(len, D.values())) + 22, "Click a number of D to choose its weight.", "mu s")
        )
    return "".join(parts)
