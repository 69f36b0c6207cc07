"""The list of the palette: groups and offers, what fits what is typed, or what can be answered."""

from textual.widget import Widget

from plugkeras.project.difference import shown
from plugkeras.project.values import Value
from plugkeras_tui.build import offers
from plugkeras_tui.build.offers import Offer
from plugkeras_tui.form.lines import Item, Line, LineList


class OfferLines(LineList, can_focus=False):
    """The offers, under the names of their groups; when one is searched, the best first."""

    def __init__(self) -> None:
        super().__init__()
        self.offers: list[Offer] = []
        self.typed = ""
        self.rank: int | None = None
        self.choices: list[Value] | None = None
        """What may be answered while something is asked; no offers are shown then."""

    def items(self, width: int) -> list[Item]:
        """Groups and offers, or what fits what was typed."""
        if self.choices is not None:
            return [Item(("choice", shown(value)), ((("  ", ""), (shown(value), "")),)) for value in self.choices]
        if self.typed.strip():
            found = offers.found(self.offers, self.typed, self.rank)
            return [_item(offer, width, True) for offer in found] or [
                Item("", ((("  nothing is called so", "dim"),),), False)
            ]
        items: list[Item] = []
        for number, offer in enumerate(self.offers):
            if not number or self.offers[number - 1].group != offer.group:
                mark = "⚡ " if offer.strange else ""
                items.append(Item(("group", offer.group), (((f"{mark}{offer.group}", "accent"),),), False))
            items.append(_item(offer, width, False))
        return items

    def _over(self, number: int) -> str:
        """The cursor is moved by the input above, and shown as if the focus were here while it is there."""
        if number != self.cursor or not self._items[number].selectable:
            return ""
        return "cursor" if isinstance(self.parent, Widget) and self.parent.has_focus_within else "cursor-away"


def _item(offer: Offer, width: int, with_group: bool) -> Item:
    mark, kind = ("⚠ ", "dim") if offer.reason else ("  ", "")
    line: Line = ((mark, "warning"), (offer.title, kind))
    group = offer.group if with_group else ""
    room = width - 3 - len(offer.title) - len(group)
    if offer.reason and room > 0 and not group:
        return Item(offer.name, ((*line, ("  why? Enter"[: max(0, room)], "dim")),))
    return Item(offer.name, ((*line, (" " * room + group, "dim")) if group and room > 0 else line,))
