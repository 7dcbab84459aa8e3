#include "server/core/admission.h"

#include <assert.h>

enum admission admission_decide(const struct applicant *a, bool matches, bool closed)
{
    if (matches) {
        switch (a->claim) {
        case CLAIM_PENDING:
        case CLAIM_HOME:
            return ADMISSION_GRANTED; /* A1 */
        case CLAIM_AWAY:
            return ADMISSION_ELSEWHERE;
        case CLAIM_NONE: /* released: the code is no longer valid */
            break;
        }
    }
    return closed ? ADMISSION_CLOSED : ADMISSION_WRONG; /* A2 */
}

int admission_delay_ms(unsigned n)
{
    assert(n >= 1 && n <= ADMISSION_WRONG_MOST);
    return ADMISSION_FIRST_MS << (n - 1); /* A3 */
}
