"""Data sets in the formats they are published in, one file a format; `load_dataset` tells them apart."""

from collections.abc import Callable, Mapping
from pathlib import Path

from eval.dataset import Dataset
from eval.formats import beir, obliqa, trec
from ingest.errors import DatasetError

_FORMATS: Mapping[str, tuple[Callable[[Path], bool], Callable[[Path, str], Dataset]]] = {
    beir.LAYOUT: (beir.recognises, beir.load),
    obliqa.LAYOUT: (obliqa.recognises, obliqa.load),
    trec.LAYOUT: (trec.recognises, trec.load),
}


def load_dataset(folder: Path | str, split: str) -> Dataset:
    """Read and check the `split` of the data set in `folder`; DatasetError names the file and line."""
    folder = Path(folder)
    if not folder.is_dir():
        raise DatasetError(f"{folder} is no folder.", hint="Name the folder of a data set.")
    for recognises, load in _FORMATS.values():
        if recognises(folder):
            return load(folder, split)
    raise DatasetError(f"{folder} is in no format known here.", hint=f"Known layouts: {'; '.join(_FORMATS)}.")
