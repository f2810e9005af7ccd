"""Signing in, staying signed in, signing out; and passwords."""

from datetime import datetime

import strawberry

from domain.identity.end_session import end_session
from domain.identity.errors import (
    RefreshTokenInvalid,
    ResetTokenInvalid,
    TooManyAttempts,
    WrongCredentials,
)
from domain.identity.sessions import SignedIn
from domain.identity.states import AccountKind
from domain.identity.tokens import ACCESS_LIFETIME, issue_access_token
from domain.processes.change_password import change_password
from domain.processes.refresh_session import refresh_session
from domain.processes.reset_password import request_reset, reset_password
from domain.processes.sign_in import sign_in
from domain.shared.context import ActorKind
from domain.shared.errors import NotFound
from schema.identity.types import Session
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import Input, Payload, changed, mutation, optional
from schema.shared.record import record_sign_in


@strawberry.input(description="Who you are, and how you show it.")
class SessionCreateInput:
    """Signing in."""

    email: str = strawberry.field(description="Your e-mail address.")
    password: str = strawberry.field(description="Your password.")
    as_: AccountKind = strawberry.field(name="as", description="As what you come.")


@strawberry.input(description="A session to go on with.")
class SessionRefreshInput:
    """Going on."""

    refresh_token: str = strawberry.field(description="The newest one you were given.")


@strawberry.input(description="A session to end.")
class SessionEndInput:
    """Signing out."""

    id: strawberry.ID | None = optional("Which of yours; the one that asks if left out.")


@strawberry.input(description="Another password for you.")
class PasswordChangeInput:
    """Changing it."""

    current_password: str = strawberry.field(description="The one until now.")
    new_password: str = strawberry.field(description="Between 12 and 128 characters of any kind.")


@strawberry.input(description="Whose password is forgotten.")
class PasswordResetRequestInput:
    """Forgetting it."""

    email: str = strawberry.field(description="The e-mail address of the account.")
    as_: AccountKind = strawberry.field(name="as", description="As what you would sign in.")


@strawberry.input(description="A new password in place of a forgotten one.")
class PasswordResetInput:
    """Setting it anew."""

    token: str = strawberry.field(description="The code from the letter.")
    new_password: str = strawberry.field(description="Between 12 and 128 characters of any kind.")


@strawberry.type(description="The session, and what to show from now on.")
class SessionPayload(Payload):
    """What came of it."""

    session: Session | None = changed("The session.")
    access_token: str | None = changed("What to send as a Bearer token.")
    access_token_expires_at: datetime | None = changed("When to refresh the session at the latest.")
    refresh_token: str | None = changed(
        "What to refresh it with, once: each time another one is given. Keep it secret."
    )


@strawberry.type(description="The session that was ended.")
class SessionEndedPayload(Payload):
    """What came of it."""

    session: Session | None = changed("The session as it was.")


@strawberry.type(description="Nothing is told but whether it was done.")
class DonePayload(Payload):
    """What came of it."""

    is_done: bool | None = changed("True.")


def _signed_in(info: Info, done: SignedIn) -> SessionPayload:
    now = info.context.domain.now
    token = issue_access_token(info.context.keys, done.actor, done.session.id, now)
    return SessionPayload(
        session=Session.of(done.session),
        access_token=token,
        access_token_expires_at=now + ACCESS_LIFETIME,
        refresh_token=done.refresh_token,
    )


@strawberry.type(description="Signing in and out, and passwords.")
class DoorMutations:
    """For everybody: who comes to the door is nobody yet."""

    @mutation(
        "Sign in. An unknown address and a wrong password are told the same. For everybody.",
        WrongCredentials,
        TooManyAttempts,
    )
    async def session_create(self, info: Info, input: Input[SessionCreateInput]) -> SessionPayload:
        kind = ActorKind(input.as_.value)
        done = await sign_in(info.context.domain, kind, input.email, input.password)
        await record_sign_in(info.context, done.actor, "mutation sessionCreate")
        return _signed_in(info, done)

    @mutation(
        "Go on with a session: both tokens are replaced. The same refresh token once more within"
        " 10 seconds is taken for a lost answer, later for a theft, which ends the session."
        " For everybody.",
        RefreshTokenInvalid,
    )
    async def session_refresh(
        self, info: Info, input: Input[SessionRefreshInput]
    ) -> SessionPayload:
        return _signed_in(info, await refresh_session(info.context.domain, input.refresh_token))

    @mutation(
        "End one of your sessions: its tokens are refused, what it follows ends. For whoever is"
        " signed in."
    )
    async def session_end(self, info: Info, input: Input[SessionEndInput]) -> SessionEndedPayload:
        own = info.context.session
        key = key_of("Session", input.id) if input.id is not None else own.id if own else None
        if key is None:
            info.context.domain.require_somebody()
            raise NotFound("session")
        return SessionEndedPayload(session=Session.of(await end_session(info.context.domain, key)))

    @mutation(
        "Change your password; you are signed out everywhere else. For whoever signed in.",
        WrongCredentials,
        TooManyAttempts,
    )
    async def password_change(self, info: Info, input: Input[PasswordChangeInput]) -> DonePayload:
        own = info.context.session
        await change_password(
            info.context.domain,
            input.current_password,
            input.new_password,
            session_id=own.id if own else None,
        )
        return DonePayload(is_done=True)

    @mutation(
        "Have a letter sent with a code that sets a new password. Whether there is such an"
        " account is not told. For everybody.",
        TooManyAttempts,
    )
    async def password_reset_request(
        self, info: Info, input: Input[PasswordResetRequestInput]
    ) -> DonePayload:
        await request_reset(info.context.domain, ActorKind(input.as_.value), input.email)
        return DonePayload(is_done=True)

    @mutation(
        "Set a new password with the code of a letter; you are signed out everywhere."
        " For everybody.",
        ResetTokenInvalid,
        TooManyAttempts,
    )
    async def password_reset(self, info: Info, input: Input[PasswordResetInput]) -> DonePayload:
        await reset_password(info.context.domain, input.token, input.new_password)
        return DonePayload(is_done=True)
