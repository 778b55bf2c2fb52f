/// The bytes of a file, a pipe or memory, in pieces; what is packed by gzip comes unpacked. Knows the SHA-256 of the bytes
/// as they lie in the file.
struct ByteStream: ~Copyable {
  private var source: ByteSource
  private let limit: Int
  /// What unpacks to more bytes than this is refused.
  private let mostUnpacked: Int
  /// Unpacks the source; nil if it is not packed.
  private var gunzip: Gunzip?
  /// Whether the first bytes have been looked at.
  private var isOpened = false
  /// Bytes that were looked at and not yet read.
  private var head: [UInt8] = []
  /// How many bytes have been read, unpacked.
  private(set) var count = 0
  /// Whether reading stopped at the limit, with more bytes to come.
  private(set) var wasCut = false

  /// The bytes of the file at `path`, at most `limit` of them; `~/` stands for the home directory.
  init(path: String, limit: Int = .max) throws(DataError) {
    source = try ByteSource(path: path)
    self.limit = limit
    mostUnpacked = Gunzip.mostBytes
  }

  /// The bytes that come from an open `descriptor`, which stays open.
  init(descriptor: Int32, named file: String) {
    source = ByteSource(descriptor: descriptor, named: file)
    limit = .max
    mostUnpacked = Gunzip.mostBytes
  }

  /// The bytes in memory, at most `piece` at a time and `limit` in all. `wasCut` says that they are only the beginning.
  init(
    _ bytes: [UInt8], named file: String, piece: Int = .max, limit: Int = .max, wasCut: Bool = false,
    mostUnpacked: Int = Gunzip.mostBytes
  ) {
    source = ByteSource(bytes, named: file, piece: piece)
    self.limit = limit
    self.mostUnpacked = mostUnpacked
    self.wasCut = wasCut
  }

  /// What errors call the source of the bytes.
  var file: String { source.file }

  /// The SHA-256 of the bytes of the file read so far, packed as they are, in hexadecimal.
  var sha256: String { source.sha256 }

  /// Whether the bytes come out of a gzip file; known once some have been read.
  var isUnpacked: Bool { gunzip != nil }

  /// The next bytes, at most `count` of them and fewer only at the end; they stay to be read.
  mutating func peek(_ count: Int) throws(DataError) -> [UInt8] {
    try open()
    try fillHead(count)
    return Array(head.prefix(count))
  }

  /// Reads the next bytes over `buffer[offset...]`.
  /// - Returns: how many came; 0 at the end.
  mutating func read(into buffer: inout [UInt8], from offset: Int) throws(DataError) -> Int {
    let room = min(buffer.count - offset, limit - count)
    guard room > 0 else {
      wasCut = wasCut || limit == count
      return 0
    }
    try open()
    let received: Int
    if head.isEmpty {
      received = try next(into: &buffer, from: offset, room: room)
    } else {
      received = min(room, head.count)
      buffer.replaceSubrange(offset..<(offset + received), with: head.prefix(received))
      head.removeFirst(received)
    }
    count += received
    return received
  }

  /// Looks at the first bytes, which tell whether the source is packed.
  private mutating func open() throws(DataError) {
    guard !isOpened else { return }
    isOpened = true
    try fillHead(2)
    guard head.starts(with: [0x1F, 0x8B]) else { return }
    gunzip = Gunzip(head: head, mostBytes: mostUnpacked)
    head = []
  }

  private mutating func fillHead(_ count: Int) throws(DataError) {
    var piece = [UInt8](repeating: 0, count: count)
    while head.count < count {
      let received = try next(into: &piece, from: 0, room: count - head.count)
      guard received > 0 else { return }
      head += piece[..<received]
    }
  }

  /// Reads the next bytes, unpacked, into `room` bytes from `buffer[offset]` on.
  private mutating func next(into buffer: inout [UInt8], from offset: Int, room: Int) throws(DataError) -> Int
  {
    do {
      return try buffer.withUnsafeMutableBytes { bytes in
        let target = UnsafeMutableRawBufferPointer(rebasing: bytes[offset..<(offset + room)])
        return try gunzip?.read(into: target, from: &source) ?? source.read(into: target)
      }
    } catch let error as DataError {
      throw error
    } catch {
      preconditionFailure("reading throws only data errors")
    }
  }
}
