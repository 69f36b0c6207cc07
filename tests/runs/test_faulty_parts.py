"""What other people's layers do to a training costs that run, which says whose they were; nobody else."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from plugkeras.project import Project
from plugkeras.runs import create
from plugkeras.runs.whereabouts import last_seen
from plugkeras.testing.distributions import fake_distribution

FILES = {
    "acme_faulty/__init__.py": """
        from plugkeras import hookimpl

        PLUGKERAS_API = 1
        NAMES = ("Raises", "Prints", "Exits", "Crashes", "Kills", "Hangs", "Eats", "Cursed")

        @hookimpl
        def register_layers():
            return {name: f"acme_faulty.layers:{name}" for name in NAMES}
    """,
    "acme_faulty/layers.py": """
        import ctypes, os, resource, signal, sys, time

        from plugkeras import Layer

        class Faulty(Layer):
            seen = 0

            def call(self, x, training=None):
                self.seen += bool(training)
                if self.seen == 5 and training:
                    self.fail()
                return x

        class Raises(Faulty):
            def fail(self):
                raise RuntimeError("no such luck")

        class Prints(Faulty):
            def fail(self):
                print("a word from the layer")
                os.write(1, b"a raw word\\n")
                os.write(2, b"a raw complaint\\n")

        class Exits(Faulty):
            def fail(self):
                os._exit(3)

        class Crashes(Faulty):
            def fail(self):
                ctypes.string_at(0)

        class Kills(Faulty):
            def fail(self):
                os.kill(os.getpid(), signal.SIGKILL)

        class Hangs(Faulty):
            def fail(self):
                time.sleep(3600)

        class Eats(Faulty):
            def fail(self):
                resource.setrlimit(resource.RLIMIT_AS, (2**33, 2**33))
                self.food = bytearray(2**40)

        class Cursed(Faulty):
            def build(self, input_shape):
                raise RuntimeError("not today")
    """,
}
PATIENCE = 60.0
PLUGIN = "'acme' (acme-faulty 0.2)"
NAMED = {"entry_points": {"acme": "acme_faulty"}, "version": "0.2"}


@pytest.fixture
def begun(tmp_path):
    """``begun("Raises")`` is a run with such a layer, and its process."""
    fake_distribution(
        tmp_path / "site", "acme-faulty", files=FILES, entry_points={"acme": "acme_faulty"}, version="0.2"
    )
    children = []

    def begin(layer):
        layers = [{"class": f"acme>{layer}", "as": "odd"}, {"class": "Dense", "as": "out", "units": 3}]
        loss = {"class": "SparseCategoricalCrossentropy", "from_logits": True}
        said = {"model": {"layers": layers}, "data": {"source": {"class": "Dataset", "name": "iris"}}}
        project = Project.from_json({"plugkeras_project": 1, **said, "compile": {"loss": loss}})
        run = create(layer, root=tmp_path / "runs", project=project)
        command = [sys.executable, "-m", "plugkeras.worker", str(run.path), "--checkpoint-every", "0"]
        path = os.pathsep.join([str(tmp_path / "site"), *filter(None, [os.environ.get("PYTHONPATH")])])
        children.append(subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}))
        return run, children[-1]

    yield begin
    for child in children:
        child.kill()
        child.wait()


def events(run, kind):
    return [event for event in run.events() if event["t"] == kind]


def test_a_layer_that_raises_fails_the_run_and_is_named(begun):
    run, process = begun("Raises")
    assert process.wait(PATIENCE) == 1
    (error,) = events(run, "error")
    assert (error["text"], error["layer"]) == ("RuntimeError: no such luck", "odd")
    assert error["plugin"] == PLUGIN
    assert "self.fail()" in error["traceback"]
    assert run.state == "failed"
    assert events(run, "checkpoint")
    assert (run.path / "checkpoints" / "last.npz").exists()


def test_a_layer_that_cannot_be_built_fails_the_run_before_it_trains(begun):
    run, process = begun("Cursed")
    assert process.wait(PATIENCE) == 1
    assert run.state == "failed"
    assert "not today" in run.info["reason"]
    assert events(run, "end")


@pytest.mark.slow
def test_a_layer_that_eats_all_memory_fails_the_run_and_is_named(begun):
    run, process = begun("Eats")
    assert process.wait(PATIENCE) == 1
    (error,) = events(run, "error")
    assert error["text"].startswith("MemoryError")
    assert (error["layer"], error["plugin"]) == ("odd", PLUGIN)


def test_what_a_layer_prints_is_in_the_log(begun):
    run, process = begun("Prints")
    assert process.wait(PATIENCE) == 0
    assert run.state == "done"
    log = (run.path / "log.txt").read_text()
    assert {"a word from the layer", "a raw word", "a raw complaint"} <= set(log.splitlines())


@pytest.mark.parametrize(
    ("layer", "status"),
    [
        pytest.param("Exits", 3, marks=pytest.mark.slow),
        ("Crashes", -signal.SIGSEGV),
        pytest.param("Kills", -signal.SIGKILL, marks=pytest.mark.slow),
    ],
    ids=str,
)
def test_a_layer_that_ends_its_process_is_known_by_where_it_died(layer, status, begun):
    run, process = begun(layer)
    assert process.wait(PATIENCE) == status
    assert run.state == "crashed"
    assert last_seen(run) == {"stage": "training", "layer": "odd", "plugin": PLUGIN}
    assert (run.path / "checkpoints" / "last.npz").exists()


def test_a_layer_that_hangs_is_seen_to_and_can_be_ended(begun):
    run, process = begun("Hangs")
    limit = time.monotonic() + PATIENCE
    while not (last_seen(run).get("layer") and len(events(run, "checkpoint")) >= 4):
        assert time.monotonic() < limit
        assert process.poll() is None
        time.sleep(0.02)
    assert run.state == "running"
    id = run.send("pause")
    while not any(e["id"] == id and e["status"] == "pending" for e in events(run, "ack")):
        assert time.monotonic() < limit
        time.sleep(0.02)
    process.kill()
    process.wait(PATIENCE)
    assert run.state == "crashed"


def test_every_event_of_a_faulty_run_is_a_line_of_json(begun):
    run, process = begun("Raises")
    process.wait(PATIENCE)
    lines = (run.path / "events.jsonl").read_text().splitlines()
    assert all(isinstance(json.loads(line), dict) for line in lines)
