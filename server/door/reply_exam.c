#include "server/door/reply_exam.h"

#include "server/core/marking.h"
#include "server/door/reply.h"

#include <string.h>

static const char *sitting_text(enum sitting_state state)
{
    switch (state) {
    case SITTING_NONE:
        return "ready";
    case SITTING_RUNNING:
        return "running";
    case SITTING_FINISHED:
        return "finished";
    }
    return "?";
}

static const char *terminal_text(enum terminal_place place)
{
    switch (place) {
    case TERMINAL_FREE:
        return "free";
    case TERMINAL_YOURS:
        return "yours";
    case TERMINAL_PROVISIONAL:
        return "provisional";
    case TERMINAL_FIRST:
    case TERMINAL_OTHERS:
    case TERMINAL_RENEWED:
    case TERMINAL_ENDED:
        return "other";
    }
    return "?";
}

/* What the staff have done to the sitting. */
enum { STANDING_WORDS = 8 };

static void put_standing(struct buffer *out, const struct ledger_sitting *sitting)
{
    reply_pair_integer(out, "sitting", sitting->number);
    reply_pair_text(out, "paused",
                    sitting->paused == REFUSAL_PAUSED        ? "person"
                    : sitting->paused == REFUSAL_PAUSED_NODE ? "node"
                                                             : "");
    reply_pair_text(out, "void", sitting->voided ? "yes" : "no");
    reply_pair_text(out, "ended", sitting->ended ? "yes" : "no");
}

/* What an applicant waits for, and is told. */
enum { ROOM_WORDS = 8 };

static void put_room(struct buffer *out, const struct ledger_sitting *sitting,
                     const struct room_announcement *announcement)
{
    int64_t begins_s =
        sitting->begins.ms != 0 ? reply_seconds_until(sitting->begins, sitting->now) : -1;
    reply_pair_text(out, "waiting",
                    sitting->waits == REFUSAL_ADMISSION ? "admission"
                    : sitting->waits == REFUSAL_BEGIN   ? "begin"
                                                        : "");
    reply_pair_integer(out, "begin_in", begins_s);
    reply_pair_integer(out, "announced", (int64_t)announcement->n);
    reply_pair_text(out, "announcement", announcement->text);
}

/* What of the answers is safe. */
enum { SAVED_WORDS = 4 };

static void put_saved(struct buffer *out, uint32_t seq, uint64_t held_n)
{
    reply_pair_integer(out, "seq", seq);
    reply_pair_integer(out, "held", (int64_t)held_n);
}

void reply_saved(struct buffer *out, uint64_t entry_n, uint64_t held_n)
{
    wire_put_array(out, 6);
    reply_pair_integer(out, "entry", (int64_t)entry_n);
    reply_pair_integer(out, "copies", entry_n <= held_n ? 2 : 1);
    reply_pair_integer(out, "held", (int64_t)held_n);
}

void reply_sitting(struct buffer *out, const struct exam *exam,
                   const struct ledger_sitting *sitting, const struct reply_applicant *who)
{
    int64_t closes_s = sitting->hours.closes.ms != 0
                           ? reply_seconds_until(sitting->hours.closes, sitting->now)
                           : -1;
    wire_put_array(out,
                   STANDING_WORDS + ROOM_WORDS + SAVED_WORDS + (who->copies != NULL ? 26 : 24));
    reply_pair_text(out, "title", exam->title);
    reply_pair_integer(out, "questions", (int64_t)exam->paper_count);
    reply_pair_integer(out, "seconds", sitting->seconds + who->extra_s);
    reply_pair_text(out, "state", sitting_text(sitting->state));
    reply_pair_integer(out, "remaining",
                       (int64_t)((sitting->remaining_ms + 999) / 1000) + who->extra_s);
    reply_pair_integer(out, "answered", sitting->answered);
    reply_pair_text(out, "id", who->id);
    reply_pair_text(out, "name", sitting->name);
    reply_pair_integer(out, "opens_in", reply_seconds_until(sitting->hours.opens, sitting->now));
    reply_pair_integer(out, "closes_in", closes_s);
    reply_pair_text(out, "terminal", terminal_text(sitting->terminal));
    reply_pair_integer(out, "terminal_in",
                       sitting->terminal_ms < 0 ? -1 : (sitting->terminal_ms + 999) / 1000);
    put_standing(out, sitting);
    put_room(out, sitting, who->announcement);
    put_saved(out, sitting->seq, who->held_n);
    if (who->copies != NULL)
        reply_pair_integer(out, "copies", *who->copies);
}

static void put_words_pair(struct buffer *out, const char *name, const struct wire_word *words,
                           size_t count)
{
    wire_put_text(out, name);
    wire_put_array(out, count);
    for (size_t i = 0; i < count; i++)
        wire_put_bulk(out, words[i].data, words[i].len);
}

static void put_thousandths(struct buffer *out, int64_t thousandths)
{
    char text[MARKING_TEXT_SIZE];
    marking_text(thousandths, text);
    wire_put_text(out, text);
}

static void put_points_pair(struct buffer *out, const char *name, int64_t thousandths)
{
    wire_put_text(out, name);
    put_thousandths(out, thousandths);
}

static void add_line(struct buffer *text, const char *line)
{
    if (line[0] == '\0')
        return;
    buffer_text(text, line);
    buffer_text(text, "\n");
}

static void add_feedback(struct buffer *text, const struct question *q, const struct option *option)
{
    if (q->kind == QUESTION_MULTIPLE && option->feedback[0] != '\0')
        buffer_printf(text, "%s: ", option->text);
    add_line(text, option->feedback);
}

/* The feedback of the bank to each chosen or accepting option, and to the question. Of several options
 * each is named. */
static void put_feedback(struct buffer *out, const struct question *q,
                         const struct paper_question *shown, const struct answer *answer)
{
    struct buffer text = {0};
    uint32_t choices =
        question_has_choices(q) && q->kind != QUESTION_MATCHING ? answer_choices(answer) : 0;
    const struct option *accepting = marking_option(q, answer);
    for (size_t i = 0; i < q->option_count; i++)
        if (choices >> i & 1)
            add_feedback(&text, q, &q->options[shown->option[i]]);
    if (accepting != NULL)
        add_line(&text, accepting->feedback);
    buffer_text(&text, q->feedback);
    wire_put_text(out, "feedback");
    wire_put_bulk(out, text.data != NULL ? text.data : "", text.len);
    out->failed |= text.failed;
    buffer_release(&text);
}

void reply_question(struct buffer *out, uint16_t number, const struct ledger_question *question)
{
    const struct question *q = question->question;
    struct answer answer = {question->answer, question->answer_len};
    struct wire_word words[WIRE_REQUEST_WORDS];

    wire_put_array(out, question->finished ? 28 : 20);
    reply_pair_integer(out, "number", number);
    reply_pair_text(out, "kind", question_kind_text(q->kind));
    reply_pair_text(out, "text", q->text);
    for (size_t i = 0; i < q->prompt_count; i++)
        words[i] = (struct wire_word){q->prompts[i].text, strlen(q->prompts[i].text)};
    put_words_pair(out, "prompts", words, q->prompt_count);
    size_t count = question_has_choices(q) ? q->option_count : 0;
    for (size_t i = 0; i < count; i++) {
        const char *text = q->options[question->shown.option[i]].text;
        words[i] = (struct wire_word){text, strlen(text)};
    }
    put_words_pair(out, "options", words, count);
    count = answer_values(&answer, words, WIRE_REQUEST_WORDS);
    put_words_pair(out, "answer", words, count);
    put_points_pair(out, "points", q->points);
    put_points_pair(out, "penalty", q->negative);
    reply_pair_integer(out, "bytes", (int64_t)answer_most_bytes(q->kind));
    reply_pair_integer(out, "first", question->first);
    if (!question->finished)
        return;
    count = answer_right_values(q, &question->shown, words);
    put_words_pair(out, "right", words, count);
    put_points_pair(out, "earned", question->earned);
    reply_pair_text(out, "marked", question->open ? "no" : "yes");
    put_feedback(out, q, &question->shown, &answer);
}

/* The categories of a result. */
static void put_categories(struct buffer *out, const struct ledger_result *result)
{
    wire_put_text(out, "categories");
    wire_put_array(out, 3 * result->category_count);
    for (size_t i = 0; i < result->category_count; i++) {
        const struct category_marks *c = &result->categories[i];
        wire_put_text(out, c->name);
        put_thousandths(out, c->marks.score);
        put_thousandths(out, c->marks.max);
    }
}

/* What tells a score; of a result that is withheld nothing of it (I1). */
enum { BEFORE_WORDS = 8, BEHIND_WORDS = 4 };

static void put_score(struct buffer *out, const struct ledger_result *result)
{
    char percent[MARKING_TEXT_SIZE];
    bool passed = marking_passed(result->pass_percent, result->score, result->max);
    marking_percent(result->pass_percent, result->score, result->max, percent);
    put_points_pair(out, "score", result->score);
    put_points_pair(out, "max", result->max);
    reply_pair_text(out, "percent", percent);
    reply_pair_text(out, "passed", passed && !result->voided ? "yes" : "no");
}

void reply_result(struct buffer *out, const struct ledger_result *result, unsigned copies,
                  const char *receipt)
{
    char digest[DIGEST_TEXT_SIZE];
    bool told = !result->withheld;
    digest_text(&result->digest, digest);
    wire_put_array(out, 20 + (told ? BEFORE_WORDS + BEHIND_WORDS : 0));
    if (told)
        put_score(out, result);
    reply_pair_text(out, "void", result->voided ? "yes" : "no");
    reply_pair_integer(out, "copies", copies);
    reply_pair_text(out, "digest", digest);
    reply_pair_text(out, "receipt", receipt);
    if (told) {
        put_points_pair(out, "unmarked", result->unmarked);
        put_categories(out, result);
    }
    reply_pair_integer(out, "answered", result->answered);
    reply_pair_integer(out, "questions", result->questions);
    reply_pair_text(out, "withheld", told ? "no" : "yes");
    reply_pair_integer(out, "publication", result->publication);
    reply_pair_text(out, "corrected", result->corrected ? "yes" : "no");
    reply_pair_text(out, "reveals", result->reveals ? "yes" : "no");
}
