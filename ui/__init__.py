"""The doors people use: the command line and the Streamlit app."""
