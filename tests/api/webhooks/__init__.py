"""Webhooks over real sockets: what is sent, when, and to whom never."""
