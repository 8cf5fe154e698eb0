"""``pixauthor item``: find, show, check, tidy, make, rename and move items, and read their history."""

import typer

from pixauthor.cli import item_act, item_fmt, item_history, item_lint, item_search, item_show
from pixauthor.locale import text

app = typer.Typer(no_args_is_help=True, add_completion=False, help=text("item.help"))
app.command("show", help=text("item.show.help"))(item_show.show)
# A query may start with a minus sign: `-statut:brouillon`.
app.command("search", help=text("item.search.help"), context_settings={"ignore_unknown_options": True})(
    item_search.search_
)
app.command("lint", help=text("item.lint.help"))(item_lint.lint)
app.command("history", help=text("item.history.help"))(item_history.history)
app.command("fmt", help=text("item.fmt.help"))(item_fmt.fmt)
app.command("new", help=text("item.act.help-new"))(item_act.new)
app.command("rename", help=text("item.act.help-rename"))(item_act.rename)
app.command("move", help=text("item.act.help-move"))(item_act.move)
