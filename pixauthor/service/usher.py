"""The usher: leads a person who has shown who he is to his sitting, and gives the browser a sealed cookie."""

from contextlib import suppress
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from pixauthor.delivery import supervision
from pixauthor.delivery.sitting import ASKED
from pixauthor.errors import PixauthorError
from pixauthor.service import log
from pixauthor.service.again import newest
from pixauthor.service.candidate import COOKIE, ROLE
from pixauthor.service.desk import Desk
from pixauthor.service.http import Refused, cookie_of
from pixauthor.service.journal import Overtaken
from pixauthor.service.register import Access
from pixauthor.service.seal import LASTS_SECONDS, Seal
from pixauthor.service.supervised import SupervisedSessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Usher:
    """Seats people.

    Args:
        secure: cookies are for https only.
    """

    desk: Desk
    seal: Seal
    secure: bool

    async def admit(self, access: Access, request: Request) -> str:
        """Open the sitting of an access, or make sure that this browser may go on with it; return the one to sit in.

        Who tried again sits in the last one that he opened.

        Raises:
            Refused: 409 when the bundle has nothing to ask, 403 when the supervisor must let the person in again, or
                closed the session before the person came.
        """
        await self._require_open(access)
        opened = False
        try:
            with suppress(Overtaken):
                await self.desk.open(access.order())
                opened = True
        except PixauthorError as error:
            if error.message.startswith("service."):
                raise
            # The bundle has nothing to ask: the invitation is at fault, not the person.
            log.say("nothing-to-ask", competences=list(access.competences), locale=access.locale)
            raise Refused(409, "service.nothing-to-ask") from None
        is_here = self.seal.read(ROLE, cookie_of(request, COOKIE)) == access.sitting
        if access.supervised and not opened and not is_here:
            await self._let_in_again(access)
        log.say("entered")
        return newest(access.sitting, await self.desk.journal.find(access.candidate))

    def give(self, reply: Response, name: str, role: str, subject: str, lasts: int = LASTS_SECONDS) -> None:
        """Put a sealed cookie on an answer."""
        sealed = self.seal.close(role, subject, lasts)
        reply.set_cookie(name, sealed, max_age=lasts, path="/", secure=self.secure, httponly=True, samesite="strict")

    def take_back(self, reply: Response, name: str) -> None:
        """Take a cookie out of the browser."""
        reply.delete_cookie(name, path="/", secure=self.secure, httponly=True, samesite="strict")

    async def _require_open(self, access: Access) -> None:
        """Refuse who comes after the close of his session; who sat in it may read his result."""
        found = await SupervisedSessions(self.desk.journal).find(access.supervised) if access.supervised else None
        if found and found.closed_at and await self.desk.journal.row(access.sitting) is None:
            raise Refused(403, "service.session-closed", label=found.label)

    async def _let_in_again(self, access: Access) -> None:
        """Use up the permission of the supervisor; without one, ask for it and refuse."""
        state = await self.desk.intervene(
            access.sitting,
            # Before the first question nothing can be gained by another browser.
            lambda state, _scopes, at: supervision.ask_return(state, at) if state.rank and not state.closed else (),
        )
        if state.returning == ASKED:
            log.say("return-asked")
            raise Refused(403, "service.ask-supervisor")
