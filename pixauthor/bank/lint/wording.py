"""The wording of an item: what thorough rules of the bank compare and look up."""

import re
from collections.abc import Iterator
from typing import Final

from pixauthor.bank.interactions import SingleChoice
from pixauthor.bank.item import Item
from pixauthor.bank.lint.first_names import names_in
from pixauthor.bank.lint.language import roots, sentences
from pixauthor.bank.lint.prose import Pointer, choices, correct_ids, plain, right_texts
from pixauthor.bank.lint.rule import Wording
from pixauthor.bank.lint.spelling_terms import terms_of
from pixauthor.bank.lint.stereotypes import cliche_in

_LONGEST_KEY: Final = 200  # characters: nothing longer stands word for word in another item
_MARKDOWN_LINK: Final = re.compile(r"(?<!!)\[[^\[\]]{0,500}\]\(\s*<?(https?://[^\s<>()]{1,1000})")


def word(item: Item) -> Wording:
    """Return the wording of an item."""
    return Wording(
        locale=item.locale,
        stem=tuple(found for sentence in sentences(item.stem) if (found := roots(sentence))),
        keys=tuple(text for text in dict.fromkeys(right_texts(item)) if len(text) <= _LONGEST_KEY),
        key_place=_key_place(item),
        n_options=len(choices(item)),
        key_longest=_key_longest(item),
        names=names_in(item),
        cliche=cliche_in(item),
        terms=tuple(terms_of(item)),
        links=tuple(links_of(item)),
    )


def links_of(item: Item) -> Iterator[tuple[Pointer, str]]:
    """Yield the addresses that candidates may follow, with the way to each."""
    for index, link in enumerate(item.links):
        yield ("links", index, "url"), link.url
    for index, tutorial in enumerate(item.tutorials):
        if tutorial.url:
            yield ("tutorials", index, "url"), tutorial.url
        yield from ((("tutorials", index, "text"), url) for url in _MARKDOWN_LINK.findall(tutorial.text))
    for name, text in (("stem", item.stem), ("alternative_text", item.alternative_text)):
        yield from (((name,), url) for url in _MARKDOWN_LINK.findall(text))


def _key_place(item: Item) -> int:
    interaction = item.interaction
    if not isinstance(interaction, SingleChoice) or interaction.shuffle:
        return -1
    right = correct_ids(item)
    return next((place for place, option in enumerate(interaction.options) if option.id in right), -1)


def _key_longest(item: Item) -> bool | None:
    if not isinstance(item.interaction, SingleChoice):
        return None
    right = correct_ids(item)
    lengths = {option.id: len(plain(option.text)) for option in choices(item)}
    others = [length for one, length in lengths.items() if one not in right]
    return bool(others) and max((lengths[one] for one in right if one in lengths), default=0) > max(others)
