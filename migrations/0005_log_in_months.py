"""The log in months, and one row per thing that keeps its versions unique and without a hole.

Nothing that spans partitions can be unique but by the partition key. So what the old constraint
said, that no two facts of one thing have one version, a trigger says now with `aggregate_version`,
and more: that none is left out. `seq` is unique in each partition; across them it is so because it
is given under the lock of `relay_state`, whose numbers only grow.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

# One row per thing: the version of its newest fact. Rows change in place (HOT).
NEWEST_VERSIONS = """
CREATE TABLE aggregate_version (
    aggregate_type varchar(32) NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (aggregate_type, aggregate_id)
) WITH (fillfactor = 80)
"""

REFUSE = """
CREATE FUNCTION refuse_facts(kind text, thing uuid, known integer, first integer, facts bigint)
RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    RAISE unique_violation USING
        MESSAGE = format('%s %s is at version %s: %s fact(s) from version %s on do not follow it',
            kind, thing, known, facts, first),
        DETAIL = 'Versions of one thing count 1, 2, 3 … without a double and without a hole.',
        TABLE = 'event', CONSTRAINT = 'event_versions_follow';
END $$
"""

# One statement for however many facts. Who writes about one thing at once waits here for the other
# to commit, and is refused then. The plan is made once in a session, for whatever number of facts
# comes first; the settings keep it to the index, which is right for one fact and for a million.
FOLLOW = """
CREATE FUNCTION event_versions_follow() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    MERGE INTO aggregate_version AS known
    USING (
        SELECT aggregate_type, aggregate_id, min(version) AS first, max(version) AS last,
            count(*) AS facts,
            count(DISTINCT version) = count(*)
                AND max(version) - min(version) + 1 = count(*) AS is_dense
        FROM told GROUP BY aggregate_type, aggregate_id
    ) AS news
    ON known.aggregate_type = news.aggregate_type AND known.aggregate_id = news.aggregate_id
    WHEN MATCHED AND is_dense AND known.version = first - 1 THEN
        UPDATE SET version = last
    WHEN NOT MATCHED AND is_dense AND first = 1 THEN
        INSERT VALUES (news.aggregate_type, news.aggregate_id, last)
    WHEN MATCHED THEN
        UPDATE SET version = refuse_facts(
            news.aggregate_type, news.aggregate_id, known.version, first, facts)
    WHEN NOT MATCHED THEN
        INSERT VALUES (news.aggregate_type, news.aggregate_id, refuse_facts(
            news.aggregate_type, news.aggregate_id, 0, first, facts));
    RETURN NULL;
END $$
"""

GUARD_PARTITION = """
CREATE FUNCTION guard_event_partition(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE UNIQUE INDEX %I ON %I (aggregate_type, aggregate_id, version)',
        name || '_history', name);
    EXECUTE format('CREATE UNIQUE INDEX %I ON %I (seq) WHERE seq IS NOT NULL AND NOT historic',
        name || '_replayable', name);
END $$
"""

# A month gets its partition together with the facts of it that fell beside all months. Writers wait
# meanwhile, for one who had chosen the default partition before would be refused after; so do
# readers of the default partition, which means of the log. Without strays it is a matter of
# milliseconds once the locks are there. Who must not hold up others sets a lock_timeout.
KEEP_MONTH = """
CREATE FUNCTION keep_event_month(at timestamptz) RETURNS boolean LANGUAGE plpgsql
SET timezone = 'UTC' AS $$
DECLARE
    first CONSTANT timestamptz := date_trunc('month', at);
    next CONSTANT timestamptz := first + interval '1 month';
    name CONSTANT text := 'event_' || to_char(first, 'YYYY_MM');
BEGIN
    IF to_regclass(name) IS NOT NULL THEN
        RETURN false;
    END IF;
    LOCK TABLE ONLY event IN SHARE ROW EXCLUSIVE MODE;
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

ONLY_FORWARD = """
CREATE FUNCTION relay_state_only_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The numbers of a log only grow: % cannot follow %',
        (NEW.last_seq, NEW.replay_floor), (OLD.last_seq, OLD.replay_floor);
END $$
"""

STEPS = [
    "LOCK TABLE event IN ACCESS EXCLUSIVE MODE",
    "ALTER TABLE event RENAME TO event_whole",
    NEWEST_VERSIONS,
    # A table that is made like another has its columns in the same order.
    "CREATE TABLE event (LIKE event_whole INCLUDING DEFAULTS INCLUDING COMMENTS)"
    " PARTITION BY RANGE (occurred_at)",
    "ALTER SEQUENCE event_id_seq OWNED BY event.id",
    GUARD_PARTITION,
    KEEP_MONTH,
    # What has no month yet is taken too.
    "CREATE TABLE event_default PARTITION OF event DEFAULT",
    "SELECT guard_event_partition('event_default')",
    "SELECT keep_event_month(month) FROM (SELECT DISTINCT date_trunc('month', occurred_at, 'UTC')"
    " AS month FROM event_whole WHERE isfinite(occurred_at) ORDER BY month) months",
    "SELECT keep_event_month(now() + ahead * interval '1 month') FROM generate_series(0, 2) ahead",
    "INSERT INTO event SELECT * FROM event_whole",
    "INSERT INTO aggregate_version SELECT aggregate_type, aggregate_id, max(version)"
    " FROM event_whole GROUP BY aggregate_type, aggregate_id",
    "DROP TABLE event_whole",
    "ALTER TABLE event ADD PRIMARY KEY (id, occurred_at)",
    "CREATE INDEX event_unnumbered ON event (id) WHERE seq IS NULL",
    REFUSE,
    FOLLOW,
    "CREATE TRIGGER event_versions_follow AFTER INSERT ON event REFERENCING NEW TABLE AS told"
    " FOR EACH STATEMENT EXECUTE FUNCTION event_versions_follow()",
    "CREATE TRIGGER event_rings_the_relay AFTER INSERT ON event"
    " FOR EACH STATEMENT EXECUTE FUNCTION ring_the_relay()",
    # Another epoch is another log, whose numbers begin where they like.
    ONLY_FORWARD,
    "CREATE TRIGGER relay_state_only_forward BEFORE UPDATE ON relay_state FOR EACH ROW"
    " WHEN (NEW.epoch = OLD.epoch"
    " AND (NEW.last_seq < OLD.last_seq OR NEW.replay_floor < OLD.replay_floor))"
    " EXECUTE FUNCTION relay_state_only_forward()",
    "ALTER TABLE relay_state ADD CONSTRAINT relay_state_replays_what_is_numbered"
    " CHECK (replay_floor <= last_seq)",
    # How far the log went at which time: what is replayed is what was told since.
    "CREATE TABLE replay_mark (epoch uuid, at timestamptz, seq bigint NOT NULL,"
    " PRIMARY KEY (epoch, at))",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0004_import_progress")]

    initial = False

    operations = [ops.RunSQL(STEPS)]
