"""What can be done here: the actions of the focused widget, of its screen and of the app, with their keys."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

MOVING = {"up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "shift+tab"}


class Action(NamedTuple):
    """Something that can be done, or the ``reason`` why not now. ``where`` is "here", "screen" or "everywhere"."""

    title: str
    keys: str
    where: str
    binding: Binding
    node: DOMNode
    reason: str

    @property
    def only_moves(self) -> bool:
        """Whether it is what arrows and their like do: nobody looks for that in a list."""
        return self.binding.key in MOVING

    async def do(self) -> None:
        """Do it; if it is refused, its reason is told."""
        await self.node.app.run_action(self.binding.action, self.node)


def actions(screen: Screen[Any]) -> list[Action]:
    """What can be done on ``screen`` as it is now, the focused widget's first; an action once, with all of its keys."""
    found: dict[tuple[int, str], Action] = {}
    for node, binding in _bound(screen):
        key = screen.app.get_key_display(binding)
        known = found.get((id(node), binding.action))
        if known is not None:
            found[id(node), binding.action] = known._replace(keys=f"{known.keys} {key}")
        else:
            does_now = getattr(node, "does_now", None)
            title = (does_now(binding.action) if callable(does_now) else "") or binding.tooltip or binding.description
            where = "everywhere" if isinstance(node, App) else "screen" if node is screen else "here"
            found[id(node), binding.action] = Action(title, key, where, binding, node, reason(node, binding.action))
    return list(found.values())


def _bound(screen: Screen[Any]) -> Iterator[tuple[DOMNode, Binding]]:
    """Bindings as they act now, with remapped keys; those of Textual that have no words are left out."""
    for node, binding, _, _ in screen.active_bindings.values():
        if binding.description and (binding.id or not _is_textual(node, binding)):
            yield node, binding


def _is_textual(node: DOMNode, binding: Binding) -> bool:
    """Whether a binding came with Textual: those keys everybody knows, or nobody needs."""
    own = [c for c in type(node).__mro__ if c.__module__.startswith("textual.")]
    known = [b for cls in own for entry in cls.__dict__.get("BINDINGS", ()) for b in Binding.make_bindings([entry])]
    return any((b.key, b.action) == (binding.key, binding.action) for b in known)


def reason(node: DOMNode, action: str) -> str:
    """Why an action is refused there; empty if it is not."""
    target, name, parameters = node.app._parse_action(action, node)
    if target.check_action(name, parameters) is not None:
        return ""
    refused = getattr(target, "refused", None)
    return (refused(name) if callable(refused) else "") or "This cannot be done now."
