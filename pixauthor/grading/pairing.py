"""Pair as many things of one side as possible with one each of the other side."""

from collections.abc import Mapping, Sequence


def pair_most(wishes: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """Return a largest pairing of ``wishes``: each name with one of its own wishes, no wish twice.

    Augmenting paths (Kuhn, 1955, doi:10.1002/nav.3800020109; Berge, 1957): a name may move to another of its wishes to
    leave its place. Quadratic at worst, for a handful of blanks.
    """
    taken: dict[str, str] = {}
    for name in wishes:
        _place(name, wishes, taken, set())
    return {name: wish for wish, name in taken.items()}


def _place(name: str, wishes: Mapping[str, Sequence[str]], taken: dict[str, str], seen: set[str]) -> bool:
    for wish in wishes[name]:
        if wish in seen:
            continue
        seen.add(wish)
        if wish not in taken or _place(taken[wish], wishes, taken, seen):
            taken[wish] = name
            return True
    return False
