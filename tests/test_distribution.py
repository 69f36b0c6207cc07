"""What the core says of devices: names and signatures as Keras has them, layouts, and what one device cannot do."""

import inspect

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import distribution
from plugkeras.distribution import DataParallel, DeviceMesh, LayoutMap, ModelParallel, TensorLayout
from plugkeras.errors import ArgumentError, PluginError, ShapeError

CPUS = [f"cpu:{number}" for number in range(8)]
SIGNATURES = {
    "list_devices": "(device_type=None)",
    "get_device_count": "(device_type=None)",
    "initialize": "(job_addresses=None, num_processes=None, process_id=None)",
    "DeviceMesh": "(shape, axis_names, devices=None)",
    "TensorLayout": "(axes, device_mesh=None)",
    "LayoutMap": "(device_mesh)",
    "DataParallel": "(device_mesh=None, devices=None, auto_shard_dataset=True)",
    "ModelParallel": "(*, layout_map, batch_dim_name=None, auto_shard_dataset=True)",
    "distribute_tensor": "(tensor, layout)",
    "distribution": "()",
    "set_distribution": "(value)",
}


@pytest.fixture
def mesh():
    return DeviceMesh((2, 4), ("batch", "model"), CPUS)


@pytest.fixture(autouse=True)
def _none_afterwards():
    yield
    distribution.set_distribution(None)


@pytest.mark.parametrize(("name", "signature"), SIGNATURES.items())
def test_names_and_arguments_are_those_of_keras(name, signature):
    found = inspect.signature(getattr(distribution, name))
    bare = [p.replace(annotation=inspect.Parameter.empty) for p in found.parameters.values()]
    assert str(inspect.Signature(bare)) == signature


def test_the_numpy_engine_has_one_device():
    assert distribution.list_devices() == distribution.list_devices("CPU") == ["cpu:0"]
    assert distribution.get_device_count("gpu") == 0


def test_a_training_on_the_one_device_may_be_called_distributed():
    with DataParallel().scope():
        assert distribution.distribution().num_model_replicas == 1
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        model.fit(np.ones((4, 3)), np.ones((4, 1)), verbose=0)
    assert distribution.distribution() is None


def test_another_engine_ends_a_distribution():
    distribution.set_distribution(DataParallel())
    keras.set_engine("numpy")
    assert distribution.distribution() is None


def test_a_mesh_is_a_grid_of_device_names(mesh):
    assert mesh.devices.tolist() == [CPUS[:4], CPUS[4:]]
    assert repr(mesh) == "<DeviceMesh shape=(2, 4), axis_names=('batch', 'model')>"


LOOKED_UP = {
    "m/dense_1/kernel": (None, "model"),
    "m/dense/bias": ("model",),
    "exactly.this": ("batch",),
    "exactly.that": None,
    "m/dense_1/kernel/more": None,
}


@pytest.fixture
def layouts(mesh):
    found = LayoutMap(mesh)
    found[r".*dense.*kernel"] = (None, "model")
    found[r".*bias"] = TensorLayout(["model"])
    found["exactly.this"] = TensorLayout(("batch",), mesh)
    return found


@pytest.mark.parametrize(("path", "axes"), LOOKED_UP.items())
def test_a_layout_is_found_by_a_pattern_that_matches_the_whole_path(layouts, path, axes):
    layout = layouts[path]
    assert (layout and layout.axes) == axes


def test_a_layout_map_is_like_a_dict_of_its_patterns(layouts, mesh):
    assert list(layouts) == [r".*dense.*kernel", ".*bias", "exactly.this"]
    assert layouts[".*bias"].device_mesh is mesh
    assert "m/dense/bias" not in layouts
    del layouts[".*bias"]
    assert len(layouts) == 2


class V:
    """What a distribution looks at of a Variable."""

    def __init__(self, path, *shape):
        self.path, self.shape = path, shape


def test_variables_that_no_pattern_names_are_whole_and_batches_are_spread_by_rows(layouts):
    spread = ModelParallel(layout_map=layouts)
    assert spread.get_variable_layout(V("m/dense/kernel", 3, 8)).axes == (None, "model")
    assert spread.get_variable_layout(V("m/lstm/kernel", 3, 8)).axes == (None, None)
    assert spread.get_data_layout((32, 10, 3)).axes == ("batch", None, None)
    assert spread.num_model_replicas == 2


REFUSED = {
    "the engine 'numpy' has no cpu:1, .*cpu:7, only cpu:0; the engine 'numpy' has one device, and another engine may "
    "have more": lambda m: distribution.set_distribution(DataParallel(devices=CPUS)),
    r"\(8,\) is 8 devices, and there are 1; .*another engine may": lambda m: DeviceMesh((8,), ("batch",)),
    r"\(2, 2\) is 4 devices, and there are 8\.": lambda m: DeviceMesh((2, 2), ("a", "b"), CPUS),
    "needs a name for each axis": lambda m: DeviceMesh((2, 4), ("a",), CPUS),
    "has no axis 'rows'": lambda m: TensorLayout(("rows", None), m),
    "has its mesh already": lambda m: setattr(TensorLayout((None,), m), "device_mesh", m),
    "must get a TensorLayout or a tuple of axes": lambda m: LayoutMap(m).update({".*": "model"}),
    "a layout for '.*' already": lambda m: LayoutMap(m).update([(".*", (None,)), (".*", (None,))]),
    "several keys match 'a'": lambda m: both(LayoutMap(m))["a"],
    "`layout_map` must be a LayoutMap": lambda m: ModelParallel(layout_map={}),
    "has no axis 'rows'.": lambda m: ModelParallel(layout_map=LayoutMap(m), batch_dim_name="rows"),
    "takes a DataParallel, a ModelParallel or None, not 3": lambda m: distribution.set_distribution(3),
    "needs a TensorLayout with a mesh": lambda m: distribution.distribute_tensor(np.zeros(3), TensorLayout((None,))),
    "2 addresses do not go with num_processes=3": lambda m: distribution.initialize("a:1,b:1", 3, 0),
    "`process_id` must be from 0 to 1, not 2": lambda m: distribution.initialize("a:1", 2, 2),
}


def both(layout_map):
    layout_map.update({"a|b": (None,), "a|c": (None,)})
    return layout_map


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_does_not_fit_is_refused_in_one_sentence(mesh, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        REFUSED[sentence](mesh)


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [((3, 6), r"kernel has shape \(3, 6\), and 6 cannot be cut into 4"), ((8,), "which the layout .* does not fit")],
)
def test_a_variable_that_cannot_be_cut_is_refused(layouts, shape, sentence):
    with pytest.raises(ShapeError, match=sentence):
        ModelParallel(layout_map=layouts).get_variable_layout(V("m/dense/kernel", *shape))


def test_an_engine_of_one_process_cannot_be_one_of_several():
    with pytest.raises(PluginError, match="The engine 'numpy' computes in one process"):
        distribution.initialize("127.0.0.1:1", 2, 0)


def test_what_is_not_given_is_read_from_the_variables_that_keras_reads(monkeypatch):
    monkeypatch.setenv("KERAS_DISTRIBUTION_NUM_PROCESSES", "many")
    with pytest.raises(ArgumentError, match="`num_processes` must be an integer, not 'many'"):
        distribution.initialize()
