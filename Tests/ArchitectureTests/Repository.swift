import FoundationEssentials

/// The sources as they lie in the working copy that the tests were built from.
enum Repository {
  /// The top of the repository.
  static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The folders under `folder`.
  static func folders(in folder: String) throws -> Set<String> {
    let path = top.appending(path: folder).path
    return Set(
      try FileManager.default.contentsOfDirectory(atPath: path).filter { name in
        var isFolder = false
        _ = FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
        return isFolder
      })
  }

  /// Every Swift file under `folder`, by the folder right below it.
  static func files(in folder: String) throws -> [SourceFile] {
    let path = top.appending(path: folder).path
    return try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
      .filter { $0.hasSuffix(".swift") }
      .map { name in
        let text = try String(contentsOf: URL(filePath: "\(path)/\(name)"), encoding: .utf8)
        return SourceFile(
          target: String(name.prefix { $0 != "/" }), path: "\(folder)/\(name)", text: text)
      }
  }

  /// The text of the manifest.
  static func manifest() throws -> String {
    try String(contentsOf: top.appending(path: "Package.swift"), encoding: .utf8)
  }
}
