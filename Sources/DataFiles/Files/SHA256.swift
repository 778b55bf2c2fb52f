import CDigest

/// A SHA-256 in the making: bytes go in, in pieces of any size; the digest of all of them comes out.
struct SHA256: ~Copyable {
  private let state: OpaquePointer

  /// The digest of no bytes.
  init() {
    guard let state = elbow_sha256_new() else { preconditionFailure("no memory for a SHA-256") }
    self.state = state
  }

  deinit { elbow_sha256_free(state) }

  /// Adds `bytes` at the end.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
    elbow_sha256_update(state, start, bytes.count)
  }

  /// The digest of the bytes so far, as `sha256sum` prints it: 64 hexadecimal digits.
  var text: String {
    let digits = [UInt8](unsafeUninitializedCapacity: 65) { buffer, count in
      buffer.withMemoryRebound(to: CChar.self) { characters in
        if let start = characters.baseAddress { elbow_sha256_text(state, start) }
      }
      count = 65
    }
    return String(decoding: digits.dropLast(), as: UTF8.self)
  }
}
