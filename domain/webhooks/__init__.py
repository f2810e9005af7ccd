"""Telling other systems what happened: endpoints, what is to be delivered, and every attempt.

Verbs: `create_webhook`, `update_webhook`, `pause_webhook`, `resume_webhook`, `delete_webhook`,
`rotate_secret`, `send_test`, `replay_deliveries`.
The machine: `enqueue_facts`, `claim_deliveries`, `record_attempt`, `reseal_secrets`.
"""
