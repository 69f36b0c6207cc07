"""Over many devices and processes a training has the losses that it has on one."""

import json
import os
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("jax")
pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).with_name("spread.py")
KINDS = ("mlp", "cnn", "lstm")


def started(devices, *arguments):
    """The script in a process that has so many devices."""
    environment = {**os.environ, "XLA_FLAGS": f"--xla_force_host_platform_device_count={devices}"}
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def told(process):
    """What it printed at its end."""
    out, errors = process.communicate(timeout=500)
    assert process.returncode == 0, errors[-3000:]
    return json.loads(out.splitlines()[-1])


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("spread")


@pytest.fixture(scope="module")
def devices(folder):
    return told(started(8, "devices", folder))


@pytest.fixture(scope="module")
def two(folder):
    port = free_port()
    processes = [started(2, "processes", folder, port, number) for number in (0, 1)]
    try:
        return [told(process) for process in processes]
    finally:
        for process in processes:
            process.kill()


@pytest.mark.parametrize("way", ["data", "model"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_training_over_eight_devices_has_the_losses_of_one(devices, kind, way):
    np.testing.assert_allclose(devices["losses"][kind][way], devices["losses"][kind]["one"], rtol=1e-5)


def test_importing_jax_leaves_the_random_numbers_of_a_script_as_they_were(devices):
    assert devices["drawn"] == np.random.RandomState(7).rand()


def test_eight_devices_of_few_cores_do_not_wait_for_each_other_for_ever(devices):
    assert 0 < devices["wide"] < 1


def test_variables_lie_in_parts_as_the_layout_map_says_from_the_moment_they_are_made(devices):
    assert devices["parts"] == [[[20, 8]], [[8]], [[32, 2]], [[2]]]
    assert devices["parts at once"] == devices["parts"]


def test_slots_lie_as_their_variables_do(devices):
    assert devices["parts of slots"] == [part for part in devices["parts"] for _ in ("momentum", "velocity")]


def test_a_batch_is_dealt_out_by_rows_and_one_that_cannot_be_is_given_to_all(devices):
    assert devices["parts of a batch"] == [[[16, 20]], [[10, 20]]]


def test_a_variable_that_cannot_be_cut_is_refused_with_its_path_and_shape(devices):
    assert "dense/kernel has shape (3, 6), and 6 cannot be cut into 4 equal parts along 'model'" in devices["refused"]


def test_a_tensor_is_laid_out_as_asked(devices):
    assert devices["parts of a tensor"] == [[2, 8]]


def test_a_file_that_one_arrangement_wrote_goes_on_in_another(devices):
    assert devices["went on"]["one"][-1] == 2 * 3 + 2
    np.testing.assert_allclose(devices["went on"]["data"], devices["went on"]["one"], rtol=1e-5)


def test_the_arrangement_may_change_between_two_epochs(devices):
    np.testing.assert_allclose(devices["changed"]["data"], devices["changed"]["one"], rtol=1e-5)


@pytest.mark.parametrize("way", ["data", "model"])
def test_two_processes_have_the_losses_of_one(devices, two, way):
    for process in two:
        assert process["devices"] == 4
        np.testing.assert_allclose(process["losses"][way], devices["losses"]["mlp"]["one"], rtol=1e-5)


def test_all_processes_go_on_with_the_random_numbers_of_the_first(two):
    rng = np.random.RandomState(7)
    assert two[0]["drawn"] == two[1]["drawn"] == [rng.rand(), rng.randn()]


def test_what_is_spread_over_processes_is_saved_whole_and_by_the_first_alone(folder, two):
    assert [(folder / f"by-{number}.keras").exists() for number in (0, 1)] == [True, False]
    assert zipfile.is_zipfile(folder / "by-0.keras")
    assert two[0]["sums"] == two[1]["sums"]


def test_callbacks_that_write_are_told_in_the_first_process_alone(folder, two):
    lines = (folder / "log.csv").read_text().splitlines()
    assert [line.partition(",")[0] for line in lines] == ["epoch", *map(str, range(len(lines) - 1))]
    (run,) = (folder / "runs").iterdir()
    assert '"state": "done"' in (run / "run.json").read_text()
    assert zipfile.is_zipfile(folder / "last.keras")
    assert [len(process["warned"]) for process in two] == [1, 0]
    assert "not steered: leave `control` out" in two[0]["warned"][0]


def test_processes_that_have_their_parts_of_the_data_train_on_all_of_it(devices, two):
    for process in two:
        np.testing.assert_allclose(process["from parts"], devices["in order"], rtol=1e-5)


def test_a_part_that_the_devices_of_a_process_cannot_share_is_refused(two):
    assert "has 3 rows, which its devices cannot share evenly" in two[1]["refused"]
