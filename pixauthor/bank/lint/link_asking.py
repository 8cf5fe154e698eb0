"""Asking many addresses politely: hosts side by side, each host slowly, and nothing twice within a week."""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pixauthor.bank.lint.addresses import LinkFate, LinkState
from pixauthor.bank.lint.link_fetch import Answer, Manners, fetch
from pixauthor.errors import PixauthorError
from pixauthor.files import read_bytes, write_atomic

_MAX_CACHE_BYTES: Final = 50_000_000
# Final at the first answer; all other failures are asked again.
_GONE: Final = frozenset({404, 410})
# Said to programs, not to candidates: of these nothing is known.
_NOT_FOR_US: Final = frozenset({401, 403, 407, 429, 451, 999})
# Faults that our own network may have caused: they count when another address answered.
_PERHAPS_OURS: Final = frozenset({"timeout", "name", "network", "connection"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAsker:
    """What asks addresses. ``memory`` is the file of what they said; ``unasked`` collects those that settle nothing."""

    today: date
    manners: Manners = field(default_factory=Manners)
    memory: Path | None = None
    sleep: Callable[[float], None] = time.sleep
    unasked: set[str] = field(default_factory=set)

    def __call__(self, urls: Collection[str]) -> Mapping[str, LinkState]:
        """Return what became of each address; alive ones are remembered for a week, dead ones asked every time."""
        kept = self._recall()
        fresh = {url: kept[url] for url in urls if url in kept and self._is_fresh(kept[url])}
        by_host: dict[str, list[str]] = defaultdict(list)
        for url in sorted(set(urls) - fresh.keys()):
            by_host[urlsplit(url).netloc].append(url)
        with ThreadPoolExecutor(self.manners.workers) as executor:
            answers = dict(chain.from_iterable(executor.map(self._ask_host, by_host.values())))
        online = any(answer.status or answer.fault == "refused" for answer in answers.values())
        asked = {url: self._judge(answer, online) for url, answer in answers.items()}
        self.unasked.update(url for url, state in asked.items() if state.fate is LinkFate.UNKNOWN)
        known = {url: state for url, state in asked.items() if state.fate is not LinkFate.UNKNOWN}
        if known:
            self._remember({**kept, **known})
        return {**fresh, **known}

    def _ask_host(self, urls: Sequence[str]) -> list[tuple[str, Answer]]:
        answers = []
        for number, url in enumerate(urls):
            if number:
                self.sleep(self.manners.gap)
            answers.append((url, self._ask(url)))
        return answers

    def _ask(self, url: str) -> Answer:
        wait = self.manners.first_wait
        answer = fetch(url, self.manners)
        for _ in range(self.manners.tries - 1):
            if _is_final(answer):
                break
            self.sleep(wait)
            wait *= self.manners.growth
            answer = fetch(url, self.manners)
        return answer

    def _judge(self, answer: Answer, online: bool) -> LinkState:
        told = str(answer.status) if answer.status else answer.fault
        if _is_success(answer.status):
            fate = LinkFate.ALIVE
        elif answer.status in _NOT_FOR_US or (answer.fault in _PERHAPS_OURS and not online):
            fate = LinkFate.UNKNOWN
        else:
            fate = LinkFate.DEAD
        return LinkState(fate, self.today.isoformat(), told)

    def _is_fresh(self, state: LinkState) -> bool:
        age = self.today - date.fromisoformat(state.on)
        return state.fate is LinkFate.ALIVE and timedelta(0) <= age <= timedelta(days=self.manners.fresh_days)

    def _recall(self) -> dict[str, LinkState]:
        try:
            rows = json.loads(read_bytes(self.memory, _MAX_CACHE_BYTES)) if self.memory else {}
            states = {str(url): LinkState(LinkFate(fate), str(on), str(why)) for url, (fate, on, why) in rows.items()}
            return {url: state for url, state in states.items() if date.fromisoformat(state.on)}
        except (PixauthorError, ValueError, TypeError, AttributeError):
            return {}

    def _remember(self, states: Mapping[str, LinkState]) -> None:
        if self.memory is None:
            return
        content = json.dumps(dict(sorted(states.items())), ensure_ascii=False, indent=1)
        try:
            write_atomic(self.memory, content.encode())
        except PixauthorError:
            # A folder that cannot be written costs time, not the check.
            return


def _is_success(status: int) -> bool:
    return 200 <= status < 300


def _is_final(answer: Answer) -> bool:
    return _is_success(answer.status) or answer.status in _GONE or answer.fault in {"malformed", "private", "redirects"}
