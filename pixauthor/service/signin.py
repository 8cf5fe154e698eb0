"""Signing in at a provider of identities: there and back, and into one's sitting."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pixauthor.errors import PixauthorError
from pixauthor.service import log
from pixauthor.service.candidate import COOKIE as CANDIDATE_COOKIE
from pixauthor.service.candidate import ROLE as CANDIDATE
from pixauthor.service.http import Refused, cookie_of, language_of
from pixauthor.service.identity import NotRecognised, Person, Provider, SigningIn, Unreachable
from pixauthor.service.notice import notice_page
from pixauthor.service.offers import Offers
from pixauthor.service.patience import SIGN_IN, Patience, address_of
from pixauthor.service.register import Access, tidy_code
from pixauthor.service.usher import Usher

COOKIE: Final = "pixauthor-signin"
ROLE: Final = "signing-in"
LASTS_SECONDS: Final = 600
PATH: Final = "/signin"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInDesk:
    """The routes of signing in. ``provider`` None: nobody can."""

    usher: Usher
    offers: Offers
    patience: Patience
    provider: Provider | None = None

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route(PATH, self.begin, methods=["GET"]), Route(f"{PATH}/back", self.end, methods=["GET"])]

    async def begin(self, request: Request) -> Response:
        """Send the browser to the provider, with a sealed note of what it is about."""
        language = language_of(request)
        offer = tidy_code(request.query_params.get("offer", "")[:40])
        signing_in = SigningIn(offer=offer, language=language)
        try:
            address = await self._provider().address(signing_in)
        except (Unreachable, Refused) as error:
            return _told(error, signing_in)
        reply = RedirectResponse(address, 303)
        # Lax: the browser comes back from another site, and must bring it then.
        sealed = self.usher.seal.close(ROLE, signing_in.encode(), LASTS_SECONDS)
        reply.set_cookie(
            COOKIE, sealed, LASTS_SECONDS, path=PATH, secure=self.usher.secure, httponly=True, samesite="lax"
        )
        return reply

    async def end(self, request: Request) -> Response:
        """Take the provider's answer, and lead whoever it names to his sitting."""
        sealed = self.usher.seal.read(ROLE, cookie_of(request, COOKIE))
        signing_in = SigningIn.decode(sealed) if sealed else None
        try:
            reply = await self._enter(request, signing_in)
        except (Unreachable, Refused, PixauthorError) as error:
            reply = _told(error, signing_in or SigningIn(offer="", language=language_of(request)))
        # Whatever came of it, the note served once.
        reply.delete_cookie(COOKIE, path=PATH, secure=self.usher.secure, httponly=True, samesite="lax")
        return reply

    async def _enter(self, request: Request, signing_in: SigningIn | None) -> Response:
        person = await self._recognise(request, signing_in)
        assert signing_in is not None  # noqa: S101 - nobody is recognised without
        candidate = await self.offers.candidate(person)
        access = await self.offers.take(
            await self._offer(signing_in.offer, candidate), candidate, self.usher.desk.clock()
        )
        sitting = await self.usher.admit(access, request)
        reply = RedirectResponse(f"/session?lang={signing_in.language}", 303)
        self.usher.give(reply, CANDIDATE_COOKIE, CANDIDATE, sitting)
        return reply

    async def _recognise(self, request: Request, signing_in: SigningIn | None) -> Person:
        provider, address = self._provider(), address_of(request)
        seconds = await self.patience.wait(SIGN_IN, address)
        if seconds:
            raise Refused(429, "service.too-many", seconds=seconds)
        try:
            if signing_in is None:
                raise NotRecognised("cookie")
            return await provider.recognise(signing_in, dict(request.query_params))
        except NotRecognised as error:
            await self.patience.blame(SIGN_IN, address)
            log.say("sign-in-refused", reason=str(error))
            raise Refused(403, "service.not-signed-in") from None

    async def _offer(self, code: str, candidate: str) -> Access:
        """Return the offer that was followed, else the one that this person followed last."""
        found = await self.offers.find(code) if code else await self.offers.last_taken(candidate)
        if found is None:
            raise Refused(404, "service.no-offer")
        return found

    def _provider(self) -> Provider:
        if self.provider is None:
            raise Refused(404, "service.no-page")
        return self.provider


def _told(error: Unreachable | Refused | PixauthorError, signing_in: SigningIn) -> Response:
    """Return the page that says what went wrong, and log what it does not say."""
    back, language = (
        f"{PATH}?{urlencode({'offer': signing_in.offer, 'lang': signing_in.language})}",
        signing_in.language,
    )
    if isinstance(error, Refused):
        return notice_page(error.status, error.message, language, back, **error.fields)
    if isinstance(error, Unreachable):
        log.say("provider-down", reason=str(error))
        return notice_page(503, "service.provider-down", language, back)
    log.say_fault(error, PATH)
    return notice_page(503, "service.went-wrong", language, back)
