"""Shards of a training set, what line 5 makes of each, and the tree that adds their Δ, two by two."""

from typing import NamedTuple

import numpy as np

from bpkit import notation
from bpkit.numbers import Changes
from bpkit.views.cells import Move, cell, extent, given, label
from bpkit.views.images import half, paper, picture
from bpkit.views.picture import Picture
from bpkit.views.scene import MIDDLE
from bpkit.views.strip import Strip

SHARDS, INPUT = Move(step=0.1, least=1, most=8, whole=True, decimals=0), Move(least=-2, most=2, decimals=2)
TOP, PITCH, TALL = 34, 46, 34  # where the first shard begins, from one to the next, and how tall one is


class Node(NamedTuple):
    """A sum of the tree: its ref, the first and the last of its examples, its Δ⁽¹⁾, and of which nodes it is the sum.

    level : 0 for a shard, and 1 more for each time that is added.
    """

    ref: str
    first: int
    last: int
    Delta: np.ndarray
    of: tuple
    level: int


class ShardsScene(NamedTuple):
    """changes : of shards, x[1]@t and x[2]@t, and the entry (1, 1) of each node's Δ. tree : the nodes, Δ at the end.

    t : the example that is moved. m : of so many.
    """

    changes: Changes
    tree: tuple
    t: int
    m: int
    strip: Strip


def shards_stage(scene, width, live):
    """Everything below the strip, as a Picture."""
    narrow = width < MIDDLE
    left, step, wide = (92, 138, 112) if narrow else (176, 210, 150)
    places = {}
    for node in scene.tree:
        below = [places[ref][1] for ref in node.of]
        y = sum(below) / len(below) if below else TOP + PITCH * len(places)
        places[node.ref] = left + step * node.level, y
    count = sum(node.level == 0 for node in scene.tree)
    parts = [label(6, 18, "shard", "b"), notation.svg("Δ^{(1)}_{11}", left + wide - 6, 18, 19, "end")]
    for node in scene.tree:
        parts += [_line(places[ref], places[node.ref], wide, scene.changes.sign(ref)) for ref in node.of]
    for node in scene.tree:
        parts.append(_node(scene, node, *places[node.ref], wide, narrow))
    bottom = TOP + PITCH * max(count, 2) + 26
    told = f"{scene.m} examples in {count} shards: the Δ of each, and the tree that adds them"
    return Picture(640 if narrow else width, bottom + 20, "".join(parts) + _given(scene, bottom), told)


def _line(start, end, wide, is_changed):
    """From a node to the sum that it goes into."""
    x1, y1, x2, y2 = start[0] + wide, start[1] + TALL / 2, end[0], end[1] + TALL / 2
    bend = max(x1, x2 - 40)
    return f'<path class="{"arrow" if is_changed else "sum"}" d="M{x1:g} {y1:g}H{bend:g}L{x2 - 4:g} {y2:g}"/>'


def _node(scene, node, x, y, wide, narrow):
    """A node: its Δ as an image, and one entry of it as a number."""
    rows, columns = node.Delta.shape
    w, change = TALL * columns / rows, scene.changes.sign(node.ref)
    parts = [paper(x, y, w, TALL)]
    parts.append(picture(f"image:{node.ref}", node.Delta, half("Delta", scene.m) / 4, x, y, w, TALL, "comp"))
    box = x + w + 4, y + 4, wide - w - 4, TALL - 8
    is_all = node.ref.startswith("Delta")
    parts.append(cell(node.ref, *box, scene.changes.now.value(node.ref), change=change, bold=is_all))
    if not node.level:
        k = int(node.ref[len("shard[") : -1])
        parts.append(label(6, y + (15 if narrow else 22), str(k), "n b"))
        where = (6, y + 31) if narrow else (30, y + 22)
        parts.append(label(*where, f"t = {node.first} … {node.last}", "mu s"))
    if is_all:
        parts.append(label(x, y + TALL + 18, f"of all {scene.m}", "mu s"))
    return f'<g data-key="node:{node.ref}">{"".join(parts)}</g>'


def _given(scene, y):
    """What can be moved: how many shards, and one example."""
    changes, x, told = scene.changes, 110, f"example {scene.t}:"
    parts = [given("shards", 6, y, changes.now.value("shards"), size=16, move=SHARDS), label(24, y, "shards")]
    parts.append(label(x, y, told))
    x += extent(told) + 12
    for i in (1, 2):
        name, ref = f"x_{{{i}}} =", f"x[{i}]@{scene.t}"
        parts.append(notation.svg(name, x, y + 1, 18))
        x += notation.width(name, 18) + 8
        look = {"change": changes.sign(ref), "size": 16, "move": INPUT}
        parts.append(given(ref, x, y, changes.now.value(ref), **look))
        x += 80
    return "".join(parts)
