"""The table of the rules: one module per family."""

from pixauthor.bank.lint import (
    accepted,
    cross_cueing,
    dates,
    duplicates,
    export_loss,
    families,
    hidden_signs,
    images,
    item_tests,
    key_places,
    key_rules,
    links,
    media_files,
    number_keys,
    option_cues,
    option_grammar,
    option_sets,
    option_shapes,
    option_wording,
    pages,
    picture_files,
    placement,
    privacy,
    review,
    spelling,
    stem_fairness,
    stem_weight,
    stems,
    typography,
    who,
)
from pixauthor.bank.lint.rule import Rule
from pixauthor.bank.lint.silences import silence_rule

_FAMILIES = (
    *(accepted, dates, duplicates, families, images, item_tests, key_rules, media_files),
    *(option_sets, option_shapes, option_wording, pages, placement, review, stems, typography, who),
    *(cross_cueing, export_loss, hidden_signs, key_places, links, number_keys, option_cues, option_grammar),
    *(picture_files, privacy, spelling, stem_fairness, stem_weight),
)
_OTHERS = tuple(rule for family in _FAMILIES for rule in family.RULES)

RULES: tuple[Rule, ...] = tuple(
    sorted((*_OTHERS, silence_rule({rule.code for rule in _OTHERS})), key=lambda rule: rule.code)
)

EVERYDAY: tuple[Rule, ...] = tuple(rule for rule in RULES if not rule.thorough)
