"""The console command: ``bpkit copy``, ``lab``, ``grade`` and ``shards``, also as ``python -m bpkit …``."""

import argparse
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
NOTEBOOKS = next(folder for folder in (HERE / "notebooks", HERE.parent / "notebooks") if folder.is_dir())
FIRST = "00_start_here.ipynb"


def copy(folder):
    """Put the notebooks into folder, without their outputs: no answer stands below its question.

    What is there already stays as it is, for a learner has worked in it. Gives the names: the new ones, the kept ones.
    Raises OSError where the folder cannot be written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    new, kept = [], []
    for source in sorted(NOTEBOOKS.glob("*.ipynb")):
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


def write_shards(options):
    """Write digits into a folder, as many as are asked for."""
    from bpkit import shards

    try:
        X, _ = shards.write(options.folder, options.examples, options.size)
    except (OSError, ValueError) as error:
        sys.exit(f"The shards cannot be written: {error}")
    print(f"{options.folder}: {options.examples} digits in {len(X)} shards.")


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
    text = "write handwritten digits by augmentation, as many as you like, in .npy shards; call it again after a stop"
    command = commands.add_parser("shards", help=text, description=text)
    command.add_argument("folder", help="where to; what is there stays")
    command.add_argument("examples", type=int, help="how many in all; 1 000 000 take some 300 MB")
    command.add_argument("--size", type=int, default=10_000, help="how many in a shard, by default 10 000")
    options, others = parser.parse_known_args(arguments)
    if others and options.command != "lab":
        parser.error(f"{options.command} takes one folder, got {' '.join(others)} too.")
    if act := {"grade": grade, "shards": write_shards}.get(options.command):
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
