#include "ByteFind.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

extern "C" int writ_contains(
    const uint8_t *text, size_t length, const uint8_t *part, size_t count) {
  if (count == 0) return 1;
  if (count > length) return 0;
  // Where the part can begin.
  const size_t places = length - count + 1;
  size_t at = 0;
#if defined(__x86_64__)
  // Two bytes are looked for. Of a key in quotes the letters inside: quotes stand everywhere.
  const size_t inside = count > 4 ? 1 : 0;
  const size_t near = inside;
  const size_t far = count - 1 - inside;
  const __m128i first = _mm_set1_epi8(static_cast<char>(part[near]));
  const __m128i last = _mm_set1_epi8(static_cast<char>(part[far]));
  for (; at + 16 <= places; at += 16) {
    const __m128i begins = _mm_loadu_si128(reinterpret_cast<const __m128i *>(text + at + near));
    const __m128i ends =
        _mm_loadu_si128(reinterpret_cast<const __m128i *>(text + at + far));
    unsigned found = static_cast<unsigned>(_mm_movemask_epi8(
        _mm_and_si128(_mm_cmpeq_epi8(begins, first), _mm_cmpeq_epi8(ends, last))));
    for (; found != 0; found &= found - 1) {
      if (memcmp(text + at + __builtin_ctz(found), part, count) == 0) return 1;
    }
  }
#endif
  for (; at < places; at++) {
    if (text[at] == part[0] && memcmp(text + at, part, count) == 0) return 1;
  }
  return 0;
}
