"""The main job as a story: from an xlsx to a verified panel, by use cases alone (Art. 2 to 16).

A newcomer reads it, a test runs it. It touches no table and no event: whatever it shows, the acts returned.
The day of sign-in is told in ``day``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from audit.refusal import Refusal
from draw_service.documents.private_file import write_private
from draw_service.documents.qr_text import qr_text
from draw_service.documents.roster_choices import problem_said
from draw_service.documents.rosters_in import read_roster
from draw_service.documents.rosters_out import write_report
from draw_service.documents.slip_paper import slip_text
from draw_service.drill.city import City
from draw_service.drill.city_file import write_city_xlsx
from draw_service.drill.narrator import DRILL, Narrator
from draw_service.drill.phones import Phones
from draw_service.drill.ports import DrillPapers, StoryClock
from draw_service.drill.receipt import Handed, receipt_text
from draw_service.rules.applications import Application, Party
from draw_service.rules.codes import OUTCOME_WORDS, WHY_WORDS
from draw_service.rules.lottery import Stratum
from draw_service.rules.slips import Slip, code_of, make_slip
from draw_service.usecases.applications.appoint_witness import appoint_witness
from draw_service.usecases.applications.file_application import file_application
from draw_service.usecases.applications.file_bidders import file_bidders
from draw_service.usecases.applications.preview_application import preview_application
from draw_service.usecases.applications.reserve_number import reserve_number
from draw_service.usecases.applications.slip_proof import proof_of
from draw_service.usecases.arrival.check_identity import check_identity
from draw_service.usecases.arrival.record_receipt import record_receipt
from draw_service.usecases.arrival.sign_in import sign_in
from draw_service.usecases.arrival.unseal import unseal
from draw_service.usecases.draws.call_next import Call, call_next
from draw_service.usecases.draws.close import close
from draw_service.usecases.draws.enter_room import enter_room
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.draws.lock import lock
from draw_service.usecases.draws.look import look
from draw_service.usecases.draws.order_seats import order_seats
from draw_service.usecases.draws.print_receipt import PrintedReceipt, print_receipt
from draw_service.usecases.draws.record_answer import record_answer
from draw_service.usecases.draws.redial import redial
from draw_service.usecases.draws.reveal_share import reveal_share
from draw_service.usecases.draws.seal import seal
from draw_service.usecases.pool.add_alias import add_alias
from draw_service.usecases.pool.import_roster import import_roster
from draw_service.usecases.ports import House
from draw_service.usecases.presence import Codes
from notifications.simulator.callee import Behaviour

ROOM = "room-1"
OPERATOR = "operator-1"
PROJECT = "DRILL-2026-0001"
SHANGHAI_HOURS = timedelta(hours=8)
OPENING: tuple[Behaviour, ...] = ("decline", "silent", "unreachable")
"""What the first three people called do, so that every outcome is met."""


@dataclass(slots=True)
class Act:
    """One draw of the story: its ids, the slips of its witnesses, its phones."""

    application_id: str
    draw_id: str
    slips: dict[Party, Slip]
    phones: Phones

    def codes(self, *parties: Party) -> Codes:
        """Entry codes as the parties type them."""
        return {p: OPERATOR if p == "center" else self.slips[p].entry for p in parties}

    @property
    def all_codes(self) -> Codes:
        return self.codes("tenderer", "regulator", "center")


class Story:
    """One practice city, its clock, and what is told about it."""

    def __init__(self, house: House, clock: StoryClock, city: City, folder: Path, tell: Narrator) -> None:
        self.papers = DrillPapers(house.papers)
        self.house = replace(house, papers=self.papers)
        self.clock = clock
        self.city = city
        self.folder = folder
        self.tell = tell
        self._papers: set[str] = set()

    def at(self, day: int, hour: int, minute: int = 0) -> datetime:
        """``day`` days after the city's first, Shanghai time."""
        midnight = datetime.combine(self.city.today, datetime.min.time(), UTC) - SHANGHAI_HOURS
        return midnight + timedelta(days=day, hours=hour, minutes=minute)

    def application(self, day: int) -> Application:
        """A works project opened on ``day``: five experts of two specialties, two owner's representatives."""
        cast = self.city.cast
        return Application(
            project_code=PROJECT,
            section_code=f"{PROJECT}-01",
            project_name="演练：镇南桥加固工程",
            procurement="tendering",
            filed_by="tenderer",
            tenderer=cast.tenderer,
            agency=cast.agency,
            authority=(cast.authority,),
            strata=(Stratum("a08", "A08", 3), Stratum("c", "C", 2)),
            owner_representatives=2,
            bid_opening=self.at(day, 9, 30),
            signin_at=self.at(day, 10),
            signin_place="演练：三楼评标区",
            expected_minutes=240,
            latest_start=self.at(day, 12),
        )

    # --- before the draw ------------------------------------------------------------------------------

    def import_pool(self) -> int:
        """The city's xlsx in, bad rows reported; returns how many experts were imported."""
        tell, path = self.tell, self.folder / "roster.xlsx"
        tell.chapter("Art. 2", "导入专家名册", "Import the register")
        write_city_xlsx(self.city, path)
        file = read_roster(path)
        with tell.progress("导入", "importing") as progress:
            report = import_roster(
                self.house, file.rows, file_sha256=file.sha256, allow_partial=True, progress=progress
            )
        found = [*report.problems, *report.duplicates]
        write_report(found, file.rows, self.folder / "import-report.xlsx")
        tell.say(
            f"导入 {report.added} 名专家，另有 {len(found)} 行有误被退回；"
            "原因写在 import-report.xlsx 的原行旁边（该文件含完整个人信息，请勿外传）。例如：",
            f"{report.added} experts imported, {len(found)} further rows returned; import-report.xlsx says"
            " why beside each row (it holds whole personal data, keep it to yourself). For example:",
        )
        for problem in found[:4]:
            tell.say(problem_said(problem, "zh"), problem_said(problem, "en"))
        for name, code in self.city.cast.aliases.items():
            add_alias(self.house, name, code)
        return report.added

    def file(self, application: Application) -> Act:
        """Slips made, application and sealed bidder list filed, the regulator's witness named."""
        tell, house = self.tell, self.house
        tell.chapter("Art. 8(1)", "网上申请", "File the application")
        number = reserve_number(house)
        slips: dict[Party, Slip] = {
            party: make_slip(party, number.draw_id, house.entropy.bytes(72))
            for party in ("tenderer", "regulator")
        }
        act = Act(number.application_id, number.draw_id, slips, Phones(self.city, self.clock, OPENING))
        preview = preview_application(house, act.application_id, application)
        for s in preview.assessment.strata:
            name, chance = s.id.upper(), float(preview.predictability[s.id])
            tell.say(
                f"专业 {name}：符合条件 {s.eligible} 人，需要 {s.needed} 人；"
                f"外人猜中其中至少一人的可能性为 {chance:.1%}。",
                f"{name}: {s.eligible} eligible for {s.needed}; an outsider names a member right in"
                f" {chance:.1%} of cases.",
            )
        file_application(house, act.application_id, application, proof_of(slips["tenderer"]))
        firms = file_bidders(house, act.application_id, self.city.bidders)
        tell.say(
            f"申请 {act.application_id} 已受理；投标人名单（{firms} 家，含联合体成员）已加密保存，"
            "只用于回避核对。",
            f"{act.application_id} filed; the bidder list ({firms} firms) is sealed, for matching only.",
        )
        appoint_witness(house, act.draw_id, "regulator", proof_of(slips["regulator"]))
        tell.say(
            "招标人和监管部门各持一张见证凭条，份额码和启封码只印在纸上，系统只存承诺值和公钥。",
            "Tenderer and regulator hold witness slips: codes on paper, commitments in the system.",
        )
        self._write_slips(act)
        return act

    # --- the ceremony ---------------------------------------------------------------------------------

    def enter(self, act: Act) -> None:
        """Three parties in the room, phones deposited."""
        tell, house = self.tell, self.house
        tell.chapter("Art. 8(2), 10, 11", "进入抽取室", "Enter the draw room")
        join_queue(house, act.draw_id, ROOM)
        self.refuse(
            lambda: enter_room(
                house, act.draw_id, ROOM, "tenderer", act.slips["tenderer"].entry, phone_deposited=False
            )
        )
        for party, code in act.all_codes.items():
            enter_room(house, act.draw_id, ROOM, party, code, phone_deposited=True)
        tell.say(
            "招标人、监管部门、中心三方到场，手机已寄存；其他项目在室外等候。",
            "Tenderer, regulator and center are in, phones deposited; other projects wait outside.",
        )

    def draw(self, act: Act) -> PrintedReceipt:
        """Lock, receipt, three shares, the order."""
        tell, house, now = self.tell, self.house, self.clock.now()
        tell.chapter("Art. 8(2), 12", "封存名单", "Lock the lists")
        locked = lock(house, act.draw_id)
        tell.say(f"名单已封存，共 {locked.pool} 人。", f"The list is locked with {locked.pool} experts.")
        for zh, en, counts in (
            ("不符合条件", "Not eligible", locked.excluded),
            ("应当回避", "Recused", locked.recused),
        ):
            said = [(WHY_WORDS[why], n) for why, n in counts.items()]
            tell.say(
                f"{zh}：" + "，".join(f"{word.zh} {n} 人" for word, n in said) + "。",
                f"{en}: " + ", ".join(f"{word.en} {n}" for word, n in said) + ".",
            )
        self.refuse(
            lambda: reveal_share(house, act.draw_id, "tenderer", code_of(act.slips["tenderer"].share))
        )
        receipt = print_receipt(house, act.draw_id)
        tell.say(
            f"封存回执已打印并交各方，核对短码 {receipt.short[:20]}…；先收到回执，后出示份额码。",
            f"The lock receipt is printed and handed out: {receipt.short[:20]}… (before any share is shown).",
        )
        self._write("lock-receipt.txt", receipt_text(receipt, Handed(PROJECT, locked, now), tell.lang))
        tell.chapter("Art. 4", "揭示份额并抽取", "Reveal the shares and draw")
        self.refuse(
            lambda: reveal_share(house, act.draw_id, "regulator", code_of(act.slips["regulator"].share))
        )
        for party in ("tenderer", "regulator"):
            reveal_share(house, act.draw_id, party, code_of(act.slips[party].share))
        reveal_share(house, act.draw_id, "center")
        seed = order_seats(house, act.draw_id)
        tell.say(
            f"三份随机数合成种子 {seed[:16]}…，通知顺序就此确定，任何人不能更换。",
            f"The three shares make the seed {seed[:16]}…; the order stands, nobody can ask for another.",
        )
        return receipt

    def call(self, act: Act) -> None:
        """Call until every seat is accepted or its order is exhausted, as a chapter of its own."""
        self.tell.chapter("Art. 5, 13", "逐席通知（模拟电话）", "Call seat by seat (simulated phones)")
        self.fill(act)

    def fill(self, act: Act) -> None:
        """Call for every open seat."""
        tell = self.tell
        calls: dict[int, Call] = {}
        while (view := look(self.house, act.draw_id)).head is not None or view.open_calls:
            while look(self.house, act.draw_id).head is not None:
                call = call_next(self.house, act.draw_id)
                calls[call.slot] = call
                if call.ordinal is None:
                    tell.say("该专业名单已用尽。", "The order of this stratum is exhausted.")
            for slot in look(self.house, act.draw_id).open_calls:
                self._ring(act, calls[slot])

    def _ring(self, act: Act, call: Call) -> None:
        """Ring the seat's candidate, a second time when nobody answered, and record how it ended."""
        slot = call.slot
        heard, facts = act.phones.dial(call)
        again = heard.outcome in ("silent", "unreachable")
        if again:
            self.clock.wait(minutes=2)
            heard, facts = act.phones.dial(redial(self.house, act.draw_id, slot))
        record_answer(self.house, act.draw_id, slot, heard.outcome, facts)
        zh, en = OUTCOME_WORDS[heard.outcome]
        tries = (call.ordinal or 0) + 1
        self.tell.say(
            f"第 {slot} 席，第 {tries} 位：{zh}" + ("（隔两分钟重拨一次，共两次）" if again else ""),
            f"Seat {slot}, candidate {tries}: {en}" + (" (redialled after two minutes, two calls)" * again),
        )
        if heard.outcome == "accepted":
            self.clock.wait(seconds=20)
            record_receipt(self.house, act.draw_id, slot, self.clock.now())

    def seal(self, act: Act) -> None:
        """Seal, and show that nobody opens it early."""
        tell, house = self.tell, self.house
        tell.chapter("Art. 8(3)", "锁定结果", "Seal the result")
        digest = seal(house, act.draw_id)
        tell.say(
            f"名单已加密锁定，密文摘要 {digest[:16]}…", f"The roster is encrypted and sealed: {digest[:16]}…"
        )
        tell.say("现在就要求启封：", "Asking to unseal it now:")
        self.refuse(lambda: self._unseal(act))
        tell.say(
            "（“不存在”与“未到时间”答复相同，从答复中看不出有无名单。）",
            "(“Not there” and “not yet” get the same answer, so the answer tells nothing of a roster.)",
        )

    # --- the day --------------------------------------------------------------------------------------

    def open(self, act: Act) -> str:
        """Unseal by two, close. Returns how the draw closed."""
        tell = self.tell
        tell.chapter("Art. 8(5)", "当众启封", "Unseal in public")
        seats = self._unseal(act)
        for slot in seats:
            check_identity(self.house, act.draw_id, slot, same=True)
        tell.say(
            f"中心与招标人共同启封，面向摄像机逐一核对 {len(seats)} 人身份。",
            f"Center and tenderer open it together, facing the camera; {len(seats)} identities are checked.",
        )
        reason = close(self.house, act.draw_id)
        complete = reason == "complete"
        tell.say(
            "人员到齐，抽取结束。" if complete else "人员不足，抽取结束。",
            "Everybody is there; the draw is closed."
            if complete
            else "People are missing; the draw is closed.",
        )
        return reason

    def _unseal(self, act: Act) -> list[int]:
        code = code_of(act.slips["tenderer"].unseal)
        opened = unseal(self.house, act.draw_id, "tenderer", code, "CAM-1", act.codes("center", "tenderer"))
        return [seat.slot for seat in opened]

    def sign_in_seat(self, act: Act, slot: int, card: str) -> None:
        seat = sign_in(self.house, act.draw_id, card, phone_deposited=True)
        if seat != slot:
            raise RuntimeError(f"the desk heard {seat} for seat {slot}")
        self.tell.say(f"第 {slot} 席已签到，手机已存放。", f"Seat {slot} has signed in, phone deposited.")

    def refuse(self, act: Callable[[], object]) -> None:
        """Do something that must be refused, and show the refusal."""
        try:
            act()
        except Refusal as refusal:
            self.tell.refused(refusal)
            return
        raise RuntimeError("this should have been refused")

    # --- papers ---------------------------------------------------------------------------------------

    def _write_slips(self, act: Act) -> None:
        for party, slip in act.slips.items():
            mark = f"【{DRILL[self.tell.lang]}】\n"
            self._write(f"slip-{party}.txt", mark + slip_text(slip, self.tell.lang, qr_text))

    def _write(self, name: str, text: str) -> None:
        """Keep a paper of the first draw told; those of the later ones would be the same again."""
        if name not in self._papers:
            self._papers.add(name)
            write_private(self.folder / name, text.encode())
