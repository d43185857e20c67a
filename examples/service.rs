//! A service on tokio that runs untrusted handlers: many calls at a time in one runtime, each awaiting the host; a
//! handler that computes for too long is stopped, and the others are answered.
//!
//! ```text
//! cargo run -p roundelay-examples --bin service
//! ```

use std::time::Duration;

use roundelay::{Error, Exception, Progress, Promise, Runtime};
use roundelay_platform::PLATFORM;
use tokio::sync::{mpsc, oneshot};

const HANDLER: &str = "
    async function handle(id) {
        const user = await load('user', id);
        if (id === 13) for (;;) ;               // Nobody checked this handler.
        const orders = await Promise.all([1, 2, 3].map((n) => load('order', id * n)));
        return `${user}: ${orders.join(', ')}`;
    }";

/// Calls and loop iterations until the host looks what is going on.
const FUEL: u64 = 5_000_000;

struct Request {
    id: u32,
    reply: oneshot::Sender<Result<String, Error>>,
}

/// A runtime with the handler and what it may ask of the host.
fn sandbox() -> Result<Runtime, Error> {
    let mut runtime = Runtime::builder().platform(PLATFORM).heap_limit(64 << 20).fuel(FUEL).build();
    runtime.async_function("load", |kind: String, id: u32| async move {
        tokio::time::sleep(Duration::from_millis(u64::from(id % 7))).await;
        if id == 99 { Err(Exception::range_error("no such record")) } else { Ok(format!("{kind} {id}")) }
    })?;
    runtime.eval_named::<()>(HANDLER, "handler.js")?;
    Ok(runtime)
}

/// Begins one call; whoever asked awaits its promise.
fn begin(runtime: &mut Runtime, request: Request) {
    let called = runtime.call::<Promise>("handle", (request.id,));
    let future = called.and_then(|promise| runtime.future::<String>(&promise));
    tokio::spawn(async move {
        let answer = match future {
            Ok(future) => future.await,
            Err(error) => Err(error),
        };
        // Nobody may be waiting any more.
        let _ = request.reply.send(answer);
    });
}

/// Takes requests and drives the loop, until nobody sends any more and all are answered.
async fn serve(mut runtime: Runtime, mut requests: mpsc::Receiver<Request>) -> Result<(), Error> {
    let mut is_open = true;
    loop {
        tokio::select! {
            request = requests.recv(), if is_open => match request {
                Some(request) => begin(&mut runtime, request),
                None => is_open = false,
            },
            progress = runtime.drive() => match progress {
                Ok(Progress::Idle) if !is_open => return Ok(()),
                Ok(_) => match requests.recv().await {
                    Some(request) => begin(&mut runtime, request),
                    None => is_open = false,
                },
                Err(error) => {
                    eprintln!("{error:#}");
                    runtime.add_fuel(FUEL);
                }
            },
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let (sender, requests) = mpsc::channel(64);
    let server = tokio::spawn(serve(sandbox()?, requests));
    let mut replies = Vec::new();
    for id in 1..=1000 {
        let (reply, answer) = oneshot::channel();
        sender.send(Request { id, reply }).await.expect("the server runs");
        replies.push((id, answer));
    }
    drop(sender);
    let (mut answered, mut refused) = (0, Vec::new());
    for (id, answer) in replies {
        match answer.await.expect("every request is answered") {
            Ok(_) => answered += 1,
            Err(error) => refused.push(format!("{id}: {error}")),
        }
    }
    println!("{answered} answered");
    refused.iter().filter_map(|text| text.lines().next()).for_each(|line| println!("{line}"));
    server.await.expect("the server does not panic")
}
