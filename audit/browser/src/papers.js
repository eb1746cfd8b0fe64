// Steps 14 to 16: what people hold in their hands, compared with the bundle (protocol section 1).

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RFC4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LEAST_RECEIPT = 20;
const ANY_HEX = /^[0-9a-fA-F]{64}$/;

function base32(bytes, alphabet) {
  let bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  bits += "0".repeat((5 - (bits.length % 5)) % 5);
  return bits.replace(/.{5}/g, (five) => alphabet[parseInt(five, 2)]);
}

/** A printed code without its groups, with letters that people mix up put right. */
function squeeze(code) {
  return code.replace(/[\s-]/g, "").toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");
}

/** Step 14. */
function checkReceipt(course, receipt) {
  if (receipt === null) throw notProven("未给出封存回执", "no lock receipt given");
  if (!course.lock) throw notApplicable("没有封存", "nothing was locked");
  const found = lockHash(course);
  const given = receipt.trim();
  const plain = given.replace(/[\s=-]/g, "").toUpperCase();
  const inBase32 = () =>
    base32(found, CROCKFORD).startsWith(squeeze(given)) || base32(found, RFC4648).startsWith(plain);
  const good = ANY_HEX.test(given)
    ? given.toLowerCase() === toHex(found)
    : plain.length >= LEAST_RECEIPT && inBase32();
  if (!good) throw failed("封存回执与封存不符", "the receipt is of another lock");
  return [null, "封存回执与封存相同", "the receipt is of this lock"];
}

/** The 32 bytes of a share code, checked by the two bytes at its end; hex is taken too. */
function readCode(typed) {
  if (ANY_HEX.test(typed.trim())) return fromHex(typed.trim().toLowerCase());
  const code = squeeze(typed);
  if (code.length === 55 && [...code].every((letter) => CROCKFORD.includes(letter))) {
    const bits = [...code].map((letter) => CROCKFORD.indexOf(letter).toString(2).padStart(5, "0")).join("");
    const bytes = Uint8Array.from({ length: 34 }, (_, at) => parseInt(bits.slice(8 * at, 8 * at + 8), 2));
    const share = bytes.slice(0, 32);
    if (bits.endsWith("000") && sameBytes(sha256(share).subarray(0, 2), bytes.subarray(32))) return share;
  }
  throw failed("份额码抄写有误", "the share code is not whole");
}

/** Step 15; `shares`: [[party, code], …]. */
function checkShares(course, draw, shares) {
  if (!shares.length) throw notProven("未给出见证份额", "no share given");
  if (!course.lock) throw notApplicable("没有封存", "nothing was locked");
  for (const [who, code] of shares) {
    if (!PARTIES.includes(who)) throw failed("没有这一方", "there is no such party");
    const share = readCode(code);
    if (commitmentOf(who, draw, share) !== course.lock.body.commitments[who]) {
      throw failed(`份额（${who}）打不开承诺`, `the share does not open the commitment of ${who}`);
    }
    const revealed = course.reveals.find((event) => event.body.party === who);
    if (revealed && revealed.body.share !== toHex(share)) {
      throw failed(`揭示的份额（${who}）不同`, `another share of ${who} was revealed`);
    }
  }
  return [null, "所持份额与揭示相同", "the shares given are the ones committed to"];
}

/** What the log says of every outcome: its record's hash, and what that record must agree with. */
function outcomesOf(events) {
  const ordinals = new Map();
  const found = [];
  for (const { draw, type, body } of events) {
    if (type === "seat.called") ordinals.set(body.slot, body.ordinal);
    if (type === "seat.answered") {
      const { slot, outcome, record } = body;
      found.push({ record, said: { draw, slot, ordinal: ordinals.has(slot) ? ordinals.get(slot) : null, outcome } });
    }
  }
  return found;
}

function linesOf(bytes) {
  const lines = [];
  let from = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== 0x0a && bytes[at] !== 0x0d) continue;
    lines.push(bytes.subarray(from, at));
    if (bytes[at] === 0x0d && bytes[at + 1] === 0x0a) at++;
    from = at + 1;
  }
  if (from < bytes.length) lines.push(bytes.subarray(from));
  return lines;
}

/** Step 16. */
function checkRecords(events, bytes) {
  if (bytes === null) throw notProven("未给出通话与签到记录", "no records given");
  const records = new Map();
  const lines = linesOf(bytes);
  lines.forEach((line, at) => {
    let record;
    try {
      record = parseCanonical(line);
    } catch {
      throw failed(`第 ${at + 1} 条记录格式不符`, `record ${at + 1} is not canonical`);
    }
    const salted = isRecord(record) && typeof record.salt === "string" && /^[0-9a-f]{32}$/.test(record.salt);
    if (!salted) throw failed(`第 ${at + 1} 条记录缺随机盐`, `record ${at + 1} has no salt of 16 bytes`);
    records.set(hexHash(line), record);
  });
  const outcomes = outcomesOf(events);
  const named = outcomes.filter((one) => one.record !== "");
  const bare = outcomes.length - named.length;
  const logged = new Set(named.map((one) => one.record));
  if (logged.size !== named.length) throw failed("同一记录用于两次结果", "one record stands for two outcomes");
  const missing = [...logged].filter((name) => !records.has(name)).length;
  const unknown = lines.length - (logged.size - missing);
  if (missing || unknown) {
    throw failed(
      `缺 ${missing} 条记录，${unknown} 条记录未登记或重复`,
      `${missing} logged records are missing, ${unknown} records were never logged or come twice`
    );
  }
  for (const { record, said } of named) {
    for (const key of Object.keys(said)) {
      const told = records.get(record)[key];
      if (told !== undefined && told !== said[key]) {
        throw failed(
          `第 ${said.slot} 席的记录与登记的结果不符（${key}）`,
          `a record of slot ${said.slot} tells of another ${key}`
        );
      }
    }
  }
  if (bare) {
    throw notProven(
      `${lines.length} 条记录均与登记相符；${bare} 次结果没有记录`,
      `${lines.length} records agree; ${bare} outcomes have no record`
    );
  }
  return [
    null,
    `${lines.length} 条记录与登记逐条相符`,
    `all ${lines.length} records agree with the outcomes logged`,
  ];
}
