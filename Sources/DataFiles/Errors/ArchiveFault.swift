/// What is wrong with the bytes of a safetensors file. Offsets count bytes from the start of the file.
public enum ArchiveFault: Error, Hashable, Sendable {
  /// The file is larger than `limit` bytes.
  case tooLarge(limit: Int)
  /// The file has fewer than the 8 bytes that give the length of the header.
  case tooShort(bytes: Int)
  /// The header claims `claimed` bytes where at most `available` can be.
  case headerLength(claimed: UInt64, available: Int)
  /// The header is not as it should be: at `offset` stands something else than `expected`.
  case syntax(offset: Int, expected: String)
  /// A name stands twice in the header, the second time at `offset`.
  case duplicateName(String, offset: Int)
  /// The numbers of `tensor` are of a type that is not read.
  case unknownType(tensor: String, type: String)
  /// The extents of `tensor` multiply to more than can be counted.
  case shapeTooLarge(tensor: String, shape: [Int])
  /// The shape and type of `tensor` need `needed` bytes, its offsets span `spanned`.
  case byteCount(tensor: String, needed: Int, spanned: Int)
  /// `tensor` begins at `begin` where the one before it ends at `expected`: a gap or an overlap.
  case notContiguous(tensor: String, begin: Int, expected: Int)
  /// `tensor` ends at `end`, past the end of the file at `available`.
  case outOfRange(tensor: String, end: Int, available: Int)
  /// `tensor` has to be of finite numbers, and at `offset` stands `found`.
  case notFinite(tensor: String, offset: Int, found: String)
  /// After the last tensor, at `offset`, stand `count` bytes more.
  case trailingBytes(offset: Int, count: Int)
  /// The file is sound, but its metadata do not say which data its tensors were fitted to.
  case notARun
  /// The file holds a ladder, where one model is wanted.
  case holdsLadder
  /// The run was fitted to what came in by standard input.
  case fittedToStandardInput
}
