"""What goes wrong: signals and where they come from, the warnings that follow, the rules that propose them."""

from riskwarnings.models.indicators import (
    Assessment,
    AssessmentPart,
    DryRun,
    IndicatorSwitch,
    IndicatorVersion,
    StepRun,
    Touched,
)
from riskwarnings.models.monitoring import MonitoringPoint, Observer, ObserverTeam
from riskwarnings.models.sealing import RecoveryRequest, SealedCopy, SealingKey
from riskwarnings.models.signals import Reporter, ReporterLook, Signal, SignalFile, SignalMessage
from riskwarnings.models.warnings import Escalation, Warning, WarningFile, WarningSignal

__all__ = [
    "Assessment",
    "AssessmentPart",
    "DryRun",
    "Escalation",
    "IndicatorSwitch",
    "IndicatorVersion",
    "MonitoringPoint",
    "Observer",
    "ObserverTeam",
    "RecoveryRequest",
    "Reporter",
    "ReporterLook",
    "SealedCopy",
    "SealingKey",
    "Signal",
    "SignalFile",
    "SignalMessage",
    "StepRun",
    "Touched",
    "Warning",
    "WarningFile",
    "WarningSignal",
]
