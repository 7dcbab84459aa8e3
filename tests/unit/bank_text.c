#include "tests/unit/bank_text.h"

#include "server/bank/plan.h"

#include <check.h>
#include <string.h>

struct exam exam;
struct buffer errors, warnings;

enum status bank_text_read(enum bank_format format, const char *text)
{
    bank_text_release();
    enum status status = bank_parse(format, "f", text, strlen(text), &exam, &errors, &warnings);
    buffer_append(&errors, "", 1);
    return status;
}

void bank_text_read_for_plan(const char *text)
{
    ck_assert_msg(bank_text_read(BANK_GIFT, text) == STATUS_OK, "%s", errors.data);
    exam.title = strdup("t");
    exam.seconds = 60;
}

enum status bank_text_plan(const char *text)
{
    buffer_clear(&errors);
    enum status status = plan_parse("p", text, strlen(text), &exam, &errors);
    buffer_append(&errors, "", 1);
    return status;
}

void bank_text_release(void)
{
    bank_free(&exam);
    buffer_release(&errors);
    buffer_release(&warnings);
}
