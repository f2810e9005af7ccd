"""What a request gives: variables, and arguments made of them.

What is as declared is taken by what is known of its type; arguments that are plain variables need
nothing done. Everything else goes graphql-core's way and Strawberry's, refusals among it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    VariableDefinitionNode,
    VariableNode,
    get_argument_values,
    type_from_ast,
)
from graphql.execution.get_variable_signature import get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource, get_variable_values
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from schema.engine.coercing import PLAIN, Fits, Take, Unusual, taker
from schema.engine.mapping import Args

NO_VALUES = VariableValues({}, {})  # of operations that declare none; nobody writes into it


@dataclass(frozen=True, slots=True)
class _Variable:
    name: str
    signature: Any
    take: Take
    may_be_left_out: bool
    has_default: bool


class Variables:
    """The variables that an operation of a valid document declares."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._declared = operation.variable_definitions or ()
        self._known = [self._variable(each) for each in self._declared]

    def of(self, given: Mapping[str, Any] | None) -> VariableValues | None:
        """The variables as declared; None where they are not so."""
        if not self._known:
            return NO_VALUES
        given = given or {}
        try:
            return self._taken(given)
        except Unusual:
            values = get_variable_values(self._schema, self._declared, dict(given))
            return values if isinstance(values, VariableValues) else None

    def _variable(self, node: VariableDefinitionNode) -> _Variable:
        kind = type_from_ast(self._schema, node.type)
        signature = get_variable_signature(self._schema, node)
        has_default = node.default_value is not None
        is_needed = isinstance(kind, GraphQLNonNull)
        return _Variable(
            node.variable.name.value, signature, taker(kind), not is_needed, has_default
        )

    def _taken(self, given: Mapping[str, Any]) -> VariableValues:
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for each in self._known:
            if each.name in given:
                value = given[each.name]
                sources[each.name] = VariableValueSource(each.signature, value)
                coerced[each.name] = each.take(value, 0)
            elif each.may_be_left_out and not each.has_default:
                sources[each.name] = VariableValueSource(each.signature)
            else:
                raise Unusual
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

    @property
    def are_fixed(self) -> bool:
        """Whether the document says them all, and no variable has a part in them."""
        return not any(_has_variable(each.value) for each in self._node.arguments or ())

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
            kind = definition.type
            fits = PLAIN.get(kind.of_type if isinstance(kind, GraphQLNonNull) else kind)
            node = nodes.get(name)
            if node is None and definition.default_value is Undefined:
                continue
            if node is None and definition.default_value is None:
                self._nulls.append(argument.python_name)
                continue
            if not isinstance(node, VariableNode) or fits is None:
                return None
            found.append((argument.python_name, node.name.value, fits))
        return found


def _has_variable(node: Any) -> bool:
    if isinstance(node, VariableNode):
        return True
    inner: Iterable[Any] = getattr(node, "values", None) or getattr(node, "fields", None) or ()
    return any(_has_variable(getattr(each, "value", each)) for each in inner)
