"""The keys of the screen of runs; Enter is the table's."""

from textual.binding import Binding, BindingType

KEYS: list[BindingType] = [
    Binding(
        "slash",
        "filter",
        "filter",
        key_display="/",
        id="runs.filter",
        tooltip="show only the runs with these words",
    ),
    Binding("space", "overlay", "overlay", id="runs.overlay", tooltip="draw the curve of this run with the others"),
    Binding("p", "baseline", "baseline", id="runs.baseline", tooltip="compare other runs with this one"),
    Binding(
        "D",
        "differences",
        "differ",
        id="runs.differences",
        tooltip="only what is different from the baseline, a marked run or the one before",
    ),
    Binding("f", "fork", "fork", id="runs.fork", tooltip="a run that begins where this one was after an epoch"),
    Binding("R", "resume", "resume", id="runs.resume", tooltip="go on with this run"),
    Binding("n", "note", "note", id="runs.note", tooltip="write a note"),
    Binding("t", "tags", "tags", id="runs.tags", tooltip="tags to filter by", show=False),
    Binding("e", "export", "export", id="runs.export", tooltip="a script that trains to the same"),
    Binding("delete,x", "trash", "trash", id="runs.trash", tooltip="move this run to the trash"),
    Binding(
        "ctrl+z,u",
        "untrash",
        "undo",
        id="runs.untrash",
        tooltip="bring back the run that was thrown away last",
        show=False,
    ),
    Binding("s", "sort(1)", "sort", id="runs.sort", tooltip="sort by the next column", show=False),
    Binding("S", "turn", "turn the order", id="runs.turn", tooltip="turn the order round", show=False),
    Binding("m", "metric", "metric", id="runs.metric", tooltip="another metric", show=False),
    Binding(
        "plus,equals_sign",
        "smooth(1)",
        "smoother",
        id="runs.smoother",
        tooltip="smooth curves and last values more",
        show=False,
    ),
    Binding(
        "minus",
        "smooth(-1)",
        "less smooth",
        id="runs.rougher",
        tooltip="smooth curves and last values less",
        show=False,
    ),
    Binding("y", "log", "log axis", id="runs.log", tooltip="logarithmic axis", show=False),
    Binding(
        "v",
        "view",
        "curves/words",
        id="runs.view",
        tooltip="curves or words, where there is no room for both",
        show=False,
    ),
    Binding(
        "J,shift+down", "scroll_words(3)", "words down", id="runs.words_down", tooltip="more of the words", show=False
    ),
    Binding("K,shift+up", "scroll_words(-3)", "words up", id="runs.words_up", tooltip="the words before", show=False),
    Binding("i", "inspect", "inspect", id="runs.inspect", tooltip="look inside its model", show=False),
    Binding("l", "follow", "follow latest", id="runs.follow", tooltip="go to each new run", show=False),
    Binding("escape", "escape", "back", id="runs.escape", show=False),
]
