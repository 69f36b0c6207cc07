"""Whether a fork can go on from the weights of its run: they are found again by the places of layers, so none may be
added, taken out, moved, or change its size."""

from plugkeras.project import Project
from plugkeras.project.checking import check
from plugkeras.project.facts import Facts


def misfits(former: Project, project: Project, facts: Facts | None) -> list[str]:
    """The layers that have other weights than in ``former``; without the ``facts`` of the data, where that is known."""
    if former.model == project.model:
        return []
    before, now = (
        {row.name: row.parameters for row in check(one, facts).layers if not row.bypassed} for one in (former, project)
    )
    if sorted(before) == sorted(now) and list(before) != list(now):
        return [name for name, other in zip(before, now, strict=True) if name != other]
    return [name for name in {**before, **now} if name not in before or name not in now or before[name] != now[name]]
