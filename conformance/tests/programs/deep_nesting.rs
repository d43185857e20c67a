//! Bad input: constructs nested 100,000 deep give a SyntaxError or a RangeError, or run; as scripts, by `eval` and by
//! `Function`, in regular expressions and in JSON.

use roundelay::{Error, Runtime};

const DEPTH: usize = 100_000;

/// What opens a level, what stands in the middle, what closes a level.
const SHAPES: &[(&str, &str, &str)] = &[
    ("(", "1", ")"),
    ("[", "", "]"),
    ("{", "", "}"),
    ("({a:", "1", "})"),
    ("(function(){", "", "})()"),
    ("function f(){", "", "}"),
    ("(()=>{", "", "})()"),
    ("async()=>{", "", "}"),
    ("a=>", "1", ""),
    ("(a=", "1", ")=>1"),
    ("`${", "1", "}`"),
    ("f`${", "1", "}`"),
    ("!", "1", ""),
    ("- ", "1", ""),
    ("typeof ", "1", ""),
    ("void ", "0", ""),
    ("delete ", "1", ""),
    ("new ", "Object", ""),
    ("new Object(", "", ")"),
    ("1+(", "1", ")"),
    ("1+", "1", ""),
    ("1**", "1", ""),
    ("1,", "1", ""),
    ("1&&", "1", ""),
    ("1||", "1", ""),
    ("null??", "1", ""),
    ("1<", "1", ""),
    ("var x;x=", "1", ""),
    ("x=", "1", ""),
    ("1?", "1", ":1"),
    ("0?1:", "1", ""),
    ("if(1);else ", ";", ""),
    ("if(1)", ";", ""),
    ("if(0){}else{", "", "}"),
    ("for(;false;)", ";", ""),
    ("while(false)", ";", ""),
    ("do ", ";", " while(0)"),
    ("with({})", ";", ""),
    ("try{", "", "}finally{}"),
    ("try{}catch(e){", "", "}"),
    ("switch(1){case 1:", "", "}"),
    ("a:{", "", "}"),
    ("class A{static{", "", "}}"),
    ("class A extends ", "Object", "{}"),
    ("(class extends ", "Object", "{})"),
    ("(class{[", "1", "]=1})"),
    ("[[", "", "]]=1"),
    ("var[", "a", "]=[[]]"),
    ("({a:", "b", "}={})"),
    ("f(", "", ")"),
    ("f?.(", "", ")"),
    ("[0][", "0", "]"),
    ("...", "1", ""),
    ("import(", "''", ")"),
    ("yield ", "1", ""),
    ("await ", "1", ""),
    ("/*", "", "*/"),
    ("//\n", "1", ""),
    ("\\u0061", "", ""),
];

/// What is repeated behind a beginning.
const CHAINS: &[(&str, &str)] = &[
    ("({}", ".a"),
    ("var o; o", ".a"),
    ("var o; o", "?.a"),
    ("var o; o", "?.[0]"),
    ("var o; o", "[0]"),
    ("var f = () => f; f", "()"),
    ("var f; f", "?.()"),
    ("var f = () => f; f", "`x`"),
    ("1", "+1"),
    ("1", "-1"),
    ("''", "+''"),
    ("1", ",1"),
    ("1", "&&1"),
    ("1", " in {}"),
    ("1", ";"),
    ("var a", ",a"),
    ("x = 1", "\nx = 1"),
];

fn sources() -> Vec<String> {
    let shapes = SHAPES
        .iter()
        .map(|(open, middle, close)| format!("{}{middle}{}", open.repeat(DEPTH), close.repeat(DEPTH)));
    let chains = CHAINS.iter().map(|(start, link)| format!("{start}{}", link.repeat(DEPTH)));
    shapes.chain(chains).collect()
}

/// Runs a source; it may fail, but only as JavaScript does.
fn run(runtime: &mut Runtime, source: &str) -> Result<String, Error> {
    runtime.run_script(source, "deep.js", |agent, value| {
        Ok(value.as_string().map(|text| agent.flatten(text).to_rust_string()).unwrap_or_default())
    })
}

fn runtime() -> Runtime {
    crate::builder().fuel(10_000_000).heap_limit(1 << 30).build()
}

#[test]
fn sources_nested_deeply_are_refused_or_run() {
    crate::on_a_large_stack(|| {
        for source in sources() {
            if let Err(error) = run(&mut runtime(), &source) {
                let text = error.to_string();
                let start: String = source.chars().take(30).collect();
                let is_usual = error.is_syntax()
                    || ["RangeError", "TypeError", "ReferenceError", "SyntaxError"]
                        .iter()
                        .any(|name| text.starts_with(name));
                assert!(is_usual || error.is_out_of_fuel(), "{start}: {text}");
            }
        }
    });
}

#[test]
fn eval_and_function_refuse_or_run_what_is_nested_deeply() {
    crate::on_a_large_stack(|| {
        for (index, (open, middle, close)) in SHAPES.iter().enumerate() {
            // Every way to make code for some shapes, one of them for each other.
            let chosen = if index % 12 == 0 { "ways".to_owned() } else { format!("[ways[{}]]", index % 6) };
            let quoted = format!("{open:?}.repeat({DEPTH}) + {middle:?} + {close:?}.repeat({DEPTH})");
            let quoted = quoted.replace("\\'", "'");
            let source = format!(
                "var source = {quoted}, said = [];
                 var ways = [(0, eval), Function, (text) => eval(text), (text) => Function(text, ''),
                             (async () => {{}}).constructor, (function* () {{}}).constructor];
                 for (const run of {chosen}) {{
                   try {{ run(source); said.push('ran') }} catch (error) {{ said.push(error.name) }}
                 }}
                 said.join()"
            );
            let said = run(&mut runtime(), &source);
            let said = said.unwrap_or_else(|error| panic!("{open}: {error}"));
            for word in said.split(',') {
                let is_usual =
                    ["ran", "SyntaxError", "RangeError", "TypeError", "ReferenceError"].contains(&word);
                assert!(is_usual, "{open}: {said}");
            }
        }
    });
}

#[test]
fn other_parsers_refuse_or_take_what_is_nested_deeply() {
    let source = format!(
        "const depth = {DEPTH}, said = [];
         const attempt = (run) => {{
           try {{ run(); said.push('ran') }} catch (error) {{ said.push(error.name) }}
         }};
         for (const [open, middle, close] of [['(', '', ')'], ['(?:', 'a', ')'], ['(?=', 'a', ')'], ['(?<=', 'a', ')'],
              ['(?<!', 'a', ')'], ['(?i:', 'a', ')'], ['(a|', 'b', ')'], ['(', 'a', ')*'], ['(?:', 'a', ')?'], ['[', 'a', ']'],
              ['a|', 'a', ''], ['a?', 'a', ''], ['\\\\', '\\\\', ''], ['\\\\1', '', '']]) {{
           const pattern = open.repeat(depth) + middle + close.repeat(depth);
           for (const flags of ['', 'u', 'v']) attempt(() => new RegExp(pattern, flags).test('aaa'));
         }}
         for (const [open, middle, close] of [['[', '', ']'], ['{{\"a\":', '1', '}}'], ['[[', '1', ']]'], ['[', '', '']]) {{
           const text = open.repeat(depth) + middle + close.repeat(depth);
           attempt(() => JSON.parse(text));
           attempt(() => JSON.parse(text, (key, value) => value));
         }}
         let array = [], object = {{}};
         for (let level = 0; level < depth; level++) {{ array = [array]; object = {{ object }}; }}
         attempt(() => JSON.stringify(array));
         attempt(() => JSON.stringify(object, null, 1));
         attempt(() => String(array));
         attempt(() => array.flat(Infinity));
         let proxy = {{}}, bound = () => 1;
         for (let level = 0; level < depth; level++) {{ proxy = new Proxy(proxy, {{}}); bound = bound.bind(null); }}
         attempt(() => proxy.x);
         attempt(() => bound());
         attempt(() => Object.keys(proxy));
         attempt(() => proxy instanceof Object);
         let text = '';
         for (let level = 0; level < depth; level++) text = level % 2 ? text + 'a' : 'b' + text;
         attempt(() => text.indexOf('x'));
         said.join()"
    );
    crate::on_a_large_stack(move || {
        let said = run(&mut runtime(), &source).unwrap_or_else(|error| panic!("{error}"));
        for word in said.split(',') {
            assert!(["ran", "SyntaxError", "RangeError"].contains(&word), "{said}");
        }
    });
}
