"""How long near-duplicates take to find among many stems, beside comparing all pairs.

Our rule (L24) looks at all the stems; the peers compare all pairs of a sample, and their time is scaled by the number
of pairs: ``difflib`` (standard library: ratio of the words in common runs) and Jaccard similarity of the same shingles,
pair by pair, which gives the very same pairs and is what the index saves. One stem in fifty is planted: a copy of
another with a few words changed, of which all that are similar enough must be found.

    python -m bench.near_duplicates [--stems 10000] [--sample 300] [--seed 1]
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import combinations

from bench.check_bank import shipped_words
from pixauthor.bank.lint.duplicates import NEAR, shingles_of_words, similar_pairs
from pixauthor.bank.lint.rule import Summary

WORDS = 30
PLANTED = 50


def make_stems(n_stems: int, seed: int) -> list[str]:
    """Return stems of thirty words of the shipped bank; one in fifty is near another."""
    rng = random.Random(seed)  # noqa: S311 (not a secret)
    vocabulary = shipped_words()
    stems = [" ".join(rng.choices(vocabulary, k=WORDS)) for _ in range(n_stems)]
    for number in range(PLANTED, n_stems, PLANTED):
        words = stems[number - rng.randrange(1, PLANTED)].split()
        for place in rng.sample(range(WORDS), 3):
            words[place] = rng.choice(vocabulary)
        stems[number] = " ".join(words)
    return stems


def summary_of(number: int, stem: str) -> Summary:
    """Return an item of which only the stem counts."""
    return Summary(
        path=str(number),
        id=str(number),
        version=1,
        status="draft",
        competence="1.1",
        skill="x-1",
        level=1,
        family_role="prototype",
        family_prototype="",
        translation_of="",
        media=(),
        shingles=shingles_of_words(stem.split()),
        key_digest="",
    )


def by_difflib(stems: Sequence[str]) -> int:
    """Compare all pairs by the words of their common runs."""
    split = [stem.split() for stem in stems]
    return sum(
        SequenceMatcher(None, one, other, autojunk=False).ratio() >= NEAR for one, other in combinations(split, 2)
    )


def by_pairs(stems: Sequence[str]) -> int:
    """Compare all pairs by their shingles."""
    sets = [frozenset(shingles_of_words(stem.split())) for stem in stems]
    return sum(len(one & other) >= NEAR * len(one | other) for one, other in combinations(sets, 2))


def timed(work: Callable[[Sequence[str]], int], stems: Sequence[str]) -> tuple[float, int]:
    """Return the seconds that some work takes, and what it counts."""
    start = time.perf_counter()
    count = work(stems)
    return time.perf_counter() - start, count


def ours(stems: Sequence[str]) -> int:
    """Find all near pairs by the index, shingles included."""
    return sum(1 for _ in similar_pairs([summary_of(number, stem) for number, stem in enumerate(stems)]))


def main() -> None:
    """Time our rule on all stems and the peers on a sample, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stems", type=int, default=10_000)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    stems = make_stems(options.stems, options.seed)
    seconds, found = timed(ours, stems)
    print(f"{'':34}{'stems':>8}{'seconds':>10}{'pairs':>8}{'ratio':>9}")
    print(f"{'pixauthor L24':34}{len(stems):8d}{seconds:10.2f}{found:8d}{1:9.2f}")
    scale = len(stems) * (len(stems) - 1) / (options.sample * (options.sample - 1))
    for name, work in {"difflib, all pairs": by_difflib, "shingles, all pairs": by_pairs}.items():
        taken, count = timed(work, stems[: options.sample])
        print(f"{name:34}{options.sample:8d}{taken:10.2f}{count:8d}{taken * scale / seconds:9.2f}")
    expected = by_pairs(stems[: options.sample])
    agreed = ours(stems[: options.sample])
    print("Seconds of the peers are those of the sample; ratios are scaled to all stems.")
    print(f"near pairs in the sample: {agreed} by the index, {expected} by all pairs")


if __name__ == "__main__":
    main()
