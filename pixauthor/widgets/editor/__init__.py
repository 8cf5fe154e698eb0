"""The editor of an item in a notebook."""

from pixauthor.widgets.editor.widget import EditorWidget

__all__ = ["EditorWidget"]
