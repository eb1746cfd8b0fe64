// What no step can show from these files (the end of protocol section 8); it changes no verdict.

function unprovenOf({ bundle, course, events, heads }, receiptCompared) {
  const said = [];
  const say = (zh, en) => said.push({ zh, en });
  const witnessed = heads !== null && heads !== undefined && heads.witnessed;
  if (course.reveals.length && !witnessed && !receiptCompared) {
    say(
      "封存先于份额揭示：无见证人签名，仅以日志所有者的记录为凭，请核对封存回执。",
      "That the lock came before the shares: no witness signed, it rests on the log's owner alone; " +
        "compare the lock receipt."
    );
  }
  if (course.lock) {
    const { excluded_size: excluded, recusal_size: recused } = course.lock.body;
    if (excluded || recused) {
      say(
        `封存时不符合条件 ${excluded} 人、回避 ${recused} 人及其事由：仅以名册登记的事实为凭。`,
        `Who was excluded (${excluded}) or recused (${recused}) at the lock, and why: it rests on the facts ` +
          "of the register."
      );
    }
  }
  const alone = new Map();
  for (const { body } of course.additions) {
    if (SERVICE_REASONS.includes(body.reason)) alone.set(body.reason, (alone.get(body.reason) || 0) + body.size);
  }
  if (alone.size) {
    const listed = [...alone].map(([reason, count]) => `${reason} ${count}`).sort();
    const total = [...alone.values()].reduce((sum, count) => sum + count, 0);
    say(
      `顺序产生后由中心单方增加回避 ${total} 人次（${listed.join("、")}）：其事由须另行查证。`,
      `Why the center alone added ${total} recusals after the order (${listed.join(", ")}): check the grounds elsewhere.`
    );
  }
  const bare = outcomesOf(events).filter((one) => one.record === "").length;
  if (bare) say(`${bare} 次应答结果：无记录可查。`, `${bare} outcomes: no record tells of them.`);
  if (bundle.stage === "public" && course.seal) {
    say("入选专家姓名：公开包不载。", "The names of the panel: a public bundle holds none.");
  }
  if (bundle.stage !== "auditor") {
    say(
      "中标结果公告是否先于本文件公布：须另行查证。",
      "Whether the result notice came before this file was published: check it elsewhere."
    );
  }
  return said;
}
