"""What Binder does with this folder, as far as it can be seen without its machines.

usage: python -m pytest binder/test_binder.py
"""

import os
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
    assert len(notebooks) == 9
    assert not any(cell.get("outputs") for notebook in notebooks for cell in notebook.cells)
