//! `--watch`: runs the program again whenever a file changes that it has loaded.
//!
//! ```text
//!   run on a thread of its own ──notes──► files read ──► their folders are watched
//!         ▲                                                    │ one of the files changed
//!         └── interrupted, if it still runs ◄──────────────────┘
//! ```

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use notify::{RecursiveMode, Watcher};
use roundelay::{InterruptHandle, Runtime};
use roundelay_platform::FileRecord;

/// How often the files are asked for that the program has loaded meanwhile.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// Changes that follow each other closely count as one.
const SETTLE: Duration = Duration::from_millis(50);

/// The runtime that runs, for those who want to stop it.
pub(crate) type Running = Arc<Mutex<Option<InterruptHandle>>>;

/// Runs for ever. `run` runs the program to its end; it notes what it reads, and its runtime.
pub(crate) fn rerun(
    file: &Path,
    run: impl Fn(FileRecord, Running) -> std::io::Result<std::thread::JoinHandle<i32>>,
) -> Result<std::convert::Infallible, String> {
    let failed = |error: notify::Error| format!("cannot watch files: {error}");
    let (changes, changed) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if let Ok(event) = event.map(|event| event.paths.into_iter().filter(move |_| !event.kind.is_access()))
        {
            for path in event {
                // The receiver lives as long as the process.
                let _ = changes.send(path);
            }
        }
    })
    .map_err(failed)?;
    let name = file.display();
    let mut folders = BTreeSet::new();
    loop {
        let (record, running) = (FileRecord::default(), Running::default());
        note(&record, file);
        let thread = run(Arc::clone(&record), Arc::clone(&running))
            .map_err(|error| format!("cannot start a thread: {error}"))?;
        let mut thread = Some(thread);
        loop {
            for folder in folders_of(&record) {
                if folders.insert(folder.clone()) {
                    // A folder that vanished meanwhile will be asked for again by the next run.
                    let _ = watcher.watch(&folder, RecursiveMode::NonRecursive);
                }
            }
            if wait_for_change(&changed, &record) {
                break;
            }
            if let Some(ended) = thread.take_if(|thread| thread.is_finished()) {
                let outcome = match ended.join() {
                    Ok(0) => "Completed".to_owned(),
                    Ok(status) => format!("Failed (status {status})"),
                    Err(_) => "Failed".to_owned(),
                };
                eprintln!("{outcome} running '{name}'. Waiting for changes.");
            }
        }
        if let Some(thread) = thread {
            if let Some(handle) = &*running.lock().unwrap_or_else(PoisonError::into_inner) {
                handle.interrupt();
            }
            let _ = thread.join();
        }
        eprintln!("Restarting '{name}'");
    }
}

/// Tells the watcher which runtime runs.
pub(crate) fn started(running: &Running, runtime: &Runtime) {
    *running.lock().unwrap_or_else(PoisonError::into_inner) = Some(runtime.interrupt_handle());
}

fn note(record: &FileRecord, file: &Path) {
    record.lock().unwrap_or_else(PoisonError::into_inner).insert(absolute(file));
}

fn absolute(file: &Path) -> PathBuf {
    std::fs::canonicalize(file).unwrap_or_else(|_| std::env::current_dir().unwrap_or_default().join(file))
}

fn folders_of(record: &FileRecord) -> BTreeSet<PathBuf> {
    let files = record.lock().unwrap_or_else(PoisonError::into_inner);
    files.iter().filter_map(|file| file.parent()).map(Path::to_path_buf).collect()
}

/// Waits a while; true as soon as a file of the record has changed.
fn wait_for_change(changed: &Receiver<PathBuf>, record: &FileRecord) -> bool {
    let is_loaded = |path: &Path| {
        let files = record.lock().unwrap_or_else(PoisonError::into_inner);
        files.contains(path) || files.contains(&absolute(path))
    };
    match changed.recv_timeout(LOOK_AGAIN) {
        Ok(path) if is_loaded(&path) => {
            while changed.recv_timeout(SETTLE).is_ok() {}
            true
        }
        Ok(_) | Err(RecvTimeoutError::Timeout) => false,
        Err(RecvTimeoutError::Disconnected) => {
            // The watcher is gone: look at the files now and then, as long as nobody stops it.
            std::thread::park_timeout(LOOK_AGAIN);
            false
        }
    }
}
