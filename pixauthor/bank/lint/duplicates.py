"""Items that say nearly the same: shared runs of three words, found without comparing all pairs.

Similarity is Jaccard's: shared shingles over all shingles of two items. Candidates come from an inverted index of the
rarest shingles of each item (prefix filter of Chaudhuri, Ganti & Kaushik 2006, doi:10.1109/ICDE.2006.9: two sets whose
Jaccard similarity is t or more share k shingles among the n - ceil(t n) + k rarest of each).
"""

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import chain
from math import ceil
from typing import Final, NamedTuple

from pixauthor.bank.item import Item
from pixauthor.bank.lint.prose import shown, words
from pixauthor.bank.lint.rule import BankContext, Rule, Summary, found
from pixauthor.bank.lint.thresholds import DEFAULTS
from pixauthor.findings import Finding, Severity

SIZE: Final = 3  # words in a shingle
NEAR: Final = DEFAULTS["L24"]["near"]
FEWEST: Final = 6  # shingles: two short questions share words by chance

# Bounds that keep a bank of set phrases linear: a shingle leads to its first carriers only, and an item is compared
# with those that share most with it.
_CARRIERS: Final = 10
_COMPARED: Final = 4


class Pair(NamedTuple):
    """An item and an earlier one that it resembles."""

    later: Summary
    earlier: Summary
    similarity: float


def shingles_of(item: Item) -> tuple[int, ...]:
    """Return the hashes (CRC-32, equal on every machine) of the runs of three words that the candidate reads."""
    return shingles_of_words(list(chain.from_iterable(words(text) for _, text in shown(item))))


def shingles_of_words(read: Sequence[str]) -> tuple[int, ...]:
    """Return the hashes of the runs of three words of a text, sorted."""
    encoded = [word.encode() for word in read]
    runs = zip(*(encoded[start:] for start in range(SIZE)), strict=False)
    return tuple(sorted(set(map(zlib.crc32, map(b" ".join, runs)))))


def similar_pairs(summaries: Sequence[Summary], near: float = NEAR) -> Iterator[Pair]:
    """Yield each item that is near an earlier one, with the earlier one that it resembles most."""
    # Two items of FEWEST shingles or more that are near share at least so many: candidates with fewer are not compared.
    least = ceil(2 * FEWEST * near / (1 + near))
    sets = [frozenset(summary.shingles) for summary in summaries]
    families = [kin(summary) for summary in summaries]
    ranks = _rank(sets)
    index: dict[int, list[int]] = {}
    for later, shingles in enumerate(sets):
        rare = _rarest(shingles, ranks, near, least)
        carried = [index[shingle] for shingle in rare if shingle in index]
        # Counting takes time: nobody shares more shingles than have carriers.
        shared = Counter(chain.from_iterable(carried)) if len(carried) >= least else {}
        strangers = [
            (count, -one) for one, count in shared.items() if count >= least and not families[one] & families[later]
        ]
        if strangers:
            candidates = nlargest(_COMPARED, strangers)
            similarity, earlier = max((_jaccard(shingles, sets[-one]), one) for _, one in candidates)
            if similarity >= near:
                yield Pair(summaries[later], summaries[-earlier], similarity)
        for shingle in rare:
            known = index.setdefault(shingle, [])
            if len(known) < _CARRIERS:
                known.append(later)


def _rank(sets: Sequence[frozenset[int]]) -> dict[int, int]:
    """Return the rank of each shingle of two items or more, the rarest first; the others lead nowhere."""
    carriers = Counter(chain.from_iterable(sets))
    shared = sorted((count, shingle) for shingle, count in carriers.items() if count > 1)
    return {shingle: rank for rank, (_, shingle) in enumerate(shared)}


def _rarest(shingles: frozenset[int], ranks: dict[int, int], near: float, least: int) -> list[int]:
    """Return the shingles of which a near item must have ``least``."""
    if len(shingles) < FEWEST:
        return []
    shared = sorted(shingles & ranks.keys(), key=ranks.__getitem__)
    lonely = len(shingles) - len(shared)
    prefix = len(shingles) - ceil(near * len(shingles)) + least
    return shared[: max(prefix - lonely, 0)]


def _jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def kin(summary: Summary) -> frozenset[str]:
    """Return the names that an item shares with its family and with the translations of one source."""
    return frozenset((summary.id, summary.family_prototype, summary.translation_of)) - {""}


def _near_duplicates(context: BankContext) -> Iterator[Finding]:
    for later, earlier, similarity in similar_pairs(context.summaries, context.limit("L24", "near")):
        if "L24" in (*later.silenced, *earlier.silenced):
            continue
        severity = Severity.ERROR if similarity >= context.limit("L24", "same") else Severity.WARNING
        percent = round(100 * similarity)
        yield found("L24", context.place(later.path, "stem"), severity, id=later.id, other=earlier.id, percent=percent)


_SHARED_STORY: Final = (
    "Une amie cherche une photo que son appareil a copiée hier soir sur l’ordinateur de la maison. "
    "Dans quel dossier se trouve **photo.jpg**\u00a0?"
)

RULES: Final = (
    Rule(
        code="L24",
        slug="near-duplicate",
        severity=Severity.ERROR,
        why="Who meets the first item knows the second: 0.9 of shared runs of three words is an error, 0.4 a warning. "
        "Alternatives of one prototype and translations are meant to be alike.",
        bad=f"""stem: {_SHARED_STORY}
---
id: dossiers-2-02
stem: {_SHARED_STORY}
""",
        good=f"""stem: {_SHARED_STORY}
---
id: dossiers-2-02
family: {{role: alternative, prototype: dossiers-2-01, alternative: 1}}
stem: {_SHARED_STORY}
""",
        check_bank=_near_duplicates,
    ),
)
