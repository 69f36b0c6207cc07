"""Arithmetic for what is not an ndarray but stands for one: ``a + b`` is what ``ops.add(a, b)`` is."""

from typing import Any

import numpy as np

from plugkeras.engine.contract import current, primitive
from plugkeras.engine.cut_gradients import told
from plugkeras.errors import ArgumentError


class Operators:
    """Operators, indexing and the commonest array methods, all by way of the engine."""

    __slots__ = ()
    __array_priority__ = 1000
    value: Any
    node: Any

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.value.shape)

    @property
    def size(self) -> int:
        """The number of elements."""
        return int(self.value.size)

    @property
    def T(self) -> Any:  # noqa: N802 (NumPy's name)
        """The axes in reverse order."""
        return primitive("transpose")(self)

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Any:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, index: Any) -> Any:
        return primitive("get_item")(self, index)

    def __bool__(self) -> bool:
        return bool(current().to_numpy(self))

    def __float__(self) -> float:
        told(self)
        return float(current().to_numpy(self))

    def __int__(self) -> int:
        return int(current().to_numpy(self))

    def __index__(self) -> int:
        return int(current().to_numpy(self).__index__())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        told(self)
        value = current().to_numpy(self)
        value = value if dtype is None else value.astype(dtype)
        return value.copy() if copy and value is self.value else value

    def flows(self) -> bool:
        """Whether a gradient is wanted of what is computed from it now."""
        return self.node is not None

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        function = getattr(current(), _UFUNCS.get(ufunc.__name__, ufunc.__name__), None)
        if method == "__call__" and function is not None and not kwargs:
            return function(*inputs)
        if any(isinstance(place, Operators) for place in kwargs.get("out", ())):
            return NotImplemented  # Variables change by assign
        return getattr(ufunc, method)(*_arrays(inputs, ufunc), **_arrays(kwargs, ufunc))

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if function in (np.shape, np.ndim, np.size):
            return function(self.value, *args[1:], **kwargs)
        return function(*_arrays(args, function), **_arrays(kwargs, function))

    def __pos__(self) -> Any:
        return self

    def __round__(self, ndigits: int | None = None) -> Any:
        scale = 10.0 ** (ndigits or 0)
        rint = primitive("rint")
        return rint(primitive("multiply")(self, scale)) / scale if ndigits else rint(self)

    def __neg__(self) -> Any:
        return primitive("negative")(self)

    def __abs__(self) -> Any:
        return primitive("abs")(self)

    def __invert__(self) -> Any:
        return primitive("logical_not")(self)

    def reshape(self, *shape: Any) -> Any:
        """The same elements in another shape."""
        return primitive("reshape")(self, shape[0] if len(shape) == 1 else shape)

    def astype(self, dtype: Any) -> Any:
        """The same elements in another dtype."""
        return primitive("cast")(self, dtype)

    def sum(self, axis: Any = None, keepdims: bool = False) -> Any:
        """The sum over ``axis``."""
        return primitive("sum")(self, axis, keepdims)

    def mean(self, axis: Any = None, keepdims: bool = False) -> Any:
        """The mean over ``axis``."""
        return primitive("mean")(self, axis, keepdims)

    def __eq__(self, other: object) -> Any:
        return primitive("equal")(self, other)

    def __ne__(self, other: object) -> Any:
        return primitive("not_equal")(self, other)

    __hash__ = object.__hash__


def _arrays(items: Any, function: Any) -> Any:
    """What a function of NumPy was given, with arrays in place of what stands for one.

    Raises:
        ArgumentError: a gradient is wanted of one of them.
    """
    if isinstance(items, dict):
        return {key: _arrays(item, function) for key, item in items.items()}
    if isinstance(items, list | tuple):
        return type(items)([_arrays(item, function) for item in items])
    if not isinstance(items, Operators):
        return items
    if items.flows():
        name = function.__name__
        raise ArgumentError(f"numpy.{name} has no gradient, so it cannot be part of a model: use plugkeras.ops.{name}.")
    return items.__array__()


def _binary(name: str, reflected: bool) -> Any:
    def operator(self: Any, other: Any) -> Any:
        function = primitive(name)
        return function(other, self) if reflected else function(self, other)

    return operator


_UFUNCS = {"absolute": "abs", "remainder": "mod"}  # where NumPy's own name is another

_BINARY = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "divide",
    "floordiv": "floor_divide",
    "mod": "mod",
    "pow": "power",
    "matmul": "matmul",
    "and": "logical_and",
    "or": "logical_or",
    "xor": "logical_xor",
}
_COMPARISONS = {"lt": "less", "le": "less_equal", "gt": "greater", "ge": "greater_equal"}

for _symbol, _name in _BINARY.items():
    setattr(Operators, f"__{_symbol}__", _binary(_name, reflected=False))
    setattr(Operators, f"__r{_symbol}__", _binary(_name, reflected=True))
for _symbol, _name in _COMPARISONS.items():
    setattr(Operators, f"__{_symbol}__", _binary(_name, reflected=False))
