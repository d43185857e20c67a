//! `console.table`: rows and columns from the properties of objects, or from the entries of collections.

use roundelay::vm::heap::{Kind, Object, Value};
use roundelay::vm::{Agent, Completion, PropertyKey};
use roundelay::{host, preview};

use crate::formatting;
use crate::inspect::{self, InspectOptions};

/// One row of a table.
struct Row {
    index: String,
    /// By column; none where the row has no such property.
    cells: Vec<Option<String>>,
    /// The row's own value, if it is no object.
    value: Option<String>,
}

/// The columns found so far.
struct Columns {
    names: Vec<String>,
    /// The program has named them.
    are_given: bool,
}

/// What `console.table(data, columns)` draws; none for values that it only logs.
pub(crate) fn draw(agent: &mut Agent, data: Value, columns: Value) -> Completion<Option<String>> {
    let Some(object) = data.as_object().filter(|_| !agent.is_callable(data)) else { return Ok(None) };
    let mut columns = given_columns(agent, columns)?;
    match object.kind() {
        Kind::Map => return entries_table(agent, object, Holds::Pairs).map(Some),
        Kind::Set => return entries_table(agent, object, Holds::Values).map(Some),
        Kind::MapIterator | Kind::SetIterator => {
            let pairs = object.kind() == Kind::MapIterator && preview::iterates_entries(object);
            return entries_table(agent, object, if pairs { Holds::Pairs } else { Holds::Values }).map(Some);
        }
        _ => {}
    }
    let mut rows = Vec::new();
    let keys = agent.own_enumerable_string_keys(object);
    for position in 0..keys.len() {
        let key = keys.get(position);
        let value = agent.get(object, key)?;
        let mut row = Row { index: key.display(), cells: Vec::new(), value: None };
        match value.as_object() {
            Some(fields) => read_row(agent, fields, &mut columns, &mut row)?,
            None if columns.are_given => {}
            None => row.value = Some(cell(agent, value)?),
        }
        rows.push(row);
    }
    Ok(Some(render(&columns.names, &rows)))
}

fn given_columns(agent: &mut Agent, columns: Value) -> Completion<Columns> {
    let mut given = Columns { names: Vec::new(), are_given: !columns.is_undefined() };
    if columns.is_undefined() {
        return Ok(given);
    }
    let list = match columns.as_object() {
        Some(list) if agent.is_array(columns)? => list,
        _ => {
            let received = crate::errors::describe_received(agent, columns);
            let message = format!("The \"properties\" argument must be an instance of Array. {received}");
            let class = crate::errors::ErrorClass::TypeError;
            return Err(crate::errors::coded_error(agent, class, "ERR_INVALID_ARG_TYPE", &message));
        }
    };
    for index in 0..agent.length_of_array_like(list)? as u32 {
        let name = agent.get(list, PropertyKey::Index(index))?;
        let name = agent.to_string(name)?;
        let key = agent.to_property_key(Value::from(name))?;
        given.names.push(key.display());
    }
    Ok(given)
}

fn read_row(agent: &mut Agent, fields: Object, columns: &mut Columns, row: &mut Row) -> Completion<()> {
    if !columns.are_given {
        let keys = agent.own_enumerable_string_keys(fields);
        for position in 0..keys.len() {
            let name = keys.get(position).display();
            if !columns.names.contains(&name) {
                columns.names.push(name);
            }
        }
    }
    for name in &columns.names {
        let name = Value::from(agent.string(name));
        let key = agent.to_property_key(name)?;
        let text = if agent.has_own_property(fields, key)? {
            let value = agent.get(fields, key)?;
            Some(cell(agent, value)?)
        } else {
            None
        };
        row.cells.push(text);
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

/// What a collection or its iterator holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Values,
    Pairs,
}

/// A Map, a Set or an iterator over one: its entries by the order of iteration.
fn entries_table(agent: &mut Agent, object: Object, holds: Holds) -> Completion<String> {
    let values = match object.kind() {
        Kind::Map | Kind::Set => preview::collection_values(agent, object),
        _ => preview::iterator_values(agent, object),
    };
    let (width, head): (usize, &[&str]) = match holds {
        Holds::Values => (1, &["(iteration index)", "Values"]),
        Holds::Pairs => (2, &["(iteration index)", "Key", "Values"]),
    };
    let mut lines = Vec::new();
    for index in 0..values.len() / width {
        let mut line = vec![index.to_string()];
        for part in 0..width {
            line.push(cell(agent, values.get(index * width + part))?);
        }
        lines.push(line);
    }
    let head: Vec<String> = head.iter().map(|&name| name.to_owned()).collect();
    Ok(inspect::render_table(&head, &lines))
}

/// A cell: objects with more than two properties are only named.
fn cell(agent: &mut Agent, value: Value) -> Completion<String> {
    let is_large = value.as_object().is_some_and(|object| {
        object.kind() != Kind::Array && agent.own_enumerable_string_keys(object).len() > 2
    });
    let colors = host(agent).environment.stdout.has_colors();
    let options = InspectOptions {
        colors,
        depth: Some(if is_large { -1 } else { 0 }),
        max_array_length: 3,
        break_length: usize::MAX >> 4,
        ..formatting::default_options(agent)?
    };
    formatting::inspect(agent, value, &options)
}
