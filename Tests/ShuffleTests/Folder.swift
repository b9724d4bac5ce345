import Glibc
import Testing

@testable import Shuffle

/// A folder of a test's own, removed with all in it.
final class Folder {
  let path: String

  init() throws {
    path = "/tmp/shuffle-test-\(UInt64.random(in: .min ... .max))"
    try #require(mkdir(path, 0o700) == 0)
  }

  deinit {
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  var names: [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Descriptors of this process that are open below the folder, also of removed files.
  var openFiles: Int {
    var count = 0
    for descriptor in 0..<1024 {
      var target = [UInt8](repeating: 0, count: 4096)
      let length = target.withUnsafeMutableBytes {
        readlink("/proc/self/fd/\(descriptor)", $0.bindMemory(to: CChar.self).baseAddress!, 4096)
      }
      if length > 0, target[..<length].starts(with: path.utf8) { count += 1 }
    }
    return count
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }
}

func contents(of path: String) throws -> [UInt8] {
  let descriptor = open(path, O_RDONLY)
  try #require(descriptor >= 0)
  defer { close(descriptor) }
  var status = stat()
  fstat(descriptor, &status)
  var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
  try #require(read(descriptor, &bytes, bytes.count) == bytes.count)
  return bytes
}

func write(_ bytes: [UInt8], to path: String) throws {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  try #require(descriptor >= 0)
  defer { close(descriptor) }
  try #require(write(descriptor, bytes, bytes.count) == bytes.count)
}
