"""The key that trains, as sentences name it: F5, or what ``keys.toml`` says instead; told once, when the app starts."""

USUAL = "f5"

_pressed: list[str] = [USUAL]
_named: list[str] = ["F5"]


def train_key() -> str:
    """What it is called."""
    return _named[0]


def is_train_key(key: str) -> bool:
    """Whether a key, as Textual calls it, is one that trains."""
    return key in _pressed


def have(keys: str, named: str) -> None:
    """Take others, as Textual calls them, and what the first of them is called; "" for the usual one."""
    _pressed[:] = keys.split(",") if keys else [USUAL]
    _named[:] = [named.upper() if named[:1] == "f" and named[1:].isdecimal() else named] if keys else ["F5"]
