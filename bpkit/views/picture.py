"""A Picture: a piece of SVG that can be shown, saved and copied. style.css says how it looks."""

import base64
import html
import io
import re
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PIL import Image

NORMAL = 15  # a font size, in pixels
CRISP = 2  # points of an enlarged image for each pixel of the picture

STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
# The light palette without JupyterLab, {"--bpkit-pos": "#b4500a", …}: it comes first in the file.
LIGHT = dict(re.findall(r"(--bpkit-[\w-]+): (?:var\(--jp-[\w-]+, )?([^;)]+)", STYLE[: STYLE.index("}")]))
LIGHT["--bpkit-ui"] = f"Arial, {LIGHT['--bpkit-ui']}"


_NOT_IN_XML = {*range(0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF} - set(map(ord, "\t\n\r"))
_ESCAPES = dict.fromkeys(_NOT_IN_XML, "�") | {ord(one): html.escape(one) for one in "&<>\"'"}


class Picture(NamedTuple):
    """A piece of SVG and its size in pixels. label is the text alternative. In a notebook cell it shows itself."""

    width: float
    height: float
    body: str
    label: str

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

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"image/svg+xml": self.standalone(), "text/plain": self.label}


class Plot(Picture):
    """A Picture that is one image. In a notebook cell it shows itself as that image, with its text alternative."""

    def _repr_mimebundle_(self, include=None, exclude=None):
        png = self.body.partition("base64,")[2].partition('"')[0]
        return {"image/png": png, "text/plain": self.label}, {"image/png": {"width": self.width, "alt": self.label}}


def figure_picture(figure, label):
    """A matplotlib figure as a Plot. label : its text alternative."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=150)
    width, height = (round(96 * inches) for inches in figure.get_size_inches())
    source = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    body = f'<image class="plot" width="{width}" height="{height}" href="{source}"/>'
    return Plot(width, height, body, label)


def escape(content):
    """content as text of an SVG or HTML string; the characters that XML cannot hold become �."""
    return content.translate(_ESCAPES)


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
