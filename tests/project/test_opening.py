"""Files that are opened as projects are not trusted; each that cannot be gets one sentence with its name."""

import json
from pathlib import Path

import pytest
from project_samples import SPIRALS, spirals

import plugkeras as keras
from plugkeras import hookimpl
from plugkeras.errors import ArgumentError, FileError, FormatError, PlugkerasError
from plugkeras.host import Host, use
from plugkeras.project import Part, Project, Table
from plugkeras.project.building import compiled, model_of, open_project
from plugkeras.project.keeping import save, stamp
from plugkeras.project.needs import missing
from plugkeras.project.starting import project_for

BEGUN = '{"plugkeras_project": 1'
HOSTILE = {
    "empty": ("", "no valid JSON"),
    "no JSON": (BEGUN, "no valid JSON"),
    "no object": ("[1, 2]", "no JSON object"),
    "no project": ('{"a": 1}', "This is no project"),
    "of a later version": ('{"plugkeras_project": 2}', "version 2, and this plugkeras knows 1"),
    "a version that is none": ('{"plugkeras_project": true}', "version number"),
    "a key twice": (BEGUN + ', "note": "a", "note": "b"}', "twice in one object"),
    "a key misspelt": (BEGUN + ', "modle": {}}', 'no "modle"; did you mean'),
    "100 MB": ("[" + "1," * (50 << 20), "longer than 16 MiB"),
    "nested 100 000 deep": (BEGUN + ', "data": {"learnt": ' + '{"a":' * 100_000, "nested too deeply"),
    "nested 60 deep": (BEGUN + ', "data": {"learnt": {"a": ' + "[" * 60 + "]" * 60 + "}}}", "more than 50 levels"),
    "a million values": (
        BEGUN + ', "data": {"learnt": {"a": [' + "1," * 1_000_000 + "1]}}}",
        "more than 500000 values",
    ),
    "6000 layers": (
        json.dumps({**SPIRALS, "model": {"layers": [{"class": "Dense", "as": f"d{n}"} for n in range(6000)]}}),
        "6000 layers",
    ),
    "an integer of 5000 digits": (BEGUN + ', "fit": {"seed": ' + "9" * 5000 + "}}", "no valid JSON"),
    "an integer of 30 digits": (BEGUN + ', "fit": {"seed": ' + "9" * 30 + "}}", "more than 64 bits"),
    "no number": (BEGUN + ', "data": {"learnt": {"mean": NaN}}}', "no number that a project can hold"),
    "half a character": (BEGUN + ', "note": "\\ud800"}', "halves of characters"),
    "bytes": (b"\xff\xfe{", "UTF-8"),
    "two layers of one name": (
        BEGUN + ', "model": {"layers": [{"class": "D", "as": "a"}, {"class": "E", "as": "a"}]}}',
        "'a'",
    ),
    "a layer without a name": (BEGUN + ', "model": {"layers": [{"class": "Dense"}]}}', '"as": "dense"'),
    "a layer with two names": (BEGUN + ', "model": {"layers": [{"class": "D", "as": "a", "name": "b"}]}}', '"name"'),
    "a name that is none": (BEGUN + ', "model": {"layers": [{"class": "D", "as": "\\u0007"}]}}', "cannot be the name"),
    "a class that is no name": (BEGUN + ', "compile": {"loss": {"class": ["mse"]}}}', "given by its name"),
    "a class of 100 000 characters": (BEGUN + ', "compile": {"loss": "' + "a" * 100_000 + '"}}', "cannot be the name"),
    "a section that is a list": (BEGUN + ', "fit": []}', '"fit" must be an object'),
    "epochs below one": (BEGUN + ', "fit": {"epochs": 0}}', "`fit.epochs` must be an integer of at least 1"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_file_that_is_no_project_is_refused_in_one_sentence(what, tmp_path):
    content, said = HOSTILE[what]
    file = tmp_path / "it.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(FormatError) as caught:
        open_project(file)
    message = str(caught.value)
    assert message.startswith(f"{file}: ")
    assert said in message
    assert len(message.removeprefix(str(file))) < 300
    assert "\n" not in message


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("nothing.json", None, "There is no file"),
        ("folder.json", "folder", "is a folder"),
        ("a.txt", b"hello", "no format has the suffix '.txt'"),
        ("a.keras", b"PK\x03\x04 cut", "damaged or cut short"),
        ("a.keras", b"hello", "is not what its name says"),
        ("a.weights.h5", b"\x89HDF\r\n\x1a\n", "weights alone"),
    ],
)
def test_what_is_no_file_to_open_is_refused_with_its_name(name, content, said, tmp_path):
    file = tmp_path / name
    file.mkdir() if content == "folder" else content is not None and file.write_bytes(content)
    with pytest.raises(PlugkerasError, match=said) as caught:
        open_project(file)
    assert str(file) in str(caught.value)


def test_a_project_in_a_file_of_any_name_is_known_by_how_it_begins(tmp_path):
    file = tmp_path / "mine.project"
    file.write_text("\ufeff\n" + spirals().to_text(), encoding="utf-8")
    assert open_project(str(file)) == spirals()


def test_a_project_is_written_one_layer_a_line_and_read_back():
    text = spirals().to_text()
    assert '      {"class": "Dense", "as": "hidden", "units": 16, "activation": "tanh"},\n' in text
    assert json.loads(text) == SPIRALS
    assert Project.from_text(text) == spirals()


SAVED = Path(__file__).parent.parent / "saving_files"


@pytest.mark.parametrize("name", ["mlp", "cnn", "rnn", "bent"])
def test_a_file_of_real_keras_opens_as_a_project_with_the_layers_that_loading_gives(name):
    file = SAVED / f"{name}.keras"
    model = keras.models.load_model(file)
    project = open_project(file)
    assert (project.name, missing(project)) == (name, ())
    again = compiled(project, model_of(project))
    assert again.get_config() == model.get_config()
    assert again.optimizer.get_config() == model.optimizer.get_config()


def test_a_file_whose_classes_are_not_here_opens_and_tells_which():
    with use(Host()):  # in which nobody has registered them
        told = [(m.where, m.name) for m in missing(open_project(SAVED / "own.keras"))]
    assert told == [("layers.tower", "Own>Tower")]


def test_an_architecture_opens_too_and_a_file_may_be_called_anything(tmp_path):
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    file = tmp_path / "a\nmodel.json"
    file.write_text(model.to_json())
    project = open_project(file)
    assert (project.name, model_of(project).get_config()) == ("untitled", model.get_config())


# -- saving -----------------------------------------------------------------------------------------


def test_a_project_is_saved_and_not_over_what_somebody_else_wrote(tmp_path):
    file = tmp_path / "spirals.json"
    first = save(spirals(), file)
    assert (first, open_project(file)) == (stamp(file), spirals())
    second = save(Project("another"), file, opened=first)
    file.write_text("{}")
    with pytest.raises(FileError, match="has been changed since it was opened"):
        save(spirals(), file, opened=second)
    assert file.read_text() == "{}"
    assert save(spirals(), file, opened=second, overwrite=True) == first
    with pytest.raises(FileError, match="exists already"):
        save(Project("a third"), file)
    file.unlink()
    assert save(spirals(), file, opened=second) == first
    assert list(tmp_path.iterdir()) == [file]


def test_a_model_is_not_overwritten_by_the_project_that_it_opened_as(tmp_path):
    file = tmp_path / "model.keras"
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    model.save(file)
    with pytest.raises(ArgumentError, match=r"a project is saved in a file whose name ends in \.json"):
        save(open_project(file), file, overwrite=True)
    assert keras.models.load_model(file).layers


# -- parts that are not here ------------------------------------------------------------------------

FOREIGN = {
    **SPIRALS,
    "model": {
        "layers": [
            {"class": "Input", "as": "input", "shape": [2]},
            {"class": "acme>Scale", "as": "scale", "by": 3.0},
            {"class": "Dense", "as": "dense", "units": 2, "activation": "acme>wave"},
            {"class": "Dense", "as": "head", "units": 1, "kernel_initializer": {"class": "Herbert", "seed": 3}},
        ]
    },
    "compile": {"optimizer": "acme>Slow", "metrics": ["accuracy", "acme>fit"]},
    "plugins": {"acme-layers": "1.2"},
}


def test_a_project_whose_parts_are_not_here_opens_and_tells_all_of_them(tmp_path):
    file = tmp_path / "foreign.json"
    file.write_text(json.dumps(FOREIGN))
    project = open_project(file)
    assert project.to_json() == FOREIGN
    told = {(m.where, m.kind, m.name) for m in missing(project)}
    assert told == {
        ("layers.scale", "layers", "acme>Scale"),
        ("layers.dense.activation", "activations", "acme>wave"),
        ("layers.head.kernel_initializer", "initializers", "Herbert"),
        ("compile.optimizer", "optimizers", "acme>Slow"),
        ("compile.metrics.1", "metrics", "acme>fit"),
    }
    assert all("acme-layers 1.2; if you trust that, pip install acme-layers" in str(m) for m in missing(project))


def test_nothing_is_missing_where_all_is_here():
    assert missing(spirals()) == ()


def test_without_a_word_of_plugins_the_nearest_name_is_told():
    project = Project.from_json({**SPIRALS, "compile": {"optimizer": "adamm"}})
    (found,) = missing(project)
    assert str(found).startswith("compile.optimizer: adamm: no optimizers named 'adamm'; did you mean 'Adam'")


def test_what_a_file_calls_a_distribution_is_not_repeated_unless_it_can_be_one():
    project = Project.from_json({**FOREIGN, "plugins": {"x; rm -rf /": "1"}})
    assert not any("rm -rf" in str(m) for m in missing(project))


class Wave(keras.Layer):
    """A stranger's."""

    def call(self, x):
        return x


class Manifest:
    """A stranger's manifest."""

    PLUGKERAS_API = 1

    @hookimpl
    def register_layers(self):
        return {"Wave": Wave}


def test_a_document_lists_the_plugins_whose_parts_it_names():
    with use(Host([Manifest()], standard=True)) as host:
        row = next(row for row in host.rows() if not row.is_standard)
        row.distribution, row.version = "acme-waves", "2.1"
        project = Project.of(keras.Sequential([Wave(name="wave")]))
        said = project.to_json()
        assert said["plugins"] == {"acme-waves": "2.1"}
        assert project.model.layers[0].part == Part(f"{row.name}>Wave", Table())
        assert missing(project) == ()
    with use(Host(standard=True)):
        assert Project.from_json(said).to_json() == said


def test_a_file_whose_name_is_no_title_gives_a_project_that_can_be_read_again(tmp_path):
    table = tmp_path / "two\nlines.csv"
    table.write_text("a,b,kind\n" + "".join(f"{n},{n % 7},{'xy'[n % 2]}\n" for n in range(20)))
    project = project_for(table, tmp_path)
    assert project.name == "data"
    assert Project.from_text(project.to_text()) == project
