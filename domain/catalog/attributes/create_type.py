"""Creating a type of products: which attributes such goods have."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.catalog.attributes.events import ProductTypeCreated
from domain.catalog.attributes.kinds import AttributeKind, AttributeLevel
from domain.catalog.attributes.models import Attribute, ProductType, ProductTypeAttribute
from domain.catalog.attributes.values import not_found
from domain.catalog.naming import Name, code_of, names_of
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken, InvalidInput
from domain.shared.outbox import append


@dataclass(frozen=True, slots=True)
class TypeAttribute:
    """An attribute that goods of a type have."""

    attribute_id: UUID
    level: AttributeLevel = AttributeLevel.PRODUCT
    is_required: bool = False


async def create_type(
    ctx: Context,
    *,
    code: str,
    name: str,
    attributes: Sequence[TypeAttribute] = (),
    translations: Sequence[Name] = (),
) -> ProductType:
    """Add a type of products with its attributes, in order.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a text is empty or too long, an attribute twice, or an option without choices.
        NotFound: no such attribute.
        AlreadyTaken: another type has this code.
    """
    ctx.require(Scope.CATALOG_WRITE)
    kind = ProductType(
        version=1,
        code=code_of(code, "code"),
        name=inputs.text(name, "name"),
        names=names_of(translations, "translations"),
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    attributes = distinct_attributes(attributes)
    try:
        async with in_transaction():
            rows = await rows_of(kind, attributes)
            await kind.save(force_create=True)
            await ProductTypeAttribute.bulk_create(rows)
            await append(
                ctx,
                ProductTypeCreated(
                    aggregate_id=kind.id,
                    version=1,
                    attribute_ids=[each.attribute_id for each in attributes],
                ),
            )
            return kind
    except IntegrityError:
        raise AlreadyTaken(f"There is a product type {code} already.", "code") from None


def distinct_attributes(attributes: Sequence[TypeAttribute]) -> list[TypeAttribute]:
    """The attributes of a type, each once.

    Raises:
        InvalidInput: too many, or one twice.
    """
    found = inputs.items(attributes, "attributes")
    inputs.distinct([str(each.attribute_id) for each in found], "attributes")
    return found


async def rows_of(
    kind: ProductType, attributes: Sequence[TypeAttribute]
) -> list[ProductTypeAttribute]:
    """What a type has, as it is kept. The attributes stay until the transaction ends.

    Raises:
        InvalidInput: an option without choices.
        NotFound: no such attribute.
    """
    keys = [each.attribute_id for each in attributes]
    known = {
        row.id: row
        for row in await Attribute.filter(id__in=keys).order_by("id").select_for_update(no_key=True)
    }
    rows = []
    for place, each in enumerate(attributes):
        attribute = known.get(each.attribute_id)
        if attribute is None:
            path = ("attributes", str(place), "attributeId")
            raise not_found("attribute", each.attribute_id, *path)
        if each.level is AttributeLevel.OPTION and attribute.kind is not AttributeKind.CHOICE:
            raise InvalidInput(
                "Only an attribute of choices is an option.", "attributes", str(place), "level"
            )
        rows.append(
            ProductTypeAttribute(
                product_type_id=kind.id,
                attribute_id=each.attribute_id,
                level=each.level,
                is_required=each.is_required,
                position=place,
            )
        )
    return rows
