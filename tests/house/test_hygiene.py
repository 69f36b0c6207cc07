"""What is imported when: looked up in ``sys.modules`` of fresh processes, never measured with a clock."""

import os
import subprocess
import sys

import pytest

LISTING = "import sys; print('\\n', *sys.modules, sep='\\n')"
HEAVY = ["h5py", "textual", "threadpoolctl", "jax", "importlib.metadata", "email", "zipfile", "plugkeras_std"]
HEAVY += ["difflib", "argparse", "asyncio", "multiprocessing", "urllib.request", "ssl", "unittest", "sqlite3"]


def modules_after(code):
    """The names in ``sys.modules`` after ``code``, in a process of its own without plugins of other people."""
    environment = {**os.environ, "PLUGKERAS_PLUGINS": "", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", f"{code}\n{LISTING}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("\n\n")[2].split())


@pytest.fixture(scope="module")
def plain():
    return modules_after("import numpy, pluggy")


@pytest.fixture(scope="module")
def imported():
    return modules_after("import plugkeras")


@pytest.mark.parametrize("heavy", HEAVY)
def test_importing_plugkeras_does_not_load(heavy, imported, plain):
    assert [name for name in imported - plain if name == heavy or name.startswith(f"{heavy}.")] == []


def test_importing_plugkeras_loads_numpy_and_pluggy_and_nothing_else_of_other_people(imported, plain):
    strangers = {name.split(".")[0] for name in imported - plain} - sys.stdlib_module_names
    assert strangers == {"plugkeras"}


def test_listing_every_name_imports_the_manifests_and_no_part():
    code = """
from plugkeras.host import host
from plugkeras.hookspecs import KINDS
assert all(isinstance(host().names(kind), list) for kind in KINDS)
targets = {row.target for row in host().rows() if row.is_standard}
import sys
parts = {m for m in sys.modules if m.startswith("plugkeras_std.")} - targets
assert not parts, parts
"""
    loaded = modules_after(code)
    assert not {"h5py", "threadpoolctl", "textual"} & loaded


def test_using_one_layer_does_not_import_the_other_kinds_of_parts():
    loaded = modules_after("import plugkeras; plugkeras.layers.Dense")
    others = ("losses", "optimizers", "callbacks", "datasets", "formats", "commands")
    assert [m for m in loaded if m.startswith(tuple(f"plugkeras_std.{kind}" for kind in others))] == []


@pytest.mark.parametrize("argv", [["--help"], ["plugins"]])
def test_the_command_line_starts_without_heavy_packages(argv):
    loaded = modules_after(f"from plugkeras.cli import main; main({argv})")
    assert not {"h5py", "threadpoolctl", "textual", "jax"} & loaded
