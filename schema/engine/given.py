"""What a request gives: variables, and arguments made of them.

Texts, whole numbers and truth values are what they are, so where all is as declared they are taken
as they come. Everything else goes graphql-core's way and Strawberry's, refusals among it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLBoolean,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLString,
    OperationDefinitionNode,
    Undefined,
    VariableNode,
    get_argument_values,
    type_from_ast,
)
from graphql.execution.get_variable_signature import get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource, get_variable_values
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from schema.engine.mapping import Args

INT_MAX = 2**31 - 1  # what GraphQL's Int can hold
Fits = Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return type(value) is str


def _is_small(value: Any) -> bool:
    return type(value) is int and -INT_MAX - 1 <= value <= INT_MAX


def _is_true_or_false(value: Any) -> bool:
    return type(value) is bool


# The types whose values stay what they are, and which values those are.
PLAIN: Mapping[Any, Fits] = {
    GraphQLBoolean: _is_true_or_false,
    GraphQLID: _is_text,
    GraphQLInt: _is_small,
    GraphQLString: _is_text,
}


def plain(kind: Any) -> tuple[Fits, bool] | None:
    """Which values of a type stay what they are, and whether it may not be null; None where none
    of them does.
    """
    is_needed = isinstance(kind, GraphQLNonNull)
    fits = PLAIN.get(kind.of_type if is_needed else kind)
    return None if fits is None else (fits, is_needed)


@dataclass(frozen=True, slots=True)
class _Variable:
    name: str
    signature: Any
    fits: Fits
    is_needed: bool


class Variables:
    """The variables that an operation declares."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._declared = operation.variable_definitions or ()
        self._plain: list[_Variable] = []
        for each in self._declared:
            found = plain(type_from_ast(schema, each.type))
            if found is not None and each.default_value is None:
                signature = get_variable_signature(schema, each)
                self._plain.append(_Variable(each.variable.name.value, signature, *found))

    def of(self, given: Mapping[str, Any] | None) -> VariableValues | None:
        """The variables as declared; None where they are not so."""
        given = given or {}
        if len(self._plain) == len(self._declared):
            found = self._as_they_come(given)
            if found is not None:
                return found
        values = get_variable_values(self._schema, self._declared, dict(given))
        return values if isinstance(values, VariableValues) else None

    def _as_they_come(self, given: Mapping[str, Any]) -> VariableValues | None:
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for each in self._plain:
            value = given.get(each.name, Undefined)
            if value is Undefined and not each.is_needed:
                sources[each.name] = VariableValueSource(each.signature)
                continue
            if not (each.fits(value) or (value is None and not each.is_needed)):
                return None
            sources[each.name] = VariableValueSource(each.signature, value)
            coerced[each.name] = value
        return VariableValues(sources, coerced)


class Arguments:
    """The arguments of one field of a document. Those without variables are read once."""

    def __init__(
        self,
        definition: GraphQLField,
        node: FieldNode,
        field: StrawberryField,
        scalars: Any,
        config: Any,
    ) -> None:
        self._definition = definition
        self._node = node
        self._field = field
        self._scalars = scalars
        self._config = config
        self._nulls: list[str] = []  # arguments that are null where they are left out, as here
        self._plain = self._made_of_plain_variables()

    def given(self, variables: VariableValues | None) -> dict[str, Any]:
        """The arguments as GraphQL names them."""
        return get_argument_values(self._definition, self._node, variables)

    def read(self, variables: VariableValues | None) -> Args:
        """The arguments as Python names them."""
        if self._plain is not None and variables is not None:
            found: dict[str, Any] = dict.fromkeys(self._nulls)
            for name, variable, fits in self._plain:
                value = variables.coerced.get(variable)
                if not fits(value):
                    break
                found[name] = value
            else:
                return found
        given = self.given(variables)
        return convert_arguments(given, self._field.arguments, self._scalars, self._config)

    def _made_of_plain_variables(self) -> list[tuple[str, str, Fits]] | None:
        """Names in Python, the variables that they are, and which values stay what they are; None
        where there is more to it.
        """
        nodes = {each.name.value: each.value for each in self._node.arguments or ()}
        found: list[tuple[str, str, Fits]] = []
        for argument in self._field.arguments:
            name = self._config.name_converter.from_argument(argument)
            definition = self._definition.args[name]
            fits = plain(definition.type)
            node = nodes.get(name)
            if node is None and definition.default_value is Undefined:
                continue
            if node is None and definition.default_value is None:
                self._nulls.append(argument.python_name)
                continue
            if not isinstance(node, VariableNode) or fits is None:
                return None
            found.append((argument.python_name, node.name.value, fits[0]))
        return found
