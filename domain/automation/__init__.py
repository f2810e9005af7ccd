"""Rules that act on orders by themselves: when something happens and conditions hold, do this.

Verbs: `upsert_rule`, `set_rule_enabled`, `delete_rule`, `use_template`.
The machine: `match_events` makes runs of new facts; `domain.processes.run_automation` carries them
out, for the verbs of orders live there.
"""
