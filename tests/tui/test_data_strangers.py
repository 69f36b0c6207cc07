"""Other people's losses, optimizers, metrics, callbacks, schedules, sources and data sets on the screen Data."""

import importlib
import sys

import pytest
from opening import done, opened, template
from pictures import picture

from plugkeras.host import Host, use
from plugkeras.project.edits import set_value
from plugkeras.project.values import Part, Table
from plugkeras.testing.distributions import fake_distribution
from plugkeras_tui import strangers

KINDS = ("losses", "optimizers", "metrics", "callbacks", "schedules", "sources")
FILES = {
    "acme_all/__init__.py": """
        from plugkeras import hookimpl

        PLUGKERAS_API = 1
        NAMES = ("Good", "Raises", "Hangs", "Prints")

        def named(kind):
            return {f"{name}{kind}": f"acme_all.parts:{name}{kind}" for name in NAMES}

        @hookimpl
        def register_losses():
            return named("Loss")

        @hookimpl
        def register_optimizers():
            return named("Optimizer")

        @hookimpl
        def register_metrics():
            return named("Metric")

        @hookimpl
        def register_callbacks():
            return named("Callback")

        @hookimpl
        def register_schedules():
            return named("Schedule")

        @hookimpl
        def register_sources():
            return {**named("Source"), "StuckSource": "acme_all.stuck:Stuck"}

        @hookimpl
        def register_datasets():
            return {"acme-rows": "acme_all.parts:Data"}
    """,
    "acme_all/stuck.py": "import threading\nthreading.Event().wait()",
    "acme_all/parts.py": """
        import threading

        import numpy as np

        from plugkeras import Callback, Loss, Metric, Optimizer, Schedule, Source

        class Data:
            @staticmethod
            def load_data():
                x, y = np.zeros((30, 3), "float32"), np.arange(30) % 2
                return (x, y), (x[:5], y[:5])

        def wait(self, **kwargs):
            threading.Event().wait()

        def fail(self, **kwargs):
            raise RuntimeError("the chip is cold")

        def made(base, kind):
            def say(self, **kwargs):
                print("noise " * 1000, flush=True)
                base.__init__(self, **kwargs)

            for name, body in {"Good": {"__annotations__": {"times": int}, "times": 2}, "Raises": {"__init__": fail},
                               "Hangs": {"__init__": wait}, "Prints": {"__init__": say}}.items():
                globals()[name + kind] = type(name + kind, (base,), {"__doc__": f"{name} it is.", **body,
                                                                     "__module__": __name__})

        for base in (Loss, Optimizer, Metric, Callback, Schedule, Source):
            made(base, base.__name__)
    """,
}


@pytest.fixture
def acme(tmp_path, monkeypatch):
    """A package with parts of all kinds is installed."""
    monkeypatch.setattr(strangers, "STARTUP", 15.0)
    monkeypatch.syspath_prepend(tmp_path)
    fake_distribution(tmp_path, "acme-all", files=FILES, entry_points={"acme": "acme_all"})
    importlib.invalidate_caches()
    with use(Host()):
        yield
    for name in [name for name in sys.modules if name.startswith("acme_all")]:
        del sys.modules[name]


async def settled(pilot):
    for _ in range(3):
        await pilot.pause()
        await done(pilot, "data", "check", "look", "rate", "find", "strangers")
    await pilot.pause()


async def offered(pilot, path, typed, card):
    """What is said of each offer that fits what is typed, by its name."""
    screen = pilot.app.screen
    screen.query_one(card).settings.lines.focus()
    screen.query_one(card).settings.lines.put(path)
    await pilot.press("c" if path[-1] == "learning_rate" else "enter")
    await pilot.press(*typed)
    await settled(pilot)
    lines = pilot.app.screen.query_one("OfferLines").offers
    said = {offer.label: offer.reason for offer in lines if offer.label.endswith(typed.capitalize())}
    await pilot.press("escape")
    return said


PLACES = {
    "loss": (("loss",), "CompileCard"),
    "optimizer": (("optimizer",), "CompileCard"),
    "metric": (("metrics", "1"), "CompileCard"),
    "callback": (("callbacks", "0"), "CompileCard"),
    "schedule": (("optimizer", "learning_rate"), "CompileCard"),
    "source": (("source",), "DataCard"),
}


async def test_strangers_of_each_kind_are_offered_and_those_that_cannot_be_used_say_why(acme):
    async with opened(template("iris"), size=(120, 40), screen="Data") as pilot:
        await settled(pilot)
        for kind, (path, card) in PLACES.items():
            said = await offered(pilot, path, kind, card)
            kind = kind.capitalize()
            assert said[f"Good{kind}"] == said[f"Prints{kind}"] == ""
            assert "the chip is cold" in said[f"Raises{kind}"]
            assert "did not answer within" in said[f"Hangs{kind}"]
        assert "was not imported within" in said["StuckSource"]
        assert "noise" not in picture(pilot.app)
        settings = pilot.app.screen.query_one("CompileCard").settings
        settings.lines.focus()
        settings.lines.put(("loss",))
        await pilot.press("enter", *"goodloss", "enter")
        await settled(pilot)
        assert pilot.app.session.project.compile.loss == Part("acme>GoodLoss")
        await pilot.press("space")
        await settled(pilot)
        assert "times" in picture(pilot.app)


async def test_a_project_that_names_a_stranger_that_hangs_is_shown_all_the_same(acme):
    project = set_value(template("iris"), "compile.loss", "HangsLoss")
    async with opened(project, size=(120, 40), screen="Data") as pilot:
        await settled(pilot)
        assert "HangsLoss did not answer" in " ".join(picture(pilot.app).split())


async def test_a_data_set_of_other_people_is_one_like_any_other(acme):
    project = set_value(template("iris"), "data.source", Part("Dataset", Table({"name": "acme-rows"})))
    async with opened(project, size=(120, 40), screen="Data") as pilot:
        await settled(pilot)
        assert not pilot.app.session.trouble
        assert "2 classes" in picture(pilot.app)
