"""The site as a visitor's browser sees it, in a Chromium for which there is nothing outside.

usage: python -m pytest binder/test_site.py [-k 00] [-rP: with what was measured]
BPKIT_SITE : the folder of a site that is made already; by default one is made, which needs PyPI.
"""

import functools
import http.server
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "browser"))
import lab  # noqa: E402

from bpkit import ForwardPass  # noqa: E402

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"  # for what a worker asks too
FOLDER = "/somewhere"  # the site stands in a folder of its server, as on GitHub Pages
CONTROL = ":is([data-given], [data-ref^=choose])"  # a number to move, or an answer of the test
SHOWN = f"""() => [...document.querySelectorAll('.bpkit-view {CONTROL}')]
    .some(one => one.getBoundingClientRect().height)"""
TEXTS = """view => Object.fromEntries([...view.querySelectorAll('svg [data-ref]')]
    .map(one => [one.dataset.ref, one.textContent]))"""


class Site:
    """A folder behind a plain web server; it remembers what it was asked for and has not."""

    def __init__(self, folder):
        site, self.missing = self, []

        class Handler(http.server.SimpleHTTPRequestHandler):
            def translate_path(self, path):
                return super().translate_path(path.removeprefix(FOLDER))

            def log_message(self, *_):
                pass

            def do_GET(self):
                if self.path.startswith(FOLDER):
                    super().do_GET()
                else:  # a favicon, and whether JupyterLite's service worker lives: only that can answer
                    self.send_response(204)
                    self.end_headers()

            def send_error(self, code, *more):
                site.missing.append(f"{code} {self.path}")
                super().send_error(code, *more)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=folder))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}{FOLDER}"

    def address(self, name):
        return f"{self.url}/lab/index.html?path={name}"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    if not (folder := os.environ.get("BPKIT_SITE")):
        folder = tmp_path_factory.mktemp("ways") / "site"
        subprocess.run([sys.executable, ROOT / "binder" / "build_site.py", folder], check=True)
    site = Site(folder)
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture(scope="module")
def browser():
    with lab.chromium(ALONE) as browser:
        yield browser


@pytest.fixture
def asked(browser, site, monkeypatch):
    """Addresses outside the site that a page of the browser asked for, while the test ran."""
    outside, new_page = [], browser.new_page

    def watched(**options):
        page = new_page(**options)
        page.context.on(
            "request",
            lambda request: (
                request.url.startswith("http")
                and not request.url.startswith(site.url.removesuffix(FOLDER))
                and outside.append(request.url)
            ),
        )
        return page

    monkeypatch.setattr(browser, "new_page", watched)
    return outside


def printed(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_in_the_browser_alone(browser, site, asked, path):
    start = time.monotonic()
    with lab.NotebookPage(browser, site, path.name, seconds=180) as notebook:
        ready = time.monotonic()
        notebook.command("notebook:clear-all-cell-outputs")
        notebook.ask("() => { window.running = jupyterapp.commands.execute('notebook:run-all-cells'); }")
        notebook.page.wait_for_function(SHOWN)
        first = time.monotonic()
        notebook.ask("() => running", seconds=600)
        notebook.wait_until_painted()
        assert not notebook.problems() and not notebook.ask(lab.CELLS_NOT_RUN)
        done = time.monotonic()
        seconds = [f"{moment - start:.1f} s" for moment in (ready, first, done)]
        print("\n", path.stem, "after opening: kernel {}, first control {}, all run {}".format(*seconds))

        committed = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        now = notebook.ask(f"() => {lab.CODE_CELLS}.map(cell => cell.outputs.toJSON())")
        for cell, outputs in zip(committed, now, strict=True):
            assert not [one for one in outputs if one.get("name") == "stderr"]
            if "nbval-check-output" in cell.metadata.get("tags", []):
                text = "".join("".join(one.get("text", "")) for one in outputs)
                assert text == printed(cell), cell.source

        view = notebook.page.locator(f".bpkit-view:has({CONTROL})").first
        control = view.locator(CONTROL).first
        control.scroll_into_view_if_needed()
        before = view.inner_text()
        control.press("ArrowUp" if control.get_attribute("data-given") else "Enter")
        notebook.page.wait_for_function(
            "([view, before]) => view.innerText !== before", arg=[view.element_handle(), before]
        )
        notebook.wait_until_painted()
        assert not notebook.problems()
    assert not asked and not site.missing


def test_a_weight_that_is_moved_gives_the_numbers_that_it_gives_elsewhere(browser, site, asked):
    ref = "Theta[1][1, 0]"  # of a bias unit: the input of the first example is 0
    with lab.NotebookPage(browser, site, NOTEBOOKS[0].name, seconds=180) as notebook:
        notebook.run_all()
        view = notebook.page.locator(f".bpkit-view:has([data-ref='{ref}'])").first
        at_first = view.evaluate(TEXTS)
        notebook.press("ArrowUp", ref)
        notebook.page.wait_for_function(
            "([view, ref, text]) => view.querySelector(`[data-ref='${ref}']`).textContent !== text",
            arg=[view.element_handle(), ref, at_first[ref]],
        )
        notebook.wait_until_painted()
        moved = view.evaluate(TEXTS)
    here = ForwardPass("xor", layer_sizes=(2, 3, 2, 1))
    Theta = {l: matrix.copy() for l, matrix in here.Theta.items()}
    Theta[1][0, 0] = float(moved[ref].replace("−", "-"))
    here.Theta = Theta
    page = browser.new_page()
    page.set_content(f'<div class="bpkit-view">{here._view.html}</div>')
    expected = page.locator(".bpkit-view").evaluate(TEXTS)
    page.close()
    numbers = {key for key in expected if key.startswith(("a[", "z["))}
    assert len(numbers) > 10
    assert not [key for key in numbers if not moved[key].startswith(expected[key])]  # what it was may stand behind it
    assert any(moved[key] != at_first[key] for key in numbers)


def test_the_first_page_leads_to_every_notebook_and_needs_no_program(browser, site, asked):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{site.url}/")
    links = [link.get_attribute("href") for link in page.locator("li a").all()]
    assert links == [f"lab/index.html?path={path.name}" for path in NOTEBOOKS if path.stem != "teaching_guide"]
    for link in page.locator("p a[href^=pages]").all():
        assert page.request.get(f"{site.url}/{link.get_attribute('href')}").ok
    assert page.locator("img").evaluate("image => image.naturalWidth") > 0
    page.close()
    assert not asked and not site.missing
