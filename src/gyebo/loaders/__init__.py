"""The loaders, one folder per kind of document: `loaders/` in a checkout, packaged content in a wheel."""

from gyebo.resources import folder

__path__ = [str(folder("loaders"))]
