"""What a class takes on one machine: memory and time of learners who all open notebook 00 and run it at once.

usage: python tests/benchmarks/classroom.py [learners, by default 10]

Each has what a JupyterHub gives him: a JupyterLab server of his own, and a kernel. The hub itself and the browsers are
not among it. A process has memory of its own (USS), and some that it shares with others of its kind, which counts once.
"""

import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import nbformat
import psutil
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "browser"))
import lab  # noqa: E402


def told(kind, processes):
    """Print the memory of these processes of one kind. Gives what they take together, in MiB."""
    memory = [process.memory_full_info() for process in processes]
    own = [one.uss / 2**20 for one in memory]
    shared = max((one.rss - one.uss) / 2**20 for one in memory)
    print(f"{len(processes)} {kind}: {median(own):.0f} MiB each of its own, and {shared:.0f} MiB once")
    return sum(own) + shared


def opened(stack):
    """Start one learner's server and kernel and run the notebook. Gives the seconds that it took."""
    start = time.monotonic()
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    shutil.copytree(ROOT / "notebooks", folder, dirs_exist_ok=True)
    stack.enter_context(lab.jupyter(folder, seconds=300))
    notebook = nbformat.read(Path(folder) / "00_start_here.ipynb", as_version=4)
    client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": folder}})
    stack.enter_context(client.setup_kernel(cleanup_kc=False))
    for index, cell in enumerate(notebook.cells):
        client.execute_cell(cell, index)
    return time.monotonic() - start


def main(learners=10):
    stacks = [ExitStack() for _ in range(learners)]
    try:
        with ThreadPoolExecutor(learners) as pool:
            seconds = list(pool.map(opened, stacks))
        running = [process for process in psutil.Process().children() if process.is_running()]
        both = {"servers": "jupyterlab", "kernels": "ipykernel_launcher"}
        mib = sum(told(kind, [one for one in running if name in one.cmdline()]) for kind, name in both.items())
        print(f"all: {mib:.0f} MiB, {mib / learners:.0f} a learner")
        print(f"from the start of the server until all has run: {min(seconds):.0f} to {max(seconds):.0f} s")
    finally:
        for stack in stacks:
            stack.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
