"""Sample answers of an item's tests, as the grader takes them."""

from base64 import b64encode
from pathlib import Path
from typing import Any, Final

from pixauthor.errors import PixauthorError, Place
from pixauthor.files import is_file, is_inside, read_bytes

MAX_SAMPLE_BYTES: Final = 10_000_000


def resolve_answer(answer: Any, folder: Path) -> Any:
    """Return a sample answer with ``{upload: path}`` read into ``{name, content}``; any other answer as it is.

    Args:
        answer: the ``answer`` of an item test.
        folder: the folder of the item's file; samples stay in it.

    Raises:
        PixauthorError: when the sample is missing, outside ``folder``, unreadable or larger than ``MAX_SAMPLE_BYTES``.
    """
    if not (isinstance(answer, dict) and "upload" in answer):
        return answer
    path = folder / str(answer["upload"])
    if not is_inside(path, folder):
        raise PixauthorError("files.outside", place=Place(path=str(path)))
    if not is_file(path):
        # A folder, a pipe that would be waited for, or nothing.
        raise PixauthorError("files.missing", place=Place(path=str(path)))
    return {"name": path.name, "content": b64encode(read_bytes(path, MAX_SAMPLE_BYTES)).decode("ascii")}
