// Whether some bytes stand in others.
#ifndef WRIT_BYTE_FIND_H
#define WRIT_BYTE_FIND_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// 1 if the `count` bytes at `part` stand somewhere in the `length` bytes at `text`, else 0; 1 for an
// empty part. Quick for parts whose first and last bytes are seldom found at their distance; a text
// that is made to hold them everywhere costs its length times `count`.
int writ_contains(const uint8_t *text, size_t length, const uint8_t *part, size_t count);

#ifdef __cplusplus
}
#endif
#endif
