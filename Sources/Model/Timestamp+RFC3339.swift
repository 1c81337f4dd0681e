extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC with milliseconds: `2026-03-19T22:07:00.123Z`.
  package var description: String {
    let dayMilliseconds: Int64 = 86_400_000
    let days = milliseconds >= 0 ? milliseconds / dayMilliseconds : (milliseconds - dayMilliseconds + 1) / dayMilliseconds
    let rest = milliseconds - days * dayMilliseconds
    let date = CivilDate(daysSince1970: days)
    return String(unsafeUninitializedCapacity: 32) { buffer in
      var length = 0
      func put(_ value: Int64, width: Int) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
          buffer[length] = UInt8(48 + value / divisor % 10)
          length += 1
          divisor /= 10
        }
      }
      func mark(_ character: Unicode.Scalar) {
        buffer[length] = UInt8(character.value)
        length += 1
      }
      put(date.year, width: 4); mark("-"); put(date.month, width: 2); mark("-"); put(date.day, width: 2); mark("T")
      put(rest / 3_600_000, width: 2); mark(":"); put(rest / 60_000 % 60, width: 2); mark(":")
      put(rest / 1000 % 60, width: 2); mark("."); put(rest % 1000, width: 3); mark("Z")
      return length
    }
  }

  /// Reads RFC 3339 with any fraction and any offset; nil when it is not one, or not a real date.
  package init?(rfc3339 text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[4] == 45, bytes[7] == 45, bytes[10] == 84 || bytes[10] == 116 || bytes[10] == 32,
      bytes[13] == 58, bytes[16] == 58
    else { return nil }
    func number(_ from: Int, _ count: Int) -> Int64? {
      guard from + count <= bytes.count else { return nil }
      var value: Int64 = 0
      for byte in bytes[from..<from + count] {
        guard byte >= 48, byte <= 57 else { return nil }
        value = value * 10 + Int64(byte - 48)
      }
      return value
    }
    guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2),
      let minute = number(14, 2), let second = number(17, 2), (1...12).contains(month), day >= 1,
      day <= CivilDate.days(inMonth: month, of: year), hour < 24, minute < 60, second <= 60
    else { return nil }

    var index = 19
    var fraction: Int64 = 0
    if bytes[index] == 46 {
      index += 1
      let start = index
      var scale: Int64 = 100
      while index < bytes.count, bytes[index] >= 48, bytes[index] <= 57 {
        fraction += Int64(bytes[index] - 48) * scale
        scale /= 10
        index += 1
      }
      guard index > start else { return nil }
    }
    guard index < bytes.count else { return nil }
    var offsetMinutes: Int64 = 0
    switch bytes[index] {
    case 90, 122:
      index += 1
    case 43, 45:
      guard let hours = number(index + 1, 2), bytes.count > index + 3, bytes[index + 3] == 58, let minutes = number(index + 4, 2),
        hours < 24, minutes < 60
      else { return nil }
      offsetMinutes = (hours * 60 + minutes) * (bytes[index] == 45 ? -1 : 1)
      index += 6
    default:
      return nil
    }
    guard index == bytes.count else { return nil }
    let days = CivilDate(year: year, month: month, day: day).daysSince1970
    let clock = (hour * 3600 + minute * 60 + second - offsetMinutes * 60) * 1000 + fraction
    self.init(milliseconds: days * 86_400_000 + clock)
  }
}

/// A day of the proleptic Gregorian calendar, by Howard Hinnant's day-counting algorithm.
private struct CivilDate {
  var year: Int64
  var month: Int64
  var day: Int64

  init(year: Int64, month: Int64, day: Int64) {
    (self.year, self.month, self.day) = (year, month, day)
  }

  init(daysSince1970: Int64) {
    let shifted = daysSince1970 + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  var daysSince1970: Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  static func days(inMonth month: Int64, of year: Int64) -> Int64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }
}
