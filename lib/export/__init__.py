"""A view leaves: card, slides, document, web page, data formats, command line."""

from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"
