"""Every notebook in JupyterLab: as it is committed, with nothing trusted and nothing run; run; and touched."""

import nbformat
import pytest

from browser import lab
from browser.conftest import NOTEBOOKS
from browser.screen import touch_each

NAMES = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
WIDTHS = "cell => [...cell.querySelectorAll('.jp-OutputArea-output img')].map(image => image.naturalWidth)"
# What a closed <details> shows is its summary.
OPEN = """() => [...document.querySelectorAll('.jp-MarkdownOutput details')].map(one => one.innerText.trim())
    .filter((text, k) => text !== document.querySelectorAll('.jp-MarkdownOutput summary')[k].innerText.trim())"""


def committed(name):
    """Its code cells."""
    return [cell for cell in nbformat.read(NOTEBOOKS / name, as_version=4).cells if cell.cell_type == "code"]


def is_answer(cell):
    return "answer" in cell.metadata.get("tags", [])


def shown(element):
    """The lines that are seen of a cell's outputs."""
    parts = element.locator(".jp-OutputArea-output, .jp-Placeholder-content").all_inner_texts()
    return [line.rstrip() for part in parts for line in part.splitlines() if line.strip()]


def is_as_committed(notebook, cells):
    """Pictures are seen, and answers are not."""
    assert notebook.problems() == []
    elements = notebook.page.locator(".jp-CodeCell").all()
    for cell, element in zip(cells, elements, strict=True):
        pictures = [output for output in cell.outputs if "image/png" in output.get("data", {})]
        if is_answer(cell):
            (heading,) = shown(element)
            assert heading.split() == cell.outputs[0].text.strip().splitlines()[0].split()
        elif pictures:
            assert [width > 300 for width in element.evaluate(WIDTHS)] == [True]
    assert notebook.ask(OPEN) == []


def answers_are_open(notebook, cells):
    for k, cell in enumerate(cells):
        if is_answer(cell) and "nbval-check-output" in cell.metadata.tags:
            answer = shown(notebook.page.locator(".jp-CodeCell").nth(k))
            assert answer == [line.rstrip() for line in cell.outputs[0].text.splitlines() if line.strip()]


@pytest.mark.parametrize("name", NAMES)
def test_in_jupyterlab(browser, jupyter, desk, name):
    cells = committed(name)
    with lab.NotebookPage(browser, jupyter(), name, desk=desk) as notebook:
        notebook.page.emulate_media(reduced_motion="reduce")  # it is seen moving in Notebook 7
        is_as_committed(notebook, cells)
        notebook.run_all()
        answers_are_open(notebook, cells)
        touch_each(notebook, "mouse")  # by keyboard: test_keyboard_in_jupyter
