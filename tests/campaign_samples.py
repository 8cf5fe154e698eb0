"""Campaigns on the small framework of ``session_samples``, as values and as files."""

from pathlib import Path
from typing import Any

from session_samples import sample_bank, sample_framework, write_workspace

from pixauthor.campaigns.model import Badge, Campaign, Criterion, Stage, Target, TargetProfile
from pixauthor.campaigns.plan import Plan, make_plan

TEXT = """\
# yaml-language-server: $schema=../schemas/campaign.schema.json
id: essai
title: "Un essai"   # vu par les élèves
code: ABCDEF234
message: |
  Bienvenue.

  Répondez **seul**.
opens: 2026-09-01
closes: 2026-10-01
target_profile:
  title: Profil d’essai
  competences:
    - {code: "1.2", up_to: 4}
  tubes:
    - {id: types, up_to: 6}
stages:
  - {threshold: 0, title: Début}
  - threshold: 60
    title: Milieu
badges:
  - id: classeur
    title: As du classement
    criteria:
      - {threshold: 50}
      - {threshold: 100, skills: [types-1, types-2]}
"""


def campaign_of(**fields: Any) -> Campaign:
    """Return a campaign on all tubes of the sample framework, up to level 8, with other fields where given."""
    said: dict[str, Any] = {
        "id": "essai",
        "title": "Un essai",
        "code": "ABCDEF234",
        "profile": TargetProfile(title="Profil", competences=(Target(name="1.2", up_to=8),)),
        "stages": (Stage(threshold=0, title="Début"), Stage(threshold=50, title="Milieu")),
        "badges": (Badge(id="tout", title="Tout", criteria=(Criterion(threshold=100),)),),
    }
    return Campaign(**{**said, **fields})


def sample_plan(**fields: Any) -> Plan:
    """Return what it can serve: one item of each type."""
    return make_plan(campaign_of(**fields), sample_framework(), sample_bank())


def write_campaign(root: Path, text: str = TEXT, name: str = "essai") -> Path:
    """Write the sample workspace with one campaign, and return the file."""
    if not (root / "items").exists():
        write_workspace(root)
    path = root / "campaigns" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
