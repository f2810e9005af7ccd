"""What every context stands on: actors, money, ids, states, facts, paging."""
