"""Layers of other people's packages are asked in a process of their own: what they do there costs their shape alone."""

import importlib
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from plugkeras.host import Host, use
from plugkeras.parts.layer import Layer
from plugkeras.project import Project
from plugkeras.project.checking import Checker
from plugkeras.testing.distributions import fake_distribution

FILES = {
    "acme_checked/__init__.py": """
        from plugkeras import hookimpl

        PLUGKERAS_API = 1
        NAMES = ("Scale", "Sleeps", "Exits", "Crashes", "Prints", "Raises", "Leaves", "Counts", "Lies", "Late")

        @hookimpl
        def register_layers():
            return {name: f"acme_checked.layers:{name}" for name in NAMES} | {"Breaks": "acme_checked.broken:Breaks"}

        @hookimpl
        def register_activations():
            return {"shout": "acme_checked.layers:shout"}
    """,
    "acme_checked/broken.py": "raise RuntimeError('no such chip')",
    "acme_checked/layers.py": """
        import ctypes, os, sys, threading, time

        from plugkeras import Layer, ops

        def shout(x):
            return x * 2

        class Scale(Layer):
            units: int = 0

            def build(self, input_shape):
                self.at_once()
                self.factor = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="factor")

            def at_once(self):
                pass

            def call(self, x):
                return x * self.factor

        class Sleeps(Scale):
            def at_once(self):
                time.sleep(3600)

        class Exits(Scale):
            def at_once(self):
                os._exit(3)

        class Crashes(Scale):
            def at_once(self):
                ctypes.string_at(0)

        class Prints(Scale):
            def at_once(self):
                print("noise " * 10_000, flush=True)
                os.write(1, b"more noise")
                os.write(2, b"and more")
                assert sys.stdin.read() == ""

        class Raises(Scale):
            def at_once(self):
                raise KeyError("what?")

        class Leaves(Scale):
            def at_once(self):
                sys.exit(2)

        class Late(Scale):
            def at_once(self):
                threading.Timer(0.0, os._exit, [4]).start()

        class Counts(Scale):
            def flops(self, input_shape):
                return 123

        class Lies(Scale):
            flops = 7

            def compute_output_shape(self, input_shape):
                return "wide"
    """,
}


PATIENT = 60.0
"""Seconds that a busy machine may need; a layer that sleeps is asked by a checker of its own."""


@pytest.fixture(scope="module")
def checker(tmp_path_factory):
    """A checker in a process in which acme's package is installed."""
    folder = tmp_path_factory.mktemp("site")
    fake_distribution(folder, "acme-checked", files=FILES, entry_points={"acme": "acme_checked"})
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    found = Checker(limit=PATIENT, startup=PATIENT)
    with use(Host()):
        yield found
    found.close()
    sys.path.remove(str(folder))


def row(checker, *nodes):
    layers = [{"as": "x", **node} for node in nodes] + [{"class": "Dense", "as": "after", "units": 2}]
    inputs = {"class": "Input", "as": "inputs", "shape": [4]}
    document = {"plugkeras_project": 1, "model": {"layers": [inputs, *layers]}}
    _, asked, after = checker.check(Project.from_json(document)).layers
    return asked, after


def test_a_layer_of_a_package_is_asked_and_its_code_is_not_imported_here(checker):
    asked, after = row(checker, {"class": "acme>Scale"})
    assert (asked.output_shape, asked.parameters, asked.reason) == ((None, 4), 4, "")
    assert after.parameters == 10
    assert "acme_checked.layers" not in sys.modules
    assert row(checker, {"class": "Scale"})[0].output_shape == (None, 4)  # by its bare name


def test_its_shape_is_that_of_a_trial_and_its_weights_take_no_memory_there(checker):
    wide = {"class": "Input", "as": "inputs", "shape": [10**9]}
    document = {"plugkeras_project": 1, "model": {"layers": [wide, {"class": "acme>Counts", "as": "x"}]}}
    asked = checker.check(Project.from_json(document)).layers[1]
    assert asked.parameters in (10**9, None)  # the trial itself may take too long, or too much
    assert row(checker, {"class": "acme>Counts"})[0].flops == 123


STRANGE = [
    ("Exits", "acme>Exits ends the process that asks it (exit code 3)."),
    ("Crashes", "acme>Crashes ends the process that asks it (SIGSEGV)."),
    ("Raises", "acme>Raises fails: KeyError: 'what?'."),
    ("Leaves", "acme>Leaves ends with SystemExit when it is asked."),
    ("Lies", "x (Lies) gives several outputs, and the next layer takes one."),
    ("Breaks", "the layers 'Breaks' of the plugin 'acme' (acme-checked 1.0) cannot be imported from"),
]


@pytest.mark.parametrize(("name", "reason"), STRANGE)
def test_a_layer_that_misbehaves_has_an_unknown_shape_and_a_reason(checker, capfd, name, reason):
    asked, after = row(checker, {"class": f"acme>{name}"})
    assert asked.output_shape is None
    assert asked.reason.startswith(reason)
    assert after.reason == "blocked by x"
    assert capfd.readouterr() == ("", "")


def test_what_a_layer_prints_goes_nowhere_and_its_input_is_empty(checker, capfd):
    assert row(checker, {"class": "acme>Prints"})[0].output_shape == (None, 4)
    assert capfd.readouterr() == ("", "")


def test_the_next_layer_is_asked_all_the_same_and_nobody_twice(checker):
    row(checker, {"class": "acme>Exits"})
    started, asked = checker.asker.apart.started, checker.asker.asked
    assert row(checker, {"class": "acme>Scale", "units": 5})[0].output_shape == (None, 4)
    row(checker, {"class": "acme>Exits"})
    assert (checker.asker.apart.started - started, checker.asker.asked - asked) in [(0, 1), (1, 1)]


def test_a_layer_that_hangs_costs_a_quarter_of_a_second_also_inside_of_another_one(checker):
    hasty = Checker(startup=PATIENT)
    steps = {"class": "Input", "as": "inputs", "shape": [7, 4]}
    inner = {"class": "TimeDistributed", "as": "x", "layer": {"class": "acme>Sleeps"}}
    after = {"class": "Flatten", "as": "after"}
    document = {"plugkeras_project": 1, "model": {"layers": [steps, inner, after]}}
    _, asked, after = hasty.check(Project.from_json(document)).layers
    assert (asked.output_shape, asked.reason) == (None, "acme>Sleeps did not answer within 0.25 s.")
    assert after.reason == "blocked by x"
    assert hasty.asker.apart.process is None


def test_whoever_closes_a_checker_does_not_wait_for_an_answer_that_never_comes(checker):
    patient = Checker(limit=3600, startup=PATIENT)
    layers = [{"class": "Input", "as": "inputs", "shape": [4]}, {"class": "acme>Sleeps", "as": "x"}]
    project = Project.from_json({"plugkeras_project": 1, "model": {"layers": layers}})
    with ThreadPoolExecutor(1) as pool:
        report = pool.submit(patient.check, project)
        while not report.done():
            patient.close()
        assert report.result().layers[1].output_shape is None
    patient.close()


def test_a_death_between_two_questions_is_nobodys_fault(checker):
    row(checker, {"class": "acme>Late", "units": 1})
    process = checker.asker.apart.process
    if process is not None:
        process.wait(timeout=20)
    assert row(checker, {"class": "acme>Scale", "units": 6})[0].output_shape == (None, 4)


def test_a_standard_layer_around_one_of_a_package_is_asked_there_too(checker):
    asked, _ = row(checker, {"class": "Dense", "units": 3, "activation": "acme>shout"})
    assert asked.output_shape == (None, 3)
    assert "acme_checked.layers" not in sys.modules


def test_a_problem_with_a_strange_layer_is_a_warning_and_a_name_that_is_near_is_offered(checker):
    document = {"plugkeras_project": 1, "model": {"layers": [{"class": "acme>Scael", "as": "x"}]}}
    problem = checker.check(Project.from_json(document)).problems[0]
    assert problem.fixes[0].label == "Take acme>Scale"
    document["model"]["layers"][0]["class"] = "acme>Raises"
    document["model"]["layers"].insert(0, {"class": "Input", "as": "i", "shape": [3]})
    told = {p.where: (p.severity, p.fixes) for p in checker.check(Project.from_json(document)).problems}
    assert told["layers", "x"] == ("warning", ())


def test_the_process_ends_with_the_checker(checker):
    row(checker, {"class": "acme>Scale", "units": 7})
    process = checker.asker.apart.process
    checker.close()
    assert process.poll() is not None


def test_what_this_process_has_registered_is_asked_here():
    class Doubled(Layer):
        def call(self, x):
            return x * 2

    checker = Checker()
    with use(Host(standard=True, plugins=[])) as host:
        host.register(Doubled, "Doubled")
        assert row(checker, {"class": "Doubled"})[0].output_shape == (None, 4)
    assert checker.asker.apart.started == 0


def test_a_process_that_cannot_be_started_is_a_reason(checker, monkeypatch):
    monkeypatch.setattr(sys, "executable", os.devnull)
    other = Checker()
    asked, _ = row(other, {"class": "acme>Scale"})
    assert asked.reason.startswith("acme>Scale cannot be asked, since no process can be started")
