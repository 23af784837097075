"""Run the notebooks afresh, and keep of their outputs what every reader sees, with nothing run and nothing trusted.

A widget stays as the picture that it shows first: JupyterLab shows no SVG before the notebook is trusted, and no widget
without a kernel. The output of a cell tagged `answer` stays closed until its reader runs the cell, or opens it.

usage: python .ci/refresh_notebooks.py [notebook …], by default all
"""

import base64
import io
import re
import sys
from html import unescape
from pathlib import Path

import nbformat
import resvg_py
from nbclient import NotebookClient
from PIL import Image

SCALE = 1.5  # points of a picture for each pixel of it
COLORS = 128  # of a picture, which more would make larger and no better


def refresh(path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=300,
        store_widget_state=False,
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": path.parent}},
    ).execute()
    notebook.metadata.language_info.pop("version")  # that of whoever runs this
    for cell in notebook.cells:
        if "answer" in cell.metadata.get("tags", []):
            cell.metadata["jupyter"] = {"outputs_hidden": True}
        else:
            cell.metadata.pop("jupyter", None)
        for output in cell.get("outputs", []):
            keep_what_all_see(output)
    nbformat.write(notebook, path)


def keep_what_all_see(output):
    """Leave the widget out, and put a PNG with few colors in place of its picture, or of a plot."""
    data = output.get("data", {})
    data.pop("application/vnd.jupyter.widget-view+json", None)
    if svg := data.pop("image/svg+xml", None):
        data["image/png"] = base64.b64encode(bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=SCALE))).decode()
        width, label = re.match(r'<svg [^>]*? width="(\d+)".*? aria-label="([^"]*)"', svg).groups()
        output.metadata["image/png"] = {"width": int(width), "alt": unescape(label)}
    if png := data.get("image/png"):
        data["image/png"] = base64.b64encode(with_few_colors(base64.b64decode(png))).decode()


def with_few_colors(png):
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image = image.quantize(COLORS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)  # a thin line keeps its color
    file = io.BytesIO()
    image.save(file, "png", optimize=True)
    return file.getvalue()


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb")):
        print(name)
        refresh(Path(name))
