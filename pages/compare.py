"""Compare: two filter settings side by side, on the same scales."""

from lib import ui

screen = ui.open_page(
    "Compare",
    "The sidebar filters A; the fields below filter B. Both are drawn on the same scales.",
)
ui.choose_other(screen)
ui.show_comparison(screen)
