"""Worksheets to print, black on white: a page with blanks for each sheet, and then a page with its key."""

import re

from bpkit.lines import LINES
from bpkit.notation import Ref, html, number, svg, symbol
from bpkit.views.cells import label, rect, short
from bpkit.views.network import LETTERS, Layout
from bpkit.views.picture import LIGHT, STYLE, escape

MATHEMATICS = "".join(re.findall(r"^\.bpkit (?:text)?\.m\b[^{]*\{[^}]*\}", STYLE, re.MULTILINE))
TITLE = "Backpropagation by pencil"
# What is printed is 182 mm wide and 248 mm high, which A4 and Letter both have between margins of 14 mm.
LOOK = """
* { box-sizing: border-box; } @page { margin: 14mm; }
body { margin: 0; color: #000; background: #fff; font: 10.5pt/1.4 var(--bpkit-ui); font-variant-numeric: tabular-nums; }
.page { display: flex; flex-direction: column; width: 182mm; min-height: 248mm; margin: 0 auto; break-after: page; }
.page:last-child { break-after: auto; } p { margin: 2mm 0 0; }
header { display: flex; align-items: baseline; gap: 8mm; border-bottom: .5mm solid; padding-bottom: 1.5mm; }
h1 { font-size: 15pt; margin: 0; flex: 1; } .small { font-size: 8.5pt; color: #333; }
.rule { display: inline-block; border-bottom: .25mm solid; width: 60mm; margin: 0 4mm 0 1mm; height: 6mm; }
code { font: .92em var(--bpkit-mono); white-space: nowrap; }
.given { display: flex; align-items: center; justify-content: space-between; gap: 5mm; margin: 5mm 0 2.5mm; }
.given > :first-child { flex: 1; min-width: 0; }
svg { width: 100%; max-width: 100mm; height: auto; display: block; }
svg line { stroke: #777; } svg rect { fill: #fff; stroke: #000; }
.all { display: grid; gap: 5mm 4mm; justify-items: end; }
.all.two { grid: auto auto / auto auto; grid-auto-flow: column; font-size: 9pt; } .two td { padding: .4mm 1.1mm; }
.named { display: flex; align-items: center; gap: 1.5mm; } .named small { display: block; font-size: 8pt; }
table { border-collapse: collapse; } td, th { padding: .4mm 1.4mm; text-align: right; font-weight: 400; }
.matrix { margin-top: -4mm; } .matrix th { font-size: 8pt; padding: 0 1.4mm; }
.matrix td:nth-child(2) { border-left: .3mm solid; } .matrix td:last-child { border-right: .3mm solid; }
.line { border-top: .25mm solid; padding: 1.6mm 0 2.5mm; flex: 1 1 auto; break-inside: avoid; }
.line > b { margin-right: 4mm; font-size: 12pt; } .line > .m { font-size: 13pt; }
.part { display: flex; gap: 4mm; margin-top: 1.2mm; }
.part > p { flex: 1; margin: 0; font-size: 9pt; line-height: 1.3; }
.boxes { display: grid; grid-template-columns: repeat(4, 31.5mm); gap: 1mm 2.5mm; }
.box div { display: flex; align-items: center; gap: 1.2mm; border: .3mm solid; border-radius: 1mm; height: 9.5mm;
  padding-left: 1.5mm; }
.box code { display: block; font-size: 6.5pt; line-height: 1.3; }
.g { margin: 0 0 1mm auto; font-size: 8.5pt; } .g td, .g th { padding: 0 1.4mm; }
.g tbody th { border-right: .25mm solid; }
.g thead th { border-bottom: .25mm solid; } caption { text-align: left; }
.key table { margin-top: 3mm; } .key td { padding: .8mm 1.4mm; text-align: left; border-top: .2mm solid #999; }
.key td:nth-child(3) { text-align: right; } .key tr.first td { border-top: .4mm solid; } .key b { white-space: nowrap; }
@media screen { html { background: #ddd; }
  .page { background: #fff; padding: 14mm; width: 210mm; min-height: 276mm; margin: 6mm auto; } }
"""


def worksheet_page(sheets):
    """The page: what is to be worked out, sheet by sheet, and then the keys. sheets : of bpkit.check.worksheet."""
    fonts = "".join(f"{name}: {LIGHT[name]}; " for name in ("--bpkit-ui", "--bpkit-math", "--bpkit-mono"))
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{TITLE}</title><style>:root {{ {fonts}}}{MATHEMATICS}{LOOK}</style></head><body class="bpkit">
{"".join(map(_exercise, sheets))}{"".join(map(_key, sheets))}</body></html>
"""


def _head(sheet, more=""):
    of = f"line{'s' * (len(sheet.lines) > 1)} {', '.join(map(str, sheet.lines))}"
    return f"<header><h1>{TITLE}</h1><span>{of}</span><b>variant {sheet.number}</b>{more}</header>"


def _exercise(sheet):
    m, network, matrices = len(sheet.variant.X), _network(sheet), sheet.matrices
    told = f"All {m} examples are in Δ."
    if sheet.lines[0] < 6:
        told = f"Example {m} of {m} goes through a network of three layers."
    if 5 in sheet.lines:
        told += f" Δ holds the {m - 1} before it."
    given = "".join(_matrix(name, values) for name, values in matrices.items())
    kind = "all" if network and len(matrices) < 4 else "all two"
    lines = "".join(_line(sheet, line, refs) for line, refs in sheet.blanks.items())
    first = sheet.blanks[sheet.lines[-1]][0]
    return f"""<section class="page">{_head(sheet)}
<p>Name <span class="rule"></span>Date <span class="rule"></span></p>
<p>{told} Work out every number that has a box, from top to bottom. Round each to three decimals, and go on with
what you wrote.</p>
<div class="given"><div>{network}{_numbers(sheet)}</div><div class="{kind}">{given}</div></div>{lines}
<p class="small">To check a number: <code>from bpkit import check</code>, then
<code>{escape(_call(sheet, first))}</code>, with the name that stands below the box, and your number in place of
0.5.</p></section>
"""


def _call(sheet, ref):
    """What checks a number, with 0.5 in its place."""
    lines = "" if sheet.is_full else f', lines="{",".join(map(str, sheet.lines))}"'
    return f'check.answer({sheet.number}, "{ref}", 0.5{lines})'


# ---------------------------------------------------------------- what is given


def _network(sheet):
    """The units with their numbers, and room for those that are worked out; "" where all is about matrices."""
    known = {*sheet.given, *(ref.rpartition("[")[0] for refs in sheet.blanks.values() for ref in refs)}
    shown = {l: [letter for letter in LETTERS if f"{letter}[{l}]" in known] for l in (1, 2, 3)}
    if not any(shown.values()):
        return ""
    layout = Layout((2, 2, 2), (56, 226, 396), 26, lines=max(map(len, shown.values())), width=108)
    boxes = {(l, j): layout.box(l, j) for l, slots in layout.slots.items() for j in slots}
    ends = [(boxes[l, j], boxes[l + 1, i]) for l in (1, 2) for j in (0, 1, 2) for i in (1, 2)]
    parts = [f'<line x1="{a.right:g}" y1="{a.middle:g}" x2="{b.x:g}" y2="{b.middle:g}"/>' for a, b in ends]
    for (l, j), box in boxes.items():
        parts.append(rect("body", *box, 8))
        letters = shown[l] if j and shown[l] else ["a"]
        for k, letter in enumerate(letters):
            y = box.y + (k + 0.5) * box.h / len(letters) + 4
            parts.append(svg(f"{LETTERS[letter]}_{{{j}}}", box.x + 9, y, 17))
            parts.append(label(box.right - 9, y, _written(sheet, letter, l, j), "", "end", 16))
    parts += [label(x, 14, f"Layer {l}", "", "middle", 14) for l, x in layout.centers.items()]
    for i in (1, 2):
        if "x" in known:
            x, box = short(sheet.variant.X[-1][i - 1]), boxes[1, i]
            parts.append(svg(f"x_{{{i}}} = {x}", box.x - 8, box.middle + 5, 17, "end"))
        if "y" in known:
            y, box = short(sheet.variant.Y[-1][i - 1]), boxes[3, i]
            parts.append(svg(f"y_{{{i}}} = {y}", box.right + 8, box.middle + 5, 17))
    left = -88 if "x" in known else 0
    size = f"{left} 0 {510 - left} {layout.top + layout.height + 4:g}"
    return f'<svg viewBox="{size}" role="img" aria-label="The network">{"".join(parts)}</svg>'


def _written(sheet, letter, l, j):
    """What stands in a unit: "" where it is worked out, or nobody asks."""
    if l == 1 and 1 in sheet.lines:
        return ""
    if l == 1 or j == 0:
        return short(sheet.variant.X[-1][j - 1]) if j else "1"
    return number(sheet.variant.written[f"{letter}[{l}][{j}]"], 3) if f"{letter}[{l}]" in sheet.given else ""


def _numbers(sheet):
    """λ and m, where they are given."""
    values = {"lambda_": sheet.variant.lambda_, "m": len(sheet.variant.X)}
    told = [html(f"{symbol(name)} = {short(value)}") for name, value in values.items() if name in sheet.given]
    return f"<p>{'&emsp;'.join(told)}</p>" if told else ""


def _matrix(name, values):
    """A matrix with its name, the units that its columns and rows belong to, and its numbers."""
    quantity, l, *_ = Ref.parse(name)
    write = short if quantity == "Theta" else lambda value: number(value, 3)
    heads = "".join(f"<th>{html(f'a_{{{j}}}')}</th>" for j in range(values.shape[1]))
    cells = ["".join(f"<td>{write(value)}</td>" for value in row) for row in values]
    rows = "".join(f"<tr><th>{i}</th>{row}</tr>" for i, row in enumerate(cells, start=1))
    when = "<small>before</small>" if quantity == "before" else ""
    return (
        f'<div class="named"><span>{html(Ref(quantity, l).source)}{when}</span> = '
        f'<table class="matrix"><tr><th></th>{heads}</tr>{rows}</table></div>'
    )


# ---------------------------------------------------------------- what is worked out


def _line(sheet, line, refs):
    """The line as the algorithm writes it, and for each layer what it does, and the boxes."""
    layers = {}
    for ref in refs:
        layers.setdefault(Ref.parse(ref).l, []).append(ref)
    parts = ""
    for l, of_layer in layers.items():
        said = escape(LINES[line].say(len(sheet.variant.X), l))
        parts += f'<div class="part"><p>{said}</p><div class="boxes">{"".join(map(_box, of_layer))}</div></div>'
    table = _table(sheet.table) if line == 2 else ""
    return f'<div class="line"><b>{line}</b>{html(LINES[line].text)}{table}{parts}</div>'


def _box(ref):
    return f'<div class="box"><div>{html(Ref.parse(ref).source)} =</div><code>{ref}</code></div>'


def _table(rows):
    """g(z) for z with one decimal: a row for each whole number."""
    heads = "".join(f"<th>{k}</th>" for k in range(10))
    cells = ["".join(f"<td>{number(value, 3)}</td>" for value in row) for row in rows]
    body = "".join(f"<tr><th>{k}.</th>{row}</tr>" for k, row in enumerate(cells))
    return (
        f'<table class="g"><caption>{html("g(−z) = 1 − g(z)")}</caption>'
        f"<thead><tr><th>{html('g(z)')}</th>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def _key(sheet):
    rows = ""
    for line, refs in sheet.blanks.items():
        for ref in refs:
            slips = "; ".join(f"<b>{number(value, 3)}</b> {escape(row.name)}" for row, value in sheet.commonest(ref))
            first, shown = (' class="first"', line) if ref == refs[0] else ("", "")
            rows += (
                f"<tr{first}><td>{shown}</td><td>{html(Ref.parse(ref).source)}</td>"
                f'<td><b>{number(sheet.variant.written[ref], 3)}</b></td><td class="small">{slips}</td></tr>'
            )
    return (
        f'<section class="page key">{_head(sheet, "<b>key</b>")}<p>0.001 more or less is right too. Beside '
        f"each number, what the commonest slips in that line give.</p><table>{rows}</table></section>"
    )
