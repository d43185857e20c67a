//! A host of plugins: each has a runtime, limits and the few functions that the host offers; a plugin that fails takes
//! nobody with it.
//!
//! ```text
//! cargo run -p roundelay-examples --bin plugins
//! ```

use roundelay::{Class, Error, Exception, Function, Runtime, Serde};
use serde::{Deserialize, Serialize};

/// What plugins see and change.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Document {
    title: String,
    words: Vec<String>,
}

/// A value of the host that plugins hold.
struct Dictionary {
    entries: Vec<(String, String)>,
}

const PLUGINS: [(&str, &str); 4] = [
    ("shout", "register((document) => ({ ...document, title: document.title.toUpperCase() + '!' }))"),
    (
        "translate",
        "const words = new Dictionary();
         words.add('cat', 'chat');
         words.add('black', 'noir');
         register((document) => ({ ...document, words: document.words.map((word) => words.look(word) ?? word) }))",
    ),
    ("broken", "register((document) => document.pages.length)"),
    ("endless", "register(() => { for (;;) ; })"),
];

struct Plugin {
    name: &'static str,
    runtime: Runtime,
    change: Function,
}

impl Plugin {
    fn load(name: &'static str, source: &str) -> Result<Self, Error> {
        let mut runtime = Runtime::builder().fuel(1_000_000).heap_limit(16 << 20).call_depth(1_000).build();
        let (sender, registered) = std::sync::mpsc::channel();
        runtime.function("register", move |change: Function| {
            sender.send(change).map_err(|_| Exception::error("plugins register while they load"))
        })?;
        runtime.class(
            Class::<Dictionary>::new("Dictionary")
                .constructor(|| Dictionary { entries: Vec::new() })
                .method("add", |dictionary: &mut Dictionary, word: String, meaning: String| {
                    dictionary.entries.push((word, meaning));
                })
                .method("look", |dictionary: &mut Dictionary, word: String| {
                    let found = dictionary.entries.iter().find(|(known, _)| *known == word);
                    found.map(|(_, meaning)| meaning.clone())
                }),
        )?;
        runtime.eval_named::<()>(source, &format!("{name}.js"))?;
        let change = registered.try_recv().expect("the plugins of this example register a function");
        Ok(Self { name, runtime, change })
    }

    fn run(&mut self, document: &Document) -> Result<Document, Error> {
        let Serde(changed) = self.runtime.call(&self.change, (Serde(document),))?;
        Ok(changed)
    }
}

fn main() -> Result<(), Error> {
    let mut plugins =
        PLUGINS.iter().map(|(name, source)| Plugin::load(name, source)).collect::<Result<Vec<_>, _>>()?;
    let words = ["a", "black", "cat"].map(str::to_owned).to_vec();
    let mut document = Document { title: "Animals".to_owned(), words };
    for plugin in &mut plugins {
        match plugin.run(&document) {
            Ok(changed) => document = changed,
            Err(error) => println!("{} is skipped\n{error:#}", plugin.name),
        }
    }
    println!("{}: {}", document.title, document.words.join(" "));
    Ok(())
}
