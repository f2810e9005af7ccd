"""From facts to screens: relay, bus, hub."""
