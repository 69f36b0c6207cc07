"""Files in folders, a folder a class: their paths and labels, in one order for the same seed, split in two."""

import os
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from plugkeras.errors import ArgumentError, DataError, FileError, cause

MODES = ("int", "categorical", "binary", None)


class Files(NamedTuple):
    """Paths, a label for each (or None), and the names of the classes (or None)."""

    paths: list[str]
    labels: Any
    class_names: list[str] | None


def files_of(
    directory: Any,
    suffixes: tuple[str, ...],
    labels: Any,
    label_mode: str | None,
    class_names: Sequence[str] | None,
    shuffle: bool,
    seed: int,
    follow_links: bool,
    verbose: bool,
) -> Files:
    """The files, shuffled as Keras shuffles them with this seed, so that a split of theirs is the same.

    Raises:
        ArgumentError: arguments that do not go together, or class names that are no folders.
        DataError: there are not as many labels as files.
        FileError: the folder cannot be read.
    """
    _check_labels(labels, label_mode, class_names)
    labels = None if label_mode is None else labels
    folders = _folders(directory, class_names) if isinstance(labels, str) else None
    paths, inferred = _found(os.fspath(directory), folders, suffixes, follow_links)
    if isinstance(labels, str):
        labels, class_names = np.asarray(inferred, "int32"), folders
    elif labels is not None:
        if len(labels) != len(paths):
            raise DataError(f"There are {len(labels)} labels, and {len(paths)} files in {directory}.")
        class_names = [str(label) for label in sorted(set(labels))]
    if label_mode == "binary" and labels is not None and len(class_names or ()) != 2:
        raise ArgumentError(f"`label_mode='binary'` is for two classes, and there are {len(class_names or ())}.")
    if verbose:
        print(f"Found {len(paths)} files" + (f" belonging to {len(class_names or ())} classes." if folders else "."))
    if shuffle:
        order = np.random.RandomState(seed).permutation(len(paths))
        paths, labels = [paths[i] for i in order], None if labels is None else np.asarray(labels)[order]
    return Files(paths, labels, None if labels is None else list(class_names or ()))


def _check_labels(labels: Any, label_mode: Any, class_names: Any) -> None:
    if label_mode not in MODES:
        raise ArgumentError(f"`label_mode` must be one of {MODES}, not {label_mode!r}.")
    if not (labels is None or labels == "inferred" or isinstance(labels, list | tuple)):
        raise ArgumentError("`labels` must be 'inferred', None, or a list of whole numbers, one for each file.")
    if class_names and not isinstance(labels, str):
        raise ArgumentError("`class_names` are for labels='inferred': they say in which order the folders count.")


def _folders(directory: Any, class_names: Sequence[str] | None) -> list[str]:
    try:
        found = sorted(entry.name for entry in os.scandir(directory) if entry.is_dir() and entry.name[0] != ".")
    except OSError as error:
        raise FileError(f"{directory} cannot be read: {error.strerror}.") from cause(error)
    if class_names is not None and not set(class_names) <= set(found):
        raise ArgumentError(f"`class_names` {list(class_names)} are not among the folders of {directory}: {found}.")
    return found if class_names is None else list(class_names)


def _found(
    directory: str, folders: list[str] | None, suffixes: tuple[str, ...], follow_links: bool
) -> tuple[list[str], list[int]]:
    paths: list[str] = []
    numbers: list[int] = []
    for number, folder in enumerate([""] if folders is None else folders):
        before = len(paths)
        for root, _, names in sorted(os.walk(os.path.join(directory, folder), followlinks=follow_links)):
            paths += [os.path.join(root, name) for name in sorted(names) if name.lower().endswith(suffixes)]
        numbers += [number] * (len(paths) - before)
    return paths, numbers


def check_split(validation_split: Any, subset: str | None, shuffle: bool, seed: int | None) -> None:
    """Raise `ArgumentError` where the arguments that split do not go together."""
    if validation_split and not 0 < validation_split < 1:
        raise ArgumentError(f"`validation_split` must be between 0 and 1, not {validation_split!r}.")
    if subset not in ("training", "validation", "both", None):
        raise ArgumentError(f"`subset` must be 'training', 'validation' or 'both', not {subset!r}.")
    if bool(validation_split) != bool(subset):
        raise ArgumentError("`validation_split` and `subset` are given together or not at all.")
    if validation_split and shuffle and seed is None:
        raise ArgumentError("A split of shuffled files needs a `seed`, so that none is in both parts.")


def parts_of(files: Files, validation_split: float | None, subset: str | None, verbose: bool) -> list[Files]:
    """All files, one of two parts, or both of them: the last ``validation_split`` of them are the second.

    Raises:
        DataError: a part that is asked for is empty.
    """
    n = len(files.paths) - int((validation_split or 0) * len(files.paths))
    wanted = {"training": [slice(0, n)], "validation": [slice(n, None)], "both": [slice(0, n), slice(n, None)]}
    parts = [_part(files, part) for part in wanted.get(subset or "", [slice(None)])]
    if not all(part.paths for part in parts):
        raise DataError(f"{'A part' if subset else 'The folder'} has no files of these kinds.")
    if subset and verbose:
        said = zip(("training", "validation") if subset == "both" else (subset,), parts, strict=True)
        print("\n".join(f"Using {len(part.paths)} files for {name}." for name, part in said))
    return parts


def _part(files: Files, rows: slice) -> Files:
    labels = None if files.labels is None else files.labels[rows]
    return Files(files.paths[rows], labels, files.class_names)
