"""The standard commands of ``plugkeras``."""

from plugkeras import hookimpl

PLUGKERAS_API = 1


@hookimpl
def register_commands():
    return {
        "plugins": "plugkeras_std.commands.plugins:plugins",
    }
