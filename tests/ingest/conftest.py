from pathlib import Path

import pytest
from cellar import Office
from fetcher import Fetcher


@pytest.fixture
def fetcher(office: Office, tmp_path: Path) -> Fetcher:
    return Fetcher(office, tmp_path)
