"""Which service of AWS a host is, and in which region: what a request to it is signed for."""

import re
from dataclasses import dataclass, replace

from wirelens.run.credentials import AwsCredentials
from wirelens.secret import SecretText

# Where the host's label is not the name that is signed for.
_SIGNED_AS = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"bedrock(?:-(?:agent|data-automation))?(?:-runtime)?", "bedrock"),
        (r"bedrock-agentcore-control", "bedrock-agentcore"),
        (r"(?:.+-)?(?:dynamodb|ddb)", "dynamodb"),
        (r"(?:control|data)-kinesis.*", "kinesis"),
        (r".+-chime", "chime"),
        (r"(?:models|runtime)-v2-lex", "lex"),
        (r"personalize-(?:events|runtime)", "personalize"),
        (r"(?:.+-)?marketplace", "aws-marketplace"),
        (r"s3-(?:accelerate|accesspoint|control)", "s3"),
        (r"s3express-.+", "s3express"),
        (r"appconfigdata", "appconfig"),
        (r"appstream2", "appstream"),
        (r"cloudhsmv2", "cloudhsm"),
        (r"efs", "elasticfilesystem"),
        (r"email|mail-manager", "ses"),
        (r"lambda-url", "lambda"),
        (r"memory-db", "memorydb"),
        (r"oidc", "sso-oauth"),
        (r"pinpoint", "mobiletargeting"),
        (r"queue", "sqs"),
    )
)
# They say how a host is reached, not whose it is.
_WAYS = ("dualstack", "vpce")
_DOMAIN = re.compile(
    r"(.+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws|on\.aws|api\.amazonwebservices\.com\.cn)"
)
_REGION = re.compile(r"[a-z]{2,3}(?:-[a-z]+){1,2}-[0-9]{1,2}")
# "s3-eu-west-1" is how S3 once named its hosts.
_OLD_S3 = re.compile(rf"s3-({_REGION.pattern})")
_FIRST_REGION = "us-east-1"  # of services that have no region, and of hosts that name none


@dataclass(frozen=True, slots=True)
class AwsHost:
    """What a host of AWS tells of itself."""

    service: str
    region: str


def aws_host(host: str) -> AwsHost | None:
    """Service and region of a host in lower case; None for a host of somebody else."""
    domain = _DOMAIN.fullmatch(host)
    if domain is None:
        return None
    labels = [each for each in domain[1].split(".") if each not in _WAYS]
    if labels and (old := _OLD_S3.fullmatch(labels[-1])):
        return AwsHost("s3", old[1])
    # Before the region stands the service, but for "us-east-1.queue" and "us-east-1.es".
    regions = [each for each in labels[-2:] if _REGION.fullmatch(each)]
    services = [each for each in labels if each not in regions[-1:]]
    if not services:
        return None
    return AwsHost(_service(services[-1]), regions[-1] if regions else _FIRST_REGION)


def placed(credentials: AwsCredentials, host: str) -> AwsCredentials | str:
    """The credentials with service and region, the host's where they name none.

    Else a message that says what is missing.
    """
    told = aws_host(host) or AwsHost("", "")
    found = replace(
        credentials,
        service=credentials.service or SecretText.from_text(told.service),
        region=credentials.region or SecretText.from_text(told.region),
    )
    missing = [name for name in ("region", "service") if not getattr(found, name)]
    if not missing:
        return found
    expected = " and ".join(f'"{name}:…"' for name in missing)
    return f'authorization "AWS" expected {expected}, the host "{host}" tells none'


def _service(label: str) -> str:
    name = label.removeprefix("fips-").removesuffix("-fips")
    return next((signed for pattern, signed in _SIGNED_AS if pattern.fullmatch(name)), name)
