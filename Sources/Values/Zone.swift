import Foundation
import Synchronization

/// A time zone of the IANA database, with its changes tabled so that a look-up takes nanoseconds.
///
/// Equal by identifier. The data is that of the Foundation library the tool was built with, not of
/// the machine.
package struct Zone: Hashable, Sendable {
  package let identifier: String
  private let table: ZoneTable

  /// Nil if there is no such zone.
  package init?(identifier: String) {
    guard let table = ZoneTable.named(identifier) else { return nil }
    self.identifier = identifier
    self.table = table
  }

  /// The release of the IANA database that the zones come from, such as `2025b`.
  package static var dataVersion: String { TimeZone.timeZoneDataVersion }

  package static let utc = Zone(identifier: "UTC", table: ZoneTable(fixedOffset: 0))

  private init(identifier: String, table: ZoneTable) {
    self.identifier = identifier
    self.table = table
  }

  package static func == (left: Zone, right: Zone) -> Bool { left.identifier == right.identifier }

  package func hash(into hasher: inout Hasher) { hasher.combine(identifier) }

  /// Seconds that local clocks are ahead of UTC at an instant.
  package func offset(at time: Timestamp) -> Int { table.offset(at: time.wholeSeconds.seconds) }

  /// The date and time of day that local clocks show.
  package func local(_ time: Timestamp) -> LocalTime {
    let (seconds, nanoseconds) = time.wholeSeconds
    let (days, secondOfDay) = (Int(seconds) + table.offset(at: seconds))
      .flooredDivision(by: 86_400)
    return LocalTime(
      date: CalendarDate(daysSinceEpoch: Int32(days)), secondOfDay: secondOfDay,
      nanosecond: Int(nanoseconds))
  }

  /// The day that local calendars show.
  package func date(of time: Timestamp) -> CalendarDate { local(time).date }

  /// The first instant of a day: midnight, or the end of the gap if the zone skips midnight. Nil
  /// out of a timestamp's range.
  package func start(of date: CalendarDate) -> Timestamp? {
    instant(date: date, secondOfDay: 0)
  }

  /// The instant at which local clocks show a time; the first instant after the gap if the zone
  /// skips it, the first of the two if it occurs twice. Nil out of a timestamp's range.
  package func instant(date: CalendarDate, secondOfDay: Int) -> Timestamp? {
    let local = Int64(date.daysSinceEpoch) * 86_400 + Int64(secondOfDay)
    let (product, overflow) = epochSeconds(ofLocalSeconds: local).seconds
      .multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? nil : Timestamp(nanoseconds: product)
  }

  /// The instant, in seconds since 1970, of a local time that is given as seconds since 1970 of a
  /// clock without offset. See `instant(date:secondOfDay:)`.
  package func epochSeconds(ofLocalSeconds local: Int64) -> (seconds: Int64, isInGap: Bool) {
    table.epochSeconds(ofLocalSeconds: local)
  }
}

/// What local clocks and calendars show at an instant.
package struct LocalTime: Hashable, Sendable {
  package var date: CalendarDate
  /// 0…86,399.
  package var secondOfDay: Int
  package var nanosecond: Int

  package var hour: Int { secondOfDay / 3600 }
  package var minute: Int { secondOfDay / 60 % 60 }
  package var second: Int { secondOfDay % 60 }
}

/// The changes of a zone's offset over the range of timestamps.
private final class ZoneTable: Sendable {
  /// Instants at which the offset changes, rising.
  private let changes: [Int64]
  /// `offsets[n]` holds before `changes[n]`; one more than there are changes.
  private let offsets: [Int32]

  init(fixedOffset: Int32) {
    changes = []
    offsets = [fixedOffset]
  }

  private init(_ zone: TimeZone) {
    var changes: [Int64] = []
    // The range of timestamps, 1677 to 2262.
    let end = 9_223_372_037.0
    var instant = Date(timeIntervalSince1970: -end)
    var offsets = [Int32(clamping: zone.secondsFromGMT(for: instant))]
    // Two changes a year would be 1,200.
    while changes.count < 10_000, let next = zone.nextDaylightSavingTimeTransition(after: instant),
      next > instant, next.timeIntervalSince1970 < end
    {
      instant = next
      let offset = Int32(clamping: zone.secondsFromGMT(for: next))
      // Changes of the name alone are none.
      if offset != offsets[offsets.count - 1] {
        changes.append(Int64(next.timeIntervalSince1970.rounded()))
        offsets.append(offset)
      }
    }
    self.changes = changes
    self.offsets = offsets
  }

  private static let cache = Mutex<[String: ZoneTable]>([:])

  static func named(_ identifier: String) -> ZoneTable? {
    if ["UTC", "Etc/UTC", "GMT", "Z"].contains(identifier) { return ZoneTable(fixedOffset: 0) }
    // Foundation also takes `GMT+5`, abbreviations and other spellings that mean different things
    // to different people.
    guard identifier.utf8.count <= 64, identifier.utf8.contains(UInt8(ascii: "/")) else {
      return nil
    }
    return cache.withLock { cache in
      if let known = cache[identifier] { return known }
      guard let zone = TimeZone(identifier: identifier) else { return nil }
      let table = ZoneTable(zone)
      cache[identifier] = table
      return table
    }
  }

  func offset(at seconds: Int64) -> Int {
    var low = 0
    var high = changes.count
    while low < high {
      let middle = (low &+ high) >> 1
      if changes[middle] <= seconds { low = middle &+ 1 } else { high = middle }
    }
    return Int(offsets[low])
  }

  func epochSeconds(ofLocalSeconds local: Int64) -> (seconds: Int64, isInGap: Bool) {
    // No offset is more than a day: only changes within a day of it matter.
    let earlier = Int64(offset(at: local &- 86_400))
    let later = Int64(offset(at: local &+ 86_400))
    for candidate in [local &- max(earlier, later), local &- min(earlier, later)]
    where candidate &+ Int64(offset(at: candidate)) == local {
      return (candidate, false)
    }
    // Skipped: the change between the two candidates ends the gap.
    var low = local &- 172_800
    var high = local &+ 172_800
    while high &- low > 1 {
      let middle = low &+ (high &- low) / 2
      if middle &+ Int64(offset(at: middle)) >= local { high = middle } else { low = middle }
    }
    return (high, true)
  }
}
