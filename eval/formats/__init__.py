"""Data sets in the formats they are published in, one file a format; `load_dataset` tells them apart."""

import re
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
    if not re.fullmatch(r"\w[\w.+-]*", split):  # it becomes part of file names
        raise DatasetError(f"{split!r} is no name of a split.", hint="A split is called like its file, such as dev.")
    found = [layout for layout, (recognises, _) in _FORMATS.items() if recognises(folder)]
    if not found:
        raise DatasetError(f"{folder} is in no format known here.", hint=f"Known layouts: {'; '.join(_FORMATS)}.")
    if len(found) > 1:
        names = " and ".join(layout.partition(" ")[0] for layout in found)
        raise DatasetError(f"{folder} is in several formats at once: {names}.", hint="Give each a folder of its own.")
    [layout] = found
    return _FORMATS[layout][1](folder, split)
