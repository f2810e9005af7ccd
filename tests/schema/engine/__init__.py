"""The compiler of reads."""
