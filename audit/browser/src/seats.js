// Step 11: the seats and the one queue they wait in, replayed from the outcomes (protocol section 4).

class Seats {
  /** `orders` null: a selective draw, where whom a call gives is not known and a made-up name stands in. */
  constructor(course, lists, orders) {
    const wanted = course.strata.reduce((all, one) => all.concat(Array(one.quota).fill(one.id)), []);
    this.stratum = new Map(wanted.map((id, at) => [at + 1, id]));
    this.orders = orders;
    this.pool = lists && lists.pool;
    this.cap = orders ? course.lock.body.max_per_unit : 0;
    this.recused = new Set(lists ? lists.recused : []);
    this.queue = [...this.stratum.keys()];
    this.holder = new Map();
    this.accepted = new Set();
    this.ordinal = new Map();
    /** handle -> the slot it was given */
    this.given = new Map();
    this.exhausted = new Set();
    /** slot -> holder at the last seal, for as long as that holder stays */
    this.sealed = new Map();
    /** slot -> holder at the last seal, whatever came after */
    this.lastSeal = new Map();
    /** slots whose sealed holder left and whose replacement nobody has confirmed */
    this.unconfirmed = new Set();
    /** stratum id -> how much of the start of its order is given or recused for good */
    this.passed = new Map();
  }

  /** Who comes next for the slot; null when nobody does. */
  next(slot) {
    if (!this.orders) return `slot ${slot}, call ${this.lastOrdinal(slot) + 1}`;
    const id = this.stratum.get(slot);
    const order = this.orders.get(id);
    const gone = (handle) => this.given.has(handle) || this.recused.has(handle);
    let from = this.passed.get(id) || 0;
    while (from < order.length && gone(order[from])) from++;
    this.passed.set(id, from);
    const held = new Map();
    for (const handle of this.holder.values()) {
      const tag = this.cap ? this.pool.get(handle).u : "";
      held.set(tag, (held.get(tag) || 0) + 1);
    }
    for (let at = from; at < order.length; at++) {
      if (gone(order[at])) continue;
      const tag = this.pool.get(order[at]).u;
      if (!this.cap || tag === "" || (held.get(tag) || 0) < this.cap) return order[at];
    }
    return null;
  }

  take(slot) {
    const handle = this.next(slot);
    if (handle !== null) {
      this.holder.set(slot, handle);
      this.given.set(handle, slot);
      this.ordinal.set(slot, this.lastOrdinal(slot) + 1);
    }
    return handle;
  }

  lastOrdinal(slot) {
    return this.ordinal.has(slot) ? this.ordinal.get(slot) : -1;
  }

  leave(slot) {
    this.holder.delete(slot);
    this.accepted.delete(slot);
    if (this.sealed.delete(slot)) this.unconfirmed.add(slot);
    this.queue.push(slot);
  }

  get noneRecused() {
    return [...this.holder.values()].every((handle) => !this.recused.has(handle));
  }

  get isSealed() {
    const same = [...this.holder].every(([slot, handle]) => this.lastSeal.get(slot) === handle);
    return same && this.holder.size === this.lastSeal.size && this.queue.length === 0;
  }
}

const atHead = (seats, event) =>
  placed(seats.queue[0] === event.body.slot, event, "未按队列顺序", "is not of the head of the queue");

const SEAT_EVENTS = {
  "seat.called"(seats, event) {
    const { slot, ordinal } = event.body;
    if (seats.holder.has(slot) && ordinal === seats.lastOrdinal(slot)) return; // a redial gives nothing
    atHead(seats, event);
    placed(!seats.unconfirmed.has(slot), event, "更换未经三方确认", "replaces a sealed holder unconfirmed");
    placed(ordinal === seats.lastOrdinal(slot) + 1, event, "第几位不连续", "skips an ordinal");
    placed(seats.take(slot) !== null, event, "顺序中已无可用专家", "calls although the order is exhausted");
    seats.queue.shift();
  },
  "seat.answered"(seats, event) {
    const { slot, outcome } = event.body;
    placed(seats.holder.has(slot), event, "席位无人", "answers for a slot nobody holds");
    if (outcome === "accepted") seats.accepted.add(slot);
    else seats.leave(slot);
  },
  "seat.exhausted"(seats, event) {
    const { slot } = event.body;
    atHead(seats, event);
    const over = !seats.orders || seats.next(slot) === null;
    placed(over, event, "顺序中仍有可用专家", "is false: the order still has a candidate");
    seats.queue.shift();
    seats.exhausted.add(slot);
    seats.unconfirmed.delete(slot);
  },
  "seat.arrived"(seats, event) {
    placed(seats.sealed.has(event.body.slot), event, "席位不在锁定名单", "is of a slot whose sealed holder left");
  },
  "replacement.confirmed"(seats, event) {
    const waits = seats.unconfirmed.delete(event.body.slot);
    placed(waits, event, "没有席位待更换", "confirms what nobody has to replace");
  },
  "draw.sealed"(seats, event) {
    const held = [...seats.holder.keys()].sort((one, other) => one - other);
    placed(seats.queue.length === 0, event, "仍有空席待通知", "comes while a slot waits");
    placed(held.every((slot) => seats.accepted.has(slot)), event, "仍有通知未答复", "comes while a call is open");
    placed(spell(event.body.slots) === spell(held), event, "席位与重放不同", "names other slots");
    placed(seats.noneRecused, event, "锁定结果时仍有应回避者", "seals a holder who must step back");
    seats.sealed = new Map(seats.holder);
    seats.lastSeal = new Map(seats.holder);
    seats.unconfirmed.clear();
  },
};

function replay(course, events, orders, lists) {
  if (!course.order && !course.selection) {
    throw notApplicable("没有产生顺序，无席位可重放", "there is no order and no seat to replay");
  }
  const seats = new Seats(course, lists, orders);
  const additions = lists ? lists.added.slice() : [];
  for (const event of events) {
    if (event.type === "recusal.added") for (const handle of additions.shift()) seats.recused.add(handle);
    if (event.body.slot !== undefined) {
      placed(seats.stratum.has(event.body.slot), event, "席位不存在", "is of a slot that does not exist");
    }
    if (SEAT_EVENTS[event.type]) SEAT_EVENTS[event.type](seats, event);
    if (UNSEALING.includes(event.type) || event.type === "draw.closed") {
      placed(seats.isSealed, event, "席位变动后未重新锁定结果", "comes after a seat changed unsealed");
      placed(seats.noneRecused, event, "仍有应回避者在席", "leaves a seat to one who must step back");
    }
  }
  const calls = events.filter((event) => event.type === "seat.called").length;
  if (!orders) {
    return [
      seats,
      `非随机抽取：仅核对席位、通知与锁定结果（通知 ${calls} 次），不核对顺序`,
      `not a random draw: slots, calls (${calls}) and seals agree; there is no order to tick`,
    ];
  }
  return [
    seats,
    `${calls} 次通知、${seats.exhausted.size} 席用尽及全部增加回避均与顺序一致`,
    `${calls} calls, ${seats.exhausted.size} exhausted seats and every addition follow the order`,
  ];
}
