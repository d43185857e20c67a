//! Direct eval, `import()` and `import.meta`: instructions that need the embedder's compiler or loader.

use std::sync::Arc;

use roundelay_bytecode::Code;
use roundelay_heap::{JsString, Value};

use super::binding::running_code;
use crate::agent::Agent;
use crate::error::Completion;
use crate::host::{CompileRequest, EvalContext};
use crate::module::ImportPhase;
use crate::realm::RealmId;

/// What the source of eval code is called.
pub(crate) const EVAL_SOURCE: &str = "<eval>";

/// 19.2.1.1 PerformEval, direct.
/// <https://tc39.es/ecma262/#sec-performeval>
#[inline(never)]
pub(crate) fn direct_eval(agent: &mut Agent, source: Value, site: usize) -> Completion<Value> {
    let Some(text) = source.as_string() else { return Ok(source) };
    let linked = running_code(agent);
    let (realm, referrer, code) = (linked.realm, linked.referrer, linked.code.clone());
    let site = &code.body().eval_sites[site];
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
            .filter_map(|&name| code.body().string(name))
            .map(ToString::to_string)
            .collect(),
    };
    // SAFETY: the register holds the environment of the call's scope.
    let (environment, this) = unsafe {
        let frame = agent.stack.current;
        (*(*frame).regs.add(site.environment as usize), *(*frame).regs.add(1))
    };
    let code = agent.compile_eval(&text.to_units(), &context)?;
    agent.run_eval(code, (realm, referrer), (environment, this))
}

impl Agent {
    fn compile_eval(&mut self, source: &[u16], context: &EvalContext) -> Completion<Arc<Code>> {
        let compiled = self.host.compile(source, EVAL_SOURCE, CompileRequest::Eval(context));
        compiled.map_err(|error| self.syntax_error(error.message))
    }

    /// Runs eval code in `environment`.
    fn run_eval(
        &mut self,
        code: Arc<Code>,
        (realm, referrer): (RealmId, u32),
        (environment, this): (Value, Value),
    ) -> Completion<Value> {
        let id = self.link_code(code, realm, referrer);
        let function = self.instantiate_function(id, environment, None);
        self.call(Value::from(function), this, &[])
    }

    /// 19.2.1 eval as a function: the global environment of the callee's realm.
    pub fn indirect_eval(&mut self, source: Value) -> Completion<Value> {
        let Some(text) = source.as_string() else { return Ok(source) };
        let code = self.compile_indirect_eval(text)?;
        self.run_indirect_eval(code, self.current_realm())
    }

    /// 19.2.1.1 PerformEval, steps 1–11 for eval as a function: a SyntaxError of the current realm, or the code.
    pub fn compile_indirect_eval(&mut self, source: JsString) -> Completion<Arc<Code>> {
        self.compile_eval(&source.to_units(), &EvalContext::default())
    }

    /// 19.2.1.1 PerformEval, the steps after those of [`Agent::compile_indirect_eval`], in this realm.
    pub fn run_indirect_eval(&mut self, code: Arc<Code>, realm: RealmId) -> Completion<Value> {
        let this = self.realm(realm).global_this;
        self.run_eval(code, (realm, u32::MAX), (Value::UNDEFINED, this))
    }

    /// 16.1.6 ScriptEvaluation of code that is a script; gives its completion value if it was compiled to have one.
    pub fn run_script(&mut self, code: Arc<Code>, realm: RealmId, referrer: u32) -> Completion<Value> {
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
        code: Arc<Code>,
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
