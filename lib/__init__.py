"""Claims, evidence and time, and the pictures of them: pure functions, and one Streamlit frame."""
