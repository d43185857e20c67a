//! What programs print: standard output and standard error, in the order of the prints.

use roundelay_vm::interpreter::Termination;
use roundelay_vm::trace::OutputStream;
use roundelay_vm::{Agent, Completion};

use crate::host::host;

/// Writes bytes for the program. What stands in the buffer of standard output goes out before anything on standard
/// error. The program ends when its reader has gone away.
///
/// # Errors
/// A termination, if the stream is closed.
pub fn print(agent: &mut Agent, stream: OutputStream, bytes: &[u8]) -> Completion<()> {
    if agent.is_traced() {
        let text = String::from_utf8_lossy(bytes);
        agent.trace_output(stream, &text);
    }
    let environment = &mut host(agent).environment;
    let output = match stream {
        OutputStream::Stdout => &mut environment.stdout,
        OutputStream::Stderr => {
            environment.stdout.flush();
            &mut environment.stderr
        }
    };
    output.write(bytes);
    if output.is_closed() { Err(agent.terminate(Termination::Exit(0))) } else { Ok(()) }
}
