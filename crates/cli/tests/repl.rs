//! The prompt, driven through a pseudo-terminal.
#![cfg(unix)]

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    screen: Receiver<Vec<u8>>,
    seen: String,
    // Closing it would hang up the terminal.
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    fn new(history: &str) -> Terminal {
        let pair = native_pty_system().openpty(PtySize::default()).expect("there are pseudo-terminals");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_roundelay"));
        command.env("ROUNDELAY_REPL_HISTORY", history);
        command.env("NO_COLOR", "1");
        command.env("TERM", "xterm");
        let child = pair.slave.spawn_command(command).expect("the binary starts");
        let mut output = pair.master.try_clone_reader().expect("the terminal can be read");
        let keyboard = pair.master.take_writer().expect("the terminal can be written to");
        let (sender, screen) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 1024];
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let mut terminal = Terminal { child, keyboard, screen, seen: String::new(), _master: pair.master };
        terminal.expect("> ");
        terminal
    }

    fn type_line(&mut self, line: &str) {
        self.keyboard.write_all(format!("{line}\r").as_bytes()).expect("the terminal is open");
    }

    /// Waits until a text is on the screen behind what was expected before.
    fn expect(&mut self, text: &str) {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.seen.find(text) {
                self.seen.drain(..at + text.len());
                return;
            }
            match self.screen.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("no {text:?} on the screen, but {:?}", self.seen)
                }
            }
        }
    }

    /// Types a line and waits for its value, and for the prompt behind it.
    fn check(&mut self, line: &str, value: &str) {
        self.type_line(line);
        // What was typed is shown first.
        self.expect(line);
        self.expect(&format!("\n{value}\r\n"));
        self.expect("> ");
    }

    fn status(&mut self) -> u32 {
        self.child.wait().expect("the session ends").exit_code()
    }
}

#[test]
fn a_session_at_the_prompt() {
    let history = std::env::temp_dir().join(format!("roundelay-history-{}", std::process::id()));
    let mut terminal = Terminal::new(&history.to_string_lossy());
    terminal.check("1 + 1", "2");
    terminal.check("_ * 21", "42");
    terminal.check("const x = { a: [1, 'b'] }", "undefined");
    terminal.check("const x = await Promise.resolve(5)", "undefined");
    terminal.check("x", "5");
    terminal.type_line("function f() {");
    terminal.expect("... ");
    terminal.check("return 7 }", "undefined");
    terminal.check("f()", "7");
    terminal.type_line("null.y");
    terminal.expect("Uncaught TypeError: Cannot read properties of null (reading 'y')");
    terminal.check("_error.name", "'TypeError'");
    // A word that can end in one way only.
    terminal.type_line("structuredC\t(3)");
    terminal.expect("\n3\r\n");
    terminal.type_line("foo bar");
    terminal.expect("Uncaught SyntaxError: Unexpected identifier 'bar'");
    terminal.expect("> ");
    terminal.type_line("console.log('run' + 'ning'); for (;;);");
    terminal.expect("\nrunning\r\n");
    terminal.keyboard.write_all(b"\x03").expect("the terminal is open");
    terminal.expect("The input was interrupted");
    terminal.expect("> ");
    terminal.type_line(".exit");
    assert_eq!(terminal.status(), 0);
    let kept = std::fs::read_to_string(&history).expect("the history was written");
    assert!(kept.contains("_ * 21"), "{kept}");
    std::fs::remove_file(&history).expect("the history can be removed");
}
