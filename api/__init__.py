"""The edge: HTTP, WebSocket, SSE, processes. Knows everything, decides nothing."""
