// Steps 1 and 4: the file is one strict bundle (protocol section 7); its events are one unbroken chain.

const MAX_BYTES = 64 * 1024 * 1024;
const GATES = ["lock", "order", "seal"];

/** Not a bundle at all: too large, not JSON, or JSON of something else. */
class Unreadable extends Error {}

const identityWord = (value) => {
  need(typeof value === "string" && countOf(value) <= 500 && isNfc(value), "a text in NFC");
};
const identity = shape({ id: identityWord, name: identityWord, unit: identityWord });
const gate = orNull(shape({ checkpoint: text, consistency: listOf(hash) }));
const leaves = listOf(anObject);
const bundleShape = shape({
  format: oneOf("edraw-bundle/1"),
  stage: oneOf("auditor", "published", "public"),
  origin: text,
  vkeys: shape({ log: text, witnesses: listOf(text) }),
  checkpoint: text,
  gates: shape({ lock: gate, order: gate, seal: gate }),
  events: listOf(shape({ index: whole(0), bytes: text, proof: listOf(hash) })),
  pool: leaves,
  excluded: leaves,
  recusals: leaves,
  recusals_added: listOf(leaves),
  openings: listOf(shape({ slot: whole(1), salt: hash, identity })),
  k: orNull(hash),
});

/** Whether parsing would only fill memory with tiny values (reading 15 of the protocol page). */
function tooDense(bytes) {
  let brackets = 0;
  let commas = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x5b || byte === 0x7b) brackets++;
    else if (byte === 0x2c) commas++;
  }
  return brackets > 10000 + Math.floor(bytes.length / 32) || commas > 10000 + Math.floor(bytes.length / 16);
}

const isNamed = (found) =>
  isRecord(found) && typeof found.format === "string" && found.format.startsWith("edraw-bundle/");

function callsItselfABundle(bytes) {
  try {
    return isNamed(parseLoosely(bytes));
  } catch {
    return false;
  }
}

function readBundle(bytes) {
  if (bytes.length > MAX_BYTES) throw new Unreadable("larger than 64 MiB");
  if (tooDense(bytes)) throw new Unreadable("more structure than any bundle has");
  let found;
  try {
    found = parse(bytes);
  } catch (error) {
    if (!(error instanceof Malformed) || !callsItselfABundle(bytes)) {
      throw new Unreadable("not strict JSON in UTF-8");
    }
    throw failed("文件不是严格的 JSON", `not strict JSON: ${error.message}`);
  }
  if (!isNamed(found)) throw new Unreadable("not an evidence bundle");
  try {
    bundleShape(found);
    found.entries = found.events.map((entry) => {
      const data = fromBase64(entry.bytes);
      parseCanonical(data);
      return { index: entry.index, data, proof: entry.proof.map((part) => fromHex(part)) };
    });
  } catch (error) {
    throw failed("文件格式不符", `the format is not kept: ${error.message}`);
  }
  if (found.entries.length === 0) throw failed("没有事件", "there is no event");
  if (found.stage === "public" && found.openings.length) {
    throw failed("公开包不得含身份", "a public bundle holds no identity");
  }
  if (found.stage !== "auditor" && found.k !== null) {
    throw failed("只有审计包可含密钥 K", "only the auditor's bundle holds K");
  }
  return found;
}

/** Step 4: one draw, n without gaps, each prev the hash before, times that never go back. */
function checkChain(bundle) {
  let before = null;
  bundle.entries.forEach((entry, n) => {
    const broken = (zh, en) => failed(`第 ${n} 个事件${zh}`, `event ${n} ${en}`);
    let found;
    try {
      found = envelope(entry.data);
    } catch (error) {
      throw broken("外层不符", `is out of shape: ${error.message}`);
    }
    if (found.draw === undefined || (before && found.draw !== before.draw)) {
      throw broken("属于另一次抽取", "belongs to another draw");
    }
    if (found.n !== n) throw broken("编号不连续", `is numbered ${found.n}`);
    const prev = before ? hexHash(bundle.entries[n - 1].data) : "";
    if (found.prev !== prev) throw broken("未接上前一个", "does not follow the one before");
    if (before && found.at < before.at) throw broken("时间倒退", "is earlier than the one before");
    before = found;
  });
  const count = bundle.entries.length;
  return [before.draw, `${before.draw}：${count} 个事件首尾相接`, `${before.draw}: ${count} events in one chain`];
}

/** The first half of step 5: every type known, every body in shape. */
function readEvents(bundle) {
  return bundle.entries.map((entry, n) => {
    try {
      return readEvent(entry.data);
    } catch (error) {
      throw failed(`第 ${n} 个事件内容不符`, `event ${n}: ${error.message}`);
    }
  });
}
