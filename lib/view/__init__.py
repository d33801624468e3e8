"""What the reader chose, its URL, and the screen worked out from it."""
