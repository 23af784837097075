"""What the lab "which line is wrong?" shows: the listing to bet on, and the answer."""

from bpkit import notation
from bpkit.notation import from_plain, number
from bpkit.views.picture import FORMULA, Picture, escape, text

LINE_HEIGHT, INDENT, PADDING, STEP = 26, 76, 6, 20  # padding: above and below the listing


def listing(rows, bet=None, wrong=()):
    """The lines of a listing, each to be picked: its data-ref is "bet[4]". Returns a Picture.

    rows : {line: content}. bet : the line that was bet on, marked. wrong : the lines to mark as wrong.
    """
    sources = {line: from_plain(content.strip()) for line, content in rows.items()}
    width = INDENT + STEP + max(notation.width(source, FORMULA) for source in sources.values()) + 170
    parts = []
    for k, (line, content) in enumerate(rows.items()):
        y, row = PADDING + k * LINE_HEIGHT, []
        box = f'x="0" y="{y}" width="{width:g}" height="{LINE_HEIGHT}"'
        if line in wrong:
            row.append(f'<rect class="current" style="fill: var(--bpkit-error); fill-opacity: .14" {box}/>')
        elif line == bet:
            row.append(f'<rect class="current" {box}/>')
        marks = ["✗ wrong"] * (line in wrong) + ["as you bet" if line in wrong else "your bet"] * (line == bet)
        row.append(text(8, y + 17, str(line), kind="muted"))
        indent = INDENT + STEP * content.startswith(" ")  # inside the loop
        row.append(notation.svg(sources[line], indent, y + 17, FORMULA))
        row.append(text(width - 8, y + 17, ", ".join(marks), kind="title", anchor="end"))
        row.append(f'<rect class="pick" {box}/><title>bet on {name(line)}</title>')
        label = f"{name(line)}: {notation.words(sources[line])}"
        parts.append(f'<g role="listitem" aria-label="{escape(label)}" data-ref="bet[{line}]">{"".join(row)}</g>')
    height = len(rows) * LINE_HEIGHT + 2 * PADDING
    return Picture(width, height, "".join(parts), "A listing of the algorithm", role="list")


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
        f"Gradient check: D is {'' if check.ok else 'not '}the gradient of J. Relative difference "
        f"{difference(check)}, farthest apart at l = {l}, i = {i}, j = {j}: "
        f"D = {number(check.D, 6)}, slope of J {number(check.slope, 6)}."
    )


def verdicts(seen, heads):
    """Whether the check sees it, on several networks, as a table. Returns a Picture.

    seen : {network: cells}. heads : what stands above the cells.
    """
    first, cell = 100, 150
    parts = [text(first + k * cell, 14, head, kind="muted") for k, head in enumerate(heads)]
    for k, (network, cells) in enumerate(seen.items()):
        y = 14 + 22 * (k + 1)
        parts.append(text(0, y, network, kind="muted"))
        parts += [
            text(first + c * cell, y, content, kind="" if content.startswith("seen") else "muted")
            for c, content in enumerate(cells)
        ]
    label = "; ".join(
        f"{network}, {head}: {content}" for network, cells in seen.items() for head, content in zip(heads, cells)
    )
    return Picture(first + len(heads) * cell, 22 * (len(seen) + 1), "".join(parts), label)


def pair(lines, rows, right_rows):
    """The lines as they are here, and under them as they are in the right listing. Returns a Picture."""
    parts, y, widest = [], 0, 0
    for word, listed in (("here", rows), ("right", right_rows)):
        for line in lines:
            content = listed[line].strip()
            if rows[line].strip() == right_rows[line].strip():  # in another place
                content += ", inside the loop" if listed[line] != content else ", before the loop"
            source = from_plain(content)
            y, widest = y + 26, max(widest, notation.width(source, FORMULA))
            parts.append(text(0, y - 7, word, kind="muted") + text(48, y - 7, str(line)))
            parts.append(notation.svg(source, INDENT + 34, y - 7, FORMULA))
    return Picture(INDENT + 34 + widest, y, "".join(parts), "the lines as they are here, and as they are right")


def answer(parts):
    """The answer as HTML: strings are paragraphs, Pictures stand as they are."""
    return "".join(
        f'<p style="margin: 6px 0">{escape(part)}</p>'
        if isinstance(part, str)
        else f'<div style="overflow-x: auto">{part.svg()}</div>'
        for part in parts
    )
