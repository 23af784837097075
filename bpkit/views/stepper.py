"""What the Stepper shows: the listing with the current line, the network, what the line computes, and sentences."""

from html import escape

import numpy as np

from bpkit.explanation import Factor, explain, named, needs_brackets
from bpkit.lines import LINES
from bpkit.notation import BEFORE, PRODUCT, Ref, number, raised, symbol
from bpkit.views.matrices import is_large, matrix, read_row, transposed, vector
from bpkit.views.network import network
from bpkit.views.picture import NORMAL, Picture, above, beside, line_of_text, text, text_width

LINE_HEIGHT, INDENT = 20, 30


def listing(step):
    """The algorithm with the step's line lit, and beside the loops where they stand. Returns a Picture.

    Each line can be picked: its data-ref is "line[4]".
    """
    width = INDENT + max(text_width(line.plain) for line in LINES.values()) + text_width(" ← l = 2") + 6
    parts = []
    for k, line in enumerate(LINES):
        y, current = k * LINE_HEIGHT, line == step.line
        row = []
        if current:
            row.append(f'<rect class="current" x="0" y="{y}" width="{width:g}" height="{LINE_HEIGHT}"/>')
            row.append(f'<rect class="current-bar" x="0" y="{y}" width="3" height="{LINE_HEIGHT}"/>')
        row.append(text(10, y + 14, str(line or ""), kind="muted"))
        row.append(text(INDENT, y + 14, LINES[line].plain, kind="title" if current else ""))
        row.append(text(width - 6, y + 14, _where(step, line, current), kind="title", anchor="end"))
        attributes = 'role="listitem"' + (' aria-current="step"' if current else "")
        if line is not None:
            attributes += f' data-ref="line[{line}]"'
            row.append(f'<rect class="pick" x="0" y="{y}" width="{width:g}" height="{LINE_HEIGHT}"/>')
            row.append(f"<title>run to line {line}</title>")
        parts.append(f"<g {attributes}>{''.join(row)}</g>")
    return Picture(width, len(LINES) * LINE_HEIGHT, "".join(parts), "The algorithm", role="list")


def _where(step, line, current):
    """What stands at the end of a line of the listing: where the loops are."""
    if line is None:
        return f"t = {step.t} of {step.trace.m}" if step.t else ""
    return f"← l = {step.l}" if current and step.l and line not in (1, 3) else "←" if current else ""


# ---------------------------------------------------------------- the network at that moment


def step_network(step, data):
    """The network as it stands after the step: what it reads and writes is brought out. Returns a Picture."""
    after, trace = step.after, step.trace
    t = step.t or (trace.m if step.line > 5 else None)
    x, y = (trace.X[t - 1], trace.Y[t - 1]) if t else (None, None)
    ink = None if x is None or data.image_shape is None else np.reshape(x, data.image_shape)
    flow = {2: (step.l - 1, step.l), 4: (step.l + 1, step.l)}.get(step.line) if step.l else None
    return network(
        trace.Theta,
        {"z": after.z, "a": after.a, "δ": after.delta},
        y=y,
        image=ink,
        feature_names=data.feature_names,
        class_names=data.class_names,
        room=400 if any(is_large(Theta_l) for Theta_l in trace.Theta.values()) else 500,
        air=8,
        reads=step.reads or ("nothing",),
        writes=set(step.writes),
        flow=flow,
    )


# ---------------------------------------------------------------- what the line computes


def equation(step, row=None):
    """What the line computes, with its numbers: Pictures, and the signs between them as strings.

    row : the row to frame where matrices are images, which is written out below them.
    """
    parts_of = (_zeros, _input, _forward, _output_error, _hidden_error, _accumulate, _gradient, _gradient)
    return parts_of[step.line](step, row)


def _zeros(step, row):
    return [
        matrix(Delta_l, f"Δ{raised(l)}", f"Delta[{l}]", row if l == 1 else None, _all)
        for l, Delta_l in step.after.Delta.items()
    ]


def _input(step, _row):
    x, a = step.trace.X[step.t - 1], step.after.a[1]
    return [vector(x, "x", "x"), "a₀ = 1 added →", vector(a[:, 0], "a⁽¹⁾", "a[1]", first=0, written=True)]


def _forward(step, row):
    l, after = step.l, step.after
    return [
        matrix(step.trace.Theta[l - 1], f"Θ{raised(l - 1)}", f"Theta[{l - 1}]", row),
        "·",
        vector(after.a[l - 1][:, 0], f"a{raised(l - 1)}", f"a[{l - 1}]", first=0),
        "=",
        vector(after.z[l][:, 0], f"z{raised(l)}", f"z[{l}]", written=True),
        "g →",
        vector(after.a[l][:, 0], f"a{raised(l)}", f"a[{l}]", first=int(l == step.trace.L), written=True),
    ]


def _output_error(step, _row):
    L, y = step.l, step.trace.Y[step.t - 1]
    return [
        vector(step.after.a[L][:, 0], f"a{raised(L)}", f"a[{L}]"),
        "−",
        vector(y, "y", "y"),
        "=",
        vector(step.after.delta[L][:, 0], f"δ{raised(L)}", f"delta[{L}]", written=True),
    ]


def _hidden_error(step, row):
    l, after = step.l, step.after
    a = after.a[l][:, 0]
    return [
        transposed(step.trace.Theta[l], f"(Θ{raised(l)})ᵀ", f"Theta[{l}]", row),
        "·",
        vector(after.delta[l + 1][:, 0], f"δ{raised(l + 1)}", f"delta[{l + 1}]"),
        ".*",
        vector(a, f"a{raised(l)}", f"a[{l}]", first=0),
        ".*",
        vector(1 - a, f"1 − a{raised(l)}", f"a[{l}]", first=0),
        "=",
        vector(after.delta[l][:, 0], f"δ{raised(l)}", f"delta[{l}]", written=True, dropped=True),
    ]


def _accumulate(step, row):
    l = step.l
    product = _values(step, Ref(PRODUCT, l))
    return [
        matrix(step.before.Delta[l], f"Δ{raised(l)} before", f"before[{l}]", row),
        "+",
        matrix(product, symbol(f"product[{l}]"), f"product[{l}]", row),
        "=",
        matrix(step.after.Delta[l], f"Δ{raised(l)} after", f"Delta[{l}]", row, _all),
    ]


def _gradient(step, row):
    l, trace = step.l, step.trace
    Delta = matrix(step.after.Delta[l], f"Δ{raised(l)}", f"Delta[{l}]", row)
    D = matrix(step.after.D[l], f"D{raised(l)}", f"D[{l}]", row, _bias if step.line == 7 else _not_bias)
    if step.line == 7:
        return [f"j = 0:   1/{trace.m} ·", Delta, "=", D]
    Theta = matrix(trace.Theta[l], f"Θ{raised(l)}", f"Theta[{l}]", row)
    return [f"j ≠ 0:   1/{trace.m} · (", Delta, f"+ {trace.lambda_:g} ·", Theta, ") =", D]


def _all(_j):
    return True


def _bias(j):
    return j == 0


def _not_bias(j):
    return j != 0


def _layer(step):
    """The l of the matrices that the step shows, the first one of line 0."""
    return step.l - 1 if step.line in (2, 3) else step.l or 1


def _existing(step, i):
    """Row i of those matrices, or the last one."""
    return min(i, step.trace.sizes[_layer(step) + 1])


def step_row(step, i):
    """Row i of the step's matrices with all its numbers, where they are too large to show them; else None."""
    l = _layer(step)
    if step.line in (1, 3) or not is_large(step.trace.Theta[l].T if step.line == 4 else step.trace.Theta[l]):
        return None
    found = []
    for ref in LINES[step.line].matrices_of(step.l):
        name = "δaᵀ" if ref.quantity == PRODUCT else symbol(ref._replace(l=None))
        found.append((name, str(ref), np.asarray(_values(step, ref))))
    return read_row(found, l, _existing(step, i))


def _values(step, ref):
    """The numbers of one of the matrices that the step works with."""
    if ref.quantity == PRODUCT:
        return step.after.delta[ref.l + 1] @ step.after.a[ref.l].T
    arrays = {"Theta": step.trace.Theta, BEFORE: step.before.Delta, "Delta": step.after.Delta, "D": step.after.D}
    return arrays[ref.quantity][ref.l]


# ---------------------------------------------------------------- sentences


def first_written(step):
    """The ref of the first number that the step writes."""
    return str(LINES[step.line].first(step.l))


def sentence(step):
    """What the step did, in one line with its numbers, for the eye and for a screen reader."""
    where = f"example {step.t} of {step.trace.m}" if step.t else "after the last example" if step.line > 5 else "start"
    does = LINES[step.line].say(step.t, step.l)
    return f"Step {step.index + 1} of {len(step.trace)}, line {step.line}, {where}. {does} {_shown_sum(step)}"


def _shown_sum(step):
    """The formula of the first number written. Line 5 is told as what it does: before + product."""
    ref, l = first_written(step), step.l
    if step.line != 5:
        return str(explain(step, ref))
    before, delta, a = step.before.Delta[l][0, 0], step.after.delta[l + 1][0, 0], step.after.a[l][0, 0]
    return (
        f"{symbol(ref)} = {number(before)} + {_in_brackets(delta)}·{number(a)} = {number(step.after.Delta[l][0, 0])}: "
        f"what was there, and δ{raised(l + 1)}₁ a{raised(l)}₀."
    )


def _in_brackets(value):
    return f"({number(value)})" if value < 0 else number(value)


def explanation_html(explanation, path=()):
    """An Explanation as HTML: its factors are buttons that lead on, path the way that led here."""
    crumbs = "".join(f"{_link(ref, named(ref))} ← " for ref in path)
    told, before = [], ""
    for part in explanation.parts:
        if isinstance(part, Factor):
            written = f"({part})" if needs_brackets(before, part) else str(part)
            told.append(_link(part.ref, written) if part.ref else escape(written))
            before = str(part)
        else:
            told.append(escape(part))
            before = part
    value = escape(str(Factor(explanation.ref, explanation.value)))
    head = f"{crumbs}<b>{escape(explanation.symbol)}</b> = "
    if not explanation.factors:
        return f"<p>{head}{''.join(told) or value}: {escape(explanation.why)}.</p>"
    if explanation.numbers() != value:
        told.append(f" = <b>{value}</b>")
    return f"<p>{head}{escape(explanation.rule)}</p><p>= {''.join(told)}: {escape(explanation.why)}.</p>"


def _link(ref, content):
    """A number, or a name, that leads to where it came from."""
    label = escape(content if content == named(ref) else f"{content}, {named(ref)}")
    return f'<button class="bpkit-link" data-ref="{escape(ref)}" aria-label="{label}">{escape(content)}</button>'


# ---------------------------------------------------------------- the whole


def stepper(step, data, row=1):
    """The Stepper's picture as HTML: listing and network side by side where there is room, the equation below."""
    row = _existing(step, row)
    reader = step_row(step, row)
    told = "".join(
        f'<span class="bpkit-sign">{escape(part)}</span>' if isinstance(part, str) else part.svg()
        for part in equation(step, row)
    )
    return (
        f'<div class="bpkit-parts"><div class="bpkit-listing">{listing(step).svg()}</div>'
        f'<div class="bpkit-network">{step_network(step, data).svg()}</div></div>'
        f'<div class="bpkit-equation">{told}</div>'
        + (f'<div class="bpkit-row" data-scroll="row" tabindex="0">{reader.svg()}</div>' if reader else "")
    )


def stepper_picture(step, data):
    """All of it as one Picture, for the saved notebook."""
    parts = [_sign(part) if isinstance(part, str) else part for part in equation(step)]
    picture = above(
        [
            beside([listing(step), step_network(step, data)], gap=32),
            beside(parts, gap=12),
            line_of_text(sentence(step)),
        ],
        gap=18,
    )
    return picture._replace(label=sentence(step))


def _sign(content):
    """A sign between two matrices, at the height of their first row."""
    return Picture(text_width(content), 60, text(0, 52, content, size=NORMAL), "")
