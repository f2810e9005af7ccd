"""From shelf to doorstep: warehouse work, parcels, carriers and what they report.

Verbs, in the order of a parcel's life: `open_fulfillment_orders`, `start_picking`,
`report_progress`, `create_fulfillment`, `purchase_label`, `ship_fulfillment`,
`report_tracking`, `mark_delivered`; on the way `hold_fulfillment_orders`,
`release_fulfillment_orders`, `cancel_fulfillment_orders`, `cancel_fulfillment`,
`split_fulfillment_order`, `take_units`; and `create_carrier`. Scanners: `picking`.
Reads: `queries`, and `public_tracking` for everybody with the link.
"""
