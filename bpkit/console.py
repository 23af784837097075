"""Readable text on a console that has no Greek: "delta^(2)_1" where "δ⁽²⁾₁" can't be written.

Output redirected on Windows, or the pipe of a grader, may know cp1252 or ASCII alone, and Python would raise a
UnicodeEncodeError. What the letters become there is an error handler of the codecs, so all that is printed goes through
it, bpkit's text and a learner's own. A file can have it too: ``open("report.txt", "w", errors="bpkit")``.
"""

import codecs
import io
import re
import sys
import unicodedata

HANDLER = "bpkit"
DEFAULTS = ("strict", "surrogateescape", "backslashreplace")  # Python's own; another handler was somebody's choice
LETTERS = "Θδ⁽ˡ⁾₁ − ∂"
WORDS = {"Σ": "sum", "λ": "lambda", "√": "sqrt", "✓": "right", "✗": "wrong"}  # other Greek letters by their names
SIGNS = {
    **{"−": "-", "–": "-", "—": "-", "·": "*", "×": "x", "′": "'", "∂": "d", "‖": "||", "±": "+-"},
    **{"≠": "!=", "≥": ">=", "≤": "<=", "≈": "~", "½": "1/2", "¼": "1/4", "→": "->", "←": "<-", "↑": "^", "↓": "v"},
    **{"’": "'", "“": '"', "”": '"', "‹": "<", "›": ">", "▸": ">", "◂": "<", "▲": "^", "▼": "v", "⋮": ":"},
}
INDEX = {"<super>": "^", "<sub>": "_"}


def make_readable():
    """From now on standard output and standard error spell what they can't write."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors in DEFAULTS:
            try:
                LETTERS.encode(stream.encoding)
            except UnicodeEncodeError:
                stream.reconfigure(errors=HANDLER)


def spell(error):
    """The handler: from a UnicodeEncodeError to the ASCII in place of what it names, and where the text goes on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text, at, written = error.object, error.start, ""
    while at < error.end or _index(text[at : at + 1]):  # an index is spelled whole: cp1252 has the ² of ⁽²⁾
        written += _spelled(text[at], text[:at][-1:], text[at + 1 : at + 2])
        at += 1
    return written, at


codecs.register_error(HANDLER, spell)


def _spelled(letter, before, after):
    if index := _index(letter):
        return index * (_index(before) != index) + _ascii(letter)
    greek = re.fullmatch("GREEK (SMALL|CAPITAL) LETTER ([A-Z]+)", unicodedata.name(letter, ""))
    word = WORDS.get(letter) or (greek and (greek[2].lower() if greek[1] == "SMALL" else greek[2].title()))
    if not word:
        return _ascii(letter)
    # Two names side by side are a product: lambda Theta.
    return " " * before.isalnum() + word + " " * (after.isascii() and after.isalnum())


def _index(letter):
    """ "^" or "_" for a letter that stands raised or lowered, else ""."""
    return INDEX.get(unicodedata.decomposition(letter).partition(" ")[0], "") if letter else ""


def _ascii(letter):
    if letter in SIGNS:
        return SIGNS[letter]
    parts = (part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return "".join(SIGNS.get(part, part) for part in parts).encode("ascii", "backslashreplace").decode()
