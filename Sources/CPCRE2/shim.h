/* The functions' names are macros that paste the code unit's width, which Swift cannot see: inline functions spell them out. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

static inline pcre2_code_8 *portolan_regex_compile(const unsigned char *pattern, size_t length, unsigned options, int *error, size_t *offset) {
    return pcre2_compile_8(pattern, length, options, error, offset, 0);
}
