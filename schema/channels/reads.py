"""How channels are read."""

from collections.abc import Mapping

from domain.channels import queries
from schema.engine.mapping import All, Read, Root

READS = (Read("SalesChannel", queries.all_channels, {}),)

ROOTS: Mapping[str, Root] = {"channels": All("SalesChannel", order=("code",))}
