"""What the vault stores: sealed content, and keys that are sealed themselves."""

from complaints.vault.models.events import KeyEvent
from complaints.vault.models.keys import (
    GrantQuerySet,
    MemberKey,
    PepperMark,
    UnitKey,
    UnitKeyGrant,
)
from complaints.vault.models.recovery import (
    RecoveryBox,
    RecoveryCode,
    RecoveryKey,
    RecoveryPart,
    RecoveryRequest,
    RecoveryShare,
    UnitKeyRecovery,
)
from complaints.vault.models.sealed import (
    Envelope,
    Lane,
    Purpose,
    ReplacedReceipt,
    SealedFile,
    SealedValue,
    Unsent,
    Wrap,
)

__all__ = [
    "Envelope",
    "GrantQuerySet",
    "KeyEvent",
    "Lane",
    "MemberKey",
    "PepperMark",
    "Purpose",
    "RecoveryBox",
    "RecoveryCode",
    "RecoveryKey",
    "RecoveryPart",
    "RecoveryRequest",
    "RecoveryShare",
    "ReplacedReceipt",
    "SealedFile",
    "SealedValue",
    "UnitKey",
    "UnitKeyGrant",
    "UnitKeyRecovery",
    "Unsent",
    "Wrap",
]
