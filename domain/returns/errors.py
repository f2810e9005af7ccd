"""What a return refuses."""

from uuid import UUID

from domain.shared.errors import DomainError


class InspectionDoesNotAddUp(DomainError):
    """Of each unit that came it is said what becomes of it: of none twice, of none nothing."""

    code = "INSPECTION_DOES_NOT_ADD_UP"

    def __init__(self, order_line_id: UUID, received: int, said: int) -> None:
        super().__init__(
            f"{received} of these came, and of {said} it is said what becomes of them.",
            order_line_id=order_line_id,
            received=received,
            said=said,
        )


class ReturnAlreadyRefunded(DomainError):
    """The money went back before the goods: they must come, or somebody says that they did not."""

    code = "RETURN_ALREADY_REFUNDED"

    def __init__(self, number: str) -> None:
        super().__init__("The money for these goods has gone back already.", number=number)


class ReturnOfExchange(DomainError):
    """What comes back for other goods is agreed to together with those."""

    code = "RETURN_OF_EXCHANGE"

    def __init__(self) -> None:
        super().__init__("This return belongs to an exchange: answer that.")
