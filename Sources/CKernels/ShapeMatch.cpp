#include "ShapeMatch.h"

#include <string.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

// The body is written once with the compiler's vectors, and compiled for each instruction set.
#define WRIT_INLINE static inline __attribute__((always_inline))

namespace {

typedef uint64_t word4 __attribute__((vector_size(32), aligned(1), may_alias));

// Whether a byte of `[bytes, bytes + length)` is no digit, or there are too many or too few.
WRIT_INLINE uint64_t is_no_integer(const uint8_t *bytes, uint32_t length) {
  // A length of 0 is past 16 here.
  uint64_t bad = (length - 1) & ~uint32_t(15);
  bad |= uint64_t(bytes[0] == '0') & uint64_t(length != 1);
#if defined(__x86_64__)
  const __m128i digits = _mm_sub_epi8(
      _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes)), _mm_set1_epi8('0'));
  const __m128i nine = _mm_set1_epi8(9);
  const uint32_t good = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(digits, nine), nine));
  return bad | (~good & ((uint32_t(1) << (length & 31)) - 1));
#else
  uint64_t words[2];
  memcpy(words, bytes, 16);
  for (uint32_t index = 0; index < 16; index++) {
    const uint8_t digit = bytes[index] - '0';
    bad |= uint64_t(digit > 9) & uint64_t(index < length);
  }
  return bad;
#endif
}

template <size_t Rows>
WRIT_INLINE size_t match_rows(
    const writ_shape &shape, const uint8_t *base, const uint32_t *positions) {
  const size_t stride = shape.position_count;
  word4 difference[Rows] = {};
  const writ_shape_check *check = shape.checks;
  const writ_shape_check *const end = check + shape.check_count;
  for (; check < end; check++) {
    const word4 expected = *reinterpret_cast<const word4 *>(check->expected);
    const word4 mask = *reinterpret_cast<const word4 *>(check->mask);
    const uint32_t *place = positions + check->position;
    const uint8_t *bytes = base + check->delta;
#pragma clang loop unroll(full)
    for (size_t row = 0; row < Rows; row++) {
      const word4 found = *reinterpret_cast<const word4 *>(bytes + place[row * stride]);
      difference[row] |= (found ^ expected) & mask;
    }
  }
  uint64_t bad[Rows];
  for (size_t row = 0; row < Rows; row++) {
    bad[row] = difference[row][0] | difference[row][1] | difference[row][2] | difference[row][3];
  }
  for (size_t index = 0; index < shape.integer_count; index++) {
    const writ_shape_integer integer = shape.integers[index];
    for (size_t row = 0; row < Rows; row++) {
      const uint32_t *place = positions + row * stride;
      const uint32_t start = place[integer.position] + uint32_t(integer.delta);
      // Where a piece before the number differs, `start` may be behind the next position; it can
      // still be read, and the row is bad already.
      bad[row] |= is_no_integer(base + start, place[integer.next] - start);
    }
  }
  size_t row = 0;
  while (row < Rows && bad[row] == 0) row++;
  return row;
}

typedef size_t (*matcher)(const writ_shape &, const uint8_t *, const uint32_t *, size_t);

size_t match_plain(
    const writ_shape &shape, const uint8_t *base, const uint32_t *positions, size_t rows) {
  return rows == 1 ? match_rows<1>(shape, base, positions)
                   : match_rows<WRIT_SHAPE_ROWS>(shape, base, positions);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) size_t match_avx2(
    const writ_shape &shape, const uint8_t *base, const uint32_t *positions, size_t rows) {
  return rows == 1 ? match_rows<1>(shape, base, positions)
                   : match_rows<WRIT_SHAPE_ROWS>(shape, base, positions);
}

__attribute__((target("avx512f,avx512bw,avx512vl"))) size_t match_avx512(
    const writ_shape &shape, const uint8_t *base, const uint32_t *positions, size_t rows) {
  return rows == 1 ? match_rows<1>(shape, base, positions)
                   : match_rows<WRIT_SHAPE_ROWS>(shape, base, positions);
}
#endif

matcher choose() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl")) {
    return match_avx512;
  }
  if (__builtin_cpu_supports("avx2")) return match_avx2;
#endif
  return match_plain;
}

}  // namespace

extern "C" size_t writ_shape_match(
    const writ_shape *shape, const uint8_t *base, const uint32_t *positions, size_t rows) {
  static const matcher match = choose();
  return match(*shape, base, positions, rows);
}
