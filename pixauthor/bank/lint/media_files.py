"""Files that items name: all there, none outside the bank, none forgotten."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from pixauthor.bank.lint.rule import BankContext, ItemContext, Rule, found
from pixauthor.files import is_file, is_inside
from pixauthor.findings import Finding, Severity


def _present(context: ItemContext) -> Iterator[Finding]:
    for pointer, file in context.named:
        if leaves(file):
            yield found("X10", context.place(*pointer), file=file)
        elif not is_file(context.folder / file):
            yield found("X08", context.place(*pointer), file=file)
        elif _is_led_out(context.folder, file):
            yield found("X10", context.place(*pointer), file=file)


def leaves(file: str) -> bool:
    """Say whether a path names something out of the item's folder, or on the web."""
    return file.startswith("/") or "\\" in file or ":" in file or ".." in file.split("/")


def _is_led_out(folder: Path, file: str) -> bool:
    # Following every link from the root down is slow; without a link below the folder there is no way out of it.
    path = folder / file
    linked = any(step.is_symlink() for step in (path, *path.parents[: file.count("/")]))
    return linked and not is_inside(path, folder)


def _orphans(context: BankContext) -> Iterator[Finding]:
    named = {file for summary in context.summaries for file in summary.media}
    unread = {PurePosixPath(path).parent for path in context.unread}
    for file in sorted(context.media_files - named):
        if unread.isdisjoint(PurePosixPath(file).parents):
            yield found("X09", context.place(file), Severity.WARNING, file=file)


_SVG: Final = "$files: {1.2/media/dossiers-2-01.svg: <svg xmlns='http://www.w3.org/2000/svg'/>}"
_ALT: Final = "alt: Fenêtre qui montre trois dossiers., licence: CC0-1.0"

RULES: Final = (
    Rule(
        code="X08",
        slug="missing-media",
        severity=Severity.ERROR,
        why="A candidate who cannot open the file cannot answer.",
        bad=f"illustration: {{file: media/absent.svg, {_ALT}}}",
        good=f"illustration: {{file: media/dossiers-2-01.svg, {_ALT}}}\n---\n{_SVG}",
        check=_present,
    ),
    Rule(
        code="X09",
        slug="orphan-media",
        severity=Severity.WARNING,
        why="A file that no item names is a leftover, or an item has lost its picture.",
        bad=f"title: Retrouver un fichier\n---\n{_SVG}",
        good=f"illustration: {{file: media/dossiers-2-01.svg, {_ALT}}}\n---\n{_SVG}",
        check_bank=_orphans,
    ),
    Rule(
        code="X10",
        slug="media-outside",
        severity=Severity.ERROR,
        why="A bundle carries the bank and nothing else: a path out of the competence's folder, or a link out of it, "
        "breaks elsewhere and may publish a private file; an address on the web fails offline.",
        bad="stem: Où est **photo.jpg** dans ![cette fenêtre](../../secret.svg)\u00a0?",
        good="stem: Où est **photo.jpg** dans ![cette fenêtre](media/dossiers-2-01.svg)\u00a0?",
    ),
)
