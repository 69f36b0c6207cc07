"""Manifests of other people that hang, crash or change what is not theirs: who waits for them, and what is told."""

import importlib
import os
import random
import subprocess
import sys
import threading
import warnings
from types import ModuleType

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import hookimpl
from plugkeras.cli import main
from plugkeras.errors import UnknownName
from plugkeras.host import Host, use
from plugkeras.host import host as host_in_use
from plugkeras.saving import load_model
from plugkeras.testing.distributions import fake_distribution

HEAD = "from plugkeras import hookimpl\nPLUGKERAS_API = 1\n"
HANGS = HEAD + "import threading\nthreading.Event().wait()\n"
GOOD = HEAD + "@hookimpl\ndef register_layers():\n    return {'Same': 'plugkeras_std.layers.core:Identity'}\n"


@pytest.fixture
def install(tmp_path, monkeypatch):
    for name in ("PLUGKERAS_DISABLE", "PLUGKERAS_PLUGINS", "PLUGKERAS_STRICT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)

    def installed(**manifests):
        for name, code in manifests.items():
            fake_distribution(tmp_path, name, files={f"{name}_all.py": code}, entry_points={name: f"{name}_all"})
        importlib.invalidate_caches()

    yield installed
    for name in set(sys.modules) - before:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def model():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="relu")])
    model.compile("sgd", "mse", metrics=["mae"])
    return model


def own_loss(y_true, y_pred):
    return keras.ops.mean(y_true - y_pred)


own_loss.__module__ = "__main__"  # as in a script


def save_and_load(folder):
    model().save(folder / "m.keras")
    load_model(folder / "m.keras")


def save_and_load_weights(folder):
    model().save_weights(folder / "m.weights.h5")
    model().load_weights(folder / "m.weights.h5")


def fit_a_loss_of_the_script(folder):
    made = model()
    made.compile("adam", own_loss)
    made.fit(np.zeros((4, 2)), np.zeros((4, 1)), verbose=0)


ALONE = {
    "models are saved and loaded": save_and_load,
    "weights are saved and loaded": save_and_load_weights,
    "a script's own loss is trained with": fit_a_loss_of_the_script,
    "a lambda is trained with": lambda _: model().compile("adam", lambda y, p: keras.ops.mean(y - p)),
    "parts are made from text": lambda _: (keras.losses.get("mse"), keras.optimizers.get("Adam")),
    "a prefix that nobody has is looked up": lambda _: host_in_use().offering("layers", "main>Mine"),
    "a star import": lambda _: exec("from plugkeras.layers import *", {}),
}


@pytest.mark.parametrize("use_it", ALONE.values(), ids=ALONE)
def test_what_concerns_standard_parts_alone_reads_no_manifest_of_others(install, tmp_path, use_it):
    install(acme=HANGS)
    if use_it is ALONE["a lambda is trained with"]:
        use_it = lambda _: model().compile("adam", eval("lambda y, p: y - p", {"__name__": "__main__"}))  # noqa: E731
    with use(Host()) as host:
        use_it(tmp_path)
        assert {row.state for row in host.rows() if not row.is_standard} == {"found"}


def test_a_plugin_is_told_of_saving_if_its_manifest_names_the_hook(install, tmp_path):
    tells = HEAD + "told = []\n@hookimpl\ndef model_saved(path):\n    told.append(path)\n"
    install(tells=tells, hangs=HANGS)
    with use(Host()):
        model().save(tmp_path / "m.keras")
    assert [str(path) for path in sys.modules["tells_all"].told] == [str(tmp_path / "m.keras")]


def test_the_owner_of_a_part_that_lies_beside_its_manifest_is_found_before_that_is_read(install, tmp_path):
    (tmp_path / "shapes.py").write_text("def shape(x): return x\n")
    install(acme=HEAD + "@hookimpl\ndef register_activations():\n    return {'shape': 'shapes:shape'}\n", other=HEAD)
    part = importlib.import_module("shapes").shape
    row, full = Host().owner("activations", part)
    assert (row.distribution, full) == ("acme", "acme>shape")


class AtOnce:
    """A timer that has run out when it is started."""

    def __init__(self, seconds, function, args):
        self.seconds, self.function, self.args = seconds, function, args

    def start(self):
        assert self.seconds == 2
        self.function(*self.args)

    def cancel(self):
        pass


def test_a_manifest_that_takes_its_time_is_named_with_the_way_out(install, monkeypatch, capsys):
    monkeypatch.setattr("plugkeras.host.manifest.Timer", AtOnce)
    install(acme=GOOD)
    assert Host().get("layers", "Same") is keras.layers.Identity
    said = (
        "plugkeras: still reading the manifest of the plugin 'acme' (acme 1.0); PLUGKERAS_DISABLE=acme leaves it out\n"
    )
    assert capsys.readouterr() == ("", said)


def test_the_plugins_command_tells_which_manifest_hangs(install, capsys):
    install(hangs=HANGS)
    with use(Host()):
        assert main(["plugins", "--limit", "0.5"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == (
        "the plugin 'hangs' (hangs 1.0) is broken: it hangs: its manifest was not read after 0.5 seconds; "
        "PLUGKERAS_DISABLE=hangs leaves it out"
    )


def test_the_plugins_command_reads_each_manifest_apart(install, capsys):
    install(good=GOOD, dies=HEAD + "import os\nos._exit(3)\n", seeds=HEAD + "import numpy\nnumpy.seterr(all='raise')\n")
    with use(Host()):
        assert main(["plugins"]) == 0
    out = capsys.readouterr().out
    rows = {line.split()[0]: line.split()[3:] for line in out.splitlines() if line}
    assert (rows["good"][0], rows["good"][2:]) == ("loaded", ["layers", "1"])
    assert "'dies' (dies 1.0) is broken: its manifest ended the process that read it" in out
    assert "the plugin 'seeds' (seeds 1.0): its manifest changed np.seterr, which was undone" in out
    assert not {"good_all", "dies_all", "seeds_all"} & set(sys.modules)


def test_manifests_that_are_held_are_waited_for_by_all_threads_but_the_one_that_held_them(install):
    install(good=GOOD, bad=GOOD)
    found, there = Host(), []
    found.hold()
    good, bad = sorted(found.held, key=lambda row: row.name, reverse=True)
    with pytest.raises(UnknownName, match="Plugins are still being read"):
        found.get("layers", "good>Same")
    thread = threading.Thread(target=lambda: there.append(found.get("layers", "good>Same")))
    thread.start()
    found.admit(good)
    thread.join(60)
    assert there == [found.get("layers", "good>Same")]
    found.admit(bad, RuntimeError("it hangs elsewhere"))
    assert found.held == []
    with pytest.raises(UnknownName, match="it hangs elsewhere"):
        found.get("layers", "bad>Same")


def test_help_lists_the_standard_commands_before_it_reads_anything_else(install, tmp_path):
    install(hangs=HANGS)
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    command = [sys.executable, "-m", "plugkeras.cli", "--help"]
    with subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, text=True
    ) as process:
        lines = [process.stdout.readline() for _ in range(5)]
        process.kill()
    assert [line.split()[0] for line in lines[2:]] == ["demo", "export", "new"]


def test_a_misspelt_name_behind_a_prefix_reads_that_plugin_alone(install):
    install(acme=GOOD, hangs=HANGS)
    with pytest.raises(UnknownName, match="no layers named 'acme>Sane'; did you mean 'acme>Same'"):
        Host().get("layers", "acme>Sane")


CHANGES = {
    "np.seterr": "import numpy as np; np.seterr(all='raise')",
    "plugkeras.layers.Dense": "import plugkeras; plugkeras.layers.Dense = None",
    "plugkeras.losses.Loss": "import plugkeras; plugkeras.losses.Loss = None",
    "plugkeras.Sequential": "import plugkeras; plugkeras.Sequential = None",
    "os.environ['ACME']": "import os; os.environ['ACME'] = '1'",
    "os.environ['PATH']": "import os; del os.environ['PATH']",
    "the warnings filters": "import warnings; warnings.simplefilter('ignore')",
    "the state of random": "import random; random.seed(0)",
    "the state of np.random": "import numpy as np; np.random.seed(0)",
}


@pytest.mark.parametrize(("what", "code"), CHANGES.items(), ids=CHANGES)
def test_what_a_manifest_changes_besides_is_undone_and_told(install, monkeypatch, what, code):
    monkeypatch.setattr("threading.active_count", lambda: 1)
    random.seed(2015)  # another test may have left it where the manifest will
    assert np.random.get_state()
    assert keras.losses
    before = (np.geterr(), dict(os.environ), list(warnings.filters), keras.Sequential, keras.losses.Loss)
    install(acme=GOOD + code)
    host = Host()
    with pytest.warns(UserWarning, match="'acme' .* should change nothing") as told:
        host.names("layers")
    assert keras.layers.Dense is host.get("layers", "Dense")
    row = next(row for row in host.rows() if row.name == "acme")
    assert (row.state, row.remark) == ("loaded", f"its manifest changed {what}, which was undone")
    assert len(told) == 1
    assert (np.geterr(), dict(os.environ), list(warnings.filters), keras.Sequential, keras.losses.Loss) == before


def test_what_the_script_itself_changed_is_left_and_not_told(install, monkeypatch):
    monkeypatch.setattr(keras.layers, "Dense", None, raising=False)
    install(acme=GOOD)
    host = Host()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        host.names("layers")
    assert keras.layers.Dense is None


class TestSubscript:
    """Names with a prefix, in Python."""

    @pytest.fixture
    def acme(self):
        module = ModuleType("acme")
        module.PLUGKERAS_API = 1
        part = "plugkeras_std.layers.core:Identity"
        module.register_layers = hookimpl(lambda: {"Same": part, "Dense": part})
        module.register_schedules = hookimpl(lambda: {"Decay": "plugkeras_std.schedules.cosines:CosineDecay"})
        with use(Host([module], standard=True)):
            yield

    @pytest.mark.parametrize(
        ("module", "name", "same"),
        [
            (keras.layers, "acme>Dense", "Identity"),
            (keras.layers, "Same", "Identity"),
            (keras.layers, "Dense", "Dense"),
            (keras.optimizers.schedules, "acme>Decay", "CosineDecay"),
        ],
    )
    def test_a_namespace_gives_the_part_of_a_name(self, acme, module, name, same):
        assert module[name] is getattr(module, name) is getattr(module, same)

    def test_an_unknown_name_is_told_as_everywhere(self, acme):
        with pytest.raises(UnknownName, match="no layers named 'acme>Sane'; did you mean 'acme>Same'"):
            keras.layers["acme>Sane"]

    def test_a_namespace_is_no_container_of_its_names(self, acme):
        with pytest.raises(TypeError):
            "Dense" in keras.layers  # noqa: B015

    def test_every_namespace_can_be_subscripted(self):
        names = {"layers": "Dense", "losses": "mse", "metrics": "AUC", "optimizers": "Adam", "callbacks": "History"}
        names |= {"activations": "relu", "initializers": "Zeros", "regularizers": "L2", "constraints": "NonNeg"}
        names |= {"datasets": "digits"}
        assert all(getattr(keras, kind)[name] for kind, name in names.items())


def test_a_host_can_have_the_standard_parts_besides_mine():
    module = ModuleType("acme")
    module.PLUGKERAS_API = 1
    module.register_layers = hookimpl(lambda: {"Same": "plugkeras_std.layers.core:Identity"})
    with use(Host([module], standard=True)) as host:
        assert [row.name for row in host.rows() if not row.is_standard] == ["acme"]
        assert keras.Sequential([keras.Input((2,)), keras.layers.Same(), keras.layers.Dense(1)]).predict(
            np.zeros((1, 2)), verbose=0
        ).shape == (1, 1)
