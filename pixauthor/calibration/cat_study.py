"""What an adaptive test with these items would be worth: simulated examinees, accuracy by ability, use of the bank."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from pixauthor.calibration.cat_design import CatDesign, divide_contents, require_possible
from pixauthor.calibration.item_pool import ItemPool
from pixauthor.calibration.records import encode_number, encode_records
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.cat.exposure import ExposureSetting, exposure_rates, set_exposure
from pixauthor.irt.cat.outcomes import accuracy, overlap, reliability
from pixauthor.irt.cat.rules import Rules
from pixauthor.irt.cat.run import Sittings, simulate_tests
from pixauthor.irt.cat.tables import Tables, make_tables
from pixauthor.irt.quadrature import Grid

QUANTILES: Final = (0.05, 0.5, 0.95)
# Exposure parameters are set on so many examinees at most: more make rates no surer than anyone needs.
_SETTERS: Final = 10_000
_ABILITIES: Final = 2**32


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CatStudy:
    """What came of it, as tables; abilities and errors in logits.

    Args:
        summary: ``persons``, ``bias``, ``rmse``, ``se``, ``reliability``, ``length``, ``length_05``, ``length_50``,
            ``length_95``, ``overlap``, ``highest_exposure``, ``unused`` (share of the bank never given).
        by_ability: ``low``, ``high``, ``n``, ``theta``, ``bias``, ``rmse``, ``se``, ``length``, ``length_05``,
            ``length_50``, ``length_95``, one row an interval of true ability; NaN where nobody is.
        items: ``item``, ``competence``, ``exposure`` (share of the tests that give it), ``parameter`` (probability of
            giving it once chosen).
        limit_reached: whether the exposure limit could be kept, but for chance; True without one.
    """

    summary: Mapping[str, float]
    by_ability: pd.DataFrame
    items: pd.DataFrame
    limit_reached: bool


def simulate_cat(
    pool: ItemPool,
    grid: Grid,
    design: CatDesign,
    *,
    threads: int = 1,
    tell: Callable[[int], object] | None = None,
) -> CatStudy:
    """Return the study of an adaptive test. The same seed gives the same study on any number of threads.

    Args:
        pool: the bank.
        grid: latent distribution: examinees come from a normal one of its mean and variance, and it is the prior.
        design: the test.
        threads: batches of examinees simulated at the same time.
        tell: called with the number of examinees who have just done.

    Raises:
        PixauthorError: when the bank does not allow the test.
    """
    require_possible(pool, design)
    contents, shares = divide_contents(pool, design)
    theta = _draw(grid, design)
    tables = make_tables(pool.items, grid, contents=contents, reach=float(np.abs(theta).max()))
    names = ("length", "least", "se", "start", "spread", "randomesque")
    rules = Rules(shares=shares, **{name: getattr(design, name) for name in names})
    setting = _set_exposure(theta, tables, rules, design, threads)
    if setting is not None:
        rules = replace(rules, exposure=setting.parameters)
    done = simulate_tests(theta, tables, rules, design.seed, threads=threads, tell=tell)
    return CatStudy(
        summary=_summary(theta, done),
        by_ability=_by_ability(theta, done, design.edges),
        items=pool.table[["item", "competence"]].assign(
            exposure=exposure_rates(done), parameter=1.0 if rules.exposure is None else rules.exposure
        ),
        limit_reached=setting is None or setting.reached,
    )


def encode_study(study: CatStudy, design: CatDesign) -> dict[str, Any]:
    """Return the study as JSON values."""
    return {
        "design": asdict(design),
        "summary": {name: encode_number(value) for name, value in study.summary.items()},
        "limit_reached": study.limit_reached,
        "by_ability": encode_records(study.by_ability),
        "items": encode_records(study.items),
    }


def _draw(grid: Grid, design: CatDesign) -> Floats:
    mean = float(grid.weights @ grid.nodes)
    sd = float(np.sqrt(grid.weights @ (grid.nodes - mean) ** 2))
    # A stream of its own: the examinees stay the same when the rules change.
    return np.random.default_rng([design.seed, _ABILITIES]).normal(mean, sd, design.persons)


def _set_exposure(
    theta: Floats, tables: Tables, rules: Rules, design: CatDesign, threads: int
) -> ExposureSetting | None:
    if design.limit is None:
        return None
    return set_exposure(theta[:_SETTERS], tables, rules, design.limit, design.seed + 1, threads=threads)


def _summary(theta: Floats, done: Sittings) -> dict[str, float]:
    everyone = np.zeros(theta.size, np.int64)
    found = _table(theta, done, everyone, 1).drop(columns=["n", "theta"]).iloc[0]
    rates = exposure_rates(done)
    return {
        "persons": theta.size,
        **{str(name): float(value) for name, value in found.items()},
        "reliability": reliability(theta, done),
        "overlap": overlap(done),
        "highest_exposure": float(rates.max()),
        "unused": float((rates == 0).mean()),
    }


def _by_ability(theta: Floats, done: Sittings, edges: tuple[float, ...]) -> pd.DataFrame:
    table = _table(theta, done, np.digitize(theta, edges), len(edges) + 1)
    table.insert(0, "low", [-np.inf, *edges])
    table.insert(1, "high", [*edges, np.inf])
    return table


def _table(theta: Floats, done: Sittings, groups: Ints, n_groups: int) -> pd.DataFrame:
    found = accuracy(theta, done, groups, n_groups, np.array(QUANTILES))
    columns = {name: getattr(found, name) for name in ("n", "theta", "bias", "rmse", "se", "length")}
    spread = {f"length_{round(100 * q):02d}": found.length_quantiles[:, k] for k, q in enumerate(QUANTILES)}
    return pd.DataFrame({**columns, **spread})
