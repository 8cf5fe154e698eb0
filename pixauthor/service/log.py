"""What the service says of itself: one JSON object a line on standard error, and nothing about anybody.

No address, code, name, cookie or answer; of a fault its kind and where it happened, not its words: they may quote one.
"""

import json
import sys
import traceback
from datetime import UTC, datetime
from typing import Any


def say(event: str, **fields: Any) -> None:
    """Write one line."""
    line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **fields}
    sys.stderr.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stderr.flush()


def say_fault(error: BaseException, route: str) -> None:
    """Write down a fault of ours: its type and the lines of code on its way."""
    frames = traceback.extract_tb(error.__traceback__)
    way = [f"{frame.name}:{frame.lineno}" for frame in frames[-6:]]
    say("fault", kind=type(error).__name__, route=route, way=way)
