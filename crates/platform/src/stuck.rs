//! Tells a person what a program still waits for when nothing is left to run.
//!
//! ```text
//!   app.mjs:12:1  await at top level
//!     for load(), which awaits at app.mjs:5:9
//!       for a promise made at app.mjs:4:13
//!         Nothing can settle it any more: its resolve and reject functions are gone.
//! ```

use std::fmt::Write as _;

use roundelay::Place;
use roundelay::vm::promise::pending::{AwaitedPromise, Settler, WaitStep};

/// How many awaits are shown unless all are asked for.
const SHOWN: usize = 5;

/// How much to tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Detail {
    /// The first few.
    Some,
    /// Every one.
    All,
}

/// The explanation, without a line end; none if nothing waits.
pub(crate) fn explain(awaited: &[AwaitedPromise], detail: Detail) -> Option<String> {
    let mut chains: Vec<(Option<Place>, String)> = awaited
        .iter()
        .flat_map(|promise| {
            promise.waiting.iter().map(move |chain| (outermost(chain), write_chain(promise, chain)))
        })
        .collect();
    if chains.is_empty() {
        return None;
    }
    // By where the outermost await stands: the heap knows no order.
    chains.sort();
    let awaits = if chains.len() == 1 { "1 await".to_owned() } else { format!("{} awaits", chains.len()) };
    let mut text = format!("The program has nothing left to run, but {awaits} cannot go on:");
    let mut rest = chains.len();
    for (index, alike) in chains.chunk_by(|one, other| one == other).enumerate() {
        if detail == Detail::Some && index == SHOWN {
            let _ = write!(text, "\n\n  … and {rest} more; `roundelay run --pending` shows all.");
            break;
        }
        rest -= alike.len();
        let times = if alike.len() == 1 { String::new() } else { format!("  ({} times)", alike.len()) };
        let chain = alike[0].1.split_once('\n');
        let (first, others) = chain.unwrap_or((&alike[0].1, ""));
        let _ = write!(text, "\n\n  {first}{times}\n{others}");
    }
    Some(text)
}

/// What is said of too many awaits to look into unasked.
pub(crate) fn summarize(count: usize) -> String {
    format!(
        "The program has nothing left to run, but {count} awaits cannot go on. `roundelay run --pending` shows them."
    )
}

fn outermost(chain: &[WaitStep]) -> Option<Place> {
    match chain.last() {
        Some(WaitStep::Await { place, .. }) => place.clone(),
        _ => None,
    }
}

/// The chain from the outermost await to the promise that waits for none.
fn write_chain(promise: &AwaitedPromise, chain: &[WaitStep]) -> String {
    let mut text = String::new();
    let mut steps = chain.iter().rev();
    if let Some(WaitStep::Await { place, function }) = steps.next() {
        let function =
            function.as_ref().map_or("at top level".to_owned(), |name| format!("in {}", call(name)));
        let _ = write!(text, "{}  await {function}", of_place(place.as_ref()));
    }
    let mut margin = 4;
    for step in steps {
        let _ = write!(text, "\n{:margin$}{}", "", describe(step));
        margin += 2;
    }
    match &promise.created {
        Some(place) => {
            let _ = write!(text, "\n{:margin$}for a promise made at {place}", "");
        }
        None if promise.settler == Settler::Circle => margin -= 2,
        None => {
            let _ = write!(text, "\n{:margin$}for a promise of the library", "");
        }
    }
    let verdict = match promise.settler {
        Settler::Gone => "Nothing can settle it any more: its resolve and reject functions are gone.",
        Settler::Kept => {
            "Its resolve or reject function is still there, but nothing is left that could call it."
        }
        Settler::Circle => "It waits for itself, in a circle.",
    };
    let _ = write!(text, "\n{:width$}{verdict}", "", width = margin + 2);
    text
}

fn describe(step: &WaitStep) -> String {
    match step {
        WaitStep::Await { place, function } => match function {
            Some(name) => format!("for {}, which awaits at {}", call(name), of_place(place.as_ref())),
            None => format!("for a module, which awaits at {}", of_place(place.as_ref())),
        },
        WaitStep::Then { callback: Some(place) } => format!("for what then makes of it, callback at {place}"),
        WaitStep::Then { callback: None } => "for what then makes of it".to_owned(),
        WaitStep::Combinator { name } => format!("for {name}"),
        WaitStep::Adopted => "for a promise that was resolved with a promise".to_owned(),
        WaitStep::Import => "for an import()".to_owned(),
    }
}

fn call(name: &str) -> String {
    if name.is_empty() { "an async function".to_owned() } else { format!("{name}()") }
}

fn of_place(place: Option<&Place>) -> String {
    place.map_or_else(|| "the library".to_owned(), Place::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: u32) -> Option<Place> {
        Some(Place { name: "a.mjs".to_owned(), line, column: 1 })
    }

    #[test]
    fn a_chain_is_told_from_outside_in() {
        let waiting = vec![vec![
            WaitStep::Await { place: place(5), function: Some("load".to_owned()) },
            WaitStep::Combinator { name: "Promise.all" },
            WaitStep::Await { place: place(12), function: None },
        ]];
        let awaited = [AwaitedPromise { created: place(4), settler: Settler::Gone, waiting }];
        insta::assert_snapshot!(explain(&awaited, Detail::Some).expect("something waits"), @r"
        The program has nothing left to run, but 1 await cannot go on:

          a.mjs:12:1  await at top level
            for Promise.all
              for load(), which awaits at a.mjs:5:1
                for a promise made at a.mjs:4:1
                  Nothing can settle it any more: its resolve and reject functions are gone.
        ");
    }

    #[test]
    fn only_the_first_are_told_unless_all_are_asked_for() {
        let lines = [0, 0, 0, 1, 2, 3, 4, 5, 6];
        let waiting = lines.map(|line| vec![WaitStep::Await { place: place(line), function: None }]).to_vec();
        let awaited = [AwaitedPromise { created: None, settler: Settler::Kept, waiting }];
        let some = explain(&awaited, Detail::Some).expect("something waits");
        assert!(some.ends_with("… and 2 more; `roundelay run --pending` shows all."), "{some}");
        assert!(some.contains("a.mjs:0:1  await at top level  (3 times)"), "{some}");
        let all = explain(&awaited, Detail::All).expect("something waits");
        assert_eq!(all.matches("await at top level").count(), 7, "{all}");
        assert_eq!(explain(&[], Detail::All), None);
    }
}
