/// The words that `word` was probably meant to be: equal but for case, or at an edit distance of
/// at most a third of the longer one's length (counted in characters, case ignored, a swap of
/// neighbours as one edit). At most three, nearest first, then by name; each once. `word` itself is never one.
///
/// Cost: proportional to the sum of the candidates' lengths; words beyond 64 characters get none.
package func suggestions(for word: String, among candidates: some Sequence<String>) -> [String] {
  let folded = word.lowercased()
  let wanted = Array(folded.prefix(65))
  guard !wanted.isEmpty, wanted.count <= 64 else { return [] }
  var near: [(distance: Int, word: String)] = []
  for candidate in candidates where candidate != word {
    let letters = Array(candidate.lowercased().prefix(129))
    if letters == wanted {
      near.append((0, candidate))
      continue
    }
    let limit = max(wanted.count, letters.count) / 3
    guard abs(wanted.count - letters.count) <= limit, limit > 0 else { continue }
    let distance = editDistance(wanted, letters)
    if distance <= limit { near.append((distance, candidate)) }
  }
  near.sort { ($0.distance, $0.word) < ($1.distance, $1.word) }
  var result: [String] = []
  for (_, word) in near where !result.contains(word) {
    result.append(word)
    if result.count == 3 { break }
  }
  return result
}

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in 1...max(1, a.count) where !a.isEmpty {
    var row = [i] + Array(repeating: 0, count: b.count)
    for j in 1...max(1, b.count) where !b.isEmpty {
      let isSame = a[i - 1] == b[j - 1]
      row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (isSame ? 0 : 1))
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        row[j] = min(row[j], beforeLast[j - 2] + 1)
      }
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
