"""lanegate: the edge daemon at the truck lanes of a road border gate."""

from importlib.metadata import version

__version__ = version("lanegate")
