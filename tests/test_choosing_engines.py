"""How a script, a command, a project and a run come by their engine, and what is said where it cannot be had."""

import subprocess
import sys
from types import ModuleType

import pytest

import plugkeras as keras
from plugkeras import engine, hookimpl
from plugkeras.cli import main
from plugkeras.errors import PlugkerasError
from plugkeras.host import Host, host, use
from plugkeras.project import Project
from plugkeras.project.checking import check
from plugkeras.project.edits import set_value
from plugkeras.project.history import History
from plugkeras.project.script import script
from plugkeras.runs import create
from plugkeras.runs.training import train
from plugkeras_std.commands import train as training
from plugkeras_std.numpy_engine.engine import NumpyEngine


class Counting(NumpyEngine):
    """The numpy engine under another name, on two devices."""

    name = "counting"

    def devices(self, kind=None):
        return ["abacus:0", "abacus:1"]


ACME = ModuleType("acme")
ACME.PLUGKERAS_API = 1
ACME.register_engines = hookimpl(lambda: {"Counting": Counting, "Lost": "no_such_package:Lost"})


@pytest.fixture(autouse=True)
def acme(tmp_path, monkeypatch):
    """A plugin with an engine, a folder to work in, and the engine of before at the end."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("PLUGKERAS_ENGINE", "PLUGKERAS_RUNS", "KERAS_BACKEND"):
        monkeypatch.setenv(name, "")
    before = engine.current()
    with use(Host([ACME], standard=True)):
        yield
    engine.contract.use(before)


@pytest.fixture
def iris():
    return set_value(host().get("templates", "iris")(), "fit.epochs", 1)


# -- a script, and a command --------------------------------------------------------------------------


@pytest.fixture
def scripts(tmp_path, capsys):
    """``plugkeras run`` in this process: its status, and what it and the script of these lines said."""
    path, finders, arguments = list(sys.path), list(sys.meta_path), list(sys.argv)
    main_module = sys.modules["__main__"]

    def run(*argv, lines):
        (tmp_path / "script.py").write_text("\n".join(lines))
        return main(["run", *argv]), *capsys.readouterr()

    yield run
    sys.path[:], sys.meta_path[:], sys.argv[:] = path, finders, arguments
    sys.modules["__main__"] = main_module
    for name in [n for n in sys.modules if n.partition(".")[0] == "keras"]:
        del sys.modules[name]


NAMES = ["import os, sys, keras", "print(keras.config.backend(), keras.backend.backend(), *sys.argv[1:])"]


@pytest.mark.parametrize("way", [["--engine", "acme>Counting"], ["--engine=Counting"]])
def test_run_takes_an_engine_before_the_script_and_what_that_starts_inherits_it(way, scripts):
    said = scripts(*way, "script.py", "--engine", "x", lines=[*NAMES, "print(os.environ['PLUGKERAS_ENGINE'])"])
    assert said == (0, f"counting counting --engine x\n{way[-1].removeprefix('--engine=')}\n", "")


def test_run_says_of_an_engine_that_cannot_be_had_before_the_script_begins(scripts):
    wanted = "plugkeras: no engines named 'Countin'; did you mean 'Counting'?\n"
    assert scripts("--engine", "Countin", "script.py", lines=["print(1)"]) == (1, "", wanted)


HINT = (
    "`KERAS_BACKEND=Counting` chooses nothing here, and numpy computes: `plugkeras run --engine Counting`, or "
    "PLUGKERAS_ENGINE=Counting, asks for the other engine."
)


@pytest.mark.parametrize(
    ("backend", "chosen", "hinted"),
    [("Counting", "", True), ("Counting", "Counting", False), ("numpy", "", False), ("torch", "", False)],
)
def test_a_backend_that_is_chosen_for_keras_is_a_hint_at_most(backend, chosen, hinted, scripts, monkeypatch, recwarn):
    monkeypatch.setenv("PLUGKERAS_ENGINE", chosen)
    lines = [f"import os; os.environ['KERAS_BACKEND'] = '{backend}'", *NAMES[:1]]
    assert scripts("script.py", lines=lines)[0] == 0
    assert [str(w.message) for w in recwarn if "KERAS_BACKEND" in str(w.message)] == [HINT] * hinted


def test_plugins_shows_what_the_engines_of_one_compute_on_and_what_is_wrong_with_them(capsys):
    assert main(["plugins", "acme"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[0] == "acme"
    assert lines[3:] == [
        "engines: Counting, Lost",
        "the engine Counting computes on abacus:0, abacus:1",
        "the engine Lost cannot be used: the engines 'Lost' of the plugin 'acme' cannot be imported from "
        "'no_such_package:Lost': ModuleNotFoundError: No module named 'no_such_package'",
    ]
    assert main(["plugins", "acne"]) == 1
    assert capsys.readouterr().err == "plugkeras: no plugin is called 'acne'; did you mean 'acme'?\n"


# -- a project, and a run -------------------------------------------------------------------------------


def test_an_engine_of_a_project_is_an_edit_in_its_document_and_a_line_of_its_script(iris):
    history = History(iris)
    history.commit(set_value(iris, "fit.engine", "acme>Counting"))
    chosen = history.project
    assert history.undoable == "fit: engine none → acme>Counting"
    assert Project.from_text(chosen.to_text()) == chosen
    assert chosen.to_json()["fit"]["engine"] == "acme>Counting"
    assert '    keras.set_engine("acme>Counting")\n    keras.utils.set_random_seed(' in script(chosen)
    assert check(chosen).errors == ()
    (problem,) = check(set_value(chosen, "fit.engine", "Countin")).errors
    assert (problem.where, problem.what) == (("fit", "engine"), "no engines named 'Countin'; did you mean 'Counting'?")
    assert [fix.apply(chosen) for fix in problem.fixes] == [iris]
    history.undo()
    assert "engine" not in history.project.to_json()["fit"]
    assert "set_engine" not in script(history.project)


def test_a_run_has_its_engine_and_devices_in_its_record_and_goes_on_with_it(iris, monkeypatch, capsys):
    usual, other = create("usual", project=iris), create("other", project=iris)
    train(usual)
    monkeypatch.setenv("PLUGKERAS_ENGINE", "Counting")
    monkeypatch.setattr(engine.contract._Current, "engine", None)
    train(other)
    assert (usual.info["engine"], usual.info["devices"]) == ("numpy", ["cpu:0"])
    assert (other.info["engine"], other.info["devices"]) == ("acme>Counting", ["abacus:0", "abacus:1"])
    assert (usual.project().fit.engine, other.project().fit.engine) == (None, "acme>Counting")
    assert usual.info["logs"] == other.info["logs"]
    assert main(["runs", "diff", "usual", "other"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "fit: engine none → acme>Counting"
    assert told[-1].split() == ["engine", "numpy", "on", "cpu:0", "acme>Counting", "on", "abacus:0,", "abacus:1"]
    train(other, epochs=2, engine="numpy")
    assert (other.info["engine"], other.info["epoch"], other.project().fit.engine) == ("numpy", 2, "numpy")


@pytest.mark.parametrize("command", [["train", "iris.json"], ["runs", "resume", "a"], ["runs", "fork", "a", "--at=1"]])
def test_what_trains_takes_an_engine_and_refuses_one_that_cannot_be_had(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([*command, "--engine", "Countin"])
    said = "argument --engine: no engines named 'Countin'; did you mean 'Counting'?"
    assert (ended.value.code, said in capsys.readouterr().err) == (2, True)


def test_an_engine_that_is_asked_for_is_handed_on_to_the_worker(iris, tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr(training, "followed", lambda run, args, *options: started.append((run, options)) or 0)
    (tmp_path / "iris.json").write_text(iris.to_text())
    assert main(["train", "iris.json", "--engine", "Counting"]) == 0
    assert started[0][0].project().fit.engine == "Counting"
    train(started[0][0])
    assert main(["runs", "resume", "iris", "--epochs", "3", "--engine", "numpy"]) == 0
    assert started[1][1] == ("--epochs", "3", "--engine", "numpy")
    assert main(["runs", "fork", "iris", "--at", "1", "--engine", "numpy"]) == 0
    assert started[2][0].info["parent"]["changes"] == ["fit: engine Counting → numpy"]


# -- a machine without the package of an engine --------------------------------------------------------------


@pytest.fixture
def without_jax(monkeypatch):
    """No jax can be imported, whatever is installed."""
    for name in [n for n in sys.modules if n.partition(".")[0] in ("jax", "jaxlib", "plugkeras_jax")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "jax", None)


SENTENCE = "'jax' needs 'jax', which is not installed: pip install 'plugkeras[jax]'"


@pytest.mark.usefixtures("without_jax")
def test_without_jax_its_engine_is_listed_and_said_to_need_it_by_whoever_asks_for_it(
    iris, monkeypatch, capsys, tmp_path
):
    assert "jax" in host().names("engines")
    chosen = set_value(iris, "fit.engine", "jax")
    assert [p.what for p in check(chosen).errors] == [f"{SENTENCE}."]
    for asks in (lambda: keras.set_engine("jax"), lambda: train(create("a", project=chosen))):
        with pytest.raises(PlugkerasError) as refused:
            asks()
        assert str(refused.value) == SENTENCE
    assert main(["run", "--engine", "jax", "script.py"]) == 1
    assert capsys.readouterr().err == f"plugkeras: {SENTENCE}\n"
    assert main(["plugins", "jax"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"the engine jax cannot be used: {SENTENCE}"
    monkeypatch.setenv("PLUGKERAS_ENGINE", "jax")
    monkeypatch.setattr(engine.contract._Current, "engine", None)
    with pytest.raises(PlugkerasError) as refused:
        keras.Variable([1.0])
    assert str(refused.value) == SENTENCE


@pytest.mark.usefixtures("without_jax")
def test_a_jax_that_is_broken_gives_its_own_reason(tmp_path, monkeypatch):
    monkeypatch.delitem(sys.modules, "jax")
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "jax.py").write_text("raise RuntimeError('jaxlib is version 0.1, but 0.5 is needed')")
    with pytest.raises(PlugkerasError, match="RuntimeError: jaxlib is version 0.1, but 0.5 is needed"):
        keras.set_engine("jax")


def test_neither_import_nor_the_list_of_plugins_loads_jax():
    code = (
        "import sys, plugkeras as keras; from plugkeras.cli import main\n"
        "keras.layers.Dense(1); main(['plugins']); sys.exit('jax' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL).returncode == 0
