from collections.abc import Iterator, Sequence
from typing import BinaryIO

from pyarrow import RecordBatch, Schema

class ParquetFile:
    def __init__(self, source: BinaryIO) -> None: ...
    @property
    def schema_arrow(self) -> Schema: ...
    def iter_batches(
        self, batch_size: int = 65536, *, columns: Sequence[str] | None = None, use_threads: bool = True
    ) -> Iterator[RecordBatch]: ...
