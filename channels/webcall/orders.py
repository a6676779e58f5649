"""The hub's orders, carried out on lines and media. A repetition does nothing twice; a line that is gone is told so."""

from __future__ import annotations

import asyncio

from channels.contract import Permanent, Retry
from channels.media import MediaError
from channels.party import Address
from channels.voice import (
    AgentPhone,
    Dial,
    Drop,
    Hold,
    Join,
    LegChanged,
    LegEnd,
    LegState,
    Move,
    Mute,
    Order,
    Placed,
    PressKeys,
    RecordCall,
    TakePart,
    Tape,
)
from channels.webcall.exchange import Exchange
from channels.webcall.line import Line, now


async def perform(exchange: Exchange, order: Order) -> Placed:
    """Carry out one order. Raises Retry or Permanent."""
    if isinstance(order, Dial):
        return _dial(exchange, order)
    line = exchange.lines.get(order.line)
    if line is None:
        if not isinstance(order, RecordCall | Drop) and order.line:
            await exchange.gone(order.line, order.leg_id)
        return Placed()
    line.call_id = line.call_id or order.call_id
    if not isinstance(order, RecordCall):
        line.leg_id = line.leg_id or order.leg_id
    try:
        await _to_line(exchange, line, order)
    except MediaError as error:
        if error.code != "gone":
            raise Retry(f"the media process: {error.code}", after=2) from error
    return Placed()


def _dial(exchange: Exchange, order: Dial) -> Placed:
    if isinstance(order.to, Address):
        raise Permanent("a web call rings agents only: it has no numbers to dial")
    if order.leg_id in exchange.lines:
        return Placed(order.leg_id)
    assert isinstance(order.to, AgentPhone)
    line = Line(order.leg_id, order.leg_id, order.call_id, join=order.join)
    exchange.lines[line.id] = line
    exchange.report(line, LegChanged(line.id, LegState.RINGING, now(), line.leg_id), "ringing")
    exchange.start(_ring(exchange, line, order.seconds))
    return Placed(line.id)


async def _ring(exchange: Exchange, line: Line, seconds: int) -> None:
    await asyncio.sleep(seconds)
    if line.state is LegState.RINGING:
        await exchange.end(line, LegEnd.NO_ANSWER)


async def _to_line(exchange: Exchange, line: Line, order: Order) -> None:
    media = exchange.media
    match order:
        case Move(script=script):
            exchange.follow(line, script)
        case Hold(on=on):
            await media.hold(line.id, on)
            await exchange.say_where(line, "held" if on else "talking")
        case Mute(on=on):
            await media.mute(line.id, on)
        case TakePart(part=part, beside=beside):
            line.join = Join(line.join.room if line.join else order.call_id, part, beside)
            await media.place(line.id, line.join.room, part, beside)
        case PressKeys(keys=keys):
            await media.keys(line.id, keys)
        case RecordCall(tape=tape):
            room = line.room or order.call_id
            if tape is Tape.START:
                exchange.records(room, line.id, order.call_id)
            await media.record(room, tape)
        case Drop():
            await exchange.end(line, LegEnd.CANCELLED if line.state is LegState.RINGING else LegEnd.HUNG_UP)
