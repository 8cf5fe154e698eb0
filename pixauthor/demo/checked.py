"""What was checked: the bank, and where it has items."""

from collections import Counter

from pixauthor.bank.item import ItemType
from pixauthor.bank.lint import RULES
from pixauthor.demo.story import Story
from pixauthor.locale import text
from pixauthor.locale.numbers import decimal
from pixauthor.widgets.markup import Html, join, tag
from pixauthor.widgets.parts import facts, fold, table


def render_check(story: Story, language: str) -> Html:
    """Return the section of the check."""
    report, bank = story.check, story.bank
    tests = sum(len(item.tests) for item in bank)
    return join(
        tag("p", text("demo.check.lead", language)),
        facts(
            (text("demo.check.items", language), str(len(bank))),
            (text("demo.check.tests", language), str(tests)),
            (text("demo.check.rules", language), str(len(RULES))),
            (text("demo.check.findings", language), str(len(report.findings))),
            (text("demo.check.seconds", language), decimal(report.seconds, 1, language) + " s"),
        ),
        _coverage(story, language),
        fold(text("demo.check.types", language), _types(story, language)),
        tag("p", tag("a", text("demo.check.preview", language), href=story.preview.as_posix(), class_="button")),
    )


def _coverage(story: Story, language: str) -> Html:
    counts = Counter((item.competence, item.level) for item in story.bank)
    levels = [level.level for level in story.framework.levels]
    rows = []
    for code, competence in story.framework.competences.items():
        name = tag("span", f"{code} {competence.title[language]}", style=_edge(story.framework.area_of[code].colour))
        rows.append([name, *(_cell(counts[code, level]) for level in levels)])
    columns = [text("demo.check.competence", language), *(str(level) for level in levels)]
    return tag("div", table(text("demo.check.coverage", language), columns, rows), class_="coverage")


def _edge(colour: str) -> str:
    return f"border-left: 4px solid {colour}; padding-left: 0.6rem"


def _cell(count: int) -> Html:
    return tag("span", str(count) if count else "·", class_=f"count n{min(count, 3)}")


def _types(story: Story, language: str) -> Html:
    counts = Counter(item.type for item in story.bank)
    rows = [(text(f"widgets.types.{kind}", language), str(counts[kind])) for kind in ItemType]
    return table(text("demo.check.types", language), [text("demo.check.type", language), "n"], rows)
