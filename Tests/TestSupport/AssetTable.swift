import FoundationEssentials

/// The numbers of a CSV file under assets/data, for tests below the module that reads such files: the columns named, the
/// rows in which all of them are numbers.
public func assetColumns(_ file: String, _ columns: [String]) -> [[Double]] {
  let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  let path = repository.appending(path: "assets/data/\(file)")
  guard let text = try? String(contentsOf: path, encoding: .utf8) else { return [] }
  let lines = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  guard let header = lines.first else { return [] }
  let indices = columns.compactMap { name in header.firstIndex { $0 == name } }
  return lines.dropFirst().compactMap { cells in
    let numbers = indices.compactMap { Double(cells[$0]) }
    return numbers.count == columns.count ? numbers : nil
  }
}
