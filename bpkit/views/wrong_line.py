"""What the lab "which line is wrong?" shows: the listing to bet on, and beside it what is known, or the answer."""

from typing import NamedTuple

from bpkit import notation
from bpkit.notation import from_plain, number
from bpkit.views import prose
from bpkit.views.cells import choice, extent, given, label, rect
from bpkit.views.page import page
from bpkit.views.picture import Picture, escape
from bpkit.views.scene import MIDDLE
from bpkit.views.strip import Strip, button, tabs

LINE, LISTING, ASIDE = 34, 530, 566  # the height of a line; the width of the listing; where the words beside it begin
TEXT, ROW = 22, 27  # the heights of a line of words, and of a number in both listings
NOTHING = "nothing is wrong"
NUMBERS, CHECK = "numbers", "check"  # what stands beside the listing in the end


class WrongLineScene(NamedTuple):
    """rows : {line: content}, the listing. choices : the lines, and what stands for "all right", in their order.

    strip : what stands above all. seed : of the order of the cases. chosen : what is chosen, not yet bet on. tried :
    the first bet, if it was no good. bet : the last one. network : what it is run on, in words. hints : those that are
    shown, more : whether there are more. wrong : the lines that are wrong, once they are told, and right_rows, how
    they ought to be. opened : only the strip is shown, for the Stepper stands below.

    reasons : to choose from, once it is told which line is wrong. Once all is told, told : what is wrong with it.
    aside : what stands below that: NUMBERS, of both listings, in order, with line, source, here, right and differs; or
    CHECK, checked : the paragraphs, (heading, text) of each, and seen : {network: verdicts} with heads above them.
    """

    rows: dict
    choices: tuple
    strip: Strip
    seed: int = 0
    chosen: object = None
    tried: object = None
    bet: object = None
    network: str = ""
    hints: tuple = ()
    more: bool = False
    wrong: tuple = ()
    right_rows: dict = {}
    opened: bool = False
    reasons: tuple = ()
    told: str = ""
    aside: str = NUMBERS
    numbers: tuple = ()
    checked: tuple = ()
    seen: dict = {}
    heads: tuple = ()


def wrong_line(scene, width):
    """The whole lab as HTML: the buttons beside the listing are laid over the picture."""
    stage = wrong_line_stage(scene, width, True)
    if scene.opened:
        return page(scene.strip, stage)
    x, y, room = _place(scene, width)
    over = ""
    if scene.more:
        y += _hints(scene, x, y, room)[1]
        over = button("hint", "Show a hint" if not scene.hints else "One more hint", "hints come one at a time")
    elif scene.told:
        y += _height(scene.told, room) + 6
        told = {NUMBERS: "Number by number", CHECK: "What the check sees"}
        over = tabs("aside", told, scene.aside, "what is compared")
    return page(scene.strip, stage, over=over and f'<div class="laid" style="left: {x - 8}px; top: {y}px">{over}</div>')


def wrong_line_stage(scene, width, live):
    """Everything below the strip, as a Picture."""
    told = f"A listing of the algorithm{'' if scene.bet is None else f', with the bet on {name(scene.bet)}'}"
    if scene.opened and live:
        return Picture(width, 0, "", told)
    parts, y = [], 0
    for line in scene.choices:
        y += 10 * (line not in scene.rows)
        parts.append(_row(scene, line, y, live))
        y += LINE
    for line, content in scene.right_rows.items():
        source = from_plain(content.strip())
        is_right = f"{line} also right:" if scene.wrong == () else f"{line} right:"
        parts.append(label(40, y + 25, is_right, "mu"))
        parts.append(notation.svg(source, 52 + max(64, extent(is_right)), y + 25, 18))
        y += 30
    if live:
        order = "order of the cases: seed"
        parts.append(label(40, y + 27, order, "mu s"))
        parts.append(given("seed", 48 + extent(order, 14), y + 27, scene.seed, most=200))
    x, top, room = _place(scene, width)
    aside, bottom = _aside(scene, x, top, room, live)
    return Picture(width, max(y + 34, bottom) + 4, "".join(parts) + aside, told)


def _place(scene, width):
    """Where what stands beside the listing begins, and how wide it may be: (x, y, room)."""
    if width >= MIDDLE:
        return ASIDE, 4, width - ASIDE - 6
    below = LINE * len(scene.choices) + 30 * len(scene.right_rows)
    return 8, below + 60, width - 16


def _row(scene, line, y, live):
    """A line of the listing, which can be chosen until it is told which is wrong."""
    content = scene.rows.get(line)
    is_wrong, is_tried = line in scene.wrong, line in (scene.tried, scene.bet)
    is_on, source = is_wrong or line == scene.chosen, from_plain((content or "").strip())
    mark = "✗ wrong" if is_wrong else "your bet" if is_tried else "your bet?" if is_on else ""
    is_won = is_tried and content is None and not scene.wrong and scene.bet == line
    if is_won:
        mark = "✓ right, as you bet"
    parts = [
        f'<rect class="bg" x="0" y="{y}" width="{LISTING}" height="{LINE - 2}" rx="5"/>',
        f'<rect class="ebar" x="0" y="{y + 3}" width="3.5" height="{LINE - 8}" rx="1.75"/>',
        label(26, y + 21, str(line) if isinstance(line, int) else "", "b n" if is_on else "mu n", "end"),
    ]
    if content is None:
        parts.append(notation.svg(f'"{NOTHING}"', 40, y + 21.5, 18))
    else:
        indent = 24 * content.startswith(" ")  # inside the loop
        room = LISTING - 50 - indent - (extent(mark, 16) + 16 if mark else 0)  # it may be bold
        size = min(18, 18 * room / notation.width(source, 18))
        parts.append(notation.svg(source, 40 + indent, y + 21.5, size))
    parts.append(label(LISTING - 10, y + 21, mark, "bad b" if is_wrong else "ok b" if is_won else "mu", "end"))
    kind = "code" + " on" * is_on + " wrong" * is_wrong + " tried" * (is_tried and not is_wrong and not is_won)
    role = f'data-key="bet[{line}]" role="img"'
    if live and scene.bet is None and not is_tried:
        role = f'data-ref="bet[{line}]" data-pick="1" role="button" aria-pressed="{str(is_on).lower()}"'
    told = NOTHING if content is None else f"{name(line)}: {notation.words(source)}"
    told += f", {mark.lstrip('✗✓ ')}" * bool(mark)
    return f'<g class="{kind}" {role} aria-label="{escape(told)}">{"".join(parts)}</g>'


def _aside(scene, x, y, room, live):
    """What stands beside the listing, and where it ends."""
    if scene.bet is None:
        hints, tall = _hints(scene, x, y, room)
        return hints, y + tall + 34 * scene.more
    if scene.reasons:
        return _reasons(scene, x, y, room, live)
    told, y = _paragraph(scene.told, x, y, room), y + _height(scene.told, room) + 46
    rest, bottom = (_numbers if scene.aside == NUMBERS else _checked)(scene, x, y, room)
    return told + rest, bottom


def _hints(scene, x, y, room):
    """What the listing is run on, and the hints that are shown; and how tall they are."""
    paragraphs = [("It is run on", f"{scene.network}.")]
    paragraphs += [(f"Hint {k}", content) for k, content in enumerate(scene.hints, start=1)]
    if scene.tried is None:
        paragraphs.append(("Hints", "Three, one at a time, after a bet that fails."))
    drawn, bottom = _paragraphs(paragraphs, x, y, room)
    return f'<g role="group" aria-label="what is known" aria-live="polite">{drawn}</g>', bottom - y


def _reasons(scene, x, y, room, live):
    """Why the numbers go wrong, to be chosen."""
    parts = [label(x, y + 20, "Why do the numbers go wrong?", "b")]
    y += 34
    for k, content in enumerate(scene.reasons, start=1):
        tall = _height(content, room - 28) + 8
        drawn = rect("bg", x - 8, y, room + 8, tall, 5) + _paragraph(content, x + 24, y + 2, room - 28)
        drawn += f'<circle class="hollow" cx="{x + 6:g}" cy="{y + 19:g}" r="6"/>'
        parts.append(choice(f"why[{k}]", "code", notation.spoken(content), drawn, live=live))
        y += tall + 6
    return "".join(parts), y


def _numbers(scene, x, y, room):
    """The numbers of both listings, line by line, with a frame round the first that differs."""
    here, right = x + min(room, 500) - 236, x + min(room, 500) - 116
    parts = [label(x, y + 18, "example 4", "mu s"), label(here, y + 18, "this listing", "mu s", "end")]
    parts.append(label(right, y + 18, "the right one", "mu s", "end"))
    y += 26
    first = next((k for k, one in enumerate(scene.numbers) if one.differs), len(scene.numbers))
    for k, one in enumerate(scene.numbers):
        kind, base = "n" if k >= first else "n mu", y + 18
        line = one.line if k == 0 or scene.numbers[k - 1].line != one.line else ""
        parts.append(label(x + 22, base, str(line) if line != one.source else "", "mu n", "end"))
        row = [notation.svg(one.source, x + 36, base, 18, kind="mu" if k < first else "")]
        row += [label(at, base, number(value), kind, "end") for at, value in ((here, one.here), (right, one.right))]
        sign, look = ("≠", "bad b") if one.differs else ("=", "mu")
        row.append(label((here + right - 54) / 2, base, sign, look))
        if k == first:
            row.append(rect("first", here - 78, y + 1, right - here + 88, ROW - 2, 6))
            row.append(label(right + 16, base, "the first", "bad b"))
        told = f"in place of {number(one.right)}" if one.differs else "in both"
        told = f"{notation.words(one.source)}: {number(one.here)} {told}{', the first' * (k == first)}"
        parts.append(_read(f"line {line}, " * (line not in ("", one.source)) + told, "".join(row)))
        y += ROW
    return "".join(parts), y


def _checked(scene, x, y, room):
    """What the check says, here and on other networks."""
    drawn, y = _paragraphs(scene.checked, x, y, room)
    parts = [drawn, label(x, y + 20, "On other networks, with the last m examples", "b")]
    pitch = min(108, (room - 60) / len(scene.heads))
    columns = [x + 60 + pitch * k for k in range(len(scene.heads))]
    parts += [label(at, y + 44, head, "mu s") for at, head in zip(columns, scene.heads)]
    for k, (network, cells) in enumerate(scene.seen.items()):
        base = y + 68 + TEXT * k
        row = [label(x, base, network, "mu s")]
        row += [
            label(at, base, content, "s" if content.startswith("seen") else "mu s")
            for at, content in zip(columns, cells)
        ]
        told = "; ".join(f"{head}: {content}" for head, content in zip(scene.heads, cells))
        parts.append(_read(f"{network}: {notation.spoken(told)}", "".join(row)))
    return "".join(parts), y + 68 + TEXT * len(scene.seen)


def _read(told, drawn):
    """A row of a table, or a paragraph, read as one."""
    return f'<g role="img" aria-label="{escape(told)}">{drawn}</g>'


def _paragraphs(paragraphs, x, y, room):
    """(heading, text) of each, one below the other; and where they end."""
    parts = []
    for heading, content in paragraphs:
        parts.append(label(x, y + 20, heading, "b") + _paragraph(content, x, y + 24, room))
        y += 24 + _height(content, room) + 12
    return "".join(parts), y


def _paragraph(content, x, y, room):
    lines = enumerate(prose.lines(content, room))
    drawn = "".join(prose.svg(line, x, y + 20 + TEXT * k) for k, line in lines)
    return _read(notation.spoken(content), drawn)


def _height(content, room):
    return TEXT * len(prose.lines(content, room))


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


def check_sentence(check, compared="D"):
    """What the gradient check of a listing says. check : with ok, relative_difference, worst, and D and slope there.

    compared : what the listing takes for D.
    """
    entry = ", ".join(f"{name}\u00a0=\u00a0{k}" for name, k in zip("lij", check.worst))
    return (
        f"{compared} is {'' if check.ok else 'not '}the gradient of J. Relative difference {difference(check)}, "
        f"farthest apart at {entry}: {compared} = {number(check.D, 6)}, slope of J {number(check.slope, 6)}."
    )
