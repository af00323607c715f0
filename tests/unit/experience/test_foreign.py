"""Exports of survey tools: every row counted, answers taken once, refused ones named, given out neutrally."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
import xlsxwriter

from oase.app import open_house
from oase.app.capture.sealing import seal_answers
from oase.app.foreign import neutral_table, take_file, take_submissions
from oase.errors import HeaderInvalid, OptionInvalid, SourceUnreadable
from oase.experience.foreign import ROLES, parsed, tool_of
from oase.experience.foreign.formbricks import SignatureWrong, from_webhook, verify
from oase.report.exports import table_as
from oase.surveys import survey

NOW = 1_795_275_000_000_000

FORMBRICKS = (
    "No.,Response ID,Timestamp,Finished,Survey ID,Formbricks ID (internal),User ID,Tags,"
    '"1. Compared with what you expected: how was it this time?","2. Would you recommend Lindwerk?",'
    "person,touchpoint,country\n"
    "1,cl1,2026-11-02T10:15:00.000Z,Yes,cls,f1,,,better than expected,9,K-17,Chat,DE\n"
    "2,cl2,2026-11-02T10:16:00.000Z,No,cls,f2,,,as expected,,K-23,Chat,DE\n"
    "3,cl3,2026-11-03T08:00:00.000Z,Yes,cls,f3,,,wonderful,11,K-31,Chat,DE\n"
)
FIELDS = (
    "Compared with what you expected: how was it this time?=disconfirmation",
    "Would you recommend Lindwerk?=recommend",
)

QUALTRICS = (
    "StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,"
    "RecipientEmail,ExternalReference,UserLanguage,Q1,Q2,touchpoint\n"
    "Start Date,End Date,Response Type,IP Address,Progress,Duration (in seconds),Finished,Recorded Date,"
    'Response ID,Recipient Email,External Data Reference,User Language,"How was it,\nall in all?",'
    "Anything else?,touchpoint\n"
    '"{""ImportId"":""startDate"",""timeZone"":""Europe/Berlin""}","{""ImportId"":""endDate""}",'
    '"{""ImportId"":""status""}","{""ImportId"":""ipAddress""}","{""ImportId"":""progress""}",'
    '"{""ImportId"":""duration""}","{""ImportId"":""finished""}","{""ImportId"":""recordedDate""}",'
    '"{""ImportId"":""_recordId""}","{""ImportId"":""recipientEmail""}","{""ImportId"":""externalDataReference""}",'
    '"{""ImportId"":""userLanguage""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_TEXT""}",'
    '"{""ImportId"":""touchpoint""}"\n'
    "2026-11-02 10:00:00,2026-11-02 10:02:00,IP Address,192.0.2.7,100,120,True,2026-11-02 10:02:01,R_1,"
    "a@example.org,K-17,DE,besser als erwartet,Danke an anna@example.org,Hotline\n"
    "2026-11-02 11:00:00,2026-11-02 11:02:00,Survey Preview,,100,60,True,2026-11-02 11:02:01,R_2,,,DE,"
    "wie erwartet,,Hotline\n"
    "2026-11-02 12:00:00,2026-11-02 12:02:00,IP Address,192.0.2.8,60,60,False,2026-11-02 12:02:01,R_3,,"
    "K-18,DE,wie erwartet,,Hotline\n"
    "2026-11-03 12:00:00,2026-11-03 12:02:00,IP Address,192.0.2.9,100,60,True,2026-11-03 12:02:01,R_4,,"
    "K-19,DE,schlechter,,Hotline\n"
)

LIME_CODES = (
    '"id";"submitdate";"lastpage";"startlanguage";"seed";"person";"touchpoint";"answer";"recommend";"expects"\n'
    '"1";"2026-11-02 10:15:00";"3";"de";"77";"K-17";"Chat";"besser als erwartet";"9";'
    '"Zuhören;\nnicht verkaufen"\n'
    '"2";"";"1";"de";"78";"K-18";"Chat";"wie erwartet";"";""\n'
    '"3";"2026-11-02 11:15:00";"3";"de";"79";"K-19";"Chat";"nicht genutzt";"";""\n'
)
LIME_FULL = (
    '"Antwort ID","Datum Abgeschickt","Letzte Seite","Start-Sprache","person","touchpoint",'
    '"answer. Verglichen mit dem, was Sie erwartet haben: Wie war es diesmal?"\n'
    '"1","2026-11-02 10:15:00","3","de","K-17","Chat","schlechter als erwartet"\n'
)


@pytest.fixture
def house(tmp_path):
    """An empty house."""
    with open_house(tmp_path / "house", create=True, own="Lindwerk", clock=lambda: NOW) as made:
        assert made.rooms.key
        yield made


def _file(tmp_path: Path, text: str, name: str = "export.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def _said(house):
    rows = house.answers().table.to_pylist()
    return sorted(((row["touchpoint"], row["answer"], row.get("recommend")) for row in rows), key=str)


def test_formbricks_gives_its_finished_rows(house, tmp_path):
    """Three rows: one answer pair, one not finished, one with values that cannot be; twice adds nothing."""
    path = _file(tmp_path, FORMBRICKS)
    done = take_file(house.rooms, path, told=parsed(FIELDS))
    assert (done.tool, done.submissions, done.answers.new) == ("formbricks", 2, 2)
    assert [(one.line, one.column.split(":")[0], one.what) for one in done.refusals] == [
        (3, "Finished", "Not finished"),
        (4, "Compared with what you expected", "This says neither missed nor met nor exceeded"),
        (4, "Would you recommend Lindwerk?", "The value is outside the scale"),
    ]
    assert _said(house) == [("Chat", 1, 9.0)]
    again = take_file(house.rooms, path, told=parsed(FIELDS))
    assert (again.answers.new, again.answers.known) == (0, 2)
    assert len(house.answers()) == 1


def test_qualtrics_drops_previews_headings_and_what_is_personal(house, tmp_path):
    """Two further header rows are no answers; addresses are never read; texts are masked."""
    path = _file(tmp_path, QUALTRICS)
    done = take_file(house.rooms, path, told=parsed(["Q1=disconfirmation", "Q2=voice"]))
    assert (done.tool, done.submissions, done.answers.new) == ("qualtrics", 2, 3)
    assert [(one.column, one.what) for one in done.refusals] == [
        ("Status", "A preview or a test, not a customer"),
        ("Finished", "Not finished"),
    ]
    assert _said(house) == [("Hotline", -1, None), ("Hotline", 1, None)]
    whole = neutral_table(house).to_pylist()
    assert not any("192.0.2" in str(row) or "example.org" in str(row) for row in whole)
    assert any((row["value_text"] or "").startswith("Danke an") for row in whole)


@pytest.mark.parametrize(
    ("text", "submissions", "new", "said"),
    [(LIME_CODES, 2, 4, [("Chat", None, None), ("Chat", 1, 9.0)]), (LIME_FULL, 1, 1, [("Chat", -1, None)])],
)
def test_limesurvey_is_read_by_codes_and_by_whole_questions(house, tmp_path, text, submissions, new, said):
    """The kit's codes mean something by themselves; "not used" is an answer without a vote."""
    done = take_file(house.rooms, _file(tmp_path, text))
    assert (done.tool, done.submissions, done.answers.new) == ("limesurvey", submissions, new)
    assert [row for row in _said(house) if row[1] is not None] == [row for row in said if row[1] is not None]


def test_excel_is_read_like_csv(house, tmp_path):
    """The same export as a workbook gives the same answers."""
    rows = [line.strip('"').split('","') for line in LIME_FULL.splitlines()]
    book = xlsxwriter.Workbook(str(tmp_path / "export.xlsx"))
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.close()
    done = take_file(house.rooms, tmp_path / "export.xlsx")
    assert (done.tool, done.answers.new) == ("limesurvey", 1)
    assert _said(house) == [("Chat", -1, None)]


def test_a_table_of_no_tool_is_refused_with_the_way_out(house, tmp_path):
    """What no tool writes is a matter for `oase import`; a field or tool that is not there is named."""
    path = _file(tmp_path, "who,what\n1,2\n")
    with pytest.raises(HeaderInvalid, match="oase import"):
        take_file(house.rooms, path)
    with pytest.raises(OptionInvalid, match="no such tool"):
        tool_of(path, "surveymonkey")
    with pytest.raises(OptionInvalid, match="no such field"):
        take_file(house.rooms, _file(tmp_path, LIME_FULL), told=parsed(["Q9=recommend"]))


def test_an_answer_without_touchpoint_is_not_taken(house, tmp_path):
    """Nobody guesses what it is about."""
    text = LIME_CODES.replace('"Chat"', '""')
    done = take_file(house.rooms, _file(tmp_path, text))
    assert done.answers.new == 0
    assert {one.what for one in done.refusals} == {
        "Not finished",
        "Nobody says about which touchpoint this is",
    }


def test_who_was_erased_or_withdrew_stays_out(house, tmp_path):
    """An export from before an erasure brings nobody back; a withdrawal holds for imports, too."""
    house.consent("K-17", "survey", is_granted=False)
    done = take_file(house.rooms, _file(tmp_path, LIME_FULL))
    assert done.answers.new == 0
    assert [one.what for one in done.refusals] == ["The person has withdrawn her consent"]


def test_what_goes_out_neutrally_comes_back_the_same(house, tmp_path):
    """Export, import into another house: the same touchpoints, values and words."""
    take_file(house.rooms, _file(tmp_path, LIME_CODES))
    table = neutral_table(house)
    (tmp_path / "neutral.csv").write_bytes(table_as(table, "csv", "answers", "en"))
    with open_house(tmp_path / "other", create=True, own="Lindwerk", clock=lambda: NOW) as other:
        assert other.rooms.key
        done = take_file(other.rooms, tmp_path / "neutral.csv")
        assert (done.tool, done.refused) == ("neutral", 0)
        assert _said(other) == [row for row in _said(house) if row[1] is not None]
        kinds = ("field_type", "value_text", "value_number", "touchpoint", "role")
        gone, back = (
            [tuple(row[k] for k in kinds) for row in t.to_pylist()] for t in (table, neutral_table(other))
        )
        assert sorted(map(str, back)) == sorted(map(str, gone))


def test_sealed_answers_are_in_the_lake_once(house, tmp_path):
    """What may no longer change moves into the lake; the same export afterwards changes nothing."""
    path = _file(tmp_path, LIME_CODES)
    take_file(house.rooms, path)
    before = _said(house)
    seal_answers(house.rooms)
    assert _said(house) == before
    changed = LIME_CODES.replace("besser als erwartet", "schlechter als erwartet")
    assert take_file(house.rooms, _file(tmp_path, changed, "later.csv")).answers.closed == 1
    assert _said(house) == before


def _signed(body: bytes, secret: bytes = b"geheim", at: int = NOW // 1_000_000) -> dict[str, str]:
    mac = hmac.new(secret, f"msg_1.{at}.".encode() + body, sha256).digest()
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,Zm9v v1,{base64.b64encode(mac).decode()}",
    }


BODY = msgspec.json.encode(
    {
        "webhookId": "w",
        "event": "responseFinished",
        "data": {
            "id": "r1",
            "surveyId": "s1",
            "finished": True,
            "createdAt": "2026-11-20T10:00:00.000Z",
            "data": {
                "answer": "better than expected",
                "recommend": 9,
                "person": "K-17",
                "touchpoint": "Chat",
            },
            "contact": None,
            "meta": {"userAgent": {}},
            "language": "de",
        },
    }
)


def test_a_webhook_is_taken_once(house):
    """Signed, finished: one submission; delivered again it adds nothing."""
    secret = "whsec_" + base64.b64encode(b"geheim").decode()
    assert verify(secret, _signed(BODY), BODY, NOW) == "msg_1"
    made = from_webhook(BODY)
    assert made is not None
    for new in (2, 0):
        assert take_submissions(house.rooms, [made], "formbricks", told={}).answers.new == new
    assert _said(house) == [("Chat", 1, 9.0)]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        _signed(BODY, b"geraten"),
        _signed(BODY, at=NOW // 1_000_000 - 301),
        _signed(BODY, at=NOW // 1_000_000 + 301),
        _signed(BODY) | {"webhook-id": "msg_2"},
        _signed(BODY) | {"webhook-timestamp": "x"},
    ],
)
def test_a_webhook_that_is_not_signed_for_us_is_refused(headers):
    """Another secret, another id, too old, too early, none at all."""
    with pytest.raises(SignatureWrong):
        verify("whsec_" + base64.b64encode(b"geheim").decode(), headers, BODY, NOW)


def test_an_empty_secret_signs_nothing():
    """Else anybody could sign."""
    at = NOW // 1_000_000
    mac = hmac.new(b"", f"msg_1.{at}.".encode() + BODY, sha256).digest()
    signed = {"webhook-signature": "v1," + base64.b64encode(mac).decode()}
    with pytest.raises(SignatureWrong, match="empty"):
        verify("whsec_", _signed(BODY) | signed, BODY, NOW)


def _told(fields, at="2026-11-20T10:00:00Z", **more):
    data = {"id": "r9", "surveyId": "s1", "createdAt": at, "data": fields, **more}
    return msgspec.json.encode({"event": "responseFinished", "data": data})


@pytest.mark.parametrize(
    "body",
    [
        _told({}).replace(b'"data":{}', b'"data":{"recommend":1' + b"0" * 400 + b"}"),
        _told({}).replace(b'"data":{}', b'"data":{"recommend":1e400}'),
        _told({}).replace(b'"data":{}', b'"data":{"a":' + b"[" * 5_000 + b"]" * 5_000 + b"}"),
        _told({}).replace(b"s1", b"\xff"),
    ],
    ids=["huge", "endless", "deep", "no text"],
)
def test_a_body_that_nobody_can_read_is_said_to_be_so(body):
    """A number of 400 digits, nested 5,000 deep, not UTF-8."""
    with pytest.raises(SourceUnreadable):
        from_webhook(body)


@pytest.mark.parametrize(
    ("fields", "at", "column"),
    [
        ({"answer": "better", "touchpoint": "Chat"}, "9999-12-31T23:59:59-23:59", "time"),
        ({"answer": "better", "touchpoint": "Chat"}, "0001-01-01T00:00:00+14:00", "time"),
        ({"answer": "better", "touchpoint": "x" * 10_000}, "2026-11-20T10:00:00Z", "touchpoint"),
        ({"answer": "better", "touchpoint": "Ch\0at"}, "2026-11-20T10:00:00Z", "touchpoint"),
    ],
)
def test_what_no_clock_and_no_inventory_says_is_refused(house, fields, at, column):
    """An answer of the year 10000 would never be old enough to go."""
    made = from_webhook(_told(fields, at, contact="a word"))
    taken = take_submissions(house.rooms, [made], "formbricks", told={})
    assert (taken.answers.new, [one.column for one in taken.refusals]) == (0, [column])


def test_what_is_not_finished_tells_nothing_and_nonsense_is_said():
    """A response that goes on is no answer yet; a body of something else is refused."""
    going_on = BODY.replace(b"responseFinished", b"responseUpdated").replace(
        b'"finished":true', b'"finished":false'
    )
    assert from_webhook(going_on) is None
    for body in (b"", b"[]", b'{"event": "responseFinished"}', b'{"event": 1, "data": {"id": 1}}'):
        with pytest.raises(SourceUnreadable):
            from_webhook(body)


def test_roles_are_those_of_the_own_surveys():
    """Both rooms speak of the same roles."""
    assert ROLES == survey.ROLES
