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
        Err(error) => Err(agent.module_error(error)),
    }
}
