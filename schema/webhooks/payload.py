"""A fact as receivers read it: thin, ids and values only, in the words of the graph."""

import orjson
from strawberry.utils.str_converters import capitalize_first, to_camel_case

from domain.webhooks.telling import Fact
from schema.shared.history import public_data
from schema.shared.ids import global_id


def compose(fact: Fact) -> str:
    """The body of a message. Ids are those of the graph, so whoever wants more asks there."""
    kind = capitalize_first(to_camel_case(fact.aggregate_type))
    message = {
        "type": fact.type,
        "timestamp": fact.occurred_at,
        "data": {
            "id": global_id(kind, fact.aggregate_id),
            "kind": kind,
            "version": fact.version,
            "seq": fact.seq,
            "values": public_data(dict(fact.payload)),
        },
    }
    return orjson.dumps(message, option=orjson.OPT_UTC_Z).decode()
