import os

import pytest

# Messages in tests are French unless a test says otherwise, whatever the machine speaks.
os.environ["PIXAUTHOR_LANG"] = "fr"


@pytest.fixture(autouse=True)
def _language(monkeypatch):
    monkeypatch.setattr("pixauthor.locale._chosen", [])
