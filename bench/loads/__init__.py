"""Load: many who listen on sockets of their own, and one who makes things happen."""
