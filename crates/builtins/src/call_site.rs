//! CallSite objects: the frames that `Error.prepareStackTrace` gets, with the methods they have in V8.

use roundelay_vm::call_site::CallSiteField;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Value};

macro_rules! questions {
    ($($function:ident $name:literal $field:ident;)+) => {
        pub(crate) static TABLE: Table = Table {
            intrinsic: Intrinsic::CallSite,
            constructor: Some(("CallSite", 0, call_site)),
            prototype: Some(Intrinsic::CallSitePrototype),
            members: &[
                $(Property::Method($name, 0, $function),)+
                Property::Method("getEvalOrigin", 0, nothing_known),
                Property::Method("isNative", 0, is_native),
            ],
            ..Table::DEFAULT
        };

        $(
            fn $function(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
                ask(agent, arguments.this, CallSiteField::$field, $name)
            }
        )+
    };
}

questions! {
    get_column_number "getColumnNumber" ColumnNumber;
    get_enclosing_column_number "getEnclosingColumnNumber" EnclosingColumnNumber;
    get_enclosing_line_number "getEnclosingLineNumber" EnclosingLineNumber;
    get_file_name "getFileName" FileName;
    get_function "getFunction" Function;
    get_function_name "getFunctionName" FunctionName;
    get_line_number "getLineNumber" LineNumber;
    get_method_name "getMethodName" MethodName;
    get_position "getPosition" Position;
    get_promise_index "getPromiseIndex" PromiseIndex;
    get_script_name "getScriptNameOrSourceURL" FileName;
    get_this "getThis" This;
    get_type_name "getTypeName" TypeName;
    is_async "isAsync" IsAsync;
    is_constructor "isConstructor" IsConstructor;
    is_eval "isEval" IsEval;
    is_promise_all "isPromiseAll" IsPromiseAll;
    is_top_level "isToplevel" IsTopLevel;
    to_string "toString" Text;
}

fn ask(agent: &mut Agent, this: Value, field: CallSiteField, method: &str) -> Completion {
    match agent.call_site_field(this, field) {
        Some(answer) => Ok(answer),
        None => Err(agent.type_error(format!("CallSite method {method} expects CallSite as receiver"))),
    }
}

/// Programs get CallSite objects but cannot make them.
fn call_site(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    Err(agent.error("Illegal constructor"))
}

/// Where eval code was called is told by the next frame.
fn nothing_known(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    ask(agent, arguments.this, CallSiteField::IsEval, "getEvalOrigin").map(|_| Value::UNDEFINED)
}

/// No frame of the library is native in V8's sense.
fn is_native(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    ask(agent, arguments.this, CallSiteField::IsEval, "isNative").map(|_| Value::FALSE)
}
