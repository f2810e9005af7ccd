"""Tags: words that products carry, made when first used."""

from collections.abc import Sequence
from uuid import UUID

from domain.catalog.models import ProductTag, Tag
from domain.shared import inputs

TAG_LENGTH_MAX = 80  # characters


def names_of_tags(tags: Sequence[str], *field: str) -> list[str]:
    """Tags as they are kept: each once, in order of the alphabet. `field` is `tags` if not said.

    Raises:
        InvalidInput: too many, or one that is empty or too long.
    """
    path = field or ("tags",)
    return sorted(
        {
            inputs.text(tag, *path, str(place), longest=TAG_LENGTH_MAX)
            for place, tag in enumerate(inputs.items(tags, *path))
        }
    )


async def tag_product(product_id: UUID, names: Sequence[str]) -> bool:
    """Let a product carry just these tags; whether that changed anything.

    Names come sorted, so that two writers of the same new tags wait for each other in one order.
    """
    carried = {
        row.tag.name: row.id
        for row in await ProductTag.filter(product_id=product_id).select_related("tag")
    }
    gone = [row_id for name, row_id in carried.items() if name not in names]
    new = [name for name in names if name not in carried]
    if gone:
        await ProductTag.filter(id__in=gone).delete()
    if new:
        await Tag.bulk_create([Tag(name=name) for name in new], ignore_conflicts=True)
        await ProductTag.bulk_create(
            ProductTag(product_id=product_id, tag_id=tag.id)
            for tag in await Tag.filter(name__in=new)
        )
    return bool(gone or new)
