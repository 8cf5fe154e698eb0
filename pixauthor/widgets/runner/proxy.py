"""The session of a service in a notebook: the kernel passes messages and holds no key, parameter or score."""

import os
from collections.abc import Mapping
from typing import Any, Final

from pixauthor.widgets.runner.host import BAD_REQUEST, RunnerHost, View
from pixauthor.widgets.runner.transport import PATHS, Service, Unreachable
from pixauthor.widgets.store import data_uri

VARIABLE: Final = "PIXAUTHOR_SERVICE"
ON_THIS_MACHINE: Final = "http://127.0.0.1:8765"
ABILITIES: Final = ("enter", "return", "draft", "report", "focus", "finish", "again")
NOBODY_IN: Final = 401
LOST: Final = 503


class ServiceSession(RunnerHost):
    """A session that a service conducts, answered here.

    The address is no trait, and only what the runner needs is asked of it: who sees the page (in Voila, a visitor)
    cannot make the kernel speak to anyone else. Inherits from RunnerHost, as all that shows the runner in a notebook.
    """

    def __init__(self, address: str = "", code: str = "") -> None:
        """Show the way in; nobody is asked before somebody enters.

        Args:
            address: of the service; by default that of ``PIXAUTHOR_SERVICE``, or where ``pixauthor serve`` listens.
            code: of the invitation, when it is known.

        Raises:
            PixauthorError: when the address is none.
        """
        self._service = Service(address or os.environ.get(VARIABLE) or ON_THIS_MACHINE)
        self._files: dict[str, tuple[bytes, str]] = {}
        super().__init__(ABILITIES, code)

    def respond(self, path: str, data: Mapping[str, Any]) -> tuple[int, View]:
        """Pass a message on and its reply back, with the files of a question in it."""
        if path not in PATHS:
            return BAD_REQUEST, {}
        if path == "session" and not self._service.knows_me:
            return NOBODY_IN, {}
        try:
            status, body = self._service.ask(path, None if path == "session" else dict(data), self._language)
            return status, self._with_files(body)
        except Unreachable:
            return LOST, {}

    def _with_files(self, body: View) -> View:
        """Return a view whose files are in it: the page has no way to the service."""
        if not body.get("media"):
            return body
        media, item = {}, dict(body["item"])
        for name, address in body["media"].items():
            data, kind = self._files.setdefault(address, self._files.get(address) or self._service.fetch(address))
            if name == item["interaction"].get("page"):
                item["interaction"] = {**item["interaction"], "page_html": data.decode("utf-8", "replace")}
            else:
                media[name] = data_uri(kind, data)
        return {**body, "item": item, "media": media}
