"""What the demonstration did, as values: the page is drawn from nothing else."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pixauthor.bank.bank import Bank
from pixauthor.bank.check import CheckReport
from pixauthor.bundles.gates import Refusal
from pixauthor.bundles.manifest import Manifest
from pixauthor.calibration.figures import Figure
from pixauthor.calibration.model import Calibration
from pixauthor.delivery.replay import Replay
from pixauthor.framework.model import Framework
from pixauthor.responses.model import ImportReport
from pixauthor.responses.summary import ResponsesSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleStory:
    """A bundle built and verified, and what a flipped bit and a certification would have met."""

    manifest: Manifest
    sizes: Mapping[str, int]
    key_name: str
    public_key: str
    flipped_at: int
    flipped_says: str
    certification_refusals: tuple[Refusal, ...]

    @property
    def refusals_by_gate(self) -> Counter[str]:
        """How many items each gate would refuse for certification."""
        return Counter(refusal.gate for refusal in self.certification_refusals)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStory:
    """A session of a simulated candidate, read from its journal and played again.

    ``levels`` are the predicted ones, before the first answer and after each; ``possible_pix`` is what the skills that
    have an item are worth together.
    """

    replay: Replay
    levels: tuple[float, ...]
    head: str
    theta: float
    n_skills: int
    possible_pix: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All stops of the line, in order. Paths are relative to the folder of the page."""

    framework: Framework
    bank: Bank
    check: CheckReport
    preview: Path
    imported: ImportReport
    imported_again: ImportReport
    summary: ResponsesSummary
    calibration: Calibration
    figures: tuple[Figure, ...]
    bundle: BundleStory
    session: SessionStory
    seconds: Mapping[str, float]
    at: datetime
