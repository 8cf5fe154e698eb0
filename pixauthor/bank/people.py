"""Who is who: the people of a bank, what each may do, and the e-mail addresses by which git knows them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from pixauthor.findings import Finding
from pixauthor.source.document import Document
from pixauthor.source.schema import check_schema


class Role(StrEnum):
    """What a person may do: write items, review those of others, decide what is served (pix.md §2.3: editor, admin)."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    LEAD = "lead"


class Kind(StrEnum):
    """What kind of reader it is: readers of a bank have a right to know which ones are programs."""

    HUMAN = "human"
    AI_AGENT = "ai-agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person. ``id`` is what items write as author and reviewer; it never changes."""

    id: str
    name: str
    roles: frozenset[Role]
    emails: tuple[str, ...] = ()
    kind: Kind = Kind.HUMAN
    note: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """People by id, in the order of the file."""

    by_id: Mapping[str, Person]

    @classmethod
    def of(cls, people: Iterable[Person]) -> "People":
        """Return these people."""
        return cls(MappingProxyType({person.id: person for person in people}))

    def __iter__(self) -> Iterator[Person]:
        return iter(self.by_id.values())

    def __contains__(self, id_: object) -> bool:
        return id_ in self.by_id

    def get(self, id_: str) -> Person | None:
        """Return the person of this id, or None."""
        return self.by_id.get(id_)

    def with_email(self, email: str) -> Person | None:
        """Return the person whom git knows by this address; case does not count."""
        wanted = email.strip().casefold()
        return next((one for one in self if wanted in map(str.casefold, one.emails)), None) if wanted else None

    def __reduce__(self) -> tuple[Any, ...]:
        # A read-only view of a mapping does not travel to worker processes.
        return People.of, (tuple(self),)


def decode_people(data: Mapping[str, Any]) -> People:
    """Return the people of the mapping of a file that fits its schema."""
    return People.of(_decode(one) for one in data["people"])


def check_people(document: Document) -> tuple[Finding, ...]:
    """Return every fault of the file of people: its shape, then ids and addresses that two of them have."""
    return check_schema(document, "people") or tuple(_twice(document))


def _decode(data: Mapping[str, Any]) -> Person:
    return Person(
        id=data["id"],
        name=data["name"],
        roles=frozenset(map(Role, data["roles"])),
        emails=tuple(data.get("emails", ())),
        kind=Kind(data.get("kind", Kind.HUMAN)),
        note=data.get("note", ""),
    )


def _twice(document: Document) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, one in enumerate(document.data["people"]):
        for pointer, word in [(("id",), one["id"]), *((("emails", n), e) for n, e in enumerate(one.get("emails", ())))]:
            # An address must name one person whatever its case; and no id looks like an address of another.
            if word.casefold() in seen:
                place = document.place("people", number, *pointer)
                yield Finding(code="R02", place=place, fields={"word": word})
            seen.add(word.casefold())
