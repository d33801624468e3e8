"""What one writes first: a timeline of the table with Streamlit and Plotly Express as they come."""

import os
from pathlib import Path

import pandas as pd
import plotly.express as px
import streamlit as st

st.set_page_config(layout="wide")


@st.cache_data
def events():
    table = pd.read_csv(Path(os.environ["CLAIMS_DATA"]) / "events.csv", keep_default_na=False)
    table["day"] = pd.to_datetime(table["date"].str[:10], errors="coerce")
    return table


whole = events()
chosen = st.sidebar.multiselect("Claim type", sorted(whole["claim_type"].unique()))
seen = whole[whole["claim_type"].isin(chosen)] if chosen else whole
st.markdown(f"**{len(seen):,} of {len(whole):,} events**")
st.plotly_chart(px.scatter(seen, x="day", y="claim_type", color="claim_type", hover_name="title"))
