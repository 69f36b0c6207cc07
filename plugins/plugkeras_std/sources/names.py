"""Which array in a file is what, by the names that people give them."""

from collections.abc import Collection

from plugkeras.errors import DataError, did_you_mean

INPUTS = ("x_train", "x", "train_x", "inputs", "input", "data", "features", "images", "train_images", "train", "arr_0")
TARGETS = ("y_train", "y", "train_y", "targets", "target", "labels", "label", "train_labels", "classes", "arr_1")
TEST = (("x_test", "y_test"), ("test_x", "test_y"), ("test_images", "test_labels"), ("test_data", "test_labels"))


def chosen(path: object, given: str | None, known: Collection[str], guesses: tuple[str, ...]) -> str | None:
    """The array that was asked for, or the first guess that is there; "" asks for none.

    Raises:
        DataError: the one that was asked for is not there.
    """
    if given == "":
        return None
    if given is not None and given not in known:
        raise DataError(f"{path} has no array '{given}'{did_you_mean(given, known) or listed(known)}")
    folded = {name.lower(): name for name in reversed(list(known))}
    return given if given is not None else next((folded[name] for name in guesses if name in folded), None)


def inputs_among(path: object, given: str | None, known: Collection[str]) -> str:
    """The array of inputs: the one that was asked for, one with a name that says so, or the only one.

    Raises:
        DataError: there is none, or it cannot be told.
    """
    found = chosen(path, given, known, INPUTS) or (next(iter(known)) if len(known) == 1 else None)
    if found is None:
        raise DataError(f"Which array of {path} has the inputs cannot be told: say x=…{listed(known)}")
    return found


def test_among(known: Collection[str]) -> tuple[str, str] | None:
    """The arrays of a test set, if there is one."""
    folded = {name.lower(): name for name in known}
    return next(((folded[x], folded[y]) for x, y in TEST if x in folded and y in folded), None)


def listed(known: Collection[str]) -> str:
    """The end of a sentence: what there is."""
    names = sorted(known)
    return f"; it has {', '.join(names[:20])}{', …' if len(names) > 20 else ''}." if names else "; it has none."
