"""A class's submissions, each run on its own and checked: who wrote what right, and what the class got wrong.

Nothing is expected of a submission, not even that it ends: it runs in a process of its own, for a limited time, in a
copy of its folder. But it runs with the rights of whoever grades it.
"""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bpkit import _arguments, check
from bpkit.check.report import MARK, named
from bpkit.grading.before_after import TESTS, handed_in, listed
from bpkit.progress import telling
from bpkit.views.grades import grades_page

SUFFIXES = (".ipynb", ".py")
WHOLE = 6  # a submission has so many times the seconds of a cell
CHILD = Path(__file__).with_name("submission.py")


class Graded(NamedTuple):
    """A student. remarks : what went otherwise than it should. reports : {function: a Report's content, as a dict}."""

    student: str
    remarks: list
    reports: dict

    def mark(self, function, line):
        """✓, ✗, · for a line that could not be judged, … for a function not written, – for one that is not there."""
        report = self.reports.get(function)
        return "–" if report is None else MARK[report["lines"].get(line)] if report["written"] else "…"


class Found(NamedTuple):
    """A mistake. students : who made it, each once. case : a listing of the WrongLineLab with it, or None."""

    where: str
    name: str
    sentence: str
    question: str
    students: list
    case: int


@dataclass(frozen=True)
class Grades:
    """A class, a Graded for each student. As text it is a table, and below it what the class got wrong."""

    title: str
    students: list

    @property
    def columns(self):
        """{function: the keys of its report.lines}, for each that anybody has."""
        reports = [report for each in self.students for report in each.reports.values()]
        names = (*check.FUNCTIONS, *TESTS)
        lines = {name: [list(one["lines"]) for one in reports if one["function"] == name] for name in names}
        return {name: max(found, key=len) or [""] for name, found in lines.items() if found}

    @property
    def mistakes(self):
        """A Found for each mistake in what was written, the most frequent first."""
        return sorted(self._found(check.FUNCTIONS).values(), key=lambda row: -len(row.students))

    @property
    def before_and_after(self):
        """[(a Found, how many made it before, how many after)], of the answers to the test; the most frequent first."""
        found, (before, after) = self._found(TESTS), (self._found([test]) for test in TESTS)
        count = lambda one, key: len(one[key].students) if key in one else 0  # noqa: E731
        rows = [(found[key], count(before, key), count(after, key)) for key in found]
        return sorted(rows, key=lambda row: -row[1] - row[2])

    @property
    def tested(self):
        """How many handed in answers to the test: before, and after."""
        return [sum(test in each.reports for each in self.students) for test in TESTS]

    def _found(self, names):
        """{(where, mistake): a Found}, in the reports of that name."""
        found = {}
        for each in self.students:
            for m in (tuple(m) for name in names if name in each.reports for m in each.reports[name]["mistakes"]):
                students = found.setdefault(m[:2], Found(*m, [], _case(m[1]))).students
                students += [each.student] * (each.student not in students)
        return found

    def __str__(self):
        wide, lines, lead = max(len(each.student) for each in self.students) + 2, [], ""
        for function, parts in self.columns.items():
            told = f"  ({', '.join(parts)})" * (len(parts) > 1)
            lines.append(f"{'':{wide}}{lead}{function}{told}")
            lead += "│" + " " * len(parts)
        for each in self.students:
            marks = ["".join(each.mark(function, part) for part in parts) for function, parts in self.columns.items()]
            lines.append(f"{each.student:{wide}}{' '.join(marks)}  {'; '.join(each.remarks)}".rstrip())
        if any(self.tested):
            told = [(f"{row.name} ({row.where})", before, after) for row, before, after in self.before_and_after]
            told.append(("students", *self.tested))
            lines += ["", "before  after", *(f"{before:6}{after:7}  {name}" for name, before, after in told)]
        for row in self.mistakes:
            where, case = row.where and f"{row.where}: ", f"WrongLineLab(case={row.case})" * bool(row.case)
            lines += ["", f"{len(row.students)} of {len(self.students)}  {where}{row.name}. {row.sentence}"]
            lines += ["      " + "  ".join(filter(None, (row.question, case)))] * bool(row.question or case)
        return "\n".join(lines)

    def to_csv(self, path):
        """Write a row for each student: of each function the share that is right, its lines as 1 or 0, the mistakes."""
        rows = []
        for each in self.students:
            rows.append({"student": each.student})
            for name, parts in self.columns.items():
                rows[-1][name] = each.reports.get(name, {}).get("score")
                for part in parts if len(parts) > 1 else ():
                    rows[-1][f"{name}: {named(part)}"] = {"✓": 1, "✗": 0}.get(each.mark(name, part))
            mistakes = [name for report in each.reports.values() for _, name, *_ in report["mistakes"]]
            rows[-1] |= {"mistakes": "; ".join(dict.fromkeys(mistakes)), "remarks": "; ".join(each.remarks)}
        with open(path, "w", newline="", encoding="utf-8-sig") as file:  # with this mark, Excel knows UTF-8
            table = csv.writer(file)
            table.writerow(rows[0])
            for row in rows:  # and takes no name for a formula
                table.writerow("'" + one if str(one).startswith(("=", "+", "-", "@")) else one for one in row.values())

    def to_html(self, path):
        """Write a page of its own, to look at and to print."""
        Path(path).write_text(grades_page(self), encoding="utf-8")


@cache
def _cases():
    """{mistake: the number of the first listing of the WrongLineLab in which the checks find it}."""
    from bpkit.widgets.wrong_lines import CASES

    found = [(check.backpropagation(case.D).mistakes or check.cost(case.J).mistakes) for case in CASES]
    return {m.name: k for k, mistakes in reversed(list(enumerate(found, 1))) for m in mistakes}


def _case(name):
    """The number for a mistake, also for one "in the hidden layers" alone."""
    return next((number for known, number in _cases().items() if name.startswith(known)), None)


# ---------------------------------------------------------------- running them


def grade(folder, *, jobs=2, seconds=10.0, leave_out=()):
    """Run and check all submissions in a folder. Gives Grades.

    A file in the folder is one student's, and so is all in a folder of it, and it is called by that name. Of a function
    in several files the best counts. In a .txt file each line with answers to the test may have a name before it.
    jobs : how many files run at a time. seconds : for a cell; a file has six times as many. leave_out : what in the
    folder is no submission.

    Raises ValueError where there is nothing to grade, and OSError where the folder can't be read.
    """
    jobs, seconds = _arguments.whole_number(1)("jobs", jobs), _arguments.above_0("seconds", seconds)
    folder, files, lists = Path(folder).resolve(), {}, {}
    for entry in sorted(set(folder.iterdir()) - {Path(path).resolve() for path in leave_out}):
        if _is_hidden(entry.name):
            continue
        student = _readable(entry.name if entry.is_dir() else entry.stem)
        if entry.suffix == ".txt" and entry.is_file() and (answers := listed(entry, student)):
            for each, reports in answers.items():
                lists.setdefault(each, {}).update(reports)
        else:
            files.setdefault(student, []).extend(_of(entry) or [entry])
    if not (files or lists):
        raise ValueError(f"{folder} must hold a file or a folder for each student, got none.")
    tasks = [(student, file) for student in files for file in files[student]]
    pool = ThreadPoolExecutor(jobs)
    try:
        with telling(tasks, "grade") as each:
            ran = [one for _, one in zip(each, pool.map(lambda task: _ran(folder, task[1], seconds), tasks))]
    finally:
        pool.shutdown(cancel_futures=True)
    students = {student: Graded(student, [], {}) for student in files}
    for (student, file), (remarks, reports) in zip(tasks, ran):
        whose = f"{file.name}: " * (len(files[student]) > 1)
        students[student].remarks.extend(_readable(whose + remark) for remark in remarks)
        for name, report in reports.items():
            best = students[student].reports.setdefault(name, report)
            if (report["written"], report["score"]) > (best["written"], best["score"]):
                students[student].reports[name] = report
    for student, reports in lists.items():
        students.setdefault(student, Graded(student, [], {})).reports.update(reports)
    return Grades(folder.name, [students[student] for student in sorted(students)])


def _of(entry):
    """The files to grade in an entry of the folder; none are in hidden folders."""
    inside = sorted(entry.rglob("*")) if entry.is_dir() else [entry]
    shown = [path for path in inside if not any(map(_is_hidden, path.relative_to(entry).parts))]
    return [path for path in shown if path.suffix in SUFFIXES and path.is_file()]


def _readable(text):
    """It with a ? for each byte of a file's name that is no UTF-8, as some archives unpack them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _is_hidden(name):
    return name.startswith((".", "__")) or name == "venv"


def _ran(folder, file, seconds):
    """What a file's process wrote down: its remarks, and its reports."""
    if file.suffix not in SUFFIXES or file.is_dir():
        return ["there is no .ipynb and no .py file"], {}
    root = folder if file.parent == folder else folder / file.relative_to(folder).parts[0]

    def unwanted(at, names):  # of a file in the folder itself: all but what may be data for it
        others = {name for name in names if Path(name).suffix in SUFFIXES or Path(at, name).is_dir()}
        return [name for name in names if _is_hidden(name) or root == folder and name in others - {file.name}]

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as there:
        results, work = Path(there, "results"), Path(there, "work")
        results.touch()
        try:
            shutil.copytree(root, work, symlinks=True, ignore=unwanted)
        except OSError as error:
            return [f"it cannot be copied: {error}"[:200]], {}
        here = work / file.relative_to(root)
        ended = _process([str(here), str(results), str(seconds)], here.parent, WHOLE * seconds)
        lines = results.read_text(encoding="utf-8").splitlines(keepends=True)
    told = [json.loads(line) for line in lines if line.endswith("\n")]  # the last may be cut off
    remarks = [one["remark"] for one in told if "remark" in one]
    reports = {one["report"]["function"]: one["report"] for one in told if "report" in one}
    if not told or "end" not in told[-1]:
        begun = [one["begins"] for one in told if "begins" in one and one["begins"] not in reports]
        remarks.append(f"its process {ended}{''.join(f' while {name} was checked' for name in begun)}")
    if file.is_file():
        reports |= handed_in(file.read_text(encoding="utf-8", errors="replace"))
    return remarks if remarks or reports else ["it has none of the functions"], reports


def _process(arguments, folder, seconds):
    """Run the script. Gives how it ended, in words."""
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    path = os.pathsep.join(filter(None, (str(CHILD.parents[2]), os.environ.get("PYTHONPATH"))))
    settings = {**os.environ, **one_thread, "PYTHONPATH": path, "MPLBACKEND": "Agg", "PYTHONUTF8": "1"}
    quiet = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    command = [sys.executable, "-P", str(CHILD), *arguments]
    process = subprocess.Popen(command, cwd=folder, env=settings, start_new_session=True, **quiet)
    try:
        return f"ended by itself, with exit code {process.wait(seconds)}"
    except subprocess.TimeoutExpired:
        return f"did not end within {seconds:g} seconds"
    finally:
        if hasattr(os, "killpg"):  # and all that it has started
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
