"""Layers, shapes and amounts in few cells: ``Conv2D 64 3×3 relu``, ``26×26×32``, ``1.5 MB``."""

from collections.abc import Iterator

from plugkeras.parts.shapes import Shape
from plugkeras.project.difference import shown
from plugkeras.project.values import Part, Value

TIMES = "\N{MULTIPLICATION SIGN}"

_SIZES = ("kernel_size", "pool_size", "strides", "size", "dilation_rate")
_ALONE = {
    *("units", "filters", "kernel_size", "pool_size", "activation", "padding", "rate", "n", "shape", "target_shape"),
    *("input_dim", "output_dim", "dims", "size", "layer", "layers", "function"),
}
"""Arguments whose values say enough without their names."""
_SELDOM = ("_initializer", "_regularizer", "_constraint")


def title(part: Part) -> str:
    """The class and the arguments that matter."""
    return " ".join([part.name.rpartition(">")[2], *arguments(part)])


def arguments(part: Part) -> Iterator[str]:
    """The arguments that are given, shortly; what is seldom of interest last."""
    said = sorted(part.arguments.items(), key=lambda item: item[0].endswith(_SELDOM))
    for name, value in said:
        yield _argument(part.name, name, value)


def _argument(owner: str, name: str, value: Value) -> str:
    if isinstance(value, bool):
        return name if value else f"no {name.removeprefix('use_')}"
    if name in _SIZES and isinstance(value, int) and owner[-2:] in ("2D", "3D"):
        text = TIMES.join([str(value)] * int(owner[-2]))
    elif isinstance(value, tuple) and value and all(isinstance(n, int) for n in value):
        text = TIMES.join("any" if n == -1 else str(n) for n in value)
    elif isinstance(value, tuple):
        text = f"[{' '.join(map(shown, value))}]"
    else:
        text = shown(value)
    return text if name in _ALONE else f"{name}={text}"


def shape(of: Shape | None) -> str:
    """A shape without its batch axis; a length that is open is a ?."""
    if of is None:
        return "?"
    return TIMES.join("?" if n is None else str(n) for n in of[1:]) or "1"


def count(number: int | None, room: int = 9) -> str:
    """``18 496``; ``18.5k`` if there is no room for it, ``?`` if it is not known."""
    if number is None:
        return "?"
    full = f"{number:,}".replace(",", " ")
    return full if len(full) <= room else scaled(number, ("", "k", "M", "G", "T"))


def size(number: int | None) -> str:
    """Bytes: ``1.5 MB``."""
    return "?" if number is None else scaled(number, (" B", " KB", " MB", " GB", " TB"), 1024)


def flops(number: int | None) -> str:
    """``5.6M``."""
    return "?" if number is None else scaled(number, ("", "k", "M", "G", "T"))


def scaled(number: float, units: tuple[str, ...], step: int = 1000) -> str:
    """With the unit in which it is short."""
    for unit in units[:-1]:
        if abs(number) < step * 0.9995:
            return f"{number:.3g}{unit}" if number < 999.5 else f"{number:.0f}{unit}"
        number /= step
    return f"{number:.3g}{units[-1]}"
