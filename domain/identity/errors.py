"""What can be refused at the door."""

from domain.shared.errors import DomainError


class InvalidToken(DomainError):
    """Not a token of ours, or one for another purpose. We do not say which."""

    code = "UNAUTHENTICATED"

    def __init__(self) -> None:
        super().__init__("This token is not valid.")


class UnknownKey(InvalidToken):
    """Signed under a key that does not count here, or is not known yet: it may be looked up."""


class SessionEnded(DomainError):
    """The token is good, but whoever it was given to was signed out, or works here no more."""

    code = "SESSION_ENDED"

    def __init__(self) -> None:
        super().__init__("This session has ended. Sign in again.")


class TokenExpired(DomainError):
    """It was ours, once."""

    code = "TOKEN_EXPIRED"

    def __init__(self) -> None:
        super().__init__("This token has expired. Sign in again.")


class WrongCredentials(DomainError):
    """No such account, another password, or one that may not sign in. We do not say which."""

    code = "WRONG_CREDENTIALS"

    def __init__(self) -> None:
        super().__init__("This e-mail address and this password do not belong together.")


class TooManyAttempts(DomainError):
    """Tried too often. `retry_after_seconds` says when the next try is looked at."""

    code = "TOO_MANY_ATTEMPTS"
    retryable = True

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(
            f"Too many attempts. Try again in {retry_after_seconds} seconds.",
            retry_after_seconds=retry_after_seconds,
        )
        self.retry_after_seconds = retry_after_seconds


class NotAdmitted(DomainError):
    """Whom an identity provider names works here not, or no more, or the provider has not verified
    the address. We do not say which.
    """

    code = "NOT_ADMITTED"

    def __init__(self) -> None:
        super().__init__("Nobody may sign in here with this account.")


class SignInInvalid(DomainError):
    """What came back from an identity provider is not the answer to what this browser began: too
    old, used, of another, or not signed as it must be. We do not say which.
    """

    code = "SIGN_IN_INVALID"

    def __init__(self) -> None:
        super().__init__("This sign-in cannot be completed. Begin it again.")


class ProviderUnavailable(DomainError):
    """The identity provider does not answer as it should; it may in a while."""

    code = "PROVIDER_UNAVAILABLE"
    retryable = True

    def __init__(self) -> None:
        super().__init__("The identity provider does not answer. Try again in a while.")


class RefreshTokenInvalid(DomainError):
    """Not a refresh token of ours, or its session is over. We do not say which."""

    code = "REFRESH_TOKEN_INVALID"

    def __init__(self) -> None:
        super().__init__("This session is over. Sign in again.")


class ResetTokenInvalid(DomainError):
    """Not a code that we sent, or used, replaced or too old. We do not say which."""

    code = "RESET_TOKEN_INVALID"

    def __init__(self) -> None:
        super().__init__("This code is not valid any more. Ask for a new one.")


class ScopesNotHeld(DomainError):
    """Nobody gives others what they may not do themselves."""

    code = "SCOPES_NOT_HELD"

    def __init__(self, scopes: list[str]) -> None:
        super().__init__(f"You do not hold {', '.join(scopes)} yourself.", scopes=", ".join(scopes))
        self.scopes = scopes


class NotForMachines(DomainError):
    """A machine does not let other machines in: people answer for that."""

    code = "NOT_FOR_MACHINES"

    def __init__(self) -> None:
        super().__init__("Another machine cannot do this; somebody who works here can.")


class LastAdministrator(DomainError):
    """Somebody must stay who can change who does what here."""

    code = "LAST_ADMINISTRATOR"

    def __init__(self) -> None:
        super().__init__("Nobody would be left who may change who does what here.")


class RoleInUse(DomainError):
    """A role goes when nobody holds it any more."""

    code = "ROLE_IN_USE"

    def __init__(self, name: str) -> None:
        super().__init__(f"Somebody holds the role {name}.", name=name)


class RoleIsFixed(DomainError):
    """What the shop itself relies on stays as it is."""

    code = "ROLE_IS_FIXED"

    def __init__(self, name: str) -> None:
        super().__init__(f"The role {name} stays as it is.", name=name)
