"""Pages, slides and a player of the Stepper: each one file that needs no kernel, no server and no network.

usage: python binder/build_pages.py [folder], by default pages

The pages and the slides are of the notebooks as they are committed: pictures in place of the widgets, and formulas as
MathML, which browsers set themselves. The slide show program is reveal.js, which npm fetches once.
"""

import html
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup
from jinja2 import pass_context
from latex2mathml.converter import convert
from nbconvert import HTMLExporter, SlidesExporter

from bpkit import Stepper

BINDER = Path(__file__).resolve().parent
NOTEBOOKS = sorted((BINDER.parent / "notebooks").glob("*.ipynb"))
REVEAL = "reveal.js@4.6.1"

PAGE_CSS = """
img { max-width: 100%; height: auto; }
.jp-Notebook { max-width: 1200px; margin: 0 auto; }
.jp-InputPrompt, .jp-OutputPrompt, .anchor-link { display: none; }
.answer > summary { cursor: pointer; padding: 4px 0; font: 15px sans-serif; }
math[display="block"] { margin: 14px 0; font-size: 1.2em; }
@media print { .jp-Cell { break-inside: avoid; } }
"""
SLIDE_CSS = """
:root { --jp-content-font-size1: 25px; --jp-code-font-size: 22px; --jp-code-line-height: 1.3; }
.reveal .slides section { font: 25px 'Segoe UI', 'Helvetica Neue', Helvetica, Arial, sans-serif; text-align: left; }
.reveal .slides > section > section { box-sizing: border-box; max-height: 720px; padding: 8px 16px 24px;
  overflow: hidden auto; }
.reveal .jp-Cell { padding: 2px 0; }
.reveal .jp-Cell .highlight { margin: 0; }
.reveal h1, .reveal h2, .reveal h3 { text-transform: none; letter-spacing: 0; line-height: 1.2; margin: 0 0 .4em;
  font-size: 1.5em; }
.reveal pre { width: auto; margin: 0; box-shadow: none; font-size: 22px; line-height: 1.3; white-space: pre-wrap;
  overflow-wrap: anywhere; }
.reveal table { font-size: 23px; margin: 0; }
.reveal img { max-width: 100%; max-height: 600px; height: auto; width: auto; margin: 0; }
.reveal .jp-OutputArea-output { font-size: 22px; overflow: visible; }
.jp-InputPrompt, .jp-OutputPrompt, .anchor-link { display: none; }
"""
# What is a little too long for a slide is drawn smaller, by a fifth at most; the rest scrolls, by the key that goes on.
SHOW = """
Reveal.on('slidechanged', fit);
Reveal.initialize({hash: true, center: false, width: 1280, height: 720, margin: 0, transition: 'none', controls: false,
  slideNumber: 'c/t', keyboard: {32: goOn, 34: goOn, 39: goOn}}).then(fit);
function fit() {
  const slide = Reveal.getCurrentSlide();
  for (let zoom = 1; zoom > 0.82; zoom -= 0.03) {
    Object.assign(slide.style, {zoom, maxHeight: `${720 / zoom}px`});
    if (slide.scrollHeight <= slide.clientHeight + 1) break;
  }
}
function goOn() {
  const slide = Reveal.getCurrentSlide();
  if (slide.scrollTop + slide.clientHeight < slide.scrollHeight - 1) slide.scrollBy(0, 0.8 * slide.clientHeight);
  else Reveal.next();
}
"""


class Offline:
    """An exporter of nbconvert whose page asks for nothing: formulas as MathML, and no program."""

    @pass_context
    def markdown2html(self, context, source):
        page = super().markdown2html(context, source)
        return re.sub(r"\$\$(.+?)\$\$", lambda tex: convert(html.unescape(tex[1]), display="block"), page, flags=re.S)

    def soup(self, path):
        """The page of the notebook at path, to be changed further."""
        notebook = nbformat.read(path, as_version=4)
        page, _ = self.from_notebook_node(notebook)
        soup = BeautifulSoup(page, "html.parser")
        outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
        pictures = [output.metadata["image/png"] for output in outputs if "image/png" in output.get("data", {})]
        for image, about in zip(soup.select(".jp-OutputArea-output img"), pictures, strict=True):
            image["alt"] = about["alt"]  # which the exporter does not find there
        for element in soup.select("script, link"):
            element.decompose()
        for link in soup.select('a[href*=".ipynb"]'):
            link["href"] = re.sub(r"^([^:#]+)\.ipynb", r"\1.html", link["href"])
        return soup


class Pages(Offline, HTMLExporter):
    pass


class Slides(Offline, SlidesExporter):
    pass


def add(soup, element, text):
    """Put a <style> or a <script> at the end of the head or of the body."""
    tag = soup.new_tag(element)
    tag.string = text
    (soup.head if element == "style" else soup.body).append(tag)


def page(path):
    soup = Pages().soup(path)
    add(soup, "style", PAGE_CSS)
    for cell in soup.select(".celltag_answer"):  # what it prints stands behind ▸, as it does in the notebook
        output = cell.select_one(".jp-Cell-outputWrapper")
        details = output.wrap(soup.new_tag("details", attrs={"class": "answer"}))
        summary = soup.new_tag("summary")
        summary.string = "Predict first, then look"
        details.insert(0, summary)
    return titled(soup)


def slides(path, reveal):
    soup = Slides().soup(path)  # without the solutions: their slide type is skip
    for name in ("reset.css", "reveal.css", "theme/white.css"):
        add(soup, "style", re.sub(r"@import[^;]*;", "", reveal[name]))  # of fonts, which would be files of their own
    add(soup, "style", SLIDE_CSS)
    add(soup, "script", reveal["reveal.js"].replace("</script", "<\\/script"))
    add(soup, "script", SHOW)
    return titled(soup)


def titled(soup):
    """The page as text, with its first heading as its title."""
    soup.title.string = soup.find("h1").get_text().rstrip("¶")
    return str(soup)


def load_reveal():
    """Its files by their names, from npm's archive."""
    folder = BINDER.parent / ".site" / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"{REVEAL.replace('@', '-')}.tgz"
    if not archive.exists():
        npm = shutil.which("npm") or sys.exit("npm is needed once, to fetch reveal.js for the slides.")
        subprocess.run([npm, "pack", "--silent", REVEAL], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    names = ("reset.css", "reveal.css", "theme/white.css", "reveal.js")
    with tarfile.open(archive) as tar:
        return {name: tar.extractfile(f"package/dist/{name}").read().decode() for name in names}


def player(stepper):
    """All the steps of a Stepper in one page with buttons of its own."""
    steps, tall = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for k in range(len(stepper.trace)):
            stepper.position = k
            stepper.save(file := Path(folder) / "step.svg")
            svg = file.read_text(encoding="utf-8")
            tall = max(tall, int(re.search(r' height="(\d+)"', svg)[1]))
            steps.append(re.sub(r"<title>.*?</title>", "", svg, flags=re.S))  # it would stand beside the pointer
    shown = "\n".join(f"<div{' hidden' * (k > 0)}>{svg}</div>" for k, svg in enumerate(steps))
    template = (BINDER / "player.html").read_text(encoding="utf-8")
    return template.replace("LAST", str(len(steps) - 1)).replace("TALL", str(tall)).replace("<!-- steps -->", shown)


def main(folder="pages"):
    out, reveal = Path(folder), load_reveal()
    (out / "slides").mkdir(parents=True, exist_ok=True)
    for path in NOTEBOOKS:
        (out / f"{path.stem}.html").write_text(page(path), encoding="utf-8")
        (out / "slides" / f"{path.stem}.html").write_text(slides(path, reveal), encoding="utf-8")
    (out / "stepper.html").write_text(player(Stepper("xor", layer_sizes=(2, 2, 1))), encoding="utf-8")
    print(f"{out}: {len(NOTEBOOKS)} pages, {len(NOTEBOOKS)} slide shows, stepper.html")


if __name__ == "__main__":
    main(*sys.argv[1:])
