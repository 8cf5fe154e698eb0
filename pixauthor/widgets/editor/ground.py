"""What the editor reads of a workspace, beside the item itself."""

from typing import TYPE_CHECKING

from pixauthor.bank.check_setting import Setting
from pixauthor.bank.git import cat_files
from pixauthor.bank.lint import EVERYDAY
from pixauthor.bank.lint.store import read_settings
from pixauthor.bank.people_store import read_people
from pixauthor.bank.store import find_item_files
from pixauthor.editing.store import Opened
from pixauthor.errors import PixauthorError
from pixauthor.grading.grade import grade
from pixauthor.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def find_item(workspace: Workspace, path_or_id: str) -> str:
    """Return the path of an item relative to ``items/``, from that path or from its id.

    Raises:
        PixauthorError: ``editing.no-item`` when no file bears the id.
    """
    if "/" in path_or_id:
        return path_or_id
    for path in find_item_files(workspace.items_dir):
        if path.stem == path_or_id:
            return path.relative_to(workspace.items_dir).as_posix()
    raise PixauthorError("editing.no-item", id=path_or_id)


def read_setting(workspace: Workspace) -> Setting:
    """Return what the bank is checked with now; faults of its settings are told by the check of the bank."""
    people, _ = read_people(workspace.items_dir)
    lint, _ = read_settings(workspace.items_dir)
    return Setting(
        items_dir=workspace.items_dir,
        framework=workspace.framework,
        grade=grade,
        rules=EVERYDAY,
        people=people,
        lint=lint,
    )


def text_in_service(root: "Path", opened: Opened) -> str:
    """Return the text that answers may have been given to: what git has of the file, else what was opened."""
    path = root / opened.path
    (committed,) = cat_files(path.parent, (f"HEAD:./{path.name}",))
    return committed.decode("utf-8", "replace") if committed else opened.text or ""


def load_known_responses(workspace: Workspace) -> "pd.DataFrame":
    """Return the responses of a workspace, perhaps none. Raises: as ``responses.store.load_part``."""
    from pixauthor.responses.frame import to_frame
    from pixauthor.responses.store import load_table

    return to_frame(load_table(workspace.exports_dir))
