//! Time zones: how arguments name them, their numbers in slots.

use roundelay_vm::{Agent, Completion, Value};
use temporal_rs::provider::{COMPILED_TZ_PROVIDER, TimeZoneId, TimeZoneProvider};
use temporal_rs::{TimeZone, UtcOffset, ZonedDateTime};

use super::conversion::require_string;
use super::slots::{OrThrow, Slots, stored};

/// In the place of a name's number: the zone is an offset, whose minutes follow.
const OFFSET: i32 = -1;

/// The two slots of a time zone.
pub(super) fn to_slots(zone: &TimeZone) -> [Value; 2] {
    match zone {
        TimeZone::IanaIdentifier(id) => {
            [Value::int(id.normalized.0 as i32), Value::int(id.resolved.0 as i32)]
        }
        TimeZone::UtcOffset(offset) => [Value::int(OFFSET), Value::int(i32::from(offset.minutes()))],
    }
}

/// The time zone of two slots from `index`.
pub(super) fn from_slots(slots: Slots, index: usize) -> TimeZone {
    match (slots.int(index), slots.int(index + 1)) {
        (OFFSET, minutes) => TimeZone::UtcOffset(UtcOffset::from_minutes(minutes as i16)),
        (normalized, resolved) => {
            let mut id = TimeZoneId::default();
            id.normalized.0 = normalized as usize;
            id.resolved.0 = resolved as usize;
            TimeZone::IanaIdentifier(id)
        }
    }
}

/// The identifier of a time zone.
pub(super) fn identifier(zone: &TimeZone) -> String {
    zone.identifier().unwrap_or_else(|_| "UTC".to_owned())
}

/// A constructor's argument, which must be an identifier.
pub(super) fn parse_identifier(agent: &mut Agent, value: Value) -> Completion<TimeZone> {
    let text = require_string(agent, value, "a time zone")?;
    TimeZone::try_from_identifier_str(&text).or_throw(agent)
}

/// 11.1.8 ToTemporalTimeZoneIdentifier ( temporalTimeZoneLike )
/// <https://tc39.es/proposal-temporal/#sec-temporal-totemporaltimezoneidentifier>
pub(super) fn to_time_zone(agent: &mut Agent, value: Value) -> Completion<TimeZone> {
    if let Some(zoned) = stored::<ZonedDateTime>(value) {
        return Ok(*zoned.time_zone());
    }
    let text = require_string(agent, value, "a time zone")?;
    TimeZone::try_from_str(&text).or_throw(agent)
}

/// 21.4.1.24 SystemTimeZoneIdentifier ( ); UTC, whatever its name, also if the host names a zone that nobody knows.
/// <https://tc39.es/ecma262/#sec-systemtimezoneidentifier>
pub(super) fn local(agent: &mut Agent) -> TimeZone {
    let name = agent.host.time_zone_identifier();
    let Ok(zone) = TimeZone::try_from_identifier_str(&name) else { return TimeZone::utc() };
    match zone.primary_identifier() {
        Ok(primary) if identifier(&primary) == "UTC" => primary,
        _ => zone,
    }
}

/// The rules of all zones.
pub(super) fn provider() -> &'static impl TimeZoneProvider {
    &*COMPILED_TZ_PROVIDER
}
