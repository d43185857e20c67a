//! How values are shown: what the console, errors and the JavaScript parts of the platform ask of `inspect`.

use roundelay::vm::heap::{Kind, Object, Value};
use roundelay::vm::{Agent, Arguments, Completion, Intrinsic, PropertyKey};

use crate::inspect::{self, FormatContext, InspectOptions};
use crate::library;

/// The arguments of `console.log` as one text.
pub(crate) fn format(agent: &mut Agent, values: &[Value]) -> Completion<String> {
    let context =
        FormatContext { options: InspectOptions::default(), inspect_function: inspect_function(agent) };
    inspect::format(agent, values, &context)
}

/// `util.inspect`, which methods of programs get as their third argument.
fn inspect_function(agent: &mut Agent) -> Value {
    library::native(agent, "inspect")
}

/// A value as `console.log` shows it when it is no string.
pub(crate) fn inspect(agent: &mut Agent, value: Value, options: &InspectOptions) -> Completion<String> {
    let function = inspect_function(agent);
    inspect::inspect_with(agent, value, options, function)
}

/// As [`inspect`] with default options; what throws is shown as nothing.
pub(crate) fn inspect_plain(agent: &mut Agent, value: Value) -> String {
    inspect(agent, value, &InspectOptions::default()).unwrap_or_default()
}

/// `util.format` for the JavaScript parts.
pub(crate) fn format_native(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let text = format(agent, arguments.values)?;
    Ok(Value::from(agent.string(&text)))
}

/// `util.inspect(value, options)`, or with the older arguments `showHidden, depth, colors`.
pub(crate) fn inspect_native(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let mut options = InspectOptions { break_length: 128, ..InspectOptions::default() };
    if let Some(object) = arguments.at(1).as_object() {
        options = inspect::options_from_object(agent, object, &options)?;
    } else {
        options.show_hidden = agent.to_boolean(arguments.at(1));
        if let Some(depth) = arguments.at(2).as_number() {
            options.depth = Some(depth as i64);
        } else if arguments.at(2).is_null() {
            options.depth = None;
        }
        options.colors = agent.to_boolean(arguments.at(3));
    }
    let text = inspect(agent, arguments.at(0), &options)?;
    Ok(Value::from(agent.string(&text)))
}

/// The fields of a library object, one level deeper than the object itself.
pub(crate) fn inspect_nested(agent: &mut Agent, fields: Value, options: Value) -> Completion<String> {
    let mut nested = InspectOptions::default();
    if let Some(object) = options.as_object() {
        nested = inspect::options_from_object(agent, object, &nested)?;
    }
    nested.depth = nested.depth.map(|depth| depth - 1);
    inspect(agent, fields, &nested)
}

/// `console.dir`: the object's own inspect method is not used.
pub(crate) fn inspect_for_dir(agent: &mut Agent, value: Value, options: Value) -> Completion<String> {
    let mut chosen = InspectOptions { custom_inspect: false, ..InspectOptions::default() };
    if let Some(object) = options.as_object() {
        chosen = inspect::options_from_object(agent, object, &chosen)?;
    }
    inspect(agent, value, &chosen)
}

/// What a person is told of a value that was thrown and not caught.
pub(crate) fn describe(agent: &mut Agent, value: Value) -> String {
    match inspect(agent, value, &InspectOptions::default()) {
        Ok(text) => text,
        Err(_) => without_side_effects(agent, value),
    }
}

/// A value in a message, without running code of the program.
pub(crate) fn without_side_effects(agent: &mut Agent, value: Value) -> String {
    if let Some(symbol) = value.as_symbol() {
        return agent.symbol_descriptive_string(symbol);
    }
    let Some(object) = value.as_object() else {
        return agent.to_string(value).map_or_else(|_| String::new(), |text| text.to_rust_string());
    };
    match object.kind() {
        Kind::Error => agent.error_header(object),
        Kind::Function | Kind::NativeFunction | Kind::BoundFunction => inspect_plain(agent, value),
        Kind::Array => "[object Array]".to_owned(),
        _ => format!("#<{}>", constructor_name(agent, object)),
    }
}

fn constructor_name(agent: &mut Agent, object: Object) -> String {
    let name =
        agent.get(object, agent.names.constructor).ok().and_then(Value::as_object).and_then(|constructor| {
            agent.get(constructor, agent.names.name).ok()?.as_string().map(|name| name.to_rust_string())
        });
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| "Object".to_owned())
}

/// One row of `console.table`.
struct Row {
    index: String,
    /// By column; none where the row has no such property.
    cells: Vec<Option<String>>,
    /// The row's own value, if it is no object.
    value: Option<String>,
}

/// What `console.table` draws; none for values that it only logs.
pub(crate) fn table(agent: &mut Agent, data: Value, columns: Value) -> Completion<Option<String>> {
    let Some(object) = data.as_object() else { return Ok(None) };
    if matches!(object.kind(), Kind::Map | Kind::Set) {
        return iteration_table(agent, object).map(Some);
    }
    let mut names: Vec<String> = Vec::new();
    let has_filter = columns.as_object().is_some();
    if let Some(list) = columns.as_object() {
        for index in 0..agent.length_of_array_like(list)? as u32 {
            let name = agent.get(list, PropertyKey::Index(index))?;
            names.push(agent.to_string(name)?.to_rust_string());
        }
    }
    let mut rows = Vec::new();
    let keys = agent.own_enumerable_string_keys(object);
    for position in 0..keys.len() {
        let key = keys.get(position);
        let value = agent.get(object, key)?;
        let mut row = Row { index: key.display(), cells: Vec::new(), value: None };
        match value.as_object() {
            Some(fields) => read_row(agent, fields, (&mut names, has_filter), &mut row)?,
            None => row.value = Some(cell(agent, value)?),
        }
        rows.push(row);
    }
    Ok(Some(render(&names, &rows)))
}

fn read_row(
    agent: &mut Agent,
    fields: Object,
    (names, has_filter): (&mut Vec<String>, bool),
    row: &mut Row,
) -> Completion<()> {
    let keys = agent.own_enumerable_string_keys(fields);
    for position in 0..keys.len() {
        let key = keys.get(position);
        let name = key.display();
        let column = match names.iter().position(|found| *found == name) {
            Some(column) => column,
            None if has_filter => continue,
            None => {
                names.push(name);
                names.len() - 1
            }
        };
        let value = agent.get(fields, key)?;
        let text = cell(agent, value)?;
        if row.cells.len() <= column {
            row.cells.resize(column + 1, None);
        }
        row.cells[column] = Some(text);
    }
    Ok(())
}

fn render(names: &[String], rows: &[Row]) -> String {
    // The columns are in the order of an object's properties: array indices come first.
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|&column| names[column].parse::<u32>().unwrap_or(u32::MAX));
    let has_values = rows.iter().any(|row| row.value.is_some());
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let cells =
                order.iter().map(|&column| row.cells.get(column).cloned().flatten().unwrap_or_default());
            let value = has_values.then(|| row.value.clone().unwrap_or_default());
            std::iter::once(row.index.clone()).chain(cells).chain(value).collect()
        })
        .collect();
    let mut head = vec!["(index)".to_owned()];
    head.extend(order.iter().map(|&column| names[column].clone()));
    if has_values {
        head.push("Values".to_owned());
    }
    inspect::render_table(&head, &lines)
}

/// A Map or Set: its entries by the order of iteration.
fn iteration_table(agent: &mut Agent, collection: Object) -> Completion<String> {
    let array = Value::from(agent.intrinsic(Intrinsic::Array));
    let from = agent.property_key("from");
    let constructor = agent.to_object(array)?;
    let from = agent.get(constructor, from)?;
    let items = agent.call(from, array, &[Value::from(collection)])?;
    let items = agent.to_object(items)?;
    let is_map = collection.kind() == Kind::Map;
    let mut lines = Vec::new();
    for index in 0..agent.length_of_array_like(items)? as u32 {
        let item = agent.get(items, PropertyKey::Index(index))?;
        let mut line = vec![index.to_string()];
        match item.as_object().filter(|_| is_map) {
            Some(entry) => {
                for part in 0..2 {
                    let value = agent.get(entry, PropertyKey::Index(part))?;
                    line.push(cell(agent, value)?);
                }
            }
            None => line.push(cell(agent, item)?),
        }
        lines.push(line);
    }
    let names: &[&str] =
        if is_map { &["(iteration index)", "Key", "Values"] } else { &["(iteration index)", "Values"] };
    let head: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    Ok(inspect::render_table(&head, &lines))
}

/// A cell: objects with more than two properties are only named.
fn cell(agent: &mut Agent, value: Value) -> Completion<String> {
    let is_large = value.as_object().is_some_and(|object| {
        object.kind() != Kind::Array && agent.own_enumerable_string_keys(object).len() > 2
    });
    let options = InspectOptions {
        depth: Some(if is_large { -1 } else { 0 }),
        max_array_length: 3,
        break_length: usize::MAX >> 4,
        ..InspectOptions::default()
    };
    inspect(agent, value, &options)
}
