"""The manifest of the standard commands, and of the projects that ``plugkeras new`` begins with."""

from plugkeras import hookimpl

PLUGKERAS_API = 1

_TEMPLATES = (
    *("spirals", "moons", "blobs", "sine", "iris"),
    *("digits", "digits-mlp", "digits-vgg", "digits-conv1d", "digits-lstm", "digits-stateful"),
    *("mnist", "imdb"),
)


@hookimpl
def register_templates():
    return {name: f"plugkeras_std.templates.shipped:{name}" for name in _TEMPLATES}


@hookimpl
def register_commands():
    return {
        "demo": "plugkeras_std.commands.demo:demo",
        "export": "plugkeras_std.commands.export:export",
        "new": "plugkeras_std.commands.new:new",
        "parts": "plugkeras_std.commands.parts:parts",
        "plugins": "plugkeras_std.commands.plugins:plugins",
        "predict": "plugkeras_std.commands.predict:predict",
        "run": "plugkeras_std.commands.run:run",
        "runs": "plugkeras_std.commands.runs:runs",
        "summary": "plugkeras_std.commands.summary:summary",
        "train": "plugkeras_std.commands.train:train",
        "validate": "plugkeras_std.commands.validate:validate",
        "watch": "plugkeras_std.commands.watch:watch",
    }
