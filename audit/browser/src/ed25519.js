// Ed25519 signatures (RFC 8032, section 5.1.7): by the browser where it can, else by the arithmetic below.
// Only public values are worked on here, so nothing needs to take constant time.

const P = (big(1) << big(255)) - big(19);
const ORDER = (big(1) << big(252)) + big("27742317777372353535851937790883648493");
const ZERO = big(0);
const ONE = big(1);
const TWO = big(2);

const modulo = (x) => {
  const rest = x % P;
  return rest < ZERO ? rest + P : rest;
};

function power(base, exponent) {
  let found = ONE;
  for (let x = base; exponent > ZERO; exponent >>= ONE, x = (x * x) % P) {
    if (exponent & ONE) found = (found * x) % P;
  }
  return found;
}

const inverse = (x) => power(x, P - TWO);
const D = modulo(-big(121665) * inverse(big(121666)));
const ROOT_OF_MINUS_ONE = power(TWO, (P - ONE) / big(4));

function littleEndian(bytes) {
  let found = ZERO;
  for (let at = bytes.length; at--; ) found = (found << big(8)) | big(bytes[at]);
  return found;
}

/** A point in extended coordinates [X, Y, Z, T] from its 32 bytes; null when there is none. */
function decodePoint(bytes) {
  const whole = littleEndian(bytes);
  const sign = whole >> big(255);
  const y = modulo(whole & ((ONE << big(255)) - ONE));
  const u = modulo(y * y - ONE);
  const v = modulo(D * y * y + ONE);
  let x = modulo(u * v ** big(3) * power(modulo(u * v ** big(7)), (P - big(5)) / big(8)));
  const square = modulo(v * x * x);
  if (square !== u) {
    if (square !== modulo(-u)) return null;
    x = (x * ROOT_OF_MINUS_ONE) % P;
  }
  if ((x & ONE) !== sign) x = modulo(-x);
  return [x, y, ONE, (x * y) % P];
}

function addPoints(one, other) {
  const a = modulo((one[1] - one[0]) * (other[1] - other[0]));
  const b = modulo((one[1] + one[0]) * (other[1] + other[0]));
  const c = modulo(TWO * D * one[3] * other[3]);
  const d = modulo(TWO * one[2] * other[2]);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [modulo(e * f), modulo(g * h), modulo(f * g), modulo(e * h)];
}

function times(scalar, point) {
  let found = [ZERO, ONE, ONE, ZERO];
  for (let here = point; scalar > ZERO; scalar >>= ONE, here = addPoints(here, here)) {
    if (scalar & ONE) found = addPoints(found, here);
  }
  return found;
}

function encodePoint([x, y, z]) {
  const scale = inverse(z);
  let whole = modulo(y * scale) | ((modulo(x * scale) & ONE) << big(255));
  return Uint8Array.from({ length: 32 }, () => {
    const byte = Number(whole & big(255));
    whole >>= big(8);
    return byte;
  });
}

const BASE = decodePoint(Uint8Array.from({ length: 32 }, (_, at) => (at ? 0x66 : 0x58)));

/** Whether the 64 bytes sign `message` under the 32 bytes of `key`: R = [S]B - [k]A, as bytes. */
function verifyByArithmetic(key, signature, message) {
  const s = littleEndian(signature.subarray(32));
  const a = decodePoint(key);
  if (a === null || s >= ORDER) return false;
  const k = littleEndian(sha512(concat(signature.subarray(0, 32), key, message))) % ORDER;
  const minus = [modulo(-a[0]), a[1], a[2], modulo(-a[3])];
  return sameBytes(encodePoint(addPoints(times(s, BASE), times(k, minus))), signature.subarray(0, 32));
}

/** `native` false: never ask the browser (for tests, and for browsers that know no Ed25519). */
async function verifySignature(key, signature, message, native) {
  if (signature.length !== 64) return false;
  if (native && self.crypto && self.crypto.subtle) {
    try {
      const known = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
      return await crypto.subtle.verify({ name: "Ed25519" }, known, signature, message);
    } catch {
      // this browser does not know Ed25519, or not this key: the arithmetic decides
    }
  }
  return verifyByArithmetic(key, signature, message);
}
