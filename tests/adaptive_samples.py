"""A bundle for adaptive sittings: the sample items with difficulties at their levels, and a scale."""

import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from service_samples import KEY
from session_samples import sample_bank, sample_framework, write_workspace

from pixauthor.bank.item import Item
from pixauthor.bundles.build import Bundle, build_bundle
from pixauthor.bundles.manifest import Purpose
from pixauthor.bundles.offer import Offer, prepare
from pixauthor.bundles.store import load_calibration_file, load_scale_bytes
from pixauthor.calibration.calibrated_item import CalibratedItem
from pixauthor.calibration.design import Design
from pixauthor.calibration.model import Calibration, Fit, Provenance
from pixauthor.calibration.scale import given_scale
from pixauthor.calibration.store import save_calibration
from pixauthor.framework.ability_scale import CutScore, LevelCuts
from pixauthor.framework.scale_store import save_new_version

CUTS = LevelCuts(floor=-3.5, cuts=tuple(CutScore(level=k, theta=-3.5 + 0.8 * k) for k in range(1, 9)))


def calibration_of(items: Iterable[Item]) -> Calibration:
    """Every item of the sample bank, its difficulty at its level."""
    items = tuple(items)
    return Calibration(
        design=Design(model="2pl"),
        items=tuple(
            CalibratedItem(
                item=item.reference, model="2pl", parameters={"a": 1.3, "b": (item.level - 4.5) * 0.7}, n=500, p=0.5
            )
            for item in items
        ),
        left_out=(),
        latent_mean=0.0,
        latent_sd=1.0,
        alpha=None,
        fit=Fit(log_likelihood=-1.0, n_parameters=2 * len(items), last_move=0.0, converged=True),
        provenance=Provenance(
            data="0" * 64,
            bank="0" * 64,
            date="2026-11-22T09:00:00+00:00",
            simulated=True,
            n_persons=500,
            n_persons_left_out=0,
            n_answers=5000,
            versions={"pixauthor": "0.1.0"},
        ),
    )


@cache
def adaptive_bundle() -> Bundle:
    """Return the two signed archives."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_workspace(Path(folder))
        bank = tuple(sample_bank())
        save_calibration(root / "calibration.json", calibration_of(bank))
        _, scale = save_new_version(root / "exports", given_scale({"": CUTS}, name="essai", now=datetime.now(UTC)))
        offer = Offer(
            items_dir=root / "items",
            framework=sample_framework(),
            items=bank,
            findings=(),
            calibration=load_calibration_file(root / "calibration.json"),
            scale=load_scale_bytes(scale),
        )
        return build_bundle(prepare(offer, bank, name="essai", version="", purpose=Purpose.DEMONSTRATION), KEY)
