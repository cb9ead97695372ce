"""What the vault stores: sealed content, and keys that are sealed themselves."""

from complaints.vault.models.events import KeyEvent
from complaints.vault.models.keys import (
    GrantQuerySet,
    MemberKey,
    PepperMark,
    RecoveryBox,
    RecoveryKey,
    UnitKey,
    UnitKeyGrant,
    UnitKeyRecovery,
)
from complaints.vault.models.sealed import (
    Envelope,
    Lane,
    Purpose,
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
    "RecoveryKey",
    "SealedFile",
    "SealedValue",
    "UnitKey",
    "UnitKeyGrant",
    "UnitKeyRecovery",
    "Unsent",
    "Wrap",
]
