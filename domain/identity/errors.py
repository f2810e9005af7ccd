"""What can be refused at the door."""

from domain.shared.errors import DomainError


class InvalidToken(DomainError):
    """Not a token of ours, or one for another purpose. We do not say which."""

    code = "UNAUTHENTICATED"

    def __init__(self) -> None:
        super().__init__("This token is not valid.")


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
