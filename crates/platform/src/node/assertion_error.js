// The error of node:assert and its messages.
(function (library) {
  const READABLE = {
    deepStrictEqual: 'Expected values to be strictly deep-equal:',
    strictEqual: 'Expected values to be strictly equal:',
    strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
    deepEqual: 'Expected values to be loosely deep-equal:',
    notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
    notStrictEqual: 'Expected "actual" to be strictly unequal to:',
    notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
    notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
    notIdentical: 'Values have same structure but are not reference-equal:',
  };
  // Two texts that are together no longer than this are shown side by side.
  const SHORT = 12;
  const LINE = 80;
  // Equal lines in a row: more are shown by their borders.
  const CONTEXT = 2;
  // Longer texts than this are compared by their borders alone.
  const MOST_CELLS = 4_000_000;

  const isObject = (value) => typeof value === 'object' && value !== null;
  const isReference = (value) => isObject(value) || typeof value === 'function';
  const inspect = (value) => library.inspect(value, {
    compact: false, customInspect: false, depth: 1000, maxArrayLength: Infinity, maxStringLength: Infinity,
    breakLength: Infinity, sorted: true, getters: true,
  });

  // The last line of a list has no comma.
  const sameLine = (a, b) => a === b || (a !== undefined && b !== undefined && a.replace(/,$/, '') === b.replace(/,$/, ''));

  // Lengths of the longest common subsequences of all tails.
  const commonTails = (a, b) => {
    const width = b.length + 1;
    const lengths = new Uint32Array((a.length + 1) * width);
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) {
        const at = i * width + j;
        lengths[at] = sameLine(a[i], b[j]) ? lengths[at + width + 1] + 1 : Math.max(lengths[at + width], lengths[at + 1]);
      }
    }
    return (i, j) => lengths[i * width + j];
  };

  // Pairs of a mark (`+` actual, `-` expected, ` ` both) and a line.
  const differenceOf = (actual, expected) => {
    const marked = [];
    const isLarge = actual.length * expected.length > MOST_CELLS;
    const common = isLarge ? () => 0 : commonTails(actual, expected);
    let [i, j] = [0, 0];
    while (i < actual.length || j < expected.length) {
      if (i < actual.length && j < expected.length && sameLine(actual[i], expected[j])) {
        marked.push([' ', actual[i].length < expected[j].length ? expected[j] : actual[i]]);
        i++;
        j++;
      } else if (j === expected.length || (i < actual.length && common(i + 1, j) >= common(i, j + 1))) {
        marked.push(['+', actual[i++]]);
      } else {
        marked.push(['-', expected[j++]]);
      }
    }
    return marked;
  };

  const render = (marked) => {
    const lines = [];
    let skipped = false;
    for (let start = 0; start < marked.length;) {
      let end = start;
      while (end < marked.length && (marked[end][0] === ' ') === (marked[start][0] === ' ')) end++;
      const run = marked.slice(start, end).map(([mark, line]) => `${mark} ${line}`);
      if (marked[start][0] === ' ' && run.length > 2 * CONTEXT + 1) {
        skipped = true;
        lines.push(...run.slice(0, CONTEXT), '...', ...run.slice(-CONTEXT));
      } else {
        lines.push(...run);
      }
      start = end;
    }
    return { text: lines.join('\n'), skipped };
  };

  const equalityMessage = ({ actual, expected, operator, message }) => {
    const actualLines = inspect(actual).split('\n');
    const expectedLines = inspect(expected).split('\n');
    if (operator === 'strictEqual' && isReference(actual) && isReference(expected)
      && (typeof actual === typeof expected)) {
      operator = 'strictEqualObject';
    }
    const title = message || READABLE[operator];
    let indicator = '';
    if (actualLines.length === 1 && expectedLines.length === 1 && actualLines[0] !== expectedLines[0]) {
      const [left, right] = [actualLines[0], expectedLines[0]];
      const length = left.length + right.length;
      const areObjects = isObject(actual) && isObject(expected);
      if (length <= SHORT && !areObjects && (actual !== 0 || expected !== 0)) {
        return `${title}\n\n${left} !== ${right}\n`;
      }
      if (operator !== 'strictEqualObject' && length < LINE) {
        let same = 0;
        while (left[same] === right[same]) same++;
        if (same > 2) indicator = `\n  ${' '.repeat(same)}^`;
      }
    }
    const marked = differenceOf(actualLines, expectedLines);
    if (marked.every(([mark]) => mark === ' ')) {
      return `${message || READABLE.notIdentical}\n\n${actualLines.join('\n')}\n`;
    }
    const { text, skipped } = render(marked);
    const note = skipped ? ' ... Lines skipped' : '';
    return `${title}\n+ actual - expected${note}\n\n${text}${indicator}`;
  };

  const inequalityMessage = (actual, operator) => {
    const lines = inspect(actual).split('\n');
    const base = READABLE[operator === 'notStrictEqual' && isReference(actual) ? 'notStrictEqualObject' : operator];
    return `${base}${lines.length === 1 ? ' ' : '\n\n'}${lines.join('\n')}${lines.length === 1 ? '' : '\n'}`;
  };

  const messageFor = (options) => {
    const { actual, expected, operator, message } = options;
    // A message of the caller stands above the difference of the two.
    if (operator === 'deepStrictEqual' || operator === 'strictEqual') return equalityMessage(options);
    if (message) return String(message);
    switch (operator) {
      case 'notDeepStrictEqual':
      case 'notStrictEqual':
        return inequalityMessage(actual, operator);
      case 'deepEqual':
        return `${READABLE.deepEqual}\n\n${inspect(actual)}\n\nshould loosely deep-equal\n\n${inspect(expected)}`;
      case 'notDeepEqual':
        return `${READABLE.notDeepEqual}\n\n${inspect(actual)}\n\nshould not loosely deep-equal\n\n${inspect(expected)}`;
      default:
        return `${inspect(actual)} ${operator} ${inspect(expected)}`;
    }
  };

  class AssertionError extends Error {
    constructor(options) {
      if (!isObject(options)) {
        throw library.invalidArgumentType('The "options" argument must be of type object.', options);
      }
      const { message, operator, stackStartFn, actual, expected } = options;
      super(messageFor(options));
      this.generatedMessage = !message;
      const name = (value) => ({ value, enumerable: false, writable: true, configurable: true });
      // The stack shows the code, the name does not.
      Object.defineProperty(this, 'name', name('AssertionError [ERR_ASSERTION]'));
      this.code = 'ERR_ASSERTION';
      this.actual = actual;
      this.expected = expected;
      this.operator = operator;
      Error.captureStackTrace(this, stackStartFn);
      void this.stack;
      Object.defineProperty(this, 'name', name('AssertionError'));
    }

    toString() {
      return `${this.name} [${this.code}]: ${this.message}`;
    }
  }

  return {
    AssertionError,
    // Throws the message if it is an error itself.
    innerFail(options) {
      if (options.message instanceof Error) throw options.message;
      const error = new AssertionError(options);
      if (options.isGenerated) error.generatedMessage = true;
      throw error;
    },
  };
})
