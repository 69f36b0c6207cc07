"""Checks a project: its layers, what they cost, and what is wrong with it."""

from plugkeras.project.checking.apart import Apart
from plugkeras.project.checking.heads import fitted
from plugkeras.project.checking.report import Report, totals
from plugkeras.project.checking.rules import problems
from plugkeras.project.checking.view import View
from plugkeras.project.checking.walk import Asker
from plugkeras.project.document import Project
from plugkeras.project.facts import Facts


class Checker:
    """Checks projects, and remembers what layers answered, so that an edit costs what it changes.

    Layers of other people are asked in another process: ``limit`` is how many seconds they may take to answer,
    ``startup`` how many that process, or the import of such a layer, may take. A layer that did not answer is not asked
    again with the same arguments and inputs until ``forget``.
    """

    def __init__(self, limit: float = 0.25, startup: float = 10.0) -> None:
        self.asker = Asker(Apart(limit, startup))

    def check(self, project: Project, facts: Facts | None = None) -> Report:
        """What there is to say of the project; ``facts`` is what its data say. Never raises for what is in it."""
        view = View.of(project, facts, self.asker)
        rows = tuple(stop.row for stop in view.stops)
        return Report(rows, problems(view), totals(rows))

    def auto_head(self, project: Project, facts: Facts) -> Project:
        """As `plugkeras.project.checking.auto_head`; layers that were asked when it was checked are not asked again."""
        return fitted(View.of(project, facts, self.asker))

    def forget(self) -> None:
        """Ask everything anew: plugins have changed, or the machine was too busy."""
        self.asker.forget()
        self.asker.apart.close()

    def close(self) -> None:
        """End the process that other people's layers are asked in; it starts again if it is needed."""
        self.asker.apart.close()


_own = Checker()


def check(project: Project, facts: Facts | None = None) -> Report:
    """The layers of a project with their shapes and costs, and its problems with their fixes.

    ``facts`` is what its data say (`plugkeras.project.data.prepare`); without them, what depends on data is not looked
    at. Never raises for what is in the project. For other time limits make a `Checker`.
    """
    return _own.check(project, facts)


def auto_head(project: Project, facts: Facts) -> Project:
    """The project with the last layer, loss and metrics that go with its data.

    Several classes: a unit each, softmax, a categorical cross-entropy and accuracy; two: one unit, sigmoid, binary
    cross-entropy and accuracy; numbers: linear, mse and mae. A Dense layer at the end is changed where it is a head
    (linear, softmax or sigmoid, or of as many units), else one is added, behind a Flatten or averages if it takes that.
    Metrics that can be measured on such targets stay. Without targets nothing changes.
    """
    return _own.auto_head(project, facts)
