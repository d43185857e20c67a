// A discrete-event simulation of a bank with a binary heap of events.
class Heap {
  constructor(less) { this.items = []; this.less = less; }
  push(item) {
    const { items, less } = this;
    let i = items.length;
    items.push(item);
    while (i > 0) {
      const p = (i - 1) >> 1;
      if (!less(item, items[p])) break;
      items[i] = items[p];
      i = p;
    }
    items[i] = item;
  }
  pop() {
    const { items, less } = this;
    const top = items[0], last = items.pop();
    const n = items.length;
    if (n > 0) {
      let i = 0;
      for (;;) {
        let c = 2 * i + 1;
        if (c >= n) break;
        if (c + 1 < n && less(items[c + 1], items[c])) c++;
        if (!less(items[c], last)) break;
        items[i] = items[c];
        i = c;
      }
      items[i] = last;
    }
    return top;
  }
  get size() { return this.items.length; }
}
let seed = 12345;
const random = () => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) / 0x7fffffff;
class Event { constructor(time, run) { this.time = time; this.run = run; this.order = Event.count++; } }
Event.count = 0;
class Simulation {
  constructor() { this.now = 0; this.events = new Heap((a, b) => a.time < b.time || (a.time === b.time && a.order < b.order)); }
  after(delay, run) { this.events.push(new Event(this.now + delay, run)); }
  run(until) {
    while (this.events.size > 0) {
      const event = this.events.pop();
      if (event.time > until) break;
      this.now = event.time;
      event.run();
    }
  }
}
class Teller {
  constructor(bank) { this.bank = bank; this.customer = null; this.served = 0; }
  serve(customer) {
    this.customer = customer;
    this.bank.waited += this.bank.simulation.now - customer.arrived;
    this.bank.simulation.after(customer.work, () => this.finish());
  }
  finish() {
    this.served++;
    this.customer = null;
    const next = this.bank.queue[this.bank.head];
    if (next !== undefined) { this.bank.head++; this.serve(next); }
  }
}
class Bank {
  constructor(tellers) {
    this.simulation = new Simulation();
    this.tellers = Array.from({ length: tellers }, () => new Teller(this));
    this.queue = [];
    this.head = 0;
    this.waited = 0;
    this.arrivals = 0;
  }
  arrive() {
    this.arrivals++;
    const customer = { arrived: this.simulation.now, work: 1 + random() * 8 };
    const free = this.tellers.find((t) => t.customer === null);
    if (free) free.serve(customer);
    else this.queue.push(customer);
    this.simulation.after(random() * 1.2, () => this.arrive());
  }
}
const bank = new Bank(8);
bank.arrive();
for (let i = 0; i < 500; i++) bank.simulation.after(random() * 100000, () => {});
bank.simulation.run(60000);
console.log('simulation', bank.arrivals, bank.waited.toFixed(2), bank.tellers.map((t) => t.served).join());
