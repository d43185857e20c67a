// process.emitWarning. <https://nodejs.org/api/process.html#processemitwarningwarning-options>
(function (library) {
  let hinted = false;

  const print = (warning) => {
    const code = warning.code ? `[${warning.code}] ` : '';
    let text = `(roundelay:${process.pid}) ${code}${warning.name}: ${warning.message}\n`;
    if (warning.detail) text += `${warning.detail}\n`;
    if (!hinted && warning.name !== 'DeprecationWarning') hinted = true;
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
  return { emitWarning };
})
