"""What campaigns refuse."""

from typing import ClassVar

from domain.shared.errors import DomainError


class OwnCampaign(DomainError):
    """Nobody approves a plan that they wrote themselves."""

    code: ClassVar[str] = "OWN_CAMPAIGN"

    def __init__(self) -> None:
        super().__init__("Somebody else has to approve this plan: you worked on it.")


class CampaignBudgetSpent(DomainError):
    """There is nothing left that could be given."""

    code: ClassVar[str] = "CAMPAIGN_BUDGET_SPENT"

    def __init__(self) -> None:
        super().__init__("The budget is used up: plan a larger one first.")
