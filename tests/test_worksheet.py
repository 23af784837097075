"""Worksheets: the key, the pencil, the slips, and the page."""

import itertools
import re
import subprocess
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from bpkit import __main__ as console
from bpkit import check
from bpkit.check.worksheet import BLANKS, COMMONEST, LINE_OF, sheet, variant
from bpkit.notation import html
from bpkit.views.worksheet import worksheet_page

made = cache(sheet)
REFS = [ref for refs in BLANKS.values() for ref in refs]


@pytest.fixture(scope="module", params=range(1, 201))
def one(request):
    """A sheet of all lines. All tests of one variant follow one another, so that it is searched for once."""
    return sheet(request.param)


def g(z):
    return 1 / (1 + np.exp(-z))


def with_one(a):
    return np.vstack([np.ones((1, a.shape[1])), a])


def key(sheet):
    """All that a sheet asks for, by the algorithm in plain NumPy."""
    Theta, X, Y = (getattr(sheet.variant, name) for name in ("Theta", "X", "Y"))
    a1 = with_one(X.T)
    z2 = Theta[1] @ a1
    a2 = with_one(g(z2))
    z3 = Theta[2] @ a2
    a3 = g(z3)
    d3 = a3 - Y.T
    d2 = (Theta[2].T @ d3 * a2 * (1 - a2))[1:]
    Delta = {1: d2 @ a1.T, 2: d3 @ a2.T}
    D = {l: (Delta[l] + sheet.variant.lambda_ * Theta[l] * [0, 1, 1]) / len(X) for l in Delta}
    found = {}
    for name, columns, first in (
        ("a[1]", a1, 0), ("z[2]", z2, 1), ("a[2]", a2, 0), ("z[3]", z3, 1), ("a[3]", a3, 1), ("delta[3]", d3, 1),
        ("delta[2]", d2, 1),
    ):  # fmt: skip
        found |= {f"{name}[{k}]": value for k, value in enumerate(columns[:, -1], start=first)}
    for name, matrices in (("Delta", Delta), ("D", D)):
        for l, matrix in matrices.items():
            found |= {f"{name}[{l}][{i + 1}, {j}]": matrix[i, j] for i, j in np.ndindex(matrix.shape)}
    return found


def test_the_key_is_what_the_algorithm_gives(one):
    expected = key(one)
    assert one.variant.written == {ref: pytest.approx(expected[ref], abs=0.0005 + 1e-9) for ref in REFS}
    assert {ref: one.variant.numbers[ref] for ref in REFS} == pytest.approx({ref: expected[ref] for ref in REFS})
    assert all(abs(value) > 0.03 - 1e-9 for value in one.variant.written.values())


# ---------------------------------------------------------------- the pencil


def digits(value):
    """A number as it is printed."""
    return Decimal(f"{value:.3f}")


def rounded(value, way):
    return value.quantize(Decimal("0.001"), way)


def by_pencil(sheet, way, each):
    """All numbers, worked out from those that are printed and those just written, with decimals.

    way : of rounding what lies halfway. each : whether the result of every operation is rounded, or each number once.
    """
    r = (lambda value: rounded(value, way)) if each else lambda value: value
    end = lambda value: rounded(value, way)  # noqa: E731
    table = {f"{k / 10:.1f}": digits(g(k / 10)) for k in range(30)}
    Theta = {l: [[Decimal(f"{w:.1f}") for w in row] for row in T] for l, T in sheet.variant.Theta.items()}
    before = {l: [[digits(v) for v in row] for row in D] for l, D in sheet.variant.before.items()}
    x, y = ([Decimal(f"{v:.1f}") for v in each[-1]] for each in (sheet.variant.X, sheet.variant.Y))
    a, n = {1: [Decimal(1), *x]}, {}
    for l in (2, 3):
        a[l] = [Decimal(1)]
        for i in (1, 2):
            z = end(sum(r(w * b) for w, b in zip(Theta[l - 1][i - 1], a[l - 1])))
            at = table[f"{abs(z):.1f}"]
            assert abs(abs(z) - Decimal(f"{abs(z):.1f}")) == 0, "z stands in the table"
            a[l].append(at if z > 0 else 1 - at)
            n |= {f"z[{l}][{i}]": z, f"a[{l}][{i}]": a[l][-1]}
    d = {3: [a[3][i] - y[i - 1] for i in (1, 2)], 2: []}
    for j in (1, 2):
        back = r(sum(r(Theta[2][i][j] * d[3][i]) for i in (0, 1)))
        ways = {end(r(back * a[2][j]) * (1 - a[2][j])), end(back * r(a[2][j] * (1 - a[2][j])))}
        assert len(ways) == 1, "in both orders"
        d[2] += ways
    n |= {f"delta[{l}][{i}]": d[l][i - 1] for l in d for i in (1, 2)}
    for l, i in ((1, 1), (2, 2)):
        for j in (0, 1, 2):
            Delta = n[f"Delta[{l}][{i}, {j}]"] = end(before[l][i - 1][j] + r(d[l + 1][i - 1] * a[l][j]))
            pull = r(Decimal(f"{sheet.variant.lambda_:.1f}") * Theta[l][i - 1][j]) if j else 0
            n[f"D[{l}][{i}, {j}]"] = end((Delta + pull) / len(sheet.variant.X))
    return n | {f"a[1][{j}]": value for j, value in enumerate(a[1])}


def test_three_decimals_suffice_however_one_rounds(one):
    for way, each in itertools.product((ROUND_HALF_UP, ROUND_HALF_DOWN), (True, False)):
        assert by_pencil(one, way, each) == {ref: digits(one.variant.numbers[ref]) for ref in REFS}


def test_neighbors_have_other_numbers():
    """Of four, one behind the other, no two have a z, an a or δ of the output in common; no two have half of all."""
    written = {k: made(k).variant.written for k in range(1, 61)}
    for one, other in itertools.combinations(written, 2):
        same = [ref for ref in REFS[3:] if written[one][ref] == written[other][ref]]
        assert len(same) < len(REFS) / 2 and (other - one > 3 or not [ref for ref in same if LINE_OF[ref] < 4]), same
        assert len(same) < 3 or other - one > 3, (one, other, same)


def test_a_variant_is_the_same_each_time():
    first = sheet(7).variant
    variant.cache_clear()
    again = sheet(7).variant
    assert again is not first and again.numbers == first.numbers
    assert again.written["delta[2][1]"] == 0.215  # as on the sheets that lie in a drawer somewhere


# ---------------------------------------------------------------- slips


def wrong(one):
    """{name of the slip: {ref: number}}: some in NumPy, from the numbers that are written."""
    n, Theta, T, m = one.variant.written, one.variant.Theta, one.variant.Theta[2], len(one.variant.X)
    x, y = one.variant.X[-1], one.variant.Y[-1]
    a2, a3, d2, d3 = (np.array([n[f"{name}[1]"], n[f"{name}[2]"]]) for name in ("a[2]", "a[3]", "delta[2]", "delta[3]"))
    z3, back = T[:, 0] + T[:, 1:] @ a2, T[:, 1:].T @ d3
    added = {1: d2[0] * np.array([1, *x]), 2: d3[1] * np.array([1, *a2])}
    Delta = {l: np.array([n[f"Delta[{l}][{l}, {j}]"] for j in (0, 1, 2)]) for l in (1, 2)}
    pull = {l: one.variant.lambda_ * Theta[l][l - 1] for l in (1, 2)}
    units = lambda name, values: {f"{name}[{i}]": value for i, value in enumerate(values, start=1)}  # noqa: E731
    rows = lambda name, values, columns: {  # noqa: E731
        f"{name}[{l}][{l}, {j}]": values[l][j] for l in (1, 2) for j in columns
    }
    return {
        "the bias weights are left out": units("z[3]", z3 - T[:, 0]),
        "the bias unit goes through g": units("z[3]", z3 - T[:, 0] + T[:, 0] * g(1)),
        "y − a in place of a − y": units("delta[3]", y - a3),
        "g′ at the output": units("delta[3]", d3 * a3 * (1 - a3)),
        "the error is squared": units("delta[3]", d3**2),
        "Θ is not transposed": units("delta[2]", T[:, 1:] @ d3 * a2 * (1 - a2)),
        "g′ is forgotten": units("delta[2]", back),
        "(1 − a) is forgotten": units("delta[2]", back * a2),
        "a is forgotten": units("delta[2]", back * (1 - a2)),
        "brackets are missing round 1 − a": units("delta[2]", back * a2 - a2),
        "Δ is overwritten": rows("Delta", added, (0, 1, 2)),
        "Δ is subtracted": rows("Delta", {l: 2 * added[l] - Delta[l] for l in added}, (0, 1, 2)),
        "1/m is forgotten": rows("D", {l: Delta[l] + pull[l] for l in Delta}, (1, 2)) | rows("D", Delta, (0,)),
        "(1/m)Δ + λΘ": rows("D", {l: Delta[l] / m + pull[l] for l in Delta}, (1, 2)),
        "the bias column is regularized too": rows("D", {l: (Delta[l] + pull[l]) / m for l in Delta}, (0,)),
        "λ is forgotten": rows("D", {l: Delta[l] / m for l in Delta}, (1, 2)),
    }


def test_a_slip_is_named_by_its_number(one):
    for name, numbers in wrong(one).items():
        for ref, value in numbers.items():
            if abs(value - one.variant.written[ref]) > 0.0021:
                report = check.answer(one.number, ref, round(value, 3))
                assert not report and name in [row.name for row in report.mistakes], (ref, value, str(report))


def test_every_slip_whose_number_differs_at_three_decimals_is_named(one):
    """A quarter of them for each variant, in a blank where it shows."""
    for row, numbers in one.variant.slips[one.number % 4 :: 4]:
        shown = [
            ref for ref, right in one.variant.written.items()
            if np.isfinite(numbers[ref]) and round(numbers[ref], 3) != right and abs(numbers[ref]) < 1e6
        ]  # fmt: skip
        if shown:
            ref = shown[one.number % len(shown)]
            report = check.answer(one.number, ref, round(numbers[ref], 3))
            assert row.name in str(report), (ref, numbers[ref], str(report))


def test_most_slips_show_and_the_commonest_in_every_variant():
    for k in (1, 2, 3):
        named = {row.name for row, numbers in made(k).variant.slips}
        assert len(named) > 150 and named >= {row.name for row in COMMONEST}
    assert {row.name for refs in made(1).blanks.values() for ref in refs for row, _ in made(1).commonest(ref)} == {
        row.name for row in COMMONEST
    }


@pytest.mark.parametrize("k", (1, 2, 3, 4, 5))
def test_the_right_number_is_right_and_so_is_one_in_the_last_digit(k):
    for ref, right in made(k).variant.written.items():
        assert str(check.answer(k, ref, right)).endswith(": right.")
        if abs(right) < 1:  # 1,000 may be a thousand
            assert str(check.answer(k, ref, f"{right:.3f}".replace("-", "−").replace(".", ","))).endswith(": right.")
        for off in (-0.001, 0.001):
            report = check.answer(k, ref, right + off)
            assert report and report.notes[0] == f"With three decimals it is {right:.3f}.".replace("-", "−")
        assert not check.answer(k, ref, right + 0.003) and not check.answer(k, ref, right - 0.003)


def test_only_slips_in_the_lines_of_the_sheet_are_told():
    tanh = next(numbers for row, numbers in made(7).variant.slips if row.name == "tanh in place of g")["delta[2][1]"]

    def told(lines):
        return check.answer(7, "delta[2][1]", tanh, lines).mistakes

    assert "tanh in place of g" in [row.name for row in told(None)]
    assert "tanh in place of g" in [row.name for row in told((2, 3, 4))]
    assert all(row.line in ("3", "4") for row in told("3, 4"))
    assert all(row.line == "4" for row in told("2,4"))  # what line 3 makes of it is given


def test_an_answer_without_a_name_says_what_to_work_out_again():
    right = made(7).variant.written["delta[2][1]"]
    unknown = next(
        v for v in np.arange(0.301, 3, 0.01).round(3) if not check.answer(7, "delta[2][1]", v, "3,4,5").mistakes
    )
    report = check.answer(7, "delta[2][1]", unknown, "3,4,5")
    made_of = "Θ⁽²⁾, δ⁽³⁾ and a⁽²⁾"
    assert str(report).startswith(
        f"δ⁽²⁾₁: no slip that is known gives {unknown:.3f}. Work it out again, from {made_of}."
    )
    assert report.hint(1) == f"Have you the right numbers and signs of {made_of}?"
    assert report.hint(3) == "The line is: δ⁽ˡ⁾ = (Θ⁽ˡ⁾)ᵀδ⁽ˡ⁺¹⁾ .* a⁽ˡ⁾ .* (1 − a⁽ˡ⁾)"
    assert "from z⁽³⁾." in check.answer(7, "a[3][1]", -3, "2").message
    assert "three decimals are wanted" in check.answer(7, "delta[2][1]", round(right, 2), "4").message
    said = [check.answer(k, "a[2][2]", sheet(k).variant.written["a[2][1]"]).message for k in (1, 2, 3, 4, 5)]
    assert any(message.endswith(" is a⁽²⁾₁.") for message in said), said


def test_a_slip_comes_with_its_sentence_its_line_and_its_hints():
    forgotten = wrong(made(7))["g′ is forgotten"]["delta[2][1]"]
    report = check.answer(7, "delta[2][1]", round(forgotten, 3), lines="3,4,5")
    assert str(report).startswith(
        f"δ⁽²⁾₁: {round(forgotten, 3):.3f} is what a slip gives: g′ is forgotten. This is Θᵀδ alone"
    )
    assert report.mistake.question.startswith("δ is the derivative with respect to z")
    assert "What lies between z and a?" in str(report)
    turned = check.answer(7, "delta[2][1]", -made(7).variant.written["delta[2][1]"], lines="3,4,5")
    assert " is what a slip in line 3 gives: y − a in place of a − y." in str(turned)
    assert "<b>✗ δ⁽²⁾₁:</b>" in turned._repr_html_() and "<summary>Hint</summary>" in turned._repr_html_()


@pytest.mark.parametrize(
    "given, told",
    [
        ((7.5, "delta[2][1]", 0.1), "variant must be a whole number of at least 1, got 7.5."),
        (("7", "delta[2][1]", 0.1), "variant must be a whole number of at least 1, got '7'."),
        ((0, "delta[2][1]", 0.1), "variant must be a whole number of at least 1, got 0."),
        ((7, "delta", 0.1), "ref must be the name of a number that these lines ask for, such as a[1][0], got delta."),
        ((7, "delta 2", 0.1), 'ref must be like "Delta[1][2, 0]", "delta[2][1]@3" or "x[1]", got \'delta 2\'.'),
        (
            (7, "D[1][1, 1]", 0.1, "3,4"),
            "ref must be the name of a number that these lines ask for, such as delta[3][1], got D[1][1, 1].",
        ),
        ((7, "delta[2][1]", "a half"), "value must be a number, for example -0.07, got 'a half'."),
        ((7, "delta[2][1]", None), "value must be a number such as 0.25, got None."),
        ((7, "delta[2][1]", np.nan), "value must be a number such as 0.25, got nan."),
        *(
            (
                (7, "delta[2][1]", 0.1, lines),
                f'lines must be lines of the algorithm from 1 to 7, for example "3,4,5", got {lines!r}.',
            )
            for lines in ("3,8", "3-5", "", 3, (3, 4.5), [True], "three", ())
        ),
    ],
)
def test_bad_input_gets_one_sentence(given, told):
    with pytest.raises(ValueError, match=f"^{re.escape(told)}$"):
        check.answer(*given)


# ---------------------------------------------------------------- the page


def split(page):
    """What is to be worked out, and the key, as text without tags."""
    body = page.partition("<body")[2]
    return re.split(r'<section class="page[^>]*>', body)[1:]


@pytest.mark.parametrize("lines", ["3,4,5", "2", "1,2,3,4,5,6,7", "6,7", "5,6", "1"])
def test_the_page_has_a_box_for_each_number_that_is_empty_and_all_that_is_given(lines):
    one = sheet(7, lines)
    exercise, key = split(worksheet_page([one]))
    names = re.findall(r'<div class="box">.*?<code>([^<]*)</code>', exercise)
    assert names == [ref for line in one.lines for ref in BLANKS[line]]
    assert all(box.endswith(" =") for box in re.findall(r'<div class="box"><div>(.*?)</div>', exercise))
    numbers = re.findall(r">(?:[a-zλ]\d? = )?(−?\d+(?:\.\d+)?)<", exercise)
    shown = "".join(re.findall(r">([^<>]+)<", exercise))
    for name in one.given:
        letter, _, l = name.partition("[")
        if letter in ("Theta", "before", "Delta"):
            for value in getattr(one.variant, letter)[int(l[0])].ravel():
                assert (f"{value:g}" if letter == "Theta" else f"{value:.3f}").replace("-", "−") in numbers
        elif letter in ("z", "a", "delta") and l[0] != "1":
            for i in (1, 2):
                assert f"{one.variant.written[f'{name}[{i}]']:.3f}".replace("-", "−") in numbers
    assert ("g(−z) = 1 − g(z)" in shown) == (2 in one.lines)
    asked = {f"{one.variant.written[ref]:.3f}".replace("-", "−") for line in one.lines for ref in BLANKS[line]}
    assert asked <= {*re.findall(r"<td><b>([^<]*)</b></td>", key)}


def test_what_the_readme_and_the_guide_show_is_what_it_says():
    root = Path(__file__).parents[1]
    said = str(check.answer(7, "delta[2][1]", 0.247, lines="3,4,5"))
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert said == "\n".join(line[2:] for line in readme.splitlines() if line[2:] in said.splitlines())
    guide = (root / "notebooks" / "teaching_guide.ipynb").read_text(encoding="utf-8")
    assert re.search(r"0\.247, .*# (0\.247 .*) …", guide)[1] in said


def test_the_call_on_the_page_checks_an_answer():
    for lines in ("3,4,5", None):
        exercise, _ = split(worksheet_page([sheet(7, lines)]))
        call = re.search(r"check\.answer\([^<]*\)", exercise)[0].replace("&quot;", '"')
        assert ("lines=" in call) == bool(lines)
        assert eval(call, {"check": check}).function in ("Δ⁽¹⁾₁₀", "D⁽¹⁾₁₀")


def test_the_lines_stand_there_as_the_algorithm_writes_them():
    exercise, _ = split(worksheet_page([sheet(7, "4")]))
    assert html('δ^{(l)} = (Θ^{(l)})^{"T"}δ^{(l+1)} .* a^{(l)} .* (1 − a^{(l)})') in exercise


def test_the_key_says_what_the_commonest_slips_give():
    _, key = split(worksheet_page([sheet(7, "3,4,5")]))
    for name, ref in (("g′ is forgotten", "delta[2][1]"), ("Δ is overwritten", "Delta[1][1, 0]")):
        shown = re.search(rf"<b>([−.\d]*)</b> {name}", key)[1].replace("−", "-")
        assert float(shown) == pytest.approx(wrong(made(7))[name][ref], abs=0.002)


# ---------------------------------------------------------------- the command


def test_the_command_writes_one_variant_or_a_class(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    console.main(["worksheet", "--lines", "3,4,5", "--variant", "7"])
    assert capsys.readouterr().out == "worksheet-7.html: 1 to work out, then its key.\n"
    page = (tmp_path / "worksheet-7.html").read_text(encoding="utf-8")
    assert page == worksheet_page([sheet(7, "3,4,5")])
    console.main(["worksheet", "--variant", "1-3", "--out", "class.html"])
    assert capsys.readouterr().out == "class.html: 3 to work out, then their keys.\n"
    heads = re.findall(r"<b>variant (\d)</b>(<b>key</b>)?", (tmp_path / "class.html").read_text(encoding="utf-8"))
    assert heads == [("1", ""), ("2", ""), ("3", ""), ("1", "<b>key</b>"), ("2", "<b>key</b>"), ("3", "<b>key</b>")]


@pytest.mark.parametrize(
    "options, told",
    [
        (["--variant", "x"], "variant must be a whole number of at least 1, or several such as 1-24, got x."),
        (["--variant", "3-1"], "variant must be a whole number of at least 1, or several such as 1-24, got 3-1."),
        (["--variant", "1.5"], "variant must be a whole number of at least 1, or several such as 1-24, got 1.5."),
        (["--lines", "9"], "lines must be lines of the algorithm from 1 to 7"),
        (["--out", "nowhere/x.html"], "No such file or directory"),
        (["--out", "x.pdf"], "for a .pdf, Chromium, Chrome or Edge is needed; write an .html and print that."),
    ],
)
def test_the_command_says_what_is_wrong(options, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(console.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=f"^No worksheet was written: .*{re.escape(told)}"):
        console.main(["worksheet", *options])
    assert list(tmp_path.iterdir()) == []


def test_a_browser_that_fails_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(console.shutil, "which", lambda name: "a-browser")
    monkeypatch.setattr(console.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1))
    with pytest.raises(SystemExit, match="a-browser did not print .*x.pdf; write an .html and print that."):
        console.main(["worksheet", "--out", str(tmp_path / "x.pdf")])
