"""Records: every table as a table, under the same filters."""

from lib import ui

screen = ui.open_page(
    "Records",
    "The tables behind the pictures, under the same filters. Click a cell to open its row.",
)
ui.choose(screen, "table", "Table")
with ui.beside_detail(screen):
    ui.show_table(screen)
ui.show_notices(screen)
ui.offer_other_tables(screen)
