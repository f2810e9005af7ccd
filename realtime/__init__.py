"""From facts to screens: the relay numbers, the bus carries, the hub orders, a stream follows."""
