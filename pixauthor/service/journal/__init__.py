"""The journal of the service: what happened in every sitting, in order, on disk before anyone is told."""

from pixauthor.service.journal.journal import Draft, Journal, Overtaken, SittingRow, Tally
from pixauthor.service.journal.open import open_journal

__all__ = ["Draft", "Journal", "Overtaken", "SittingRow", "Tally", "open_journal"]
