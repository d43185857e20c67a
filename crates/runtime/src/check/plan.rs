//! Which runs there will be.

use std::path::PathBuf;
use std::sync::Arc;

use roundelay_event_loop::Profile;

use super::example::{self, Example, ExampleFile};
use super::find;
use super::malformed::Malformed;
use super::settings::Settings;

/// All runs, in source order.
pub(crate) struct Plan {
    pub(crate) cases: Vec<Case>,
}

/// One run, or a file that cannot be understood.
pub(crate) enum Case {
    Run { example: Arc<Example>, profile: Option<Profile> },
    Malformed { file: Arc<ExampleFile>, why: Malformed },
}

impl Case {
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Run { example, profile } => example.run_name(*profile),
            Self::Malformed { file, .. } => file.shown.clone(),
        }
    }

    /// The file, and the lines that belong to the example.
    pub(crate) fn place(&self) -> (&str, (usize, usize)) {
        match self {
            Self::Run { example, .. } => (&example.file.shown, example.lines),
            Self::Malformed { file, why } => (&file.shown, (why.line, why.line)),
        }
    }

    /// Whether `filter` is a part of its name, or `file:line` of it.
    fn is_named(&self, filter: &str) -> bool {
        if self.name().contains(filter) {
            return true;
        }
        let (file, (first, last)) = self.place();
        let at = filter.rsplit_once(':').and_then(|(name, line)| Some((name, line.parse::<usize>().ok()?)));
        at.is_some_and(|(name, line)| file.ends_with(name) && (first..=last).contains(&line))
    }
}

impl Plan {
    pub(crate) fn make(settings: &Settings) -> Result<Self, String> {
        let here = [PathBuf::from(".")];
        let paths = if settings.paths.is_empty() { &here[..] } else { &settings.paths };
        let mut cases = Vec::new();
        for (file, state) in find::files(paths)? {
            match state.and_then(|()| example::load(&file)) {
                Ok(examples) => examples.into_iter().for_each(|example| add(&mut cases, example, settings)),
                Err(why) => cases.push(Case::Malformed { file, why }),
            }
        }
        if cases.is_empty() {
            return Err("there are no examples: no .js, .mjs or .cjs file and no fenced js block".to_owned());
        }
        let names = |filters: &[String], case: &Case| filters.iter().any(|filter| case.is_named(filter));
        cases.retain(|case| {
            (settings.filters.is_empty() || names(&settings.filters, case)) && !names(&settings.skips, case)
        });
        if cases.is_empty() {
            return Err("no example is chosen: see --list for their names".to_owned());
        }
        Ok(Self { cases })
    }
}

fn add(cases: &mut Vec<Case>, mut example: Example, settings: &Settings) {
    if example.directives.profiles.is_empty() {
        example.directives.profiles.clone_from(&settings.profiles);
    }
    let example = Arc::new(example);
    let run = |profile| Case::Run { example: Arc::clone(&example), profile };
    cases.extend(example.profiles().into_iter().map(run));
}
