"""The app's own screens and their keys, known without importing them; and how they are named in a line."""

from textual.content import Content

KEYS = {
    "Welcome": "0",
    "Build": "1",
    "Data": "2",
    "Train": "3",
    "Inspect": "4",
    "Runs": "5",
    "Script": "6",
    "Plugins": "7",
}
"""The keys of the app's own screens, known without importing them."""

LEAST = 2
"""The spaces between what else is said and the screens."""


def named(current: str, room: int, said: dict[str, str]) -> Content:
    """``0 1 Build 2 Data …`` as far as there is room: with all their names, or with that of the one that is shown.

    ``current`` is the key that it has at first; ``said`` are the keys that a person has given to some of them.
    """
    all_named = [(said.get(name, key), name, key == current) for name, key in KEYS.items()]
    for names in (all_named, [(key, name if here else "", here) for key, name, here in all_named]):
        told = Content(" ").join(_one(*one) for one in names)
        if told.cell_length + LEAST <= room:
            return told
    return Content()


def _one(key: str, name: str, is_here: bool) -> Content:
    text = f"{key} {name}".rstrip()
    return Content.styled(f"▸{text}", "bold") if is_here else Content.styled(text, "$text-muted")
