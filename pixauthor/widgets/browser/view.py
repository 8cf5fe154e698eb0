"""The state of the browser as the JSON that it draws: the form, the page of items found, the item looked at."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pixauthor.bank.item import ItemType, Status
from pixauthor.bank.search_edit import bounds_of, value_of
from pixauthor.bank.search_fields import FIELDS, label
from pixauthor.bank.search_index import Entry, Index
from pixauthor.bank.search_row import Row
from pixauthor.bank.search_saved import SavedFilter
from pixauthor.errors import PixauthorError
from pixauthor.framework.model import Framework
from pixauthor.locale import LANGUAGES, catalogue, text
from pixauthor.locale.numbers import decimal
from pixauthor.widgets.browser.state import LISTS, PAGE_ROWS, RANGES, BrowserState

View = dict[str, Any]
COLUMNS: Final = ("id", "competence", "level", "type", "status", "difficulty", "flag", "author", "touched")
_SORTS: Final = ("title", *COLUMNS, "skill", "created", "success", "discrimination", "expires")
_STEM_SIGNS: Final = 400
# Signs beside the words of a status, so that it is seen at a glance and never by colour alone.
_SIGNS: Final = {"draft": "◌", "validated": "●", "archived": "◍", "obsolete": "○"}


def page_texts(language: str) -> View:
    """Return the words of the page, those of the columns among them."""
    own = catalogue(language, "browser")
    known = catalogue(language, "item")["column"]
    return {**own, "columns": {name: own["column"].get(name) or known[name] for name in COLUMNS}}


def options_of(index: Index, framework: Framework, language: str) -> View:
    """Return what each list offers, as value and words."""
    competences = [(code, f"{code} {one.title[language]}") for code, one in framework.competences.items()]
    flags = [(one, flag(one, language)) for one in index.distinct(FIELDS["flag"].read)]
    any_flag = ("*", text("browser.any-flag", language))
    return {
        "type": [_option(one.value, text(f"widgets.types.{one}", language)) for one in ItemType],
        "status": [_option(one.value, text(f"widgets.statuses.{one}", language)) for one in Status],
        "locale": [_option(one, text(f"browser.locale.{one}", language)) for one in LANGUAGES],
        "competence": [_option(*one) for one in competences],
        "author": [_option(one, one) for one in index.distinct(FIELDS["author"].read)],
        "flag": [_option(*one) for one in (any_flag, *flags)] if index.measured else [],
        "level": [_option(str(one.level), f"{one.level} {one.name[language]}") for one in framework.levels],
        "sort": [_option(one, label(one, language).capitalize()) for one in _SORTS],
        "skills": [_skills(code, framework, language) for code in framework.competences],
    }


def controls_of(state: BrowserState, filters: Mapping[str, SavedFilter], fault: str) -> View:
    """Return the query, why it cannot be read, and what each list and range shows of it."""
    view = {"query": state.query, "fault": fault, "sort": state.sort, "kept": state.kept, "filters": list(filters)}
    try:
        lists = {name: value_of(state.query, name) for name in LISTS}
        ranges = {name: bounds_of(state.query, name) for name in RANGES}
    except PixauthorError:
        return {**view, "lists": {}, "ranges": {}}
    return {**view, "lists": lists, "ranges": {name: [one.low, one.high] for name, one in ranges.items()}}


def table_of(state: BrowserState, found: Sequence[Entry], total: int, language: str) -> View:
    """Return the visible page of what was found; past the last page, the last."""
    pages = max(1, -(-len(found) // PAGE_ROWS))
    page = min(state.page, pages - 1)
    shown = found[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]
    descending = state.sort.startswith("-")
    return {
        "rows": [row_of(entry, language) for entry in shown],
        "found": len(found),
        "total": total,
        "page": page,
        "pages": pages,
        "sorted": state.sort.removeprefix("-"),
        "direction": "descending" if descending else "ascending",
        "chosen": state.chosen,
    }


def row_of(entry: Entry, language: str) -> View:
    """Return one item as a row, in words."""
    row, measured = entry.row, entry.measured
    b = measured.b if measured else None
    return {
        "path": row.path,
        "id": row.id,
        "title": row.title if row.readable else text("browser.unreadable", language),
        "competence": row.competence,
        "level": str(row.level or ""),
        "type": said("types", row.type, language),
        "status": f"{_SIGNS.get(row.status, '?')} {said('statuses', row.status, language)}" if row.status else "",
        "author": row.author,
        "touched": row.touched,
        "difficulty": "" if b is None else decimal(b, 2, language),
        "flag": ", ".join(flag(one, language) for one in measured.flags) if measured else "",
    }


def chosen_of(state: BrowserState, index: Index, language: str) -> View:
    """Return the item that is looked at: what there is to know of it without opening it, and its relatives."""
    entry = next((one for one in index if one.row.path == state.chosen), None)
    if entry is None:
        return {}
    row = entry.row
    shown = row.stem if len(row.stem) <= _STEM_SIGNS else f"{row.stem[:_STEM_SIGNS]}…"
    return {
        **row_of(entry, language),
        "stem": shown,
        "readable": row.readable,
        "usable": row.readable and row.status != Status.OBSOLETE,
        "translates": row.source,
        "facts": _facts(entry, index, language),
        "relatives": [_relative(one, row, language) for one in index if _is_relative(one, entry)],
    }


def _facts(entry: Entry, index: Index, language: str) -> list[tuple[str, str]]:
    row, measured = entry.row, entry.measured
    framework = index.framework
    skill = framework.skills.get(row.skill) if framework else None
    facts = {
        "skill": f"{row.skill} – {skill.description[language]}" if skill else row.skill,
        "locale": text(f"browser.locale.{row.locale}", language) if row.locale in LANGUAGES else row.locale,
        "version": str(row.version or ""),
        "reviewer": ", ".join(row.reviewers),
        "expires": row.expires,
    }
    if measured:
        facts["answers"] = str(measured.n)
        facts["success"] = decimal(measured.p, 2, language)
        facts["verdict"] = text(f"calibration.verdict.{measured.verdict}", language) if measured.verdict else ""
    return [(label(name, language).capitalize(), value) for name, value in facts.items() if value]


def _is_relative(other: Entry, entry: Entry) -> bool:
    one, row = other.row, entry.row
    if one.path == row.path:
        return False
    prototype = row.prototype or row.id
    return one.id in (row.prototype, row.source) or one.prototype == prototype or one.source == row.id


def _relative(entry: Entry, chosen: Row, language: str) -> View:
    row = entry.row
    kinds = {
        "translation": row.source == chosen.id,
        "source": row.id == chosen.source,
        "alternative": bool(row.prototype),
    }
    words = text(f"browser.relative.{next((kind for kind, holds in kinds.items() if holds), 'origin')}", language)
    return {"path": row.path, "id": row.id, "said": f"{words} {said('statuses', row.status, language)}".strip()}


def said(table: str, word: str, language: str) -> str:
    """Return a word of a closed list of items as people say it; as it stands in a file that is faulty."""
    return str(catalogue(language, "widgets")[table].get(word, word))


def flag(name: str, language: str) -> str:
    """Return a flag of a calibration as people say it."""
    return str(catalogue(language, "calibration")["flag"].get(name, name))


def _skills(code: str, framework: Framework, language: str) -> View:
    competence = framework.competences[code]
    skills = [_option(one.id, f"{one.id} – {one.description[language]}") for one in competence.skills]
    return {"label": f"{code} {competence.title[language]}", "options": skills}


def _option(value: str, words: str) -> View:
    return {"value": value, "label": words}
