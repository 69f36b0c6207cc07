"""What the data of a project say about its model: what checking and the defaults go by."""

from dataclasses import dataclass
from typing import Literal

Target = Literal["classes", "one_hot", "numbers", "none"]


@dataclass(frozen=True)
class Facts:
    """The training rows in a few words; shapes are without the axis of rows.

    ``low`` and ``high`` are the least and greatest input value after the scaling. ``target``: "classes" (whole numbers
    from 0), "one_hot" (a column a class), "numbers" or "none" (the rows have no targets). ``classes`` is how many there
    are, None where they are not classes; ``class_names`` is empty where they have none. ``target_shape`` is () for one
    value a row.
    """

    rows: int
    input_shape: tuple[int, ...]
    input_dtype: str
    low: float
    high: float
    target: Target
    classes: int | None = None
    class_names: tuple[str, ...] = ()
    target_shape: tuple[int, ...] = ()
