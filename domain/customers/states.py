"""What a customer may agree to, where they said so, and what binds groups."""

from enum import StrEnum


class ConsentPurpose(StrEnum):
    """What personal data may be used for beside the order itself."""

    MARKETING_EMAIL = "marketing_email"
    MARKETING_SMS = "marketing_sms"
    ANALYTICS = "analytics"
    PERSONALIZATION = "personalization"


class ConsentSource(StrEnum):
    """Where somebody said so."""

    ACCOUNT = "account"
    CHECKOUT = "checkout"
    SERVICE_DESK = "service_desk"
    IMPORT = "import"


class GroupKind(StrEnum):
    """What binds a group of customers together."""

    GROUP = "group"  # somebody put them there
    TIER = "tier"  # a step of loyalty; everybody is on one at most
    SEGMENT = "segment"  # they have something in common
