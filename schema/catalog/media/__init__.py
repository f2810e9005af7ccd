"""Pictures, films and papers of products on the wire."""
