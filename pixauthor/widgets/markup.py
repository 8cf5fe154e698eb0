"""HTML from Python: text is escaped, what ``tag`` made is kept."""

from html import escape


class Html(str):
    """Text that is HTML already. A ``str`` by inheritance, so that it joins and writes like any text."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str | bool | None) -> Html:
    """Return an element. ``class_`` and ``data_x`` become ``class`` and ``data-x``; None and False are left out."""
    return Html(f"{_opening(name, attributes)}{join(*children)}</{name}>")


def void(name: str, /, **attributes: str | bool | None) -> Html:
    """Return an element that has no content, such as ``<input>``."""
    return Html(_opening(name, attributes))


def join(*children: str) -> Html:
    """Return children one after the other, text escaped."""
    return Html("".join(child if isinstance(child, Html) else escape(child) for child in children))


def _opening(name: str, attributes: dict[str, str | bool | None]) -> str:
    shown = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    words = (
        key if value is True else f'{key}="{escape(str(value))}"'
        for key, value in shown
        if value is not None and value is not False
    )
    return f"<{' '.join((name, *words))}>"
