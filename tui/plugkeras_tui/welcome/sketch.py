"""Pictures of data in characters alone: points of classes, a curve, images in shades."""

from collections.abc import Sequence

import numpy as np

from plugkeras.project.data import Prepared

CLASSES, CLASSES_ASCII = "•∘+▴▫◆", "ox+*#%"
SHADES, SHADES_ASCII = " ░▒▓█", " .:-=+*#%@"
MOST = 400
"""Rows that are drawn."""


def sketch(data: Prepared, width: int, height: int, ascii: bool = False) -> list[str]:
    """The first rows of the data in at most ``width`` by ``height`` characters; [] if they are of no form for that."""
    if width < 8 or height < 3:
        return []
    x = np.asarray(data.train[0][:MOST])
    y = None if data.train[1] is None else np.asarray(data.train[1][:MOST])
    if _is_image(x):
        return images(x, width, height, ascii)
    columns = x.reshape(len(x), -1)
    if not columns.shape[1] or columns.dtype.kind not in "fiub":
        return []
    if y is not None and data.facts.target == "numbers" and columns.shape[1] == 1:
        return points(columns[:, 0], y.reshape(len(y), -1)[:, 0], np.zeros(len(x), int), width, height, ascii)
    if columns.shape[1] >= 2 and x.ndim == 2 and y is not None and data.facts.target in ("classes", "one_hot"):
        labels = y.argmax(1) if data.facts.target == "one_hot" else y.reshape(-1).astype(int)
        across, up = _widest(columns, labels)
        return points(columns[:, across], columns[:, up], labels, width, height, ascii)
    return []


def _is_image(x: np.ndarray) -> bool:
    return x.ndim in (3, 4) and min(x.shape[1:3]) >= 4 and (x.ndim == 3 or x.shape[3] in (1, 3, 4))


def _widest(columns: np.ndarray, labels: np.ndarray) -> tuple[int, int]:
    """The two columns in which the classes lie farthest apart, in the order in which they stand."""
    if columns.shape[1] == 2:
        return 0, 1
    means = np.array([columns[labels == one].mean(0) for one in np.unique(labels)])
    apart = means.std(0) / (columns.std(0) + 1e-12)
    first, second = sorted(np.argsort(apart)[-2:].tolist())
    return first, second


def points(x: np.ndarray, y: np.ndarray, labels: np.ndarray, width: int, height: int, ascii: bool = False) -> list[str]:
    """A point a row, with its class's character."""
    marks = CLASSES_ASCII if ascii else CLASSES
    fine = np.isfinite(x) & np.isfinite(y)
    grid = [[" "] * width for _ in range(height)]
    for column, row, label in zip(
        _place(x[fine], width), height - 1 - _place(y[fine], height), labels[fine], strict=True
    ):
        grid[row][column] = marks[int(label) % len(marks)]
    return ["".join(line).rstrip() for line in grid]


def _place(values: np.ndarray, room: int) -> np.ndarray:
    if not len(values):
        return np.zeros(0, int)
    low, high = float(values.min()), float(values.max())
    return np.clip(((values - low) / ((high - low) or 1.0) * (room - 1)).round(), 0, room - 1).astype(int)


def images(x: np.ndarray, width: int, height: int, ascii: bool = False) -> list[str]:
    """As many images side by side as there is room for, two characters a pixel."""
    shades: Sequence[str] = SHADES_ASCII if ascii else SHADES
    grey = x.astype(float)
    grey = grey[..., :3].mean(-1) if grey.ndim == 4 else grey
    step = max(1, -(-grey.shape[1] // height), -(-2 * grey.shape[2] // width))
    grey = grey[:, ::step, ::step]
    count = max(1, (width + 2) // (2 * grey.shape[2] + 2))
    low, high = float(grey.min()), float(grey.max())
    levels = ((grey[:count] - low) / ((high - low) or 1.0) * (len(shades) - 1)).round().astype(int)
    return ["  ".join("".join(shades[n] * 2 for n in image[row]) for image in levels) for row in range(grey.shape[1])]
