"""Sources: each article as it reads, with the coding laid over it."""

from lib import ui

screen = ui.open_page(
    "Sources",
    "Each article in full. Colour and underline say what a passage does; a click on it opens its "
    "event. Passages outside the filters are faded.",
)
ui.choose_article(screen)
with ui.beside_detail(screen, otherwise=ui.show_about_article):
    ui.show_article(screen)
