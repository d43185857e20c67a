//! File URLs, package.json and the names of files.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::file_access::FileAccess;

/// What a file is, by its name and its package.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Format {
    Module,
    CommonJs,
    Json,
    /// `.js` in a package that does not say: the syntax decides.
    Unknown,
}

/// The format of a file by its name and the nearest package.json.
pub(crate) fn format_of(path: &Path) -> Format {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("mjs") => Format::Module,
        Some("cjs") => Format::CommonJs,
        Some("json") => Format::Json,
        _ => package_type(path),
    }
}

fn package_type(path: &Path) -> Format {
    for folder in path.ancestors().skip(1) {
        if folder.ends_with("node_modules") {
            break;
        }
        if let Ok(text) = fs::read_to_string(folder.join("package.json")) {
            return match json_string(&text, &["type"]).as_deref() {
                Some("module") => Format::Module,
                Some("commonjs") => Format::CommonJs,
                _ => Format::Unknown,
            };
        }
    }
    Format::Unknown
}

/// The absolute path without `.` and `..`, symbolic links kept.
pub(crate) fn normalize(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

/// The URL of a file.
pub(crate) fn to_url(path: &Path) -> String {
    let mut url = String::from("file://");
    for &byte in path.to_string_lossy().as_bytes() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'/'
            | b'-'
            | b'_'
            | b'.'
            | b'~'
            | b'!'
            | b'$'
            | b'&'
            | b'\''
            | b'('
            | b')'
            | b'*'
            | b'+'
            | b','
            | b';'
            | b'='
            | b':'
            | b'@'
            | b'['
            | b']' => url.push(char::from(byte)),
            _ => url += &format!("%{byte:02X}"),
        }
    }
    url
}

/// The path of a file URL, without query and fragment; a plain path is taken as it is.
pub(crate) fn from_url(url: &str) -> PathBuf {
    let Some(rest) = url.strip_prefix("file://") else { return PathBuf::from(url) };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(rest.len());
    let mut units = rest.bytes();
    while let Some(byte) = units.next() {
        let pair = if byte == b'%' { units.as_slice_hex() } else { None };
        match pair {
            Some(decoded) => {
                bytes.push(decoded);
                units.nth(1);
            }
            None => bytes.push(byte),
        }
    }
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

/// The two hexadecimal digits that come next.
trait NextHex {
    fn as_slice_hex(&self) -> Option<u8>;
}

impl NextHex for std::str::Bytes<'_> {
    fn as_slice_hex(&self) -> Option<u8> {
        let mut digits = self.clone();
        let high = char::from(digits.next()?).to_digit(16)?;
        let low = char::from(digits.next()?).to_digit(16)?;
        Some((high * 16 + low) as u8)
    }
}

/// What a path without its full name means to `require`: the file, with an extension, or the index of a folder.
pub(crate) fn find_for_require(files: &FileAccess, path: &Path) -> Option<PathBuf> {
    as_file(files, path).or_else(|| as_folder(files, path))
}

fn as_file(files: &FileAccess, path: &Path) -> Option<PathBuf> {
    if files.is_file(path) {
        return Some(path.to_path_buf());
    }
    let extended = |extension: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(extension);
        PathBuf::from(name)
    };
    [".js", ".json", ".cjs", ".mjs"].into_iter().map(extended).find(|path| files.is_file(path))
}

fn as_folder(files: &FileAccess, path: &Path) -> Option<PathBuf> {
    if !files.is_dir(path) {
        return None;
    }
    let manifest = files.read(&path.join("package.json")).unwrap_or_default();
    if let Some(main) = json_string(&String::from_utf8_lossy(&manifest), &["main"])
        && let Some(found) =
            as_file(files, &path.join(&main)).or_else(|| as_file(files, &path.join(&main).join("index")))
    {
        return Some(found);
    }
    as_file(files, &path.join("index"))
}

/// A package's file in the nearest `node_modules`; `condition` is `import` or `require`.
pub(crate) fn find_package(
    files: &FileAccess,
    specifier: &str,
    from: &Path,
    condition: &str,
) -> Option<PathBuf> {
    let parts = if specifier.starts_with('@') { 2 } else { 1 };
    let split = specifier.match_indices('/').nth(parts - 1).map_or(specifier.len(), |(index, _)| index);
    let (name, rest) = specifier.split_at(split);
    for folder in from.ancestors() {
        let package = folder.join("node_modules").join(name);
        if files.is_dir(&package) {
            return in_package(files, &package, rest.trim_start_matches('/'), condition);
        }
    }
    None
}

fn in_package(files: &FileAccess, package: &Path, rest: &str, condition: &str) -> Option<PathBuf> {
    let manifest = files.read(&package.join("package.json")).unwrap_or_default();
    let manifest = String::from_utf8_lossy(&manifest);
    let key = if rest.is_empty() { ".".to_owned() } else { format!("./{rest}") };
    let nested: &[&[&str]] =
        &[&["exports", &key, condition], &["exports", &key, "default"], &["exports", &key]];
    let plain: &[&[&str]] = &[&["exports", condition], &["exports", "default"], &["exports"]];
    let candidates = nested.iter().chain(plain.iter().filter(|_| rest.is_empty()));
    for path in candidates {
        if let Some(target) = json_string(&manifest, path) {
            return as_file(files, &package.join(target));
        }
    }
    if rest.is_empty() { as_folder(files, package) } else { find_for_require(files, &package.join(rest)) }
}

/// The string at a path of keys in a JSON text; a small reader, for package.json alone.
pub(crate) fn json_string(text: &str, path: &[&str]) -> Option<String> {
    let mut reader = Json { rest: text.trim_start() };
    reader.find(path)
}

struct Json<'a> {
    rest: &'a str,
}

impl Json<'_> {
    fn find(&mut self, path: &[&str]) -> Option<String> {
        let Some((key, path)) = path.split_first() else { return self.string() };
        self.take('{')?;
        loop {
            let name = self.string()?;
            self.take(':')?;
            if name == *key {
                return self.find(path);
            }
            self.skip()?;
            self.take(',')?;
        }
    }

    fn take(&mut self, expected: char) -> Option<()> {
        self.rest = self.rest.trim_start().strip_prefix(expected)?.trim_start();
        Some(())
    }

    fn string(&mut self) -> Option<String> {
        let mut chars = self.rest.strip_prefix('"')?.char_indices();
        let mut text = String::new();
        while let Some((index, char)) = chars.next() {
            match char {
                '"' => {
                    self.rest = self.rest[index + 2..].trim_start();
                    return Some(text);
                }
                '\\' => text.push(chars.next()?.1),
                other => text.push(other),
            }
        }
        None
    }

    /// Passes over one value.
    fn skip(&mut self) -> Option<()> {
        if self.rest.starts_with('"') {
            return self.string().map(drop);
        }
        let mut depth = 0_usize;
        loop {
            let next = self.rest.chars().next()?;
            match next {
                '"' => {
                    self.string()?;
                    continue;
                }
                '{' | '[' => depth += 1,
                '}' | ']' if depth == 0 => return Some(()),
                '}' | ']' => depth -= 1,
                ',' if depth == 0 => return Some(()),
                _ => {}
            }
            self.rest = &self.rest[next.len_utf8()..];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_and_paths_turn_into_each_other() {
        let path = Path::new("/a b/ü%.mjs");
        assert_eq!(to_url(path), "file:///a%20b/%C3%BC%25.mjs");
        assert_eq!(from_url(&to_url(path)), path);
        assert_eq!(from_url("file:///a.mjs?x=1#y"), Path::new("/a.mjs"));
        assert_eq!(from_url("file:///100%"), Path::new("/100%"));
    }

    #[test]
    fn package_json_is_read_by_paths_of_keys() {
        let text = r#" { "name": "x", "list": [1, {"type": "no"}, "]"], "type" : "module", "exports": {".": {"import": "./a.mjs"}} } "#;
        assert_eq!(json_string(text, &["type"]).as_deref(), Some("module"));
        assert_eq!(json_string(text, &["exports", ".", "import"]).as_deref(), Some("./a.mjs"));
        assert_eq!(json_string(text, &["exports", ".", "require"]), None);
        assert_eq!(json_string("{", &["type"]), None);
    }

    #[test]
    fn paths_lose_their_dots() {
        assert_eq!(normalize(Path::new("/a/./b/../c.js")), Path::new("/a/c.js"));
    }
}
