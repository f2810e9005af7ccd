"""What searching refuses."""

from typing import ClassVar

from domain.shared.errors import DomainError


class SearchTooSlow(DomainError):
    """So many products have these words that sorting or counting them took too long."""

    code: ClassVar[str] = "SEARCH_TOO_SLOW"
    retryable: ClassVar[bool] = True

    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"This search took more than {seconds} s. Name more words or filters.",
            seconds=seconds,
        )
