"""What is said of an item, entry by entry; the item's file has the status, its review file all that led to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pixauthor.bank.item import Status


class Act(StrEnum):
    """What a person does, as the review file writes it (``do``)."""

    SUBMIT = "submit"
    APPROVE = "approve"
    ASK_CHANGES = "ask-changes"
    COMMENT = "comment"
    ANSWER = "answer"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    STATUS = "status"


class Action(StrEnum):
    """What a person asks for: acts on the review, and changes of status."""

    SUBMIT = "submit"
    APPROVE = "approve"
    ASK_CHANGES = "ask-changes"
    COMMENT = "comment"
    ANSWER = "answer"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    VALIDATE = "validate"
    ARCHIVE = "archive"
    RETIRE = "retire"
    REVISE = "revise"


class Tick(StrEnum):
    """What a reviewer says of one point of the check-list."""

    OK = "ok"
    REFUSED = "refused"
    NOT_RELEVANT = "not-relevant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an item is at a moment, as far as reviews go.

    ``content`` is the digest of key, options, score and files: another one makes reviews void. ``wording`` is that of
    all that is read: another one alone is a correction, which does not.
    """

    version: int
    content: str
    wording: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of status."""

    action: Action
    before: Status
    after: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a review file; what it holds depends on ``do``, as ``schemas/reviews.schema.json`` says.

    ``at`` is a moment in UTC, ISO 8601 to the second; ``where`` the dotted name of what a comment is about
    (``choices.b.text``, "": the whole item); ``to`` the comment that opened the thread.
    """

    id: str
    at: str
    by: str
    do: Act
    text: str = ""
    about: Content | None = None
    where: str = ""
    to: str = ""
    checklist: Mapping[str, Tick] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    change: Change | None = None
    version: int = 0


Log = tuple[Entry, ...]
"""The entries of a review file, in its order."""
