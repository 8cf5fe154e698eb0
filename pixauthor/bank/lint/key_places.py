"""What a candidate learns from many keys together: where they stand, and that they are the longest."""

import math
from collections import Counter
from collections.abc import Iterator
from typing import Final

from pixauthor.bank.lint.rule import BankContext, Rule, found
from pixauthor.findings import Finding, Severity

WHOLE_BANK: Final = ""


def longest_keys(context: BankContext) -> Iterator[Finding]:
    """Yield a finding when the key is the longest option more often than chance allows (L01)."""
    chances = [
        (wording.key_longest, 1 / wording.n_options)
        for _, wording in context.worded("L01")
        if wording.key_longest is not None and wording.n_options > 1
    ]
    expected = sum(chance for _, chance in chances)
    spread = math.sqrt(sum(chance * (1 - chance) for _, chance in chances))
    count = sum(bool(longest) for longest, _ in chances)
    enough = len(chances) >= context.limit("L01", "items")
    if enough and count > expected + context.limit("L01", "standard-errors") * spread:
        fields = {"count": count, "total": len(chances), "expected": round(expected)}
        yield found("L01", context.place(WHOLE_BANK), Severity.WARNING, "bank", **fields)


def _balance(context: BankContext) -> Iterator[Finding]:
    places = [(w.key_place, w.n_options) for _, w in context.worded("L17") if w.key_place >= 0]
    if len(places) < context.limit("L17", "items"):
        return
    counts = Counter(place for place, _ in places)
    most = max(n_options for _, n_options in places)
    expected = [sum(1 / n_options for _, n_options in places if place < n_options) for place in range(most)]
    statistic = sum((counts[place] - mean) ** 2 / mean for place, mean in enumerate(expected))
    chance = chi_square_tail(statistic, most - 1)
    if chance < context.limit("L17", "probability"):
        told = ", ".join(f"{place + 1}: {counts[place]}" for place in range(most))
        yield found("L17", context.place(WHOLE_BANK), Severity.WARNING, counts=told, total=len(places))


def chi_square_tail(statistic: float, freedom: int) -> float:
    """Return the probability that chi-square with ``freedom`` degrees (1 or more) exceeds ``statistic``.

    By the recurrence of Abramowitz & Stegun (1964), 26.4.8: from 1 or 2 degrees up by two at a time.
    """
    half = statistic / 2
    tail = math.erfc(math.sqrt(half)) if freedom % 2 else math.exp(-half)
    for degrees in range(1 if freedom % 2 else 2, freedom, 2):
        tail += half ** (degrees / 2) * math.exp(-half) / math.gamma(degrees / 2 + 1)
    return tail


def _item(number: int, key: str) -> str:
    return (
        f"id: dossiers-2-0{number}\nkey: {key}\nshuffle: false\n"
        f"tests: [{{answer: {key}, outcome: ok}}, {{answer: {'b' if key == 'a' else 'a'}, outcome: ko}}]\n"
        "silenced: [{rule: L24, reason: Exemple.}]\n"
    )


_SOONER: Final = "---\n$files: {lint.yaml: 'rules: {L17: {limits: {items: 6}}}'}\n"

RULES: Final = (
    Rule(
        code="L17",
        slug="key-balance",
        severity=Severity.WARNING,
        why="Where options keep their order, a place that holds the key too often is soon known (chi-square over "
        "the bank, p < 0.01, from 20 items on).",
        bad="---\n".join(_item(number, "a") for number in range(1, 7)) + _SOONER,
        good="---\n".join(_item(number, "abcabc"[number - 1]) for number in range(1, 7)) + _SOONER,
        check_bank=_balance,
        thorough=True,
    ),
)
