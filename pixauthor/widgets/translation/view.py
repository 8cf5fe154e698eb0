"""A translation and its source as the JSON that the page draws: one row per text."""

from collections import Counter
from typing import Any, Final

from pixauthor.editing.shelf import part_of
from pixauthor.editing.texts import Text, Value
from pixauthor.editing.translate import Standing, differences, standing
from pixauthor.locale import catalogue, text
from pixauthor.widgets.translation.state import TranslationState

View = dict[str, Any]
# Longer texts are typed in a field of several lines.
_SHORT: Final = 60


def view_of(state: TranslationState, language: str) -> View:
    """Return the whole page."""
    marks = part_of(part_of(state.data, "translation"), "source_marks")
    rows = [_row(one, state.texts.get(one.name), marks, language) for one in state.source_texts.values()]
    counts = Counter(row["standing"] for row in rows)
    adapted = part_of(state.data, "translation").get("contextualized_fields") or ()
    apart = differences(state.source_data, state.data)
    return {
        "source": _head(state.source_data, language),
        "own": _head(state.data, language),
        "rows": rows,
        "counts": {one.value: counts[one.value] for one in Standing},
        "apart": [{"field": name, "label": field_label(name, language)} for name in apart],
        "adapted": [{"field": str(name), "label": field_label(str(name), language)} for name in adapted],
        "extra": sorted(set(state.texts) - set(state.source_texts)),
        "dirty": state.dirty,
        "saved": state.saved,
        "problem": state.problem,
    }


def field_label(name: str, language: str) -> str:
    """Return what people call a text or a field, « Choix a texte »; an id stays as it is."""
    words = catalogue(language, "item")["field"]
    first, *rest = name.split(".")
    parts = [str(words.get(part, part)).lower() if not part.isdigit() else part for part in rest]
    return " ".join([str(words.get(first, first)), *parts])


def _row(source: Text, own: Text | None, marks: Any, language: str) -> View:
    found = standing(source, own, marks)
    said = _said(source.value)
    why = "unknown" if found is Standing.CHECK and source.name not in marks else found.value
    return {
        "name": source.name,
        "label": field_label(source.name, language),
        "source": said,
        "own": _said(own.value) if own else "",
        "long": len(said) > _SHORT or "\n" in said or isinstance(source.value, list),
        "lines": isinstance(source.value, list),
        "standing": found.value,
        "why": text(f"translation.standing.{why}", language),
    }


def _said(value: Value) -> str:
    return "\n".join(value) if isinstance(value, list) else value.rstrip("\n")


def _head(data: Any, language: str) -> View:
    locale = str(data.get("locale", "fr"))
    names = catalogue(language, "browser")["locale"]
    return {"id": str(data.get("id", "")), "locale": locale, "said": str(names.get(locale, locale))}
