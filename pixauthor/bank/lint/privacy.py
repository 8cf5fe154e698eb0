"""What belongs to somebody: e-mail addresses, telephone and account numbers that may be real, and trade marks."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from pixauthor.bank.lint.prose import plain, words
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.findings import Finding, Severity

_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,8}[a-z]{2,24})\b", re.IGNORECASE)
# Domains that can belong to nobody: RFC 2606 and RFC 6761, and the French word that authors use for them.
_FICTIONAL_DOMAIN: Final = re.compile(
    r"(?:.*\.)?(?:example|exemple|test|invalid|localhost)$|(?:.*\.)?(?:example|exemple)\.(?:com|net|org|fr|eu)$"
)
_PHONE: Final = re.compile(r"(?<![\d.,])(?:\+33[ .-]?|0)[1-9](?:[ .\u00a0\u202f-]?\d{2}){4}(?![\d])")
# Numbers that the French regulator keeps for fiction (ARCEP, décision 2018-0881, annexe 2.5.12).
_FICTIONAL_PHONES: Final = ("019900", "026191", "035301", "046571", "053649", "063998")
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0\u202f]?[A-Z0-9]{4}){3,7}(?:[ \u00a0\u202f]?[A-Z0-9]{1,3})?\b")
_CARD: Final = re.compile(r"(?<!\d)\d{4}(?:[ \u00a0\u202f-]?\d{4}){3}(?!\d)")
_BRANDS_WORDS: Final = """
adobe amazon android apple bing blablacar booking canva chatgpt chromebook deezer discord dropbox ebay excel
facebook fortnite gmail google instagram ios ipad iphone kahoot leboncoin linkedin macbook messenger microsoft
netflix onedrive openai outlook paypal photoshop pinterest playstation powerpoint reddit roblox samsung shein
skype snapchat spotify telegram tesla tiktok trello tripadvisor twitch twitter uber vinted whatsapp wordpress
xbox yahoo youtube zalando zoom
"""
BRANDS: Final = frozenset(_BRANDS_WORDS.split())
# People whom a question on digital matters names first. The dead of the history of computing are left out.
_PERSONS_NAMES: Final = """
bill gates, elon musk, mark zuckerberg, jeff bezos, tim cook, sundar pichai, satya nadella, sam altman, larry page,
sergey brin, jack dorsey, edward snowden, julian assange, xavier niel, emmanuel macron, marine le pen,
francois hollande, nicolas sarkozy, jean luc melenchon, jordan bardella, gabriel attal,
donald trump, joe biden, barack obama, vladimir poutine, ursula von der leyen, kylian mbappe, zinedine zidane,
lionel messi, cristiano ronaldo, omar sy, taylor swift, aya nakamura, greta thunberg, cyprien iov,
lena situations, tibo inshape
"""
PERSONS: Final = tuple(" ".join(name.split()) for name in _PERSONS_NAMES.split(","))


def _belongs(context: ItemContext) -> Iterator[Finding]:
    allowed = {name.casefold() for name in context.settings.allowed}
    for pointer, markdown in context.shown:
        text = plain(markdown)
        for variant, find in _FINDERS.items():
            said = find(text)
            if said and said.casefold() not in allowed:
                yield found("L33", context.place(*pointer), Severity.WARNING, variant, text=said)
        for person in _persons(words(text)):
            if person not in allowed:
                yield found("L33", context.place(*pointer), Severity.WARNING, "person", text=person.title())
        for word in dict.fromkeys(words(text)):
            if word in BRANDS and word not in allowed:
                yield found("L33", context.place(*pointer), Severity.WARNING, "brand", text=word.capitalize())


def _persons(said: Sequence[str]) -> Iterator[str]:
    text = f" {' '.join(said)} "
    return (person for person in PERSONS if f" {person} " in text)


def _email(text: str) -> str:
    return next((m[0] for m in _EMAIL.finditer(text) if not _FICTIONAL_DOMAIN.fullmatch(m[1].casefold())), "")


def _phone(text: str) -> str:
    numbers = ((m[0], re.sub(r"\D", "", m[0].replace("+33", "0"))) for m in _PHONE.finditer(text))
    return next((written for written, digits in numbers if not digits.startswith(_FICTIONAL_PHONES)), "")


def _account(text: str) -> str:
    return next((m[0] for m in _IBAN.finditer(text) if is_iban(m[0])), "") or next(
        (m[0] for m in _CARD.finditer(text) if is_card(m[0])), ""
    )


def is_iban(written: str) -> bool:
    """Say whether the check digits of an account number are right (ISO 13616, ISO/IEC 7064 MOD 97-10)."""
    bare = re.sub(r"\s", "", written)
    digits = "".join(str(int(sign, 36)) for sign in bare[4:] + bare[:4])
    return int(digits) % 97 == 1


def is_card(written: str) -> bool:
    """Say whether the last digit of a payment card is right (ISO/IEC 7812-1, annex B: Luhn)."""
    digits = [int(sign) for sign in reversed(re.sub(r"\D", "", written))]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return any(digits) and (sum(digits[::2]) + sum(doubled)) % 10 == 0


_FINDERS: Final[dict[str, Callable[[str], str]]] = {"email": _email, "phone": _phone, "account": _account}

RULES: Final = (
    Rule(
        code="L33",
        slug="personal-data",
        severity=Severity.WARNING,
        why="A telephone number or an address of an item will be called by candidates: there are some that belong "
        "to nobody (`@exemple.fr`, `@example.org`, 06 39 98 … ..). A trade mark advertises, and ages: name it only "
        "where it is the subject, and allow it then (`allowed` in `lint.yaml`). A well-known person is nobody’s "
        "example. The lists of marks and persons are short; other names of people are left to the reviewers.",
        bad="stem: Où mène le message de lina.martin@valbrume.fr qui contient **photo.jpg**\u00a0?",
        good="stem: Où mène le message de lina.martin@valbrume.example qui contient **photo.jpg**\u00a0?",
        check=_belongs,
        thorough=True,
    ),
)
