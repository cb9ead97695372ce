"""Gathers the gate's models."""

from portal.gate.files import Attachment, PublicFile
from portal.gate.looking import Look
from portal.gate.names import ProposedNames
from portal.gate.overruling import Overruled

__all__ = ["Attachment", "Look", "Overruled", "ProposedNames", "PublicFile"]
