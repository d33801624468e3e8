"""The floor of the comparison: one list to choose from, one line of text, no chart."""

import os
from collections import Counter
from pathlib import Path

import pandas as pd
import streamlit as st

st.set_page_config(layout="wide")


@st.cache_resource
def counts():
    table = pd.read_csv(Path(os.environ["CLAIMS_DATA"]) / "events.csv", usecols=["claim_type"])
    return Counter(table["claim_type"])


whole = counts()
chosen = st.sidebar.multiselect("Claim type", sorted(whole))
seen = sum(whole[name] for name in chosen or whole)
st.markdown(f"**{seen:,} of {whole.total():,} events**")
