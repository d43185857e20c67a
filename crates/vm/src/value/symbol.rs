//! 6.1.5 The Symbol type: new symbols and the registry behind `Symbol.for`.

use roundelay_heap::{JsString, Symbol, SymbolFlags, Tracer, Value};
use rustc_hash::FxHashMap;

use crate::agent::Agent;

/// 20.4.2.2 The GlobalSymbolRegistry List: symbols by the atoms of their keys. Shared by all realms.
#[derive(Default)]
pub struct SymbolRegistry {
    symbols: FxHashMap<JsString, Symbol>,
}

impl SymbolRegistry {
    /// Keeps all registered symbols alive.
    pub fn trace(&mut self, tracer: &mut Tracer) {
        for (key, symbol) in &self.symbols {
            tracer.string(*key);
            tracer.symbol(*symbol);
        }
    }
}

impl Agent {
    /// A new symbol; the description is a string or undefined.
    pub fn new_symbol(&mut self, description: Value) -> Symbol {
        self.heap.alloc_symbol(description, 0)
    }

    /// A new private name.
    pub fn new_private_name(&mut self, description: JsString) -> Symbol {
        self.heap.alloc_symbol(Value::from(description), SymbolFlags::PRIVATE)
    }

    /// 20.4.2.2 Symbol.for ( key )
    /// <https://tc39.es/ecma262/#sec-symbol.for>
    pub fn symbol_for(&mut self, key: JsString) -> Symbol {
        let key = self.heap.intern(key);
        if let Some(&symbol) = self.symbols.symbols.get(&key) {
            return symbol;
        }
        let symbol = self.heap.alloc_symbol(Value::from(key), SymbolFlags::REGISTERED);
        self.symbols.symbols.insert(key, symbol);
        symbol
    }

    /// 20.4.5.1 KeyForSymbol ( sym )
    /// <https://tc39.es/ecma262/#sec-keyforsymbol>
    pub fn key_for_symbol(&self, symbol: Symbol) -> Value {
        if symbol.is_registered() { symbol.description() } else { Value::UNDEFINED }
    }

    /// 20.4.3.3.1 SymbolDescriptiveString ( sym )
    /// <https://tc39.es/ecma262/#sec-symboldescriptivestring>
    pub fn symbol_descriptive_string(&self, symbol: Symbol) -> String {
        let description = symbol.description().as_string().map_or_else(String::new, JsString::to_rust_string);
        format!("Symbol({description})")
    }
}
