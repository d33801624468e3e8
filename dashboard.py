"""The entry: `streamlit run dashboard.py`. Every page runs inside the frame of lib/frame/."""

from lib import frame

frame.open_app()
