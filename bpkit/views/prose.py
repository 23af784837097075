"""Words with mathematics between backquotes, "Is `δ^{(2)}_{1}` 0?": as lines of SVG, as plain text, and read aloud."""

import re

from bpkit import notation
from bpkit.notation import INDEX, NO_BREAK
from bpkit.views.cells import extent
from bpkit.views.picture import escape

LARGER = 1.13  # mathematics than words, as in style.css
_GREEK = "[α-ωΔΘΣ]"
_LETTERS = rf"(?:[A-Za-z](?={_GREEK}))?(?:{_GREEK}{INDEX}*|[A-Za-z]{INDEX}+|g′)+"  # δ, λΘ, aδᵀ, δaᵀ, but no J
_MATHEMATICS = re.compile(rf"`([^`]*)`|((?<![A-Za-z]){_LETTERS}|{notation.SYMBOL.pattern})")


def _parts(content):
    """(text, whether it is mathematics) of each piece. A Greek letter, or one with an index, needs none."""
    parts, at = [], 0
    for found in _MATHEMATICS.finditer(content):
        parts += [(content[at : found.start()], False), (found[1] or notation.from_plain(found[2]), True)]
        at = found.end()
    return [part for part in (*parts, (content[at:], False)) if part[0]]


def width(content, size=15):
    """How wide it is in one line."""
    return sum(notation.width(part, LARGER * size) if math else extent(part, size) for part, math in _parts(content))


def lines(content, room, size=15):
    """It in lines that are no wider than room. Mathematics is not broken."""
    found = [""]
    for word in re.findall(r"(?:`[^`]*`|[^` ])+", content):
        longer = f"{found[-1]} {word}".strip()
        if found[-1] and width(longer, size) > room:
            found.append(word)
        else:
            found[-1] = longer
    return found


def svg(line, x, y, size=15, kind=""):
    """One line as a text element that is not read: what holds it has words() for its name."""
    told, dx, dy = "", 0.0, 0.0
    for part, math in _parts(line):
        back = f' dx="{dx:.4g}"' * bool(dx) + f' dy="{dy:.4g}"' * bool(dy)
        dx = dy = 0.0
        if math:
            drawn, dx, dy = notation.tspans(part, LARGER * size)
            told += f'<tspan class="m" font-size="{LARGER * size:g}"{back}>{drawn}</tspan>'
        else:
            told += f"<tspan{back}>{escape(part).replace(' ', NO_BREAK)}</tspan>"
    return f'<text class="{kind}" x="{x:g}" y="{y:g}" font-size="{size:g}" aria-hidden="true">{told}</text>'


def plain(content):
    """It as plain text, with the indices that Unicode has."""
    return "".join(notation.plain(part) if math else part for part, math in _parts(content))


def words(content):
    """It as a screen reader should say it."""
    return "".join(notation.words(part) if math else part for part, math in _parts(content))
