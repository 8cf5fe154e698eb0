"""A campaign file to a campaign; the mapping must already have the shape of ``schemas/campaign.schema.json``."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pixauthor.campaigns.model import Badge, Campaign, Criterion, Kind, Stage, Target, TargetProfile

Data = Mapping[str, Any]


def decode_campaign(data: Data) -> Campaign:
    """Return the campaign that a mapping of valid shape describes."""
    plain = {name: value for name, value in data.items() if name != "target_profile"}
    return Campaign(
        **{
            **plain,
            "kind": Kind(data.get("kind", Kind.ASSESSMENT)),
            "profile": _profile(data["target_profile"]),
            "opens": _date(data.get("opens")),
            "closes": _date(data.get("closes")),
            "stages": tuple(Stage(**stage) for stage in data.get("stages", ())),
            "badges": tuple(map(_badge, data.get("badges", ()))),
        }
    )


def _profile(data: Data) -> TargetProfile:
    return TargetProfile(
        title=data["title"],
        competences=tuple(Target(name=one["code"], up_to=one["up_to"]) for one in data.get("competences", ())),
        tubes=tuple(Target(name=one["id"], up_to=one["up_to"]) for one in data.get("tubes", ())),
    )


def _badge(data: Data) -> Badge:
    criteria = (Criterion(threshold=one["threshold"], skills=tuple(one.get("skills", ()))) for one in data["criteria"])
    return Badge(**{**data, "criteria": tuple(criteria)})


def _date(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
