"""Codebook: what each value means, with an example, and what each column holds."""

from lib import ui

screen = ui.open_page(
    "Codebook",
    "What the codes in the tables mean, each with an example.",
)
ui.show_codebook(screen)
