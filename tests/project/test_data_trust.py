"""Code that a project names runs only after a person has allowed it, as it was then."""

import os
import sys

import pytest

from plugkeras.errors import FileError, NotTrusted, StateError
from plugkeras.project import DataSpec, Part, Project, Table
from plugkeras.project.data import prepare, summarize
from plugkeras.project.trust import is_trusted, trust, would_import

LOAD = """
import json
import os.path as path
from pack import rows
from pack.sub import more as some
import sys
sys.modules["marked"] = sys

def load(n=20):
    return rows.rows(n)
"""
FILES = {
    "mine.py": LOAD,
    "pack/__init__.py": "from . import sub\n",
    "pack/rows.py": "import numpy as np\n\ndef rows(n):\n    return np.zeros((n, 2)), np.arange(n) % 2\n",
    "pack/sub.py": "more = 1\n",
    "alone.py": "raise SystemExit\n",
    "wrong.py": "this is no code(\n",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("PLUGKERAS_STATE", str(tmp_path / "state"))
    for name, text in FILES.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "project"


def project(name="mine:load", **arguments):
    more = {"arguments": Table(arguments)} if arguments else {}
    return Project(data=DataSpec(Part("Function", Table({"function": name, **more}))))


def test_what_would_be_imported_is_found_without_importing_anything(folder):
    before = set(sys.modules)
    found = dict(would_import(project(), folder))
    assert {name: file.relative_to(folder).as_posix() for name, file in found.items()} == {
        "mine:load": "mine.py",
        "pack": "pack/__init__.py",
        "pack.rows": "pack/rows.py",
        "pack.sub": "pack/sub.py",
    }
    assert next(iter(found)) == "mine:load"
    assert {name for name in set(sys.modules) - before if name.startswith(("mine", "pack", "marked"))} == set()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("alone:load", {"alone:load": "alone.py"}),
        ("wrong:load", {"wrong:load": "wrong.py"}),
        ("pack.rows:rows", {"pack.rows:rows": "pack/rows.py", "pack": "pack/__init__.py", "pack.sub": "pack/sub.py"}),
        ("nowhere:load", {"nowhere:load": None}),
        ("mine.inner:load", {"mine.inner:load": None, "mine": "mine.py"}),
        ("sys:exit", {"sys:exit": None}),
    ],
)
def test_modules_of_other_places_and_none_at_all_are_told(folder, name, found):
    told = {n: f and f.relative_to(folder).as_posix() for n, f in would_import(project(name), folder)}
    assert {n: f for n, f in told.items() if n in found} == found


def test_an_installed_module_is_found_where_it_is_installed(folder):
    found = dict(would_import(project("plugkeras.random:normal"), folder))
    assert found["plugkeras.random:normal"].name == "random.py"
    assert found["plugkeras"].name == "__init__.py"


def test_a_project_is_refused_until_it_is_trusted(folder):
    with pytest.raises(NotTrusted, match=r"mine:load \(.*mine\.py\).*--trust") as caught:
        prepare(project().data, folder)
    assert isinstance(caught.value, StateError)
    assert "marked" not in sys.modules
    with pytest.raises(NotTrusted):
        summarize(project().data, folder)
    trust(project(), folder)
    assert is_trusted(project(), folder)
    assert prepare(project().data, folder).facts.rows == 16
    del sys.modules["marked"]


def test_saying_so_allows_it_once(folder):
    assert prepare(project().data, folder, trusted=True).facts.rows == 16
    assert not is_trusted(project(), folder)
    del sys.modules["marked"]


@pytest.mark.parametrize("name", ["mine.py", "pack/__init__.py", "pack/rows.py", "pack/sub.py"])
def test_any_file_that_changed_asks_again(folder, name):
    trust(project(), folder)
    (folder / name).write_text(FILES[name] + "# more\n")
    assert not is_trusted(project(), folder)
    (folder / name).write_text(FILES[name])
    assert is_trusted(project(), folder)


@pytest.mark.parametrize("other", [project("mine:other"), project("pack.rows:rows"), project(n=5)])
def test_another_function_or_argument_asks_again(folder, other):
    trust(project(), folder)
    assert not is_trusted(other, folder)


def test_bytecode_that_lies_beside_the_source_is_never_run(folder):
    import importlib.util
    import py_compile

    (folder / "evil.py").write_text("import sys\nsys.modules['marked'] = sys\n\ndef load(): return [[1.0]] * 9\n")
    good = "def load(): return [[1.0]] * 9\n"
    cached = importlib.util.cache_from_source(str(folder / "good.py"))
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(folder / "evil.py"), cfile=cached, invalidation_mode=mode)
    (folder / "good.py").write_text(good)
    trust(project("good:load"), folder)
    prepare(project("good:load").data, folder)
    assert "marked" not in sys.modules


def test_a_project_without_code_needs_no_trust(folder):
    plain = Project(data=DataSpec(Part("Dataset", Table({"name": "iris"}))))
    assert would_import(plain, folder) == []
    assert is_trusted(plain, folder)
    assert is_trusted(Project(), folder)


def test_what_is_trusted_is_kept_for_the_owner_alone(folder):
    trust(project(), folder)
    kept = folder.parent / "state" / "trusted"
    files = list(kept.iterdir())
    assert [file.stat().st_mode & 0o777 for file in (kept, *files)] == [0o700, 0o600]
    trust(project(), folder)
    os.chmod(kept, 0o777)
    assert not is_trusted(project(), folder)


def test_a_state_folder_that_cannot_be_written_is_one_sentence(folder, monkeypatch):
    monkeypatch.setenv("PLUGKERAS_STATE", str(folder / "mine.py"))
    with pytest.raises(FileError, match="cannot be remembered"):
        trust(project(), folder)
    assert not is_trusted(project(), folder)
