"""A fault of a workbook, with sheet, row and column, so that the safety office finds it."""

from dataclasses import dataclass

LETTERS = 26


@dataclass(frozen=True, order=True)
class Fault:
    """Rows and columns count from 1; column 0: the entire row, row 0: the entire sheet."""

    sheet: str
    row: int
    column: int
    title: str
    message: str

    def __str__(self) -> str:
        if not self.row:
            return f"“{self.sheet}”表：{self.message}"
        if not self.column:
            return f"“{self.sheet}”表第 {self.row} 行：{self.message}"
        return f"“{self.sheet}”表第 {self.row} 行“{self.title}”（{letters(self.column)}{self.row}）：{self.message}"


def letters(column: int) -> str:
    """A column as Excel names it: 1 is A, 27 is AA."""
    before, last = divmod(column - 1, LETTERS)
    return (letters(before) if before else "") + chr(ord("A") + last)
