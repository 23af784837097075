"""What the notebooks ask before they show it: each question with its answer, and what a wrong answer confuses.

They stand here, and not in the notebooks, so that nobody reads the answer above the question.
"""

from typing import NamedTuple


class Question(NamedTuple):
    """asked : in words, with mathematics between backquotes. kind : "number", "sign", "choice" or "shape".

    answer : a number; "+", "−" or "0"; one of options; or (rows, columns). why : what is said to any answer.
    confusions : {a wrong answer: what it confuses}. options : of a choice.
    """

    asked: str
    kind: str
    answer: object
    why: str
    confusions: dict = {}
    options: tuple = ()


def _shape(asked, answer, why):
    rows, columns = answer
    bare = columns - 1
    confusions = {(rows, bare): BIAS, (columns, rows): TURNED, (bare, rows): f"{TURNED} {BIAS}"}
    return Question(asked, "shape", answer, why, confusions)


def _number(asked, answer, why, confusions):
    return Question(asked, "number", answer, why, confusions)


def _choice(asked, options, answer, why, confusions=None):
    """answer : its place among the options, from 1."""
    return Question(asked, "choice", options[answer - 1], why, confusions or {}, options)


BIAS = "The bias unit has a column, too."
TURNED = "Rows are where the weights lead to, columns where they come from."

QUESTIONS = {
    "00 shapes": (
        _shape(
            "Layers 64-25-10. What is the shape of Θ⁽¹⁾?",
            (25, 65),
            "A row for each unit that it leads to; a column for each that it comes from, and one for the bias unit.",
        ),
        _shape("And Θ⁽²⁾?", (10, 26), "10 units that it leads to; 25 that it comes from, and the bias unit."),
    ),
    "00 by hand": (
        _number(
            "What is D⁽²⁾₁₁, with `λ = 1`?",
            -0.1697,
            "(1/4) (0.0482 + 1 · (−0.7269)): if this weight grows a little, `J` falls.",
            {
                0.0120: "λΘ is missing: that is (1/m)Δ.",
                -0.7149: "1/m stands before both: (1/m)(Δ + λΘ).",
                -0.6788: "1/m is missing.",
                0.0482: "That is Δ, and line 6 makes D of it.",
            },
        ),
        _number(
            "What is δ⁽²⁾₁ in example 2?",
            0.0496,
            "−0.7269 · (−0.4978) · 0.8361 · 0.1639. D⁽²⁾₁₁ did not need it: its weight leads straight to the output.",
            {
                0.3619: "a(1 − a) is missing, the slope of g.",
                0.3025: "1 − a is missing.",
                -0.0496: "Both Θ and δ⁽³⁾₁ are negative.",
                -0.0703: "That is example 1.",
            },
        ),
    ),
    "01 unit": (
        _number(
            "You move only Θ₁₀. At which value is `a = 0.5`?",
            -1,
            "a = 0.5 means z = 0. At the start z = 2, so Θ₁₀ has to come down by 2, from 1.",
            {
                -2: "By so much it moves; it does not end there.",
                0: "z is 0 there only if the other terms are 0, too.",
                3: "z must come down to 0, not go up.",
            },
        ),
        _choice(
            "You set `x_{1} = x_{2} = 0`. Which weights still move z?",
            ("all three", "only Θ₁₀", "only Θ₁₁ and Θ₁₂", "none"),
            2,
            "The bias unit is the one input that is always 1, so its weight always counts.",
            {"none": "Θ₁₀ is multiplied by a₀, not by an x.", "all three": "A weight times 0 is 0."},
        ),
        _choice(
            "Where is the slope of g largest?",
            ("at z = 0", "where a is near 1", "at both ends"),
            1,
            "Far out on both sides g is nearly flat.",
            {"where a is near 1": "There a is large, not its slope."},
        ),
    ),
    "01 sizes": (
        _shape("Layers 3-5-5-4. Θ⁽¹⁾?", (5, 4), "To 5, from 3 and the bias unit."),
        _shape("Θ⁽³⁾?", (4, 6), "To 4, from 5 and the bias unit."),
        _number("How many weights in all?", 74, "5 · 4 + 5 · 6 + 4 · 6.", {60: "The bias weights are weights, too."}),
        _choice(
            "Layer 2 gets one unit more. Which shapes change?",
            ("Θ⁽¹⁾ alone", "Θ⁽²⁾ alone", "Θ⁽¹⁾ and Θ⁽²⁾", "all three"),
            3,
            "A row more in Θ⁽¹⁾, for what leads to the unit, and a column more in Θ⁽²⁾, for what comes from it.",
        ),
    ),
    "02 sign": (
        Question(
            "`y = 1`, and `a = 0.2` is too small. What is the sign of `δ`?",
            "sign",
            "−",
            "If z grows, a comes nearer to 1 and the cost falls: its derivative is negative.",
            {"+": "That is y − a, or the sign of the step that z should take.", "0": "The cost is flat only at a = y."},
        ),
    ),
    "02 by hand": (
        _number(
            '`y = 0`, `a = 0.9`. What is `∂"cost"/∂a`?',
            10,
            "For y = 0 only (1 − y)/(1 − a) is left: 1/0.1.",
            {
                -10: "For y = 0 it is the second term, which rises.",
                1.1111: "That is 1/a; for y = 0 it is 1/(1 − a).",
                2.3026: "That is the cost itself.",
                0.9: "That is a − y, the derivative with respect to z.",
            },
        ),
        _number("`g′(z)`?", 0.09, "a(1 − a) = 0.9 · 0.1.", {0.1: "That is 1 − a alone.", 0.9: "That is a."}),
        _number(
            "Their product, `δ`?",
            0.9,
            "10 · 0.09 = 0.9, which is a − y.",
            {-0.9: "That is y − a.", 0.081: "That is (a − y) a(1 − a): g′ is in it once too often."},
        ),
    ),
    "03 blame": (
        _choice(
            "Hidden unit 2: which output’s error has no part in its `δ`? Look at Θ⁽²⁾.",
            ("output 1", "output 2", "output 3"),
            3,
            "Row 3, column 2 of Θ⁽²⁾ is 0: hidden unit 2 had no part in what output 3 got, and gets none of the blame.",
        ),
        _choice(
            "δ⁽³⁾₁ is positive. Hidden unit 1 has weight 2 to output 1, unit 3 has −1.5. Whose part is positive?",
            ("that of unit 1", "that of unit 3", "both"),
            1,
            "Unit 1 must give out less, but unit 3 must give out more: a negative weight turns the sign of the blame.",
            {"both": "A part is Θδ, and one Θ is negative."},
        ),
        _number(
            "Hidden unit 1 gives out 0.5, its sum is 1.5, its `δ` 0.375. You drag its `a` to 0.9. What is `δ` then?",
            0.135,
            "The slope a(1 − a) falls from 0.25 to 0.09: 1.5 · 0.09.",
            {
                1.35: "The slope is a(1 − a), not a.",
                0.15: "The slope is a(1 − a), not 1 − a.",
                0.03375: "δ had its slope already: it is the sum that is multiplied.",
                0.375: "The sum stays, but not the slope.",
            },
        ),
        _number(
            "You choose unit 0, the bias unit. What is its `δ`?",
            0,
            "It gives out 1 whatever is done: 1 − a₀ is 0.",
            {1: "1 is what it gives out."},
        ),
    ),
    "03 by hand": (
        _number(
            "The part of hidden unit 1 in the error of output 1?",
            -0.2816,
            "(−0.563) · 0.500: output 1 was too large, and the weight to it is negative.",
            {0.2816: "One of the two factors is negative.", -0.1254: "That is the part in output 2."},
        ),
        _number(
            "δ⁽²⁾₁?",
            -0.0780,
            "(−0.282 − 0.126) · 0.742 · 0.258: both outputs want this unit to give out more.",
            {
                -0.4071: "That is the sum, the slope in a; to z it takes a(1 − a).",
                -0.0539: "The part in output 2 is missing.",
                -0.3020: "1 − a is missing.",
                -0.0299: "The part in output 2 is negative, too.",
            },
        ),
    ),
    "04 by hand": (
        _number(
            "Δ⁽¹⁾₁₁ after all four examples?",
            0.0111,
            "0.0780 · 1 − 0.0669 · 1: example 3 wants the weight smaller, example 4 larger, and a little less so.",
            {
                -0.0096: "x₁ is 0 in examples 1 and 2: they add nothing here.",
                -0.0173: "That is Δ⁽¹⁾₁₂: x₂ in place of x₁.",
                0.1449: "The second one is negative.",
                0.0028: "That is D: Δ is not divided by m.",
                -0.0111: "The positive one is the larger.",
            },
        ),
    ),
    "05 by hand": (
        _number(
            "`λ = 2`, `m = 4`. What is D⁽²⁾₁₃?",
            0.0248,
            "Line 6: (−0.2002 + 2 · 0.1497) / 4.",
            {
                -0.05: "λΘ is missing.",
                0.2494: "1/m stands before both: that is the slide’s formula, further down.",
                0.0992: "1/m is missing.",
                -0.0126: "That has λ/2m in it: the 2 goes with the square.",
            },
        ),
        _number(
            "D⁽²⁾₁₀?",
            -0.1925,
            "Line 7: −0.7700 / 4. What Θ⁽²⁾₁₀ is makes no difference.",
            {-0.4948: "That is line 6; the bias column gets no λ.", -0.77: "1/m is missing."},
        ),
        _number(
            "At which `λ` does D⁽²⁾₁₃ change its sign?",
            1.337,
            "Where λΘ = −Δ: 0.2002 / 0.1497.",
            {-1.337: "Δ and Θ have opposite signs: λ is positive.", 5.35: "m is in both parts, and cancels."},
        ),
    ),
    "05 twice": (
        _choice(
            "You divide by `m` twice, `m = 4`. Is the relative difference larger than the 0.6 of a forgotten 1/m?",
            ("larger", "smaller", "the same"),
            3,
            "(1 − 1/m)/(1 + 1/m) is (m − 1)/(m + 1).",
            {"smaller": "D is small, but so is the sum that it is divided by."},
        ),
    ),
    "06 by hand": (
        _number(
            "The slope of J for Θ⁽²⁾₁₁, from the two numbers?",
            -0.3514,
            "(1.0114957 − 1.0185243) / 0.02, as backpropagation says.",
            {
                -0.7029: "The two are 2ε apart, not ε.",
                0.3514: "Larger minus smaller: J falls when the weight grows.",
                -0.0070: "The difference is to be divided by 2ε.",
            },
        ),
    ),
    "06 smaller": (
        _number(
            "ε ten times smaller: how many times smaller is the error of the one-sided slope?",
            10,
            "It is about (ε/2) J″.",
            {100: "That is the two-sided one."},
        ),
        _number(
            "And that of the two-sided one?",
            100,
            "It is about (ε²/6) J‴: terms with the same sign on both sides cancel.",
            {10: "The terms with ε cancel, those with ε² are left.", 1000: "ε³ is divided by 2ε."},
        ),
    ),
    "06 cost": (
        _number(
            "How many costs does the check compute for layers 64-25-10?",
            3770,
            "25 · 65 + 10 · 26 = 1885 weights, two costs for each. Backpropagation goes forward once and back once.",
            {1885: "That is how many weights there are: each takes two.", 3700: "The bias weights are weights, too."},
        ),
    ),
    "07 by hand": (
        _choice(
            "δ⁽³⁾ of the four examples add up to 0.0521. Will a step make `Θ^{(2)}_{10} = 0.5012` larger or smaller?",
            ("larger", "smaller"),
            2,
            "D is positive: J rises with the weight, and the step goes the other way.",
            {"larger": "That is the way in which J rises."},
        ),
        _number("D⁽²⁾₁₀?", 0.0130, "Line 7: 0.0521 / 4.", {0.0521: "That is Δ.", -0.0130: "The sum is positive."}),
        _number(
            "The weight after one step with `α = 1`?",
            0.4882,
            "0.5012 − 1 · 0.0130.",
            {0.5142: "Gradient descent takes αD away.", 0.4491: "That took Δ in place of D."},
        ),
        _choice(
            "J is 0.6914, and all nine weights step at once. By how much does J fall?",
            ("0.0003", "0.0130", "0.1300"),
            1,
            "The slopes are small here, and so are the steps.",
            {"0.0130": "That is how far this weight moves."},
        ),
    ),
    "08 by hand": (
        _number(
            "a₂ of the four examples is 0.7834, 0.7878, 0.7844, 0.7885; y₂ is 0, 1, 1, 0. D⁽²⁾₂₀ by the right lines?",
            0.2860,
            "(0.7834 − 0.2122 − 0.2156 + 0.7885) / 4, the slope of J. The listing would move this weight uphill.",
            {
                -0.2860: "That is the listing’s: the mean of y − a.",
                1.1441: "That is Δ: line 7 divides by m.",
                0.7860: "That is the mean of a alone: δ is a − y.",
                0.4999: "Where y is 1, a − y is negative.",
            },
        ),
    ),
    "08 no line": (
        _choice(
            "All weights are equal, and the listing is right. What does the check find?",
            ("no mistake", "a mistake"),
            1,
            "D is the gradient there. But each hidden unit gets the same, so they stay alike forever.",
            {"a mistake": "The check compares D with the slopes of J. It does not judge the weights."},
        ),
        _choice(
            "The labels are one class off, in J and in D. What does the check find?",
            ("no mistake", "a mistake"),
            1,
            "It compares D with your J, not with the J that you meant.",
            {"a mistake": "It would if only one of the two were off."},
        ),
        _choice(
            "You run backpropagation a hundred times. What is J then?",
            ("lower", "as before"),
            2,
            "Backpropagation computes D and leaves Θ alone; something else must take the step.",
            {"lower": "That would be gradient descent, which uses D: `Θ := Θ − αD`."},
        ),
    ),
}
