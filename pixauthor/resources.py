"""Where the files that ship with the program are: inside the wheel, or in the clone it is run from."""

from importlib.resources import files
from pathlib import Path


def shipped(name: str) -> Path:
    """Return the folder or file ``name`` (``"schemas"``, ``"items"``, ``"notebooks"``) that came with the program.

    A wheel carries them under ``pixauthor/_data``; in a clone they stand beside the package.
    """
    package = Path(str(files("pixauthor")))
    packed = package / "_data" / name
    return packed if packed.exists() else package.parent / name
