//! QuickJS through rquickjs.

use rquickjs::{Context, FromJs, Function, IntoJs, Object, Runtime, Value};

use crate::{CALLS, Engine, Item, measure};

pub const ENGINE: Engine = Engine { name: "rquickjs", create, call_rust, call_script, records, numbers };

fn context() -> (Runtime, Context) {
    let runtime = Runtime::new().expect("made");
    let context = Context::full(&runtime).expect("made");
    (runtime, context)
}

fn create() -> f64 {
    measure(101, 10, || {
        for _ in 0..10 {
            let (_runtime, context) = context();
            context.with(|context| assert_eq!(context.eval::<i32, _>("1").expect("a number"), 1));
        }
    })
}

fn call_rust() -> f64 {
    let (_runtime, context) = context();
    context.with(|context| {
        let add = Function::new(context.clone(), |a: i32, b: i32| a.wrapping_add(b)).expect("made");
        context.globals().set("add", add).expect("set");
        let program = format!(
            "(() => {{ let sum = 0; for (let i = 0; i < {CALLS}; i++) sum = add(sum, 1); return sum }})"
        );
        let run: Function = context.eval(program).expect("a function");
        measure(21, CALLS, || assert_eq!(run.call::<_, u32>(()).expect("a number"), CALLS))
    })
}

fn call_script() -> f64 {
    let (_runtime, context) = context();
    context.with(|context| {
        let add: Function = context.eval("(a, b) => a + b").expect("a function");
        measure(21, CALLS, || {
            for i in 0..CALLS {
                assert_eq!(add.call::<_, u32>((i, 1)).expect("a number"), i + 1);
            }
        })
    })
}

impl<'js> IntoJs<'js> for Item {
    fn into_js(self, context: &rquickjs::Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        let object = Object::new(context.clone())?;
        object.set("id", self.id)?;
        object.set("name", self.name)?;
        object.set("score", self.score)?;
        object.set("done", self.done)?;
        Ok(object.into_value())
    }
}

impl<'js> FromJs<'js> for Item {
    fn from_js(context: &rquickjs::Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        let object = Object::from_js(context, value)?;
        Ok(Self {
            id: object.get("id")?,
            name: object.get("name")?,
            score: object.get("score")?,
            done: object.get("done")?,
        })
    }
}

fn records(items: &[Item]) -> f64 {
    let (_runtime, context) = context();
    context.with(|context| {
        let same: Function = context.eval("(list) => list").expect("a function");
        measure(101, 1, || {
            let back: Vec<Item> = same.call((items.to_vec(),)).expect("a list");
            assert_eq!(back.len(), items.len());
        })
    })
}

fn numbers(numbers: &[f64]) -> f64 {
    let (_runtime, context) = context();
    context.with(|context| {
        let same: Function = context.eval("(list) => list").expect("a function");
        measure(101, 1, || {
            let back: Vec<f64> = same.call((numbers.to_vec(),)).expect("a list");
            assert_eq!(back.len(), numbers.len());
        })
    })
}
