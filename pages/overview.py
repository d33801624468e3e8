"""Overview: what the table says, in words and at a glance."""

import streamlit as st

from lib import ui

screen = ui.open_page(level="states")
ui.show_summary(screen)
ui.show_few_in_words(screen)
if not screen.seen and not screen.open:
    st.stop()  # what there is to remove stands above
alone = len(screen.seen) < 2  # a single event has no network to speak of
with ui.beside_detail(screen):
    if screen.open or alone:
        above, below = st.container(), st.container()
    else:
        above, below = st.columns(2, gap="medium")
    # What was clicked stays in sight.
    when, who = (below, above) if screen.view.picked else (above, below)
    with when:
        ui.show_timeline(screen, width=900 if alone and not screen.open else 412, height=490)
    with who:
        if not alone:
            ui.show_network(screen, box=(530, 510), legend=False)  # the timeline has it
ui.show_timeline_as_list(screen)
ui.show_network_as_list(screen)
