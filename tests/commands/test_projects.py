"""``plugkeras new``, ``validate``, ``summary`` and ``export`` of projects, and the templates."""

import json
import subprocess
import sys

import numpy as np
import pytest

from plugkeras.host import host
from plugkeras.project import Project
from plugkeras.project.building import compiled, fit_arguments, model_of
from plugkeras.project.checking import check
from plugkeras.project.data import prepare
from plugkeras.random import set_random_seed

TEMPLATES = host().standard_names("templates")
FETCHED = {"mnist", "imdb"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_a_project_without_a_problem_that_says_what_it_is(name):
    project = host().get("templates", name)()
    facts = None if name in FETCHED else prepare(project.data).facts
    assert (project.name, project.to_text()) == (name, Project.from_text(project.to_text()).to_text())
    assert project.note
    assert check(project, facts).problems == ()


def trained(project):
    """The history of a training, and the accuracy, or the loss, of the test rows."""
    set_random_seed(project.fit.seed)
    data = prepare(project.data)
    model = compiled(project, model_of(project, data.facts.input_shape))
    history = model.fit(*data.train, validation_data=data.validation, verbose=0, **fit_arguments(project))
    return history.history


GOOD = [("spirals", "val_accuracy", 0.97), ("sine", "val_loss", 0.03), ("iris", "val_accuracy", 0.88)]
SLOW = [
    *(("moons", "val_accuracy", 0.93), ("blobs", "val_accuracy", 0.95), ("digits", "val_accuracy", 0.95)),
    *(("digits-mlp", "val_accuracy", 0.94), ("digits-vgg", "val_accuracy", 0.94)),
    *(("digits-conv1d", "val_accuracy", 0.94), ("digits-lstm", "val_accuracy", 0.9)),
    ("digits-stateful", "val_accuracy", 0.85),
]


def rows():
    return [*GOOD, *(pytest.param(*row, marks=pytest.mark.slow) for row in SLOW)]


def test_every_template_that_needs_no_network_is_trained_in_a_test():
    assert {row[0] for row in (*GOOD, *SLOW)} == set(TEMPLATES) - FETCHED


@pytest.mark.parametrize(("name", "measure", "bound"), rows())
def test_a_template_learns_what_it_is_for(name, measure, bound):
    reached = trained(host().get("templates", name)())[measure][-1]
    assert reached < bound if "loss" in measure else reached > bound


def test_new_lists_the_templates_with_what_they_are(plugkeras):
    told = plugkeras("new", "--list")
    assert told.status == 0
    assert [line.split()[0] for line in told.out.splitlines()] == TEMPLATES


def test_new_writes_a_project_and_replaces_none_unasked(plugkeras, here):
    assert plugkeras("new", "iris").status == 0
    first = (here / "iris.json").read_text()
    assert Project.from_text(first) == host().get("templates", "iris")()
    (here / "iris.json").write_text("mine")
    again = plugkeras("new", "iris")
    assert (again.status, again.err) == (
        2,
        "plugkeras new: iris.json is there already; say another PATH, or --force to replace it.\n",
    )
    assert plugkeras("new", "iris", "--force").status == 0
    assert (here / "iris.json").read_text() == first


def write_table(path, rows=60):
    lines = [f"{n % 7},{'red' if n % 2 else 'blue'},{'yes' if n % 7 > 3 else 'no'}" for n in range(rows)]
    path.write_text("\n".join(["number,colour,bought", *lines]) + "\n")


def test_new_makes_a_project_for_a_table_whose_paths_begin_where_it_lies(plugkeras, here):
    (here / "data").mkdir()
    write_table(here / "data" / "shop.csv")
    assert plugkeras("new", "data/shop.csv").status == 0
    project = Project.from_text((here / "shop.json").read_text())
    assert dict(project.data.source.arguments) == {"path": "data/shop.csv"}
    assert project.model.layers[-1].part.arguments["activation"] == "sigmoid"
    assert plugkeras("validate", "shop.json").out == "shop.json: no problems\n"


SHAPES = [
    ((40, 5), np.float32, ["Dense", "Dense", "Dense"]),
    ((40, 6, 3), np.float32, ["LSTM", "Dense"]),
    (
        (40, 8, 8),
        np.uint8,
        ["Reshape", "Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Flatten", "Dense", "Dense"],
    ),
    ((40, 4, 4, 3), np.float32, ["Conv2D", "MaxPooling2D", "Flatten", "Dense", "Dense"]),
    ((40, 2, 2, 1), np.float32, ["Flatten", "Dense", "Dense"]),
]


@pytest.mark.parametrize(("shape", "dtype", "layers"), SHAPES)
def test_a_model_is_made_for_arrays_of_every_shape_and_trains(plugkeras, here, shape, dtype, layers):
    x = np.random.RandomState(0).uniform(0, 9, shape).astype(dtype)
    np.savez(here / "data.npz", x=x, y=np.arange(len(x)) % 3)
    assert plugkeras("new", "data.npz").status == 0
    project = Project.from_text((here / "data.json").read_text())
    assert [layer.part.name for layer in project.model.layers] == layers
    assert check(project, prepare(project.data, here).facts).errors == ()


WRONG = [
    (["new"], "say which template; plugkeras new --list lists them"),
    (["new", "spiral"], "did you mean 'spirals'?"),
    (["new", "none.csv"], "There is no file none.csv, and no template of that name."),
    (["new", "iris", "no/such/folder.json"], "there is no folder"),
    (["validate", "none.json"], "There is no file none.json"),
    (["validate"], "the following arguments are required: PROJECT"),
    (["validate", "broken.json"], "broken.json: "),
    (["summary", "nobody"], "nobody is no file, and no run has that name"),
    (["export", "iris.json", "-o", "broken.json"], "broken.json is there already"),
    (["train"], "say which project"),
    (["train", "iris.json", "--set", "fit.epochs"], "say path=value"),
    (["train", "iris.json", "--set", "fit.epoch=3"], "did you mean"),
    (["train", "iris.json", "--set", "layers.hidden.units=many"], "units"),
    (["train", "iris.json", "--epochs", "0"], "'0' is no whole number of at least 1"),
    (["train", "iris.json", "--max-time", "soon"], "'soon' is no time: say 90s, 5m or 1h30m"),
    (["train", "iris.json", "--json", "--quiet"], "not allowed with argument"),
    (["train", "--resume", "--set", "fit.epochs=3"], "a run goes on as it was"),
    (["train", "--resume"], "There are no runs"),
    (["train", "none.csv"], "There is no file none.csv"),
]


@pytest.mark.parametrize(("argv", "said"), WRONG, ids=[" ".join(row[0]) for row in WRONG])
def test_what_is_wrong_is_one_sentence_and_status_2(plugkeras, here, argv, said):
    plugkeras("new", "iris")
    (here / "broken.json").write_text("{nonsense")
    told = plugkeras(*argv)
    assert (told.status, told.out) == (2, "")
    assert told.err.startswith(f"plugkeras {argv[0]}: ")
    assert said in told.err
    assert told.err.count("\n") == 1


@pytest.fixture
def flawed(plugkeras, here):
    """A project with a head that does not fit its data."""
    plugkeras("new", "iris")
    said = json.loads((here / "iris.json").read_text())
    said["model"]["layers"][-1]["units"] = 2
    (here / "iris.json").write_text(json.dumps(said))
    return here / "iris.json"


def test_validate_says_what_is_wrong_and_mends_it(plugkeras, flawed):
    told = plugkeras("validate", "iris.json")
    assert told.status == 2
    assert "error    " in told.out
    assert "fix: " in told.out
    found = plugkeras("validate", "iris.json", "--json").json
    assert found["ok"] is False
    assert found["problems"][0]["severity"] == "error"
    assert found["problems"][0]["fixes"]
    before = flawed.read_text()
    mended = plugkeras("validate", "iris.json", "--fix")
    assert mended.status == 0
    assert "output: units 2 → 3" in mended.out
    assert flawed.read_text() != before
    assert plugkeras("validate", "iris.json").status == 0


def test_validate_without_the_data_says_less(plugkeras, flawed):
    assert plugkeras("validate", "iris.json", "--no-data").status == 0


def test_a_project_with_an_error_is_not_trained(plugkeras, flawed, here):
    told = plugkeras("train", "iris.json")
    assert (told.status, told.out) == (2, "")
    assert "it was not trained (plugkeras validate iris.json --fix applies the first fixes)" in told.err
    assert not (here / ".plugkeras").exists()


def test_data_that_are_not_there_are_a_problem_of_the_data(plugkeras, here):
    write_table(here / "shop.csv")
    plugkeras("new", "shop.csv")
    (here / "shop.csv").unlink()
    told = plugkeras("validate", "shop.json")
    assert told.status == 2
    assert "data.source: " in told.out


def test_summary_has_shapes_counts_and_the_data(plugkeras):
    plugkeras("new", "iris")
    told = plugkeras("summary", "iris.json", "--data")
    assert told.status == 0
    for said in ("hidden", "(None, 16)", "131", "sparse_categorical_crossentropy", "120"):
        assert said in told.out
    assert plugkeras("summary", "iris.json", "--json").json["totals"]["parameters"] == 131


def test_code_is_not_imported_unless_the_person_says_so(plugkeras, here):
    (here / "mine.py").write_text(
        "import numpy as np\nopen('ran', 'w')\ndef load():\n    return np.ones((40, 4), 'float32'), np.arange(40) % 3\n"
    )
    plugkeras("new", "iris")
    said = json.loads((here / "iris.json").read_text())
    said["data"] = {"source": {"class": "Function", "function": "mine:load"}}
    (here / "iris.json").write_text(json.dumps(said))
    refused = plugkeras("train", "iris.json")
    assert refused.status == 2
    assert "mine.py" in refused.err
    assert not (here / "ran").exists()
    allowed = plugkeras("validate", "iris.json", "--trust")
    assert "allowed: mine:load" in allowed.err
    assert (here / "ran").exists()
    assert "mine.py" not in plugkeras("validate", "iris.json").out


def test_the_script_of_a_project_trains_to_the_same_losses(plugkeras, here):
    plugkeras("new", "iris")
    assert plugkeras("export", "iris.json", "-o", "iris.py").out == "iris.py: python iris.py trains it\n"
    done = subprocess.run([sys.executable, "iris.py"], capture_output=True, text=True, cwd=here)
    assert done.returncode == 0, done.stderr
    history = trained(Project.from_text((here / "iris.json").read_text()))
    told = dict(line.split(": ") for line in done.stdout.splitlines() if line.startswith(("loss: ", "val_loss: ")))
    assert told == {name: str(history[name][-1]) for name in ("loss", "val_loss")}
    assert (here / "iris.keras").exists()
