"""The entry: `streamlit run dashboard.py`. Every page runs inside the frame of lib/frame.py."""

from lib import frame

frame.open_app()
