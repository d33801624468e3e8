"""Code: an article is coded here, passage by passage; only in editing mode."""

from lib import ui

screen = ui.open_page(
    "Code",
    "Select words with the mouse, or press N for the next uncoded sentence; Shift and the arrow "
    "keys widen. Then confirm what the form suggests. A click on coded words opens their event.",
)
ui.show_coding(screen.theme)
