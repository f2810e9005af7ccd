"""Recording a consent: what a customer agrees to, or takes back."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.customers.events import ConsentRecorded
from domain.customers.models import Consent
from domain.customers.permission import require_own_card
from domain.customers.queries import current_consents, lock_customer
from domain.customers.states import ConsentPurpose, ConsentSource
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

POLICY_VERSION_LENGTH_MAX = 32  # characters


async def record_consent(
    ctx: Context,
    customer_id: UUID,
    *,
    purpose: ConsentPurpose,
    is_granted: bool,
    policy_version: str,
    source: ConsentSource = ConsentSource.ACCOUNT,
    expected_version: int | None = None,
) -> Consent:
    """Write down what a customer says to a purpose now. Customers may say so themselves.

    What was said before stays on record. Saying the same again to the same policy writes nothing
    and tells nobody.

    Raises:
        NotPermitted: the actor may not change customers.
        InvalidInput: no policy version, or one too long.
        NotFound: no such customer.
        VersionConflict: the customer changed since `expected_version`.
    """
    require_own_card(ctx)
    policy_version = inputs.text(policy_version, "policyVersion", longest=POLICY_VERSION_LENGTH_MAX)
    async with in_transaction():
        customer = await lock_customer(ctx, customer_id)
        expect_version(customer, "customer", expected_version)
        for known in (await current_consents(ctx, [customer_id])).get(customer_id, []):
            said = (known.purpose, known.is_granted, known.policy_version)
            if said == (purpose, is_granted, policy_version):
                return known

        consent = await Consent.create(
            customer_id=customer.id,
            purpose=purpose,
            is_granted=is_granted,
            policy_version=policy_version,
            source=source,
            recorded_at=ctx.now,
        )
        await raise_version(customer, "customer", at=ctx.now)
        await append(
            ctx,
            ConsentRecorded(
                aggregate_id=customer.id,
                version=customer.version,
                purpose=purpose,
                is_granted=is_granted,
                policy_version=policy_version,
            ),
        )
        return consent
