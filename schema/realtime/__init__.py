"""What goes on while others follow."""
