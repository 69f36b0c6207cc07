"""Work buffers come back when nobody holds them, and only then."""

import threading

import numpy as np
import pytest

from plugkeras_std.numpy_engine import buffers

F32 = np.dtype(np.float32)


def address(x):
    return x.__array_interface__["data"][0]


@pytest.fixture(autouse=True)
def _no_buffers_from_before():
    buffers.clear()
    yield
    buffers.clear()


@pytest.mark.parametrize("shape", [(), (3,), (2, 0), (4, 5, 6)])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.dtype(bool)])
def test_a_buffer_has_the_shape_and_dtype_asked_for(shape, dtype):
    x = buffers.empty(shape, dtype)
    assert (x.shape, x.dtype, x.flags.c_contiguous, x.flags.writeable) == (shape, np.dtype(dtype), True, True)
    assert buffers.empty_like(x).shape == shape


def test_a_buffer_that_nobody_holds_is_given_again():
    first = address(buffers.empty((100, 7), F32))
    assert address(buffers.empty((100, 7), F32)) == first


@pytest.mark.parametrize("hold", [np.asarray, lambda x: x[3:, 1], lambda x: x.reshape(-1).view("i4"), memoryview])
def test_a_buffer_is_safe_while_it_or_a_view_of_it_is_held(hold):
    held = hold(buffers.empty((100, 7), F32))
    others = [buffers.empty((100, 7), F32) for _ in range(20)]
    assert not any(np.shares_memory(np.asarray(held), other) for other in others)


def test_buffers_taken_one_after_another_are_all_different():
    taken = [buffers.empty((10,), F32) for _ in range(200)]
    assert len({address(x) for x in taken}) == 200


def test_a_step_that_repeats_makes_nothing_new():
    def step():
        return [buffers.empty((64, n), F32) for n in (32, 32, 16, 32, 16)]

    step()
    before = buffers.held()
    for _ in range(50):
        step()
    assert buffers.held() == before


def test_what_a_user_does_to_the_shape_and_flags_of_a_buffer_ends_with_it():
    x = buffers.empty((4, 6), F32)
    x.flags.writeable = False
    del x
    y = buffers.empty((4, 6), F32)
    assert y.shape == (4, 6)
    assert y.flags.writeable


def test_shapes_that_keep_changing_do_not_pile_up(monkeypatch):
    monkeypatch.setattr(buffers, "ALLOWANCE", 1 << 20)
    buffers.clear()
    for n in range(1000, 3000):
        buffers.empty((n, 10), F32)
    assert buffers.held() < 4 << 20


def test_what_a_step_holds_survives_a_clearance(monkeypatch):
    monkeypatch.setattr(buffers, "ALLOWANCE", 1 << 16)
    buffers.clear()

    def step():
        return [buffers.empty((n, 100), F32) for n in range(100, 200)]

    for _ in range(4):
        step()
    before = buffers.held()
    step()
    assert buffers.held() == before


def test_results_that_a_user_collects_are_forgotten_by_the_pool():
    kept = [buffers.empty((10, 10), F32) for _ in range(1000)]
    assert buffers.held() <= buffers.DEPTH * kept[0].nbytes


def test_two_threads_never_hold_the_same_buffer():
    clashes = []

    def work(number):
        for _ in range(2000):
            x = buffers.empty((50,), F32)
            x.fill(number)
            y = buffers.empty((50,), F32)
            y.fill(-number)
            if not ((x == number).all() and (y == -number).all()):
                clashes.append(number)

    workers = [threading.Thread(target=work, args=(n,)) for n in range(1, 5)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not clashes
