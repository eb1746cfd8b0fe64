// The worker: files come in, progress and one report go out, and the page stays awake meanwhile.

const FILES = ["bundle", "policy", "register", "records", "log", "ticket"];

async function bytesOf(held) {
  if (held === null || held === undefined) return null;
  return held instanceof Blob ? new Uint8Array(await held.arrayBuffer()) : held;
}

self.onmessage = async ({ data: { id, asked } }) => {
  let told = 0;
  const tell = (progress) => {
    const now = Date.now();
    if (progress.done !== undefined && now - told < 50) return; // the page needs no more
    told = now;
    self.postMessage({ id, progress });
  };
  try {
    const given = { ...asked };
    // What cannot be a bundle for its size is not even loaded.
    const limit = asked.bundle instanceof Blob ? asked.bundle.slice(0, MAX_BYTES + 1) : asked.bundle;
    for (const name of FILES) given[name] = await bytesOf(name === "bundle" ? limit : asked[name]);
    self.postMessage({ id, report: await verify(given, tell) });
  } catch (error) {
    self.postMessage({ id, error: error.name });
  }
};
