"""What the tests in a browser share: a Chromium, and bpkit's notebooks in a JupyterLab or Notebook 7."""

import os
import secrets
import shutil
import threading
import time
from contextlib import ExitStack, contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import bpkit
from browser import lab

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
BPKIT = Path(bpkit.__file__).parent
FILES = {
    "/": Path(__file__).with_name("view_harness.html"),
    "/view.js": BPKIT / "widgets" / "view.js",
    "/style.css": BPKIT / "views" / "style.css",
}


@pytest.fixture(scope="package")  # not longer: while Playwright runs, no other test can start an event loop
def browser():
    """A Chromium. Where there is none the test is skipped, or fails if BPKIT_REQUIRE_BROWSER=1 (as in CI)."""
    if missing := lab.what_is_missing():
        (pytest.fail if os.environ.get("BPKIT_REQUIRE_BROWSER") == "1" else pytest.skip)(missing)
    with lab.chromium() as browser:
        yield browser


class Handler(SimpleHTTPRequestHandler):
    def translate_path(self, path):
        return str(FILES.get(path, ""))

    def log_message(self, *_):
        pass


@pytest.fixture(scope="package")
def address():
    """Where a page waits for the html of a View, without a kernel: see view_harness.html."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def app():
    """What notebooks are opened in; test_in_notebook_7 has another one."""
    return "jupyterlab"


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory):
    """``jupyter(app)``: a server of our notebooks as they are committed; one for all tests."""
    servers = {}
    with ExitStack() as stack:

        def jupyter(app="jupyterlab"):
            if app not in servers:
                folder = tmp_path_factory.mktemp(app) / "notebooks"
                shutil.copytree(NOTEBOOKS, folder)
                servers[app] = stack.enter_context(lab.jupyter(folder, app))
            return servers[app]

        yield jupyter
        assert [line for server in servers.values() for line in server.complaints()] == []


@pytest.fixture(scope="package")
def desk(browser):
    """The pages that wait for a notebook; see lab.NotebookPage."""
    return {}


@pytest.fixture(scope="package")
def open_notebook(browser, jupyter, desk):
    """``open_notebook(*cells)``: a notebook of them that was run, in JupyterLab."""
    server = jupyter()

    def open_notebook(*cells):
        name = f"{secrets.token_hex(4)}.ipynb"
        lab.write_notebook(server.root_dir / name, cells)
        notebook = lab.NotebookPage(browser, server, name, desk=desk)
        notebook.run_all()
        return notebook

    return open_notebook


def wait_for(notebook, expression, seconds=30):
    """Wait until a Python expression is true in the kernel, and the page shows what was sent before that."""
    end = time.monotonic() + seconds
    while notebook.ask_kernel(f"bool({expression})") != "True":
        assert time.monotonic() < end, f"not true in {seconds} s: {expression}"
        notebook.page.wait_for_timeout(50)
    notebook.ask(lab.ANSWERED)
    notebook.ask(lab.PAINTED)


SOONER = """() => {
    const later = window.later = window.setTimeout;
    window.setTimeout = (act, ms, ...rest) => later(act, /^(missed|gone)$/.test(rest[1]) ? ms / 3 : ms, ...rest);
}"""


@contextmanager
def soon_gone(*notebooks):
    """Within, a widget that these pages show no more is gone in a third of the seven seconds that view.js waits."""
    for notebook in notebooks:
        notebook.ask(SOONER)
    yield
    for notebook in notebooks:
        notebook.ask("() => { window.setTimeout = later; }")
