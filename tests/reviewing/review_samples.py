"""An item, the people around it, and what they may do to it."""

from datetime import UTC, datetime

from pixauthor.bank.people import People, Person, Role
from pixauthor.editing.spans import read
from pixauthor.reviewing.checklist import points_of
from pixauthor.reviewing.content import content_of
from pixauthor.reviewing.desk import Dossier, Request
from pixauthor.reviewing.model import Action, Tick

NOW = datetime(2026, 11, 22, 10, 15, 30, tzinfo=UTC)
ITEM = """\
# yaml-language-server: $schema=../../schemas/item/single-choice.schema.json
id: dossiers-2-01
type: single-choice
version: 1
status: draft
competence: "1.2"
skill: dossiers-2
level: 2
title: Retrouver un fichier   # pour les auteurs

stem: |
  Dans quel dossier se trouve la photo ?

choices:
  - {id: a, text: Images}
  - {id: b, text: Documents}
  - {id: c, text: Musique}
key: b
family: {role: prototype}
author: ada
licence: CC-BY-4.0
created: 2026-01-15

tests:
  - {answer: b, outcome: ok}
  - {answer: a, outcome: ko}
"""


def person(id_: str, *roles: Role) -> Person:
    return Person(id=id_, name=id_.title(), roles=frozenset(roles), emails=(f"{id_}@example.org",))


ADA = person("ada", Role.AUTHOR, Role.REVIEWER)
BOB = person("bob", Role.REVIEWER)
CLEO = person("cleo", Role.REVIEWER, Role.LEAD)
DAN = person("dan", Role.AUTHOR)
EVE = person("eve", Role.LEAD)
PEOPLE = People.of([ADA, BOB, CLEO, DAN, EVE])

PEOPLE_FILE = """\
people:
  - {id: ada, name: Ada, roles: [author, reviewer], emails: [ada@example.org]}
  - {id: bob, name: Bob, roles: [reviewer], emails: [bob@example.org]}
  - {id: cleo, name: Cleo, roles: [reviewer, lead], emails: [cleo@example.org]}
  - {id: dan, name: Dan, roles: [author], emails: [dan@example.org]}
  - {id: eve, name: Eve, roles: [lead], emails: [eve@example.org]}
"""


def dossier(text: str = ITEM, log=(), media=None, people: People | None = PEOPLE) -> Dossier:
    data = read(text).data
    return Dossier(
        path="1.2/dossiers-2-01.yaml",
        text=text,
        data=data,
        content=content_of(data, media or {}),
        log=tuple(log),
        people=people,
    )


def all_ok(of: Dossier) -> dict[str, Tick]:
    return {point.id: Tick.OK for point in points_of(of.kind)}


def request(action: Action, of: Dossier, **said) -> Request:
    """Return a request that says all that its action wants."""
    if action is Action.APPROVE:
        said = {"checklist": all_ok(of)} | said
    return Request(action=action, **({"text": "Parce que."} | said))
