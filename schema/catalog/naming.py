"""Names in every language, of whatever in the catalog has one."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import strawberry

from domain.catalog.naming import Name
from schema.engine.mapping import Args, Computed, Expression, Field
from schema.engine.values import loaded
from schema.shared.context import GraphContext, Info
from schema.shared.scalars import LocaleCode

Locale = Annotated[
    LocaleCode | None,
    strawberry.argument(description="The language wanted; the asker's own if nothing is said."),
]


@strawberry.type(description="A name in one language.")
class NameTranslation:
    """A name."""

    locale: LocaleCode = strawberry.field(description="The language.")
    name: str = strawberry.field(description="The name in it.")

    @classmethod
    def each(cls, names: Mapping[str, str]) -> "list[NameTranslation]":
        """Names as a row keeps them, by language."""
        return [cls(locale=LocaleCode(key), name=names[key]) for key in sorted(names)]


@strawberry.type(description="Something with a name in every language.")
class Named:
    """What such types have in common."""

    @strawberry.field(description="The name, in the language asked for if there is one.")
    def name(self, info: Info, locale: Locale = None) -> str:
        row: Any = self.row  # type: ignore[attr-defined]  # every such type has one
        name: str = row.names.get(locale or info.context.domain.locale) or row.name
        return name

    @strawberry.field(description="The names in all other languages there are.")
    def translations(self) -> list[NameTranslation]:
        return NameTranslation.each(self.row.names)  # type: ignore[attr-defined]  # as above


@strawberry.input(description="A name in another language.")
class NameTranslationInput:
    """A name."""

    locale: LocaleCode = strawberry.field(description="The language.")
    name: str = strawberry.field(description="The name in it, up to 200 characters.")


def names_in(given: Sequence[NameTranslationInput] | None) -> list[Name]:
    """Names as the domain takes them."""
    return [Name(each.locale, each.name) for each in given or []]


def wanted_locale(context: GraphContext, args: Args) -> str:
    """The language asked for, else the asker's own."""
    return args.get("locale") or context.domain.locale


def shown_names(context: GraphContext, names: Any) -> list[NameTranslation]:
    """Names of a row as the wire has them."""
    return NameTranslation.each(loaded(names))


# The same for the tables of reads.
NAMED: Mapping[str, Field] = {
    "name": Expression(
        'COALESCE(NULLIF({row}."names" ->> ({locale})::text, \'\'), {row}."name")',
        {"locale": wanted_locale},
        columns=("names", "name"),
    ),
    "translations": Computed(("names",), shown_names),
}
