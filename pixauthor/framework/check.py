"""Faults of a framework that its schema cannot see: names that stand twice, or that contradict their place.

Any framework of this shape will do: the number of areas, competences and levels is the file's business.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pixauthor.findings import Finding
from pixauthor.ids import split_skill_id
from pixauthor.source.document import Document
from pixauthor.source.schema import check_schema

Pointer = tuple[str | int, ...]
_Placed = tuple[Pointer, Mapping[str, Any]]


def check_framework(document: Document) -> tuple[Finding, ...]:
    """Return every fault of a framework file, those of its shape first: the others need it."""
    shape = check_schema(document, "framework")
    return shape or tuple(finding for check in _CHECKS for finding in check(document))


def _unique(document: Document) -> Iterator[Finding]:
    for name, rows in (("code", _areas), ("code", _competences), ("id", _tubes), ("id", _skills)):
        seen = set()
        for pointer, row in rows(document):
            if row[name] in seen:
                yield Finding(code="F01", place=document.place(*pointer, name), fields={"id": row[name]})
            seen.add(row[name])


def _named_after_tube(document: Document) -> Iterator[Finding]:
    for pointer, tube in _tubes(document):
        for position, skill in enumerate(tube["skills"]):
            if split_skill_id(skill["id"]) != (tube["id"], skill["level"]):
                fields = {"id": skill["id"], "suggestion": f"{tube['id']}-{skill['level']}"}
                yield Finding(code="F02", place=document.place(*pointer, "skills", position, "id"), fields=fields)


def _in_their_area(document: Document) -> Iterator[Finding]:
    for pointer, competence in _competences(document):
        area = document.data["areas"][pointer[1]]["code"]
        if competence["code"].partition(".")[0] != area:
            fields = {"id": competence["code"], "area": area}
            yield Finding(code="F03", place=document.place(*pointer, "code"), fields=fields)


def _levels_in_order(document: Document) -> Iterator[Finding]:
    for position, level in enumerate(document.data["levels"]):
        if level["level"] != position + 1:
            fields = {"level": level["level"]}
            yield Finding(code="F04", place=document.place("levels", position, "level"), fields=fields)
            return


def _levels_described(document: Document) -> Iterator[Finding]:
    described = {level["level"] for level in document.data["levels"]}
    for pointer, skill in _skills(document):
        if skill["level"] not in described:
            fields = {"id": skill["id"], "level": skill["level"]}
            yield Finding(code="F05", place=document.place(*pointer, "level"), fields=fields)


def _areas(document: Document) -> Iterator[_Placed]:
    return _rows(("areas",), document.data["areas"])


def _competences(document: Document) -> Iterator[_Placed]:
    for pointer, area in _areas(document):
        yield from _rows((*pointer, "competences"), area["competences"])


def _tubes(document: Document) -> Iterator[_Placed]:
    for pointer, competence in _competences(document):
        yield from _rows((*pointer, "tubes"), competence["tubes"])


def _skills(document: Document) -> Iterator[_Placed]:
    for pointer, tube in _tubes(document):
        yield from _rows((*pointer, "skills"), tube["skills"])


def _rows(pointer: Pointer, rows: list[Mapping[str, Any]]) -> Iterator[_Placed]:
    return (((*pointer, position), row) for position, row in enumerate(rows))


_CHECKS: Final[tuple[Callable[[Document], Iterator[Finding]], ...]] = (
    _unique,
    _named_after_tube,
    _in_their_area,
    _levels_in_order,
    _levels_described,
)
