//! 20.4 Symbol objects.
//!
//! A Symbol object keeps `[[SymbolData]]` in its first internal slot.

use roundelay_vm::names::WellKnown;
use roundelay_vm::realm::{CONFIGURABLE, ConstValue, Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Symbol, Value};

const fn well_known(name: &'static str, symbol: WellKnown) -> Property {
    Property::Value(name, ConstValue::Symbol(symbol), 0)
}

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Symbol,
    global: Some("Symbol"),
    constructor: Some(("Symbol", 0, symbol)),
    prototype: Some(Intrinsic::SymbolPrototype),
    statics: &[
        Property::Method("for", 1, symbol_for),
        Property::Method("keyFor", 1, key_for),
        well_known("asyncDispose", WellKnown::AsyncDispose),
        well_known("asyncIterator", WellKnown::AsyncIterator),
        well_known("dispose", WellKnown::Dispose),
        well_known("hasInstance", WellKnown::HasInstance),
        well_known("isConcatSpreadable", WellKnown::IsConcatSpreadable),
        well_known("iterator", WellKnown::Iterator),
        well_known("match", WellKnown::Match),
        well_known("matchAll", WellKnown::MatchAll),
        well_known("replace", WellKnown::Replace),
        well_known("search", WellKnown::Search),
        well_known("species", WellKnown::Species),
        well_known("split", WellKnown::Split),
        well_known("toPrimitive", WellKnown::ToPrimitive),
        well_known("toStringTag", WellKnown::ToStringTag),
        well_known("unscopables", WellKnown::Unscopables),
    ],
    members: &[
        Property::Method("toString", 0, to_string),
        Property::Method("valueOf", 0, value_of),
        Property::Getter("description", description),
        Property::SymbolMethodWith(WellKnown::ToPrimitive, "", 1, to_primitive, CONFIGURABLE),
    ],
    tag: Some("Symbol"),
    ..Table::DEFAULT
};

/// 20.4.1.1 Symbol ( [ description ] )
/// <https://tc39.es/ecma262/#sec-symbol-description>
fn symbol(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if arguments.is_construct() {
        return Err(agent.type_error("Symbol is not a constructor"));
    }
    let description = match arguments.at(0) {
        Value::UNDEFINED => Value::UNDEFINED,
        description => Value::from(agent.to_string(description)?),
    };
    Ok(Value::from(agent.new_symbol(description)))
}

/// 20.4.2.2 Symbol.for ( key )
/// <https://tc39.es/ecma262/#sec-symbol.for>
fn symbol_for(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let key = agent.to_string(arguments.at(0))?;
    Ok(Value::from(agent.symbol_for(key)))
}

/// 20.4.2.6 Symbol.keyFor ( sym )
/// <https://tc39.es/ecma262/#sec-symbol.keyfor>
fn key_for(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    match arguments.at(0).as_symbol() {
        Some(symbol) => Ok(agent.key_for_symbol(symbol)),
        None => {
            let shown = agent.describe(arguments.at(0));
            Err(agent.type_error(format!("{shown} is not a symbol")))
        }
    }
}

/// 20.4.3.4.1 ThisSymbolValue ( value )
/// <https://tc39.es/ecma262/#sec-thissymbolvalue>
fn this_symbol_value(agent: &mut Agent, this: Value, method: &str) -> Completion<Symbol> {
    let data = match this.as_object() {
        Some(object) if object.kind() == Kind::SymbolObject => object.internal(0),
        _ => this,
    };
    data.as_symbol().ok_or_else(|| {
        agent.type_error(format!("Symbol.prototype.{method} requires that 'this' be a Symbol"))
    })
}

/// 20.4.3.2 get Symbol.prototype.description
/// <https://tc39.es/ecma262/#sec-symbol.prototype.description>
fn description(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    this_symbol_value(agent, arguments.this, "description").map(Symbol::description)
}

/// 20.4.3.3 Symbol.prototype.toString ( )
/// <https://tc39.es/ecma262/#sec-symbol.prototype.tostring>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let symbol = this_symbol_value(agent, arguments.this, "toString")?;
    let description = symbol.description().as_string().unwrap_or(agent.names.empty);
    let open = agent.string("Symbol(");
    let close = agent.string(")");
    let start = agent.concat(open, description)?;
    agent.concat(start, close).map(Value::from)
}

/// 20.4.3.4 Symbol.prototype.valueOf ( )
/// <https://tc39.es/ecma262/#sec-symbol.prototype.valueof>
fn value_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    this_symbol_value(agent, arguments.this, "valueOf").map(Value::from)
}

/// 20.4.3.5 Symbol.prototype [ %Symbol.toPrimitive% ] ( hint )
/// <https://tc39.es/ecma262/#sec-symbol.prototype-%symbol.toprimitive%>
fn to_primitive(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    this_symbol_value(agent, arguments.this, "[Symbol.toPrimitive]").map(Value::from)
}
