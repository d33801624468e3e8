"""All that imports Streamlit, and all that a page calls.

What a page shows is one `View`, kept in the session and written to the URL whenever it changes
(`session`). Each module is named after what it shows; pages call what is listed here.
"""

from lib.analysis.questions import MEASURE
from lib.ui.app import open_app, open_page
from lib.ui.article import choose_article, show_about_article, show_article
from lib.ui.briefing import choose_form, offer_data, show_card
from lib.ui.codebook import show_codebook
from lib.ui.coding import show_coding
from lib.ui.compare import choose_other, show_comparison
from lib.ui.days import slide_days
from lib.ui.detail import beside_detail
from lib.ui.lists import show_few_in_words, show_network_as_list, show_timeline_as_list
from lib.ui.map import show_map, show_map_as_list
from lib.ui.messages import show_notices
from lib.ui.navigation import PAGES
from lib.ui.network import find_actor, show_links_or_matrix, show_network
from lib.ui.plots import show_summary, show_timeline
from lib.ui.questions import show_question
from lib.ui.records import show_table
from lib.ui.server import MIDDLEWARE, served
from lib.ui.story import offer_step, show_story
from lib.ui.upload import offer_other_tables
from lib.ui.widgets import choose

__all__ = [
    "MEASURE",
    "MIDDLEWARE",
    "PAGES",
    "beside_detail",
    "choose",
    "choose_article",
    "choose_form",
    "choose_other",
    "find_actor",
    "offer_data",
    "offer_other_tables",
    "offer_step",
    "open_app",
    "open_page",
    "served",
    "show_about_article",
    "show_article",
    "show_card",
    "show_codebook",
    "show_coding",
    "show_comparison",
    "show_few_in_words",
    "show_links_or_matrix",
    "show_map",
    "show_map_as_list",
    "show_network",
    "show_network_as_list",
    "show_notices",
    "show_question",
    "show_story",
    "show_summary",
    "show_table",
    "show_timeline",
    "show_timeline_as_list",
    "slide_days",
]
