"""``panel demo``: the story, its papers and evidence on disk, and a verifier who is not the teller."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from audit.verify import verify
from audit.verify.report import Status
from draw_service.documents.private_file import write_private
from draw_service.drill.city import City, make_city
from draw_service.drill.day import arrive
from draw_service.drill.files import FILES, PAPERS_FOLDER, prepare_folder
from draw_service.drill.more import aborted_attempt, selective_draw
from draw_service.drill.narrator import Narrator
from draw_service.drill.paperwork import leave_papers
from draw_service.drill.ports import DrillClock
from draw_service.drill.story import Act, Story
from draw_service.drill.tamper import tampered
from draw_service.drill.told import told
from draw_service.rules.slips import code_of
from draw_service.usecases.ports import House
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.export_log import export_log
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.usecases.supervision.export_records import export_records
from draw_service.usecases.supervision.export_register import export_register
from draw_service.usecases.supervision.hand_over import hand_over
from draw_service.usecases.supervision.record_notice import record_notice

OpenHouse = Callable[[Path, int, City], tuple[House, DrillClock]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the demo ended with; ``verified`` lists (file, exit code, verdict)."""

    drill: bool
    folder: str
    seed: int
    experts: int
    draw_id: str
    closed: str
    lock_hash: str
    verified: list[tuple[str, int, str]]
    tampered_step: int

    @property
    def sound(self) -> bool:
        return all(code == 0 for _file, code, _verdict in self.verified) and self.tampered_step > 0

    def as_json(self) -> str:
        return json.dumps({**asdict(self), "sound": self.sound}, ensure_ascii=False, indent=1)


def run_demo(
    folder: Path, seed: int, pool: int, tell: Narrator, open_house: OpenHouse, *, everything: bool = False
) -> Outcome:
    """Run the whole story in ``folder``. Same seed, same bytes."""
    prepare_folder(folder)
    city = make_city(seed, pool)
    house, clock = open_house(folder, seed, city)
    story = Story(house, clock, city, folder, tell)
    tell.title(
        "一次抽取的全过程：从专家名册到人人可以复算的证据。人物、单位、电话均为虚构。",
        "One whole draw: from a roster to evidence anyone can recompute. All people are invented.",
    )
    experts = story.import_pool()
    act = story.file(story.application(2))
    clock.jump(story.at(2, 8))
    story.enter(act)
    receipt = story.draw(act)
    story.call(act)
    story.seal(act)
    arrive(story, act, 2)
    closed = story.open(act)
    verified = _evidence(story, act, receipt.lock_hash)
    if everything:
        verified += selective_draw(story)
        verified += aborted_attempt(story)
    papers = _papers(story, act)
    (folder / "log.json").write_bytes(export_log(house))
    step = _tamper(story)
    tell.chapter("", "完成", "Done")
    tell.say(f"全部文件在 {folder}/ 文件夹：", f"All files are in {folder}/:")
    for name, word in FILES.items():
        if (folder / name).exists():
            tell.say(f"{name:<22}{word.zh}", f"{name:<22}{word.en}")
    tell.say(
        f"{PAPERS_FOLDER + '/':<22}{papers} 种文书各一份（PDF/A）",
        f"{PAPERS_FOLDER + '/':<22}one of each of {papers} official papers (PDF/A)",
    )
    _last_words(story, act, receipt.lock_hash)
    return Outcome(True, str(folder), seed, experts, act.draw_id, closed, receipt.lock_hash, verified, step)


def _evidence(story: Story, act: Act, lock_hash: str) -> list[tuple[str, int, str]]:
    """Bundles to the regulator and the public, verified as an outsider would."""
    house, tell, folder = story.house, story.tell, story.folder
    tell.chapter("招标投标法 37", "证据与核验", "Evidence, verified")
    auditor = export_bundle(house, act.draw_id, "auditor")
    files = {
        "auditor.edraw.json": auditor,
        "register.json": export_register(house, act.draw_id),
        "records.jsonl": export_records(house, act.draw_id),
        "policy.json": export_policy(house),
    }
    hand_over(house, act.draw_id, auditor, act.codes("center", "regulator"))
    tell.say(
        "监管部门已接收审计包，抽取密钥随即销毁，此后只有锁定的名单中还留有一份。",
        "The regulator holds the auditor's bundle; the draw's key is erased but for the sealed roster.",
    )
    tell.say("结果尚未公告，就要公开包：", "Asking for the public bundle before the result is published:")
    story.refuse(lambda: export_bundle(house, act.draw_id, "public"))
    record_notice(house, act.application_id, "NOTICE-1")
    files["public.edraw.json"] = export_bundle(house, act.draw_id, "public")
    for name, data in files.items():
        write_private(folder / name, data)
    private = verify(
        auditor,
        policy=files["policy.json"],
        register=files["register.json"],
        records=files["records.jsonl"],
        receipt=lock_hash,
    )
    public = verify(files["public.edraw.json"], policy=files["policy.json"], receipt=lock_hash)
    return [
        told(story.tell, "auditor.edraw.json", private),
        told(story.tell, "public.edraw.json", public),
    ]


def _papers(story: Story, act: Act) -> int:
    """One of every official paper; returns how many."""
    tell = story.tell
    tell.chapter("Art. 8, 16, 20", "文书", "Official papers")
    made = leave_papers(story, act)
    tell.say(
        f"{made} 种文书已制作并编号登记；含姓名的，启封之后才有。信封名单等在真实环境中只盲打，不留文件。",
        f"{made} kinds of paper are made and registered; those with names exist after the unsealing alone."
        " A real house prints the sealed list blind and keeps no file of it.",
    )
    return made


def _tamper(story: Story) -> int:
    """Change a copy and show the verifier refusing it; returns the step that saw it."""
    tell, folder = story.tell, story.folder
    tell.chapter("", "篡改一份副本", "Tamper with a copy")
    data = tampered((folder / "public.edraw.json").read_bytes())
    (folder / "tampered.edraw.json").write_bytes(data)
    report = verify(data, policy=(folder / "policy.json").read_bytes())
    failed = next((step for step in report.steps if step.status is Status.FAIL), None)
    if failed is None:
        return 0
    name, detail = failed.name, failed.detail
    tell.say("把一次谢绝改成接受，再核验：", "One refusal turned into an acceptance, verified again:")
    tell.say(
        f"[red]不通过，第 {failed.number} 步 {name.zh}：{detail.zh}[/]",
        f"[red]Failed at step {failed.number}, {name.en}: {detail.en}[/]",
    )
    return failed.number


def _last_words(story: Story, act: Act, lock_hash: str) -> None:
    """How to verify it oneself, with everything a regulator has in hand."""
    tell, at = story.tell, story.folder
    share = code_of(act.slips["regulator"].share)
    options = {
        "--policy": at / "policy.json",
        "--register": at / "register.json",
        "--records": at / "records.jsonl",
        "--log": at / "log.json",
        "--receipt": f'"{lock_hash}"',
        "--share": f'"regulator:{share}"',
        "--lang": tell.lang,
    }
    tell.say(
        "以监管部门的身份自行核验，用上全部材料（份额码取自 slip-regulator.txt）：",
        "Verify it as the regulator would, with everything in hand (the share is in slip-regulator.txt):",
    )
    words = " ".join(f"{option} {value}" for option, value in options.items())
    tell.command(f"uv run panel verify {at}/auditor.edraw.json {words}")
    tell.say("只用公开材料：", "With public files alone:")
    tell.command(f"uv run panel verify {at}/public.edraw.json --policy {at}/policy.json --lang {tell.lang}")
