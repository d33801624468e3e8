"""Records: every table as a table, under the same filters."""

from lib import frame

screen = frame.open_page(
    "Records",
    "The tables behind the pictures, under the same filters. A click on a cell opens its row.",
)
frame.choose(screen, "table", "Table")
with frame.beside_detail(screen):
    frame.show_table(screen)
frame.show_notices(screen)
frame.offer_other_tables(screen)
