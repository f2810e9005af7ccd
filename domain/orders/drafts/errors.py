"""What a draft refuses."""

from collections.abc import Sequence

from domain.orders.drafts.states import DraftGap
from domain.shared.errors import DomainError


class DraftIncomplete(DomainError):
    """Something is missing that an order must have."""

    code = "DRAFT_INCOMPLETE"

    def __init__(self, gaps: Sequence[DraftGap]) -> None:
        missing = ", ".join(gap.value for gap in gaps)
        super().__init__(f"This draft has no {missing} yet.", missing=missing)
        self.gaps = list(gaps)


class QuoteExpired(DomainError):
    """The time is over for which a price was promised."""

    code = "QUOTE_EXPIRED"

    def __init__(self) -> None:
        super().__init__("This quote is not valid any more; ask for a new one.")
