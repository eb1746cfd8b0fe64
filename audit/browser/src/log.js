// Step 17: the whole log, leaf by leaf: no fork, no hidden attempt, no second lock, no slip used before.

const ENDS = ["draw.closed", "draw.aborted"];
const LOCKS = ["draw.locked", "selection.confirmed"];

function logLeaves(bytes) {
  try {
    const found = parseLoosely(bytes);
    shape({ leaves: listOf(text) })(found);
    return found.leaves.map(fromBase64);
  } catch {
    throw failed("日志文件无法读取", "the log file cannot be read");
  }
}

/** What a body shows of slips; the bodies of other draws may hold anything. */
function slipsOf(body) {
  const several = isRecord(body.commitments) ? Object.keys(body.commitments).map((key) => body.commitments[key]) : [];
  return [body.commitment, body.unseal_pk, body.share, ...several].filter((one) => typeof one === "string");
}

function takeLeaf(draw, found, leaf, at) {
  if (found.n !== draw.events || found.prev !== draw.last) {
    throw failed(`日志第 ${at} 条与其抽取的链不符`, `leaf ${at} forks or breaks the chain of its draw`);
  }
  if (draw.end) throw failed(`日志第 ${at} 条在结束之后`, `leaf ${at} follows the end of its draw`);
  if (found.n === 0) {
    const { application, attempt, previous } = found.body;
    draw.application = typeof application === "string" ? application : "";
    draw.attempt = attempt;
    draw.previous = previous === undefined ? "" : previous;
  }
  if (LOCKS.includes(found.type)) {
    if (draw.locked) throw failed(`日志第 ${at} 条为重复封存`, `leaf ${at} is a second lock`);
    draw.locked = true;
  }
  for (const slip of slipsOf(found.body)) if (!draw.slips.has(slip)) draw.slips.set(slip, at);
  draw.events++;
  draw.places.push(at);
  draw.last = hexHash(leaf);
  if (ENDS.includes(found.type)) draw.end = draw.last;
}

function drawsOf(list) {
  const draws = new Map();
  list.forEach((leaf, at) => {
    let found;
    try {
      found = envelope(leaf);
    } catch {
      throw failed(`日志第 ${at} 条格式不符`, `leaf ${at} is no event`);
    }
    if (found.draw === undefined) return;
    if (!draws.has(found.draw)) {
      draws.set(found.draw, { name: found.draw, events: 0, last: "", end: "", places: [], slips: new Map() });
    }
    takeLeaf(draws.get(found.draw), found, leaf, at);
  });
  return draws;
}

/** A slip is used once: whoever saw a share in another draw could choose the order of this one. */
function checkFresh(own, draws) {
  for (const other of draws.values()) {
    if (other === own) continue;
    for (const [slip, at] of own.slips) {
      if (other.slips.has(slip) && other.slips.get(slip) < at) {
        throw failed(`日志第 ${at} 条的见证凭条已用于 ${other.name}`, `leaf ${at} uses a slip of ${other.name}`);
      }
    }
  }
}

/** Attempts of each application: numbered 1, 2, 3 …, each after the end of the one before. */
function attemptsOf(draws) {
  const found = new Map();
  for (const draw of draws.values()) {
    if (!found.has(draw.application)) found.set(draw.application, []);
    const before = found.get(draw.application);
    const last = before[before.length - 1];
    if (last && (!last.end || last.places[last.places.length - 1] > draw.places[0])) {
      throw failed("前一次抽取未结束便另行抽取", "an attempt began before the one before it ended");
    }
    if (draw.attempt !== before.length + 1 || draw.previous !== (last ? last.end : "")) {
      throw failed("抽取次数不连续或重复", "attempts of an application have a gap or a twin");
    }
    before.push(draw);
  }
  return found;
}

function checkLog(bundle, final, events, bytes) {
  if (bytes === null) throw notProven("未给出完整日志，不能断定没有分叉或隐瞒的抽取", "no log given: forks unseen");
  const list = logLeaves(bytes);
  if (list.length < final.size || !sameBytes(rootOfLeaves(list.slice(0, final.size)), final.root)) {
    throw failed("完整日志与检查点不符", "the log is not the one under the checkpoint");
  }
  const draws = drawsOf(list);
  const own = draws.get(events[0].draw);
  if (spell(own.places) !== spell(bundle.entries.map((entry) => entry.index))) {
    throw failed("日志中本次抽取的事件与文件不同", "the log holds other events of this draw");
  }
  checkFresh(own, draws);
  const count = attemptsOf(draws).get(own.application).length;
  const later = list.length - final.size;
  return [
    null,
    `日志 ${list.length} 条完整无分叉（其中 ${later} 条在检查点之后，不受其担保）；` +
      `本申请共 ${count} 次抽取，本次为第 ${own.attempt} 次`,
    `all ${list.length} leaves, no fork (${later} of them after the checkpoint, not vouched for by it); ` +
      `attempt ${own.attempt} of ${count} of its application`,
  ];
}
