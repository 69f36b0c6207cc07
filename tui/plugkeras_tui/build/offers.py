"""What the palette offers: every layer that is registered, in groups, and what was found to be broken."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from plugkeras.host import host
from plugkeras.host.plugin import Plugin
from plugkeras_tui.strangers import trouble_of

_GROUPS = {
    "core": "Basic",
    "einsum_dense": "Basic",
    "sequential": "Basic",
    "shapes": "Shape",
    "upsampling": "Padding",
    "other_convolutions": "Convolution",
    "adaptive_pooling": "Pooling",
    "group_normalization": "Normalization",
    "preparing": "Preparing data",
    "of_keras_1": "Of Keras 1 and 2",
    "multi_head_attention": "Attention",
}
"""Names of groups that are not those of their rooms, or modules, among the layers."""


@dataclass(frozen=True)
class Offer:
    """A layer that can be added: its full name, its group, other names that it has; why it cannot, if it cannot."""

    name: str
    group: str
    others: tuple[str, ...] = ()
    reason: str = ""
    strange: bool = False
    is_tried: bool = False

    @property
    def wait(self) -> str:
        """Why its class is not to be imported here yet, or never."""
        return self.reason or ("It is still being looked at." if self.strange and not self.is_tried else "")

    @property
    def title(self) -> str:
        """The name without its plugin."""
        return self.name.rpartition(">")[2]


def standard() -> list[Offer]:
    """The standard layers, by the modules that they are written in; reads no one else's manifest."""
    return _grouped([row for row in host().rows() if row.is_standard])


def everything() -> list[Offer]:
    """Those of other plugins as well; their manifests are read, which runs their code."""
    names = host().names("layers")  # reads all manifests
    others = [row for row in host().rows() if not row.is_standard]
    own = sorted({name.partition(">")[0] for name in names if ">" in name} - {row.name for row in others})
    found = [offer for row in others for offer in _of_plugin(row)]
    found += [Offer(name, prefix, strange=True) for prefix in own for name in names if name.startswith(f"{prefix}>")]
    return [*standard(), *found]


def _grouped(rows: list[Plugin]) -> list[Offer]:
    """One offer a class: its later names are other names of it."""
    found: dict[Any, Offer] = {}
    for row in rows:
        for name, ref in host().load(row).offers.get("layers", {}).items():
            known = found.get(ref)
            module = ref.partition(":")[0] if isinstance(ref, str) else str(getattr(ref, "__module__", ""))
            if known is not None:
                found[ref] = replace(known, others=(*known.others, name))
            else:
                found[ref] = Offer(name, _group(module))
    order = list(dict.fromkeys(offer.group for offer in found.values()))
    return sorted(found.values(), key=lambda offer: order.index(offer.group))


def _group(module: str) -> str:
    room = module.rpartition("layers.")[2].partition(".")[0] if "layers." in module else module.rpartition(".")[2]
    return _GROUPS.get(room, room.replace("_", " ").capitalize())


def _of_plugin(row: Plugin) -> Iterator[Offer]:
    if row.state in ("broken", "disabled"):
        yield Offer(row.name, row.name, reason=f"The plugin {row.trouble}.", strange=True)
    for short in row.offers.get("layers", {}):
        yield Offer(row.full_name(short), row.name, strange=True)


def tried(offer: Offer, asker: Any) -> Offer:
    """The offer with the reason why it cannot be used, if it cannot: its class is imported, its constructor called.

    That is done in another process, by the ``asker`` of a checker, before its form is asked for here.
    """
    if offer.reason or not offer.strange:
        return offer
    return replace(offer, reason=trouble_of("layers", offer.name, asker), is_tried=True)


def found(offers: list[Offer], typed: str, rank: int | None = None) -> list[Offer]:
    """Those that fit what is typed, the best first; ``rank`` is that of what would come in, the batch axis included."""
    words = typed.lower().replace("_", "").replace(" ", "")
    if not words:
        return offers
    scored = [(score, number, offer) for number, offer in enumerate(offers) if (score := _score(offer, words, rank))]
    return [offer for _, _, offer in sorted(scored, key=lambda item: (item[0], item[1]))]


def _score(offer: Offer, typed: str, rank: int | None) -> tuple[int, int] | None:
    best = min(
        (s for name in (offer.title, *offer.others) if (s := _fit(name.lower(), typed)) is not None), default=None
    )
    if best is None and typed in offer.group.lower():
        best = 4
    return None if best is None else (best, _other_axes(offer.title, rank))


def _fit(name: str, typed: str) -> int | None:
    """0 for the name itself, more for what is further from it, None for what does not fit."""
    if name == typed:
        return 0
    if name.startswith(typed):
        return 1
    if typed in name:
        return 2
    letters = iter(name)
    return 3 if len(typed) > 2 and all(letter in letters for letter in typed) else None


def _other_axes(title: str, rank: int | None) -> int:
    """Of layers for 1, 2 and 3 axes, those that fit come first; without a shape those for images."""
    axes = re.search("([123])D", title)  # `Conv2DTranspose`
    if axes is None:
        return 0
    return abs(int(axes[1]) - (rank - 2 if rank is not None and rank > 2 else 2))
