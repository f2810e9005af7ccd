"""Whoever reads the log while facts are put in their month sees all of them.

A reader that had chosen its partitions, and then waited for the default one, knew nothing of the
new month and found nothing in the old place. So it waits for the log itself, before it chooses.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

# As before, but for the first lock. It costs nobody more: whoever reads the log reads the default
# partition, and waited for that.
KEEP_MONTH = """
CREATE OR REPLACE FUNCTION keep_event_month(at timestamptz) RETURNS boolean LANGUAGE plpgsql
SET timezone = 'UTC' AS $$
DECLARE
    first CONSTANT timestamptz := date_trunc('month', at);
    next CONSTANT timestamptz := first + interval '1 month';
    name CONSTANT text := 'event_' || to_char(first, 'YYYY_MM');
BEGIN
    IF to_regclass(name) IS NOT NULL THEN
        RETURN false;
    END IF;
    LOCK TABLE ONLY event IN ACCESS EXCLUSIVE MODE;
    LOCK TABLE event_default IN ACCESS EXCLUSIVE MODE;
    IF to_regclass(name) IS NOT NULL THEN -- by somebody who had the lock before us
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE event INCLUDING DEFAULTS INCLUDING COMMENTS,'
        ' CONSTRAINT in_month CHECK (occurred_at >= %L AND occurred_at < %L))', name, first, next);
    EXECUTE format('WITH moved AS (DELETE FROM event_default'
        ' WHERE occurred_at >= %L AND occurred_at < %L RETURNING *)'
        ' INSERT INTO %I SELECT * FROM moved', first, next, name);
    PERFORM guard_event_partition(name);
    EXECUTE format('ALTER TABLE event ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        name, first, next);
    EXECUTE format('ALTER TABLE %I DROP CONSTRAINT in_month', name);
    RETURN true;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0034_channel_orders")]

    initial = False

    operations = [ops.RunSQL(KEEP_MONTH)]
