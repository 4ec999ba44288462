"""Errors that name the thing at fault and say what to do next."""

from __future__ import annotations


class StandoffError(Exception):
    """Anything that standoff itself raises."""


class UnusableInputError(StandoffError):
    """A call, or a file that it names, cannot be used; the command line answers with exit status 2.

    Args:
        where: the file, line or field at fault, as the reader would look for it.
        problem: what was found there, and what was expected.
        remedy: what to do about it; may be empty where the problem says it.
    """

    def __init__(self, where: str, problem: str, remedy: str = "") -> None:
        self.where = where
        self.problem = problem
        self.remedy = remedy
        super().__init__(where, problem, remedy)

    def __str__(self) -> str:
        text = f"{self.where}: {self.problem}"
        return f"{text}. {self.remedy}" if self.remedy else text


class RecordingFailedError(StandoffError):
    """What was to be kept could not be made durable; nothing is recorded any more until a restart.

    Args:
        what: what could not be written.
        because: what the storage said.
    """

    def __init__(self, what: str, because: str) -> None:
        self.what = what
        self.because = because
        super().__init__(what, because)

    def __str__(self) -> str:
        return f"{self.what} could not be recorded: {self.because}"
