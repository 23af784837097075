"""What the tests in a browser share: a Chromium, and bpkit's notebooks in a JupyterLab or Notebook 7."""

import os
import shutil
import threading
from contextlib import ExitStack, contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import lab
import pytest

import bpkit

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
BPKIT = Path(bpkit.__file__).parent
FILES = {
    "/": Path(__file__).with_name("view_harness.html"),
    "/view.js": BPKIT / "widgets" / "view.js",
    "/style.css": BPKIT / "views" / "style.css",
}


@pytest.fixture(scope="module")  # not longer: while Playwright runs, no other test can start an event loop
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


@pytest.fixture(scope="module")
def address():
    """Where a page waits for the html of a View, without a kernel: see view_harness.html."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def opened(browser, tmp_path):
    """``with opened(name, app) as notebook``: that one of our notebooks, a copy of it, open and ready to run."""

    @contextmanager
    def opened(name, app="jupyterlab"):
        shutil.copytree(NOTEBOOKS, tmp_path / "notebooks")
        with lab.jupyter(tmp_path / "notebooks", app) as server, lab.NotebookPage(browser, server, name) as notebook:
            yield notebook

    return opened


@pytest.fixture(scope="session")
def notebooks_in_jupyter(tmp_path_factory):
    """``notebooks_in_jupyter(app)``: a server of our notebooks as they are committed; one for all tests."""
    servers = {}
    with ExitStack() as stack:

        def started(app):
            if app not in servers:
                folder = tmp_path_factory.mktemp(app) / "notebooks"
                shutil.copytree(NOTEBOOKS, folder)
                servers[app] = stack.enter_context(lab.jupyter(folder, app))
            return servers[app]

        yield started
