//! Boa.

use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsObject, JsResult, JsValue, NativeFunction, Source, js_string};

use crate::{CALLS, Engine, Item, measure};

pub const ENGINE: Engine = Engine { name: "boa_engine", create, call_rust, call_script, records, numbers };

fn create() -> f64 {
    measure(21, 2, || {
        for _ in 0..2 {
            let mut context = Context::default();
            let value = context.eval(Source::from_bytes("1")).expect("a number");
            assert_eq!(value.as_number(), Some(1.0));
        }
    })
}

fn function(context: &mut Context, program: &str) -> JsObject {
    let value = context.eval(Source::from_bytes(program)).expect("a function");
    value.as_object().expect("a function is an object").clone()
}

fn call_rust() -> f64 {
    let mut context = Context::default();
    let add = NativeFunction::from_fn_ptr(|_, arguments, context| {
        let (a, b) = (arguments[0].to_i32(context)?, arguments[1].to_i32(context)?);
        Ok(JsValue::from(a.wrapping_add(b)))
    });
    context.register_global_callable(js_string!("add"), 2, add).expect("defined");
    let program =
        format!("(() => {{ let sum = 0; for (let i = 0; i < {CALLS}; i++) sum = add(sum, 1); return sum }})");
    let run = function(&mut context, &program);
    measure(7, CALLS, || {
        let sum = run.call(&JsValue::undefined(), &[], &mut context).expect("a number");
        assert_eq!(sum.as_number(), Some(f64::from(CALLS)));
    })
}

fn call_script() -> f64 {
    let mut context = Context::default();
    let add = function(&mut context, "(a, b) => a + b");
    measure(7, CALLS, || {
        for i in 0..CALLS {
            let arguments = [JsValue::from(i), JsValue::from(1)];
            let sum = add.call(&JsValue::undefined(), &arguments, &mut context).expect("a number");
            assert_eq!(sum.as_number(), Some(f64::from(i + 1)));
        }
    })
}

fn to_object(item: &Item, context: &mut Context) -> JsResult<JsValue> {
    let object = JsObject::with_object_proto(context.intrinsics());
    object.set(js_string!("id"), item.id, false, context)?;
    object.set(js_string!("name"), js_string!(item.name.as_str()), false, context)?;
    object.set(js_string!("score"), item.score, false, context)?;
    object.set(js_string!("done"), item.done, false, context)?;
    Ok(object.into())
}

fn to_item(value: &JsValue, context: &mut Context) -> JsResult<Item> {
    let object = value.to_object(context)?;
    Ok(Item {
        id: object.get(js_string!("id"), context)?.to_u32(context)?,
        name: object.get(js_string!("name"), context)?.to_string(context)?.to_std_string_lossy(),
        score: object.get(js_string!("score"), context)?.to_number(context)?,
        done: object.get(js_string!("done"), context)?.to_boolean(),
    })
}

fn elements(value: &JsValue, context: &mut Context) -> JsResult<Vec<JsValue>> {
    let array = JsArray::from_object(value.to_object(context)?)?;
    let length = array.length(context)?;
    (0..length).map(|index| array.get(index, context)).collect()
}

fn records(items: &[Item]) -> f64 {
    let mut context = Context::default();
    let same = function(&mut context, "(list) => list");
    measure(51, 1, || {
        let context = &mut context;
        let values: Vec<JsValue> =
            items.iter().map(|item| to_object(item, context).expect("an object")).collect();
        let array = JsValue::from(JsArray::from_iter(values, context));
        let result = same.call(&JsValue::undefined(), &[array], context).expect("a list");
        let back: Vec<Item> = elements(&result, context)
            .expect("a list")
            .iter()
            .map(|value| to_item(value, context).expect("an item"))
            .collect();
        assert_eq!(back.len(), items.len());
    })
}

fn numbers(numbers: &[f64]) -> f64 {
    let mut context = Context::default();
    let same = function(&mut context, "(list) => list");
    measure(51, 1, || {
        let context = &mut context;
        let array = JsValue::from(JsArray::from_iter(numbers.iter().map(|&n| JsValue::from(n)), context));
        let result = same.call(&JsValue::undefined(), &[array], context).expect("a list");
        let back: Vec<f64> = elements(&result, context)
            .expect("a list")
            .iter()
            .map(|value| value.as_number().expect("a number"))
            .collect();
        assert_eq!(back.len(), numbers.len());
    })
}
