//! What the binary is: its version, its parts, and what it was built for.

use std::fmt::Write as _;

/// Its version alone.
pub(crate) fn line() -> String {
    format!("roundelay {}", env!("CARGO_PKG_VERSION"))
}

/// Everything, as JSON for programs that ask.
pub(crate) fn json() -> String {
    let parts = roundelay_platform::parts();
    let mut text = String::from("{\n");
    let _ = writeln!(text, "  \"roundelay\": \"{}\",", env!("CARGO_PKG_VERSION"));
    for (name, value) in parts {
        let _ = writeln!(text, "  \"{name}\": \"{value}\",");
    }
    let _ =
        writeln!(text, "  \"features\": [\"check\", \"repl\", \"watch\", \"virtual-clock\", \"limits\"],");
    let target = format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS);
    let _ = writeln!(text, "  \"target\": \"{target}\",");
    let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
    let _ = write!(text, "  \"profile\": \"{profile}\"\n}}");
    text
}
