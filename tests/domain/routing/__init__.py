"""Routing: rules, routes, moves, shortages, and units that somebody waits for."""
