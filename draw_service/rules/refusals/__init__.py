"""PURE. Every refusal of the draw service, as one tree.

Refusal (audit.refusal)
├── NotFound              nothing here by that name; "not yet" and "not there" look the same from outside
├── OutOfOrder            the act exists, but not now
│   ├── DrawEnded, NotLocked, AlreadyLocked, NotRevealed, RevealOutOfTurn, ReceiptNotPrinted
│   ├── NotOrdered, NoOpenSeat, CallOpen, SeatNotCalled, SeatsOpen, NotSealed, TooEarlyToOpen
│   ├── GateWaits, WitnessSilent, WitnessRefuses, NotUnsealed, NotAccountedFor, NeedsReplacementConfirmed, AttemptOpen
│   ├── RoomBusy, NotInQueue, PartyNotEntered, PhoneNotDeposited, DeskClosed, StillExpected, NamesUnchecked
│   ├── SecretsErased, ClockWentBack, ChangedUnderYou, ChangeOpen, MovedOn
│   ├── SheetIncomplete, SheetSettled, RecordsDestroyed, RequestSettled
│   ├── SeatMovedOn, TooLateToCancel, LeaveOverSeat, ProposalDecided
│   ├── NotInThisStanding, CaseDecided, PairDecided, ReviewMissing, CaseOpen, PreviewStale
│   ├── NamesSealed, PaperNotYet, PaperPrinted
│   ├── IncidentSettled, IncidentStepsMissing, HandoverDecided, HandoverOpen
│   ├── PackEditionDecided, PackEditionStale
│   ├── CatalogueDecided, CatalogueStale
│   ├── ChecklistDecided, DispatchByPerson, InHouseFirst, MeasureElsewhere
│   ├── ByCardOnly, CardNotNext, KitOut, KitMissing, KitNotAccountedFor
│   ├── KeyringDamaged, KeyringForeign, KeyringMissing, NoRegister, NoDataFolder, DatabaseUnusable
│   ├── DatabaseNewer, SchemaOlder, CopyDiffers, TokenUnusable
│   ├── LogUnsound, LogRolledBack, LogForked, ToolFailed
│   └── PrinterMissing, PrinterFailed, ReaderSilent
├── BadInput              the form says something that cannot be
│   ├── BadCode, SlipUsed, ShareDoesNotOpen, UnsealCodeDoesNotOpen, FileRefused
│   ├── BadOutcome, BadGround, PeriodWrong, CreditCodeWrong, FolderInUse, PracticeUnfinished
│   ├── SettingWrong, AddressUnusable, CalleesWrong, CallsWrong, CardMistyped, KitMiscounted
│   ├── PathUnusable: PathMissing, PathIsFolder, PathTaken, PathForbidden, DiskFull, NotSpreadsheet
│   ├── ArchiveReasonMissing, ArchiveUnreadable, AttachmentRefused, BankFieldsWrong, FeeReasonMissing, PaidTooEarly, PresenceWrong
│   ├── BackupMissing, BackupDamaged, DatabaseTaken, CheckpointForeign
│   ├── DrawIdWrong, HostNameWrong, LeaveWrong, ProposalWrong, NameDiffers
│   ├── PapersMissing, EntryWrong, KnownIdentity, EditionWrong
│   ├── ReprintUnexplained, ReceiptUnknown, HandoverIncomplete
│   ├── PackEditionTooEarly, PackUnchanged
│   ├── CatalogueLineMissing, CatalogueLineUnknown, CatalogueRowWrong, CatalogueTooEarly, CatalogueUnchanged
│   ├── ChecklistIncomplete, MeasureIncomplete
│   └── PackInvalid, ParameterMissing, SpecialtyRowWrong, BidderRowWrong
├── Unlawful              a rule of the regulation or the law stands against it; names the article
│   ├── KeptStill, Shortage, NeedsConsent, ConsentMissing, PackOverride, StandsAside, PoolUnlawful
│   ├── DispatchBookedLate, DispatchHostUnfit, DispatchUnapproved, TerminalUnchecked
│   ├── PanelUnlawful: PanelEmpty, PanelEven, PanelTooSmall, TooFewExperts
│   └── WrongTime: FiledTooLate, DrawTooLate, DrawTooEarly, CallTooLate
├── RequestRefused        the request itself, before any rule is asked
│   ├── FormRefused, StrangeOrigin, WrongWay, Unreadable, BodyTooLarge, Later
│   ├── KeyUnknown, ScopeMissing, TooFast, FieldsWrong, NotJson
│   └── IdempotencyKeyMissing, IdempotencyKeyReused, InProgress
└── NotAllowed            the wrong person, or too few of them
    ├── BlindPrintOnly
    ├── LookNotApproved, TendererSends, PartiesMissing, EntryCodeWrong, EntryCodeSpent, KeyringExposed, DrillKeyring, RealKeyring
    ├── NotSignedIn, WrongCredentials, CodeWrong, KeyNotAccepted, LockedOut, SetupCodeSpent
    ├── NotYourRoom, NotFresh, SecondFactorMissing, NoSecurityKeys, NoOneTimeCodes, NoLines, OwnAct, NotATerminal
    └── PasswordTooShort, PasswordTooLong, PasswordBreached, RolesConflict, LoginTaken, LoginWrong
"""

from draw_service.rules.refusals.access import (
    CodeWrong,
    HostNameWrong,
    KeyNotAccepted,
    LockedOut,
    LoginTaken,
    LoginWrong,
    NoLines,
    NoOneTimeCodes,
    NoSecurityKeys,
    NotATerminal,
    NotFresh,
    NotSignedIn,
    NotYourRoom,
    OwnAct,
    PasswordBreached,
    PasswordTooLong,
    PasswordTooShort,
    RolesConflict,
    SecondFactorMissing,
    SetupCodeSpent,
    WrongCredentials,
)
from draw_service.rules.refusals.archive import (
    ArchiveReasonMissing,
    ArchiveUnreadable,
    KeptStill,
    LookNotApproved,
    RecordsDestroyed,
    RequestSettled,
)
from draw_service.rules.refusals.bad_input import (
    AddressUnusable,
    BadCode,
    BadGround,
    BadInput,
    BadOutcome,
    BidderRowWrong,
    CalleesWrong,
    CallsWrong,
    CardMistyped,
    CreditCodeWrong,
    DiskFull,
    DrawIdWrong,
    FileRefused,
    FolderInUse,
    KitMiscounted,
    NotSpreadsheet,
    PackInvalid,
    ParameterMissing,
    PathForbidden,
    PathIsFolder,
    PathMissing,
    PathTaken,
    PathUnusable,
    PeriodWrong,
    PracticeUnfinished,
    SettingWrong,
    ShareDoesNotOpen,
    SlipUsed,
    SpecialtyRowWrong,
    UnsealCodeDoesNotOpen,
)
from draw_service.rules.refusals.catalogue import (
    CatalogueDecided,
    CatalogueLineMissing,
    CatalogueLineUnknown,
    CatalogueRowWrong,
    CatalogueStale,
    CatalogueTooEarly,
    CatalogueUnchanged,
)
from draw_service.rules.refusals.databases import CopyDiffers, DatabaseNewer, SchemaOlder, TokenUnusable
from draw_service.rules.refusals.experts import (
    LeaveOverSeat,
    LeaveWrong,
    NameDiffers,
    ProposalDecided,
    ProposalWrong,
    SeatMovedOn,
    TooLateToCancel,
)
from draw_service.rules.refusals.incidents import (
    HandoverDecided,
    HandoverIncomplete,
    HandoverOpen,
    IncidentSettled,
    IncidentStepsMissing,
    ReceiptUnknown,
)
from draw_service.rules.refusals.money import (
    AttachmentRefused,
    BankFieldsWrong,
    FeeReasonMissing,
    PaidTooEarly,
    PresenceWrong,
    SheetIncomplete,
    SheetSettled,
)
from draw_service.rules.refusals.not_allowed import (
    DrillKeyring,
    EntryCodeSpent,
    EntryCodeWrong,
    KeyringExposed,
    NotAllowed,
    PartiesMissing,
    RealKeyring,
    TendererSends,
)
from draw_service.rules.refusals.out_of_order import (
    AlreadyLocked,
    AttemptOpen,
    ByCardOnly,
    CallOpen,
    CardNotNext,
    ChangedUnderYou,
    ChangeOpen,
    ClockWentBack,
    DeskClosed,
    DrawEnded,
    GateWaits,
    KitMissing,
    KitNotAccountedFor,
    KitOut,
    MovedOn,
    NamesUnchecked,
    NeedsReplacementConfirmed,
    NoOpenSeat,
    NotAccountedFor,
    NotFound,
    NotInQueue,
    NotLocked,
    NotOrdered,
    NotRevealed,
    NotSealed,
    NotUnsealed,
    OutOfOrder,
    PartyNotEntered,
    PhoneNotDeposited,
    ReceiptNotPrinted,
    RevealOutOfTurn,
    RoomBusy,
    SeatNotCalled,
    SeatsOpen,
    SecretsErased,
    StillExpected,
    TooEarlyToOpen,
    WitnessRefuses,
    WitnessSilent,
)
from draw_service.rules.refusals.oversight import (
    ChecklistDecided,
    ChecklistIncomplete,
    DispatchBookedLate,
    DispatchByPerson,
    DispatchHostUnfit,
    DispatchUnapproved,
    InHouseFirst,
    MeasureElsewhere,
    MeasureIncomplete,
    TerminalUnchecked,
)
from draw_service.rules.refusals.papers import (
    BlindPrintOnly,
    NamesSealed,
    PaperNotYet,
    PaperPrinted,
    ReprintUnexplained,
)
from draw_service.rules.refusals.pool import (
    CaseDecided,
    CaseOpen,
    EditionWrong,
    EntryWrong,
    KnownIdentity,
    NotInThisStanding,
    PairDecided,
    PapersMissing,
    PoolUnlawful,
    PreviewStale,
    ReviewMissing,
)
from draw_service.rules.refusals.requests import (
    BodyTooLarge,
    FieldsWrong,
    FormRefused,
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    InProgress,
    KeyUnknown,
    Later,
    NotJson,
    RequestRefused,
    ScopeMissing,
    StrangeOrigin,
    TooFast,
    Unreadable,
    WrongWay,
)
from draw_service.rules.refusals.restoring import (
    BackupDamaged,
    BackupMissing,
    CheckpointForeign,
    DatabaseTaken,
    LogForked,
    LogRolledBack,
    LogUnsound,
    ToolFailed,
)
from draw_service.rules.refusals.rulebook import (
    PackEditionDecided,
    PackEditionStale,
    PackEditionTooEarly,
    PackUnchanged,
)
from draw_service.rules.refusals.unlawful import (
    CallTooLate,
    ConsentMissing,
    DrawTooEarly,
    DrawTooLate,
    FiledTooLate,
    NeedsConsent,
    PackOverride,
    PanelEmpty,
    PanelEven,
    PanelTooSmall,
    PanelUnlawful,
    Shortage,
    StandsAside,
    TooFewExperts,
    Unlawful,
    WrongTime,
)
from draw_service.rules.refusals.unusable import (
    DatabaseUnusable,
    KeyringDamaged,
    KeyringForeign,
    KeyringMissing,
    NoDataFolder,
    NoRegister,
    PrinterFailed,
    PrinterMissing,
    ReaderSilent,
)

# fmt: off
__all__ = [
    "AddressUnusable", "AlreadyLocked", "ArchiveReasonMissing", "ArchiveUnreadable", "AttachmentRefused",
    "AttemptOpen", "BackupDamaged", "BackupMissing", "BadCode", "BadGround", "BadInput", "BadOutcome",
    "BankFieldsWrong", "BidderRowWrong", "BlindPrintOnly", "BodyTooLarge", "ByCardOnly", "CallOpen",
    "CallTooLate", "CalleesWrong", "CallsWrong", "CardMistyped", "CardNotNext", "CaseDecided", "CaseOpen",
    "CatalogueDecided",
    "CatalogueLineMissing", "CatalogueLineUnknown", "CatalogueRowWrong", "CatalogueStale", "CatalogueTooEarly",
    "CatalogueUnchanged", "ChangeOpen",
    "ChangedUnderYou", "ChecklistDecided", "ChecklistIncomplete", "CheckpointForeign", "ClockWentBack",
    "CodeWrong", "ConsentMissing", "CopyDiffers", "CreditCodeWrong", "DatabaseNewer", "DatabaseTaken",
    "DatabaseUnusable", "DeskClosed", "DiskFull", "DispatchBookedLate", "DispatchByPerson",
    "DispatchHostUnfit", "DispatchUnapproved", "DrawEnded", "DrawIdWrong", "DrawTooEarly", "DrawTooLate",
    "DrillKeyring", "EditionWrong", "EntryCodeSpent", "EntryCodeWrong", "EntryWrong", "FeeReasonMissing",
    "FieldsWrong", "FileRefused", "FiledTooLate", "FolderInUse", "FormRefused", "GateWaits",
    "HandoverDecided", "HandoverIncomplete", "HandoverOpen",
    "HostNameWrong", "IdempotencyKeyMissing", "IdempotencyKeyReused", "InHouseFirst", "InProgress",
    "IncidentSettled", "IncidentStepsMissing", "KeptStill", "KeyNotAccepted", "KeyUnknown",
    "KeyringDamaged", "KeyringExposed", "KeyringForeign", "KeyringMissing", "KitMiscounted",
    "KitMissing", "KitNotAccountedFor", "KitOut", "KnownIdentity", "Later", "LeaveOverSeat", "LeaveWrong", "LockedOut",
    "LogForked", "LogRolledBack", "LogUnsound", "LoginTaken", "LoginWrong", "LookNotApproved",
    "MeasureElsewhere", "MeasureIncomplete", "MovedOn", "NameDiffers", "NamesSealed", "NamesUnchecked",
    "NeedsConsent", "NeedsReplacementConfirmed", "NoDataFolder", "NoLines", "NoOneTimeCodes", "NoOpenSeat",
    "NoRegister", "NoSecurityKeys", "NotATerminal", "NotAccountedFor", "NotAllowed", "NotFound", "NotFresh",
    "NotInQueue", "NotInThisStanding", "NotJson", "NotLocked", "NotOrdered", "NotRevealed", "NotSealed",
    "NotSignedIn", "NotSpreadsheet", "NotUnsealed", "NotYourRoom", "OutOfOrder", "OwnAct",
    "PackEditionDecided", "PackEditionStale", "PackEditionTooEarly", "PackInvalid", "PackOverride",
    "PackUnchanged", "PaidTooEarly", "PairDecided", "PanelEmpty", "PanelEven", "PanelTooSmall",
    "PanelUnlawful", "PaperNotYet", "PaperPrinted", "PapersMissing", "ParameterMissing", "PartiesMissing",
    "PartyNotEntered", "PasswordBreached", "PasswordTooLong", "PasswordTooShort", "PathForbidden",
    "PathIsFolder", "PathMissing", "PathTaken", "PathUnusable", "PeriodWrong", "PhoneNotDeposited",
    "PoolUnlawful", "PracticeUnfinished", "PresenceWrong", "PreviewStale", "PrinterFailed",
    "PrinterMissing", "ProposalDecided", "ProposalWrong", "ReaderSilent", "RealKeyring",
    "ReceiptNotPrinted", "ReceiptUnknown", "RecordsDestroyed", "ReprintUnexplained", "RequestRefused",
    "RequestSettled", "RevealOutOfTurn", "ReviewMissing", "RolesConflict", "RoomBusy", "SchemaOlder",
    "ScopeMissing", "SeatMovedOn", "SeatNotCalled", "SeatsOpen", "SecondFactorMissing", "SecretsErased",
    "SettingWrong", "SetupCodeSpent", "ShareDoesNotOpen", "SheetIncomplete", "SheetSettled", "Shortage",
    "SlipUsed", "SpecialtyRowWrong", "StandsAside", "StillExpected", "StrangeOrigin", "TendererSends",
    "TerminalUnchecked", "TokenUnusable", "TooEarlyToOpen", "TooFast", "TooFewExperts", "TooLateToCancel",
    "ToolFailed", "Unlawful", "Unreadable", "UnsealCodeDoesNotOpen", "WitnessRefuses", "WitnessSilent",
    "WrongCredentials", "WrongTime", "WrongWay",
]
# fmt: on
