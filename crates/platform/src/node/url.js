// node:url: what stands around the URL class.
// Unsupported: the older interface (`Url`, `parse`, `resolve`, `format` of anything but a URL) does not exist.
(function (library) {
  const { URL, URLSearchParams } = library.load('url');
  const { domainToASCII, domainToUnicode } = library;
  const isUrl = (value) => typeof value === 'object' && value !== null && typeof value.href === 'string' &&
    typeof value.protocol === 'string';

  function fileURLToPath(path) {
    if (typeof path === 'string') path = new URL(path);
    else if (!isUrl(path)) {
      throw library.invalidArgumentType('The "path" argument must be of type string or an instance of URL.', path);
    }
    if (path.protocol !== 'file:') {
      throw library.codedError(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file');
    }
    if (path.hostname !== '') {
      const message = `File URL host must be "localhost" or empty on ${process.platform}`;
      throw library.codedError(TypeError, 'ERR_INVALID_FILE_URL_HOST', message);
    }
    if (/%2f/i.test(path.pathname)) {
      const message = 'File URL path must not include encoded / characters';
      throw library.codedError(TypeError, 'ERR_INVALID_FILE_URL_PATH', message);
    }
    return decodeURIComponent(path.pathname);
  }

  const escapes = { '%': '%25', '\\': '%5C', '\n': '%0A', '\r': '%0D', '\t': '%09', '?': '%3F', '#': '%23' };
  function pathToFileURL(path) {
    if (typeof path !== 'string') throw library.invalidArgumentType('The "path" argument must be of type string.', path);
    let absolute = library.load('files').path().resolve(path);
    if (path.endsWith('/') && absolute !== '/') absolute += '/';
    return new URL(`file://${absolute.replace(/[%\\\n\r\t?#]/g, (unit) => escapes[unit])}`);
  }

  function urlToHttpOptions(url) {
    const { protocol, hostname, hash, search, pathname, href, port, username, password } = url;
    const options = {
      __proto__: null, ...url, protocol,
      hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
      hash, search, pathname, path: `${pathname}${search}`, href,
    };
    if (port !== '') options.port = Number(port);
    if (username || password) options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return options;
  }

  function format(url, options = undefined) {
    if (!isUrl(url)) throw library.invalidArgumentType('The "url" argument must be an instance of URL.', url);
    const { auth = true, fragment = true, search = true, unicode = false } = options ?? {};
    const copy = new URL(url.href);
    if (!fragment) copy.hash = '';
    if (!search) copy.search = '';
    if (!auth) {
      copy.username = '';
      copy.password = '';
    }
    return unicode ? copy.href.replace(copy.hostname, domainToUnicode(copy.hostname)) : copy.href;
  }

  const exports = {
    format, URL, URLSearchParams, domainToASCII, domainToUnicode, pathToFileURL, fileURLToPath, urlToHttpOptions,
  };
  return { url: () => exports };
})
