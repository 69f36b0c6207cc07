"""How a package that a part needs is installed: by an extra of the part's own distribution, if there is one."""

import re
from collections import Counter

_REQUIREMENT = re.compile(r"\s*([\w.-]+)[^;]*;.*\bextra\s*==\s*['\"]([\w.-]+)['\"]")


def install_command(package: str, distribution: str = "") -> str:
    """``pip install 'acme[gpu]'`` if an extra of acme asks for the package, the smallest; else the package itself."""
    asked_for = _asked_for(distribution)
    sizes = Counter(extra for _, extra in asked_for)
    extras = sorted((sizes[extra], extra) for name, extra in asked_for if _folded(name) == _folded(package))
    return f"pip install '{distribution}[{extras[0][1]}]'" if extras else f"pip install {package}"


def _asked_for(distribution: str) -> list[tuple[str, str]]:
    """What the extras of a distribution ask for: name and extra."""
    from importlib.metadata import PackageNotFoundError, requires  # 25 ms, and only errors ask

    try:
        found = requires(distribution) if distribution else None
    except PackageNotFoundError:
        return []
    matches = [match for text in found or () if (match := _REQUIREMENT.match(text))]
    return [(match[1], match[2]) for match in matches]


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()
