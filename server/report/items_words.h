/* items_words.h - what the reports on questions have in common: words, numbers, and facts about the
 * exam.
 * Threads: any. Memory: plain values. Errors: none. */
#ifndef SERVER_REPORT_ITEMS_WORDS_H
#define SERVER_REPORT_ITEMS_WORDS_H

#include "server/report/items.h"
#include "server/report/source.h"

enum {
    ITEMS_LOOKS = 6,
    ITEMS_NUMBER_SIZE = 32,
    ITEMS_LOOK_SIZE = 200,
    ITEMS_EXACT = 6, /* decimals for programs */
    ITEMS_FACTS = 16,
    ITEMS_FACT_SIZE = 200
};

/* "0.295"; "" for NAN. With ITEMS_EXACT decimals without superfluous zeros. */
const char *items_number(double value, int decimals, char out[ITEMS_NUMBER_SIZE]);

/* What makes a question worth a look, as words: "key against" for programs, otherwise "wrong key?;
 * …". */
enum items_language { ITEMS_CODES, ITEMS_ENGLISH, ITEMS_SPANISH };
const char *items_look_text(unsigned look, enum items_language language, char out[ITEMS_LOOK_SIZE]);

/* "single"; in Spanish "una opción". */
const char *items_kind_text(enum question_kind kind, enum items_language language);

/* "KR-20", … */
const char *items_alpha_text(enum items_alpha kind, enum items_language language);

/* A bank's text; "" of a confidential exam. */
const char *items_bank_text(const struct exam *exam, const char *text);

/* Pairs of names and values: the cut, the exam, who is counted, and what the scores come to. */
struct items_facts {
    char text[ITEMS_FACTS][ITEMS_FACT_SIZE];
    const char *pairs[2 * ITEMS_FACTS];
    size_t count;
    char title[512], subtitle[ITEMS_FACT_SIZE];
};
void items_facts(const struct items *items, const struct source *source, bool spanish,
                 struct items_facts *out);

/* The text for people; items_sheet.h. */
void items_text(const struct items *items, const struct items_facts *facts, bool spanish,
                struct buffer *out);

#endif
