"""Which journal an address means."""

from pathlib import Path

from pixauthor.service.journal.journal import Journal
from pixauthor.service.journal.sqlite import SqliteJournal


async def open_journal(address: str, *, shared: bool = False) -> Journal:
    """Return the journal at ``postgresql://…``, or in the SQLite file of that path.

    ``shared``: other processes of this machine write to that file, too; to a server they always may.

    Raises:
        PixauthorError: when it cannot be opened.
    """
    if address.startswith(("postgresql://", "postgres://")):
        # Only this way of keeping a journal needs the driver.
        from pixauthor.service.journal.postgresql import PostgresqlJournal

        return await PostgresqlJournal.connect(address)
    return SqliteJournal(Path(address), shared=shared)
