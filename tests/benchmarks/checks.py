"""How long a learner waits for the answer of an exercise check.

    python tests/benchmarks/checks.py

For each function: one that is right, one with a known mistake (of the whole algorithm, with two) and one with an
unknown one. The first call in a fresh
process is reported apart, because it makes the networks and runs the right function for the first time.
"""

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

LIMIT, ROUNDS = 0.3, 3


def unknown(function):
    """The right function, with something added; it is no known mistake."""
    from bpkit.check.running import right_function

    def submission(*given):
        found = right_function(function)(*given)
        if isinstance(found, tuple):
            return found[0], {l: found[1][l] + 0.1 for l in found[1]}
        return {l: found[l] + 0.1 for l in found} if isinstance(found, dict) else found + 0.1

    return submission


def doubled(found):
    """Known of every function: all of it twice, or z left out."""
    if isinstance(found, tuple):
        return found[1]
    return {l: 2 * found[l] for l in found} if isinstance(found, dict) else 2 * found


def submissions(function):
    from bpkit.check import places as at
    from bpkit.check.catalogue import whole
    from bpkit.check.running import right_function

    right = right_function(function)

    def known(*given):
        if function == "step":
            Theta, D, alpha = given
            return {l: Theta[l] + alpha * D[l] for l in Theta}
        return doubled(right(*given))

    two = whole(at.Y_MINUS_A, at.BIAS_TOO) if function == "backpropagation" else known
    return {"right": right, "known": known, "two": two, "unknown": unknown(function)}


def measured(function, kind):
    """Seconds for the first call, and the median of the others, in this process."""
    import bpkit

    submission, check = submissions(function)[kind], getattr(bpkit.check, function)
    seconds = []
    for _ in range(1 + ROUNDS):
        begin = time.perf_counter()
        report = check(submission)
        seconds.append(time.perf_counter() - begin)
    assert report.ok == (kind == "right") and bool(report.mistake) == (kind in ("known", "two"))
    return seconds[0], median(seconds[1:])


def in_a_fresh_process(function, kind):
    code = f"import json, checks; print(json.dumps(checks.measured({function!r}, {kind!r})))"
    here = Path(__file__).parent
    done = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main():
    from bpkit.check import FUNCTIONS

    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores. Milliseconds; first: median of {ROUNDS} processes"
    )
    print(f"{'':22}{'right':>16}{'known':>16}{'two':>16}{'unknown':>16}\n{'':22}" + f"{'first':>10}{'then':>6}" * 4)
    slowest = 0
    for function in FUNCTIONS:
        line = f"{function:22}"
        for kind in ("right", "known", "two", "unknown"):
            runs = [in_a_fresh_process(function, kind) for _ in range(ROUNDS)]
            first, then = (median(seconds) for seconds in zip(*runs))
            slowest = max(slowest, first, then)
            line += f"{first * 1000:10.0f}{then * 1000:6.0f}"
        print(line, flush=True)
    print(f"slowest {slowest * 1000:.0f} ms, limit {LIMIT * 1000:.0f} ms")
    return slowest > LIMIT


if __name__ == "__main__":
    sys.exit(main())
