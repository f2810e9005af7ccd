"""What is refused about bundles."""

from typing import ClassVar

from domain.shared.errors import DomainError


class BundleInBundle(DomainError):
    """A bundle is made of plain variants: not of itself, and of no other bundle."""

    code: ClassVar[str] = "BUNDLE_IN_BUNDLE"

    def __init__(self) -> None:
        super().__init__("A bundle is made of variants that are no bundles themselves.")
