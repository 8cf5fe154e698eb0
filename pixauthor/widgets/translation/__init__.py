"""An item and its translation, side by side."""

from pixauthor.widgets.translation.widget import TranslationWidget

__all__ = ["TranslationWidget"]
