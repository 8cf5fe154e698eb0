"""A campaign on paper: a PDF that anyone can read (PDF/UA-1), with or without the answers.

Typst sets it by the template of this package. All content goes in as data, so nothing that an author writes is code;
nothing is read from the disk or the network; equal content gives equal bytes.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final

from pixauthor.bank.item import Item
from pixauthor.bank.media import media_of
from pixauthor.bundles.handout_keys import answers
from pixauthor.bundles.handout_prose import blocks
from pixauthor.bundles.handout_questions import question
from pixauthor.campaigns.model import Campaign
from pixauthor.campaigns.plan import Plan
from pixauthor.errors import PixauthorError
from pixauthor.locale import catalogue, text

STANDARD: Final = "ua-1"
KINDS: Final = frozenset({"svg", "png", "jpg", "jpeg", "gif", "webp"})
"""Endings of the pictures that a handout shows."""

REPLACEMENT: Final = "□"
"""Stands for a sign that no font of Typst has: PDF/UA-1 wants every sign drawn."""
_UNDRAWN: Final = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
_LOCAL: Final = re.compile(r"(?!/)(?!.*(?:^|/)\.\.(?:/|$)).+")

Load = Callable[[Item, str], bytes]
"""Reads a medium of an item by its href."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """A PDF, and the signs of the questions that it could not draw (emoji, rare scripts)."""

    pdf: bytes
    missing: tuple[str, ...] = ()


@dataclass(slots=True)
class _Pictures:
    """The pictures of a document by the name that they have in it, read when they are first shown."""

    load: Load
    known: dict[str, bytes] = field(default_factory=dict)

    def of(self, item: Item) -> Callable[[str], str]:
        mine = frozenset(media_of(item))

        def named(href: str) -> str:
            ending = href.rpartition(".")[2].lower()
            if href not in mine or ending not in KINDS or not _LOCAL.fullmatch(href):
                return ""
            name = f"media/{item.id}-{re.sub(r'[^a-z0-9]', '-', href.lower())}.{ending}"
            self.known.setdefault(name, self.load(item, href))
            return name

        return named


def render_handout(plan: Plan, load: Load, *, keys: bool, language: str) -> Handout:
    """Return the handout of a campaign: every item that it can serve, from easy to hard.

    Args:
        plan: the campaign, and its items.
        load: reads their pictures.
        keys: with answers and feedback, on pages of their own at the end.
        language: of the words around the questions.

    Raises:
        PixauthorError: when there is nothing to print, a picture is faulty, or Typst is not installed.
    """
    if not plan.items:
        raise PixauthorError("campaign.nothing-to-serve", campaign=plan.campaign.id)
    pictures = _Pictures(load=load)
    data = {
        **_head(plan.campaign, language),
        "questions": [_question(item, pictures, language) for item in plan.items],
        "answers": [{"title": item.title, "c": answers(item, language)} for item in plan.items] if keys else [],
    }
    return _set(data, pictures.known)


def handout_texts(language: str) -> dict[str, str]:
    """Return the words of the template."""
    texts: dict[str, str] = dict(catalogue(language, "campaign")["sheet"])
    return texts


def _head(campaign: Campaign, language: str) -> dict[str, Any]:
    texts = handout_texts(language)
    return {
        "language": campaign.locale,
        "title": campaign.title,
        "profile": campaign.profile.title,
        "message": blocks(campaign.message),
        "identity": [texts["name"], texts["date"], *_label(campaign.external_id_label)],
        "texts": texts,
    }


def _label(words: str) -> Sequence[str]:
    return [words] if words else []


def _question(item: Item, pictures: _Pictures, language: str) -> dict[str, Any]:
    return {
        "title": item.title,
        "level": text("campaign.fact.level", language, level=item.level),
        "c": question(item, pictures.of(item), language),
    }


def _set(data: dict[str, Any], pictures: dict[str, bytes]) -> Handout:
    try:
        import typst
    except ImportError:
        raise PixauthorError("campaign.no-typst") from None
    said, missing = json.dumps(data, ensure_ascii=False), set[str]()
    members: dict[str, bytes] = {
        "main.typ": files("pixauthor.bundles").joinpath("handout.typ").read_bytes(),
        **pictures,
    }
    # The library takes a dictionary of files; its types do not say so.
    compile_: Any = typst.compile
    while True:
        try:
            # Without the fonts of the machine, and without a date: the same bytes everywhere.
            sources = {**members, "data.json": said.encode()}
            made = compile_(sources, pdf_standards=[STANDARD], ignore_system_fonts=True, timestamp=0)
        except typst.TypstError as error:
            found = {_unescape(one) for one in _UNDRAWN.findall(error.diagnostic)} - missing
            if not found:
                raise PixauthorError("campaign.not-drawn", reason=str(error.message)) from None
            missing |= found
            for sign in found:
                said = said.replace(sign, REPLACEMENT)
        else:
            return Handout(pdf=bytes(made), missing=tuple(sorted(missing)))


def _unescape(sign: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), sign)
