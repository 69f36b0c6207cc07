"""The documentation cannot lie: its code runs, its commands exist, and it names every hook, command and part."""

import ast
import inspect
import os
import re
import subprocess
import sys
import tomllib

import pytest
from repository import CORE, PACKAGES, ROOT, modules, parsed, shown
from stubs import namespaces

from plugkeras import hookspecs
from plugkeras.host import Host, host
from plugkeras.testing.distributions import fake_distribution

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# ([\w/-]+\.py)\n")
COMMAND = re.compile(r"(?:^|[;&|$] *|bin/|-m )plugkeras +([a-z][\w-]*)", re.MULTILINE)


def blocks(page, *languages):
    return [text for language, text in BLOCK.findall(page.read_text()) if language in languages]


def write_files(page, folder):
    """Install what the toml blocks describe, write the blocks that begin with a file's name; return the scripts."""
    for text in blocks(page, "toml"):
        project = tomllib.loads(text).get("project")
        if project is None:  # settings of something else
            continue
        points = project.get("entry-points", {}).get("plugkeras", {})
        fake_distribution(folder, project.get("name", "toml"), project.get("version", "1.0"), entry_points=points)
    python = [(FILE.match(text), text) for text in blocks(page, "python")]
    fake_distribution(folder, "page", files={named[1]: text for named, text in python if named})
    return [text for named, text in python if not named or "/" not in named[1]]


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_the_python_blocks_run_in_order(page, tmp_path):
    scripts = write_files(page, tmp_path)
    (tmp_path / "page.py").write_text("\n\n".join(scripts))
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    environment = {**os.environ, "PYTHONPATH": path}
    command = [sys.executable, "-W", "error::DeprecationWarning:__main__", "page.py"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_the_commands_in_console_blocks_exist(page):
    named = {name for text in blocks(page, "console", "sh", "bash", "shell") for name in COMMAND.findall(text)}
    assert named - set(host().standard_names("commands")) == set()


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_the_links_of_a_page_lead_to_files(page):
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_command_is_described():
    pages = "".join(page.read_text() for page in PAGES)
    names = host().standard_names("commands")
    assert [name for name in names if not re.search(rf"\bplugkeras {re.escape(name)}\b", pages)] == []


def test_every_hook_is_described_with_its_exact_signature():
    functions = {n: f for n, f in vars(hookspecs).items() if hasattr(f, "plugkeras_spec")}
    real = {f"{name}({', '.join(inspect.signature(f).parameters)})" for name, f in functions.items()}
    told = re.findall(r"^\| `(\w+\([^`]*\))` \|", (ROOT / "docs" / "plugins.md").read_text(), re.MULTILINE)
    assert sorted(told) == sorted(real)


def test_every_variable_that_is_read_is_described():
    sources = "".join(file.read_text() for file in modules().values())
    read = set(re.findall(r"""["'](PLUGKERAS_\w+)["']""", sources))
    assert "PLUGKERAS_DEBUG" in read
    pages = "".join(page.read_text() for page in PAGES)
    assert {name for name in read if name not in pages} == set()


STUBS = {name: file.with_suffix(".pyi") for name, file in namespaces().items()}


def test_every_namespace_of_parts_has_a_stub():
    assert {name for name, stub in STUBS.items() if not stub.exists()} == set()
    assert set(STUBS.values()) == set(CORE.rglob("*.pyi"))


@pytest.mark.parametrize("name", STUBS)
def test_a_stub_has_exactly_the_names_of_its_namespace(name):
    module, stub = __import__(name, fromlist=["*"]), STUBS[name]
    assert sorted(_exported(stub)) == sorted(module.__all__)


SCRIPT = """
from plugkeras.layers import Dense, SomebodyElses
from plugkeras.optimizers import schedules

reveal_type(Dense(3))
reveal_type(SomebodyElses)
reveal_type(schedules.CosineDecay)
"""
PREFIXED = """
import plugkeras as keras

keras.layers["acme>Swish"](2)
"""


def test_type_checkers_see_the_standard_parts_and_allow_other_peoples(tmp_path):
    assert [package for package in PACKAGES if not (package / "py.typed").exists()] == []
    (tmp_path / "script.py").write_text(SCRIPT)
    (tmp_path / "prefixed.py").write_text(PREFIXED)
    paths = os.pathsep.join(str(package.parent) for package in PACKAGES)
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent"]
    environment = {**os.environ, "MYPYPATH": paths}
    files = ("script.py", "prefixed.py")
    done = subprocess.run([*command, *files], cwd=tmp_path, env=environment, capture_output=True, text=True)
    told = re.findall(r'Revealed type is "(.*?)"', done.stdout)
    assert told[:2] == ["plugkeras_std.layers.core.Dense", "Any"], done.stdout
    assert told[2].endswith("plugkeras_std.schedules.cosines.CosineDecay")
    assert done.returncode == 0, done.stdout


def _exported(stub):
    """What a stub gives away: ``import x as x``, and what it defines under a public name."""
    for node in parsed(stub).body:
        if isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names if alias.asname == alias.name)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name != "__getattr__":
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets)
        elif isinstance(node, ast.AnnAssign):
            yield node.target.id


def test_a_manifest_as_the_page_for_authors_shows_it_is_loaded(tmp_path, monkeypatch):
    write_files(ROOT / "docs" / "plugins.md", tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    plugins = Host()
    row = next(row for row in plugins.rows() if row.name == "swish")
    assert (plugins.load(row).state, row.offers["layers"]) == ("loaded", {"Swish": "plugkeras_swish.layer:Swish"})
    assert plugins.names("layers")[-1] == "swish>Swish"
    del sys.modules["plugkeras_swish"]
