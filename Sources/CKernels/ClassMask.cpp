#include "ClassMask.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace {

// The last rows, and all where there are no vectors.
uint64_t mask_word(const int32_t *classes, size_t rows, int32_t wanted) {
  uint64_t word = 0;
  for (size_t row = 0; row < rows; row++) word |= uint64_t(classes[row] == wanted) << row;
  return word;
}

#if defined(__x86_64__)
uint64_t mask_sse2(const int32_t *classes, int32_t wanted) {
  const __m128i all = _mm_set1_epi32(wanted);
  uint64_t word = 0;
  for (int part = 0; part < 16; part++) {
    const __m128i some = _mm_loadu_si128(reinterpret_cast<const __m128i *>(classes) + part);
    word |= uint64_t(_mm_movemask_ps(_mm_castsi128_ps(_mm_cmpeq_epi32(some, all)))) << (4 * part);
  }
  return word;
}
#endif

}  // namespace

extern "C" void writ_class_mask(
    const int32_t *classes, size_t rows, int32_t wanted, uint64_t *mask) {
  size_t row = 0;
#if defined(__x86_64__)
  for (; row + 64 <= rows; row += 64) mask[row / 64] = mask_sse2(classes + row, wanted);
#else
  for (; row + 64 <= rows; row += 64) mask[row / 64] = mask_word(classes + row, 64, wanted);
#endif
  if (row < rows) mask[row / 64] = mask_word(classes + row, rows - row, wanted);
}
