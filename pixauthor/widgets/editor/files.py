"""Files that come with a command: written beside the item, then named in the command that the state obeys."""

import base64
from collections.abc import Mapping
from pathlib import Path

from pixauthor.editing.media_store import add_medium
from pixauthor.widgets.editor.deed import Command


def with_file(command: Command, data: bytes, item_file: Path) -> Command:
    """Write a file beside the item, and return the command ``then`` of ``command`` with its name.

    Its ``value`` is a text, in which ``{file}`` stands for the name, or fields, which gain ``file``.

    Raises:
        PixauthorError: as ``editing.media_store``.
    """
    name = add_medium(item_file.parent, item_file.stem, str(command["name"]), data, str(command["use"]))
    then, value = command["then"], command["then"]["value"]
    return {**then, "value": value.replace("{file}", name) if isinstance(value, str) else {**value, "file": name}}


def with_sample(command: Command, item_file: Path) -> Command:
    """Return a command that keeps an answer as a test, a file handed in written as a sample and named.

    Raises:
        PixauthorError: as ``editing.media_store``.
    """
    answer = command["answer"]
    if not (isinstance(answer, Mapping) and "content" in answer):
        return command
    data = base64.b64decode(answer["content"])
    name = add_medium(item_file.parent, item_file.stem, str(answer["name"]), data, "file", sub="tests")
    return {**command, "answer": {"upload": name}}
