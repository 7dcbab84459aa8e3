#include "server/ctl/desk_table.h"

#include <string.h>

enum {
    EVERY = DESK_RUNNING_OPTION | DESK_ALL_OPTION | DESK_ROOM_OPTION,
    EVERYBODY = DESK_PRESENT_OPTION | DESK_ALL_OPTION | DESK_ROOM_OPTION
};

const struct desk_row desk_rows[] = {
    {"register", "REGISTER", TASK_BEFORE, SHAPE_ONE_MAYBE, 0, "t",
     "  register ID [NAME]  registers somebody at the desk, and prints a slip with the code\n"},
    {"list", "LIST", TASK_BEFORE, SHAPE_ONE_TEXT, DESK_HERE_OPTION | DESK_REASON_NEEDED, "th",
     "  list ID NAME [--here] --reason WORDS   may register though the roster does not list\n"
     "                      that ID; --here: at this node alone\n"},
    {"amend", "AMEND", TASK_BEFORE, SHAPE_ONE_TEXT, 0, "t",
     "  amend ID NAME       corrects a name, at any time\n"},
    {"rename-id", "RENAME-ID", TASK_BEFORE, SHAPE_ONE_TEXT, 0, "t",
     "  rename-id OLD NEW   corrects an ID, before the start and while the line is up\n"},
    {"admit", "ADMIT", TASK_BEFORE, SHAPE_MANY, EVERYBODY, "",
     "  admit ID...|--present|--all|--room ROOM   may start now (admit = staff)\n"},
    {"unadmit", "UNADMIT", TASK_BEFORE, SHAPE_MANY, EVERYBODY, "",
     "  unadmit ID...|--present|--all|--room ROOM   takes that back, for who has not started\n"},
    {"begin", "BEGIN", TASK_BEFORE, SHAPE_NONE, DESK_AT_OPTION, "a",
     "  begin [--at WHEN]   time begins for all who are ready (start = together); --at: at\n"
     "                      both nodes, and with the line down too\n"},
    {"extend", "EXTEND", TASK_DURING, SHAPE_MANY_LAST, EVERY | DESK_REASON_NEEDED, "t",
     "  extend ID...|--running|--all|--room ROOM MINUTES --reason WORDS   more time, or with\n"
     "                      a minus less; before the start and after it\n"},
    {"pause", "PAUSE", TASK_DURING, SHAPE_MANY, DESK_ALL_OPTION | DESK_ROOM_OPTION, "",
     "  pause ID...|--all|--room ROOM   time stands and questions are hidden\n"},
    {"resume", "RESUME", TASK_DURING, SHAPE_MANY, DESK_ALL_OPTION | DESK_ROOM_OPTION, "",
     "  resume ID...|--all|--room ROOM   time runs again; --all: who was paused alone stays so\n"},
    {"announce", "ANNOUNCE", TASK_DURING, SHAPE_TEXT, DESK_ROOM_WORD, "rt",
     "  announce TEXT [--room ROOM]   is shown on every terminal\n"},
    {"note", "NOTE", TASK_DURING, SHAPE_ONE_TEXT, DESK_TEXT_IS_REASON, "",
     "  note ID TEXT        an irregularity, for the report\n"},
    {"move", "MOVE", TASK_DURING, SHAPE_ONE_MAYBE, 0, "t",
     "  move ID [keep|drop] frees the exam from its terminal: the next one to sign in has it.\n"
     "                      one that has just taken it over: keep, it stays there, drop, it does "
     "not count\n"},
    {"end", "END", TASK_DURING, SHAPE_MANY, EVERY | DESK_ASKS_FIRST, "",
     "  end ID...|--running|--all|--room ROOM   ends in 10 s, as if time were up\n"},
    {"void", "VOID", TASK_DECIDE, SHAPE_ONE, DESK_REASON_NEEDED, "",
     "  void ID --reason WORDS   disqualifies: what stands stays on record\n"},
    {"unvoid", "UNVOID", TASK_DECIDE, SHAPE_ONE, 0, "", "  unvoid ID           lifts that mark\n"},
    {"reopen", "REOPEN", TASK_DECIDE, SHAPE_ONE_MAYBE, DESK_REASON_NEEDED, "t",
     "  reopen ID [MINUTES] --reason WORDS   an exam that ended by mistake goes on, paused, with\n"
     "                      the time that it had left; MINUTES where time was up\n"},
    {"reset", "RESET", TASK_DECIDE, SHAPE_MANY, DESK_REASON_NEEDED, "",
     "  reset ID... --reason WORDS   grants a new exam; the old one is kept, and void\n"},
    {"reissue", "REISSUE", TASK_DECIDE, SHAPE_ONE, 0, "",
     "  reissue ID          a new access code (the old one ends)\n"},
    {"release", "RELEASE", TASK_DECIDE, SHAPE_ONE, 0, "",
     "  release ID          lets an applicant, before the start, register at the other node\n"},
    {"allow", "ALLOW", TASK_DECIDE, SHAPE_ONE, 0, "",
     "  allow ID            lifts the caution after a restore for this applicant\n"},
    {"publish", "PUBLISH", TASK_DECIDE, SHAPE_NONE, DESK_AT_OPTION | DESK_REASON_NEEDED, "a",
     "  publish [--at NODE:N,NODE:M] --reason WORDS   shows each applicant the own result, where\n"
     "                      the plan withholds it: as it stands at that cut; without --at at\n"
     "                      all that both nodes are known to hold. Says what that shows, and\n"
     "                      asks first\n"},
    {"transfer", "TRANSFER", TASK_CENTRES, SHAPE_MANY_LAST, 0, "t",
     "  transfer ID... NODE moves people to the other centre, before or during the exam\n"},
    {"recall", "RECALL", TASK_CENTRES, SHAPE_ONE, 0, "",
     "  recall ID           asks for somebody back who was moved\n"},
    {"adopt", "ADOPT", TASK_CENTRES, SHAPE_TEXT, DESK_NAMED_TWICE, "t",
     "  adopt NODE          takes over the people of a centre that is gone for good\n"},
    {"retire", "RETIRE", TASK_CENTRES, SHAPE_TEXT, DESK_NAMED_TWICE, "t",
     "  retire NODE         closes this node, NODE, for good: its people go on at the other one\n"},
    {"count", "COUNT", TASK_CENTRES, SHAPE_ONE_TEXT, 0, "t",
     "  count ID NODE       whose answers count of somebody who went on at both\n"},
    {"staff add", "STAFF-ADD", TASK_STAFF, SHAPE_TWO, 0, "tu",
     "  staff add NAME ROLE makes an account, and prints its code; ROLE: invigilator (a room),\n"
     "                      marker (essays), board (everything)\n"},
    {"staff remove", "STAFF-REMOVE", TASK_STAFF, SHAPE_TEXT, 0, "t",
     "  staff remove NAME   ends an account, and its connections at their next command\n"},
    {"staff list", "STAFF-LIST", TASK_STAFF, SHAPE_NONE, DESK_LOOKS_ONLY, "",
     "  staff list          the accounts of both nodes, and their roles\n"},
};

const size_t desk_row_count = sizeof desk_rows / sizeof desk_rows[0];

/* How many of the words are this name; 0: they are another. */
static int match(const char *name, int count, char *const *words)
{
    const char *space = strchr(name, ' ');
    size_t len = space != NULL ? (size_t)(space - name) : strlen(name);
    if (count < 1 || strlen(words[0]) != len || strncmp(words[0], name, len) != 0)
        return 0;
    if (space == NULL)
        return 1;
    return count > 1 && strcmp(words[1], space + 1) == 0 ? 2 : 0;
}

const struct desk_row *desk_row_find(int count, char *const *words, int *taken)
{
    for (size_t i = 0; i < desk_row_count; i++) {
        *taken = match(desk_rows[i].name, count, words);
        if (*taken > 0)
            return &desk_rows[i];
    }
    return NULL;
}
