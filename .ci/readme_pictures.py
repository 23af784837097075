"""Make the README's pictures, by using the widgets in a real JupyterLab: python .ci/readme_pictures.py

explorer.gif : a weight is dragged. The others are screenshots.
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "browser"))
import lab  # noqa: E402

CELLS = {
    "explorer": "Explorer()",
    "stepper": 'Stepper("xor", position=12)',
    "digits": 'Explorer("digits", example=5)',
    "blame": "BlameLab(delta_2=-0.7, unit=3)",
}
DRAG, MILLISECONDS = range(0, 111, 10), 140  # where the hand is, in pixels, and how long each frame stays


def main():
    with tempfile.TemporaryDirectory() as folder:
        cells = ["from bpkit import *", *CELLS.values()]
        lab.write_notebook(Path(folder) / "pictures.ipynb", cells)
        with (
            lab.jupyter(folder) as server,
            lab.chromium() as browser,
            lab.NotebookPage(browser, server, "pictures.ipynb", width=1265, height=900) as notebook,
        ):
            notebook.command("application:toggle-left-area")
            notebook.run_all()
            views = notebook.page.locator(".bpkit-view")
            for k, name in enumerate(CELLS):
                view = views.nth(k)
                view.scroll_into_view_if_needed()
                notebook.page.wait_for_timeout(1000)
                if name == "explorer":
                    film(notebook, view).save(
                        ROOT / ".github" / "explorer.gif", save_all=True, append_images=FRAMES, loop=0,
                        duration=[1500, *[MILLISECONDS] * (len(FRAMES) - 1), 3000], optimize=True,
                    )  # fmt: skip
                else:
                    picture(view).save(ROOT / ".github" / f"{name}.png", optimize=True)


FRAMES = []  # of the film, without the first one


def film(notebook, view):
    """The first frame; the others go into FRAMES."""
    first = frame(view)
    box = view.locator('[data-ref="edge[2][1, 1]"] .knob').bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    notebook.page.mouse.move(x, y)
    notebook.page.wait_for_timeout(300)
    FRAMES.append(frame(view))
    notebook.page.mouse.down()
    for by in DRAG:
        notebook.page.mouse.move(x + by, y)
        notebook.page.wait_for_timeout(150)
        FRAMES.append(frame(view))
    notebook.page.mouse.up()
    notebook.page.mouse.move(x, y + 300)
    notebook.page.wait_for_timeout(700)
    FRAMES.append(frame(view))
    return first


def picture(view):
    """What the view shows."""
    return Image.open(io.BytesIO(view.screenshot())).convert("RGB")


def frame(view):
    """The same, for a film."""
    shown = picture(view).crop((0, 0, 1085, 570))  # all of one size
    return shown.resize((840, 441), Image.Resampling.LANCZOS).quantize(128, Image.Quantize.MAXCOVERAGE)


if __name__ == "__main__":
    main()
