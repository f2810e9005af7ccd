"""How long what is kept, why, and what would go, as administrators see it."""

from datetime import datetime

import strawberry

from domain.processes.preview_retention import Preview
from domain.retention import models
from domain.retention.rules import RULES, Exemption, RetentionKind
from schema.retention.chinese import in_words
from schema.shared.enums import describe

describe(
    RetentionKind,
    "A kind of data that goes some day.",
    **{kind.name: f"{RULES[kind].what[0].upper()}{RULES[kind].what[1:]}." for kind in RULES},
)


@strawberry.type(description="How long a kind of data is kept.")
class RetentionRule:
    """A rule of the table, and what was made of it."""

    kind: RetentionKind = strawberry.field(description="The kind of data.")
    what: str = strawberry.field(description="What goes, in plain words.")
    after: str = strawberry.field(description="From when on the days are counted, in plain words.")
    reason: str = strawberry.field(description="Why it is kept until then.")
    kept_days: int | None = strawberry.field(
        description="For how many days it is kept; null is for good."
    )
    default_days: int | None = strawberry.field(
        description="For how many days unless somebody says otherwise."
    )
    least_days: int = strawberry.field(description="The shortest period that may be set, in days.")
    most_days: int = strawberry.field(description="The longest period that may be set, in days.")
    may_be_off: bool = strawberry.field(description="Whether it may be kept for good.")
    is_own: bool = strawberry.field(
        description="Whether somebody set the period; else the default holds."
    )
    due_at: datetime | None = strawberry.field(
        description="When something goes by it next, at the earliest; null if never."
    )
    applied_at: datetime | None = strawberry.field(
        description="When it was last applied to the end; null if never."
    )
    removed_count: int | None = strawberry.field(
        description="How many rows went when it was last applied; null if it never was. Facts of"
        " type retention.applied say the same of each time."
    )
    version: int = strawberry.field(
        description="Rises with each change and each run that took something out."
    )

    @classmethod
    def of(cls, row: models.RetentionRule, locale: str) -> "RetentionRule":
        """A rule as the wire shows it, in the asker's language."""
        rule = RULES[row.kind]
        return cls(
            kind=row.kind,
            what=in_words(rule.what, locale),
            after=in_words(rule.after, locale),
            reason=in_words(rule.reason, locale),
            kept_days=row.days,
            default_days=rule.default,
            least_days=rule.least,
            most_days=rule.most,
            may_be_off=rule.may_be_off,
            is_own=row.is_own,
            due_at=None if row.days is None else row.due_at,
            applied_at=row.applied_at,
            removed_count=None if row.applied_at is None else row.removed,
            version=row.version,
        )


@strawberry.type(description="What no rule takes out, whatever is set.")
class RetentionExemption:
    """What, and why."""

    what: str = strawberry.field(description="What stays, in plain words.")
    reason: str = strawberry.field(description="Why it stays.")

    @classmethod
    def of(cls, exemption: Exemption, locale: str) -> "RetentionExemption":
        """An exemption in the asker's language."""
        return cls(what=in_words(exemption.what, locale), reason=in_words(exemption.reason, locale))


@strawberry.type(description="What a rule would take out now.")
class RetentionPreview:
    """So many rows."""

    kind: RetentionKind = strawberry.field(description="The kind of data.")
    kept_days: int | None = strawberry.field(
        description="The period that was looked at, in days; null is for good."
    )
    until: datetime | None = strawberry.field(description="What lies before this would go.")
    count: int = strawberry.field(
        description="How many rows would go: such as sessions, customers."
    )

    @classmethod
    def of(cls, found: Preview) -> "RetentionPreview":
        """A preview as the wire shows it."""
        return cls(kind=found.kind, kept_days=found.kept_days, until=found.until, count=found.count)
