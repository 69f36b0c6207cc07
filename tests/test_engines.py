"""Engines: what one must have before it is used, and what happens to one that cannot be."""

import re
from pathlib import Path

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import engine, ops
from plugkeras.errors import PluginError
from plugkeras.host import Host
from plugkeras_std.numpy_engine.engine import NumpyEngine


def test_an_engine_is_asked_for_just_the_primitives_that_have_signatures():
    assert sorted(engine.PRIMITIVES) == sorted(ops.PRIMITIVES)


class Lacking(NumpyEngine):
    """An engine without two of the primitives."""

    name = "lacking"
    tanh = None
    matmul = None


class Unfinished(engine.Engine):
    """An engine without the methods of the contract."""

    name = "unfinished"


class Failing(NumpyEngine):
    """An engine for which something is missing on this machine."""

    name = "failing"

    def __init__(self):
        raise OSError("no device")


REFUSED = {
    Lacking: "'lacking' cannot be used: it lacks matmul, tanh;",
    Unfinished: "'unfinished' cannot be used: it lacks .*assign, .*value_and_grad",
    Failing: "'failing' cannot be used: making it failed with OSError: no device;",
}


@pytest.fixture
def offered(monkeypatch):
    """Each of the engines under its name, besides the standard one."""
    get = Host.get
    own = {e.name: e for e in REFUSED}
    monkeypatch.setattr(Host, "get", lambda self, kind, name: own.get(name) or get(self, kind, name))


@pytest.mark.parametrize("unusable", REFUSED)
def test_an_engine_that_cannot_be_used_is_refused_and_the_former_one_stays(offered, unusable):
    before, tanh = engine.current(), ops.tanh
    with pytest.raises(PluginError, match=REFUSED[unusable]):
        keras.set_engine(unusable.name)
    assert engine.current() is before
    assert ops.tanh is tanh


@pytest.mark.parametrize("unusable", REFUSED)
def test_so_it_is_if_the_environment_names_it(offered, unusable, monkeypatch):
    monkeypatch.setattr(engine.contract._Current, "engine", None)
    monkeypatch.setenv("PLUGKERAS_ENGINE", unusable.name)
    with pytest.raises(PluginError, match=REFUSED[unusable]):
        keras.Variable([1.0])
    monkeypatch.setenv("PLUGKERAS_ENGINE", "numpy")
    assert keras.Variable([1.0]).numpy() == 1


def test_the_page_for_authors_lists_all_that_an_engine_must_and_may_have():
    page = (Path(__file__).parents[1] / "docs" / "plugins" / "engines.md").read_text()
    (listed,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    assert sorted(listed.split()) == sorted(ops.PRIMITIVES)
    methods = {n for n in dir(engine.Engine) if callable(getattr(engine.Engine, n)) and not n.startswith("_")}
    assert set(re.findall(r"^\| `(\w+)\(", page, re.MULTILINE)) == methods


class Drawing(NumpyEngine):
    """An engine that brings something which draws random numbers when it is made."""

    name = "drawing"

    def __init__(self):
        super().__init__()
        np.random.rand()


def test_making_an_engine_leaves_the_random_numbers_of_a_script_as_they_were(monkeypatch):
    get = Host.get
    monkeypatch.setattr(Host, "get", lambda self, kind, name: Drawing if name == "drawing" else get(self, kind, name))
    np.random.seed(7)
    engine.set_engine("drawing")
    drawn = np.random.rand()
    engine.set_engine("numpy")
    assert drawn == np.random.RandomState(7).rand()
