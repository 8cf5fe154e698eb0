"""What a calibration file keeps of the links that put it on another scale."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRecord:
    """One link: theta on the scale of ``onto`` = A theta + B, in logits.

    Args:
        onto: digest of the calibration whose scale it is (SHA-256 of its canonical JSON).
        method: one of ``irt.linking.METHODS``.
        scale: A.
        shift: B.
        se_scale: standard error of A; None when unknown.
        se_shift: standard error of B; None when unknown.
        anchors: items that the link rests on.
        dropped: common items that it does without, because they drifted.
    """

    onto: str
    method: str
    scale: float
    shift: float
    se_scale: float | None
    se_shift: float | None
    anchors: tuple[str, ...]
    dropped: tuple[str, ...]
