"""``pixauthor``: one noun per module, imported only when it is called, so that ``check`` starts without numpy."""

import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from typing import Any, Final

import typer
from typer.core import TyperGroup

from pixauthor.cli.output import complain
from pixauthor.cli.values import spare_conversions
from pixauthor.errors import PixauthorError
from pixauthor.locale import LANGUAGES, choose_language, text
from pixauthor.version import __version__

COMMANDS: Final = (
    *("check", "init", "item", "review", "bank", "campaign", "preview"),
    *("responses", "calibrate", "bundle", "session", "serve", "lab", "voila", "demo"),
)
INTERRUPTED: Final = 130
# Modules, banks and tables live until the end: the collector would only read them over and over.
_GC_THRESHOLD: Final = 100_000


class _LazyGroup(TyperGroup):
    """A group whose commands live in modules of this package: ``check`` is ``app`` of ``pixauthor.cli.check``."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: Any = typer.main.get_command(import_module(f"pixauthor.cli.{cmd_name}").app)
        command.name = cmd_name
        return spare_conversions(command)


def run() -> None:
    """Run the command line; a refusal prints one sentence and sets the exit status."""
    gc.set_threshold(_GC_THRESHOLD)
    # Help texts are read when a command is imported, before its options are parsed.
    asked = _asked_language(sys.argv[1:])
    try:
        if asked is not None:
            _choose(asked)
        spare_conversions(typer.main.get_command(_build_app()))(prog_name="pixauthor")
    except PixauthorError as error:
        complain(error.render())
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        complain(text("cli.interrupted"))
        sys.exit(INTERRUPTED)
    except SystemExit as ended:
        # Typer turns an interruption within a command into this status, without a word.
        if ended.code == INTERRUPTED:
            complain(text("cli.interrupted"))
        raise


def _build_app() -> typer.Typer:
    app = typer.Typer(
        cls=_LazyGroup,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help=text("cli.help"),
    )

    @app.callback()
    def options(
        lang: str = typer.Option("", "--lang", help=text("cli.lang")),
        version: bool = typer.Option(
            False, "--version", help=text("cli.version"), is_eager=True, callback=_say_version
        ),
    ) -> None:
        """Options before the command."""

    return app


def _asked_language(arguments: Sequence[str]) -> str | None:
    for name, value in pairwise([*arguments, ""]):
        if name == "--lang":
            return value
        if name.startswith("--lang="):
            return name.removeprefix("--lang=")
    return None


def _choose(language: str) -> None:
    if language not in LANGUAGES:
        raise PixauthorError("cli.unknown-language", language=language)
    choose_language(language)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"pixauthor {__version__}")
        raise typer.Exit
