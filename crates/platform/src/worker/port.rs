//! The ports of an agent: queues of messages that any agent may fill.
//!
//! ```text
//!   post ─► queue of the peer ── rings ──► task of the agent that has the peer ──► take
//! ```
//!
//! A port that left with a message, or whose other end was closed, has an empty place in the table of its agent.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use roundelay::vm::heap::Value;
use roundelay::vm::{Agent, Arguments, Completion};
use roundelay::{Doorbell, Extension, host};

use super::message::Message;

/// One end of a channel. It is closed when it is dropped.
#[derive(Debug)]
pub(crate) struct PortEnd {
    own: Arc<Queue>,
    peer: Arc<Queue>,
}

/// The messages for one end.
#[derive(Debug, Default)]
struct Queue(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    messages: VecDeque<Message>,
    /// Nobody takes messages any more.
    is_closed: bool,
    /// No further messages come, and nobody was told yet.
    is_ending: bool,
    /// The agent that has the port, if it listens.
    bell: Option<Doorbell>,
    /// Messages are announced; the end is in any case.
    is_started: bool,
    /// The agent that has the port; none while it is under way.
    holder: Option<Arc<()>>,
    /// The program wants to stay alive while messages can come.
    is_referenced: bool,
}

impl Queue {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves a message; answers what is to be rung.
    fn push(&self, message: Message) -> Option<Doorbell> {
        let mut state = self.state();
        if state.is_closed {
            return None;
        }
        state.messages.push_back(message);
        state.bell.clone().filter(|_| state.is_started)
    }
}

/// Where a thread leaves messages that outlive its agent.
pub(crate) struct Outlet(Arc<Queue>);

impl Outlet {
    /// Leaves a message.
    pub(crate) fn post(&self, message: Message) {
        if let Some(bell) = self.0.push(message) {
            bell.ring();
        }
    }
}

impl PortEnd {
    /// Two ends that are each other's peers.
    pub(crate) fn pair() -> (Self, Self) {
        let (first, second) = (Arc::<Queue>::default(), Arc::<Queue>::default());
        (Self { own: Arc::clone(&first), peer: Arc::clone(&second) }, Self { own: second, peer: first })
    }

    /// A way to the peer that stays when this end is gone.
    pub(crate) fn outlet(&self) -> Outlet {
        Outlet(Arc::clone(&self.peer))
    }

    fn queues(&self) -> [Arc<Queue>; 2] {
        [Arc::clone(&self.own), Arc::clone(&self.peer)]
    }

    fn take(&self) -> Option<Message> {
        self.own.state().messages.pop_front()
    }

    /// Ends the channel; answers what is to be rung.
    fn close(&self) -> Option<Doorbell> {
        let mut own = self.own.state();
        let was_closed = std::mem::replace(&mut own.is_closed, true);
        drop(own);
        if was_closed {
            return None;
        }
        let mut peer = self.peer.state();
        peer.is_ending = !peer.is_closed;
        peer.bell.clone().filter(|_| peer.is_ending)
    }
}

impl Drop for PortEnd {
    fn drop(&mut self) {
        if let Some(bell) = self.close() {
            bell.ring();
        }
    }
}

/// The ports of one agent, by number.
#[derive(Default)]
pub(crate) struct Ports {
    /// Tells agents apart.
    identity: Arc<()>,
    places: Vec<Option<PortEnd>>,
    /// The numbers that are free.
    free: Vec<usize>,
}

impl Extension for Ports {}

fn ports(agent: &mut Agent) -> &mut Ports {
    host(agent).extensions.get::<Ports>()
}

/// Gives an agent a port; answers its number.
pub(crate) fn put_in(agent: &mut Agent, end: PortEnd) -> usize {
    let ports = ports(agent);
    end.own.state().holder = Some(Arc::clone(&ports.identity));
    let queues = end.queues();
    let number = ports.free.pop().unwrap_or(ports.places.len());
    if number == ports.places.len() {
        ports.places.push(None);
    }
    ports.places[number] = Some(end);
    refresh(agent, &queues);
    number
}

/// Takes a port away from its agent, to be sent elsewhere.
pub(crate) fn take_out(agent: &mut Agent, number: usize) -> Option<PortEnd> {
    let ports = ports(agent);
    let end = ports.places.get_mut(number).and_then(Option::take)?;
    ports.free.push(number);
    let mut state = end.own.state();
    let bell = state.bell.take();
    (state.holder, state.is_started, state.is_referenced) = (None, false, false);
    drop(state);
    if let Some(bell) = bell {
        bell.remove(agent);
    }
    refresh(agent, &end.queues());
    Some(end)
}

/// A port keeps the loop alive if it is wanted to and if another agent has its peer.
fn refresh(agent: &mut Agent, [first, second]: &[Arc<Queue>; 2]) {
    let identity = Arc::clone(&ports(agent).identity);
    let is_local =
        |queue: &Queue| queue.state().holder.as_ref().is_some_and(|holder| Arc::ptr_eq(holder, &identity));
    for (own, peer) in [(first, second), (second, first)] {
        if !is_local(own) {
            continue;
        }
        let is_peer_local = is_local(peer);
        let state = own.state();
        let is_open = !state.is_closed || !state.messages.is_empty();
        let (bell, is_referenced) = (state.bell.clone(), state.is_referenced && is_open && !is_peer_local);
        drop(state);
        if let Some(bell) = bell {
            bell.set_referenced(agent, is_referenced);
        }
    }
}

fn end<'a>(agent: &'a mut Agent, arguments: &Arguments<'_>) -> Option<&'a PortEnd> {
    let number = arguments.at(0).as_number()? as usize;
    ports(agent).places.get(number)?.as_ref()
}

/// `portPair()`: the numbers of two new ports.
pub(crate) fn pair(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    let (first, second) = PortEnd::pair();
    let numbers = [first, second].map(|end| Value::number(put_in(agent, end) as f64));
    Ok(Value::from(agent.new_array(&numbers)))
}

/// `portPost(port, kind, tokens, transferred)`
pub(crate) fn post(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let kind = arguments.at(1).as_number().unwrap_or(0.0) as u32;
    let message = Message::pack(agent, kind, arguments.at(2), arguments.at(3))?;
    if let Some(bell) = end(agent, arguments).and_then(|end| end.peer.push(message)) {
        bell.ring_from(agent);
    }
    Ok(Value::UNDEFINED)
}

/// `portListen(port, function)`: the function is called for each message once the port is started, and at the end.
pub(crate) fn listen(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let function = agent.to_object(arguments.at(1))?;
    let bell = Doorbell::new(agent, function);
    let Some(end) = end(agent, arguments) else { return Ok(Value::UNDEFINED) };
    let queues = end.queues();
    let mut state = end.own.state();
    let is_ending = state.is_ending;
    state.bell = Some(bell.clone());
    drop(state);
    if is_ending {
        bell.ring_from(agent);
    }
    refresh(agent, &queues);
    Ok(Value::UNDEFINED)
}

/// `portStart(port)`: messages are announced from now on, those that are there first.
pub(crate) fn start(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(end) = end(agent, arguments) else { return Ok(Value::UNDEFINED) };
    let mut state = end.own.state();
    let waiting = if std::mem::replace(&mut state.is_started, true) { 0 } else { state.messages.len() };
    let bell = state.bell.clone();
    drop(state);
    if let Some(bell) = bell {
        (0..waiting).for_each(|_| bell.ring_from(agent));
    }
    Ok(Value::UNDEFINED)
}

/// `portTake(port)`: the next message as `[kind, tokens, transferred]`; undefined if there is none, and null, once, if
/// none can come any more.
pub(crate) fn take(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(end) = end(agent, arguments) else { return Ok(Value::UNDEFINED) };
    if let Some(message) = end.take() {
        let kind = Value::number(f64::from(message.kind));
        let (tokens, transferred) = message.unpack(agent)?;
        return Ok(Value::from(agent.new_array(&[kind, Value::from(tokens), Value::from(transferred)])));
    }
    let has_ended = std::mem::take(&mut end.own.state().is_ending);
    Ok(if has_ended { Value::NULL } else { Value::UNDEFINED })
}

/// `portReference(port, isReferenced)`
pub(crate) fn reference(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let is_referenced = arguments.at(1).is_true();
    if let Some(end) = end(agent, arguments) {
        end.own.state().is_referenced = is_referenced;
        let queues = end.queues();
        refresh(agent, &queues);
    }
    Ok(Value::UNDEFINED)
}

/// `portClose(port)`: the peer is told; messages that were announced can still be taken.
pub(crate) fn close(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(end) = end(agent, arguments) else { return Ok(Value::UNDEFINED) };
    let queues = end.queues();
    end.own.state().is_referenced = false;
    if let Some(bell) = end.close() {
        bell.ring_from(agent);
    }
    refresh(agent, &queues);
    Ok(Value::UNDEFINED)
}

/// `portForget(port)`: nobody will use the number any more.
pub(crate) fn forget(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if let Some(number) = arguments.at(0).as_number() {
        drop(take_out(agent, number as usize));
    }
    Ok(Value::UNDEFINED)
}
