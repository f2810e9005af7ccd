"""Arguments that mean the same everywhere."""

from typing import Annotated

import strawberry

Id = Annotated[strawberry.ID, strawberry.argument(description="The global id.")]
MaybeId = Annotated[strawberry.ID | None, strawberry.argument(description="The global id.")]
MaybeSlug = Annotated[str | None, strawberry.argument(description="The name in addresses.")]
MaybeSku = Annotated[str | None, strawberry.argument(description="The stock-keeping unit.")]
