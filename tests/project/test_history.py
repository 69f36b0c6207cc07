"""History: back and forth loses nothing, bursts are one, and what was written is what is read."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from project_samples import EDIT, edited, spirals

from plugkeras.errors import ArgumentError, FormatError
from plugkeras.project import Project
from plugkeras.project.difference import diff
from plugkeras.project.edits import set_value
from plugkeras.project.history import History


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def units(project, number):
    return set_value(project, "layers.hidden.units", number)


def test_undo_and_redo_go_back_and_forth_and_say_what_they_did():
    history = History(spirals())
    history.commit(units(history.project, 32))
    history.commit(set_value(history.project, "fit.epochs", 3), "fewer epochs")
    assert [entry.label for entry in history.entries] == ["opened", "hidden: units 16 → 32", "fewer epochs"]
    assert (history.undoable, history.redoable) == ("fewer epochs", None)
    assert history.undo() == "fewer epochs"
    assert history.undo() == "hidden: units 16 → 32"
    assert (history.undo(), history.project) == (None, spirals())
    assert history.redo() == "hidden: units 16 → 32"
    assert (history.project, history.redoable) == (units(spirals(), 32), "fewer epochs")
    history.commit(units(history.project, 8))
    assert (history.redo(), len(history.entries)) == (None, 3)
    assert history.jump(0) == spirals()
    with pytest.raises(ArgumentError, match="3 entries, numbered from 0, and none at 3"):
        history.jump(3)


def test_an_edit_that_changes_nothing_is_no_entry():
    history = History(spirals())
    assert not history.commit(units(spirals(), 16))
    assert len(history.entries) == 1


def test_a_burst_on_one_field_is_one_entry():
    clock = Clock()
    history = History(spirals(), clock=clock)
    for number, pause in ((17, 0), (18, 0.9), (19, 1.0), (20, 1.1)):
        clock.now += pause
        history.commit(units(history.project, number), field="layers.hidden.units")
    assert [entry.label for entry in history.entries][1:] == ["hidden: units 16 → 19", "hidden: units 19 → 20"]
    history.commit(set_value(history.project, "fit.epochs", 3), field="fit.epochs")
    history.commit(set_value(history.project, "fit.epochs", 4))
    assert len(history.entries) == 5


def test_a_burst_that_comes_back_to_where_it_began_is_no_entry():
    history = History(spirals(), clock=Clock())
    for number in (17, 16):
        history.commit(units(history.project, number), field="units")
    assert ([entry.label for entry in history.entries], history.project) == (["opened"], spirals())
    history.commit(units(history.project, 18), field="units")
    assert [entry.label for entry in history.entries] == ["opened", "hidden: units 16 → 18"]


def test_an_undo_ends_a_burst():
    history = History(spirals(), clock=Clock())
    history.commit(units(history.project, 17), field="units")
    history.undo(), history.redo()
    history.commit(units(history.project, 18), field="units")
    assert len(history.entries) == 3


def test_a_clock_that_goes_back_makes_no_burst():
    clock = Clock()
    history = History(spirals(), clock=clock)
    history.commit(units(history.project, 17), field="units")
    clock.now -= 50
    history.commit(units(history.project, 18), field="units")
    assert len(history.entries) == 3


def test_the_oldest_are_forgotten_beyond_the_cap():
    history = History(spirals(), cap=3)
    for number in range(20, 30):
        history.commit(units(history.project, number))
    assert [entry.project.model.layers[1].part.arguments["units"] for entry in history.entries] == [27, 28, 29]
    assert (history.position, history.project) == (2, units(spirals(), 29))


STEP = st.one_of(EDIT, EDIT, st.sampled_from([("undo",), ("redo",)]))


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, max_size=12))
def test_random_edits_undone_and_redone_are_the_identity_and_are_read_as_they_were_written(steps):
    history = History(spirals())
    for step in steps:
        if len(step) == 1:
            getattr(history, step[0])()
        else:
            project = edited(history.project, step)
            is_another = project != history.project
            assert history.commit(project) is is_another
            assert history.project == project
    last, position = history.project, history.position
    while history.undo() is not None:
        pass
    assert history.project == spirals()
    while history.position < position:
        history.redo()
    assert history.project == last
    assert Project.from_text(last.to_text()) == last
    again = History.from_json(json.loads(history.to_text()))
    assert (again.entries, again.position) == (history.entries, history.position)
    for one, other in zip(history.entries, history.entries[1:], strict=False):
        assert diff(one.project, other.project) != []
        assert other.label


def test_what_many_entries_have_in_common_is_written_once():
    history = History(spirals())
    for number in range(100, 150):
        history.commit(units(history.project, number))
    text = history.to_text()
    assert text.count('"rate":0.2') == 1
    history.commit(units(history.project, 7))
    later = json.loads(history.to_text())
    assert len(later["pool"]) == len(json.loads(text)["pool"]) + 1


WRITTEN = json.loads(History(spirals()).to_text())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"plugkeras_history": 2}, "later version"),
        ({"entries": []}, "no entries"),
        ({"entries": [3]}, "without a label"),
        ({"entries": [{"label": "x"}]}, "speaks of something that is not in it"),
        ({"entries": [{**WRITTEN["entries"][0], "layers": [99]}]}, "speaks of something that is not in it"),
        ({"entries": [{**WRITTEN["entries"][0], "layers": [True]}]}, "speaks of something that is not in it"),
        ({"entries": [{**WRITTEN["entries"][0], "layers": 3}]}, "no list of layers"),
        ({"entries": [{**WRITTEN["entries"][0], "layers": [3, 3]}]}, "Two layers are called"),
        ({"position": 5}, "no position"),
        ({"position": True}, "no position"),
        ({"pool": 3}, "no layers or sections"),
        ({"pool": [3] * 9}, "must be an object"),
    ],
)
def test_a_history_that_is_damaged_is_refused(change, said):
    with pytest.raises(FormatError, match=said):
        History.from_json({**WRITTEN, **change})
