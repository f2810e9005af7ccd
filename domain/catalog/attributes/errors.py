"""What is refused about attributes."""

from typing import ClassVar

from domain.shared.errors import DomainError


class AttributeInUse(DomainError):
    """Goods have values of it, or types of products have it: those would mean something else."""

    code: ClassVar[str] = "ATTRIBUTE_IN_USE"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is in use: first take it away from the goods that have it.", name=name
        )
        self.name = name
