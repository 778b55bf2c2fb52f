/// The files in a zip archive, by its central directory (PKWARE, APPNOTE 6.3): stored or deflated, not encrypted.
struct ZipDirectory {
  /// A file of the archive.
  struct Entry {
    /// Its name.
    let name: String
    /// How it is packed: 0 stored, 8 deflated.
    let method: Int
    /// The CRC-32 of its bytes.
    let checkSum: UInt32
    /// How many bytes it takes in the archive.
    let packed: Int
    /// How many bytes it has.
    let size: Int
    /// Where its local header stands.
    let offset: Int
    /// Where the entry stands in the directory.
    let place: Int
  }

  /// The files, in the order of the directory.
  let entries: [Entry]
  private let bytes: [UInt8]

  /// The archive that `bytes` are.
  init(_ bytes: [UInt8]) throws(ArrayFault) {
    self.bytes = bytes
    guard let end = Self.endRecord(in: bytes) else {
      throw .unexpected(
        offset: max(0, bytes.count - 22), expected: "the end of a zip archive's directory", found: "none")
    }
    let count = Self.word(bytes, end + 10, 2)
    var place = Self.word(bytes, end + 16, 4)
    var entries: [Entry] = []
    for _ in 0..<count {
      guard place <= bytes.count - 46, Self.word(bytes, place, 4) == 0x0201_4B50 else {
        throw .unexpected(
          offset: min(place, bytes.count), expected: "an entry of the zip archive's directory",
          found: "something else")
      }
      let (entry, next) = try Self.entry(bytes, at: place)
      entries.append(entry)
      place = next
    }
    self.entries = entries
  }

  /// The bytes of a file of the archive: all of them, checked by their sum, or the first `limit`.
  func contents(of entry: Entry, limit: Int = .max) throws(ArrayFault) -> [UInt8] {
    let mostBytes = entry.method == 0 ? ArrayInput.largestArray : Gunzip.mostBytes
    guard entry.size <= mostBytes else { throw .tooLarge(limit: mostBytes) }
    guard entry.offset <= bytes.count - 30, Self.word(bytes, entry.offset, 4) == 0x0403_4B50 else {
      throw .unexpected(
        offset: min(entry.offset, bytes.count), expected: "the local header of \(quoted(entry.name))",
        found: "something else")
    }
    let start =
      entry.offset + 30 + Self.word(bytes, entry.offset + 26, 2) + Self.word(bytes, entry.offset + 28, 2)
    guard start <= bytes.count, entry.packed <= bytes.count - start else {
      let (end, overflow) = start.addingReportingOverflow(entry.packed)
      throw .truncated(offset: bytes.count, what: quoted(entry.name), end: overflow ? .max : end)
    }
    let packed = start..<(start + entry.packed)
    let wanted = min(limit, entry.size)
    let contents: [UInt8]
    switch entry.method {
    case 0:
      guard entry.packed == entry.size else {
        throw .unexpected(
          offset: entry.place + 24, expected: "\(entry.packed) bytes of a file that is not packed",
          found: String(entry.size))
      }
      contents = Array(bytes[packed.prefix(wanted)])
    case 8: contents = try inflated(packed, wanted: wanted, size: entry.size)
    default:
      throw .unexpected(
        offset: entry.place + 10, expected: "0 (stored) or 8 (deflated)", found: "method \(entry.method)")
    }
    if wanted == entry.size, crc32(contents) != entry.checkSum {
      throw .unexpected(
        offset: entry.place + 16, expected: "the check sum of \(quoted(entry.name))",
        found: "that of other bytes")
    }
    return contents
  }

  /// The first `wanted` of the `size` bytes that are packed in `packed`.
  private func inflated(_ packed: Range<Int>, wanted: Int, size: Int) throws(ArrayFault) -> [UInt8] {
    var inflater = Inflater(.deflate)
    var result: [UInt8] = []
    var made = 0
    var place = packed.lowerBound
    // One byte more than the directory claims has room, so that a longer stream is seen.
    let most = wanted == size ? size + 1 : wanted
    while made < most {
      if made == result.count {
        result.append(contentsOf: repeatElement(0, count: min(max(made, 1 << 16), most - made)))
      }
      let step = result.withUnsafeMutableBytes { room in
        bytes.withUnsafeBytes { bytes in
          inflater.step(
            UnsafeRawBufferPointer(rebasing: bytes[place..<packed.upperBound]),
            into: UnsafeMutableRawBufferPointer(rebasing: room[made...]))
        }
      }
      made += step.made
      place += step.consumed
      if step.status == .end { break }
      guard step.status == .more, step.made + step.consumed > 0 else {
        throw .unexpected(offset: place, expected: "sound compressed data", found: "damage or an end")
      }
    }
    guard made == wanted else {
      throw .unexpected(
        offset: packed.lowerBound, expected: "data that unpack to \(size) bytes",
        found: made > size ? "more" : String(made))
    }
    result.removeLast(result.count - made)
    return result
  }

  /// A directory's entry at `place`, of which the fixed part is there, and where the next one stands.
  private static func entry(_ bytes: [UInt8], at place: Int) throws(ArrayFault) -> (Entry, next: Int) {
    let nameEnd = place + 46 + word(bytes, place + 28, 2)
    let extraEnd = nameEnd + word(bytes, place + 30, 2)
    let next = extraEnd + word(bytes, place + 32, 2)
    guard next <= bytes.count else {
      throw .truncated(offset: bytes.count, what: "the zip archive's directory", end: next)
    }
    guard word(bytes, place + 8, 2) & 1 == 0 else {
      throw .unexpected(offset: place + 8, expected: "a file without a password", found: "one with")
    }
    var size = word(bytes, place + 24, 4)
    var packed = word(bytes, place + 20, 4)
    var offset = word(bytes, place + 42, 4)
    // What has no room in 32 bits stands in an extra field, in this order.
    var extra = nameEnd
    while extra + 4 <= extraEnd {
      let length = word(bytes, extra + 2, 2)
      if word(bytes, extra, 2) == 1 {
        var field = extra + 4
        let fieldEnd = min(extraEnd, field + length)
        func wide(_ value: inout Int) {
          guard value == 0xFFFF_FFFF, field + 8 <= fieldEnd else { return }
          value = min(word(bytes, field, 8), 1 << 62)
          field += 8
        }
        wide(&size)
        wide(&packed)
        wide(&offset)
      }
      extra += 4 + length
    }
    return (
      Entry(
        name: String(decoding: bytes[(place + 46)..<nameEnd], as: UTF8.self),
        method: word(bytes, place + 10, 2), checkSum: UInt32(word(bytes, place + 16, 4)), packed: packed,
        size: size, offset: offset, place: place), next
    )
  }

  /// Where the record stands that ends the directory: 22 bytes and a comment before the end of the archive.
  private static func endRecord(in bytes: [UInt8]) -> Int? {
    guard bytes.count >= 22 else { return nil }
    let last = bytes.count - 22
    return (max(0, last - 0xFFFF)...last).last { word(bytes, $0, 4) == 0x0605_4B50 }
  }

  /// The number in `count` bytes, the least significant first; Int.max if it is larger.
  private static func word(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int {
    var value: UInt64 = 0
    for index in 0..<count { value |= UInt64(bytes[place + index]) << UInt64(8 * index) }
    return Int(clamping: value)
  }
}
