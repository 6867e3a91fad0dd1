"""Service and region that a host of AWS tells."""

import pytest

from wirelens.run.auth_aws_hosts import AwsHost, aws_host


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("bedrock-runtime.eu-central-1.amazonaws.com", "bedrock eu-central-1"),
        ("bedrock-agent-runtime-fips.us-gov-west-1.amazonaws.com", "bedrock us-gov-west-1"),
        ("bedrock.us-east-1.amazonaws.com", "bedrock us-east-1"),
        ("runtime.sagemaker.us-west-2.amazonaws.com", "sagemaker us-west-2"),
        ("dynamodb.us-east-2.amazonaws.com", "dynamodb us-east-2"),
        ("streams.dynamodb.us-east-2.amazonaws.com", "dynamodb us-east-2"),
        ("sts.amazonaws.com", "sts us-east-1"),
        ("iam.amazonaws.com", "iam us-east-1"),
        ("s3.amazonaws.com", "s3 us-east-1"),
        ("bucket.with.dots.s3.eu-west-1.amazonaws.com", "s3 eu-west-1"),
        ("bucket.s3-eu-west-1.amazonaws.com", "s3 eu-west-1"),
        ("bucket.s3.dualstack.eu-west-1.amazonaws.com", "s3 eu-west-1"),
        ("s3.cn-north-1.amazonaws.com.cn", "s3 cn-north-1"),
        ("abc123.execute-api.eu-west-3.amazonaws.com", "execute-api eu-west-3"),
        ("abc123.lambda-url.eu-west-3.on.aws", "lambda eu-west-3"),
        ("search-x-y.eu-west-1.es.amazonaws.com", "es eu-west-1"),
        ("eu-west-1.queue.amazonaws.com", "sqs eu-west-1"),
        ("email.us-east-1.amazonaws.com", "ses us-east-1"),
        ("lambda.us-east-1.api.aws", "lambda us-east-1"),
    ],
)
def test_a_host_tells_its_service_and_its_region(host: str, expected: str) -> None:
    assert aws_host(host) == AwsHost(*expected.split())


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "127.0.0.1", "amazonaws.com", "us-east-1.amazonaws.com", "example.com"),
        *("dualstack.amazonaws.com", "s3.amazonaws.com.evil.test", "evil-amazonaws.com"),
    ],
)
def test_other_hosts_tell_nothing(host: str) -> None:
    assert aws_host(host) is None
