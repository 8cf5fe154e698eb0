"""Media of items on disk: written beside the item, never over another."""

from pathlib import Path

from pixauthor.editing.media import medium_name, require_medium
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import is_inside, write_atomic


def add_medium(folder: Path, id_: str, name: str, data: bytes, use: str, *, sub: str = "") -> str:
    """Write a file of item ``id_`` and return its name for the item file: ``media/<id>.png``.

    A file that is there already with the same bytes is taken as it is.

    Args:
        folder: where the item file is.
        id_: of the item.
        name: as the author calls the file.
        data: its bytes.
        use: ``image``, ``page`` or ``file``.
        sub: a folder under ``media`` (``tests`` for samples).

    Raises:
        PixauthorError: when it may not be added, ``media`` leads out of ``folder``, or it cannot be written.
    """
    require_medium(name, data, use)
    media = folder / "media" / sub
    if not is_inside(media, folder):
        raise PixauthorError("files.outside", place=Place(path=str(media)))
    there = {path.name: path for path in media.iterdir()} if media.is_dir() else {}
    prefix = f"media/{sub}/" if sub else "media/"
    same = next((one for one, path in there.items() if one.startswith(id_) and _holds(path, data)), None)
    if same is not None:
        return prefix + same
    chosen = medium_name(id_, name, {f"media/{one}" for one in there}).removeprefix("media/")
    write_atomic(media / chosen, data)
    return prefix + chosen


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
