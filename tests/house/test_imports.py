"""Who may import whom. Imports point one way, and the standard parts use what a stranger may use."""

import ast
import sys

import pytest
from repository import CORE, PROJECT, STANDARD, core_imports, imports, modules, parsed, product_files, reachable, shown

# Low to high: nothing here reaches a later group, directly or through modules that are not listed.
ORDER = [
    {"errors"},
    {"hookspecs"},
    {"plugin"},
    {"manifest"},
    {"kinds"},
    {"host"},
    {"engine"},
    {"ops", "random"},
    {"variable"},
    {"layer"},
    {"training"},
    {"model"},
    {"saving"},
    {"project"},
    {"cli"},
]
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}

# (module, what it imports inside a function though that lies above it): the reason.
UPWARD = {
    ("plugkeras.model", "plugkeras.saving"): "model.save() is Keras's spelling; who never saves loads no saving",
    (
        "plugkeras.config",
        "plugkeras.sequential",
    ): "a model is a layer too: a config may name it, and it is made of configs",
}

STRANGERS_MAY = {"plugkeras", "plugkeras_std", "numpy", *sys.stdlib_module_names}
LAZILY = {"h5py", "threadpoolctl"}


def rank(module):
    return RANK.get(module.split(".")[1])


def is_above(module, other, graph):
    """Whether ``other`` lies above ``module``: it comes later in the order, or imports ``module`` itself."""
    ranks = rank(module), rank(other)
    return (None not in ranks and ranks[0] < ranks[1]) or module in reachable(graph, other)


def test_no_module_reaches_one_that_lies_above_it():
    graph = core_imports(lazy=False)
    pairs = [(low, high) for low in graph for high in reachable(graph, low) if None not in (rank(low), rank(high))]
    assert [pair for pair in pairs if rank(pair[0]) < rank(pair[1])] == []


def test_the_core_has_no_circular_imports():
    graph = core_imports(lazy=False)
    assert [module for module in graph if module in reachable(graph, module)] == []


def test_imports_inside_functions_point_upwards_only_where_a_reason_is_written_down():
    top = core_imports(lazy=False)
    found = {(m, o) for m, others in core_imports(lazy=True).items() for o in others if is_above(m, o, top)}
    assert found == set(UPWARD)
    assert all(UPWARD.values())


@pytest.mark.parametrize(
    ("package", "others"),
    [
        ("plugkeras", {"plugkeras_std", "plugkeras_tui"}),
        ("plugkeras_std", {"plugkeras_tui"}),
        ("plugkeras_tui", {"plugkeras_std"}),
    ],
)
def test_the_three_packages_import_each_other_only_through_the_core(package, others):
    files = [file for name, file in modules().items() if name.split(".")[0] == package]
    assert [(shown(f), i.module) for f in files for i in imports(f) if i.module.split(".")[0] in others] == []


def test_the_core_does_not_import_its_own_front():
    files = [file for file in CORE.rglob("*.py") if file not in (CORE / "__init__.py", CORE / "__main__.py")]
    assert [(shown(f), i.names) for f in files for i in imports(f) if i.module == "plugkeras"] == []


def test_imports_are_absolute():
    assert [(shown(f), i.module) for f in product_files() for i in imports(f) if i.module.startswith(".")] == []


def test_standard_parts_import_only_what_a_stranger_may():
    found = [(shown(f), i) for f in STANDARD.rglob("*.py") for i in imports(f)]
    roots = [(file, i.module.split(".")[0], i.lazy) for file, i in found]
    assert [x for x in roots if x[1] not in STRANGERS_MAY and not (x[1] in LAZILY and x[2])] == []


def test_standard_parts_use_no_private_name_of_the_core():
    for file in STANDARD.rglob("*.py"):
        ours = [i for i in imports(file) if i.module.split(".")[0] == "plugkeras"]
        words = [word for i in ours for word in (*i.module.split("."), *i.names)]
        assert [word for word in words if word.startswith("_")] == [], shown(file)
        bound = {name for i in ours for name in (*i.names, i.module.rpartition(".")[2])}
        used = [n for n in ast.walk(parsed(file)) if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)]
        private = [ast.unparse(n) for n in used if n.value.id in bound and n.attr[0] == "_" and n.attr[:2] != "__"]
        assert private == [], shown(file)


def test_manifests_import_only_hookimpl():
    for target in PROJECT["project"]["entry-points"]["plugkeras"].values():
        found = {(i.module, *i.names) for i in imports(modules()[target])}
        assert found == {("plugkeras", "hookimpl")}, target


def test_every_package_of_standard_parts_is_an_entry_point():
    manifests = {m for m, f in modules().items() if m.startswith("plugkeras_std") and "PLUGKERAS_API" in f.read_text()}
    assert manifests == set(PROJECT["project"]["entry-points"]["plugkeras"].values()) - {"plugkeras_tui"}
