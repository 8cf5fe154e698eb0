"""The whole bank on one page that needs nothing else: style, script and media are inside, and nothing is fetched."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from pixauthor.bank.item import Item, ItemType, Status
from pixauthor.delivery.presentation import shuffled
from pixauthor.framework.model import Area, Competence, Framework
from pixauthor.locale import text
from pixauthor.widgets._shared.assemble import assemble_script, assemble_style
from pixauthor.widgets.markup import Html, join, tag, void
from pixauthor.widgets.present import item_texts, present
from pixauthor.widgets.preview.card import render_card
from pixauthor.widgets.store import load_drawing

# A simulator's frame inherits this policy and its scripts are inline: hence 'unsafe-inline', and no address at all.
_POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "media-src data:; base-uri 'none'; form-action 'none'"
)


def render_bank_page(
    items: Iterable[Item], framework: Framework, folder_of: Callable[[Item], Path], language: str
) -> str:
    """Return the page of a bank, for its authors: it shows keys.

    Args:
        items: what to show; the page orders them by competence and level.
        framework: areas and competences, which make the contents.
        folder_of: folder that an item's media are relative to.
        language: ``"fr"`` or ``"en"``.

    Raises:
        PixauthorError: when a file that an item names is missing or out of its folder.
    """
    shown = sorted(items, key=lambda item: (item.competence, item.level, item.id))
    title = text("widgets.preview.title", language)
    head = join(
        void("meta", charset="utf-8"),
        void("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        void("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        Html(f"<style>{assemble_style('preview/page.css')}</style>"),
    )
    body = tag(
        "body",
        tag("a", text("widgets.preview.skip", language), class_="skip", href="#items"),
        _header(title, shown, framework, language),
        tag(
            "div",
            _contents(shown, framework, language),
            tag(
                "main", *_sections(shown, framework, folder_of, language), _nothing(language), id="items", tabindex="-1"
            ),
            class_="columns",
        ),
        Html(f"<script type=module>{assemble_script('preview/page.js')}\nstart({_settings(language)});</script>"),
        class_="pxa",
    )
    return f"<!doctype html>\n{tag('html', tag('head', head), body, lang=language)}\n"


def _header(title: str, items: Sequence[Item], framework: Framework, language: str) -> Html:
    competences = len({item.competence for item in items})
    count = text("widgets.preview.count", language, items=len(items), competences=competences)
    counted = Counter(item.type for item in items)
    types = [
        (kind.value, f"{text(f'widgets.types.{kind}', language)} ({counted[kind]})")
        for kind in ItemType
        if counted[kind]
    ]
    levels = [(str(one.level), one.name.get(language, "")) for one in framework.levels]
    statuses = [(status.value, text(f"widgets.statuses.{status}", language)) for status in Status]
    return tag(
        "header",
        tag("div", tag("h1", title), tag("p", count, class_="count"), class_="titles"),
        tag(
            "form",
            _search(language),
            _filter("type", types, language),
            _filter("level", levels, language),
            _filter("status", statuses, language),
            role="search",
            class_="filters",
        ),
        tag("p", class_="found", role="status", id="found"),
        class_="top",
    )


def _search(language: str) -> Html:
    label = tag("label", text("widgets.preview.search", language), for_="search")
    return tag("div", label, void("input", type="search", id="search", class_="pxa-field", autocomplete="off"))


def _filter(name: str, choices: Sequence[tuple[str, str]], language: str) -> Html:
    everything = tag("option", text("widgets.preview.all", language), value="")
    options = (tag("option", label, value=value) for value, label in choices)
    label = tag("label", text(f"widgets.preview.by_{name}", language), for_=f"by-{name}")
    return tag("div", label, tag("select", everything, *options, id=f"by-{name}", class_="pxa-select"))


def _contents(items: Sequence[Item], framework: Framework, language: str) -> Html:
    counts = Counter(item.competence for item in items)
    areas = (_area_entry(area, counts, language) for area in framework.areas)
    title = text("widgets.preview.contents", language)
    return tag("nav", tag("details", tag("summary", title), tag("ul", *areas), open=True), aria_label=title)


def _area_entry(area: Area, counts: Counter[str], language: str) -> Html:
    entries = (_competence_entry(competence, counts[competence.code], language) for competence in area.competences)
    name = tag("span", f"{area.code}. {area.title[language]}", class_="area")
    return tag("li", name, tag("ul", *entries), style=f"--area: {area.colour}")


def _competence_entry(competence: Competence, count: int, language: str) -> Html:
    name = f"{competence.code} {competence.title[language]}"
    label = tag("a", name, href=f"#c{competence.code}") if count else tag("span", name, class_="empty")
    return tag("li", label, " ", tag("span", str(count), class_="number"))


def _sections(
    items: Sequence[Item], framework: Framework, folder_of: Callable[[Item], Path], language: str
) -> Iterable[Html]:
    for code, competence in framework.competences.items():
        cards = [_card(item, framework, folder_of(item), language) for item in items if item.competence == code]
        if cards:
            heading = tag("h2", f"{code} {competence.title[language]}", id=f"c{code}")
            area = framework.area_of[code]
            yield tag("section", heading, *cards, style=f"--area: {area.colour}", aria_labelledby=f"c{code}")


def _card(item: Item, framework: Framework, folder: Path, language: str) -> Html:
    public, media, pages = load_drawing(item, folder)
    # Shuffled as a session would, always alike: the order of entries in the file may be the right one.
    drawing = {"item": present(shuffled(public, 0), pages), "media": media}
    return render_card(item, framework, drawing, language)


def _nothing(language: str) -> Html:
    return tag("p", text("widgets.preview.nothing", language), id="nothing", hidden=True)


def _settings(language: str) -> str:
    found = {name: text(f"widgets.preview.{name}", language) for name in ("found_one", "found_many")}
    settings = {"language": language, "texts": dict(item_texts(language)), "found": found}
    return json.dumps(settings, ensure_ascii=False).replace("<", "\\u003c")
