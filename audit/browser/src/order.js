// Steps 8 to 10: commitments and shares, the seed made of them, the order it gives (protocol section 4).

const framed = (word) => concat(Uint8Array.of(word.length), utf8(word));

function commitmentOf(party, draw, share) {
  return hexHash(utf8("edraw/1 commit\0"), framed(party), framed(draw), share);
}

const lockHash = (course) => sha256(utf8("edraw/1 lock\0"), course.lock.bytes);

function needsLock(course) {
  if (course.kind === "selective") {
    throw notApplicable("选择性抽取没有份额与种子", "a selective draw has no shares and no seed");
  }
  if (course.kind === "early") {
    throw notApplicable("封存前终止，没有份额与种子", "ended before the lock: no share, no seed");
  }
}

/** Step 8. */
function checkCommitments(course, draw) {
  needsLock(course);
  const bound = course.lock.body.commitments;
  for (const who of Object.keys(course.slips)) {
    if (bound[who] !== course.slips[who]) {
      throw failed(`封存的承诺（${who}）不是最后登记的`, `the lock binds another slip of ${who}`);
    }
  }
  if (new Set(PARTIES.map((who) => bound[who])).size !== PARTIES.length) {
    throw failed("两方承诺相同", "two parties share one commitment");
  }
  for (const { body } of course.reveals) {
    if (commitmentOf(body.party, draw, fromHex(body.share)) !== bound[body.party]) {
      throw failed(`份额（${body.party}）打不开承诺`, `the share of ${body.party} does not open its commitment`);
    }
  }
  const count = course.reveals.length;
  return [
    null,
    `三方承诺与登记相同，${count} 份份额均能打开`,
    `three commitments as logged, opened by ${count} shares`,
  ];
}

/** Step 9. */
function checkSeed(course) {
  needsLock(course);
  if (!course.order) throw notApplicable("产生顺序前终止，没有种子", "aborted before the order: there is no seed");
  const parts = course.reveals.map(({ body }) => concat(framed(body.party), fromHex(body.share)));
  const seed = sha256(utf8("edraw/1 seed\0"), lockHash(course), ...parts);
  if (toHex(seed) !== course.order.body.seed) {
    throw failed("种子不是由封存与三份份额得出", "the seed does not follow from the lock and the shares");
  }
  return [seed, `种子 ${toHex(seed)}`, `seed ${toHex(seed)}`];
}

/** The handles of every stratum, ascending by ticket and handle: {stratum id: [handle, …]}. */
function orderOf(pool, strataAsked, seed) {
  const list = [...pool.values()];
  const keyed = new Keyed(seed, utf8("edraw/1 ticket\0"));
  const tickets = new Uint8Array(32 * list.length);
  const lead = new Float64Array(list.length);
  const handle = new Uint8Array(32);
  list.forEach((leaf, at) => {
    keyed.mac(fromHex(leaf.h, handle), tickets, 32 * at);
    for (let i = 0; i < 6; i++) lead[at] = lead[at] * 256 + tickets[32 * at + i];
  });
  // Six bytes decide nearly always; behind them all of the ticket, then the handle (the list ascends by it).
  const compare = (one, other) => {
    if (lead[one] !== lead[other]) return lead[one] - lead[other];
    for (let i = 6; i < 32; i++) {
      const difference = tickets[32 * one + i] - tickets[32 * other + i];
      if (difference) return difference;
    }
    return one - other;
  };
  const ordered = Uint32Array.from(list.keys()).sort(compare);
  const found = new Map(strataAsked.map((one) => [one.id, []]));
  for (const at of ordered) for (const id of list[at].s) found.get(id).push(list[at].h);
  return found;
}

/** Step 10: the first holders of slots 1..Q are the ones committed to. */
function checkResult(course, lists, seed, orders) {
  const seats = new Seats(course, lists, orders);
  const first = [...seats.stratum.keys()].map((slot) => seats.take(slot) || "");
  if (hexHash(utf8("edraw/1 result\0"), seed, utf8(spell(first))) !== course.order.body.result_commit) {
    throw failed("首轮结果与公布的承诺不符", "the first holders are not the ones committed to");
  }
  const count = first.filter(Boolean).length;
  return [
    null,
    `${first.length} 席中首轮 ${count} 席有人，与承诺相同`,
    `${count} of ${first.length} seats have a first holder, as committed`,
  ];
}
