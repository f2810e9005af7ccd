"""Publication in each channel, now and at a time that is set.

A product without rows here is shown everywhere or nowhere, as its status says. A row says otherwise
for its channel. A channel that is opened later shows whatever is published. Verbs:
`publish_product` and `unpublish_product` beside this folder, `schedule_publication`, `apply_due`.
"""
