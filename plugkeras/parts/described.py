"""What Keras's layers tell of themselves besides: paths, policies, specs, what they were built for, their variables."""

from collections.abc import Mapping, MutableMapping
from typing import Any, ClassVar

from plugkeras import dtype_policies, tree
from plugkeras.engine.variable import Variable
from plugkeras.errors import ShapeError
from plugkeras.parts.shapes import nested_shapes
from plugkeras.parts.specs import InputSpec, KerasTensor, check_inputs
from plugkeras.parts.writing import serialize

Store = MutableMapping[str, Any]


class Described:
    """Part of every layer."""

    built: bool
    dtype: str
    input_ndim: ClassVar[Any]
    min_ndim: ClassVar[Any]
    input_axes: Any
    build_shape: Any
    shapes_wanted: ClassVar[Any]
    metrics: Any
    own_variables: Any
    add_weight: Any
    compute_output_shape: Any
    build: Any
    _path: str | None = None
    _input_spec: Any = None
    quantization_mode = None  # nothing is quantized

    @property
    def path(self) -> str | None:
        """``model/layer``: where it was built; None before."""
        return self._path

    @property
    def dtype_policy(self) -> dtype_policies.DTypePolicy:
        """The policy of its dtype."""
        return dtype_policies.DTypePolicy(self.dtype)

    @dtype_policy.setter
    def dtype_policy(self, value: Any) -> None:
        self.dtype = dtype_policies.get(value).name

    @property
    def input_spec(self) -> Any:
        """What inputs have to be: an InputSpec, or as many nested as the inputs; None if they may be anything."""
        least = self.min_ndim if self.min_ndim > 1 else None
        if self._input_spec is None and (self.input_ndim, least, self.input_axes) != (None, None, {}):
            return InputSpec(ndim=self.input_ndim, min_ndim=least, axes=self.input_axes)
        return self._input_spec

    @input_spec.setter
    def input_spec(self, value: Any) -> None:
        self._input_spec = value

    def _check_spec(self, x: Any) -> None:
        if self._input_spec is not None:
            check_inputs(self, self._input_spec, x)

    @property
    def metrics_variables(self) -> list[Variable]:
        """The state of its metrics."""
        return [variable for metric in self.metrics for variable in metric.variables]

    def add_variable(
        self, shape: Any, initializer: Any = None, dtype: Any = None, trainable: bool = True, autocast: bool = True,
        regularizer: Any = None, constraint: Any = None, name: str | None = None,
    ) -> Variable:  # fmt: skip
        """The same as ``add_weight``."""
        options = {"trainable": trainable, "regularizer": regularizer, "constraint": constraint, "name": name}
        made: Variable = self.add_weight(shape=shape, initializer=initializer, dtype=dtype, **options)
        return made

    # -- what is built -----------------------------------------------------------------------------

    def get_build_config(self) -> dict[str, Any]:
        """The shape that it was built for, or the shapes by the names that ``build`` has for them."""
        several = len(self.shapes_wanted) > 1
        return {"shapes_dict" if several else "input_shape": serialize(self.build_shape)}

    def build_from_config(self, config: Mapping[str, Any]) -> None:
        """Build as ``get_build_config`` told."""
        if config.get("input_shape") is not None:
            self.build(nested_shapes(config["input_shape"]))
        elif config.get("shapes_dict"):
            self.build(**{k: None if s is None else nested_shapes(s) for k, s in config["shapes_dict"].items()})

    def save_own_variables(self, store: Store) -> None:
        """Put its own variables into ``store`` by their numbers: ``"0"``, ``"1"``, …"""
        for number, variable in enumerate(self._in_files()):
            store[str(number)] = variable.numpy()

    def load_own_variables(self, store: Mapping[str, Any]) -> None:
        """Take its own variables from ``store``.

        Raises:
            ShapeError: there are too few or many, or one has another shape.
        """
        variables = self._in_files()
        if len(store) != len(variables):
            raise ShapeError(f"{self} has {len(variables)} variables of its own, and {len(store)} are given.")
        for number, variable in enumerate(variables):
            variable.assign(store[str(number)])

    def _in_files(self) -> list[Variable]:
        return sorted(self.own_variables(), key=lambda v: not v.trainable)

    # -- shapes and dtypes -------------------------------------------------------------------------

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """The shape and dtype of the output as a KerasTensor, or of each; for KerasTensors, or arrays, as inputs.

        Of layers with several arguments that say their output's shape by one, that of the first counts.
        """
        inputs = args[0] if args else next(iter(kwargs.values()))
        shape = tree.map_structure(lambda one: tuple(one.shape), inputs)
        found = self.compute_output_shape(shape)
        return tree.map_shape_structure(lambda one: KerasTensor(one, self.dtype), found)

    symbolic_call = compute_output_spec
