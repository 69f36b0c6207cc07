"""``plugkeras keys``: what has a key in the app, by name, and where keys are in each other's way."""

import argparse

from plugkeras_tui.everywhere.configuration import config_folder


def keys(argv: list[str]) -> int:
    """List what has a key in the terminal app, by the names that keys.toml takes, and the conflicts."""
    parser = argparse.ArgumentParser("plugkeras keys", description=keys.__doc__)
    parser.add_argument("word", nargs="?", default="", help="only what has this word in it")
    args = parser.parse_args(argv)
    from plugkeras_tui.app import PlugkerasApp  # these import Textual
    from plugkeras_tui.everywhere import keymap
    from plugkeras_tui.everywhere.named import named

    before = named(PlugkerasApp)
    said = keymap.read(one.id for one in before)
    found = keymap.remapped(before, said.keys)
    shown = [one for one in found if args.word.lower() in f"{one.id} {one.does} {one.where}".lower()]
    wide = max((len(one.id) for one in shown), default=0)
    for one in dict.fromkeys(shown):
        mark = "*" if one.id in said.keys else " "
        print(f"{one.id:{wide}} {mark} {' '.join(one.keys):18}  {one.does}")
    print(f'\n{config_folder() / keymap.FILE} is where other keys are said, as in: "run.toggle" = "f9"')
    troubles = [*said.troubles, *keymap.conflicts(found, said.keys)]
    for sentence in troubles:
        print(f"conflict: {sentence}" if sentence not in said.troubles else f"wrong: {sentence}")
    return 1 if troubles else 0
