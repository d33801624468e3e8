"""Sources: each article as it reads, with the coding laid over it."""

from lib import frame

screen = frame.open_page(
    "Sources",
    "Each article as it reads. Colour and underline tell the claim type; a click on a passage "
    "opens its event; what the filters leave out is faded.",
)
frame.choose_article(screen)
with frame.beside_detail(screen, otherwise=frame.show_about_article):
    frame.show_article(screen)
