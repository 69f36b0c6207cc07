"""How a row of a form looks, and what is said of it."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from rich.cells import cell_len, set_cell_size

from plugkeras.forms import Field, Form
from plugkeras.project.difference import shown
from plugkeras_tui.form.items import Item, Line, cut
from plugkeras_tui.form.nudging import choices_of
from plugkeras_tui.form.rows import Row

MATCHES = 6
"""How many of the things to choose from are shown below what is typed."""


def label_width(rows: Sequence[Row], width: int) -> int:
    """The column where the values begin."""
    longest = max((cell_len(row.label) + 2 * row.depth for row in rows), default=0)
    return min(longest + 4, max(8, width * 11 // 20))


def item_of(row: Row, problem: str, choices: Sequence[Line], at: int, width: int) -> Item:
    """The row's line, its value in the column ``at``; under it what can be chosen, or what is wrong."""
    fold = ("▾ " if row.opened else "▸ ") if row.opens else "  "
    label = set_cell_size(f"{'  ' * row.depth}{fold}{cut(row.label, at - 4 - 2 * row.depth)}", at - 1)
    mark = "✖" if problem else " "
    if row.field is None and row.opens:
        line: Line = (("  " * row.depth + f" {fold}{row.label} ({row.count})", "shade"),)
        return Item(row.path, (line,))
    value = (cut(row.text, width - at), "strong" if row.given else "dim")
    return Item(row.path, (((mark, "error"), (label, ""), value), *(choices or _sentence(problem, width))))


def _sentence(problem: str, width: int) -> list[Line]:
    return [((f"   {line}", "error"),) for line in wrap(problem, max(10, width - 4))]


def choices_below(choices: Sequence[Any], match: int | None, at: int) -> list[Line]:
    """Those that fit what is typed; the one that Enter takes, number ``match``, has a mark."""
    first = max(0, (match or 0) - MATCHES + 1)
    lines: list[Line] = []
    for number, value in enumerate(choices[first : first + MATCHES], first):
        chosen = number == match
        lines.append(
            ((" " * (at - 2) + ("▸ " if chosen else "  "), "accent"), (shown(value), "accent" if chosen else ""))
        )
    more = len(choices) - first - MATCHES
    return [*lines, ((f"{' ' * at}… {more} more", "dim"),)] if more > 0 else lines


def matches(choices: Sequence[Any], text: str) -> list[Any]:
    """The choices that have what is typed in them, those that begin with it first."""
    typed = text.strip().lower()
    words = [(shown(choice).lower(), choice) for choice in choices]
    if any(word == typed for word, _ in words):
        return []
    begin = [choice for word, choice in words if word.startswith(typed)]
    return begin + [choice for word, choice in words if typed in word and not word.startswith(typed)]


def named(field: Field, text: str) -> Any:
    """The choice that has this name, in this case or, if none has, in any; None if there is none."""
    typed = text.strip()
    found = [choice for choice in choices_of(field) if choice is not None and shown(choice).lower() == typed.lower()]
    return next((choice for choice in found if shown(choice) == typed), found[0] if found else None)


def help_of(form: Form | None, row: Row | None) -> str:
    """What is known of a field, and how it is changed."""
    if form is None:
        return ""
    if row is None:
        return form.summary
    if row.field is None:
        return "What is seldom needed: space unfolds it." if row.opens else f"{form.title} has no '{row.label}'."
    field = row.field
    keys = []
    if field.control == "toggle":
        keys.append("space: yes or no")
    elif isinstance(row.value, int | float | tuple) and field.control in ("integer", "number", "sizes"):
        keys.append("←→ less or more, or type it; ctrl+pgdn: next screen")
    elif field.choices and field.control != "list":
        keys.append("Enter lists them, ←→ the next one")
    else:
        keys.append("type to edit")
    if row.opens:
        keys.append(f"space {'folds' if row.opened else 'unfolds'} it")
    if row.given and not row.field.required:
        keys.append("ctrl+r default")
    said = " ".join((field.help or field.note).replace("``", "").replace("`", "").split())
    return f"{said or field.name}\n({', '.join(keys)})"
