"""The form of an item type as the browser draws it: the description of ``editing.forms`` with its words."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from pixauthor.editing.forms import FieldForm, form_of
from pixauthor.framework.model import Framework
from pixauthor.locale import catalogue

_LIMITS: Final = ("minimum", "maximum", "longest", "default")


@cache
def describe_form(kind: str, response: str, language: str) -> list[dict[str, Any]]:
    """Return the sections of a form: names, titles and fields, all as JSON values.

    Args:
        kind: type of the item.
        response: way of answering of a file task, or "".
        language: of the words.
    """
    words = catalogue(language, "editor")
    return [
        {"name": name, "title": words["section"][name], "fields": [describe_field(field, words) for field in fields]}
        for name, fields in form_of(kind, response).items()
    ]


def describe_field(field: FieldForm, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return one field as JSON values: ``options`` are pairs of value and word."""
    described: dict[str, Any] = {
        "name": field.name,
        "kind": field.kind.value,
        "label": _said(words["label"], field),
        "help": _said(words["help"], field, missing=""),
        "required": field.required,
    }
    described |= {name: value for name in _LIMITS if (value := getattr(field, name)) is not None}
    if field.options:
        described["options"] = [[option, _option(words["word"], field, option)] for option in field.options]
    if field.fields:
        described["fields"] = [describe_field(part, words) for part in field.fields]
    for name in ("item", "key"):
        part = getattr(field, name)
        if part is not None:
            described[name] = describe_field(part, words)
    return described


def describe_skills(framework: Framework | None, competence: Any, language: str) -> list[dict[str, Any]]:
    """Return the skills of a competence, tube by tube: the file lies in its folder, so no other can be chosen here."""
    found = framework.competences.get(str(competence)) if framework else None
    return [
        {
            "tube": tube.title[language],
            "skills": [
                {"id": skill.id, "level": skill.level, "label": f"{skill.id} – {skill.description[language]}"}
                for skill in tube.skills
            ],
        }
        for tube in (found.tubes if found else ())
    ]


def _said(words: Mapping[str, str], field: FieldForm, missing: str | None = None) -> str:
    """Return the words for a field: by its whole path, else by its name, which several fields share."""
    path = "-".join(step for step in field.path if step != "*")
    return words.get(path, words.get(field.path[-1] if field.path[-1] != "*" else field.path[-2], missing or ""))


def _option(words: Mapping[str, str], field: FieldForm, option: str) -> str:
    return words.get(f"{field.name}-{option}", words.get(option, option))
