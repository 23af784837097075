"""The parts that all views share: a Picture, how numbers and symbols are written. style.css is how they look."""

import base64
import html
import io
import re
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PIL import Image

CHARACTER = 0.57  # width of a character, in units of the font size: that of a digit, which is wider than most letters
NORMAL = 15  # a font size, in pixels
CRISP = 2  # points of an enlarged image for each pixel of the picture
SMALLEST = 0.8  # a picture in a narrow window shrinks so far, and no further: then the window scrolls

STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
# The light palette without JupyterLab, {"--bpkit-pos": "#b4500a", …}: it comes first in the file.
LIGHT = dict(re.findall(r"(--bpkit-[\w-]+): (?:var\(--jp-[\w-]+, )?([^;)]+)", STYLE[: STYLE.index("}")]))
LIGHT["--bpkit-ui"] = f"Arial, {LIGHT['--bpkit-ui']}"


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
        """The picture as an SVG file of its own, on white, made for programs that know little.

        Colors are written in, for few know var(); images are enlarged, for few know image-rendering; the first font
        is one that all know or have a double of.
        """
        width, height, edge = round(self.width), round(self.height), 8
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="bpkit-saved" width="{width + 2 * edge}" '
            f'height="{height + 2 * edge}" viewBox="{-edge} {-edge} {width + 2 * edge} {height + 2 * edge}" '
            f'color="{LIGHT["--bpkit-text"]}" font-size="{NORMAL}" role="img" aria-label="{escape(self.label)}">'
            f"<title>{escape(self.label)}</title><style>{_rules(self.body)}</style>"
            f'<rect x="{-edge}" y="{-edge}" width="100%" height="100%" fill="#fff"/>'
            f"{_enlarged(literal(self.body))}</svg>"
        )

    def save(self, path, scale=2):
        """Save it as an .svg, .png or .pdf file. scale : how many points of a .png one pixel becomes.

        Raises ValueError for any other name, and ImportError where what draws a .png or .pdf is not installed.
        """
        path = Path(path)
        if path.suffix not in _DRAWN:
            raise ValueError(f"path must end with .svg, .png or .pdf, got {str(path)!r}.")
        content = _DRAWN[path.suffix](self.standalone(), scale)
        path.write_bytes(content)

    def at(self, x, y):
        """The body, moved to (x, y), to be part of a larger picture."""
        return f'<g transform="translate({x:g} {y:g})">{self.body}</g>'

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"image/svg+xml": self.standalone(), "text/plain": self.label}


class Plot(Picture):
    """A Picture that is one image. In a notebook cell it shows itself as that image, with its text alternative."""

    def _repr_mimebundle_(self, include=None, exclude=None):
        png = self.body.partition("base64,")[2].partition('"')[0]
        return {"image/png": png, "text/plain": self.label}, {"image/png": {"width": self.width, "alt": self.label}}


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
    """A matplotlib figure as a Plot, to stand beside other Pictures. label : its text alternative."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=150)
    width, height = (round(96 * inches) for inches in figure.get_size_inches())
    source = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    body = f'<image class="plot" width="{width}" height="{height}" href="{source}"/>'
    return Plot(width, height, body, label)


def line_of_text(content):
    """A Picture of one line of text."""
    return Picture(text_width(content), NORMAL + 6, text(0, NORMAL, content), content)


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
    return "pos" if value > 0 else "neg" if value < 0 else "nul"


def literal(markup):
    """markup, or CSS, with the light palette's values in place of its variables."""
    return re.sub(r"var\((--bpkit-[\w-]+)\)", lambda found: LIGHT[found[1]], markup)


def _enlarged(markup):
    """markup with each image of numbers so large that its pixels stay squares where they are drawn smoothly."""

    def enlarge(found):
        w, h, source = found[2], found[3], found[4]
        image = Image.open(io.BytesIO(base64.b64decode(source)))
        times = max(1, round(CRISP * max(float(w) / image.width, float(h) / image.height)))
        file = io.BytesIO()
        image.resize((times * image.width, times * image.height), Image.Resampling.NEAREST).save(file, "png")
        return found[0].replace(source, base64.b64encode(file.getvalue()).decode())

    shape = r'<image (?!class="plot")([^>]*) width="([\d.]+)" height="([\d.]+)"[^>]*base64,([^"]+)"'
    return re.sub(shape, enlarge, markup)


def _png(svg, scale):
    with _told(".png", "resvg-py"):
        import resvg_py
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=scale))


def _pdf(svg, _scale):
    with _told(".pdf", "cairosvg"):  # which finds the library cairo when it is imported, or not
        import cairosvg
    return cairosvg.svg2pdf(bytestring=svg.encode())


@contextmanager
def _told(ending, package):
    try:
        yield
    except (ImportError, OSError) as error:
        raise ImportError(f"to save {ending} files, {package} is needed: pip install {package} ({error}).") from None


_DRAWN = {".svg": lambda svg, _scale: svg.encode(), ".png": _png, ".pdf": _pdf}


def _rules(body):
    """The rules of the style sheet's drawing part that body needs, under a class of their own: a saved picture that
    stands in a page must not color the live ones there."""
    used = {"bpkit", *" ".join(re.findall('class="([^"]*)"', body)).split()}
    drawing = STYLE.partition("/* --- drawing --- */")[2].partition("/* --- page --- */")[0]
    found = [
        f"{selectors}{{{declarations}}}"
        for selectors, declarations in re.findall(r"(\.bpkit [^{}]*)\{([^}]*)\}", drawing)
        if any(used.issuperset(re.findall(r"(?<!not\()\.([a-z][\w-]*)", one)) for one in selectors.split(","))
    ]
    return literal("\n".join(found)).replace(".bpkit ", ".bpkit-saved ")
