"""What each directive does, in a sentence, with an example: for people who point at one."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DirectiveDoc:
    """One row of the table."""

    description: str
    example: str


DIRECTIVE_DOCS: Mapping[str, DirectiveDoc] = {
    "name": DirectiveDoc(
        "Names the request, for references from other requests and for `--name`.",
        "# @name chat",
    ),
    "merge": DirectiveDoc(
        "Says which dialect merges the stream: `auto`, `none`, a dialect or a family of them.",
        "# @merge anthropic-messages",
    ),
    "jsonpath": DirectiveDoc(
        "Takes a part of the reply out of every event by a path, instead of a dialect; repeatable.",
        "# @jsonpath reasoning: $.delta.thought",
    ),
    "events": DirectiveDoc(
        "Lets only events of these types feed the merge; the timeline still shows all.",
        "# @events message, delta",
    ),
    "script": DirectiveDoc(
        "Hands the events to a post-processor of your own.",
        "# @script ./merge.py",
    ),
    "assert": DirectiveDoc(
        "Checks something about the run and fails it where that does not hold; repeatable.",
        "# @assert ttft < 2 s",
    ),
    "record": DirectiveDoc(
        "Writes a recording of every run.",
        "# @record recordings/chat.stream",
    ),
    "replay": DirectiveDoc(
        "Plays a recording instead of sending the request.",
        "# @replay recordings/chat.stream",
    ),
    "compare": DirectiveDoc(
        "Sends the request once to each of these environments, side by side.",
        "# @compare local, staging",
    ),
    "max-events": DirectiveDoc(
        "Ends the run as a success after so many events.",
        "# @max-events 100",
    ),
    "until": DirectiveDoc(
        "Ends the run as a success at an event of a type, or at one that a path matches.",
        "# @until event done",
    ),
    "timeout": DirectiveDoc(
        "Ends the run when it takes longer than this; a bare number is seconds.",
        "# @timeout 2 m",
    ),
    "connection-timeout": DirectiveDoc(
        "Gives up when no connection stands after this time; a bare number is seconds.",
        "# @connection-timeout 500 ms",
    ),
    "idle-timeout": DirectiveDoc(
        "Ends the run as stalled when no byte comes for this long; 0 waits for ever.",
        "# @idle-timeout 30",
    ),
    "reconnect": DirectiveDoc(
        "Connects again, up to so many times, where the stream broke off; a POST only with `post`.",
        "# @reconnect 3",
    ),
    "no-redirect": DirectiveDoc(
        "Shows a redirect instead of following it.",
        "# @no-redirect",
    ),
    "no-cookie-jar": DirectiveDoc(
        "Keeps no cookies of this request and sends none that were kept.",
        "# @no-cookie-jar",
    ),
    "no-log": DirectiveDoc(
        "Keeps this request out of the history of requests.",
        "# @no-log",
    ),
    "no-auto-encoding": DirectiveDoc(
        "Sends the target and a form as they are written, nothing percent-encoded.",
        "# @no-auto-encoding",
    ),
    "note": DirectiveDoc(
        "Asks for a confirmation before the request is sent.",
        "# @note This deletes the index",
    ),
    "prompt": DirectiveDoc(
        "Asks for the value of a variable when the request is sent.",
        "# @prompt city Which city?",
    ),
    "ref": DirectiveDoc(
        "Sends the request of that name first, if it has not been sent yet.",
        "# @ref login",
    ),
    "forceRef": DirectiveDoc(
        "Sends the request of that name first, every time.",
        "# @forceRef login",
    ),
    "import": DirectiveDoc(
        "Makes the requests of another file known here, for references.",
        "# @import ./login.http",
    ),
    "disabled": DirectiveDoc(
        "Leaves the request out when all of a file are sent.",
        "# @disabled",
    ),
    "keepStreaming": DirectiveDoc(
        "Waits without a limit for the next byte of an endless stream.",
        "# @keepStreaming",
    ),
    "noStreamingLog": DirectiveDoc(
        "Does not log the events of a stream one by one.",
        "# @noStreamingLog",
    ),
}
