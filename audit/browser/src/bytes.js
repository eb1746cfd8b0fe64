// Bytes, hex, base64 and text (protocol section 0), and how a step ends without passing.

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A step ends here: status is "fail", "not-proven" or "not-applicable"; the sentence says why. */
class Halt extends Error {
  constructor(status, zh, en) {
    super(en);
    this.status = status;
    this.zh = zh;
    this.en = en;
  }
}

const failed = (zh, en) => new Halt("fail", zh, en);
const notProven = (zh, en) => new Halt("not-proven", zh, en);
const notApplicable = (zh, en) => new Halt("not-applicable", zh, en);

/** Something is not spelled as the protocol asks; the step that reads it says so. */
class Malformed extends Error {}

const utf8 = (text) => encoder.encode(text);

const BYTE_HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function toHex(bytes) {
  let text = "";
  for (const byte of bytes) text += BYTE_HEX[byte];
  return text;
}

const NIBBLE = new Int8Array(128).fill(-1);
for (let digit = 0; digit < 16; digit++) NIBBLE[digit.toString(16).charCodeAt(0)] = digit;

/** The bytes of lower-case hex already known to be hex; into `out` at `at` when given. */
function fromHex(text, out = new Uint8Array(text.length / 2), at = 0) {
  for (let i = 0; i < text.length; i += 2) {
    out[at++] = (NIBBLE[text.charCodeAt(i)] << 4) | NIBBLE[text.charCodeAt(i + 1)];
  }
  return out;
}

function base64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Strict standard base64: the one spelling of its bytes, or Malformed. */
function fromBase64(text) {
  let raw;
  try {
    raw = atob(text);
  } catch {
    throw new Malformed("not base64");
  }
  if (btoa(raw) !== text) throw new Malformed("base64 is not in its one spelling");
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function sameBytes(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** How many characters (code points) a text has. */
function countOf(text) {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    count++;
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit < 0xdc00) at++;
  }
  return count;
}
