"""Where a learner's function stopped: the own line of code, what met there, and which mistake that is."""

import ast
import contextlib
import dis
import linecache
import re
import sys
from pathlib import Path
from traceback import extract_tb, walk_tb
from typing import NamedTuple

import numpy as np

from bpkit import _arguments
from bpkit.check import places as at
from bpkit.check import results
from bpkit.check.forms import without_address

HERE = str(Path(__file__).parents[1])
# What may be worked out once more to see its shape: no calls.
PLAIN = (ast.Name, ast.Subscript, ast.Attribute, ast.BinOp, ast.UnaryOp, ast.Constant, ast.Slice, ast.Tuple)
PLAIN += (ast.operator, ast.unaryop, ast.expr_context)
NUMBERS = (dict, float, np.ndarray)


class Stop(NamedTuple):
    """Where it stopped. code : the learner's line, with its number, and what met there. operation : the node of it that
    failed, or None. met : [(text, value)] of its two sides. frame : with the names as they were.
    """

    code: str
    operation: object
    met: list
    frame: object


def where_of(error):
    """The last line of the learner's own in the traceback, or None."""
    tb = error.__traceback__
    own = [(frame, at) for (frame, _), at in zip(walk_tb(tb), extract_tb(tb)) if _is_own(at.filename)]
    if not own:
        return None
    frame, at = own[-1]
    text = linecache.getline(at.filename, at.lineno)
    if not text:
        return None
    operation = None
    if at.colno is not None and at.lineno == at.end_lineno:
        with contextlib.suppress(SyntaxError, ValueError):
            (operation,) = ast.parse(text.encode()[at.colno : at.end_colno].decode().strip()).body
            operation = operation.value if isinstance(operation, ast.Expr) else operation
    met = [(ast.unparse(side), _value(side, frame)) for side in _sides(operation)]
    code = f"Your line {at.lineno}: {text.strip()}"
    shapes = [(name, np.shape(value)) for name, value in met if isinstance(value, np.ndarray)]
    if len(shapes) == 2:
        code += "\nThere {} has the shape {}, and {} {}.".format(*shapes[0], *shapes[1])
    return Stop(code, operation, met, frame)


def _is_own(filename):
    """Whether a file is the learner's: neither ours, nor Python's, nor a package's."""
    return not filename.startswith((HERE, sys.prefix, sys.base_prefix, "<frozen")) and "site-packages" not in filename


def _sides(operation):
    """The two things that met in it."""
    if isinstance(operation, ast.BinOp):
        return [operation.left, operation.right]
    if isinstance(operation, ast.AugAssign):
        return [operation.target, operation.value]
    if isinstance(operation, ast.Call) and len(operation.args) == 2:
        return operation.args
    return []


def _value(node, frame):
    """What a plain expression was there, or None."""
    if not all(isinstance(each, PLAIN) for each in ast.walk(node)):
        return None
    text = ast.unparse(node)
    try:
        return eval(text, dict(frame.f_globals), dict(frame.f_locals))
    except Exception:
        return None


# ---------------------------------------------------------------- which mistake it is


def row_of(error, stop, given):
    """The row of a mistake that an exception is, or None. given : the arguments, by name."""
    told = str(error)
    if stop and _is_from_outside(stop):
        return results.OUTSIDE
    if "'NoneType'" in told or "llipsis" in told:
        return results.STUB
    if "object is not callable" in told and stop and _is_product(stop):
        return results.NO_STAR
    if isinstance(error, UnboundLocalError) or "object is not callable" in told:
        return results.SHADOWED
    if "bitwise_xor" in told or "for ^:" in told:
        return results.CARET
    if isinstance(error, NameError):
        return results.NOT_DEFINED
    if stop and "L" in stop.frame.f_locals and stop.frame.f_locals["L"] == len(given.get("Theta", ())):
        return results.FEW_LAYERS
    if isinstance(error, KeyError) and "slice(" not in told:
        if stop and isinstance(stop.operation, ast.Subscript) and _value(stop.operation.value, stop.frame) == {}:
            return results.EMPTY
        return results.FROM_0 if error.args == (0,) else results.NO_LAYER
    if isinstance(error, IndexError) and "0-dimensional" in told:
        return results.WHOLE_DICT
    if isinstance(error, IndexError) and "out of " in told:
        return results.TOO_FAR
    if "Cannot cast ufunc" in told and "int" in told:
        return results.CUT
    if "'numpy.ndarray' object has no attribute" in told:
        return results.NO_DICT if error.name in ("keys", "values", "items", "get") else results.SHADOWED
    # What Python and numpy say where a dict is multiplied, indexed like a matrix, or put into @ or np.log.
    of_dict = ("'dict'", "type dict ", "slice", "does not have enough dimensions (has 0")
    if any(words in told for words in of_dict):
        return results.WHOLE_DICT
    return _misfit(stop, told, given) if isinstance(error, ValueError) and stop else None


def _is_product(stop):
    """Whether what was called is an argument, or no mere name: then a bracket was meant to multiply."""
    called, code = getattr(stop.operation, "func", None), stop.frame.f_code
    return called and (not isinstance(called, ast.Name) or called.id in code.co_varnames[: code.co_argcount])


def from_outside(f):
    """A remark on each name in a function that holds numbers which it was not given, and did not make."""
    code = getattr(f, "__code__", None)
    read = {each.argval for each in dis.get_instructions(code) if each.opname == "LOAD_GLOBAL"} if code else ()
    names = [name for name in sorted(read) if isinstance(f.__globals__.get(name), NUMBERS)]
    return [f"{name} is no argument, and is not made in the function: another cell left it there." for name in names]


def _is_from_outside(stop):
    """Whether numbers met there that the function was not given, and did not make: a notebook's cells share names."""
    names = {node.id for node in ast.walk(stop.operation) if isinstance(node, ast.Name)} if stop.operation else set()
    values = [stop.frame.f_globals.get(name) for name in names - set(stop.frame.f_locals)]
    return any(isinstance(value, NUMBERS) for value in values)


def _misfit(stop, told, given):
    """Which two sizes did not fit, and how."""
    if "concatenation axis" in told:
        return results.SINGLE if "has size 1 and" in told else None
    values = [value for _, value in stop.met]
    shapes = [value.shape for value in values if isinstance(value, np.ndarray)]
    if len(shapes) != 2:
        shapes = [tuple(map(int, re.findall(r"\d+", each))) for each in re.findall(r"\([\d, ]+\)", told)[:2]]
    if len(shapes) != 2 or not all(shapes):
        return results.MISFIT if "matmul" in told else None
    one, other = shapes
    filled = "could not broadcast input" in told  # a part of an array, with another array
    operator = getattr(stop.operation, "op", None if filled else ast.MatMult())  # a call of two arrays is a product too
    is_product = isinstance(operator, ast.MatMult)
    if not filled and (certain := _cause(values, one, other, given, is_product)):
        return certain
    if is_product:
        inner, outer = one[-1], other[0]
        if abs(inner - outer) == 1:
            return results.BIAS_IN_PRODUCT
        return results.TURNED if inner == other[-1] or one[0] == outer else results.MISFIT
    if isinstance(operator, ast.Mult) and one[-1] == other[0] != other[-1]:
        return results.STAR
    times = other[0] // one[0]
    if times > 1 and other == tuple(times * n for n in one):
        return results.OUTER
    apart = [abs(a - b) for a, b in zip(reversed(one), reversed(other)) if a != b and 1 not in (a, b)]
    return results.BIAS_IN_ONE if apart == [1] and len(one) == len(other) else results.MISFIT


def misses_bias(error, sizes):
    """Whether in a product something with the bias unit of a layer, of these sizes, met something without it."""
    met = re.search(r"\(size (\d+) is different from (\d+)\)|: (\d+) \(dim \d\) != (\d+) \(dim \d\)", str(error))
    numbers = sorted(int(n) for n in met.groups() if n) if met else []
    return any(numbers == [n, n + 1] for n in sizes)


def _cause(values, one, other, given, is_product):
    """The mistake that made two sizes that do not fit, where a matrix of the network leaves no doubt; or None."""
    if is_product and "Y" in given and 1 == other[0] < one[-1] == given["Y"].shape[1] and one[0] > 1:
        return at.Y_TURNED  # δ of one example has a column for each output
    Theta = given.get("Theta") or given.get("Delta") or {}
    for l, T in Theta.items():
        (r, c), hidden = T.shape, l < max(Theta)
        if is_product:
            met = values[0] if values and isinstance(values[0], np.ndarray) else np.empty(0)
            if np.array_equal(met, T) and other[0] not in (c, c - 1) and other[0] == r:
                return at.NOT_TRANSPOSED
            if np.array_equal(met, T) and other[0] == c - 1 and (l == 1 or r != c - 1):  # Θ⁽¹⁾ goes forward only
                return at.NO_ONES
            if np.array_equal(met, T.T) and other[0] == r + 1 and hidden:
                return _bias_row_in(values)
        elif (r, c) == one and hidden and other == (r + 1, c):
            return _bias_row_in(values)
        elif (r, c) == one and other == (c, r):
            return at.OUTER_TURNED if "m" not in given else None
        elif (r, c) == one and other == (r, c - 1) and "m" in given:
            return at.COLUMN_CUT
    return None


def _bias_row_in(values):
    """Which mistake a bias row too many in the second is; where its numbers are not known, that it is there."""
    has_error = len(values) == 2 and isinstance(values[1], np.ndarray) and values[1][0].any()
    return at.BIAS_ERROR if has_error else at.BIAS_KEPT


# ---------------------------------------------------------------- what an exception says


def message_of(error):
    """It, on one line, with a colon before it."""
    lines = _shapes_that_met(str(error)).strip().splitlines()
    return f": {without_address(lines[0]).rstrip('.')}" if lines else ""


def _shapes_that_met(text):
    """numpy's sentences on sizes, in words a learner has met; any other text as it is."""
    if met := re.search(r"matmul: .*\(size (\d+) is different from (\d+)\)", text):
        rows, columns = (_arguments.count(int(n), word) for n, word in zip(met.groups(), ("row", "column")))
        return f"in a product @ the left factor has {columns}, but the right one {rows}"
    if met := re.search(r"shapes (\(.*?\)) and (\(.*?\)) not aligned", text):
        return "the shapes {} and {} do not fit in a product".format(*map(_spaced, met.groups()))
    if met := re.search(r"operands could not be broadcast together with shapes (\(.*?\)) (\(.*?\))", text) or re.search(
        r"output operand with shape (\(.*?\)) doesn't match the broadcast shape (\(.*?\))", text
    ):
        return "the shapes {} and {} do not fit element by element".format(*map(_spaced, met.groups()))
    if met := re.search(r"concatenation axis .*dimension ([01]), .* has size (\d+) and .* has size (\d+)", text):
        word, how = [("row", "side by side"), ("column", "on top of each other")][int(met[1])]
        one, other = (_arguments.count(int(n), word) for n in met.groups()[1:])
        return f"put {how}, one has {one}, the other {other}"
    return text


def _spaced(shape):
    """A shape as Python prints it: (2, 3), not numpy's (2,3)."""
    return re.sub(r",(?=\d)", ", ", shape)
