"""What Binder does with this folder, as far as it can be seen without its machines.

usage: python -m pytest binder/test_binder.py
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

BINDER = Path(__file__).parent


def test_no_answer_stands_below_its_question(tmp_path):
    shutil.copytree(BINDER.parent / "notebooks", tmp_path / "notebooks")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run([BINDER / "postBuild"], cwd=tmp_path, env=os.environ | {"PATH": path}, check=True)
    notebooks = [nbformat.read(file, as_version=4) for file in (tmp_path / "notebooks").glob("*.ipynb")]
    assert len(notebooks) == len([*(BINDER.parent / "notebooks").glob("*.ipynb")])
    assert not any(cell.get("outputs") for notebook in notebooks for cell in notebook.cells)


def test_what_the_notebooks_import_is_installed():
    """Binder installs the extra "notebooks" alone, and a JupyterLab."""
    from importlib.metadata import packages_distributions, requires

    from packaging.requirements import Requirement

    wanted = {need.name for need in map(Requirement, requires("bpkit-notebooks")) if _asked(need)} | {"ipython"}
    names = {
        name
        for file in (BINDER.parent / "notebooks").glob("*.ipynb")
        for cell in nbformat.read(file, as_version=4).cells
        if cell.cell_type == "code"
        for name in re.findall(r"^(?:import|from) (\w+)", cell.source, re.M)
    }
    others = names - sys.stdlib_module_names - {"bpkit"}
    assert others and all(wanted & {one.lower() for one in packages_distributions()[name]} for name in others)


def _asked(need):
    return need.marker is None or need.marker.evaluate({"extra": "notebooks"})
