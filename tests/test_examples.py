"""The examples in docstrings do what they say, under the modules' real names."""

import doctest
from importlib import import_module
from pkgutil import walk_packages

import pytest

import gyebo
from gyebo.registry import names

MODULES = {module.name for module in walk_packages(gyebo.__path__, "gyebo.")} - {"gyebo.__main__"}
MODULES -= {"gyebo.query.api", "gyebo.query.answer"}  # their examples ask a graph: tests/test_api.py
MODULES |= {f"gyebo.loaders.{kind}.loader" for kind in names()}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_examples(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0
