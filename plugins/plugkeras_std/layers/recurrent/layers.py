"""SimpleRNN, LSTM and GRU: recurrent layers that make their cell."""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal, Self

from plugkeras.annotations import Regularizer
from plugkeras.errors import UnknownArgument
from plugkeras.parts.config import Field
from plugkeras.parts.naming import snake_case
from plugkeras.parts.spellings import hint
from plugkeras_std.layers.recurrent.cell import Cell
from plugkeras_std.layers.recurrent.cells import GRUCell, LSTMCell, SimpleRNNCell
from plugkeras_std.layers.recurrent.rnn import RNN

Cudnn = Literal["auto", True, False]


class OfCell:
    """An argument of a layer that is its cell's: kept there, once there is a cell."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, layer: Any, owner: type) -> Any:
        if layer is None:
            return self
        try:
            return getattr(vars(layer)["cell"], self.name)
        except KeyError:
            raise AttributeError(f"{owner.__name__} has no cell yet, and so no `{self.name}`") from None

    def __set__(self, layer: Any, value: Any) -> None:
        if "cell" in vars(layer):
            setattr(layer.cell, self.name, value)
        else:
            layer.of_cell = {**layer.of_cell, self.name: value}


class RNNOfCell(RNN, arguments=False):
    """A recurrent layer with the arguments of a cell, which it makes: ``class LSTM(RNNOfCell, cell=LSTMCell)``.

    Its own come after those of the cell, and at the end those named in ``last``.
    """

    cell_type: ClassVar[type[Cell]]
    input_ndim = 3
    of_cell: "dict[str, Any]" = {}

    def __init_subclass__(cls, cell: Any = None, last: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cell is None:
            return
        cls.cell_type = cell
        cls.fields = _arranged(cell.fields, [f for f in cls.fields if f.name != "cell"], last)
        for field in cell.fields:
            setattr(cls, field.name, OfCell(field.name))

    def setup(self) -> None:
        """Make the cell."""
        super().setup()
        arguments = vars(self).pop("of_cell")
        self.cell = self.cell_type(**arguments, dtype=self.dtype, trainable=self.trainable, name=self.cell_name())

    def cell_name(self) -> str:
        """The cell's name, which is part of the names of weights."""
        return snake_case(self.cell_type.__name__)


def _arranged(of_cell: Sequence[Field], own: Sequence[Field], last: Sequence[str]) -> tuple[Field, ...]:
    """The cell's, with the regularizer of the outputs after the other ones; the layer's; those that are last."""
    place = [f.name for f in of_cell].index("bias_regularizer") + 1
    of_outputs = Field("activity_regularizer", Regularizer, None)
    fields = {f.name: f for f in (*of_cell[:place], of_outputs, *of_cell[place:], *own)}
    return (*(f for f in fields.values() if f.name not in last), *(fields[name] for name in last))


class SimpleRNN(RNNOfCell, cell=SimpleRNNCell, last=("seed", "zero_output_for_mask")):
    """The simplest recurrent layer, of ``SimpleRNNCell``: its output is its state."""


class LSTM(RNNOfCell, cell=LSTMCell, last=("use_cudnn", "zero_output_for_mask")):
    """Long short-term memory, layer of ``LSTMCell``. ``use_cudnn`` changes nothing."""

    use_cudnn: Cudnn = "auto"


class GRU(RNNOfCell, cell=GRUCell, last=("reset_after", "use_cudnn", "zero_output_for_mask")):
    """Gated recurrent units, layer of ``GRUCell``. ``use_cudnn`` changes nothing."""

    use_cudnn: Cudnn = "auto"

    @classmethod
    def from_config(cls, config: Any, custom_objects: Any = None) -> Self:
        """As always; in whole configs that are older than ``reset_after``, that is False."""
        old = "reset_after" not in config and ("implementation" in config or "consume_less" in config)
        return super().from_config({**config, "reset_after": False} if old else config, custom_objects)


class _OnGPUs:
    """Mixed in before a layer: the name under which Keras 2 had it for GPUs alone, with its arguments by position."""

    with_bias: ClassVar[tuple[str, ...]] = ()

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        """The layer under its present name, with tanh and sigmoid."""
        layer = cls.__mro__[2]
        order = ("units", *(f"{of}_initializer" for of in _WEIGHTS), *cls.with_bias)
        order += tuple(f"{of}_regularizer" for of in (*_WEIGHTS, "activity"))
        order += (*(f"{of}_constraint" for of in _WEIGHTS), *_FLAGS)
        if len(args) > len(order):
            raise UnknownArgument(f"{cls.__name__} takes {len(order)} arguments by position, not {len(args)}.")
        hint(f"{cls.__name__} is now called {layer.__name__}.")
        return layer(**dict(zip(order, args, strict=False)), **kwargs)


_WEIGHTS = ("kernel", "recurrent", "bias")
_FLAGS = ("return_sequences", "return_state", "go_backwards", "stateful")


class CuDNNLSTM(_OnGPUs, LSTM):
    """Keras 2's LSTM for GPUs."""

    with_bias = ("unit_forget_bias",)


class CuDNNGRU(_OnGPUs, GRU):
    """Keras 2's GRU for GPUs, with ``reset_after``."""

    @classmethod
    def from_config(cls, config: Any, custom_objects: Any = None) -> Self:
        """As always: of these, none is older than ``reset_after``."""
        return super().from_config({**config, "reset_after": True}, custom_objects)
