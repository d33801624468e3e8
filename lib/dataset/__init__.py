"""Files in, checked typed tables out."""
