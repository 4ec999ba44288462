from collections.abc import Mapping, Sequence
from typing import BinaryIO

from pyarrow import DataType, Table

class ReadOptions:
    def __init__(self, *, use_threads: bool = True, block_size: int = ..., column_names: Sequence[str] = ()) -> None: ...

class ParseOptions:
    def __init__(self, *, delimiter: str = ",", ignore_empty_lines: bool = True) -> None: ...

class ConvertOptions:
    def __init__(
        self,
        *,
        include_columns: Sequence[str] = (),
        column_types: Mapping[str, DataType] | None = None,
        strings_can_be_null: bool = False,
        check_utf8: bool = True,
    ) -> None: ...

def read_csv(
    input_file: BinaryIO,
    read_options: ReadOptions | None = None,
    parse_options: ParseOptions | None = None,
    convert_options: ConvertOptions | None = None,
) -> Table: ...
