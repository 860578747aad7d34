"""Where the store is kept when nobody says."""

import os
from pathlib import Path


def default_store() -> Path:
    """Return where the store is kept: GYEBO_STORE, else .gyebo in a checkout, else the user's data folder."""
    if named := os.environ.get("GYEBO_STORE"):
        return Path(named)
    root = Path(__file__).parents[3]
    if (root / "pyproject.toml").is_file() and (root / "data").is_dir():
        return root / ".gyebo"
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "gyebo"
