"""The store on disk: finished graphs side by side, and a pointer file that names the one in use.

    DIR/CURRENT            the name of the graph in use, replaced in one step
    DIR/graph-<digest>/    a finished graph: Oxigraph's files and manifest.json

A build writes into a folder of its own and switches the pointer last, so that a build that fails or is
killed leaves the graph in use as it was.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from gyebo.errors import Unreadable

FORMAT = 1
_POINTER = "CURRENT"
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a finished graph is: the store format, its quads, the digest of what it was built from."""

    format: int
    quads: int
    inputs: str
    version: str


def current(folder: Path) -> Path:
    """Return the folder of the graph in use; raise `Unreadable` where there is none or of another format."""
    try:
        name = (folder / _POINTER).read_text(encoding="utf-8").strip()
        manifest = json.loads((folder / name / _MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise Unreadable(folder, None, "there is no graph here yet", "build it: gyebo build") from None
    except (OSError, ValueError) as error:
        raise Unreadable(
            folder, None, f"the store cannot be read ({error})", "build it anew: gyebo build"
        ) from None
    if manifest.get("format") != FORMAT:
        what = f"the store has format {manifest.get('format')}, this gyebo reads format {FORMAT}"
        raise Unreadable(folder, None, what, "build it anew: gyebo build")
    return folder / name


def publish(folder: Path, inputs: str, version: str, fill: Callable[[Path], int]) -> Manifest:
    """Let `fill` build a graph in a new folder (it returns the number of quads), then switch to it.

    Raises `Unreadable` when the disk is full or not writable; whatever was there stays in use.
    """
    building = folder / f"building-{os.getpid()}"
    try:
        _swept(folder)
        building.mkdir(parents=True)
        manifest = Manifest(FORMAT, fill(building), inputs, version)
        (building / _MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", encoding="utf-8")
        _switch(folder, building, f"graph-{_token(inputs)}")
    except OSError as error:
        reason = error.strerror or str(error)
        step = "free space or choose another folder with --store; the graph in use is unchanged"
        raise Unreadable(folder, None, f"the store cannot be written ({reason})", step) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return manifest


def _token(inputs: str) -> str:
    return hashlib.sha256(f"{inputs}{os.getpid()}{os.urandom(4).hex()}".encode()).hexdigest()[:12]


def _swept(folder: Path) -> None:
    """Remove what builds that were killed have left behind."""
    for left in folder.glob("building-*"):
        shutil.rmtree(left, ignore_errors=True)


def _switch(folder: Path, building: Path, name: str) -> None:
    building.rename(folder / name)
    part = folder / f"{_POINTER}.part"
    part.write_text(name + "\n", encoding="utf-8")
    part.replace(folder / _POINTER)
    for old in folder.glob("graph-*"):
        if old.name != name:
            shutil.rmtree(old, ignore_errors=True)
