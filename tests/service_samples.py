"""A verified bundle of one item of each type, and a desk on it whose clock the test moves."""

import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from session_samples import sample_bank, sample_framework, write_workspace

from pixauthor.bundles.build import Bundle, build_bundle
from pixauthor.bundles.manifest import Purpose
from pixauthor.bundles.minisign import SecretKey
from pixauthor.bundles.offer import Offer, prepare
from pixauthor.service.content import Content, open_content

KEY = SecretKey(key_id=bytes(range(8)), seed=bytes(range(32)))
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@cache
def sample_bundle() -> Bundle:
    """Return the two signed archives."""
    with tempfile.TemporaryDirectory() as folder:
        items = write_workspace(Path(folder)) / "items"
        bank = tuple(sample_bank())
        offer = Offer(items_dir=items, framework=sample_framework(), items=bank, findings=())
        return build_bundle(prepare(offer, bank, name="essai", version="", purpose=Purpose.DEMONSTRATION), KEY)


@cache
def sample_content() -> Content:
    """Return the content of the sample bundle, verified."""
    bundle = sample_bundle()
    return open_content(bundle.public, bundle.secret, KEY.public)


def sample_answer(content: Content, item: str, outcome: str = "ok") -> Any:
    """Return an answer of an item's own tests as it goes on the wire; a file task is skipped."""
    if content.bank[item].type == "file-task":
        return None
    return next(test.answer for test in content.bank[item].tests if test.outcome == outcome)
