// process.emitWarning. <https://nodejs.org/api/process.html#processemitwarningwarning-options>
(function (library) {
  const print = (warning) => {
    if (warning.name === 'DeprecationWarning' && process.noDeprecation) return;
    const code = warning.code ? `[${warning.code}] ` : '';
    let text = `(roundelay:${process.pid}) ${code}${warning}\n`;
    if (typeof warning.detail === 'string') text += `${warning.detail}\n`;
    library.writeStderr(text);
  };

  function emitWarning(warning, type = undefined, code = undefined) {
    let detail;
    if (typeof type === 'object' && type !== null) ({ type, code, detail } = type);
    if (typeof type === 'function') type = undefined;
    if (typeof code === 'function') code = undefined;
    if (typeof warning === 'string') {
      const error = new Error(warning);
      Object.defineProperty(error, 'name', { value: String(type ?? 'Warning'), configurable: true, writable: true });
      if (code !== undefined) error.code = code;
      if (typeof detail === 'string') error.detail = detail;
      warning = error;
    } else if (!(warning instanceof Error)) {
      throw library.invalidArgumentType('The "warning" argument must be of type string or an instance of Error.', warning);
    }
    process.nextTick(() => {
      print(warning);
      process.emit('warning', warning);
    });
  }

  // Warns of a list that grew beyond what is usual, once for each list.
  const warnOfLeak = (message, [kind, target], type, count) => {
    const warning = new Error(message);
    warning.name = 'MaxListenersExceededWarning';
    Object.assign(warning, { [kind]: target, type, count });
    emitWarning(warning);
  };
  return { emitWarning, warnOfLeak };
})
