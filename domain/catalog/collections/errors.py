"""What is refused about collections."""

from typing import ClassVar

from domain.shared.errors import DomainError


class CollectionHasRule(DomainError):
    """A rule says what is in it; nothing is put in or taken out by hand."""

    code: ClassVar[str] = "COLLECTION_HAS_RULE"

    def __init__(self) -> None:
        super().__init__(
            "A rule says what is in this collection: change the rule, or take it away."
        )
