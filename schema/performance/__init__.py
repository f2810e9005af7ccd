"""How documents are answered, for whoever writes them."""
