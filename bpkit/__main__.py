"""The console command: ``bpkit copy [FOLDER]`` and ``bpkit lab [FOLDER]``, also as ``python -m bpkit …``."""

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
    options, others = parser.parse_known_args(arguments)
    if others and options.command == "copy":
        parser.error(f"copy takes one folder, got {' '.join(others)} too.")
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
