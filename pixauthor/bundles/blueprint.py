"""A blueprint: how many items and how much information a bundle must hold, by competence and level."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pixauthor.bank.item import Item
from pixauthor.bundles.gates import Evidence, Refusal


def check_blueprint(
    blueprint: Mapping[str, Any], items: Sequence[Item], evidence: Mapping[str, Evidence]
) -> Iterator[Refusal]:
    """Yield a refusal for each bound that ``items`` do not keep.

    Args:
        blueprint: data that satisfies ``schemas/blueprint.schema.json``.
        items: what the bundle would hold.
        evidence: what calibration says, by ``id@version``.
    """
    if "total" in blueprint:
        yield from _require(blueprint["id"], "total", blueprint["total"], len(items))
    for cell in blueprint["cells"]:
        yield from _require(blueprint["id"], _name(cell), cell["items"], sum(_is_in(cell, item) for item in items))
    if "max_per_skill" in blueprint:
        bounds = {"min": 0, "max": blueprint["max_per_skill"]}
        for skill in sorted({item.skill for item in items}):
            yield from _require(blueprint["id"], skill, bounds, sum(item.skill == skill for item in items))
    for bound in blueprint.get("information", []):
        inside = [evidence[item.reference] for item in items if _is_in(bound, item) and item.reference in evidence]
        rule = f"{bound.get('competence', '*')} I(θ = {bound['theta']})"
        yield from _require(blueprint["id"], rule, bound, round(_information(inside, bound["theta"]), 3))


def _is_in(cell: Mapping[str, Any], item: Item) -> bool:
    return (
        cell.get("competence", item.competence) == item.competence
        and item.level in cell.get("levels", [item.level])
        and item.type in cell.get("types", [item.type])
    )


def _name(cell: Mapping[str, Any]) -> str:
    parts = [cell.get("competence", "*"), *(str(level) for level in cell.get("levels", []))]
    return " ".join([*parts, *cell.get("types", [])])


def _information(evidence: Sequence[Evidence], theta: float) -> float:
    # 2PL without the 1.7 factor: I(theta) = sum of a^2 P (1 - P) (Lord 1980, Applications of IRT, §5.2).
    right = ((one, 1 / (1 + math.exp(one.discrimination * (one.difficulty - theta)))) for one in evidence)
    return sum(one.discrimination**2 * p * (1 - p) for one, p in right)


def _require(blueprint: str, rule: str, bounds: Mapping[str, float], count: float) -> Iterator[Refusal]:
    least, most = bounds["min"], bounds.get("max")
    if count < least or (most is not None and count > most):
        shown = "∞" if most is None else most
        yield Refusal(
            item=blueprint, gate="blueprint", fields={"rule": rule, "least": least, "most": shown, "n": count}
        )
