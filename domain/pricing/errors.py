"""What is refused around prices."""

from typing import ClassVar

from domain.shared.errors import DomainError


class PriceListOver(DomainError):
    """Its end has passed: it could not count for anybody."""

    code: ClassVar[str] = "PRICE_LIST_OVER"

    def __init__(self) -> None:
        super().__init__("The end of this list has passed.")


class OwnProposal(DomainError):
    """Nobody approves what a rule of their own proposes."""

    code: ClassVar[str] = "OWN_PROPOSAL"

    def __init__(self) -> None:
        super().__init__("Somebody else has to approve this: you wrote the rule.")


class ProposalOutdated(DomainError):
    """The price moved since it was proposed: it was proposed for another price."""

    code: ClassVar[str] = "PROPOSAL_OUTDATED"

    def __init__(self) -> None:
        super().__init__("The price has changed since this was proposed.")
