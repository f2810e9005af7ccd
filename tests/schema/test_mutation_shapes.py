"""Every mutation has one shape, so that a client who knows one knows them all."""

from graphql import GraphQLField, GraphQLNonNull, GraphQLSchema, build_schema

from schema.root import schema

GRAPH: GraphQLSchema = build_schema(schema.as_str())


def mutations() -> dict[str, GraphQLField]:
    assert GRAPH.mutation_type is not None
    return GRAPH.mutation_type.fields


def capitalised(name: str) -> str:
    return name[0].upper() + name[1:]


def test_a_mutation_takes_one_input_named_after_it() -> None:
    takes = {
        name: {argument: str(given.type) for argument, given in field.args.items()}
        for name, field in mutations().items()
    }

    assert takes == {name: {"input": f"{capitalised(name)}Input!"} for name in mutations()}


def test_a_mutation_answers_with_a_payload_of_its_own() -> None:
    answers = {name: str(field.type) for name, field in mutations().items()}

    assert answers == {name: f"{capitalised(name)}Payload!" for name in mutations()}


def test_a_payload_shows_its_refusals_and_otherwise_only_what_may_be_missing() -> None:
    for name, field in mutations().items():
        payload = field.type.of_type  # type: ignore[union-attr]  # non-null, as tested above
        shown = dict(payload.fields)

        assert str(shown.pop("userErrors").type) == "[UserError!]!"
        assert shown, name
        assert not any(isinstance(other.type, GraphQLNonNull) for other in shown.values()), name
