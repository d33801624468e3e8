"""Codebook: what each value means, with an example, and what each column holds."""

from lib import ui

screen = ui.open_page(
    "Codebook",
    "What the codes in the tables mean. An example is printed in the articles or stands in a row.",
)
ui.show_codebook(screen)
