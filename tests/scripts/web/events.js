const target = new EventTarget();
const log = (name) => (event) => console.log(name, event.type, event.defaultPrevented);
const twice = log('once');
target.addEventListener('x', twice, { once: true });
target.addEventListener('x', twice, { once: true });
target.addEventListener('x', { handleEvent(event) { event.preventDefault(); console.log('object', this !== target); } });
target.addEventListener('x', (event) => event.stopImmediatePropagation());
target.addEventListener('x', log('never'));
console.log(target.dispatchEvent(new Event('x', { cancelable: true })));
console.log(target.dispatchEvent(new CustomEvent('x', { detail: { a: 1 } })));
console.log(new CustomEvent('y', { detail: 5 }).detail, new Event('z').bubbles);
try { new Event(); } catch (e) { console.log(e.code); }
try { target.dispatchEvent({}); } catch (e) { console.log(e.code); }
