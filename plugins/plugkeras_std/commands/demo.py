"""``plugkeras demo``: a model learns to read digits, in a few seconds and without a network."""

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np

from plugkeras.datasets import digits
from plugkeras.errors import FileError
from plugkeras.layers import Conv2D, Dense, Dropout, Flatten, Input, MaxPooling2D
from plugkeras.models import Sequential
from plugkeras.optimizers import Adam
from plugkeras.saving.format import format_for
from plugkeras.utils import set_random_seed

BRIGHTEST = 16  # of a pixel of the data


def demo(argv: list[str]) -> int:
    """Train a small model on handwritten digits, show what it reads, and save it."""
    args = arguments(argv)
    check_output(args.output)
    set_random_seed(args.seed)
    (x, y), (x_test, y_test) = digits.load_data()
    print(f"digits: {len(x)} images of 8 by 8 pixels to learn from, {len(x_test)} others to test with\n")
    model = convolutional()
    model.summary()
    print()
    model.fit(scaled(x), y, epochs=args.epochs, batch_size=32)
    probabilities = model.predict(scaled(x_test), verbose=0)
    right = probabilities.argmax(axis=1) == y_test
    print(f"\ntest accuracy: {right.mean():.1%} ({right.sum()} of {len(right)} images it had never seen)\n")
    shown = worth_seeing(probabilities, (columns() + 2) // 18)
    print("some of them, and the one that it was least sure of:\n")
    print(*gallery(x_test[shown], y_test[shown], probabilities[shown]), sep="\n")
    model.save(args.output)
    print(f"\nsaved to {os.path.abspath(args.output)}\nplugkeras.models.load_model gets it back")
    return 0


def arguments(argv: list[str]) -> argparse.Namespace:
    """The options of the command."""
    parser = argparse.ArgumentParser("plugkeras demo", description=(demo.__doc__ or "").strip())
    parser.add_argument("--epochs", type=int, default=12, help="passes through the images (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of all randomness: same seed, same result (%(default)s)")
    parser.add_argument("--output", default="digits.keras", metavar="FILE", help="where to save it (%(default)s)")
    args = parser.parse_args(argv)
    if args.epochs < 1 or not 0 <= args.seed < 2**32:
        parser.error("--epochs is at least 1, and --seed from 0 to 4294967295")
    return args


def check_output(path: str) -> None:
    """Before any time is spent on it: whether the model can be saved there.

    Raises:
        UnknownName: no format has the suffix.
        FileError: the folder is missing or cannot be written to.
    """
    format_for(Path(path), whole=True)
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder) or not os.access(folder, os.W_OK):
        wrong = "cannot be written to" if os.path.isdir(folder) else "does not exist"
        raise FileError(f"the model cannot be saved as {path}: the folder {folder} {wrong}; say --output FILE")


def convolutional() -> Any:
    """Two convolutions and two dense layers, with dropout: 38 282 weights."""
    model = Sequential(
        [
            Input((8, 8, 1)),
            Conv2D(16, 3, padding="same", activation="relu"),
            Conv2D(32, 3, padding="same", activation="relu"),
            MaxPooling2D(2),
            Dropout(0.25),
            Flatten(),
            Dense(64, activation="relu"),
            Dropout(0.25),
            Dense(10, activation="softmax"),
        ],
        name="digits",
    )
    model.compile(Adam(0.002), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def scaled(images: Any) -> Any:
    """Images as the model takes them: one channel, from 0 to 1."""
    return images[..., np.newaxis] / BRIGHTEST


def worth_seeing(probabilities: Any, n: int) -> list[int]:
    """The numbers of ``n`` images (1 to 4): some with different answers, and the one with the least certain answer."""
    doubtful = int(probabilities.max(axis=1).argmin())
    firsts = np.sort(np.unique(probabilities.argmax(axis=1), return_index=True)[1])
    others = [int(i) for i in firsts if i != doubtful]
    return [*others[: min(max(n, 1), 4) - 1], doubtful]


def gallery(images: Any, labels: Any, probabilities: Any) -> list[str]:
    """The images side by side, 16 columns each, and below each what the model reads and how sure it is."""
    pictures = [picture(image) for image in images]
    rows = ["  ".join(parts).rstrip() for parts in zip(*pictures, strict=True)]
    captions = [caption(label, p) for label, p in zip(labels, probabilities, strict=True)]
    return [*rows, "", "  ".join(captions).rstrip()]


def picture(image: Any) -> list[str]:
    """A row of text for each row of pixels, two characters a pixel, since characters are taller than wide."""
    shades = " .:-=+*#%@" if ascii_only() else " ░▒▓█"
    numbers = (image.astype(int) * len(shades) // (BRIGHTEST + 1)).tolist()
    return ["".join(shades[n] * 2 for n in row) for row in numbers]


def caption(label: int, probabilities: Any) -> str:
    """``7 (99%)``, and what it is if it is not that; 16 columns, green or red on a terminal."""
    answer = int(probabilities.argmax())
    said = f"{answer} ({probabilities[answer]:.0%})" + ("" if answer == label else f", is {label}")
    if ascii_only() or os.environ.get("NO_COLOR"):
        return said.center(16)
    return f"\x1b[1;{32 if answer == label else 31}m{said:^16}\x1b[0m"


def columns() -> int:
    """The width of the terminal, or 80."""
    return shutil.get_terminal_size().columns


def ascii_only() -> bool:
    """Whether the output is a file or a pipe, or cannot encode more."""
    try:
        "░▒▓█".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return True
    return not sys.stdout.isatty()
