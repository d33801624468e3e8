"""Pictures as data: Plotly figures, network nodes and edges, one theme."""
