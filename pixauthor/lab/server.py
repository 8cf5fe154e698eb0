"""The extension of Jupyter's server: what a page cannot do by itself, behind Jupyter's own sign-in and XSRF check."""

import json
from pathlib import Path
from typing import Any, Final

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado.web import HTTPError, authenticated

from pixauthor.errors import PixauthorError
from pixauthor.lab.language_server import NAME, find_node_root, server_spec
from pixauthor.lab.page import page_config
from pixauthor.lab.places import new_bank_folder, workspace_of
from pixauthor.locale import LANGUAGES, current_language
from pixauthor.resources import shipped
from pixauthor.starter import create_workspace

REFUSED: Final = 409


class _Handler(APIHandler):
    """A request on the folders under the server's root; who may read or write files may do this."""

    auth_resource = "contents"

    def initialize(self, root: Path) -> None:
        self.root = root

    def refuse(self, error: PixauthorError) -> None:
        """Answer with the sentence of ``error``, in the language of the page."""
        asked = self.get_query_argument("language", "")
        self.set_status(REFUSED)
        self.finish(json.dumps({"message": error.render(asked if asked in LANGUAGES else None)}))


class WorkspaceHandler(_Handler):
    """``GET pixauthor/workspace?path=…``: the workspace of a place, or null."""

    @authenticated
    @authorized
    def get(self) -> None:
        """Answer ``{"workspace": path or null}``."""
        try:
            found = workspace_of(self.root, self.get_query_argument("path", ""))
        except PixauthorError as error:
            self.refuse(error)
        else:
            self.finish(json.dumps({"workspace": found}))


class BankHandler(_Handler):
    """``POST pixauthor/banks`` with ``{"path": …, "name": …}``: a new workspace, as ``pixauthor init`` makes it."""

    @authenticated
    @authorized
    def post(self) -> None:
        """Answer ``{"workspace": path}`` of the new bank."""
        asked = self.get_json_body()
        if not isinstance(asked, dict) or not all(isinstance(asked.get(key), str) for key in ("path", "name")):
            raise HTTPError(400)
        try:
            folder = new_bank_folder(self.root, asked["path"], asked["name"])
            create_workspace(folder)
        except PixauthorError as error:
            self.refuse(error)
        else:
            self.finish(json.dumps({"workspace": folder.relative_to(self.root.resolve()).as_posix()}))


HANDLERS: Final = {"workspace": WorkspaceHandler, "banks": BankHandler}


def _link_jupyter_server_extension(server: Any) -> None:
    """Tell jupyter-lsp, which is loaded after this, where the YAML language server is; what is configured wins."""
    root = find_node_root([Path(server.root_dir), shipped("schemas").parent])
    if root is not None:
        server.config.LanguageServerManager.setdefault("language_servers", {}).setdefault(NAME, server_spec(root))


def _load_jupyter_server_extension(server: Any) -> None:
    """Add the requests, and what the page is told; the name is the one that Jupyter looks for."""
    web = server.web_app
    base, root = web.settings["base_url"], {"root": Path(server.root_dir)}
    web.add_handlers(".*$", [(f"{base}pixauthor/{name}", handler, root) for name, handler in HANDLERS.items()])
    web.settings.setdefault("page_config_data", {})["pixauthor"] = page_config(current_language())
