"""Who may know whom: each room of bpkit imports only what stands below it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import bpkit

ROOT = Path(bpkit.__file__).parent

# What a room may import: other rooms (None: all of them), and packages beside the standard library.
ROOMS = {
    "_arguments": (set(), {"numpy"}),
    "console": (set(), set()),
    "notation": (set(), set()),
    "lines": ({"notation"}, set()),
    "questions": (set(), set()),
    "algorithm": (set(), {"numpy"}),
    "progress": (set(), {"tqdm"}),
    "gradient_check": ({"algorithm", "progress"}, {"numpy"}),
    "training": ({"algorithm", "progress"}, {"numpy", "scipy", "threadpoolctl"}),
    "data": ({"notation"}, {"numpy"}),
    "shards": ({"data", "progress"}, {"numpy"}),
    "distributed": ({"algorithm", "training", "progress"}, {"numpy", "dask", "distributed"}),
    "digits": (set(), {"numpy", "sklearn"}),  # scikit-learn makes the file; nobody imports this room
    "trace": ({"algorithm", "lines", "notation", "progress"}, {"numpy"}),
    "numbers": ({"algorithm", "notation", "progress"}, {"numpy"}),
    "explanation": ({"trace", "algorithm", "lines", "notation"}, {"numpy"}),
    "check": ({"algorithm", "gradient_check", "lines", "notation", "progress", "training"}, {"numpy"}),
    "views": (
        {"trace", "explanation", "numbers", "lines", "notation"},
        {"numpy", "matplotlib", "PIL", "cairosvg", "resvg_py"},
    ),
    "widgets": (
        None,
        {"numpy", "matplotlib", "PIL", "ipywidgets", "anywidget", "threadpoolctl", "traitlets", "IPython"},
    ),
    "grading": ({"check", "progress", "views", "widgets"}, {"IPython"}),
    "__init__": (None, set()),
    "__main__": ({"check", "grading", "shards", "views"}, set()),
}


def room_of(path):
    part = path.relative_to(ROOT).parts[0]
    return part.removesuffix(".py")


FILES = sorted(path for path in ROOT.rglob("*.py") if ".ipynb_checkpoints" not in path.parts)


def imported(path):
    """Every module that a file imports, at the top or inside a function, as dotted names."""
    here = ["bpkit", *path.relative_to(ROOT).with_suffix("").parts]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = here[: -node.level] if node.level else []
            module = ".".join([*start, *filter(None, [node.module])])
            if module == "bpkit":  # from bpkit import widgets: it is the name that says which room
                yield from (f"bpkit.{alias.name}" for alias in node.names)
            else:
                yield module


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_room_imports_only_what_stands_below_it(path):
    room = room_of(path)
    assert room in ROOMS, f"{room} is a new room: say here what it may import"
    rooms, packages = ROOMS[room]
    for name in imported(path):
        package, _, rest = name.partition(".")
        if package == "bpkit":
            other = rest.partition(".")[0]
            allowed = other in {room, "_arguments"} or rooms is None or other in rooms
        else:
            allowed = package in packages or package in sys.stdlib_module_names
        assert allowed, f"{room} must not import {name}"


def test_the_mathematics_loads_numpy_and_nothing_that_draws():
    code = """
import sys
import bpkit
data = bpkit.load("digits")
bpkit.backpropagation(bpkit.random_theta((2, 2, 1), 0), [[0, 1]], [[1]])
assert bpkit.gradient_check(bpkit.random_theta((2, 2, 1), 0), [[0, 1]], [[1]])
dir(bpkit)
heavy = "ipywidgets matplotlib sklearn IPython PIL tqdm anywidget threadpoolctl traitlets scipy pandas dask".split()
heavy += ["bpkit.check"]
print(*(name for name in heavy if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("widget", ["Explorer", "Stepper", "Trainer", "ForwardPass"])
def test_a_widget_loads_neither_the_checks_nor_matplotlib_nor_the_other_widgets(widget):
    code = f"""
import sys
import bpkit
bpkit.{widget}()._repr_mimebundle_()
heavy = "bpkit.check bpkit.widgets.unit_lab bpkit.widgets.wrong_lines matplotlib scipy pandas sklearn cairosvg".split()
print(*(name for name in heavy if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_every_public_name_of_the_mathematics_is_there():
    contract = """random_theta forward_propagate output_error backpropagate_errors accumulate regularized_gradient
    backpropagation cost cost_and_gradient numerical_gradient gradient_check minimize load DataSet""".split()
    for name in contract:
        assert callable(getattr(bpkit, name)) and name in bpkit.__all__ and name in dir(bpkit)
    with pytest.raises(AttributeError, match="no attribute 'backprop'"):
        bpkit.backprop  # noqa: B018
