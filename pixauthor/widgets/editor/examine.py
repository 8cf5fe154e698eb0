"""What a text says of its item: its data, its findings beside the fields, the item to draw and to grade."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pixauthor.bank.check_file import check_batch
from pixauthor.bank.check_setting import Setting
from pixauthor.bank.codec import decode_item
from pixauthor.bank.item import Item, ItemType
from pixauthor.bank.lint.rule import Summary
from pixauthor.editing.locate import locate
from pixauthor.editing.templates import new_item_data
from pixauthor.editing.values import Pointer
from pixauthor.findings import Finding
from pixauthor.source.document import Document
from pixauthor.source.parser import parse_document
from pixauthor.source.registry import schemas
from pixauthor.source.schema import is_valid

# What a drawing needs: an item is drawn however little its authors have said of the rest.
_SHOWN: Final = frozenset(
    ("id", "version", "competence", "locale", "stem", "alternative_text", "illustration", "attachments", "links")
) | frozenset(("conduct", "label", "placeholder", "format", "unit", "template", "blanks", "files", "response", "page"))
_ASKED: Final = _SHOWN | frozenset(
    ("frame_title", "height", "choices", "entries", "sources", "targets", "shuffle", "scoring", "key")
)
_EMPTY: Final = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A text as it was read.

    ``document`` is None when it is not YAML; ``item`` is what can be drawn, with what is missing made up; ``gradable``
    says that nothing of its question and key is; ``summary`` is that of an item of valid shape.
    """

    document: Document | None
    findings: tuple[tuple[Finding, Pointer], ...]
    item: Item | None
    gradable: bool
    summary: Summary | None

    @property
    def data(self) -> Mapping[str, Any]:
        """What the text says; nothing when it is not YAML."""
        return self.document.data if self.document else {}


def examine(text: str, path: str, setting: Setting) -> Look:
    """Return what ``text`` says, checked as if it were the file ``path`` (relative to the items folder)."""
    document = parse_document(text, path).document
    (result,) = check_batch((path,), setting, {path: text.encode()})
    findings = tuple((one, locate(document, one) if document else ()) for one in result.findings)
    item, gradable = _item_of(document.data) if document else (None, False)
    return Look(document=document, findings=findings, item=item, gradable=gradable, summary=result.summary)


def _item_of(data: Mapping[str, Any]) -> tuple[Item | None, bool]:
    """Return the item to draw, and whether its key may be graded with."""
    kind = data.get("type")
    if kind not in tuple(ItemType):
        return None, False
    for number, candidate in enumerate(_candidates(data, ItemType(kind))):
        if is_valid(candidate, f"item/{kind}"):
            return decode_item(candidate), number == 0
    return None, False


def _candidates(data: Mapping[str, Any], kind: ItemType) -> Iterator[dict[str, Any]]:
    """Yield the item as it is but for what is never drawn, then with empty texts filled in, then with a made-up key."""
    locale = "en" if data.get("locale") == "en" else "fr"
    place = {"competence": "1.1", "skill": "item-1"}
    made_up = new_item_data(type_=kind, id_="item", level=1, author="-", today=date(2000, 1, 1), locale=locale, **place)
    needed = {*schemas()["item/common"]["required"], *schemas()[f"item/{kind}"]["required"]}
    base = {name: value for name, value in made_up.items() if name in needed}
    asked = {name: value for name, value in data.items() if name in _ASKED}
    if needed & _ASKED <= asked.keys():
        yield base | asked
    filled = {name: _filled(value) for name, value in asked.items()}
    yield base | filled
    yield base | filled | {"key": made_up["key"]}


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _filled(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_filled(part) for part in value]
    return _EMPTY if value is None or (isinstance(value, str) and not value.strip()) else value
