"""Numbers as people write them."""


def decimal(value: float, places: int, language: str) -> str:
    """Return a number with ``places`` decimals, a true minus sign (none on zero), and in French a comma."""
    written = f"{value:z.{places}f}".replace("-", "−")
    return written.replace(".", ",") if language == "fr" else written


def whole(value: int, language: str) -> str:
    """Return a whole number with its thousands apart: by a narrow no-break space in French, by a comma in English."""
    return f"{value:,}".replace("-", "−").replace(",", "\u202f" if language == "fr" else ",")
