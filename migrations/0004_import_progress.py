"""Which portions of which source are in: written in the portion's own transaction."""

from tortoise import migrations
from tortoise.migrations import operations as ops

CREATE = """
CREATE TABLE import_progress (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source varchar(32) NOT NULL,
    unit varchar(64) NOT NULL,
    done_at timestamptz NOT NULL,
    counts jsonb NOT NULL,
    UNIQUE (source, unit)
)
"""


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0003_waybills_issued")]

    initial = False

    operations = [ops.RunSQL(CREATE)]
