"""What can be permitted, and the roles that bundle it. A table, so that a test can walk it."""

from enum import StrEnum


class Scope(StrEnum):
    """One permission: `resource:action`."""

    AUDIT_READ = "audit:read"  # who did, saw and was refused what
    AUTOMATION_READ = "automation:read"  # rules that act on orders, and what they did
    AUTOMATION_WRITE = "automation:write"
    CATALOG_APPROVE = "catalog:approve"  # what others say of a product, before it is shown
    CATALOG_READ = "catalog:read"  # unpublished products too
    CATALOG_WRITE = "catalog:write"
    CUSTOMERS_ERASE = "customers:erase"  # for good
    CUSTOMERS_EXPORT = "customers:export"  # everything held of one person
    CUSTOMERS_PII = "customers:pii"  # names, addresses, phone numbers unmasked
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    DEVICES_INGEST = "devices:ingest"  # speak for machines of a warehouse
    EVENTS_READ = "events:read"
    FULFILLMENT_READ = "fulfillment:read"
    FULFILLMENT_WRITE = "fulfillment:write"
    INVENTORY_ADJUST = "inventory:adjust"
    INVENTORY_READ = "inventory:read"
    INVENTORY_WRITE = "inventory:write"  # warehouses and alert rules
    NOTIFICATIONS_READ = "notifications:read"  # what customers were told, and in which words
    NOTIFICATIONS_WRITE = "notifications:write"
    ORDERS_READ = "orders:read"
    ORDERS_WRITE = "orders:write"
    PAYMENTS_WRITE = "payments:write"
    PRICING_READ = "pricing:read"  # costs, margins, lists, rules and what came of them
    PRICING_WRITE = "pricing:write"
    PROCESSES_WRITE = "processes:write"  # whose work a step is, and how long it should take
    PROMOTIONS_APPROVE = "promotions:approve"  # campaigns that others planned
    PROMOTIONS_READ = "promotions:read"  # terms, coupons and their codes; campaigns
    PROMOTIONS_WRITE = "promotions:write"
    RETENTION_READ = "retention:read"  # how long what is kept
    RETENTION_WRITE = "retention:write"
    STAFF_WRITE = "staff:write"
    TICKETS_READ = "tickets:read"
    TICKETS_WRITE = "tickets:write"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"


class Role(StrEnum):
    """What somebody is here."""

    ADMIN = "admin"
    AUDITOR = "auditor"
    CATALOG_MANAGER = "catalog_manager"
    SERVICE_AGENT = "service_agent"
    WAREHOUSE_OPERATOR = "warehouse_operator"


ROLE_SCOPES: dict[Role, frozenset[Scope]] = {
    Role.ADMIN: frozenset(Scope),
    Role.AUDITOR: frozenset({Scope.AUDIT_READ, Scope.RETENTION_READ}),
    Role.CATALOG_MANAGER: frozenset(
        {
            Scope.CATALOG_APPROVE,
            Scope.CATALOG_READ,
            Scope.CATALOG_WRITE,
            Scope.INVENTORY_READ,
            Scope.PRICING_READ,
            Scope.PRICING_WRITE,
            Scope.PROMOTIONS_APPROVE,
            Scope.PROMOTIONS_READ,
            Scope.PROMOTIONS_WRITE,
        }
    ),
    Role.SERVICE_AGENT: frozenset(
        {
            Scope.AUTOMATION_READ,
            Scope.CATALOG_READ,
            Scope.CUSTOMERS_PII,
            Scope.CUSTOMERS_READ,
            Scope.CUSTOMERS_WRITE,
            Scope.FULFILLMENT_READ,
            Scope.INVENTORY_READ,
            Scope.NOTIFICATIONS_READ,
            Scope.ORDERS_READ,
            Scope.ORDERS_WRITE,
            Scope.PAYMENTS_WRITE,
            Scope.TICKETS_READ,
            Scope.TICKETS_WRITE,
        }
    ),
    Role.WAREHOUSE_OPERATOR: frozenset(
        {
            Scope.CATALOG_READ,
            Scope.FULFILLMENT_READ,
            Scope.FULFILLMENT_WRITE,
            Scope.INVENTORY_ADJUST,
            Scope.INVENTORY_READ,
            Scope.INVENTORY_WRITE,
            Scope.ORDERS_READ,
        }
    ),
}


def scopes_of(roles: list[str]) -> frozenset[str]:
    """All that a set of roles permits. A role we do not know permits nothing."""
    known = {role.value for role in Role}
    return frozenset(
        scope.value for role in roles if role in known for scope in ROLE_SCOPES[Role(role)]
    )
