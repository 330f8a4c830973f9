"""What vouches for a seal, in words: for the foot of the printed form, the package and its pages."""

from __future__ import annotations

from models.ledger import Seal


def anchor_words(seal: Seal) -> str:
    """Says whether the seal is anchored outside, or only as good as a seal hash that the reader knows from
    elsewhere."""
    if seal.anchors:
        names = "、".join(anchor.get("authority", "外部机构") for anchor in seal.anchors)
        return f"本封存块已由{names}出具时间戳或回执，随证据包附上，可离线核验。"
    return (
        "本封存块没有外部锚定：能证明记录自封存后未被改动；要排除整库重做，"
        "须与从别处（另一份打印件、监管方留存）得知的封存块哈希核对。"
    )
