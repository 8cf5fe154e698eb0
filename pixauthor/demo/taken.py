"""The session: question by question, from its journal, and its replay."""

from itertools import pairwise

from pixauthor.bank.item import Item
from pixauthor.delivery.events import AnswerGiven
from pixauthor.demo.story import Story
from pixauthor.grading.model import AnswerStatus
from pixauthor.locale import text
from pixauthor.locale.numbers import decimal
from pixauthor.widgets.markup import Html, join, tag
from pixauthor.widgets.parts import facts, table

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 640, 300, 46, 18, 44
_SIGNS = {AnswerStatus.OK: "✔", AnswerStatus.PARTIALLY: "◐", AnswerStatus.SKIPPED: "–"}


def render_session(story: Story, language: str) -> Html:
    """Return the section of the session."""
    state = story.session.replay.state
    started, finished = state.started, state.finished
    if started is None or finished is None:
        raise ValueError("the demonstration tells finished sessions only")
    competence = story.framework.competences[started.competence]
    sound = "differs" if story.session.replay.differences else "same"
    return join(
        tag("p", text("demo.session.lead", language, theta=decimal(story.session.theta, 1, language))),
        facts(
            (text("demo.session.competence", language), f"{competence.code} {competence.title[language]}"),
            (text("demo.session.answers", language), str(len(state.answers))),
            (text("demo.session.level", language), str(finished.level)),
            (
                text("demo.session.pix", language),
                text("demo.session.of", language, pix=finished.pix, most=story.session.possible_pix),
            ),
        ),
        tag("p", text("demo.session.small", language, n=story.session.n_skills, most=story.session.possible_pix)),
        _chart(story, language),
        _answers(story, language),
        tag("p", text(f"demo.session.{sound}", language), class_="good" if sound == "same" else "notice"),
        tag("p", text("demo.session.head", language), " ", tag("code", story.session.head)),
    )


def _answers(story: Story, language: str) -> Html:
    columns = [text(f"demo.session.{name}", language) for name in ("question", "item", "nominal", "outcome", "after")]
    rows = [
        (str(number), _item(story, answer).title, str(_item(story, answer).level), _outcome(answer, language), after)
        for number, (answer, after) in enumerate(
            zip(
                story.session.replay.state.answers,
                (decimal(level, 1, language) for level in story.session.levels[1:]),
                strict=True,
            ),
            start=1,
        )
    ]
    return table(text("demo.session.table", language), columns, rows)


def _item(story: Story, answer: AnswerGiven) -> Item:
    return story.bank[answer.item]


def _outcome(answer: AnswerGiven, language: str) -> str:
    status = answer.outcome.status
    return f"{_SIGNS.get(status, '✘')} {text(f'demo.outcome.{status}', language)}"


def _chart(story: Story, language: str) -> Html:
    """Draw the predicted level after each answer, and the level of each item asked with what became of it."""
    levels, answers = story.session.levels, story.session.replay.state.answers
    xs = [_LEFT + (_WIDTH - _LEFT - 20) * k / max(1, len(levels) - 1) for k in range(len(levels))]
    points = [(f"{x:.1f}", f"{_y(level):.1f}") for x, level in zip(xs, levels, strict=True)]
    description = text("demo.session.chart-text", language, path=" → ".join(decimal(v, 1, language) for v in levels))
    marks = [
        tag(
            "text",
            _SIGNS.get(answer.outcome.status, "✘"),
            x=f"{(left + right) / 2:.1f}",
            y=f"{_y(_item(story, answer).level) + 6:.1f}",
            class_="mark",
        )
        for answer, (left, right) in zip(answers, pairwise(xs), strict=True)
    ]
    drawing = tag(
        "svg",
        tag("title", text("demo.session.chart", language)),
        tag("desc", description),
        *_grid(language),
        tag("polyline", points=" ".join(f"{x},{y}" for x, y in points), class_="path"),
        *(tag("circle", cx=x, cy=y, r="4.5") for x, y in points),
        *marks,
        *(tag("text", str(k), x=f"{x:.1f}", y=str(_HEIGHT - 24), class_="tick") for k, x in enumerate(xs)),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        class_="chart",
    )
    caption = join(text("demo.session.chart", language), " ", tag("span", text("demo.session.legend", language)))
    return tag("figure", drawing, tag("figcaption", caption))


def _grid(language: str) -> list[Html]:
    lines: list[Html] = []
    for level in range(9):
        y = f"{_y(level):.1f}"
        lines.append(tag("line", x1=str(_LEFT), x2=str(_WIDTH - 12), y1=y, y2=y))
        lines.append(tag("text", str(level), x=str(_LEFT - 10), y=f"{_y(level) + 4:.1f}", class_="tick end"))
    lines.append(tag("text", text("demo.session.y", language), x="12", y=str(_HEIGHT / 2), class_="axis vertical"))
    lines.append(tag("text", text("demo.session.x", language), x=str(_WIDTH / 2), y=str(_HEIGHT - 4), class_="axis"))
    return lines


def _y(level: float) -> float:
    return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (8 - level) / 8
