"""Tables as JSON values."""

import math
from typing import Any

import pandas as pd


def encode_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table; None for the numbers that JSON does not have."""
    return [{str(name): encode_number(value) for name, value in row.items()} for row in table.to_dict("records")]


def encode_number(value: Any) -> Any:
    """Return a value, None for NaN and infinities."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
