//! Lines from the terminal, with editing, history and completion.

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use super::{Answer, Client, Request, history};

/// Reads lines from the terminal.
pub(super) struct Lines {
    editor: Editor<Completions, FileHistory>,
    session: String,
}

impl Lines {
    pub(super) fn new() -> Result<Lines, ReadlineError> {
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .max_history_size(history::LENGTH)?
            .history_ignore_dups(true)?
            .build();
        let mut editor: Editor<Completions, FileHistory> = Editor::with_config(config)?;
        editor.set_helper(Some(Completions { client: None }));
        if let Some(file) = history::file() {
            // There is none before the first session ends.
            let _ = editor.load_history(&file);
        }
        Ok(Lines { editor, session: String::new() })
    }

    pub(super) fn complete_with(&mut self, client: Client) {
        self.editor.set_helper(Some(Completions { client: Some(client) }));
    }

    pub(super) fn read(&mut self, prompt: &str) -> Result<String, ReadlineError> {
        self.editor.readline(prompt)
    }

    /// Lines up to the end of input; none if they are dropped.
    pub(super) fn read_all(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.read("") {
                Ok(line) => text.extend([line.as_str(), "\n"]),
                Err(ReadlineError::Eof) => return Some(text),
                Err(_) => return None,
            }
        }
    }

    /// Adds an input to the history, in memory and in its file.
    pub(super) fn remember(&mut self, input: &str) {
        self.session.extend([input, "\n"]);
        let added = self.editor.add_history_entry(input);
        let Some(file) = history::file() else { return };
        if let (Ok(true), Some(folder)) = (added, file.parent()) {
            // A history that cannot be kept is no reason to disturb.
            let _ = std::fs::create_dir_all(folder).map(|()| self.editor.save_history(&file));
        }
    }

    /// All inputs of this session.
    pub(super) fn session_text(&self) -> &str {
        &self.session
    }
}

/// Gives the terminal back as other programs expect it.
pub(super) fn leave_raw_mode() {
    // The editor restores the terminal when the line it reads ends; `stty` does so from outside.
    #[cfg(unix)]
    let _ = std::process::Command::new("stty").arg("sane").status();
}

/// Completion of names, by asking the session.
pub(super) struct Completions {
    client: Option<Client>,
}

impl Completer for Completions {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let Some(client) = &self.client else { return Ok((position, Vec::new())) };
        match client.ask(Request::Complete(line[..position].to_owned())) {
            Some(Answer::Words(start, words)) => Ok((start, words)),
            _ => Ok((position, Vec::new())),
        }
    }
}

impl Hinter for Completions {
    type Hint = String;
}

impl Highlighter for Completions {}

impl Validator for Completions {}

impl Helper for Completions {}
