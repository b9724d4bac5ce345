/// A text under examination: bytes that somebody else keeps. Never read past `count`.
package typealias Bytes = UnsafeBufferPointer<UInt8>
