#include "db/late.h"

enum {
    SPARE_SHARE = 16,
    SPARE_WORTH = 8 /* an eighth of these is worth a transaction */
};

size_t late_spare(size_t waiting, size_t keep)
{
    size_t share = (keep + SPARE_SHARE - 1) / SPARE_SHARE, most = keep - share;
    size_t spare = waiting > most ? waiting - most : 0;
    return spare * SPARE_WORTH >= share ? spare : 0;
}
