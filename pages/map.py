"""Map: where the things claimed are said to be, and how precisely each place is known."""

from lib import ui

screen = ui.open_page(
    "Map",
    "Each mark is an event that names the place: a click shows its words. A place lies somewhere "
    "within its dotted ring; a name without a dot is a whole country or sea. The articles give no "
    "coordinates.",
)
with ui.beside_detail(screen):
    ui.show_map(screen)
ui.show_map_as_list(screen)
