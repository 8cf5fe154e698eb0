"""The health of a workspace, from its items, check, reviews, responses, journals and newest calibration."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pixauthor.bank.check import CACHE_FILE as CHECK_CACHE
from pixauthor.bank.check import check_bank
from pixauthor.bank.coverage_statistics import compute_statistics
from pixauthor.bank.people import Person
from pixauthor.bank.search_store import CACHE_FILE as SEARCH_CACHE
from pixauthor.bank.search_store import load_index
from pixauthor.calibration.measures import load_measures
from pixauthor.calibration.store import load_calibration, newest_calibration
from pixauthor.delivery.events import ItemServed
from pixauthor.delivery.store import list_journals, load_journal, sessions_dir
from pixauthor.errors import PixauthorError
from pixauthor.framework.model import Framework
from pixauthor.grading.grade import grade
from pixauthor.reviewing.health import (
    Calibrated,
    Exposure,
    Health,
    add_exposures,
    class_exposures,
    count_rules,
    flagged_items,
    most_seen,
)
from pixauthor.reviewing.store import Reviews

# Each journal is read whole; a dashboard is not the place to wait for a million of them.
_MANY_JOURNALS: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where everything is: as ``Reviews``, and the framework."""

    reviews: Reviews
    framework: Framework


def load_health(ground: Ground, person: Person | None, today: date) -> Health:
    """Return how a bank is.

    Raises:
        PixauthorError: when the framework, the people or the newest calibration cannot be read.
    """
    items_dir, exports_dir = ground.reviews.items_dir, ground.reviews.exports_dir
    index = load_index(items_dir, cache=exports_dir / SEARCH_CACHE, measured=load_measures(exports_dir))
    checked = check_bank(items_dir, grade=grade, cache=exports_dir / CHECK_CACHE, today=today)
    exposure = add_exposures([_from_responses(exports_dir), _from_sessions(exports_dir)])
    return Health(
        statistics=compute_statistics(index, ground.framework, today),
        rules=count_rules(checked.findings),
        queue=ground.reviews.queue(index.rows, person),
        exposure=exposure,
        exposures=class_exposures(index, exposure),
        most_seen=most_seen(exposure),
        calibrated=_calibrated(exports_dir),
        flagged=flagged_items(index),
    )


def _calibrated(exports_dir: Path) -> Calibrated | None:
    path = newest_calibration(exports_dir)
    if path is None:
        return None
    origin = load_calibration(path).provenance
    return Calibrated(name=path.stem, day=origin.date[:10], simulated=origin.simulated)


def _from_responses(exports_dir: Path) -> Exposure:
    """Return what responses tell; simulated ones wear nothing out."""
    from pixauthor.responses.store import part_paths

    if not part_paths(exports_dir):
        return Exposure(served={}, candidates=0)
    from pixauthor.responses.summary import summarize_responses

    found = summarize_responses(exports_dir)
    if found.simulated == 1:
        return Exposure(served={}, candidates=0)
    served = {f"{one.item}@{one.version}": one.n for one in found.items}
    return Exposure(served=served, candidates=found.n_candidates)


def _from_sessions(exports_dir: Path) -> Exposure:
    served: Counter[str] = Counter()
    count = 0
    for path in list_journals(sessions_dir(exports_dir))[-_MANY_JOURNALS:]:
        try:
            events = load_journal(path).events
        except PixauthorError:
            # A broken journal is for « session replay » to tell.
            continue
        count += 1
        served.update({f"{one.item}@{one.version}" for one in events if isinstance(one, ItemServed)})
    return Exposure(served=dict(served), candidates=count)
