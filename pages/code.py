"""Code: an article is coded here, passage by passage; only in editing mode."""

from lib import ui

ui.show_coding()
