// Steps 5 and 6: the events stand where the table of protocol section 3 lets them, and the draw waited at
// its gates.

const LATE_GROUNDS = ["leaked", "wrong-specialty", "project-stopped", "share-lost"];
const SERVICE_REASONS = ["engaged", "leave", "suspended", "left-pool", "relative-on-panel"];
const SEATING = ["seat.called", "seat.answered", "seat.exhausted", "draw.sealed"];
const OPENING = ["roster.unsealed", "roster.rebuilt"];
const UNSEALING = ["roster.printed", ...OPENING];

const allThree = (by) => by.length === PARTIES.length;

function placed(holds, event, zh, en) {
  if (!holds) throw failed(`第 ${event.n} 个事件（${event.type}）${zh}`, `event ${event.n} (${event.type}) ${en}`);
}

/** What the chain has shown so far. */
class Course {
  constructor(filed) {
    this.filed = filed;
    this.strata = filed.body.strata;
    this.version = 1;
    this.slips = {};
    this.used = new Set();
    this.reveals = [];
    this.additions = [];
    this.lock = this.selection = this.order = this.seal = this.opened = this.end = null;
  }

  /** "random", "selective", or "early": aborted before either began. */
  get kind() {
    if (this.lock) return "random";
    return this.selection ? "selective" : "early";
  }

  get aborted() {
    return this.end !== null && this.end.type === "draw.aborted";
  }

  get seats() {
    return this.strata.reduce((sum, one) => sum + one.quota, 0);
  }

  slip(event, who) {
    const { commitment, unseal_pk: pk } = event.body;
    placed(!this.used.has(commitment) && !this.used.has(pk), event, "重复使用见证凭条", "uses a slip seen before");
    this.used.add(commitment).add(pk);
    this.slips[who] = commitment;
  }
}

function beforeLock(course, event) {
  placed(!course.lock && !course.selection, event, "应在封存之前", "belongs before the lock");
}

function begins(course, event) {
  placed(!course.lock && !course.selection, event, "重复封存", "is a second lock");
  placed(course.slips.regulator, event, "没有监管部门见证凭条", "comes before the regulator's slip");
}

function afterOrder(course, event) {
  const begun = course.order || (course.selection && SEATING.includes(event.type));
  placed(begun, event, "应在产生顺序之后", "belongs after the order");
}

function afterSeal(course, event) {
  placed(course.seal, event, "应在锁定结果之后", "belongs after a seal");
}

function afterSignin(course, event) {
  afterSeal(course, event);
  placed(event.at >= course.seal.body.signin_at, event, "早于签到时间", "is before the sign-in time");
}

function byThree(event) {
  placed(allThree(event.body.by), event, "未由三方确认", "is not by the three parties");
}

const ends = (course, event) => {
  placed(event.body.events === event.n, event, "事件数不符", "counts another number of events");
  course.end = event;
};

const PLACES = {
  "application.filed"(course, event) {
    placed(false, event, "重复申请", "is a second application");
  },
  "application.changed"(course, event) {
    beforeLock(course, event);
    course.version += 1;
    placed(event.body.version === course.version, event, "版本号不连续", "skips a version");
    course.strata = event.body.strata;
  },
  "witness.appointed"(course, event) {
    beforeLock(course, event);
    const fresh = course.slips[event.body.party] === undefined;
    placed(fresh || event.body.reason, event, "更换凭条未写原因", "replaces a slip without a reason");
    course.slip(event, event.body.party);
  },
  "room.entered"() {},
  "draw.confirmed"() {},
  "draw.locked"(course, event) {
    begins(course, event);
    placed(event.body.suite === "std-1", event, "密码套件未知", "names an unknown suite");
    course.lock = event;
  },
  "selection.confirmed"(course, event) {
    begins(course, event);
    byThree(event);
    course.selection = event;
  },
  "draw.revealed"(course, event) {
    const turn = course.lock && !course.order && PARTIES[course.reveals.length];
    placed(turn === event.body.party, event, "揭示顺序不符", "is out of turn");
    course.reveals.push(event);
  },
  "draw.ordered"(course, event) {
    placed(!course.order && course.reveals.length === 3, event, "应在三份揭示之后", "belongs after three reveals");
    course.order = event;
  },
  "seat.called": afterOrder,
  "seat.answered": afterOrder,
  "seat.exhausted": afterOrder,
  "recusal.added"(course, event) {
    afterOrder(course, event);
    const { reason, by, evidence } = event.body;
    const own = SERVICE_REASONS.includes(reason);
    const good = own ? by.length === 1 && by[0] === "center" : by.includes("regulator") && evidence !== "";
    placed(good, event, "缺应有的确认或证据", own ? "is the service's own to add" : "needs regulator and evidence");
    course.additions.push(event);
  },
  "draw.sealed"(course, event) {
    afterOrder(course, event);
    const late = event.body.signin_at >= course.filed.body.signin_at;
    placed(late, event, "签到时间早于申请", "has a sign-in time before the one filed");
    course.seal = event;
    course.opened = null;
  },
  "seat.arrived"(course, event) {
    afterSeal(course, event);
    placed(course.seal.body.slots.includes(event.body.slot), event, "席位不在锁定名单", "is of a slot not sealed");
  },
  "roster.printed": afterSignin,
  "roster.unsealed"(course, event) {
    afterSignin(course, event);
    const { by, reason } = event.body;
    const tenderer = by.includes("tenderer");
    const two = by.includes("center") && (tenderer || by.includes("regulator"));
    placed(two, event, "未由两方启封", "is not by the center and a second party");
    placed(tenderer || reason, event, "代为启封未写原因", "is a fallback without reason");
    course.opened = course.opened || event;
  },
  "roster.rebuilt"(course, event) {
    afterSignin(course, event);
    byThree(event);
    course.opened = course.opened || event;
  },
  "replacement.confirmed"(course, event) {
    afterSeal(course, event);
    byThree(event);
  },
  "draw.closed"(course, event) {
    afterSeal(course, event);
    const { slots: sealed } = course.seal.body;
    const every = sealed.length === course.seats && sealed.every((slot, at) => slot === at + 1);
    placed((event.body.reason === "complete") === every, event, "结束原因不符", "gives a wrong reason");
    ends(course, event);
  },
  "draw.aborted"(course, event) {
    if (course.reveals.length) {
      placed(LATE_GROUNDS.includes(event.body.ground), event, "终止理由不允许", "is on a ground not allowed");
      byThree(event);
    }
    ends(course, event);
  },
};

/** The second half of step 5. */
function checkCourse(events) {
  const first = events[0];
  placed(first.type === "application.filed", first, "应为申请", "should be the application");
  const alone = (first.body.attempt === 1) === (first.body.previous === "");
  placed(alone, first, "与前次抽取的衔接不符", "does not name the attempt before as its number asks");
  const course = new Course(first);
  course.slip(first, "tenderer");
  for (const event of events.slice(1)) {
    placed(!course.end, event, "在结束之后", "stands after the end");
    if (course.reveals.length && !course.order) {
      const next = course.reveals.length < 3 ? "draw.revealed" : "draw.ordered";
      placed([next, "draw.aborted"].includes(event.type), event, "插在揭示之间", "interrupts the reveals");
    }
    PLACES[event.type](course, event);
  }
  if (!course.end || (course.kind === "early" && !course.aborted)) throw failed("没有结束事件", "there is no end");
  return [
    course,
    `${events.length} 个事件的类型、内容与顺序均符合规程`,
    `types, bodies and order of ${events.length} events are as the protocol asks`,
  ];
}

const GATE_NAMES = { lock: "封存", order: "产生顺序", seal: "锁定结果" };

/** Step 6: index of the event < size of its gate <= index of the next thing that had to wait. */
function checkGates(bundle, heads, course, events) {
  const places = new Map(events.map((event, at) => [event.n, bundle.entries[at].index]));
  const index = (event) => places.get(event.n);
  const next = (after, types) => after && events.slice(after.n + 1).find((one) => types.includes(one.type));
  const waits = [
    ["lock", course.lock, course.reveals[0]],
    ["order", course.order, next(course.order, ["seat.called", "seat.exhausted"])],
    ["seal", course.seal, next(course.seal, UNSEALING)],
  ];
  const passed = [];
  for (const [name, held, waiting] of waits) {
    const head = heads.gates[name];
    const zh = GATE_NAMES[name];
    if (!held) {
      if (head) throw failed(`未到${zh}却有关口`, `a gate for a ${name} that never was`);
      continue;
    }
    if (!head) {
      if (!waiting && course.aborted) continue;
      throw failed(`缺${zh}关口`, `the ${name} gate is missing`);
    }
    const proof = bundle.gates[name].consistency.map((part) => fromHex(part));
    if (!verifyConsistency(head.size, heads.final.size, proof, head.root, heads.final.root)) {
      throw failed(`${zh}关口与最终检查点不一致`, `the ${name} gate is of another log`);
    }
    if (!(index(held) < head.size)) throw failed(`${zh}关口早于${zh}`, `the ${name} gate does not hold the ${name}`);
    if (waiting && head.size > index(waiting)) {
      throw failed(`${zh}关口晚于其后的事件`, `the draw did not wait at the ${name} gate`);
    }
    passed.push(name);
  }
  if (course.kind === "early") throw notApplicable("封存前终止，没有关口", "ended before the lock: there is no gate");
  return [
    null,
    `已在关口等待：${passed.map((name) => GATE_NAMES[name]).join("、") || "无"}`,
    `the draw waited at its gates: ${passed.join(", ") || "none reached"}`,
  ];
}
