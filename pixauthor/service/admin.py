"""What an administrator asks of a running service: how it is, who sits, to end a sitting. By token, never by cookie."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pixauthor.delivery import supervision
from pixauthor.errors import PixauthorError
from pixauthor.service import log
from pixauthor.service.desk import Desk
from pixauthor.service.http import Refused, field_of, language_of, read_json, refuse_for_now
from pixauthor.service.journal import SittingRow
from pixauthor.service.patience import OFFICE, Patience, address_of
from pixauthor.service.register import Register
from pixauthor.service.supervised import SupervisedSessions

BY: Final = "administrator"
MOST_ROWS: Final = 1000
_BEARER: Final = "bearer "


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminDesk:
    """The routes of an administrator.

    Args:
        token: from a file that only the service and he may read.
        started_at: when this instance began.
    """

    desk: Desk
    register: Register
    sessions: SupervisedSessions
    patience: Patience
    token: str = field(repr=False)
    started_at: datetime

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/api/admin/status", self.status, methods=["GET"]),
            Route("/api/admin/sittings", self.list_sittings, methods=["GET"]),
            Route("/api/admin/sessions", self.list_sessions, methods=["GET"]),
            Route("/api/admin/end", self.end, methods=["POST"]),
        ]

    async def status(self, request: Request) -> Response:
        """Return what the service works on, since when, and how many sittings there are."""
        if (refusal := await self._guard(request)) is not None:
            return refusal
        count = await self.desk.journal.count()
        told = {
            "bundle": self.desk.content.title,
            "purpose": self.desk.content.purpose,
            "items": len(self.desk.content.bank),
            "at": self.desk.clock().isoformat(),
            "started_at": self.started_at.isoformat(),
            "open": count.open,
            "closed": count.closed,
            "last_at": count.last_at.isoformat() if count.last_at else None,
        }
        return JSONResponse(told)

    async def list_sittings(self, request: Request) -> Response:
        """Return the newest sittings, without a name; ``?state=open`` only those that are not closed."""
        if (refusal := await self._guard(request)) is not None:
            return refusal
        only_open = request.query_params.get("state") == "open"
        rows = await self.desk.journal.newest(MOST_ROWS, only_open=only_open)
        count = await self.desk.journal.count()
        total = count.open if only_open else count.open + count.closed
        return JSONResponse({"sittings": [_told(row) for row in rows], "count": total})

    async def list_sessions(self, request: Request) -> Response:
        """Return the supervised sessions, without their passwords."""
        if (refusal := await self._guard(request)) is not None:
            return refusal
        told = [
            {
                "number": one.number,
                "label": one.label,
                "made_at": one.made_at.isoformat(),
                "closed_at": one.closed_at.isoformat() if one.closed_at else None,
                "candidates": len(await self.register.accesses_of(one.number)),
            }
            for one in await self.sessions.all()
        ]
        return JSONResponse({"sessions": told})

    async def end(self, request: Request) -> Response:
        """End a sitting; its chain says that an administrator did."""
        if (refusal := await self._guard(request)) is not None:
            return refusal
        data = await read_json(request)
        try:
            state = await self.desk.intervene(
                field_of(data, "sitting", str),
                lambda state, scopes, at: () if state.closed else supervision.end(state, scopes, BY, at),
            )
        except PixauthorError as error:
            if error.message != "service.no-sitting":
                raise
            raise Refused(404, "service.no-such-sitting") from None
        log.say("administrator-ended")
        assert state.closed is not None  # noqa: S101 - it was ended, now or before
        return JSONResponse({"reason": state.closed.reason, "at": state.closed.at.isoformat()})

    async def _guard(self, request: Request) -> Response | None:
        """Return a refusal for now; None when the token is right.

        Raises:
            Refused: when it is wrong.
        """
        address = address_of(request)
        seconds = await self.patience.wait(OFFICE, address)
        if seconds:
            return refuse_for_now(seconds, language_of(request))
        given = request.headers.get("authorization", "")
        token = given[len(_BEARER) :] if given.lower().startswith(_BEARER) else ""
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            await self.patience.blame(OFFICE, address)
            log.say("administrator-refused")
            raise Refused(401, "service.no-administrator")
        return None


def _told(row: SittingRow) -> dict[str, Any]:
    return {
        "sitting": row.sitting,
        "candidate": row.candidate,
        "campaign": row.campaign,
        "opened_at": row.opened_at.isoformat(),
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
    }
