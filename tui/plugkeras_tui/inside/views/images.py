"""What convolutions look for, and what they see."""

import numpy as np
from textual.strip import Strip

from plugkeras_tui.inside.views.seen import Arrays, Seen, sentence
from plugkeras_tui.pictures import GREY, TWO_COLOUR, Ink, gallery


def images(seen: Seen, ink: Ink, width: int, height: int) -> list[Strip]:
    """The filters of the chosen layer, blue below zero and orange above; below them its maps of one row."""
    filters, maps = seen.found.get("filters"), seen.found.get("feature_maps")
    mine = _of(filters, seen.layer), _of(maps, seen.layer)
    if mine[0] is None and mine[1] is None:
        there = list(dict.fromkeys([*(filters or ()), *(maps or ())]))
        text = f"{seen.layer} makes no pictures; these layers do: {', '.join(there)}." if there else ""
        return sentence(ink, text or seen.trouble.get("filters") or seen.trouble.get("feature_maps", ""), width, height)
    drawn: list[Strip] = []
    if mine[0] is not None:
        kernel = mine[0]
        drawn.append(
            _title(ink, f"{kernel.shape[3]} filters of {kernel.shape[0]} by {kernel.shape[1]}", kernel.shape[2])
        )
        pieces = [_filter(kernel, n) for n in range(kernel.shape[3])]
        most = float(np.nanmax(np.abs(kernel), initial=0)) or 1.0
        room = (height - 3) // 2 if mine[1] is not None else height - 1
        drawn += gallery(pieces, width, room, TWO_COLOUR, low=-most, high=most, least=3, most=12, ascii=ink.letters)
        drawn.append(ink.text(""))
    if mine[1] is not None and height - len(drawn) > 2:
        maps_ = mine[1]
        drawn.append(ink.text(f"{maps_.shape[2]} maps of {maps_.shape[0]} by {maps_.shape[1]}, of one row", "muted"))
        pieces = [maps_[:, :, n] for n in range(maps_.shape[2])]
        drawn += gallery(pieces, width, height - len(drawn), GREY, least=3, most=28, ascii=ink.letters)
    return drawn


def _title(ink: Ink, text: str, channels: int) -> Strip:
    more = "" if channels in (1, 3) else f", means over {channels} channels"
    below, above = ("round letters", "crosses") if ink.letters else ("blue", "orange")
    return ink.text(f"{text}{more}: {below} below zero, {above} above", "muted")


def _filter(kernel: np.ndarray, n: int) -> np.ndarray:
    return np.asarray(kernel[:, :, :, n].mean(2))


def _of(arrays: Arrays | None, layer: str) -> np.ndarray | None:
    return None if arrays is None else arrays.get(layer)
