"""The property list: one list, one editor; what is typed is read by the fields, and what is wrong is told in place."""

import pytest
from pictures import picture
from pressing import strokes
from textual.app import App

from plugkeras.forms import form_of
from plugkeras.project import Part, Table
from plugkeras_tui.form import PropertyList
from plugkeras_tui.form.nudging import nudged


class Alone(App):
    """A property list and nothing else."""

    def __init__(self, kind, part):
        super().__init__()
        self.form, self.part, self.told = form_of(kind, part.name), part, []

    def compose(self):
        yield PropertyList()

    def on_mount(self):
        self.list.show(self.form, self.part)
        self.list.lines.focus()

    @property
    def list(self):
        return self.query_one(PropertyList)

    def on_property_list_changed(self, message):
        self.told.append((message.path, message.part))


def part(name, **arguments):
    return Part(name, Table(arguments))


ADAM, COSINE = part("Adam"), part("CosineDecay", initial_learning_rate=0.1)
EDITS = {
    "a number is typed": ("optimizers", ADAM, "0 . 1 enter", part("Adam", learning_rate=0.1)),
    "a number is typed over another one": (
        "optimizers",
        part("Adam", learning_rate=0.1),
        "enter 0 . 5 enter",
        part("Adam", learning_rate=0.5),
    ),
    "the default is not kept": ("optimizers", part("Adam", learning_rate=0.1), "0 . 0 0 1 enter", ADAM),
    "a rate goes up a ladder": ("optimizers", ADAM, "right right", part("Adam", learning_rate=0.005)),
    "a rate goes down a ladder": ("optimizers", ADAM, "left", part("Adam", learning_rate=0.0005)),
    "a value is left to its default": ("optimizers", part("Adam", learning_rate=0.1), "ctrl+r", ADAM),
    "what is not typed to its end is left": ("optimizers", ADAM, "0 . 1 escape", ADAM),
    "down takes the value and goes on": ("optimizers", ADAM, "1 down 0 enter", part("Adam", learning_rate=1, beta_1=0)),
    "a flag is turned by space": ("optimizers", ADAM, "down down down down space", part("Adam", amsgrad=True)),
    "a flag is typed": ("optimizers", ADAM, "down down down down y enter", part("Adam", amsgrad=True)),
    "a part is chosen by its beginning, and unfolds what it needs": (
        "optimizers",
        ADAM,
        "c o s down enter down 0 . 1 down 1 0 0 enter",
        part("Adam", learning_rate=part("CosineDecay", initial_learning_rate=0.1, decay_steps=100)),
    ),
    "what is in a part is left to its default": (
        "optimizers",
        part("Adam", learning_rate=part("CosineDecay", initial_learning_rate=0.1, decay_steps=5, alpha=0.1)),
        "space down down down ctrl+r",
        part("Adam", learning_rate=part("CosineDecay", initial_learning_rate=0.1, decay_steps=5)),
    ),
    "an initializer gets arguments": (
        "layers",
        part("Dense", units=3),
        "down down down space down 7 enter",
        part("Dense", units=3, kernel_initializer=part("glorot_uniform", seed=7)),
    ),
    "a part that is chosen again keeps its arguments": (
        "optimizers",
        part("Adam", learning_rate=COSINE),
        "c o s i n e d e c a y enter",
        part("Adam", learning_rate=COSINE),
    ),
    "an item is added to a list of parts": (
        "layers",
        part("Sequential"),
        "space down enter F l a enter",
        part("Sequential", layers=("Flatten",)),
    ),
    "an item is taken out of a list": (
        "layers",
        part("Sequential", layers=("Flatten", "Dropout")),
        "space down delete",
        part("Sequential", layers=("Dropout",)),
    ),
    "choices go round": (
        "layers",
        part("Conv2D", filters=1, kernel_size=1),
        "down down down right",
        part("Conv2D", filters=1, kernel_size=1, padding="same"),
    ),
    "advanced fields are unfolded": (
        "optimizers",
        ADAM,
        "end space down 1 enter",
        part("Adam", weight_decay=1),
    ),
}


@pytest.mark.parametrize(("kind", "before", "keys", "after"), EDITS.values(), ids=EDITS.keys())
async def test_keys_edit_the_part(kind, before, keys, after):
    app = Alone(kind, before)
    async with app.run_test(size=(60, 30)) as pilot:
        await strokes(pilot, keys)
        assert app.list.part == after
        assert not app.told or app.told[-1][1] == after


WRONG = {
    "a word for a number": (
        "layers",
        part("Dense", units=3),
        "m enter",
        "whole number of at least 1 expected, e.g. 64",
    ),
    "a number out of bounds": ("layers", part("Dropout", rate=0.1), "7 enter", "from 0 to 1 expected, not 7"),
    "a name that nothing has": ("layers", part("Dense", units=3), "down r e l o o enter", "did you mean 'relu'?"),
    "what has to be given": ("layers", part("Dense"), "", "'units' has to be given"),
}


@pytest.mark.parametrize(("kind", "before", "keys", "said"), WRONG.values(), ids=WRONG.keys())
async def test_what_is_wrong_is_told_in_place_and_not_taken(kind, before, keys, said):
    app = Alone(kind, before)
    async with app.run_test(size=(70, 24)) as pilot:
        await strokes(pilot, keys)
        assert said in " ".join(picture(app).split())
        assert app.list.part == before
        assert app.told == []


async def test_a_path_leads_to_what_was_changed():
    app = Alone("optimizers", part("Adam", learning_rate=COSINE))
    async with app.run_test(size=(60, 30)) as pilot:
        await strokes(pilot, "space down down 9 enter")
        assert [path for path, _ in app.told] == [("learning_rate", "decay_steps")]


async def test_the_help_of_the_field_is_at_the_bottom():
    app = Alone("layers", part("Dense", units=3))
    async with app.run_test(size=(60, 30)) as pilot:
        assert "How many numbers come out." in picture(app)
        await strokes(pilot, "down down")
        assert "Whether a bias is added." in picture(app)


STEPS = {
    ("Dense", "units", 1): (1, 2),
    ("Dense", "units", 8): (7, 12),
    ("Dense", "units", 100): (96, 128),
    ("Conv2D", "kernel_size", (3, 5)): ((2, 4), (4, 6)),
    ("Dropout", "rate", 0.5): (0.45, 0.55),
    ("Dropout", "rate", 1.0): (0.95, 1.0),
    ("Dropout", "seed", 8): (7, 9),
    ("Dense", "use_bias", True): (False, False),
}


@pytest.mark.parametrize(("at", "expected"), STEPS.items(), ids=str)
def test_arrows_step_as_people_choose(at, expected):
    name, field, value = at
    found = form_of("layers", name).field(field)
    assert (nudged(found, value, -1), nudged(found, value, 1)) == expected
