"""The parts that all views share: a Picture, how numbers and symbols are written, and the style sheet."""

import base64
import html
import io
import re
from typing import NamedTuple

CHARACTER = 0.602  # width of a monospaced character, in units of the font size
SMALL, NORMAL = 11, 12  # font sizes, in pixels
SMALLEST = 0.8  # a picture in a narrow window shrinks so far, and no further: then the window scrolls


class Picture(NamedTuple):
    """A piece of SVG and its size in pixels. label is the text alternative; role is the ARIA role.

    In a notebook cell it shows itself.
    """

    width: float
    height: float
    body: str
    label: str
    role: str = "img"

    def svg(self):
        """The picture as an element of an HTML page, which brings the style sheet."""
        width, height = round(self.width), round(self.height)
        return (
            f'<svg class="bpkit-picture" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'style="min-width: {SMALLEST * width:.0f}px" role="{self.role}" '
            f'aria-label="{escape(self.label)}">{self.body}</svg>'
        )

    def standalone(self):
        """The picture as an SVG file of its own, on white."""
        width, height, edge = round(self.width), round(self.height), 8
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="bpkit" width="{width + 2 * edge}" '
            f'height="{height + 2 * edge}" viewBox="{-edge} {-edge} {width + 2 * edge} {height + 2 * edge}" '
            f'role="img" aria-label="{escape(self.label)}"><title>{escape(self.label)}</title><style>{STYLE}</style>'
            f'<rect x="{-edge}" y="{-edge}" width="100%" height="100%" fill="#fff"/>{self.body}</svg>'
        )

    def at(self, x, y):
        """The body, moved to (x, y), to be part of a larger picture."""
        return f'<g transform="translate({x:g} {y:g})">{self.body}</g>'

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"image/svg+xml": self.standalone(), "text/plain": self.label}


def beside(pictures, gap=16):
    """One Picture of several from left to right, tops aligned."""
    x, parts = 0, []
    for picture in pictures:
        parts.append(picture.at(x, 0))
        x += picture.width + gap
    return Picture(
        x - gap, max(p.height for p in pictures), "".join(parts), "; ".join(p.label for p in pictures if p.label)
    )


def above(pictures, gap=12):
    """One Picture of several from top to bottom, left sides aligned."""
    y, parts = 0, []
    for picture in pictures:
        parts.append(picture.at(0, y))
        y += picture.height + gap
    return Picture(
        max(p.width for p in pictures), y - gap, "".join(parts), "; ".join(p.label for p in pictures if p.label)
    )


def figure_picture(figure, label):
    """A matplotlib figure as a Picture, to stand beside others. label : its text alternative."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=150)
    width, height = figure.get_size_inches() * 96
    source = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    body = f'<image class="plot" width="{width:g}" height="{height:g}" href="{source}"/>'
    return Picture(width, height, body, label)


def line_of_text(content, size=NORMAL, kind=""):
    """A Picture of one line of text."""
    return Picture(text_width(content, size), size + 6, text(0, size, content, kind=kind, size=size), content)


def text(x, y, content, *, kind="", anchor="start", size=NORMAL, attributes=""):
    """A text element with its baseline at y; kind is a class of the style sheet."""
    kind = f' class="{kind}"' if kind else ""
    anchor = f' text-anchor="{anchor}"' if anchor != "start" else ""
    size = f' font-size="{size}"' if size != NORMAL else ""
    return f'<text x="{x:g}" y="{y:g}"{kind}{anchor}{size}{attributes}>{escape(content)}</text>'


def escape(content):
    """content as text of an SVG or HTML string; the characters that XML cannot hold become �."""
    return html.escape(re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "�", content))


def text_width(content, size=NORMAL):
    return len(content) * CHARACTER * size


def sign(value):
    """The class of the style sheet for a number of that sign."""
    return "positive" if value > 0 else "negative" if value < 0 else "zero"


# JupyterLab's own colors for text and ground, so that both themes work; ours for the sign of a number.
STYLE = """
.bpkit {
  --bpkit-text: var(--jp-content-font-color1, #212121);
  --bpkit-muted: var(--jp-content-font-color2, #5f6368);
  --bpkit-ground: var(--jp-layout-color0, #ffffff);
  --bpkit-panel: var(--jp-layout-color2, #eeeeee);
  --bpkit-line: var(--jp-border-color1, #bdbdbd);
  --bpkit-positive: #c2570c;
  --bpkit-negative: #1d5fd1;
  --bpkit-error: #b3261e;
  --bpkit-mark: #2e7d32;
  --bpkit-mono: var(--jp-code-font-family, "DejaVu Sans Mono", Menlo, Consolas, monospace);
  color: var(--bpkit-text);
}
body[data-jp-theme-light="false"] .bpkit {
  --bpkit-positive: #ff9d57;
  --bpkit-negative: #79b0ff;
  --bpkit-error: #ff8a80;
  --bpkit-mark: #81c784;
}
/* A plot by matplotlib is on white. Turned dark, its blue stays blue and its orange orange. */
body[data-jp-theme-light="false"] .bpkit image.plot { filter: invert(.93) hue-rotate(180deg); }
.bpkit text { font-family: var(--bpkit-mono); fill: var(--bpkit-text); white-space: pre; }
.bpkit text:not([font-size]) { font-size: 12px; }
.bpkit text.muted { fill: var(--bpkit-muted); }
.bpkit text.title { font-weight: bold; }
.bpkit .positive { --bpkit-sign: var(--bpkit-positive); }
.bpkit .negative { --bpkit-sign: var(--bpkit-negative); }
.bpkit .zero { --bpkit-sign: var(--bpkit-line); }
.bpkit rect.cell { fill: var(--bpkit-sign); }
.bpkit rect.bias { fill: var(--bpkit-panel); }
.bpkit rect.unit { fill: var(--bpkit-ground); stroke: var(--bpkit-muted); }
.bpkit rect.bias-unit { fill: var(--bpkit-panel); stroke: var(--bpkit-muted); stroke-dasharray: 3 2; }
.bpkit rect.unit.written, .bpkit rect.bias-unit.written { stroke: var(--bpkit-mark); stroke-width: 2.5; }
.bpkit rect.unit.read, .bpkit rect.bias-unit.read { stroke: var(--bpkit-text); stroke-width: 2; }
.bpkit rect.written-cell { fill: none; stroke: var(--bpkit-mark); stroke-width: 1.5; }
.bpkit rect.current { fill: var(--bpkit-mark); fill-opacity: .24; }
.bpkit rect.current-bar { fill: var(--bpkit-mark); }
.bpkit line.weight.pale { stroke-opacity: .18; }
.bpkit .flow line { stroke: var(--bpkit-mark); stroke-width: 2.5; }
.bpkit .flow path { fill: var(--bpkit-mark); }
.bpkit rect.ink { fill: var(--bpkit-text); }
.bpkit rect.frame { fill: none; stroke: var(--bpkit-line); }
.bpkit rect.chosen { fill: none; stroke: var(--bpkit-text); stroke-width: 1.5; }
.bpkit rect.pick { fill: transparent; cursor: pointer; }
.bpkit line.rule { stroke: var(--bpkit-muted); stroke-width: 1; }
.bpkit line.weight { stroke: var(--bpkit-sign); stroke-opacity: .8; }
.bpkit line.weight.negative { stroke-dasharray: 5 3; }
.bpkit image:not(.plot) { image-rendering: pixelated; }
"""

# How the parts of a page stand together: side by side where there is room, else one under the other.
LAYOUT = """
.bpkit p { margin: 0; font-size: 13px; line-height: 1.5; }
.bpkit-cost { font-variant-numeric: tabular-nums; }
.bpkit-legend { color: var(--bpkit-muted); }
.bpkit-parts { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 12px 28px; margin: 8px 0; }
/* Pictures side by side. */
.bpkit-beside { display: flex; flex-wrap: wrap; align-items: center; gap: 12px 28px; margin: 8px 0; }
.bpkit-network { flex: 0 1 auto; min-width: 0; }
.bpkit-layers { flex: 1 1 auto; min-width: 0; }
.bpkit-layers section { display: flex; flex-wrap: wrap; gap: 10px 12px; margin: 0 0 16px; }
.bpkit-picture { display: block; max-width: 100%; height: auto; overflow: visible; }
.bpkit-listing { flex: 0 1 auto; min-width: 0; }
.bpkit-equation {
  display: flex; flex-wrap: wrap; align-items: flex-start; gap: 8px 10px; margin: 8px 0; min-height: 96px;
}
.bpkit-sign { font-family: var(--bpkit-mono); font-size: 13px; margin-top: 40px; }
.bpkit-link { font: inherit; color: inherit; background: none; border: 0; padding: 0 1px; cursor: pointer;
  text-decoration: underline dotted; text-underline-offset: 3px; }
.bpkit [data-ref]:not(rect) { cursor: pointer; }
.bpkit [data-ref]:focus-visible { outline: 2px solid var(--bpkit-mark); outline-offset: 1px; }
.bpkit-told { min-height: 3.2em; }
.bpkit p.bpkit-sentence { min-height: 3em; }
.bpkit-row { overflow-x: auto; margin: 8px 0; }
.bpkit-row .bpkit-picture { max-width: none; }
.bpkit-controls { flex-flow: row wrap; gap: 2px 26px; align-items: flex-start; }
.bpkit-control { align-items: flex-start; gap: 2px; flex-flow: row wrap; }
.bpkit-label, .bpkit-count { line-height: var(--jp-widgets-inline-height, 28px); height: auto; }
.bpkit-label { margin: 2px 4px 2px 2px; }
.bpkit-label:empty { display: none; }
.bpkit-playback .bpkit-label { min-width: 7em; font-variant-numeric: tabular-nums; }
.bpkit-count { padding: 0 6px; margin: 2px 0; font-variant-numeric: tabular-nums; }
.bpkit-field > input { flex: 0 0 auto; }
.bpkit-field-72 > input { width: 66px; }
.bpkit-field-112 > input { width: 112px; }
.bpkit-data .widget-toggle-buttons { margin: 2px 0; }
.bpkit-small { padding: 0; }
.bpkit-error { color: var(--bpkit-error); margin: 2px 0 2px 8px; }
.bpkit-error:not(:has(.widget-html-content:not(:empty))) { display: none; }
"""
