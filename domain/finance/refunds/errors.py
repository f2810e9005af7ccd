"""What a refund refuses."""

from domain.shared.errors import DomainError


class OwnRefund(DomainError):
    """Whoever asked for the money or the return, or inspected it, does not agree to it as well."""

    code = "OWN_REFUND"

    def __init__(self) -> None:
        super().__init__("Somebody else must approve this refund.")
