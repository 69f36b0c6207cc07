"""Where plugkeras keeps things of a person's."""

import os
from pathlib import Path


def state_folder() -> Path:
    """Where plugkeras keeps what outlives a process: ``PLUGKERAS_STATE``, or the user's state folder."""
    said = os.environ.get("PLUGKERAS_STATE")
    if said:
        return Path(said).expanduser()
    from platformdirs import user_state_dir

    return Path(user_state_dir("plugkeras", appauthor=False))
