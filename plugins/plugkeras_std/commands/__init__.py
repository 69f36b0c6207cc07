"""The standard commands of ``plugkeras``."""

from plugkeras import hookimpl

PLUGKERAS_API = 1


@hookimpl
def register_commands():
    return {
        "demo": "plugkeras_std.commands.demo:demo",
        "parts": "plugkeras_std.commands.parts:parts",
        "plugins": "plugkeras_std.commands.plugins:plugins",
        "run": "plugkeras_std.commands.run:run",
    }
