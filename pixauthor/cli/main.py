"""``pixauthor``: one noun per module, imported only when it is called, so that ``check`` starts without numpy."""

import sys
from importlib import import_module
from itertools import pairwise
from typing import Any, Final

import typer
from typer.core import TyperGroup

from pixauthor import __version__
from pixauthor.cli.output import complain
from pixauthor.errors import PixauthorError
from pixauthor.locale import LANGUAGES, choose_language, text

COMMANDS: Final = ("check", "init", "preview", "responses", "calibrate", "bundle", "session", "lab", "demo")
MISUSE: Final = 2


class _LazyGroup(TyperGroup):
    """A group whose commands live in modules of this package: ``check`` is ``app`` of ``pixauthor.cli.check``."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: Any = typer.main.get_command(import_module(f"pixauthor.cli.{cmd_name}").app)
        command.name = cmd_name
        return command


app = typer.Typer(cls=_LazyGroup, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=text("cli.help"))


@app.callback()
def _main(
    lang: str = typer.Option("", "--lang", help=text("cli.lang")),
    version: bool = typer.Option(False, "--version", help=text("cli.version")),
) -> None:
    if lang and lang not in LANGUAGES:
        raise PixauthorError("cli.unknown-language", language=lang)
    if lang:
        choose_language(lang)
    if version:
        typer.echo(f"pixauthor {__version__}")
        raise typer.Exit


def run() -> None:
    """Run the command line; a refusal prints one sentence and sets the exit status."""
    _choose_language_early(sys.argv[1:])
    try:
        app(prog_name="pixauthor")
    except PixauthorError as error:
        complain(error.render())
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        complain(text("cli.interrupted"))
        sys.exit(130)


def _choose_language_early(arguments: list[str]) -> None:
    # Help texts are read when a command is imported, before its options are parsed.
    for name, value in pairwise(arguments):
        if name == "--lang" and value in LANGUAGES:
            choose_language(value)
    for argument in arguments:
        if argument.startswith("--lang=") and argument[7:] in LANGUAGES:
            choose_language(argument[7:])
