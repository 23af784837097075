"""The notebooks as they are committed, in a real JupyterLab that trusts nothing and has run nothing."""

import shutil

import lab
import nbformat
import pytest
from conftest import NOTEBOOKS

NAMES = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
WIDTHS = "cell => [...cell.querySelectorAll('.jp-OutputArea-output img')].map(image => image.naturalWidth)"
# What a closed <details> shows is its summary.
OPEN = """() => [...document.querySelectorAll('.jp-MarkdownOutput details')].map(one => one.innerText.trim())
    .filter((text, k) => text !== document.querySelectorAll('.jp-MarkdownOutput summary')[k].innerText.trim())"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cloned") / "notebooks"
    shutil.copytree(NOTEBOOKS, folder)
    with lab.jupyter(folder) as server:
        yield server


def committed(name):
    """Its code cells."""
    return [cell for cell in nbformat.read(NOTEBOOKS / name, as_version=4).cells if cell.cell_type == "code"]


def is_answer(cell):
    return "answer" in cell.metadata.get("tags", [])


def shown(element):
    """The lines that are seen of a cell's outputs."""
    parts = element.locator(".jp-OutputArea-output, .jp-Placeholder-content").all_inner_texts()
    return [line.rstrip() for part in parts for line in part.splitlines() if line.strip()]


@pytest.mark.parametrize("name", NAMES)
def test_pictures_are_seen_and_answers_are_not(browser, server, name):
    with lab.NotebookPage(browser, server, name) as notebook:
        assert notebook.problems() == []
        elements = notebook.page.locator(".jp-CodeCell").all()
        for cell, element in zip(committed(name), elements, strict=True):
            pictures = [output for output in cell.outputs if "image/png" in output.get("data", {})]
            if is_answer(cell):
                (heading,) = shown(element)
                assert heading.split() == cell.outputs[0].text.strip().splitlines()[0].split()
            elif pictures:
                assert [width > 300 for width in element.evaluate(WIDTHS)] == [True]
        assert notebook.ask(OPEN) == []


def test_running_the_cells_opens_the_answers(browser, server):
    with lab.NotebookPage(browser, server, NAMES[0]) as notebook:
        cells = committed(NAMES[0])
        k = next(k for k, cell in enumerate(cells) if is_answer(cell))
        notebook.command("notebook:run-all-cells", seconds=300)
        notebook.wait_until_painted()
        answer = shown(notebook.page.locator(".jp-CodeCell").nth(k))
        assert answer == [line.rstrip() for line in cells[k].outputs[0].text.splitlines()] and len(answer) > 1
