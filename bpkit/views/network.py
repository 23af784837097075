"""The network: every unit with its numbers, every weight as a line, and the bias units as units of their own."""

import numpy as np

from bpkit import notation
from bpkit.notation import Ref
from bpkit.numbers import index_of
from bpkit.views.cells import NAMELESS, Box, cell, edge, extent, label, short, unit, written
from bpkit.views.panel import cut, has_class_names, has_feature_names
from bpkit.views.picture import escape

MOST_UNITS = 10  # a layer with more shows its first and its last ones
FIRST, LAST = 4, 3
LETTERS = {"z": "z", "a": "a", "delta": "δ"}


class Layout:
    """Where the units stand: unit j of each layer in the same row, the output units in the middle.

    sizes : units in layers 1 … L. centers : the middle x of each layer. top : their upper end. lines : how many
    numbers a unit has. width : of a unit.
    """

    def __init__(self, sizes, centers, top, *, lines=2, width=106):
        self.sizes, self.L, self.width, self.top = sizes, len(sizes), width, top
        self.centers = dict(enumerate(centers, start=1))
        self.slots = {l: _slots(size, bias=l < self.L) for l, size in enumerate(sizes, start=1)}
        rows = self.rows = max(len(slots) + (l == self.L) for l, slots in self.slots.items()) - 1
        tight = rows > 3
        self.low, self.air = (26, 3) if tight else (30, 10)  # of the bias and input units; between two units
        self.tall = {1: (30, 26), 2: (46, 37), 3: (66, 60)}[lines][tight]
        self.height = self.low + rows * (self.tall + self.air)

    def box(self, l, j):
        """The Box of unit j of layer l, 0 for the bias unit. None is the place of those that are not drawn."""
        slots = self.slots[l]
        k, pitch = slots.index(j), self.tall + self.air
        h = self.low if l == 1 or j == 0 else self.tall
        if l == self.L:
            middle = self.top + self.height / 2 + (k - (len(slots) - 1) / 2) * pitch
        else:
            middle = self.top + self.low / 2 + (k and (self.low + self.tall) / 2 + self.air + (k - 1) * pitch)
        return Box(self.centers[l] - self.width / 2, middle - h / 2, self.width, h)

    def lowest(self, l):
        """The lower end of layer l."""
        last = self.box(l, self.slots[l][-1])
        return last.y + last.h


def _slots(size, bias):
    """Which units to draw, top to bottom: 0 is the bias unit, None stands for the units not drawn."""
    units = list(range(1, size + 1))
    if size > MOST_UNITS:
        units = [*units[:FIRST], None, *units[-LAST:]]
    return [0, *units] if bias else units


def network(layout, changes, quantities, data, *, writes=(), reads=(), active=None):
    """The network with the numbers of one example in its units, as a piece of SVG.

    changes : numbers.Changes up to what is shown; a number that is not known yet is left open. quantities : what stands
    in each unit, first line first. data : the DataSet, for the names of the inputs. writes, reads : names such as
    "delta[2]" to bring out. active : a function of (l, j) to whether the weights from that unit are read, for the
    others are pale; None where all are alike.
    """
    edges, parts, feature_names = [], [], data.feature_names if has_feature_names(data) else ()
    for l, weights in changes.now.Theta.items():
        for i in layout.slots[l + 1]:
            for j in layout.slots[l]:
                if i and j is not None:  # no weight leads to a bias unit
                    kind = "act" if active and active(l, j) else ""
                    start, end = layout.box(l, j), layout.box(l + 1, i)
                    edges.append(edge(l, i, j, weights[i - 1, j], start, end, weights.shape[1], kind))
    for l, slots in layout.slots.items():
        for j in slots:
            box = layout.box(l, j)
            if j is None:
                more = f"⋮ {layout.sizes[l - 1] - FIRST - LAST} more"
                parts.append(label(box.x + box.w / 2, box.middle + 5, more, "mu s", "middle"))
                continue
            shown = ["a"] if l == 1 or j == 0 else quantities
            held = {f"{quantity}[{l}]" for quantity in shown if j or "a" in quantities}
            kind = "flowing" if held & set(writes) else "read" if held & set(reads) else ""
            name = feature_names[j - 1] if l == 1 and j and feature_names else ""
            lines = unit_lines(l, j, shown, box.w, changes, writes)
            parts.append(unit(l, j, box, lines, bias=j == 0, kind=kind, name=name))
            if name:
                parts.append(_feature(name, box))
    dim = "" if active is None else ' class="flowdim"'
    return f'{"".join(parts)}<g data-key="edges"{dim}>{"".join(edges)}</g>'


def _feature(name, box):
    """The name of an input below its unit, where the layout leaves 14 pixels at least."""
    written = label(box.x + 4, box.y + box.h + 12, cut(name, box.w - 4, 13), "mu", size=13)
    return f'<g aria-hidden="true"><title>{escape(name)}</title>{written}</g>'


def unit_lines(l, j, quantities, width, changes, writes=()):
    """(ref, source, text, value, change, strong) of each number of a unit that is so wide."""
    numbers, lines = changes.now, []
    room = width - 46 if width > 98 else max(36, width - 40) if width > NAMELESS + 6 else width - 8
    decimals, size = (4, 15 if width > 104 else 14) if width >= 92 else (3, 14)
    write = short if l == 1 or j == 0 else written
    for quantity in quantities:
        ref, source = f"{quantity}[{l}][{j}]", f"{LETTERS[quantity]}_{{{j}}}"
        if l not in numbers.array(quantity):
            lines.append((ref, source, "", np.nan, 0, False))
            continue
        value, change = numbers.value(ref), changes.signs(quantity, l)[index_of(Ref.parse(ref), numbers)]
        text = write(value, decimals, room, size)
        lines.append((ref, source, text, value, int(change), f"{quantity}[{l}]" in writes))
    return lines


def head(l, L, x, y, room=np.inf, anchor="middle"):
    """What stands above a layer: as much as there is room for."""
    kind = "input" if l == 1 else "output" if l == L else "hidden"
    name = f"Layer {l}" if room > 84 else str(l)
    if room <= 136:
        return label(x, y, name, "b", anchor)
    wide, gap = 1.06 * extent(name, 15), 5  # it is bold
    # Two texts: there are programs that misplace a tspan where text-anchor is used.
    x -= (wide + gap + extent(kind, 15)) * {"start": 0, "middle": 0.5, "end": 1}[anchor]
    return label(x, y, name, "b") + label(x + wide + gap, y, kind, "mu")


def heads(layout, y):
    """What stands above all layers, at the same height."""
    xs = list(layout.centers.values())
    room = min(b - a for a, b in zip(xs, xs[1:]))
    return "".join(head(l, layout.L, x, y, room) for l, x in layout.centers.items())


def answers(layout, changes, data, right):
    """y, and the name of the class, beside each output unit. right : where their room ends."""
    numbers, signs = changes.now, changes.signs("y")
    names, parts = data.class_names if has_class_names(data) else None, []
    for i in filter(None, layout.slots[layout.L]):
        box, at = layout.box(layout.L, i), (numbers.t - 1, i - 1)
        x, y = box.right + (20 if right - box.right > 80 else 8), box.middle - (10 if names else 0)
        look = {"given": True, "plain": True, "bare": True, "size": 15, "change": signs[at]}
        drawn = cell(f"y[{i}]", x + 8, y - 12, min(46, right - x - 8), 25, numbers.Y[at], **look)
        told = label(x, y + 24, cut(names[i - 1], right - x, 14), "mu s") if names else ""
        parts.append(f'<g data-key="out{i}">{notation.svg(f"y_{{{i}}}", x, y + 6, 18, kind="mu")}{drawn}{told}</g>')
    return "".join(parts)
