"""What files are checked with, and what comes of each; the stages are in ``check_file``."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from pixauthor.bank.lint.rule import Grade, Rule, Summary
from pixauthor.bank.lint.settings import LintSettings
from pixauthor.bank.people import People
from pixauthor.errors import Place
from pixauthor.findings import Finding
from pixauthor.framework.model import Framework

CRASH: Final = "P01"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What every file is checked with. Without a framework, rules are not run: most would speak of nothing else.

    ``lint`` is what the bank changes in the rules.
    """

    items_dir: Path
    framework: Framework | None
    grade: Grade
    rules: Sequence[Rule]
    people: People | None = None
    lint: LintSettings = field(default_factory=LintSettings)

    @cached_property
    def thorough(self) -> bool:
        """Whether a rule wants more than the everyday check keeps of an item."""
        return any(rule.thorough for rule in self.rules)


class FileResult(NamedTuple):
    """What is known of one file: its faults, its summary when it is an item, the SHA-256 of its content ("": none).

    A tuple, as summaries are.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    summary: Summary | None = None
    digest: str = ""


def crash(path: str, step: str, error: Exception) -> Finding:
    """Return the finding for a fault of the program itself: ``step`` of the check failed with ``error``."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" [{PurePosixPath(frames[-1].filename).name}:{frames[-1].lineno}]" if frames else ""
    fields = {"step": step, "error": f"{type(error).__name__}: {error}{where}"}
    return Finding(code=CRASH, place=Place(path=path), fields=fields)
