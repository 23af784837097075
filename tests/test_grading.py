"""A class is graded: the table is what was put in, and nothing that is handed in stops it or harms another."""

import csv
import os
import sys
from collections import Counter
from html.parser import HTMLParser
from types import SimpleNamespace

import psutil
import pytest
import submissions

import bpkit
from bpkit import __main__ as console
from bpkit import check, grading
from bpkit.grading import submission
from bpkit.widgets.wrong_lines import CASES

LINES = ["1–2", "3", "4", "5", "1/m", "λ"]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("homework 1")
    sound, broken = submissions.sound(folder, len(submissions.KINDS)), submissions.broken(folder)
    before = {path: path.is_file() and path.read_bytes() for path in folder.rglob("*")}
    grades = grading.grade(folder, seconds=3)
    assert before == {path: path.is_file() and path.read_bytes() for path in folder.rglob("*")}, "they ran elsewhere"
    return SimpleNamespace(folder=folder, sound=sound, broken=broken, grades=grades)


def test_the_table_is_what_was_put_in(graded):
    students = {each.student: each for each in graded.grades.students}
    assert list(students) == sorted([*graded.sound, *graded.broken])
    assert graded.grades.columns == {"output_error": ["3"], "backpropagation": LINES}
    for student, (_, marks, _) in graded.sound.items():
        assert "".join(students[student].mark("backpropagation", line) for line in LINES) == marks, student
        assert students[student].mark("output_error", "3") == "✓"
        stopped = [remark.rpartition("cell 2 stopped with ")[2] for remark in students[student].remarks]
        assert stopped in ([], ["ValueError: a cell that stops"])


def test_what_can_not_be_graded_is_a_row_that_says_why(graded):
    for each in graded.grades.students:
        if each.student in graded.broken:
            said, mark = graded.broken[each.student]
            assert [said in remark for remark in each.remarks] == [True], each.remarks
            assert each.mark("output_error", "3") == mark and each.mark("backpropagation", "4") == "–"


def test_what_the_class_got_wrong_comes_by_frequency_with_a_listing_to_show(graded):
    right = Counter(name for _, _, names in graded.sound.values() for name in names)
    found = graded.grades.mistakes
    assert {row.name: len(row.students) for row in found} == right
    assert [len(row.students) for row in found] == sorted(right.values(), reverse=True)
    for row in found:
        assert [student for student in graded.sound if row.name in graded.sound[student][2]] == row.students
        assert row.name in [m.name for m in check.backpropagation(CASES[row.case - 1].D).mistakes]
        shown = str(graded.grades)
        assert f"{len(row.students)} of {len(graded.grades.students)}  {row.where}: {row.name}. {row.sentence}" in shown
        assert f"{row.question}  WrongLineLab(case={row.case})" in shown


def test_the_table_for_a_spreadsheet(graded, tmp_path):
    odd = grading.Graded("=1+1", ["-1"], {})
    grades = grading.Grades("homework", [*graded.grades.students, odd])
    grades.to_csv(tmp_path / "grades.csv")
    with open(tmp_path / "grades.csv", newline="", encoding="utf-8-sig") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert rows["'=1+1"]["remarks"] == "'-1", "no formula"
    for student, (_, marks, mistakes) in graded.sound.items():
        row = rows[student]
        names = ["lines 1 and 2", "line 3", "line 4", "line 5", "1/m", "λ"]
        assert [row[f"backpropagation: {name}"] for name in names] == ["01"[mark == "✓"] for mark in marks]
        assert float(row["backpropagation"]) == pytest.approx(marks.count("✓") / 6, abs=0.001)
        assert float(row["output_error"]) == 1 and sorted(row["mistakes"].split("; ")) == sorted(mistakes or [""])
    assert rows["crash"]["backpropagation"] == "" and "exit code 3" in rows["crash"]["remarks"]


class Page(HTMLParser):
    """The rows of the table, and whether each element is closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.rows, self.ids, self.links = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [attributes["href"].lstrip("#")] if "href" in attributes else []
        if tag != "meta":
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and {"th", "td"} & set(self.open):
            self.rows[-1].append(data)


def test_the_page_is_one_file_with_the_same_table(graded, tmp_path):
    odd = grading.Graded("<b>Ann & Bo</b>", ["<script>"], {})
    grading.Grades("homework <1>", [*graded.grades.students, odd]).to_html(tmp_path / "grades.html")
    text = (tmp_path / "grades.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.open == [] and page.links == page.ids
    assert "http" not in text and "<script" not in text and "<b>Ann" not in text
    rows = {row[0]: row[1:] for row in page.rows if row}
    for student, (_, marks, _) in graded.sound.items():
        assert "".join(rows[student])[:7] == "✓" + marks
    assert "".join(rows["<b>Ann & Bo</b>"]) == "–" * 7 + "<script>"
    right = [sum(kind[1][k] == "✓" for kind in graded.sound.values()) for k in range(6)]
    n = len(graded.sound) + len(graded.broken) + 1
    assert rows[f"right, of {n}"] == [str(len(graded.sound) + 1), *map(str, right)]


def test_it_leaves_nothing_running(tmp_path):
    if sys.platform == "win32":
        pytest.skip("there a process that a submission starts is its own")
    mark = tmp_path / "pid"
    start = f"import subprocess\nopen({str(mark)!r}, 'w').write(str(subprocess.Popen(['sleep', '300']).pid))"
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "one.py").write_text(start)
    (one,) = grading.grade(tmp_path / "class").students
    assert one.remarks == ["it has none of the functions"]
    _, there = psutil.wait_procs([psutil.Process(pid) for pid in [int(mark.read_text())] if psutil.pid_exists(pid)], 5)
    assert all(process.status() == psutil.STATUS_ZOMBIE for process in there), (
        "dead, if whoever inherited it looks or not"
    )


def test_what_cannot_be_copied_is_a_row(tmp_path):
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no such files")
    for student in ("ann", "ben"):
        (tmp_path / student / ".hidden").mkdir(parents=True)
        (tmp_path / student / ".hidden" / "other.py").write_text("raise ValueError")
        (tmp_path / student / "one.py").write_text(submissions.OUTPUT_ERROR)
    os.mkfifo(tmp_path / "ben" / "pipe")
    ann, ben = grading.grade(tmp_path).students
    assert ann.mark("output_error", "3") == "✓" and ann.remarks == []
    assert ben.reports == {} and "it cannot be copied" in ben.remarks[0] and "pipe" in ben.remarks[0]


def test_a_name_that_is_no_text_can_be_written_down(tmp_path):
    if sys.platform != "linux":
        pytest.skip("only here a file's name may be any bytes")
    (tmp_path / "class" / os.fsdecode(b"M\xfcller")).mkdir(parents=True)
    for name in (b"1.py", b"\xfc.py"):
        (tmp_path / "class" / os.fsdecode(b"M\xfcller") / os.fsdecode(name)).write_text("1 / 0")
    grades = grading.grade(tmp_path / "class")
    assert grades.students[0].student == "M?ller"
    assert [remark.partition(" ")[0] for remark in grades.students[0].remarks] == ["1.py:", "?.py:"]
    grades.to_csv(tmp_path / "grades.csv")
    grades.to_html(tmp_path / "grades.html")
    for text in (str(grades), *((tmp_path / f"grades.{kind}").read_text("utf-8") for kind in ("csv", "html"))):
        assert "M?ller" in text.encode().decode()


def test_what_no_known_mistake_explains_is_told_too():
    def strange(a_L, y):
        return a_L * y - 0.3

    report = check.output_error(strange)
    told = submission.as_dict(report)
    assert not report.mistakes and told["score"] == 0
    assert told["mistakes"] == [("line 3", "output_error in a way of its own", report.message, report.hint(1))]
    one = grading.Graded("ann", [], {"output_error": told})
    (row,) = grading.Grades("class", [one]).mistakes
    assert row.students == ["ann"] and row.case is None


# ---------------------------------------------------------------- which function is meant


def defined(source):
    shell = submission.Shell()
    main = sys.modules["__main__"]
    shell.run("<cell 1>", source)
    return main, shell.names


@pytest.fixture
def main(monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.mark.parametrize(
    "source, meant",
    [
        ("def cost(T): return 1", "cost"),
        ("def my_cost(T): return 1", "my_cost"),
        ("def J(T): return 1\nhanded = [J, lambda T: 2]", "J"),
        ("def J(T): return 1\ndef K(T): return 1\nhanded = [J, K]\ncost = 0.5", "K"),
        ("from bpkit import cost\ndef mine(T): return 1\nhanded = [mine]", "mine"),
        ("from bpkit import cost", None),
        ("from statistics import mean as cost", None),
        ("cost = 0.5", None),
        ("%%time\ndef cost(T): return 1", "cost"),
        ("%unknown\n!ls\nfiles = !ls\n%matplotlib inline\ndef cost(T): return 1", "cost"),
        ("%time cost = eval('lambda T: 1')\nget_ipython().anything(1).__class__", None),
    ],
)
def test_a_function_is_found_by_its_name_or_because_it_was_handed_to_the_check(source, meant, main):
    _, names = defined(source)
    found = submission.chosen("cost", names, names.get("handed", []))
    assert getattr(found, "__name__", None) == meant


@pytest.mark.parametrize(
    "source, told",
    [
        ("import bpkit\ndef backpropagation(*a): return bpkit.backpropagation(*a)", True),
        ("import bpkit as bp\ndef backpropagation(*a): return bp.cost_and_gradient(*a)[1]", True),
        ("from bpkit import cost_and_gradient\ndef backpropagation(*a): return cost_and_gradient(*a)[1]", True),
        ("from bpkit import forward_propagate\ndef backpropagation(*a): return forward_propagate(*a)", False),
        (
            "import bpkit\ndef numerical_gradient(): pass\ndef backpropagation(): bpkit.load; numerical_gradient()",
            False,
        ),
        ("def backpropagation(*a): return backpropagation", False),
        ("backpropagation = type('F', (), {'__call__': lambda *a: 1})()", False),
    ],
)
def test_who_calls_bpkits_own_is_told(source, told, main):
    _, names = defined(source)
    assert submission.borrows("backpropagation", names["backpropagation"], names) is told


def test_a_check_is_heard_and_answers_as_before(monkeypatch):
    monkeypatch.setattr(check, "cost", check.cost)
    real, handed = submission.listen("cost")
    assert check.cost(bpkit.cost).ok and handed == [bpkit.cost] and real is not check.cost


# ---------------------------------------------------------------- the command


def test_the_command_prints_and_writes(tmp_path, capsys):
    (tmp_path / "ann.py").write_text(submissions.OUTPUT_ERROR)
    (tmp_path / ".hidden.py").write_text("")
    written = tmp_path / "grades.csv", tmp_path / "grades.html"
    for _ in range(2):  # what it wrote is nobody's
        console.main(["grade", str(tmp_path), "--csv", str(written[0]), "--html", str(written[1])])
        assert capsys.readouterr().out == "     output_error\nann  ✓\n"
    assert written[0].read_text(encoding="utf-8-sig").splitlines()[1] == "ann,1.0,,"
    assert "Nothing." in written[1].read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["{}"], "must hold a file or a folder for each student, got none."),
        (["{}/none"], "No such file"),
        (["{}", "--jobs", "0"], "jobs must be a whole number of at least 1, got 0."),
        (["{}", "--seconds", "0"], "seconds must be a number above 0, got 0."),
    ],
)
def test_the_command_says_what_it_cannot_grade(arguments, said, tmp_path):
    with pytest.raises(SystemExit) as end:
        console.main(["grade", *(argument.format(tmp_path) for argument in arguments)])
    assert (
        str(end.value.code).startswith(f"{arguments[0].format(tmp_path)} cannot be graded: ") and said in end.value.code
    )
