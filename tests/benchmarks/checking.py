"""How long checking takes after one edit in 50 layers.

    python tests/benchmarks/checking.py

Prints milliseconds: the first check; then, as medians, nothing changed, one layer's units, a layer inserted in front,
and an edit after which every layer gets another shape; and the units once more with something wrong in the project.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median
from time import perf_counter

from plugkeras.project import CompileSpec, DataSpec, LayerSpec, ModelSpec, Part, Project, Table
from plugkeras.project.checking import Checker
from plugkeras.project.facts import Facts

FACTS = Facts(1000, (64, 64, 3), "float32", 0.0, 1.0, "classes", 10)
TIMES = 60


def part(name: str, **arguments: object) -> Part:
    return Part(name, Table(arguments))


def convolutional(n: int = 50) -> Project:
    """Convolutions of which each keeps the size, a Flatten, a head."""
    conv = part("Conv2D", filters=8, kernel_size=3, padding="same", activation="relu")
    parts = [conv] * (n - 2) + [part("GlobalAveragePooling2D"), part("Dense", units=10, activation="softmax")]
    layers = tuple(LayerSpec(p, f"layer_{i}") for i, p in enumerate(parts))
    loss = Part("sparse_categorical_crossentropy")
    compiled = CompileSpec(loss=loss, metrics=(Part("accuracy"),))
    return Project(model=ModelSpec(layers), data=DataSpec(source=Part("Dataset")), compile=compiled)


def with_layer(project: Project, index: int, changed: Part) -> Project:
    layers = list(project.model.layers)
    layers[index] = replace(layers[index], part=changed)
    return replace(project, model=replace(project.model, layers=tuple(layers)))


def filters(base: Project) -> Iterator[Project]:
    for n in range(TIMES):
        yield with_layer(base, 20, base.model.layers[20].part.setting("filters", 9 + n))


def inserted(base: Project) -> Iterator[Project]:
    for n in range(TIMES):
        first = LayerSpec(part("Conv2D", filters=3, kernel_size=3, padding="same", activation="relu"), f"first_{n}")
        yield replace(base, model=replace(base.model, layers=(first, *base.model.layers)))


def every_shape(base: Project) -> Iterator[Project]:
    for n in range(TIMES):
        yield with_layer(base, 0, base.model.layers[0].part.unsetting("padding").setting("kernel_size", n + 2))


def wrong(base: Project) -> Iterator[Project]:
    bad = with_layer(base, 48, Part("Flatten"))
    return filters(replace(bad, compile=replace(bad.compile, loss=Part("mse"))))


def took(checker: Checker, projects: Iterator[Project]) -> float:
    times = []
    for project in projects:
        start = perf_counter()
        checker.check(project, FACTS)
        times.append(perf_counter() - start)
    return 1000 * median(times)


def main() -> None:
    base, checker = convolutional(), Checker()
    print(f"{'first':>14} {took(checker, iter([base])):8.2f} ms")
    edits: dict[str, Callable[[Project], Iterator[Project]]] = {
        "nothing": lambda project: iter([project] * TIMES),
        **{f.__name__: f for f in (filters, inserted, every_shape, wrong)},
    }
    for name, edit in edits.items():
        print(f"{name:>14} {took(checker, edit(base)):8.2f} ms")


if __name__ == "__main__":
    main()
