"""An order as the event that opens a sitting, and back."""

from dataclasses import fields
from datetime import datetime
from typing import Final

from pixauthor.delivery.sitting_events import SittingOpened
from pixauthor.service.content import STATUSES
from pixauthor.service.messages import Order

_SAME: Final = {field.name for field in fields(SittingOpened)} & {field.name for field in fields(Order)} - {"sitting"}
"""What an opening takes from its order as it is."""


def order_of(opened: SittingOpened) -> Order:
    """Return the order of the same again, for the same person and without a limit of time."""
    return Order(**{name: getattr(opened, name) for name in _SAME})


def opening(order: Order, *, sitting: str, seed: int, bundle: str, at: datetime) -> SittingOpened:
    """Return the event that opens a sitting; its end, when it has one, counts from now, extra time included."""
    return SittingOpened(
        sitting=sitting,
        seed=seed,
        bundle=bundle,
        statuses=STATUSES,
        at=at,
        ends_at=at + order.time_limit * order.extra_time if order.time_limit else None,
        **{name: getattr(order, name) for name in _SAME},
    )
