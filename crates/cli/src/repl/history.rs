//! Where the lines of earlier sessions are kept.

use std::path::PathBuf;

/// The variable that names the history file; empty for none.
pub(crate) const VARIABLE: &str = "ROUNDELAY_REPL_HISTORY";
/// How many inputs are kept.
pub(crate) const LENGTH: usize = 1000;

/// The history file: what the variable says, else a file in the user's folder of states.
pub(crate) fn file() -> Option<PathBuf> {
    if let Some(file) = std::env::var_os(VARIABLE) {
        return (!file.is_empty()).then(|| PathBuf::from(file));
    }
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let states = folder("XDG_STATE_HOME")
        .or_else(|| folder("LOCALAPPDATA"))
        .or_else(|| Some(folder("HOME")?.join(".local/state")))?;
    Some(states.join("roundelay").join("repl_history"))
}
