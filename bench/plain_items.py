"""Plain items: about a kilobyte each, of the five types that a bank has most of, with words of the shipped bank."""

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from pixauthor.framework.model import Skill
from pixauthor.framework.store import load_framework
from pixauthor.resources import shipped

_LETTERS: Final = "abcd"
_FORM: Final = """\
# yaml-language-server: $schema=../../schemas/item/{type}.schema.json
id: {id}
type: {type}
version: 1
status: validated
competence: "{competence}"
skill: {skill}
level: {level}
title: {title}

stem: |
  {story}

  {question}

{answer}
feedback: {{ok: "Oui, c’est bien cela.", ko: "Relisez la consigne."}}
didactics: {{pedagogy: situation, declinable: easily, spoil: not-spoilable}}
accessibility: {{blind: ok, colour_blind: ok, deaf: ok, devices: [computer, tablet]}}
family: {{role: prototype}}
author: generated
review:
  reviewers: [reader-1, reader-2]
  fairness: {{by: reader-2, on: 2026-11-22}}
licence: CC-BY-4.0
created: 2026-11-22
validated: 2026-11-22

tests:
{tests}
"""

Words = Callable[[int], str]


def write_plain_bank(folder: Path, n_items: int, seed: int, vocabulary: Sequence[str]) -> None:
    """Write a workspace of ``n_items`` plain items in ``folder``."""
    items = folder / "items"
    items.mkdir(parents=True)
    (items / "framework.yaml").write_bytes((shipped("items") / "framework.yaml").read_bytes())
    framework = load_framework(items / "framework.yaml")
    rng = random.Random(seed)  # noqa: S311 (not a secret)
    skills = list(framework.skills.values())
    for number in range(n_items):
        skill = skills[number % len(skills)]
        text = _item(number, skill, framework.competence_of[skill.id], lambda n: " ".join(rng.sample(vocabulary, n)))
        path = items / framework.competence_of[skill.id] / f"{_name(number, skill)}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _name(number: int, skill: Skill) -> str:
    return f"{skill.id}-{number:05d}"


def _item(number: int, skill: Skill, competence: str, words: Words) -> str:
    kind, parts = list(_KINDS.items())[number % len(_KINDS)]
    question, answer, tests = parts(words)
    return _FORM.format(
        id=_name(number, skill),
        type=kind,
        competence=competence,
        skill=skill.id,
        level=skill.level,
        title=words(4).capitalize(),
        story=words(22).capitalize() + ".",
        question=question,
        answer=answer,
        tests="\n".join(f"  - {{answer: {given}, outcome: {outcome}}}" for given, outcome in tests),
    )


def _options(words: Words, field: str) -> str:
    return "\n".join([f"{field}:", *(f"  - {{id: {letter}, text: {words(3)}}}" for letter in _LETTERS)])


def _single(words: Words) -> tuple[str, str, list[tuple[str, str]]]:
    return "Que choisir ?", f"{_options(words, 'choices')}\nkey: b", [("b", "ok"), ("a", "ko"), ("null", "aband")]


def _multiple(words: Words) -> tuple[str, str, list[tuple[str, str]]]:
    answer = f"{_options(words, 'choices')}\nkey: [a, c]"
    return "Que choisir (plusieurs réponses possibles) ?", answer, [("[c, a]", "ok"), ("[a]", "ko")]


def _ordering(words: Words) -> tuple[str, str, list[tuple[str, str]]]:
    answer = f"{_options(words, 'entries')}\nkey: [c, a, d, b]"
    return "Remettez les étapes dans l’ordre.", answer, [("[c, a, d, b]", "ok"), ("[a, b, c, d]", "ko")]


def _text(words: Words) -> tuple[str, str, list[tuple[str, str]]]:
    right = words(2)
    answer = f"label: Votre réponse\nkey:\n  accept: [{right}, {words(2)}]"
    return "Quel est ce mot ?", answer, [(right.upper(), "ok"), ("autrement", "ko")]


def _number(words: Words) -> tuple[str, str, list[tuple[str, str]]]:
    answer = f"label: {words(2)}\nunit: Mo\nkey: {{value: 12.5, tolerance: 0.1, units: [Mo]}}"
    return "Combien de mégaoctets reste-t-il ?", answer, [('"12,5"', "ok"), ('"12,6 Mo"', "ok"), ('"13"', "ko")]


_KINDS: Final[Mapping[str, Callable[[Words], tuple[str, str, list[tuple[str, str]]]]]] = {
    "single-choice": _single,
    "multiple-choice": _multiple,
    "ordering": _ordering,
    "short-text": _text,
    "number": _number,
}
