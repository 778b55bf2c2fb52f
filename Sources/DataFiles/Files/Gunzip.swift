/// What a gzip file unpacks to, piece by piece; several members one after another count as one text. The memory it takes
/// does not depend on the file.
struct Gunzip: ~Copyable {
  /// What unpacks to more bytes than this is refused: a small file can unpack to a thousand times its size.
  static let mostBytes = 1 << 30

  private static let pieceLength = 1 << 16

  private let mostBytes: Int
  private var inflater = Inflater(.gzip)
  /// Packed bytes; only `start ..< end` of it is not yet unpacked.
  private var packed = [UInt8](repeating: 0, count: pieceLength)
  private var start = 0
  private var end: Int
  private var isBetweenMembers = false
  private var unpacked = 0
  private var isAtEnd = false

  /// What a gzip file unpacks to whose first bytes are `head`; the rest comes from the source given to `read`.
  /// Throws, from `read`, where that is more than `mostBytes`.
  init(head: [UInt8], mostBytes: Int = Self.mostBytes) {
    self.mostBytes = mostBytes
    packed.replaceSubrange(..<head.count, with: head)
    end = head.count
  }

  /// Unpacks the next bytes into `room`.
  /// - Returns: how many came; 0 at the end.
  mutating func read(into room: UnsafeMutableRawBufferPointer, from source: inout ByteSource)
    throws(DataError) -> Int
  {
    guard !room.isEmpty else { return 0 }
    while !isAtEnd {
      if start == end {
        end = try fill(from: &source)
        start = 0
        if end == 0 {
          guard isBetweenMembers else {
            throw .gzip(file: source.file, fault: .truncated(offset: source.count))
          }
          isAtEnd = true
          return 0
        }
      }
      if isBetweenMembers {
        guard packed[start] == 0x1F else {
          throw .gzip(file: source.file, fault: .trailing(offset: offset(in: source)))
        }
        inflater.reset()
        isBetweenMembers = false
      }
      let (consumed, made, status) = packed.withUnsafeBytes { packed in
        inflater.step(UnsafeRawBufferPointer(rebasing: packed[start..<end]), into: room)
      }
      start += consumed
      unpacked += made
      guard unpacked <= mostBytes else {
        throw .gzip(file: source.file, fault: .tooLarge(limit: mostBytes))
      }
      if status == .corrupt {
        throw .gzip(file: source.file, fault: .corrupt(offset: offset(in: source)))
      }
      if status == .end { isBetweenMembers = true }
      if made > 0 { return made }
    }
    return 0
  }

  /// Where in the file the next packed byte stands.
  private func offset(in source: borrowing ByteSource) -> Int { source.count - (end - start) }

  private mutating func fill(from source: inout ByteSource) throws(DataError) -> Int {
    do {
      return try packed.withUnsafeMutableBytes { try source.read(into: $0) }
    } catch let error as DataError {
      throw error
    } catch {
      preconditionFailure("reading throws only data errors")
    }
  }
}
