"""What each entry about staff is called, on paper and as a line on the phone."""

from handlers.flow import EntryWords

ENTRIES = {
    "staff.heard": EntryWords("收到人员变动", "{source}：{what}，{person}，{on}起。{words}"),
    "staff.followed": EntryWords("人员变动生效", "{what}，{person}，{on}起"),
    "staff.dropped": EntryWords("人员变动不要了", "{by}：第 {event} 条不要了，{reason}"),
    "staff.settled": EntryWords("人员变动定了", "{by}：第 {event} 条，{reason}"),
}
