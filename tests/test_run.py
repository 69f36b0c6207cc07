"""``plugkeras run``: scripts as they are, with ``keras`` and ``tensorflow.keras`` by all their names."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import plugkeras
from plugkeras.cli import main
from plugkeras_std.commands import keras_names

GUIDE = sorted((Path(__file__).parent / "guide").glob("*.py"))
SLOW = {"vgg", "mlp_binary"}


def plugkeras_run(*argv, folder, **environment):
    """Run the command in ``folder``."""
    settings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PLUGKERAS_PLUGINS": ""}
    command = [sys.executable, "-m", "plugkeras.cli", "run", *map(str, argv)]
    return subprocess.run(command, cwd=folder, env={**settings, **environment}, capture_output=True, text=True)


@pytest.fixture
def script(tmp_path):
    """Write a script of these lines, run it with these arguments, and return what came of it."""

    def run(*lines, argv=(), name="script.py", **environment):
        (tmp_path / name).write_text("\n".join(lines) + "\n")
        return plugkeras_run(name, *argv, folder=tmp_path, **environment)

    return run


@pytest.mark.parametrize(
    "path", [pytest.param(p, marks=[pytest.mark.slow] if p.stem in SLOW else [], id=p.stem) for p in GUIDE]
)
def test_a_script_of_the_sequential_guide_runs_unchanged(path, tmp_path):
    done = plugkeras_run(path, folder=tmp_path)
    assert (done.returncode, done.stdout.splitlines()[-1][: len(path.stem) + 9]) == (0, f"guide {path.stem} ok"), done


# -- names -----------------------------------------------------------------------------------------


@pytest.fixture
def names():
    """``keras`` and ``tensorflow`` in this process, for as long as the test takes."""
    keras_names.install()
    yield
    del sys.meta_path[0]
    for name in [n for n in sys.modules if n.partition(".")[0] in ("keras", "tensorflow", "tf_keras")]:
        del sys.modules[name]


IMPORTS = [
    ("import keras", "keras.layers.Dense", "layers.Dense"),
    ("import keras", "keras.Sequential", "Sequential"),
    ("import keras", "keras.Input", "layers.Input"),
    ("import keras.backend as K", "K.mean", "backend.mean"),
    ("from keras import backend as K", "K.floatx", "backend.floatx"),
    ("from keras import config", "config.set_floatx", "backend.set_floatx"),
    ("from keras import layers", "layers.Dense", "layers.Dense"),
    ("from keras.layers import *", "Dense", "layers.Dense"),
    ("from keras.models import *", "Sequential", "models.Sequential"),
    ("from keras.backend import *", "l2_normalize", "backend.l2_normalize"),
    ("from keras.engine.topology import *", "Layer", "Layer"),
    ("from keras.models import Sequential, load_model, model_from_json", "load_model", "models.load_model"),
    ("from keras.layers.core import Dense, Dropout, Activation, Flatten", "Flatten", "layers.Flatten"),
    ("from keras.layers.convolutional import Conv2D", "Conv2D", "layers.Conv2D"),
    ("from keras.layers.pooling import MaxPooling2D", "MaxPooling2D", "layers.MaxPooling2D"),
    ("from keras.layers.recurrent import LSTM", "LSTM", "layers.LSTM"),
    ("from keras.layers.embeddings import Embedding", "Embedding", "layers.Embedding"),
    ("from keras.layers.normalization import BatchNormalization", "BatchNormalization", "layers.BatchNormalization"),
    ("from keras.layers.advanced_activations import LeakyReLU", "LeakyReLU", "layers.LeakyReLU"),
    ("from keras.layers.noise import Dropout", "Dropout", "layers.Dropout"),
    ("from keras.layers.wrappers import TimeDistributed", "TimeDistributed", "layers.TimeDistributed"),
    ("from keras.layers.experimental import preprocessing", "preprocessing.Flatten", "layers.Flatten"),
    ("from keras.engine.topology import Layer", "Layer", "Layer"),
    ("from keras.engine import Layer", "Layer", "Layer"),
    ("from keras.engine.base_layer import Layer", "Layer", "Layer"),
    ("from keras.engine.sequential import Sequential", "Sequential", "Sequential"),
    ("from keras.objectives import mean_squared_error", "mean_squared_error", "losses.mean_squared_error"),
    ("from keras import initializations", "initializations.get", "initializers.get"),
    ("from keras.optimizers import SGD", "SGD", "optimizers.SGD"),
    ("from keras.optimizers.legacy import Adam", "Adam", "optimizers.Adam"),
    ("from keras.optimizers import schedules", "schedules.CosineDecay", "optimizers.schedules.CosineDecay"),
    ("from keras.optimizers.schedules import CosineDecay", "CosineDecay", "optimizers.schedules.CosineDecay"),
    ("from keras.callbacks import EarlyStopping", "EarlyStopping", "callbacks.EarlyStopping"),
    ("from keras.constraints import MaxNorm", "MaxNorm", "constraints.MaxNorm"),
    ("from keras.regularizers import L2", "L2", "regularizers.L2"),
    ("from keras.metrics import Precision", "Precision", "metrics.Precision"),
    ("from keras.activations import relu", "relu", "activations.relu"),
    ("from keras import ops", "ops.matmul", "ops.matmul"),
    ("from keras import random", "random.normal", "random.normal"),
    ("from keras.saving import load_model", "load_model", "saving.load_model"),
    ("from keras.utils import np_utils", "np_utils.to_categorical", "utils.to_categorical"),
    ("from keras.utils.np_utils import to_categorical", "to_categorical", "utils.to_categorical"),
    ("from keras.utils.generic_utils import Progbar", "Progbar", "utils.Progbar"),
    ("from keras.utils.data_utils import get_file", "get_file", "utils.get_file"),
    ("from keras.preprocessing import sequence", "sequence.pad_sequences", "utils.pad_sequences"),
    ("from keras.preprocessing.sequence import pad_sequences", "pad_sequences", "utils.pad_sequences"),
    ("from keras.preprocessing.text import Tokenizer", "Tokenizer", "preprocessing.text.Tokenizer"),
    ("from keras.preprocessing.text import *", "one_hot", "preprocessing.text.one_hot"),
    (
        "from keras.preprocessing.image import ImageDataGenerator, array_to_img, load_img",
        "ImageDataGenerator",
        "preprocessing.image.ImageDataGenerator",
    ),
    ("from keras.preprocessing import image", "image.load_img", "utils.load_img"),
    ("from keras.utils.image_utils import img_to_array", "img_to_array", "utils.img_to_array"),
    (
        "from keras.wrappers.scikit_learn import KerasClassifier",
        "KerasClassifier",
        "wrappers.scikit_learn.KerasClassifier",
    ),
    ("from keras.layers.local import LocallyConnected2D", "LocallyConnected2D", "layers.LocallyConnected2D"),
    ("from keras.layers import Highway, Deconvolution2D", "Highway", "layers.Highway"),
    ("from keras.datasets import mnist", "mnist.load_data", "datasets.mnist.load_data"),
    ("from keras.datasets.mnist import load_data", "load_data", "datasets.mnist.load_data"),
    ("import keras.datasets.spirals as spirals", "spirals.load_data", "datasets.spirals.load_data"),
    ("from keras.api.layers import Dense", "Dense", "layers.Dense"),
    ("import keras.api.models", "keras.api.models.Sequential", "models.Sequential"),
    ("import tensorflow as tf", "tf.keras.layers.Dense", "layers.Dense"),
    ("import tensorflow as tf", "tf.keras.datasets.mnist.load_data", "datasets.mnist.load_data"),
    ("import tensorflow as tf", "tf.random.set_seed", "utils.set_random_seed"),
    ("from tensorflow import keras", "keras.losses.MeanSquaredError", "losses.MeanSquaredError"),
    ("import tensorflow.keras as keras", "keras.utils.to_categorical", "utils.to_categorical"),
    ("import tensorflow.keras.backend as K", "K.sum", "backend.sum"),
    ("from tensorflow.keras.layers import Dense", "Dense", "layers.Dense"),
    ("from tensorflow.keras.models import Sequential", "Sequential", "models.Sequential"),
    ("from tensorflow.python.keras.layers import Dense", "Dense", "layers.Dense"),
    ("from tensorflow.random import set_seed", "set_seed", "utils.set_random_seed"),
    ("from tensorflow import set_random_seed", "set_random_seed", "utils.set_random_seed"),
    ("import tf_keras as keras", "keras.layers.Dense", "layers.Dense"),
]


def value(path, scope):
    first, *rest = path.split(".")
    found = scope[first]
    for name in rest:
        found = getattr(found, name)
    return found


@pytest.mark.parametrize(("statement", "spelt", "meant"), IMPORTS)
def test_an_import_gives_plugkeras_s_own_object(names, statement, spelt, meant):
    scope = {}
    exec(statement, scope)
    expected = value(meant, {name: getattr(plugkeras, name) for name in plugkeras.__all__})
    assert value(spelt, scope) == expected  # a dataset that is drawn has a new bound method each time


def test_every_path_of_the_table_can_be_imported(names):
    for path in keras_names.MODULES:
        exec(f"import {'.'.join(filter(None, ('keras', path)))}", {})


def test_a_module_is_one_object_under_all_its_names(names):
    import keras.layers
    import tensorflow.keras.layers
    from tensorflow import keras as other

    assert tensorflow.keras is keras is other
    assert tensorflow.keras.layers is keras.layers is sys.modules["keras.layers"]


def test_the_version_is_that_of_the_keras_whose_api_is_spoken(names):
    import keras

    assert keras.__version__ == keras.version() == keras_names.KERAS_VERSION
    assert int(keras.__version__.split(".")[0]) == 3


def test_dir_lists_submodules_and_names(names):
    import keras

    assert {"layers", "preprocessing", "Sequential"} <= set(dir(keras))
    assert {"Dense", "core", "get_config"} & set(dir(keras.layers)) == {"Dense", "core"}


ABSENT = [
    ("from keras.layers import Dens", ImportError, "cannot import 'Dens' from 'keras.layers': .*did you mean 'Dense'"),
    ("from keras.models import Sequentil", ImportError, "did you mean 'Sequential'"),
    ("import keras.layer", ImportError, "cannot import 'layer' from 'keras'"),
    ("import keras.utlis", ModuleNotFoundError, "did you mean 'utils'"),
    ("from keras.dataset import mnist", ImportError, "did you mean 'datasets'"),
    ("from keras.datasets import mnits", ImportError, "did you mean 'mnist'"),
    ("import keras.layers.Dense", ImportError, "not a module: from keras.layers import Dense"),
    ("from keras.backend import placeholder", ImportError, "Nothing here is symbolic"),
    ("from keras.backend.tensorflow_backend import set_session", ImportError, "no session: leave the line out"),
    ("from keras import host", ImportError, "keras has no 'host'"),
    ("import keras; keras.layers.Dens", AttributeError, "did you mean 'Dense'"),
    ("import keras; keras.layer", AttributeError, "keras has no 'layer'"),
    ("import keras; keras.losses.ops", AttributeError, "'ops'"),
    ("import tensorflow as tf; tf.__version__", AttributeError, "no tensorflow.__version__: TensorFlow itself is not"),
    ("import tensorflow as tf; tf.Session()", AttributeError, "no tensorflow.Session: TensorFlow itself is not here"),
    ("import tensorflow.compat.v1 as tf", ImportError, "only tensorflow.keras and tensorflow.random.set_seed"),
]


@pytest.mark.parametrize(("statement", "error", "words"), ABSENT)
def test_a_name_that_is_not_there_is_an_error_with_the_nearest_one(names, statement, error, words):
    with pytest.raises(error, match=words):
        exec(statement, {})


def test_a_try_around_an_import_finds_out_what_is_there(names):
    import importlib.util

    import keras

    assert hasattr(keras.layers, "Dense")
    assert not hasattr(keras.layers, "Attention2D")
    assert importlib.util.find_spec("keras.layers.core").name == "keras.layers.core"


# -- running ---------------------------------------------------------------------------------------


def test_a_script_finds_itself_as_python_would_have_it(script, tmp_path):
    (tmp_path / "beside.py").write_text("import keras\n")
    lines = ["import sys, beside, pickle", "class Thing: pass", "thing = pickle.loads(pickle.dumps(Thing()))"]
    shown = "print(__name__, sys.argv, __file__, sys.path[0], beside.keras.__name__, type(thing) is Thing)"
    done = script(*lines, shown, argv=["-x", "--help", "1"])
    expected = f"__main__ {['script.py', '-x', '--help', '1']} {tmp_path / 'script.py'} {tmp_path} keras True\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")


def test_a_module_is_run_with_m(script, tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "__init__.py").touch()
    (tmp_path / "inner" / "job.py").write_text("import sys, keras\nprint(__name__, sys.argv[1:], keras.__name__)\n")
    done = plugkeras_run("-m", "inner.job", "-y", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "__main__ ['-y'] keras\n", "")


@pytest.mark.parametrize(
    ("line", "status", "error"),
    [("raise SystemExit", 0, ""), ("import sys; sys.exit(3)", 3, ""), ("exit('no data')", 1, "no data\n")],
)
def test_the_exit_status_is_the_script_s_own(script, line, status, error):
    done = script(line)
    assert (done.returncode, done.stderr) == (status, error)


def test_a_traceback_begins_in_the_script(script, tmp_path):
    done = script("def divide():", "    return 1 / 0", "", "divide()")
    lines = done.stderr.splitlines()
    assert done.returncode == 1
    assert lines[:2] == ["Traceback (most recent call last):", f'  File "{tmp_path}/script.py", line 4, in <module>']
    assert [line for line in lines if line.startswith("  File ") and "script.py" not in line] == []
    assert lines[-1] == "ZeroDivisionError: division by zero"


ERRORS = [
    (("from keras.layers import Dens",), "cannot import 'Dens' from 'keras.layers'"),
    (("import keras", "keras.layers.Dense(-1)"), "Dense"),
    (("import keras", "keras.layers.Dens"), "did you mean 'Dense'?"),
    (("import keras.backend as K", "K.placeholder()"), "call the functions on arrays."),
    (("import keras", "keras.Sequential().fit([1])"), "fit: call compile(optimizer, loss) before it."),
]


@pytest.mark.parametrize(("lines", "words"), ERRORS)
def test_an_error_of_plugkeras_shows_the_script_s_lines_and_its_sentence(script, lines, words):
    done = script(*lines)
    frames = [line for line in done.stderr.splitlines() if line.startswith("  File ")]
    assert (done.returncode, len(frames)) == (1, 1), done.stderr
    assert f'script.py", line {len(lines)}' in frames[0]
    assert words in done.stderr.splitlines()[-1]


def test_the_whole_traceback_is_shown_for_debugging(script):
    done = script(*ERRORS[-1][0], PLUGKERAS_DEBUG="1")
    assert 'trainer.py"' in done.stderr


def test_a_syntax_error_is_shown_as_python_shows_it(script, tmp_path):
    done = script("print 'Keras 0.3'")
    assert done.returncode == 1
    assert done.stderr.startswith(f'  File "{tmp_path}/script.py", line 1\n    print ')
    assert "SyntaxError: Missing parentheses" in done.stderr


OLD = ["from keras.layers import Dense", "for n in 1, 2:", "    Dense(output_dim=n)", "Dense(output_dim=3)"]
HINT = "script.py:3: Dense: `output_dim` is now called `units`.\n"


def test_an_old_spelling_is_hinted_at_once_in_one_line(script):
    assert script(*OLD).stderr == HINT


def test_python_s_own_options_for_warnings_are_obeyed(script):
    assert script(*OLD, PYTHONWARNINGS="ignore").stderr == ""


def test_other_warnings_look_as_ever(script, tmp_path):
    done = script("import warnings", "warnings.warn('mind the gap')")
    assert done.stderr == f"{tmp_path}/script.py:2: UserWarning: mind the gap\n  warnings.warn('mind the gap')\n"


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["missing.py"], "plugkeras: the script missing.py cannot be read: No such file or directory\n"),
        (["folder"], "plugkeras: the script folder cannot be read: Is a directory\n"),
        (["-m", "no_such_module"], "plugkeras: there is no module no_such_module to run, neither in this folder nor"),
        (["-m", "no_such.module"], "plugkeras: there is no module no_such.module to run"),
    ],
)
def test_what_cannot_be_run_is_one_sentence(tmp_path, argv, said):
    (tmp_path / "folder").mkdir()
    done = plugkeras_run(*argv, folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith(said)


WRONG_USE = [([], 2), (["-m"], 2), (["-q", "x.py"], 2), (["--engine"], 2), (["--engine", "numpy"], 2)]


@pytest.mark.parametrize(("argv", "status"), [(["--help"], 0), (["-h"], 0), *WRONG_USE])
def test_help_and_wrong_use(argv, status, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["run", *argv])
    assert ended.value.code == status
    assert "usage: plugkeras run [--engine NAME] SCRIPT [ARGS]" in "".join(capsys.readouterr())
