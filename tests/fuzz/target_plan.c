/* The exam's plan: read, or an error that says what is wrong; then papers can be made. */
#include "server/bank/bank.h"
#include "server/bank/plan.h"
#include "server/core/paper.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { QUESTIONS = 7 };

static const char bank[] =
    "$CATEGORY: A\n\na {=x ~y}\n\nb {T}\n\n$CATEGORY: B/C\n\nc {#1}\n\nd {}\n\n"
    "$CATEGORY: B/D\n\nText.\n\ne {T}\n\nf {}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct exam exam = {0};
    struct buffer errors = {0}, warnings = {0};
    struct paper_question paper[QUESTIONS];
    if (bank_parse(BANK_GIFT, "bank", bank, strlen(bank), &exam, &errors, &warnings) != STATUS_OK)
        abort();
    exam.title = strdup("");
    if (plan_parse("plan", (const char *)data, len, &exam, &errors) == STATUS_OK) {
        exam_seal(&exam);
        if (exam.paper_count < 1 || exam.paper_count > QUESTIONS)
            abort();
        paper_make(&exam, 42, paper);
    } else if (errors.len == 0) {
        abort();
    }
    bank_free(&exam);
    buffer_release(&errors);
    buffer_release(&warnings);
    return 0;
}
