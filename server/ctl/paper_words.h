/* paper_words.h - the words of the commands that print on paper, and the roster that they read.
 *
 *   --from FILE     slips, attendance: a copy or an archive instead of DIR's database; register: the
 *                   table of people
 *   --roster FILE   the roster: rooms, extra time, people who have not registered
 *   --plan FILE     title and hour, instead of the plan in the database
 *   --centre NAME, --room NAME   only these people
 *   --hour MOMENT   the hour of the exam, with its offset from UTC
 *   --lang en|es    without it that of LANG
 *   --id-format FORMAT,...  --id-letter L   of the table's IDs, as sinodod has them
 *   one more word   the file to write
 *
 * Threads: main. Memory: the words'. Errors: false: the command is not used so; exit statuses. */
#ifndef CTL_PAPER_WORDS_H
#define CTL_PAPER_WORDS_H

#include "common/buffer.h"
#include "common/moment.h"
#include "server/setup/roster.h"

struct paper_words {
    const char *from, *roster, *plan, *centre, *room, *hour, *lang, *id_format, *id_letter;
    const char *out;
    bool spanish;
    struct ident_rules ids;
    char hour_text[MOMENT_TEXT_SIZE]; /* "" where --hour is not given */
};

/* count, words: behind the command's name. */
bool paper_words_take(int count, char *const *words, struct paper_words *out);

/* "2027-03-01 08:00", of a moment that is written with its offset; "" for another text. */
void paper_words_hour(const char *moment, char out[MOMENT_TEXT_SIZE]);

/* Reads a table of people. EX_OK, or an exit status when each error was printed. */
int paper_words_roster(const struct paper_words *words, const char *path, struct roster **out);

/* Writes the page whole or not at all, mode 0600, over a file of that name or not. */
int paper_words_write(const char *path, const struct buffer *page, bool over);

#endif
