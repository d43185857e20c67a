//! 2 Temporal.Now: the clock and the time zone of the host.

use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Value};
use temporal_rs::{Instant, TimeZone, ZonedDateTime};

use super::slots::{OrThrow, create};
use super::time_zone::{identifier, local, to_time_zone};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::TemporalNow,
    statics: &[
        Property::Method("timeZoneId", 0, time_zone_id),
        Property::Method("instant", 0, instant),
        Property::Method("plainDateTimeISO", 0, plain_date_time_iso),
        Property::Method("zonedDateTimeISO", 0, zoned_date_time_iso),
        Property::Method("plainDateISO", 0, plain_date_iso),
        Property::Method("plainTimeISO", 0, plain_time_iso),
    ],
    tag: Some("Temporal.Now"),
    ..Table::DEFAULT
};

/// The last nanosecond that an instant can have.
const LIMIT: i128 = 8_640_000_000_000_000_000_000;

/// 2.3.3 SystemUTCEpochNanoseconds ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal-systemutcepochnanoseconds>
fn now(agent: &mut Agent) -> Completion<Instant> {
    let nanoseconds = agent.host.now_ns().clamp(-LIMIT, LIMIT);
    Instant::try_new(nanoseconds).or_throw(agent)
}

/// Now in the time zone of the argument, or in the local one.
fn zoned(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion<ZonedDateTime> {
    let zone: TimeZone = match arguments.at(0) {
        Value::UNDEFINED => local(agent),
        like => to_time_zone(agent, like)?,
    };
    now(agent)?.to_zoned_date_time_iso(zone).or_throw(agent)
}

/// 2.2.1 Temporal.Now.timeZoneId ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.now.timezoneid>
fn time_zone_id(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    let zone = local(agent);
    Ok(Value::from(agent.string(&identifier(&zone))))
}

/// 2.2.2 Temporal.Now.instant ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.now.instant>
fn instant(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    let instant = now(agent)?;
    Ok(create(agent, &instant))
}

/// 2.2.3 Temporal.Now.plainDateTimeISO ( [ temporalTimeZoneLike ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.now.plaindatetimeiso>
fn plain_date_time_iso(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned = zoned(agent, arguments)?;
    Ok(create(agent, &zoned.to_plain_date_time()))
}

/// 2.2.4 Temporal.Now.zonedDateTimeISO ( [ temporalTimeZoneLike ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.now.zoneddatetimeiso>
fn zoned_date_time_iso(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned = zoned(agent, arguments)?;
    Ok(create(agent, &zoned))
}

/// 2.2.5 Temporal.Now.plainDateISO ( [ temporalTimeZoneLike ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.now.plaindateiso>
fn plain_date_iso(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned = zoned(agent, arguments)?;
    Ok(create(agent, &zoned.to_plain_date()))
}

/// 2.2.6 Temporal.Now.plainTimeISO ( [ temporalTimeZoneLike ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.now.plaintimeiso>
fn plain_time_iso(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned = zoned(agent, arguments)?;
    Ok(create(agent, &zoned.to_plain_time()))
}
