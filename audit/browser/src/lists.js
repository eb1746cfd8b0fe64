// Step 7: the lists are the ones the lock bound (protocol section 2).

const POOL_LEAF = /^\{"c":"[0-9a-f]{64}","h":"[0-9a-f]{64}","s":\[[^[\]]+\],"u":"(?:[0-9a-f]{32})?"\}$/;
const WHY_LEAF = /^\{"h":"[0-9a-f]{64}","why":"[a-z0-9][a-z0-9-]{0,63}"\}$/;
const BATCH = 4096;

/** Leaf hashes of `count` ASCII texts, `spellOne(at)` each. */
function hashTexts(count, spellOne, progress) {
  const hashes = new Uint8Array(32 * count);
  let scratch = new Uint8Array(4096);
  for (let at = 0; at < count; at++) {
    if (progress && at % BATCH === 0) progress(at, count);
    const text = spellOne(at);
    if (text.length >= scratch.length) scratch = new Uint8Array(2 * text.length);
    for (let i = 0; i < text.length; i++) scratch[i + 1] = text.charCodeAt(i);
    hasher.start().add(scratch, 0, text.length + 1).end(hashes, 32 * at); // scratch[0] is the leaf prefix
  }
  if (progress) progress(count, count);
  return hashes;
}

function ascending(list) {
  let before = "";
  for (const { h } of list) {
    if (!(before < h)) throw failed("名单未按代号升序", "the handles of a list do not ascend");
    before = h;
  }
}

const keyCount = (leaf) => {
  let count = 0;
  for (const _ in leaf) count++; // a Record has no inherited keys
  return count;
};

/** Spells the strata of leaves; most leaves share a few sets, and each set is looked at once. */
class StrataSpeller {
  constructor(ids) {
    this.ids = new Set(ids);
    this.good = new Set();
  }

  spell(list) {
    const spelled = spell(list);
    if (!this.good.has(spelled)) {
      if (!Array.isArray(list) || list.length === 0) throw failed("名单中专业不成立", "a pool leaf names no stratum");
      if (!list.every((id, at) => this.ids.has(id) && (at === 0 || list[at - 1] < id))) {
        throw failed("名单中专业未升序或未知", "the strata of a pool leaf do not ascend, or are unknown");
      }
      this.good.add(spelled);
    }
    return spelled;
  }
}

function poolHashes(pool, ids, progress) {
  const speller = new StrataSpeller(ids);
  const hashes = hashTexts(
    pool.length,
    (at) => {
      const leaf = pool[at];
      const { c, h, u } = leaf;
      const good = keyCount(leaf) === 4 && typeof c === "string" && typeof h === "string" && typeof u === "string" && leaf.s !== undefined;
      const text = good ? `{"c":"${c}","h":"${h}","s":${speller.spell(leaf.s)},"u":"${u}"}` : "";
      if (!POOL_LEAF.test(text)) throw failed(`名单第 ${at} 条格式不符`, `pool leaf ${at} is out of shape`);
      return text;
    },
    progress
  );
  ascending(pool);
  return hashes;
}

function whyHashes(list) {
  const hashes = hashTexts(list.length, (at) => {
    const { h, why } = list[at];
    const good = keyCount(list[at]) === 2 && typeof h === "string" && typeof why === "string";
    const text = good ? `{"h":"${h}","why":"${why}"}` : "";
    if (!WHY_LEAF.test(text)) throw failed(`名单第 ${at} 条格式不符`, `leaf ${at} of a list is out of shape`);
    return text;
  });
  ascending(list);
  return hashes;
}

function checkTree(name, hashes, lock) {
  const count = hashes.length / 32;
  if (count !== lock[`${name}_size`]) {
    throw failed(`名单（${name}）人数不符`, `the ${name} list has another size than locked`);
  }
  if (toHex(rootOf(hashes, count)) !== lock[`${name}_root`]) {
    throw failed(`名单（${name}）与封存的根不符`, `the ${name} list has another root than locked`);
  }
}

const handles = (list) => new Set(list.map((leaf) => leaf.h));

/** Step 7; what it finds: {pool: Map handle -> leaf, excluded: Set, recused: Set, added: [Set]}. */
function checkLists(bundle, course, progress) {
  const ids = course.strata.map((one) => one.id);
  if (new Set(ids).size !== ids.length || course.strata.some((one) => one.quota < 1)) {
    throw failed("专业编号重复或人数为零", "a stratum id is used twice, or a quota is zero");
  }
  if (!course.lock) {
    const given = [bundle.pool, bundle.excluded, bundle.recusals, bundle.recusals_added];
    if (given.some((list) => list.length)) throw failed("没有封存却有名单", "lists although nothing was locked");
    if (course.kind === "selective") throw notApplicable("选择性抽取没有随机名单", "a selective draw locks no list");
    throw notApplicable("封存前终止，没有名单", "ended before the lock: there is no list");
  }
  const lock = course.lock.body;
  if (spell(lock.strata) !== spell(course.strata)) {
    throw failed("封存的专业与人数和申请不同", "the lock's strata are not the last ones asked for");
  }
  checkTree("pool", poolHashes(bundle.pool, ids, progress), lock);
  checkTree("excluded", whyHashes(bundle.excluded), lock);
  checkTree("recusal", whyHashes(bundle.recusals), lock);
  const pool = new Map(bundle.pool.map((leaf) => [leaf.h, leaf]));
  const inPool = (list) => list.every((leaf) => pool.has(leaf.h));
  if (bundle.excluded.some((leaf) => pool.has(leaf.h))) {
    throw failed("同一专家既在抽取名单又属不符合条件", "a handle is both in the pool and excluded");
  }
  if (!inPool(bundle.recusals)) throw failed("回避名单超出抽取名单", "a recusal is not in the pool");
  if (bundle.recusals_added.length !== course.additions.length) {
    throw failed("增加回避的名单数不符", "there is not one list for each added recusal");
  }
  course.additions.forEach((event, at) => {
    const list = bundle.recusals_added[at];
    const hashes = whyHashes(list);
    if (list.length !== event.body.size || toHex(rootOf(hashes, list.length)) !== event.body.root) {
      throw failed(`第 ${event.n} 个事件的增加回避名单不符`, `the list behind event ${event.n} is another one`);
    }
    if (!inPool(list)) throw failed("增加回避超出抽取名单", "an added recusal is not in the pool");
  });
  const found = {
    pool,
    excluded: handles(bundle.excluded),
    recused: handles(bundle.recusals),
    added: bundle.recusals_added.map(handles),
  };
  const counts = [pool.size, found.excluded.size, found.recused.size];
  return [
    found,
    `名单 ${counts[0]}、不符合条件 ${counts[1]}、回避 ${counts[2]}，根与封存相同`,
    `pool ${counts[0]}, excluded ${counts[1]}, recused ${counts[2]}: the roots the lock bound`,
  ];
}
