"""``panel demo``: the story, its papers and evidence on disk, and a verifier who is not the teller."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from audit.verify import verify
from audit.verify.report import Status
from draw_service.drill.city import City, make_city
from draw_service.drill.more import aborted_attempt, selective_draw
from draw_service.drill.narrator import Narrator
from draw_service.drill.ports import DrillClock
from draw_service.drill.story import Act, Story
from draw_service.drill.tamper import tampered
from draw_service.drill.told import told
from draw_service.rules.refusals import FolderInUse
from draw_service.usecases.ports import House
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.export_log import export_log
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.usecases.supervision.export_records import export_records
from draw_service.usecases.supervision.export_register import export_register
from draw_service.usecases.supervision.hand_over import hand_over
from draw_service.usecases.supervision.record_notice import record_notice

MARK = ".panel-drill"
"""File that marks a folder as a drill's own; only such a folder is emptied."""

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


def prepare_folder(folder: Path) -> None:
    """An empty folder of our own. Raises ``FolderInUse`` when it holds anything that no drill made."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        if not (folder / MARK).exists():
            raise FolderInUse(folder=folder)
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("drill\n", "ascii")


def run_demo(
    folder: Path, seed: int, pool: int, tell: Narrator, open_house: OpenHouse, *, everything: bool = False
) -> Outcome:
    """Run the whole story in ``folder``. Same seed, same bytes."""
    prepare_folder(folder)
    city = make_city(seed, pool)
    house, clock = open_house(folder, seed, city)
    story = Story(house, clock, city, folder, tell)
    tell.title(
        "一次抽取的一生：从专家名册到任何人都能复算的证据。人物、单位、电话均为虚构。",
        "The life of one draw: from a roster to evidence anyone can recompute. All people are invented.",
    )
    experts = story.import_pool()
    act = story.file(story.application(2))
    clock.jump(story.at(2, 8))
    story.enter(act)
    receipt = story.draw(act)
    story.write_receipt(receipt)
    story.call(act)
    story.seal(act)
    story.arrive(act, 2)
    closed = story.open(act)
    verified = _evidence(story, act)
    if everything:
        verified += selective_draw(story)
        verified += aborted_attempt(story)
    (folder / "log.json").write_bytes(export_log(house))
    step = _tamper(story)
    tell.chapter("", "完成", "Done")
    tell.say(f"全部文件在 {folder}/", f"all files are in {folder}/")
    tell.say(
        f"自己核验：panel verify {folder}/public.edraw.json --policy {folder}/policy.json",
        f"verify it yourself: panel verify {folder}/public.edraw.json --policy {folder}/policy.json",
    )
    return Outcome(True, str(folder), seed, experts, act.draw_id, closed, receipt.lock_hash, verified, step)


def _evidence(story: Story, act: Act) -> list[tuple[str, int, str]]:
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
        "监管部门已接收审计核验包；抽取密钥随即销毁，此后只有密封名单里还有它。",
        "the regulator holds the auditor's bundle; the draw's key is erased but for the sealed roster.",
    )
    story.refuse(lambda: export_bundle(house, act.draw_id, "public"))
    record_notice(house, act.application_id, "NOTICE-1")
    files["public.edraw.json"] = export_bundle(house, act.draw_id, "public")
    for name, data in files.items():
        (folder / name).write_bytes(data)
    receipt = (folder / "lock-receipt.txt").read_text("utf-8")
    lock_hash = next(word for word in receipt.split() if len(word) == 64)
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
    tell.say("把一次谢绝改成接受：", "one refusal turned into an acceptance:")
    tell.say(
        f"[red]✘ 第 {failed.number} 步 {name.zh}：{detail.zh}[/]",
        f"[red]✘ step {failed.number}, {name.en}: {detail.en}[/]",
    )
    return failed.number
