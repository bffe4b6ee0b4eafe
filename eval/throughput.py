"""How fast the PDF reader is, beside the bare text extraction of the library it is made with."""

import io
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader

from ingest.readers.pdf import read_pdf


@dataclass(frozen=True)
class Throughput:
    """Seconds for all `pages` in each round: our reader's and the bare extraction's, measured in turn."""

    pages: int
    ours: tuple[float, ...]
    bare: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """How many times longer we took, round by round."""
        return tuple(ours / bare for ours, bare in zip(self.ours, self.bare, strict=True))

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return statistics.median(self.ratios)


def compare(files: Sequence[Path], rounds: int) -> Throughput:
    """Read all `files` both ways in each of `rounds`, the one that begins changing from round to round."""
    data = [file.read_bytes() for file in files]
    pages = sum(len(PdfReader(io.BytesIO(one)).pages) for one in data)
    ours: list[float] = []
    bare: list[float] = []
    for number in range(rounds):
        turns: list[tuple[list[float], Callable[[bytes], object]]] = [(ours, read_pdf), (bare, _extract)]
        for times, reader in turns if number % 2 == 0 else turns[::-1]:
            began = time.process_time()  # of this process alone: other programs on the machine do not count
            for one in data:
                reader(one)
            times.append(time.process_time() - began)
    return Throughput(pages, tuple(ours), tuple(bare))


def _extract(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
