#include "client/view.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Separates the values of an answer; the node refuses answers with this character. */
static const char separator = '\x1f';

void view_forget_answers(struct view *view)
{
    for (size_t i = 0; i <= VIEW_QUESTIONS; i++) {
        free(view->item[i].given);
        free(view->item[i].before);
    }
    memset(view->item, 0, sizeof view->item);
}

void view_release(struct view *view)
{
    view_forget_answers(view);
    memset(view, 0, sizeof *view);
}

/* --- replies --- */

static bool get_integer(const struct wire_value *values, size_t count, const char *name,
                        int64_t *out)
{
    const struct wire_value *v = wire_pair(values, count, name);
    if (v == NULL || v->type != WIRE_INTEGER)
        return false;
    *out = v->integer;
    return true;
}

static bool get_text(const struct wire_value *values, size_t count, const char *name,
                     struct wire_word *out)
{
    const struct wire_value *v = wire_pair(values, count, name);
    if (v == NULL || v->type != WIRE_BULK)
        return false;
    *out = (struct wire_word){v->data, v->len};
    return true;
}

/* The index of a text in `choices`; false when it is none of them. */
static bool get_choice(const struct wire_value *values, size_t count, const char *name,
                       const char *const *choices, size_t choice_count, size_t *out)
{
    struct wire_word text;
    if (!get_text(values, count, name, &text))
        return false;
    for (size_t i = 0; i < choice_count; i++) {
        *out = i;
        if (wire_equals(&text, choices[i]))
            return true;
    }
    return false;
}

static bool get_state(const struct wire_value *values, size_t count, enum view_state *out)
{
    static const char *const states[] = {"ready", "running", "finished"}; /* as view_state */
    size_t found;
    if (!get_choice(values, count, "state", states, sizeof states / sizeof states[0], &found))
        return false;
    *out = (enum view_state)found;
    return true;
}

static bool get_kind(const struct wire_value *values, size_t count, enum view_kind *out)
{
    static const char *const kinds[] = {"single",  "truefalse", "multiple", "matching",
                                        "numeric", "short",     "essay",    "description"};
    size_t found;
    if (!get_choice(values, count, "kind", kinds, sizeof kinds / sizeof kinds[0], &found))
        return false;
    *out = (enum view_kind)found;
    return true;
}

/* A text of the reply, cut to the size; "" when it is missing. */
static void take_text(const struct wire_value *values, size_t count, const char *name, char *out,
                      size_t size)
{
    struct wire_word text = {"", 0};
    (void)get_text(values, count, name, &text);
    (void)snprintf(out, size, "%.*s", (int)(text.len < size ? text.len : size - 1), text.data);
}

/* The hours; a node that says nothing of them has none. */
static void take_hours(struct view *view, const struct wire_value *values, size_t count,
                       struct mono now)
{
    int64_t opens_s = 0, closes_s = -1;
    (void)get_integer(values, count, "opens_in", &opens_s);
    (void)get_integer(values, count, "closes_in", &closes_s);
    view->opens.ms = now.ms + (opens_s > 0 && opens_s <= UINT32_MAX ? opens_s * 1000 : 0);
    view->may_close = closes_s >= 0 && closes_s <= UINT32_MAX;
    view->closes.ms = now.ms + (view->may_close ? closes_s * 1000 : 0);
}

/* The index of a text among choices; `other`, which holds nothing up, when it is missing or unknown. */
static size_t choice_or(const struct wire_value *values, size_t count, const char *name,
                        const char *const *choices, size_t choice_count, size_t other)
{
    size_t found;
    return get_choice(values, count, name, choices, choice_count, &found) ? found : other;
}

static bool says_yes(const struct wire_value *values, size_t count, const char *name)
{
    static const char *const answers[] = {"no", "yes"};
    return choice_or(values, count, name, answers, 2, 0) == 1;
}

/* Seconds, or STANDING_NEVER. */
static int64_t seconds_or_never(const struct wire_value *values, size_t count, const char *name)
{
    int64_t seconds = STANDING_NEVER;
    (void)get_integer(values, count, name, &seconds);
    return seconds >= 0 && seconds <= UINT32_MAX ? seconds : STANDING_NEVER;
}

static void take_standing(struct standing *s, const struct wire_value *values, size_t count,
                          struct mono now)
{
    static const char *const pauses[] = {"", "person", "node"};    /* as standing_pause */
    static const char *const waits[] = {"", "admission", "begin"}; /* as standing_wait */
    static const char *const terminals[] = {"free", "yours", "other",
                                            "provisional"}; /* as standing_terminal */
    int64_t sitting = 0, announced = 0;
    (void)get_integer(values, count, "sitting", &sitting);
    (void)get_integer(values, count, "announced", &announced);
    s->sitting = sitting;
    s->announced = announced > 0 ? (uint64_t)announced : 0;
    take_text(values, count, "announcement", s->announcement, sizeof s->announcement);
    s->pause = (enum standing_pause)choice_or(values, count, "paused", pauses, 3, 0);
    s->wait = (enum standing_wait)choice_or(values, count, "waiting", waits, 3, 0);
    s->terminal =
        (enum standing_terminal)choice_or(values, count, "terminal", terminals, 4, STANDING_YOURS);
    s->is_void = says_yes(values, count, "void");
    s->ended = says_yes(values, count, "ended");
    s->begin_in_s = seconds_or_never(values, count, "begin_in");
    s->terminal_in_s = seconds_or_never(values, count, "terminal_in");
    s->heard = now;
}

/* T10: the sitting's last number is less than one that the node had saved. What the other centre has
 * is compared with new entries from now on. */
static void take_loss(struct view *view, uint32_t last)
{
    bool lost = false;
    for (size_t i = 1; i <= view->questions; i++) {
        struct view_item *item = &view->item[i];
        if (item->saved <= last)
            continue;
        lost = true;
        item->saved = 0;
        item->entry = 0;
        item->anew = item->anew || !item->sending;
        item->sending = true;
    }
    if (lost)
        view->held = 0;
}

/* After another terminal had the exam (K5 of the node), or in another sitting, less is no loss. */
static void forget_saved(struct view *view)
{
    for (size_t i = 0; i <= VIEW_QUESTIONS; i++)
        view->item[i].saved = 0;
}

/* S13 of the node: numbers ascend. What this terminal has sent may be newer than the reply. */
static void take_seq(struct view *view, const struct standing *before,
                     const struct wire_value *values, size_t count)
{
    int64_t seq;
    if (!get_integer(values, count, "seq", &seq) || seq < 0 || seq >= INT32_MAX)
        return;
    if (before->sitting != view->standing.sitting || before->terminal == STANDING_OTHERS ||
        view->standing.terminal == STANDING_OTHERS || seq > view->seq)
        forget_saved(view);
    take_loss(view, (uint32_t)seq);
    if (seq > view->seq)
        view->seq = (uint32_t)seq;
}

static void take_held(struct view *view, const struct wire_value *values, size_t count)
{
    int64_t held;
    if (get_integer(values, count, "held", &held) && held > 0 && (uint64_t)held > view->held)
        view->held = (uint64_t)held;
}

bool view_take_exam(struct view *view, const struct wire_value *values, size_t count,
                    struct mono now)
{
    int64_t questions, seconds, remaining, answered = 0;
    enum view_state state;
    struct wire_word title;
    if (!get_text(values, count, "title", &title) ||
        !get_integer(values, count, "questions", &questions) || questions < 1 ||
        questions > VIEW_QUESTIONS || !get_integer(values, count, "seconds", &seconds) ||
        seconds < 0 || seconds > UINT32_MAX ||
        !get_integer(values, count, "remaining", &remaining) || remaining < 0 ||
        remaining > UINT32_MAX || !get_state(values, count, &state))
        return false;
    take_text(values, count, "title", view->title, sizeof view->title);
    take_text(values, count, "id", view->id, sizeof view->id);
    take_text(values, count, "name", view->name, sizeof view->name);
    take_hours(view, values, count, now);
    view->questions = (size_t)questions;
    (void)get_integer(values, count, "answered", &answered);
    view->answered = answered >= 0 && answered <= questions ? (size_t)answered : 0;
    view->seconds = seconds;
    view->state = state;
    view->deadline.ms = now.ms + remaining * 1000;
    const struct standing before = view->standing;
    take_standing(&view->standing, values, count, now);
    view->standing.state = state;
    view->standing.left_ms = remaining * 1000;
    if (view->current == 0)
        view->current = 1;
    take_seq(view, &before, values, count);
    take_held(view, values, count);
    return true;
}

/* The texts of an array in the reply; false when it is missing or too long. */
static bool get_texts(const struct wire_value *values, size_t count, const char *name,
                      struct wire_word *out, size_t *out_count)
{
    const struct wire_value *v = wire_pair(values, count, name);
    if (v == NULL || v->type != WIRE_ARRAY || v->count > VIEW_OPTIONS)
        return false;
    for (size_t i = 0; i < v->count; i++) {
        if (v[1 + i].type != WIRE_BULK)
            return false;
        out[i] = (struct wire_word){v[1 + i].data, v[1 + i].len};
    }
    *out_count = v->count;
    return true;
}

static bool keep_answer(struct view_item *item, const struct view_values *values)
{
    size_t len = 1;
    for (size_t i = 0; i < values->count; i++)
        len += values->word[i].len + 1;
    char *given = malloc(len), *at = given;
    if (given == NULL)
        return false;
    for (size_t i = 0; i < values->count; i++) {
        if (i > 0)
            *at++ = separator;
        memcpy(at, values->word[i].data, values->word[i].len);
        at += values->word[i].len;
    }
    *at = '\0';
    free(item->given);
    item->given = given;
    return true;
}

bool view_take_question(struct view *view, const struct wire_value *values, size_t count,
                        struct view_question *out)
{
    struct view_question q = {.number = 0};
    struct view_values saved;
    int64_t number;
    if (!get_text(values, count, "text", &q.text) || !get_kind(values, count, &q.kind) ||
        !get_text(values, count, "points", &q.points) ||
        !get_integer(values, count, "number", &number) || number < 1 ||
        number > (int64_t)view->questions ||
        !get_texts(values, count, "prompts", q.prompts, &q.prompt_count) ||
        !get_texts(values, count, "options", q.options, &q.option_count) ||
        !get_texts(values, count, "answer", saved.word, &saved.count))
        return false;
    q.number = (size_t)number;
    q.bytes = SIZE_MAX;
    int64_t bytes;
    if (get_integer(values, count, "bytes", &bytes) && bytes > 0)
        q.bytes = (size_t)bytes;
    (void)get_text(values, count, "penalty", &q.penalty);
    q.finished = get_texts(values, count, "right", q.right.word, &q.right.count) &&
                 get_text(values, count, "earned", &q.earned) &&
                 get_text(values, count, "feedback", &q.feedback);
    struct wire_word marked;
    q.open = get_text(values, count, "marked", &marked) && marked.len == 2 &&
             memcmp(marked.data, "no", 2) == 0;
    struct view_item *item = &view->item[q.number];
    item->is_text = q.kind == VIEW_DESCRIPTION;
    if (!item->sending && !keep_answer(item, &saved)) /* T1 */
        return false;
    if (!item->sending)
        item->entry = 0; /* the node does not say which has it */
    *out = q;
    return true;
}

static void move_word(struct wire_word *word, char **at)
{
    memcpy(*at, word->data, word->len);
    word->data = *at;
    *at += word->len;
}

struct view_question *view_copy(const struct view_question *question)
{
    size_t len = question->text.len + question->points.len + question->penalty.len +
                 question->earned.len + question->feedback.len;
    for (size_t i = 0; i < question->prompt_count; i++)
        len += question->prompts[i].len;
    for (size_t i = 0; i < question->option_count; i++)
        len += question->options[i].len;
    for (size_t i = 0; i < question->right.count; i++)
        len += question->right.word[i].len;
    struct view_question *copy = malloc(sizeof *copy + len);
    if (copy == NULL)
        return NULL;
    char *at = (char *)(copy + 1);
    *copy = *question;
    struct wire_word *const single[] = {&copy->text, &copy->points, &copy->penalty, &copy->earned,
                                        &copy->feedback};
    for (size_t i = 0; i < sizeof single / sizeof single[0]; i++)
        if (single[i]->len > 0)
            move_word(single[i], &at);
    for (size_t i = 0; i < copy->prompt_count; i++)
        move_word(&copy->prompts[i], &at);
    for (size_t i = 0; i < copy->option_count; i++)
        move_word(&copy->options[i], &at);
    for (size_t i = 0; i < copy->right.count; i++)
        move_word(&copy->right.word[i], &at);
    return copy;
}

/* --- answers --- */

bool view_give(struct view *view, size_t number, const struct view_values *values)
{
    struct view_item *item = &view->item[number];
    char *before = item->given;
    item->given = NULL;
    if (!keep_answer(item, values)) { /* they may point into `before` */
        item->given = before;
        return false;
    }
    free(item->before);
    item->before = before;
    item->sending = item->anew = true;
    return true;
}

uint32_t view_next_seq(struct view *view, size_t number)
{
    struct view_item *item = &view->item[number];
    item->anew = false;
    item->seq = ++view->seq;
    return item->seq;
}

uint32_t view_seq(struct view *view, size_t number)
{
    const struct view_item *item = &view->item[number];
    return item->anew || item->seq == 0 ? view_next_seq(view, number) : item->seq;
}

bool view_may_be_lost(const struct view *view, size_t number)
{
    const struct view_item *item = &view->item[number];
    return item->saved > 0 && item->saved == item->seq && item->entry > view->held;
}

bool view_take_stale(struct view *view, size_t number, uint32_t newest)
{
    if (newest > view->seq) {
        view->seq = newest;
        return false;
    }
    view->item[number].sending = view->item[number].anew = true;
    return true;
}

void view_take_saved(struct view *view, size_t number, const struct wire_value *values,
                     size_t count)
{
    int64_t entry;
    struct view_item *item = &view->item[number];
    item->saved = item->seq;
    if (get_integer(values, count, "entry", &entry) && entry > 0)
        item->entry = (uint64_t)entry;
    take_held(view, values, count);
}

unsigned view_copies(const struct view *view, size_t number)
{
    uint64_t entry = view->item[number].entry;
    return entry == 0 ? 0 : entry <= view->held ? 2 : 1;
}

void view_saved(struct view *view, size_t number)
{
    view->item[number].sending = view->item[number].anew = false;
}

static struct view_values decode(const char *at)
{
    struct view_values values = {.count = 0};
    while (at != NULL && *at != '\0' && values.count < VIEW_WORDS) {
        const char *end = strchr(at, separator);
        size_t len = end != NULL ? (size_t)(end - at) : strlen(at);
        values.word[values.count++] = (struct wire_word){at, len};
        at = end != NULL ? end + 1 : NULL;
    }
    return values;
}

struct view_values view_answer(const struct view *view, size_t number)
{
    return decode(view->item[number].given);
}

struct view_values view_before(const struct view *view, size_t number)
{
    return decode(view->item[number].before);
}

bool view_answered(const struct view *view, size_t number)
{
    return view->item[number].given != NULL && view->item[number].given[0] != '\0';
}

int64_t view_seconds_left(const struct view *view, struct mono now)
{
    bool stands = view->standing.pause != STANDING_GOES;
    int64_t left_ms = stands ? view->standing.left_ms : view->deadline.ms - now.ms;
    return left_ms > 0 ? (left_ms + 999) / 1000 : 0;
}

void view_clock(int64_t seconds, char out[VIEW_CLOCK_SIZE])
{
    int hours = (int)(seconds / 3600), minutes = (int)(seconds / 60 % 60), s = (int)(seconds % 60);
    if (hours > 0)
        (void)snprintf(out, VIEW_CLOCK_SIZE, "%d:%02d:%02d", hours, minutes, s);
    else
        (void)snprintf(out, VIEW_CLOCK_SIZE, "%d:%02d", minutes, s);
}

int64_t view_seconds_to_open(const struct view *view, struct mono now)
{
    int64_t left_ms = view->opens.ms - now.ms;
    return left_ms > 0 ? (left_ms + 999) / 1000 : 0;
}

size_t view_unanswered(const struct view *view)
{
    size_t unanswered = 0;
    for (size_t i = 1; i <= view->questions; i++)
        unanswered += !view_answered(view, i) && !view->item[i].is_text;
    return unanswered;
}

size_t view_unsaved(const struct view *view)
{
    size_t unsaved = 0;
    for (size_t i = 1; i <= view->questions; i++)
        unsaved += view->item[i].sending;
    return unsaved;
}

uint32_t view_choices(const struct view_values *values)
{
    uint32_t choices = 0;
    for (size_t i = 0; i < values->count; i++) {
        int64_t position;
        if (wire_integer(&values->word[i], 1, VIEW_OPTIONS, &position))
            choices |= (uint32_t)1 << (position - 1);
    }
    return choices;
}

struct view_values view_from_choices(uint32_t choices, char digits[VIEW_WORDS][4])
{
    struct view_values values = {.count = 0};
    for (unsigned i = 0; i < VIEW_OPTIONS; i++) {
        if (!(choices >> i & 1))
            continue;
        int len = snprintf(digits[values.count], 4, "%u", (i + 1) % 100);
        values.word[values.count] = (struct wire_word){digits[values.count], (size_t)len};
        values.count++;
    }
    return values;
}

bool view_costs(const struct view_question *question)
{
    const struct wire_word *penalty = &question->penalty;
    return question->kind != VIEW_ESSAY && penalty->len > 0 &&
           !(penalty->len == 1 && penalty->data[0] == '0');
}

bool view_is_written(enum view_kind kind)
{
    return kind == VIEW_NUMERIC || kind == VIEW_SHORT || kind == VIEW_ESSAY;
}

/* --- what is typed --- */

/* "2"; for a question with several answers "1 3" or "1,3"; for pairs one number for each prompt. */
static bool parse_choices(const struct view_question *q, const char *line, struct view_values *out)
{
    unsigned long least = q->kind == VIEW_MATCHING ? 0 : 1;
    out->count = 0;
    for (const char *p = line; *p != '\0';) {
        if (strchr(" ,;\t", *p) != NULL) {
            p++;
            continue;
        }
        if (!isdigit((unsigned char)*p))
            return false;
        char *end;
        unsigned long position = strtoul(p, &end, 10);
        if (position < least || position > q->option_count || out->count == VIEW_WORDS)
            return false;
        out->word[out->count++] = (struct wire_word){p, (size_t)(end - p)};
        p = end;
    }
    if (q->kind == VIEW_MATCHING)
        return out->count == q->prompt_count;
    return out->count == 1 || (out->count > 1 && q->kind == VIEW_MULTIPLE);
}

/* The line is the answer itself. */
static bool parse_words(const struct view_question *q, const char *line, struct view_values *out)
{
    if (q->kind == VIEW_NUMERIC && isalpha((unsigned char)*line))
        return false;
    out->word[0] = (struct wire_word){line, strlen(line)};
    out->count = 1;
    return *line != '\0';
}

static bool parse_answer(const struct view_question *q, const char *line, struct view_values *out)
{
    if (q->kind == VIEW_DESCRIPTION)
        return false;
    return view_is_written(q->kind) ? parse_words(q, line, out) : parse_choices(q, line, out);
}

static struct view_input parse_letter(const struct view *view, const char *line)
{
    struct view_input input = {.command = VIEW_NOT_UNDERSTOOD};
    const char *rest = line + 1;
    while (isalpha((unsigned char)*rest))
        rest++;
    while (*rest == ' ')
        rest++;
    char letter = (char)tolower((unsigned char)line[0]);
    if (letter == 'g' || letter == 'i') {
        char *end;
        unsigned long number = strtoul(rest, &end, 10);
        if (end != rest && *end == '\0' && number >= 1 && number <= view->questions) {
            input.command = VIEW_GO;
            input.number = number;
        }
        return input;
    }
    if (*rest != '\0')
        return input;
    static const struct {
        const char *letters;
        enum view_command command;
    } letters[] = {{"n", VIEW_NEXT},    {"pa", VIEW_PREVIOUS}, {"l", VIEW_LIST}, {"cb", VIEW_CLEAR},
                   {"ft", VIEW_FINISH}, {"qx", VIEW_LEAVE},    {"h?", VIEW_HELP}};
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
        if (strchr(letters[i].letters, letter) != NULL)
            input.command = letters[i].command;
    return input;
}

struct view_input view_parse(const struct view *view, const struct view_question *question,
                             const char *line)
{
    struct view_input input = {.command = VIEW_NOT_UNDERSTOOD};
    while (*line == ' ' || *line == '\t')
        line++;
    if (*line == '\0')
        input.command = VIEW_NEXT;
    else if (*line == '/' && line[1] != '\0')
        input = parse_letter(view, line + 1);
    else if (parse_answer(question, line, &input.values))
        input.command = VIEW_ANSWER;
    else if (!isdigit((unsigned char)*line))
        input = parse_letter(view, line);
    return input;
}
