// What protocol section 1 computes of a slip. Bytes are Uint8Array, every function is pure but chance().
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHANCE = 72; // bytes: 32 for the share code, 32 for the unseal code, 8 for the entry code
const utf8 = (text) => new TextEncoder().encode(text);

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));

// commitment = H("edraw/1 commit\0" || u8len(party) || party || u8len(draw_id) || draw_id || r)
function commitment(party, drawId, share) {
  const who = utf8(party);
  const draw = utf8(drawId);
  return sha256(joined(utf8('edraw/1 commit\0'), [who.length], who, [draw.length], draw, share));
}

// pk = X25519(x, 9), RFC 7748
const publicKey = (unseal) => nacl.scalarMult.base(unseal);

// 32 bytes and the first two of their SHA-256, Crockford base32, in groups of five
function codeOf(secret) {
  const raw = joined(secret, sha256(secret).slice(0, 2));
  let bits = '';
  for (const byte of raw) bits += byte.toString(2).padStart(8, '0');
  const text = bits.match(/.{1,5}/g).map((five) => CROCKFORD[parseInt(five.padEnd(5, '0'), 2)]).join('');
  return text.match(/.{1,5}/g).join(' ');
}

// The system's chance and what the person typed, hashed together: each code is as good as the better of the two.
function makeSlip(party, drawId, chance, typed) {
  if (chance.length !== CHANCE) throw new Error('a slip takes 72 bytes of chance');
  const extra = utf8(typed);
  const mix = (name, from, to) => sha256(joined(utf8('panel slip ' + name + '\0'), chance.slice(from, to), extra));
  const share = mix('share', 0, 32);
  const unseal = mix('unseal', 32, 64);
  const entry = Array.from(mix('entry', 64, 72).slice(0, 8), (byte) => CROCKFORD[byte & 31]).join('');
  return {
    entry: entry,
    share: codeOf(share),
    unseal: codeOf(unseal),
    commitment: hex(commitment(party, drawId, share)),
    publicKey: hex(publicKey(unseal)),
    secretKey: unseal,
  };
}

function chance() {
  const bytes = new Uint8Array(CHANCE);
  window.crypto.getRandomValues(bytes);
  if (bytes.every((byte) => byte === bytes[0])) throw new Error('the system gave no chance');
  return bytes;
}

// The browser's own X25519, where it has one, must agree; null where it has none.
async function browserKey(unseal) {
  const subtle = window.crypto.subtle;
  if (!subtle) return null;
  try {
    const head = fromHex('302e020100300506032b656e04220420'); // PKCS #8 of an X25519 key, RFC 8410
    const mine = await subtle.importKey('pkcs8', joined(head, unseal), 'X25519', false, ['deriveBits']);
    const base = await subtle.importKey('raw', joined([9], new Uint8Array(31)), 'X25519', false, []);
    return hex(new Uint8Array(await subtle.deriveBits({ name: 'X25519', public: base }, mine, 256)));
  } catch (absent) {
    return null;
  }
}

// FIPS 180-4 and RFC 7748 section 6.1: a browser that miscalculates makes no slip.
function calculatesRightly() {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  const alice = '77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a';
  const hers = '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a';
  return hex(sha256(utf8('abc'))) === abc && hex(publicKey(fromHex(alice))) === hers;
}
