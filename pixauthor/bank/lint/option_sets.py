"""Options as a set: how many, all different, one key at least and one distractor at least, in a sensible order."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Final, NamedTuple

from pixauthor.bank.interactions import Option, SingleChoice
from pixauthor.bank.keys import MultipleChoiceKey
from pixauthor.bank.lint.prose import choices, fold, option_lists, plain, words
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.findings import Finding, Severity

FEWEST: Final = 3  # options from which an order shows

# A file name, a formula, a code span, a picture: there, case, accents and signs may be the very question.
_TECHNICAL: Final = re.compile(r"[@#$%&+=<>/\\|^~_{}\[\]*]|\w[.,:]\w")
_END_PUNCTUATION: Final = re.compile(r"[.,;:!?…«»\"“”()]+(?=\s|$)|(?:^|(?<=\s))[«\"“(]+")
_NUMBER: Final = r"(\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)"
_UNIT: Final = r"\s*([^\W\d_]{0,12}|%|€)"
_BETWEEN: Final = re.compile(
    rf"(?:(?:de|entre|from|between)\s+)?{_NUMBER}{_UNIT}\s*(?:à|et|to|and|[-–—])\s*{_NUMBER}{_UNIT}", re.IGNORECASE
)
_BEYOND: Final = re.compile(rf"(moins|plus|less|more)\s+(?:de|d['’]|than)\s*{_NUMBER}{_UNIT}", re.IGNORECASE)
_DIGIT: Final = re.compile(r"\d")
_AMOUNT: Final = re.compile(rf"{_NUMBER}{_UNIT}")


class Range(NamedTuple):
    """Numbers between two bounds, in one unit."""

    low: Decimal
    high: Decimal
    unit: str


def option_key(text: str) -> str:
    """Return what makes an option the same as another for a reader: prose is folded, technical text is not."""
    bare = plain(text)
    if "`" in text or "![" in text or _TECHNICAL.search(bare):
        return " ".join(text.split())
    return " ".join(_END_PUNCTUATION.sub("", fold(bare).replace("’", "'")).split())


def parse_range(text: str) -> Range | None:
    """Return the range that an option says (« entre 10 et 20 Mo », « plus de 5 »), or None."""
    if match := _BETWEEN.fullmatch(text):
        low, unit_low, high, unit_high = match.groups()
        unit = fold(unit_high or unit_low)
        bounds = _decimal(low), _decimal(high)
        return Range(*bounds, unit) if bounds[0] < bounds[1] and fold(unit_low) in {"", unit} else None
    if match := _BEYOND.fullmatch(text):
        side, bound, unit = match.groups()
        infinity = Decimal("Infinity")
        value = _decimal(bound)
        upward = side.casefold() in {"plus", "more"}
        return Range(value if upward else -infinity, infinity if upward else value, fold(unit))
    return None


def _decimal(text: str) -> Decimal:
    return Decimal(re.sub(r"\s", "", text).replace(",", "."))


def _duplicates(context: ItemContext) -> Iterator[Finding]:
    for name, options in option_lists(context.item):
        if len({words(option.text) for option in options}) == len(options):
            continue
        seen: dict[str, Option] = {}
        for index, option in enumerate(options):
            first = seen.setdefault(option_key(option.text), option)
            if first is not option:
                place = context.place(name, index, "text")
                yield found("L10", place, first=first.id, second=option.id, text=plain(option.text))
    if isinstance(context.item.interaction, SingleChoice):
        yield from _overlaps(context)


def _overlaps(context: ItemContext) -> Iterator[Finding]:
    options = choices(context.item)
    ranges = [
        (index, one)
        for index, option in enumerate(options)
        if _DIGIT.search(option.text) and (one := parse_range(plain(option.text)))
    ]
    for (first, one), (second, other) in combinations(ranges, 2):
        if one.unit == other.unit and max(one.low, other.low) < min(one.high, other.high):
            texts = {"first": plain(options[first].text), "second": plain(options[second].text)}
            yield found("L10", context.place("choices", second, "text"), Severity.ERROR, "overlap", **texts)


def _count(context: ItemContext) -> Iterator[Finding]:
    options = choices(context.item)
    fewest, most = int(context.limit("L14", "fewest")), int(context.limit("L14", "most"))
    if not options or fewest <= len(options) <= most:
        return
    few = len(options) < 2
    variant = "alone" if few else "few" if len(options) < fewest else "many"
    severity = Severity.ERROR if few else Severity.WARNING
    yield found("L14", context.place("choices"), severity, variant, count=len(options), fewest=fewest, most=most)


def _one_key(context: ItemContext) -> Iterator[Finding]:
    key = context.item.key
    if not isinstance(key, MultipleChoiceKey):
        return
    if not key.correct:
        yield found("L15", context.place("key"), Severity.ERROR, "none")
    elif key.correct >= {option.id for option in choices(context.item)}:
        yield found("L15", context.place("key"), Severity.ERROR, "all", count=len(key.correct))


def _numeric_order(context: ItemContext) -> Iterator[Finding]:
    interaction = context.item.interaction
    options = choices(context.item)
    if len(options) < FEWEST or getattr(interaction, "shuffle", True):
        return
    amounts = [_AMOUNT.fullmatch(plain(option.text)) for option in options]
    if any(amount is None for amount in amounts) or len({fold(a[2]) for a in amounts if a}) > 1:
        return
    values = [_decimal(amount[1]) for amount in amounts if amount]
    if not (all(a <= b for a, b in pairwise(values)) or all(a >= b for a, b in pairwise(values))):
        shown = ", ".join(plain(option.text) for option in options)
        yield found("L13", context.place("choices"), Severity.WARNING, options=shown)


RULES: Final = (
    Rule(
        code="L10",
        slug="duplicate-options",
        severity=Severity.ERROR,
        why="Two options that say the same cannot both be wrong, nor one of them be the only key. "
        "Options with signs (file names, formulas, code) are compared to the letter: there, a sign may be the point.",
        bad="choices: [{id: a, text: Musique}, {id: b, text: Documents}, {id: c, text: « Musique ».}]",
        good="choices: [{id: a, text: musique.mp3}, {id: b, text: Documents}, {id: c, text: Musique.mp3}]",
        check=_duplicates,
    ),
    Rule(
        code="L13",
        slug="numeric-order",
        severity=Severity.WARNING,
        why="Numbers out of order make the candidate search the list instead of thinking.",
        bad="""\
shuffle: false
choices: [{id: a, text: 10 Mo}, {id: b, text: 2 Mo}, {id: c, text: 50 Mo}]
""",
        good="""\
shuffle: false
choices: [{id: a, text: 2 Mo}, {id: b, text: 10 Mo}, {id: c, text: 50 Mo}]
""",
        check=_numeric_order,
    ),
    Rule(
        code="L14",
        slug="number-of-options",
        severity=Severity.ERROR,
        why="One option asks nothing (error). Two are a coin toss, beyond five the last are seldom read (warning).",
        bad="choices: [{id: a, text: Images}, {id: b, text: Documents}]",
        good="choices: [{id: a, text: Images}, {id: b, text: Documents}, {id: c, text: Musique}]",
        check=_count,
    ),
    Rule(
        code="L15",
        slug="key-of-choices",
        severity=Severity.ERROR,
        why="A multiple choice whose key is every option, or none, is solved without reading.",
        bad="{type: multiple-choice, key: [a, b, c],"
        " tests: [{answer: [a, b, c], outcome: ok}, {answer: [a], outcome: ko}]}",
        good="{type: multiple-choice, key: [a, b]}",
        check=_one_key,
    ),
)
