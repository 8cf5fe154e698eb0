"""``pixauthor calibrate``: estimate item parameters from responses, and use them. Each command has its own module."""

from typing import Any, Final

import typer
from typer.core import TyperGroup

from pixauthor.cli import (
    calibrate_assemble,
    calibrate_dif,
    calibrate_diff,
    calibrate_fit,
    calibrate_link,
    calibrate_options,
    calibrate_persons,
    calibrate_report,
    calibrate_run,
    calibrate_scale,
    calibrate_score,
    calibrate_seed,
    calibrate_simulate,
)
from pixauthor.locale import text

_DEFAULT: Final = "run"


class _RunByDefault(TyperGroup):
    """``calibrate --model rasch`` is ``calibrate run --model rasch``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return the arguments with ``run`` in front when they name no command."""
        named = bool(args) and (args[0] in self.commands or args[0] == "--help" or not args[0].startswith("-"))
        return list(super().parse_args(ctx, args if named else [_DEFAULT, *args]))


app = typer.Typer(add_completion=False, help=text("calibration.help"), cls=_RunByDefault)
app.command("run", help=text("calibration.help-run"))(calibrate_run.run)
app.command("report", help=text("calibration.help-report"))(calibrate_report.report)
app.command("fit", help=text("diagnostics.help-fit"))(calibrate_fit.fit)
app.command("dif", help=text("diagnostics.help-dif"))(calibrate_dif.dif)
app.command("options", help=text("diagnostics.help-options"))(calibrate_options.options)
app.command("persons", help=text("diagnostics.help-persons"))(calibrate_persons.persons)
app.command("score", help=text("diagnostics.help-score"))(calibrate_score.score)
app.command("link", help=text("linking.help"))(calibrate_link.link)
app.command("diff", help=text("linking.help-diff"))(calibrate_diff.diff)
app.add_typer(calibrate_scale.app, name="scale")
app.command("simulate", help=text("cat.help"))(calibrate_simulate.simulate)
app.command("seed", help=text("diagnostics.help-seed"))(calibrate_seed.seed)
app.command("assemble", help=text("assembly.help"))(calibrate_assemble.assemble)
