"""The promises of the front door: notebooks that show something without a kernel, and files that agree."""

import re
import tomllib
from base64 import b64decode
from pathlib import Path

import nbformat
import pytest

import bpkit

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
OURS = "https://github.com/bpkit/bpkit/blob/main/"
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.name)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def outputs(notebook):
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def test_notebook_is_valid_and_was_run_from_top_to_bottom(notebook):
    nbformat.validate(notebook)
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    assert not [output for output in outputs(notebook) if output.output_type == "error"]


def test_a_notebook_holds_only_what_all_readers_see(notebook):
    """GitHub refuses an incomplete widget state, JupyterLab shows no SVG that is not trusted, and no widget without
    a kernel."""
    assert "widgets" not in notebook.metadata
    for output in outputs(notebook):
        assert output.output_type in ("stream", "execute_result")
        kinds = set(output.get("data", {}))
        assert kinds - {"text/plain"} <= {"image/png"} or kinds - {"text/plain"} == {"text/html"}
    assert len(nbformat.writes(notebook).encode()) < 400_000


def test_every_widget_is_saved_as_a_picture(notebook):
    shown = [output.data for output in outputs(notebook) if "data" in output]
    names = r"(Explorer|Stepper|Trainer|ForwardPass|Predict|BeforeAfter|\w+Lab)\("
    widgets = [data for data in shown if re.match(names, data["text/plain"])]
    assert widgets
    for data in widgets:
        assert b64decode(data["image/png"]).startswith(b"\x89PNG\r\n")


def test_every_picture_has_a_caption_and_a_text_alternative(notebook):
    for cell, below in zip(notebook.cells, [*notebook.cells[1:], None]):
        if pictures := [output for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]:
            (picture,) = pictures
            assert len(picture.metadata["image/png"]["alt"]) > 10
            assert below.cell_type == "markdown" and re.match(r"\*(?!\*)", below.source), cell.source


def test_an_answer_is_closed_and_no_other_output_is(notebook):
    for cell in notebook.cells:
        closed = cell.metadata.get("jupyter", {}).get("outputs_hidden", False)
        assert closed == ("answer" in cell.metadata.get("tags", [])), cell.source


def test_cells_that_are_compared_print_something(notebook):
    for cell in notebook.cells:
        if "nbval-check-output" in cell.metadata.get("tags", []):
            assert cell.outputs, cell.source


def test_cells_are_short_and_fit_the_page(notebook):
    assert len(notebook.cells) <= 30
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= 15, cell.source
            assert max(map(len, cell.source.splitlines())) <= 105, cell.source  # at 1280 × 720, beside the files


def test_slides_begin_with_headings_leave_solutions_out_and_ask_before_they_answer(notebook):
    asked = False
    for cell in notebook.cells:
        slide = cell.metadata["slideshow"]["slide_type"]
        if "solution" in cell.metadata.get("tags", []):
            assert slide == "skip"
        elif cell.cell_type == "markdown":
            caption = re.fullmatch(r"\*(?!\*).*", cell.source)
            assert slide == ("slide" if cell.source.startswith("#") else "-" if caption else "subslide")
            asked = any(words in cell.source for words in ("**Predict", "pencil", "What you saw</summary>"))
        else:
            assert slide == ("subslide" if asked else "-")
            asked = False


def test_readme_names_every_notebook_and_every_link_leads_somewhere():
    for path in NOTEBOOKS:
        assert f"({OURS}notebooks/{path.name})" in README
    for page in (*ROOT.glob("*.md"), *(ROOT / "notebooks").iterdir()):
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#\s\\]+)\)", text):
            here = re.sub(r"https://(github|raw\.githubusercontent)\.com/bpkit/bpkit/(blob/)?main/", f"{ROOT}/", link)
            if not here.startswith("http"):
                assert (page.parent / here).exists(), f"{page.name}: {link}"


def test_the_tables_give_each_lesson_the_minutes_that_it_gives_itself():
    texts = {path.name: path.read_text(encoding="utf-8") for path in NOTEBOOKS}
    said = {name: re.search(r"\*\*Time:\*\* (\d+) minutes", text) for name, text in texts.items()}
    for table in (README, texts["00_start_here.ipynb"]):
        rows = re.findall(r"^.*\((?:\S*/)?(\d\d_\w+\.ipynb)\).*\| (\d+) minutes \|", table, re.MULTILINE)
        assert len(rows) > 9 and {name: said[name][1] for name, _ in rows} == dict(rows)


def test_readme_names_every_widget():
    assert re.findall(r"^\| `(\w+)` \|", README, re.M) == [name for name in bpkit._WIDGETS]


def test_readme_is_right_on_a_package_page_too():
    """There a relative link leads nowhere, and bpkit is another project's name."""
    assert not re.findall(r"\]\((?!https://)[^)]*\)", README)
    for page in (README, *(path.read_text(encoding="utf-8") for path in (ROOT / "notebooks").iterdir())):
        assert not re.search(r"pip install[^\n`]* \"?bpkit(?!-notebooks)\b", page)


def test_the_changelog_tells_of_this_version():
    assert re.search(r"^## (.+)", (ROOT / "CHANGELOG.md").read_text(), re.M)[1].split(",")[0] == bpkit.__version__


def test_readme_has_both_commands_for_both_systems():
    lines = README.splitlines()
    for python, pip in (("python3", ".venv/bin/"), ("py", ".venv\\Scripts\\")):
        ours = [
            line for line in lines if line.startswith(f"{python} -m venv .venv && {pip}pip install -r requirements.txt")
        ]
        assert len(ours) == 2
        assert "jupyter lab notebooks" in ours[0] and ours[1].endswith("python -m pytest")


def test_bpkit_itself_does_not_depend_on_jupyter_or_on_what_tests_need():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.match(r"[\w-]+", requirement).group() for requirement in project["dependencies"]}
    assert names == {"numpy", "matplotlib", "ipywidgets", "anywidget", "threadpoolctl", "tqdm"}


def test_binder_takes_a_python_that_bpkit_supports():
    """Binder's default is older, and a binder folder makes it ignore requires-python."""
    major, minor = re.fullmatch(r"python-(\d)\.(\d+)\s*", (ROOT / "binder/runtime.txt").read_text()).groups()
    assert (int(major), int(minor)) >= (3, 11)
    assert (ROOT / "binder/requirements.txt").read_text().strip() == "-e .[notebooks]"
