"""Files stay short and well named, public things are documented, and nothing unfinished or private is left lying."""

import ast
import re

import pytest
from repository import CORE, parsed, product_files, shown, text_files

VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common", "tools", "stuff", "data2"}
# Put together here, so that this file does not contain what it looks for.
MARKERS = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]))
PLACES = re.compile("|".join(rf"(?<![\w.])/{place}/\w" for place in ["home", "root", "work", "Users", "mnt"]))


def test_no_file_is_longer_than_300_lines():
    lengths = {shown(file): len(file.read_text().splitlines()) for file in product_files()}
    assert {file: length for file, length in lengths.items() if length > 300} == {}


def test_no_module_has_a_vague_name():
    files = [file.relative_to(CORE.parent) for file in product_files()]
    ours = [file for file in files if file.parts[:2] != ("plugkeras", "utils") and shown(CORE.parent / file) != UTILS]
    assert [str(file) for file in ours if VAGUE & {*file.parts, file.stem}] == []


UTILS = "plugkeras/utils.py"  # Keras users look there


@pytest.mark.parametrize("file", product_files(), ids=shown)
def test_public_things_have_a_docstring(file):
    tree = parsed(file)
    if file.read_text().strip():
        assert ast.get_docstring(tree), "the module"
    assert [name for name, node in _public(tree) if not ast.get_docstring(node)] == []


def _public(tree):
    """Functions and classes, and the methods of classes that inherit from nothing: others repeat a contract."""
    for node in tree.body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_") or _is_marked(node):
            continue
        yield node.name, node
        if isinstance(node, ast.ClassDef) and not node.bases:
            inner = [n for n in node.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]
            yield from ((f"{node.name}.{n.name}", n) for n in inner if not _is_marked(n))


def _is_marked(node):
    """Whether a decorator says that the contract stands elsewhere."""
    marks = {ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list}
    return bool(marks & {"overload", "setter", "override", "hookimpl"})


@pytest.mark.parametrize("pattern", [MARKERS, PLACES], ids=["unfinished work", "a path of somebody's machine"])
def test_no_file_contains(pattern):
    found = {shown(file): pattern.search(file.read_text(encoding="utf-8")) for file in text_files()}
    assert {file: match[0] for file, match in found.items() if match} == {}
