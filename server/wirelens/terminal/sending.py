"""`wirelens run`: sends requests, one after the other, and prints what comes as it comes."""

import asyncio
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from wirelens.ide.dependencies import RequestPlace
from wirelens.ide.unexecuted import unexecuted
from wirelens.run.launch import Launch
from wirelens.run.recorder import Recorder, recording_path
from wirelens.run.request import Refused, has_chained_host
from wirelens.run.response_file import write_response
from wirelens.run.runner import perform
from wirelens.run.settings import Settings
from wirelens.run.spool import close_body
from wirelens.secret import Secret
from wirelens.stream.log import Entry
from wirelens.stream.run import Run
from wirelens.syntax.problems import Problem
from wirelens.terminal.annotations import annotate
from wirelens.terminal.deferred import Deferred
from wirelens.terminal.exits import FAILED, OK, WRONG_USE, exit_code
from wirelens.terminal.output import Output, Silent
from wirelens.terminal.places import tell_problems
from wirelens.terminal.planning import Planned, Sending, plan
from wirelens.terminal.screen import DIM, RED, Screen, StdoutError
from wirelens.terminal.selection import Selected
from wirelens.terminal.ticking import ticking


async def send_all(
    screen: Screen, selected: Sequence[Selected], sending: Sending, output: Output
) -> int:
    """Sends the requests in order, each as often as asked, once in each environment.

    Where one of them cannot be sent, all that is wrong is told and nothing is sent.
    """
    planned: list[Planned] | None = None
    try:
        planned = plan(screen, selected, sending)
        if planned is None:
            return WRONG_USE
        if sending.parallel > 1:
            return await _send_files(screen, planned, sending, output)
        return await _Sender(screen, sending, output).send_each(planned)
    finally:
        output.close()  # also after an interrupt: what has ended is a result
        for each in planned or ():
            each.sent.close()


async def _send_files(
    screen: Screen, planned: Sequence[Planned], sending: Sending, output: Output
) -> int:
    """Sends the requests of several files at once, those of one file in their order.

    What came is printed file by file, in the order of the files.
    """
    groups = [list(each) for _, each in groupby(planned, key=lambda each: id(each.program))]
    turns = asyncio.Semaphore(sending.parallel)
    failed = asyncio.Event()

    async def send(group: list[Planned], deferred: Deferred) -> int:
        async with turns:
            if sending.bail and failed.is_set():
                return OK
            code = await _Sender(screen, sending, deferred).send_each(group)
            if code != OK:
                failed.set()
            return code

    outputs = [Deferred() for _ in groups]
    tasks = [asyncio.create_task(send(*each)) for each in zip(groups, outputs, strict=True)]
    code = OK
    try:
        for task, deferred in zip(tasks, outputs, strict=True):
            try:
                code = max(code, await task)
            finally:
                deferred.release(output)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return code


class _Sender:
    """Sends requests one after the other, what each needs before it."""

    def __init__(self, screen: Screen, sending: Sending, output: Output) -> None:
        self._screen = screen
        self._sending = sending
        self._output = output
        self._waiting: dict[tuple[int, RequestPlace], Planned] = {}
        self._codes: dict[tuple[int, RequestPlace], int] = {}

    async def send_each(self, planned: Sequence[Planned]) -> int:
        """Sends them all, unless one fails and the user wants to stop there."""
        self._waiting = {_key(each): each for each in planned}
        code = OK
        for each in planned:
            for _ in range(self._sending.repeat):
                if self._sending.repeat > 1 or _key(each) in self._waiting:
                    code = max(code, await self._send(each, self._output))
                if self._sending.bail and code != OK:
                    return code
        return max(code, *self._codes.values(), OK)

    async def _send(self, each: Planned, output: Output) -> int:
        """Sends what the request needs, then the request itself."""
        self._waiting.pop(_key(each), None)
        order = each.order()
        if isinstance(order, Problem):
            return self._refuse(each, [order])
        for step in order:
            needed = each.needed(step)
            if not await self._send_needed(needed):
                self._screen.tell(f'"{each.label}" was not sent: "{step.name}" failed', RED)
                return FAILED
        return await self._send_alone(each, output)

    async def _send_needed(self, needed: Planned) -> bool:
        """Sends a request that another needs: with the rest if it is meant too, else quietly."""
        meant = self._waiting.get(_key(needed))
        code = await self._send(meant or needed, self._output if meant else Silent(self._screen))
        if meant:
            self._codes[_key(needed)] = code
        return code == OK

    async def _send_alone(self, each: Planned, output: Output) -> int:
        answers: dict[str, str | Secret] = {}
        for prompt in each.prompts():
            answer = await asyncio.to_thread(self._screen.ask, prompt.question, prompt.is_secret)
            answers[prompt.name] = Secret(answer, "prompt") if prompt.is_secret else answer
        launched = each.launched(answers)
        if isinstance(launched, Refused):
            return self._refuse(each, launched.problems)
        if why := _astray(launched, self._sending.settings):
            self._screen.tell(f'"{each.label}" was not sent: {why}', RED)
            close_body(launched.run)
            return WRONG_USE
        self._tell_unused(each)
        try:
            return await self._perform(launched, each, output)
        except (BrokenPipeError, StdoutError):
            raise
        except OSError as error:
            self._screen.tell(f"{error.filename}: cannot be written: {error.strerror}", RED)
            return WRONG_USE

    async def _perform(self, launched: Launch, each: Planned, output: Output) -> int:
        run = launched.run
        recorder = self._recorder(launched, each)

        def watch(entries: list[Entry]) -> None:
            if recorder is not None:
                recorder.catch_up()
            output.changed(run, entries)

        output.begin(run)
        try:
            async with ticking(output, run):
                await perform(run, launched.outgoing, watch)
        finally:
            if recorder is not None:
                recorder.close()
            output.end(run)
            annotate(self._screen, run)
        for file in launched.files:
            for path in write_response(run, file):
                self._screen.tell(f"response written to {path}", DIM)
        code = exit_code(run)
        spent = each.sent.keep(each.path, each.requested.name or "", launched)
        if spent is not None:
            self._spend(spent)
        return code

    def _spend(self, run: Run) -> None:
        if isinstance(self._output, Deferred):
            self._output.spend(run)
        else:
            close_body(run)

    def _refuse(self, each: Planned, problems: Sequence[Problem]) -> int:
        placed = [problem.moved(each.start) for problem in problems]
        tell_problems(self._screen, str(each.path), each.text, placed)
        self._screen.tell(f'"{each.label}" was not sent', RED)
        return WRONG_USE

    def _recorder(self, launched: Launch, each: Planned) -> Recorder | None:
        wanted = self._sending.record
        if wanted is None:
            return None
        path = Path(wanted)
        if not wanted:
            folder = each.path.parent / self._sending.settings.recordings_folder
            path = recording_path(folder, each.requested.name)
        elif path.is_dir():
            path = recording_path(path, each.requested.name)
        return Recorder(path, launched.run, launched.recorded)

    def _tell_unused(self, each: Planned) -> None:
        """What the request says and wirelens does not do must not look as if it were done."""
        block = each.program.block(each.place)
        own = (problem for problem in block.problems if problem.code == "not-executed")
        unused = [problem.moved(each.start) for problem in (*own, *unexecuted(block))]
        tell_problems(self._screen, str(each.path), each.text, unused)


def _astray(launched: Launch, settings: Settings) -> str:
    """Why a secret would go where nobody has sent it: to a host that a response chose."""
    from wirelens.run.transport import origin  # imports httpx: not before a user's act

    outgoing = launched.outgoing
    if not outgoing.secrets or not has_chained_host(outgoing):
        return ""
    target = origin(outgoing.url.reveal())
    if target.host in settings.secret_hosts or target.address in settings.secret_hosts:
        return ""
    names = ", ".join(sorted({secret.source for secret in outgoing.secrets}))
    return (
        f"a response chose its host, {target}, and it would get {names}"
        f" (allow it with --set secretHosts={target.address})"
    )


def _key(each: Planned) -> tuple[int, RequestPlace]:
    return id(each.program), each.place
