//! 6 Temporal.ZonedDateTime.
//!
//! An object holds its calendar, its time zone and, as an instant does, the nanoseconds since the epoch.

use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Object, Value};
use temporal_rs::fields::ZonedDateTimeFields;
use temporal_rs::options::{
    Disambiguation, DisplayOffset, DisplayTimeZone, OffsetDisambiguation, Overflow, Unit, UnitGroup,
};
use temporal_rs::parsed_intermediates::ParsedZonedDateTime;
use temporal_rs::partial::PartialZonedDateTime;
use temporal_rs::provider::TransitionDirection;
use temporal_rs::{Duration, Instant, TemporalResult, ZonedDateTime};

use super::calendar::{self, calendar_of, canonicalize, check_difference, iso_text, to_calendar};
use super::duration::to_duration;
use super::fields::{Fields, Required, require_partial, set};
use super::instant::{EpochNanoseconds, epoch_from_slots, epoch_slots, to_nanoseconds};
use super::options::{Options, no_primitive, ordering};
use super::plain_date::check_calendars;
use super::plain_time::{check_text_unit, to_time_or_midnight};
use super::slots::{
    Class, OrThrow, Slots, Stored, construct, create, create_result, new_target, plain_text, receiver, stored,
};
use super::time_zone::{self, identifier, parse_identifier, to_time_zone};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::TemporalZonedDateTime,
    constructor: Some(("ZonedDateTime", 2, zoned_date_time)),
    prototype: Some(Intrinsic::TemporalZonedDateTimePrototype),
    statics: &[Property::Method("from", 1, from), Property::Method("compare", 2, compare)],
    members: &[
        getter!(ZonedDateTime, "calendarId", |value: &ZonedDateTime| value.calendar().identifier()),
        getter!(ZonedDateTime, "timeZoneId", |value: &ZonedDateTime| identifier(value.time_zone())),
        getter!(ZonedDateTime, "era", ZonedDateTime::era),
        getter!(ZonedDateTime, "eraYear", ZonedDateTime::era_year),
        getter!(ZonedDateTime, "year", ZonedDateTime::year),
        getter!(ZonedDateTime, "month", ZonedDateTime::month),
        getter!(ZonedDateTime, "monthCode", ZonedDateTime::month_code),
        getter!(ZonedDateTime, "day", ZonedDateTime::day),
        getter!(ZonedDateTime, "hour", ZonedDateTime::hour),
        getter!(ZonedDateTime, "minute", ZonedDateTime::minute),
        getter!(ZonedDateTime, "second", ZonedDateTime::second),
        getter!(ZonedDateTime, "millisecond", ZonedDateTime::millisecond),
        getter!(ZonedDateTime, "microsecond", ZonedDateTime::microsecond),
        getter!(ZonedDateTime, "nanosecond", ZonedDateTime::nanosecond),
        getter!(ZonedDateTime, "epochMilliseconds", ZonedDateTime::epoch_milliseconds),
        getter!(ZonedDateTime, "epochNanoseconds", |value: &ZonedDateTime| EpochNanoseconds(nanoseconds(
            value
        ))),
        getter!(ZonedDateTime, "dayOfWeek", ZonedDateTime::day_of_week),
        getter!(ZonedDateTime, "dayOfYear", ZonedDateTime::day_of_year),
        getter!(ZonedDateTime, "weekOfYear", ZonedDateTime::week_of_year),
        getter!(ZonedDateTime, "yearOfWeek", ZonedDateTime::year_of_week),
        Property::Getter("hoursInDay", hours_in_day),
        getter!(ZonedDateTime, "daysInWeek", ZonedDateTime::days_in_week),
        getter!(ZonedDateTime, "daysInMonth", ZonedDateTime::days_in_month),
        getter!(ZonedDateTime, "daysInYear", ZonedDateTime::days_in_year),
        getter!(ZonedDateTime, "monthsInYear", ZonedDateTime::months_in_year),
        getter!(ZonedDateTime, "inLeapYear", ZonedDateTime::in_leap_year),
        getter!(ZonedDateTime, "offsetNanoseconds", ZonedDateTime::offset_nanoseconds),
        getter!(ZonedDateTime, "offset", ZonedDateTime::offset),
        Property::Method("with", 1, with),
        Property::Method("withPlainTime", 0, with_plain_time),
        Property::Method("withTimeZone", 1, with_time_zone),
        Property::Method("withCalendar", 1, with_calendar),
        Property::Method("add", 1, add),
        Property::Method("subtract", 1, subtract),
        Property::Method("until", 1, until),
        Property::Method("since", 1, since),
        Property::Method("round", 1, round),
        Property::Method("equals", 1, equals),
        Property::Method("toString", 0, to_string),
        Property::Method("toLocaleString", 0, to_locale_string),
        Property::Method("toJSON", 0, to_json),
        Property::Method("valueOf", 0, value_of),
        Property::Method("startOfDay", 0, start_of_day),
        Property::Method("getTimeZoneTransition", 1, get_time_zone_transition),
        Property::Method("toInstant", 0, to_instant),
        Property::Method("toPlainDate", 0, to_plain_date),
        Property::Method("toPlainTime", 0, to_plain_time),
        Property::Method("toPlainDateTime", 0, to_plain_date_time),
    ],
    tag: Some("Temporal.ZonedDateTime"),
    ..Table::DEFAULT
};

fn nanoseconds(zoned: &ZonedDateTime) -> i128 {
    zoned.epoch_nanoseconds().as_i128()
}

impl Stored for ZonedDateTime {
    const CLASS: Class = Class::ZonedDateTime;
    type Slots = [Value; 5];

    fn to_slots(&self) -> Self::Slots {
        let [zone, detail] = time_zone::to_slots(self.time_zone());
        let [milliseconds, rest] = epoch_slots(nanoseconds(self));
        [calendar::to_slot(self.calendar()), zone, detail, milliseconds, rest]
    }

    fn from_slots(slots: Slots) -> Self {
        let calendar = calendar::from_slot(slots.int(0));
        let zone = time_zone::from_slots(slots, 1);
        ZonedDateTime::try_new(epoch_from_slots(slots, 3), zone, calendar)
            .expect("slots hold an instant that was valid")
    }

    fn text(&self) -> TemporalResult<String> {
        self.to_ixdtf_string(Default::default(), Default::default(), Default::default(), Default::default())
    }
}

/// 6.1.1 Temporal.ZonedDateTime ( epochNanoseconds, timeZone [ , calendar ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime>
fn zoned_date_time(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let new_target = new_target(agent, arguments, Class::ZonedDateTime)?;
    let nanoseconds = to_nanoseconds(agent, arguments.at(0))?;
    let instant = Instant::try_new(nanoseconds).or_throw(agent)?;
    let zone = parse_identifier(agent, arguments.at(1))?;
    let calendar = canonicalize(agent, arguments.at(2))?;
    let zoned = ZonedDateTime::try_new_from_instant(instant, zone, calendar).or_throw(agent)?;
    construct(agent, new_target, &zoned)
}

/// The options of `from` and `with`, in the order of their names.
fn from_options(
    agent: &mut Agent,
    options: Value,
    fallback: OffsetDisambiguation,
) -> Completion<(Disambiguation, OffsetDisambiguation, Overflow)> {
    let options = Options::of(agent, options)?;
    Ok((options.disambiguation(agent)?, options.offset(agent, fallback)?, options.overflow(agent)?))
}

/// 6.5.2 ToTemporalZonedDateTime ( item [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal-totemporalzoneddatetime>
fn to_zoned(agent: &mut Agent, item: Value, options: Value) -> Completion<ZonedDateTime> {
    if let Some(zoned) = stored(item) {
        from_options(agent, options, OffsetDisambiguation::Reject)?;
        return Ok(zoned);
    }
    match item.as_object() {
        Some(object) => zoned_from_fields(agent, object, options),
        None => {
            let text = iso_text(agent, item, "a date and time with a time zone")?;
            let parsed = ParsedZonedDateTime::from_utf8(text.as_bytes()).or_throw(agent)?;
            let (disambiguation, offset, _) = from_options(agent, options, OffsetDisambiguation::Reject)?;
            ZonedDateTime::from_parsed(parsed, disambiguation, offset).or_throw(agent)
        }
    }
}

fn zoned_from_fields(agent: &mut Agent, object: Object, options: Value) -> Completion<ZonedDateTime> {
    let calendar = calendar_of(agent, object)?;
    let names = set::DATE | set::TIME | set::OFFSET | set::TIME_ZONE;
    let fields = Fields::read(agent, object, &calendar, names, Required::Set(set::TIME_ZONE))?;
    let (disambiguation, offset, overflow) = from_options(agent, options, OffsetDisambiguation::Reject)?;
    let calendar_fields = fields.calendar_fields(agent)?;
    // What is wrong with the date comes before what is wrong with the time.
    calendar.date_from_fields(calendar_fields.clone(), overflow).or_throw(agent)?;
    let time = fields.time(agent, overflow)?;
    let mut partial = PartialZonedDateTime::new().with_calendar_fields(calendar_fields).with_time(time);
    partial.fields.offset = fields.offset;
    partial.timezone = fields.time_zone;
    partial.calendar = calendar;
    ZonedDateTime::from_partial(partial, Some(overflow), Some(disambiguation), Some(offset)).or_throw(agent)
}

/// 6.2.2 Temporal.ZonedDateTime.from ( item [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.from>
fn from(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned = to_zoned(agent, arguments.at(0), arguments.at(1))?;
    Ok(create(agent, &zoned))
}

/// 6.2.3 Temporal.ZonedDateTime.compare ( one, two )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.compare>
fn compare(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let one = to_zoned(agent, arguments.at(0), Value::UNDEFINED)?;
    let two = to_zoned(agent, arguments.at(1), Value::UNDEFINED)?;
    Ok(ordering(one.compare_instant(&two)))
}

/// 6.3.23 get Temporal.ZonedDateTime.prototype.hoursInDay
/// <https://tc39.es/proposal-temporal/#sec-get-temporal.zoneddatetime.prototype.hoursinday>
fn hours_in_day(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "get hoursInDay")?;
    let hours = zoned.hours_in_day().or_throw(agent)?;
    Ok(Value::number(hours))
}

/// 6.3.31 Temporal.ZonedDateTime.prototype.with ( temporalZonedDateTimeLike [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.with>
fn with(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "with")?;
    let object = require_partial(agent, arguments.at(0))?;
    let names = set::DATE | set::TIME | set::OFFSET;
    let fields = Fields::read(agent, object, zoned.calendar(), names, Required::Any)?;
    let (disambiguation, offset, overflow) =
        from_options(agent, arguments.at(1), OffsetDisambiguation::Prefer)?;
    let mut changes = ZonedDateTimeFields::new();
    changes.calendar_fields = fields.calendar_fields(agent)?;
    changes.time = fields.time(agent, overflow)?;
    changes.offset = fields.offset;
    create_result(agent, zoned.with(changes, Some(disambiguation), Some(offset), Some(overflow)))
}

/// 6.3.32 Temporal.ZonedDateTime.prototype.withPlainTime ( [ plainTimeLike ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.withplaintime>
fn with_plain_time(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "withPlainTime")?;
    let time = to_time_or_midnight(agent, arguments.at(0))?;
    create_result(agent, zoned.with_plain_time(time))
}

/// 6.3.33 Temporal.ZonedDateTime.prototype.withTimeZone ( timeZoneLike )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.withtimezone>
fn with_time_zone(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "withTimeZone")?;
    let zone = to_time_zone(agent, arguments.at(0))?;
    create_result(agent, zoned.with_timezone(zone))
}

/// 6.3.34 Temporal.ZonedDateTime.prototype.withCalendar ( calendarLike )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.withcalendar>
fn with_calendar(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "withCalendar")?;
    let calendar = to_calendar(agent, arguments.at(0))?;
    Ok(create(agent, &zoned.with_calendar(calendar)))
}

/// 6.3.35 Temporal.ZonedDateTime.prototype.add ( temporalDurationLike [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.add>
fn add(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "add")?;
    let duration = to_duration(agent, arguments.at(0))?;
    let overflow = Options::of(agent, arguments.at(1))?.overflow(agent)?;
    create_result(agent, zoned.add(&duration, Some(overflow)))
}

/// 6.3.36 Temporal.ZonedDateTime.prototype.subtract ( temporalDurationLike [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.subtract>
fn subtract(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "subtract")?;
    let duration = to_duration(agent, arguments.at(0))?;
    let overflow = Options::of(agent, arguments.at(1))?.overflow(agent)?;
    create_result(agent, zoned.subtract(&duration, Some(overflow)))
}

/// 6.3.37 Temporal.ZonedDateTime.prototype.until ( other [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.until>
fn until(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "until")?;
    let other = to_zoned(agent, arguments.at(0), Value::UNDEFINED)?;
    check_calendars(agent, zoned.calendar(), other.calendar())?;
    let settings = Options::of(agent, arguments.at(1))?.difference(agent)?;
    check_difference(
        agent,
        zoned.calendar(),
        &settings,
        (*zoned.epoch_nanoseconds(), *other.epoch_nanoseconds()),
    )?;
    create_result::<Duration>(agent, zoned.until(&other, settings))
}

/// 6.3.38 Temporal.ZonedDateTime.prototype.since ( other [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.since>
fn since(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "since")?;
    let other = to_zoned(agent, arguments.at(0), Value::UNDEFINED)?;
    check_calendars(agent, zoned.calendar(), other.calendar())?;
    let settings = Options::of(agent, arguments.at(1))?.difference(agent)?;
    check_difference(
        agent,
        zoned.calendar(),
        &settings,
        (*zoned.epoch_nanoseconds(), *other.epoch_nanoseconds()),
    )?;
    create_result::<Duration>(agent, zoned.since(&other, settings))
}

/// 6.3.39 Temporal.ZonedDateTime.prototype.round ( roundTo )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.round>
fn round(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "round")?;
    let rounding = Options::required(agent, arguments.at(0), "smallestUnit")?.rounding(agent)?;
    UnitGroup::Time.validate_unit(rounding.smallest_unit, Some(Unit::Day)).or_throw(agent)?;
    create_result(agent, zoned.round(rounding))
}

/// 6.3.40 Temporal.ZonedDateTime.prototype.equals ( other )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.equals>
fn equals(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "equals")?;
    let other = to_zoned(agent, arguments.at(0), Value::UNDEFINED)?;
    let is_equal = zoned.equals(&other).or_throw(agent)?;
    Ok(Value::from(is_equal))
}

/// 6.3.41 Temporal.ZonedDateTime.prototype.toString ( [ options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.tostring>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "toString")?;
    let options = Options::of(agent, arguments.at(0))?;
    let calendar = options.calendar_name(agent)?;
    let precision = options.fractional_second_digits(agent)?;
    let offset: Option<DisplayOffset> = options.choice(agent, "offset")?;
    let rounding_mode = options.rounding_mode(agent)?;
    let smallest_unit = options.unit(agent, "smallestUnit")?;
    let zone: Option<DisplayTimeZone> = options.choice(agent, "timeZoneName")?;
    check_text_unit(agent, smallest_unit)?;
    let rounding = temporal_rs::options::ToStringRoundingOptions { precision, smallest_unit, rounding_mode };
    let text =
        zoned.to_ixdtf_string(offset.unwrap_or_default(), zone.unwrap_or_default(), calendar, rounding);
    let text = text.or_throw(agent)?;
    Ok(Value::from(agent.string(&text)))
}

/// 6.3.42 Temporal.ZonedDateTime.prototype.toLocaleString ( [ locales [ , options ] ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.tolocalestring>
fn to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    super::localized::to_locale_string::<ZonedDateTime>(agent, arguments)
}

/// 6.3.43 Temporal.ZonedDateTime.prototype.toJSON ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.tojson>
fn to_json(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    plain_text::<ZonedDateTime>(agent, arguments, "toJSON")
}

/// 6.3.44 Temporal.ZonedDateTime.prototype.valueOf ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.valueof>
fn value_of(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    no_primitive(agent, "ZonedDateTime")
}

/// 6.3.45 Temporal.ZonedDateTime.prototype.startOfDay ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.startofday>
fn start_of_day(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "startOfDay")?;
    create_result(agent, zoned.start_of_day())
}

/// 6.3.46 Temporal.ZonedDateTime.prototype.getTimeZoneTransition ( directionParam )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.gettimezonetransition>
fn get_time_zone_transition(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "getTimeZoneTransition")?;
    let options = Options::required(agent, arguments.at(0), "direction")?;
    let Some(direction) = options.choice::<TransitionDirection>(agent, "direction")? else {
        return Err(agent.range_error("the option direction must be given"));
    };
    match zoned.get_time_zone_transition(direction).or_throw(agent)? {
        Some(transition) => Ok(create(agent, &transition)),
        None => Ok(Value::NULL),
    }
}

/// 6.3.47 Temporal.ZonedDateTime.prototype.toInstant ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.toinstant>
fn to_instant(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "toInstant")?;
    Ok(create(agent, &zoned.to_instant()))
}

/// 6.3.48 Temporal.ZonedDateTime.prototype.toPlainDate ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.toplaindate>
fn to_plain_date(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "toPlainDate")?;
    Ok(create(agent, &zoned.to_plain_date()))
}

/// 6.3.49 Temporal.ZonedDateTime.prototype.toPlainTime ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.toplaintime>
fn to_plain_time(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "toPlainTime")?;
    Ok(create(agent, &zoned.to_plain_time()))
}

/// 6.3.50 Temporal.ZonedDateTime.prototype.toPlainDateTime ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.zoneddatetime.prototype.toplaindatetime>
fn to_plain_date_time(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let zoned: ZonedDateTime = receiver(agent, arguments.this, "toPlainDateTime")?;
    Ok(create(agent, &zoned.to_plain_date_time()))
}
