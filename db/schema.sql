-- A node's database. `journal` is the truth; applicant, sitting, answer and the meta value
-- restored_n, paused_n and extra_ms are its fold, written in the same transactions (db/fold.h). Times are milliseconds,
-- scores thousandths of a point; the views at the end show them to people.

CREATE TABLE run (                  -- first, so that its row is on page 2 (db/run.h)
    number BLOB NOT NULL            -- of the run in which the file is written, in 8 bytes
);
INSERT INTO run (number) VALUES (zeroblob(8));

CREATE TABLE meta (                 -- what belongs to this disk and not to the journal
    name  TEXT PRIMARY KEY,
    value
) WITHOUT ROWID;

CREATE TABLE journal (              -- our own; a row is a segment (db/journal_table.h)
    n        INTEGER PRIMARY KEY,   -- of its last entry
    entries  BLOB NOT NULL,         -- canonical bytes (server/core/journal.h), each behind its length
    digest   BLOB NOT NULL,         -- of the last entry
    tally    TEXT                   -- at the last entry of a transaction (db/fold.h)
);

CREATE TABLE peer_journal (         -- our copy of the peer's, as far as it was applied
    n       INTEGER PRIMARY KEY,
    entries BLOB NOT NULL,
    digest  BLOB NOT NULL
);

CREATE TABLE applicant (
    row       INTEGER PRIMARY KEY,  -- from 1 on without a gap, as this node first heard of them
    id        TEXT NOT NULL,        -- each once; its index is in memory (db/id_index.h)
    claim     INTEGER NOT NULL,     -- 0 none, 1 pending, 2 home, 3 away
    claim_n   INTEGER NOT NULL,
    stamp_ms  INTEGER NOT NULL,
    confirm_n INTEGER NOT NULL,
    allow_n   INTEGER NOT NULL,
    away_n    INTEGER NOT NULL,
    name      TEXT NOT NULL,
    salt      BLOB NOT NULL,
    hash      BLOB NOT NULL,
    transfer_n INTEGER NOT NULL,
    from_id   TEXT NOT NULL,        -- the ID that this one replaces; '': none
    admitted  INTEGER NOT NULL,
    paused    INTEGER NOT NULL,
    ready_n   INTEGER NOT NULL,
    extra_ms  INTEGER NOT NULL,
    fork      INTEGER NOT NULL      -- 1 both nodes went on, 2 the board has decided (server/core/adoption.h)
);
CREATE INDEX applicant_fork ON applicant (fork) WHERE fork > 0;

CREATE TABLE served (               -- the fold: starts of this node while somebody sat (allowance.h B3)
    n       INTEGER PRIMARY KEY,    -- the outage entry
    from_ms INTEGER NOT NULL        -- exam clock from which the node served
);

CREATE TABLE done (                 -- the fold: orders that were carried out (server/core/order.h O1)
    key BLOB NOT NULL,
    id  TEXT NOT NULL,              -- '': about the node
    n   INTEGER NOT NULL,
    PRIMARY KEY (key, id)
) WITHOUT ROWID;

CREATE INDEX applicant_transferred ON applicant (transfer_n) WHERE transfer_n > 0;

CREATE TABLE peer_reissue (         -- the fold of peer_journal: its last reissue or takeover of an ID
    id TEXT PRIMARY KEY,
    n  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE listed (               -- the fold of both journals: the last list entry of each about an ID
    id      TEXT NOT NULL,
    journal INTEGER NOT NULL,       -- 0 ours, 1 the peer's
    here    INTEGER NOT NULL,       -- 1: at the node of that journal alone
    name    TEXT NOT NULL,
    PRIMARY KEY (id, journal)
) WITHOUT ROWID;

CREATE TABLE hours (                -- the fold of both journals: the last hours entry of each
    journal   INTEGER PRIMARY KEY,  -- 0 ours, 1 the peer's
    n         INTEGER NOT NULL,
    at_ms     INTEGER NOT NULL,     -- wall clock
    plan      INTEGER NOT NULL,     -- 1: the plan's hours again
    opens_ms  INTEGER NOT NULL,     -- wall clock; 0: no limit
    closes_ms INTEGER NOT NULL,
    operator  TEXT NOT NULL,
    reason    TEXT NOT NULL
);

CREATE TABLE staff (                -- the fold of both journals: the last entry about each account
    journal INTEGER NOT NULL,       -- 0 ours, 1 the peer's
    name    TEXT NOT NULL,          -- without its node
    role    INTEGER NOT NULL,       -- 0: removed; 1 invigilator, 2 marker, 3 board
    salt    BLOB NOT NULL,
    hash    BLOB NOT NULL,
    PRIMARY KEY (journal, name)
) WITHOUT ROWID;

CREATE TABLE room_begin (           -- the fold of both journals: their begin entries (server/core/room.h)
    journal  INTEGER NOT NULL,      -- 0 ours, 1 the peer's
    n        INTEGER NOT NULL,
    seen     INTEGER NOT NULL,
    ref      INTEGER NOT NULL,      -- the other node's entry that it repeats
    at_ms    INTEGER NOT NULL,      -- wall clock
    clock_ms INTEGER NOT NULL,      -- exam clock
    moment_ms INTEGER NOT NULL,     -- wall clock: it is set for then; 0: the exam has begun
    operator TEXT NOT NULL,
    reason   TEXT NOT NULL,
    PRIMARY KEY (journal, n)
) WITHOUT ROWID;

CREATE TABLE announcement (
    n    INTEGER PRIMARY KEY,
    room TEXT NOT NULL,             -- '': for all
    text TEXT NOT NULL
);

CREATE TABLE sitting (              -- also one that has not started, of somebody whom the staff dealt with
    id             TEXT NOT NULL,
    past           INTEGER NOT NULL, -- 0 the present one; the number of one that was given up (reset), or
                                     -- that went on at the other node (moved)
    moved          INTEGER NOT NULL,
    number         INTEGER NOT NULL, -- of the person's sittings
    start_n        INTEGER NOT NULL,
    seed           INTEGER NOT NULL,
    seconds        INTEGER NOT NULL,
    after_restore  INTEGER NOT NULL,
    exam           BLOB NOT NULL,
    start_clock_ms INTEGER NOT NULL, -- exam clock
    started_ms     INTEGER NOT NULL, -- wall clock
    left_ms        INTEGER NOT NULL, -- the time left at since_ms
    since_ms       INTEGER NOT NULL, -- exam clock
    time_n         INTEGER NOT NULL, -- the entry that said so
    waits          INTEGER NOT NULL, -- the time stands until a terminal holds the sitting
    ended          INTEGER NOT NULL,
    ruled_n        INTEGER NOT NULL, -- the last entry that made it void or lifted that; 0: none
    had_ms         INTEGER NOT NULL, -- of an ended one: the time that was left before
    next_ms        INTEGER,          -- exam clock: the end, or that of the provisional time; NULL: none
    finish_n       INTEGER NOT NULL, -- 0 while it runs
    finished_ms    INTEGER NOT NULL,
    reason         INTEGER NOT NULL,
    score          INTEGER NOT NULL, -- as last marked
    max            INTEGER NOT NULL,
    unmarked       INTEGER NOT NULL,
    first_score    INTEGER NOT NULL,
    marked_n       INTEGER NOT NULL, -- 0 while it runs
    marked_exam    BLOB NOT NULL,
    paper          BLOB NOT NULL,
    answered       INTEGER NOT NULL,
    pass_percent   INTEGER NOT NULL, -- of the exam that marks it, or marked it last
    void           INTEGER NOT NULL,
    shown          INTEGER NOT NULL, -- 1 the result, 2 the right answers
    reopened       INTEGER NOT NULL, -- how often
    token          BLOB NOT NULL,    -- of the terminal that has it; zeros: nobody's
    former_token   BLOB NOT NULL,    -- of the terminal that had it before
    taken_ms       INTEGER NOT NULL, -- exam clock; 0: not taken from another terminal
    provisional    INTEGER NOT NULL,
    renewal        BLOB NOT NULL,    -- another token of that terminal, see renewed; zeros: none
    renewed        INTEGER NOT NULL, -- 1: that one came before token; 0: it is to follow it
    former_renewal BLOB NOT NULL,    -- the token that was to follow former_token; zeros: none
    former_ended   INTEGER NOT NULL, -- by the staff
    renewals       INTEGER NOT NULL, -- how many there were
    renewed_ms     INTEGER NOT NULL, -- exam clock of the last one
    late           INTEGER NOT NULL, -- answers that came too late (server/core/late.h)
    late_bytes     INTEGER NOT NULL,
    late_seq       INTEGER NOT NULL, -- the last number of the terminal that has the sitting; 0: none
    late_lost_seq  INTEGER NOT NULL, -- of the one that had it before
    PRIMARY KEY (id, past)
) WITHOUT ROWID;

CREATE INDEX sitting_next ON sitting (next_ms) WHERE next_ms IS NOT NULL;
CREATE INDEX sitting_marked ON sitting (max(marked_n, ruled_n)) WHERE marked_n > 0;
CREATE INDEX sitting_running ON sitting (time_n) WHERE start_n > 0 AND finish_n = 0 AND past = 0;

CREATE TABLE answer (
    id       TEXT NOT NULL,
    past     INTEGER NOT NULL,      -- as in sitting
    apart    INTEGER NOT NULL,      -- 1: of a terminal that has the sitting provisionally
    question INTEGER NOT NULL,      -- as shown, from 1
    bytes    INTEGER NOT NULL,      -- of all its entries, also of those that this one replaced
    n        INTEGER NOT NULL,      -- the entry that saved it last
    seq      INTEGER NOT NULL,      -- the greatest number of the answers to it; 0: none (server/core/sitting.h S13)
    saved_ms INTEGER NOT NULL,      -- exam clock
    vals     BLOB NOT NULL,         -- encoded values (server/core/answer.h); empty when cleared
    PRIMARY KEY (id, past, apart, question)
) WITHOUT ROWID;

CREATE TABLE mark (                 -- the fold of both journals: marks of essays (server/core/mark.h)
    finish   BLOB NOT NULL,         -- digest of the finish entry
    question INTEGER NOT NULL,      -- in the bank, from 1
    journal  INTEGER NOT NULL,      -- 0 ours, 1 the peer's
    n        INTEGER NOT NULL,
    id       TEXT NOT NULL,
    part     INTEGER NOT NULL,
    round    INTEGER NOT NULL,
    points   INTEGER NOT NULL,      -- thousandths of a point
    at_ms    INTEGER NOT NULL,      -- wall clock
    marker   TEXT NOT NULL,
    comment  TEXT NOT NULL,
    PRIMARY KEY (finish, question, journal, n)
) WITHOUT ROWID;

CREATE INDEX mark_order ON mark (journal, n);

CREATE TABLE remarked (             -- the fold: how a sitting stood before each time it was marked again
    id           TEXT NOT NULL,
    past         INTEGER NOT NULL,  -- as in sitting
    n            INTEGER NOT NULL,  -- the entry that had marked it so
    score        INTEGER NOT NULL,
    max          INTEGER NOT NULL,
    unmarked     INTEGER NOT NULL,
    pass_percent INTEGER NOT NULL,
    exam         BLOB NOT NULL,
    PRIMARY KEY (id, past, n)
) WITHOUT ROWID;

CREATE TABLE publication (          -- the fold of both journals: their publish entries (core/publication.h)
    journal  INTEGER NOT NULL,      -- 0 ours, 1 the peer's
    n        INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    own_n    INTEGER NOT NULL,      -- the cut: of that journal, and of the other one
    peer_n   INTEGER NOT NULL,
    at_ms    INTEGER NOT NULL,      -- wall clock
    operator TEXT NOT NULL,
    reason   TEXT NOT NULL,
    PRIMARY KEY (journal, n)
) WITHOUT ROWID;

CREATE TABLE exam_file (            -- the exams that this disk has served, for reports. No fold: of this disk
    digest   BLOB NOT NULL PRIMARY KEY, -- of the exam
    served   INTEGER NOT NULL,      -- the greater, the later it was served
    bank     TEXT NOT NULL,         -- its file's name
    bank_bytes BLOB NOT NULL,       -- as the file was; a sealed bank stays sealed
    plan     TEXT NOT NULL,         -- ''; else its file's name
    plan_bytes BLOB NOT NULL,
    settings TEXT NOT NULL          -- what the options gave, as lines of a plan
) WITHOUT ROWID;

CREATE TABLE intent (               -- registrations that a new node keeps until it met its peer
    id       TEXT PRIMARY KEY,
    stamp_ms INTEGER NOT NULL,
    name     TEXT NOT NULL,
    salt     BLOB NOT NULL,
    hash     BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE withheld (             -- the peer's claims that are not granted yet (server/core/agree.h)
    id TEXT PRIMARY KEY,
    n  INTEGER NOT NULL             -- in peer_journal
) WITHOUT ROWID;

CREATE TABLE fenced (               -- starts of the peer that are never taken again (instance.h)
    instance BLOB PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE head (                 -- signatures under a journal's digest at entry n (server/evidence/attest.h)
    journal   INTEGER NOT NULL,     -- 0 ours, 1 the peer's
    by_peer   INTEGER NOT NULL,
    n         INTEGER NOT NULL,
    key       BLOB NOT NULL,        -- the signer's public one
    signature BLOB NOT NULL,
    PRIMARY KEY (journal, by_peer, n)
) WITHOUT ROWID;

-- For programs that read this file; no node reads them. An index of applicant by ID is not kept: a
-- query for one ID reads the whole table.

CREATE VIEW applicants AS
SELECT row, id, name,
       CASE claim WHEN 0 THEN 'none' WHEN 1 THEN 'pending' WHEN 2 THEN 'home' WHEN 3 THEN 'away'
       END AS claim,
       strftime('%Y-%m-%dT%H:%M:%fZ', nullif(stamp_ms, 0) / 1000.0, 'unixepoch') AS claimed_at
FROM applicant;

CREATE VIEW sittings AS
SELECT id, number,
       CASE WHEN moved THEN 'moved' WHEN finish_n > 0 THEN 'finished' ELSE 'running' END AS state,
       CASE WHEN void THEN 'yes' ELSE 'no' END AS void,
       strftime('%Y-%m-%dT%H:%M:%fZ', started_ms / 1000.0, 'unixepoch') AS started_at,
       seconds AS allowed_s,
       CASE WHEN finish_n > 0
            THEN strftime('%Y-%m-%dT%H:%M:%fZ', finished_ms / 1000.0, 'unixepoch')
       END AS finished_at,
       CASE WHEN finish_n > 0
            THEN CASE reason WHEN 1 THEN 'applicant' WHEN 2 THEN 'deadline' WHEN 3 THEN 'staff' END
       END AS finished_by,
       CASE WHEN finish_n > 0 THEN score / 1000.0 END AS score,
       CASE WHEN finish_n > 0 THEN max / 1000.0 END AS max,
       CASE WHEN finish_n > 0 THEN unmarked / 1000.0 END AS unmarked,
       CASE WHEN finish_n > 0 THEN first_score / 1000.0 END AS first_score,
       CASE WHEN finish_n > 0 THEN pass_percent END AS pass_percent,
       CASE WHEN finish_n > 0 THEN answered END AS answered
FROM sitting WHERE start_n > 0;

CREATE VIEW answers AS
SELECT answer.id, number, question,
       CASE WHEN apart THEN 'yes' ELSE 'no' END AS apart,
       CASE WHEN length(vals) = 0 THEN 'cleared' ELSE 'saved' END AS state,
       (saved_ms - sitting.start_clock_ms) / 1000.0 AS saved_after_s,
       hex(vals) AS encoded
FROM answer JOIN sitting ON sitting.id = answer.id AND sitting.past = answer.past;
