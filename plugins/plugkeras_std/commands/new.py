"""``plugkeras new TEMPLATE``: a project to begin with, from a template or from data."""

from pathlib import Path

from plugkeras.errors import FileError
from plugkeras.host import host
from plugkeras.project import Project
from plugkeras.project.starting import project_for
from plugkeras.saving.files import replacing
from plugkeras_std.commands.options import Options, refusing, say

ABOUT = """\
Write a project to begin with: from a template, or from your data.

  plugkeras new spirals               writes spirals.json, from the template of that name
  plugkeras new titanic.csv           a project for that table; its last column is what is learnt
  plugkeras new photos/ pets.json     a project for a folder that has a folder of images for each class"""


@refusing
def new(argv: list[str]) -> int:
    """Write a project to begin with: from a template, a table, arrays or a folder of images."""
    options = Options("new", description=ABOUT, epilog="plugkeras train PROJECT trains what was written.")
    options.add_argument("template", nargs="?", metavar="TEMPLATE|DATA", help="a template's name, a file or a folder")
    options.add_argument("path", nargs="?", metavar="PATH", help="the project's file (its name and .json)")
    options.flag("--list", help="list the templates")
    options.flag("--force", help="replace a file that is there")
    args = options.parse_args(argv)
    if args.list:
        return listed()
    if args.template is None:
        options.error("say which template; plugkeras new --list lists them")
    path = write(beginning(args.template, args.path), args.path, args.force)
    say(f"{path}: plugkeras train {path} trains it, plugkeras summary {path} says what is in it")
    return 0


def listed() -> int:
    """Print the templates, one a line."""
    names = host().names("templates")
    width = max(map(len, names), default=0)
    for name in names:
        say(f"{name:{width}}  {host().get('templates', name)().note}")
    return 0


def beginning(template: str, path: str | None) -> Project:
    """The project that a template or data make; the data's paths begin where the project will lie.

    Raises:
        UnknownName: there is neither such a template nor such a file.
    """
    data = Path(template)
    if data.is_dir() or (data.is_file() and not host().offering("templates", template)):
        return project_for(data, Path(path).parent if path else Path())
    if data.suffix and not data.exists() and not host().offering("templates", template):
        raise FileError(f"There is no file {template}, and no template of that name.")
    project: Project = host().get("templates", template)()
    return project


def write(project: Project, path: str | None, force: bool) -> Path:
    """Write the project as a file, and return its path.

    Raises:
        FileError: it cannot be written, or is there already.
    """
    name = f"{Path(project.name).name or 'project'}.json"  # of a stranger's template, perhaps: no path
    target = Path(path or name)
    if target.is_dir():
        target = target / name
    if target.exists() and not force:
        raise FileError(f"{target} is there already; say another PATH, or --force to replace it.")
    with replacing(target, overwrite=True) as file:
        file.write_text(project.to_text(), encoding="utf-8")
    return target
