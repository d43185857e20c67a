//! The native half of `URL` and `URLSearchParams`: parsing, and the setters' state overrides.
//! <https://url.spec.whatwg.org/>

use roundelay::vm::heap::Value;
use roundelay::vm::{Agent, Arguments, Completion, PropertyKey};
use url::{Url, form_urlencoded, quirks};

/// `parseUrl(text, base)`: the parts of a URL; undefined if the text is none.
pub(crate) fn parse_url(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let text = text_of(agent, arguments.at(0))?;
    let base = match arguments.at(1) {
        Value::UNDEFINED => None,
        base => match Url::parse(&text_of(agent, base)?) {
            Ok(base) => Some(base),
            Err(_) => return Ok(Value::UNDEFINED),
        },
    };
    match Url::options().base_url(base.as_ref()).parse(&text) {
        Ok(url) => Ok(parts(agent, &url)),
        Err(_) => Ok(Value::UNDEFINED),
    }
}

/// `changeUrl(href, part, value)`: the parts after one of them was set. Only a whole `href` can be refused, which
/// answers undefined; what other parts cannot be leaves the URL as it is.
pub(crate) fn change_url(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let href = text_of(agent, arguments.at(0))?;
    let value = text_of(agent, arguments.at(2))?;
    let Ok(mut url) = Url::parse(&href) else { return Ok(Value::UNDEFINED) };
    let part = arguments.at(1).as_number().and_then(|index| PARTS.get(index as usize));
    let is_refused = match part {
        Some(Part::Href) => quirks::set_href(&mut url, &value).is_err(),
        Some(part) => {
            part.set(&mut url, &value);
            false
        }
        None => true,
    };
    Ok(if is_refused { Value::UNDEFINED } else { parts(agent, &url) })
}

/// `parseQuery(text)`: names and values in turn.
/// <https://url.spec.whatwg.org/#concept-urlencoded-parser>
pub(crate) fn parse_query(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let text = text_of(agent, arguments.at(0))?;
    let pairs = agent.new_array(&[]);
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        for part in [name, value] {
            let part = Value::from(agent.string(&part));
            agent.array_append(pairs, part);
        }
    }
    Ok(Value::from(pairs))
}

/// `serializeQuery(pairs)`: the text of names and values in turn.
/// <https://url.spec.whatwg.org/#concept-urlencoded-serializer>
pub(crate) fn serialize_query(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let pairs = agent.to_object(arguments.at(0))?;
    let mut serializer = form_urlencoded::Serializer::new(String::new());
    for index in 0..agent.length_of_array_like(pairs)? as u32 / 2 {
        let name = agent.get(pairs, PropertyKey::Index(index * 2))?;
        let value = agent.get(pairs, PropertyKey::Index(index * 2 + 1))?;
        serializer.append_pair(&text_of(agent, name)?, &text_of(agent, value)?);
    }
    let text = serializer.finish();
    Ok(Value::from(agent.string(&text)))
}

/// `domainToASCII(domain)`; the empty string for what is no domain.
pub(crate) fn domain_to_ascii(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let domain = text_of(agent, arguments.at(0))?;
    Ok(Value::from(agent.string(&quirks::domain_to_ascii(&domain))))
}

/// `domainToUnicode(domain)`; the empty string for what is no domain.
pub(crate) fn domain_to_unicode(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let domain = text_of(agent, arguments.at(0))?;
    Ok(Value::from(agent.string(&quirks::domain_to_unicode(&domain))))
}

fn text_of(agent: &mut Agent, value: Value) -> Completion<String> {
    let text = agent.to_string(value)?;
    Ok(agent.flatten(text).to_rust_string())
}

#[derive(Clone, Copy)]
enum Part {
    Href,
    Origin,
    Protocol,
    Username,
    Password,
    Host,
    Hostname,
    Port,
    Pathname,
    Search,
    Hash,
}

/// In the order in which `url.js` numbers them.
const PARTS: [Part; 11] = [
    Part::Href,
    Part::Origin,
    Part::Protocol,
    Part::Username,
    Part::Password,
    Part::Host,
    Part::Hostname,
    Part::Port,
    Part::Pathname,
    Part::Search,
    Part::Hash,
];

impl Part {
    fn get(self, url: &Url) -> String {
        match self {
            Self::Href => quirks::href(url).to_owned(),
            Self::Origin => quirks::origin(url),
            Self::Protocol => quirks::protocol(url).to_owned(),
            Self::Username => quirks::username(url).to_owned(),
            Self::Password => quirks::password(url).to_owned(),
            Self::Host => quirks::host(url).to_owned(),
            Self::Hostname => quirks::hostname(url).to_owned(),
            Self::Port => quirks::port(url).to_owned(),
            Self::Pathname => quirks::pathname(url).to_owned(),
            Self::Search => quirks::search(url).to_owned(),
            Self::Hash => quirks::hash(url).to_owned(),
        }
    }

    /// A value that the part cannot have is ignored, as the setters of the standard do.
    fn set(self, url: &mut Url, value: &str) {
        let _ignored = match self {
            Self::Protocol => quirks::set_protocol(url, value),
            Self::Username => quirks::set_username(url, value),
            Self::Password => quirks::set_password(url, value),
            Self::Host => quirks::set_host(url, value),
            Self::Hostname => quirks::set_hostname(url, value),
            Self::Port => quirks::set_port(url, value),
            Self::Pathname => return quirks::set_pathname(url, value),
            Self::Search => return quirks::set_search(url, value),
            Self::Hash => return quirks::set_hash(url, value),
            Self::Href | Self::Origin => return,
        };
    }
}

fn parts(agent: &mut Agent, url: &Url) -> Value {
    let array = agent.new_array(&[]);
    for part in PARTS {
        let text = Value::from(agent.string(&part.get(url)));
        agent.array_append(array, text);
    }
    Value::from(array)
}
