const EventEmitter = require('node:events');
const e = new EventEmitter();
e.on('a', (...args) => console.log('first', ...args));
e.prependListener('a', () => console.log('before'));
e.once('a', () => console.log('once'));
console.log(e.emit('a', 1, 2), e.emit('a', 3), e.emit('b'), e.listenerCount('a'), e.eventNames());
try { e.emit('error', new Error('nobody listens')); } catch (error) { console.log(error.message); }
EventEmitter.once(e, 'later').then((values) => console.log('promised', values));
e.emit('later', 'x', 'y');
