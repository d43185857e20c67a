const controller = new AbortController();
controller.signal.onabort = (event) => console.log('onabort', event.type, event.target === controller.signal);
controller.signal.addEventListener('abort', () => console.log('listener'), { once: true });
const any = AbortSignal.any([controller.signal, AbortSignal.timeout(1000)]);
any.addEventListener('abort', () => console.log('any', any.reason));
controller.abort('why');
controller.abort('again');
console.log(any.aborted, controller.signal);
try { any.throwIfAborted(); } catch (e) { console.log('thrown', e); }
const timeout = AbortSignal.timeout(20);
timeout.onabort = () => console.log(timeout.reason.name, timeout.reason.code, performance.now());
setTimeout(() => {}, 30);
