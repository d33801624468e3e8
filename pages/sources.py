"""Sources: each article as it reads, with the coding laid over it."""

from lib import ui

screen = ui.open_page(
    "Sources",
    "Each article as it reads. Colour and underline tell the claim type; a click on a passage "
    "opens its event; what the filters leave out is faded.",
)
ui.choose_article(screen)
with ui.beside_detail(screen, otherwise=ui.show_about_article):
    ui.show_article(screen)
