"""Installed packages without installing: for tests of how a plugin is found."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import dedent


def fake_distribution(
    folder: Path,
    name: str,
    version: str = "1.0",
    files: Mapping[str, str] | None = None,
    entry_points: Mapping[str, str] | None = None,
    requires: Sequence[str] = (),
) -> Path:
    """Write a distribution into ``folder``: with that folder on ``sys.path`` it is as good as installed.

    ``files`` maps paths to their (dedented) text; ``entry_points`` maps plugin names to manifests;
    ``requires`` is what it depends on, with extras as in ``fast-sums>=2; extra == "gpu"``.
    Returns ``folder``. A process that has already looked needs `importlib.invalidate_caches`.
    """
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    points = "".join(f"{point} = {target}\n" for point, target in (entry_points or {}).items())
    needs = "".join(f"Requires-Dist: {requirement}\n" for requirement in requires)
    metadata = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}",
        f"{info}/entry_points.txt": f"[plugkeras]\n{points}",
    }
    for path, text in {**metadata, **(files or {})}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
    return folder
