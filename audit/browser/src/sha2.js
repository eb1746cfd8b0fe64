// SHA-256 for the bulk, SHA-512 for Ed25519 (FIPS 180-4), HMAC and HKDF (RFC 2104, RFC 5869).
// The constants are what the standard says they are: fractions of roots of the first primes.

const PRIMES = [];
for (let n = 2; PRIMES.length < 80; n++) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);

const big = (value) => BigInt(value);
const MASK64 = (big(1) << big(64)) - big(1);

/** The first 64 bits behind the point of the square (2) or cube (3) root of n. */
function rootBits(n, degree) {
  const target = big(n) << big(64 * degree);
  let low = big(0);
  let high = big(1) << big(70);
  while (high - low > big(1)) {
    const middle = (low + high) >> big(1);
    let power = middle;
    for (let times = 1; times < degree; times++) power *= middle;
    if (power <= target) low = middle;
    else high = middle;
  }
  return low & MASK64;
}

const K512 = PRIMES.map((prime) => rootBits(prime, 3));
const H512 = PRIMES.slice(0, 8).map((prime) => rootBits(prime, 2));
const K256 = Int32Array.from(K512.slice(0, 64), (bits) => Number(bits >> big(32)));
const H256 = Int32Array.from(H512, (bits) => Number(bits >> big(32)));

const schedule = new Int32Array(64);

function compress(state, data, at) {
  const w = schedule;
  for (let i = 0; i < 16; i++, at += 4) {
    w[i] = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
  }
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15];
    const y = w[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
  }
  let a = state[0], b = state[1], c = state[2], d = state[3];
  let e = state[4], f = state[5], g = state[6], h = state[7];
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + K256[i] + w[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0;
    d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

/** A hash in the making; one object serves many messages, so that the bulk makes no garbage. */
class Sha256 {
  constructor() {
    this.state = new Int32Array(8);
    this.block = new Uint8Array(64);
    this.start();
  }

  /** Begin anew, or go on from the state after `length` bytes (a multiple of 64). */
  start(state = H256, length = 0) {
    this.state.set(state);
    this.length = length;
    return this;
  }

  add(bytes, from = 0, to = bytes.length) {
    let used = this.length % 64;
    this.length += to - from;
    while (from < to) {
      if (used === 0 && to - from >= 64) {
        compress(this.state, bytes, from);
        from += 64;
        continue;
      }
      while (used < 64 && from < to) this.block[used++] = bytes[from++];
      if (used < 64) return this;
      compress(this.state, this.block, 0);
      used = 0;
    }
    return this;
  }

  /** Write the 32 bytes of the hash into `out` at `at`. */
  end(out = new Uint8Array(32), at = 0) {
    const length = this.length;
    const block = this.block;
    let used = length % 64;
    block[used++] = 0x80;
    if (used > 56) {
      block.fill(0, used);
      compress(this.state, block, 0);
      used = 0;
    }
    block.fill(0, used, 56);
    const high = Math.floor(length / 0x20000000);
    const low = (length * 8) % 0x100000000;
    for (let i = 0; i < 4; i++) {
      block[56 + i] = high >>> (24 - 8 * i);
      block[60 + i] = low >>> (24 - 8 * i);
    }
    compress(this.state, block, 0);
    for (let i = 0; i < 32; i++) out[at + i] = this.state[i >> 2] >>> (24 - 8 * (i & 3));
    return out;
  }
}

const hasher = new Sha256();

function sha256(...parts) {
  hasher.start();
  for (const part of parts) hasher.add(part);
  return hasher.end();
}

const hexHash = (...parts) => toHex(sha256(...parts));

/** HMAC-SHA-256 of `prefix || message` under one key of at most 64 bytes, ready for many messages. */
class Keyed {
  constructor(key, prefix) {
    const pad = (mask) => Uint8Array.from({ length: 64 }, (_, at) => (key[at] || 0) ^ mask);
    this.inner = new Sha256().add(pad(0x36)).state.slice();
    this.outer = new Sha256().add(pad(0x5c)).state.slice();
    this.prefix = prefix;
    this.middle = new Uint8Array(32);
  }

  mac(message, out, at) {
    hasher.start(this.inner, 64).add(this.prefix).add(message).end(this.middle);
    return hasher.start(this.outer, 64).add(this.middle).end(out, at);
  }
}

/** HKDF-SHA256 of 32 bytes with an empty salt: one block is all the protocol asks for. */
function hkdf(key, info) {
  const extracted = new Keyed(new Uint8Array(32), new Uint8Array(0)).mac(key);
  return new Keyed(extracted, utf8(info)).mac(Uint8Array.of(1));
}

/** SHA-512, for the few signatures of a file; plain rather than quick. */
function sha512(message) {
  const size = Math.ceil((message.length + 17) / 128) * 128;
  const padded = new Uint8Array(size);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(size - 4, (message.length * 8) % 0x100000000);
  view.setUint32(size - 8, Math.floor(message.length / 0x20000000));
  const turn = (x, by) => (x >> big(by)) | ((x << big(64 - by)) & MASK64);
  const word = (at) => (big(view.getUint32(at)) << big(32)) | big(view.getUint32(at + 4));
  let state = H512.slice();
  for (let block = 0; block < size; block += 128) {
    const w = Array.from({ length: 16 }, (_, i) => word(block + 8 * i));
    for (let i = 16; i < 80; i++) {
      const s0 = turn(w[i - 15], 1) ^ turn(w[i - 15], 8) ^ (w[i - 15] >> big(7));
      const s1 = turn(w[i - 2], 19) ^ turn(w[i - 2], 61) ^ (w[i - 2] >> big(6));
      w.push((w[i - 16] + s0 + w[i - 7] + s1) & MASK64);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i++) {
      const s1 = turn(e, 14) ^ turn(e, 18) ^ turn(e, 41);
      const t1 = h + s1 + (g ^ (e & (f ^ g))) + K512[i] + w[i];
      const t2 = (turn(a, 28) ^ turn(a, 34) ^ turn(a, 39)) + ((a & b) | (c & (a | b)));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & MASK64, c, b, a, (t1 + t2) & MASK64];
    }
    state = [a, b, c, d, e, f, g, h].map((value, i) => (value + state[i]) & MASK64);
  }
  const out = new DataView(new ArrayBuffer(64));
  state.forEach((value, i) => {
    out.setUint32(8 * i, Number(value >> big(32)));
    out.setUint32(8 * i + 4, Number(value & big(0xffffffff)));
  });
  return new Uint8Array(out.buffer);
}
