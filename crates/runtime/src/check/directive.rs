//! The line `// check: key=value …` at the top of an example.

use std::time::Duration;

use roundelay_event_loop::Profile;

use super::malformed::Malformed;
use crate::environment::ClockKind;

/// What an example says about how it is to be run.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Directives {
    /// The profiles it is run under; none: the one of its kind.
    pub(crate) profiles: Vec<Profile>,
    pub(crate) seed: Option<u64>,
    pub(crate) clock: Option<ClockKind>,
    pub(crate) timeout: Option<Duration>,
    /// Why it is not run.
    pub(crate) skip: Option<String>,
    /// Why it is expected to fail.
    pub(crate) xfail: Option<String>,
    /// The folder below which it may touch files, relative to its own.
    pub(crate) root: Option<String>,
}

const MARK: &str = "check:";
const KEYS: &str = "profile, seed, clock, timeout, skip, xfail, root";

/// The directives at the top of `text`, whose first line has the number `first`.
pub(crate) fn parse(text: &str, first: usize) -> Result<Directives, Malformed> {
    let mut directives = Directives::default();
    let mut is_top = true;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        let number = first + index;
        let comment = line.strip_prefix("//").map(str::trim_start);
        match comment.and_then(|comment| comment.strip_prefix(MARK)) {
            Some(words) if is_top => directives.read(words, number)?,
            Some(words) if is_directive(words) => {
                let message = "`// check:` must stand at the top of the example, before its code";
                return Err(Malformed::new(number, message));
            }
            _ => {}
        }
        is_top = is_top && (comment.is_some() || line.is_empty() || (index == 0 && line.starts_with("#!")));
    }
    Ok(directives)
}

/// Whether a remark far from the top was meant as a directive.
fn is_directive(words: &str) -> bool {
    let key = words.trim_start().split('=').next().unwrap_or_default();
    words.contains('=') && KEYS.split(", ").any(|known| known == key)
}

impl Directives {
    fn read(&mut self, words: &str, line: usize) -> Result<(), Malformed> {
        let mut rest = words.trim();
        if rest.is_empty() {
            return Err(Malformed::new(line, format!("`// check:` says nothing; it knows {KEYS}")));
        }
        while !rest.is_empty() {
            let Some((key, after)) = rest.split_once('=').filter(|(key, _)| is_word(key)) else {
                let word = rest.split_whitespace().next().unwrap_or_default();
                return Err(Malformed::new(line, format!("`{word}` is not of the form key=value")));
            };
            let (value, after) = value(after).map_err(|message| Malformed::new(line, message))?;
            self.set(key, value).map_err(|message| Malformed::new(line, message))?;
            rest = after.trim_start();
        }
        Ok(())
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let is_known = KEYS.split(", ").any(|known| known == key);
        if !is_known {
            return Err(format!("`// check:` does not know `{key}`; it knows {KEYS}"));
        }
        if value.is_empty() {
            return Err(format!("`{key}=` lacks its value"));
        }
        match key {
            "profile" => self.profiles = profiles(value)?,
            "seed" => {
                let seed = value.parse();
                self.seed = Some(seed.map_err(|_| format!("`seed={value}`: a whole number is expected"))?);
            }
            "clock" => self.clock = Some(clock(value)?),
            "timeout" => self.timeout = Some(duration(value)?),
            "skip" => self.skip = Some(value.to_owned()),
            "xfail" => self.xfail = Some(value.to_owned()),
            _ => self.root = Some(value.to_owned()),
        }
        Ok(())
    }
}

fn is_word(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
}

/// The value at the start of `text`, perhaps in quotes, and what follows it.
fn value(text: &str) -> Result<(&str, &str), String> {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            text[1..].split_once(quote).ok_or_else(|| format!("the quote {quote} is not closed"))
        }
        _ => {
            let end = text.find(char::is_whitespace).unwrap_or(text.len());
            Ok(text.split_at(end))
        }
    }
}

/// A list of profiles, with commas between them.
pub(crate) fn profiles(value: &str) -> Result<Vec<Profile>, String> {
    let mut profiles = Vec::new();
    for name in value.split(',').map(str::trim) {
        let profile = match name {
            "node-cjs" => Profile::NodeCjs,
            "node-esm" => Profile::NodeEsm,
            "web" => Profile::Web,
            _ => return Err(format!("`{name}` is not a profile; there are node-cjs, node-esm and web")),
        };
        if profiles.contains(&profile) {
            return Err(format!("the profile {name} is named twice"));
        }
        profiles.push(profile);
    }
    Ok(profiles)
}

/// What a profile is called in directives and reports.
pub(crate) fn profile_name(profile: Profile) -> &'static str {
    match profile {
        Profile::NodeCjs => "node-cjs",
        Profile::NodeEsm => "node-esm",
        Profile::Web => "web",
    }
}

fn clock(value: &str) -> Result<ClockKind, String> {
    match value {
        "virtual" => Ok(ClockKind::Virtual),
        "real" | "system" => Ok(ClockKind::System),
        _ => Err(format!("`clock={value}`: there are virtual and real")),
    }
}

fn duration(value: &str) -> Result<Duration, String> {
    let (digits, scale) = match value.strip_suffix("ms") {
        Some(digits) => (digits, 1),
        None => value.strip_suffix('s').map_or((value, 1), |digits| (digits, 1000)),
    };
    let number: Option<u64> = digits.parse().ok().filter(|&number| number > 0);
    let milliseconds = number.and_then(|number| number.checked_mul(scale));
    milliseconds
        .map(Duration::from_millis)
        .ok_or_else(|| format!("`timeout={value}`: milliseconds are expected, or seconds with an s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        parse(text, 1).expect_err("it is malformed").to_string()
    }

    #[test]
    fn a_line_at_the_top_says_how_to_run() {
        let text = "#!/usr/bin/env roundelay\n// About it.\n\n\
            // check: profile=node-cjs,web seed=7 clock=real timeout=2s xfail='not yet'\nconsole.log(1)";
        let directives = parse(text, 1).expect("it is well formed");
        assert_eq!(directives.profiles, [Profile::NodeCjs, Profile::Web]);
        assert_eq!((directives.seed, directives.clock), (Some(7), Some(ClockKind::System)));
        assert_eq!(directives.timeout, Some(Duration::from_secs(2)));
        assert_eq!(directives.xfail.as_deref(), Some("not yet"));
        assert_eq!(parse("f(); // check: x\n", 1), Ok(Directives::default()));
    }

    #[test]
    fn what_is_malformed_is_named_with_its_line() {
        assert!(error("// check:").starts_with("1: `// check:` says nothing"));
        assert_eq!(error("\n// check: fast").as_str(), "2: `fast` is not of the form key=value");
        assert!(error("// check: sed=1").contains("does not know `sed`"));
        assert!(error("// check: seed=x").contains("a whole number is expected"));
        assert!(error("// check: seed=").contains("lacks its value"));
        assert!(error("// check: profile=node").contains("is not a profile"));
        assert!(error("// check: profile=web,web").contains("twice"));
        assert!(error("// check: clock=slow").contains("virtual and real"));
        assert!(error("// check: timeout=0").contains("milliseconds"));
        assert!(error("// check: skip='a").contains("not closed"));
        assert!(error("f()\n// check: seed=1").starts_with("2: `// check:` must stand at the top"));
    }
}
