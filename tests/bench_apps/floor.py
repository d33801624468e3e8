"""The floor of the comparison: a bare page that shows two charts prepared beforehand."""

import os
import pickle
from pathlib import Path

import streamlit as st

st.set_page_config(layout="wide")


@st.cache_resource
def prepared():
    return pickle.loads(Path(os.environ["BENCH_CHARTS"]).read_bytes())


charts = prepared()
names = [name for name in charts if name not in ("", "vis", "component")]
chosen = st.sidebar.multiselect("Claim type", names)
shown = charts[chosen[0] if chosen else ""]
left, right = st.columns(2)
with left:
    st.plotly_chart(shown["figure"], theme=None, key="timeline", on_select="rerun")
with right:
    st.components.v2.component("bench_vis", js=charts["vis"])(key="vis", height=1)
    st.components.v2.component("bench_network", **charts["component"])(
        key="network", data=shown["network"], on_picked_change=lambda: None
    )
