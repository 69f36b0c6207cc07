"""Plugins: what is installed, how it fares, what it offers; leaving out, reading again."""

import json
import os
import sys
from types import ModuleType

import pytest
from opening import done, opened, settled
from pictures import agreed, picture
from textual.widgets import DataTable

from plugkeras import hookimpl
from plugkeras.errors import UnknownName
from plugkeras.host import Host, host, use
from plugkeras.host.plugin import Plugin
from plugkeras_tui.plugins import left_out
from plugkeras_tui.plugins.told import everything, ordered

GOOD = """
from plugkeras import hookimpl
PLUGKERAS_API = 1
@hookimpl
def register_layers():
    return {"Swish": "acme_parts.swish:Swish"}
"""

BROKEN = "import no_such_package\n" + GOOD


def manifest(**offers):
    module = ModuleType("acme")
    module.PLUGKERAS_API = 1
    module.register_layers = hookimpl(lambda: offers)
    module.register_layers.__name__ = "register_layers"
    return module


@pytest.fixture(autouse=True)
def own_environment(monkeypatch):
    """What is left out here is left out nowhere else."""
    monkeypatch.setenv("PLUGKERAS_DISABLE", "")
    monkeypatch.setattr("plugkeras.host.manifest.perf_counter", lambda: 0.0)


@pytest.fixture
def plugins(monkeypatch):
    """The standard parts, a plugin of somebody else, and one that is broken."""
    broken = Plugin("future", "future", "future-things", "3.0", manifest=ModuleType("future"))
    acme = Plugin("acme", "acme", "acme-layers", "1.2", manifest=manifest(Swish="acme:Swish", Glu="acme:Glu"))
    with use(Host([acme, broken], standard=True)) as used:
        monkeypatch.setattr("plugkeras.host.plugin.Plugin.place", "", raising=False)
        for row in used.rows():
            used.load(row)
            row.load_ms, row.place = 1.0, ""
            row.version = "0.0" if row.is_standard else row.version
        yield used


async def shown(pilot):
    await pilot.pause()
    await done(pilot, "plugins")
    await settled(pilot)


def at(pilot, name):
    """Move the cursor to a plugin."""
    screen = pilot.app.screen
    screen.query_one(DataTable).move_cursor(row=[row.name for row in screen._rows].index(name))


@pytest.mark.parametrize("state", ["broken", "loaded", "disabled"])
async def test_it_looks_as_agreed(plugins, state, monkeypatch):
    few = [row for row in plugins.rows() if row.name in ("acme", "future", "numpy")]
    few.append(Plugin("off", "off", "off-dist", "1.0", state="disabled"))
    monkeypatch.setattr("plugkeras_tui.plugins.screen.ordered", lambda rows: ordered(few))
    async with opened(screen="Plugins") as pilot:
        await shown(pilot)
        at(pilot, {"broken": "future", "loaded": "acme", "disabled": "off"}[state])
        await shown(pilot)
        await agreed(pilot, f"plugins-{state}", settle=shown)


async def test_what_is_broken_comes_first_and_has_its_traceback(plugins):
    rows = ordered(plugins.rows())
    assert [row.name for row in rows[:2]] == ["future", "acme"]
    assert "PLUGKERAS_API = 1" in everything(rows[0]).plain


def test_a_traceback_has_the_frames_of_the_plugin_and_none_of_the_hosts(tmp_path, monkeypatch):
    (tmp_path / "acme_broken.py").write_text("def fail():\n    raise OSError('no \x1b[31mroom')\nfail()\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    row = Plugin("acme", "acme_broken", "acme-layers", "1.2")
    Host([row]).load(row)
    told = everything(row).plain
    assert "line 2, in fail" in told
    assert "manifest.py" not in told
    assert "importlib" not in told
    assert "\x1b" not in told


async def test_a_plugin_is_left_out_of_the_app_and_its_children_and_taken_in_again(plugins):
    async with opened(screen="Plugins") as pilot:
        await shown(pilot)
        at(pilot, "acme")
        await pilot.press("d")
        await shown(pilot)
        with pytest.raises(UnknownName):
            host().plugin_of("layers", "Swish")
        assert os.environ["PLUGKERAS_DISABLE"] == "acme"
        assert "○ disabled" in picture(pilot.app)
        assert left_out.remembered() == {"acme"}
        at(pilot, "acme")
        await pilot.press("d")
        await shown(pilot)
        assert host().plugin_of("layers", "Swish").name == "acme"
        assert "PLUGKERAS_DISABLE" not in os.environ
        assert left_out.remembered() == set()


async def test_what_was_left_out_stays_so_in_the_next_app_alone(plugins, tmp_path):
    left_out.leave_out("acme")
    async with opened(screen="Plugins") as pilot:
        await shown(pilot)
        assert next(row for row in host().rows() if row.name == "acme").state == "disabled"
    assert json.loads((tmp_path / "state" / "app.json").read_text())["left_out"] == ["acme"]


async def test_the_standard_parts_cannot_be_left_out(plugins):
    async with opened(screen="Plugins") as pilot:
        await shown(pilot)
        at(pilot, "layers")
        await pilot.press("d")
        assert any("always there" in toast.message for toast in pilot.app._notifications)
        assert host().plugin_of("layers", "Dense").name == "layers"


async def test_a_plugin_that_was_mended_is_read_again(tmp_path, monkeypatch):
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "acme_parts.py").write_text(BROKEN)
    monkeypatch.syspath_prepend(str(folder))
    row = Plugin("acme", "acme_parts", "acme-layers", "1.2")
    with use(Host([row], standard=True)):
        host().load(row)
        assert row.state == "broken"
        (folder / "acme_parts.py").write_text(GOOD + "# mended, and of another length\n")
        monkeypatch.setattr("plugkeras_tui.plugins.screen.read", lambda rows, seconds: rows)  # there is no metadata
        async with opened(screen="Plugins") as pilot:
            await shown(pilot)
            at(pilot, "acme")
            await pilot.press("r")
            await shown(pilot)
            assert row.state == "loaded"
            assert "1 layer" in picture(pilot.app)
    sys.modules.pop("acme_parts", None)
