"""Work in pieces on several threads."""

import os
import sys
import threading

import numpy as np
import pytest
import threadpoolctl

from plugkeras_std.numpy_engine import threads


@pytest.fixture(autouse=True, params=["1", "2", "3"])
def number(request, monkeypatch):
    monkeypatch.setenv("PLUGKERAS_THREADS", request.param)
    return int(request.param)


def blas_threads():
    return [pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]


def test_the_environment_says_how_many_threads_there_are(number):
    assert threads.count() == number


@pytest.mark.parametrize("wrong", ["", "many", "-3"])
def test_without_a_usable_number_the_cores_count(monkeypatch, wrong):
    monkeypatch.setenv("PLUGKERAS_THREADS", wrong)
    assert 1 <= threads.count() <= os.cpu_count()


@pytest.mark.parametrize("n", [0, 1, 2, 3, 100])
def test_results_come_in_the_order_of_the_pieces(n):
    assert threads.run(lambda piece: piece * piece, range(n)) == [piece * piece for piece in range(n)]


def test_pieces_run_at_the_same_time_on_as_many_threads(number):
    together = threading.Barrier(number)
    assert len(set(threads.run(lambda _: (together.wait(60), threading.get_ident())[1], range(number)))) == number


@pytest.mark.parametrize("error", [ValueError, IndexError, StopIteration, KeyboardInterrupt])
def test_an_exception_of_a_piece_is_raised_and_the_next_call_works(error):
    def work(piece):
        if piece == 3:
            raise error("three")
        return piece

    with pytest.raises(error, match="three"):
        threads.run(work, range(8))
    assert threads.run(lambda piece: piece, range(8)) == list(range(8))


def test_a_call_from_within_a_piece_runs_there():
    def outer(piece):
        here = threading.get_ident()
        return set(threads.run(lambda _: threading.get_ident(), range(4))) == {here}, piece

    assert all(inside for inside, _ in threads.run(outer, range(6))) or threads.count() == 1


def test_the_blas_has_one_thread_in_the_pieces_and_its_own_number_after(number):
    before = blas_threads()
    inside = threads.run(lambda _: blas_threads(), range(4))
    assert all(set(found) == {1} for found in inside) or number == 1
    assert blas_threads() == before


def test_the_blas_is_restored_when_several_callers_overlap():
    before = blas_threads()
    callers = [threading.Thread(target=lambda: threads.run(lambda p: p, range(50))) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert blas_threads() == before


def test_the_work_is_let_go_when_all_is_done():
    big = np.zeros(10)

    def count_references():
        return sys.getrefcount(big)

    before = count_references()
    threads.run(lambda piece, big=big: piece, range(8))
    assert count_references() == before


@pytest.mark.parametrize("_", range(2))
def test_a_forked_child_has_threads_of_its_own(_):
    threads.run(lambda piece: piece, range(4))
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(write, bytes(threads.run(lambda piece: piece + 1, range(4))))
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    assert answer == bytes([1, 2, 3, 4])
