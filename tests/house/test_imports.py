"""Who may import whom. Imports point one way, and the standard parts use what a stranger may use."""

import ast
import re
import sys
from importlib import import_module

import pytest
from repository import (
    CORE,
    PROJECT,
    ROOT,
    STANDARD,
    imports,
    inner_imports,
    modules,
    parsed,
    product_files,
    reachable,
    shown,
)

from plugkeras.former_paths import MOVED

TABLE = re.compile(r"^\| ((?:`\w+`(?:, )?)+) \| .+? \| ?(.*?) ?\|$", re.MULTILINE)

STRANGERS_MAY = {"plugkeras", "plugkeras_std", "numpy", *sys.stdlib_module_names}
LAZILY = {"tensorboard", "h5py", "threadpoolctl", "PIL"}


CHAPTERS = {"plugkeras": "## Rooms", "plugkeras_tui": "## Rooms of the terminal app"}
in_each = pytest.mark.parametrize("package", CHAPTERS)


def rooms_told(package):
    """A room and the rooms that it imports, as the page on the architecture says; one pair a room that is named."""
    page = (ROOT / "docs" / "architecture.md").read_text().partition(f"\n{CHAPTERS[package]}\n")[2]
    rows = [(re.findall(r"`(\w+)`", names), others) for names, others in TABLE.findall(page.partition("\n## ")[0])]
    return [(name, {o for o in others.split(", ") if o}) for names, others in rows for name in names]


def rooms_built(package):
    found = {name.split(".")[1]: set() for name in modules() if name.startswith(f"{package}.")}
    for name, others in inner_imports(package).items():
        found[name.split(".")[1]] |= {other.split(".")[1] for other in others}
    return {room: others - {room} for room, others in found.items()}


@in_each
def test_rooms_and_arrows_are_what_the_page_on_the_architecture_says(package):
    told = rooms_told(package)
    assert rooms_built(package) == dict(told)
    assert len(told) == len(dict(told)), "a room is told of twice"


@in_each
def test_there_is_no_circle_of_rooms(package):
    graph = rooms_built(package)
    assert [room for room in graph if room in reachable(graph, room)] == []


@in_each
def test_there_is_no_circle_of_modules_late_and_type_only_imports_included(package):
    graph = inner_imports(package)
    assert len(graph) > 50
    assert [module for module in graph if module in reachable(graph, module)] == []


def test_the_places_that_the_page_names_exist():
    page = (ROOT / "docs" / "architecture.md").read_text()
    named = set(re.findall(r"`((?:\w+/)+(?:\w+\.py)?)`", page))
    known = [CORE, STANDARD, ROOT, ROOT / "plugins", ROOT / "tui"]
    assert len(named) > 10
    assert {place for place in named if not any((root / place).exists() for root in known)} == set()


@pytest.mark.parametrize(("former", "room"), MOVED.items())
def test_a_former_path_gives_the_same_module_and_a_hint(former, room):
    sys.modules.pop(former, None)
    with pytest.warns(DeprecationWarning, match=f"`{former}` is now `{room}`"):
        found = import_module(former)
    assert found is import_module(room)
    assert found.__spec__.name == room


def test_what_configs_are_made_by_is_still_found_in_the_module_of_the_defaults():
    with pytest.warns(DeprecationWarning, match="is now `plugkeras.parts.config.serialize`"):
        from plugkeras.config import serialize
    assert serialize(3) == 3


@pytest.mark.parametrize(
    ("package", "others"),
    [
        ("plugkeras", {"plugkeras_std", "plugkeras_jax", "plugkeras_tui"}),
        ("plugkeras_std", {"plugkeras_jax", "plugkeras_tui"}),
        ("plugkeras_jax", {"plugkeras_std", "plugkeras_tui"}),
        ("plugkeras_tui", {"plugkeras_std", "plugkeras_jax"}),
    ],
)
def test_the_packages_import_each_other_only_through_the_core(package, others):
    files = [file for name, file in modules().items() if name.split(".")[0] == package]
    assert [(shown(f), i.module) for f in files for i in imports(f) if i.module.split(".")[0] in others] == []


def test_the_core_does_not_import_its_own_front():
    files = [file for file in CORE.rglob("*.py") if file not in (CORE / "__init__.py", CORE / "__main__.py")]
    assert [
        (shown(f), i.names)
        for f in files
        for i in imports(f)
        if i.module == "plugkeras" and i.names != ("__version__",)
    ] == []


TEXTUAL = {"textual", "rich"}


def test_only_the_terminal_app_imports_textual():
    found = [
        (shown(f), i.module) for n, f in modules().items() if n.split(".")[0] != "plugkeras_tui" for i in imports(f)
    ]
    assert [x for x in found if x[1].split(".")[0] in TEXTUAL] == []


def test_what_opens_the_terminal_app_imports_textual_only_then():
    first = ["plugkeras_tui", "plugkeras_tui.command"]
    found = [(name, i.module) for name in first for i in imports(modules()[name]) if not i.lazy]
    assert [x for x in found if x[1].split(".")[0] in TEXTUAL] == []


def test_only_the_jax_engine_imports_jax_and_nothing_but_its_manifest_does_without():
    roots = {name: {i.module.split(".")[0] for i in imports(file)} for name, file in modules().items()}
    users = {name for name, found in roots.items() if "jax" in found or "jaxlib" in found}
    assert {name for name in users if name.split(".")[0] != "plugkeras_jax"} == set()
    assert "plugkeras_jax" not in users
    ours = {root for name, found in roots.items() if name.split(".")[0] == "plugkeras_jax" for root in found}
    assert ours <= {"jax", "numpy", "plugkeras", "plugkeras_jax", *sys.stdlib_module_names}


def test_the_core_does_not_name_jax():
    named = [shown(file) for file in CORE.rglob("*.py") if re.search(r"(?i)\bjax\b", file.read_text())]
    assert named == []


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
    ours = {module: file for module, file in modules().items() if module.startswith("plugkeras_std")}
    manifests = {module for module, file in ours.items() if "\nPLUGKERAS_API = " in file.read_text()}
    others = {"plugkeras_jax", "plugkeras_tui"}
    assert manifests == set(PROJECT["project"]["entry-points"]["plugkeras"].values()) - others
