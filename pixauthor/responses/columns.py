"""What each column of a file is, from its header: a long table has a row per response, a wide one a column per item."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pixauthor.bank.bank import Bank
from pixauthor.errors import PixauthorError, Place
from pixauthor.ids import is_item_id
from pixauthor.locale import text
from pixauthor.responses.model import GROUP_PREFIX

# English name, then the French one that messages show beside it, then other spellings.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "candidate": ("candidate", "candidat", "candidate_id", "id_candidat"),
    "item": ("item", "item_id", "epreuve"),
    "version": ("version",),
    "answer": ("answer", "reponse"),
    "answer_json": ("answer_json", "reponse_json"),
    "score": ("score", "note"),
    "seconds": ("seconds", "temps_s", "temps", "time_s"),
    "answered_at": ("answered_at", "date", "horodatage"),
    "session": ("session",),
    "status": ("status", "statut"),
    "simulated": ("simulated", "simule"),
}
WIDE_NAMES: Final = ("candidate", "answered_at", "session", "simulated")
# Written by us or by pandas beside the data: a rejects file can be mended and imported as it is.
REJECT_COLUMNS: Final = ("reject_line", "reject_column", "reject_reason")
_IGNORED: Final = frozenset((*REJECT_COLUMNS, "source", "__index_level_0__"))
_BY_SPELLING: Final = {spelling: name for name, spellings in NAMES.items() for spelling in spellings}
_GROUP: Final = re.compile(r"(?:group|groupe)_(?P<name>.{1,40})")
_SUGGESTION_CUTOFF: Final = 0.7
_MOST_NAMED: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where things are in a row: positions by field and by group; for a wide table, of the items too."""

    header: tuple[str, ...]
    wide: bool
    fields: Mapping[str, int]
    groups: Mapping[str, int]
    items: Mapping[str, int]
    unnamed: tuple[int, ...]

    def column(self, field: str) -> str:
        """Return the header of a field as the file writes it, or the name of the field when it has no column."""
        return self.header[self.fields[field]] if field in self.fields else field


def find_layout(header: Sequence[str], bank: Bank, place: Place, ignored: Collection[str] = ()) -> Layout:
    """Return what the columns are.

    Args:
        header: names of the columns.
        bank: items that columns of a wide table may name.
        place: of the header, for messages.
        ignored: headers of columns to leave out, by choice of the user.

    Raises:
        PixauthorError: when a column is unknown, stands twice or is missing.
    """
    names = [name.strip() for name in header]
    left_out = {plain(name) for name in ignored} | _IGNORED
    fields: dict[str, int] = {}
    groups: dict[str, int] = {}
    others: dict[str, int] = {}
    for position, name in enumerate(names):
        if not name or plain(name) in left_out:
            continue
        table, known_as = _sort_column(name, fields, groups, others)
        if known_as in table:
            raise PixauthorError("responses.column-twice", place=place, first=names[table[known_as]], second=name)
        table[known_as] = position
    wide = "item" not in fields
    layout = Layout(
        header=tuple(names),
        wide=wide,
        fields=fields,
        groups=groups,
        items={name: position for name, position in others.items() if wide and _may_be_item(name, bank)},
        unnamed=tuple(position for position, name in enumerate(names) if not name),
    )
    _require_complete(layout, [name for name in others if name not in layout.items], bank, place)
    return layout


def plain(name: str) -> str:
    """Return a header in lower case, without accents, its words joined by ``_``."""
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "_", bare.casefold().strip()).strip("_") if not bare.startswith("__") else bare


def _sort_column(
    name: str, fields: dict[str, int], groups: dict[str, int], others: dict[str, int]
) -> tuple[dict[str, int], str]:
    spelling = plain(name)
    if spelling in _BY_SPELLING:
        return fields, _BY_SPELLING[spelling]
    if group := _GROUP.fullmatch(spelling):
        return groups, GROUP_PREFIX + group["name"]
    return others, name


def _may_be_item(name: str, bank: Bank) -> bool:
    # A hyphen or a version tells an item that the bank lacks from a column of another kind, such as "prenom".
    item = name.partition("@")[0]
    return item in bank or (is_item_id(item) and ("@" in name or "-" in name))


def _require_complete(layout: Layout, unknown: Sequence[str], bank: Bank, place: Place) -> None:
    allowed = WIDE_NAMES if layout.wide else tuple(NAMES)
    unknown = [*unknown, *(layout.column(field) for field in layout.fields if layout.wide and field not in allowed)]
    known = ", ".join(" / ".join(NAMES[name][:2]) for name in allowed)
    if "candidate" not in layout.fields:
        raise PixauthorError("responses.no-candidate", place=place, found=", ".join(layout.header))
    if unknown:
        suggested = ", ".join(
            suggest(name, [*_BY_SPELLING, *(item.id for item in bank)]) for name in unknown[:_MOST_NAMED]
        )
        raise PixauthorError("responses.unknown-columns", place=place, columns=suggested, known=known)
    if not (layout.items or layout.fields.keys() & {"answer", "answer_json", "score"}):
        raise PixauthorError("responses.no-answers", place=place, known=known)


def suggest(name: str, known: Collection[str]) -> str:
    """Return ``name`` in quotation marks, and the known name that it looks like if there is one."""
    close = difflib.get_close_matches(plain(name), known, n=1, cutoff=_SUGGESTION_CUTOFF) or difflib.get_close_matches(
        name.casefold(), known, n=1, cutoff=_SUGGESTION_CUTOFF
    )
    return text("responses.did-you-mean", name=name, known=close[0]) if close else text("responses.quoted", name=name)
