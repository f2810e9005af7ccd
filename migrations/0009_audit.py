"""The trail: entries of what no fact tells, seals over them and the facts, and what guards both."""

from tortoise import migrations
from tortoise.migrations import operations as ops

ENTRY = """
CREATE TABLE audit_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number bigint UNIQUE,
    place bigint,
    kind varchar(32) NOT NULL,
    actor varchar(64) NOT NULL,
    address varchar(64),
    request_id varchar(64) NOT NULL,
    operation varchar(255) NOT NULL,
    subjects jsonb NOT NULL,
    code varchar(64),
    count integer NOT NULL CHECK (count > 0),
    occurred_at timestamptz NOT NULL,
    CHECK ((number IS NULL) = (place IS NULL))
)
"""

SEAL = """
CREATE TABLE audit_seal (
    number bigint PRIMARY KEY,
    epoch uuid NOT NULL,
    first_seq bigint NOT NULL,
    last_seq bigint NOT NULL,
    first_entry bigint NOT NULL,
    last_entry bigint NOT NULL,
    leaves bytea NOT NULL,
    facts bytea NOT NULL,
    entries bytea NOT NULL,
    previous bytea NOT NULL UNIQUE,
    sealed_at timestamptz NOT NULL,
    hash bytea NOT NULL,
    key_id varchar(16) NOT NULL,
    signature bytea NOT NULL
)
"""

# An entry is numbered once, and that is all that ever happens to it. Who lays old months aside
# says so in the transaction: SET LOCAL tradegraph.audit_is_tended = 'on'.
KEEP_ENTRIES = """
CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('tradegraph.audit_is_tended', true) = 'on' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD WHEN 'UPDATE' THEN NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'audit_entry' THEN
        IF OLD.number IS NULL THEN
            OLD.number := NEW.number;
            OLD.place := NEW.place;
            IF OLD IS NOT DISTINCT FROM NEW THEN
                RETURN NEW;
            END IF;
        END IF;
    END IF;
    RAISE EXCEPTION 'Nothing is taken out of the audit trail, and nothing changed in it: % on %',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
"""

# As in 0005, with an index by number for imported history: all that is told has one already.
GUARD_PARTITION = """
CREATE FUNCTION audit_event_partition(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE INDEX %I ON %I (seq) WHERE seq IS NOT NULL AND historic',
        name || '_imported', name);
END $$
"""
GUARD = """
CREATE OR REPLACE FUNCTION guard_event_partition(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE UNIQUE INDEX %I ON %I (aggregate_type, aggregate_id, version)',
        name || '_history', name);
    EXECUTE format('CREATE UNIQUE INDEX %I ON %I (seq) WHERE seq IS NOT NULL AND NOT historic',
        name || '_replayable', name);
    PERFORM audit_event_partition(name);
END $$
"""


def guards(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_is_only_added_to BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION audit_is_only_added_to()",
        f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to()",
    ]


STEPS = [
    ENTRY,
    "CREATE INDEX audit_entry_unnumbered ON audit_entry (id) WHERE number IS NULL",
    "CREATE INDEX audit_entry_of_actor ON audit_entry (actor, number)",
    "CREATE INDEX audit_entry_of_request ON audit_entry (request_id)",
    "CREATE INDEX audit_entry_about ON audit_entry USING gin (subjects jsonb_path_ops)",
    SEAL,
    "CREATE INDEX audit_seal_of_facts ON audit_seal (last_seq, number)",
    "CREATE INDEX audit_seal_of_entries ON audit_seal (last_entry, number)",
    KEEP_ENTRIES,
    *guards("audit_entry"),
    *guards("audit_seal"),
    GUARD_PARTITION,
    GUARD,
    "SELECT audit_event_partition(inhrelid::regclass::text) FROM pg_inherits"
    " WHERE inhparent = 'event'::regclass",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0008_personal_data")]

    initial = False

    operations = [ops.RunSQL(STEPS)]
