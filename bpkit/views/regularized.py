"""Lines 6 and 7 as a sum of two matrices, each entry of D as a straight line in λ, and J with its two parts."""

from typing import NamedTuple

import numpy as np

from bpkit.notation import Ref, html, number, plain, svg, symbol
from bpkit.views.matrices import is_large, matrix
from bpkit.views.picture import (
    FORMULA,
    SMALL,
    Picture,
    above,
    beside,
    escape,
    line_of_mathematics,
    sign,
    text,
)


class Regularized(NamedTuple):
    """What is shown of layer l: its weights, Δ, and D at λ and at most, the right end of the lines.

    mean, pull : (1/m)Δ and (λ/m)Θ, column 0 too. slope : of D against λ. loss, penalty : the two parts of J.
    J_at_most : J at λ = most. entry : (i, j), the one that is written out.
    """

    l: int
    Theta: np.ndarray
    Delta: np.ndarray
    mean: np.ndarray
    pull: np.ndarray
    slope: np.ndarray
    D: np.ndarray
    D_at_most: np.ndarray
    m: int
    lambda_: float
    most: float
    loss: float
    penalty: float
    J: float
    J_at_most: float
    entry: tuple


ROWS, COLUMNS = 4, 6  # so much of a large matrix is drawn as lines
ENTRY, FLAT = "stroke-opacity: 1", "stroke-opacity: 1; stroke: var(--bpkit-text)"
BAR = 360  # the width of J's bar at the largest λ
GAP = 8  # between the boxes of the entries
LEGEND = (
    "Orange, solid: positive, or rising. Blue, or dashed: negative, or falling. "
    "Shaded: j = 0, the bias weights. "
    "Click a number or a box, or reach a number with Tab and the arrow keys and press Enter, to see it written out."
)


def regularized(shown):
    """All of it as HTML, the matrices side by side where there is room."""
    sum_of_two = "".join(
        f'<span class="bpkit-sign">{escape(part)}</span>' if isinstance(part, str) else part.svg()
        for part in summands(shown)
    )
    return (
        f'<p class="bpkit-cost">{html(cost(shown))}</p>{cost_bar(shown).svg()}'
        f'<div class="bpkit-equation" style="min-height: 0">{sum_of_two}</div>'
        f'<div class="bpkit-beside">{entry_lines(shown).svg()}</div><p class="bpkit-legend">{html(scale(shown))}</p>'
        f"<p>{html(sentence(shown))}</p>"
        f'<p class="bpkit-legend">{LEGEND}</p>'
    )


def regularized_picture(shown):
    """All of it as one Picture, for the saved notebook."""
    parts = [_sign(part) if isinstance(part, str) else part for part in summands(shown)]
    lines = above([entry_lines(shown), line_of_mathematics(scale(shown))])
    top = above([line_of_mathematics(cost(shown)), cost_bar(shown)], gap=2)
    rows = [top, beside(parts, gap=10), lines, line_of_mathematics(sentence(shown))]
    return above(rows, gap=18)._replace(label=description(shown))


def description(shown):
    """One sentence on what is on the screen."""
    return (
        f"Layer {shown.l}, λ = {shown.lambda_:g}, m = {shown.m}: Δ/m plus (λ/m)Θ, its column 0 crossed out, is D; "
        f"each entry of D against λ is a straight line, flat for j = 0; J = {number(shown.J)}."
    )


def cost(shown):
    """J and its two parts: a source."""
    J, loss, penalty = map(number, (shown.J, shown.loss, shown.penalty))
    return f'J(Θ) = {J} = {loss}" (cross-entropy, □) + "{penalty} ((λ/2m) ΣΘ^{{2}}" for "j ≠ 0, ■)'


def cost_bar(shown):
    """J as a bar of two parts. Its scale stays the same while λ moves."""
    first, second = (BAR * part / shown.J_at_most for part in (shown.loss, shown.penalty))
    body = (
        f'<rect class="bias" x="0" y="2" width="{first:.1f}" height="16"/>'
        f'<rect class="frame" x="0.5" y="2.5" width="{first:.1f}" height="15"/>'
        f'<rect class="current-bar" x="{first:.1f}" y="2" width="{second:.1f}" height="16"/>'
        f'<line class="rule" x1="{BAR}" y1="0" x2="{BAR}" y2="20"/>'
    ) + svg(f'J = {number(shown.J_at_most, 2)}" at "λ = {shown.most:g}', BAR + 8, 16, FORMULA, kind="muted")
    return Picture(BAR + 190, 24, body, plain(cost(shown)))


def summands(shown):
    """Δ/m + (λ/m)Θ = D as Pictures and signs."""
    l = shown.l
    struck = {f"pull[{l}][{i}, 0]": "struck" for i in range(1, len(shown.pull) + 1)}
    pulled, k = shown.pull, None
    if is_large(pulled):
        pulled, k = pulled * (np.arange(pulled.shape[1]) > 0), 1 / shown.m  # nothing can be crossed out in an image
    pull = matrix(pulled, f'(λ/m)Θ^{{({l})}}", not for "j = 0', f"pull[{l}]", marks=struck, k=k)
    mean = matrix(shown.mean, f"(1/m)Δ^{{({l})}}", f"mean[{l}]", k=k)
    return [mean, "+", pull, "=", matrix(shown.D, Ref("D", l).source, f"D[{l}]", k=k)]


def entry_lines(shown):
    """A small plot for each entry of D, standing where it stands in D: λ to the right, D upward."""
    start, end, least, most = _ends(shown)
    rows, columns = start.shape
    wide, high = _box(rows, columns)

    def height(D):
        return high * (most - D) / (most - least)

    name = Ref("D", shown.l).source
    part = "" if start.shape == shown.D.shape else f'" (the first {rows} rows and {columns} columns)"'
    left, top, pitch = 50, 48, high + 28
    deep = top + rows * pitch
    parts = [
        svg(f'"Each entry of "{name}" against "λ{part}', 0, 14, FORMULA, kind="title"),
        f'<rect class="bias" x="{left - 4}" y="22" width="{wide + 8}" height="{deep - 22}" rx="2"/>',
    ]
    for j in range(columns):
        header = f"j = {j}" if j == 0 else str(j)
        x = left + j * (wide + GAP)
        parts.append(text(x + wide / 2, 38, header, kind="muted", anchor="middle", size=SMALL))
    zero = f"{height(0):.1f}"
    at = wide * shown.lambda_ / shown.most
    for i in range(1, rows + 1):
        y = top + (i - 1) * pitch
        parts.append(text(left - 10, y + high / 2 + 4, f"i = {i}", kind="muted", anchor="end", size=SMALL))
        for j in range(columns):
            D_0, D_most, D = start[i - 1, j], end[i - 1, j], shown.D[i - 1, j]
            slope = shown.slope[i - 1, j]
            chosen = "chosen" if (i, j) == shown.entry else "frame"
            told = f"slope {number(slope)}" if j else "slope 0, flat"
            parts.append(
                f'<g transform="translate({left + j * (wide + GAP)} {y})">'
                f'<line class="rule" x1="0" y1="{zero}" x2="{wide}" y2="{zero}" stroke-opacity=".4"/>'
                f'<line class="rule" x1="{at:.1f}" y1="0" x2="{at:.1f}" y2="{high}" stroke-dasharray="2 2"/>'
                f'<line class="weight {sign(slope)}" style="{ENTRY if j else FLAT}" '
                f'x1="0" y1="{height(D_0):.2f}" x2="{wide}" y2="{height(D_most):.2f}" stroke-width="2"/>'
                f'<circle cx="{at:.1f}" cy="{height(D):.1f}" r="3.5" fill="currentColor"/>'
                f'<rect class="{chosen}" x="0" y="0" width="{wide}" height="{high}"/>'
                f'<rect class="pick" data-ref="D[{shown.l}][{i}, {j}]" x="0" y="0" width="{wide}" height="{high}">'
                f"<title>{symbol(f'D[{shown.l}][{i}, {j}]')} = {number(D)}</title></rect>"
                f"{text(wide / 2, high + 16, told, kind='muted', anchor='middle', size=SMALL)}</g>"
            )
    label = f"Each entry of {plain(name)} against λ: a straight line, with the slope Θ/m for j ≠ 0, flat for j = 0"
    return Picture(left + columns * (wide + GAP), deep + 2, "".join(parts), label, role="group")


def _box(rows, columns):
    """The width and height of the box of one entry: the fewer there are, the larger."""
    return 170 if columns <= 4 else 108, max(42, min(84, 168 // rows))


def scale(shown):
    """How the small plots are to be read."""
    _, _, least, most = _ends(shown)
    return (
        f'"In every box: "λ" from 0 to {shown.most:g} to the right; "D" from {number(least, 2)} to {number(most, 2)}'
        ' upward, 0 at the thin line; a dot at this "λ.'
    )


def _ends(shown):
    """The entries of D that are drawn, at λ = 0 and at most, and the least and the largest D of the boxes."""
    start, end = shown.mean, shown.D_at_most
    if is_large(start):
        start, end = start[:ROWS, :COLUMNS], end[:ROWS, :COLUMNS]
    least, most = min(0, start.min(), end.min()), max(0, start.max(), end.max())
    margin = 0.05 * (most - least) or 1
    return start, end, least - margin, most + margin


def sentence(shown):
    """The line that makes the chosen entry, with its numbers in it."""
    i, j = shown.entry
    D_ij, Delta_ij, Theta_ij = (Ref(quantity, shown.l, i, j).source for quantity in ("D", "Delta", "Theta"))
    Theta, Delta, D = (number(values[i - 1, j]) for values in (shown.Theta, shown.Delta, shown.D))
    if j == 0:
        return f'"Line 7: "{D_ij} = (1/m) {Delta_ij} = (1/{shown.m}) · {_in_brackets(Delta)} = {D}", whatever "λ" is."'
    return (
        f'"Line 6: "{D_ij} = (1/m) ({Delta_ij} + λ {Theta_ij}) = '
        f"(1/{shown.m}) ({Delta} + {shown.lambda_:g} · {_in_brackets(Theta)}) = {D}."
    )


def _in_brackets(written):
    return f"({written})" if written.startswith("−") else written


def _sign(content):
    """A sign between two matrices, at the height of their numbers."""
    return Picture(12, 70, text(0, 63, content), content)
