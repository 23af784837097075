"""What the lab "which line is wrong?" shows: the listing to bet on, and beside it what is known, or the answer."""

from typing import NamedTuple

from bpkit import notation
from bpkit.notation import from_plain, number
from bpkit.views.cells import extent, label
from bpkit.views.picture import Picture, escape
from bpkit.views.scene import MIDDLE
from bpkit.views.strip import Strip

LINE, LISTING, ASIDE = 34, 530, 566  # the height of a line; the width of the listing; where the words beside it begin
NOTHING = "nothing is wrong"


class WrongLineScene(NamedTuple):
    """rows : {line: content}, the listing. choices : the lines, and what stands for "all right", in their order.

    chosen : what is chosen, not yet bet on. tried : the first bet, if it was no good. bet : the last one, if all is
    told. wrong : the lines that are wrong, once they are told. right_rows : for those told, how they ought to be.
    told : the paragraphs beside the listing, (heading or "", text) of each. seen : {network: verdicts}, and heads :
    what stands above these. strip : what stands above all.
    """

    rows: dict
    choices: tuple
    strip: Strip
    chosen: object = None
    tried: object = None
    bet: object = None
    wrong: tuple = ()
    right_rows: dict = {}
    told: tuple = ()
    seen: dict = {}
    heads: tuple = ()


def wrong_line_stage(scene, width, live):
    """Everything below the strip, as a Picture."""
    parts, y = [], 0
    for line in scene.choices:
        y += 10 * (line not in scene.rows)
        parts.append(_row(scene, line, y, live))
        y += LINE
    for line, content in scene.right_rows.items():
        source = from_plain(content.strip())
        told = f"{line} also right:" if scene.wrong == () else f"{line} right:"
        parts.append(label(40, y + 25, told, "mu") + notation.svg(source, 52 + max(64, extent(told)), y + 25, 18))
        y += 30
    narrow = width < MIDDLE
    x, top, room = (6, y + 20, width - 12) if narrow else (ASIDE, 0, width - ASIDE)
    aside, bottom = _aside(scene, x, top, room)
    told = f"A listing of the algorithm{'' if scene.bet is None else f', with the bet on {name(scene.bet)}'}"
    return Picture(width, max(y, bottom) + 10, "".join(parts) + aside, told, role="group")


def _row(scene, line, y, live):
    """A line of the listing, which can be chosen until it is told which is wrong."""
    content = scene.rows.get(line)
    is_wrong, is_tried = line in scene.wrong, line in (scene.tried, scene.bet)
    is_on, source = is_wrong or line == scene.chosen, from_plain((content or "").strip())
    spoken = NOTHING if content is None else f"{name(line)}: {notation.words(source)}"
    mark = "✗ wrong" if is_wrong else "your bet" if is_tried else "your bet?" if is_on else ""
    if is_wrong and is_tried:
        mark = "✗ wrong, as you bet"
    is_won = is_tried and content is None and not scene.wrong and scene.bet == line
    if is_won:
        mark = "✓ right, as you bet"
    parts = [
        f'<rect class="bg" x="0" y="{y}" width="{LISTING}" height="{LINE - 2}" rx="5"/>',
        f'<rect class="ebar" x="0" y="{y + 3}" width="3.5" height="{LINE - 8}" rx="1.75"/>',
        label(26, y + 21, str(line) if isinstance(line, int) else "", "b n" if is_on else "mu n", "end"),
    ]
    if content is None:
        parts.append(label(40, y + 21, NOTHING, "mu"))
    else:
        indent = 24 * content.startswith(" ")  # inside the loop
        room = LISTING - 50 - indent - (extent(mark, 15) + 16 if mark else 0)
        size = min(18, 18 * room / notation.width(source, 18))
        parts.append(notation.svg(source, 40 + indent, y + 21.5, size))
    parts.append(label(LISTING - 10, y + 21, mark, "bad b" if is_wrong else "ok b" if is_won else "mu", "end"))
    kind = "code" + " on" * is_on + " wrong" * is_wrong + " tried" * (is_tried and not is_wrong and not is_won)
    role = f'data-key="bet[{line}]" role="img"'
    if live and scene.bet is None and not is_tried:
        role = f'data-ref="bet[{line}]" data-pick="1" role="button" aria-pressed="{str(is_on).lower()}"'
    return (
        f'<g class="{kind}" {role} aria-label="{escape(f"{spoken}, {mark}" if mark else spoken)}">{"".join(parts)}</g>'
    )


def _aside(scene, x, y, room):
    """The paragraphs and the verdicts, and where they end."""
    parts = []
    for heading, content in scene.told:
        if heading:
            parts.append(label(x, y + 20, heading, "b"))
            y += 24
        for line in _lines(content, room):
            parts.append(label(x, y + 20, line, ""))
            y += 22
        y += 12
    if scene.seen:
        parts.append(label(x, y + 20, "On other networks, with the last m examples", "b"))
        pitch = min(108, (room - 60) / len(scene.heads))
        columns = [x + 60 + pitch * k for k in range(len(scene.heads))]
        parts += [label(at, y + 44, head, "mu s") for at, head in zip(columns, scene.heads)]
        for k, (network, cells) in enumerate(scene.seen.items()):
            base = y + 68 + 22 * k
            parts.append(label(x, base, network, "mu s"))
            parts += [
                label(at, base, content, "s" if content.startswith("seen") else "mu s")
                for at, content in zip(columns, cells)
            ]
        y += 68 + 22 * len(scene.seen)
    return "".join(parts), y


def _lines(content, room):
    """content in lines that are no wider."""
    lines = [""]
    for word in content.split():
        longer = f"{lines[-1]} {word}".strip()
        if extent(longer, 15) > room and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def name(line):
    """A line as a sentence calls it."""
    return f"line {line}" if isinstance(line, int) else f"“{line}”"


def verdict(bet, wrong):
    """What was bet, and what is so. bet : a line, or None for "all right". wrong : the lines that are wrong."""
    betting = "You bet that all is right" if bet is None else f"You bet on {name(bet)}"
    if bet in wrong:
        return f"{betting}, and you are right: it is wrong."
    if not wrong:
        return f"{betting}, and it is." if bet is None else f"{betting}. Nothing is wrong here."
    if len(wrong) > 1:
        return f"{betting}. Lines {' and '.join(map(str, wrong))} are wrong."
    return f"{betting}. It is {name(wrong[0])} that is wrong."


def difference(check):
    """The relative difference: 0.6000, and 2.3e-11 where that would be 0, or the number is very large."""
    found = check.relative_difference
    return f"{found:.4f}" if 0.001 <= found < 1000 else f"{found:.1e}"


def check_sentence(check):
    """What the gradient check of a listing says. check : with ok, relative_difference, worst, and D and slope there."""
    l, i, j = check.worst
    return (
        f"D is {'' if check.ok else 'not '}the gradient of J. Relative difference {difference(check)}, farthest apart "
        f"at l = {l}, i = {i}, j = {j}: D = {number(check.D, 6)}, slope of J {number(check.slope, 6)}."
    )
