"""What the pages show and do, without Streamlit; `ui.shared` keeps what all sessions share."""
