"""How-to pages, run: what the tests of docs/howto share.

In a page a block of `sh` is run in a checkout of its own, with an empty home. The block of `text` after it is what it
prints: `…` alone on a line stands for lines that are left out, `…` within a line for part of it, and widths of columns
do not matter. A block without one must succeed. A block that only starts a server leaves it running until the end
of the page. What cannot be run here says so: `sh not run: why`. A page that begins with "Continues from" is read in
the checkout that the other one leaves.
"""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.servers import free_port, oxigraph

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs" / "howto").glob("*.md"))
CHECKOUT = ("data", "loaders", "ontology", "queries", "shapes", "src", "tests/documents")
_BLOCK = re.compile(r"```sh *(not run: [^\n]*)?\n(.*?)```(?:\n+```text\n(.*?)```)?", re.DOTALL)
_CONTINUES = re.compile(r"Continues from \[[^\]]+\]\(([^)]+)\)")
_SERVES = re.compile(r"(gyebo|oxigraph) serve\b.*")
_PORTS = ("8000", "7878")


@dataclass(frozen=True)
class Block:
    """Commands of a page, what they print (None where the page does not show it), why they are not run."""

    commands: str
    printed: str | None
    not_run: str


@dataclass
class Checkout:
    """A copy of the checkout, with the environment in which its commands run."""

    folder: Path
    environment: dict[str, str]
    ports: dict[str, str] = field(default_factory=lambda: {port: str(free_port()) for port in _PORTS})

    def run(self, commands: str) -> tuple[int, str]:
        """Run commands; return their exit code and all that they print."""
        script = f"set -o pipefail\n{self._here(commands)}"
        done = subprocess.run(
            ["bash", "-c", script], cwd=self.folder, env=self.environment, text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, timeout=300,
        )  # fmt: skip
        return done.returncode, self._there(done.stdout)

    @contextmanager
    def serving(self, command: str) -> Iterator[None]:
        """Run a server until the end."""
        if command.startswith("oxigraph"):
            oxigraph()
        words = shlex.split(self._here(command), comments=True)
        port = self.ports["7878" if words[0] == "oxigraph" else "8000"]
        words += ["--port", port] if words[0] == "gyebo" else []
        program = shutil.which(words[0], path=self.environment["PATH"]) or words[0]
        server = subprocess.Popen(
            [program, *words[1:]], cwd=self.folder, env=self.environment, stderr=subprocess.DEVNULL
        )
        try:
            _await(server, int(port))
            yield
        finally:
            server.terminate()
            server.wait()

    def _here(self, text: str) -> str:
        for shown, port in self.ports.items():
            text = text.replace(f"127.0.0.1:{shown}", f"127.0.0.1:{port}")
        return text

    def _there(self, text: str) -> str:
        for shown, port in self.ports.items():
            text = text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{shown}")
        return text


def blocks(page: Path) -> list[Block]:
    """Return the blocks of commands of a page."""
    found = _BLOCK.findall(page.read_text(encoding="utf-8"))
    return [Block(commands, printed or None, why) for why, commands, printed in found]


def chains() -> dict[str, tuple[Path, ...]]:
    """Return the English pages by name, those that continue another behind it."""
    english = [page for page in PAGES if not page.name.endswith(".ko.md")]
    before = {page: _CONTINUES.search(page.read_text(encoding="utf-8")) for page in english}
    after = {page.with_name(found[1]): page for page, found in before.items() if found}
    return {page.stem: tuple(_chain(page, after)) for page in english if not before[page]}


def _chain(page: Path, after: dict[Path, Path]) -> Iterator[Path]:
    yield page
    if page in after:
        yield from _chain(after[page], after)


def checkout(store: Path, tmp_path: Path) -> Checkout:
    """Return a checkout with the graph built, in which `gyebo` is this one, and nothing of the user's."""
    folder = tmp_path / "gyebo"
    for name in CHECKOUT:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(store, folder / ".gyebo")
    programs = tmp_path / "bin"
    programs.mkdir()
    _program(programs / "gyebo", f'exec {shlex.quote(sys.executable)} -m gyebo "$@"')
    _program(programs / "python", f'exec {shlex.quote(sys.executable)} "$@"')
    beside = Path(sys.executable).parent / "oxigraph"
    if beside.exists():
        _program(programs / "oxigraph", f'exec {shlex.quote(str(beside))} "$@"')
    home = tmp_path / "home"
    home.mkdir()
    return Checkout(folder, {
        "HOME": str(home), "LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONPATH": str(folder / "src"),
        "PYTHONDONTWRITEBYTECODE": "1", "PATH": f"{programs}:{os.environ['PATH']}",
    })  # fmt: skip


def _await(server: subprocess.Popen[bytes], port: int, seconds: float = 60) -> None:
    """Wait until a server takes connections."""
    end = time.monotonic() + seconds
    while server.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{server.args!r} takes no connections")


def _program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def follow(pages: tuple[Path, ...], here: Checkout) -> None:
    """Do what pages say, one after the other, and hold what is printed against them."""
    if shutil.which("curl") is None and any(
        "curl " in block.commands for page in pages for block in blocks(page)
    ):
        pytest.skip("curl is not installed, which these pages call")
    with ExitStack() as servers:
        for page in pages:
            for block in blocks(page):
                if not block.not_run:
                    _follow(block, here, servers)


def _follow(block: Block, here: Checkout, servers: ExitStack) -> None:
    if _SERVES.fullmatch(block.commands.strip()):
        servers.enter_context(here.serving(block.commands.strip()))
        return
    code, printed = here.run(block.commands)
    if block.printed is None:
        assert code == 0, f"{block.commands}\n{printed}"
    else:
        as_shown = re.fullmatch(pattern(block.printed), squeezed(printed)) is not None
        assert as_shown, f"{block.commands}\nprints\n\n{printed}\nand not\n\n{block.printed}"


def squeezed(text: str) -> str:
    """Return text without empty lines, the width of columns, and rulers."""
    lines = (re.sub(r"─+", "─", " ".join(line.split())) for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line)


def pattern(shown: str) -> str:
    """Return the pattern of what is shown: `…` alone for lines, within a line for part of it."""
    lines = squeezed(shown).splitlines()
    return "".join("(?:.*\n)*?" if line == "…" else _line(line) for line in lines)


def _line(shown: str) -> str:
    return ".*".join(re.escape(part.strip()) for part in shown.split("…")) + "\n"
