"""What ``pixauthor responses summary`` prints."""

from dataclasses import asdict
from typing import Any

from pixauthor.cli.output import print_table, say
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal
from pixauthor.responses.summary import ResponsesSummary


def print_summary(found: ResponsesSummary) -> None:
    """Print totals, items and groups."""
    counts = {name: getattr(found, name) for name in ("n_answers", "n_candidates", "n_items", "n_sources")}
    say(text("responses.summary.totals", **counts))
    say(text("responses.summary.skipped", share=_percent(found.skipped)))
    if found.first_at and found.last_at:
        first, last = (f"{moment:%Y-%m-%d %H:%M}" for moment in (found.first_at, found.last_at))
        say(text("responses.summary.dates", first=first, last=last))
    else:
        say(text("responses.summary.no-dates"))
    say(text("responses.summary.simulated", share=_percent(found.simulated)))
    columns = ("item", "n", "p", "seconds", "skipped-column")
    print_table(
        text("responses.summary.items-title"),
        [text(f"responses.summary.{name}") for name in columns],
        [
            (
                f"{one.item}@{one.version}",
                str(one.n),
                _share(one.p),
                _seconds(one.seconds),
                _percent(one.skipped),
            )
            for one in found.items
        ],
    )
    for group, values in found.groups.items():
        print_table(
            text("responses.summary.group-title", group=group.removeprefix("group_")),
            [text(f"responses.summary.{name}") for name in ("value", "candidates", "n", "p")],
            [(one.value, str(one.n_candidates), str(one.n_answers), _share(one.p)) for one in values],
        )


def encode_summary(found: ResponsesSummary) -> dict[str, Any]:
    """Return the summary as JSON values."""
    moments = {
        name: moment and moment.isoformat() for name in ("first_at", "last_at") if (moment := getattr(found, name))
    }
    return asdict(found) | {"first_at": None, "last_at": None} | moments


def _seconds(seconds: float | None) -> str:
    return text("responses.summary.unknown") if seconds is None else f"{seconds:.0f}"


def _percent(share: float) -> str:
    return decimal(100 * share, 1, current_language()) + "\u00a0%"


def _share(value: float) -> str:
    return decimal(value, 2, current_language())
