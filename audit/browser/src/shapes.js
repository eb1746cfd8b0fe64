// The shape of every value of protocol sections 3 and 7: exact keys, types, lengths, words.

const PARTIES = ["tenderer", "regulator", "center"];
const MAX_SEATS = 999;
const OUTCOMES = (
  "accepted declined silent unconfirmed unreachable withdrawn recused late absent leaked"
).split(" ");

const need = (holds, what) => {
  if (!holds) throw new Malformed(what);
};

const matching = (pattern, what) => (value) => need(typeof value === "string" && pattern.test(value), what);

const slug = matching(/^[a-z0-9][a-z0-9-]{0,63}$/, "a slug");
const drawId = matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "a draw id");
const label = matching(/^[!-~](?:[ -~]{0,126}[!-~])?$/, "a label");
const hash = matching(/^[0-9a-f]{64}$/, "64 characters of lower-case hex");
const hashOrEmpty = matching(/^(?:[0-9a-f]{64})?$/, "64 characters of lower-case hex, or nothing");
const text = (value) => need(typeof value === "string", "a text");
const flag = (value) => need(typeof value === "boolean", "true or false");
const anObject = (value) => need(isRecord(value), "an object");
const oneOf = (...words) => (value) => need(words.includes(value), words.join(", "));
const whole = (least) => (value) => need(typeof value === "number" && value >= least, `a number from ${least}`);
const orNull = (check) => (value) => value === null || check(value);

const listOf = (check) => (value) => {
  need(Array.isArray(value), "a list");
  value.forEach(check);
};

/** An object with exactly these keys. */
function shape(keys) {
  const names = Object.keys(keys);
  return (value) => {
    anObject(value);
    need(Object.keys(value).length === names.length, `keys ${names.join(", ")}`);
    for (const name of names) {
      need(value[name] !== undefined, `keys ${names.join(", ")}`);
      keys[name](value[name]);
    }
  };
}

const TIME = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$/;

function time(value) {
  const match = typeof value === "string" && TIME.exec(value);
  need(match, "a time YYYY-MM-DDTHH:MM:SSZ");
  const [year, month, day] = match.slice(1).map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  need(year > 0 && day > 0 && day <= days, "a second of the calendar");
}

const isNfc = (value) => value.normalize("NFC") === value;

function words(value) {
  need(typeof value === "string" && countOf(value) <= 200, "words of at most 200 characters");
  need(!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value), "words without control characters");
  need(isNfc(value), "words in NFC");
}

function someWords(value) {
  words(value);
  need(value !== "", "words");
}

const party = oneOf(...PARTIES);

function parties(value) {
  listOf(party)(value);
  need(value.length > 0 && new Set(value).size === value.length, "parties, at least one, none twice");
}

function slots(value) {
  listOf(whole(1))(value);
  need(value.every((slot, at) => at === 0 || value[at - 1] < slot), "slots that ascend");
}

const stratum = shape({ code: label, id: drawId, quota: whole(0) });

function strata(value) {
  listOf(stratum)(value);
  const seats = value.reduce((sum, one) => sum + one.quota, 0);
  need(value.length > 0 && value.length <= MAX_SEATS && seats <= MAX_SEATS, "strata of at most 999 seats");
}

const SLIP = { commitment: hash, unseal_pk: hash };
const commitments = shape({ tenderer: hash, regulator: hash, center: hash });

const BODIES = new Map(Object.entries({
  "application.filed": {
    application: label, attempt: whole(1), previous: hashOrEmpty, ...SLIP,
    rule_pack: label, strata, signin_at: time,
  },
  "application.changed": { version: whole(2), strata, by: parties, reason: words },
  "witness.appointed": { party: oneOf("tenderer", "regulator"), ...SLIP, reason: words },
  "room.entered": { party, phone_deposited: flag },
  "draw.confirmed": { what: slug, by: parties, reason: words },
  "draw.locked": {
    suite: slug, pool_root: hash, pool_size: whole(0), excluded_root: hash, excluded_size: whole(0),
    recusal_root: hash, recusal_size: whole(0), register_commit: hash, strata, max_per_unit: whole(0),
    commitments, k_commit: hash, software: label,
  },
  "draw.revealed": { party, share: hash },
  "draw.ordered": { seed: hash, result_commit: hash },
  "seat.called": { slot: whole(1), channel: slug, ordinal: whole(0) },
  "seat.answered": { slot: whole(1), outcome: oneOf(...OUTCOMES), record: hashOrEmpty },
  "seat.exhausted": { slot: whole(1) },
  "recusal.added": { root: hash, size: whole(1), reason: slug, by: parties, evidence: hashOrEmpty },
  "draw.sealed": { roster_hash: hash, slots, signin_at: time },
  "seat.arrived": { slot: whole(1), method: slug },
  "roster.printed": { serial: someWords, envelope: someWords, by: parties },
  "roster.unsealed": { by: parties, camera: someWords, reason: words },
  "roster.rebuilt": { by: parties, reason: someWords },
  "replacement.confirmed": {
    slot: whole(1), ground: oneOf("interest", "recused", "unable", "leaked"), by: parties,
  },
  "draw.closed": { events: whole(0), reason: oneOf("complete", "short") },
  "draw.aborted": { events: whole(0), ground: slug, reason: words, by: parties },
  "selection.confirmed": {
    by: parties, consent: someWords, reason: someWords, k_commit: hash, chosen: hash,
  },
}).map(([type, keys]) => [type, shape(keys)]));

const AROUND = { at: time, body: anObject, n: whole(0), prev: hashOrEmpty, type: label, v: oneOf(1) };
const drawEnvelope = shape({ ...AROUND, draw: drawId });
const streamEnvelope = shape({ ...AROUND, stream: slug });

/** The outer keys of an event of a draw or of a stream, its body unread; Malformed when they are others. */
function envelope(bytes) {
  const found = parseCanonical(bytes);
  anObject(found);
  (found.stream !== undefined ? streamEnvelope : drawEnvelope)(found);
  return found;
}

/** One event of a draw with its type known and its body in shape. */
function readEvent(bytes) {
  const found = envelope(bytes);
  need(found.draw !== undefined, "an event of a draw");
  need(BODIES.has(found.type), "a known type of event");
  BODIES.get(found.type)(found.body);
  return { draw: found.draw, n: found.n, at: found.at, type: found.type, body: found.body, bytes };
}
