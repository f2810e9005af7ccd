"""Sockets that take in little at a time, so that a slow reader is felt at the other end."""

import asyncio
import socket
from urllib.parse import urlsplit

RECEIVE_BYTES = 4_096
NARROW = [(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)]


async def narrow_socket(address: str) -> socket.socket:
    """A connection to the server of an http address.

    Raises:
        OSError: nobody answers there.
    """
    place = urlsplit(address)
    made = socket.socket()
    made.setblocking(False)
    for option in NARROW:
        made.setsockopt(*option)
    try:
        await asyncio.get_running_loop().sock_connect(made, (place.hostname, place.port))
    except BaseException:
        made.close()
        raise
    return made
