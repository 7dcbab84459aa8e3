/* limits.h - how large a question bank and its texts may be. */
#ifndef BANK_LIMITS_H
#define BANK_LIMITS_H

enum {
    BANK_FILE_BYTES = 4 * 1024 * 1024, /* largest bank */
    BANK_TEXT_BYTES = 8 * 1024,        /* of a question's text */
    BANK_OPTION_BYTES = 2 * 1024,      /* of an option's text */
    BANK_NAME_BYTES = 255              /* of a question's or category's name */
};

#endif
