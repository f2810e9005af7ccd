"""Looking at channels."""

import strawberry

from domain.channels import queries
from schema.channels.types import SalesChannel
from schema.shared.context import Info


@strawberry.type(description="Looking at channels.")
class ChannelQueries:
    """Channels."""

    @strawberry.field(description="Where orders come from, by code.")
    async def channels(self, info: Info) -> list[SalesChannel]:
        return SalesChannel.each(await queries.channels(info.context.domain))
