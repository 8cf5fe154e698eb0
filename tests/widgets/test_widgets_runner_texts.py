"""The runner says all that its catalogue has, and nothing else."""

import re

import pytest

from pixauthor.locale import catalogue
from pixauthor.widgets._shared.assemble import RUNNER
from pixauthor.widgets.store import load_asset

SOURCE = "\n".join(load_asset(name) for name in (*RUNNER, "runner/index.js"))
DYNAMIC = {"entry": ("title", "other_code", "other_language", "code", "code_help", "identity", "identity_help")}
"""Sentences that a page shows, or whose name a script puts together."""
REASONS = ("complete", "given-up", "deadline", "supervisor")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_sentence_of_the_runner_is_used(language: str) -> None:
    texts = catalogue(language, "runner")
    unused = [
        f"{section}.{name}"
        for section, sentences in texts.items()
        if isinstance(sentences, dict)
        for name, words in sentences.items()
        if isinstance(words, str)
        and name not in (*DYNAMIC.get(section, ()), *REASONS, "item", "whole")
        and not re.search(rf"\b(?:words|texts|{section})\.{name}\b", SOURCE)
    ]
    assert unused == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_sentence_that_the_runner_uses_is_there(language: str) -> None:
    texts = catalogue(language, "runner")
    known = set(texts) | {name for section in texts.values() if isinstance(section, dict) for name in section}
    used = set(re.findall(r"\b(?:words|texts)(?:\.(?:entry|session|notices|clock|report|result))?\.(\w+)\b", SOURCE))
    assert used - known - {"item", "length"} == set()
