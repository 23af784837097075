"""How long a class takes to grade, and whether its table is what was put in: 30 submissions, 6 of them broken.

usage: python tests/benchmarks/grading.py [submissions, by default 30]
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import submissions

from bpkit import grading

number = int(sys.argv[1]) if len(sys.argv) > 1 else 30
with tempfile.TemporaryDirectory() as folder:
    broken = submissions.broken(Path(folder))
    sound = submissions.sound(Path(folder), number - len(broken))
    start = time.monotonic()
    grades = grading.grade(folder)
    seconds = time.monotonic() - start
print(grades)
for each in grades.students:
    marks = "".join(each.mark("backpropagation", line) for line in grades.columns["backpropagation"])
    if each.student in sound:
        assert marks == sound[each.student][1], each
    else:
        assert broken[each.student][0] in "".join(each.remarks) and marks == "––––––", each
print(f"\n{len(grades.students)} submissions in {seconds:.0f} s, and the table is what was put in.")
