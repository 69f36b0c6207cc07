"""From a document to the objects that it speaks of: layers, optimizer, loss, metrics, callbacks, and the model."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from plugkeras.errors import ArgumentError, PlugkerasError
from plugkeras.host.plugin import reason
from plugkeras.parts.callback import Callback
from plugkeras.parts.config import deserialize, get
from plugkeras.project.arguments import BY_SHAPE, KINDS, arguments, check_names, config, found
from plugkeras.project.document import LayerSpec, Project
from plugkeras.project.opening import open_project as open_project
from plugkeras.project.values import Part
from plugkeras.training.sequential import Sequential


def part_object(kind: str, part: Part) -> Any:
    """The layer, optimizer, loss … that ``part`` describes, with the parts in its arguments made as well.

    Only registered names and custom objects are looked at, and nothing in a document is evaluated.

    Raises:
        UnknownName: nothing of the kind has the name, or a name in the arguments means nothing.
        UnknownArgument: there is no such argument; the message has the nearest one.
        ArgumentError: a value cannot be used, or the part's own constructor failed.
    """
    if kind not in KINDS:
        raise ArgumentError(f"A project has no parts of the kind '{kind}'; it has {', '.join(KINDS)}.")
    with making(part.name):
        cls = found(kind, part)
        if not isinstance(cls, type):
            if part.arguments:
                raise ArgumentError(f"{part.name} is a function here, and takes no arguments.")
            return get(kind, part.name)
        check_names(cls, part)
        return deserialize(kind, config(kind, part, cls))


@contextmanager
def making(name: str) -> Iterator[None]:
    """Make a sentence of whatever the code of a part raises."""
    try:
        yield
    except PlugkerasError:
        raise
    except MemoryError:
        raise ArgumentError(f"{name} asks for more memory than there is.") from None
    except Exception as error:
        raise ArgumentError(f"{name} cannot be made: {reason(error)}") from error


@contextmanager
def at(where: str) -> Iterator[None]:
    """Have errors say where in the project they come from."""
    try:
        yield
    except PlugkerasError as error:
        if str(error).startswith(where):
            raise
        told = type(error)(f"{where}: {error}")
        raise told from error.__cause__


def model_of(project: Project, input_shape: Any = None, build: bool = True) -> Sequential:
    """The model, not compiled; without the layers that are bypassed.

    It is built if its shape is known: from an ``Input``, or from ``input_shape``, which is of one row; unless ``build``
    says that only its layers are wanted.

    Raises:
        UnknownName: a layer is not here.
        ArgumentError: a layer cannot be made as the project says; the message names it.
        ShapeError: the layers do not fit together.
    """
    model = Sequential(name=project.model.name)
    for spec in project.model.active:
        with at(f"layers.{spec.name}"):
            model.add(_layer(spec), rebuild=False)
    shape = model.batch_input_shape
    if shape is None and input_shape is not None:
        shape = (None, *input_shape)
    if build and model.layers and shape is not None:
        with making(f"The model '{project.model.name}'"):
            model.build(shape)
    return model


def _layer(spec: LayerSpec) -> Any:
    """A layer under its name, which the constructor of a stranger's class may not take."""
    with making(spec.part.name):
        takes_name = "name" in arguments(found("layers", spec.part))
    layer = part_object("layers", spec.part.setting("name", spec.name) if takes_name else spec.part)
    layer.name = spec.name
    return layer


def compiled(project: Project, model: Sequential) -> Sequential:
    """``model``, compiled as the project says.

    Raises:
        UnknownName: the optimizer, the loss or a metric is not here.
        ArgumentError: one of them cannot be made as the project says.
    """
    spec = project.compile
    with at("compile.optimizer"):
        optimizer = part_object("optimizers", spec.optimizer)
    with at("compile.loss"):
        loss = None if spec.loss is None else _named_or_made("losses", spec.loss)
    metrics: list[Any] = []
    for number, part in enumerate(spec.metrics):
        with at(f"compile.metrics.{number}"):
            metrics.append(_named_or_made("metrics", part))
    with making("compile"):
        model.compile(optimizer=optimizer, loss=loss, metrics=metrics or None)
    return model


def _named_or_made(kind: str, part: Part) -> Any:
    """A name alone stays one: ``accuracy`` means what the shapes ask for, and the logs call a metric so."""
    if part.arguments or (kind == "losses" and part.name[0].isupper()):
        return part_object(kind, part)
    if part.name.lower() not in BY_SHAPE:
        part_object(kind, part)  # so that an error says where
    return part.name


def callbacks_of(project: Project) -> list[Callback]:
    """The callbacks that the project asks for.

    Raises:
        UnknownName: one is not here.
        ArgumentError: one cannot be made as the project says.
    """
    made = []
    for number, part in enumerate(project.fit.callbacks):
        with at(f"fit.callbacks.{number}"):
            made.append(part_object("callbacks", part))
    return made


def fit_arguments(project: Project) -> dict[str, Any]:
    """What ``fit`` is called with besides the data: epochs, batches, weights of classes, callbacks.

    Raises:
        ArgumentError: a class in ``fit.class_weight`` is no number, or its weight is none.
    """
    fit = project.fit
    weights = {_class_number(name): _weight(name, value) for name, value in fit.class_weight.items()}
    return {
        "epochs": fit.epochs,
        "batch_size": fit.batch_size,
        "shuffle": fit.shuffle,
        "validation_freq": fit.validation_freq,
        "class_weight": weights or None,
        "callbacks": callbacks_of(project),
    }


def _class_number(name: str) -> int:
    try:
        return int(name)
    except ValueError:
        raise ArgumentError(f"fit.class_weight: a class is given by its number, not by '{name}'.") from None


def _weight(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ArgumentError(f"fit.class_weight.{name}: must be a number, not {value!r}.")
    return float(value)


def project_of(model: Any, name: str | None = None, fit: Mapping[str, Any] | None = None, note: str = "") -> Project:
    """The same as `Project.of`."""
    return Project.of(model, name, fit, note)
