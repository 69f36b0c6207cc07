"""A project, or the run that it became, as a script that trains to the same bits: ``plugkeras export``."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from textwrap import wrap
from typing import Any

from plugkeras import __version__
from plugkeras.host import host
from plugkeras.project.building import model_of
from plugkeras.project.document import Project
from plugkeras.project.part_text import imported, layer_codes, named_or_made, part_code
from plugkeras.project.python_text import INDENT, WIDTH, Code, call, laid_out, listed, literal, mapping

DATA = ("validation", "split", "seed", "scaling", "rows")

DEFAULT_BATCH = 32


def script(
    project: Project,
    interventions: Iterable[Mapping[str, Any]] = (),
    origin: str = "",
    folder: Path | None = None,
) -> str:
    """The script: deterministic, laid out at 100 columns, with no argument that is a default.

    ``interventions`` are those of the run; ``origin`` says in the header where it comes from; paths of data begin at
    ``folder``, or where the script lies.

    Raises:
        UnknownName: the project names a part that is not here, so that nothing can be said about its arguments.
        ArgumentError: the first layer cannot be made as the project says.
    """
    blocks = [
        _header(project, origin),
        _imports(project, with_data=project.data.source is not None),
        _load(project, folder),
        _build(project),
        _main(project, _repeated(interventions)),
        'if __name__ == "__main__":\n    main()\n',
    ]
    return "\n\n\n".join(["\n".join([blocks[0], blocks[1]]).rstrip(), *blocks[2:]])


# -- its pieces --------------------------------------------------------------------------------------


def _header(project: Project, origin: str) -> str:
    title = _sentence(project.note) or _sentence(f"Train {project.name}.")
    needs = [f"plugkeras {__version__}", *_plugins(project)]
    made = f"Written by plugkeras export{f' from {_sentence(origin)}' if origin else ''}."
    lines = [*wrap(f'"""{title}', WIDTH), "", *wrap(made, WIDTH), *wrap(f"Needs {', '.join(needs)}.", WIDTH), '"""']
    return "\n".join(lines) + "\n"


def _sentence(text: str) -> str:
    """Words that may stand in a docstring: on one line, and without what would end it."""
    line = " ".join(text.split())
    return "".join(c for c in line if c.isprintable()).replace("\\", "/").replace('"', "'")[:300]


def _plugins(project: Project) -> list[str]:
    """Whose parts it uses besides the standard ones, with their versions."""
    rows = {}
    for kind, name in _names(project):
        row = host().offering(kind, name)
        if row is not None and not row.is_standard and row.distribution:
            rows[row.distribution] = f"{row.distribution} {row.version or ''}".strip()
    return [rows[name] for name in sorted(rows)]


def _names(project: Project) -> Iterable[tuple[str, str]]:
    fit, compiled = project.fit, project.compile
    yield from (("layers", layer.part.name) for layer in project.model.active)
    yield from (("callbacks", part.name) for part in fit.callbacks)
    yield from (("metrics", part.name) for part in compiled.metrics)
    yield "optimizers", compiled.optimizer.name
    if fit.engine is not None:
        yield "engines", fit.engine
    if compiled.loss is not None:
        yield "losses", compiled.loss.name
    if project.data.source is not None:
        yield "sources", project.data.source.name


def _imports(project: Project, with_data: bool) -> str:
    names = sorted({*imported(project.model.active), *([] if _tells_shape(project) else ["Input"])})
    text = ("from pathlib import Path\n\n" if with_data else "") + "import plugkeras as keras\n"
    text += "from plugkeras import sources\n" if with_data else ""
    if names:
        together = f"from plugkeras.layers import {', '.join(names)}"
        broken = "from plugkeras.layers import (\n" + "".join(f"    {name},\n" for name in names) + ")"
        text += (together if len(together) <= 100 else broken) + "\n"
    return text


def _load(project: Project, folder: Path | None) -> str:
    spec = project.data
    if spec.source is None:
        stub = 'raise SystemExit("Say here where the rows come from: train, validation, test.")'
        return f'def load_data():\n    """The project says nothing of its data."""\n    {stub}'
    given = {name: value for name in DATA if (value := getattr(spec, name)) != getattr(type(spec)(), name)}
    values = {name: literal(value) for name, value in given.items()}
    values["folder"] = "Path(__file__).parent" if folder is None else f"Path({literal(str(folder))})"
    prepared = call("sources.prepared", part_code("sources", spec.source), **values)
    return _function("load_data()", "Return the rows, prepared as in the project.", [("return ", prepared)])


def _build(project: Project) -> str:
    """The model is built as it is made, before anything else draws random numbers: as it is in a run."""
    given = {} if project.model.name == "sequential" else {"name": literal(project.model.name)}
    shape = [] if _tells_shape(project) else [call("Input", "shape")]
    model = call("keras.Sequential", listed([*shape, *layer_codes(project.model.active)]), **given)
    takes = "shape" if shape else ""
    about = f"Return the model{' for rows of this shape' if shape else ''}, not compiled yet."
    return _function(f"build_model({takes})", about, [("return ", model)])


def _tells_shape(project: Project) -> bool:
    """Whether the layers say what rows are like; the first one is made to see, as `input_dim` has two meanings."""
    first = replace(project.model, layers=project.model.active[:1])
    return model_of(replace(project, model=first), build=False).batch_input_shape is not None


def _main(project: Project, changes: list[dict[str, Any]]) -> str:
    fit = call("model.fit", "*data.train", **_fit(project, changes))
    engine = project.fit.engine
    lines: list[tuple[str, Code]] = [
        *([("", call("keras.set_engine", literal(engine)))] if engine is not None else []),
        ("", call("keras.utils.set_random_seed", literal(project.fit.seed))),
        ("data = ", "load_data()"),
        ("model = ", "build_model()" if _tells_shape(project) else "build_model(data.train[0].shape[1:])"),
        ("", call("model.compile", **_compile(project))),
        ("history = ", fit),
    ]
    tail = ["for name, values in history.history.items():", '    print(f"{name}: {values[-1]}")']
    if not _is_of_fixed_batches(project):
        tail += ["if data.test is not None:", "    print(model.evaluate(*data.test, verbose=0, return_dict=True))"]
    tail.append(f"model.save({literal(_file_name(project.name))}, overwrite=True)")
    body = _function("main()", "Train it, say how well it did, and save it.", lines)
    return "\n".join([body, *(" " * INDENT + line for line in tail)])


def _is_of_fixed_batches(project: Project) -> bool:
    """Whether the model takes batches of one size only, into which test rows would have to be cut."""
    said = [layer.part.arguments for layer in project.model.active]
    shapes = [values.get(name) for values in said for name in ("batch_shape", "batch_input_shape")]
    return any(isinstance(shape, tuple) and shape and shape[0] is not None for shape in shapes)


def _file_name(name: str) -> str:
    """``spirals.keras``: a name that is no path."""
    return "".join(c if c.isalnum() or c in "-_. " else "_" for c in name).strip(". ")[:80] + ".keras"


def _compile(project: Project) -> dict[str, Code]:
    spec = project.compile
    given: dict[str, Code] = {"optimizer": named_or_made("optimizers", spec.optimizer)}
    if spec.loss is not None:
        given["loss"] = named_or_made("losses", spec.loss)
    if spec.metrics:
        given["metrics"] = listed(named_or_made("metrics", part) for part in spec.metrics)
    return given


def _fit(project: Project, changes: list[dict[str, Any]]) -> dict[str, Code]:
    spec = project.fit
    given: dict[str, Code] = {"epochs": literal(spec.epochs)}
    if spec.batch_size != DEFAULT_BATCH:
        given["batch_size"] = literal(spec.batch_size)
    given["validation_data"] = "data.validation"
    if not spec.shuffle:
        given["shuffle"] = literal(False)
    if spec.class_weight:
        given["class_weight"] = mapping({int(k): literal(v) for k, v in spec.class_weight.items()})
    if spec.validation_freq != 1:
        given["validation_freq"] = literal(spec.validation_freq)
    callbacks = [part_code("callbacks", part) for part in spec.callbacks]
    if changes:
        callbacks.append(call("keras.callbacks.Interventions", literal(changes)))
    if callbacks:
        given["callbacks"] = listed(callbacks)
    return {**given, "verbose": literal(2)}


# -- what somebody did to the run ----------------------------------------------------------------------

REPEATED = {"learning_rate": ("set", "times"), "clip": ("norm",), "extend": ("epochs",), "stop": ()}
"""What changes the weights and so has to be repeated, with its fields; a pause or a checkpoint does not."""


def _repeated(interventions: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those that change what is computed, as the callback takes them."""
    return [
        {name: said[name] for name in ("step", "at", "do", *REPEATED[said["do"]]) if said.get(name) is not None}
        for said in interventions
        if said.get("do") in REPEATED
    ]


def _function(signature: str, about: str, statements: Iterable[tuple[str, Code]]) -> str:
    body = [laid_out(code, 1, before) for before, code in statements]
    return "\n".join([f"def {signature}:", f'    """{about}"""', *body])
