//! Globals that web platforms share.

pub(crate) mod base64;
pub(crate) mod bytes;
pub(crate) mod clone;
pub(crate) mod encoding;
pub(crate) mod performance;
pub(crate) mod url;

use roundelay::vm::realm::{METHOD, Property, Table, WEB_IDL};

use crate::library::export;

macro_rules! classes {
    ($($file:literal: $($name:literal)+;)+) => {
        &[$($(Property::Lazy($name, |agent| export(agent, $file, $name), METHOD),)+)+]
    };
}

/// Classes that are written in JavaScript; a file is loaded when one of its classes is first read.
pub(crate) static CLASSES: Table = Table {
    statics: classes! {
        "events": "Event" "CustomEvent" "EventTarget";
        "dom_exception": "DOMException";
        "abort": "AbortController" "AbortSignal";
        "messaging": "MessageChannel" "MessagePort" "MessageEvent";
        "worker": "Worker";
        "encoding": "TextEncoder" "TextDecoder";
        "headers": "Headers";
        "url": "URL" "URLSearchParams";
    },
    ..Table::DEFAULT
};

pub(crate) static FUNCTIONS: Table = Table {
    statics: &[
        Property::Lazy(
            "structuredClone",
            |agent| export(agent, "structured_clone", "structuredClone"),
            WEB_IDL,
        ),
        Property::Method("atob", 1, base64::atob),
        Property::Method("btoa", 1, base64::btoa),
    ],
    attributes: WEB_IDL,
    ..Table::DEFAULT
};
