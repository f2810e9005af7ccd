"""Adding a choice to an attribute that has choices."""

from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.catalog.attributes.create_attribute import NewChoice, choice_row
from domain.catalog.attributes.events import AttributeUpdated
from domain.catalog.attributes.kinds import AttributeKind
from domain.catalog.attributes.models import Attribute, AttributeChoice
from domain.catalog.attributes.queries import lock_attribute
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken, InvalidInput
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

CHOICES_MAX = 1_000  # of one attribute


async def add_choice(
    ctx: Context, attribute_id: UUID, choice: NewChoice, *, expected_version: int | None = None
) -> Attribute:
    """Add a choice behind those there are.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: the attribute has no choices or a thousand, or a text is empty or too long.
        NotFound: no such attribute.
        VersionConflict: it changed since `expected_version`.
        AlreadyTaken: another choice of it has this code.
    """
    ctx.require(Scope.CATALOG_WRITE)
    try:
        async with in_transaction():
            attribute = await lock_attribute(ctx, attribute_id)
            expect_version(attribute, "attribute", expected_version)
            if attribute.kind is not AttributeKind.CHOICE:
                raise InvalidInput("Only an attribute of choices has choices.", "attributeId")
            last = await AttributeChoice.filter(attribute_id=attribute.id).order_by("-position")
            if len(last) >= CHOICES_MAX:
                raise InvalidInput(
                    f"An attribute has at most {CHOICES_MAX} choices.", "attributeId"
                )
            row = choice_row(attribute, choice, last[0].position + 1 if last else 0)
            await row.save(force_create=True)
            await raise_version(attribute, "attribute", at=ctx.now)
            await append(
                ctx,
                AttributeUpdated(
                    aggregate_id=attribute.id, version=attribute.version, changed=["choices"]
                ),
            )
            return attribute
    except IntegrityError:
        raise AlreadyTaken(f"There is a choice {choice.code} already.", "code") from None
