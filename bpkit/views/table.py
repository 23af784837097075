"""The training set at the left of a picture: a row for each example, with h, the network's answer."""

from bpkit import notation
from bpkit.views.cells import MOVES, Box, cell, choice, extent, label, rect, short, step
from bpkit.views.images import example_image
from bpkit.views.panel import cut
from bpkit.views.picture import escape
from bpkit.views.plan import TABLE
from bpkit.views.scene import MIDDLE
from bpkit.views.strip import titled

MOST_ROWS = 6  # of more examples, the chosen one with two on either side
NEAR = 2
SHORT = 46  # a column with room for −0.25
LEAST_WIDE = 24  # a column with room for 0


def room(width):
    """How wide the training set is, in a window of that width."""
    return 250 if width < MIDDLE else TABLE


def heading(scene, width, live, y=18):
    """What names the training set, on the baseline y: live, that is the menu, which is laid over the picture."""
    right = room(width)
    name = f'<path class="arrow" d="M{right - 15} {y - 7:g}l4 4.5l4-4.5"/>'
    if not live:
        name = label(right - 8, y, cut(scene.data.name.upper(), 90), "mu", "end")
    return label(6, y, "Training set", "b") + name


def table(scene, width, live=True):
    """(its SVG, its lower end, where the lines to the input units begin; None for none)."""
    numbers, narrow = scene.numbers, width < MIDDLE
    wide = room(width)
    if scene.data.image_shape:
        return _image(scene, width, live)
    ts = _rows(numbers)
    pitch, top = (26, 23) if narrow else (31 if len(ts) < 5 else 27, 36)
    columns = _columns(scene, wide)
    parts = [heading(scene, width, live)]
    signs = {quantity: scene.changes.signs(quantity) for quantity in "xyh"}
    at = 0
    for quantity, i, w in columns:
        source = quantity if i is None else f"{quantity}_{{{i}}}" if _count(quantity, numbers) > 1 else quantity
        name = notation.svg(source, at + w - (20 if quantity == "h" else 12), top + 16, 18, "end", "mu")
        parts.append(titled(quantity, name))
        at += w
    for k, t in enumerate(ts):
        y, on = top + 24 + k * pitch, t == numbers.t
        middle, at = y + (pitch - 1) / 2, columns[0][2]
        number = label(at - 6, middle + 5, str(t), "n b" if on else "n mu", "end")
        ground = rect("bg", 0, y, wide, pitch - 1, 6)
        parts.append(choice(f"example[{t}]", "row", f"example {t}", ground + number, live=live, on=on))
        for quantity, i, w in columns[1:]:
            value, change = numbers.array(quantity)[t - 1, i - 1], signs[quantity][t - 1, i - 1]
            own = quantity != "h"
            look = {"given": own, "plain": own, "change": change, "bare": True, "decimals": 3, "size": 15}
            parts.append(cell(f"{quantity}[{i}]@{t}", at - 6, middle - 12.5, w + 4 * (not own), 25, value, **look))
            at += w
    bottom = top + 24 + len(ts) * pitch
    if len(ts) < numbers.m:
        parts.append(chosen(numbers, 0, bottom + 2, live, f"of {numbers.m}"))
        bottom += 30
    links = None if narrow else (wide, top + 24 + (ts.index(numbers.t) + 0.5) * pitch - 0.5)
    return "".join(parts), bottom, links


def chosen(numbers, x, y, live=True, told="", refs=("previous", "next")):
    """‹ t ›: the chosen example, and m if there is room for told. live : with its buttons, which have those refs."""
    t, m = numbers.t, numbers.m
    w = max(38, extent(str(m)) + 14)
    move = MOVES["example"]._replace(most=m)
    field = cell("example", x + 28, y, w, 25, t, given=True, plain=True, bare=True, size=15, move=move)
    buttons = step(refs[0], x, y, -1, t > 1) + step(refs[1], x + w + 24, y, 1, t < m) if live else ""
    name = titled("t", notation.svg("t", x + 26, y + 17, 18, kind="mu"))
    return f"{buttons}{name}{field}{label(x + w + 54, y + 18, told, 'mu s')}"


def _image(scene, width, live):
    """An example that is an image, to be painted on, in place of the table."""
    numbers, (rows, columns), narrow = scene.numbers, scene.data.image_shape, width < MIDDLE
    wide = room(width)
    side = 96 if narrow else 168
    w, h = side * columns / max(rows, columns), side * rows / max(rows, columns)
    box = Box((wide - side) / 2, 68, w, h)
    parts = [heading(scene, width, live), chosen(numbers, 0, 32, live, f"of {numbers.m}")]
    parts.append(example_image(numbers, (rows, columns), box, live=live))
    return "".join(parts), 68 + h + 14, None if narrow else (box.right + 2, box.middle)


def _rows(numbers):
    if numbers.m <= MOST_ROWS:
        return list(range(1, numbers.m + 1))
    first = min(max(1, numbers.t - NEAR), numbers.m - 2 * NEAR)
    return list(range(first, first + 2 * NEAR + 1))


def _count(quantity, numbers):
    return numbers.X.shape[1] + 1 if quantity == "x" else numbers.Y.shape[1]


def _columns(scene, wide):
    """(quantity, i, width) of each column. Where not all fit, h is left out first, then y, then the last x."""
    data, numbers, shown = scene.data, scene.numbers, [t - 1 for t in _rows(scene.numbers)]
    first = 30 if wide > TABLE else 24
    few = data.X.shape[1] < 3  # then an x may become −0.25, and y 0.25, while no column moves
    least = {"x": SHORT * few, "y": 38 * (few and data.Y.shape[1] < 2)}
    found = []
    for q, original, now in (("x", data.X, numbers.X), ("y", data.Y, numbers.Y)):
        most = wide // LEAST_WIDE  # of hundreds of columns the first few fit
        for i, (old, new) in enumerate(zip(original[:200, :most].T, now[shown, :most].T), start=1):
            w = max(least[q], _widest(old) + 16, min(SHORT, _widest(new.round(2)) + 8))
            found.append((q, i, w))
    found += [("h", i, 52) for i in range(1, data.Y.shape[1] + 1)]
    for drop in "hy":
        if sum(w for *_, w in found) + first > wide:
            found = [column for column in found if column[0] != drop]
    while sum(w for *_, w in found) + first > wide:
        found.pop()
    spare = (wide - first - sum(w for *_, w in found)) // len(found)
    return [("t", None, first), *((q, i, w + spare) for q, i, w in found)]


def _widest(values):
    return max(extent(short(value), 15) for value in values)


def chooser(scene, width, y=18):
    """The menu of training sets, laid over the picture behind its heading."""
    place = f"right: calc(100% - {room(width)}px); top: {y - 19:g}px"
    return f'<select data-ref="data" aria-label="training set" style="{place}">{names(scene)}</select>'


def names(scene):
    """The training sets to choose from, as options of a menu."""
    chosen = {scene.chosen or scene.data.name: ' selected="selected"'}
    return "".join(f"<option{chosen.get(name, '')}>{escape(name)}</option>" for name in scene.options)
