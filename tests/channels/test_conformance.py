"""What every adapter has to keep, whatever its provider. A new adapter joins by its samples in fixtures/.

`fixtures/<kind>.toml` is the channel's table; every file in `fixtures/<kind>/` (but a `.json` beside a `.eml`, which
says what it holds) is the body of one delivery. An adapter that hears codes from its provider offers
`refusal(code) -> ChannelError` and `REFUSALS`, code by code what each means.
"""

from __future__ import annotations

import importlib
import logging
import pickle
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels import registry
from channels.adapter import Channel
from channels.contract import Capabilities, ChannelError, Delivery, Permanent, Retry, Unreadable

FIXTURES = Path(__file__).parent / "fixtures"
KINDS = registry.kinds()
SECRETS = {
    "token_key": "a secret that signs, 32 characters",
    "password": "a password nobody may see",
    "auth_token": "a token nobody may see",
    "api_key": "SK00112233445566778899aabbccddeeff",
    "api_secret": "a key nobody may see, 32 characters",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One delivery of one kind of channel."""

    kind: str
    name: str
    body: bytes


def samples() -> Iterator[Sample]:
    """Every fixture of every kind."""
    for kind in KINDS:
        for path in sorted((FIXTURES / kind).glob("*")):
            told = path.suffix == ".json" and path.with_suffix(".eml").exists()
            if path.is_file() and not told:
                yield Sample(kind, path.name, path.read_bytes())


SAMPLES = list(samples())


def opened(kind: str) -> Channel:
    """The channel of the fixtures' table."""
    table = tomllib.loads((FIXTURES / f"{kind}.toml").read_text("utf-8"))
    return registry.open_channel("sample", table, SECRETS)


def delivery(sample: Sample, body: bytes | None = None) -> Delivery:
    """The sample as it would come."""
    return Delivery("sample", sample.body if body is None else body, key=sample.name)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_samples_and_opens(kind: str) -> None:
    channel = opened(kind)
    assert any(sample.kind == kind for sample in SAMPLES)
    assert channel.id == "sample" and isinstance(channel.capabilities, Capabilities)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: f"{one.kind}-{one.name}")
def test_a_sample_parses_the_same_each_time_and_its_values_travel(sample: Sample) -> None:
    channel = opened(sample.kind)
    values = channel.parse(delivery(sample))
    assert values and values == opened(sample.kind).parse(delivery(sample)) == channel.parse(delivery(sample))
    assert pickle.loads(pickle.dumps(values)) == values


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=st.binary(max_size=2_000))
def test_random_bytes_are_unreadable_at_worst(kind: str, body: bytes) -> None:
    _is_read(opened(kind), Delivery("sample", body, "k"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: f"{one.kind}-{one.name}")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_damaged_sample_is_unreadable_at_worst(sample: Sample, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(sample.body)))
    until = data.draw(st.integers(at, len(sample.body)))
    noise = data.draw(st.binary(max_size=20))
    _is_read(opened(sample.kind), delivery(sample, sample.body[:at] + noise + sample.body[until:]))


def _is_read(channel: Channel, given_delivery: Delivery) -> None:
    """Values, or the one refusal the hub knows; anything else fails the test by itself."""
    try:
        channel.parse(given_delivery)
    except Unreadable as error:
        assert error.code == "unreadable" and str(error)


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_says_whether_to_try_again(kind: str) -> None:
    module = importlib.import_module(f"channels.{kind}")
    meaning: dict[int, type[ChannelError]] = getattr(module, "REFUSALS", {})
    for code, error in meaning.items():
        assert type(module.refusal(code)) is error
    if meaning:
        assert set(meaning.values()) == {Retry, Permanent}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: f"{one.kind}-{one.name}")
def test_no_secret_and_no_text_gets_into_logs_or_errors(sample: Sample, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    channel = opened(sample.kind)
    told = repr(channel.__dict__)
    for body in (sample.body, sample.body[: len(sample.body) // 2], b"\x00\xff" + sample.body):
        try:
            channel.parse(delivery(sample, body))
        except Unreadable as error:
            told += str(error)
    told += caplog.text
    assert not any(secret in told for secret in SECRETS.values())
    assert "example.com" not in told and "order" not in told


def test_an_unknown_kind_is_told_with_those_there_are() -> None:
    with pytest.raises(registry.SettingsError, match=r"unknown channel kind 'pigeon'; known kinds: .*email_imap"):
        registry.open_channel("loft", {"kind": "pigeon"}, {})
    with pytest.raises(registry.SettingsError, match="kind: name the kind"):
        registry.open_channel("loft", {}, {})
