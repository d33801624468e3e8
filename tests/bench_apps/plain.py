"""What one writes first: the same table with Streamlit, Plotly Express and pyvis as they come."""

import os
from pathlib import Path

import pandas as pd
import plotly.express as px
import streamlit as st
from pyvis.network import Network

st.set_page_config(layout="wide")


@st.cache_data
def events():
    table = pd.read_csv(Path(os.environ["CLAIMS_DATA"]) / "events.csv", keep_default_na=False)
    table["day"] = pd.to_datetime(table["date"].str[:10], errors="coerce")
    return table


table = events()
chosen = st.sidebar.multiselect("Claim type", sorted(table["claim_type"].unique()))
if chosen:
    table = table[table["claim_type"].isin(chosen)]
left, right = st.columns(2)
with left:
    st.plotly_chart(
        px.scatter(table, x="day", y="claim_type", color="claim_type", hover_name="title")
    )
with right:
    pairs = table[table["targets"] != ""].groupby(["actors", "targets"]).size()
    net = Network(height="510px", directed=True, cdn_resources="in_line")
    net.add_nodes(sorted({actor for pair in pairs.index for actor in pair}))
    for (speaker, target), count in pairs.items():
        net.add_edge(speaker, target, value=int(count))
    st.components.v1.html(net.generate_html(), height=520)
