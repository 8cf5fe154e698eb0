"""Campaigns and their simulations as tables for people, and as JSON for machines."""

from collections.abc import Iterable
from typing import Any

from pixauthor.campaigns.duration import WORDS_PER_MINUTE
from pixauthor.campaigns.holes import count_items
from pixauthor.campaigns.model import Campaign
from pixauthor.campaigns.outcome import (
    LevelResult,
    Spread,
    always_served,
    by_level,
    exposures,
    mean_mastery,
    minutes,
    never_reached,
    question_counts,
    spread,
)
from pixauthor.campaigns.plan import Plan
from pixauthor.campaigns.simulate import Simulation
from pixauthor.cli.output import print_table, say
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal


def row_of(plan: Plan) -> tuple[str, ...]:
    """Return the line of a campaign in the list."""
    campaign = plan.campaign
    return campaign.id, campaign.title, campaign.code, dates_of(campaign), _served(plan), str(len(plan.items))


def dates_of(campaign: Campaign) -> str:
    """Return in words when a campaign is open."""
    opens, closes = (one.isoformat() if one else "" for one in (campaign.opens, campaign.closes))
    names = {(True, True): "from_to", (True, False): "from", (False, True): "to", (False, False): "always"}
    return text(f"campaign.fact.{names[bool(opens), bool(closes)]}", opens=opens, closes=closes)


def print_plan(plan: Plan) -> None:
    """Print what a campaign says, and how many items it has by competence and level."""
    campaign = plan.campaign
    facts = {
        "code": campaign.code,
        "kind": text(f"campaign.kind.{campaign.kind}"),
        "dates": dates_of(campaign),
        "profile": campaign.profile.title,
        "skills": _served(plan),
        "items": str(len(plan.items)),
    }
    rows = [(text(f"campaign.fact.{name}"), said) for name, said in facts.items()]
    rows += [(f"≥ {stage.threshold} %", stage.title) for stage in campaign.stages]
    rows += [(badge.id, badge.title) for badge in campaign.badges]
    print_table(campaign.title, ("", ""), rows)
    counts = count_items(plan.skills)
    codes = list(dict.fromkeys(one.competence for one in plan.skills))
    levels = sorted({one.level for one in plan.skills})
    table = [
        (code, *(str(counts[code, level]) if (code, level) in counts else "" for level in levels)) for code in codes
    ]
    heads = [text("campaign.column.competence"), *(text("campaign.fact.level", level=level) for level in levels)]
    print_table(text("campaign.column.items"), heads, table)


def print_simulation(simulation: Simulation) -> None:
    """Print what a simulated class made of a campaign."""
    language = current_language()
    say(text("campaign.simulation.caution"))
    say(text("campaign.simulation.clock", words=WORDS_PER_MINUTE))
    counts = [len(pupil.items) for pupil in simulation.pupils]
    fields = {"pupils": len(counts), "questions": _number(spread(counts).middle)}
    fields |= {"minutes": f"{spread(minutes(simulation)).middle:.0f}"}
    fields |= {"mastery": decimal(mean_mastery(simulation), 0, language)}
    say(text("campaign.simulation.summary", **fields))
    names = ("level", "pupils", "mastery", "questions", "minutes", "stages", "badges")
    heads = [text(f"campaign.column.{name}") for name in names]
    print_table(text("campaign.simulation.by_level"), heads, map(_result_row, by_level(simulation)))
    for name, found in (("never", never_reached(simulation)), ("always", always_served(simulation))):
        say(text(f"campaign.simulation.{name}", n=len(found), items=", ".join(found)))


def _result_row(result: LevelResult) -> tuple[str, ...]:
    stages = ", ".join(
        f"{f'{low} %' if low >= 0 else text('campaign.fact.no_stage')} × {n}" for low, n in result.stages
    )
    badges = ", ".join(f"{name} × {n}" for name, n in result.badges) or "–"
    spreads = (result.mastery, result.questions, result.minutes)
    return str(result.level), str(result.pupils), *map(_spread, spreads), stages, badges


def encode_plan(plan: Plan) -> dict[str, Any]:
    """Return a campaign and what it can serve as JSON values."""
    campaign = plan.campaign
    return {
        "id": campaign.id,
        "title": campaign.title,
        "code": campaign.code,
        "opens": campaign.opens.isoformat() if campaign.opens else None,
        "closes": campaign.closes.isoformat() if campaign.closes else None,
        "skills": [
            {"id": one.id, "competence": one.competence, "level": one.level, "items": [item.id for item in one.items]}
            for one in plan.skills
        ],
    }


def encode_simulation(simulation: Simulation) -> dict[str, Any]:
    """Return a simulated class as JSON values; it says that it is simulated."""
    return {
        "simulated": True,
        "campaign": simulation.plan.campaign.id,
        "seed": simulation.design.seed,
        "pupils": [
            {
                "theta": round(pupil.theta, 6),
                "level": pupil.level,
                "items": list(pupil.items),
                "seconds": round(pupil.seconds, 1),
                "mastery": pupil.mastery,
                "stage": pupil.stage.threshold if pupil.stage else None,
                "badges": list(pupil.badges),
            }
            for pupil in simulation.pupils
        ],
        "questions": dict(_pairs(question_counts(simulation))),
        "exposure": {one.item: one.pupils for one in exposures(simulation)},
    }


def _pairs(counts: Iterable[tuple[int, int]]) -> Iterable[tuple[str, int]]:
    return ((str(number), count) for number, count in counts)


def _served(plan: Plan) -> str:
    return text("campaign.fact.served", served=len(plan.served), targeted=len(plan.skills))


def _spread(found: Spread) -> str:
    low, middle, high = map(_number, (found.low, found.middle, found.high))
    return text("campaign.simulation.spread", low=low, middle=middle, high=high)


def _number(value: float) -> str:
    return f"{value:.0f}"
