"""The rules on keys, with their examples."""

from typing import Final

from pixauthor.bank.lint.blanks_fit import check_blanks, check_drop_downs, check_scoring_table
from pixauthor.bank.lint.key_fit import check_key, check_option_ids
from pixauthor.bank.lint.rule import ItemContext, Rule
from pixauthor.findings import Severity

_CHECKS: Final = (check_key, check_blanks, check_drop_downs, check_scoring_table, check_option_ids)


def fits(context: ItemContext) -> bool:
    """Say whether the key is one of what is asked, so that it can be put to the grader."""
    return not any(any(True for _ in check(context)) for check in _CHECKS)


RULES: Final = (
    Rule(
        code="X16",
        slug="key-of-unknown-option",
        severity=Severity.ERROR,
        why="A key that names no option is an item that nobody can solve.",
        bad="key: d",
        good="key: b",
        check=check_key,
    ),
    Rule(
        code="X17",
        slug="blank-without-definition",
        severity=Severity.ERROR,
        why="Each `${name}` of the template needs its entry in `blanks` and in `key`, and stands once.",
        bad="{type: blanks, template: 'Copier\u00a0: ${copier}. Coller\u00a0: ${coller}. Couper\u00a0: ${couper}'}",
        good="{type: blanks, template: 'Copier\u00a0: ${copier}, puis coller\u00a0: ${coller}'}",
        check=check_blanks,
    ),
    Rule(
        code="X18",
        slug="blank-not-in-template",
        severity=Severity.ERROR,
        why="A blank that the template does not show cannot be filled in.",
        bad="{type: blanks, template: 'Copier\u00a0: ${copier}'}",
        good="{type: blanks, template: 'Copier\u00a0: ${copier}, puis coller\u00a0: ${coller}'}",
    ),
    Rule(
        code="X19",
        slug="drop-down-key",
        severity=Severity.ERROR,
        why="A drop-down is compared to the letter: its key is one of its options.",
        bad="""\
type: blanks
key: {copier: {accept: [Ctrl+C]}, coller: {accept: [ctrl+v]}}
""",
        good="""\
type: blanks
key: {copier: {accept: [Ctrl+C]}, coller: {accept: [Ctrl+V]}}
""",
        check=check_drop_downs,
    ),
    Rule(
        code="X20",
        slug="ordering-key",
        severity=Severity.ERROR,
        why="The right order names every entry once.",
        bad="{type: ordering, key: [a, b]}",
        good="{type: ordering, key: [c, a, b]}",
    ),
    Rule(
        code="X21",
        slug="matching-key",
        severity=Severity.ERROR,
        why="Every source has its target; a target may serve several sources or none.",
        bad="{type: matching, key: {s1: t1}}",
        good="{type: matching, key: {s1: t1, s2: t2}}",
    ),
    Rule(
        code="X22",
        slug="scoring-table",
        severity=Severity.ERROR,
        why="More groups hit earn more credit, up to 1, and no line asks for more groups than can be hit.",
        bad="""\
type: dependent-blanks
key: {groups: {firefox: [Firefox], chrome: [Chrome], safari: [Safari]}, scoring: {1: 0.5, 3: 1}}
""",
        good="""\
type: dependent-blanks
key: {groups: {firefox: [Firefox], chrome: [Chrome], safari: [Safari]}, scoring: {1: 0.5, 2: 1}}
""",
        check=check_scoring_table,
    ),
    Rule(
        code="X23",
        slug="same-option-id",
        severity=Severity.ERROR,
        why="Answers name options by id.",
        bad="choices: [{id: a, text: Images}, {id: b, text: Documents}, {id: a, text: Musique}]",
        good="choices: [{id: a, text: Images}, {id: b, text: Documents}, {id: c, text: Musique}]",
        check=check_option_ids,
    ),
)
