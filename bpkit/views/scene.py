"""What the Explorer's and the ForwardPass's pictures are made of."""

from typing import NamedTuple

from bpkit.numbers import Changes, Numbers
from bpkit.views.strip import Strip

WIDE, MIDDLE, NARROW = 1085, 1000, 640  # the three widths that a picture is laid out for


class Scene(NamedTuple):
    """numbers : what is shown; while a prediction is open its computed numbers are those of before, and veiled is true.

    data : the DataSet, for names and image shape. options : names of the data sets to choose from. seed : of the
    weights. own : whether some weights are not the seed's. rows : {l: i}, the rows that were chosen where the
    matrices are images. plane : the views.plane.Plane that the examples are points of, or None: then there is a table.
    gap : the l whose matrices are shown where there is room for one only. right : how many examples the network
    reads right, or None. chosen : the option that data is, if it is not called so.
    """

    numbers: Numbers
    changes: Changes
    strip: Strip
    data: object
    options: tuple
    seed: int
    own: bool = False
    veiled: bool = False
    rows: dict = {}
    plane: tuple = None
    gap: int = 1
    right: int = None
    chosen: str = ""
