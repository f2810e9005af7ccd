"""What the catalog refuses."""

from typing import ClassVar
from uuid import UUID

from domain.shared.errors import DomainError


class ProductHasNoPrice(DomainError):
    """Nobody could buy it: no variant of the product has a price."""

    code: ClassVar[str] = "PRODUCT_HAS_NO_PRICE"

    def __init__(self, product_id: UUID) -> None:
        super().__init__(
            "Give a variant of this product a price before publishing it.", product_id=product_id
        )
        self.product_id = product_id


class ProductDiscontinued(DomainError):
    """It is over: what is discontinued goes on no shelf, before it is introduced again."""

    code: ClassVar[str] = "PRODUCT_DISCONTINUED"

    def __init__(self, product_id: UUID) -> None:
        super().__init__(
            "This product is discontinued; introduce it again before publishing it.",
            product_id=product_id,
        )
        self.product_id = product_id


class CategoryTooDeep(DomainError):
    """The tree of categories has only so many levels."""

    code: ClassVar[str] = "CATEGORY_TOO_DEEP"

    def __init__(self, levels_max: int) -> None:
        super().__init__(f"Categories have at most {levels_max} levels.", levels_max=levels_max)
        self.levels_max = levels_max
