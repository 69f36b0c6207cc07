"""What is known of the open project: its data, and what checks say; found out behind the front end."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from plugkeras.errors import NotTrusted
from plugkeras.parts.source import Rows
from plugkeras.project import DataSpec, Project
from plugkeras.project.checking import Checker, Problem, Report
from plugkeras.project.data import Prepared
from plugkeras.project.facts import Facts
from plugkeras.project.preparing import loaded, made_ready
from plugkeras.project.trust import Imported, trust, would_import
from plugkeras_tui import strangers
from plugkeras_tui.front import Front


@dataclass(frozen=True, eq=False)
class Loaded:
    """What became of ``asked`` in ``folder``: ``spec`` with what its source learnt, and the rows as that gives them.

    They are kept, so that another split or scaling reads no file again, and a preview none of its own.
    """

    asked: DataSpec
    folder: Path
    spec: DataSpec
    rows: Rows

    def gives(self, spec: DataSpec, folder: Path) -> bool:
        """Whether other data of the project are the same rows."""
        return (spec.source, spec.seed, folder) == (self.asked.source, self.asked.seed, self.folder)


class Examined(Front):
    """The data of a project and its report; ``publish`` tells of "data" and of "report"."""

    folder: Path

    def __init__(self) -> None:
        self.checker, self._one_check = Checker(), Lock()
        self.reset()

    def reset(self) -> None:
        """Know nothing: it is another project."""
        self.prepared: Prepared | None = None
        self.loaded: Loaded | None = None
        self.trouble = ""
        """Why there are no data, in a sentence."""
        self.untrusted: Imported = []
        """The code that the data come from, if it was not allowed yet; ``trust`` allows it."""
        self.report: Report | None = None
        self._checked: tuple[Project, Facts | None] | None = None  # what ``report`` is about
        self._data: tuple[DataSpec, Path] | None = None  # what ``prepared`` was made of
        self._is_loading = False
        self._waiting: list[Callable[[], None]] = []

    @property
    def project(self) -> Project:
        """The project as it is now."""
        raise NotImplementedError

    @property
    def facts(self) -> Facts | None:
        """What the data say, once they are loaded."""
        return self.prepared.facts if self.prepared is not None else None

    @property
    def is_settled(self) -> bool:
        """Whether data and report are those of the project as it is now."""
        return not self._is_loading and self._checked == (self.project, self.facts)

    @property
    def has_looked(self) -> bool:
        """Whether the data of the project as it is now were loaded, or could not be."""
        return not self._is_loading and self._data == (self.project.data, self.folder)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps the project, as it is now, from training, as far as it is known."""
        return self.report.errors if self.report is not None and self._is_checked else ()

    @property
    def _is_checked(self) -> bool:
        return self._checked is not None and self._checked[0] == self.project

    def when_settled(self, then: Callable[[], None]) -> None:
        """Call ``then`` once data and report are those of the project: now, or when they are."""
        if self.is_settled:
            then()
        else:
            self._waiting.append(then)

    # -- data --------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Load the data again: a file has changed."""
        self._data = self.loaded = None
        self.load()

    def trust(self) -> None:
        """Allow the code that the data come from, as it is now, and load them.

        Raises:
            FileError: that cannot be remembered.
        """
        trust(self.project, self.folder)
        self.reload()

    def load(self) -> None:
        """Load the data, unless they are those that are there already."""
        wanted = self.project.data, self.folder
        if wanted == self._data:
            return
        if self._data is None or self._data[0].source != wanted[0].source:
            self.prepared = None  # checked against other data, the model would be told what is not so
        self._data, self._is_loading = wanted, True
        self.behind(lambda: self._prepare(*wanted), "data")

    def _prepare(self, spec: DataSpec, folder: Path) -> None:
        prepared, found, trouble = None, None, ""
        code: Imported = []
        try:
            found = self._load(spec, folder) if spec.source is not None else None
            prepared = made_ready(found.spec, found.rows) if found is not None else None
        except NotTrusted as error:
            trouble, code = str(error), would_import(spec, folder)
        except MemoryError:
            trouble = "There is not enough memory for these data: use fewer rows."
        except Exception as error:
            trouble = str(error) or type(error).__name__
        except BaseException as error:  # a stranger's code that would end the program
            trouble = f"The data ended with {type(error).__name__}: {error}"
        self.soon(self._loaded, (spec, folder), prepared, found, trouble, code)

    def _load(self, spec: DataSpec, folder: Path) -> Loaded:
        before = self.loaded
        if before is not None and before.gives(spec, folder):
            return Loaded(spec, folder, replace(spec, source=before.spec.source), before.rows)
        return Loaded(spec, folder, *loaded(spec, folder))

    def _loaded(
        self,
        made_of: tuple[DataSpec, Path],
        prepared: Prepared | None,
        found: Loaded | None,
        trouble: str,
        code: Imported,
    ) -> None:
        if made_of != self._data:
            return
        self.prepared, self.loaded, self._is_loading = prepared, found, False
        self.trouble, self.untrusted = trouble, code
        self.publish("data")
        self.check()

    # -- checks ------------------------------------------------------------------------------------

    def check(self) -> None:
        """Check the project as it is now."""
        project, facts = self.project, self.facts
        self.behind(lambda: self._report(project, facts), "check")

    def _report(self, project: Project, facts: Facts | None, anew: bool = False) -> None:
        with self._one_check:
            if anew:
                self.checker.forget()
            if (project, facts) != (self.project, self.facts):
                return  # one of what is there now comes
            report = self.checker.check(project, facts)
        self.soon(self._reported, project, facts, report)

    def _reported(self, project: Project, facts: Facts | None, report: Report) -> None:
        if (project, facts) != (self.project, self.facts):
            return
        self.report, self._checked = report, (project, facts)
        self.publish("report")
        while self._waiting and self.is_settled:  # the first one's edit is one to wait for again
            self._waiting.pop(0)()

    def auto_head(self, project: Project) -> Project:
        """The project with the end that goes with its data, if there are any; once settled, no layer is asked again."""
        return project if self.facts is None else self.checker.auto_head(project, self.facts)

    def forget(self) -> None:
        """Check everything anew: plugins have changed."""
        strangers.forget()
        project, facts = self.project, self.facts
        self.behind(lambda: self._report(project, facts, anew=True), "check")
