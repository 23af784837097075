"""The test before and after, as a teacher sees it: the answers in what was handed in, and the key."""

import re

from bpkit.check import before_after as test
from bpkit.views.before_after import key_page

TESTS = {f"test {form}": form for form in test.FORMS}
HANDED_IN = re.compile(rf"BeforeAfter\(form='([{''.join(test.FORMS)}])', answers='([{test.LETTERS}{test.OPEN}]+)'\)")


def handed_in(text):
    """{"test A": what its answers tell, as a report's dict}, of the last answers to each form in a text."""
    found = {form: answers for form, answers in HANDED_IN.findall(text) if answers.strip(test.OPEN)}
    return {name: _as_dict(name, found[form]) for name, form in TESTS.items() if len(found.get(form, "")) == test.COUNT}


def _as_dict(name, answers):
    wrong = test.wrong(TESTS[name], answers)
    lines = {str(k): None if letter == test.OPEN else k not in wrong for k, letter in enumerate(answers, 1)}
    right = sum(map(bool, lines.values()))
    mistakes = dict.fromkeys(one.mistake for one in wrong.values())
    told = [f"  {k}: {one.told}, {one.mistake.name}. {one.mistake.sentence}" for k, one in wrong.items()]
    return {
        "function": name, "ok": right == len(lines), "written": True, "lines": lines, "score": right / len(lines),
        "mistakes": [(f"notebook {test.notebook(m)}", m.name, m.sentence, m.question) for m in mistakes],
        "text": "\n".join([f"{name}: {right} of {len(lines)} right.", *told]),
    }  # fmt: skip


def listed(path, student):
    """{student: reports} of a text with the answers of one, or of a class, a line each with the name before it."""
    found = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if reports := handed_in(line):
            name = line[: HANDED_IN.search(line).start()].strip(' \t:,;"')
            found.setdefault(name or student, {}).update(reports)
    return found


def key():
    """The key of both forms, as a page."""
    return key_page({form: [(item.question, list(map(_keyed, item.choices))) for item in test.items(form)]
        for form in test.FORMS})  # fmt: skip


def _keyed(one):
    """A Choice, and what is told of its mistake."""
    m = one.mistake
    return (one.told, m.name, m.sentence, test.notebook(m)) if m else (one.told, "", "", "")
