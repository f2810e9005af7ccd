"""What clients select: fields of every type there is, in every way in which it can be written.

First the fields of one level are chosen; then they are dressed: some go into fragments, with or
without a name, some are said twice. What is written so is valid, for each response key of a level
means one thing.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_leaf_type,
    is_required_argument,
)

from tests.schema.engine.chance import Chance
from tests.schema.engine.values import IDS, KINDS, WORDS_EACH, Values, literal
from tests.schema.engine.words import word

DEPTH_MAX = 9  # levels of fields
INNER_MAX = 7  # fields that have fields inside, of each field at the root
ID = "id({}): ID!"  # what a node's id means, wherever it is selected
SELDOM = {"after": 5, "before": 7, "last": 5, "orderBy": 5}  # arguments given so seldom
MISLEADING = ("id", "name", "status", "nodes", "total", "version")  # aliases like real fields


@dataclass(slots=True)
class Field:
    """One field as it is written; `inner` is None where nothing is inside."""

    name: str
    alias: str = ""
    arguments: dict[str, str] = field(default_factory=dict)
    directives: str = ""
    inner: "list[Selection] | None" = None

    @property
    def key(self) -> str:
        """What the answer calls it."""
        return self.alias or self.name


@dataclass(slots=True)
class Inline:
    """Some fields of one level, perhaps of one type alone."""

    on: str
    directives: str
    inner: "list[Selection]"


@dataclass(slots=True)
class Spread:
    """The same under a name."""

    name: str
    directives: str = ""


Selection = Field | Inline | Spread


@dataclass(slots=True)
class Fragment:
    """Some fields of a type, under a name."""

    name: str
    on: str
    inner: list[Selection]
    means: dict[str, str]  # by key; empty if it is not used again


class Selections:
    """Chooses the selections of one document, and names its fragments.

    What leads to one of the `kinds` is chosen more often.
    """

    def __init__(
        self, schema: GraphQLSchema, chance: Chance, values: Values, kinds: Collection[str] = ()
    ) -> None:
        self.schema = schema
        self.kinds = frozenset(kinds)
        self.chance = chance
        self.values = values
        self.fragments: dict[str, Fragment] = {}
        self._inner = 0
        self._aliases = 0

    def of_root(self, names: list[str]) -> list[Selection]:
        """These fields of the query root, and what is inside them."""
        root = self.schema.query_type
        assert root is not None, "the schema has queries"
        said: dict[str, str] = {}
        chosen: list[Selection] = []
        for name in names:
            self._inner = 0
            chosen.append(self._field(root, name, said, 1))
        if self.chance.one_in(12):
            chosen.append(self._typename(said))
        if self.chance.one_in(60):
            chosen.append(Field("__schema", inner=[Field("queryType", inner=[Field("name")])]))
        return self._dressed(root, chosen, said)

    def directives(self) -> str:
        """`@skip` and `@include`, now and then."""
        chance = self.chance
        if not chance.one_in(14):
            return ""
        skip = f" @skip(if: {chance.among(('false', 'false', 'true'))})"
        if chance.one_in(3):
            return skip
        include = f" @include(if: {literal(self.values.condition())})"
        return skip + include if chance.one_in(4) else include

    def _of(self, kind: GraphQLNamedType, depth: int) -> list[Selection]:
        if isinstance(kind, GraphQLInterfaceType):
            return self.of_nodes(self.chance.some(KINDS[:-1], 2), depth)
        assert isinstance(kind, GraphQLObjectType), "there are no unions among what is read"
        said: dict[str, str] = {}
        chosen: list[Selection] = []
        if self.chance.one_in(6):
            chosen.append(self._typename(said))
        names = [name for name, each in kind.fields.items() if self._fits(each, depth)]
        size = 1 + self.chance.upto(3)
        if self.chance.one_in(8):  # some clients ask for all there is
            names = [name for name in names if is_leaf_type(get_named_type(kind.fields[name].type))]
            size = len(names)
        for name in self._towards(kind, names, size):
            chosen.append(self._field(kind, name, said, depth))
        if not chosen:  # nothing of it is plain, and nothing deeper is asked for
            chosen.append(self._typename(said))
        return self._dressed(kind, chosen, said)

    def _towards(self, kind: GraphQLObjectType, names: list[str], size: int) -> list[str]:
        """Some of these fields, and mostly first one that leads where it is to go."""
        chance = self.chance
        leading = [
            name for name in names if get_named_type(kind.fields[name].type).name in self.kinds
        ]
        first = [chance.among(leading)] if leading and not chance.one_in(3) else []
        rest = [name for name in names if name not in first]
        return first + chance.some(rest, size - len(first))

    def of_nodes(self, kinds: list[str], depth: int) -> list[Selection]:
        """What is common to all nodes, and what is special to some kinds of them."""
        chance = self.chance
        said: dict[str, str] = {}
        chosen: list[Selection] = []
        if chance.one_in(2):
            chosen.append(self._typename(said))
        if chance.one_in(2):
            said["id"] = ID
            chosen.append(Field("id", directives=self.directives()))
        for name in dict.fromkeys(kinds):
            kind = self._object(name)
            fits = [each for each, inner in kind.fields.items() if self._fits(inner, depth)]
            some = chance.some(fits, 1 + chance.upto(3))
            own = self._dressed(kind, [self._field(kind, each, said, depth) for each in some], said)
            if chance.one_in(4):
                chosen.append(self._named(name, own, said))
            else:
                chosen.append(Inline(name, self.directives(), own))
        return chosen

    def _field(
        self, kind: GraphQLObjectType, name: str, said: dict[str, str], depth: int
    ) -> Selection:
        """A field with its arguments, under a key that means nothing else on this level."""
        found = kind.fields[name]
        inner = get_named_type(found.type)
        if kind is self.schema.query_type and name in {"node", "nodes"}:
            return self._nodes(name, said, depth)
        arguments = self._arguments(found, about(found.type))
        chosen = Field(name, "", arguments, self.directives())
        if is_composite_type(inner):
            self._inner += 1
            chosen.inner = self._of(inner, depth + 1)
        self._name(chosen, f"{name}({arguments}): {found.type}", said)
        return chosen

    def _nodes(self, name: str, said: dict[str, str], depth: int) -> Field:
        """Things by their ids, and what is asked of just these kinds of things."""
        chance = self.chance
        kinds = chance.some(KINDS, 1 + chance.upto(2))
        ids = [word(kind, chance.upto(WORDS_EACH - 1)) for kind in kinds]
        if name == "node" or chance.one_in(8):
            name, arguments = "node", {"id": literal(self.values.given("ID!", ids[0]))}
        else:
            arguments = {"ids": literal(self.values.given("[ID!]!", ids))}
        known = [kind for kind in kinds if kind != "Unknown"] or ["Order"]
        chosen = Field(name, "", arguments, self.directives(), self.of_nodes(known, depth + 1))
        self._name(chosen, f"{name}({arguments}): [Node]", said)
        return chosen

    def _arguments(self, found: GraphQLField, asked: str) -> dict[str, str]:
        chance = self.chance
        chosen = [
            name
            for name, argument in found.args.items()
            if is_required_argument(argument) or chance.one_in(SELDOM.get(name, 3))
        ]
        if {"first", "last"} <= set(chosen) and not chance.one_in(4):
            chosen.remove("last")
        return {
            name: literal(self.values.of(found.args[name].type, name, IDS.get(name, asked)))
            for name in chosen
        }

    def _name(self, chosen: Field, meaning: str, said: dict[str, str]) -> None:
        """An alias where the name means something else already, and now and then without need."""
        chance = self.chance
        taken = chosen.name in said and (said[chosen.name] != meaning or chosen.inner is not None)
        if taken or chance.one_in(10):
            self._aliases += 1
            wanted = chance.among(MISLEADING)
            chosen.alias = f"{wanted}{self._aliases}" if wanted in said else wanted
        said[chosen.key] = meaning

    def _typename(self, said: dict[str, str]) -> Field:
        said["__typename"] = "__typename"
        return Field("__typename")

    def _dressed(
        self, kind: GraphQLObjectType, chosen: list[Selection], said: dict[str, str]
    ) -> list[Selection]:
        chance = self.chance
        if chance.one_in(8):
            chosen = self._said_twice(chosen)
        if chance.one_in(6):
            start = chance.upto(len(chosen) - 1)
            end = start + 1 + chance.upto(len(chosen) - start - 1)
            part = chosen[start:end]
            if chance.one_in(2):
                dressed: Selection = self._named(kind.name, part, said)
            else:
                dressed = Inline(chance.among((kind.name, "")), self.directives(), part)
            chosen = [*chosen[:start], dressed, *chosen[end:]]
        if kind.interfaces and chance.one_in(12) and said.setdefault("id", ID) == ID:
            chosen.append(Inline("Node", self.directives(), [Field("id"), Field("__typename")]))
        if chance.one_in(8):
            chosen += self._known(kind.name, said)
        return chosen

    def _said_twice(self, chosen: list[Selection]) -> list[Selection]:
        """One field once more; what is inside it may be shared out between the two."""
        first = self.chance.among(chosen)
        if not isinstance(first, Field):
            return chosen
        second = Field(first.name, first.alias, first.arguments, self.directives())
        if first.inner is not None:
            cut = self.chance.upto(len(first.inner) - 1)
            first.inner, second.inner = first.inner[: cut + 1], first.inner[cut:]
        return [*chosen, second]

    def _named(self, on: str, part: list[Selection], said: dict[str, str]) -> Spread:
        name = f"F{len(self.fragments) + 1}"
        plain = [each.key for each in part if isinstance(each, Field) and each.inner is None]
        means = {key: said[key] for key in plain} if len(plain) == len(part) else {}
        self.fragments[name] = Fragment(name, on, part, means)
        return Spread(name, self.directives())

    def _known(self, on: str, said: dict[str, str]) -> list[Selection]:
        """A fragment that was named elsewhere, if it contradicts nothing here."""
        for fragment in self.fragments.values():
            if (
                fragment.on == on
                and fragment.means
                and all(
                    said.get(key, meaning) == meaning for key, meaning in fragment.means.items()
                )
            ):
                said |= fragment.means
                return [Spread(fragment.name, self.directives())]
        return []

    def _fits(self, found: GraphQLField, depth: int) -> bool:
        """Whether there is room for a field: always for what has nothing inside."""
        if is_leaf_type(get_named_type(found.type)):
            return True
        return depth < DEPTH_MAX and self._inner < INNER_MAX

    def _object(self, name: str) -> GraphQLObjectType:
        found: Any = self.schema.type_map[name]
        assert isinstance(found, GraphQLObjectType)
        return found


def about(kind: Any) -> str:
    """The kind of thing that a field of this type is about: of a list, what it is a list of."""
    inner = get_named_type(kind)
    listed = inner.fields.get("nodes") if isinstance(inner, GraphQLObjectType) else None
    return get_named_type(listed.type).name if listed else inner.name
