// Steps 2 and 3: signed notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature), policy, inclusion.

const LOG_KEY = 1;
const WITNESS_KEY = 4;
const MAX_NOTE = 65536;
// The spaces of Unicode, spelled out: a key's name holds none of them.
const NAME = "[^+\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const KEY_NAME = new RegExp(`^${NAME}$`, "u");
const SIGNATURE_LINE = new RegExp(`^— (${NAME}) ([A-Za-z0-9+/]+={0,2})$`, "u");
const NOTE_SIZE = /^(?:0|[1-9][0-9]{0,15})$/;

function readKey(spelled) {
  const first = spelled.indexOf("+");
  const second = spelled.indexOf("+", first + 1);
  need(first >= 0 && second >= 0, "not a verifier key");
  const name = spelled.slice(0, first);
  const raw = fromBase64(spelled.slice(second + 1));
  need(KEY_NAME.test(name) && raw.length === 33, "not an Ed25519 verifier key");
  need(raw[0] === LOG_KEY || raw[0] === WITNESS_KEY, "a key of an unknown kind");
  const id = toHex(sha256(utf8(`${name}\n`), raw).subarray(0, 4));
  need(spelled.slice(first + 1, second) === id, "the key id does not belong to the key");
  return { spelled, name, id, kind: raw[0], public: raw.slice(1) };
}

/** {"log", "witnesses", "quorum"} with its keys read: of the right kinds, none twice, a quorum that can be met. */
function readKeys({ log, witnesses, quorum }) {
  const keys = [log, ...witnesses].map(readKey);
  keys.forEach((key, at) => need(key.kind === (at ? WITNESS_KEY : LOG_KEY), "a key of another kind"));
  need(new Set(keys.map((key) => toHex(key.public))).size === keys.length, "a key appears twice");
  need(new Set(keys.map((key) => `${key.name}+${key.id}`)).size === keys.length, "two keys look the same");
  need(quorum <= witnesses.length, "the quorum is larger than the number of witnesses");
  return { log: keys[0], witnesses: keys.slice(1), quorum };
}

const policyShape = shape({ log: text, witnesses: listOf(text), quorum: whole(0) });

function readPolicy(bytes) {
  try {
    const found = parse(bytes);
    policyShape(found);
    return readKeys(found);
  } catch (error) {
    throw failed("信任策略文件不成立", `the policy is not sane: ${error.message}`);
  }
}

/** The text of a note, the checkpoint it is, and its signature lines, none of them verified. */
function readNote(note) {
  need(note.length <= MAX_NOTE || countOf(note) <= MAX_NOTE, "the note is too long");
  need(!/[\x00-\x09\x0b-\x1f]/.test(note), "a control character in a note");
  const at = note.lastIndexOf("\n\n");
  need(at >= 0 && note.endsWith("\n"), "not a signed note");
  const body = note.slice(0, at + 1);
  const signatures = note.slice(at + 2, Math.max(at + 2, note.length - 1)).split("\n").map((line) => {
    const match = SIGNATURE_LINE.exec(line);
    need(match, "not a signature line");
    const raw = fromBase64(match[2]);
    need(raw.length >= 5, "not a signature line");
    return { name: match[1], id: toHex(raw.subarray(0, 4)), signature: raw.slice(4) };
  });
  const lines = body.split("\n");
  need(lines.length === 4 && lines[0] !== "" && NOTE_SIZE.test(lines[1]), "not a checkpoint of three lines");
  const root = fromBase64(lines[2]);
  need(root.length === 32, "the root is not 32 bytes");
  return { body, origin: lines[0], size: Number(lines[1]), root, signatures };
}

function signedText(key, body, raw) {
  if (key.kind === LOG_KEY) return [utf8(body), raw];
  need(raw.length === 72, `the cosignature of ${key.name} has a wrong length`);
  const stamp = raw.subarray(0, 8).reduce((sum, byte) => sum * big(256) + big(byte), ZERO);
  return [utf8(`cosignature/v1\ntime ${stamp}\n${body}`), raw.slice(8)];
}

/** The checkpoint of a note and which keys signed it; a wrong signature of a known key is Malformed. */
async function openNote(note, keys, native) {
  const head = readNote(note);
  const signed = new Set();
  for (const line of head.signatures) {
    const key = keys.find((one) => one.name === line.name && one.id === line.id);
    if (key) {
      const [message, raw] = signedText(key, head.body, line.signature);
      const good = await verifySignature(key.public, raw, message, native);
      need(good, `the signature of ${key.name} is wrong`);
      signed.add(key.spelled);
    }
  }
  return { head, signed };
}

/** Step 2. */
async function checkSignatures(bundle, policyBytes, native) {
  const policy = policyBytes === null ? null : readPolicy(policyBytes);
  let own;
  try {
    own = readKeys({ log: bundle.vkeys.log, witnesses: bundle.vkeys.witnesses, quorum: 0 });
  } catch (error) {
    throw failed("文件所列公钥不成立", `the keys of the file are not sane: ${error.message}`);
  }
  if (policy && policy.log.spelled !== own.log.spelled) {
    throw failed("日志公钥与信任策略不同", "the log key is not the policy's");
  }
  if (own.log.name !== bundle.origin) {
    throw failed("来源与日志公钥的名称不同", "the origin is not the name of the log key");
  }
  const used = policy || own;
  const keys = [used.log, ...used.witnesses, ...own.witnesses];
  const counted = (signed) => used.witnesses.filter((key) => signed.has(key.spelled)).length;
  const open = async (note, where) => {
    const wrong = (zh, en) => failed(`检查点（${where}）${zh}`, `checkpoint (${where}) ${en}`);
    let found;
    try {
      found = await openNote(note, keys, native);
    } catch (error) {
      throw wrong("签名无效", `is not validly signed: ${error.message}`);
    }
    if (!found.signed.has(used.log.spelled)) throw wrong("没有日志签名", "is not signed by the log");
    if (counted(found.signed) < used.quorum) throw wrong("见证签名不足", "has too few witnesses");
    if (found.head.origin !== bundle.origin) throw wrong("来源不同", "is of another origin");
    return found;
  };
  const final = await open(bundle.checkpoint, "final");
  if (!own.witnesses.every((key) => final.signed.has(key.spelled))) {
    throw failed("所列见证人未全部签名", "a witness the file lists has not signed the final checkpoint");
  }
  const heads = { final: final.head, gates: {}, witnessed: counted(final.signed) > 0 };
  for (const name of GATES) {
    const held = bundle.gates[name];
    const found = held && (await open(held.checkpoint, name));
    heads.gates[name] = found && found.head;
    if (found && !counted(found.signed)) heads.witnessed = false;
  }
  const count = counted(final.signed);
  return [
    heads,
    `检查点与关口签名有效（公钥取自${policy ? "信任策略" : "文件本身"}，见证签名 ${count} 个，要求 ${used.quorum} 个）`,
    `checkpoint and gates are signed (keys from ${policy ? "the policy" : "the file itself"}, ` +
      `${count} witnesses, ${used.quorum} required)`,
  ];
}

/** The heads as they are written, when step 2 failed: later steps may still find more. */
function unsignedHeads(bundle) {
  try {
    const gates = {};
    for (const name of GATES) gates[name] = bundle.gates[name] && readNote(bundle.gates[name].checkpoint);
    return { final: readNote(bundle.checkpoint), gates, witnessed: false };
  } catch {
    return null;
  }
}

/** Step 3. */
function checkInclusion(bundle, heads) {
  let before = -1;
  bundle.entries.forEach(({ index, data, proof }, at) => {
    if (!(before < index && index < heads.final.size)) {
      throw failed(`第 ${at} 个事件的日志序号不成立`, `event ${at}: its log index is out of order`);
    }
    before = index;
    if (!verifyInclusion(leafHash(data), index, heads.final.size, proof, heads.final.root)) {
      throw failed(`第 ${at} 个事件不在日志中`, `event ${at} is not in the signed tree`);
    }
  });
  const [count, size] = [bundle.entries.length, heads.final.size];
  return [null, `${count} 个事件均在 ${size} 条的日志中`, `all ${count} events stand in the log of ${size} leaves`];
}
