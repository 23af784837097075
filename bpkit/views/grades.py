"""A class's grades as a page: a table of students and lines, what the class got wrong, and every report."""

from bpkit.views.picture import STYLE, escape

LIGHT, DARK = (block.partition("{")[2] for block in STYLE.split("}")[:2])  # the palettes
KIND = {"✓": ("ok", "right"), "✗": ("no", "wrong"), "·": ("na", "not judged"), "…": ("na", "not written")}
KIND["–"] = "gone", "not handed in"
LOOK = """
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 28px 32px; max-width: max-content; min-width: 60%; background: var(--bpkit-ground);
  color: var(--bpkit-text); font: 15px/1.45 var(--bpkit-ui); font-variant-numeric: tabular-nums; }
h1 { font-size: 24px; margin: 0; } h2 { font-size: 18px; margin: 36px 0 10px; }
p { margin: 2px 0; max-width: 46em; } .mu, summary { color: var(--bpkit-muted); }
a { color: inherit; text-decoration-color: var(--bpkit-edge); } .wide { overflow-x: auto; margin-top: 20px; }
table { border-collapse: collapse; } th { font-weight: 600; } th, td { padding: 3px 7px; text-align: center; }
.name { position: sticky; left: 0; background: var(--bpkit-ground); text-align: left; white-space: nowrap; }
thead th { vertical-align: bottom; } .fn { font-family: var(--bpkit-mono); font-size: 13px; }
.tall { writing-mode: vertical-rl; transform: rotate(180deg); padding: 10px 3px 4px; }
thead .part { color: var(--bpkit-muted); font-weight: 400; font-size: 13px; white-space: nowrap; }
.first { border-left: 1px solid var(--bpkit-line); } tbody tr { border-top: 1px solid var(--bpkit-line); }
tfoot tr { border-top: 2px solid var(--bpkit-edge); } tfoot td { font-size: 13px; color: var(--bpkit-muted); }
.ok { color: var(--bpkit-accent); } .gone { color: var(--bpkit-line); }
.no { background: var(--bpkit-error); color: var(--bpkit-ground); box-shadow: inset 0 0 0 2px var(--bpkit-ground); }
.na { color: var(--bpkit-muted); } td.said { text-align: left; font-size: 13px; min-width: 16em; max-width: 30em; }
.slip { display: grid; grid-template-columns: 92px 1fr; gap: 0 18px; padding: 12px 0; max-width: 820px;
  border-top: 1px solid var(--bpkit-line); break-inside: avoid; } .count b { font-size: 22px; }
.bar { height: 6px; border-radius: 3px; background: var(--bpkit-soft); } .bar i { display: block; height: 100%;
  border-radius: 3px; background: var(--bpkit-error); print-color-adjust: exact; }
.both td { width: 92px; text-align: left; } .both td.said { width: auto; max-width: 44em; font-size: 14px; }
.bar.old i { background: var(--bpkit-edge); }
ol.choices { list-style: lower-alpha; margin: 4px 0 18px; padding-left: 28px; } .item { break-inside: avoid; }
code { font-family: var(--bpkit-mono); font-size: 13px; } pre { font: 13px/1.4 var(--bpkit-mono); white-space: pre-wrap;
  background: var(--bpkit-soft); padding: 10px 14px; border-radius: 6px; max-width: 60em; } summary { cursor: pointer; }
@page { size: landscape; margin: 12mm; } @media print { body { padding: 0; } .reports, .who { display: none; }
  tr { break-inside: avoid; } .no { background: none; color: var(--bpkit-error); } }
"""


def grades_page(grades):
    """The page. grades : bpkit.grading's Grades."""
    students, columns, count = grades.students, grades.columns, len(grades.students)
    slips, tests = "".join(_slip(row, count) for row in grades.mistakes), _before_and_after(grades)
    slips = f"<h2>What the class got wrong</h2>{slips or '<p>Nothing.</p>'}" if slips or not tests else ""
    reports = "".join(_reports(k, each) for k, each in enumerate(students) if each.reports)
    return document(
        f"{grades.title}: grades",
        f"""<h1>{escape(grades.title)}</h1><p class="mu">{count} students. ✓ right, ✗ wrong, · not judged, or left
open in the test, … not written, – not handed in. Each line is marked on the numbers that the student's own lines before
it gave.</p>
<div class="wide"><table><thead>{_heads(columns)}</thead><tbody>
{"".join(_row(k, each, columns) for k, each in enumerate(students))}</tbody>
<tfoot>{_foot(students, columns)}</tfoot></table></div>{tests}
{slips}
<div class="reports"><h2>What each was told</h2>{reports}</div>""",
    )


def document(title, body):
    """A page of its own for teachers, to look at and to print."""
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(title)}</title><style>:root {{{LIGHT}}}
@media screen and (prefers-color-scheme: dark) {{ :root {{{DARK}}} }}{LOOK}</style></head><body>
{body}</body></html>
"""


def _parts(columns):
    """(function, line, class of its column) for each column of marks."""
    return [(name, part, "first" * (k == 0)) for name, parts in columns.items() for k, part in enumerate(parts)]


def _heads(columns):
    """Two rows: the functions, upright where there is little room, and their lines."""
    upper = "".join(
        f'<th class="first fn" colspan="{len(parts)}"><span class="{"tall" * (len(parts) < 4)}">{name}</span></th>'
        for name, parts in columns.items()
    )
    lower = "".join(f'<th class="part {first}">{escape(part)}</th>' for _, part, first in _parts(columns))
    corner, end = '<th class="name" rowspan="2"></th>', '<th rowspan="2"></th>'
    return f"<tr>{corner}{upper}{end}</tr><tr>{lower}</tr>"


def _row(k, each, columns):
    cells = []
    for name, part, first in _parts(columns):
        mark = each.mark(name, part)
        kind, meaning = KIND[mark]
        cells.append(f'<td class="{kind} {first}" title="{name} {part}: {meaning}">{mark}</td>')
    student = f'<a href="#s{k}">{escape(each.student)}</a>' if each.reports else escape(each.student)
    said = escape("; ".join(each.remarks))
    return f'<tr><th class="name" scope="row">{student}</th>{"".join(cells)}<td class="said mu">{said}</td></tr>'


def _foot(students, columns):
    """How many have each line right."""
    marks = [[each.mark(name, part) for each in students].count("✓") for name, part, _ in _parts(columns)]
    cells = "".join(f'<td class="{first}">{right}</td>' for right, (_, _, first) in zip(marks, _parts(columns)))
    return f'<tr><td class="name">right, of {len(students)}</td>{cells}<td></td></tr>'


def _before_and_after(grades):
    """The mistakes behind the answers to the test, with how many made each before the lessons and after them."""
    counts = grades.tested
    if not any(counts):
        return ""
    rows = "".join(
        f'<tr><th class="name" scope="row">{escape(row.name)}</th><td>{_bar(before, counts[0], "old")}</td>'
        f'<td>{_bar(after, counts[1])}</td><td class="said">{escape(row.sentence)} {_shown(row)}</td></tr>'
        for row, before, after in grades.before_and_after
    )
    return (
        f'<h2>Before and after</h2><p class="mu">How many chose an answer to the test that this mistake gives, of '
        f'{counts[0]} before and {counts[1]} after.</p><div class="wide"><table class="both"><thead><tr><th></th>'
        f"<th>before</th><th>after</th><th></th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _bar(n, count, kind=""):
    """A number out of count, with a bar below it."""
    return f'<b>{n}</b><div class="bar {kind}"><i style="width: {100 * n / max(1, count):.0f}%"></i></div>'


def _shown(row):
    """Where a mistake is met."""
    case = f", <code>WrongLineLab(case={row.case})</code>" if row.case else ""
    return f'<span class="mu">{escape(row.where.capitalize())}{case}.</span>'


def _slip(row, count):
    n, where = len(row.students), row.where and f"{row.where}: "
    lab = f"<p>Show it: <code>WrongLineLab(case={row.case})</code></p>" if row.case else ""
    return (
        f'<div class="slip"><div class="count"><b>{n}</b> <span class="mu">of {count}</span>'
        f'<div class="bar"><i style="width: {100 * n / count:.0f}%"></i></div></div>'
        f"<div><p>{escape(where)}<b>{escape(row.name)}</b></p><p>{escape(row.sentence)}</p>"
        f"{f'<p><i>{escape(row.question)}</i></p>' if row.question else ''}{lab}"
        f'<details class="who"><summary>who</summary>{escape(", ".join(row.students))}</details></div></div>'
    )


def _reports(k, each):
    texts = "".join(f"<pre>{escape(report['text'])}</pre>" for report in each.reports.values())
    return f'<details><summary>{escape(each.student)}</summary><div id="s{k}">{texts}</div></details>'
