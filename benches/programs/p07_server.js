// An event-driven server in miniature: emitters, routes, middleware, timers, promises.
class Emitter {
  #handlers = new Map();
  on(name, handler) {
    const list = this.#handlers.get(name);
    if (list) list.push(handler); else this.#handlers.set(name, [handler]);
    return this;
  }
  off(name, handler) {
    const list = this.#handlers.get(name);
    const i = list ? list.indexOf(handler) : -1;
    if (i >= 0) list.splice(i, 1);
  }
  once(name, handler) {
    const wrapped = (...args) => { this.off(name, wrapped); handler.apply(this, args); };
    return this.on(name, wrapped);
  }
  emit(name, ...args) {
    const list = this.#handlers.get(name);
    if (!list) return false;
    for (const handler of [...list]) handler.apply(this, args);
    return true;
  }
}
class Router {
  routes = [];
  add(method, path, handler) {
    const names = [];
    const pattern = new RegExp('^' + path.replace(/:(\w+)/g, (_, name) => { names.push(name); return '([^/]+)'; }) + '$');
    this.routes.push({ method, pattern, names, handler });
  }
  find(method, path) {
    for (const route of this.routes) {
      if (route.method !== method) continue;
      const m = route.pattern.exec(path);
      if (m) return { handler: route.handler, params: Object.fromEntries(route.names.map((n, i) => [n, m[i + 1]])) };
    }
    return null;
  }
}
class Server extends Emitter {
  middleware = [];
  router = new Router();
  store = new Map();
  log = 0;
  use(fn) { this.middleware.push(fn); return this; }
  async handle(request) {
    const context = { request, status: 404, body: null, headers: { 'content-type': 'text/plain' } };
    const step = async (i) => {
      if (i < this.middleware.length) return this.middleware[i](context, () => step(i + 1));
      const found = this.router.find(request.method, request.path);
      if (found) { context.params = found.params; context.status = 200; context.body = await found.handler(context); }
    };
    try { await step(0); } catch (error) { context.status = 500; context.body = error.message; }
    this.emit('response', context);
    return context;
  }
}
const server = new Server();
server.use(async (c, next) => { c.started = server.log++; await next(); c.headers.took = server.log - c.started; });
server.use(async (c, next) => { c.user = c.request.token ? { name: 'user' + c.request.token } : null; await next(); });
server.use((c, next) => { if (c.request.path.startsWith('/private') && !c.user) { c.status = 401; return; } return next(); });
server.router.add('GET', '/items/:id', async (c) => JSON.stringify(server.store.get(c.params.id) ?? null));
server.router.add('PUT', '/items/:id', (c) => { server.store.set(c.params.id, JSON.parse(c.request.body)); return 'stored'; });
server.router.add('GET', '/users/:user/items/:item', (c) => `${c.params.user}:${c.params.item}`);
server.router.add('GET', '/private/:what', (c) => c.user.name + c.params.what);
server.router.add('GET', '/fail', () => { throw new Error('failed'); });
const counts = {};
let bytes = 0;
server.on('response', (c) => { counts[c.status] = (counts[c.status] || 0) + 1; });
server.on('response', (c) => { if (c.body) bytes += c.body.length; });
function request(i) {
  switch (i % 6) {
    case 0: return { method: 'PUT', path: '/items/' + (i % 50), body: `{"id":${i},"list":[1,2,3]}` };
    case 1: return { method: 'GET', path: '/items/' + (i % 50) };
    case 2: return { method: 'GET', path: `/users/u${i % 9}/items/${i}` };
    case 3: return { method: 'GET', path: '/private/area', token: i % 2 ? i : 0 };
    case 4: return { method: 'GET', path: '/fail' };
    default: return { method: 'GET', path: '/nothing/here' };
  }
}
let sent = 0, done = 0;
function client(n) {
  const next = () => {
    if (sent >= 60000) return;
    server.handle(request(sent++)).then(() => { done++; if (done % 40 === 0) setTimeout(next, 0); else next(); });
  };
  for (let i = 0; i < n; i++) next();
}
server.once('response', (c) => { counts.first = c.status; });
client(50);
(function wait() {
  if (done < 60000) return void setTimeout(wait, 1);
  console.log('server', done, bytes, JSON.stringify(counts));
})();
