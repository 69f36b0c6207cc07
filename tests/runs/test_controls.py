"""Controls: only the owner's, each once, and nonsense is refused in a sentence."""

import json
import os
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugkeras.errors import ArgumentError, FileError, PlugkerasError, StateError, UnknownName, UnsafeFile
from plugkeras.runs import ControlReader, ControlWriter, EventWriter, create, wait_ack
from plugkeras.runs.controls import CONTROLS
from plugkeras.runs.words import USAGE, parse


@pytest.fixture
def run(tmp_path):
    run = create("steered", tmp_path)
    run.occupy(state="running")
    return run


GOOD = [
    ("pause", {}, {}),
    ("step", {}, {"n": 1, "unit": "batch"}),
    ("step", {"n": 3, "unit": "epoch"}, {"n": 3, "unit": "epoch"}),
    ("learning_rate", {"set": 1}, {"set": 1.0}),
    ("learning_rate", {"times": 0.5, "set": None}, {"times": 0.5}),
    ("extend", {"epochs": 10}, {"epochs": 10}),
    ("note", {"text": "ü\n\x1b[0m"}, {"text": "ü\n\x1b[0m"}),
    ("recover", {"how": "clip"}, {"how": "clip"}),
    ("subscribe", {"probes": ["weights"]}, {"probes": ["weights"], "hz": 1.0, "seconds": 30.0}),
]


@pytest.mark.parametrize(("do", "fields", "said"), GOOD)
def test_a_control_arrives_once_with_its_defaults(run, do, fields, said):
    reader = ControlReader(run)
    id = run.send(do, **fields)
    (control,) = reader.read()
    assert isinstance(control.pop("ts"), float)
    assert control == {"id": id, "do": do, **said}
    assert reader.read() == []


BAD = [
    ("puase", {}, UnknownName, "did you mean 'pause'"),
    (3, {}, UnknownName, "There is no control 3"),
    ("pause", {"now": True}, ArgumentError, "has no `now`"),
    ("step", {"unit": "epochs"}, ArgumentError, "did you mean 'epoch'"),
    ("step", {"n": 0}, ArgumentError, "a whole number above 0, not 0"),
    ("step", {"n": True}, ArgumentError, "a whole number"),
    ("learning_rate", {}, ArgumentError, "either `set` or `times`"),
    ("learning_rate", {"set": 1, "times": 2}, ArgumentError, "either"),
    ("learning_rate", {"set": float("nan")}, ArgumentError, "a number above 0, not nan"),
    ("learning_rate", {"set": 10**400}, ArgumentError, "a number above 0"),
    ("learning_rate", {"times": "2"}, ArgumentError, "a number above 0, not '2'"),
    ("extend", {}, ArgumentError, "needs `epochs`"),
    ("note", {"text": 3}, ArgumentError, "must be a text"),
    ("recover", {"how": "magic"}, ArgumentError, "one of rate, clip, stop"),
    ("subscribe", {"probes": ["weight"]}, ArgumentError, "did you mean 'weights'"),
    ("subscribe", {"probes": "weights"}, ArgumentError, "a list of names"),
]


@pytest.mark.parametrize(("do", "fields", "error", "words"), BAD)
def test_nonsense_is_not_sent(run, do, fields, error, words):
    with pytest.raises(error, match=words):
        run.send(do, **fields)
    assert not (run.path / "control.jsonl").exists()


@pytest.mark.parametrize(("do", "fields", "error", "words"), BAD)
def test_nonsense_from_elsewhere_is_refused_with_a_reason(run, do, fields, error, words):
    reader = ControlReader(run)
    with open(run.path / "control.jsonl", "w") as file:
        file.write(json.dumps({"v": 1, "id": "x", "do": do, **fields}) + "\n")
    assert reader.read() == []
    ((id, reason),) = reader.refused
    assert id == "x"
    assert reason.count("\n") == 0


def test_an_id_counts_once(run):
    line = '{"v":1,"id":"a","do":"pause"}\n'
    (run.path / "control.jsonl").write_text(line * 3 + line.replace('"a"', '"b"'))
    assert [control["id"] for control in ControlReader(run).read()] == ["a", "b"]


GARBAGE = st.one_of(st.binary(max_size=30), st.just(b'{"v":1,"do":"pause"}'), st.just(b'{"v":1,"id":[],"do":"stop"}'))


@settings(max_examples=50, deadline=None)
@given(pieces=st.lists(GARBAGE, max_size=5), cut=st.integers(0, 300))
def test_among_any_bytes_each_control_arrives_once_and_nothing_is_raised(tmp_path_factory, pieces, cut):
    folder = tmp_path_factory.mktemp("run")
    file = folder / "control.jsonl"
    whole = [b'{"v":1,"id":"%d","do":"pause"}\n' % n for n in range(len(pieces))]
    data = b"".join(piece.replace(b"\n", b"") + b"\n" + good for piece, good in zip(pieces, whole, strict=True))
    reader = ControlReader(folder)
    file.write_bytes(data[:cut])
    found = reader.read()
    with open(file, "ab") as rest:
        rest.write(data[cut:])
    assert [c["id"] for c in found + reader.read()] == [str(n) for n in range(len(pieces))]


def test_what_was_asked_before_can_be_passed_over(run):
    old = run.send("stop")
    reader = ControlReader(run)
    assert reader.skip() == [old]
    new = run.send("pause")
    assert [control["id"] for control in reader.read()] == [new]


def let_others_write(run):
    run.path.chmod(0o777)


def let_others_write_the_file(run):
    (run.path / "control.jsonl").chmod(0o666)


def make_it_a_link(run):
    file = run.path / "control.jsonl"
    file.rename(run.path / "elsewhere")
    file.symlink_to("elsewhere")


def give_it_away(run):
    if os.geteuid():
        pytest.skip("only root gives files away")
    os.chown(run.path, 12345, -1)


@pytest.mark.parametrize("spoil", [let_others_write, let_others_write_the_file, make_it_a_link, give_it_away])
def test_a_folder_that_lets_others_in_is_refused_in_one_sentence(run, spoil):
    reader = ControlReader(run)
    run.send("stop")
    spoil(run)
    assert reader.read() == []
    assert reader.refusal.startswith("No controls are taken from")
    assert reader.refusal.count("\n") == 0
    with pytest.raises(UnsafeFile, match="No controls are taken"):
        ControlWriter(run).send("pause")


def test_others_may_look_and_controls_are_taken_all_the_same(run):
    run.path.chmod(0o755)
    run.send("pause")
    assert len(ControlReader(run).read()) == 1


def test_nothing_is_sent_where_nobody_listens(run, tmp_path):
    run.update(state="done")
    with pytest.raises(StateError, match="is done: nobody is there to do 'pause'"):
        run.send("pause")
    script = create("script", tmp_path, control=False, state="running")
    script.occupy()
    with pytest.raises(StateError, match="takes no controls"):
        script.send("pause")


def test_a_run_that_is_gone_is_said_to_be(tmp_path):
    with pytest.raises(FileError, match="cannot be written: No such file"):
        ControlWriter(tmp_path / "gone").send("pause")
    assert ControlReader(tmp_path / "gone").read() == []


def test_the_last_word_about_a_control_is_waited_for(run):
    events = EventWriter(run)
    events.write("ack", id="other", status="done", text="")
    events.write("ack", id="mine", status="pending", text="in a long batch")
    assert wait_ack(run, "mine", timeout=0)["status"] == "pending"
    assert wait_ack(run, "nobody's", timeout=0) is None
    timer = threading.Timer(0.05, events.write, ["ack"], {"id": "mine", "status": "done", "text": "paused"})
    timer.start()
    assert wait_ack(run, "mine", timeout=30)["text"] == "paused"


WORDS = {
    "pause": ("pause", {}),
    " Resume ": ("resume", {}),
    "go": ("resume", {}),
    "lr 0.001": ("learning_rate", {"set": 0.001}),
    "lr 1e-3": ("learning_rate", {"set": 0.001}),
    "lr x0.5": ("learning_rate", {"times": 0.5}),
    "lr *2": ("learning_rate", {"times": 2.0}),
    "lr /10": ("learning_rate", {"times": 0.1}),
    "step": ("step", {"n": 1, "unit": "batch"}),
    "step 3 epochs": ("step", {"n": 3, "unit": "epoch"}),
    "step epoch": ("step", {"n": 1, "unit": "epoch"}),
    "step 5 batches": ("step", {"n": 5, "unit": "batch"}),
    "note lr x2 helped": ("note", {"text": "lr x2 helped"}),
    "extend 10": ("extend", {"epochs": 10}),
    "extend +5 epochs": ("extend", {"epochs": 5}),
    "recover rate": ("recover", {"how": "rate"}),
    "save": ("checkpoint", {}),
    "stop": ("stop", {}),
}


@pytest.mark.parametrize(("line", "asked"), WORDS.items())
def test_people_ask_in_words(line, asked):
    assert parse(line) == asked


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "Type what"),
        ("puase", "did you mean 'pause'"),
        ("dance", "there are pause"),
        ("stop now", "stands alone"),
        ("lr", "as in 'lr 0.001'"),
        ("lr fast", "not 'fast'"),
        ("lr -1", "a number above 0"),
        ("lr x0", "a number above 0"),
        ("lr /0", "a number above 0"),
        ("step 3 days", "3 epochs"),
        ("step -1", "3 epochs"),
        ("extend", "a number of epochs"),
        ("note", "needs the words"),
        ("recover somehow", "one of rate"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_sentence(line, words):
    with pytest.raises(PlugkerasError, match=words) as caught:
        parse(line)
    assert str(caught.value).count("\n") == 0


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=30) | st.sampled_from(["lr ", "step ", "extend "]).flatmap(lambda w: st.text().map(w.__add__)))
def test_no_line_raises_anything_else(line):
    try:
        do, _ = parse(line)
        assert do in CONTROLS
    except PlugkerasError:
        pass


def test_the_page_of_help_can_be_typed():
    assert {usage.split()[0] for usage, _ in USAGE} <= {
        "pause",
        "resume",
        "step",
        "lr",
        "checkpoint",
        "extend",
        "note",
    } | {
        "recover",
        "stop",
    }
