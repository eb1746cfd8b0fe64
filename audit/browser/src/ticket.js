// One expert's own ticket: the private receipt opens one leaf of the public bundle, and the order says the rest.
// Receipt: {"format":"edraw-ticket/1","draw","handle","salt","identity":{"id","name","unit"}}.

const ticketShape = shape({
  format: oneOf("edraw-ticket/1"),
  draw: drawId,
  handle: hash,
  salt: hash,
  identity,
});

const mismatch = (zh, en) => ({ good: false, place: "none", zh, en });

function readTicket(bytes) {
  try {
    const found = parse(bytes);
    ticketShape(found);
    return found;
  } catch {
    return null;
  }
}

/** {good, place: pool | excluded | none, zh, en}, and in the pool {ticket, ranks, recused, slot, sealed}. */
function checkTicket(bytes, found) {
  const receipt = readTicket(bytes);
  if (!receipt) return mismatch("回执文件无法读取", "the receipt cannot be read");
  const { lists, orders, seats, seed, course } = found;
  if (found.draw !== receipt.draw) return mismatch("回执属于另一次抽取", "the receipt is of another draw");
  if (!lists || (course.order && !seats)) {
    return mismatch(
      "没有可对照的名单：核验包未通过，或本次没有随机名单",
      "there is no list to compare with: the bundle failed, or no list was locked"
    );
  }
  if (lists.excluded.has(receipt.handle)) {
    return {
      good: true,
      place: "excluded",
      zh: "代号在不符合条件名单中，未参加抽取；事由见核验包，如有异议可向监管部门提出",
      en: "the handle is on the list of those not eligible, with its reason; object to the regulator if it is wrong",
    };
  }
  const leaf = lists.pool.get(receipt.handle);
  if (!leaf) return mismatch("代号不在本次抽取的任何名单中", "the handle is in no list of this draw");
  if (identityHash(fromHex(receipt.salt), spell(receipt.identity)) !== leaf.c) {
    return mismatch("回执与名单中的条目不符：条目属于另一人", "the leaf holds another person than you");
  }
  const answer = { good: true, place: "pool", ticket: "", ranks: [], recused: false, slot: null, sealed: false };
  if (!course.order) {
    return { ...answer, zh: "您在名单中；本次未产生顺序", en: "you are in the pool; no order was drawn" };
  }
  answer.ticket = toHex(new Keyed(seed, utf8("edraw/1 ticket\0")).mac(fromHex(receipt.handle)));
  answer.ranks = leaf.s.map((id) => ({
    stratum: id,
    rank: orders.get(id).indexOf(receipt.handle) + 1,
    of: orders.get(id).length,
  }));
  answer.recused = seats.recused.has(receipt.handle);
  answer.slot = seats.given.has(receipt.handle) ? seats.given.get(receipt.handle) : null;
  answer.sealed = [...seats.lastSeal.values()].includes(receipt.handle);
  const placeZh = answer.ranks.map((one) => `专业 ${one.stratum} 第 ${one.rank} 位（共 ${one.of} 位）`).join("，");
  const placeEn = answer.ranks.map((one) => `${one.rank} of ${one.of} in stratum ${one.stratum}`).join(", ");
  let [zh, en] = ["未轮到", "your turn did not come"];
  if (answer.recused) [zh, en] = ["须回避", "you had to step back"];
  if (answer.slot !== null) [zh, en] = [`抽中第 ${answer.slot} 席`, `you were drawn for slot ${answer.slot}`];
  answer.zh = `您在名单中：${placeZh}；${zh}`;
  answer.en = `you are in the pool: ${placeEn}; ${en}`;
  return answer;
}
