//! What programs for Node meet: modules from files, CommonJS, and a few of Node's own modules.

pub(crate) mod builtin_modules;
pub(crate) mod commonjs;
pub(crate) mod file_access;
pub(crate) mod files;
pub(crate) mod loader;
pub(crate) mod paths;
