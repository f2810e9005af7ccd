"""What a customer may agree to, and where they said so."""

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
