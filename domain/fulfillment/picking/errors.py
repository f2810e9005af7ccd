"""What a scan refuses."""

from domain.shared.errors import DomainError


class WrongItem(DomainError):
    """What was scanned is none of what the work still needs. `expected` says what is, and how many
    of each, in the order of the lines.
    """

    code = "WRONG_ITEM"

    def __init__(self, scanned: str, expected: str) -> None:
        super().__init__(
            f"{scanned} does not belong here. Still to be scanned: {expected}.",
            scanned=scanned,
            expected=expected,
        )


class TooManyScanned(DomainError):
    """The right item, but more of it than the work still needs."""

    code = "TOO_MANY_SCANNED"

    def __init__(self, scanned: str, requested: int, left: int) -> None:
        super().__init__(
            f"Only {left} of {scanned} are still to be scanned.",
            scanned=scanned,
            requested=requested,
            left=left,
        )


class NotAllScanned(DomainError):
    """Work that somebody began to scan is done when all of it is scanned."""

    code = "NOT_ALL_SCANNED"

    def __init__(self, left: int) -> None:
        super().__init__(f"Scan the other {left} first, or report them missing.", left=left)
