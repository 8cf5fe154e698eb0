"""Where an item stands: in the framework, and in the folders."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pixauthor.bank.lint.rule import BankContext, ItemContext, Rule, found
from pixauthor.findings import Finding, Severity


def _competence(context: ItemContext) -> Iterator[Finding]:
    code = context.item.competence
    if code not in context.framework.competences:
        yield found("X01", context.place("competence"), code=code, known=", ".join(context.framework.competences))


def _skill(context: ItemContext) -> Iterator[Finding]:
    item, framework = context.item, context.framework
    skill = framework.skills.get(item.skill)
    if skill is None:
        competence = framework.competences.get(item.competence)
        known = ", ".join(one.id for one in competence.skills) if competence else "?"
        yield found("X02", context.place("skill"), skill=item.skill, competence=item.competence, known=known)
        return
    owner = framework.competence_of[item.skill]
    if owner != item.competence and item.competence in framework.competences:
        yield found("X03", context.place("skill"), skill=item.skill, owner=owner, competence=item.competence)
    if skill.level != item.level:
        yield found("X04", context.place("level"), skill=item.skill, level=item.level, expected=skill.level)


def _same_id(context: BankContext) -> Iterator[Finding]:
    paths = defaultdict(list)
    for summary in context.summaries:
        paths[summary.id].append(summary.path)
    for item_id, places in paths.items():
        for path in places[1:]:
            yield found("X05", context.place(path, "id"), id=item_id, other=places[0])


def _file_name(context: ItemContext) -> Iterator[Finding]:
    name = context.path.rpartition("/")[2]
    if name != f"{context.item.id}.yaml":
        yield found("X06", context.place("id"), id=context.item.id, name=name)


def _folder(context: ItemContext) -> Iterator[Finding]:
    folder = context.folder.name or context.folder.absolute().name
    competence = context.item.competence
    if folder != competence and competence in context.framework.competences:
        yield found("X07", context.place("competence"), competence=competence, folder=folder)


RULES: Final = (
    Rule(
        code="X01",
        slug="unknown-competence",
        severity=Severity.ERROR,
        why="Scores are summed by competence of the framework (`items/framework.yaml`).",
        bad='competence: "9.9"',
        good='competence: "1.2"',
        check=_competence,
    ),
    Rule(
        code="X02",
        slug="unknown-skill",
        severity=Severity.ERROR,
        why="An item tells whether a skill of the framework is mastered.",
        bad="skill: dossier-2",
        good="skill: dossiers-2",
        check=_skill,
    ),
    Rule(
        code="X03",
        slug="skill-of-other-competence",
        severity=Severity.ERROR,
        why="A skill belongs to one competence, and its pix go there.",
        bad="skill: son-et-video-2",
        good="skill: dossiers-2",
    ),
    Rule(
        code="X04",
        slug="level-not-of-skill",
        severity=Severity.ERROR,
        why="The level of an item is that of its skill (pix.md §1.2).",
        bad="level: 3",
        good="level: 2",
    ),
    Rule(
        code="X05",
        slug="same-id",
        severity=Severity.ERROR,
        why="Answers and calibrations name items by id.",
        bad="""\
title: Retrouver un fichier
---
$path: 3.2/dossiers-2-01.yaml
competence: "3.2"
skill: son-et-video-2
stem: Dans quel dossier range-t-on une chanson que l’on vient de télécharger\u00a0?
""",
        good="""\
title: Retrouver un fichier
---
id: dossiers-2-02
stem: Dans quel dossier range-t-on une chanson que l’on vient de télécharger\u00a0?
""",
        check_bank=_same_id,
    ),
    Rule(
        code="X06",
        slug="file-name",
        severity=Severity.ERROR,
        why="The name of the file is the id, so that one finds the other.",
        bad="$path: 1.2/photo.yaml",
        good="$path: 1.2/dossiers-2-01.yaml",
        check=_file_name,
    ),
    Rule(
        code="X07",
        slug="folder",
        severity=Severity.ERROR,
        why="An item is in the folder of its competence, with its media.",
        bad="$path: 1.1/dossiers-2-01.yaml",
        good="$path: 1.2/dossiers-2-01.yaml",
        check=_folder,
    ),
)
