"""What a new item of each type starts from: fields to fill in, a key, and tests that the key passes."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from pixauthor.bank.item import ItemType
from pixauthor.editing.layout import pair_lines
from pixauthor.locale import catalogue, text

# As in docs/item-format.md; a blank line goes before the groups.
ITEM_ORDER: Final = (
    *("id", "type", "version", "status", "competence", "skill", "level", "locale", "title"),
    *("stem", "alternative_text", "illustration", "attachments", "links"),
    *("label", "placeholder", "format", "unit", "template", "blanks", "files", "response", "page", "frame_title"),
    *("height", "choices", "entries", "sources", "targets", "shuffle", "scoring", "key"),
    *("feedback", "tutorials", "conduct", "didactics", "accessibility", "geography", "family", "translation"),
    *("author", "review", "licence", "created", "updated", "validated", "perishable", "expires", "silenced", "tests"),
)
_GROUPS: Final = frozenset(("stem", "family", "tests"))
_MODELINE: Final = "# yaml-language-server: $schema=../../schemas/item/{type}.schema.json"
_PAGE: Final = """\
<!doctype html>
<html lang="{locale}">
<meta charset="utf-8">
<title>{title}</title>
<p><button type="button">{button}</button></p>
<script>
  document.querySelector("button").onclick = () =>
    parent.postMessage({{type: "pixauthor:answer", value: "{state}"}}, "*");
</script>
</html>
"""


def item_text(data: Mapping[str, Any]) -> str:
    """Return a new item file in the order and with the blank lines of the house."""
    lines = [_MODELINE.format(type=data["type"])]
    for name in sorted(data, key=ITEM_ORDER.index):
        lines += [""] * (name in _GROUPS) + pair_lines(name, data[name], 0)
    return "\n".join(lines) + "\n"


def new_item_data(
    *, type_: ItemType, id_: str, competence: str, skill: str, level: int, author: str, today: date, locale: str
) -> dict[str, Any]:
    """Return a draft of an item that is valid and passes its tests; its words say what to write instead."""
    words = catalogue(locale, "editing")["template"]
    head = {"id": id_, "type": str(type_), "version": 1, "status": "draft"}
    place = {"competence": competence, "skill": skill, "level": level, "locale": locale}
    says = {"title": words["title"], "stem": words["stem"] + "\n"}
    tail = {"family": {"role": "prototype"}, "author": author, "licence": "CC-BY-4.0", "created": today.isoformat()}
    question = _QUESTIONS[type_](words, id_)
    return {**head, **place, **says, **question, **tail, "tests": [*question["tests"], _skipped()]}


def media_of(type_: ItemType, id_: str, locale: str) -> Mapping[str, str]:
    """Return the files that a new item of this type needs, by name in its folder."""
    one = text("editing.template.one", locale)
    title = text("editing.template.title", locale)
    button = text("editing.template.button", locale)
    page = _PAGE.format(locale=locale, title=title, button=button, state="done")
    return {
        ItemType.SIMULATOR: {f"media/{id_}.html": page},
        ItemType.FILE_TASK: {f"media/{id_}.txt": one + "\n"},
    }.get(type_, {})


Words = Mapping[str, str]


def _tests(right: Any, wrong: Any) -> list[dict[str, Any]]:
    return [{"answer": right, "outcome": "ok"}, {"answer": wrong, "outcome": "ko"}]


def _skipped() -> dict[str, Any]:
    return {"answer": None, "outcome": "aband"}


def _options(words: Words) -> list[dict[str, Any]]:
    return [{"id": name, "text": words[word]} for name, word in zip("abc", ("one", "two", "three"), strict=True)]


def _single(words: Words, id_: str) -> dict[str, Any]:  # noqa: ARG001 (all are called alike)
    return {"choices": _options(words), "shuffle": True, "key": "a", "tests": _tests("a", "b")}


def _multiple(words: Words, id_: str) -> dict[str, Any]:  # noqa: ARG001 (as above)
    fields = {"choices": _options(words), "shuffle": True, "scoring": "all-or-nothing"}
    stem = f"{words['stem']} {words['several']}\n"
    return {"stem": stem, **fields, "key": ["a", "b"], "tests": _tests(["a", "b"], ["a", "c"])}


def _short_text(words: Words, id_: str) -> dict[str, Any]:  # noqa: ARG001 (as above)
    one, two = words["one"], words["two"]
    return {"label": words["label"], "format": "words", "key": {"accept": [one]}, "tests": _tests(one, two)}


def _number(words: Words, id_: str) -> dict[str, Any]:  # noqa: ARG001 (as above)
    return {"label": words["label"], "key": {"value": 12, "tolerance": 0}, "tests": _tests("12", "13")}


def _blanks(words: Words, id_: str) -> dict[str, Any]:  # noqa: ARG001 (as above)
    one, two = words["one"], words["two"]
    fields = {"template": words["label"] + " ${blank}\n", "blanks": {"blank": {"label": words["label"]}}}
    return {**fields, "key": {"blank": {"accept": [one]}}, "tests": _tests({"blank": one}, {"blank": two})}


def _dependent(words: Words, id_: str) -> dict[str, Any]:  # noqa: ARG001 (as above)
    one, two, three = words["one"], words["two"], words["three"]
    names = ("first", "second")
    blanks = {name: {"label": words["label"]} for name in names}
    fields = {"template": words["label"] + " ${first}, ${second}\n", "blanks": blanks}
    key = {"groups": {"one": [one], "two": [two]}}
    return {**fields, "key": key, "tests": _tests({"first": two, "second": one}, {"first": one, "second": three})}


def _ordering(words: Words, id_: str) -> dict[str, Any]:  # noqa: ARG001 (as above)
    fields = {"entries": _options(words), "scoring": "all-or-nothing", "key": ["b", "a", "c"]}
    return {**fields, "tests": _tests(["b", "a", "c"], ["a", "b", "c"])}


def _matching(words: Words, id_: str) -> dict[str, Any]:  # noqa: ARG001 (as above)
    sides = {
        side: [{"id": f"{side[0]}{n + 1}", "text": words[word]} for n, word in enumerate(("one", "two"))]
        for side in ("sources", "targets")
    }
    right, wrong = {"s1": "t1", "s2": "t2"}, {"s1": "t2", "s2": "t1"}
    return {**sides, "scoring": "all-or-nothing", "key": right, "tests": _tests(right, wrong)}


def _file_task(words: Words, id_: str) -> dict[str, Any]:
    one, two = words["one"], words["two"]
    files = [{"file": f"media/{id_}.txt", "label": words["title"], "licence": "CC-BY-4.0"}]
    response = {"type": "short-text", "label": words["label"]}
    return {"files": files, "response": response, "key": {"accept": [one]}, "tests": _tests(one, two)}


def _simulator(words: Words, id_: str) -> dict[str, Any]:
    fields = {"page": f"media/{id_}.html", "frame_title": words["title"], "height": 320}
    return {**fields, "key": {"accept": ["done"]}, "tests": _tests("done", "start")}


_QUESTIONS: Final = {
    ItemType.SINGLE_CHOICE: _single,
    ItemType.MULTIPLE_CHOICE: _multiple,
    ItemType.SHORT_TEXT: _short_text,
    ItemType.NUMBER: _number,
    ItemType.BLANKS: _blanks,
    ItemType.DEPENDENT_BLANKS: _dependent,
    ItemType.ORDERING: _ordering,
    ItemType.MATCHING: _matching,
    ItemType.FILE_TASK: _file_task,
    ItemType.SIMULATOR: _simulator,
}
