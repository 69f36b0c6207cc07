"""The manifest of the terminal app: its screens, its themes, and the commands that open it."""

from plugkeras import hookimpl

PLUGKERAS_API = 1

_SCREENS = {
    "Welcome": "welcome.screen",
    "Build": "build.screen",
    "Data": "data.screen",
    "Train": "train.screen",
    "Inspect": "inspect.screen",
    "Runs": "runs.screen",
    "Script": "script.screen",
    "Plugins": "plugins.screen",
}


@hookimpl
def register_screens() -> dict[str, str]:
    """One class a name: ``Build`` is the class ``BuildScreen``."""
    return {name: f"{__name__}.{module}:{name}Screen" for name, module in _SCREENS.items()}


@hookimpl
def register_themes() -> dict[str, str]:
    """Named as they are; ``plugkeras`` is the one that is there unless another is chosen."""
    themes = {"plugkeras": "COLOURBLIND", "plugkeras-dark": "DARK"}
    themes |= {"plugkeras-light": "LIGHT", "plugkeras-contrast": "CONTRAST"}
    return {name: f"{__name__}.everywhere.themes:{theme}" for name, theme in themes.items()}


@hookimpl
def register_commands() -> dict[str, str]:
    """What opens the app; ``plugkeras`` alone does, too."""
    return {
        "tui": f"{__name__}.command:tui",
        "serve": f"{__name__}.serving.command:serve",
        "keys": f"{__name__}.keys_command:keys",
    }
