importScripts('./helper.js', new URL('helper2.js', location.href));
onmessage = function ({ data, ports }) {
  if (data === 'throw') throw new RangeError('asked to');
  if (data === 'close') {
    postMessage('closing');
    return close();
  }
  (ports[0] ?? self).postMessage([typeof data, help(data), this === self, self === globalThis, name, fromHelper2]);
};
