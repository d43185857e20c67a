//! 13.3.12 `import.meta`.

use roundelay_heap::Value;

use crate::agent::Agent;
use crate::error::Completion;
use crate::interpreter::Arguments;

impl Agent {
    /// 13.3.12.1 The object of the module whose code runs.
    /// <https://tc39.es/ecma262/#sec-meta-properties-runtime-semantics-evaluation>
    pub fn import_meta(&mut self) -> Completion<Value> {
        let referrer = self.active_referrer();
        let Some(module) = self.modules.referrers.get(referrer as usize).and_then(|referrer| referrer.module)
        else {
            return Err(self.syntax_error("Cannot use 'import.meta' outside a module"));
        };
        let record = self.modules.get(module);
        if record.meta.is_object() {
            return Ok(record.meta);
        }
        let properties = self.host.import_meta(&record.key);
        let meta = self.ordinary_object_create(None);
        self.modules.get_mut(module).meta = Value::from(meta);
        for (name, text) in properties {
            let key = self.property_key(name);
            let value = Value::from(self.string(&text));
            self.create_data_property(meta, key, value)?;
        }
        let captures = [Value::int(referrer as i32)];
        let resolve = Value::from(self.new_native_function(resolve, "resolve", 1, &captures));
        let key = self.names.resolve;
        self.create_data_property(meta, key, resolve)?;
        Ok(Value::from(meta))
    }
}

/// `import.meta.resolve(specifier)` of HTML and Node.
fn resolve(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion<Value> {
    let specifier = agent.to_string(arguments.at(0))?.to_rust_string();
    let referrer = arguments.captured(0).as_int().unwrap_or(0) as u32;
    let referrer = agent.modules.referrer_key(referrer).to_owned();
    match agent.host.resolve_module(&specifier, &referrer) {
        Ok(key) => Ok(Value::from(agent.string(&key))),
        // A relative specifier has a meaning even where there is no such file.
        Err(_) if specifier.starts_with("./") || specifier.starts_with("../") => {
            let joined = join(&referrer, &specifier);
            Ok(Value::from(agent.string(&joined)))
        }
        Err(error) => Err(agent.module_error(error)),
    }
}

/// A relative specifier joined to the key it is relative to.
fn join(referrer: &str, specifier: &str) -> String {
    let (root, path) = match referrer.find("://") {
        Some(scheme) => referrer.split_at(scheme + "://".len()),
        None => ("", referrer),
    };
    let mut segments: Vec<&str> = path.split('/').collect();
    segments.pop();
    for segment in specifier.split('/') {
        match segment {
            "." => {}
            ".." if segments.len() > 1 => {
                segments.pop();
            }
            ".." => {}
            _ => segments.push(segment),
        }
    }
    format!("{root}{}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn specifiers_are_joined_by_segments() {
        assert_eq!(join("file:///a/b/main.mjs", "./c/d.js"), "file:///a/b/c/d.js");
        assert_eq!(join("file:///a/b/main.mjs", "../../../d.js"), "file:///d.js");
        assert_eq!(join("/a/main.js", "./d.js"), "/a/d.js");
    }
}
