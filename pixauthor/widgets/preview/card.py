"""One item on an authors' page: what candidates see, what it is, and its key behind a fold."""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from pixauthor.bank.item import Item
from pixauthor.framework.model import Framework
from pixauthor.locale import text
from pixauthor.widgets.markdown import plain, render_block
from pixauthor.widgets.markup import Html, join, tag
from pixauthor.widgets.preview.key_view import describe_key


def render_card(item: Item, framework: Framework, drawing: Mapping[str, Any], language: str) -> Html:
    """Return the card of an item; its drawing is JSON that the page draws when the card comes near.

    Args:
        item: the item, with its key.
        framework: where the skill has its description.
        drawing: ``item`` (drawable) and ``media`` (address by href), for the script.
        language: of the page; the item keeps its own.
    """
    heading = tag("h3", item.title, id=f"{item.id}-title", lang=item.locale)
    return tag(
        "article",
        tag("header", heading, _meta(item, framework, language), class_="card-head"),
        tag("div", class_="mount"),
        _json(drawing),
        _author_part(item, language),
        class_="card",
        id=item.id,
        aria_labelledby=f"{item.id}-title",
        data_type=item.type.value,
        data_level=str(item.level),
        data_status=item.status.value,
        data_text=_searchable(item),
    )


def _meta(item: Item, framework: Framework, language: str) -> Html:
    skill = framework.skills.get(item.skill)
    chips = (
        tag("code", item.id, class_="chip id"),
        tag("span", text(f"widgets.types.{item.type}", language), class_="chip"),
        tag("span", text("widgets.preview.level", language, level=item.level), class_="chip"),
        tag("span", text(f"widgets.statuses.{item.status}", language), class_=f"chip status {item.status}"),
    )
    description = skill.description.get(language, "") if skill else ""
    line = tag("p", tag("code", item.skill), f" {description}", class_="skill")
    return join(tag("p", *chips, class_="chips"), line)


def _author_part(item: Item, language: str) -> Html:
    return tag(
        "details",
        tag("summary", text("widgets.preview.show_key", language)),
        tag("div", *_sections(item, language), class_="author", lang=item.locale),
    )


def _sections(item: Item, language: str) -> list[Html]:
    def titled(name: str, *body: str) -> Html:
        return tag("section", tag("h4", text(f"widgets.preview.{name}", language), lang=language), *body)

    sections = [titled("key", describe_key(item, language))]
    said = [(label, words) for label, words in (("ok", item.feedback.ok), ("ko", item.feedback.ko)) if words]
    said += list(item.feedback.options.items())
    if said:
        rows = (tag("div", tag("dt", tag("code", label)), tag("dd", _prose(words))) for label, words in said)
        sections.append(titled("feedback", tag("dl", *rows)))
    if item.tutorials:
        sections.append(titled("tutorials", *(_tutorial(one.title, one.text, one.url) for one in item.tutorials)))
    sections.append(titled("tests", _tests(item, language)))
    return sections


def _tutorial(title: str, words: str, url: str) -> Html:
    link = tag("p", tag("a", url, href=url, target="_blank", rel="noopener noreferrer")) if url else Html()
    return join(tag("p", tag("strong", title)), _prose(words), link)


def _tests(item: Item, language: str) -> Html:
    columns = (
        tag("th", text(f"widgets.preview.{name}", language), scope="col") for name in ("answer", "outcome", "note")
    )
    rows = (
        tag(
            "tr",
            tag("td", tag("code", _shown(test.answer))),
            tag("td", test.outcome if test.credit is None else f"{test.outcome} ({test.credit:g})"),
            tag("td", test.note),
        )
        for test in item.tests
    )
    return tag("table", tag("thead", tag("tr", *columns)), tag("tbody", *rows))


def _prose(words: str) -> Html:
    return tag("div", Html(render_block(words)), class_="pxa-prose")


def _shown(answer: Any) -> str:
    if isinstance(answer, Mapping) and "upload" in answer:
        return str(answer["upload"])
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)


def _json(value: Any) -> Html:
    # "<" is escaped so that no text of an item can close the script element.
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Html(f'<script type="application/json">{body}</script>')


def _searchable(item: Item) -> str:
    words = f"{item.id} {item.skill} {item.title} {plain(item.stem)}".lower()
    return "".join(sign for sign in unicodedata.normalize("NFD", words) if not unicodedata.combining(sign))
