"""What vouches for a seal, in words: for the foot of the printed form, the package and its pages."""

from __future__ import annotations

from models import anchored
from models.ledger import Seal


def anchor_words(seal: Seal) -> str:
    """Says whether the seal is anchored outside, or only as good as a seal hash that the reader knows from
    elsewhere."""
    if vouching := anchored.ways_of(seal):
        return f"本封存块已由{'、'.join(vouching.values())}出具时间戳或回执，随证据包附上，可离线核验。"
    claimed = "库里写着本封存块有外部锚定，但文件不在、被换过或不是它的，不作数。" if anchored.claims_more(seal) else ""
    return claimed + (
        "本封存块没有外部锚定：能证明记录自封存后未被改动；要排除整库重做，"
        "须与从别处（另一份打印件、监管方留存）得知的封存块哈希核对。"
    )
