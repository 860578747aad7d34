"""Files and folders that appear under their final name only when they are complete.

A file is written as OUT.part and renamed; a folder is built as OUT.part and switched with what an earlier
export has left. A run that is killed leaves OUT.part, never a half OUT; the next run clears it away.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gyebo.errors import Unreadable, UsageProblem

# Lies in every folder that is ours to delete: one being built, and one that has just been replaced.
_MARK = ".gyebo-unfinished"


@contextmanager
def placed(out: Path, folder: bool) -> Iterator[Path]:
    """Give the place to write to, and put it under the name `out` when the block ends well.

    Raises `UsageProblem` where `out` is of the other kind or a folder with files that are not of this
    export, and `Unreadable` where it cannot be written; what stood at `out` then stays.
    """
    final = out.resolve()
    part = final.with_name(final.name + ".part")
    _refuse_other_kind(out, final, folder)
    try:
        _begin(final, part, folder)
        try:
            yield part
            _end(out, final, part, folder)
        finally:
            _clear(part)
    except OSError as error:
        reason = error.strerror or " ".join(str(error).split())
        what = f"the {'folder' if folder else 'file'} cannot be written ({reason})"
        raise Unreadable(out, None, what, "free space or choose another") from error


def _refuse_other_kind(out: Path, final: Path, folder: bool) -> None:
    if folder and final.exists() and not final.is_dir():
        raise UsageProblem(f"{out} is a file and this export is a folder", "choose another name")
    if not folder and final.is_dir():
        raise UsageProblem(f"{out} is a folder and this export is one file", "say the file's name as well")


def _begin(final: Path, part: Path, folder: bool) -> None:
    """Clear away what a killed run has left, and make the folder to write into."""
    old = _old(final)
    if _marked(old):
        if final.exists():
            shutil.rmtree(old)
        else:
            shutil.rmtree(part, ignore_errors=True)
            old.rename(final)
    if folder:
        (final / _MARK).unlink(missing_ok=True)
    _clear(part)
    if part.is_dir():
        raise UsageProblem(f"{part} is in the way", "move it away: a folder is built under that name")
    if folder:
        part.mkdir(parents=True)
        (part / _MARK).touch()


def _end(out: Path, final: Path, part: Path, folder: bool) -> None:
    if not folder:
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(final)
        return
    _refuse_foreign(out, final, part)
    if final.exists() and any(final.iterdir()):
        (final / _MARK).touch()
        final.rename(_old(final))
    part.rename(final)
    (final / _MARK).unlink()
    if _marked(_old(final)):
        shutil.rmtree(_old(final), ignore_errors=True)


def _refuse_foreign(out: Path, final: Path, part: Path) -> None:
    """Refuse to replace a folder with anything in it that this export does not write anew."""
    ours = set(_inside(part))
    foreign = [name for name in _inside(final) if name not in ours]
    if foreign:
        what = f"{out} holds {foreign[0]}, which this export does not write"
        raise UsageProblem(what, "choose another folder, or move it away")


def _inside(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.name != _MARK)


def _old(final: Path) -> Path:
    return final.with_name(final.name + ".old")


def _marked(folder: Path) -> bool:
    return (folder / _MARK).is_file()


def _clear(part: Path) -> None:
    """Remove an unfinished file, or an unfinished folder that is ours or in which nothing is."""
    if _marked(part) or (part.is_dir() and not any(part.iterdir())):
        shutil.rmtree(part, ignore_errors=True)
    elif part.is_file():
        part.unlink(missing_ok=True)
