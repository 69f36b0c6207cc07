"""What ``keras.utils`` does with graphs and with Graphviz: here it says why not, and what there is instead."""

from typing import Any

from plugkeras.errors import ArgumentError, NoGraph

_INSTEAD = "model.summary() has the layers with their shapes, and `plugkeras watch` shows a model that trains"


def plot_model(
    model: Any,
    to_file: Any = "model.png",
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = False,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: int | None = 200,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    splines: str = "ortho",
    **kwargs: Any,
) -> Any:
    """Raise `ArgumentError`: nothing here draws with Graphviz."""
    raise ArgumentError(f"plot_model: nothing here draws pictures of models; {_INSTEAD}.")


def model_to_dot(
    model: Any,
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = True,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: int | None = 200,
    subgraph: bool = False,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    splines: str = "ortho",
    **kwargs: Any,
) -> Any:
    """Raise `ArgumentError`: nothing here draws with Graphviz."""
    raise ArgumentError(f"model_to_dot: nothing here draws with Graphviz; {_INSTEAD}.")


def get_source_inputs(tensor: Any) -> Any:
    """Raise `NoGraph`: an array does not know what it was made of."""
    raise NoGraph("get_source_inputs: there are no graphs here, and an array does not know what it was made of.")
