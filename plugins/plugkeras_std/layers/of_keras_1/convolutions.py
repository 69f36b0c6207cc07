"""Convolutions under the names and with the arguments of Keras 1: each makes the layer of today."""

from typing import Any, ClassVar

from plugkeras.annotations import is_integer
from plugkeras.errors import ArgumentError
from plugkeras.parts.spellings import hint
from plugkeras_std.layers.convolution import Conv2D, Conv3D
from plugkeras_std.layers.other_convolutions import Conv2DTranspose, Conv3DTranspose, SeparableConv2D


class _Keras1:
    """Mixed in before a convolution: its old name, with Keras 1's arguments by position or name.

    ``Convolution2D(32, 3, 5)`` is ``Conv2D(32, (3, 5))``, where Keras 3 would take the 5 for strides.
    """

    old_sizes: ClassVar[tuple[str, ...]] = ("nb_row", "nb_col")

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        """The layer under its present name."""
        args, kwargs = cls.modern(args, kwargs)
        return cls.now()(*args, **kwargs)

    @classmethod
    def now(cls) -> Any:
        """The layer of today."""
        return next(c for c in cls.__mro__[1:] if not issubclass(c, _Keras1))

    @classmethod
    def modern(cls, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments, with the sizes of the kernel together."""
        n = len(cls.old_sizes)
        if len(args) > n and all(is_integer(a) for a in args[1 : n + 1]):
            args = (args[0], tuple(args[1 : n + 1]), *args[n + 1 :])
        elif any(size in kwargs for size in cls.old_sizes):
            kwargs["kernel_size"] = tuple(kwargs.pop(size) for size in cls.old_sizes if size in kwargs)
        else:
            return args, kwargs
        hint(f"{cls.__name__}: the sizes are now given together, as {cls.now().__name__}'s `kernel_size`.")
        return args, kwargs


class Convolution2D(_Keras1, Conv2D):
    """Keras 1's Conv2D: ``Convolution2D(filters, rows, columns)``."""


class AtrousConvolution2D(_Keras1, Conv2D):
    """Keras 1's Conv2D with holes: ``AtrousConvolution2D(filters, rows, columns, atrous_rate=(2, 2))``."""


class SeparableConvolution2D(_Keras1, SeparableConv2D):
    """Keras 1's SeparableConv2D: ``SeparableConvolution2D(filters, rows, columns)``."""


class Convolution3D(_Keras1, Conv3D):
    """Keras 1's Conv3D: ``Convolution3D(filters, depth, rows, columns)``."""

    old_sizes = ("kernel_dim1", "kernel_dim2", "kernel_dim3")


class _Transposed(_Keras1):
    """With Keras 1's ``output_shape``, batch and channels included, from which the output padding follows."""

    @classmethod
    def modern(cls, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments, without the shape.

        Raises:
            ArgumentError: it has not as many axes as the output.
        """
        args, kwargs = super().modern(args, kwargs)
        if len(args) > 2 and not is_integer(args[2]) and len(args[2]) == len(cls.old_sizes) + 2:
            kwargs["output_shape"], args = args[2], (*args[:2], *args[3:])
        shape = kwargs.pop("output_shape", None)
        if shape is None:
            return args, kwargs
        if len(shape) != len(cls.old_sizes) + 2:
            raise ArgumentError(f"{cls.__name__}: `output_shape` has {len(cls.old_sizes) + 2} axes, and got {shape}.")
        hint(
            f"{cls.__name__}: instead of `output_shape`, {cls.now().__name__} has `output_padding`, where it is needed."
        )
        padding = _padding(cls.now()(*args, **kwargs), shape)
        return args, kwargs if padding is None else {**kwargs, "output_padding": padding}


def _padding(layer: Any, shape: Any) -> tuple[int, ...] | None:
    """What must be added for the outputs to have this shape; None if they have without.

    Only the remainders of the lengths matter: the rest is as the inputs are long.

    Raises:
        ArgumentError: the layer cannot give one axis what it would have by itself, and another one more.
    """
    more, is_usual = [], []
    for wanted, size, stride in zip(shape[layer.space], layer.kernel_size, layer.strides, strict=True):
        is_valid = layer.padding == "valid"
        least, usual = (size, max(stride - size, 0)) if is_valid else (size % 2, stride - size % 2)
        more.append(usual if wanted is None else (wanted - least) % stride)
        is_usual.append((more[-1] - usual) % stride == 0)
        more[-1] = usual if is_usual[-1] else more[-1]
    if all(is_usual):
        return None
    if any(n >= stride for n, stride in zip(more, layer.strides, strict=True)):
        raise ArgumentError(f"{layer} has no `output_padding` with which its outputs have the shape {tuple(shape)}.")
    return tuple(more)


class Deconvolution2D(_Transposed, Conv2DTranspose):
    """Keras 1's Conv2DTranspose: ``Deconvolution2D(filters, rows, columns, output_shape)``."""


class Deconvolution3D(_Transposed, Conv3DTranspose):
    """Keras 1's Conv3DTranspose: ``Deconvolution3D(filters, depth, rows, columns, output_shape)``."""

    old_sizes = ("kernel_dim1", "kernel_dim2", "kernel_dim3")
