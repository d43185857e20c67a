//! ECMA-402 16 Intl.NumberFormat.
//!
//! ```text
//!   value    what is formatted        format   digits to parts, with the patterns of affix
//!   digits   rounding                 compact  thousands and millions
//!   settings the internal slots       range    two numbers
//! ```

pub(super) mod affix;
pub(super) mod compact;
pub(super) mod digits;
pub(super) mod format;
pub(super) mod range;
pub(super) mod read;
pub(super) mod settings;
pub(super) mod symbols;
pub(super) mod value;

use roundelay_vm::object::PropertyDescriptor;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Object, Value};

use super::class::{
    Class, Part, fallback_symbol, index_of, join_parts, new_target_or_callee, parts_array, put, put_choice,
    put_slot,
};
use super::negotiate::supported_locales_of;
use digits::Digits;
use settings::{
    BOUND_FORMAT, COMPACT_DISPLAY, COMPACT_DISPLAYS, CURRENCY, CURRENCY_DISPLAY, CURRENCY_DISPLAYS,
    CURRENCY_SIGN, CURRENCY_SIGNS, DIGITS, GROUPINGS, Grouping, LOCALE, NOTATION, NOTATIONS,
    NUMBERING_SYSTEM, SIGN_DISPLAY, SIGN_DISPLAYS, STYLE, STYLES, Settings, UNIT, UNIT_DISPLAY,
    UNIT_DISPLAYS, USE_GROUPING,
};
use value::{IntlNumber, to_intl_number};

use Property::Method;

pub(super) static CLASS: Class = Class {
    name: "NumberFormat",
    number: 7,
    prototype: Intrinsic::IntlNumberFormatPrototype,
    slots: DIGITS + Digits::SLOTS,
};

pub(super) static TABLE: Table = Table {
    intrinsic: Intrinsic::IntlNumberFormat,
    constructor: Some(("NumberFormat", 0, number_format)),
    prototype: Some(Intrinsic::IntlNumberFormatPrototype),
    statics: &[Method("supportedLocalesOf", 1, supported_locales)],
    members: &[
        Method("resolvedOptions", 0, resolved_options),
        Method("formatToParts", 1, format_to_parts),
        Method("formatRange", 2, format_range),
        Method("formatRangeToParts", 2, format_range_to_parts),
        Property::Getter("format", format_getter),
    ],
    tag: Some("Intl.NumberFormat"),
    ..Table::DEFAULT
};

/// 16.1.1 Intl.NumberFormat ( [ locales [ , options ] ] )
/// <https://tc39.es/ecma402/#sec-intl.numberformat>
fn number_format(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = CLASS.create(agent, new_target_or_callee(arguments))?;
    read::initialize(agent, object, arguments.at(0), arguments.at(1))?;
    chain(agent, arguments, object, Intrinsic::IntlNumberFormat)
}

/// 16.1.1.1 ChainNumberFormat and 11.1.1.1 ChainDateTimeFormat: a call without `new` on an instance hangs the object on it.
/// <https://tc39.es/ecma402/#sec-chainnumberformat>
pub(super) fn chain(
    agent: &mut Agent,
    arguments: &Arguments<'_>,
    object: Object,
    constructor: Intrinsic,
) -> Completion {
    let Some(this) = arguments.this.as_object().filter(|_| arguments.new_target.is_undefined()) else {
        return Ok(Value::from(object));
    };
    let constructor = agent.intrinsic(constructor);
    if !agent.ordinary_has_instance(Value::from(constructor), arguments.this)? {
        return Ok(Value::from(object));
    }
    let symbol = fallback_symbol(agent)?;
    agent.define_property_or_throw(this, symbol, &PropertyDescriptor::data(Value::from(object), 0))?;
    Ok(arguments.this)
}

/// 16.5.7 UnwrapNumberFormat and 11.5.14 UnwrapDateTimeFormat
/// <https://tc39.es/ecma402/#sec-unwrapnumberformat>
pub(super) fn unwrap(
    agent: &mut Agent,
    this: Value,
    class: &Class,
    names: (Intrinsic, &str),
) -> Completion<Object> {
    if let (Some(object), None) = (this.as_object(), class.has(this)) {
        let constructor = agent.intrinsic(names.0);
        if agent.ordinary_has_instance(Value::from(constructor), this)? {
            let symbol = fallback_symbol(agent)?;
            let inner = agent.get(object, symbol)?;
            return class.this(agent, inner, names.1);
        }
    }
    class.this(agent, this, names.1)
}

/// 16.2.2 Intl.NumberFormat.supportedLocalesOf ( locales [ , options ] )
/// <https://tc39.es/ecma402/#sec-intl.numberformat.supportedlocalesof>
fn supported_locales(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    supported_locales_of(agent, arguments.at(0), arguments.at(1))
}

/// 16.3.2 Intl.NumberFormat.prototype.resolvedOptions ( )
/// <https://tc39.es/ecma402/#sec-intl.numberformat.prototype.resolvedoptions>
fn resolved_options(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = unwrap(agent, arguments.this, &CLASS, (Intrinsic::IntlNumberFormat, "resolvedOptions"))?;
    let result = agent.new_object();
    put_slot(agent, result, "locale", (this, LOCALE));
    put_slot(agent, result, "numberingSystem", (this, NUMBERING_SYSTEM));
    put_choice(agent, result, "style", (this, STYLE), STYLES);
    put_slot(agent, result, "currency", (this, CURRENCY));
    put_choice(agent, result, "currencyDisplay", (this, CURRENCY_DISPLAY), CURRENCY_DISPLAYS);
    put_choice(agent, result, "currencySign", (this, CURRENCY_SIGN), CURRENCY_SIGNS);
    put_slot(agent, result, "unit", (this, UNIT));
    put_choice(agent, result, "unitDisplay", (this, UNIT_DISPLAY), UNIT_DISPLAYS);
    let digits = Digits::load(this, DIGITS);
    digits.put_counts(agent, result);
    if Grouping::at(index_of(this, USE_GROUPING)) == Grouping::Never {
        put(agent, result, "useGrouping", Value::FALSE);
    } else {
        put_choice(agent, result, "useGrouping", (this, USE_GROUPING), GROUPINGS);
    }
    put_choice(agent, result, "notation", (this, NOTATION), NOTATIONS);
    put_choice(agent, result, "compactDisplay", (this, COMPACT_DISPLAY), COMPACT_DISPLAYS);
    put_choice(agent, result, "signDisplay", (this, SIGN_DISPLAY), SIGN_DISPLAYS);
    digits.put_rounding(agent, result);
    Ok(Value::from(result))
}

/// 16.3.3 get Intl.NumberFormat.prototype.format
/// <https://tc39.es/ecma402/#sec-intl.numberformat.prototype.format>
fn format_getter(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = unwrap(agent, arguments.this, &CLASS, (Intrinsic::IntlNumberFormat, "format"))?;
    if this.internal(BOUND_FORMAT).is_undefined() {
        let bound = agent.new_native_function(format_function, "", 1, &[Value::from(this)]);
        this.set_internal(BOUND_FORMAT, Value::from(bound));
    }
    Ok(this.internal(BOUND_FORMAT))
}

/// 16.5.2 Number Format Functions
/// <https://tc39.es/ecma402/#sec-number-format-functions>
fn format_function(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let number = to_intl_number(agent, arguments.at(0))?;
    let Some(format) = CLASS.has(arguments.captured(0)) else { return Ok(Value::UNDEFINED) };
    let parts = format::format(&Settings::load(format), &number).into_parts();
    Ok(Value::from(agent.string(&join_parts(&parts))))
}

/// 16.3.6 Intl.NumberFormat.prototype.formatToParts ( value )
/// <https://tc39.es/ecma402/#sec-intl.numberformat.prototype.formattoparts>
fn format_to_parts(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "formatToParts")?;
    let number = to_intl_number(agent, arguments.at(0))?;
    let parts = format::format(&Settings::load(this), &number).into_parts();
    Ok(Value::from(parts_array(agent, &parts)))
}

fn range_parts(agent: &mut Agent, arguments: &Arguments<'_>, method: &str) -> Completion<Vec<Part>> {
    let this = CLASS.this(agent, arguments.this, method)?;
    if arguments.at(0).is_undefined() || arguments.at(1).is_undefined() {
        return Err(agent.type_error("Invalid argument: start and end are required"));
    }
    let start = to_intl_number(agent, arguments.at(0))?;
    let end = to_intl_number(agent, arguments.at(1))?;
    if start.is_nan() || end.is_nan() {
        return Err(agent.range_error("Invalid number value: NaN"));
    }
    Ok(range::format_range(&Settings::load(this), &start, &end))
}

/// 16.3.4 Intl.NumberFormat.prototype.formatRange ( start, end )
/// <https://tc39.es/ecma402/#sec-intl.numberformat.prototype.formatrange>
fn format_range(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let parts = range_parts(agent, arguments, "formatRange")?;
    Ok(Value::from(agent.string(&join_parts(&parts))))
}

/// 16.3.5 Intl.NumberFormat.prototype.formatRangeToParts ( start, end )
/// <https://tc39.es/ecma402/#sec-intl.numberformat.prototype.formatrangetoparts>
fn format_range_to_parts(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let parts = range_parts(agent, arguments, "formatRangeToParts")?;
    Ok(Value::from(parts_array(agent, &parts)))
}

/// 21.2 Number.prototype.toLocaleString and BigInt.prototype.toLocaleString, after their receivers are known
/// <https://tc39.es/ecma402/#sup-number.prototype.tolocalestring>
pub(crate) fn number_to_locale_string(
    agent: &mut Agent,
    number: Value,
    locales: Value,
    options: Value,
) -> Completion {
    let prototype = agent.intrinsic(Intrinsic::IntlNumberFormatPrototype);
    let format = CLASS.create_with(agent, prototype);
    read::initialize(agent, format, locales, options)?;
    let number: IntlNumber = to_intl_number(agent, number)?;
    let parts = format::format(&Settings::load(format), &number).into_parts();
    Ok(Value::from(agent.string(&join_parts(&parts))))
}
