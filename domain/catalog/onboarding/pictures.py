"""How many pictures a product has: those that can be shown, or as many as somebody confirmed where
they are kept elsewhere, whichever are more."""

from domain.catalog.media.states import MediaKind, MediaStatus

# Of `product` and `NOTED`.
PICTURES = f"""greatest(coalesce(noted.media_items, 0), (SELECT count(*) FROM product_media
        WHERE product_media.product_id = product.id AND product_media.kind = '{MediaKind.IMAGE}'
        AND product_media.status = '{MediaStatus.READY}'))"""
NOTED = "LEFT JOIN product_onboarding AS noted ON noted.product_id = product.id"
