"""Who chose what: the distractor tables of the choice items of a calibration."""

from collections.abc import Iterator, Mapping
from typing import Final

import pandas as pd

from pixauthor.bank.interactions import MultipleChoice, Option, SingleChoice
from pixauthor.bank.item import Item
from pixauthor.bank.keys import Key, MultipleChoiceKey, SingleChoiceKey
from pixauthor.calibration.classical import distractor_curves
from pixauthor.calibration.figures import Subject, distractor_plot, options_plot
from pixauthor.calibration.option_flags import find_option_flags
from pixauthor.calibration.options_tables import fit_all_options, items_with_answers
from pixauthor.calibration.scores import N_GROUPS, distractor_tables
from pixauthor.locale import text
from pixauthor.widgets.markdown import plain
from pixauthor.widgets.markup import Html, join, tag
from pixauthor.widgets.parts import fold, table
from pixauthor.widgets.report.items import number
from pixauthor.widgets.report.plots import render_figure
from pixauthor.widgets.report.study import Study

MAX_PLOTS: Final = 8
_PLACES: Final = 2
_DOUBTFUL: Final = frozenset({"key", "distractor-rare", "distractor-tempting", "distractor-beats-key"})


def render_choices(study: Study) -> Html:
    """Return the plots of doubtful distractors and a fold per choice item; nothing when raw answers are unknown."""
    subject = study.subject
    items = {found.item: item for found in subject.calibration.items if (item := choice_item(found.item, subject))}
    tables = distractor_tables(study.responses, items) if items else {}
    folds = [_fold(items[name], found, subject.language) for name, found in tables.items() if not found.empty]
    if not folds:
        return Html("")
    lead, groups = (text(f"calibration.report.{name}", subject.language) for name in ("choices-lead", "group-lead"))
    return join(tag("p", f"{lead} {groups}"), *_plots(study, items), *folds)


def _plots(study: Study, items: Mapping[str, Item]) -> Iterator[Html]:
    """Yield the plots of the items whose distractors are flagged; of the first one when none is.

    What was observed, then the curves of the nominal model.
    """
    fitted = items_with_answers(study.subject.calibration, study.responses)
    flagged = [name for name in items if _DOUBTFUL & set(study.subject.calibration.by_item[name].flags)]
    for name in flagged[:MAX_PLOTS] or list(items)[:1]:
        curves = distractor_curves(study.responses, name, ability=study.ability)
        if not curves.empty:
            right = right_options(items[name].key)
            yield render_figure(distractor_plot(study.subject, name, curves, right), study.subject.language)
            if name in fitted:
                (model,) = fit_all_options(study.subject.calibration, study.responses, [name])
                yield render_figure(options_plot(study.subject, model, right), study.subject.language)


def choice_item(reference: str, subject: Subject) -> Item | None:
    """Return the item of a bank with this reference, if candidates choose among options."""
    item = subject.bank.get(reference.rpartition("@")[0])
    # Another version may have other choices.
    same = item is not None and item.reference == reference
    return item if same and item and isinstance(item.interaction, SingleChoice | MultipleChoice) else None


def _fold(item: Item, found: pd.DataFrame, language: str) -> Html:
    title = text("calibration.report.choices-of", language, item=item.reference, title=item.title)
    columns = [
        text("calibration.report.option", language),
        *(text(f"calibration.column.{name}", language) for name in ("n", "p", "r")),
        *(text("calibration.report.group", language, n=n) for n in range(1, N_GROUPS + 1)),
        text("calibration.column.flags", language),
    ]
    return fold(title, table(title, columns, _rows(item, found, language)))


def _rows(item: Item, found: pd.DataFrame, language: str) -> list[list[str | Html]]:
    """Return one row per option of the item, in its order; an option that nobody chose is told too."""
    options = item.interaction.options if isinstance(item.interaction, SingleChoice | MultipleChoice) else ()
    by_option = found.set_index("option").to_dict("index")
    right = right_options(item.key)
    flags = find_option_flags(found, [option.id for option in options], right)
    shown = ["p", "r_rest", *(f"group_{k + 1}" for k in range(N_GROUPS))]
    rows: list[list[str | Html]] = []
    for option in options:
        said = by_option.get(option.id, {})
        numbers = (number(said.get(name), _PLACES, language) for name in shown)
        marks = (text(f"calibration.option-flag.{flag}", language) for flag in flags.get(option.id, ()))
        flagged = join(*(tag("span", mark, class_="flag") for mark in marks))
        name = _name(option, option.id in right, item.locale, language)
        rows.append([name, str(said.get("n", 0)), *numbers, flagged])
    return rows


def right_options(key: Key) -> frozenset[str]:
    """Return the ids of the right options."""
    if isinstance(key, SingleChoiceKey):
        return frozenset({key.correct})
    return key.correct if isinstance(key, MultipleChoiceKey) else frozenset()


def _name(option: Option, right: bool, locale: str, language: str) -> Html:
    mark = tag("strong", " ", text("calibration.report.right", language)) if right else ""
    return join(f"{option.id}. ", tag("span", plain(option.text), lang=locale), mark)
