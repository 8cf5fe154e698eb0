"""One store to import texts and files into."""

from types import SimpleNamespace

import pytest
from responses_bank import BANK

from pixauthor.responses.table_import import ImportOptions, import_table


@pytest.fixture
def bank():
    return BANK


@pytest.fixture
def desk(tmp_path):
    """Import texts and files into one store: ``desk.load("a;b\\n…")`` returns the report."""
    exports = tmp_path / "exports"

    def load(content, name="reponses.csv", bank=BANK, **chosen):
        path = tmp_path / name
        if isinstance(content, (str, bytes)):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        else:
            content(path)
        return import_table(path, bank, exports, ImportOptions(**chosen))

    return SimpleNamespace(load=load, exports=exports, path=tmp_path)
