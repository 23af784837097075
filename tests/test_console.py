"""What is printed can be read where the console, a file or a pipe has no Greek."""

import os
import subprocess
import sys

import pytest

import bpkit  # it registers the error handler

EVERYTHING = """
import bpkit
from bpkit import *
from bpkit.explanation import refs
from bpkit.notation import Ref

xor, Theta = load("xor"), random_theta((2, 2, 1), seed=0)
steps = trace(Theta, xor.X, xor.Y, lambda_=1)
print(DataSet([[0]], [[1]]), DataSet([[0]], [[1]], feature_names=["α"], class_names=["café", "猫"]), steps, steps[5])
for ref in (*refs(steps[-1]), "J", "loss", "penalty", "h[1]", "product[1][2, 0]", "Delta[1][2, 0]>2"):
    found = explain(steps[-1], ref)
    print(found, *found.factors, Ref.parse(ref))
print(gradient_check(Theta, xor.X, xor.Y), minimize(Theta, xor.X, xor.Y, iterations=3))
print(check.output_error(lambda a_L, y: (a_L - y) * a_L * (1 - a_L)))
print(repr(check.backpropagate_errors(lambda Theta, a, y: {3: a[3] - y, 2: a[2][1:]})))
print(check.progress(), check.explain_mistakes(), sep="\\n")
for name in bpkit._WIDGETS:
    print(getattr(bpkit, name)())
print(EpsilonLab(planted="g′ is forgotten"), Explorer(DataSet(xor.X, xor.Y)))
explain(steps[0], "δ")
"""


def with_encoding(encoding):
    return os.environ | {"PYTHONIOENCODING": encoding, "PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1", "cp437", "utf-8"])
def test_everything_that_prints_can_be_printed(encoding):
    done = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", EVERYTHING],
        capture_output=True,
        env=with_encoding(encoding),
    )
    printed, errors = done.stdout.decode(encoding), done.stderr.decode(encoding).splitlines()
    assert errors[-1].startswith("ValueError: ref must be like "), errors
    has_chinese = encoding == "utf-8"
    assert printed.count("\\u") == (0 if has_chinese else 1)  # the name of a class, 猫
    if encoding == "ascii":
        assert "delta^(2)_1 = (sum_i Theta^(2)_i1 delta^(3)_i) * a^(2)_1 * (1 - a^(2)_1) = " in printed
        assert "g' at the output. This is (a - y) .* a .* (1 - a): right for" in printed
        assert errors[-1].endswith("got 'delta'.")


@pytest.mark.parametrize(
    "text, encoding, read",
    [
        ("δ⁽²⁾₁ = −0.0703", "ascii", "delta^(2)_1 = -0.0703"),
        ("Θ⁽²⁾₁₂", "cp1252", "Theta^(2)_12"),  # in which ² can be written
        ("λΘ, αD, 2ε, δaᵀ, Θᵀδ", "ascii", "lambda Theta, alpha D, 2 epsilon, delta a^T, Theta^T delta"),
        ("∂J/∂Θ = (1/m)Δ", "ascii", "dJ/dTheta = (1/m)Delta"),
        ("10⁻⁴, 1 / (1 + e⁻ᶻ), x²", "ascii", "10^-4, 1 / (1 + e^-z), x^2"),
        ("−Σₖ yₖ log hₖ", "ascii", "-sum_k y_k log h_k"),
        ("a · b × c ± d … “g′” ≠ ½", "ascii", 'a * b x c +- d ... "g\'" != 1/2'),
        ("a · b × c ± d … “g”", "cp1252", "a · b × c ± d … “g”"),
        ("δ, α", "cp437", "δ, α"),
        ("✓ ✗", "cp1252", "right wrong"),
        ("naïve Ångström, 猫", "ascii", "naive Angstrom, \\u732b"),
        ("", "ascii", ""),
    ],
)
def test_what_cannot_be_written_is_spelled(text, encoding, read):
    assert text.encode(encoding, errors="bpkit").decode(encoding) == read


def test_a_file_that_cannot_hold_it_can_have_it_spelled(tmp_path):
    path = tmp_path / "report.txt"
    with open(path, "w", encoding="cp1252", errors="bpkit") as file:
        print(bpkit.DataSet([[0]], [[1]]), file=file)
    assert "('x_1',)" in path.read_text(encoding="cp1252")


def test_what_cannot_be_read_is_no_matter_of_it():
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("ascii", errors="bpkit")


def test_a_choice_of_ones_own_stays():
    code = "import sys, bpkit; print(sys.stdout.errors, sys.stderr.errors)"
    for chosen, errors in (("ascii:replace", "replace"), ("utf-8", "strict"), ("ascii", "bpkit")):
        env = with_encoding(chosen)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)
        assert done.stdout.split()[0] == errors
