"""The message body of a GraphQL request: query and variables as one JSON object.

As REST Client and JetBrains send it, and GraphQL over HTTP (section 5.4, POST) wants it.
"""

from collections.abc import Sequence

from wirelens.jsonvalue import JsonFault, dump_json, parse_json
from wirelens.run.outgoing import BodyContent
from wirelens.run.request_body import BodyReader, PreparedBody, style
from wirelens.secret import SecretText
from wirelens.syntax.nodes import BodyPart, GraphQL
from wirelens.syntax.problems import Problem
from wirelens.text import Span


def read_graphql(reader: BodyReader, structure: GraphQL) -> PreparedBody:
    """The content, or what is wrong with the query and the variables."""
    query = reader.read(structure.query, style("application/graphql"))
    variables = reader.read(structure.variables, style("application/json"))
    if query.problems or variables.problems:
        return PreparedBody(BodyContent(), (*query.problems, *variables.problems))
    written = _json_object(_text(variables.content), structure.variables)
    if isinstance(written, Problem):
        return PreparedBody(BodyContent(), (written,))
    escaped = _text(query.content).mapped(lambda text: dump_json(text)[1:-1])
    whole = SecretText.join(('{"query":"', escaped, '","variables":', written, "}"))
    return PreparedBody(BodyContent((whole,)))


def _text(content: BodyContent) -> SecretText:
    return SecretText.join(
        part.decode("utf-8", "replace") if isinstance(part, bytes) else part
        for part in content.parts
    )


def _json_object(text: SecretText, parts: Sequence[BodyPart]) -> SecretText | str | Problem:
    """The variables as they are sent: compact, but for a text that holds a secret."""
    if not text.stripped():
        return "{}"
    value = parse_json(text.reveal())
    if isinstance(value, dict):
        return text if text.secrets else dump_json(value)
    found = str(value) if isinstance(value, JsonFault) else "another value"
    span = Span(parts[0].span.start, parts[-1].span.end)
    message = (
        f'the GraphQL variables expect a JSON object, as in {{"name": "value"}}, found {found}'
    )
    return Problem(span, "directive-value", message)
