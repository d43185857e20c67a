//! What goes from one agent to another: the tokens that `structured_clone.js` writes and reads, as plain data.
//!
//! A list of tokens holds primitives, and buffers where their bytes belong. What was transferred lies beside it.

use std::sync::Arc;

use roundelay::vm::heap::{Kind, Object, SharedBlock, Sign, Value};
use roundelay::vm::object::array_buffer;
use roundelay::vm::{Agent, Completion, Intrinsic};

use super::port::{self, PortEnd};

/// A message between agents.
#[derive(Debug, Default)]
pub(crate) struct Message {
    /// What it is about, as the JavaScript part numbers it; 0 for what programs post.
    pub(crate) kind: u32,
    tokens: Vec<Token>,
    transferred: Vec<Token>,
}

#[derive(Debug)]
enum Token {
    Undefined,
    Null,
    Boolean(bool),
    Number(f64),
    /// Text of Latin-1 units alone.
    Latin(Vec<u8>),
    Text(Vec<u16>),
    BigInt(Sign, Vec<u64>),
    Buffer {
        bytes: Vec<u8>,
        max_length: Option<usize>,
        is_immutable: bool,
    },
    Shared(Arc<SharedBlock>),
    Port(PortEnd),
}

impl Message {
    /// A message that holds the tokens of one string.
    pub(crate) fn of_text(kind: u32, text: &str) -> Self {
        Self { kind, tokens: vec![Token::Text(text.encode_utf16().collect())], transferred: Vec::new() }
    }

    /// A message that holds the tokens of one number.
    pub(crate) fn of_number(kind: u32, number: f64) -> Self {
        Self { kind, tokens: vec![Token::Number(number)], transferred: Vec::new() }
    }

    /// Takes a message out of arrays that the JavaScript part made. Ports go by their numbers.
    pub(crate) fn pack(agent: &mut Agent, kind: u32, tokens: Value, transferred: Value) -> Completion<Self> {
        let mut message = Self { kind, ..Self::default() };
        for value in elements(agent, tokens)? {
            message.tokens.push(token_of(agent, value));
        }
        for value in elements(agent, transferred)? {
            let token = match value.as_number() {
                Some(number) => port::take_out(agent, number as usize).map_or(Token::Null, Token::Port),
                None => token_of(agent, value),
            };
            message.transferred.push(token);
        }
        Ok(message)
    }

    /// The arrays of tokens and of what was transferred, in this agent's heap.
    pub(crate) fn unpack(self, agent: &mut Agent) -> Completion<(Object, Object)> {
        let tokens = agent.new_array(&[]);
        for token in self.tokens {
            let value = value_of(agent, token)?;
            agent.array_append(tokens, value);
        }
        let transferred = agent.new_array(&[]);
        for token in self.transferred {
            let value = value_of(agent, token)?;
            agent.array_append(transferred, value);
        }
        Ok((tokens, transferred))
    }
}

/// The elements of an array of the library, which is dense. It keeps them alive.
fn elements(agent: &mut Agent, array: Value) -> Completion<Vec<Value>> {
    let array = agent.to_object(array)?;
    let length = agent.length_of_array_like(array)? as usize;
    Ok(array.elements().map_or(Vec::new(), |elements| {
        (0..length.min(elements.count())).map(|index| elements.get(index)).collect()
    }))
}

fn token_of(agent: &mut Agent, value: Value) -> Token {
    if let Some(number) = value.as_number() {
        return Token::Number(number);
    }
    if let Some(string) = value.as_string() {
        let string = agent.flatten(string);
        let units = string.to_units();
        let latin: Option<Vec<u8>> = units.iter().map(|&unit| u8::try_from(unit).ok()).collect();
        return latin.map_or(Token::Text(units), Token::Latin);
    }
    if let Some(bigint) = value.as_bigint() {
        return Token::BigInt(bigint.sign(), bigint.digits().to_vec());
    }
    if let Some(boolean) = value.as_bool() {
        return Token::Boolean(boolean);
    }
    match value.as_object() {
        Some(buffer) if buffer.kind() == Kind::SharedArrayBuffer => {
            array_buffer::shared_block(buffer).map_or(Token::Null, Token::Shared)
        }
        Some(buffer) if buffer.kind() == Kind::ArrayBuffer => Token::Buffer {
            bytes: array_buffer::data(buffer)
                .and_then(|data| data.copy_out(0, array_buffer::byte_length(buffer)))
                .unwrap_or_default(),
            max_length: array_buffer::max_byte_length(buffer),
            is_immutable: array_buffer::is_immutable(buffer),
        },
        _ if value.is_null() => Token::Null,
        _ => Token::Undefined,
    }
}

fn value_of(agent: &mut Agent, token: Token) -> Completion {
    Ok(match token {
        Token::Undefined => Value::UNDEFINED,
        Token::Null => Value::NULL,
        Token::Boolean(boolean) => Value::from(boolean),
        Token::Number(number) => Value::number(number),
        Token::Latin(units) => Value::from(agent.string_from_latin1(&units)),
        Token::Text(units) => Value::from(agent.string_from_units(&units)),
        Token::BigInt(sign, digits) => Value::from(agent.heap.alloc_bigint(sign, &digits)),
        Token::Buffer { bytes, max_length, is_immutable } => {
            let prototype = agent.intrinsic(Intrinsic::ArrayBufferPrototype);
            let buffer = agent.allocate_buffer(Kind::ArrayBuffer, prototype, bytes.len(), max_length)?;
            if let Some(data) = array_buffer::data(buffer) {
                data.copy_in(0, &bytes);
            }
            if is_immutable {
                array_buffer::make_immutable(buffer);
            }
            Value::from(buffer)
        }
        Token::Shared(block) => {
            let prototype = agent.intrinsic(Intrinsic::SharedArrayBufferPrototype);
            Value::from(agent.new_shared_buffer(&block, prototype))
        }
        Token::Port(end) => Value::number(port::put_in(agent, end) as f64),
    })
}
