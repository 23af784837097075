"""Curves on axes, a ball that is dragged along one, and arrows, of which the next begins where the last ends."""

from typing import NamedTuple

import numpy as np

from bpkit import notation
from bpkit.views.cells import Move, attributes, label
from bpkit.views.picture import sign

SHORTEST = 1  # pixels: a shorter arrow is a dot
HEAD = 9


class Axes(NamedTuple):
    """A box in pixels, and the numbers at its sides: x from left to right, y from bottom to top."""

    x: float
    y: float
    w: float
    h: float
    left: float
    right: float
    bottom: float = 0.0
    top: float = 1.0

    def across(self, value):
        """Where x = value stands; what lies beyond the box, at its side. value : a number or an array."""
        return self.x + (np.clip(value, self.left, self.right) - self.left) / (self.right - self.left) * self.w

    def up(self, value):
        """Where y = value stands; what lies beyond the box, at its side."""
        share = (np.clip(value, self.bottom, self.top) - self.bottom) / (self.top - self.bottom)
        return self.y + self.h - share * self.h

    @property
    def move(self):
        """The Move of a number that is x: it keeps under the pointer."""
        return Move((self.right - self.left) / self.w, self.left, self.right, decimals=2)

    def curve(self, xs, ys, kind="curve"):
        """The line through the points (x, y). kind : a class: curve, dashed, or one of your own."""
        points = "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(self.across(np.asarray(xs)), self.up(np.asarray(ys))))
        return f'<path class="{kind}" d="M{points}"/>'

    def tangent(self, x, y, slope, reach):
        """A piece of the tangent at (x, y), up to so many pixels to either side, in the color of its slope.

        It ends at the sides and at the bottom.
        """
        px, py = float(self.across(x)), float(self.up(y))
        rise = slope * (self.h / (self.top - self.bottom)) / (self.w / (self.right - self.left))
        dx = reach / np.hypot(1, rise)
        down = min(dx, (self.y + self.h - py) / abs(rise)) if rise else dx
        left, right = (down, dx) if rise > 0 else (dx, down)
        x1, x2 = max(self.x, px - left), min(self.x + self.w, px + right)
        return (
            f'<g class="{sign(slope)}"><line class="tangent" x1="{x1:.1f}" y1="{py + (px - x1) * rise:.1f}" '
            f'x2="{x2:.1f}" y2="{py - (x2 - px) * rise:.1f}"/></g>'
        )

    def plumb(self, x, y):
        """Dotted lines from the point (x, y) to both axes."""
        px, py = float(self.across(x)), float(self.up(y))
        return f'<path class="plumb" d="M{px:.1f} {py:.1f}V{self.y + self.h:g}M{px:.1f} {py:.1f}H{self.x:g}"/>'

    def handle(self, ref, value, decimals=2):
        """The given number x as a line across the box, with a ball on the axis: it is dragged along."""
        move = self.move._replace(decimals=decimals)
        x, look = float(self.across(value)), attributes(ref, value, given=True, move=move)
        bottom = self.y + self.h
        return (
            f'<g {look}><rect class="grab" x="{x - 10:.1f}" y="{self.y - 6:g}" width="20" height="{self.h + 18:g}"/>'
            f'<path class="rod" d="M{x:.1f} {self.y - 4:g}V{bottom:g}"/>'
            f'<circle class="ball" cx="{x:.1f}" cy="{bottom:g}" r="6.5"/></g>'
        )

    def x_axis(self, ticks, name):
        """The line below with its numbers; the name at its right end. ticks : the numbers."""
        bottom, right = self.y + self.h, self.x + self.w
        told = "".join(label(self.across(t), bottom + 18, _tick(t), "mu s n", "middle") for t in ticks)
        line = f'<path class="hair" d="M{self.x:g} {bottom:g}H{right:g}"/>'
        return line + told + notation.svg(name, right + 10, bottom + 5, 19)

    def y_axis(self, ticks):
        """The numbers at the left. ticks : {number: text}."""
        return "".join(
            label(self.x - 8, self.up(value) + 5, content, "mu s n", "end") for value, content in ticks.items()
        )


def ticks(top, most=5):
    """0 and multiples of 1, 2 or 5 · 10ᵏ, at most so many, of which the last is top or the next one."""
    step = round_up(top / most * (1 - 1e-9))
    count = int(np.ceil(top / step * (1 - 1e-9)))
    return [min(float(step * k), np.finfo(float).max) for k in range(count + 1)]


def round_up(value):
    """The next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** np.floor(np.log10(value))
    return next(k * power for k in (1, 2, 5, 10) if k * power >= value)


def ball(ref, x, y, value, move, *, change=0, r=7):
    """A given number that is dragged as a ball. x, y : in pixels. move : its cells.Move."""
    look = attributes(ref, value, change, given=True, move=move)
    at = f'cx="{x:.1f}" cy="{y:.1f}"'
    return f'<g {look}><circle class="grab" {at} r="20"/><circle class="ball" {at} r="{r:g}"/></g>'


def arrow(x1, x2, y, value, w=3.5):
    """An arrow from x1 to x2 in the color of value's sign: solid if positive, dashed if negative."""
    way, long = (1 if x2 > x1 else -1), abs(x2 - x1)
    if long < SHORTEST:
        return f'<circle class="open" cx="{x1:.1f}" cy="{y:g}" r="3"/>'
    head = min(HEAD, long)
    shaft = f"M{x1:.1f} {y:g}H{x2 - way * 0.8 * head:.1f}"
    return (
        f'<g class="vec {sign(value)}"><path class="w" stroke-width="{w:g}" d="{shaft}"/>'
        f'<path class="head" d="M{x2:.1f} {y:g}l{-way * head:.1f} -5v10z"/></g>'
    )


def _tick(value):
    return f"{value:g}".replace("-", "−")
