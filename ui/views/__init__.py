"""The app's pages; each arranges components and calls services."""
