"""A framework file to a framework; the mapping must already have the shape of ``schemas/framework.schema.json``."""

from collections.abc import Mapping
from typing import Any

from pixauthor.framework.model import Area, Competence, Framework, Level, PixRules, Skill, Tube

Data = Mapping[str, Any]


def decode_framework(data: Data) -> Framework:
    """Return the framework that a mapping of valid shape describes."""
    return Framework(
        id=data["id"],
        version=data["version"],
        areas=tuple(map(_area, data["areas"])),
        levels=tuple(Level(**level) for level in data["levels"]),
        pix=PixRules(**data.get("pix", {})),
    )


def _area(data: Data) -> Area:
    return Area(**{**data, "competences": tuple(map(_competence, data["competences"]))})


def _competence(data: Data) -> Competence:
    return Competence(**{**data, "tubes": tuple(map(_tube, data["tubes"]))})


def _tube(data: Data) -> Tube:
    return Tube(**{**data, "skills": tuple(Skill(**skill) for skill in data["skills"])})
