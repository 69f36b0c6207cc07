"""What docstrings say: of the part in a sentence, and of each argument."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

SECTION = re.compile(r"^#{0,3}\s*(keyword )?(args|arguments|parameters|params)\s*:?$", re.IGNORECASE)
OTHER = re.compile(
    r"^#{0,3}\s*(call arguments|returns?|raises|yields|examples?|references?|input shapes?|output shapes?|notes?"
    r"|usage|attributes|see also|warnings?)\s*:?.{0,20}$",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"^(\s*)[-*]{0,2}\s?`{0,2}(\w+)`{0,2}\s*(?:\([^)]*\))?\s*:(?:\s+(.*))?$")
_FIELD = re.compile(r"^\s*:param(?:\s[^:]*)?\s(\w+):\s*(.*)$")


@dataclass
class Told:
    """A docstring taken apart: its first paragraph, the prose after it, and what is listed of arguments."""

    summary: str = ""
    about: str = ""
    listed: dict[str, str] = field(default_factory=dict)

    def beginning(self, name: str) -> str:
        """The first sentence that begins with ``name`` in backquotes, or nothing; a part of a list is no sentence."""
        return self._sentence(rf"``?{re.escape(name)}(``?|=)(?![;,]).*[^;]$")

    def mentioning(self, name: str) -> str:
        """The first sentence that mentions ``name`` in backquotes, or nothing."""
        return self._sentence(rf".*`{re.escape(name)}[`=]")

    def _sentence(self, pattern: str) -> str:
        texts = (self.summary, self.about)
        return next((s for text in texts for s in _sentences(text) if re.match(pattern, s)), "")


def told(doc: str | None) -> Told:
    """What a docstring says; it may be in the manner of Keras, Google, NumPy or Sphinx, or plain prose."""
    lines = inspect.cleandoc(doc or "").splitlines()
    prose, listed = list[str](), dict[str, str]()
    place = 0
    while place < len(lines):
        if SECTION.match(lines[place].strip()):
            place = _list(lines, place + 1, listed)
        elif OTHER.match(lines[place].strip()) and _is_heading(lines, place):
            place = _end(lines, place + 1)
        elif match := _FIELD.match(lines[place]):
            listed[match[1]] = match[2]
            place += 1
        else:
            prose.append(lines[place])
            place += 1
    paragraphs = [_joined(p.splitlines()) for p in re.split(r"\n\s*\n", "\n".join(prose)) if p.strip()]
    return Told(paragraphs[0].removesuffix("::") if paragraphs else "", " ".join(paragraphs[1:]), listed)


def _is_heading(lines: list[str], place: int) -> bool:
    """A line of its own that ends in a colon, is marked or underlined."""
    line, below = lines[place].strip(), lines[place + 1].strip() if place + 1 < len(lines) else ""
    return line.endswith(":") or line.startswith("#") or (bool(below) and set(below) <= set("-=~"))


def _end(lines: list[str], place: int) -> int:
    """Where a section ends that began above: the next heading, or what is indented no deeper."""
    while place < len(lines):
        line = lines[place]
        if SECTION.match(line.strip()) or (OTHER.match(line.strip()) and _is_heading(lines, place)):
            return place
        if line.strip() and not line.startswith(" ") and lines[place - 1].strip() == "" and not _ENTRY.match(line):
            return place
        place += 1
    return place


def _list(lines: list[str], start: int, listed: dict[str, str]) -> int:
    """Read the arguments of a section, and return where it ends."""
    end = _end(lines, start)
    indent, name, numpy = -1, "", start < len(lines) and set(lines[start].strip() or "x") <= set("-=~")
    for line in lines[start:end]:
        match = _ENTRY.match(line)
        if match and (indent in (-1, len(match[1]))):
            indent, name = len(match[1]), match[2]
            listed[name] = "" if numpy else match[3] or ""
        elif name:
            listed[name] = _joined([listed[name], line])
    return end


def _sentences(text: str) -> Iterator[str]:
    """The sentences of a prose; a point in an abbreviation or a number ends none."""
    yield from re.split(r"(?<=[^.][a-z0-9`)\]²\"][.;])\s+(?=[A-Z`\"(])", text)


def _joined(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


def beginning(text: str) -> str:
    """The first sentence of a prose, and more if that is but a word or two: ``Optional.``"""
    said = ""
    for sentence in _sentences(text):
        said = f"{said} {sentence}".strip()
        if len(said) > 30:
            break
    return said
