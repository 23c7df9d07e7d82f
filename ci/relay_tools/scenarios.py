"""The scenarios of smx-relay-storm, what each claims, and how much of it is done."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scenario:
    name: str
    claim: str
    bounded: tuple[str, ...] = ()
    long: tuple[str, ...] = ()
    alone: bool = False  # what it measures, others that run beside it would change

    def arguments(self, long: bool) -> tuple[str, ...]:
        return self.long if long else self.bounded


SCENARIOS = (
    Scenario("takes", "a one-time prekey is never issued twice: issued, burned and remaining ones are what was "
             "uploaded, over kills at any moment", ("--count", "1600", "--kills", "5"),
             ("--count", "100000", "--kills", "200")),
    Scenario("backup", "an old backup that is put back issues nothing again"),
    Scenario("kills", "what was acknowledged to its sender arrives, and what its receiver acknowledged does not come "
             "again, over kills at any moment", ("--count", "600", "--kills", "5"),
             ("--count", "60000", "--kills", "1000")),
    Scenario("disk", "a disk that fills up loses nothing that was acknowledged, lets the queue be read, and goes on when "
             "there is room, without a restart"),
    Scenario("limits", "a stream takes 30 messages a second within a tenth, and 16,384 bytes, not one more",
             ("--count", "10"), ("--count", "10"), alone=True),
    Scenario("chaos", "nothing is lost, out of its device's order or shown twice over connections that break",
             ("--count", "2000"), ("--count", "1000000")),
    Scenario("oracle", "an unknown device, a revoked one and a wrong token get the same bytes",
             # Of each of five tokens, at twenty a second for each user: 100,000 requests in all.
             ("--count", "200"), ("--count", "20000")),
    Scenario("logs", "the log of a real run has no raw identifier but organisations, and only what its closed set "
             "allows", ("--count", "200"), ("--count", "20000")),
)
