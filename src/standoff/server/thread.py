"""The desk's thread: the only one that touches the host. Others hand in work and wait for what came of it.

What waits is taken together: a hundred acts that come at once cost one sync of the disk. Acts go before reports, and no
commit takes more than `ROWS` of these and a batch: in a flood the reports wait, and people do not. Between commits it
answers questions (`ask`), so that a screen sees a state and never half of one.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from concurrent.futures import Future
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from standoff.host.inputs import Delivered, Input, Outcome, Reports, Tick
from standoff.host.memory import for_screens
from standoff.model.errors import StandoffError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from standoff.host.host import Host
    from standoff.host.inputs import Released
    from standoff.record.store import Intent

TOGETHER: Final = 1024
"""How many inputs are taken at once at most."""
ROWS: Final = 2000
"""How many reports have to be gathered for a commit to take no further batch of them; some 20 ms of work."""
_IDLE_S: Final = 0.05
_TICK_S: Final = 1.0
_Answer = TypeVar("_Answer")
_Handed: TypeAlias = "tuple[Input, Future[Outcome]]"
_Work: TypeAlias = "_Handed | Callable[[], None] | None"


class DeskThread:
    """Runs a host.

    Args:
        host: opened; nobody else uses it from `start` on.
        released: called in this thread after each commit, with what it let out.
        idle: called in this thread every 50 ms or sooner.
        stopped: called in this thread at its end, with the error that ended it, or None.
    """

    def __init__(
        self,
        host: Host,
        released: Callable[[Released], None],
        idle: Callable[[], None],
        stopped: Callable[[BaseException | None], None],
    ) -> None:
        self._host = host
        self._released = released
        self._idle = idle
        self._stopped = stopped
        self._queue: queue.Queue[_Work] = queue.Queue()
        self._reports: deque[_Handed] = deque()
        self._thread = threading.Thread(target=self._run, name="desk")
        self._ticked_s = 0.0
        self._wanted = True

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after what waits, closes the host, and waits for it."""
        self._queue.put(None)
        self._thread.join()

    def submit(self, item: Input) -> Future[Outcome]:
        """Hands in an input; the future has what came of it, once that is durable."""
        future: Future[Outcome] = Future()
        future.set_running_or_notify_cancel()  # who waits may go away; what was handed in is taken all the same
        self._queue.put((item, future))
        return future

    def ask(self, question: Callable[[], _Answer]) -> Future[_Answer]:
        """Answers a question in the desk's thread, between commits."""
        future: Future[_Answer] = Future()
        future.set_running_or_notify_cancel()

        def work() -> None:
            try:
                future.set_result(question())
            except Exception as error:  # noqa: BLE001 - whoever asked gets it
                future.set_exception(error)

        self._queue.put(work)
        return future

    def waiting(self) -> int:
        """How much waits."""
        return self._queue.qsize() + len(self._reports)

    def _run(self) -> None:
        error: BaseException | None = None
        try:
            self._hand_on(self._host.record.outbox())  # the open alarms among them stand in every picture
            while self._wanted or self._reports:
                self._turn()
        except BaseException as failure:  # noqa: BLE001 - a desk that cannot go on says so and ends
            error = failure
        try:
            self._host.close()
        except StandoffError as failure:
            error = error or failure
        self._stopped(error)

    def _turn(self) -> None:
        inputs: list[_Handed] = []
        questions: list[Callable[[], None]] = []
        for work in self._gathered():
            if work is None:
                self._wanted = False
            elif callable(work):
                questions.append(work)
            elif isinstance(work[0], Reports):
                self._reports.append(work)
            else:
                inputs.append(work)
        self._commit(inputs)
        for question in questions:
            question()
        if self._reports:
            self._commit(self._some_reports())
        self._idle()

    def _some_reports(self) -> list[_Handed]:
        """Batches of reports in their order, as many as one commit takes."""
        taken: list[_Handed] = []
        rows = 0
        while self._reports and rows < ROWS:
            taken.append(self._reports.popleft())
            rows += len(taken[-1][0].batch) if isinstance(taken[-1][0], Reports) else 0
        return taken

    def _gathered(self) -> list[_Work]:
        """What has come; at least a while of waiting where nothing is to be done."""
        found: list[_Work] = []
        try:
            found.append(self._queue.get(block=not self._reports, timeout=_IDLE_S))
            while len(found) < TOGETHER:
                found.append(self._queue.get_nowait())
        except queue.Empty:
            pass
        return found

    def _commit(self, inputs: list[tuple[Input, Future[Outcome]]]) -> None:
        due_ms, now_s = self._host.desk.due_ms, time.monotonic()
        due = due_ms is not None and due_ms <= self._host.now_ms()
        if not inputs and not due and now_s - self._ticked_s < _TICK_S:
            return
        self._ticked_s = now_s
        released = self._host.commit([*(item for item, _ in inputs), Tick()])
        for (_, future), outcome in zip(inputs, released.outcomes, strict=False):
            future.set_result(outcome)
        self._released(released)
        self._hand_on(released.intents)

    def _hand_on(self, intents: Sequence[Intent]) -> None:
        """Notes that the screens have their alarms; what goes out over a channel waits for its own result."""
        while shown := for_screens(intents):
            released = self._host.commit([Delivered(shown)])
            self._released(released)  # a deadline may have come meanwhile
            intents = released.intents
