"""Items, people and review files of a bank on disk; what is decided is written whole or not at all."""

import secrets
import stat
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Final

from pixauthor.bank.check import CACHE_FILE, check_bank
from pixauthor.bank.codec import decode_item
from pixauthor.bank.git import run_git
from pixauthor.bank.item import Item, Status
from pixauthor.bank.media import media_of
from pixauthor.bank.people import People, Person
from pixauthor.bank.people_store import load_people
from pixauthor.bank.review_log import check_review_log
from pixauthor.bank.scan import REVIEWS_FOLDER, scan
from pixauthor.bank.schema import check_item_schema
from pixauthor.bank.search_row import Row
from pixauthor.canonical import digest
from pixauthor.editing.plan import Change, Plan, Write
from pixauthor.editing.plan_store import execute
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import MAX_TEXT_BYTES, UTF8_BOM, decode_text, is_inside, read_bytes
from pixauthor.findings import Finding, Severity
from pixauthor.grading.grade import grade
from pixauthor.reviewing.codec import decode_log
from pixauthor.reviewing.content import content_of
from pixauthor.reviewing.desk import Decided, Dossier, Request, decide
from pixauthor.reviewing.lock import locked
from pixauthor.reviewing.log_text import appended
from pixauthor.reviewing.model import Action, Entry, Log
from pixauthor.reviewing.people import present_person
from pixauthor.reviewing.queue import Waiting, bare, in_order, waiting_of
from pixauthor.reviewing.refused import Refused
from pixauthor.reviewing.revision import Tie
from pixauthor.reviewing.ties_store import load_ties
from pixauthor.source.document import Document
from pixauthor.source.parser import parse_document

_LOCK: Final = ".cache/reviews.lock"


def reviews_path(path: str) -> str:
    """Return the review file of an item file: ``1.2/reviews/dossiers-2-01.yaml`` of ``1.2/dossiers-2-01.yaml``."""
    item = PurePosixPath(path)
    return str(item.parent / REVIEWS_FOLDER / item.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """The reviews of a workspace. Paths are relative to ``items_dir`` (POSIX)."""

    items_dir: Path
    exports_dir: Path

    def people(self) -> People | None:
        """Return who is who; None when the bank does not say. Raises: when its file is faulty."""
        return load_people(self.items_dir)

    def present(self, environment: Mapping[str, str]) -> Person | None:
        """Return who is at the keyboard, or None when nothing says so."""
        email = (run_git(self.items_dir, ("config", "user.email")) or b"").decode("utf-8", "replace").strip()
        return present_person(self.people(), environment, email)

    def open(self, path: str, people: People | None = None) -> Dossier:
        """Return all that is known of the item of a file.

        Raises:
            PixauthorError: when it is no item, or its review file is faulty.
        """
        text, document = self._read(path)
        if faults := check_item_schema(document):
            raise _faulty(faults[0])
        item = decode_item(document.data)
        return Dossier(
            path=path,
            text=text,
            data=document.data,
            content=content_of(document.data, self._media(path, item)),
            log=self.log(path),
            people=people,
            prototype=self._status_of(item.family.prototype) if item.family.prototype else None,
        )

    def log(self, path: str) -> Log:
        """Return what was said of the item of a file, if anything was. Raises: when the review file is faulty."""
        reviews = reviews_path(path)
        if not (self.items_dir / reviews).exists():
            return ()
        document = self._read(reviews)[1]
        # A name that nobody knows is for the check to tell; here its entry counts for nothing.
        if faults := check_review_log(document, None):
            raise _faulty(faults[0])
        return decode_log(document.data)

    def queue(self, rows: Iterable[Row], person: Person | None) -> tuple[Waiting, ...]:
        """Return what waits for whom, over the items of an index; only those with a review file are read."""
        people, logged = self.people(), scan(self.items_dir).reviews
        return in_order(self._waiting(row, logged, people, person) for row in rows)

    def _waiting(self, row: Row, logged: Container[str], people: People | None, person: Person | None) -> Waiting:
        if reviews_path(row.path) not in logged:
            return bare(row, person)
        try:
            return waiting_of(row, self.open(row.path, people), person)
        except PixauthorError as error:
            return bare(row, person, error.render())

    def errors(self, path: str) -> tuple[Finding, ...]:
        """Return the findings that stop an item."""
        return tuple(one for one in self.findings(path) if one.severity is Severity.ERROR)

    def findings(self, path: str) -> tuple[Finding, ...]:
        """Return all findings of an item."""
        cache = self.exports_dir / CACHE_FILE
        return check_bank(self.items_dir, grade=grade, paths=(path,), cache=cache).findings

    def ties(self, id_: str) -> tuple[Tie, ...]:
        """Return the versions of an item that the newest calibrations measured."""
        return load_ties(self.exports_dir, id_)

    def do(
        self,
        path: str,
        request: Request,
        person: Person,
        *,
        now: datetime,
        token: Callable[[], str] = lambda: secrets.token_hex(2),
    ) -> Entry | Refused:
        """Decide a request on the item as it is on disk now, and write what follows: entry and item, or neither.

        Raises:
            PixauthorError: when something cannot be read or written; all is then as it was.
        """
        with locked(self.exports_dir / _LOCK):
            dossier = self.open(path, self.people())
            errors = len(self.errors(path)) if request.action is Action.VALIDATE else 0
            decided = decide(dossier, request, person, now=now, token=token(), errors=errors)
            if isinstance(decided, Refused):
                return decided
            self._write(path, dossier, decided)
            return decided.entry

    def _write(self, path: str, dossier: Dossier, decided: Decided) -> None:
        reviews = reviews_path(path)
        before, text = ("", None)
        if (self.items_dir / reviews).exists():
            data = self._bytes(reviews)
            before, text = digest(data), _decode(data, reviews)
        changes: list[Change] = [Write(path=reviews, text=appended(text, decided.entry), before=before)]
        if decided.text != dossier.text:
            changes.append(Write(path=path, text=decided.text, before=digest(dossier.text.encode())))
        for change in changes:
            _require_writable(self.items_dir / change.path)
        execute(Plan(changes=tuple(changes)), self.items_dir)

    def _read(self, path: str) -> tuple[str, Document]:
        text = _decode(self._bytes(path), path)
        reading = parse_document(text.removeprefix("\ufeff"), path)
        if reading.document is None or reading.findings:
            raise _faulty(reading.findings[0])
        return text, reading.document

    def _bytes(self, path: str) -> bytes:
        file = self.items_dir / path
        if not is_inside(file, self.items_dir.parent):
            raise PixauthorError("files.outside", place=Place(path=path))
        return read_bytes(file, MAX_TEXT_BYTES)

    def _media(self, path: str, item: Item) -> dict[str, str]:
        folder = (self.items_dir / path).parent
        return {name: _digest_of(folder / name) for name in media_of(item)}

    def _status_of(self, id_: str) -> Status | None:
        """Return the status of an item; a draft’s when it is not there, or unreadable: nothing can rest on it."""
        for path in scan(self.items_dir).items:
            if PurePosixPath(path).stem == id_:
                try:
                    return Status(str(self._read(path)[1].data.get("status")))
                except (PixauthorError, ValueError):
                    break
        return Status.DRAFT


def _digest_of(path: Path) -> str:
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def _decode(data: bytes, path: str) -> str:
    return ("\ufeff" if data.startswith(UTF8_BOM) else "") + decode_text(data, path)


def _faulty(fault: Finding) -> PixauthorError:
    return PixauthorError("review.faulty", place=fault.place, fault=f"{fault.code} {fault.message()} {fault.hint()}")


def _require_writable(path: Path) -> None:
    # A rename would get round a file that its owner made read-only.
    if path.exists() and not path.stat().st_mode & stat.S_IWUSR:
        raise PixauthorError("editing.read-only", place=Place(path=str(path)))
