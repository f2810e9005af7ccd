"""The schema class: errors that clients can act on, and nothing internal in them."""

import logging
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionContext

from domain.shared.errors import DomainError
from schema.shared.context import GraphContext
from schema.shared.sentences import sentence

log = logging.getLogger("tradegraph.graphql")

# What a client can do wrong before an operation begins; the messages are fit to be shown.
MISTAKES = (CannotGetOperationTypeError, InvalidOperationTypeError, MissingQueryError)
MESSAGE_LENGTH_MAX = 500  # characters; whoever sends much is not sent it back
INTERNAL = {"en": "Something went wrong on our side.", "zh-CN": "服务器内部错误。"}


class Schema(strawberry.Schema):
    """Strawberry's schema, with one place where errors get their code."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Give every error its `extensions`; hide and log the unknown.

        They are `code`, `requestId`, `retryable`, and `field` where one argument is to blame.
        """
        context: Any = execution_context.context if execution_context else None
        for error in errors:
            _explain(error, context if isinstance(context, GraphContext) else None)


def _explain(error: GraphQLError, context: GraphContext | None) -> None:
    locale = context.domain.locale if context else "en"
    code, retryable, field = "BAD_REQUEST", False, None
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if isinstance(cause, DomainError):
        code, retryable = cause.code, cause.retryable
        error.message = sentence(cause, locale)
        field = cause.facts.get("field")
    elif cause is not None and not isinstance(cause, MISTAKES):
        code = "INTERNAL"
        log.error("Unexpected failure at %s", error.path, exc_info=cause)
        error.message = INTERNAL.get(locale, INTERNAL["en"])
    extensions: dict[str, object] = {"code": code, "retryable": retryable}
    if field:
        extensions["field"] = field
    if context:
        extensions["requestId"] = context.domain.request_id
    error.message = error.message[:MESSAGE_LENGTH_MAX]
    error.extensions = {**(error.extensions or {}), **extensions}
