/// An IPv4 or IPv6 address. An IPv4-mapped IPv6 address (`::ffff:a.b.c.d`) is the IPv4 address.
package struct IPAddress: Hashable, Sendable, Comparable {
  /// The address as an unsigned number: 32 bits used for IPv4, 128 for IPv6.
  package let bits: UInt128
  package let isIPv6: Bool

  package init(bits: UInt128, isIPv6: Bool) {
    if isIPv6, bits >> 32 == 0xffff {
      self.bits = bits & 0xffff_ffff
      self.isIPv6 = false
    } else {
      self.bits = bits
      self.isIPv6 = isIPv6
    }
  }

  package static func < (left: IPAddress, right: IPAddress) -> Bool {
    left.isIPv6 != right.isIPv6 ? right.isIPv6 : left.bits < right.bits
  }
}

/// A network in CIDR notation. An address is in it when it is of the same family and agrees in
/// the first `prefixLength` bits; a host part in the written address is ignored.
package struct IPNetwork: Hashable, Sendable {
  /// The first address of the network.
  package let base: IPAddress
  package let prefixLength: UInt8

  package init(address: IPAddress, prefixLength: UInt8) {
    let width: UInt8 = address.isIPv6 ? 128 : 32
    precondition(prefixLength <= width)
    let host = UInt128(width - prefixLength)
    base = IPAddress(
      bits: host >= 128 ? 0 : (address.bits >> host) << host, isIPv6: address.isIPv6)
    self.prefixLength = prefixLength
  }

  package func contains(_ address: IPAddress) -> Bool {
    guard address.isIPv6 == base.isIPv6 else { return false }
    let host = UInt128((base.isIPv6 ? 128 : 32) - prefixLength)
    return host >= 128 || address.bits >> host == base.bits >> host
  }
}
