//! Direct eval, `import()` and `import.meta`: instructions that need the embedder's compiler or loader.

use roundelay_heap::Value;

use super::binding::running_code;
use crate::agent::Agent;
use crate::error::Completion;
use crate::host::{CompileRequest, EvalContext};
use crate::module::ImportPhase;
use crate::realm::RealmId;

/// 19.2.1.1 PerformEval, direct.
/// <https://tc39.es/ecma262/#sec-performeval>
#[inline(never)]
pub(crate) fn direct_eval(agent: &mut Agent, source: Value, site: usize) -> Completion<Value> {
    let Some(text) = source.as_string() else { return Ok(source) };
    let linked = running_code(agent);
    let (realm, referrer, code) = (linked.realm, linked.referrer, linked.code.clone());
    let site = &code.eval_sites[site];
    let context = EvalContext {
        direct: true,
        strict: site.strict,
        in_function: site.in_function,
        in_method: site.in_method,
        in_derived_constructor: site.in_derived_constructor,
        in_class_field_initializer: site.in_field_initializer,
        private_names: site
            .private_names
            .iter()
            .filter_map(|&name| code.string(name))
            .map(ToString::to_string)
            .collect(),
    };
    // SAFETY: the register holds the environment of the call's scope.
    let (environment, this) = unsafe {
        let frame = agent.stack.current;
        (*(*frame).regs.add(site.environment as usize), *(*frame).regs.add(1))
    };
    let units = text.to_units();
    agent.run_eval(&units, (realm, referrer), context, (environment, this))
}

impl Agent {
    /// Compiles and runs eval code in `environment`.
    pub(crate) fn run_eval(
        &mut self,
        source: &[u16],
        (realm, referrer): (RealmId, u32),
        context: EvalContext,
        (environment, this): (Value, Value),
    ) -> Completion<Value> {
        let name = "<eval>";
        let compiled = self.host.compile(source, name, CompileRequest::Eval(&context));
        let code = match compiled {
            Ok(code) => code,
            Err(error) => return Err(self.syntax_error(error.message)),
        };
        let id = self.link_code(code, realm, referrer);
        let function = self.instantiate_function(id, environment, None);
        self.call(Value::from(function), this, &[])
    }

    /// 19.2.1 eval as a function: the global environment of the callee's realm.
    pub fn indirect_eval(&mut self, source: Value) -> Completion<Value> {
        let Some(text) = source.as_string() else { return Ok(source) };
        let realm = self.current_realm();
        let units = text.to_units();
        let this = self.realm(realm).global_this;
        self.run_eval(&units, (realm, u32::MAX), EvalContext::default(), (Value::UNDEFINED, this))
    }

    /// 16.1.6 ScriptEvaluation of code that is a script; gives its completion value if it was compiled to have one.
    pub fn run_script(
        &mut self,
        code: std::sync::Arc<roundelay_bytecode::Code>,
        realm: RealmId,
        referrer: u32,
    ) -> Completion<Value> {
        self.enter(|agent| {
            let id = agent.link_code(code, realm, referrer);
            let function = agent.instantiate_function(id, Value::UNDEFINED, None);
            let this = agent.realm(realm).global_this;
            agent.call(Value::from(function), this, &[])
        })
    }

    /// The function that a CommonJS module's code (a function expression around it) evaluates to.
    pub fn instantiate_unit(
        &mut self,
        code: std::sync::Arc<roundelay_bytecode::Code>,
        realm: RealmId,
        referrer: u32,
        environment: Value,
    ) -> roundelay_heap::Object {
        let id = self.link_code(code, realm, referrer);
        self.instantiate_function(id, environment, None)
    }
}

/// 13.3.10 `import()`
#[inline(never)]
pub(crate) fn import_call(
    agent: &mut Agent,
    specifier: Value,
    options: Value,
    phase: u32,
) -> Completion<Value> {
    agent.import_call(specifier, options, ImportPhase::from_number(phase))
}

/// 13.3.12 `import.meta`
#[inline(never)]
pub(crate) fn import_meta(agent: &mut Agent) -> Completion<Value> {
    agent.import_meta()
}
