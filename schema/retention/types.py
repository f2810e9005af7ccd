"""How long what is kept, why, and what would go, as administrators see it."""

from datetime import datetime

import strawberry

from domain.processes.preview_retention import Preview
from domain.retention import models
from domain.retention.rules import RULES, Exemption, RetentionKind
from schema.retention.chinese import in_words
from schema.shared.context import Info
from schema.shared.enums import describe

describe(
    RetentionKind,
    "A kind of data that goes some day.",
    **{kind.name: f"{RULES[kind].what[0].upper()}{RULES[kind].what[1:]}." for kind in RULES},
)


@strawberry.type(description="How long a kind of data is kept.")
class RetentionRule:
    """A rule of the table, and what was made of it."""

    row: strawberry.Private[models.RetentionRule]

    @strawberry.field(description="The kind of data.")
    def kind(self) -> RetentionKind:
        return self.row.kind

    @strawberry.field(description="What goes, in plain words.")
    def what(self, info: Info) -> str:
        return in_words(RULES[self.row.kind].what, info.context.domain.locale)

    @strawberry.field(description="From when on the days are counted, in plain words.")
    def after(self, info: Info) -> str:
        return in_words(RULES[self.row.kind].after, info.context.domain.locale)

    @strawberry.field(description="Why it is kept until then.")
    def reason(self, info: Info) -> str:
        return in_words(RULES[self.row.kind].reason, info.context.domain.locale)

    @strawberry.field(description="For how many days it is kept; null is for good.")
    def kept_days(self) -> int | None:
        return self.row.days

    @strawberry.field(description="For how many days unless somebody says otherwise.")
    def default_days(self) -> int | None:
        return RULES[self.row.kind].default

    @strawberry.field(description="The shortest period that may be set, in days.")
    def least_days(self) -> int:
        return RULES[self.row.kind].least

    @strawberry.field(description="The longest period that may be set, in days.")
    def most_days(self) -> int:
        return RULES[self.row.kind].most

    @strawberry.field(description="Whether it may be kept for good.")
    def may_be_off(self) -> bool:
        return RULES[self.row.kind].may_be_off

    @strawberry.field(description="Whether somebody set the period; else the default holds.")
    def is_own(self) -> bool:
        return self.row.is_own

    @strawberry.field(description="When something goes by it next, at the earliest; null if never.")
    def due_at(self) -> datetime | None:
        return None if self.row.days is None else self.row.due_at

    @strawberry.field(description="When it was last applied to the end; null if never.")
    def applied_at(self) -> datetime | None:
        return self.row.applied_at

    @strawberry.field(
        description="How many rows went when it was last applied; null if it never was. Facts of"
        " type retention.applied say the same of each time."
    )
    def removed_count(self) -> int | None:
        return None if self.row.applied_at is None else self.row.removed

    @strawberry.field(description="Rises with each change and each run that took something out.")
    def version(self) -> int:
        return self.row.version

    @classmethod
    def of(cls, row: models.RetentionRule) -> "RetentionRule":
        """A rule as the wire shows it."""
        return cls(row=row)


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
