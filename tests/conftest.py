"""What all tests share: the checkout's root, the official documents, the profile of hypothesis."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from gyebo.build import build
from gyebo.store.embedded import Embedded

ROOT = Path(__file__).parents[1]

# In CI the same examples at every run, so that a commit is judged by its own change.
settings.register_profile("ci", deadline=None, derandomize=True)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def root() -> Path:
    """The top folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the checkout that holds documents, examples and independent judges."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("../shared is not here: it is not part of the repository")
    return folder


@pytest.fixture(scope="session")
def documents(shared: Path) -> Path:
    """The folder of the official documents, whose text is not part of the repository."""
    folder = shared / "documents"
    if not folder.is_dir():
        pytest.skip("../shared/documents is not here: the documents are not part of the repository")
    return folder


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store built from the repository's own facts and decisions."""
    folder = tmp_path_factory.mktemp("store")
    build(folder)
    return folder


@pytest.fixture(scope="session")
def engine(store: Path) -> Embedded:
    """The engine over that store."""
    return Embedded(store)
