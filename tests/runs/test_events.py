"""Events: whatever stands in the file, the reader gives each good line once, and the writer never raises."""

import errno
import json
import os
import subprocess
import sys
import warnings
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugkeras.errors import FileError
from plugkeras.runs import lines
from plugkeras.runs.aggregate import BatchAggregate
from plugkeras.runs.events import EventReader, EventWriter
from plugkeras.runs.texts import number


def line(n, **fields):
    return json.dumps({"v": 1, "t": "note", "n": n, **fields}).encode() + b"\n"


def numbers(events):
    return [event["n"] for event in events]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "events.jsonl"


def append(file, data):
    with open(file, "ab") as out:
        out.write(data)


def test_what_is_written_is_read_once(tmp_path):
    writer, reader = EventWriter(tmp_path), EventReader(tmp_path)
    assert reader.read() == []
    writer.write("start", epochs=3, steps=None)
    writer.write("batch", step=np.int64(7), logs={"loss": np.float32(0.5), "acc": float("nan")}, loss={"max": np.inf})
    first, second = reader.read()
    assert (first["t"], first["epochs"], first["steps"], first["v"]) == ("start", 3, None, 1)
    assert (second["step"], second["logs"]) == (7, {"loss": 0.5, "acc": "nan"})
    assert number(second["loss"]["max"]) == float("inf")
    assert reader.read() == []


def test_nothing_new_costs_one_stat(file, monkeypatch):
    append(file, line(1))
    reader = EventReader(file)
    reader.read()
    monkeypatch.setattr(lines, "os", SimpleNamespace(stat=os.stat))
    assert reader.read() == []


BAD = {
    "garbage": b"\x00\xff garbage\n",
    "half an object": b'{"v":1,"t":"ba\n',
    "no object": b"[1, 2]\n",
    "a number": b"3\n",
    "a later version": b'{"v":2,"t":"note","n":9}\n',
    "no version": b'{"t":"note","n":9}\n',
    "a version that is none": b'{"v":true,"t":"note","n":9}\n',
    "no type": b'{"v":1,"n":9}\n',
    "a type that is none": b'{"v":1,"t":3,"n":9}\n',
    "invalid UTF-8": b'{"v":1,"t":"note","n":9,"text":"\xff\xfe"}\n',
    "nesting without end": b"[" * 100_000 + b"\n",
    "a number without end": b'{"v":1,"t":"note","n":' + b"9" * 5000 + b"}\n",
    "a huge line": b'{"v":1,"t":"note","n":9,"text":"' + b"x" * lines.LONGEST_READ + b'"}\n',
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_line_costs_only_itself_and_is_counted(file, bad):
    append(file, line(1) + bad + line(2))
    reader = EventReader(file)
    assert numbers(reader.read()) == [1, 2]
    assert reader.skipped == 1


def test_types_that_nobody_knows_are_handed_on(file):
    append(file, b'{"v":1,"t":"from the future","n":1}\n')
    assert EventReader(file).read()[0]["t"] == "from the future"


def test_a_torn_line_is_waited_for(file):
    reader, whole = EventReader(file), line(2)
    append(file, line(1) + whole[:9])
    assert numbers(reader.read()) == [1]
    assert reader.read() == []
    append(file, whole[9:])
    assert numbers(reader.read()) == [2]
    assert reader.skipped == 0


def test_a_huge_line_that_comes_in_pieces_is_passed_over_once(file):
    reader = EventReader(file)
    append(file, line(1) + b"x" * (lines.LONGEST_READ + 1))
    assert numbers(reader.read()) == [1]
    append(file, b"y" * 1000)
    assert reader.read() == []
    append(file, b"\n" + line(2))
    assert numbers(reader.read()) == [2]
    assert reader.skipped == 1


def test_a_file_that_shrinks_is_read_anew(file):
    reader = EventReader(file)
    append(file, line(1) + line(2))
    reader.read()
    file.write_bytes(line(3))
    assert numbers(reader.read()) == [3]


def test_a_torn_line_that_is_taken_back_does_not_make_it_read_anew(file):
    reader = EventReader(file)
    append(file, line(1) + b'{"v":1')
    reader.read()
    os.truncate(file, len(line(1)))
    assert reader.read() == []
    append(file, line(2))
    assert numbers(reader.read()) == [2]


def test_a_file_that_is_replaced_is_read_to_its_end_and_then_the_new_one(file):
    reader = EventReader(file)
    append(file, line(1))
    reader.read()
    append(file, line(2))
    file.rename(file.with_suffix(".old"))
    append(file, line(3))
    assert numbers(reader.read() + reader.read()) == [2, 3]


def test_the_last_lines_of_a_deleted_file_are_read(file):
    reader = EventReader(file)
    append(file, line(1))
    reader.read()
    append(file, line(2))
    file.unlink()
    assert numbers(reader.read()) == [2]
    assert reader.read() == []


def test_a_limit_leaves_the_rest_for_the_next_time(file):
    append(file, b"".join(line(n, text="x" * 1000) for n in range(9000)))
    reader, found = EventReader(file), []
    while some := reader.read(limit=1):
        assert len(some) < 9000
        found += some
    assert numbers(found) == list(range(9000))


def test_what_is_no_file_is_refused_in_one_sentence(tmp_path):
    os.mkfifo(tmp_path / "events.jsonl")
    with pytest.raises(FileError, match="no ordinary file"):
        EventReader(tmp_path).read()
    with pytest.warns(UserWarning, match="no ordinary file"):
        assert not EventWriter(tmp_path).is_on


PIECE = st.one_of(
    st.just(b""),
    st.binary(max_size=20).map(lambda b: b.replace(b"\n", b"") + b"\n"),
    st.sampled_from([bad for name, bad in BAD.items() if "without end" not in name and "huge" not in name]),
)


@settings(max_examples=60, deadline=None)
@given(pieces=st.lists(PIECE, max_size=6), cuts=st.lists(st.integers(0, 400), max_size=4))
def test_among_any_bytes_and_however_they_come_each_good_line_is_read_once(tmp_path_factory, pieces, cuts):
    file = tmp_path_factory.mktemp("any") / "events.jsonl"
    data = b"".join(piece + line(n) for n, piece in enumerate(pieces))
    reader, found, begin = EventReader(file), [], 0
    for end in [*sorted(cuts), len(data)]:
        append(file, data[begin:end])
        begin = max(begin, min(end, len(data)))
        found += reader.read()
    assert numbers(found) == list(range(len(pieces)))


# -- writing -------------------------------------------------------------------------------------


def test_a_line_that_was_torn_by_a_kill_is_closed_first(tmp_path, file):
    append(file, line(1) + b'{"v":1,"t":"batch","lo')
    EventWriter(tmp_path).write("note", n=2)
    reader = EventReader(tmp_path)
    assert numbers(reader.read()) == [1, 2]
    assert reader.skipped == 1


def test_a_line_torn_by_another_writer_does_not_spoil_the_next(tmp_path, file):
    writer = EventWriter(tmp_path)
    writer.write("note", n=1)
    append(file, b'{"v":1')
    writer.write("note", n=2)
    assert numbers(EventReader(tmp_path).read()) == [1, 2]


TWO = """
import sys
from plugkeras.runs.events import EventWriter
writer = EventWriter(sys.argv[1])
for n in range(2000):
    writer.write("note", n=n, who=sys.argv[2], text="x" * (n % 97))
"""


def test_two_writers_do_not_mix_their_lines(tmp_path):
    command = [sys.executable, "-c", TWO, str(tmp_path)]
    both = [subprocess.Popen([*command, who]) for who in "ab"]
    assert [process.wait() for process in both] == [0, 0]
    reader = EventReader(tmp_path)
    found = reader.read()
    assert {who: [e["n"] for e in found if e["who"] == who] for who in "ab"} == {who: list(range(2000)) for who in "ab"}
    assert reader.skipped == 0


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.ESTALE])
def test_a_disk_that_fails_turns_it_off_for_good_with_one_warning(tmp_path, monkeypatch, code):
    writer = EventWriter(tmp_path)

    def fails(*_):
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(lines.os, "write", fails)
        with pytest.warns(UserWarning, match="goes on") as caught:
            writer.write("note", n=1)
    writer.write("note", n=2)
    assert len(caught) == 1
    assert not writer.is_on
    assert EventReader(tmp_path).read() == []


FULL = """
import resource, sys, warnings
from plugkeras.runs.events import EventWriter
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
writer = EventWriter(sys.argv[1])
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for n in range(100):
        writer.write("note", n=n)
print(len(caught), writer.is_on)
"""


def test_a_disk_that_fills_in_the_middle_of_a_line_leaves_whole_lines(tmp_path, file):
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("1 False\n", "")
    assert 500 < file.stat().st_size <= 1000
    EventWriter(tmp_path).write("note", n=-1)
    reader = EventReader(tmp_path)
    found = numbers(reader.read())
    assert found == [*range(len(found) - 1), -1]
    assert reader.skipped == 0


@pytest.mark.parametrize("how", ["deleted", "never there", "a file"])
def test_a_run_that_is_not_there_turns_it_off(tmp_path, how):
    folder = tmp_path / "run"
    if how == "a file":
        folder.write_text("")
    if how == "deleted":
        folder.mkdir()
        writer = EventWriter(folder)
        (folder / "events.jsonl").unlink()
        folder.rmdir()
    with pytest.warns(UserWarning, match="cannot be written"):
        (writer if how == "deleted" else EventWriter(folder)).write("note")


def test_a_link_is_not_written_through(tmp_path, file):
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.warns(UserWarning, match="cannot be written"):
        EventWriter(tmp_path).write("note")
    assert not (tmp_path / "elsewhere").exists()


def test_even_where_warnings_are_errors_nothing_is_raised(tmp_path, capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        EventWriter(tmp_path / "missing").write("note")
    assert "tells nothing more" in capsys.readouterr().err


class Unprintable:
    def __str__(self):
        raise RuntimeError("no text")


CIRCLE: list = []
CIRCLE.append(CIRCLE)
STRANGE = [Unprintable(), CIRCLE, "\udcff", {1: 2, (3,): 4}, {3, 4}, b"bytes", 10**5000, np.zeros((2, 2)), object()]


@pytest.mark.parametrize("value", STRANGE, ids=lambda value: type(value).__name__)
@pytest.mark.filterwarnings("ignore:The event")
def test_no_field_however_strange_raises_or_spoils_the_next(tmp_path, value):
    writer = EventWriter(tmp_path)
    writer.write("note", n=1, strange=value)
    writer.write("note", n=2)
    assert writer.is_on
    assert EventReader(tmp_path).read()[-1]["n"] == 2


@pytest.mark.parametrize(
    "fields", [{"traceback": "a" * 10**6 + "the end"}, {"many": list(range(10**5)), "state": "failed"}]
)
def test_a_long_event_is_cut_and_keeps_what_matters(tmp_path, file, fields):
    EventWriter(tmp_path).write("error", step=3, **fields)
    (event,) = EventReader(tmp_path).read()
    assert file.stat().st_size <= lines.LONGEST_WRITTEN + 1
    assert (event["t"], event["step"], event["cut"]) == ("error", 3, True)
    assert event.get("state") == "failed" or event["traceback"].endswith("the end")


# -- many batches as few events ------------------------------------------------------------------

LOSSES = {
    "a spike": ([1.0, 2.0, 900.0, 1.0], (1.0, 226.0, 900.0)),
    "a NaN": ([1.0, float("nan"), 3.0], (1.0, float("nan"), 3.0)),
    "an infinity": ([1.0, float("inf")], (1.0, float("inf"), float("inf"))),
    "nothing but NaN": ([float("nan")] * 2, (float("nan"),) * 3),
    "arrays": ([np.float32(1), np.array(3.0)], (1.0, 2.0, 3.0)),
}


@pytest.mark.parametrize(("losses", "told"), LOSSES.values(), ids=LOSSES)
def test_no_spike_is_lost(losses, told):
    aggregate = BatchAggregate()
    aggregate.losses += losses
    taken = aggregate.take()
    assert taken["n"] == len(losses)
    np.testing.assert_equal(tuple(taken["loss"][name] for name in ("min", "mean", "max")), told)
    assert aggregate.losses == []
