"""Opening a campaign with the draft that was left of it, saving it, and ending a conflict."""

from datetime import datetime

from pixauthor.editing.conflict import compare, merge
from pixauthor.editing.store import Conflict, ItemFiles, Opened
from pixauthor.errors import PixauthorError
from pixauthor.locale import text
from pixauthor.widgets.campaign.state import FormState, opened_state, saved


def open_state(files: ItemFiles, path: str, language: str) -> tuple[FormState, str]:
    """Return the state of a file just opened, and what to tell: that a draft came back, or is damaged.

    Raises:
        PixauthorError: when the file cannot be opened.
    """
    opened = files.open(path)
    try:
        draft = files.draft_of(path)
    except PixauthorError as error:
        return opened_state(opened), error.render(language)
    if draft is None or draft.text == opened.text:
        return opened_state(opened), ""
    # Of what the draft was made from: if the file has changed since, saving will tell.
    base = Opened(path=path, text=draft.base, digest=draft.base_digest, mark=opened.mark)
    return opened_state(base, draft.text), text("campaign.form.draft_back", language)


def save_state(files: ItemFiles, state: FormState, now: datetime) -> tuple[FormState, str]:
    """Write what changed, and return the state after it with what to tell.

    Raises:
        PixauthorError: when the file cannot be written.
    """
    after = saved(state, files.save(state.opened, state.text, now))
    return after, "conflict" if after.conflict else "saved"


def end_conflict(files: ItemFiles, conflict: Conflict, side: str, now: datetime) -> FormState:
    """Return the state after a choice: ``"mine"`` writes over, ``"both"`` merges, ``"theirs"`` takes what is on disk.

    Raises:
        PixauthorError: when both changed the same field, or the file cannot be written.
    """
    if side == "theirs":
        files.forget(conflict.theirs.path)
        return opened_state(conflict.theirs)
    mine = conflict.mine
    if side == "both":
        mine = merge(compare(conflict.base.text or "", conflict.mine, conflict.theirs.text or ""))
    return saved(opened_state(conflict.theirs, mine), files.save(conflict.theirs, mine, now))


def keep_draft(files: ItemFiles, state: FormState, now: datetime) -> None:
    """Keep what is not saved, and nothing else. Raises: when the draft cannot be written."""
    if state.unsaved:
        files.keep(state.opened, state.text, now)
    else:
        files.forget(state.opened.path)
