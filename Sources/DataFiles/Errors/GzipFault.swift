/// What is wrong with the bytes of a gzip file. Offsets count bytes from the start of the file, packed as it is.
public enum GzipFault: Error, Hashable, Sendable {
  /// The file ends at `offset`, in the middle of what it packs.
  case truncated(offset: Int)
  /// The bytes up to `offset` cannot be unpacked, or their check sum is wrong.
  case corrupt(offset: Int)
  /// What is packed ends at `offset`, and bytes that are not gzip follow.
  case trailing(offset: Int)
  /// The file unpacks to more than `limit` bytes.
  case tooLarge(limit: Int)
}

extension GzipFault: CustomStringConvertible {
  /// What is wrong, where, and what was expected; without a full stop.
  public var description: String {
    switch self {
    case .truncated(let offset): "it ends at byte \(offset), where more of what it packs was expected"
    case .corrupt(let offset):
      "at byte \(offset) it is damaged: sound compressed data with their check sum were expected"
    case .trailing(let offset):
      "what it packs ends at byte \(offset), and the end of the file or another gzip member was expected there"
    case .tooLarge(let limit): "it unpacks to more than \(limit >> 20) MiB"
    }
  }

  /// What to try.
  var remedy: String {
    switch self {
    case .truncated, .corrupt: "Was it cut short, or changed on its way? Get it again"
    case .trailing: "Take what follows off, or get the file again"
    case .tooLarge: "If that is meant, unpack it first: gunzip --keep FILE"
    }
  }
}
