"""What the tests in a browser share: a Chromium, and bpkit's notebooks in a JupyterLab or Notebook 7."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import lab
import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="module")  # not longer: while Playwright runs, no other test can start an event loop
def browser():
    """A Chromium. Where there is none the test is skipped, or fails if BPKIT_REQUIRE_BROWSER=1 (as in CI)."""
    if missing := lab.what_is_missing():
        (pytest.fail if os.environ.get("BPKIT_REQUIRE_BROWSER") == "1" else pytest.skip)(missing)
    with lab.chromium() as browser:
        yield browser


@pytest.fixture
def opened(browser, tmp_path):
    """``with opened(name, app) as notebook``: that one of our notebooks, a copy of it, open and ready to run."""

    @contextmanager
    def opened(name, app="jupyterlab"):
        shutil.copytree(NOTEBOOKS, tmp_path / "notebooks")
        with lab.jupyter(tmp_path / "notebooks", app) as server, lab.NotebookPage(browser, server, name) as notebook:
            yield notebook

    return opened
