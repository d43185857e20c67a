//! Chores: `cargo run -p xtask -- bench | peers | docs`.

mod bench;
mod docs;
mod peers;
mod results;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Chores of the workspace.
#[derive(Parser, Debug)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Run the programs of benches/ on this engine and on peers, interleaved
    Bench(bench::Options),
    /// Say which peers there are, which of them are on this machine, and how to get the others
    Peers,
    /// Write the generated parts of the documents
    Docs,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Bench(options) => bench::run(&options),
        Command::Peers => {
            peers::list();
            Ok(())
        }
        Command::Docs => docs::write(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace.
fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace").to_path_buf()
}
