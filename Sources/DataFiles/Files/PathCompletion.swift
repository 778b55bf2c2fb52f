import Glibc

/// A path that could be meant by the beginning of one.
public struct PathCandidate: Hashable, Sendable {
  /// What kind of place it is.
  public enum Kind: Hashable, Sendable, Comparable {
    /// A directory.
    case directory
    /// A file whose name ends as those of data do: `.csv`, `.tsv`, `.tab`, `.txt`, `.dat`, `.data`, `.npy`,
    /// `.npz`, `.idx`, `-ubyte`, `.safetensors`, each of them also packed (`.gz`).
    case data
    /// Any other file.
    case other
  }

  /// The path, in the way it was begun (`~/` stays); a directory ends in `/`.
  public let path: String
  /// The last part of it, without the `/`.
  public let name: String
  /// What kind of place it is.
  public let kind: Kind
}

/// The paths that begin like `path`: directories first, then data, then other files, each in alphabetical order, at most
/// `limit` of them. Hidden ones come only if the last part of `path` begins with a dot. A directory that cannot be read has
/// none.
public func completions(forPath path: String, limit: Int = 300) -> [PathCandidate] {
  if path == "~" { return [PathCandidate(path: "~/", name: "~", kind: .directory)] }
  let cut = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
  let directory = String(path[..<cut])
  let prefix = String(path[cut...])
  let place = directory.isEmpty ? "./" : expandingHome(directory)
  guard let listing = opendir(place) else { return [] }
  defer { closedir(listing) }
  var found: [PathCandidate] = []
  var looked = 0
  // A directory of a million files is not worth a frame: what comes after this many is not offered.
  while looked < 20_000, let entry = readdir(listing) {
    looked += 1
    guard let name = entry.pointee.name, name.hasPrefix(prefix), name != ".", name != "..",
      !name.hasPrefix(".") || prefix.hasPrefix(".")
    else { continue }
    let kind = kind(of: name, type: entry.pointee.d_type, in: place)
    found.append(
      PathCandidate(path: directory + name + (kind == .directory ? "/" : ""), name: name, kind: kind))
  }
  found.sort { ($0.kind, $0.name) < ($1.kind, $1.name) }
  return Array(found.prefix(max(limit, 0)))
}

private func kind(of name: String, type: UInt8, in directory: String) -> PathCandidate.Kind {
  var isDirectory = type == UInt8(DT_DIR)
  if type == UInt8(DT_LNK) || type == UInt8(DT_UNKNOWN) {
    var status = stat()
    isDirectory = stat(directory + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
  if isDirectory { return .directory }
  let endings = [
    ".csv", ".tsv", ".tab", ".txt", ".dat", ".data", ".npy", ".npz", ".idx", "-ubyte", ".safetensors",
  ]
  var lower = name.lowercased()
  if lower.hasSuffix(".gz") { lower.removeLast(3) }
  return endings.contains { lower.hasSuffix($0) } ? .data : .other
}

extension dirent {
  /// The name; nil if it is not UTF-8, and so could not be typed.
  fileprivate var name: String? {
    withUnsafeBytes(of: d_name) { bytes in
      String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
