"""What files of models hold besides weights: the files of layers, and objects of plain classes."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

import plugkeras as keras
from plugkeras.errors import ArgumentError, UnsafeFile
from plugkeras.host import Host, use
from plugkeras.saving import Format, register_keras_serializable


@keras.register
class Words(keras.Layer):
    """Numbers that stand for words; the words are a file of its own."""

    def __init__(self, words=(), **kwargs):
        super().__init__(**kwargs)
        self.words = list(words)

    def get_config(self):
        return {"name": self.name}

    def call(self, x):
        return x

    def save_assets(self, inner_path):
        (Path(inner_path) / "vocabulary.txt").write_text("\n".join(self.words))

    def load_assets(self, inner_path):
        self.words = (Path(inner_path) / "vocabulary.txt").read_text().split("\n")


def model_with(*words):
    return keras.Sequential([keras.Input((2,)), *(Words(some) for some in words), keras.layers.Dense(1)])


def test_the_files_of_layers_come_back_each_to_its_layer(tmp_path):
    model_with(["a", "b"], ["ccc"]).save(tmp_path / "m.keras")
    with zipfile.ZipFile(tmp_path / "m.keras") as archive:
        kept = [name for name in archive.namelist() if name.startswith("assets/")]
    assert kept == ["assets/layers/words/vocabulary.txt", "assets/layers/words_1/vocabulary.txt"]
    layers = keras.models.load_model(tmp_path / "m.keras").layers
    assert [layers[0].words, layers[1].words] == [["a", "b"], ["ccc"]]


@pytest.mark.parametrize("name", ["../out.txt", "layers/words/../../../out.txt", "layers/words/c:\\out.txt"])
def test_a_file_of_a_layer_that_points_out_of_its_folder_is_refused(tmp_path, name):
    path = tmp_path / "m.keras"
    model_with(["a"]).save(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(f"assets/{name}", "harm")
    with pytest.raises(UnsafeFile, match="points out of"):
        keras.models.load_model(path)
    assert not list(tmp_path.rglob("out.txt"))


class Blob(Format):
    """Keeps nothing at all."""

    def write(self, path, saved):
        path.write_bytes(b"x")

    def read(self, path):
        raise NotImplementedError


class Manifest:
    PLUGKERAS_API = 1

    @staticmethod
    @keras.hookimpl
    def register_formats():
        return {".blob": Blob}


def test_a_format_that_keeps_no_files_of_layers_refuses_a_model_with_some(tmp_path):
    with use(Host([Manifest()], standard=True)):
        keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]).save(tmp_path / "without.blob")
        with pytest.raises(ArgumentError, match=r"keep no assets of layers .*vocabulary.txt"):
            model_with(["a"]).save(tmp_path / "with.blob")
    assert not (tmp_path / "with.blob").exists()


@register_keras_serializable(package="acme", name="Span")
class Span:
    """No part, but an argument of one."""

    def __init__(self, low, high):
        self.low, self.high = low, high

    def get_config(self):
        return {"low": self.low, "high": self.high}


@keras.register
class Within(keras.Layer):
    def __init__(self, span, **kwargs):
        super().__init__(**kwargs)
        self.span = span

    def call(self, x):
        return keras.ops.clip(x, self.span.low, self.span.high)


def test_an_object_of_a_registered_plain_class_comes_back_with_its_layer(tmp_path):
    keras.Sequential([keras.Input((1,)), Within(Span(-1, 2))]).save(tmp_path / "m.keras")
    same = keras.models.load_model(tmp_path / "m.keras")
    assert isinstance(same.layers[0].span, Span)
    assert same.predict(np.array([[-5.0], [5.0]]), verbose=0).tolist() == [[-1], [2]]
    assert keras.saving.serialize_keras_object(Span(0, 1))["registered_name"] == "acme>Span"
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(Span(0, 1)))
    assert (again.low, again.high) == (0, 1)


def test_a_plain_class_without_a_config_cannot_be_registered():
    with pytest.raises(ArgumentError, match="Bare needs a method get_config"):
        register_keras_serializable()(type("Bare", (), {}))
