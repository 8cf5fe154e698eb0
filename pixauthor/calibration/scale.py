"""A scale and its provenance, by each way of finding cut scores; its version is given when it is saved."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pixauthor.bank.bank import Bank
from pixauthor.calibration.item_parameters import kernel_items
from pixauthor.calibration.judges import Bookmark, Rating
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.scale_angoff import set_angoff
from pixauthor.calibration.scale_locations import RESPONSE_PROBABILITY, item_locations, levelled_locations
from pixauthor.calibration.scale_panel import Panel, names_of, set_bookmarks
from pixauthor.calibration.scale_proposal import Bootstrap, propose_by_competence, propose_cuts
from pixauthor.calibration.store import encode_calibration
from pixauthor.canonical import digest_value
from pixauthor.errors import PixauthorError
from pixauthor.framework.ability_scale import AbilityScale, LevelCuts, ScaleProvenance
from pixauthor.version import __version__

UNSAVED = 1


def propose_scale(
    calibration: Calibration,
    bank: Bank,
    *,
    name: str,
    now: datetime,
    method: str = "monotone",
    probability: float = RESPONSE_PROBABILITY,
    bootstrap: Bootstrap | None = None,
    by_competence: bool = False,
) -> tuple[AbilityScale, Mapping[str, PixauthorError]]:
    """Return the scale that the nominal levels of the items propose, and the competences without cuts of their own.

    Args:
        calibration: of the items.
        bank: tells levels and competences.
        name: of the scale.
        now: moment of the proposal.
        method: ``"monotone"``, ``"linear"`` or ``"ordinal"`` (``scale_regression``).
        probability: of success at which an item counts as mastered.
        bootstrap: of the standard errors; the delta method by default.
        by_competence: give each competence cuts of its own where its items allow it; the others share those of all
            items.

    Raises:
        PixauthorError: when levels lack items, or the cuts do not rise.
    """
    table = levelled_locations(calibration, bank, probability)
    shared = propose_cuts(table, method, bootstrap)
    own, refused = propose_by_competence(table, method, bootstrap) if by_competence else ({}, {})
    made = _provenance(
        calibration,
        now,
        method=method,
        uncertainty="bootstrap" if bootstrap else "delta",
        resamples=bootstrap.resamples if bootstrap else None,
        seed=bootstrap.seed if bootstrap else None,
        response_probability=probability,
        n_items=len(table),
    )
    scale = AbilityScale(name=name, version=UNSAVED, shared=shared, by_competence=own, provenance=made)
    return scale, refused


def set_bookmark_scale(
    calibration: Calibration,
    bookmarks: Sequence[Bookmark],
    *,
    name: str,
    now: datetime,
    digest: str = "",
    probability: float = RESPONSE_PROBABILITY,
) -> tuple[AbilityScale, Panel]:
    """Return the scale of a panel's bookmarks, all of one round. Arguments and raises as ``set_bookmarks``.

    ``digest`` is that of the file of judgements.
    """
    table = item_locations(calibration, probability)
    places = dict(zip(table["item"], table["location"], strict=True))
    panel = set_bookmarks(bookmarks, places)
    n_items = sum(place == place for place in places.values())
    made = _provenance(
        calibration,
        now,
        method="bookmark",
        response_probability=probability,
        n_items=n_items,
        **_of_panel(bookmarks, digest),
    )
    return _scale(name, panel.cuts, made), panel


def set_angoff_scale(
    calibration: Calibration, ratings: Sequence[Rating], *, name: str, now: datetime, digest: str = ""
) -> tuple[AbilityScale, Panel]:
    """Return the scale of a panel's ratings, all of one round. Arguments and raises as ``set_angoff``.

    ``digest`` is that of the file of judgements.
    """
    panel = set_angoff(ratings, kernel_items(calibration), [item.item for item in calibration.items])
    n_items = len({one.item for one in ratings})
    made = _provenance(calibration, now, method="angoff", n_items=n_items, **_of_panel(ratings, digest))
    return _scale(name, panel.cuts, made), panel


def given_scale(cuts: Mapping[str, LevelCuts], *, name: str, now: datetime, digest: str = "") -> AbilityScale:
    """Return the scale of cuts that were set elsewhere; ``digest`` is that of their file."""
    made = ScaleProvenance(
        method="given", calibration="", date=_moment(now), program=__version__, uncertainty="given", judgements=digest
    )
    return _scale(name, cuts, made)


def digest_calibration(calibration: Calibration) -> str:
    """Return the SHA-256 of the canonical calibration."""
    return digest_value(encode_calibration(calibration))


def _scale(name: str, cuts: Mapping[str, LevelCuts], made: ScaleProvenance) -> AbilityScale:
    own = {competence: found for competence, found in cuts.items() if competence}
    return AbilityScale(name=name, version=UNSAVED, shared=cuts.get(""), by_competence=own, provenance=made)


def _of_panel(judgements: Sequence[Bookmark] | Sequence[Rating], digest: str) -> dict[str, Any]:
    return {
        "uncertainty": "judges",
        "judges": names_of(judgements),
        "judgements": digest,
        "round": judgements[0].round,
    }


def _provenance(calibration: Calibration, now: datetime, **rest: Any) -> ScaleProvenance:
    return ScaleProvenance(
        calibration=digest_calibration(calibration),
        date=_moment(now),
        program=__version__,
        simulated=calibration.provenance.simulated,
        **rest,
    )


def _moment(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="seconds")
