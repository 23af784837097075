"""The console command: what it puts where, what it leaves alone, and what it says when it cannot."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from bpkit import __main__ as console

NOTEBOOKS = sorted(path.name for path in (Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
NOTEBOOKS.remove("teaching_guide.ipynb")  # which is for teachers


def test_copy_gives_all_notebooks_as_if_nobody_had_run_them(tmp_path, capsys):
    folder = tmp_path / "at home" / "mine"
    console.main(["copy", str(folder)])
    assert capsys.readouterr().out == f"{folder}: {len(NOTEBOOKS)} notebooks copied, 0 kept as they are.\n"
    assert sorted(path.name for path in folder.iterdir()) == NOTEBOOKS
    for path in folder.iterdir():
        copied = nbformat.read(path, as_version=4)
        nbformat.validate(copied)
        committed = nbformat.read(console.NOTEBOOKS / path.name, as_version=4)
        assert [cell.source for cell in copied.cells] == [cell.source for cell in committed.cells]
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in copied.cells)
        assert "outputs_hidden" not in json.dumps(copied)


def test_copy_leaves_alone_what_is_there(tmp_path):
    (tmp_path / NOTEBOOKS[3]).write_text("my work")
    assert console.copy(tmp_path) == ([*NOTEBOOKS[:3], *NOTEBOOKS[4:]], [NOTEBOOKS[3]])
    assert (tmp_path / NOTEBOOKS[3]).read_text() == "my work"
    assert console.copy(tmp_path) == ([], NOTEBOOKS)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit, match=r"^The notebooks cannot be put into .*file: .*\.$"):
        console.main(["copy", str(tmp_path / "file")])


def test_lab_copies_and_opens_the_first_notebook_with_jupyterlabs_own_options(tmp_path, monkeypatch):
    calls = []

    def run(command, cwd):
        calls.append((command, cwd))
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(console, "find_spec", lambda name: name)  # it need not be installed here
    with pytest.raises(SystemExit) as end:
        console.main(["lab", str(tmp_path), "--no-browser"])
    assert end.value.code == 3
    assert calls == [([sys.executable, "-m", "jupyterlab", NOTEBOOKS[0], "--no-browser"], str(tmp_path))]
    assert (tmp_path / NOTEBOOKS[0]).exists()


def test_lab_says_how_to_get_jupyterlab_before_it_copies_anything(tmp_path, monkeypatch):
    monkeypatch.setattr(console, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=r"pip install \"bpkit-notebooks\[lab\]\""):
        console.main(["lab", str(tmp_path)])
    assert list(tmp_path.iterdir()) == []


def test_it_runs_as_a_module_and_says_what_it_can(tmp_path):
    def run(*arguments):
        command = [sys.executable, "-m", "bpkit", *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)

    shown = run("--help").stdout
    assert all(command in shown for command in ("copy", "lab", "grade", "key", "shards", "worksheet"))
    wrong = run("copy", "a", "b")
    assert wrong.returncode == 2 and "copy takes one folder, got b too." in wrong.stderr
