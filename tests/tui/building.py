"""Projects on the digits to be built on, and what is asked of the screen that builds them."""

from opening import settled
from pressing import pressed

from plugkeras.project import Part, Project, Table
from plugkeras.project.document import DataSpec
from plugkeras.project.edits import add_layer
from plugkeras_tui.build import telling

DIGITS = DataSpec(Part("Dataset", Table({"name": "digits"})))
EMPTY = Project("own", data=DIGITS)


def built(*layers):
    """A project on the digits with these layers: a name, or a name and arguments."""
    project = EMPTY
    for layer in layers:
        name, arguments = layer if isinstance(layer, tuple) else (layer, {})
        project = add_layer(project, Part(name, Table(arguments)))
    return project


def titles(pilot):
    """As they are shown, in ASCII."""
    said = [telling.title(spec.part) for spec in pilot.app.session.project.model.layers]
    return [title.replace(telling.TIMES, "x") for title in said]


def names(pilot):
    return [spec.name for spec in pilot.app.session.project.model.layers]


async def fresh(pilot, project):
    """Another project in the same app: opening one takes longer than all that is pressed."""
    screen = pilot.app.screen
    if screen is not pilot.app.screen_stack[0]:
        await pressed(pilot, "escape")
        screen = pilot.app.screen
    if screen.stack.range_from is not None:
        screen.stack.toggle_range()
    pilot.app.session.open(project)
    screen.fixes.close()
    screen.palette.reset()
    screen.open_pane("stack")
    await settled(pilot)
    screen.stack.action_end(-1)


SMALL = built("Flatten", ("Dense", {"units": 8}), ("Dropout", {"rate": 0.5}))
