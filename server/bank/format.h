/* format.h - the formats of question banks, and the limits of their contents. */
#ifndef BANK_FORMAT_H
#define BANK_FORMAT_H

enum bank_format { BANK_AIKEN, BANK_GIFT };

enum {
    BANK_FILE_BYTES = 4 * 1024 * 1024, /* largest bank */
    BANK_TEXT_BYTES = 8 * 1024,        /* of a question's text */
    BANK_OPTION_BYTES = 2 * 1024,      /* of an option's text */
    BANK_NAME_BYTES = 255              /* of a question's or category's name */
};

#endif
