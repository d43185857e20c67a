//! ECMA-402 20.1.2 Case of the languages that have rules of their own, by `icu_casemap`.

use icu_casemap::CaseMapper;
use icu_locale::{LanguageIdentifier, Locale};
use roundelay_vm::{Agent, Completion, Value};

use super::negotiate::{canonicalize_locale_list, default_locale};

/// The rules of one language.
pub(crate) struct CaseMapping(LanguageIdentifier);

impl CaseMapping {
    /// The text in lower case.
    pub(crate) fn lower(&self, text: &str) -> String {
        CaseMapper::new().lowercase_to_string(text, &self.0).into_owned()
    }

    /// The text in upper case.
    pub(crate) fn upper(&self, text: &str) -> String {
        CaseMapper::new().uppercase_to_string(text, &self.0).into_owned()
    }
}

/// 20.1.2.1 TransformCase, the choice of the language; none if its case is everyone's.
/// <https://tc39.es/ecma402/#sec-transform-case>
pub(crate) fn case_mapping(agent: &mut Agent, locales: Value) -> Completion<Option<CaseMapping>> {
    let tag = match canonicalize_locale_list(agent, locales)?.into_iter().next() {
        Some(tag) => tag,
        None => default_locale(agent),
    };
    let id = Locale::try_from_str(&tag).unwrap_or(Locale::UNKNOWN).id;
    let has_rules = matches!(id.language.as_str(), "az" | "el" | "hy" | "lt" | "nl" | "tr");
    Ok(has_rules.then_some(CaseMapping(id)))
}
