"""A class's submissions, and what a teacher would enter for each: files to grade, with their marks known beforehand."""

import json

IMPORTS = "%matplotlib inline\n!pip install something\nimport numpy as np\n\ng = lambda z: 1 / (1 + np.exp(-z))"
OUTPUT_ERROR = "def output_error(a_L, y):\n    return a_L - y"
WHOLE = """
def my_backpropagation(Theta, X, Y, lambda_=0.0):
    L, m = len(Theta) + 1, len(X)
    Delta = {l: np.zeros(Theta[l].shape) for l in Theta}
    for t in range(m):
        a = {1: np.append(1, X[t])}
        for l in range(2, L + 1):
            a[l] = g(Theta[l - 1] @ a[l - 1])
            if l < L:
                a[l] = np.append(1, a[l])
        delta = {L: a[L] - Y[t]}
        for l in range(L - 1, 1, -1):
            delta[l] = (Theta[l].T @ delta[l + 1] * a[l] * (1 - a[l]))[1:]
        for l in Theta:
            Delta[l] += np.outer(delta[l + 1], a[l])
    D = {l: Delta[l] / m for l in Theta}
    for l in Theta:
        D[l][:, 1:] += lambda_ / m * Theta[l][:, 1:]
    return D
""".strip()

# What is written in place of what, the marks of lines 1–2, 3, 4, 5, 1/m and λ, and the mistakes.
RIGHT = [], "✓✓✓✓✓✓", []
SIGN = [("a[L] - Y[t]", "Y[t] - a[L]")], "✓✗✓✓✓✓", ["y − a in place of a − y"]
NO_SLOPE = [(" * a[l] * (1 - a[l])", "")], "✓✓✗✓✓✓", ["g′ is forgotten"]
LAST_ONLY = [("Delta[l] += ", "Delta[l] = ")], "✓✓✓✗✓✓", ["Δ is set to 0 inside the loop"]
BIAS_TOO = [("[:, 1:]", "")], "✓✓✓✓✓✗", ["the bias column is regularized too"]
TWO = [*SIGN[0], *BIAS_TOO[0]], "✓✗✓✓✓✗", [*SIGN[2], *BIAS_TOO[2]]
KINDS = [RIGHT, SIGN, NO_SLOPE, SIGN, LAST_ONLY, BIAS_TOO, SIGN, TWO]


def written(kind):
    source = WHOLE
    for old, new in kind[0]:
        assert old in source
        source = source.replace(old, new)
    return source


def notebook(*sources):
    cells = [{"cell_type": "code", "source": source, "metadata": {}, "outputs": []} for source in sources]
    return json.dumps({"cells": [{"cell_type": "markdown", "source": ["x ="]}, *cells], "nbformat": 4, "metadata": {}})


def sound(folder, number):
    """Write so many submissions, by turns a notebook, a .py file and a folder. Gives {student: its kind}."""
    entered = {}
    for k in range(number):
        kind, student = KINDS[k % len(KINDS)], f"student{k:02}"
        sources = [IMPORTS, "raise ValueError('a cell that stops')", OUTPUT_ERROR, written(kind)]
        if k % 3 == 0:
            (folder / f"{student}.ipynb").write_text(notebook(*sources), encoding="utf-8")
        elif k % 3 == 1:
            source = "\n\n".join([IMPORTS.split("\n", 2)[2], OUTPUT_ERROR, written(kind), "exit()"])
            (folder / f"{student}.py").write_text(source, encoding="utf-8")
        else:
            (folder / student / "work").mkdir(parents=True)
            (folder / student / "work" / "one.ipynb").write_text(notebook(*sources[:3]), encoding="utf-8")
            (folder / student / "work" / "two.ipynb").write_text(notebook(IMPORTS, sources[3]), encoding="utf-8")
        entered[student] = kind
    return entered


# What is handed in instead of work that can be graded, what is said to it, and the marks of output_error.
BROKEN = {
    "broken.ipynb": ("PK\x03\x04 no notebook", "it is no notebook", "–"),
    "crash.ipynb": (
        notebook(OUTPUT_ERROR, "import os\nos._exit(3)"),
        "its process ended by itself, with exit code 3",
        "–",
    ),
    "endless.py": (
        f"import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n{OUTPUT_ERROR}\nwhile True:\n    pass",
        "its process did not end within",
        "–",
    ),
    "flood.ipynb": (
        notebook("while True:\n    print('x' * 10000)", "import time\ntime.sleep(100)", OUTPUT_ERROR),
        "cell 1 did not end within",
        "✓",
    ),
    "letter.pdf": ("%PDF-1.7", "there is no .ipynb and no .py file", "–"),
    "nothing.ipynb": (notebook("x = 1"), "it has none of the functions", "–"),
}


def broken(folder):
    """Write them. Gives {student: (what is said, mark)}."""
    for name, (content, _, _) in BROKEN.items():
        (folder / name).write_text(content, encoding="utf-8")
    return {name.partition(".")[0]: expected[1:] for name, expected in BROKEN.items()}
