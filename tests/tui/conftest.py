"""Each test has a working folder, a state folder and a folder of runs of its own; tests may be coroutines."""

import asyncio
import inspect

import opening
import pytest

from plugkeras.host import Host, use

EVERY_DAY = {
    *("test_app", "test_build", "test_build_strangers", "test_faults", "test_form", "test_goldens"),
    *("test_keys_and_themes", "test_pictures", "test_plain", "test_pulse", "test_session"),
    *("test_train_real", "test_train_rules"),
}
"""The files whose tests are for every day; drawing screens takes long, and the others are among the slow ones."""

INSTALLED = Host()


def pytest_collection_modifyitems(items):
    """``pytest -m slow`` has the rest."""
    for item in items:
        if item.path.parent.name == "tui" and item.path.stem not in EVERY_DAY:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    """Nothing of the person who runs the tests is read or written."""
    for variable, folder in (("STATE", "state"), ("RUNS", "runs"), ("CONFIG", "config")):
        monkeypatch.setenv(f"PLUGKERAS_{variable}", str(tmp_path / folder))
    for variable in ("NO_COLOR", "PLUGKERAS_DEBUG", "TEXTUAL_ANIMATIONS"):
        monkeypatch.delenv(variable, raising=False)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


@pytest.fixture(autouse=True)
def own_host():
    """The palette has what is installed, and not what the modules of other tests have registered."""
    with use(INSTALLED):
        yield


@pytest.fixture
def opened():
    """``async with opened(project, size=(80, 24)) as pilot``; see `opening.opened`."""
    return opening.opened


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """A test that is a coroutine is run to its end."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in wanted}))
    return True
