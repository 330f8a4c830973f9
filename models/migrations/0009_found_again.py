"""The search over matters. What is there already is entered by the clock, the newest first, while the house works: a
plant of many years would otherwise stand still for minutes."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class Subject(Model):
        class Meta:
            database = db
            table_name = "subject"

    class Counter(Model):
        name = CharField(primary_key=True, max_length=64)
        value = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "counter"

    class Findable(Model):
        subject = ForeignKeyField(Subject, primary_key=True)
        number = CharField(max_length=32)
        state = CharField(max_length=16)
        word = CharField(max_length=32)
        tone = CharField(max_length=8)
        title = TextField()
        about = TextField()
        page = CharField(max_length=64)
        starts_at = MomentField()
        ends_at = MomentField()
        text = TextField()
        mark = CharField(max_length=64)

        class Meta:
            database = db
            table_name = "findable"

    db.create_tables([Findable])
    if isinstance(db, SqliteDatabase):
        # Every sign outside ASCII is a letter for this tokenizer, whatever the version of Unicode it was built with.
        db.execute_sql(
            "CREATE VIRTUAL TABLE findable_grams USING fts5(grams, detail=none, columnsize=0,"
            " tokenize=\"ascii tokenchars '=_-'\")"
        )
    else:
        db.execute_sql("ALTER TABLE findable ADD COLUMN grams tsvector")
        db.execute_sql("CREATE INDEX findable_grams ON findable USING gin (grams) WITH (fastupdate = off)")
    newest = Subject.select(fn.MAX(Subject.id)).scalar()
    if newest:
        Counter.insert(name="findable/below", value=newest + 1).execute()
