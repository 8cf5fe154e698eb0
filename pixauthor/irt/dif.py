"""Differential item functioning (DIF) without a model: candidates of equal matching score, compared between groups.

The matching score of an answer is an array of its own, (n_answers,): it always counts the answer's own item, whether
that item is an anchor or not (Holland and Thayer 1988, in Wainer and Braun, Test Validity, chapter 9: leaving it out
makes DIF where there is none).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import false_discovery_control

from pixauthor.irt.answers import CHUNK
from pixauthor.irt.arrays import Bools, Floats, Ints
from pixauthor.irt.expect import log_prior_of
from pixauthor.irt.items import Items
from pixauthor.irt.long import Long
from pixauthor.irt.quadrature import Grid

MIN_ANCHORS: Final = 4
"""Fewer items match nobody: purification stops before."""


def total_scores(data: Long, anchors: Bools) -> Floats:
    """Return the sum of the candidate's scores on the anchors and the item itself, (n_answers,).

    Sound when all candidates answered the same items.
    """
    anchored = anchors[data.items]
    totals = np.bincount(data.persons, np.where(anchored, data.scores, 0.0), data.groups.size)
    return np.asarray(totals[data.persons] + np.where(anchored, 0.0, data.scores))


def ability_scores(data: Long, anchors: Bools, items: Items, grid: Grid) -> Floats:
    """Return EAP abilities by the candidate's answers to the anchors and the item itself, in logits, (n_answers,).

    For data missing by design. One prior serves all groups: candidates who answered alike are matched alike, whatever
    their group.
    """
    log_p = items.log_probabilities(grid.nodes)
    columns = items.offsets[data.items] + data.scores.astype(np.int64)
    log_posterior = np.repeat(log_prior_of([grid]), data.groups.size, axis=0)
    anchored = np.flatnonzero(anchors[data.items])
    order = anchored[np.argsort(data.persons[anchored], kind="stable")]
    persons, first = np.unique(data.persons[order], return_index=True)
    ends = np.append(first[1:], order.size)
    for begin in range(0, persons.size, CHUNK):
        end = min(begin + CHUNK, persons.size)
        rows = log_p[columns[order[first[begin] : ends[end - 1]]]]
        log_posterior[persons[begin:end]] += np.add.reduceat(rows, first[begin:end] - first[begin], axis=0)
    result = _means(log_posterior, grid.nodes)[data.persons]
    apart = np.flatnonzero(~anchors[data.items])
    for begin in range(0, apart.size, CHUNK):
        some = apart[begin : begin + CHUNK]
        result[some] = _means(log_posterior[data.persons[some]] + log_p[columns[some]], grid.nodes)
    return result


def strata_of(data: Long, matching: Floats, n_strata: int | None = None) -> Ints:
    """Return the stratum of each answer among the answers to its item, from 0, (n_answers,).

    Args:
        data: answers.
        matching: score to match on, (n_answers,).
        n_strata: of equal size for each item, equal scores together; by default one for each different score.
    """
    order = np.lexsort((matching, data.items))
    items, values = data.items[order], matching[order]
    starts = np.searchsorted(items, np.arange(data.n_items))
    new = np.ones(items.size, bool)
    new[1:] = (items[1:] != items[:-1]) | (values[1:] != values[:-1])
    if n_strata is None:
        rank = np.cumsum(new) - 1
        stratum = rank - rank[starts[items]]
    else:
        first = np.maximum.accumulate(np.where(new, np.arange(items.size), 0))
        stratum = (first - starts[items]) * n_strata // np.bincount(items, minlength=data.n_items)[items]
    result = np.empty(items.size, np.int64)
    result[order] = stratum
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Purified:
    """How a purification ended: the anchors, (n_items,), its steps, and whether the last one changed nothing."""

    anchors: Bools
    steps: int
    settled: bool


def purify(flag: Callable[[Bools], Bools], n_items: int, max_steps: int = 10) -> Purified:
    """Return the anchors that are left when flagged items are taken out until the same ones are flagged again.

    Args:
        flag: from anchors to the items flagged with them, both (n_items,).
        n_items: number of items.
        max_steps: the most that are made.

    Source: Candell and Drasgow 1988, doi:10.1177/014662168801200304.
    """
    anchors = np.ones(n_items, bool)
    for step in range(max_steps):
        found = ~flag(anchors)
        if np.array_equal(found, anchors):
            return Purified(anchors, step, True)
        if found.sum() < min(MIN_ANCHORS, n_items):
            return Purified(anchors, step, False)
        anchors = found
    return Purified(anchors, max_steps, False)


def adjust(p: Floats) -> Floats:
    """Return p adjusted for the number of tests (Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x).

    NaN stays NaN, and is no test.
    """
    result, known = np.full_like(p, np.nan), np.isfinite(p)
    if known.any():
        result[known] = false_discovery_control(p[known])
    return result


def _means(log_posterior: Floats, nodes: Floats) -> Floats:
    weights = np.exp(log_posterior - log_posterior.max(axis=1, keepdims=True))
    return np.asarray(weights @ nodes / weights.sum(axis=1))
