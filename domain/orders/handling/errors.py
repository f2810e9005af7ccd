"""What the handling of an order refuses."""

from domain.shared.errors import DomainError


class NotYourNote(DomainError):
    """Nobody puts words into a colleague's mouth."""

    code = "NOT_YOUR_NOTE"

    def __init__(self) -> None:
        super().__init__("Somebody else wrote this note; write one of your own.")
