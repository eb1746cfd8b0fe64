// The steps of protocol section 8 in their order, and the report. `given` holds the files as bytes, or null:
// {bundle, policy, register, records, log, ticket}, the receipt as text, shares as [[party, code], …].

const RESTS_ON = {
  1: [], 2: [1], 3: [1, 2], 4: [1], 5: [1, 4], 6: [2, 3, 4, 5], 7: [1, 5], 8: [5], 9: [5, 8], 10: [7, 9],
  11: [5, 7, 9], 12: [11], 13: [5, 7, 11], 14: [5], 15: [5], 16: [5], 17: [2, 3, 4, 5],
};

const FIVE = {
  pool: { steps: [1, 3, 4, 5, 6, 7], denied: [13, 14] },
  seed: { steps: [1, 3, 4, 5, 6, 8, 9], denied: [14, 15, 17] },
  order: { steps: [1, 3, 4, 5, 7, 9, 10, 11], denied: [] },
  recusal: { steps: [1, 3, 4, 5, 7, 11], denied: [13] },
  signatures: { steps: [1, 2, 3], denied: [] },
};

const PARTY_ZH = { tenderer: "招标人", regulator: "监管部门", center: "中心" };

const VERDICTS = {
  passed: ["各项核对通过", "every check passed"],
  failed: ["核对不通过", "a check failed"],
  unreadable: ["文件无法读取", "the file cannot be read"],
  "aborted-before-lock": ["封存前终止，未产生名单", "ended before the lock, nothing was drawn"],
  "aborted-after-lock": ["封存后终止", "aborted after the lock"],
};

/** Runs the steps and keeps their verdicts; `tell` hears of each one as it begins and ends. */
class Steps {
  constructor(tell) {
    this.tell = tell;
    this.done = new Map();
    this.never = []; // run, but never ticked
  }

  status(number) {
    return this.done.has(number) ? this.done.get(number).status : "not-proven";
  }

  /** `act` gives [what it found, sentence zh, sentence en], or throws. */
  async run(number, act) {
    this.tell({ step: number, status: "running" });
    let found = null;
    let said;
    try {
      said = await act();
      found = said[0];
      said = { status: this.never.includes(number) ? "not-applicable" : "pass", zh: said[1], en: said[2] };
      const stands = (one) => ["pass", "not-applicable"].includes(this.status(one));
      const lacking = RESTS_ON[number].filter((one) => !stands(one)).join(", ");
      if (lacking) {
        said = {
          status: "not-proven",
          zh: `所依据的第 ${lacking} 步未通过`,
          en: `rests on step ${lacking}, which did not pass`,
        };
      }
    } catch (error) {
      if (error instanceof Unreadable) throw error;
      if (error instanceof Halt) said = { status: error.status, zh: error.zh, en: error.en };
      else said = { status: "fail", zh: "内容使核对无法进行", en: `the file breaks this step (${error.name})` };
    }
    this.put(number, said);
    return found;
  }

  put(number, { status, zh, en }) {
    const [nameZh, nameEn] = STEP_NAMES[number - 1];
    this.done.set(number, { number, zh: nameZh, en: nameEn, status, detail_zh: zh, detail_en: en });
    this.tell({ step: number, status });
  }
}

/** The result of an earlier step, or the end of this one. */
function have(value, number) {
  if (value === null || value === undefined || value === "") {
    throw notProven(`第 ${number} 步未通过，无从核对`, `step ${number} left nothing to compare`);
  }
  return value;
}

function noOrder(course) {
  if (course.kind === "selective") return notApplicable("选择性抽取没有随机顺序", "a selective draw has no order");
  return notApplicable("产生顺序前终止，没有顺序", "ended before the order");
}

async function runSteps(steps, given, found) {
  const bundle = (found.bundle = await steps.run(1, () => {
    const read = readBundle(given.bundle);
    const size = given.bundle.length;
    return [read, `格式、键、编码严格无误（${size} 字节）`, `format, keys and encodings are strict, ${size} bytes`];
  }));
  const progress = (step) => (done, total) => steps.tell({ step, status: "running", done, total });
  found.heads = await steps.run(2, () => checkSignatures(have(bundle, 1), given.policy, given.native !== false));
  if (!found.heads && bundle) found.heads = unsignedHeads(bundle);
  await steps.run(3, () => checkInclusion(have(bundle, 1), have(found.heads, 2)));
  found.draw = (await steps.run(4, () => checkChain(have(bundle, 1)))) || "";
  const course = (found.course = await steps.run(5, () => {
    found.events = readEvents(have(bundle, 1));
    return checkCourse(found.events);
  }));
  if (course && course.kind === "selective") steps.never = [6, 11];
  const { events } = found;
  await steps.run(6, () => checkGates(have(bundle, 1), have(found.heads, 2), have(course, 5), have(events, 5)));
  const lists = (found.lists = await steps.run(7, () => checkLists(have(bundle, 1), have(course, 5), progress(7))));
  await steps.run(8, () => checkCommitments(have(course, 5), have(found.draw, 4)));
  found.seed = await steps.run(9, () => checkSeed(have(course, 5)));
  await steps.run(10, () => {
    if (!have(course, 5).order) throw noOrder(course);
    found.orders = orderOf(have(lists, 7).pool, course.strata, have(found.seed, 9));
    return checkResult(course, lists, found.seed, found.orders);
  });
  const seats = (found.seats = await steps.run(11, () => {
    const orders = have(course, 5).order ? have(found.orders, 10) : null;
    return replay(course, have(events, 5), orders, orders && lists);
  }));
  await steps.run(12, () => checkOpenings(have(bundle, 1), have(course, 5), seats, lists));
  await steps.run(13, () =>
    checkKey(have(bundle, 1), have(course, 5), seats, lists, given.register, progress(13))
  );
  await steps.run(14, () => checkReceipt(have(course, 5), given.receipt));
  await steps.run(15, () => checkShares(have(course, 5), found.draw, given.shares));
  await steps.run(16, () => checkRecords(have(events, 5), given.records));
  await steps.run(17, () => checkLog(have(bundle, 1), have(found.heads, 2).final, have(events, 5), given.log));
}

function fiveOf(steps, trusted) {
  const five = {};
  for (const key of Object.keys(FIVE)) {
    const of = (numbers) => numbers.map((number) => steps.status(number));
    const own = of(FIVE[key].steps);
    if ([...own, ...of(FIVE[key].denied)].includes("fail")) five[key] = "no";
    else if (!own.every((status) => status === "pass")) five[key] = "unverified";
    else five[key] = key !== "signatures" || trusted ? "yes" : "unverified";
  }
  return five;
}

function verdictOf(steps, course) {
  if ([...steps.done.values()].some((step) => step.status === "fail")) return ["failed", ...VERDICTS.failed];
  if (course && course.selection) {
    const { by } = course.selection.body;
    const [zh, en] = course.aborted ? ["，后终止", ", later aborted"] : ["", ""];
    return [
      "not-random",
      `非随机抽取，经${by.map((one) => PARTY_ZH[one]).join("、")}同意选定${zh}`,
      `not a random draw, chosen with the consent of ${by.join(", ")}${en}`,
    ];
  }
  if (course && course.aborted && course.lock) {
    const [zh, en] = VERDICTS["aborted-after-lock"];
    const open = course.reveals.length;
    return ["aborted-after-lock", `${zh}，已揭示 ${open} 份份额`, `${en}; ${open} of 3 shares were already open`];
  }
  const name = course && course.aborted ? "aborted-before-lock" : "passed";
  return [name, ...VERDICTS[name]];
}

/** Verify what is given; never throws, whatever the bytes are. */
async function verify(given, tell) {
  const asked = { policy: null, register: null, records: null, log: null, ticket: null, receipt: null, shares: [] };
  given = { ...asked, ...given };
  const steps = new Steps(tell || (() => {}));
  const trusted = given.policy !== null;
  const found = {};
  try {
    await runSteps(steps, given, found);
  } catch (error) {
    steps.put(1, { status: "fail", zh: "不是核验包", en: `not an evidence bundle: ${error.message}` });
    return reportOf(steps, ["unreadable", ...VERDICTS.unreadable], trusted, {}, null);
  }
  const ticket = given.ticket === null ? null : checkTicket(given.ticket, found);
  return reportOf(steps, verdictOf(steps, found.course), trusted, found, ticket);
}

function reportOf(steps, [verdict, zh, en], trusted, found, ticket) {
  const list = [...steps.done.values()].sort((one, other) => one.number - other.number);
  const failing = list.find((step) => step.status === "fail");
  let exit = trusted ? 0 : 3;
  if (failing || (ticket && !ticket.good)) exit = verdict === "unreadable" ? 2 : 1;
  const known = found.bundle && found.course && found.events;
  return {
    draw: found.draw || "",
    stage: found.bundle ? found.bundle.stage : "",
    verdict,
    verdict_zh: zh,
    verdict_en: en,
    exit_code: exit,
    failed_step: failing ? failing.number : null,
    keys_from_policy: trusted,
    shares_open: found.course ? found.course.reveals.length : 0,
    five: fiveOf(steps, trusted),
    steps: list,
    unproven: known ? unprovenOf(found, steps.status(14) === "pass") : [],
    ticket,
  };
}
