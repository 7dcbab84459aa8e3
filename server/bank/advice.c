#include "server/bank/advice.h"

#include "common/utf8.h"
#include "server/bank/markup.h"
#include "server/core/answer.h"
#include "server/core/number.h"
#include "server/core/typed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

/* How much of a text a warning quotes: whole characters of at most QUOTE_BYTES. */
enum { QUOTE_BYTES = 40 };

static int quoted(const char *text)
{
    return (int)utf8_fit(text, strlen(text), QUOTE_BYTES);
}

void advice_line(struct buffer *out, const char *file, unsigned line, size_t number,
                 const char *words)
{
    buffer_printf(out, "%s:%u: warning: question %zu: %s\n", file, line, number, words);
}

/* The question that is looked at, and where its warnings go. */
struct advice {
    const char *file;
    const struct question *first, *question; /* first: of the bank */
    struct buffer *out;
};

static void warn(const struct advice *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void warn(const struct advice *a, const char *format, ...)
{
    char words[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(words, sizeof words, format, args);
    va_end(args);
    advice_line(a->out, a->file, a->question->line, (size_t)(a->question - a->first) + 1, words);
}

/* --- the same twice --- */

static bool is_choice(const struct question *q)
{
    return q->kind == QUESTION_SINGLE || q->kind == QUESTION_MULTIPLE;
}

static void advise_equal_options(const struct advice *a, const struct question *q)
{
    for (size_t i = 0; is_choice(q) && i < q->option_count; i++)
        for (size_t k = i + 1; k < q->option_count; k++)
            if (strcmp(q->options[i].text, q->options[k].text) == 0)
                warn(a, "options %zu and %zu read the same, '%.*s'", i + 1, k + 1,
                     quoted(q->options[i].text), q->options[i].text);
}

static const struct option *find_option(const struct question *q, const char *text)
{
    for (size_t i = 0; i < q->option_count; i++)
        if (strcmp(q->options[i].text, text) == 0)
            return &q->options[i];
    return NULL;
}

static bool has_prompt(const struct question *q, const char *text)
{
    for (size_t i = 0; i < q->prompt_count; i++)
        if (strcmp(q->prompts[i].text, text) == 0)
            return true;
    return false;
}

/* Do both ask the same? A text such as "Which is right?" may stand above different options. */
static bool is_twin(const struct question *a, const struct question *b)
{
    if (a->kind != b->kind || a->kind == QUESTION_DESCRIPTION || strcmp(a->text, b->text) != 0 ||
        a->option_count != b->option_count || a->prompt_count != b->prompt_count)
        return a->kind == b->kind && (a->kind == QUESTION_SHORT || a->kind == QUESTION_NUMERIC) &&
               strcmp(a->text, b->text) == 0;
    for (size_t i = 0; question_has_choices(a) && i < a->option_count; i++)
        if (find_option(b, a->options[i].text) == NULL)
            return false;
    for (size_t i = 0; i < a->prompt_count; i++)
        if (!has_prompt(b, a->prompts[i].text))
            return false;
    return true;
}

static bool has_other_key(const struct question *a, const struct question *b)
{
    for (size_t i = 0; a->kind <= QUESTION_MULTIPLE && i < a->option_count; i++) {
        const struct option *other = find_option(b, a->options[i].text);
        if (other != NULL && (other->weight > 0) != (a->options[i].weight > 0))
            return true;
    }
    return false;
}

static void advise_twins(const struct advice *a, const struct question *q)
{
    for (const struct question *e = a->first; e < q; e++) {
        size_t number = (size_t)(e - a->first) + 1;
        if (is_twin(e, q))
            warn(a, "it is the same question as question %zu in line %u%s", number, e->line,
                 has_other_key(e, q) ? ", but other answers are right" : "");
        if (q->id[0] != '\0' && strcmp(q->id, e->id) == 0)
            warn(a, "it has the same id '%.*s' as question %zu in line %u", quoted(q->id), q->id,
                 number, e->line);
    }
}

/* --- texts that are shown as they stand --- */

static const char *const markup_words[MARKUP_KINDS] = {
    "an image or sound, which nobody sees or hears here: describe it, or leave the question out",
    "HTML, which is shown as it stands: write it as plain text",
    "LaTeX, which is shown as it stands: write it as plain text"};

static bool advise_markup_in(const struct advice *a, enum markup kind, const char *text)
{
    size_t len;
    const char *at = markup_find(text, kind, &len);
    if (at == NULL)
        return false;
    int most = quoted(at);
    warn(a, "'%.*s' is %s", (int)len < most ? (int)len : most, at, markup_words[kind]);
    return true;
}

/* One warning of each kind for a question. Returns whether there is one. */
static bool advise_markup_of(const struct advice *a, const struct question *q, enum markup kind)
{
    if (advise_markup_in(a, kind, q->text) || advise_markup_in(a, kind, q->feedback))
        return true;
    for (size_t i = 0; i < q->option_count; i++)
        if (advise_markup_in(a, kind, q->options[i].text) ||
            advise_markup_in(a, kind, q->options[i].feedback))
            return true;
    for (size_t i = 0; i < q->prompt_count; i++)
        if (advise_markup_in(a, kind, q->prompts[i].text))
            return true;
    return false;
}

static void advise_markup(const struct advice *a, const struct question *q)
{
    for (enum markup kind = 0; kind < MARKUP_KINDS; kind++)
        (void)advise_markup_of(a, q, kind);
}

/* --- points for everything --- */

static void advise_choosing_all(const struct advice *a, const struct question *q)
{
    int64_t sum = 0;
    size_t right = 0;
    if (q->kind != QUESTION_MULTIPLE)
        return;
    for (size_t i = 0; i < q->option_count; i++) {
        sum += q->options[i].weight;
        right += q->options[i].weight > 0;
    }
    if (right == q->option_count)
        warn(a, "all its options are right: whoever chooses all earns everything");
    else if (sum >= EXAM_WEIGHT_ONE)
        warn(a, "whoever chooses all options earns everything: give the wrong ones "
                "negative weights, such as ~%%-50%%");
}

/* --- accepted answers --- */

/* Can people type this character? Whoever wrote the bank may have had a word processor put it in
 * place of another. Letters of all scripts, digits and currencies can be typed. code: of a
 * text in canonical form (typed.h), whose quotes and dashes are plain. */
static bool can_be_typed(uint32_t code)
{
    static const char extra[] = "\xC2\xAA\xC2\xBA\xC2\xB4\xC2\xB0\xC2\xAC\xC2\xA7\xC2\xA1\xC2\xBF"
                                "\xC2\xB7"; /* on Spanish keyboards */
    char one[4];
    if (code < 0x80)
        return true;
    utf8proc_ssize_t size = utf8proc_encode_char((utf8proc_int32_t)code, (utf8proc_uint8_t *)one);
    for (size_t i = 0; extra[i] != '\0'; i += 2)
        if (size == 2 && memcmp(extra + i, one, 2) == 0)
            return true;
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)code);
    switch (property->category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
        return property->decomp_type == 0; /* not a superscript, a ligature, a wide form */
    default:
        return property->category == UTF8PROC_CATEGORY_SC;
    }
}

/* The first character that cannot be typed, or 0. */
static uint32_t find_untypable(const char *text)
{
    char *copy = typed_canonical(text, strlen(text));
    uint32_t code = 0, found = 0;
    size_t len = strlen(copy);
    for (size_t at = 0, size; at < len && found == 0; at += size) {
        size = utf8_read(copy + at, len - at, &code);
        if (size == 0)
            break;
        found = can_be_typed(code) ? 0 : code;
    }
    free(copy);
    return found;
}

static bool is_within_reach(const struct option *o)
{
    return strlen(o->text) <= ANSWER_SHORT_BYTES && find_untypable(o->text) == 0;
}

/* Is there another accepted answer, worth as much, that can be typed? */
static bool has_other_way(const struct question *q, const struct option *o)
{
    for (size_t i = 0; i < q->option_count; i++)
        if (q->options[i].weight >= o->weight && is_within_reach(&q->options[i]))
            return true;
    return false;
}

static void advise_typing(const struct advice *a, const struct question *q, const struct option *o)
{
    char character[8] = "";
    uint32_t code = find_untypable(o->text);
    if (o->weight <= 0 || has_other_way(q, o))
        return;
    if (code == 0) {
        warn(a,
             "an accepted answer is longer than the %d bytes that people may "
             "type: '%.*s'",
             ANSWER_SHORT_BYTES, quoted(o->text), o->text);
        return;
    }
    (void)utf8proc_encode_char((utf8proc_int32_t)code, (utf8proc_uint8_t *)character);
    warn(a,
         "people cannot type the accepted answer '%.*s' because of '%s' (U+%04X): accept a form "
         "without it, too",
         quoted(o->text), o->text, character, (unsigned)code);
}

static bool same_when_typed(const char *a, const char *b)
{
    char *one = typed_canonical(a, strlen(a)), *other = typed_canonical(b, strlen(b));
    bool same = strcmp(one, other) == 0;
    free(one);
    free(other);
    return same;
}

/* An accepted answer that never counts, because a better one accepts it too. */
static void advise_hidden_answers(const struct advice *a, const struct question *q)
{
    for (size_t i = 0; i < q->option_count; i++)
        for (size_t k = 0; k < q->option_count; k++) {
            const struct option *better = &q->options[i], *o = &q->options[k];
            if (better->weight <= o->weight)
                continue;
            bool covers = q->kind == QUESTION_NUMERIC
                              ? better->low <= o->low && better->high >= o->high
                              : same_when_typed(better->text, o->text);
            if (covers)
                warn(a,
                     "the accepted answer '%.*s' never counts: '%.*s' accepts "
                     "it for more points",
                     quoted(o->text), o->text, quoted(better->text), better->text);
        }
}

/* "1.500" and "12,000": three digits behind the sign, the last of them 0. */
static bool has_grouped_thousands(const char *text)
{
    static const char digits[] = "0123456789";
    const char *number = text + (*text == '-'), *sign = number + strspn(number, digits);
    return *number != '0' && sign > number && sign <= number + 3 && strchr(".,", *sign) != NULL &&
           strspn(sign + (*sign != '\0'), digits) == 3 && sign[3] == '0' &&
           strchr(" :.", sign[4]) != NULL;
}

static void advise_number(const struct advice *a, const struct option *o)
{
    if (has_grouped_thousands(o->text))
        warn(a,
             "'%.*s' is read with a decimal sign: for thousands write the digits "
             "alone",
             quoted(o->text), o->text);
}

/* "3.5" without "3,5": a number that was typed otherwise is wrong. */
static void advise_number_as_words(const struct advice *a, const struct question *q,
                                   const struct option *o)
{
    static const char digits[] = "0123456789";
    const char *number = o->text + (o->text[0] == '-'), *sign = number + strspn(number, digits);
    char other[NUMBER_BYTES + 1];
    size_t len = strlen(o->text), decimals = *sign != '\0' ? strspn(sign + 1, digits) : 0;
    if (len > NUMBER_BYTES || sign == number || strchr(".,", *sign) == NULL || decimals == 0 ||
        sign[1 + decimals] != '\0')
        return;
    memcpy(other, o->text, len + 1);
    other[sign - o->text] = *sign == '.' ? ',' : '.';
    if (find_option(q, other) == NULL)
        warn(a,
             "'%s' is compared letter by letter, and '%s' is wrong: write {#%s} "
             "for a number",
             o->text, other, o->text);
}

static void advise_words_for_true(const struct advice *a, const struct question *q)
{
    static const char *const words[] = {"true",  "false", "verdadero", "verdadera",
                                        "falso", "falsa", "cierto",    "vrai",
                                        "faux",  "wahr",  "falsch",    "vero"};
    for (size_t i = 0; q->option_count == 1 && i < sizeof words / sizeof words[0]; i++)
        if (strcasecmp(q->options[0].text, words[i]) == 0)
            warn(a,
                 "people must type the word '%s': write {TRUE} or {FALSE} for a "
                 "choice of the two",
                 q->options[0].text);
}

/* What stands where "->" was meant, with text before it. */
static const char *find_false_arrow(const char *text)
{
    static const char *const arrows[] = {"\xE2\x86\x92",  /* rightwards arrow */
                                         "\xE2\x87\x92",  /* rightwards double arrow */
                                         "\xE2\x9F\xB6",  /* long rightwards arrow */
                                         "\xE2\x9E\x94",  /* heavy rightwards arrow */
                                         "\xE2\x9E\xA1",  /* black rightwards arrow */
                                         "\xE2\x80\x93>", /* en dash and > */
                                         "\xE2\x80\x94>", /* em dash and > */
                                         "\xE2\x88\x92>", /* minus sign and > */
                                         "\xE2\x80\x91>", /* no-break hyphen and > */
                                         "- >",           "-&gt;", "&rarr;"};
    for (size_t i = 0; i < sizeof arrows / sizeof arrows[0]; i++)
        if (strstr(text, arrows[i]) != NULL)
            return arrows[i];
    return text[0] == '>' ? "=>" : NULL;
}

static void advise_false_arrows(const struct advice *a, const struct question *q)
{
    size_t count = 0, last = 0;
    bool split = false; /* "a => b" has become "a" and "> b" */
    for (size_t i = 0; i < q->option_count; i++)
        if (find_false_arrow(q->options[i].text) != NULL) {
            split |= q->options[i].text[0] == '>';
            last = i;
            count++;
        }
    if (split || (count == q->option_count && count > 1))
        warn(a,
             "people must type the whole answer '%.*s': for pairs to match write '->' in "
             "place of '%s'",
             quoted(q->options[last].text), q->options[last].text,
             find_false_arrow(q->options[last].text));
}

static void advise_accepted(const struct advice *a, const struct question *q)
{
    if (q->kind == QUESTION_NUMERIC || q->kind == QUESTION_SHORT)
        advise_hidden_answers(a, q);
    for (size_t i = 0; q->kind == QUESTION_NUMERIC && i < q->option_count; i++)
        advise_number(a, &q->options[i]);
    if (q->kind != QUESTION_SHORT)
        return;
    for (size_t i = 0; i < q->option_count; i++) {
        advise_typing(a, q, &q->options[i]);
        advise_number_as_words(a, q, &q->options[i]);
    }
    advise_words_for_true(a, q);
    advise_false_arrows(a, q);
}

/* --- pairs, and texts to read --- */

/* "a --> b" and "a <-> b" leave a sign in the left part; "a ->> b" in the right one. */
static void advise_arrows_of_pairs(const struct advice *a, const struct question *q)
{
    for (size_t i = 0; i < q->prompt_count; i++) {
        const char *left = q->prompts[i].text, *right = q->options[q->prompts[i].option].text;
        char end = left[strlen(left) - 1];
        if (end == '-' || end == '<' || right[0] == '>')
            warn(a,
                 "the pair '%.*s' and '%.*s' has a piece of the arrow in it: "
                 "write '->' between them",
                 quoted(left), left, quoted(right), right);
    }
}

static void advise_description(const struct advice *a, const struct question *q)
{
    size_t len = strlen(q->text);
    if (q->kind == QUESTION_DESCRIPTION &&
        (q->text[len - 1] == '?' || strstr(q->text, "___") || strstr(q->text, "\nANSWER:") != NULL))
        warn(a, "it is a text to read, without answers: are the answers in braces "
                "missing?");
}

void advice_question(const struct exam *exam, size_t index, const char *file, struct buffer *out)
{
    const struct question *q = &exam->questions[index];
    const struct advice advice = {file, exam->questions, q, out}, *a = &advice;
    advise_equal_options(a, q);
    advise_twins(a, q);
    advise_markup(a, q);
    advise_choosing_all(a, q);
    advise_accepted(a, q);
    advise_arrows_of_pairs(a, q);
    advise_description(a, q);
}

/* --- options that name others --- */

static bool has_ending(const char *text, const char *ending)
{
    size_t len = strlen(text), ending_len = strlen(ending);
    while (len > 0 && strchr(". ", text[len - 1]) != NULL)
        len--;
    return len >= ending_len && strncasecmp(text + len - ending_len, ending, ending_len) == 0;
}

/* "A and C", "a) y b)": letters of options, which people see without letters, in another order. */
static bool names_letters(const char *text)
{
    static const char *const joins[] = {" y ", " e ", " and ", " & ", " und ", " et "};
    size_t skip = strncasecmp(text, "both ", 5) == 0   ? 5
                  : strncasecmp(text, "only ", 5) == 0 ? 5
                  : strncasecmp(text, "solo ", 5) == 0 ? 5
                                                       : 0;
    const char *at = text + skip;
    char first = (char)(at[0] & ~0x20);
    if (first < 'A' || first > 'F')
        return false;
    at += at[1] == ')' ? 2 : 1;
    for (size_t i = 0; i < sizeof joins / sizeof joins[0]; i++) {
        size_t len = strlen(joins[i]);
        if (strncasecmp(at, joins[i], len) != 0)
            continue;
        char second = (char)(at[len] & ~0x20);
        return second > first && second <= 'F' && strchr(" ).,", at[len + 1]) != NULL;
    }
    return false;
}

static bool names_others(const char *text)
{
    static const char *const endings[] = {"las anteriores", "los anteriores", "lo anterior",
                                          "of the above",   "das anteriores", "dos anteriores",
                                          "ci-dessus",      "oben genannt",   "obigen"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (has_ending(text, endings[i]))
            return true;
    return names_letters(text);
}

void advice_order(const struct exam *exam, const char *file, struct buffer *out)
{
    for (size_t i = 0; !exam->fixed_order && i < exam->question_count; i++) {
        const struct question *q = &exam->questions[i];
        const struct advice advice = {file, exam->questions, q, out};
        for (size_t k = 0; is_choice(q) && k < q->option_count; k++)
            if (names_others(q->options[k].text)) {
                warn(&advice,
                     "options are shown in any order, but '%.*s' names others by their place: "
                     "write 'all of these', or 'shuffle = no' in the plan",
                     quoted(q->options[k].text), q->options[k].text);
                break;
            }
    }
}
