"""Clauses in, a cited answer or a refusal out.

>>> from rag import Assistant
>>> with Assistant.open() as assistant:
...     assistant.lookup("recital 6").to_dict()["clauses"][0]["uid"]
'c/2024/601#rct_6'
"""

from rag.assistant import Assistant
from rag.settings import Settings

__all__ = ["Assistant", "Settings"]
