"""Deeds on options and blanks, whose key changes with them."""

from pixauthor.editing import blanks, options
from pixauthor.editing.spans import read
from pixauthor.editing.values import value_at
from pixauthor.locale import text as said
from pixauthor.widgets.editor.deed import Command, Deed, name_of_field


def add_option(text: str, command: Command) -> Deed:
    """Add an option, empty, at the end of a list."""
    name = str(command["list"])
    done = options.add_option(text, name)
    return Deed(
        text=done, label=name_of_field((name,)), focus=(name, len(value_at(read(done).data, (name,))) - 1, "text")
    )


def remove_option(text: str, command: Command) -> Deed:
    """Take an option out of its list and of the key."""
    name, index = str(command["list"]), int(command["index"])
    return Deed(
        text=options.remove_option(text, name, index), label=name_of_field((name,)), focus=(name, max(index - 1, 0))
    )


def right(text: str, command: Command) -> Deed:
    """Say that a choice is right, or is not."""
    return Deed(
        text=options.set_right(text, str(command["id"]), right=bool(command["right"])), label=name_of_field(("key",))
    )


def add_blank(text: str, command: Command) -> Deed:
    """Put a blank where the caret is, with the words of the item’s language."""
    locale = value_at(read(text).data, ("locale",))
    stem, label = (said(f"editor.blank.{name}", locale if locale == "en" else "fr") for name in ("stem", "label"))
    done = blanks.add_blank(text, int(command["at"]), stem, label)
    name = list(value_at(read(done).data, ("blanks",)))[-1]
    return Deed(text=done, label=name_of_field(("blanks",)), focus=("blanks", name, "label"))


def remove_blank(text: str, command: Command) -> Deed:
    """Take a blank out, wherever it is named."""
    return Deed(
        text=blanks.remove_blank(text, str(command["name"])), label=name_of_field(("blanks",)), focus=("template",)
    )


def rename_blank(text: str, command: Command) -> Deed:
    """Give a blank another name, wherever it is named."""
    done = blanks.rename_blank(text, str(command["name"]), str(command["to"]))
    return Deed(text=done, label=name_of_field(("blanks",)), focus=("blanks", str(command["to"]), "name"))
