"""What a verified bundle gives the service: items with their keys, media, and what may be asked of a competence."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pixauthor.bank.bank import Bank
from pixauthor.bank.codec import decode_item
from pixauthor.bundles.minisign import PublicKey
from pixauthor.bundles.verify import Opened, Unsound, open_part, require_same_bundle
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.store import decode_calibration
from pixauthor.canonical import digest
from pixauthor.delivery.measure import Curve, Measure
from pixauthor.delivery.scope import Scope, survey
from pixauthor.delivery.sitting_events import SittingOpened
from pixauthor.framework.ability_scale import LevelCuts
from pixauthor.framework.codec import decode_framework
from pixauthor.framework.model import Framework
from pixauthor.framework.scale_store import decode_scale
from pixauthor.service.messages import Order
from pixauthor.source.parser import parse_document

STATUSES: Final = ("validated",)
"""Self-positioning asks validated items (pix.md §3)."""
_DICHOTOMOUS: Final = frozenset({"rasch", "1pl", "2pl", "3pl", "4pl"})


@dataclass(frozen=True, kw_only=True)
class Content:
    """What may be asked, and all that is needed to ask it.

    Args:
        title: name and version of the bundle.
        digest: SHA-256 of the pages of both manifests, joined.
        purpose: what the bundle may be used for.
        media: files that candidates open, by path (``items/1.2/media/plan.png``).
        measure: calibration and scale; None when the bundle has not both.
    """

    title: str
    digest: str
    purpose: str
    simulated: bool
    framework: Framework
    bank: Bank
    media: Mapping[str, bytes]
    measure: Measure | None = None
    _scopes: dict[tuple[str, str], Scope] = field(default_factory=dict, init=False, repr=False, compare=False)
    _together: dict[tuple[tuple[str, ...], str, tuple[str, ...]], Mapping[str, Scope]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def scope(self, competence: str, locale: str) -> Scope:
        """Return what may be asked of a competence. Raises as ``survey``."""
        key = (competence, locale)
        if key not in self._scopes:
            found = survey(self.framework, self.bank, competence, locale, STATUSES)
            self._scopes[key] = replace(found, measure=self.measure)
        return self._scopes[key]

    def scopes(self, competences: Iterable[str], locale: str, skills: tuple[str, ...] = ()) -> Mapping[str, Scope]:
        """Return what may be asked of several competences, by code: of these skills, or of all when there are none.

        Raises as ``survey`` and ``Scope.only``.
        """
        codes = tuple(competences)
        key = (codes, locale, skills)
        if key not in self._together:
            self._together[key] = {code: self.scope(code, locale).only(frozenset(skills)) for code in codes}
        return self._together[key]

    def scopes_of(self, asked: Order | SittingOpened) -> Mapping[str, Scope]:
        """Return what may be asked in a sitting. Raises as ``scopes``."""
        return self.scopes(asked.competences, asked.locale, asked.skills)

    def competences(self, locale: str) -> tuple[str, ...]:
        """Return the codes of the competences that have an item to ask in a language."""
        asked = {item.competence for item in self.bank if item.locale == locale and item.status in STATUSES}
        return tuple(code for code in self.framework.competences if code in asked)


def open_content(public: bytes, secret: bytes, key: PublicKey) -> Content:
    """Return the content of a bundle, after everything about it was verified.

    Raises:
        Unsound: when a part is not as its signer made it, or the parts do not belong together.
    """
    parts = open_part(public, key, "public"), open_part(secret, key, "secret")
    require_same_bundle(*parts)
    front, back = parts
    return Content(
        title=f"{front.manifest.id} {front.manifest.version}",
        digest=digest((front.page_digest + back.page_digest).encode()),
        purpose=front.manifest.purpose.value,
        simulated=front.manifest.simulated,
        framework=decode_framework(_document(back, "items/framework.yaml")),
        bank=Bank.of(decode_item(_document(back, f"items/{it.competence}/{it.id}.yaml")) for it in back.manifest.items),
        media={one.path: front.members[one.path] for one in front.manifest.members if one.role == "media"},
        measure=_measure(back),
    )


def _measure(back: Opened) -> Measure | None:
    calibration, scale = back.members.get("calibration.json"), back.members.get("scale.json")
    if calibration is None or scale is None:
        return None
    estimated, levels = decode_calibration(json.loads(calibration)), decode_scale(json.loads(scale))
    cuts: dict[str, LevelCuts] = dict(levels.by_competence) | ({"": levels.shared} if levels.shared else {})
    return Measure(
        curves=_curves(estimated),
        mean=estimated.latent_mean,
        sd=estimated.latent_sd,
        cuts=cuts,
        digest=digest(calibration + scale),
    )


def _curves(calibration: Calibration) -> dict[str, Curve]:
    return {
        item.item: Curve(**{"a": 1.0, **item.parameters})
        for item in calibration.items
        if item.model in _DICHOTOMOUS and item.a > 0
    }


def _document(part: Opened, path: str) -> Any:
    reading = parse_document(part.members[path].decode("utf-8"), path)
    if reading.document is None:
        raise Unsound("bundles.faulty", place=reading.findings[0].place, fault=reading.findings[0].message())
    return reading.document.data
