//! How values are shown: what the console, errors and the JavaScript parts of the platform ask of `inspect`.

use roundelay::vm::heap::{Kind, Object, Tracer, Value};
use roundelay::vm::{Agent, Arguments, Completion, PropertyKey};
use roundelay::{Extension, host};

use crate::errors::{self, ErrorClass};
use crate::inspect::{self, FormatContext, InspectOptions, Palette, Style};
use crate::library;

/// What programs can change about how values are shown. All are undefined until a program asks for them.
struct Settings {
    /// `util.inspect.defaultOptions`
    defaults: Value,
    /// `util.inspect.styles`: the name of a colour for each style.
    styles: Value,
    /// `util.inspect.colors`: the codes of each colour.
    colors: Value,
}

impl Default for Settings {
    fn default() -> Self {
        Self { defaults: Value::UNDEFINED, styles: Value::UNDEFINED, colors: Value::UNDEFINED }
    }
}

impl Extension for Settings {
    fn trace(&mut self, tracer: &mut Tracer) {
        tracer.value(self.defaults);
        tracer.value(self.styles);
        tracer.value(self.colors);
    }
}

/// `keepInspectSettings(defaults, styles, colors)`: the objects that the program sees and changes from now on.
pub(crate) fn keep_settings(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let settings: &mut Settings = host(agent).extensions.get();
    settings.defaults = arguments.at(0);
    settings.styles = arguments.at(1);
    settings.colors = arguments.at(2);
    Ok(Value::UNDEFINED)
}

/// The options where the caller gives none.
pub(crate) fn default_options(agent: &mut Agent) -> Completion<InspectOptions> {
    let settings: &Settings = host(agent).extensions.get();
    let defaults = settings.defaults;
    let options = InspectOptions::default();
    let Some(defaults) = defaults.as_object() else { return Ok(options) };
    let options = inspect::options_from_object(agent, defaults, &options)?;
    Ok(InspectOptions { given: Value::UNDEFINED, ..options })
}

/// The colours of the styles as the program has set them; the usual ones if it never looked at them.
fn palette(agent: &mut Agent) -> Completion<Palette> {
    let settings: &Settings = host(agent).extensions.get();
    let (Some(styles), Some(colors)) = (settings.styles.as_object(), settings.colors.as_object()) else {
        return Ok(Palette::default());
    };
    let mut palette = Palette([None; Style::COUNT]);
    for (name, style) in Style::NAMES {
        let key = agent.property_key(name);
        let color = agent.get(styles, key)?;
        if color.is_undefined() {
            continue;
        }
        let key = agent.to_property_key(color)?;
        let Some(codes) = agent.get(colors, key)?.as_object() else { continue };
        let mut code = |index: u32| -> Completion<u8> {
            let code = agent.get(codes, PropertyKey::Index(index))?;
            Ok(agent.to_number(code)? as u8)
        };
        palette.0[style as usize] = Some((code(0)?, code(1)?));
    }
    Ok(palette)
}

/// The arguments of `console.log` as one text.
pub(crate) fn format(agent: &mut Agent, values: &[Value]) -> Completion<String> {
    let options = default_options(agent)?;
    format_with(agent, values, options)
}

/// As [`format`] with other options.
pub(crate) fn format_with(
    agent: &mut Agent,
    values: &[Value],
    options: InspectOptions,
) -> Completion<String> {
    let palette = if options.colors { palette(agent)? } else { options.palette };
    let options = InspectOptions { palette, ..options };
    let context = FormatContext { options, inspect_function: inspect_function(agent) };
    inspect::format(agent, values, &context)
}

/// `util.inspect`, which methods of programs get as their third argument.
fn inspect_function(agent: &mut Agent) -> Value {
    library::native(agent, "inspect")
}

/// A value as `console.log` shows it when it is no string.
pub(crate) fn inspect(agent: &mut Agent, value: Value, options: &InspectOptions) -> Completion<String> {
    let function = inspect_function(agent);
    if !options.colors {
        return inspect::inspect_with(agent, value, options, function);
    }
    let palette = palette(agent)?;
    inspect::inspect_with(agent, value, &InspectOptions { palette, ..*options }, function)
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

/// `util.formatWithOptions(options, ...values)`
pub(crate) fn format_with_options(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(object) = arguments.at(0).as_object() else {
        let received = errors::describe_received(agent, arguments.at(0));
        let message = format!("The \"inspectOptions\" argument must be of type object. {received}");
        return Err(errors::coded_error(agent, ErrorClass::TypeError, "ERR_INVALID_ARG_TYPE", &message));
    };
    let defaults = default_options(agent)?;
    let options = inspect::options_from_object(agent, object, &defaults)?;
    let text = format_with(agent, arguments.values.get(1..).unwrap_or_default(), options)?;
    Ok(Value::from(agent.string(&text)))
}

/// `util.inspect(value, options)`, or with the older arguments `showHidden, depth, colors`.
pub(crate) fn inspect_native(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let mut options = default_options(agent)?;
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
    let mut nested = default_options(agent)?;
    if let Some(object) = options.as_object() {
        nested = inspect::options_from_object(agent, object, &nested)?;
    }
    nested.depth = nested.depth.map(|depth| depth - 1);
    inspect(agent, fields, &nested)
}

/// `console.dir`: the object's own inspect method is not used.
pub(crate) fn inspect_for_dir(
    agent: &mut Agent,
    value: Value,
    options: Value,
    defaults: InspectOptions,
) -> Completion<String> {
    let mut chosen = InspectOptions { custom_inspect: false, ..defaults };
    if let Some(object) = options.as_object() {
        chosen = inspect::options_from_object(agent, object, &chosen)?;
    }
    inspect(agent, value, &chosen)
}

/// What a person is told of a value that was thrown and not caught.
pub(crate) fn describe(agent: &mut Agent, value: Value) -> String {
    let colors = host(agent).environment.stderr.has_colors();
    match inspect(agent, value, &InspectOptions { colors, ..InspectOptions::default() }) {
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
