"""The command ``bpkit``: copy, lab, grade, key, worksheet and shards; also as ``python -m bpkit``."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
NOTEBOOKS = next(folder for folder in (HERE / "notebooks", HERE.parent / "notebooks") if folder.is_dir())
FIRST, GUIDE = "00_start_here.ipynb", "teaching_guide.ipynb"
BROWSERS = (  # that print a page to a .pdf
    "chromium", "chromium-browser", "google-chrome", "chrome", "microsoft-edge", "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)  # fmt: skip


def copy(folder):
    """Put the notebooks into folder, without their outputs: no answer stands below its question.

    The guide is for teachers: it is not among them. What is in the folder already stays as it is, for a learner has
    worked in it. Gives the names: the new ones, the kept ones.
    Raises OSError where the folder cannot be written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    new, kept = [], []
    for source in sorted({*NOTEBOOKS.glob("*.ipynb")} - {NOTEBOOKS / GUIDE}):
        try:
            with open(folder / source.name, "x", encoding="utf-8") as file:
                json.dump(without_outputs(source), file, ensure_ascii=False, indent=1)
            new.append(source.name)
        except FileExistsError:
            kept.append(source.name)
    return new, kept


def without_outputs(path):
    """The notebook at path as a dict, as if nobody had run it."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
            cell["metadata"].pop("jupyter", None)  # that its output is closed
    return notebook


def grade(options):
    """Print the table of a class, and write it where that is asked for."""
    from bpkit import grading

    written = list(filter(None, (options.csv, options.html)))
    try:
        grades = grading.grade(options.folder, jobs=options.jobs, seconds=options.seconds, leave_out=written)
        print(grades)
        if options.csv:
            grades.to_csv(options.csv)
        if options.html:
            grades.to_html(options.html)
    except (OSError, ValueError) as error:
        sys.exit(f"{options.folder} cannot be graded: {error}")


def key(options):
    """Write the key of the test before and after."""
    from bpkit.grading import before_after

    try:
        Path(options.file).write_text(before_after.key(), encoding="utf-8")
    except OSError as error:
        sys.exit(f"The key cannot be written: {error}")


def write_shards(options):
    """Write digits into a folder, as many as are asked for."""
    from bpkit import shards

    try:
        X, _ = shards.write(options.folder, options.examples, options.size)
    except (OSError, ValueError) as error:
        sys.exit(f"The shards cannot be written: {error}")
    print(f"{options.folder}: {options.examples} digits in {len(X)} shards.")


def worksheet(options):
    """Write the page of one variant or several, and say where it is."""
    from bpkit.check.worksheet import sheet
    from bpkit.views.worksheet import worksheet_page

    try:
        first, _, last = options.variant.partition("-")
        if not (first.isdecimal() and (last or first).isdecimal() and 0 < int(first) <= int(last or first)):
            raise ValueError(
                f"variant must be a whole number of at least 1, or several such as 1-24, got {options.variant}."
            )
        sheets = [sheet(k, options.lines) for k in range(int(first), int(last or first) + 1)]
        path = Path(options.out or f"worksheet-{options.variant}.html")
        if path.suffix == ".pdf":
            write_pdf(path, worksheet_page(sheets))
        else:
            path.write_text(worksheet_page(sheets), encoding="utf-8")
    except (OSError, ValueError) as error:
        sys.exit(f"No worksheet was written: {error}")
    print(f"{path}: {len(sheets)} to work out, then {'its key' if len(sheets) == 1 else 'their keys'}.")


def write_pdf(path, page):
    """Print a page, HTML, to path with the browser that is there. Raises OSError where there is none, or it fails."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise OSError("for a .pdf, Chromium, Chrome or Edge is needed; write an .html and print that.")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "page.html")
        source.write_text(page, encoding="utf-8")
        target = path.resolve()
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
        ]
        command += ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # root has none
        done = subprocess.run([*command, f"--print-to-pdf={target}", source.as_uri()], capture_output=True)
        if done.returncode or not target.exists():
            raise OSError(f"{browser} did not print {path}; write an .html and print that.")


def main(arguments=None):
    """Run the command with these arguments, by default those of the command line."""
    parser = argparse.ArgumentParser(prog="bpkit", description="The backpropagation algorithm, line by line.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("copy", "put the notebooks into a folder of your own"),
        ("lab", "do that, and open JupyterLab on the first; it takes JupyterLab's own options too"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("folder", nargs="?", default="bpkit-notebooks", help="by default bpkit-notebooks")
    text = "run the notebooks and .py files in a folder, a student's each, and check their functions"
    command = commands.add_parser("grade", help=text, description=f"{text}. They run with your rights: use a machine "
        "on which they can do no harm.")  # fmt: skip
    command.add_argument("folder", help="with a file or a folder for each student")
    command.add_argument("--csv", metavar="FILE", help="write the table for a spreadsheet")
    command.add_argument("--html", metavar="FILE", help="write the table as a page")
    command.add_argument("--jobs", type=int, default=2, help="how many run at a time, by default 2")
    command.add_argument(
        "--seconds", type=float, default=10, help="for a cell, by default 10; a file has six times that"
    )
    text = "write the key of the test before and after, both forms, as a page"
    command = commands.add_parser("key", help=text, description=text)
    command.add_argument("file", help="such as key.html")
    text = "write handwritten digits by augmentation, as many as you like, in .npy shards; call it again after a stop"
    command = commands.add_parser("shards", help=text, description=text)
    command.add_argument("folder", help="where to; what is there stays")
    command.add_argument("examples", type=int, help="how many in all; 1 000 000 take some 300 MB")
    command.add_argument("--size", type=int, default=10_000, help="how many in a shard, by default 10 000")
    text = "write numbers to be worked out by pencil as a page to print, and the key"
    command = commands.add_parser("worksheet", help=text, description=text)
    command.add_argument("--lines", default="3,4,5", help="of the algorithm, by default 3,4,5")
    command.add_argument("--variant", default="1", help="other numbers for each, by default 1; several: 1-24")
    command.add_argument("--out", metavar="FILE", help=".html, or .pdf, by default worksheet-1.html for variant 1")
    options, others = parser.parse_known_args(arguments)
    if others and options.command != "lab":
        takes = {"key": "one file", "copy": "one folder", "grade": "one folder"}.get(options.command, "no more")
        parser.error(f"{options.command} takes {takes}, got {' '.join(others)} too.")
    other = {"grade": grade, "key": key, "shards": write_shards, "worksheet": worksheet}
    if act := other.get(options.command):
        return act(options)
    if options.command == "lab" and find_spec("jupyterlab") is None:
        sys.exit('JupyterLab is not installed: pip install "bpkit-notebooks[lab]".')
    try:
        new, kept = copy(options.folder)
    except OSError as error:
        sys.exit(f"The notebooks cannot be put into {options.folder}: {error}.")
    print(f"{options.folder}: {len(new)} notebooks copied, {len(kept)} kept as they are.")
    if options.command == "lab":
        sys.exit(subprocess.run([sys.executable, "-m", "jupyterlab", FIRST, *others], cwd=options.folder).returncode)


if __name__ == "__main__":
    main()
