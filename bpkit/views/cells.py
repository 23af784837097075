"""The parts that pictures are made of: a number with its tint and its mark, a unit, an edge, a button.

Each gives a piece of SVG. A number is *given* (it can be moved, and is underlined) or *computed*; what the last move
changed has the class changed and a mark ▲ or ▼. Colors and states are the style sheet's.
"""

import re
from typing import NamedTuple

from bpkit import notation
from bpkit.notation import Ref, number
from bpkit.views.picture import escape, sign

STRONGEST = 0.45  # the opacity of a tint that text stands on
HALF = {"Theta": 1.0, "z": 1.0, "a": 4.0, "one": 4.0, "x": 4.0, "y": 4.0}  # the number of a half tint; else:
NOT_YET = "not computed yet"  # read aloud in place of a number
MOVED = {0: "", -1: ", fell", 1: ", rose"}  # read aloud in place of ▼ and ▲
NAMES = {
    "exponent": "epsilon, 10 to the power",
    "speed": "steps a second",
    "added": "examples added",
}  # read aloud, too
LEAST = 0.12  # of δaᵀ, Δ, D, δ: so a tint depends on its number only


class Move(NamedTuple):
    """How a given number moves: by how much a pixel, and from where to where. whole : by whole numbers."""

    step: float = 0.01
    least: float = None
    most: float = None
    whole: bool = False
    decimals: int = 4


MOVES = {
    "Theta": Move(),
    "edge": Move(),
    "x": Move(decimals=2),
    "y": Move(least=0, most=1, decimals=2),
    "lambda_": Move(step=0.02, least=0, decimals=2),
    "seed": Move(step=0.1, least=0, whole=True, decimals=0),
    "example": Move(step=0.25, least=1, whole=True, decimals=0),
    "case": Move(step=0.1, least=1, whole=True, decimals=0),
    "added": Move(step=0.05, least=0, whole=True, decimals=0),
    "speed": Move(step=0.05, least=0.1, most=50, decimals=1),
}
APART = 8  # between column 0 of a matrix, which λ spares, and the others
FULL, TINY = 60, 39  # a cell at least so wide shows 4 decimals; 3, without the 0 before the point; else its tint alone


class Box(NamedTuple):
    x: float
    y: float
    w: float
    h: float

    @property
    def middle(self):
        return self.y + self.h / 2

    @property
    def right(self):
        return self.x + self.w


def level(value, k):
    """How strong a number is shown, from 0 to 1: k is shown half as strong as can be."""
    return abs(value) / (abs(value) + k)


def tint(quantity, value, k=None):
    """The opacity of a number's tint: it grows with the number, and with nothing else. k : in place of HALF's."""
    return STRONGEST * level(value, k or HALF.get(quantity, LEAST))


_WIDTHS = (
    dict.fromkeys(".,'| ·fijltrI", 0.28) | dict.fromkeys("cksvxyz", 0.5) | {"−": 0.584, "w": 0.72, "m": 0.83, "…": 1.0}
)


def extent(content, size=15):
    """How wide it is written, as Arial and its kin are measured."""
    return size * sum(_WIDTHS.get(character, 0.556) for character in content)


def decimals_in(w):
    """How many decimals a cell of width w shows; None for its tint alone."""
    return 4 if w >= FULL else 3 if w >= TINY else None


def short(value, decimals=4, room=None, size=15):
    """As few decimals as the number has, up to 4: 0, 0.5, −0.25. room : as for written."""

    def write(d):
        content = _rounded(value, d)
        # Zeros behind the point only: 10 and 1.5e20 keep their own.
        return content.rstrip("0").rstrip(".") if "." in content and "e" not in content else content

    return _fitting(write, value, decimals, room, size)


def written(value, decimals=4, room=None, size=14.5):
    """A number in a cell. decimals=3 leaves the 0 before the point out, for narrow cells: −.753.

    room : how wide it may be. A number too large for it loses decimals, and is 1e6 at last.
    """
    if value != value:
        return ""
    if decimals == 3:
        room = room or extent("−.000" if value < 0 else ".000", size)
        return _fitting(lambda d: re.sub(r"^(−?)0\.", r"\1.", _rounded(value, d)), value, 3, room, size)
    return _fitting(lambda d: _rounded(value, d), value, decimals, room, size)


def _rounded(value, decimals):
    return number(round(value, decimals), decimals)  # so that what looks like 0 has no sign


def _fitting(write, value, decimals, room, size):
    for d in range(decimals, -1, -1):
        content = write(d)
        if room is None or extent(content, size) <= room + 0.1:
            return content
    return re.sub(r"e\+?(-?)0*", r"e\1", f"{value:.0e}").replace("-", "−")


def attributes(ref, value, change=0, given=False, kind="", label="", move=None):
    """The attributes that every number's element has: its class, its ref, and for a given one how it moves.

    move : its Move, if it is not that of MOVES.
    """
    ref = ref if isinstance(ref, str) else str(ref)
    parsed = Ref.parse(ref)
    classes = f"cell {'given' if given else 'comp'} {sign(value)}{' changed' * bool(change)} {kind}".rstrip()
    told = label or NAMES.get(parsed.quantity) or notation.words(parsed.source)
    if parsed.example is not None:
        told = f"example {parsed.example}, {told}"
    if not given:
        told = f"{told}, {short(value) if value == value else NOT_YET}{MOVED[change]}"
        return f'class="{classes}" data-ref="{ref}" tabindex="-1" role="button" aria-label="{escape(told)}"'
    move = move or MOVES[parsed.quantity]
    limits = {
        "data-least": move.least, "data-most": move.most, "data-whole": move.whole or None,
        "data-decimals": None if move.decimals == 4 else move.decimals,
        "aria-valuemin": move.least, "aria-valuemax": move.most, "aria-valuenow": value,
    }  # fmt: skip
    moves = "".join(f' {name}="{_plain(limit)}"' for name, limit in limits.items() if limit is not None)
    return (  # without its text, Chromium tells the value as a float of 32 bits
        f'class="{classes}" data-ref="{ref}" data-given="{float(value)!r} {move.step:g}"{moves} '
        f'aria-valuetext="{short(value)}" tabindex="-1" role="spinbutton" aria-label="{escape(told)}"'
    )


def _plain(value):
    """A number as ARIA takes it: 1000000, never 1e+06."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def cell(
    ref, x, y, w, h, value, *, given=False, change=0, decimals=4, plain=False, bare=False, bold=False, size=14.5,
    kind="", move=None, pick=False, told="", after=False,
):  # fmt: skip
    """A number in a box, at its right.

    value : nan is not known yet, a dot. change : +1 or −1 if the last move changed it. decimals : 4, 3 for a narrow
    cell, or None for the tint alone. plain : written short (0.5). bare : without a tint. move : as for attributes.
    pick : whether a click chooses it. told : its name, if that is not the usual one. after : the mark stands behind it.
    """
    known = value == value
    narrow = w < 70 and not bare
    behind = 9 if after and change else 0
    right, size = x + w - (4 if narrow else 6) - behind, min(size, 14) if narrow else size
    content = ""
    if known and plain:
        content = short(value, 4, right - x, size)
    elif known and bare:
        content = _rounded(value, decimals)
    elif known and decimals:
        content = written(value, decimals, None if decimals == 3 else right - x - (1 if narrow else 8), size)
    long = extent(content, size)
    parts = [rect("o", x + 0.5, y + 0.5, w - 1, h - 1, 4)]
    if known and not bare and (strength := tint(Ref.parse(ref).quantity, value)) >= 0.005:
        parts.append(rect("t", x + 1, y + 1, w - 2, h - 2, 3, f' fill-opacity="{strength:.3f}"'))
    if content:
        parts.append(label(right, y + h / 2 + 5, content, f"n v{' b' * bold}", "end", size))
        if given:
            parts.append(underline(right - long, right, y + max(h - 3.5, h / 2 + 6.5)))
    elif not known:
        parts.append(f'<circle class="open" cx="{x + w / 2:g}" cy="{y + h / 2:g}" r="1.6"/>')
    beside = right + 3 if behind else right - long - 10 if bare else x + 2.5
    if change and not narrow and beside > x:
        parts.append(mark(beside, y + h / 2, change))
    elif change:  # in the corner, where it never meets a minus
        parts.append(mark(x + 2, y + (3 if bare else 5), change, small=True))
    attrs = attributes(ref, value, change, given and known, kind, told, move)
    if plain and given:
        attrs += ' data-plain="1"'
    if pick:
        attrs += ' data-pick="1"'
    return f"<g {attrs}>{''.join(parts)}</g>"


def entry(changes, ref, right, y, w, h=25, *, move=None, size=16, **look):
    """A number in a line of text: it ends at right and stands on y. move : as for attributes; then it is given.

    w, h : of its box. The rest is as for cell.
    """
    look |= {"given": move is not None, "plain": move is not None, "bare": True, "change": changes.sign(ref)}
    return cell(ref, right - w + 6, y - (h + 11) / 2, w, h, changes.now.value(ref), move=move, size=size, **look)


def given(ref, x, y, value, *, change=0, size=15, most=58, **look):
    """A given number in a line of text: it begins at x and stands on y. most : how wide it may be."""
    look |= {"given": True, "plain": True, "bare": True, "change": change, "size": size, "after": True}
    w = min(most, extent(short(value), size)) + (20 if change else 11)
    return cell(ref, x - 5, y - 18, w, 26, value, **look)


def matrix(values, ref, x, y, w, h, *, signs=None, rows=False, apart=APART, written=slice(0), framed=None, **look):
    """The numbers of a matrix, a cell each: (x, y) is its upper left corner, w and h are the size of a cell.

    ref : "Theta[1]", or a function from row and column, both from 0, to a number's data-ref; None leaves its place
    free. signs : what changed, as of Changes, or None. rows : whether the rows are numbered, from 1. apart : the gap
    behind column 0. written : the columns to outline, a slice. framed : (i, j) of the number that is written out
    elsewhere, or None. look : as for cell, the same for all.
    """
    refer = ref if callable(ref) else lambda i, j: f"{ref}[{i + 1}, {j}]"
    outlined, parts = range(values.shape[1])[written], []
    for i, row in enumerate(values):
        top = y + i * h
        if rows:
            parts.append(label(x - 6, top + h / 2 + 5, str(i + 1), "mu s n", "end"))
        for j, value in enumerate(row.tolist()):
            if (name := refer(i, j)) is not None:
                change, kind = 0 if signs is None else int(signs[i, j]), "w" if j in outlined else ""
                parts.append(cell(name, column(x, j, w, apart), top, w, h, value, change=change, kind=kind, **look))
    if framed:
        i, j = framed
        parts.append(rect("ol me", column(x, j, w, apart), y + (i - 1) * h, w, h, 2))
    return "".join(parts)


def column(x, j, w, apart=APART):
    """The left side of column j of a matrix that begins at x."""
    return x + j * w + (apart if j else 0)


def column_heads(count, x, y, w, apart=APART):
    """a₀, a₁ … above the columns of such a matrix, where they are not too narrow for it."""
    columns = range(count) if w >= 18 else ()
    return "".join(notation.svg(f"a_{{{j}}}", column(x, j, w, apart) + w - 6, y, 17, "end", "mu") for j in columns)


def bracketed(factor):
    """A number that is written already, as a factor: what is below 0 in brackets."""
    return f"({factor})" if factor[0] == "−" else factor


def given_html(ref, value, label=""):
    """A given number in a line of HTML."""
    told = f'<span class="u n v">{short(value)}</span>'
    return f'<span {attributes(ref, value, given=True, label=label)} data-plain="1">{told}</span>'


def mark(x, y, change, small=False):
    """▲ or ▼, its left side at x, around y."""
    a, b = (3, 5.25) if small else (4, 7)
    way = f"{y + b / 2:g}l{a}-{b}l{a} {b}z" if change > 0 else f"{y - b / 2:g}l{a} {b}l{a}-{b}z"
    return f'<path class="chg" d="M{x:g} {way}"/>'


def unit(l, j, box, lines, *, bias=False, kind="", name=""):
    """A unit: its box, and a line for each quantity. lines : (ref, source, text, value, change, strong) of each.

    name : what its number is read aloud with.
    """
    radius = 15 if len(lines) < 2 else 12
    classes = f"unit{' bias' if bias else ''}{' ' + kind if kind else ''}"
    parts = [f'<g class="{classes}" data-key="unit{l}.{j}">{rect("body", *box, radius)}</g>']
    pitch = (box.h - 6) / max(1, len(lines))
    for k, line in enumerate(lines):
        parts.append(unit_line(Box(box.x + 3, box.y + 3 + k * pitch, box.w - 6, pitch), *line, name=name))
    return "".join(parts)


NAMELESS = 54  # a unit at most so wide inside shows its numbers without their names


def unit_line(box, ref, source, content, value, change=0, strong=False, name=""):
    """One number of a unit, with its symbol at the left. name : as for unit."""
    baseline, bold = box.middle + (5.5 if box.h > 17 else 4), "n v b" if strong else "n v"
    named = box.w > NAMELESS
    size, inset = (None, 8) if box.w > 98 else (14, 5 if named else 2)
    parts = [rect("o", *box, 6)]
    large = 18 if box.h > 17 else 16
    if named:
        parts.append(notation.svg(source, box.x + inset, baseline, large, kind="mu"))
    parts.append(label(box.right - inset, baseline, content, bold, "end", size))
    if change and named:
        parts.append(mark(box.x + inset + notation.width(source, large) + 2, box.middle, change, small=True))
    elif change:
        parts.append(mark(box.x, box.y + 4, change, small=True))
    name = notation.SYMBOL.sub(lambda symbol: notation.spoken(symbol[0]), name)
    told = f"{notation.words(Ref.parse(ref).source)}, {name}" if name else ""
    return f"<g {attributes(ref, value, change, label=told)}>{''.join(parts)}</g>"


def edge(l, i, j, weight, start, end, columns, kind="", move=None, given=True, pick=False, widest=3):
    """The line from unit j of layer l, in the box start, to unit i, in the box end: wide where |Θ| is large.

    given : whether it is moved. pick : whether a click chooses it. widest : the |Θ| from which on it grows no wider.
    """
    x1, y1, x2 = start.right, start.middle, end.x
    y2 = end.middle + (j - (columns - 1) / 2) * min(9, 30 / columns)
    dx = 0.42 * (x2 - x1)
    path = f"M{x1:g} {y1:g}C{x1 + dx:.1f} {y1:g} {x2 - dx:.1f} {y2:.1f} {x2:g} {y2:.1f}"
    ref = f"edge[{l}][{i}, {j}]"
    label = f"{notation.words(Ref.parse(ref).source)}, from unit {j} to unit {i}"
    attrs = attributes(ref, weight, given=given, kind=kind, label=label, move=move).replace(
        'class="cell', 'class="edge', 1
    )
    knob = f'<circle class="knob" cx="{(x1 + x2) / 2:g}" cy="{(y1 + y2) / 2:g}" r="5.5"/>' if given else ""
    attrs += ' data-pick="1"' if pick else ""
    return (
        f'<g {attrs}><path class="w" d="{path}" stroke-width="{1 + 6.9 * min(abs(weight) / widest, 1):.2f}"/>'
        f'<path class="hit" d="{path}"/>{knob}</g>'
    )


def plus_minus(x, y, pick, label, plus=True, off=False):
    """A round button of the picture. pick : its data-ref. off : there, but dead, so that nothing jumps."""
    cross = f"M{x - 4.5:g} {y:g}h9" + (f"M{x:g} {y - 4.5:g}v9" if plus else "")
    kind, state = ("pm off", 'aria-disabled="true"') if off else ("pm", 'data-pick="1"')
    return (
        f'<g class="{kind}" data-ref="{pick}" {state} role="button" tabindex="{-1 if off else 0}">'
        f"<title>{escape(label)}</title>"
        f'<circle cx="{x:g}" cy="{y:g}" r="10"/><path d="{cross}"/></g>'
    )


def step(ref, x, y, way, on):
    """A button ‹ or › that goes one example on, way 1, or back, way −1. on : there is one."""
    state = 'data-pick="1"' if on else 'aria-disabled="true" opacity=".35"'
    return (
        f'<g class="nav" data-ref="{ref}" {state} role="button" aria-label="one example {"on" if way > 0 else "back"}">'
        f'<rect x="{x:g}" y="{y:g}" width="24" height="26" rx="6"/>'
        f'<path d="M{x + 12 - way * 2.5:g} {y + 7.5:g}l{way * 5} 5.5l{-way * 5} 5.5"/></g>'
    )


def rect(kind, x, y, w, h, radius=0, more=""):
    """A rectangle. kind : its class. radius : of its corners. more : attributes."""
    corners = f' rx="{radius:g}"' if radius else ""
    return f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}"{corners}{more}/>'


def underline(x1, x2, y, kind="u"):
    """What says that the number above it is given. kind : "u2" of an image."""
    return f'<line class="{kind}" x1="{x1:.1f}" x2="{x2:.1f}" y1="{y:g}" y2="{y:g}"/>'


def choice(ref, kind, told, body, *, live=True, on=None):
    """A part of a picture that is chosen by a click. told : its name, "" if body has it. on : whether it is chosen."""
    pick = ' data-pick="1" role="button"' if live else ""
    state = "" if on is None else f' aria-pressed="{str(on).lower()}"'
    state += f' aria-label="{escape(told)}"' if told else ""
    return f'<g class="{kind}{" on" * bool(on)}" data-ref="{ref}"{pick}{state}>{body}</g>'


def label(x, y, content, kind="mu", anchor="start", size=None, read=True):
    """A word in the picture. What is no word and no number with a name is not read, nor what the thing beside it says.

    read : False for the latter.
    """
    read = read and (kind.startswith("n v") or re.search("[A-Za-z]{2}", content))
    hidden = "" if read else ' aria-hidden="true"'
    anchor = f' text-anchor="{anchor}"' if anchor != "start" else ""
    size = f' font-size="{size:g}"' if size else ""
    return f'<text class="{kind}" x="{x:g}" y="{y:g}"{anchor}{size}{hidden}>{escape(content)}</text>'
