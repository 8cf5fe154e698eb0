"""What a new campaign starts from: a file of the right shape, whose words say what to write instead."""

import json
from collections.abc import Sequence

from pixauthor.campaigns.model import Target
from pixauthor.locale import text

_FILE = """\
# yaml-language-server: $schema=../schemas/campaign.schema.json
id: {id}
title: {title}
kind: assessment
code: {code}
locale: {locale}
message: |
  {message}

target_profile:
  title: {profile}
{targets}
stages:
  - {{threshold: 0, title: {low}}}
  - {{threshold: 50, title: {middle}}}
  - {{threshold: 80, title: {high}}}

multiple_sendings: false
"""


def draft_campaign(
    *, id_: str, title: str, code: str, competences: Sequence[Target], tubes: Sequence[Target], locale: str
) -> str:
    """Return the text of a new campaign file on these competences and tubes, of which there must be one."""
    words = {name: text(f"campaign.draft.{name}", locale) for name in ("message", "profile", "low", "middle", "high")}
    message = words.pop("message")
    quoted = {name: _quoted(said) for name, said in {**words, "title": title}.items()}
    targets = _targets("competences", "code", competences) + _targets("tubes", "id", tubes)
    return _FILE.format(id=id_, code=code, locale=locale, message=message, targets=targets, **quoted)


def _targets(name: str, key: str, targets: Sequence[Target]) -> str:
    lines = [f"    - {{{key}: {_quoted(one.name)}, up_to: {one.up_to}}}\n" for one in targets]
    return f"  {name}:\n{''.join(lines)}" if lines else ""


def _quoted(words: str) -> str:
    """Return a text as YAML: a string of JSON is one."""
    return json.dumps(words, ensure_ascii=False)
