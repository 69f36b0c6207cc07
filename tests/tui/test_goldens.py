"""The pictures of screens are complete, and tell what would be lost."""

from looks import told
from pictures import COLOURLESS, GOLDENS, SIZES
from rich.style import Style


def test_every_state_has_its_text_and_its_looks_in_every_size():
    texts = {file.stem for file in GOLDENS.glob("*.txt") if not file.stem.endswith(("-ascii", COLOURLESS))}
    states = {text.rpartition("-")[0] for text in texts}
    assert texts == {f"{state}-{width}x{height}" for state in states for width, height in SIZES}
    assert texts == {file.stem for file in (GOLDENS / "looks").glob("*.txt")}


def test_a_cursor_that_only_one_theme_has_lost_is_told():
    plain, cursor = Style(color="#ffffff", bgcolor="#000000"), Style(color="#000000", bgcolor="#ffffff")
    right = told([[[("a", plain), ("b", cursor)]], [[("a", plain), ("b", cursor)]]])
    lost = told([[[("a", plain), ("b", cursor)]], [[("a", plain), ("b", plain)]]])
    assert "1a1b" in right
    assert right != lost
