// The Merkle tree of RFC 6962: roots and the checks of its proofs. Hashes of a list lie in one array of bytes.

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

const leafHash = (bytes) => sha256(LEAF, bytes);
const nodeHash = (left, right) => sha256(NODE, left, right);

/** Root over `count` hashes of 32 bytes lying in `hashes`; the array is used up. */
function rootOf(hashes, count) {
  if (count === 0) return sha256();
  // Pairing neighbours and carrying an odd last one up is the tree that RFC 6962 splits from above.
  while (count > 1) {
    const pairs = count >> 1;
    for (let at = 0; at < pairs; at++) {
      hasher.start().add(NODE).add(hashes, 64 * at, 64 * at + 64).end(hashes, 32 * at);
    }
    if (count % 2) hashes.copyWithin(32 * pairs, 32 * (count - 1), 32 * count);
    count = pairs + (count % 2);
  }
  return hashes.slice(0, 32);
}

function rootOfLeaves(leaves) {
  const hashes = new Uint8Array(32 * leaves.length);
  leaves.forEach((leaf, at) => hasher.start().add(LEAF).add(leaf).end(hashes, 32 * at));
  return rootOf(hashes, leaves.length);
}

/** One step up from node `here` of a level whose last node is `last`. */
function climb(place, part, join, aside) {
  if (place.here % TWO || place.here === place.last) {
    join(part);
    while (place.here && !(place.here % TWO)) {
      place.here >>= ONE;
      place.last >>= ONE;
    }
  } else {
    aside(part);
  }
  place.here >>= ONE;
  place.last >>= ONE;
}

function verifyInclusion(leaf, index, size, proof, root) {
  if (!(index >= 0 && index < size)) return false;
  const place = { here: big(index), last: big(size) - ONE };
  let found = leaf;
  for (const part of proof) {
    if (place.last === ZERO) return false;
    climb(
      place,
      part,
      (left) => (found = nodeHash(left, found)),
      (right) => (found = nodeHash(found, right))
    );
  }
  return place.last === ZERO && sameBytes(found, root);
}

function verifyConsistency(old, now, proof, oldRoot, newRoot) {
  if (!(old > 0 && old <= now)) return false;
  if (old === now) return proof.length === 0 && sameBytes(oldRoot, newRoot);
  const place = { here: big(old) - ONE, last: big(now) - ONE };
  const whole = (big(old) & (big(old) - ONE)) === ZERO;
  const parts = whole ? [oldRoot, ...proof] : proof;
  if (parts.length === 0) return false;
  while (place.here % TWO) {
    place.here >>= ONE;
    place.last >>= ONE;
  }
  let before = parts[0];
  let after = parts[0];
  for (const part of parts.slice(1)) {
    if (place.last === ZERO) return false;
    climb(
      place,
      part,
      (left) => {
        before = nodeHash(left, before);
        after = nodeHash(left, after);
      },
      (right) => (after = nodeHash(after, right))
    );
  }
  return place.last === ZERO && sameBytes(before, oldRoot) && sameBytes(after, newRoot);
}
