// Which of many rows are of one class.
#ifndef WRIT_CLASS_MASK_H
#define WRIT_CLASS_MASK_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Sets bit `row % 64` of `mask[row / 64]` where `classes[row]` is `wanted`, and clears the others,
// also those of the last word that are no rows.
void writ_class_mask(const int32_t *classes, size_t rows, int32_t wanted, uint64_t *mask);

#ifdef __cplusplus
}
#endif
#endif
