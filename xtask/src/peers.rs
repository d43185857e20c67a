//! Other engines that benchmarks are compared with.

use std::path::Path;

/// An engine: its name, its command, and where it comes from.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    /// `{file}` stands for the program.
    pub(crate) command: &'static [&'static str],
    source: &'static str,
}

pub(crate) const PEERS: &[Peer] = &[
    Peer {
        name: "node",
        command: &["node", "{file}"],
        source: "https://nodejs.org, or the system's package `nodejs`",
    },
    Peer {
        name: "node-jitless",
        command: &["node", "--no-expose-wasm", "--jitless", "{file}"],
        source: "as node: V8 without its compilers",
    },
    Peer {
        name: "jsc",
        command: &["jsc", "{file}"],
        source: "Debian's package `libjavascriptcoregtk-4.0-bin`",
    },
    Peer {
        name: "jsc-nojit",
        command: &["jsc", "--useJIT=false", "{file}"],
        source: "as jsc: its interpreter alone",
    },
    Peer { name: "bun", command: &["bun", "run", "{file}"], source: "npm's package `@oven/bun-linux-x64`" },
    Peer {
        name: "deno",
        command: &["deno", "run", "{file}"],
        source: "npm's package `@deno/linux-x64-glibc`",
    },
    Peer {
        name: "qjs",
        command: &["qjs", "--std", "--script", "{file}"],
        source: "QuickJS-ng: its own build, or the crate `rquickjs` with a main of a few lines",
    },
    Peer { name: "boa", command: &["boa", "{file}"], source: "`cargo install boa_cli`" },
];

impl Peer {
    /// Whether its program is in the search path.
    pub(crate) fn is_present(&self) -> bool {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|folder| Path::new(&folder).join(self.command[0]).is_file())
    }
}

/// Prints all peers.
pub(crate) fn list() {
    for peer in PEERS {
        let state = if peer.is_present() { "here   " } else { "missing" };
        println!("{:13} {state}  {}", peer.name, peer.source);
    }
}
